"""Federated questions against small extracts in a second endpoint on loopback: here, from Virtuoso and from Comunica.

What is expected was worked out from the extracts (tests/data/federated, ontology/extracts) and from the sheets.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import running
import serving
import virtuoso
from rdflib.plugins.sparql.parser import parseQuery
from support import require

import imrkg
from imrkg import federation, remote, resources
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax, NotReached, Refused, TimedOut, UnknownName

HERE = Path(__file__).resolve().parent
EXTRACTS = HERE / "data" / "federated"
FILES = sorted((resources.path("queries") / "federated").glob("*.rq"))
SERVICES = {"gmho", "bcio", "mesh", "wikidata", "vocabulary"}
Sheets = dict[str, list[dict[str, str]]]
Rows = set[tuple[str, ...]]


def _sheet(name: str) -> list[dict[str, str]]:
    with (resources.sheets() / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


# ------------------------------------------------------------------------------------- what is expected


def _findings(outcomes: set[str], *terms: str) -> Rows:
    """Each finding on one of the outcomes that has a result, once for each term."""
    found = [r for r in _sheet("findings") if r["outcome"] in outcomes and r["result"]]
    assert found
    return {(t, r["outcome"], r["study"], r["result"], f"{ns.ID}finding/{r['key']}") for t in terms for r in found}


def _formats(**modes: str) -> Rows:
    """Each delivery in one of our formats, with the BCIO term for it, how close that is, and the other format."""
    found: Rows = set()
    for row in _sheet("deliveries"):
        formats = [f for f in row["formats"].split(";") if f]
        for ours in set(formats) & set(modes):
            also = "".join(f for f in formats if f != ours)
            term, relation = modes[ours].split()
            found.add((term, relation, row["study"], row["program"], ours, also))
    return found


# What the extract of MeSH has under Health Facilities (N02.278), and what of ours is linked to it. Day Care is not
# there: it stands under N02.421. Group Homes are, but nothing of ours is linked to them.
FACILITIES = {
    "D003155": {"community-mental-health-center": "exact"},
    "D010044": {"hospital-outpatient-clinic": "exact"},
    "D012047": {
        "rehabilitation-center": "close",
        "psychiatric-rehabilitation-center": "broad",
        "outpatient-rehabilitation-center": "broad",
        "psychosocial-rehabilitation-center": "broad",
    },
    "D012112": {"residential-program": "close", "supportive-housing": "broad"},
    "D006778": {"state-psychiatric-hospital": "broad"},
    "D006783": {"state-psychiatric-hospital": "broad"},
}


def _settings(headings: dict[str, dict[str, str]]) -> Rows:
    return {
        (heading, ours[setting], row["study"], "setting", setting)
        for heading, ours in headings.items()
        for row in _sheet("deliveries")
        for setting in row["settings"].split(";")
        if setting in ours
    }


def _measured(heading: str, relation: str, outcome: str) -> Rows:
    studies = {r["study"] for r in _sheet("findings") if r["outcome"] == outcome and r["result"]}
    return {(heading, relation, study, "outcome", outcome) for study in studies}


class Case(NamedTuple):
    """A question as it is asked, the columns to look at, and their rows."""

    slug: str
    service: str
    words: dict[str, str]
    columns: tuple[str, ...]
    expected: Rows


FINDING = ("term", "outcome", "study", "result", "finding_iri")
MODE = ("term", "relation", "study", "program", "format", "also_format")
TREE = ("term", "relation", "study", "kind", "thing")
CONDITION = ("condition", "intervention", "named_by", "ours")
LABELS = ("term", "label_then", "label_now")
FARDIG = "fardig-2011-psychiatric-services"  # the one publication whose title names schizophrenia
CASES = {
    # Of symptom severity and the one class below it, ours is under the first: for the second ours is the wider one.
    "gmho": Case("findings-by-gmho-class", "gmho", {}, FINDING, _findings({"psychiatric-symptoms"}, "GMHO_0000087")),
    # Both are data items; so are numbers of participants, to which no outcome of ours is matched.
    "gmho two levels down": Case(
        "findings-by-gmho-class",
        "gmho",
        {"class": "http://purl.obolibrary.org/obo/IAO_0000027"},
        FINDING,
        _findings({"psychiatric-symptoms"}, "GMHO_0000087", "GMHO_0000255"),
    ),
    # Outcomes of ours below the one that is linked count as well.
    "gmho and narrower outcomes": Case(
        "findings-by-gmho-class",
        "gmho",
        {"class": "gmho:GMHO_0000067"},
        FINDING,
        _findings(
            {"quality-of-life-community-functioning", "social-support", "employment", "incarceration-homelessness"}
            | {"functioning", "community-integration"},
            "GMHO_0000067",
        ),
    ),
    "bcio": Case("deliveries-by-bcio-mode", "bcio", {}, MODE, _formats(group="BCIO_011057 close")),
    "bcio one level down": Case(
        "deliveries-by-bcio-mode",
        "bcio",
        {"mode": "BCIO_050996"},
        MODE,
        _formats(group="BCIO_011057 close", individual="BCIO_011055 close"),
    ),
    "mesh": Case("studies-by-mesh-tree", "mesh", {}, TREE, _settings(FACILITIES)),
    "mesh, another tree": Case(
        "studies-by-mesh-tree",
        "mesh",
        {"heading": "mesh:D001523"},
        TREE,
        _measured("D019966", "close", "substance-abuse"),
    ),
    "mesh, known there and not here": Case("studies-by-mesh-tree", "mesh", {"heading": "D016352"}, TREE, set()),
    # Clozapine and naltrexone are no psychosocial interventions, and nothing of ours names bipolar disorder.
    "wikidata": Case(
        "interventions-for-condition",
        "wikidata",
        {},
        CONDITION,
        {
            ("Q41112", "Q1147152", "title", FARDIG),
            ("Q41112", "Q2115980", "title", FARDIG),
            ("Q3184856", "Q183257", "link", "substance-abuse"),
            ("Q3184856", "Q1147152", "link", "substance-abuse"),
        },
    ),
    "wikidata, one kind": Case(
        "interventions-for-condition",
        "wikidata",
        {"kind": "Q2115980"},
        CONDITION,
        {("Q41112", "Q2115980", "title", FARDIG)},
    ),
    "labels": Case("changed-labels", "vocabulary", {}, LABELS, set()),
    "labels, one changed": Case(
        "changed-labels",
        "vocabulary",
        {"namespace": "http://id.nlm.nih.gov/mesh/"},
        LABELS,
        {("http://id.nlm.nih.gov/mesh/D003631", "Day Care", "Day Care of Tomorrow")},
    ),
}


def test_the_expected_rows_have_rows_that_everybody_can_check() -> None:
    assert ("BCIO_011057", "close", "mueser-2006", "imr", "group", "individual") in CASES["bcio"].expected
    assert ("BCIO_011057", "close", "levitt-2009", "imr", "group", "") in CASES["bcio"].expected
    assert ("D010044", "exact", "fujita-2010", "setting", "hospital-outpatient-clinic") in CASES["mesh"].expected
    assert {row[2] for row in CASES["mesh, another tree"].expected} == {"levitt-2009", "salyers-2010-2011"}
    assert {case.slug for case in CASES.values() if case.expected} == {file.stem for file in FILES}


# ------------------------------------------------------------------------------------------- the engines


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The second endpoint: it holds the extracts, in which one label has changed, and nothing of ours."""
    changed = tmp_path_factory.mktemp("elsewhere") / "mesh.ttl"
    text = (EXTRACTS / "mesh.ttl").read_text(encoding="utf-8")
    changed.write_text(text.replace('"Day Care"', '"Day Care of Tomorrow"'), encoding="utf-8")
    extracts = [resources.path("ontology", "extracts", f"{name}.ttl") for name in ("gmho", "bcio")]
    data = [word for file in (*extracts, EXTRACTS / "wikidata.ttl", changed) for word in ("--data", file)]
    with serving.running(*data) as address:
        yield f"{address}/sparql"


