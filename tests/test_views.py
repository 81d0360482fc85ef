"""The views for other communities, each read by that community's own tool; counts come from the sheets."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import warnings
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
import support
from rdflib.namespace import RDF, SKOS

import imrkg
from imrkg import engine, network, resources, store, views
from imrkg import namespaces as ns
from imrkg.errors import MissingEngine, UnknownName

QB = rdflib.Namespace("http://purl.org/linked-data/cube#")
CUBE = rdflib.Namespace(views.VIEW + "data-cube#")
IMR = rdflib.Namespace(ns.IMR)
PICO = rdflib.Namespace("http://data.cochrane.org/ontologies/pico/")
SCHEMA = rdflib.Namespace("https://schema.org/")
Sheets = dict[str, list[dict[str, str]]]


def thing(kind: str, key: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"{ns.ID}{kind}/{key}")


def need(package: str) -> None:
    support.require(find_spec(package), f"the Python package {package} is not installed")


def parsed(data: bytes, form: str = "turtle") -> rdflib.Graph:
    return rdflib.Graph().parse(data=data, format=form)


@pytest.fixture(scope="module")
def cube(graph: ox.Store) -> rdflib.Graph:
    return parsed(views.make(graph, "data-cube"))


@pytest.fixture(scope="module")
def pico(graph: ox.Store) -> rdflib.Graph:
    return parsed(views.make(graph, "cochrane-pico"))


@pytest.fixture(scope="module")
def nanopublications(graph: ox.Store) -> bytes:
    return views.make(graph, "nanopublications")


# ------------------------------------------------------------------------------------------------- all views


def test_each_view_has_its_folder_of_queries() -> None:
    folders = {folder.name for folder in resources.path("queries", "views").iterdir()}
    assert folders == set(views.names())


RDF_VIEWS = ["cochrane-pico", "data-cube", "nanopublications", "schema-org"]


@pytest.mark.parametrize("name", RDF_VIEWS)
def test_every_format_of_a_view_has_the_same_triples(graph: ox.Store, name: str) -> None:
    said = {quad.triple for quad in views.quads(graph, name)}
    for form in views.formats(name):
        data = views.make(graph, name, form)
        if (name, form) == ("schema-org", "jsonld"):
            continue  # its context is an address; see below
        found = {quad.triple for quad in ox.parse(input=data, format=store.FORMATS[form])}
        assert found == said, form


@pytest.mark.parametrize("name", views.names())
def test_the_same_graph_gives_the_same_bytes(graph: ox.Store, name: str) -> None:
    if name == "ro-crate":
        need("rocrate")
    again = ox.Store()
    again.extend(sorted(graph, key=str, reverse=True))
    for form in views.formats(name)[:2]:
        assert views.make(graph, name, form) == views.make(again, name, form)


@pytest.mark.parametrize("name", RDF_VIEWS)
def test_the_other_engine_makes_the_same(graph: ox.Store, dataset: rdflib.Dataset, name: str) -> None:
    for file in sorted(resources.path("queries", "views", name).glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        ours = {str(triple) for triple in engine.run(graph, text)}
        made = dataset.query(text).graph
        assert made is not None
        theirs = ox.parse(input=made.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
        assert {str(quad.triple) for quad in theirs} == ours, file.name
        assert ours, file.name


@pytest.fixture(scope="module")
def dataset(graph: ox.Store) -> rdflib.Dataset:
    return store.to_rdflib(graph)


@pytest.mark.parametrize(
    ("name", "form", "word"),
    [("datacube", "", "data-cube"), ("data-cube", "csv", "ttl"), ("schema-org", "trig", "jsonld")],
)
def test_an_unknown_view_or_format_is_named(graph: ox.Store, name: str, form: str, word: str) -> None:
    with pytest.raises(UnknownName) as caught:
        views.make(graph, name, form)
    assert word in caught.value.hint


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("schema-org", thing("outcome", "coping")),
        ("nanopublications", thing("study", "levitt-2009")),
        ("data-cube", thing("study", "levitt-2009")),
        ("bibliography", thing("study", "levitt-2009")),
        ("ro-crate", thing("study", "levitt-2009")),
        ("schema-org", "no IRI"),
    ],
)
def test_a_thing_that_a_view_does_not_know_is_an_error(graph: ox.Store, name: str, iri: str) -> None:
    with pytest.raises(UnknownName):
        views.make(graph, name, thing=iri)


def test_a_bibliography_is_no_rdf(graph: ox.Store) -> None:
    with pytest.raises(UnknownName):
        views.quads(graph, "bibliography")


# ------------------------------------------------------------------------------------------------ schema.org

# From schema.org 30.0 (schemaorg-all): for each class its parents, for each property its domains and ranges.
# PropertyValue and others that are not used here are left out.
CLASSES = {
    "MedicalTrial": ["MedicalStudy"],
    "MedicalStudy": ["MedicalEntity"],
    "PsychologicalTreatment": ["TherapeuticProcedure"],
    "TherapeuticProcedure": ["MedicalProcedure"],
    "MedicalProcedure": ["MedicalEntity"],
    "MedicalEntity": ["Thing"],
    "MedicalScholarlyArticle": ["ScholarlyArticle"],
    "ScholarlyArticle": ["Article"],
    "Article": ["CreativeWork"],
    "Periodical": ["CreativeWorkSeries"],
    "CreativeWorkSeries": ["CreativeWork", "Series"],
    "CreativeWork": ["Thing"],
    "Country": ["AdministrativeArea"],
    "AdministrativeArea": ["Place"],
    "Place": ["Thing"],
}
PROPERTIES = {
    "name": ("Thing", {"Text"}),
    "alternateName": ("Thing", {"Text"}),
    "description": ("Thing", {"Text"}),
    "identifier": ("Thing", {"Text"}),
    "url": ("Thing", {"URL"}),
    "sameAs": ("Thing", {"URL"}),
    "subjectOf": ("Thing", {"CreativeWork"}),
    "headline": ("CreativeWork", {"Text"}),
    "creditText": ("CreativeWork", {"Text"}),
    "datePublished": ("CreativeWork", {"Date"}),
    "isPartOf": ("CreativeWork", {"CreativeWork"}),
    "about": ("CreativeWork", {"Thing"}),
    "mentions": ("CreativeWork", {"Thing"}),
    "citation": ("CreativeWork", {"CreativeWork"}),
    "publicationType": ("MedicalScholarlyArticle", {"Text"}),
    "studySubject": ("MedicalStudy", {"MedicalEntity"}),
    "studyLocation": ("MedicalStudy", {"AdministrativeArea"}),
    "trialDesign": ("MedicalTrial", {"MedicalTrialDesign"}),
}
DESIGNS = {SCHEMA.RandomizedTrial}  # of the members of MedicalTrialDesign


def kinds(made: rdflib.Graph, node: Any) -> set[str]:
    """Return the classes of a node with all that they are kinds of."""
    left = [str(kind).removeprefix(SCHEMA) for kind in made.objects(node, RDF.type)]
    found = set()
    while left:
        found.add(kind := left.pop())
        left += CLASSES.get(kind, [])
    return found


def misuses(made: rdflib.Graph) -> list[tuple[Any, ...]]:
    """Return the statements that schema.org does not allow for."""
    wrong = []
    for subject, predicate, value in made:
        name = str(predicate).removeprefix(SCHEMA)
        if predicate == RDF.type:
            if str(value).removeprefix(SCHEMA) not in CLASSES:
                wrong.append((subject, predicate, value))
            continue
        domain, ranges = PROPERTIES.get(name, ("", set()))
        if isinstance(value, rdflib.Literal):
            right = bool(ranges & {"Text", "Date"})
        elif value in DESIGNS:
            right = "MedicalTrialDesign" in ranges
        else:
            right = "URL" in ranges or bool(kinds(made, value) & ranges)
        if domain not in kinds(made, subject) or not right:
            wrong.append((subject, predicate, value))
    return wrong


def test_schema_org_is_used_as_it_is_defined(graph: ox.Store) -> None:
    made = parsed(views.make(graph, "schema-org", "ttl"))
    assert misuses(made) == []
    made.add((thing("study", "levitt-2009"), SCHEMA.headline, rdflib.Literal("A study has no headline.")))
    made.add((thing("study", "levitt-2009"), SCHEMA.studyLocation, rdflib.Literal("New York")))
    assert len(misuses(made)) == 2


def test_schema_org_has_every_study_and_calls_a_trial_what_is_one(graph: ox.Store, rows: Sheets) -> None:
    made = parsed(views.make(graph, "schema-org", "ttl"))
    assert set(made.subjects(SCHEMA.studySubject)) <= {thing("study", r["key"]) for r in rows["studies"]}
    for study in rows["studies"]:
        node = thing("study", study["key"])
        controlled = study["design"] in ("randomized-controlled-trial", "non-randomized-controlled-study")
        assert ((node, RDF.type, SCHEMA.MedicalTrial) in made) == controlled
        randomized = study["design"] == "randomized-controlled-trial"
        assert ((node, SCHEMA.trialDesign, SCHEMA.RandomizedTrial) in made) == randomized
        countries = {thing("country", c) for c in study["countries"].split(";") if c}
        regions = {thing("region", r) for r in study["regions"].split(";") if r}
        assert set(made.objects(node, SCHEMA.studyLocation)) == countries | regions


def test_schema_org_names_only_verified_publications(graph: ox.Store, rows: Sheets) -> None:
    made = parsed(views.make(graph, "schema-org", "ttl"))
    verified = {thing("publication", r["publication"]) for r in rows["references"] if r["publication"]}
    (review,) = (thing("review", r["key"]) for r in rows["reviews"])
    assert set(made.objects(review, SCHEMA.citation)) == verified
    assert set(made.subjects(RDF.type, SCHEMA.MedicalScholarlyArticle)) == verified | {review}


def with_context(data: bytes | str) -> rdflib.Graph:
    """Read JSON-LD with the part of schema.org's context that matters here, as its address cannot be asked."""
    content = json.loads(data)
    assert content["@context"] == "https://schema.org"
    addresses = {name: {"@type": "@id"} for name in ("url", "sameAs")}
    return parsed(json.dumps(content | {"@context": {"@vocab": str(SCHEMA), **addresses}}).encode(), "json-ld")


