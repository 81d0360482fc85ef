"""What the server says of itself: the W3C's tests of service descriptions, VoID counted a second way, OpenAPI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import support
from describing import CLASSES, KNOWN, PROPERTIES, SD
from rdflib.namespace import VOID

import imrkg
from imrkg import engine, question, results
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax
from imrkg.serve import linked, selfdescription

ENDPOINT = "http://127.0.0.1:8000/imr/sparql"
SITE = "http://127.0.0.1:8000/imr"
V = str(VOID)
TYPE = ns.PREFIXES["rdf"] + "type"
FEDERATES = "https://purl.expasy.org/sparql-examples/ontology#federatesWith"


class Description:
    """A description as triples, asked by property."""

    def __init__(self, content: bytes, form: str = "ttl") -> None:
        self.triples = {q.triple for q in ox.parse(input=content, format=linked.rdf_format(form))}

    def objects(self, subject: str, predicate: str) -> set[str]:
        return {t.object.value for t in self.triples if t.subject.value == subject and t.predicate.value == predicate}

    def one(self, subject: str, predicate: str) -> str:
        (value,) = self.objects(subject, predicate)
        return value

    def members(self, kind: str) -> set[str]:
        return {t.subject.value for t in self.triples if t.predicate.value == TYPE and t.object.value == kind}


@pytest.fixture(scope="module")
def service(graph: ox.Store) -> Description:
    return Description(selfdescription.service(graph, ENDPOINT, "ttl"))


@pytest.fixture(scope="module")
def void(graph: ox.Store) -> Description:
    return Description(selfdescription.void(graph, SITE, "ttl"))


# -------------------------------------------------------------- the W3C's three tests of service descriptions


@pytest.mark.parametrize("form", linked.FORMATS)
def test_it_is_rdf_in_every_format(graph: ox.Store, service: Description, form: str) -> None:
    assert Description(selfdescription.service(graph, ENDPOINT, form), form).triples == service.triples


@pytest.mark.parametrize("url", [ENDPOINT, "https://example.org/sparql/", "http://[::1]:80/sparql?x=1&y=%20"])
def test_it_has_an_endpoint_triple_that_matches(graph: ox.Store, url: str) -> None:
    found = Description(selfdescription.service(graph, url, "nt"), "nt")
    assert [t.object for t in found.triples if t.predicate.value == SD + "endpoint"] == [ox.NamedNode(url)]


def test_it_conforms_to_the_schema(service: Description) -> None:
    assert len(service.members(SD + "Service")) == 1
    used = {t.object.value for t in service.triples if t.predicate.value == TYPE and t.object.value.startswith(SD)}
    assert {iri.removeprefix(SD) for iri in used} <= CLASSES
    for triple in service.triples:
        if not triple.predicate.value.startswith(SD):
            continue
        domain, range_ = PROPERTIES[triple.predicate.value.removeprefix(SD)]
        assert triple.subject.value in service.members(SD + domain)
        assert isinstance(triple.object, ox.NamedNode)
        if range_ in KNOWN:
            assert triple.object.value in KNOWN[range_]
        elif range_:
            assert triple.object.value in service.members(SD + range_)


# ------------------------------------------------------------------------------------ what the service says


def test_it_says_what_is_true_of_the_endpoint(graph: ox.Store, service: Description) -> None:
    (me,) = service.members(SD + "Service")
    assert service.objects(me, SD + "supportedLanguage") == {SD + "SPARQL11Query"}
    assert service.objects(me, SD + "feature") == {SD + "UnionDefaultGraph"}
    assert service.objects(me, SD + "resultFormat") == KNOWN["Format"]
    # A query without FROM does see what stands in a named graph only.
    assert next(iter(graph.quads_for_pattern(None, None, None, ox.DefaultGraph())), None) is None
    assert engine.run(graph, f"ASK {{ ?study a <{ns.IMR}Study> }}")


def test_each_loaded_graph_is_named_with_its_size(graph: ox.Store, service: Description) -> None:
    sizes: dict[str, int] = {}
    for quad in graph:
        name = quad.graph_name.value
        sizes[name] = sizes.get(name, 0) + 1
    found = {}
    for node in service.members(SD + "NamedGraph"):
        size = service.one(service.one(node, SD + "graph"), V + "triples")
        found[service.one(node, SD + "name")] = int(size)
    assert found == sizes
    (me,) = service.members(SD + "Service")
    union = service.one(service.one(me, SD + "defaultDataset"), SD + "defaultGraph")
    assert int(service.one(union, V + "triples")) == len({quad.triple for quad in graph})


def test_every_question_is_an_example_that_runs_as_it_stands(graph: ox.Store, service: Description) -> None:
    sh, rdfs, schema = (ns.PREFIXES[name] for name in ("sh", "rdfs", "schema"))
    examples = service.members(sh + "SPARQLExecutable")
    assert examples == service.members(sh + "SPARQLSelectExecutable")
    examples = {example for example in examples if not service.objects(example, FEDERATES)}
    by_label = {service.one(example, rdfs + "label"): example for example in examples}
    questions = question.all_questions()
    assert set(by_label) == {asked.title for asked in questions}
    for asked in questions:
        example = by_label[asked.title]
        text = service.one(example, sh + "select")
        assert text.startswith(("PREFIX", "SELECT"))
        assert asked.text.endswith(text)
        engine.check(text)
        assert service.one(example, rdfs + "comment") == f"{asked.title} {asked.description}"
        assert service.objects(example, schema + "keywords") == {asked.category}
        assert service.objects(example, schema + "target") == {ENDPOINT}
        assert service.one(example, sh + "prefixes") == f"{ENDPOINT}#prefixes"
    asked = question.get("graphs")
    text = service.one(by_label[asked.title], sh + "select")
    assert results.collect(engine.run(graph, text)).terms == question.answer(graph, "graphs").terms


def test_federated_questions_name_the_other_endpoint(service: Description) -> None:
    sh, rdfs, schema = (ns.PREFIXES[name] for name in ("sh", "rdfs", "schema"))
    found = {}
    for example in service.members(sh + "SPARQLSelectExecutable"):
        for other in service.objects(example, FEDERATES):
            found[example.removeprefix(f"{ENDPOINT}#federated-")] = other
            assert f"SERVICE <{other}>" in service.one(example, sh + "select")
            assert service.objects(example, schema + "target") == {ENDPOINT}
            assert "federated" in service.objects(example, schema + "keywords")
            assert "does not follow SERVICE" in service.one(example, rdfs + "comment")
    # The others ask files that somebody has to serve first: there is no endpoint to name.
    assert found == {
        "interventions-for-condition": "https://query.wikidata.org/sparql",
        "studies-by-mesh-tree": "https://id.nlm.nih.gov/mesh/sparql",
    }


def test_the_prefixes_are_declared_for_editors(service: Description) -> None:
    sh = ns.PREFIXES["sh"]
    nodes = service.objects(f"{ENDPOINT}#prefixes", sh + "declare")
    assert {service.one(n, sh + "prefix"): service.one(n, sh + "namespace") for n in nodes} == ns.PREFIXES


@pytest.mark.parametrize(
    "url", ["http://a/> . <urn:x> <urn:y> <urn:z", 'http://a/"', "http://a/\n", "nothing", "http://a/#b"]
)
def test_what_is_no_url_is_refused(graph: ox.Store, url: str) -> None:
    with pytest.raises(BadSyntax):
        selfdescription.service(graph, url, "ttl")
    with pytest.raises(BadSyntax):
        selfdescription.void(graph, url, "ttl")


# ----------------------------------------------------------------------------------------------------- VoID


def test_void_uses_terms_that_exist(void: Description) -> None:
    used = {t.predicate.value for t in void.triples} | {
        t.object.value for t in void.triples if t.predicate.value == TYPE
    }
    names = {iri.removeprefix(V) for iri in used if iri.startswith(V)}
    assert len(names) > 15
    assert {name for name in names if VOID[name] not in VOID} == set()


def test_the_counts_are_those_of_the_data(graph: ox.Store, void: Description) -> None:
    triples = {quad.triple for quad in graph}
    types = [t for t in triples if t.predicate.value == TYPE]
    expected = {
        "triples": len(triples),
        "distinctSubjects": len({t.subject for t in triples}),
        "distinctObjects": len({t.object for t in triples}),
        "properties": len({t.predicate for t in triples}),
        "classes": len({t.object for t in types}),
        "entities": len({t.subject for t in types if isinstance(t.subject, ox.NamedNode)}),
    }
    assert {name: int(void.one(ns.BASE, V + name)) for name in expected} == expected


def test_the_partitions_are_those_of_the_data(graph: ox.Store, void: Description) -> None:
    triples = {quad.triple for quad in graph}
    members: dict[str, set[object]] = {}
    for triple in triples:
        if triple.predicate.value == TYPE:
            members.setdefault(triple.object.value, set()).add(triple.subject)
    by_class = {void.one(p, V + "class"): p for p in void.objects(ns.BASE, V + "classPartition")}
    assert {c: int(void.one(p, V + "entities")) for c, p in by_class.items()} == {c: len(m) for c, m in members.items()}
    study = members[ns.IMR + "Study"]
    about = sum(1 for triple in triples if triple.subject in study)
    assert int(void.one(by_class[ns.IMR + "Study"], V + "triples")) == about
    by_property = {void.one(p, V + "property"): p for p in void.objects(ns.BASE, V + "propertyPartition")}
    assert set(by_property) == {triple.predicate.value for triple in triples}
    assert sum(int(void.one(p, V + "triples")) for p in by_property.values()) == len(triples)


def test_the_linksets_hold_every_mapping(graph: ox.Store, void: Description) -> None:
    skos = ns.PREFIXES["skos"]
    expected: dict[tuple[str, str], int] = {}
    for triple in {quad.triple for quad in graph}:
        name, target = triple.predicate.value, triple.object.value
        if name.startswith(skos) and name.endswith("Match") and not target.startswith(ns.BASE):
            host = re.match(r"https?://[^/]*/", target)
            assert host
            expected[name, host[0]] = expected.get((name, host[0]), 0) + 1
    found = {}
    for node in void.members(V + "Linkset"):
        name = void.one(node, V + "linkPredicate")
        assert void.objects(node, V + "subjectsTarget") == {ns.BASE}
        if name.startswith(skos):
            found[name, void.one(void.one(node, V + "objectsTarget"), V + "uriSpace")] = int(
                void.one(node, V + "triples")
            )
    assert expected
    assert found == expected


def test_it_says_where_the_data_are_and_whose(void: Description) -> None:
    dumps = {f"{SITE}/download/imrkg.{form}" for form in linked.FORMATS}
    assert void.objects(ns.BASE, V + "dataDump") == dumps
    assert void.objects(ns.BASE, V + "sparqlEndpoint") == {f"{SITE}/sparql"}
    assert void.objects(ns.GRAPHS["evidence"], V + "dataDump") == {
        f"{SITE}/graph/evidence.{f}" for f in ("ttl", "trig")
    }
    dcterms = ns.PREFIXES["dcterms"]
    assert void.objects(ns.BASE, dcterms + "license") == {"https://creativecommons.org/licenses/by/4.0/"}
    assert void.objects(ns.BASE, dcterms + "title")
    assert void.objects(ns.BASE, dcterms + "creator")
    assert void.one(f"{SITE}/.well-known/void", ns.PREFIXES["foaf"] + "primaryTopic") == ns.BASE


def test_examples_are_things_of_the_data(graph: ox.Store, void: Description) -> None:
    examples = void.objects(ns.BASE, V + "exampleResource")
    assert len(examples) == 8
    for iri in examples:
        assert iri.startswith(void.one(ns.BASE, V + "uriSpace"))
        assert linked.data(graph, iri, "ttl")


def test_a_slash_at_the_end_of_the_address_does_not_matter(graph: ox.Store) -> None:
    assert selfdescription.void(graph, SITE + "/", "nt") == selfdescription.void(graph, SITE, "nt")


def test_other_data_get_no_title_and_no_license() -> None:
    store = ox.Store()
    store.extend(ox.Quad(*t) for t in support.triples('<study/x> a imr:Study ; rdfs:label "X"@en .'))
    found = Description(selfdescription.void(store, SITE, "ttl"))
    dataset = f"{SITE}/.well-known/void#dataset"
    assert found.one(dataset, V + "triples") == "2"
    assert not any(t.subject.value == ns.BASE for t in found.triples)
    assert not {t.predicate.value for t in found.triples if t.subject.value == dataset} & {
        ns.PREFIXES["dcterms"] + name for name in ("title", "license", "creator")
    }
    store.add(ox.Quad(*next(iter(store)).triple, ox.NamedNode("http://example.org/graph")))
    found = Description(selfdescription.void(store, SITE, "ttl"))
    assert found.objects(dataset, V + "subset") == {"http://example.org/graph"}
    assert not found.objects("http://example.org/graph", V + "dataDump")
    store.remove_graph(ox.NamedNode("http://example.org/graph"))
    described = Description(selfdescription.service(store, ENDPOINT, "ttl"))
    assert described.members(SD + "NamedGraph") == set()
    assert described.one(f"{ENDPOINT}#default-graph", V + "triples") == "2"


# -------------------------------------------------------------------------------------------------- OpenAPI


@pytest.fixture(scope="module")
def openapi() -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    found = json.loads(selfdescription.openapi("/imr"))
    assert isinstance(found, dict)
    return found


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from references(child)
    elif isinstance(node, list):
        for child in node:
            yield from references(child)


def test_version_and_server_are_those_of_this_server(openapi: dict[str, object]) -> None:
    assert openapi["openapi"] == "3.1.0"
    assert openapi["info"]["version"] == imrkg.__version__  # type: ignore[index]
    assert openapi["servers"] == [{"url": "/imr"}]
    assert json.loads(selfdescription.openapi())["servers"] == [{"url": "/"}]


def test_every_reference_resolves_and_every_component_is_used(openapi: dict[str, object]) -> None:
    used = set(references(openapi))
    parts: dict[str, dict[str, object]] = openapi["components"]  # type: ignore[assignment]
    assert used == {f"#/components/{kind}/{name}" for kind, members in parts.items() for name in members}


def test_every_path_declares_what_stands_in_it(openapi: dict[str, dict[str, dict[str, object]]]) -> None:
    parameters: dict[str, dict[str, object]] = openapi["components"]["parameters"]  # type: ignore[assignment]
    for path, item in openapi["paths"].items():
        given = [parameters[ref.rsplit("/", 1)[1]] for ref in references(item.get("parameters", []))]
        assert {p["name"] for p in given} == set(re.findall(r"\{(\w+)\}", path)), path


def test_every_operation_has_a_name_of_its_own(openapi: dict[str, dict[str, dict[str, dict[str, object]]]]) -> None:
    operations = [op for item in openapi["paths"].values() for method, op in item.items() if method != "parameters"]
    names = [op["operationId"] for op in operations]
    assert len(names) == len(set(names))
    assert all(op["summary"] and op["responses"] for op in operations)


def test_the_endpoint_lists_every_status_it_has(openapi: dict[str, dict[str, dict[str, dict[str, object]]]]) -> None:
    common = {"200", "304", "400", "403", "405", "406", "408", "414", "431", "503"}
    assert set(openapi["paths"]["/sparql"]["get"]["responses"]) == common  # type: ignore[call-overload]
    assert set(openapi["paths"]["/sparql"]["post"]["responses"]) == common | {"413", "415"}  # type: ignore[call-overload]


def test_the_suffixes_are_those_of_linked_data(openapi: dict[str, dict[str, dict[str, dict[str, object]]]]) -> None:
    suffix: dict[str, object] = openapi["components"]["parameters"]["suffix"]["schema"]  # type: ignore[assignment]
    assert suffix["enum"] == list(linked.FORMATS)
    data = openapi["components"]["responses"]["Data"]["content"]
    assert set(data) == set(linked.FORMATS.values())  # type: ignore[call-overload]
