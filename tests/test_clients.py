"""Clients that people use ask the live server, and read the numbers and names that stand in the sheets."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import serving
import virtuoso
from support import require

from imrkg import namespaces as ns
from imrkg.errors import MissingEngine
from imrkg.reason import java

CLIENTS = Path(__file__).resolve().parent / "clients"
JARS = Path("/usr/share/java")
# Jena's own jars, and what they load to ask a server and to print the answer.
JENA = (
    "jena-cmds",
    "jena-arq",
    "jena-core",
    "jena-base",
    "jena-iri",
    "jena-shacl",
    "jena-shex",
    "jena-rdfconnection",
    "jena-tdb",
    "jena-tdb2",
    "jena-dboe-base",
    "jena-dboe-index",
    "jena-dboe-storage",
    "jena-dboe-transaction",
    "jena-dboe-trans-data",
    "slf4j-api",
    "slf4j-nop",
    "thrift",
    "commons-cli",
    "commons-codec",
    "commons-compress",
    "commons-csv",
    "commons-io",
    "commons-lang3",
    "dexx.collection",
    "gson",
    "guava",
)

PREFIXES = f"PREFIX imr: <{ns.IMR}>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
PEOPLE_PATTERN = "?study a imr:Study ; rdfs:label ?label ; imr:numberOfParticipants ?n"
PEOPLE = f"{PREFIXES}SELECT ?study ?label ?n WHERE {{ {PEOPLE_PATTERN} }}"
# A join over four patterns, with an object that another client might have to look up.
FINDINGS = (
    f"{PREFIXES}SELECT ?finding ?label ?n WHERE"
    f" {{ ?finding a imr:Finding ; imr:ofStudy ?study ; imr:hasResult ?result . {PEOPLE_PATTERN} }}"
)
NUMBERS = f"{PREFIXES}CONSTRUCT {{ ?study imr:numberOfParticipants ?n }} WHERE {{ {PEOPLE_PATTERN} }}"
YES = f'{PREFIXES}ASK {{ ?study a imr:Study ; rdfs:label "Färdig et al., 2011"@en ; imr:numberOfParticipants 41 }}'
NO = YES.replace(" 41 ", " 42 ")
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"

Row = tuple[str, str, int]
Sheets = dict[str, list[dict[str, str]]]
Answers = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a server that shows the shipped graph."""
    with serving.running() as address:
        yield address


@pytest.fixture(scope="module")
def endpoint(site: str) -> str:
    return f"{site}/sparql"


@pytest.fixture(scope="module")
def people(rows: Sheets) -> set[Row]:
    """IRI, label and number of participants of each study that has one, from the sheet."""
    found = {
        (f"{ns.ID}study/{r['key']}", r["label"], int(r["participants"])) for r in rows["studies"] if r["participants"]
    }
    assert (f"{ns.ID}study/fardig-2011", "Färdig et al., 2011", 41) in found
    return found


@pytest.fixture(scope="module")
def findings(rows: Sheets, people: set[Row]) -> set[Row]:
    """IRI of each finding with label and size of its study, where that is known, from the sheets."""
    study = {iri.rsplit("/", 1)[1]: (label, n) for iri, label, n in people}
    found = {(f"{ns.ID}finding/{r['key']}", *study[r["study"]]) for r in rows["findings"] if r["study"] in study}
    assert len(found) > 40
    return found


def run(*command: str | Path, stdin: str | None = None) -> str:
    """Run a client to its end and return what it prints; it fails if the client does."""
    given = None if stdin is None else stdin.encode()
    done = subprocess.run([*map(str, command)], input=given, capture_output=True, timeout=120)
    assert done.returncode == 0, (done.stdout[-2000:].decode(), done.stderr[-2000:].decode())
    return done.stdout.decode()  # not as a text stream, which would translate the ends of lines


def from_csv(text: str) -> set[Row]:
    """Return the rows of a CSV answer with three columns, of which the last is a whole number."""
    lines = list(csv.reader(io.StringIO(text)))[1:]
    return {(first, label, int(n)) for first, label, n in lines}


def from_json(found: dict[str, Any]) -> set[Row]:
    """Return the rows of an answer in the W3C's JSON: a thing, an English label, an integer."""
    names = found["head"]["vars"]
    first = next(name for name in ("study", "finding") if name in names)
    bindings = found["results"]["bindings"]
    assert all(row["label"]["xml:lang"] == "en" and row["n"]["datatype"] == INTEGER for row in bindings)
    return {(row[first]["value"], row["label"]["value"], int(row["n"]["value"])) for row in bindings}


