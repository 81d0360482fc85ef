"""The graph in running triple stores: put there by the command, then every bundled question, row by row as here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import running
import stores
import virtuoso

import imrkg
from imrkg import engine, question, remote, results
from imrkg import namespaces as ns
from imrkg.remote.asking import _Endpoint, _graphs

QUESTIONS = {q.slug: q for q in question.all_questions()}
PARAMETERS = [(q.slug, p.name) for q in QUESTIONS.values() for p in q.parameters]
STORES = ("oxigraph", "virtuoso")
# Where most values of a parameter give no row, or it takes no thing of the graph: a value that gives some.
CHOSEN = {
    ("claims", "about"): ox.NamedNode(f"{ns.ID}instrument/imr-fidelity-scale"),
    ("sources", "thing"): ox.NamedNode(f"{ns.ID}study/roe-2007"),
    ("high-fidelity", "threshold"): ox.Literal("4.2", datatype=ox.NamedNode(f"{ns.PREFIXES['xsd']}decimal")),
}


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with stores.oxigraph(tmp_path_factory.mktemp("oxigraph")) as root:
        yield root


@pytest.fixture(scope="session")
def virtuoso_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[virtuoso.Virtuoso]:
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso")) as made:
        yield made


@pytest.fixture(scope="session")
def loaded(request: pytest.FixtureRequest, graph: ox.Store) -> tuple[_Endpoint, list[str]]:
    """A store into which the command put the graph, and the graphs to ask about."""
    if request.param == "oxigraph":
        root = request.getfixturevalue("oxigraph")
        done = running.imrkg("load", f"{root}/store")
        endpoint = _Endpoint(f"{root}/query", 60, False)
    else:
        made = request.getfixturevalue("virtuoso_store")
        secret = {"IMRKG_STORE_USER": made.user, "IMRKG_STORE_PASSWORD": made.password}
        done = running.imrkg("load", made.graph_store, **secret)
        endpoint = _Endpoint(made.endpoint, 60, False)
    assert done.returncode == 0, done.stderr
    return endpoint, _graphs(endpoint, graph)


def value(term: results.Term) -> tuple[str, object]:
    """Return what a term means: 4, 4.0 and 4.00 are one number, while true is not 1 and "4" is not 4."""
    if not isinstance(term, ox.Literal):
        return type(term).__name__, results.plain(term)
    plain = results.plain(term)
    if isinstance(plain, bool):
        return "boolean", plain
    return (term.language or "plain", plain) if isinstance(plain, str) else ("number", float(str(plain)))


def assert_same_rows(there: results.Result, here: results.Result) -> None:
    assert there.columns == here.columns
    assert len(there) == len(here)
    for number, (ours, theirs) in enumerate(zip(here.terms, there.terms, strict=True), start=1):
        for name, one, other in zip(here.columns, map(value, ours), map(value, theirs), strict=True):
            # A division has as many digits as the engine likes.
            near = one[0] == other[0] == "number" and math.isclose(one[1], other[1], rel_tol=1e-9)  # type: ignore[arg-type]
            assert one == other or near, f"row {number}, {name}: {one} here, {other} there"


@pytest.mark.parametrize("slug", QUESTIONS)
@pytest.mark.parametrize("loaded", STORES, indirect=True)
def test_a_question_has_the_same_rows_there(loaded: tuple[_Endpoint, list[str]], graph: ox.Store, slug: str) -> None:
    endpoint, graphs = loaded
    text = QUESTIONS[slug].text
    here = results.collect(engine.run(graph, text))
    assert len(here) > 0
    assert_same_rows(endpoint.select(text, graphs), here)


@pytest.fixture(scope="session")
def bound(graph: ox.Store) -> Callable[[str, str], tuple[str, results.Result]]:
    """A question with one parameter bound to something for which it has rows, and those rows."""

    @cache
    def find(slug: str, name: str) -> tuple[str, results.Result]:
        asked = QUESTIONS[slug]
        parameter = next(p for p in asked.parameters if p.name == name)
        chosen = CHOSEN.get((slug, name))
        terms = [chosen] if chosen else [ox.NamedNode(iri) for iri in question.choices(graph, parameter)]
        middle = len(terms) // 2
        for term in [*terms[middle:], *terms[:middle]]:
            text = question.bind(asked, {name: [term]})
            here = results.collect(engine.run(graph, text))
            if len(here):
                return text, here
        raise AssertionError(f"{slug} has no rows for any {name}")

    return find


@pytest.mark.parametrize(("slug", "name"), PARAMETERS)
@pytest.mark.parametrize("loaded", STORES, indirect=True)
def test_a_parameter_has_the_same_rows_there(
    loaded: tuple[_Endpoint, list[str]], bound: Callable[[str, str], tuple[str, results.Result]], slug: str, name: str
) -> None:
    endpoint, graphs = loaded
    text, here = bound(slug, name)
    assert_same_rows(endpoint.select(text, graphs), here)


@pytest.mark.parametrize("loaded", ["oxigraph"], indirect=True)
def test_the_command_and_python_ask_there(loaded: tuple[_Endpoint, list[str]]) -> None:
    url = loaded[0].url
    here = running.imrkg("ask", "findings", "study=levitt-2009", "--format", "csv")
    there = running.imrkg("ask", "findings", "study=levitt-2009", "--format", "csv", "--endpoint", url)
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout
    words = {"study": "levitt-2009"}
    assert imrkg.ask("findings", endpoint=url, **words).terms == imrkg.ask("findings", **words).terms
    assert not any(p.name == "endpoint" for q in QUESTIONS.values() for p in q.parameters)


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml", "md"])
@pytest.mark.parametrize("loaded", ["oxigraph"], indirect=True)
def test_every_format_of_an_answer_from_there(loaded: tuple[_Endpoint, list[str]], graph: ox.Store, form: str) -> None:
    there = remote.ask(loaded[0].url, "findings", {"outcome": "functioning"}, graph)
    assert there.write(form) == question.answer(graph, "findings", outcome="functioning").write(form)


def test_virtuoso_takes_the_graph_by_update_too(
    virtuoso_store: virtuoso.Virtuoso, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMRKG_STORE_USER", virtuoso_store.user)
    monkeypatch.setenv("IMRKG_STORE_PASSWORD", virtuoso_store.password)
    done = remote.load(virtuoso_store.update, ["links", "ontology"], options=remote.Options(batch=700))
    assert done.protocol == "update"
    assert done.complete
    assert {count.graph.rpartition("/")[2] for count in done.counts} == {"links", "ontology"}


def test_a_wrong_password_is_told(virtuoso_store: virtuoso.Virtuoso) -> None:
    secret = {"IMRKG_STORE_USER": virtuoso_store.user, "IMRKG_STORE_PASSWORD": "not-the-password"}
    done = running.imrkg("load", virtuoso_store.graph_store, **secret)
    running.refused(done, "HTTP 401", "IMRKG_STORE_USER", "no graph was complete till then")
    assert "not-the-password" not in done.stderr


def test_an_empty_store_is_no_answer(graph: ox.Store, tmp_path: Path) -> None:
    with stores.oxigraph(tmp_path / "empty") as root:
        done = running.imrkg("ask", "findings", "--endpoint", f"{root}/query")
        running.refused(done, "does not hold the graph", "imrkg load")
        remote.load(f"{root}/store", ["links"])
        done = running.imrkg("ask", "findings", "--endpoint", f"{root}/query")
        running.refused(done, "it lacks <https://w3id.org/imrkg/graph/derived>", "imrkg load")