def test_schema_org_json_ld_says_the_same(graph: ox.Store) -> None:
    whole = parsed(views.make(graph, "schema-org", "ttl"))
    assert set(with_context(views.make(graph, "schema-org"))) == set(whole)


def test_the_json_ld_of_a_page_is_a_tree_below_the_thing(graph: ox.Store, rows: Sheets) -> None:
    for study in rows["studies"]:
        iri = str(thing("study", study["key"]))
        text = views.structured_data(graph, iri)
        assert text is not None
        assert "<" not in text
        assert json.loads(text)["@id"] == iri
        quads = views.quads(graph, "schema-org", iri)
        assert {tuple(map(str, t)) for t in with_context(text)} == {
            tuple(term.value for term in q.triple) for q in quads
        }
        described = {quad.subject for quad in quads}
        assert not {ox.NamedNode(thing("study", r["key"])) for r in rows["studies"] if r != study} & described
    assert views.structured_data(graph, thing("outcome", "coping")) is None


def test_embedded_text_cannot_end_the_script(graph: ox.Store) -> None:
    data = ox.Store()
    data.extend(graph)
    study = ox.NamedNode(thing("study", "levitt-2009"))
    evil = ox.Literal("</script><script>alert(1)</script>", language="en")
    data.add(ox.Quad(study, ox.NamedNode(ns.PREFIXES["rdfs"] + "label"), evil, ox.NamedNode(ns.GRAPHS["evidence"])))
    text = views.structured_data(data, study.value)
    assert text is not None
    assert "</script>" not in text
    assert evil.value in json.loads(text)["name"]


