"""The bundled questions: their contract, both engines, and binding that no word can break out of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

import imrkg
from imrkg import engine, question, results, store
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax, UnknownName

# Public API: these slugs and leading columns never change.
FIXED = {
    "table-1": "study design follow_up participants setting format length clinicians training",
    "table-2": "section outcome study result",
    "table-3": "study references dropout sessions_attended completion fidelity",
    "findings": "study design outcome rater result comparison instrument",
    "not-measured": "study outcome rater",
    "outcome-summary": "outcome rater design significant not_significant mixed not_measured",
    "implementation-results": "study outcome value unit covers",
    "implementation-summary": "outcome studies minimum median maximum",
    "factors": "domain construct factor polarity references",
    "modifications": "program modification nature references",
    "modules": "number module edition",
    "instruments": "instrument rater outcome study",
    "effect-sizes": "study outcome rater magnitude",
    "references": "number role citation year doi pmid",
    "gaps": "gap kind place",
    "claims": "claim kind value about place",
    "sources": "fact place",
}
FIXED_PARAMETERS = {
    "findings": {"study", "design", "outcome", "rater", "result"},
    "implementation-results": {"study", "outcome"},
    "factors": {"domain", "polarity"},
    "modifications": {"program"},
    "sources": {"thing"},
}
FIXED_ROWS = {"table-1": 9, "table-2": 128, "table-3": 13, "not-measured": 83, "modules": 10, "references": 48}
QUESTIONS = {q.slug: q for q in question.all_questions()}
PARAMETERS = [(q.slug, p.name) for q in QUESTIONS.values() for p in q.parameters]
HOSTILE = [
    "} UNION { ?s ?p ?o",
    "<https://w3id.org/imrkg/id/study/levitt-2009> } ?s ?p ?o . {",
    "levitt-2009> } #",
    '"',
    "'''",
    '"""',
    '" } SERVICE <http://example.org/> { ?s ?p ?o } { "',
    "\\",
    '\\"',
    "\\u007D UNION { ?s ?p ?o }",
    "\\u0022 } \\u007B",
    "\\U0000007D",
    "a\nb\r\n# } ",
    "{ UNDEF }",
    "VALUES ?study { UNDEF }",
    "\x00\t\x7f",
    "\\1 \\g<0> $1",
    "(UNDEF)",
    "",
    " ",
]


def parameter(slug: str, name: str) -> question.Parameter:
    """Return one parameter of a question."""
    return next(p for p in QUESTIONS[slug].parameters if p.name == name)


def with_class(kind: str = "iri ") -> list[tuple[str, str]]:
    """Return (slug, name) of the parameters whose type starts with `kind`."""
    return [(slug, name) for slug, name in PARAMETERS if parameter(slug, name).type.startswith(kind)]


def ask(graph: ox.Store, slug: str, **words: str | Sequence[str]) -> results.Result:
    """Return the answer of a question, with words for its parameters."""
    asked = QUESTIONS[slug]
    return results.collect(engine.run(graph, question.bind(asked, question.resolve(graph, asked, words)), source=slug))


def column(result: results.Result, name: str) -> list[object]:
    """Return one column of a result."""
    return [row[name] for row in result.rows()]


Term = tuple[str, str, str | None] | None


def _term(kind: str, text: str, datatype: str, language: str | None) -> Term:
    # Engines may write 0.50 and 0.5 for one number.
    if datatype.rpartition("#")[2] in ("integer", "decimal", "double"):
        text = format(Decimal(text).normalize(), "f")
    return kind, text, language


def oxigraph_rows(result: results.Result) -> Counter[tuple[Term, ...]]:
    """Return rows of Oxigraph so that they compare with those of rdflib."""

    def one(term: results.Term) -> Term:
        if term is None:
            return None
        if isinstance(term, ox.Literal):
            return _term("literal", term.value, term.datatype.value, term.language)
        return "iri", str(getattr(term, "value", term)), None

    return Counter(tuple(map(one, row)) for row in result.terms)


