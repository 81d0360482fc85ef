"""Rules for every query file, and for the lints: clean on our data, and able to find what they are for."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import support
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from imrkg import engine, question, resources, results, views
from imrkg import namespaces as ns

QUERIES = resources.path("queries")
EVERY = sorted(file for file in QUERIES.rglob("*.rq") if file.parent.name != "federated")  # tests/test_federation.py
QUESTIONS = sorted((QUERIES / "questions").glob("*.rq"))
LINTS = sorted((QUERIES / "lint").glob("*.rq"))
CATEGORIES = {
    "Tables as printed",
    "Outcomes",
    "Implementation",
    "Adaptation",
    "Studies",
    "Evidence and gaps",
    "Provenance",
    "Audit",
    "References",
    "Linked data",
}


def name(file: Path) -> str:
    return str(file.relative_to(QUERIES))


def header(file: Path) -> list[str]:
    """Return the comment lines that a file begins with."""
    lines = file.read_text(encoding="utf-8").splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:end]


def bare(text: str) -> str:
    """Return a query without its comments, strings and IRIs."""
    return re.sub(r'"(?:\\.|[^"\\])*"|<[^<>\s]*>|#[^\n]*', " ", text)


def nodes(node: object) -> Iterator[CompValue]:
    """Yield every node of a parsed query."""
    if isinstance(node, CompValue):
        yield node
        for child in node.values():
            yield from nodes(child)
    elif hasattr(node, "__iter__") and not isinstance(node, str):
        for child in node:
            yield from nodes(child)


# ----------------------------------------------------------------------------------------- all queries


@pytest.mark.parametrize("file", EVERY, ids=name)
def test_a_query_says_first_what_it_is_for(file: Path) -> None:
    lines = header(file)
    assert lines, "begin with a comment"
    assert len(lines[0].removeprefix("#").strip()) > 15


@pytest.mark.parametrize("file", EVERY, ids=name)
def test_a_query_declares_the_prefixes_that_it_uses_and_no_others(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    declared = dict(re.findall(r"^PREFIX ([a-z]+): <([^>]+)>$", text, flags=re.MULTILINE))
    used = set(re.findall(r"(?<![\w?/:])([a-z]+):[\w]", bare(text)))
    assert set(declared) == used
    own = {"column": f"{ns.ID}column/", "table": f"{ns.ID}table/", "col": ns.COLUMN}
    own |= {"sd": "http://www.w3.org/ns/sparql-service-description#", "void": "http://rdfs.org/ns/void#"}
    own |= {"dcat": "http://www.w3.org/ns/dcat#"}
    own |= {"spex": "https://purl.expasy.org/sparql-examples/ontology#"}
    own |= views.PREFIXES
    for prefix, iri in declared.items():
        assert iri == (ns.PREFIXES | own)[prefix], "one prefix, one namespace, in every file"


@pytest.mark.parametrize("file", EVERY, ids=name)
def test_a_query_parses_in_both_engines(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    engine.run(ox.Store(), text, source=name(file))
    parseQuery(text)


@pytest.mark.parametrize("file", EVERY, ids=name)
def test_a_query_is_not_nested_too_deep_for_rdflib(file: Path) -> None:
    # rdflib's parser recurses once for each bracket: a query near Python's limit of 1000 frames
    # parses in a script and fails in a notebook, a server or a test runner, which stand on frames of their own.
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(700)
        parseQuery(file.read_text(encoding="utf-8"))
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize("file", EVERY, ids=name)
def test_a_query_neither_calls_out_nor_names_other_graphs(file: Path) -> None:
    parsed = parseQuery(file.read_text(encoding="utf-8"))
    kinds = {n.name for n in nodes(parsed)}
    assert not kinds & {"ServiceGraphPattern", "DatasetClause"}


# ------------------------------------------------------------------------------------------- questions


@pytest.mark.parametrize("file", QUESTIONS, ids=name)
def test_a_question_has_a_full_header(file: Path) -> None:
    asked = question.parse(file)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", asked.slug)
    assert asked.title.endswith("?"), "a title is a question as a person would ask it"
    assert 15 <= len(asked.title) <= 110
    assert len(asked.description) >= 40
    assert asked.description.endswith(".")
    assert asked.category in CATEGORIES
    for parameter in asked.parameters:
        assert re.search(rf"VALUES \?{parameter.name} {{ [^{{}}]+ }}", asked.text), (
            f"no VALUES block for {parameter.name}"
        )
        assert parameter.label
    blocks = set(re.findall(r"VALUES \?(\w+) \{ (?:UNDEF|[\d.]+) \}", asked.text))
    assert blocks == {p.name for p in asked.parameters}, "a VALUES block without its `# param:` line"


@pytest.mark.parametrize("file", QUESTIONS, ids=name)
def test_a_question_is_an_ordered_select(file: Path) -> None:
    text = bare(file.read_text(encoding="utf-8"))
    assert re.search(r"^SELECT\b", text, flags=re.MULTILINE)
    assert re.search(r"^ORDER BY\b", text, flags=re.MULTILINE), "order the rows"
    assert "SELECT *" not in text, "name the columns"


@pytest.mark.parametrize("file", QUESTIONS, ids=name)
def test_lists_in_a_cell_are_ordered(file: Path) -> None:
    # Each GROUP_CONCAT has a subselect of its own that says in which order.
    text = bare(file.read_text(encoding="utf-8"))
    orders = len(re.findall(r"\bORDER BY\b", text))
    groups = len(re.findall(r"\{\s*SELECT[^{]*GROUP_CONCAT", text))
    assert orders - 1 >= groups


# "Within the raters and studies that a gap names, if it names any": each is one look-up, and a MINUS in its place
# would be a product of gaps and slots.
MAY_ASK_WHAT_EXISTS = {"stated-gaps-in-matrix"}


@pytest.mark.parametrize("file", QUESTIONS, ids=name)
def test_a_question_avoids_what_engines_do_differently(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert file.stem in MAY_ASK_WHAT_EXISTS or not re.search(r"\bNOT\s+EXISTS\b", bare(text))
    assert not re.search(r"\bAVG\b|\bSAMPLE\b|\bRAND\b|\bNOW\b|\bUUID\b|\bBNODE\b", bare(text))
    if " / " in bare(text):
        # Some engines truncate the division of integers.
        assert "xsd:decimal(" in text
        assert "ROUND(" in text


def products(file: Path) -> Iterator[list[str]]:
    """Yield each basic graph pattern that is a Cartesian product: patterns that share no variable.

    The right side of an OPTIONAL is evaluated for one row of its left side at a time, and may share
    variables with that only.
    """

    def groups(triples: list[tuple[object, ...]]) -> list[set[Variable]]:
        found: list[set[Variable]] = []
        for triple in triples:
            names = {t for t in triple if isinstance(t, Variable)}
            for other in [g for g in found if g & names]:
                found.remove(other)
                names |= other
            found.append(names)
        return found

    def walk(node: object) -> Iterator[list[str]]:
        if isinstance(node, CompValue):
            if node.name == "BGP":
                separate = groups(node.triples)
                if len(separate) > 1:
                    yield [" ".join(sorted(g)) for g in separate]
            for part, child in node.items():
                if not (node.name == "LeftJoin" and part == "p2") and part != "expr":
                    yield from walk(child)
        elif isinstance(node, list | tuple):
            for child in node:
                yield from walk(child)

    yield from walk(prepareQuery(file.read_text(encoding="utf-8")).algebra)


@pytest.mark.parametrize("file", [*QUESTIONS, *LINTS], ids=name)
def test_no_pattern_is_a_cartesian_product(file: Path) -> None:
    # An engine that does not reorder joins never ends with one: rdflib took ten minutes for ninety rows.
    assert not list(products(file))


def test_the_check_for_cartesian_products_can_fail(tmp_path: Path) -> None:
    file = tmp_path / "product.rq"
    file.write_text("SELECT * { { SELECT ?a ?b { ?a <urn:p> ?b } } ?a <urn:q> ?c . ?b <urn:q> ?d }", encoding="utf-8")
    assert len(list(products(file))) == 1


# ----------------------------------------------------------------------------------------------- lints

# A defect for each lint, as small as can be; the second value is a word of the row that must be found.
DEFECTS = {
    "british-spelling": ('<outcome/x> a skos:Concept ; rdfs:label "programme"@en .', "programme"),
    "claims-without-about": (
        '<claim/c> a imr:Claim ; imr:key "c" . <gap/g> a imr:Gap ; imr:key "g" ; imr:about <x> .',
        "c",
    ),
    "duplicate-concept-labels": (
        '<scheme/s> imr:key "s" . <s/a> skos:inScheme <scheme/s> ; skos:prefLabel "x"@en ; imr:key "a" .'
        '<s/b> skos:inScheme <scheme/s> ; skos:prefLabel "x"@en ; imr:key "b" .',
        "a",
    ),
    "duplicate-labels": (
        '<study/a> a imr:Study ; rdfs:label "x"@en ; imr:key "a" .'
        '<study/b> a imr:Study ; rdfs:label "x"@en ; imr:key "b" .',
        "b",
    ),
    "duplicate-statements": (
        '<claim/a> a imr:Claim ; imr:statement "x" ; imr:key "a" .'
        '<claim/b> a imr:Claim ; imr:statement "x" ; imr:key "b" .',
        "a",
    ),
    "factors-without-statement": ('<factor/f> a imr:ImplementationFactor ; imr:key "f" .', "f"),
    "facts-without-place": (
        '<claim/c> a imr:Claim ; imr:key "c" ; prov:wasDerivedFrom <passage/p> . <gap/g> a imr:Gap ; imr:key "g" .',
        "g",
    ),
    "links-at-odds": (
        "<link/a> a imr:Link ; imr:linkSubject <x/a> ; imr:linkTarget <urn:x> ; imr:linkRelation skos:closeMatch ."
        "<link/b> a imr:Link ; imr:linkSubject <x/a> ; imr:linkTarget <urn:x> ; imr:linkRelation skos:broadMatch .",
        "x/a",
    ),
    "malformed-identifiers": (
        "<link/a> a imr:Link ; imr:linkTarget <https://doi.org/10.1176/appi.ps.1> ."
        "<link/b> a imr:Link ; imr:linkTarget <https://pubmed.ncbi.nlm.nih.gov/PMC123/> .",
        "link/b",
    ),
    "result-against-direction": (
        '<finding/f> a imr:Finding ; imr:key "f" ; imr:hasResult <result/n> ; imr:hasDirection <direction/d> .'
        '<result/n> imr:key "not-significant" . <direction/d> imr:key "favors-imr" .',
        "f",
    ),
    "same-as": ("<study/s> owl:sameAs <publication/p> .", "study/s"),
    "statements-in-two-graphs": ("<study/s> a imr:Study .", "study/s"),
    "terms-without-definition": ("imr:Thing a owl:Class .", "Thing"),
    "two-exact-matches": (
        "<link/a> a imr:Link ; imr:linkSubject <x/a> ; imr:linkTarget <urn:x> ; imr:linkRelation skos:exactMatch ."
        "<link/b> a imr:Link ; imr:linkSubject <x/b> ; imr:linkTarget <urn:x> ; imr:linkRelation skos:exactMatch .",
        "x/b",
    ),
    "two-main-findings": (
        '<column/c> a imr:TableColumn ; imr:ofStudy <study/s> . <slot/x> imr:ofStudy <study/s> ; imr:key "x" ;'
        'imr:mainFinding <finding/a> , <finding/b> . <finding/a> imr:key "a" . <finding/b> imr:key "b" .',
        "x",
    ),
    "uncited-references": ("<reference/7> a imr:Reference ; imr:number 7 .", "7"),
    "unread-cells": (
        '<cell/c> a imr:TableCell ; imr:key "c" ; imr:inColumn <column/c> ; imr:inRow <row/r> .'
        "<column/c> imr:position 2 . <row/r> imr:ofStudy <study/s> .",
        "c",
    ),
    "unread-footnotes": ('<footnote/n> a imr:Footnote ; imr:key "n" .', "n"),
    "unread-passages": ('<passage/p> a imr:Passage ; imr:key "p" ; rdfs:label "P"@en .', "p"),
    "untidy-labels": ('<study/s> rdfs:label "two  spaces"@en .', "study/s"),
    "unused-concepts": (
        '<scheme/s> imr:key "s" . <s/a> a skos:Concept ; imr:key "a" ; skos:inScheme <scheme/s> .'
        '<s/b> a skos:Concept ; imr:key "b" ; skos:inScheme <scheme/s> . <x/y> imr:ofStudy <s/b> .',
        "a",
    ),
    "unused-terms": ("imr:used a owl:ObjectProperty . <a/b> imr:used <a/c> . imr:idle a owl:ObjectProperty .", "idle"),
    "values-without-unit": ('<claim/c> a imr:Claim ; imr:key "c" ; imr:value 0.5 .', "c"),
}


def found_by(file: Path, data: ox.Store) -> list[dict[str, object]]:
    """Return the rows of a lint."""
    return results.collect(engine.run(data, file.read_text(encoding="utf-8"), source=name(file))).rows()


@pytest.mark.parametrize("file", LINTS, ids=name)
def test_a_lint_states_problem_and_solution(file: Path) -> None:
    text = "\n".join(header(file))
    assert re.match(r"# Problem: .{15,}", text)
    assert re.search(r"^# Solution: .{15,}", text, flags=re.MULTILINE)


@pytest.mark.parametrize("file", LINTS, ids=name)
def test_our_data_have_no_such_defect(graph: ox.Store, file: Path) -> None:
    assert found_by(file, graph) == []


@pytest.mark.parametrize("file", LINTS, ids=name)
def test_a_lint_finds_its_defect(file: Path) -> None:
    turtle, word = DEFECTS[file.stem]
    data = ox.Store()
    data.extend(ox.Quad(*triple, ox.NamedNode(ns.GRAPHS["evidence"])) for triple in support.triples(turtle))
    if file.stem == "statements-in-two-graphs":
        data.extend([ox.Quad(*quad.triple, ox.NamedNode(ns.GRAPHS["source"])) for quad in data])
    rows = found_by(file, data)
    assert len(rows) == 1
    assert any(str(value).endswith(word) for value in rows[0].values())


@pytest.mark.parametrize(
    "target",
    [
        "https://doi.org/11.1176/x",
        "https://doi.org/10.1176/",
        "https://pubmed.ncbi.nlm.nih.gov/24178191",
        "https://pmc.ncbi.nlm.nih.gov/articles/4203303",
        "http://www.wikidata.org/entity/41112",
        "http://www.wikidata.org/wiki/Q41112",
        "http://id.nlm.nih.gov/mesh/D12559",
        "http://purl.obolibrary.org/obo/DOID:150",
        "http://humanbehaviourchange.org/ontology/BCIO_11057",
        "https://galenos.org.uk/ontologies/GMHO_239",
    ],
)
def test_a_malformed_identifier_is_found(target: str) -> None:
    data = ox.Store()
    text = f"<link/a> a imr:Link ; imr:linkTarget <{target}> ."
    data.extend(ox.Quad(*triple, ox.NamedNode(ns.GRAPHS["links"])) for triple in support.triples(text))
    assert len(found_by(QUERIES / "lint" / "malformed-identifiers.rq", data)) == 1


def test_possibly_and_certainly_the_same_is_at_odds() -> None:
    data = ox.Store()
    text = "<reference/1> imr:possiblySameAs <reference/2> ; skos:exactMatch <reference/2> ."
    data.extend(ox.Quad(*triple, ox.NamedNode(ns.GRAPHS["links"])) for triple in support.triples(text))
    assert len(found_by(QUERIES / "lint" / "links-at-odds.rq", data)) == 1