def written(case: Case, elsewhere: str) -> str:
    """Return the query as another engine gets it."""
    asked = federation.get(case.slug)
    return federation.text(asked, federation.places(asked, {case.service: elsewhere}), case.words)


def as_expected(case: Case, rows: list[dict[str, str]]) -> None:
    """Assert that the rows are those of the case, each one once."""
    got = [tuple(row.get(column, "") for column in case.columns) for row in rows]
    assert set(got) == case.expected
    whole = [tuple(sorted(row.items())) for row in rows]
    assert len(whole) == len(set(whole))


def values(solutions: ox.QuerySolutions) -> list[dict[str, str]]:
    names = [variable.value for variable in solutions.variables]
    return [{n: term.value for n, term in zip(names, row, strict=True) if term is not None} for row in solutions]


@pytest.mark.parametrize("name", CASES)
def test_here(elsewhere: str, name: str) -> None:
    case = CASES[name]
    found = imrkg.federate(case.slug, {case.service: elsewhere}, timeout=60, **case.words)
    rows = [{k: str(v) for k, v in row.items() if v is not None} for row in found.rows()]
    as_expected(case, rows)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[virtuoso.Virtuoso]:
    """A Virtuoso that holds our graph."""
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso")) as made, pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMRKG_STORE_USER", made.user)
        patch.setenv("IMRKG_STORE_PASSWORD", made.password)
        assert remote.load(made.graph_store).complete
        yield made