def rdflib_rows(dataset: rdflib.Dataset, text: str, columns: Sequence[str]) -> Counter[tuple[Term, ...]]:
    """Return rows of rdflib so that they compare with those of Oxigraph."""

    def one(term: rdflib.term.Identifier | None) -> Term:
        if term is None:
            return None
        if isinstance(term, rdflib.Literal):
            return _term("literal", str(term), str(term.datatype or ""), term.language)
        return "iri", str(term), None

    names = [rdflib.Variable(c) for c in columns]
    return Counter(tuple(one(row.get(n)) for n in names) for row in dataset.query(text).bindings)


@pytest.fixture(scope="session")
def dataset() -> rdflib.Dataset:
    """The shipped graph as users get it; the default graph is the union of all graphs."""
    return imrkg.load()


# --------------------------------------------------------------------------------------- the contract


@pytest.mark.parametrize("slug", FIXED)
def test_fixed_slugs_and_leading_columns(graph: ox.Store, slug: str) -> None:
    wanted = tuple(FIXED[slug].split())
    assert ask(graph, slug).columns[: len(wanted)] == wanted


def test_fixed_parameters() -> None:
    found = {slug: {p.name for p in QUESTIONS[slug].parameters} for slug in FIXED_PARAMETERS}
    assert all(found[slug] >= names for slug, names in FIXED_PARAMETERS.items()), found


@pytest.mark.parametrize("slug", FIXED_ROWS)
def test_numbers_of_rows_that_the_source_fixes(graph: ox.Store, slug: str) -> None:
    assert len(ask(graph, slug)) == FIXED_ROWS[slug]


def test_there_are_many_questions_in_every_category() -> None:
    counts = Counter(q.category for q in QUESTIONS.values())
    assert sum(counts.values()) >= 40
    assert min(counts.values()) >= 4, counts
    assert len({q.title for q in QUESTIONS.values()}) == len(QUESTIONS), "two questions with one title"


@pytest.mark.parametrize("slug", QUESTIONS)
def test_key_columns_hold_keys_that_join(graph: ox.Store, slug: str) -> None:
    kinds = {"study": "study", "other_study": "study", "rater": "rater", "design": "design", "instrument": "instrument"}
    kinds |= {"program": "program", "domain": "cfir-domain", "polarity": "polarity", "factor": "factor"}
    if slug not in ("table-1", "table-2"):  # printed words by contract
        kinds |= {"outcome": "outcome", "comparison": "comparison"}
    else:
        del kinds["design"]
    result = ask(graph, slug)
    for name in set(kinds) & set(result.columns):
        for value in set(column(result, name)) - {None, ""}:
            node = ox.NamedNode(f"{ns.ID}{kinds[name]}/{value}")
            assert next(graph.quads_for_pattern(node, None, None), None), f"{name}={value} is no key"


@pytest.mark.parametrize("slug", QUESTIONS)
def test_labels_and_iris_follow_the_leading_columns(graph: ox.Store, slug: str) -> None:
    columns = ask(graph, slug).columns
    extra = [i for i, c in enumerate(columns) if c.endswith(("_iri", "_label"))]
    plain = [i for i in range(len(columns)) if i not in extra]
    assert not extra or max(plain) < min(extra), columns
    labelled = [c.removesuffix("_label") for c in columns if c.endswith("_label")]
    assert set(labelled) <= set(columns), "a label without the key that it stands for"


# ----------------------------------------------------------------------------------------- two engines


@pytest.mark.parametrize("slug", QUESTIONS)
def test_oxigraph_and_rdflib_agree(graph: ox.Store, dataset: rdflib.Dataset, slug: str) -> None:
    first = ask(graph, slug)
    assert len(first) > 0
    assert oxigraph_rows(first) == rdflib_rows(dataset, QUESTIONS[slug].text, first.columns)


