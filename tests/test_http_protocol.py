"""The W3C test suites of the SPARQL 1.1 Protocol and Service Description, run from their manifests on a live server.

The suites are not copied into the project. They are the folders ``protocol`` and ``service-description`` of
https://github.com/w3c/rdf-tests (``sparql/sparql11``); IMRKG_W3C_TESTS names the folder that holds both.
"""

from __future__ import annotations

import csv
import http.client
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
import serving
from describing import CLASSES, KNOWN, PROPERTIES
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection

_FOLDER = os.environ.get("IMRKG_W3C_TESTS")
if not _FOLDER:
    pytest.skip(
        "IMRKG_W3C_TESTS is not set: check out https://github.com/w3c/rdf-tests and let it name sparql/sparql11",
        allow_module_level=True,
    )
SUITE = Path(_FOLDER).resolve()
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
HTS = "http://www.w3.org/2011/http-statusCodes#StatusCode"
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
# Every one of them changes the data of the server first. The graph that is served is read-only: 403.
UPDATES = {
    "update_dataset_default_graph": "clears the store, then inserts into what using-graph-uri names",
    "update_dataset_default_graphs": "drops all graphs, then inserts into what two using-graph-uri name",
    "update_dataset_named_graphs": "drops all graphs, then inserts from what using-named-graph-uri names",
    "update_dataset_full": "drops all graphs, then inserts from a dataset given by both parameters",
    "update_post_form": "clears the store by a form",
    "update_post_direct": "clears the store by a body of the type application/sparql-update",
    "update_base_uri": "inserts a relative IRI, to see what it is resolved against",
}
_TABULAR = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "text/csv": None,
}
_RDF = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}


class Expected(NamedTuple):
    """What an answer must be: classes of status, the value of an ASK, the kind of format."""

    classes: frozenset[int]
    boolean: bool | None
    form: str | None


class Request(NamedTuple):
    """A request of the manifest, and what is expected."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    expected: Expected


def manifest(name: str) -> tuple[Graph, list[URIRef]]:
    """Return a manifest and its tests in order."""
    file = SUITE / name / "manifest.ttl"
    graph = Graph().parse(file, format="turtle", publicID=file.as_uri())
    first = graph.value(predicate=RDF.type, object=MF.Manifest)
    tests = [entry for entry in Collection(graph, graph.value(first, MF.entries)) if isinstance(entry, URIRef)]
    return graph, tests


def local(test: URIRef) -> str:
    return test.rpartition("#")[2]


PROTOCOL, TESTS = manifest("protocol")
APPLYING = [test for test in TESTS if local(test).startswith(("query_", "bad_"))]


def requests(test: URIRef) -> Iterator[Request]:
    """Yield the requests of a test in order."""
    action = PROTOCOL.value(test, MF.action)
    for node in Collection(PROTOCOL, PROTOCOL.value(action, HT.requests)):
        headers = PROTOCOL.value(node, HT.headers)
        fields = Collection(PROTOCOL, headers) if headers else ()
        content = PROTOCOL.value(node, HT.body)
        body = None
        if content is not None:
            body = str(PROTOCOL.value(content, CNT.chars)).encode(str(PROTOCOL.value(content, CNT.characterEncoding)))
        answer = PROTOCOL.value(node, HT.resp)
        classes = {str(c).removeprefix(HTS) for c in PROTOCOL.objects(answer, MF.expectedStatus)}
        boolean = PROTOCOL.value(answer, MF.expectedBoolean)
        form = PROTOCOL.value(answer, MF.expectedFormat)
        yield Request(
            str(PROTOCOL.value(node, HT.methodName)),
            str(PROTOCOL.value(node, HT.absolutePath)),
            tuple((str(PROTOCOL.value(f, HT.fieldName)), str(PROTOCOL.value(f, HT.fieldValue))) for f in fields),
            body,
            Expected(
                frozenset(int(c[0]) for c in classes),
                None if boolean is None else boolean.toPython(),
                None if form is None else str(form),
            ),
        )


def graphs() -> dict[str, Path]:
    """Return the files that the tests want loaded, by the names that they give them."""
    found: dict[str, Path] = {}
    for data in PROTOCOL.objects(None, UT.graphData):
        file = Path(unquote(urlsplit(str(PROTOCOL.value(data, UT.graph))).path))
        name = str(PROTOCOL.value(data, RDFS.label))
        assert found.setdefault(name, file) == file
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server with the files of the suite as graphs, and nothing else."""
    options = [word for name, file in graphs().items() for word in ("--graph", f"{name}={file}")]
    with serving.running(*options) as url:
        yield url


def send(server: str, request: Request) -> tuple[int, str, bytes]:
    """Send the very bytes of a request; return status, media type and body."""
    where = urlsplit(server)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    try:
        connection.request(request.method, request.path, request.body, dict(request.headers))
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, (answer.getheader("content-type") or "").partition(";")[0], body
    finally:
        connection.close()


