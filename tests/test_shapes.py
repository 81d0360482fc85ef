"""Every shape has a conforming and a violating case, and every engine finds the same.

``tests/shapes/valid.ttl`` is a small world that satisfies all shapes. Each section of the ``.ru``
files beside it damages that world (SPARQL Update) and names the shapes that must report it::

    ## gap-kind                       this shape and no other
    ## a-unit -> UnitGiven            another shape reports it, of which this one is a part
    ## is-table -> evidence-place ... this shape and others
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from imrkg import namespaces as ns
from imrkg import resources, store, validation

FOLDER = Path(__file__).resolve().parent / "shapes"
SHAPE = ns.BASE + "shape/"
SH = ns.PREFIXES["sh"]
PREFIXES = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in ns.PREFIXES.items())
# What of the ontology the shapes look at; the rest only costs time here.
ONTOLOGY_PROPERTIES = {
    ns.expand(name) for name in ("rdf:type", "rdfs:subClassOf", "rdfs:label", "obo:IAO_0000115", "obo:IAO_0000119")
}


class Case(NamedTuple):
    """One way to damage the valid world."""

    shape: str
    update: str
    expected: frozenset[str]
    only: bool


def _cases() -> list[Case]:
    found = []
    for file in sorted(FOLDER.glob("*.ru")):
        for section in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
            head, _, update = section.partition("\n")
            shape, _, others = head.partition(" -> ")
            names = [name for name in others.split() if name != "..."] or [shape]
            found.append(Case(shape.strip(), update, frozenset(names), "..." not in others))
    return found


CASES = _cases()


@cache
def shapes() -> ox.Store:
    return validation.read_shapes(resources.shapes())


@cache
def _world() -> tuple[ox.Quad, ...]:
    ontology = [
        quad
        for quad in store.read(resources.ontology())
        if quad.predicate.value in ONTOLOGY_PROPERTIES and isinstance(quad.subject, ox.NamedNode)
    ]
    return (*store.read(FOLDER / "valid.ttl"), *ontology)


@cache
def _world_prefixes() -> str:
    text = (FOLDER / "valid.ttl").read_text(encoding="utf-8")
    return f"BASE <{ns.ID}>\n" + "".join(
        f"PREFIX {p}: <{i}>\n" for p, i in re.findall(r"^@prefix (\S+): <(\S+)>", text, re.M)
    )


def world(*updates: str) -> ox.Store:
    """Return the valid world, damaged."""
    data = ox.Store()
    data.extend(_world())
    for update in updates:
        data.update(_world_prefixes() + update)
    return data


def names(report: validation.Report) -> set[str]:
    return {entry.shape.removeprefix(SHAPE) for entry in report.results}


def comparable(report: validation.Report) -> Counter[tuple[object, ...]]:
    """Return the results as a bag; blank nodes have no name, and each engine gives them its own."""

    def plain(term: object) -> str:
        return "[]" if isinstance(term, ox.BlankNode) else str(term)

    return Counter(
        (plain(e.focus), e.path, plain(e.value), e.severity, e.message, e.shape, e.component) for e in report.results
    )


def rows(query: str, graph: ox.Store | None = None) -> list[ox.QuerySolution]:
    return list(
        (graph or shapes()).query(PREFIXES + f"PREFIX shape: <{SHAPE}>\n" + query, use_default_graph_as_union=True)
    )


@cache
def all_shapes() -> frozenset[str]:
    found = rows("SELECT DISTINCT ?shape WHERE { ?shape a ?kind VALUES ?kind { sh:NodeShape sh:PropertyShape } }")
    return frozenset(row["shape"].value for row in found)


@cache
def reported() -> frozenset[str]:
    """Return the shapes that can report: those with a target, and the property shapes of these."""
    found = rows(
        "SELECT DISTINCT ?shape WHERE {"
        " { ?shape ?target ?any } UNION { ?owner ?target ?any . ?owner sh:property ?shape }"
        " FILTER (?target IN (sh:targetClass, sh:targetNode, sh:targetSubjectsOf, sh:targetObjectsOf)) }"
    )
    return frozenset(row["shape"].value for row in found)


# --- the shapes themselves ---------------------------------------------------------------------


def test_every_shape_has_a_case_and_every_case_a_shape() -> None:
    covered = Counter(SHAPE + case.shape for case in CASES)
    assert sorted(all_shapes() - set(covered)) == []
    assert sorted(set(covered) - all_shapes()) == []
    assert [shape for shape, count in covered.items() if count > 1] == []


def test_what_reports_is_reported_by_its_own_case() -> None:
    assert [case.shape for case in CASES if SHAPE + case.shape in reported() and case.shape not in case.expected] == []


def test_shapes_have_iris_names_and_one_message() -> None:
    blank = rows("SELECT ?shape WHERE { { ?shape sh:path ?p } UNION { ?o sh:property ?shape } FILTER isBlank(?shape) }")
    assert blank == []
    for shape in sorted(all_shapes()):
        node = ox.NamedNode(shape)
        assert shape.startswith(SHAPE)
        assert len(list(shapes().quads_for_pattern(node, ox.NamedNode(SH + "name"), None))) == 1, shape
        messages = list(shapes().quads_for_pattern(node, ox.NamedNode(SH + "message"), None))
        assert len(messages) == (shape in reported()), shape


VERBS = re.findall(
    r"\w+",
    "Add Build Check Correct Declare Define Derive Describe Explain Fill Give Keep Let Move Name Remove Replace Say "
    "State Tie Verify Write",
)


@pytest.mark.parametrize("shape", sorted(reported()))
def test_message_says_what_to_do(shape: str) -> None:
    (quad,) = shapes().quads_for_pattern(ox.NamedNode(shape), ox.NamedNode(SH + "message"), None)
    assert quad.object.value.split()[0] in VERBS
    assert quad.object.value.endswith(".")


def test_severities_are_the_three() -> None:
    found = {
        row["severity"].value.removeprefix(SH) for row in rows("SELECT ?severity WHERE { ?s sh:severity ?severity }")
    }
    assert found == {"Warning", "Info"}, "Violation is the default and stays unsaid"


def test_shapes_use_only_terms_that_exist(graph: ox.Store) -> None:
    used = {term for quad in shapes() for term in (quad.subject, quad.predicate, quad.object)}
    ours = {t for t in used if isinstance(t, ox.NamedNode) and t.value.startswith((ns.IMR, ns.ID))}
    assert len(ours) > 150
    assert sorted(t.value for t in ours if not list(graph.quads_for_pattern(t, None, None))) == []


def test_the_message_about_undeclared_things_covers_every_link_of_the_data(graph: ox.Store) -> None:
    covered = {row["p"].value for row in rows("SELECT ?p WHERE { shape:DeclaredThing sh:targetObjectsOf ?p }")}
    ours = f"(isIRI(?o) && STRSTARTS(STR(?o), '{ns.ID}') && STRSTARTS(STR(?s), '{ns.ID}'))"
    used = rows(f"SELECT DISTINCT ?p WHERE {{ ?s ?p ?o FILTER {ours} }}", graph)
    declared = rows(f"SELECT ?p WHERE {{ ?p a owl:ObjectProperty FILTER STRSTARTS(STR(?p), '{ns.IMR}') }}", graph)
    # The ends of links lie outside, and a check may have been taken away: that has a warning of its own.
    elsewhere = {ns.IMR + name for name in ("linkTarget", "linkRelation", "checkedBy")}
    wanted = {row["p"].value for row in [*used, *declared]} - elsewhere
    assert sorted(wanted - covered) == []


# --- conforming and violating ------------------------------------------------------------------


@pytest.mark.parametrize("engine", sorted(validation.ENGINES))
def test_the_valid_world_conforms(engine: str) -> None:
    pytest.importorskip(engine)
    report = validation.check(world(), shapes(), engine)
    assert report.results == ()
    assert [shape for shape, number in report.checked.items() if not number] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.shape)
def test_a_violation_is_reported_and_engines_agree(case: Case) -> None:
    data = world(case.update)
    fast = validation.check(data, shapes(), validation.choose("auto"))
    if case.only:
        assert names(fast) == case.expected
    else:
        assert names(fast) >= case.expected
    # pySHACL takes seconds over all shapes: it gets those that reported, and what they are made of.
    concerned = _family(frozenset(entry.shape for entry in fast.results))
    assert comparable(validation.check(data, concerned, "pyshacl")) == comparable(fast)


def _family(wanted: frozenset[str]) -> ox.Store:
    """Return the shapes with a target that the wanted ones belong to, with everything that they refer to."""
    family = ox.Store()
    for top in {shape for shape in reported() if _refers(shape) & wanted}:
        if any(
            quad.predicate.value.startswith(SH + "target")
            for quad in shapes().quads_for_pattern(ox.NamedNode(top), None, None)
        ):
            family.extend(_closure(top))
    family.extend(_closure(ns.BASE + "shape"))
    return family


@cache
def _closure(shape: str) -> tuple[ox.Quad, ...]:
    found: list[ox.Quad] = []
    waiting: list[object] = [ox.NamedNode(shape)]
    seen: set[object] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, ox.BlankNode) or (
            isinstance(node, ox.NamedNode) and node.value.startswith(ns.BASE + "shape")
        ):
            quads = list(shapes().quads_for_pattern(node, None, None))
            found += quads
            waiting += [quad.object for quad in quads]
    return tuple(found)


@cache
def _refers(shape: str) -> frozenset[str]:
    return frozenset(q.subject.value for q in _closure(shape) if isinstance(q.subject, ox.NamedNode))


def test_engines_agree_when_everything_is_damaged_at_once() -> None:
    pytest.importorskip("shacl")
    # Things that get lost take later damage with them, so the second half is applied by itself.
    half = len(CASES) // 2
    for part in (CASES[:half], CASES[half:]):
        data = world(*[case.update for case in part])
        fast, reference = (validation.check(data, shapes(), engine) for engine in ("shacl", "pyshacl"))
        assert len(names(fast)) > 40
        assert comparable(fast) == comparable(reference)


# --- what each check needs -----------------------------------------------------------------------

# For each check the least that an assertion needs, written from what the check recomputes.
NEEDED = {
    "all-sites": "imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:fidelity ; imr:assertsValue 4.0",
    "attribute": "imr:assertsStudy study:able-2020 ; imr:assertsProperty imr:numberOfSites ; imr:assertsValue 2.0",
    "band": "imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.2 ; imr:assertsValueMaximum 0.3",
    "cell-text": 'imr:heldAgainst cell:recovery--able-2020 ; imr:assertsPattern "^Y$"',
    "count": "imr:assertsValue 2.0",
    "definition": 'imr:assertsTerm "completion" ; imr:assertsValue 10.0',
    "factor-rank": "imr:assertsDomain cfir-domain:process",
    "group-compare": 'imr:assertsFormat format:group ; imr:assertsOutcome outcome:coping ; imr:assertsOperator "above"',
    "group-median": 'imr:assertsFormat format:group ; imr:assertsOutcome outcome:coping ; imr:assertsOperator "below"',
    "list-length": "imr:assertsReference reference:1 ; imr:assertsValue 1.0",
    "measured": "imr:assertsOutcome outcome:recovery",
    "median": "imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.3",
    "range": "imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25 ; imr:assertsValueMaximum 0.35",
    "rank": 'imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:dropout ; imr:assertsOperator "below"',
    "rate": "imr:assertsStudy study:able-2020 ; imr:assertsOutcome outcome:dropout ; imr:assertsValue 0.25",
    "rater": "imr:assertsOutcome outcome:recovery ; imr:assertsRater rater:consumer",
    "reference-list": "imr:assertsReference reference:1 ; imr:assertsOutcome outcome:dropout",
    "result": "imr:assertsOutcome outcome:recovery ; imr:assertsResult result:significant",
    "same-value": "imr:heldAgainst claim:median",
    "spread": "imr:assertsOutcome outcome:coping ; imr:assertsOtherOutcome outcome:dropout ; "
    'imr:assertsOperator "above"',
    "studies-reporting": "imr:assertsOutcome outcome:dropout ; imr:assertsValue 2.0",
    "sum": "imr:heldAgainst claim:median , claim:dropout ; imr:assertsValue 0.65",
}


def _assertion(check: str, columns: Sequence[str]) -> str:
    """Return an update that adds an assertion with these columns to the valid world."""
    parts = [
        'a imr:Assertion ; imr:key "new" ; rdfs:label "new"@en',
        f"imr:assertedBy claim:recovery ; imr:checkedBy check:{check}",
        'imr:topic "new" ; imr:kindIfFailed discrepancy-kind:number',
        "imr:severityIfFailed severity:changes-a-number-or-finding",
        *columns,
    ]
    update = f"INSERT DATA {{ claim:recovery imr:hasAssertion assertion:new . assertion:new {' ; '.join(parts)} }}"
    if check == "count":
        update += " ; INSERT DATA { criterion:recovery--studies--2 imr:ofAssertion assertion:new }"
        update += " ; DELETE DATA { criterion:recovery--studies--2 imr:ofAssertion assertion:recovery--studies }"
    return update


def _violated(check: str, columns: Sequence[str]) -> set[str]:
    report = validation.check(world(_assertion(check, columns)), shapes(), validation.choose("auto"))
    assert ns.ID + "assertion/new" in {entry.focus.value for entry in report.results}, "a missing result is a warning"
    return {entry.shape.removeprefix(SHAPE) for entry in report.results if entry.severity == "Violation"}


@pytest.mark.parametrize("check", sorted(NEEDED))
def test_what_a_check_needs_is_enough_and_nothing_of_it_can_be_left_out(check: str) -> None:
    columns = NEEDED[check].split(" ; ")
    assert _violated(check, columns) == set()
    for left_out in columns:
        rule = "".join(word.capitalize() for word in check.split("-")) + "Assertion"
        assert rule in _violated(check, [column for column in columns if column != left_out]), left_out


def test_every_check_of_the_sheets_has_a_rule(request: pytest.FixtureRequest) -> None:
    # The fixture has the name of a function of this module.
    sheets = request.getfixturevalue("rows")
    assert {row["check"] for row in sheets["assertions"]} <= set(NEEDED)


# --- the shipped graph -------------------------------------------------------------------------


def test_the_shipped_graph_conforms_and_engines_agree(graph: ox.Store) -> None:
    pytest.importorskip("shacl")
    fast, reference = (validation.check(graph, shapes(), engine) for engine in ("shacl", "pyshacl"))
    assert [entry for entry in reference.results if entry.severity == "Violation"] == []
    assert fast.results == reference.results
    assert (fast.checked, fast.nodes) == (reference.checked, reference.nodes)


def test_every_shape_with_a_target_has_a_node_in_the_shipped_graph(graph: ox.Store) -> None:
    found = validation.focus_nodes(graph, shapes())
    assert len(found) > 80
    assert sorted(shape for shape, nodes in found.items() if not nodes) == []


def test_every_thing_of_the_shipped_graph_is_checked_by_a_shape_of_its_class(graph: ox.Store) -> None:
    general = {SHAPE + name for name in ("Thing", "Evidence")}
    checked: set[object] = set()
    for shape, nodes in validation.focus_nodes(graph, shapes()).items():
        by_class = rows(f"SELECT ?class WHERE {{ <{shape}> sh:targetClass ?class }}")
        if by_class and shape not in general:
            checked |= nodes
    things = rows(f"SELECT DISTINCT ?s WHERE {{ ?s a ?class FILTER STRSTARTS(STR(?s), '{ns.ID}') }}", graph)
    assert len(things) > 2000
    assert sorted(row["s"].value for row in things if row["s"] not in checked) == []