BOUND = [
    ("findings", {"study": "salyers-2010", "rater": "clinician"}),
    ("findings", {"design": "controlled-study", "outcome": "functioning", "result": "not-significant"}),
    ("implementation-results", {"study": "mueser-2006", "outcome": "feasibility"}),
    ("factors", {"domain": "inner-setting", "polarity": "barrier"}),
    ("modifications", {"program": "wsm"}),
    ("claims", {"about": "instrument/imr-fidelity-scale"}),
    ("claims", {"section": "abstract", "kind": "synthesis", "role": "own-synthesis"}),
    ("gaps", {"kind": "moderator"}),
    ("sources", {"thing": "study/roe-2007"}),
    ("sources", {"thing": "results-outcomes-rcts-p2-s3"}),
    ("high-fidelity", {"threshold": "4.40"}),
    ("citation-places", {"reference": "6", "function": "evidence"}),
    ("references", {"role": "framework"}),
    ("controlled-lists", {"scheme": "rater"}),
    ("discrepancies", {"outcome": "dropout"}),
    ("discrepancies", {"outcome": "coping", "kind": "outcome"}),
]


@pytest.mark.parametrize(("slug", "words"), BOUND, ids=lambda v: v if isinstance(v, str) else "-".join(v.values()))
def test_engines_agree_with_parameters_bound(
    graph: ox.Store, dataset: rdflib.Dataset, slug: str, words: dict[str, str]
) -> None:
    asked = QUESTIONS[slug]
    text = question.bind(asked, question.resolve(graph, asked, words))
    first = results.collect(engine.run(graph, text))
    assert 0 < len(first) <= len(ask(graph, slug))
    assert oxigraph_rows(first) == rdflib_rows(dataset, text, first.columns)


# ------------------------------------------------------------------------------------------ parameters


@pytest.mark.parametrize(("slug", "name"), with_class())
def test_a_parameter_binds_with_key_label_and_iri(graph: ox.Store, slug: str, name: str) -> None:
    asked = QUESTIONS[slug]
    options = question.choices(graph, parameter(slug, name))
    assert options, f"no value of {slug} {name}"
    names = Counter(n for all_names in options.values() for n in set(all_names))
    for iri, (key, *others) in list(options.items())[:40]:
        ways = [key, iri, iri.removeprefix(ns.ID), f" {key.upper()} ", *(o for o in others if names[o] == 1)]
        for way in ways:
            found = question.resolve(graph, asked, {name: way})
            assert found == {name: [ox.NamedNode(iri)]}, f"{name}={way}"


# Parameters of what not every row has: a claim with a verdict needs no reason, a disagreement may be about no study and
# no outcome.
NOT_IN_EVERY_ROW = {
    ("claims-checked", "reason"),
    ("discrepancies", "study"),
    ("discrepancies", "outcome"),
    ("recomputed", "outcome"),
}


@pytest.mark.parametrize(("slug", "name"), with_class())
def test_the_values_of_a_parameter_together_give_every_row(graph: ox.Store, slug: str, name: str) -> None:
    options = list(question.choices(graph, parameter(slug, name)))
    everything = oxigraph_rows(ask(graph, slug))
    union: Counter[tuple[Term, ...]] = Counter()
    for iri in options[:70]:
        part = oxigraph_rows(ask(graph, slug, **{name: iri}))
        assert part <= everything, f"{name}={iri} gives rows that the open question does not"
        union |= part
    if (slug, name) in NOT_IN_EVERY_ROW:
        assert union < everything, "take it off the list"
    elif len(options) <= 70:
        assert union == everything
    assert union


@pytest.mark.parametrize(("slug", "name"), with_class("iri"))
def test_an_unknown_value_names_the_nearest(graph: ox.Store, slug: str, name: str) -> None:
    key = max((names[0] for names in question.choices(graph, parameter(slug, name)).values()), key=len)
    with pytest.raises(UnknownName) as caught:
        question.resolve(graph, QUESTIONS[slug], {name: f"{key}x"})
    assert name in caught.value.message
    assert f"{key}x" in caught.value.message
    assert key in caught.value.hint


@pytest.mark.parametrize("slug", [s for s in QUESTIONS if QUESTIONS[s].parameters])
def test_an_unknown_parameter_names_those_that_exist(graph: ox.Store, slug: str) -> None:
    names = [p.name for p in QUESTIONS[slug].parameters]
    with pytest.raises(UnknownName) as caught:
        question.resolve(graph, QUESTIONS[slug], {f"{names[0]}s": "x"})
    assert all(n in caught.value.hint for n in names)


def test_an_unknown_slug_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="finding-") as caught:
        question.get("finding-")
    assert "findings" in caught.value.hint