@pytest.mark.parametrize("name", CASES)
def test_from_virtuoso(store: virtuoso.Virtuoso, elsewhere: str, name: str) -> None:
    case = CASES[name]
    form = urlencode({"query": written(case, elsewhere)}).encode()
    request = urllib.request.Request(store.endpoint, form, {"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        found = ox.parse_query_results(answer.read(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    as_expected(case, values(found))


@pytest.fixture(scope="module")
def comunica(elsewhere: str, graph: ox.Store) -> dict[str, dict[str, object]]:
    """What Comunica answers to each question over our evidence and links; it is started once."""
    require(shutil.which("node"), "Node.js is not installed; on Debian: apt-get install nodejs npm")
    clients = HERE / "clients"
    installed = (clients / "node_modules" / "@comunica" / "query-sparql").is_dir()
    require(installed, "Comunica is not installed: npm ci --prefix tests/clients")
    ours = {quad.triple for quad in graph if quad.graph_name.value in (ns.GRAPHS["evidence"], ns.GRAPHS["links"])}
    text = ox.serialize(ours, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    source = {"type": "serialized", "value": text.decode(), "mediaType": "application/n-triples", "baseIRI": ns.ID}
    # One case of each question: Comunica reads the graph again for each.
    cases = {name: case for name, case in CASES.items() if name in IN_COMUNICA}
    given = json.dumps([{"sources": [source], "query": written(case, elsewhere)} for case in cases.values()])
    done = subprocess.run(["node", clients / "comunica.mjs"], input=given.encode(), capture_output=True, timeout=240)
    assert done.returncode == 0, done.stderr[-2000:].decode()
    return dict(zip(cases, json.loads(done.stdout), strict=True))


IN_COMUNICA = ("gmho and narrower outcomes", "bcio one level down", "mesh", "wikidata", "labels, one changed")


@pytest.mark.parametrize("name", IN_COMUNICA)
def test_from_comunica(comunica: dict[str, dict[str, object]], name: str) -> None:
    answer = comunica[name]
    assert answer["type"] == "bindings", answer
    rows = answer["answer"]
    assert isinstance(rows, list)
    as_expected(CASES[name], [{column: term[0] for column, term in row.items()} for row in rows])


# ------------------------------------------------------------------------------------- the command line


def test_the_command_writes_the_rows(elsewhere: str) -> None:
    done = running.imrkg(
        "federate", "interventions-for-condition", "--service", f"wikidata={elsewhere}", "kind=wd:Q2115980",
        "--format", "csv",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = csv.DictReader(done.stdout.splitlines())
    assert (row["condition"], row["intervention"], row["ours"]) == ("Q41112", "Q2115980", FARDIG)
    assert (row["condition_label"], row["intervention_label"]) == ("schizophrenia", "psychoeducation")


def test_the_command_says_when_the_other_side_knows_nothing_of_it(elsewhere: str) -> None:
    done = running.imrkg(
        "federate", "studies-by-mesh-tree", "heading=D999999", "--service", f"mesh={elsewhere}", "--format", "json"
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["results"]["bindings"] == []
    assert "mesh gave no rows" in done.stderr


def test_the_command_lists_the_questions() -> None:
    done = running.imrkg("federate")
    assert done.returncode == 0
    for file in FILES:
        assert re.search(rf"^{file.stem} .*\n +--service \w+=URL", done.stdout, flags=re.MULTILINE)


def test_the_command_prints_the_query_for_other_engines() -> None:
    place = "http://127.0.0.1:1/sparql?a=b"
    done = running.imrkg("federate", "studies-by-mesh-tree", "--service", f"mesh={place}", "--sparql", "heading=D1")
    assert done.returncode == 0
    assert f"SERVICE <{place}> {{" in done.stdout
    assert "VALUES ?heading { <http://id.nlm.nih.gov/mesh/D1> }" in done.stdout
    assert "SERVICE <https" not in done.stdout
    parseQuery(done.stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["findings-by-mesh"], ["no federated question", "findings-by-gmho-class"]),
        (["findings-by-gmho-class"], ["needs an address", "--service gmho=http", "imrkg serve"]),
        (["studies-by-mesh-tree"], ["needs an address", "--service mesh=public"]),
        (["studies-by-mesh-tree", "--service", "mosh=http://127.0.0.1:1/"], ["no service 'mosh'", "mesh"]),
        (["studies-by-mesh-tree", "--service", "mesh"], ["name=value"]),
        (["findings-by-gmho-class", "--service", "gmho=public"], ["not public", "imrkg serve"]),
        (["studies-by-mesh-tree", "--service", "mesh=ftp://127.0.0.1/"], ["no address"]),
        (["studies-by-mesh-tree", "--service", "mesh=http://127.0.0.1:1/a> b"], ["no address"]),
        (["studies-by-mesh-tree", "--service", "mesh=http://me:secret@127.0.0.1:1/"], ["password", "#refused"]),
        (["studies-by-mesh-tree", "tree=x", "--service", "mesh=http://127.0.0.1:1/"], ["no parameter 'tree'"]),
        (["studies-by-mesh-tree", "heading=a b", "--service", "mesh=http://127.0.0.1:1/"], ["is no term", "mesh:NAME"]),
        (["studies-by-mesh-tree", "--timeout", "0", "--service", "mesh=http://127.0.0.1:1/"], ["--timeout"]),
    ],
)
def test_what_cannot_be_asked(words: list[str], said: list[str]) -> None:
    running.refused(running.imrkg("federate", *words), *said)


def test_the_command_says_when_the_other_side_is_down() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # taken, and nobody listens
        place = f"http://127.0.0.1:{held.getsockname()[1]}/sparql"
        done = running.imrkg("federate", "studies-by-mesh-tree", "--service", f"mesh={place}")
    running.refused(done, place, "Is it running?", "#not-reached")


# --------------------------------------------------------------------------------- an other side that fails


class Neighbour(ThreadingHTTPServer):
    """An endpoint that answers as the test says, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self, reply: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.reply = reply
        self.asked: list[str] = []
        self.authorization: list[str | None] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class Handler(BaseHTTPRequestHandler):
    server: Neighbour

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.authorization.append(self.headers.get("Authorization"))
        self.server.reply(self)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def neighbour(reply: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Neighbour]:
    with Neighbour(reply) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def saying(status: int, kind: str, body: bytes, **fields: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **fields}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return reply


JSON = "application/sparql-results+json"


def table(*iris: str, head: str = '["term_iri", "term_label"]') -> bytes:
    label = '"term_label": {"type": "literal", "value": "x", "xml:lang": "en"}'
    rows = ",".join(f'{{"term_iri": {{"type": "uri", "value": "{iri}"}}, {label}}}' for iri in iris)
    return f'{{"head": {{"vars": {head}}}, "results": {{"bindings": [{rows}]}}}}'.encode()


def gathered(url: str, timeout: float = 30) -> federation.Answer:
    asked = federation.get("studies-by-mesh-tree")
    return federation.join(ox.Store(), asked, {}, federation.gather(asked, {"mesh": url}, {}, timeout))


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (saying(500, "text/plain", b"Virtuoso 37000 Error SP030\n"), "HTTP 500: Virtuoso 37000 Error SP030"),
        (saying(503, "text/html", b"<html>down</html>"), "HTTP 503\n  It is busy or down"),
        (saying(401, "text/plain", b""), "sends no credentials"),
        (saying(200, "text/html; charset=utf-8", b"<html>Ask</html>"), "whole table of SPARQL results, text/html"),
        (saying(200, JSON, b'{"head": {}, "boolean": true}'), "yes or no, not a table"),
        (saying(200, JSON, table("urn:a")[:-30]), "not a whole table"),
        (saying(200, JSON, table("urn:a", "urn:b"), X_SPARQL_MaxRows="2"), "2 rows, which is too many or not all"),
        (saying(200, JSON, table("urn:a"), X_SQL_State="S1TAT"), "not all"),
    ],
    ids=["500", "503 in HTML", "401", "a page", "yes or no", "broken off", "cut by Virtuoso", "out of Virtuoso's time"],
)  # fmt: skip
def test_a_bad_answer(reply: Callable[[BaseHTTPRequestHandler], None], said: str) -> None:
    with neighbour(reply) as other, pytest.raises(NotReached) as caught:
        gathered(other.url)
    assert said in str(caught.value)
    assert other.url in caught.value.message
    assert len(other.asked) == 1


def test_no_redirect_is_followed() -> None:
    with (
        neighbour(saying(200, JSON, table())) as target,
        neighbour(saying(302, "text/plain", b"", Location=target.url)) as other,
        pytest.raises(NotReached, match="it sends on to"),
    ):
        gathered(other.url)
    assert len(other.asked) == 1
    assert target.asked == []


def test_credentials_of_our_store_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMRKG_STORE_TOKEN", "secret")
    with neighbour(saying(200, JSON, table("urn:a"))) as other:
        assert gathered(other.url).given == {"mesh": 1}
    assert other.authorization == [None]


@pytest.mark.parametrize("begun", [False, True], ids=["silent", "a byte now and then"])
def test_a_slow_answer(begun: bool) -> None:
    over = threading.Event()

    def reply(request: BaseHTTPRequestHandler) -> None:
        if begun:
            request.send_response(200)
            request.send_header("Content-Type", JSON)
            request.end_headers()
        for _ in range(200):
            if over.wait(0.1):
                return
            if begun:
                request.wfile.write(b" ")

    with neighbour(reply) as other:
        try:
            with pytest.raises(TimedOut, match="no whole answer within 1 s"):
                gathered(other.url, timeout=1)
        finally:
            over.set()
    assert len(other.asked) == 1


def test_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(federation, "MOST_ROWS", 3)
    with neighbour(saying(200, JSON, table("urn:a", "urn:b", "urn:c"))) as other:
        assert gathered(other.url).given == {"mesh": 3}
    with neighbour(saying(200, JSON, table("urn:a", "urn:b", "urn:c", "urn:d"))) as other:
        with pytest.raises(NotReached, match="4 rows, which is too many"):
            gathered(other.url)
        monkeypatch.setattr(federation, "MOST_BYTES", 100)
        with pytest.raises(NotReached, match="Ask for something narrower"):
            gathered(other.url)


def test_terms_of_every_kind_come_through(tmp_path: Path) -> None:
    text = 'a "quoted"\n{ line } \\ with ?x <y> ü'
    rows = [
        {"a": {"type": "literal", "value": text, "xml:lang": "en"}, "b": {"type": "bnode", "value": "x1"}},
        {"b": {"type": "typed-literal", "value": "4", "datatype": ns.PREFIXES["xsd"] + "integer"}},
    ]
    body = json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": rows}}).encode()
    with neighbour(saying(200, JSON, body)) as other:
        file = federated(tmp_path, other.url, "public", "SELECT ?a ?b WHERE { ?a ?p ?b }", "?a ?b")
        asked = federation.parse(file)
        answer = federation.join(ox.Store(), asked, {}, federation.gather(asked, {"there": "public"}, {}))
    got = set(answer.result.terms)
    assert got == {
        (ox.Literal(text, language="en"), ox.NamedNode("urn:imrkg:blank:x1")),
        (None, ox.Literal(4)),
    }


def test_results_in_xml_are_read() -> None:
    body = (
        b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="term_iri"/></head><results>'
        b'<result><binding name="term_iri"><uri>urn:a</uri></binding></result></results></sparql>'
    )
    with neighbour(saying(200, "application/sparql-results+xml", body)) as other:
        assert gathered(other.url).given == {"mesh": 1}


def test_an_answer_that_the_public_endpoint_cuts_is_an_error(tmp_path: Path) -> None:
    with neighbour(saying(200, JSON, table("urn:a", "urn:b"))) as other:
        query = "SELECT ?term_iri WHERE { ?term_iri ?p ?o }"
        cut = federation.parse(federated(tmp_path, other.url, "public, 2 rows", query, "?term_iri"))
        with pytest.raises(NotReached, match="2 rows, which is too many or not all"):
            federation.gather(cut, {"there": "public"}, {})
        whole = federation.parse(federated(tmp_path, other.url, "public, 3 rows", query, "?term_iri"))
        assert len(federation.gather(whole, {"there": "public"}, {})["there"]) == 2


# --------------------------------------------------------------------------------------------- the files


def federated(folder: Path, url: str, known_as: str, inner: str, columns: str) -> Path:
    """Write a small federated question and return its file."""
    file = folder / "made-up.rq"
    file.write_text(
        "# title: What do they say?\n# description: One row for each.\n# category: Linked data\n"
        f"# service: there | {url} | {known_as}\n\nSELECT {columns}\nWHERE {{\n  SERVICE <{url}> {{ {inner} }}\n}}\n"
    )
    return file


@pytest.mark.parametrize(
    ("known_as", "inner"),
    [
        ("somewhere", "SELECT ?a { ?a ?b ?c }"),
        ("file", "SELECT ?a { ?a ?b ?c }"),
        ("public", "SELECT ?a { { ?a ?b ?c "),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, known_as: str, inner: str) -> None:
    with pytest.raises(BadSyntax):
        federation.parse(federated(tmp_path, "http://127.0.0.1:1/", known_as, inner, "?a"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_federated_question_is_whole(file: Path) -> None:
    asked, services = federation.parse(file)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", asked.slug)
    assert asked.title.endswith("?")
    assert len(asked.description) >= 40
    assert asked.description.endswith(".")
    assert {service.name for service in services} <= SERVICES
    body = asked.text.partition("\n\n")[2]
    bare = re.sub(r'"(?:\\.|[^"\\])*"|<[^<>\s]*>|#[^\n]*', " ", body)
    declared = dict(re.findall(r"^PREFIX ([a-z]+): <([^>]+)>$", body, flags=re.MULTILINE))
    assert set(declared) == set(re.findall(r"(?<![\w?/:])([a-z]+):[\w]", bare))
    for prefix in set(declared) & set(ns.PREFIXES):
        assert declared[prefix] == ns.PREFIXES[prefix]
    for parameter in asked.parameters:
        assert f"VALUES ?{parameter.name} {{" in body
        assert parameter.type == "string" or parameter.type.removeprefix("term ") in declared
    assert re.search(r"^ORDER BY\b", body, flags=re.MULTILINE)
    assert "SELECT *" not in body
    parseQuery(asked.text)
    # The other side is asked for everything at once: each block is a query of its own that it can answer alone.
    assert len(re.findall(r"\bSERVICE\b", bare)) == len(services)
    for service in services:
        start, end = federation._block(asked.text, service)
        inner = federation._inside(asked.text[start:end])
        assert inner.startswith("SELECT")
        parseQuery(federation._prologue(asked.text) + inner)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_documented(file: Path) -> None:
    asked, services = federation.parse(file)
    page = (HERE.parent / "docs" / "federated.md").read_text(encoding="utf-8")
    section = page.split(f"\n### {asked.slug}\n", 1)[1].split("\n#", 1)[0]
    for parameter in asked.parameters:
        assert f"`{parameter.name}`" in section
    for service in services:
        assert f"--service {service.name}=" in section
        assert (service.url if service.public else service.file) in section


def test_public_endpoints_are_asked_only_by_that_word() -> None:
    asked = federation.get("studies-by-mesh-tree")
    assert federation.places(asked, {"mesh": "public"}) == {"mesh": "https://id.nlm.nih.gov/mesh/sparql"}
    with pytest.raises(UnknownName):
        federation.places(asked, {})
    with pytest.raises(Refused):
        federation.places(asked, {"mesh": "http://me:secret@example.org/"})


@pytest.mark.parametrize(
    "word", ["D1> } UNION { ?a ?b ?c", "", "mesh:D1 mesh:D2", "mesh:{D1}", "nothing at all", "\ud800"]
)
def test_a_term_cannot_leave_its_place(word: str) -> None:
    asked = federation.get("studies-by-mesh-tree")
    with pytest.raises(UnknownName):
        federation.text(asked, {"mesh": "http://127.0.0.1:1/"}, {"heading": word})
