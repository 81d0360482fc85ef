"""The ontology: every term that is used is declared, told apart and defined; what it states is true of the data."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
import support
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VANN

from imrkg import namespaces as ns
from imrkg import resources

IMR = Namespace(ns.IMR)
OBO = Namespace(ns.PREFIXES["obo"])
ONTOLOGY = URIRef(ns.ONTOLOGY_GRAPH)
DEFINITION, DEFINITION_SOURCE = OBO.IAO_0000115, OBO.IAO_0000119
KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
UPPER = {OBO.BFO_0000040, OBO.COB_0000082, OBO.IAO_0000030, OBO.IAO_0000033, OBO.IAO_0000104}
NOTHING = ("NotMeasured", "NotReported", "Unknown", "DefaultByNote", "NotTabulated")

# Declared ahead of their use, each for a reason.
NOT_YET_USED: dict[str, str] = {}


def _parse() -> Graph:
    graph = Graph()
    graph.parse(resources.ontology(), format="turtle")
    return graph


GRAPH = _parse()
TERMS = sorted({s for kind in KINDS for s in GRAPH.subjects(RDF.type, kind) if str(s).startswith(ns.IMR)})
CLASSES = [t for t in TERMS if (t, RDF.type, OWL.Class) in GRAPH]
PROPERTIES = [t for t in TERMS if t not in CLASSES]
DEFINED = {c for c in CLASSES if (c, OWL.equivalentClass, None) in GRAPH}


def _local(term: URIRef) -> str:
    return str(term).removeprefix(ns.IMR)


def _named(folder: Path, *patterns: str) -> set[str]:
    """Return the local names of our terms in the files of `folder`; headers of queries name classes, too."""
    files = [file for pattern in patterns for file in folder.rglob(pattern)]
    assert files, folder
    return {name for file in files for name in re.findall(r"\bimr:([A-Za-z]\w*)", file.read_text(encoding="utf-8"))}


def _in_sheets(rows: dict[str, list[dict[str, str]]]) -> set[str]:
    return {row["class"] for sheet in ("schemes", "concepts") for row in rows[sheet] if row["class"]}


def _parents(term: URIRef) -> set[URIRef]:
    return {o for p in (RDFS.subClassOf, RDFS.subPropertyOf) for o in GRAPH.objects(term, p) if isinstance(o, URIRef)}


def _ancestors(term: URIRef) -> set[URIRef]:
    found = {term}
    while new := {p for t in found for p in _parents(t)} - found:
        found |= new
    return found


# Vocabulary -----------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["queries", "shapes"])
def test_every_term_in_queries_and_shapes_is_declared(folder: str) -> None:
    used = _named(resources.path(folder), "*.rq", "*.ttl")
    assert used - {_local(t) for t in TERMS} == set()


def test_every_class_in_the_sheets_is_declared(rows: dict[str, list[dict[str, str]]]) -> None:
    assert _in_sheets(rows) - {_local(c) for c in CLASSES} == set()


def test_every_term_in_the_built_graph_is_declared() -> None:
    classes = {t.object.value for t in support.whole() if t.predicate.value == str(RDF.type)}
    properties = {t.predicate.value for t in support.whole()}
    assert {iri for iri in classes | properties if iri.startswith(ns.IMR)} - {str(t) for t in TERMS} == set()


def test_every_declared_term_is_used(rows: dict[str, list[dict[str, str]]]) -> None:
    used = _named(resources.path("queries", "build"), "*.rq") | _named(resources.path("queries", "checks"), "*.rq")
    used |= _in_sheets(rows)
    # A superclass is used through its subclasses; a defined class is for reasoners to fill.
    used |= {_local(a) for name in used for a in _ancestors(IMR[name])}
    used |= {_local(c) for c in DEFINED}
    idle = {_local(t) for t in TERMS} - used
    assert idle == set(NOT_YET_USED), "declare no term that nothing uses; take used ones off the list"


def test_ontology_metadata_is_complete() -> None:
    def the(predicate: URIRef) -> object:
        (value,) = GRAPH.objects(ONTOLOGY, predicate)
        return value

    assert the(OWL.versionIRI) == ONTOLOGY + "/0.1.0"
    assert str(the(OWL.versionInfo)) == str(the(OWL.versionIRI)).rsplit("/", 1)[1]
    assert the(DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert the(DCTERMS.source) == URIRef("https://doi.org/10.1176/appi.ps.201200274")
    assert str(the(VANN.preferredNamespacePrefix)) == "imr"
    assert str(the(VANN.preferredNamespaceUri)) == ns.IMR
    for predicate in (
        "title",
        "description",
        "creator",
        "publisher",
        "created",
        "modified",
        "issued",
        "bibliographicCitation",
    ):
        assert str(the(DCTERMS[predicate])).strip(), predicate
    assert list(GRAPH.objects(ONTOLOGY, RDFS.seeAlso))


# Labels and definitions -----------------------------------------------------------------------


@pytest.mark.parametrize("term", TERMS, ids=_local)
def test_term_has_label_definition_and_source(term: URIRef) -> None:
    (label,) = GRAPH.objects(term, RDFS.label)
    (definition,) = GRAPH.objects(term, DEFINITION)
    assert isinstance(label, Literal)
    assert isinstance(definition, Literal)
    assert label.language == definition.language == "en"
    assert label == Literal(str(label).lower().strip(), lang="en")
    assert definition.endswith(".")
    sources = list(GRAPH.objects(term, DEFINITION_SOURCE))
    assert sources
    assert all(str(source).strip() for source in sources)
    assert list(GRAPH.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]
    assert len(set(GRAPH.objects(term, RDF.type)) & KINDS) == 1, "one IRI is one kind of term"


@pytest.mark.parametrize("predicate", [RDFS.label, DEFINITION], ids=["label", "definition"])
def test_no_two_terms_have_the_same(predicate: URIRef) -> None:
    count = Counter(str(GRAPH.value(term, predicate)) for term in TERMS)
    assert [text for text, times in count.items() if times > 1] == []


@pytest.mark.parametrize("term", CLASSES, ids=_local)
def test_class_is_defined_by_its_parent_and_what_sets_it_apart(term: URIRef) -> None:
    definition = str(GRAPH.value(term, DEFINITION))
    parents = [str(GRAPH.value(p, RDFS.label)) for p in _parents(term)]
    assert parents
    genus = [
        p for p in parents if re.match(rf"An? {re.escape(p)} (that|whose|in which|of which|with|made|to)\b", definition)
    ]
    assert genus, f"{definition!r} begins with none of {parents} and a difference"


@pytest.mark.parametrize("term", PROPERTIES, ids=_local)
def test_property_is_defined_by_what_it_joins(term: URIRef) -> None:
    kind = next(k for k in KINDS if (term, RDF.type, k) in GRAPH)
    start = {
        OWL.ObjectProperty: r"A relation (from|between) (an?|any|two|the)\w* ?.* (to|whose)\b",
        OWL.DatatypeProperty: r"An attribute of (an?|the)\b.* (that|which|is)\b",
        OWL.AnnotationProperty: r"An annotation of an?\b.* that\b",
    }[kind]
    assert re.match(start, str(GRAPH.value(term, DEFINITION)))


# What is stated -------------------------------------------------------------------------------


def test_nothing_is_imported_and_only_upper_classes_are_foreign() -> None:
    assert list(GRAPH.triples((None, OWL.imports, None))) == []
    foreign = {
        (s, o)
        for p in (RDFS.subClassOf, OWL.equivalentClass, OWL.disjointWith)
        for s, o in GRAPH.subject_objects(p)
        if isinstance(o, URIRef) and not str(o).startswith(ns.IMR) and o not in UPPER
    }
    assert foreign == set()
    equal = set(GRAPH.objects(None, OWL.equivalentClass)) | set(GRAPH.objects(None, OWL.equivalentProperty))
    assert all(isinstance(o, BNode) for o in equal)


def test_every_class_reaches_an_upper_class() -> None:
    assert [_local(c) for c in CLASSES if not _ancestors(c) & UPPER] == []


def test_no_number_property_takes_a_datatype_on_which_hermit_fails() -> None:
    ranges = {GRAPH.value(p, RDFS.range) for p in PROPERTIES if (p, RDF.type, OWL.DatatypeProperty) in GRAPH}
    names = {str(r).rsplit("#", 1)[1] for r in ranges if r is not None}
    assert names == {"string", "integer", "decimal", "boolean"}


@pytest.mark.parametrize(
    ("one", "other"), [("fills", "filledBy"), ("hasMember", "memberOf"), ("hasAdaptation", "adaptedFrom")]
)
def test_inverses(one: str, other: str) -> None:
    assert {(IMR[one], OWL.inverseOf, IMR[other]), (IMR[other], OWL.inverseOf, IMR[one])} & set(GRAPH)


# What a reasoner says -------------------------------------------------------------------------

DISJOINT = [
    *itertools.combinations(NOTHING, 2),
    *((kind, other) for kind in NOTHING for other in ("Finding", "ImplementationResult")),
    *itertools.combinations(("SourceDiscrepancy", "CheckFailure", "BetweenStudyConflict"), 2),
    ("EvidenceSlot", "ImplementationSlot"),
    ("Program", "Delivery"),
    ("Finding", "Claim"),
    ("Finding", "ImplementationRecord"),
    ("InterventionArm", "ComparatorArm"),
    ("MeasuredSlot", "EmptySlot"),
    ("NullFinding", "FindingFavoringIMR"),
    ("PrePostStudy", "ControlledStudy"),
    ("IndividualOnlyDelivery", "GroupOnlyDelivery"),
]
TOGETHER = [
    ("NotReported", "ImplementationRecord"),
    ("Adaptation", "Program"),
    ("StudyCluster", "NonRandomizedControlledStudy"),
    ("MeasuredSlot", "ContestedSlot"),
    ("StudyReachingFidelityAtLeastFour", "PrePostStudy"),
    ("ContestedFinding", "NullFinding"),
]


def test_every_class_can_have_members() -> None:
    report = support.run("")
    assert report.consistent
    assert report.unsatisfiable == []
    assert report.classes == len(CLASSES)


def test_what_excludes_what() -> None:
    pairs = [*DISJOINT, *TOGETHER]
    both = "\n".join(f"<both/{a}-{b}> a owl:Class ; rdfs:subClassOf imr:{a} , imr:{b} ." for a, b in pairs)
    report = support.run(both)
    assert report.consistent
    empty = {tuple(iri.rsplit("/", 1)[1].split("-")) for iri in report.unsatisfiable}
    assert empty == set(DISJOINT)


IMPOSSIBLE = {
    "a finding that was not measured": "<x> a imr:Finding , imr:NotMeasured .",
    "two kinds of nothing": "<x> a imr:NotReported , imr:Unknown .",
    "a slot filled by a finding and by nothing": """
        <s> a imr:EvidenceSlot ; imr:filledBy <f> , <n> . <f> a imr:Finding . <n> a imr:NotMeasured .""",
    "a result that was not reported": """
        <x> a imr:NotReported , imr:ImplementationRecord ; imr:hasReportStatus <report-status/reported> .""",
    "a pre-post study with a comparator": """
        <s> a imr:PrePostStudy ; imr:hasArm <a> . <a> a imr:Arm ; imr:hasArmRole <arm-role/comparator> .""",
    "a study that is its own follow-up": "<s> a imr:Study ; imr:followUpOf <s> .",
    "one thing with two keys": '<s> a imr:Study ; imr:key "one" , "two" .',
    "text where a number belongs": '<x> a imr:ImplementationRecord ; imr:value "4.0" .',
    "a delivery that is adapted": "<d> a imr:Delivery ; imr:adaptedFrom <p> .",
}


@pytest.mark.parametrize("turtle", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_hermit_refuses(turtle: str) -> None:
    assert not support.run(turtle).consistent


def test_shipped_graph_is_consistent() -> None:
    report = support.report("hermit")
    assert report.consistent
    assert report.unsatisfiable == []


def test_domains_and_ranges_say_nothing_that_the_data_do_not() -> None:
    """Whatever is inferred follows from an asserted class or from a definition, never from a domain or range alone."""
    asserted = {(t.subject.value, t.object.value) for t in support.whole() if t.predicate.value == str(RDF.type)}
    inferred = set(support.report("hermit").inferred)
    defined = {(thing, kind) for thing, kind in inferred if URIRef(kind) in DEFINED}
    follow = {(thing, str(above)) for thing, kind in asserted | defined for above in _ancestors(URIRef(kind))}
    assert inferred - follow == set()


def test_domains_and_ranges_do_say_something() -> None:
    inferred = set(support.run("<x> imr:hasArm <y> .").inferred)
    assert {(ns.ID + "x", IMR.Study), (ns.ID + "y", IMR.Arm)} <= {(thing, URIRef(kind)) for thing, kind in inferred}


# Profile --------------------------------------------------------------------------------------


def test_ontology_is_owl_2_dl(tmp_path: Path) -> None:
    axioms, violations = support.profile_violations(list(support.ontology()), tmp_path)
    assert axioms > len(TERMS)
    assert violations == []


def test_ontology_with_the_shipped_graph_is_owl_2_dl(tmp_path: Path) -> None:
    axioms, violations = support.profile_violations(list(support.whole()), tmp_path)
    assert axioms > len(support.whole()) / 2
    assert violations == []


def test_the_profile_check_finds_violations(tmp_path: Path) -> None:
    # A property that is both transitive and asymmetric, and a property that nobody declared.
    turtle = "imr:followUpOf a owl:TransitiveProperty . <study/one> imr:undeclared <study/two> ."
    _, violations = support.profile_violations([*support.ontology(), *support.triples(turtle)], tmp_path)
    assert any("followUpOf" in v for v in violations)
    assert any("undeclared" in v for v in violations)