def test_several_words_mean_any_of_them(graph: ox.Store) -> None:
    both = ask(graph, "findings", study=["levitt-2009", "mueser-2006"])
    assert set(column(both, "study")) == {"levitt-2009", "mueser-2006"}
    parts = [oxigraph_rows(ask(graph, "findings", study=s)) for s in ("levitt-2009", "mueser-2006")]
    assert oxigraph_rows(both) == parts[0] + parts[1]


def test_a_key_that_two_things_share_means_both(graph: ox.Store) -> None:
    found = question.resolve(graph, QUESTIONS["claims"], {"about": "imr-scale"})["about"]
    assert {str(t.value).removeprefix(ns.ID) for t in found} == {"instrument/imr-scale", "outcome/imr-scale"}


def test_a_member_of_a_merged_column_finds_the_rows_of_the_column(graph: ox.Store) -> None:
    for member in ("salyers-2010", "salyers-2011"):
        assert oxigraph_rows(ask(graph, "findings", study=member)) == oxigraph_rows(
            ask(graph, "findings", study="salyers-2010-2011")
        )
    assert set(column(ask(graph, "findings", study="salyers-2010"), "study")) == {"salyers-2010-2011"}


def test_wider_designs_and_outcomes_hold_the_narrower_ones(graph: ox.Store) -> None:
    wide = ask(graph, "findings", design="controlled-study")
    assert set(column(wide, "design")) == {"randomized-controlled-trial", "non-randomized-controlled-study"}
    wide = ask(graph, "findings", outcome="service-use")
    assert set(column(wide, "outcome")) == {"hospitalization", "satisfaction"}
    wide = ask(graph, "implementation-results", outcome="feasibility")
    assert set(column(wide, "outcome")) == {"dropout", "sessions-attended", "completion"}


@pytest.mark.parametrize(
    ("threshold", "at_least", "more_than"),
    [
        ("3.62", {"bartholomew-2010": "yes", "niebp": "no"}, {"bartholomew-2010": "no", "niebp": "no"}),
        ("4", {"salyers-2011": "yes"}, {"salyers-2011": "undetermined"}),
        ("3", {"salyers-2011": "yes", "hasson-ohayon-2007": "some sites"}, {"salyers-2011": "yes"}),
        ("2", {"hasson-ohayon-2007": "yes"}, {"hasson-ohayon-2007": "yes"}),
        ("4.95", {"hasson-ohayon-2007": "no", "salyers-2011": "undetermined"}, {"fujita-2010": "no"}),
    ],
)
def test_a_threshold_is_judged_at_its_edges(
    graph: ox.Store, threshold: str, at_least: dict[str, str], more_than: dict[str, str]
) -> None:
    result = ask(graph, "high-fidelity", threshold=threshold)
    for name, wanted in (("at_least", at_least), ("more_than", more_than)):
        found = dict(zip(column(result, "study"), column(result, name), strict=True))
        assert wanted.items() <= found.items()


def test_sources_go_from_a_fact_to_its_places_and_back(graph: ox.Store) -> None:
    claim = "claim/abstract-imr-manage-illness"
    assert column(ask(graph, "sources", thing=claim), "place") == ["Abstract, Objective, paragraph 1, sentence 1"]
    assert claim in column(ask(graph, "sources", thing="abstract-objective-p1-s1"), "fact")
    about = column(ask(graph, "sources", thing="roe-2007"), "fact")
    assert {"study/roe-2007", "implementation-result/roe-2007--completion"} <= set(about)


# ------------------------------------------------------------- no word ever becomes part of the query

FREE = question.Question(
    "free",
    "",
    "",
    "",
    (question.Parameter("word", "string", ""), question.Parameter("size", "number", "")),
    "# title: x\n\nSELECT ?word ?size WHERE { VALUES ?word { UNDEF } VALUES ?size { 1 } }",
)
EMPTY = ox.Store()


