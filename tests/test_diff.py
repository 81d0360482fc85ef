"""What `imrkg diff` says of two versions that differ in one known way, and that it is silent where nothing differs."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
import support
from hypothesis import given, settings
from hypothesis import strategies as st
from running import imrkg as run
from running import refused

import imrkg
from imrkg import namespaces as ns
from imrkg import resources, store, versions
from imrkg.errors import BadSyntax, MissingFile, UnknownName

OLD = """
imr:Course a owl:Class ; rdfs:label "course"@en ; obo:IAO_0000115 "A series of sessions."@en ;
  rdfs:subClassOf [ a owl:Restriction ; owl:onProperty imr:taughtBy ; owl:someValuesFrom imr:Teacher ] .
imr:Teacher a owl:Class ; rdfs:label "teacher"@en .
imr:Tutor a owl:Class ; rdfs:label "tutor"@en .
imr:taughtBy a owl:ObjectProperty ; rdfs:label "taught by"@en .
[] a owl:AllDisjointClasses ; owl:members ( imr:Course imr:Teacher ) .
<outcome/hope> a skos:Concept ; rdfs:label "hope"@en ; imr:key "hope" .
<finding/f1> a imr:Finding ; rdfs:label "first finding"@en ; imr:key "f1" ;
  imr:hasResult <result/not-significant> ; imr:value 0.5 .