def from_terms(solutions: ox.QuerySolutions) -> set[Row]:
    """Return the rows of an answer with full terms: label in English, number an integer."""
    found = set()
    for thing, label, n in solutions:
        assert isinstance(thing, ox.NamedNode)
        assert isinstance(label, ox.Literal)
        assert isinstance(n, ox.Literal)
        assert (label.language, n.datatype.value) == ("en", INTEGER)
        found.add((thing.value, label.value, int(n.value)))
    return found


def numbers(people: set[Row]) -> set[tuple[str, int]]:
    return {(iri, n) for iri, _, n in people}


# ------------------------------------------------------------------------------------------------ curl


def curl(*arguments: str | Path) -> str:
    require(shutil.which("curl"), "curl is not installed; on Debian: apt-get install curl")
    return run("curl", "--silent", "--show-error", "--max-time", "30", *arguments)


@pytest.mark.parametrize(
    "way",
    [
        ("--get", "--data-urlencode", f"query={PEOPLE}"),
        ("--data-urlencode", f"query={PEOPLE}"),
        ("--header", "Content-Type: application/sparql-query", "--data-binary", PEOPLE),
    ],
    ids=["GET", "POST form", "POST query"],
)
def test_curl_asks_in_three_ways(endpoint: str, people: set[Row], way: tuple[str, ...]) -> None:
    assert from_csv(curl("--fail", "--header", "Accept: text/csv", *way, endpoint)) == people


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
        ("application/x-unknown, text/tab-separated-values;q=0.5", ox.QueryResultsFormat.TSV),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", ox.QueryResultsFormat.XML),
        ("*/*", ox.QueryResultsFormat.JSON),
    ],
)
def test_curl_gets_the_results_in_the_form_it_accepts(
    endpoint: str, people: set[Row], accept: str, form: ox.QueryResultsFormat
) -> None:
    text = curl("--fail", "--get", "--header", f"Accept: {accept}", "--data-urlencode", f"query={PEOPLE}", endpoint)
    found = ox.parse_query_results(text, format=form)
    assert isinstance(found, ox.QuerySolutions)
    assert from_terms(found) == people


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
        ("application/trig", ox.RdfFormat.TRIG),
    ],
)
def test_curl_gets_a_graph_in_the_form_it_accepts(
    endpoint: str, people: set[Row], accept: str, form: ox.RdfFormat
) -> None:
    text = curl("--fail", "--get", "--header", f"Accept: {accept}", "--data-urlencode", f"query={NUMBERS}", endpoint)
    found = {(q.subject.value, int(q.object.value)) for q in ox.parse(text, format=form)}
    assert found == numbers(people)


def test_curl_asks_once_and_compares_afterwards(endpoint: str, tmp_path: Path) -> None:
    query = ("--get", "--data-urlencode", f"query={PEOPLE}", endpoint)
    first, second, tag = tmp_path / "first", tmp_path / "second", tmp_path / "etag"
    status = ("--write-out", "%{http_code}")
    assert curl(*status, "--output", first, "--etag-save", tag, *query) == "200"
    assert tag.read_text().strip()
    assert curl(*status, "--output", second, "--etag-compare", tag, *query) == "304"
    assert not second.exists() or second.stat().st_size == 0
    other = ("--get", "--data-urlencode", f"query={YES}", endpoint)
    assert curl(*status, "--output", second, "--etag-compare", tag, *other) == "200"


def test_curl_asks_for_the_head_alone(endpoint: str, people: set[Row]) -> None:
    query = ("--get", "--data-urlencode", f"query={PEOPLE}", "--header", "Accept: text/csv", endpoint)
    head = curl("--fail", "--head", *query).replace("\r", "")
    whole = curl("--fail", *query)
    fields = {k.lower(): v for k, _, v in (line.partition(": ") for line in head.splitlines()[1:])}
    assert fields["content-type"].startswith("text/csv")
    assert int(fields["content-length"]) == len(whole.encode())
    assert from_csv(whole) == people