def test_schema_org_passes_its_types(graph: ox.Store, rows: Sheets, tmp_path: Path) -> None:
    """Google's schema-dts has schema.org as TypeScript types; the compiler is the judge."""
    modules = support.HERE / "clients" / "node_modules"
    support.require(shutil.which("node"), "node is not installed")
    support.require((modules / "schema-dts").is_dir(), "run: npm ci --prefix tests/clients")
    (tmp_path / "node_modules").symlink_to(modules)
    (review,) = (thing("review", r["key"]) for r in rows["reviews"])
    iris = [thing("study", r["key"]) for r in rows["studies"]] + [review]
    lines = ['import type { WithContext, MedicalStudy, MedicalTrial, MedicalScholarlyArticle } from "schema-dts";']
    for number, iri in enumerate(iris):
        text = views.structured_data(graph, iri)
        assert text is not None
        lines.append(f"export const x{number}: WithContext<{json.loads(text)['@type']}> = {text};")
    compiler = [str(modules / ".bin" / "tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]

    def judged(text: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "views.ts").write_text(text, encoding="utf-8")
        return subprocess.run([*compiler, "views.ts"], cwd=tmp_path, capture_output=True, text=True, timeout=120)

    done = judged("\n".join(lines))
    assert done.returncode == 0, done.stdout
    assert judged("\n".join(lines).replace('"studyLocation"', '"headline"')).returncode != 0


# --------------------------------------------------------------------------------------------- Cochrane PICO

# The terms of the vocabulary, version 4.0.1, as two renderings of it have them: classes, and properties.
PICO_CLASSES = {
    *("Age", "AggregationMethod", "AppliedIntervention", "AssessmentScale"),
    *("Condition", "Dose", "Duration", "Intervention"),
    *("InterventionClassification", "InterventionGroup", "InterventionProvider", "InterventionRationale"),
    *("ModeOfDelivery", "Outcome", "OutcomeClassification", "OutcomeDomain"),
    *("OutcomeGroup", "PICO", "Population", "Schedule"),
    *("Setting", "Sex", "SocialContext", "SpecificMetric"),
    "Treatment",
}
PICO_PROPERTIES = {
    *("age", "aggregationMethod", "appliedIntervention", "childIntervention"),
    *("childOutcome", "comparatorGroup", "condition", "dose"),
    *("duration", "endpoint", "excludedIntervention", "excludedOutcome"),
    *("excludedPopulation", "intervention", "interventionClassification", "interventionGroup"),
    *("interventionProvider", "interventionRationale", "modeOfDelivery", "numberOfParticipants"),
    *("outcome", "outcomeClassification", "outcomeDomain", "outcomeGroup"),
    *("outcomeMeasurement", "outcomeText", "outcomeTreatment", "parentIntervention"),
    *("parentOutcome", "population", "primaryEndpoint", "schedule"),
    *("setting", "sex", "socialContext", "treatment"),
}


def test_pico_terms_are_terms_of_the_vocabulary(pico: rdflib.Graph) -> None:
    classes = {str(o).removeprefix(PICO) for o in pico.objects(None, RDF.type)}
    properties = {str(p).removeprefix(PICO) for p in pico.predicates() if str(p).startswith(PICO)}
    assert classes <= PICO_CLASSES
    assert properties <= PICO_PROPERTIES
    # What a property leads to is of the class that is called like it; three lead to one that is called otherwise.
    other = {"comparatorGroup": "InterventionGroup", "endpoint": "Duration", "outcomeMeasurement": "AssessmentScale"}
    for _, predicate, value in pico:
        name = str(predicate).removeprefix(PICO)
        if name in properties and isinstance(value, rdflib.URIRef):
            kind = other.get(name, name[0].upper() + name[1:])
            assert (value, RDF.type, PICO[kind]) in pico


def test_pico_has_the_groups_and_outcomes_of_each_study(pico: rdflib.Graph, rows: Sheets) -> None:
    studies = {row["study"] for row in rows["arms"]}
    questions = {str(q).rpartition("#")[2]: q for q in pico.subjects(RDF.type, PICO.PICO)}
    assert set(questions) == studies
    for role, link in (("intervention", PICO.interventionGroup), ("comparator", PICO.comparatorGroup)):
        arms = {(row["study"], thing("arm", row["key"])) for row in rows["arms"] if row["role"] == role}
        assert {(key, o) for key, q in questions.items() for o in pico.objects(q, link)} == arms
    looked_at = {
        (row["study"], row["outcome"], row["rater"])
        for row in rows["findings"]
        if row["study"] in studies and not row["contests"]
    }
    found = Counter(
        key
        for key, q in questions.items()
        for group in pico.objects(q, PICO.outcomeGroup)
        for _ in pico.objects(group, PICO.outcome)
    )
    assert found == Counter(study for study, _, _ in looked_at)


# ------------------------------------------------------------------------------------------- nanopublications


def single(data: bytes) -> dict[str, rdflib.ConjunctiveGraph]:
    """Return each nanopublication of a TriG file by itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # nanopub asks for a ConjunctiveGraph
        found: dict[str, rdflib.ConjunctiveGraph] = defaultdict(rdflib.ConjunctiveGraph)
        whole = rdflib.Dataset().parse(data=data, format="trig")
        for s, p, o, name in whole.quads((None, None, None, None)):
            assert name is not None
            found[str(name).partition("#")[0]].get_context(name).add((s, p, o))
    return found


def test_each_finding_is_a_valid_nanopublication(nanopublications: bytes, rows: Sheets) -> None:
    need("nanopub")
    from nanopub import Nanopub

    each = single(nanopublications)
    assert {iri.rpartition("/")[2] for iri in each} == {row["key"] for row in rows["findings"]}
    for iri, made in each.items():
        publication = Nanopub(rdf=made)
        assert publication.is_valid
        assert str(publication.metadata.np_uri) == iri
        assert publication.metadata.signature is None


@pytest.mark.parametrize("part", ["assertion", "provenance", "pubinfo"])
def test_a_broken_nanopublication_is_refused(graph: ox.Store, part: str) -> None:
    need("nanopub")
    from nanopub import Nanopub
    from nanopub.utils import MalformedNanopubError

    iri = thing("finding", "levitt-2009--imr-scale--consumer")
    quads = views.quads(graph, "nanopublications", iri)
    left = [quad for quad in quads if not str(quad.graph_name).endswith(f"#{part}>")]
    assert 0 < len(left) < len(quads)
    (made,) = single(ox.serialize(left, format=ox.RdfFormat.TRIG) or b"").values()
    with pytest.raises(MalformedNanopubError):
        _ = Nanopub(rdf=made).is_valid


def test_a_nanopublication_keeps_result_and_places_apart(nanopublications: bytes, rows: Sheets) -> None:
    each = single(nanopublications)
    prov = rdflib.Namespace(ns.PREFIXES["prov"])
    for row in rows["findings"]:
        iri = f"{views.VIEW}nanopublications/{row['key']}"
        node, made = thing("finding", row["key"]), each[iri]
        assertion = made.get_context(rdflib.URIRef(f"{iri}#assertion"))
        provenance = made.get_context(rdflib.URIRef(f"{iri}#provenance"))
        results = {thing("result", row["result"])} if row["result"] else set()
        assert set(assertion.objects(node, IMR.hasResult)) == results
        assert set(assertion.objects(node, IMR.ofStudy)) == {thing("study", row["study"])}
        assert not set(assertion.objects(None, prov.wasDerivedFrom))
        places = {
            thing(kind, key) for kind in ("passage", "cell", "footnote") for key in row[f"{kind}s"].split(";") if key
        }
        assert set(provenance.objects(rdflib.URIRef(f"{iri}#assertion"), prov.wasDerivedFrom)) == places
        contested = {thing("cell", row["contests"])} if row["contests"] else set()
        assert set(provenance.objects(None, IMR.contests)) == contested


# -------------------------------------------------------------------------------------------------- data cube


def symbols(rows: Sheets, table: str) -> dict[str, rdflib.URIRef]:
    """Return what each symbol of a table stands for."""
    return {
        row["symbol"]: thing("result", row["result"]) if row["result"] else thing("missing", row["missing"])
        for row in rows["table-symbols"]
        if row["table"] == table
    }


def observations(cube: rdflib.Graph, data_set: str) -> list[Any]:
    return list(cube.subjects(QB.dataSet, CUBE[data_set]))


def test_table_2_has_an_observation_for_each_cell(cube: rdflib.Graph, rows: Sheets) -> None:
    stands = symbols(rows, "table-2")
    columns = {r["key"]: r["study"] for r in rows["table-columns"] if r["study"]}
    lines = {r["key"]: (r["outcome"], r["rater"]) for r in rows["table-rows"] if r["outcome"]}
    cells = [r for r in rows["cells"] if r["table"] == "table-2" and r["column"] in columns and r["row"] in lines]
    assert len(observations(cube, "table-2")) == len(cells) > 100
    for cell in cells:
        node = CUBE[cell["key"]]
        outcome, rater = lines[cell["row"]]
        assert cube.value(node, IMR.ofStudy) == thing("study", columns[cell["column"]])
        assert cube.value(node, IMR.ofOutcome) == thing("outcome", outcome)
        assert cube.value(node, IMR.ofRater) == thing("rater", rater)
        assert cube.value(node, CUBE.entry) == stands[cell["text"]]


def test_table_3_has_an_observation_for_each_cell_and_no_number_for_nothing(cube: rdflib.Graph, rows: Sheets) -> None:
    stands = symbols(rows, "table-3")
    columns = {r["key"] for r in rows["table-columns"] if r["table"] == "table-3" and r["outcome"]}
    cells = [r for r in rows["cells"] if r["column"] in columns]
    assert len(observations(cube, "table-3")) == len(cells) > 50
    numbers = defaultdict(dict)
    for observation in observations(cube, "table-3-numbers"):
        key = str(observation).rpartition("#")[2].rpartition("--")[0]
        amount = cube.value(observation, CUBE.amount)
        assert isinstance(amount, rdflib.Literal)
        numbers[key][cube.value(observation, CUBE.quantity)] = amount.toPython()
    for cell in cells:
        reported = thing("report-status", "reported")
        assert cube.value(CUBE[cell["key"]], CUBE.entry) == stands.get(cell["text"], reported)
        assert (cell["text"] in stands) == (cell["key"] not in numbers)
    from decimal import Decimal

    names = ("value", "minimum", "maximum", "lower_bound", "standard_deviation")
    printed = {
        r["cells"]: {CUBE[n.replace("_", "-")]: Decimal(r[n]) for n in names if r[n]}
        for r in rows["implementation-results"]
        if r["cells"].startswith("table-3") and not r["subsample"] and r["status"] == "reported"
    }
    assert numbers == printed


def test_nothing_is_marked_as_missing(cube: rdflib.Graph) -> None:
    code = rdflib.Namespace(views.PREFIXES["code"])
    status = rdflib.URIRef(views.PREFIXES["attribute"] + "obsStatus")
    entries = list(cube.subject_objects(CUBE.entry))
    assert entries
    for observation, entry in entries:
        nothing = (entry, SKOS.inScheme, thing("scheme", "missing")) in cube
        assert cube.value(observation, status) == (code["obsStatus-M"] if nothing else code["obsStatus-A"])


def test_the_cube_keeps_every_integrity_constraint(graph: ox.Store) -> None:
    assert views.integrity(views.quads(graph, "data-cube")) == {}


UPDATE = """PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX attribute: <http://purl.org/linked-data/sdmx/2009/attribute#> PREFIX imr: <https://w3id.org/imrkg/ontology/>
PREFIX cube: <https://w3id.org/imrkg/view/data-cube#> PREFIX : <https://example.org/>
"""
CELL = "cube:table-2--consumer--coping--levitt-2009"
# What breaks our cube for a constraint, as SPARQL Update.
BREAKS = {
    "01-one-data-set": f"INSERT DATA {{ {CELL} qb:dataSet cube:table-3 }}",
    "02-one-structure": "DELETE DATA { cube:table-2 qb:structure cube:structure-2 }",
    "03-some-measure": "DELETE DATA { cube:structure-2 qb:component cube:said }",
    "04-dimensions-have-range": "DELETE WHERE { imr:ofRater rdfs:range ?range }",
    "05-concept-dimensions-have-codes": "DELETE WHERE { cube:quantity qb:codeList ?list }",
    "06-only-attributes-are-optional": "INSERT DATA { cube:rater qb:componentRequired false }",
    "07-slice-keys-are-declared": "DELETE DATA { cube:structure-3 qb:sliceKey cube:by-column }",
    "08-slice-keys-fit": "INSERT DATA { cube:by-column qb:componentProperty imr:ofRater }",
    "09-one-slice-structure": "DELETE WHERE { cube:slice-table-3--dropout qb:sliceStructure ?key }",
    "10-slices-have-their-values": "DELETE WHERE { cube:slice-table-3--dropout imr:ofOutcome ?outcome }",
    "11-all-dimensions": f"DELETE WHERE {{ {CELL} imr:ofStudy ?study }}",
    "12-no-duplicates": f"INSERT {{ :copy ?property ?value }} WHERE {{ {CELL} ?property ?value }}",
    "13-required-attributes": f"DELETE WHERE {{ {CELL} attribute:obsStatus ?status }}",
    "14-all-measures": f"DELETE WHERE {{ {CELL} cube:entry ?entry }}",
    "18-slices-of-the-same-set": f"DELETE DATA {{ {CELL} qb:dataSet cube:table-2 }}",
    "19-codes-of-the-list": f"""DELETE {{ {CELL} imr:ofRater ?rater }} INSERT {{ {CELL} imr:ofRater :nobody }}
                                WHERE {{ {CELL} imr:ofRater ?rater }}""",
}
# A small cube with what ours does not have: a measure dimension, two hierarchical code lists (one whose property
# leads upwards), a value on the data set, a dimension on the slice, and short forms for the normalisation.
SMALL = """
:set qb:structure :structure ; :source "the map" ; qb:slice :north-slice , :south-slice .
:structure a qb:DataStructureDefinition ; qb:sliceKey :key ;
  qb:component [ qb:dimension :area ] , [ qb:dimension :season ] , [ qb:dimension qb:measureType ] ,
  [ qb:measure :rain ] , [ qb:measure :sun ] ,
  [ qb:attribute :source ; qb:componentRequired true ; qb:componentAttachment qb:DataSet ] .
:key a qb:SliceKey ; qb:componentProperty :area .
:area rdfs:range skos:Concept ; qb:codeList :areas . :season rdfs:range skos:Concept ; qb:codeList :seasons .
qb:measureType rdfs:range <http://www.w3.org/1999/02/22-rdf-syntax-ns#Property> .
:areas a qb:HierarchicalCodeList ; qb:hierarchyRoot :world ; qb:parentChildProperty :holds .
:world :holds :north , :south .
:seasons a qb:HierarchicalCodeList ; qb:hierarchyRoot :year ; qb:parentChildProperty [ owl:inverseOf :within ] .
:summer :within :year .
:north-slice qb:sliceStructure :key ; :area :north ; qb:observation :n1 , :n2 .
:south-slice qb:sliceStructure :key ; :area :south ; qb:observation :s1 , :s2 .
:n1 qb:dataSet :set ; :season :summer ; qb:measureType :rain ; :rain 3 .
:n2 qb:dataSet :set ; :season :summer ; qb:measureType :sun ; :sun 9 .
:s1 qb:dataSet :set ; :season :summer ; qb:measureType :rain ; :rain 4 .
:s2 qb:dataSet :set ; :season :summer ; qb:measureType :sun ; :sun 7 .
"""
SMALL_BREAKS = {
    "15-measure-of-the-measure-type": "DELETE { :n1 :rain ?v } INSERT { :n1 :sun ?v } WHERE { :n1 :rain ?v }",
    "16-one-measure": "INSERT DATA { :n1 :sun 8 }",
    "17-all-measures-of-a-point": "DELETE WHERE { :n2 ?p ?v }; DELETE DATA { :north-slice qb:observation :n2 }",
    "20-codes-of-the-hierarchy": "DELETE DATA { :world :holds :south }",
    "21-codes-of-the-inverse-hierarchy": "DELETE DATA { :summer :within :year }",
}


def small() -> ox.Store:
    data = ox.Store()
    data.load(input=(UPDATE.replace("PREFIX", "\nPREFIX") + SMALL).encode(), format=ox.RdfFormat.TURTLE)
    return data


def test_a_cube_with_measure_dimension_and_hierarchies_is_normalised_and_sound() -> None:
    assert views.integrity(small()) == {}


@pytest.mark.parametrize("name", sorted(BREAKS | SMALL_BREAKS))
def test_every_integrity_constraint_can_be_broken(graph: ox.Store, name: str) -> None:
    data = small()
    if name in BREAKS:
        data = ox.Store()
        data.extend(ox.Quad(*quad.triple) for quad in views.quads(graph, "data-cube"))
    before = set(data)
    data.update(UPDATE + (BREAKS | SMALL_BREAKS)[name])
    assert set(data) != before
    assert name in views.integrity(data)


def test_there_is_a_query_and_a_break_for_each_constraint() -> None:
    folder = resources.path("queries", "views", "data-cube", "ic")
    files = {file.stem for file in folder.glob("[0-9]*.rq")}
    assert files == set(BREAKS | SMALL_BREAKS)
    assert sorted(name[:2] for name in files) == [f"{number:02}" for number in range(1, 22)]


# ---------------------------------------------------------------------------------------------------- CSV on the Web


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resources.sheets(), tmp_path / "sheets"))


def csvw_problems(folder: Path) -> list[str]:
    """Return what the package csvw (of the CLDF project) has against the sheets; it follows no key to another sheet."""
    need("csvw")
    import csvw

    file = folder / "csv-metadata.json"
    checked = csvw.CSVW(str(file), validate=True)
    try:
        return [] if checked.is_valid else [str(warning.message) for warning in checked.warnings] or ["not valid"]
    except ValueError as error:  # a primary key that is there twice
        return [str(error)]


def test_the_sheets_are_csv_on_the_web(sheets: Path, rows: Sheets) -> None:
    assert csvw_problems(sheets) == []
    import csvw

    group = csvw.TableGroup.from_file(sheets / "csv-metadata.json")
    assert {str(t.url).removesuffix(".csv"): len(list(t.iterdicts())) for t in group.tables} == {
        name: len(table) for name, table in rows.items()
    }


@pytest.mark.parametrize(
    ("sheet", "old", "new"),
    [
        ("findings", "\nlevitt-2009--imr-scale--consumer,levitt-2009,", "\nlevitt-2009--imr-scale--consumer,,"),
        ("studies", "\nlevitt-2009,", "\nfardig-2011,"),
        ("publications", ",2009,", ",in 2009,"),
    ],
)
def test_csvw_sees_a_broken_sheet(sheets: Path, sheet: str, old: str, new: str) -> None:
    file = sheets / f"{sheet}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert csvw_problems(sheets)


# ------------------------------------------------------------------------------------------------------ RO-Crate


CONTEXT = "https://w3id.org/ro/crate/1.1/context"


@pytest.fixture(scope="module")
def context_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache that roc-validator reads without a network, with the context that the package rocrate brings.

    That is the context of RO-Crate 1.3, which has more terms than 1.1; hence IN_CONTEXT.
    """
    need("rocrate")
    need("rocrate_validator")
    import requests
    import requests_cache
    import rocrate
    from urllib3 import HTTPResponse

    packaged = (Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_bytes()

    class Packaged(requests.adapters.HTTPAdapter):
        def send(self, request: requests.PreparedRequest, *args: object, **kwargs: object) -> requests.Response:
            headers = {"Content-Type": "application/ld+json"}
            raw = HTTPResponse(io.BytesIO(packaged), headers=headers, status=200, preload_content=False)
            return self.build_response(request, raw)

    cache = tmp_path_factory.mktemp("cache") / "http"
    with requests_cache.CachedSession(str(cache), backend="sqlite", expire_after=-1) as session:
        session.mount("https://", Packaged())
        assert session.get(CONTEXT).json()["@context"]
    return cache


def crate_issues(folder: Path, cache: Path) -> list[str]:
    """Return what roc-validator has against a crate, recommendations included."""
    from rocrate_validator import models, services

    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.RECOMMENDED,
        cache_path=cache,
        offline=True,
    )
    return [f"{issue.check.identifier} {issue.message}" for issue in services.validate(settings).get_issues()]


# What of the context of RO-Crate 1.1 may stand in ours, types and properties.
IN_CONTEXT = {"CreativeWork", "Dataset", "File", "Organization", "ScholarlyArticle"} | {
    *("about", "author", "conformsTo", "datePublished", "description", "encodingFormat", "hasPart", "identifier"),
    *("isBasedOn", "license", "name", "publisher", "url", "version"),
}


def test_the_crate_is_an_ro_crate(graph: ox.Store, tmp_path: Path, context_cache: Path) -> None:
    zipfile.ZipFile(io.BytesIO(views.make(graph, "ro-crate"))).extractall(tmp_path)
    assert crate_issues(tmp_path, context_cache) == []
    metadata = json.loads((tmp_path / "ro-crate-metadata.json").read_bytes())
    assert metadata["@context"] == CONTEXT
    words = {name for node in metadata["@graph"] for name in node if not name.startswith("@")}
    assert words | {node["@type"] for node in metadata["@graph"]} <= IN_CONTEXT


@pytest.mark.parametrize("broken", ["license", "file"])
def test_a_broken_crate_is_seen(graph: ox.Store, tmp_path: Path, context_cache: Path, broken: str) -> None:
    views.write_crate(graph, tmp_path)
    file = tmp_path / "ro-crate-metadata.json"
    if broken == "file":
        (tmp_path / "data" / "imrkg.trig").unlink()
    else:
        metadata = json.loads(file.read_bytes())
        next(node for node in metadata["@graph"] if node["@id"] == "./").pop("license")
        file.write_text(json.dumps(metadata), encoding="utf-8")
    assert crate_issues(tmp_path, context_cache)


def test_the_crate_has_every_file_with_license_and_format(graph: ox.Store) -> None:
    need("rocrate")
    root = resources.root()
    shipped = {
        file.relative_to(root).as_posix()
        for folder in ("ontology", "data", "shapes", "queries")
        for file in (root / folder).rglob("*")
        if file.is_file()
    }
    archive = zipfile.ZipFile(io.BytesIO(views.make(graph, "ro-crate")))
    metadata = json.loads(archive.read("ro-crate-metadata.json"))
    files = {node["@id"]: node for node in metadata["@graph"] if node["@type"] == "File"}
    assert shipped <= set(files)
    assert set(archive.namelist()) == {*files, "ro-crate-metadata.json"}
    for path in shipped:
        assert archive.read(path) == (root / path).read_bytes()
        assert files[path]["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
        assert files[path]["encodingFormat"]
        assert files[path]["conformsTo"]["@id"] in {node["@id"] for node in metadata["@graph"]}
    (release,) = (node for node in metadata["@graph"] if node["@id"] == "./")
    assert release["version"] == imrkg.__version__


def test_a_missing_package_is_told(graph: ox.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "rocrate.rocrate", None)
    with pytest.raises(MissingEngine) as caught:
        views.crate(graph)
    assert "imrkg[crate]" in caught.value.hint


# -------------------------------------------------------------------------------------------------- bibliography


def identified(rows: Sheets) -> dict[str, dict[str, str]]:
    wanted = {row["publication"] for row in rows["references"] if row["publication"]}
    return {row["key"]: row for row in rows["publications"] if row["key"] in wanted}


def entries(data: bytes) -> dict[str, dict[str, str]]:
    need("bibtexparser")
    import bibtexparser

    library = bibtexparser.parse_string(data.decode())
    assert not library.failed_blocks
    return {entry.key: {field.key: str(field.value) for field in entry.fields} for entry in library.entries}


def test_bibtex_has_the_verified_fields_and_no_others(graph: ox.Store, rows: Sheets) -> None:
    found = entries(views.make(graph, "bibliography"))
    wanted = identified(rows)
    assert set(found) == set(wanted)
    for key, row in wanted.items():
        entry = found[key]
        assert entry["title"].strip("{}") == row["title"]
        for field in ("year", "journal", "doi", "pmid", "pmcid"):
            assert entry.get(field, "") == row[field]
        assert entry["author"].replace("{", "").replace("}", "").split(",")[0].split(" and ")[0] in row["authors"]
        for field in ("volume", "number", "pages"):
            assert entry.get(field, "").replace("--", "-") in row["details"]


# Read in the details of the sheet by eye.
READ = {
    "hasson-ohayon-2007-psychiatric-services": ("nov", "58", "11", "1461--6"),
    "mueser-2006-schizophrenia-bulletin": ("oct", None, None, None),
    "salyers-2009-american-journal-of-psychiatric-rehabilitation": (None, None, None, "191--204"),
    "roe-2007-american-journal-of-psychiatric-rehabilitation": ("apr", None, "2", "131--147"),
    "damschroder-2009-implementation-science": (None, "4", None, "50"),
    "fardig-2011-psychiatric-services": (None, "62", "6", "606"),
}


@pytest.mark.parametrize("key", sorted(READ))
def test_details_are_taken_apart(graph: ox.Store, key: str) -> None:
    entry = entries(views.make(graph, "bibliography"))[key]
    assert tuple(entry.get(field) for field in ("month", "volume", "number", "pages")) == READ[key]


def test_unidentified_references_are_kept_apart_and_get_nothing_lent(graph: ox.Store, rows: Sheets) -> None:
    found = entries(views.make(graph, "bibliography-unidentified"))
    wanted = {f"reference-{row['key']}": row for row in rows["references"] if not row["publication"]}
    assert set(found) == set(wanted)
    for key, row in wanted.items():
        assert set(found[key]) <= {"author", "year", "note"}
        assert found[key].get("year", "") == row["named_year"]
        assert ("author" in found[key]) == bool(row["named_authors"])
        assert row["citation"] in found[key]["note"]
        assert ("Not verified" in found[key]["note"]) == bool(row["possible_publication"])


@pytest.mark.parametrize("name", ["bibliography", "bibliography-unidentified"])
def test_csl_says_the_same_as_bibtex(graph: ox.Store, name: str) -> None:
    items = json.loads(views.make(graph, name, "json"))
    found = entries(views.make(graph, name))
    assert {item["id"] for item in items} == set(found)
    for item in items:
        entry = found[item["id"]]
        assert str(item.get("issued", {}).get("date-parts", [[""]])[0][0]) == entry.get("year", "")
        assert item.get("DOI") == entry.get("doi")
        assert item.get("page", "").replace("-", "--") == entry.get("pages", "")
        assert len(item.get("author", [])) == len(entry["author"].split(" and ")) if "author" in entry else True


def test_a_citation_processor_prints_every_item(graph: ox.Store, rows: Sheets) -> None:
    need("citeproc")
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    items = json.loads(views.make(graph, "bibliography", "json"))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    made = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        made.register(Citation([CitationItem(item["id"])]))
    printed = [str(line) for line in made.bibliography()]
    assert len(printed) == len(items) == len(identified(rows))
    (line,) = (line for line in printed if "Hasson-Ohayon" in line and "2007" in line and "58" in line)
    for word in ("Roe", "Kravetz", "Psychiatric Services", "11", "1461"):
        assert word in line


# ------------------------------------------------------------------------------------------------------ GraphML


def test_igraph_reads_the_graphml(graph: ox.Store, tmp_path: Path) -> None:
    need("igraph")
    import igraph

    made = network.graph(graph)
    file = tmp_path / "imrkg.graphml"
    file.write_bytes(network.write(made, "graphml"))
    read = igraph.Graph.Read_GraphML(str(file))
    assert read.is_directed()
    assert Counter(zip(read.vs["id"], read.vs["label"], strict=True)) == Counter(made.nodes(data="label"))

    def ends(pairs: Iterable[tuple[str, str, str]]) -> Counter[tuple[str, str, str]]:
        return Counter(pairs)

    ids = read.vs["id"]
    assert ends((ids[e.source], ids[e.target], e["relation"]) for e in read.es) == ends(made.edges(data="relation"))