def shape(text: str) -> list[str]:
    """Return the names of the algebra's nodes and the projected columns, without what VALUES hold."""

    def walk(node: object) -> Iterator[str]:
        if isinstance(node, CompValue):
            yield str(node.name)
            if node.name in ("values", "ToMultiSet"):
                return
            for child in node.values():
                yield from walk(child)
        elif isinstance(node, list | tuple):
            for child in node:
                yield from walk(child)

    query = prepareQuery(text)
    return [*walk(query.algebra), *map(str, query.algebra.PV)]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.sampled_from(HOSTILE), st.text(alphabet="\\\"'{}<>?#$\n\r u00D7Eb", max_size=40)))
def test_a_text_comes_back_as_it_was_from_both_engines(word: str) -> None:
    text = question.bind(FREE, question.resolve(EMPTY, FREE, {"word": word}))
    assert column(results.collect(engine.run(EMPTY, text)), "word") == [word]
    assert [str(row[0]) for row in rdflib.Graph().query(text)] == [word]
    assert shape(text) == shape(FREE.text)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=20), st.decimals(allow_nan=False, allow_infinity=False).map(str)))
def test_a_number_is_a_number_or_refused(word: str) -> None:
    try:
        terms = question.resolve(EMPTY, FREE, {"size": word})
    except UnknownName:
        return
    result = results.collect(engine.run(EMPTY, question.bind(FREE, terms)))
    try:
        wanted = Decimal(word)
    except InvalidOperation:
        pytest.fail(f"{word!r} was taken for a number")
    found = column(result, "size")[0]
    assert isinstance(found, Decimal)
    assert found == wanted or len(word) > 18  # Oxigraph's decimals have 18 digits after the point


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(with_class("iri")), st.one_of(st.text(), st.sampled_from(HOSTILE)))
def test_a_word_names_a_thing_that_exists_or_is_refused(place: tuple[str, str], word: str) -> None:
    slug, name = place
    graph = _shipped()
    try:
        terms = question.resolve(graph, QUESTIONS[slug], {name: word})[name]
    except UnknownName:
        return
    assert terms
    assert {t.value for t in terms} <= set(_choices(slug, name))
    assert shape(question.bind(QUESTIONS[slug], {name: terms})) == shape(QUESTIONS[slug].text)


@pytest.mark.parametrize(("slug", "name"), PARAMETERS)
def test_binding_changes_nothing_but_the_values(graph: ox.Store, slug: str, name: str) -> None:
    asked = QUESTIONS[slug]
    text = question.bind(asked, {name: [ox.Literal(word) for word in HOSTILE]})
    assert shape(text) == shape(asked.text)
    bound = graph.query(text, use_default_graph_as_union=True)
    assert isinstance(bound, ox.QuerySolutions)
    assert tuple(v.value for v in bound.variables) == ask(graph, slug).columns


@pytest.mark.parametrize("word", ["\ud800", "a\udfffb"])
def test_half_a_character_is_refused(word: str) -> None:
    with pytest.raises(UnknownName, match="is not text"):
        question.resolve(EMPTY, FREE, {"word": word})


def _shipped(cache: list[ox.Store] = []) -> ox.Store:  # noqa: B006 -- hypothesis and function fixtures do not mix
    if not cache:
        cache.append(store.bundled())
    return cache[0]


def _choices(slug: str, name: str) -> dict[str, list[str]]:
    return question.choices(_shipped(), parameter(slug, name))


# ---------------------------------------------------------------------------------------------- headers


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# title: x\n# category: y\n\nSELECT * {}", "no description"),
        ("# title: x\n# description: y\n# category: z\n# author: me\n\n", "not a header line"),
        ("SELECT * {}\n", "not a header line"),
        ("# title: x\n# description: y\n# category: z\n# param: a | iri\n\n", "bad parameter"),
        ("# title: x\n# description: y\n# category: z\n# param: a | date | A\n\n", "bad parameter"),
    ],
)
def test_a_bad_header_is_told_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "bad.rq"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSyntax, match=message) as caught:
        question.parse(file)
    assert str(file) in caught.value.message


def test_a_parameter_without_its_block_is_told() -> None:
    broken = question.Question("b", "", "", "", (question.Parameter("word", "string", ""),), "SELECT * {}")
    with pytest.raises(BadSyntax, match=r"no VALUES block for \?word"):
        question.bind(broken, {"word": [ox.Literal("x")]})