def parsed(media_type: str, body: bytes, form: str) -> bool | None:
    """Return the value of an ASK; fail where the body is not what its media type and `form` say."""
    if form == "RDF":
        assert media_type in _RDF
        Graph().parse(io.BytesIO(body), format=_RDF[media_type])
        return None
    assert media_type in _TABULAR
    if _TABULAR[media_type] is None:
        assert form == "tabular", "CSV is for tables"
        assert list(csv.reader(io.StringIO(body.decode())))
        return None
    results = ox.parse_query_results(body, format=_TABULAR[media_type])
    if form == "boolean":
        assert isinstance(results, ox.QueryBoolean)
        return bool(results)
    assert isinstance(results, ox.QuerySolutions)
    assert len(list(results)) == 1
    return None


def test_no_test_of_the_suite_is_left_out() -> None:
    assert len(APPLYING) == 27
    assert [local(test) for test in TESTS if test not in APPLYING] == list(UPDATES)
    assert len(UPDATES) == 7
    assert len(TESTS) == len(set(TESTS)) == 34
    assert len(graphs()) == 3


@pytest.mark.parametrize("test", APPLYING, ids=local)
def test_protocol(server: str, test: URIRef) -> None:
    found = list(requests(test))
    assert found
    for request in found:
        status, media_type, body = send(server, request)
        assert status // 100 in request.expected.classes, body.decode(errors="replace")
        # Bad requests are our clients' fault, and say so; the suite would let 404 pass as well.
        assert status in (200, 400, 403, 405, 415)
        if request.expected.form is not None:
            assert status == 200
            value = parsed(media_type, body, request.expected.form)
            if request.expected.boolean is not None:
                assert value is request.expected.boolean


@pytest.mark.parametrize("name", UPDATES)
def test_updates_are_refused(server: str, name: str) -> None:
    request = next(requests(next(test for test in TESTS if local(test) == name)))
    status, _, body = send(server, request)
    assert status == 403, UPDATES[name]
    assert "read-only" in body.decode()


def test_updates_changed_nothing(server: str) -> None:
    ask = "ASK { GRAPH <http://kasei.us/2009/09/sparql/data/data1.rdf> { ?s ?p ?o } }"
    nothing = Expected(frozenset({2}), None, None)
    headers = (("content-type", "application/sparql-query"),)
    _, media_type, body = send(server, Request("POST", "/sparql/", headers, ask.encode(), nothing))
    assert parsed(media_type, body, "boolean") is True


# ------------------------------------------------------------------------------------ service description

_KINDS_OF = {"GraphCollection": {"Dataset"}}
_DESCRIPTIONS = [local(test) for test in manifest("service-description")[1]]


def described(url: str, accept: str | None) -> tuple[str, Graph]:
    """Return the media type and content of the service description that a plain GET gets."""
    headers = (("accept", accept),) if accept else ()
    where = urlsplit(url)
    nothing = Expected(frozenset({2}), None, None)
    site = f"{where.scheme}://{where.netloc}"
    status, media_type, body = send(site, Request("GET", where.path, headers, None, nothing))
    assert status == 200
    return media_type, Graph().parse(io.BytesIO(body), format=_RDF[media_type])


def test_every_test_of_the_description_is_here() -> None:
    assert sorted(_DESCRIPTIONS) == ["conforms-to-schema", "has-endpoint-triple", "returns-rdf"]


@pytest.mark.parametrize("accept", [None, *_RDF])
def test_returns_rdf(server: str, accept: str | None) -> None:
    media_type, graph = described(f"{server}/sparql", accept)
    assert media_type == (accept or "text/turtle")
    assert (None, RDF.type, SD.Service) in graph


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_has_endpoint_triple(server: str, path: str) -> None:
    _, graph = described(server + path, None)
    assert [str(o) for o in graph.objects(None, SD.endpoint)] == [server + path]
    service = next(graph.subjects(SD.endpoint))
    assert (service, RDF.type, SD.Service) in graph


def test_conforms_to_schema(server: str) -> None:
    _, graph = described(f"{server}/sparql", None)
    used = {p for p in graph.predicates() if str(p).startswith(str(SD))}
    assert used
    for predicate in used:
        domain, target = PROPERTIES[str(predicate).removeprefix(str(SD))]
        for subject, value in graph.subject_objects(predicate):
            assert is_a(graph, subject, domain), f"{subject} with {predicate} is no {domain}"
            assert target is None or is_a(graph, value, target), f"{value} of {predicate} is no {target}"
    types = {str(o).removeprefix(str(SD)) for o in graph.objects(None, RDF.type) if str(o).startswith(str(SD))}
    assert types <= CLASSES


def is_a(graph: Graph, node: rdflib.term.Node, kind: str) -> bool:
    """Return whether a node has a type, by the description or by the vocabulary."""
    kinds = {kind} | _KINDS_OF.get(kind, set())
    return str(node) in KNOWN.get(kind, ()) or any((node, RDF.type, SD[k]) in graph for k in kinds)


def test_the_description_promises_what_is_true(server: str) -> None:
    _, graph = described(f"{server}/sparql", None)
    features = {str(o).removeprefix(str(SD)) for o in graph.objects(None, SD.feature)}
    assert "UnionDefaultGraph" in features
    assert not features & {"DereferencesURIs", "BasicFederatedQuery", "RequiresDataset"}
    assert {str(o).removeprefix(str(SD)) for o in graph.objects(None, SD.supportedLanguage)} >= {"SPARQL11Query"}
    assert SD.SPARQL11Update not in set(graph.objects(None, SD.supportedLanguage))
    assert {str(o) for o in graph.objects(None, SD.name)} == set(graphs())