<result/not-significant> a skos:Concept ; rdfs:label "not significant"@en .
<result/significant> a skos:Concept ; rdfs:label "significant"@en .
"""
TEACHER = 'imr:Teacher a owl:Class ; rdfs:label "teacher"@en .'


def file(folder: Path, name: str, turtle: str) -> Path:
    target = folder / name
    target.write_text(support.PREFIXES + f"@base <{ns.ID}> .\n" + turtle, encoding="utf-8")
    return target


def compared(folder: Path, new: str, old: str = OLD) -> list[dict[str, object]]:
    """Return the rows between `old` and `new`, without their empty cells."""
    rows = imrkg.diff(file(folder, "old.ttl", old), file(folder, "new.ttl", new)).rows()
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def replaced(before: str, after: str) -> str:
    assert OLD.count(before) == 1
    return OLD.replace(before, after)


def test_a_class_is_added(tmp_path: Path) -> None:
    rows = compared(tmp_path, OLD + 'imr:Room a owl:Class ; rdfs:label "room"@en .')
    assert rows == [{"kind": "class", "change": "added", "iri": ns.IMR + "Room", "label": "room"}]


def test_a_concept_is_added(tmp_path: Path) -> None:
    rows = compared(
        tmp_path, OLD + '<outcome/relapse> a skos:Concept , imr:OutcomeDomain ; skos:prefLabel "relapse"@en .'
    )
    assert rows == [{"kind": "concept", "change": "added", "iri": ns.ID + "outcome/relapse", "label": "relapse"}]


def test_a_label_is_changed_and_both_are_shown(tmp_path: Path) -> None:
    (row,) = compared(tmp_path, replaced('"taught by"@en', '"held by"@en'))
    assert row == {
        "kind": "property", "change": "changed", "iri": ns.IMR + "taughtBy", "label": "held by",
        "label_before": "taught by", "property": ns.PREFIXES["rdfs"] + "label", "old": "taught by", "new": "held by",
    }  # fmt: skip


def test_a_definition_is_changed(tmp_path: Path) -> None:
    (row,) = compared(tmp_path, replaced("A series of sessions.", "A planned series of sessions."))
    assert (row["kind"], row["change"], row["label"]) == ("class", "changed", "course")
    assert row["property"] == ns.PREFIXES["obo"] + "IAO_0000115"
    assert (row["old"], row["new"]) == ("A series of sessions.", "A planned series of sessions.")


@pytest.mark.parametrize(
    "word", ["dcterms:isReplacedBy imr:Teacher", "obo:IAO_0100001 imr:Teacher", "imr:note 'no longer used'"]
)
def test_a_class_is_deprecated(tmp_path: Path, word: str) -> None:
    rows = compared(tmp_path, OLD + f"imr:Tutor owl:deprecated true ; {word} .")
    marked = [row for row in rows if row["change"] == "deprecated"]
    replacement = {"replaced_by": ns.IMR + "Teacher", "replaced_by_label": "teacher"} if "Teacher" in word else {}
    mark = {"property": ns.PREFIXES["owl"] + "deprecated", "new": True}
    assert marked == [
        {"kind": "class", "change": "deprecated", "iri": ns.IMR + "Tutor", "label": "tutor"} | mark | replacement
    ]
    # The replacement is told once; what else was said of the term is a change of its own.
    assert len(rows) == (1 if replacement else 2)


def test_a_class_that_was_deprecated_already_is_not_told_again(tmp_path: Path) -> None:
    before = OLD + "imr:Tutor owl:deprecated true ."
    (row,) = compared(tmp_path, before + "imr:Tutor dcterms:isReplacedBy imr:Teacher .", before)
    assert (row["change"], row["new"], row["new_label"]) == ("changed", ns.IMR + "Teacher", "teacher")


def test_a_deprecation_is_taken_back(tmp_path: Path) -> None:
    (row,) = compared(tmp_path, OLD, OLD + "imr:Tutor owl:deprecated true .")
    assert (row["change"], row["property"], row["old"]) == ("changed", ns.PREFIXES["owl"] + "deprecated", True)


def test_a_class_is_removed_and_its_successor_named(tmp_path: Path) -> None:
    new = replaced('imr:Tutor a owl:Class ; rdfs:label "tutor"@en .', "imr:Teacher dcterms:replaces imr:Tutor .")
    gone, told = sorted(compared(tmp_path, new), key=lambda row: row["change"] == "changed")
    assert gone == {
        "kind": "class", "change": "removed", "iri": ns.IMR + "Tutor", "label": "tutor",
        "replaced_by": ns.IMR + "Teacher", "replaced_by_label": "teacher",
    }  # fmt: skip
    assert (told["iri"], told["new"], told["new_label"]) == (ns.IMR + "Teacher", ns.IMR + "Tutor", "tutor")


def test_the_result_of_a_finding_is_changed(tmp_path: Path) -> None:
    (row,) = compared(
        tmp_path, replaced("imr:hasResult <result/not-significant>", "imr:hasResult <result/significant>")
    )
    assert (row["kind"], row["iri"], row["property"]) == ("finding", ns.ID + "finding/f1", ns.IMR + "hasResult")
    assert (row["old_label"], row["new_label"]) == ("not significant", "significant")


def test_a_value_among_several_is_lost_without_a_guess_what_it_became(tmp_path: Path) -> None:
    old = OLD + "<finding/f1> imr:about <a> , <b> ."
    rows = compared(tmp_path, OLD + "<finding/f1> imr:about <c> .", old)
    assert [(row.get("old"), row.get("new")) for row in rows] == [
        (ns.ID + "a", None), (ns.ID + "b", None), (None, ns.ID + "c"),
    ]  # fmt: skip


def test_a_restriction_is_a_change_of_its_class(tmp_path: Path) -> None:
    (row,) = compared(tmp_path, replaced("owl:someValuesFrom imr:Teacher", "owl:allValuesFrom imr:Teacher"))
    assert (row["change"], row["iri"], row["property"]) == (
        "changed", ns.IMR + "Course", ns.PREFIXES["rdfs"] + "subClassOf",
    )  # fmt: skip
    assert row["old"] == ("[ rdf:type owl:Restriction ; owl:onProperty imr:taughtBy ; owl:someValuesFrom imr:Teacher ]")
    assert "owl:allValuesFrom imr:Teacher" in str(row["new"])


def test_a_member_joins_an_axiom_that_has_no_name(tmp_path: Path) -> None:
    rows = compared(tmp_path, replaced("( imr:Course imr:Teacher )", "( imr:Course imr:Teacher imr:Tutor )"))
    assert [(row["kind"], row["change"], "iri" in row) for row in rows] == [
        ("axiom", "added", False), ("axiom", "removed", False),
    ]  # fmt: skip
    assert "( imr:Course imr:Teacher imr:Tutor )" in str(rows[0]["label"])


def test_the_order_of_a_list_counts(tmp_path: Path) -> None:
    assert len(compared(tmp_path, replaced("( imr:Course imr:Teacher )", "( imr:Teacher imr:Course )"))) == 2


def test_two_things_that_share_a_blank_node_are_not_two_with_one_each(tmp_path: Path) -> None:
    shared = OLD + "imr:Teacher imr:p _:x . imr:Tutor imr:p _:x . _:x imr:q 1 ."
    apart = OLD + "imr:Teacher imr:p [ imr:q 1 ] . imr:Tutor imr:p [ imr:q 1 ] ."
    assert {row["iri"] for row in compared(tmp_path, apart, shared)} == {ns.IMR + "Teacher", ns.IMR + "Tutor"}


def test_blank_nodes_in_a_circle_are_compared(tmp_path: Path) -> None:
    circle = OLD + "imr:Tutor imr:p _:a . _:a imr:q _:b . _:b imr:q _:a ; imr:r {} ."
    assert compared(tmp_path, circle.replace("{}", "1"), circle.replace("{}", "1").replace("_:a", "_:z")) == []
    (row,) = compared(tmp_path, circle.replace("{}", "2"), circle.replace("{}", "1"))
    assert row["iri"] == ns.IMR + "Tutor"
    loose = OLD + "_:a imr:q _:b . _:b imr:q _:a ."
    assert {row["change"] for row in compared(tmp_path, loose)} == {"added"}


def test_a_statement_in_another_graph_has_moved(tmp_path: Path) -> None:
    for name, graph in (("old.trig", "evidence"), ("new.trig", "derived")):
        body = f"<urn:rest> {{ {TEACHER} }} <{ns.GRAPHS[graph]}> {{ imr:Tutor a owl:Class ; rdfs:label 'tutor'@en }}"
        (tmp_path / name).write_text(support.PREFIXES + body, encoding="utf-8")
    rows = imrkg.diff(tmp_path / "old.trig", tmp_path / "new.trig").rows()
    assert {(row["change"], row["kind"], row["label"], row["old"], row["new"]) for row in rows} == {
        ("moved", "class", "tutor", ns.GRAPHS["evidence"], ns.GRAPHS["derived"])
    }


def test_the_same_number_written_otherwise_is_no_change(tmp_path: Path) -> None:
    assert compared(tmp_path, replaced("imr:value 0.5", "imr:value 0.50")) == []


@pytest.mark.parametrize("form", ["nt", "nq", "trig", "jsonld", "xml"])
def test_another_format_is_no_change(tmp_path: Path, form: str) -> None:
    old = file(tmp_path, "old.ttl", OLD)
    quads = store.read(old)
    random.Random(7).shuffle(quads)
    new = tmp_path / f"new.{form}"
    kind = store.FORMATS[form]
    new.write_bytes(ox.serialize(quads if kind.supports_datasets else [q.triple for q in quads], format=kind))
    assert len(imrkg.diff(old, new)) == 0


_NODES = st.sampled_from([*(ox.BlankNode(f"b{i}") for i in range(4)), ox.NamedNode("urn:a"), ox.NamedNode("urn:b")])
_TRIPLES = st.builds(
    ox.Triple, _NODES, st.sampled_from([ox.NamedNode("urn:p"), ox.NamedNode(ns.PREFIXES["rdf"] + "first")]),
    st.one_of(_NODES, st.integers(0, 3).map(ox.Literal)),
)  # fmt: skip


def _folded(triples: list[ox.Triple]) -> set[ox.Triple]:
    return set(versions._without_blank_nodes({ox.Quad(t.subject, t.predicate, t.object) for t in triples}))


@settings(max_examples=150, deadline=None)
@given(st.lists(_TRIPLES, max_size=9), st.permutations(range(4)))
def test_names_of_blank_nodes_make_no_difference(triples: list[ox.Triple], order: list[int]) -> None:
    names = {ox.BlankNode(f"b{i}"): ox.BlankNode(f"other{order[i]}") for i in range(4)}
    renamed = [ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object)) for t in triples]
    assert _folded(renamed) == _folded(triples)


@settings(max_examples=150, deadline=None)
@given(st.lists(_TRIPLES, max_size=6), _TRIPLES.filter(lambda t: isinstance(t.object, ox.Literal)))
def test_a_statement_that_is_new_without_doubt_is_seen(triples: list[ox.Triple], extra: ox.Triple) -> None:
    fresh = ox.Triple(extra.subject, ox.NamedNode("urn:new"), extra.object)
    assert _folded([*triples, fresh]) != _folded(triples)


# -------------------------------------------------------------------------------------------- the shipped graph


@pytest.mark.parametrize("part", [resources.ontology, resources.dataset, resources.merged])
def test_a_shipped_file_is_what_is_shipped_as_far_as_it_goes(part) -> None:  # type: ignore[no-untyped-def]
    assert len(imrkg.diff(part())) == 0


def test_the_command_finds_what_was_done_to_the_ontology(tmp_path: Path) -> None:
    text = resources.ontology().read_text(encoding="utf-8")
    old = tmp_path / "old.ttl"
    old.write_text(text.replace('rdfs:label "manuscript"@en', 'rdfs:label "text as handed in"@en'), encoding="utf-8")
    done = run("diff", old, "--kind", "class", "--exit-code", "--format", "csv")
    assert (done.returncode, done.stderr) == (1, "")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["iri"], row["label_before"], row["new"]) == (ns.IMR + "Manuscript", "text as handed in", "manuscript")
    assert run("diff", old, resources.ontology()).returncode == 0
    assert run("diff", resources.ontology(), resources.ontology(), "--exit-code").returncode == 0


def test_what_cannot_be_compared_is_said(tmp_path: Path) -> None:
    old = file(tmp_path, "old.ttl", OLD)
    with pytest.raises(MissingFile):
        imrkg.diff(old, tmp_path / "none.ttl")
    with pytest.raises(BadSyntax):
        imrkg.diff(file(tmp_path, "bad.ttl", "imr:x imr:y"), old)
    with pytest.raises(UnknownName, match="kind 'clas'"):
        imrkg.diff(old, old, "clas")
    refused(run("diff", old, tmp_path), "Is a directory")
    refused(run("diff", old, old, "--kind", "clas"), "clas", "class")
    refused(run("diff", old, old, "--format", "ttl"), "no format 'ttl'")


def test_an_empty_file_makes_everything_new(tmp_path: Path) -> None:
    rows = compared(tmp_path, OLD, "")
    assert {row["change"] for row in rows} == {"added"}
    assert len(rows) == 9