def test_curl_follows_the_name_of_a_study_to_its_data_and_its_page(site: str) -> None:
    name = f"{site}/id/study/fardig-2011"
    text = curl("--fail", "--location", "--header", "Accept: text/turtle", name)
    label = ox.Literal("Färdig et al., 2011", language="en")
    study = ox.NamedNode(f"{ns.ID}study/fardig-2011")
    found = {(q.subject, q.object) for q in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert (study, label) in found
    assert (study, ox.Literal(41)) in found
    page = curl("--fail", "--location", "--header", "Accept: text/html", name)
    assert "<h1>Färdig et al., 2011" in page


def test_curl_is_told_where_a_query_is_wrong(endpoint: str, tmp_path: Path) -> None:
    said = tmp_path / "said"
    wrong = ("--data-urlencode", "query=SELECT *\nWHERE { ?s ?p }", endpoint)
    assert curl("--write-out", "%{http_code}", "--output", said, "--get", *wrong) == "400"
    assert said.read_text().startswith("query:2:")
    assert curl("--write-out", "%{http_code}", "--output", said, "--request", "PUT", endpoint) == "405"


# ---------------------------------------------------------------------------------------- Python clients


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_sparqlwrapper_reads_bindings(endpoint: str, people: set[Row], method: str, form: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    client = SPARQLWrapper(endpoint)
    client.setMethod(method)
    client.setReturnFormat(form)
    client.setQuery(PEOPLE)
    given = client.queryAndConvert()
    if form == "json":
        assert from_json(given) == people
    else:
        answer = ox.parse_query_results(given.toxml(), format=ox.QueryResultsFormat.XML)
        assert isinstance(answer, ox.QuerySolutions)
        assert from_terms(answer) == people


def test_sparqlwrapper_posts_the_query_as_it_is(endpoint: str, findings: set[Row]) -> None:
    from SPARQLWrapper import CSV, POST, POSTDIRECTLY, SPARQLWrapper

    client = SPARQLWrapper(endpoint)
    client.setMethod(POST)
    client.setRequestMethod(POSTDIRECTLY)
    client.setReturnFormat(CSV)
    client.setQuery(FINDINGS)
    assert from_csv(client.queryAndConvert().decode()) == findings


@pytest.mark.parametrize("form", ["turtle", "n3", "rdf+xml", "json-ld"])
def test_sparqlwrapper_reads_a_graph(endpoint: str, people: set[Row], form: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    client = SPARQLWrapper(endpoint)
    client.setReturnFormat(form)
    client.setQuery(NUMBERS)
    given = client.queryAndConvert()
    if isinstance(given, bytes):
        from rdflib import Graph

        given = Graph().parse(data=given.decode(), format="turtle")
    assert {(str(s), n.toPython()) for s, _, n in given} == numbers(people)


def test_sparqlwrapper_reads_yes_and_no(endpoint: str) -> None:
    from SPARQLWrapper import JSON, SPARQLWrapper

    client = SPARQLWrapper(endpoint, returnFormat=JSON)
    for query, answer in ((YES, True), (NO, False)):
        client.setQuery(query)
        assert client.queryAndConvert()["boolean"] is answer


def test_sparqlwrapper_may_change_nothing(endpoint: str) -> None:
    from urllib.error import HTTPError

    from SPARQLWrapper import POST, SPARQLWrapper
    from SPARQLWrapper.SPARQLExceptions import Unauthorized

    client = SPARQLWrapper(endpoint)
    client.setMethod(POST)
    client.setQuery("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises((HTTPError, Unauthorized)) as refused:
        client.query()
    assert "403" in str(refused.value)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_queries_the_server_as_a_graph(endpoint: str, people: set[Row], method: str) -> None:
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(endpoint, method=method))
    found = list(graph.query(PEOPLE))
    assert {label.language for _, label, _ in found} == {"en"}
    assert {(str(study), str(label), n.toPython()) for study, label, n in found} == people
    assert graph.query(YES).askAnswer is True
    assert graph.query(NO).askAnswer is False


def test_rdflib_walks_through_the_server_as_a_graph(endpoint: str, people: set[Row]) -> None:
    from rdflib import Graph, Literal, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    participants, study = URIRef(f"{ns.IMR}numberOfParticipants"), URIRef(f"{ns.ID}study/fardig-2011")
    whole = Graph(SPARQLStore(endpoint))
    assert list(whole.objects(study, participants)) == [Literal(41)]
    asked = {(str(s), n.toPython()) for s, n in whole.subject_objects(participants)}
    assert numbers(people) <= asked
    # A named graph is asked by default-graph-uri.
    evidence = Graph(SPARQLStore(endpoint), identifier=URIRef(ns.GRAPHS["evidence"]))
    source = Graph(SPARQLStore(endpoint), identifier=URIRef(ns.GRAPHS["source"]))
    assert list(evidence.objects(study, participants)) == [Literal(41)]
    assert list(source.objects(study, participants)) == []


@pytest.mark.parametrize("word", ["format=csv", "output=csv", "format=text/csv", "output=csv&timeout=0&debug=on"])
def test_pandas_reads_an_address(endpoint: str, people: set[Row], word: str) -> None:
    import pandas

    frame = pandas.read_csv(f"{endpoint}?{urlencode({'query': PEOPLE})}&{word}")
    assert list(frame.columns) == ["study", "label", "n"]
    assert frame["n"].dtype.kind == "i"
    assert frame["n"].sum() == sum(n for _, _, n in people)
    assert set(frame.itertuples(index=False, name=None)) == people


def test_pandas_reads_the_answer_to_a_question(site: str, rows: Sheets) -> None:
    import pandas

    frame = pandas.read_csv(f"{site}/questions/studies.csv").set_index("study_iri")
    expected = {f"{ns.ID}study/{r['key']}": r for r in rows["studies"]}
    assert set(frame.index) == set(expected)
    assert dict(frame["study_label"]) == {iri: r["label"] for iri, r in expected.items()}
    counted = {iri: int(r["participants"]) for iri, r in expected.items() if r["participants"]}
    assert dict(frame["participants"].dropna()) == counted


# ------------------------------------------------------------------------------------------------- Jena


@pytest.fixture(scope="module")
def class_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What Jena's command line needs, as Debian installs it."""
    try:
        java()
    except MissingEngine as error:
        require(False, str(error))
    require((JARS / "jena-cmds.jar").is_file(), "no Jena; on Debian: apt-get install libapache-jena-java")
    missing = [name for name in JENA if not (JARS / f"{name}.jar").is_file()]
    assert not missing, f"Jena is there, but these jars are not in {JARS}: {missing}"
    # Debian 12 moved the classes of Jena's Xerces to the package xerces, but not the messages that they load.
    moved = tmp_path_factory.mktemp("jena")
    old = "org/apache/jena/ext/"
    with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(f"{old}xerces/") and name.endswith(".properties"):
                target = moved / name.removeprefix(old)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return os.pathsep.join([str(moved), *(str(JARS / f"{name}.jar") for name in JENA)])


def jena(class_path: str, endpoint: str, query: str, folder: Path, *more: str) -> str:
    file = folder / "query.rq"
    file.write_text(query, encoding="utf-8")
    command = [java(), "-Dfile.encoding=UTF-8", "-cp", class_path, "arq.rsparql"]
    return run(*command, "--service", endpoint, "--query", file, *more)


def test_jena_reads_bindings(class_path: str, endpoint: str, people: set[Row], tmp_path: Path) -> None:
    text = jena(class_path, endpoint, PEOPLE, tmp_path, "--results", "json")
    found = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    assert from_terms(found) == people


def test_jena_reads_a_join_as_csv(class_path: str, endpoint: str, findings: set[Row], tmp_path: Path) -> None:
    assert from_csv(jena(class_path, endpoint, FINDINGS, tmp_path, "--results", "csv")) == findings


def test_jena_reads_a_graph_and_a_yes(class_path: str, endpoint: str, people: set[Row], tmp_path: Path) -> None:
    text = jena(class_path, endpoint, NUMBERS, tmp_path, "--results", "n-triples")
    found = {(t.subject.value, int(t.object.value)) for t in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert found == numbers(people)
    assert "Yes" in jena(class_path, endpoint, YES, tmp_path)


# --------------------------------------------------------------------------------------------- Comunica


def _require_comunica() -> None:
    require(shutil.which("node"), "Node.js is not installed; on Debian: apt-get install nodejs npm")
    installed = (CLIENTS / "node_modules" / "@comunica" / "query-sparql").is_dir()
    require(installed, "Comunica is not installed: npm ci --prefix tests/clients")


def explicit(endpoint: str) -> object:
    return {"type": "sparql", "value": endpoint}


def detected(endpoint: str) -> object:
    return endpoint


# A file of somebody's own, with a word on two studies; Comunica joins it with ours.
OWN = f'<{ns.ID}study/fardig-2011> <urn:test:word> "gelesen"@de . <urn:test:other> <urn:test:word> "nichts"@de .'
TOGETHER = f"{PREFIXES}SELECT ?study ?label ?n ?word WHERE {{ ?study <urn:test:word> ?word . {PEOPLE_PATTERN} }}"


@pytest.fixture(scope="module")
def comunica(endpoint: str, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What Comunica answers to each query, by the way in which it was told of the endpoint; it is started once."""
    _require_comunica()
    file = tmp_path_factory.mktemp("own") / "own.ttl"
    file.write_text(OWN, encoding="utf-8")
    own = {"type": "serialized", "value": file.read_text("utf-8"), "mediaType": "text/turtle", "baseIRI": file.as_uri()}
    asked = [
        ((way.__name__, query), {"sources": [way(endpoint), *([own] if query == TOGETHER else [])], "query": query})
        for way in (explicit, detected)
        for query in (PEOPLE, FINDINGS, NUMBERS, YES, NO, TOGETHER)
    ]
    text = run("node", CLIENTS / "comunica.mjs", stdin=json.dumps([case for _, case in asked]))
    return dict(zip([key for key, _ in asked], json.loads(text), strict=True))


def _rows(answer: dict[str, Any], first: str) -> set[Row]:
    assert answer["type"] == "bindings", answer
    rows = answer["answer"]
    assert all(row["label"][1] == "en" and row["n"][2] == INTEGER for row in rows)
    return {(row[first][0], row["label"][0], int(row["n"][0])) for row in rows}


@pytest.mark.parametrize("way", ["explicit", "detected"])
class TestComunica:
    def test_reads_bindings(self, comunica: Answers, people: set[Row], way: str) -> None:
        assert _rows(comunica[way, PEOPLE], "study") == people

    def test_joins(self, comunica: Answers, findings: set[Row], way: str) -> None:
        assert _rows(comunica[way, FINDINGS], "finding") == findings

    def test_reads_a_graph(self, comunica: Answers, people: set[Row], way: str) -> None:
        given = comunica[way, NUMBERS]
        assert given["type"] == "quads", given
        assert {(s[0], int(n[0])) for s, _, n in given["answer"]} == numbers(people)

    def test_reads_yes_and_no(self, comunica: Answers, way: str) -> None:
        assert comunica[way, YES] == {"type": "boolean", "answer": True}
        assert comunica[way, NO] == {"type": "boolean", "answer": False}

    def test_joins_with_data_of_its_own(self, comunica: Answers, way: str) -> None:
        given = comunica[way, TOGETHER]
        assert _rows(given, "study") == {(f"{ns.ID}study/fardig-2011", "Färdig et al., 2011", 41)}
        assert [row["word"][:2] for row in given["answer"]] == [["gelesen", "de"]]


def test_comunica_on_the_command_line(endpoint: str, people: set[Row]) -> None:
    _require_comunica()
    program = CLIENTS / "node_modules" / ".bin" / "comunica-sparql"
    for source in (f"sparql@{endpoint}", endpoint):
        text = run(program, source, "-q", PEOPLE, "-t", "application/sparql-results+json")
        assert from_json(json.loads(text)) == people


# --------------------------------------------------------------------------------------------- Virtuoso


@pytest.fixture(scope="module")
def federated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[virtuoso.Virtuoso]:
    """A Virtuoso with one triple of its own."""
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso")) as made:
        made.isql(
            f'SPARQL INSERT INTO GRAPH <urn:test:own> {{ <{ns.ID}study/fardig-2011> <urn:test:word> "gelesen" }};'
        )
        yield made


def _virtuoso(server: virtuoso.Virtuoso, query: str) -> dict[str, Any]:
    form = ("--header", "Accept: application/sparql-results+json")
    text = curl("--fail-with-body", "--get", *form, "--data-urlencode", f"query={query}", server.endpoint)
    found: dict[str, Any] = json.loads(text)
    return found


def test_virtuoso_asks_us_by_service(federated: virtuoso.Virtuoso, endpoint: str, people: set[Row]) -> None:
    query = f"{PREFIXES}SELECT ?study ?label ?n WHERE {{ SERVICE <{endpoint}> {{ {PEOPLE_PATTERN} }} }}"
    assert from_json(_virtuoso(federated, query)) == people


def test_virtuoso_joins_in_our_place(federated: virtuoso.Virtuoso, endpoint: str, findings: set[Row]) -> None:
    inner = f"?finding a imr:Finding ; imr:ofStudy ?study ; imr:hasResult ?result . {PEOPLE_PATTERN}"
    query = f"{PREFIXES}SELECT ?finding ?label ?n WHERE {{ SERVICE <{endpoint}> {{ {inner} }} }}"
    assert from_json(_virtuoso(federated, query)) == findings


def test_virtuoso_joins_its_data_with_ours(federated: virtuoso.Virtuoso, endpoint: str) -> None:
    own = "GRAPH <urn:test:own> { ?study <urn:test:word> ?word }"
    query = f"{PREFIXES}SELECT ?study ?label ?n ?word WHERE {{ {own} SERVICE <{endpoint}> {{ {PEOPLE_PATTERN} }} }}"
    found = _virtuoso(federated, query)
    assert from_json(found) == {(f"{ns.ID}study/fardig-2011", "Färdig et al., 2011", 41)}
    assert [row["word"]["value"] for row in found["results"]["bindings"]] == ["gelesen"]
