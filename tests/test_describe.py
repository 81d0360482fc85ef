"""Describing a thing: found by every name that it has, with everything that the graph says of it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from imrkg import describe
from imrkg import namespaces as ns
from imrkg.errors import UnknownName

LEVITT = ns.ID + "study/levitt-2009"


@pytest.mark.parametrize(
    ("word", "iri"),
    [
        (LEVITT, LEVITT),
        ("study/levitt-2009", LEVITT),
        ("levitt-2009", LEVITT),
        ("LEVITT-2009", LEVITT),
        ("imr:Study", ns.IMR + "Study"),
        ("Study", ns.IMR + "Study"),
        ("outcome/satisfaction", ns.ID + "outcome/satisfaction"),
        ("client satisfaction", ns.ID + "outcome/satisfaction"),
    ],
)
def test_found_by(word: str, iri: str, graph: ox.Store) -> None:
    assert describe.find(graph, word) == [iri]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("satisfation", "satisfaction"),
        ("levit-2009", "levitt-2009"),
        ("study/levitt-2008", "levitt"),
        ("levitt", "levitt-2009"),
    ],
)
def test_unknown_with_near_matches(word: str, near: str, graph: ox.Store) -> None:
    with pytest.raises(UnknownName) as caught:
        describe.find(graph, word)
    assert repr(word) in caught.value.message
    assert near in caught.value.hint


@pytest.mark.parametrize(
    "word",
    ["", " ", "://", "http://", "http://[", "a b:c", "imr:", "imr:No thing", "study/", "<x>", "a:%", "\x00", "é" * 300],
)
def test_odd_words_are_only_unknown(word: str, graph: ox.Store) -> None:
    with pytest.raises(UnknownName) as caught:
        describe.find(graph, word)
    assert caught.value.hint


def test_found_by_label(graph: ox.Store) -> None:
    """The label of a study is also printed in rows and columns: all are given, the study first."""
    found = describe.find(graph, "Levitt et al., 2009")
    assert found[0] == LEVITT
    assert len(found) > 1
    assert describe.find(graph, " levitt ET AL., 2009 ") == found


def test_a_name_of_several_things(graph: ox.Store) -> None:
    """Keys are unique within a kind only; a word that names several things gives them all."""
    by_key: dict[str, set[str]] = {}
    for quad in graph.quads_for_pattern(None, ox.NamedNode(ns.IMR + "key"), None):
        by_key.setdefault(quad.object.value, set()).add(quad.subject.value)
    shared = {key: things for key, things in by_key.items() if len(things) > 2}
    assert shared
    for key, things in sorted(shared.items())[:20]:
        if not list(graph.quads_for_pattern(ox.NamedNode(ns.IMR + key), None, None)):
            assert things <= set(describe.find(graph, key))


def test_everything_is_said(graph: ox.Store) -> None:
    """The second route: the quads of the store with the thing at either end."""
    node = ox.NamedNode(LEVITT)
    found = describe.describe(graph, LEVITT)
    out = {(q.predicate.value, q.object) for q in graph.quads_for_pattern(node, None, None)}
    into = {(q.predicate.value, q.subject) for q in graph.quads_for_pattern(None, None, node)}
    assert out
    assert into
    assert {(s.predicate, s.other) for s in found.statements if not s.inverse} == out
    assert {(s.predicate, s.other) for s in found.statements if s.inverse} == into
    assert len(describe.quads(graph, LEVITT)) == len(list(graph.quads_for_pattern(node, None, None))) + len(
        list(graph.quads_for_pattern(None, None, node))
    )


def test_text(graph: ox.Store) -> None:
    lines = describe.to_text(describe.describe(graph, LEVITT)).splitlines()
    assert lines[:4] == ["Levitt et al., 2009", "study/levitt-2009", LEVITT, ""]
    headings = [line for line in lines[4:] if not line.startswith(" ")]
    assert len(headings) == len(set(headings))  # each property stands there once
    assert "imr:hasDesign" in headings
    assert "← imr:ofStudy" in headings
    assert "    design/randomized-controlled-trial  (randomized controlled trial)" in lines


def test_names_that_a_query_misspells_are_remarked_on(graph: ox.Store) -> None:
    query = """PREFIX : <https://w3id.org/imrkg/id/> # imr:Comment
    SELECT * { ?s a imr:Studdy ; rdfs:label "imr:Text", '''imr:Long''', 'it\\'s imr:Short', ?imr ; imr:ofStudy ?imr .
      <https://w3id.org/imrkg/id/study/levit> ?p imr:Study . ?s ?p <https://w3id.org/imrkg/graph/evidence>  , :study ,
      <a:b>
      FILTER (STRSTARTS(STR(?s), STR(imr:))) }"""
    prefixes = {"imr": "https://w3id.org/imrkg/ontology/"}
    found = describe.remarks(graph, query, prefixes)
    assert [remark.partition(" is not in the graph")[0] for remark in found] == ["imr:Studdy", "study/levit", "study"]
    assert found[1].endswith("; did you mean study/levitt-2009?")
    assert (
        describe.remarks(
            graph, query.replace("Studdy", "Study").replace("levit>", "levitt-2009>").replace(", :study", ""), prefixes
        )
        == []
    )
    assert describe.remarks(ox.Store(), "ASK { ?s a <https://w3id.org/imrkg/ontology/Study> }") == [
        "imr:Study is not in the graph"
    ]
