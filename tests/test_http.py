"""The endpoint over HTTP, on a live server with the shipped graph: methods, datasets, formats, headers, errors."""

from __future__ import annotations

import csv
import gzip
import io
import json
import socket
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
import serving
from fetching import SECONDS, Answer, ask, fetch, raw
from rdflib.compare import isomorphic

from imrkg import namespaces as ns

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
JSON = "application/sparql-results+json"
# Terms of every kind: IRI, plain and typed literal, language, characters that each format escapes, and nothing at all.
SELECT = """SELECT ?a ?b WHERE { VALUES (?a ?b) {
  (<http://example.org/a?b&c> "comma, \\"quote\\" and <tag> & tab\\t\\nline")
  ("Köln"@de 42)
  ("2014-02-01"^^<http://www.w3.org/2001/XMLSchema#date> UNDEF)
  ("" true)
} }"""
TEXTS = [
    ("http://example.org/a?b&c", 'comma, "quote" and <tag> & tab\t\nline'),
    ("Köln", "42"),
    ("2014-02-01", ""),
    ("", "true"),
]
STUDY = f"{ns.ID}study/levitt-2009"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{STUDY}> ?p ?o }}"
EVIDENCE, SOURCE = ns.GRAPHS["evidence"], ns.GRAPHS["source"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving.running() as url:
        yield url


@pytest.fixture(scope="module", autouse=True)
def half_open(server: str) -> Iterator[socket.socket]:
    """A connection on which half a request was sent."""
    where = urlsplit(server)
    with socket.create_connection((where.hostname or "", where.port or 80)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
        yield connection


@pytest.fixture(scope="module")
def proxied() -> Iterator[str]:
    """A server under a base path; the address is that of its host."""
    with serving.running("--base-path", "/imr") as url:
        yield url.removesuffix("/imr")


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """A server that lets no scripts of other sites read, reads short bodies only, and has an address of its own."""
    with serving.running("--no-cors", "--max-body", "4", "--public-url", "https://kg.example.org/imr/") as url:
        yield url


def count(answer: Answer) -> int:
    """Return the number in an answer of one row and one column."""
    assert answer.status == 200, answer.text
    (binding,) = json.loads(answer.text)["results"]["bindings"]
    (value,) = binding.values()
    return int(value["value"])


def boolean(answer: Answer) -> bool:
    assert answer.status == 200, answer.text
    return bool(json.loads(answer.text)["boolean"])


# --------------------------------------------------------------------------------------------- operations


def test_three_ways_to_ask_are_one(server: str, graph: ox.Store) -> None:
    query = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?class WHERE { ?s a ?class } }"
    rdf_type = ox.NamedNode(str(rdflib.RDF.type))
    expected = len({(quad.subject, quad.object) for quad in graph.quads_for_pattern(None, rdf_type, None)})
    form = urlencode({"query": query}).encode()
    answers = [
        ask(server, query),
        fetch(f"{server}/sparql", "POST", FORM, form),
        fetch(f"{server}/sparql", "POST", DIRECT, query.encode()),
        fetch(
            f"{server}/sparql/", "POST", {"Content-Type": 'Application/SPARQL-Query; Charset="utf-8"'}, query.encode()
        ),
    ]
    assert [count(answer) for answer in answers] == [expected] * 4
    assert len({answer.body for answer in answers}) == 1


def test_a_query_in_characters_beyond_ascii(server: str) -> None:
    query = 'SELECT (STRLEN("Käse – 🧀") AS ?n) {}'
    assert count(ask(server, query)) == 8
    assert count(fetch(f"{server}/sparql", "POST", DIRECT, query.encode())) == 8
    assert count(fetch(f"{server}/sparql", "POST", FORM, urlencode({"query": query}).encode())) == 8


def test_relative_iris_are_ours(server: str) -> None:
    assert boolean(ask(server, "ASK { <id/study/levitt-2009> ?p ?o }")) is True
    assert boolean(ask(server, "BASE <http://example.org/> ASK { <id/study/levitt-2009> ?p ?o }")) is False


def test_unknown_parameters_are_passed_over(server: str) -> None:
    fields = {"timeout": "1", "debug": "on", "should-sponge": "", "default_graph_uri": ""}
    assert boolean(ask(server, "ASK {}", **fields)) is True
    assert fetch(f"{server}/?utm_source=x").status == 200


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_without_a_query_it_describes_itself(server: str, path: str) -> None:
    answer = fetch(server + path)
    assert (answer.status, answer.media_type) == (200, "text/turtle")
    page = fetch(server + path, headers={"Accept": "text/html"})
    assert (page.status, page.media_type) == (200, "text/html")
    assert b"<form" in page.body


# ------------------------------------------------------------------------------------------------ dataset


def sizes(graph: ox.Store, *names: str) -> int:
    """Return how many statements the union of graphs holds."""
    return len({q.triple for name in names for q in graph.quads_for_pattern(None, None, None, ox.NamedNode(name))})


ALL = "SELECT (COUNT(*) AS ?n) {} WHERE {{ SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o }} }}".format
NAMED = "SELECT (COUNT(DISTINCT ?g) AS ?n) {} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}".format


def test_the_default_graph_is_the_union(server: str, graph: ox.Store) -> None:
    assert count(ask(server, ALL(""))) == len({quad.triple for quad in graph})
    assert count(ask(server, NAMED(""))) == len(list(graph.named_graphs()))


def test_from_names_graphs(server: str, graph: ox.Store) -> None:
    assert count(ask(server, ALL(f"FROM <{EVIDENCE}>"))) == sizes(graph, EVIDENCE)
    both = count(ask(server, ALL(f"FROM <{EVIDENCE}> FROM <{SOURCE}>")))
    assert both == sizes(graph, EVIDENCE, SOURCE) > sizes(graph, EVIDENCE)
    assert count(ask(server, NAMED(f"FROM NAMED <{EVIDENCE}>"))) == 1
    assert count(ask(server, ALL(f"FROM NAMED <{EVIDENCE}>"))) == 0


def test_the_protocol_beats_from(server: str, graph: ox.Store) -> None:
    for clause in ("", f"FROM <{SOURCE}>", f"FROM NAMED <{SOURCE}>"):
        assert count(ask(server, ALL(clause), default_graph_uri=EVIDENCE)) == sizes(graph, EVIDENCE)
        assert count(ask(server, NAMED(clause), default_graph_uri=EVIDENCE)) == 0
        assert count(ask(server, NAMED(clause), named_graph_uri=[EVIDENCE, SOURCE])) == 2
        assert count(ask(server, ALL(clause), named_graph_uri=EVIDENCE)) == 0
    union = count(ask(server, ALL(""), default_graph_uri=[EVIDENCE, SOURCE]))
    assert union == sizes(graph, EVIDENCE, SOURCE)


def test_the_dataset_of_a_post(server: str, graph: ox.Store) -> None:
    address = f"{server}/sparql?{urlencode({'default-graph-uri': EVIDENCE})}"
    assert count(fetch(address, "POST", DIRECT, ALL("").encode())) == sizes(graph, EVIDENCE)
    fields = urlencode({"query": ALL(""), "default-graph-uri": EVIDENCE}).encode()
    assert count(fetch(f"{server}/sparql", "POST", FORM, fields)) == sizes(graph, EVIDENCE)


def test_a_graph_that_is_not_here_is_empty(server: str) -> None:
    nowhere = "http://example.org/nowhere"
    for answer in (
        ask(server, ALL(f"FROM <{nowhere}>")),
        ask(server, ALL(""), default_graph_uri=nowhere),
        ask(server, NAMED(""), named_graph_uri=nowhere),
    ):
        assert count(answer) == 0


def test_a_graph_is_named_by_an_absolute_iri(server: str) -> None:
    answer = ask(server, ALL(""), default_graph_uri="not an iri")
    assert answer.status == 400
    assert "not an iri" in answer.text


# ------------------------------------------------------------------------------------------------ formats


def rows_of(answer: Answer) -> list[tuple[str, str]]:
    """Return the texts of a table of two columns, a and b, by parsers that are not the server's."""
    text, namespace = answer.text, "{http://www.w3.org/2005/sparql-results#}"
    if answer.media_type in (JSON, "application/json", "text/json"):
        document = json.loads(text)
        assert document["head"]["vars"] == ["a", "b"]
        return [tuple(b.get(v, {}).get("value", "") for v in "ab") for b in document["results"]["bindings"]]  # type: ignore[misc]
    if answer.media_type in ("application/sparql-results+xml", "application/xml", "text/xml"):
        found = []
        for result in ET.fromstring(text).iter(f"{namespace}result"):
            values = {b.get("name"): "".join(b[0].itertext()) for b in result.iter(f"{namespace}binding")}
            found.append((values.get("a", ""), values.get("b", "")))
        return found
    if answer.media_type == "text/csv":
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        assert header == ["a", "b"]
        return [(a, b) for a, b in rows]
    assert answer.media_type == "text/tab-separated-values"
    parsed = rdflib.query.Result.parse(io.BytesIO(answer.body), format="tsv")
    return [tuple("" if v is None else str(v) for v in row) for row in parsed]  # type: ignore[misc]


SOLUTION_TYPES = {
    JSON: "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}


@pytest.mark.parametrize(("media_type", "word"), SOLUTION_TYPES.items())
@pytest.mark.parametrize("way", ["accept", "format", "output"])
def test_every_format_of_a_table_says_the_same(server: str, media_type: str, word: str, way: str) -> None:
    answer = ask(server, SELECT, media_type) if way == "accept" else ask(server, SELECT, **{way: word})
    assert (answer.status, answer.media_type) == (200, media_type)
    assert sorted(rows_of(answer)) == sorted(TEXTS)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/xml", "text/xml"),
        ("text/csv;header=present", "text/csv"),
        ("text/csv; charset=utf-8; q=0.9, application/json;q=0.1", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/tsv", "text/tab-separated-values"),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*;q=0.5, image/png", "text/csv"),
        ("text/html;q=0, */*;q=0.1", JSON),
    ],
)
def test_other_names_of_a_table(server: str, accept: str, media_type: str) -> None:
    answer = ask(server, SELECT, accept)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert sorted(rows_of(answer)) == sorted(TEXTS)


def test_tables_in_text_say_their_character_set(server: str) -> None:
    assert ask(server, SELECT, "text/csv").headers["content-type"] == "text/csv; charset=utf-8"
    assert ask(server, SELECT).headers["content-type"] == JSON


@pytest.mark.parametrize(("query", "value"), [("ASK {}", True), ("ASK { FILTER(false) }", False)])
def test_every_format_of_a_yes_or_no(server: str, query: str, value: bool) -> None:
    assert boolean(ask(server, query)) is value
    document = ET.fromstring(ask(server, query, "application/sparql-results+xml").text)
    assert document.findtext("{http://www.w3.org/2005/sparql-results#}boolean") == str(value).lower()
    for word in ("csv", "tsv"):
        assert ask(server, query, format=word).text.split()[-1] == str(value).lower()


RDF_TYPES = {
    "text/turtle": ("ttl", "turtle"),
    "application/n-triples": ("nt", "nt"),
    "application/ld+json": ("jsonld", "json-ld"),
    "application/rdf+xml": ("rdf", "xml"),
    "application/n-quads": ("nq", "nquads"),
    "application/trig": ("trig", "trig"),
}


def triples_of(answer: Answer, form: str) -> rdflib.Graph:
    """Return what rdflib reads from an answer."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(io.BytesIO(answer.body), format=form)
    found = rdflib.Graph()
    for triple in dataset.triples((None, None, None)):
        found.add(triple)
    return found


@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{STUDY}>"])
@pytest.mark.parametrize(("media_type", "names"), RDF_TYPES.items())
def test_every_format_of_a_graph_says_the_same(
    server: str, graph: ox.Store, media_type: str, names: tuple[str, str], query: str
) -> None:
    word, parser = names
    about = {quad.triple for quad in graph.quads_for_pattern(ox.NamedNode(STUDY), None, None)}
    by_accept, by_word = ask(server, query, media_type), ask(server, query, format=word)
    assert by_accept.body == by_word.body
    assert by_accept.media_type == by_word.media_type == media_type
    found = triples_of(by_accept, parser)
    assert {(str(s), str(p)) for s, p, _ in found} >= {(t.subject.value, t.predicate.value) for t in about}
    assert isomorphic(found, triples_of(ask(server, query, "application/n-triples"), "nt"))
    if query == CONSTRUCT:
        assert len(found) == len(about)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/turtle", "text/turtle"),
        ("text/n3", "text/turtle"),
        ("text/rdf+n3", "text/turtle"),
        ("application/x-turtle;q=0.4, image/png", "text/turtle"),
        ("text/plain", "text/plain"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/xml;q=0.7", "text/xml"),
        ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ("*/*", "text/turtle"),
    ],
)
def test_other_names_of_a_graph(server: str, accept: str, media_type: str) -> None:
    parsers = {"text/turtle": "turtle", "text/plain": "nt", "application/json": "json-ld"}
    answer = ask(server, CONSTRUCT, accept)
    assert (answer.status, answer.media_type) == (200, media_type)
    expected = triples_of(ask(server, CONSTRUCT, "application/n-triples"), "nt")
    assert isomorphic(triples_of(answer, parsers.get(media_type, "xml")), expected)


def test_people_get_a_page(server: str) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for query in (SELECT, CONSTRUCT, f"DESCRIBE <{STUDY}>", "ASK {}"):
        answer = ask(server, query, browser)
        assert (answer.status, answer.media_type) == (200, "text/html")
    page = ask(server, SELECT, browser).text
    assert "&lt;tag&gt;" in page
    assert "<tag>" not in page


def test_format_beats_accept(server: str) -> None:
    assert ask(server, SELECT, "text/html", format="csv").media_type == "text/csv"
    assert ask(server, SELECT, "image/png", output="text/csv").media_type == "text/csv"
    assert fetch(f"{server}/sparql", "POST", FORM, urlencode({"query": SELECT, "format": "tsv"}).encode()).media_type \
        == "text/tab-separated-values"  # fmt: skip


@pytest.mark.parametrize(
    ("query", "accept", "fields", "listed"),
    [
        (SELECT, "image/png", {}, [*SOLUTION_TYPES, *RDF_TYPES]),
        (SELECT, "text/turtle", {}, list(SOLUTION_TYPES)),
        (CONSTRUCT, "text/csv", {}, list(RDF_TYPES)),
        (SELECT, "*/*;q=0", {}, list(SOLUTION_TYPES)),
        (SELECT, None, {"format": "xlsx"}, list(SOLUTION_TYPES)),
        ("ASK {}", None, {"output": "ttl"}, list(SOLUTION_TYPES)),
    ],
)
def test_406_lists_what_there_is(
    server: str, query: str, accept: str | None, fields: dict[str, str], listed: list[str]
) -> None:
    answer = ask(server, query, accept, **fields)
    assert answer.status == 406
    assert all(media_type in answer.text for media_type in listed)


@pytest.mark.parametrize("path", ["/", "/sparql", "/.well-known/void", "/id/study/levitt-2009"])
def test_406_elsewhere(server: str, path: str) -> None:
    answer = fetch(server + path, headers={"Accept": "image/png"})
    assert answer.status == 406
    assert "text/turtle" in answer.text


# ------------------------------------------------------------------------------------------ other methods

PLACES = ["/", "/sparql?query=ASK%7B%7D", "/sparql", "/questions", "/id/study/levitt-2009", "/openapi.json", "/nothing",
          "/id/study/levitt-2009.ttl", "/.well-known/void", "/static/site.css", "/static/nothing.css",
          "/sparql?query=nonsense", "/download/imrkg.nt", "/download/imrkg.zip"]  # fmt: skip


@pytest.mark.parametrize("path", PLACES)
def test_head_is_get_without_its_body(server: str, path: str) -> None:
    get, head = fetch(server + path), fetch(server + path, "HEAD")
    assert head.body == b""
    assert (head.status, int(head.headers["content-length"])) == (get.status, len(get.body))
    assert {n: v for n, v in head.headers.items() if n != "date"} == {
        n: v for n, v in get.headers.items() if n != "date"
    }


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE", "PROPFIND", "MKCOL"])
def test_405_says_what_is_allowed(server: str, path: str, method: str) -> None:
    if method == "POST" and path.startswith("/sparql"):
        method = "LOCK"  # queries may be posted
    answer = fetch(server + path, method)
    assert answer.status == 405
    allowed = {word.strip() for word in answer.headers["allow"].split(",")}
    assert allowed == {"GET", "HEAD", "OPTIONS"} | ({"POST"} if path.startswith("/sparql") else set())


@pytest.mark.parametrize("path", ["/", "/sparql", "/sparql/", "/questions", "/static/site.css", "/nothing"])
def test_options_and_preflight(server: str, path: str) -> None:
    plain = fetch(server + path, "OPTIONS")
    assert (plain.status, plain.body) == (204, b"")
    methods = "GET, HEAD, POST, OPTIONS" if path.startswith("/sparql") else "GET, HEAD, OPTIONS"
    assert plain.headers["allow"] == methods
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, x-requested-with",
    }
    preflight = fetch(server + path, "OPTIONS", asked)
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert preflight.headers["access-control-allow-methods"] == methods
    assert preflight.headers["access-control-allow-headers"] == "content-type, x-requested-with"
    assert "access-control-allow-credentials" not in preflight.headers


def test_options_says_what_may_be_posted(server: str) -> None:
    accepted = fetch(f"{server}/sparql", "OPTIONS").headers["accept-post"]
    assert accepted == "application/sparql-query, application/x-www-form-urlencoded"


@pytest.mark.parametrize("path", PLACES)
def test_scripts_of_other_sites_may_read(server: str, guarded: str, path: str) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    answer = fetch(server + path, headers=origin)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    closed = fetch(guarded + path, headers=origin)
    assert not [name for name in closed.headers if name.startswith("access-control")]


# ------------------------------------------------------------------------------------------------- caches


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/", "/questions", "/id/study/levitt-2009.ttl", "/sparql",
                                  "/.well-known/void", "/download/imrkg.nt", "/static/site.css"])  # fmt: skip
def test_what_did_not_change_is_not_sent_again(server: str, path: str) -> None:
    first = fetch(server + path)
    tag = first.headers["etag"]
    assert first.status == 200
    assert tag.startswith('"')
    assert fetch(server + path).headers["etag"] == tag
    for condition in (tag, f"W/{tag}", f'"other", {tag}', f'W/"x",W/{tag} , "y"'):
        again = fetch(server + path, headers={"If-None-Match": condition})
        assert (again.status, again.body) == (304, b""), condition
        assert again.headers["etag"] == tag
    for condition in ('"other"', 'W/"other"', tag.strip('"'), '"', ""):
        assert fetch(server + path, headers={"If-None-Match": condition}).status == 200, condition


def test_any_tag_will_do(server: str) -> None:
    assert ask(server, "ASK {}").status == 200
    asked = f"{server}/sparql?query={quote('ASK {}')}"
    assert fetch(asked, headers={"If-None-Match": "*"}).status == 304
    assert fetch(asked, "HEAD", {"If-None-Match": "*"}).status == 304


def test_a_tag_is_of_the_very_bytes(server: str) -> None:
    url = f"{server}/sparql?{urlencode({'query': CONSTRUCT})}"
    tags = {
        fetch(url, headers={"Accept": accept, "Accept-Encoding": coding}).headers["etag"]
        for accept in ("text/turtle", "application/n-triples", "text/plain")
        for coding in ("identity", "gzip")
    }
    assert len(tags) == 6


def test_vary_names_what_the_answer_depends_on(server: str) -> None:
    assert ask(server, "ASK {}").headers["vary"] == "Accept, Accept-Encoding"
    assert ask(server, "ASK").headers["vary"] == "Accept"
    assert fetch(f"{server}/id/study/levitt-2009").headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "expression",
    ["STRUUID()", "RAND()", "UUID()", "struuid ( )", "STRUUID # a comment\n ()", "SHA1(STR(RAND()))"],
)
def test_what_changes_is_not_kept(server: str, expression: str) -> None:
    query = f"SELECT ({expression} AS ?x) {{}}"
    answers = [ask(server, query, "text/csv") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body != answers[1].body
    assert answers[0].headers["cache-control"] == "no-store"
    tag = answers[0].headers["etag"]
    again = fetch(f"{server}/sparql?{urlencode({'query': query})}", headers={"If-None-Match": f"{tag}, *"})
    assert again.status == 200


def test_the_time_is_the_time(server: str) -> None:
    first = ask(server, "SELECT (NOW() AS ?x) {}", "text/csv").body
    time.sleep(0.01)
    assert ask(server, "SELECT (NOW() AS ?x) {}", "text/csv").body != first


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", True), ("deflate, gzip;q=0.5, br", True), ("GZIP", True), ("gzip;q=0", False), ("identity", False),
     ("br", False), ("gzip;q=0.000, identity", False), ("", False)],
)  # fmt: skip
def test_gzip_for_who_takes_it(server: str, coding: str, packed: bool) -> None:
    url = f"{server}/sparql?{urlencode({'query': CONSTRUCT})}"
    plain, answer = fetch(url), fetch(url, headers={"Accept-Encoding": coding})
    assert ("content-encoding" in answer.headers) is packed
    assert (gzip.decompress(answer.body) if packed else answer.body) == plain.body
    assert not packed or len(answer.body) < len(plain.body)


def test_small_answers_are_not_packed(server: str) -> None:
    answer = fetch(f"{server}/sparql?query=ASK%7B%7D", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers


# ------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("ASK {", "1:6"),
        ("SELECT * WHERE {\n  ?s ?p ?o .\n  FILTER(?o > )\n}", "3:"),
        ("SELECT ?x WHERE { ?x a ex:Thing }", "1:"),
        ("", "1:1"),
        ("nonsense", "1:1"),
    ],
)
def test_400_names_line_and_column(server: str, query: str, place: str) -> None:
    answers = [
        fetch(f"{server}/sparql?{urlencode({'query': query})}"),
        fetch(f"{server}/sparql", "POST", DIRECT, query.encode()),
    ]
    for answer in answers:
        assert (answer.status, answer.media_type) == (400, "text/plain")
        assert f"query:{place}" in answer.text
    problem = ask(server, query, f"{JSON}, application/problem+json")
    assert problem.media_type == "application/problem+json"
    document = json.loads(problem.text)
    assert document["status"] == 400
    assert f"query:{place}" in document["title"]
    page = ask(server, query, "text/html")
    assert (page.status, page.media_type) == (400, "text/html")


@pytest.mark.parametrize(
    ("address", "headers", "body"),
    [
        ("query=ASK%20%7B%7D&query=ASK%7B%7D", {}, None),
        ("query=%ff", {}, None),
        ("query=ASK%7B%7D", DIRECT, b"ASK {}"),
        ("", FORM, b"a=b"),
        ("", FORM, b"query=%c3%28"),
        ("", DIRECT, b"ASK { \xff }"),
        ("&".join(["query=ASK%7B%7D"] + ["a=b"] * 1000), {}, None),
    ],
)
def test_400_for_what_the_protocol_does_not_allow(
    server: str, address: str, headers: dict[str, str], body: bytes | None
) -> None:
    answer = fetch(f"{server}/sparql?{address}", "GET" if body is None else "POST", headers, body)
    assert answer.status == 400
    assert len(answer.text.splitlines()) >= 2, "the message says what to do"


@pytest.mark.parametrize(
    "update",
    ["CLEAR ALL", "INSERT DATA { <a:a> <a:b> 1 }", "PREFIX a: <a:>\n# x\nDELETE WHERE { ?s ?p ?o }",
     "LOAD <file:///etc/passwd>", "LOAD <http://127.0.0.1:9/>", "DROP ALL"],
)  # fmt: skip
def test_403_for_every_way_to_change(server: str, update: str) -> None:
    form = urlencode({"update": update}).encode()
    answers = [
        fetch(f"{server}/sparql?{form.decode()}"),
        fetch(f"{server}/sparql", "POST", FORM, form),
        fetch(f"{server}/sparql", "POST", {"Content-Type": "application/sparql-update"}, update.encode()),
        fetch(f"{server}/sparql", "POST", DIRECT, update.encode()),
        ask(server, update),
        ask(server, update, default_graph_uri=EVIDENCE),
    ]
    assert [answer.status for answer in answers] == [403] * len(answers)
    assert all("read-only" in answer.text for answer in answers)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE#<http://a/>\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { # a comment\r SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '#' . SERVICE ?s { ?s ?p ?o } }",
        "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { } } }",
        'SELECT * { ?s ?p "\\u0022 . SERVICE <http://127.0.0.1:9/> {}  #" }  SERVICE',
        "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
        "DESCRIBE ?s { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_403_for_service(server: str, query: str) -> None:
    for answer in (ask(server, query), ask(server, query, default_graph_uri=EVIDENCE)):
        assert answer.status == 403
        assert "SERVICE" in answer.text
        assert "--allow-service" not in answer.text, "an option of another command"


@pytest.mark.parametrize("query", ["ASK { ?service ?p 'SERVICE <http://x/>' }", "# SERVICE\nASK {}"])
def test_the_word_service_alone_is_no_call(server: str, query: str) -> None:
    assert ask(server, query).status == 200


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/id/study/nobody-1999", "/id/study/nobody-1999.ttl", "/ontology/NoSuchTerm", "/graph/none", "/id/",
     "/questions/no-such-question", "/questions/no-such-question.csv", "/download/imrkg.zip", "/download/imrkg.html",
     "/sparql/x", "/static/none.js", "/pictures/none.svg", "/page/id/study/nobody-1999"],
)  # fmt: skip
def test_404(server: str, path: str) -> None:
    for accept in ("*/*", "text/html", "application/problem+json"):
        answer = fetch(server + path, headers={"Accept": accept})
        assert answer.status == 404, accept


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/%2e%2e%2f%2e%2e%2fcli.py",
        "/static//etc/passwd", "/static/....//app.py", "/static/..\\app.py", "/static/%00", "/static/site.css%00",
        "/static/", "/id/../../../etc/passwd", "/id/..%2f..%2fetc%2fpasswd",
        "/id/%2e%2e/%2e%2e/etc/passwd.ttl", "/questions/../../../etc/passwd", "/questions/..%2f..%2f..%2fetc%2fpasswd",
        "/questions/%2e%2e/%2e%2e/cli.py", "/questions/..%2fselfdescription%2fvoid%2fdataset.rq",
        "/questions//etc/passwd.rq", "/pictures/..%2f..%2fx.svg", "/download/imrkg./../../x", "/page/../../etc/passwd",
        "//etc/passwd", "/static", "/templates/base.html", "/openapi.json/", "/../../etc/passwd",
    ],
)  # fmt: skip
def test_no_way_to_other_files(server: str, path: str) -> None:
    came = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    head, _, body = came.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))
    assert b"root:" not in body
    assert b"import" not in body


def test_413_names_the_limit(server: str, guarded: str) -> None:
    query = b"ASK { } #" + b"x" * (4 * 1024 - 9)
    assert fetch(f"{guarded}/sparql", "POST", DIRECT, query).status == 200
    answer = fetch(f"{guarded}/sparql", "POST", DIRECT, query + b"x")
    assert answer.status == 413
    assert "4 KiB" in answer.text
    assert "1 MiB" in fetch(f"{server}/sparql", "POST", DIRECT, b"#" * ((1 << 20) + 1)).text


def test_413_for_pieces_without_a_length(guarded: str) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    head += b"Transfer-Encoding: chunked\r\n\r\n"
    came = raw(guarded, head + b"1000\r\n" + b"#" * 0x1000 + b"\r\n1\r\n#\r\n0\r\n\r\n", end=b".\n")
    assert came.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json"},
        {"Content-Type": "application/sparql-query; charset=utf-16"},
        {"Content-Type": "application/x-www-form-urlencoded; charset=latin1"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        DIRECT | {"Content-Encoding": "gzip"},
    ],
)
def test_415(server: str, headers: dict[str, str]) -> None:
    answer = fetch(f"{server}/sparql", "POST", headers, b"ASK {}")
    assert answer.status == 415


def test_415_says_what_is_read(server: str) -> None:
    answer = fetch(f"{server}/sparql", "POST", {"Content-Type": "text/plain"}, b"ASK {}")
    assert "application/sparql-query" in answer.headers["accept-post"]
    assert "application/sparql-query" in answer.text


def test_messages_are_escaped(server: str) -> None:
    evil = "<script>alert(1)</script>"
    html = {"Accept": "text/html"}
    answers = [
        ask(server, f"ASK {{ {evil}", "text/html"),
        fetch(f"{server}/sparql", "POST", html | {"Content-Type": f"text/{evil}"}, b"x"),
        fetch(f"{server}/sparql", "POST", html | {"Content-Type": f"a/b; charset={evil}"}, b"x"),
        fetch(f"{server}/search?q={quote(evil)}", headers=html),
        fetch(f"{server}/questions/{quote(evil, safe='')}", headers=html),
        fetch(f"{server}/page/id/{quote(evil, safe='')}", headers=html),
        fetch(f"{server}/download/imrkg.{quote(evil, safe='')}", headers=html),
        ask(server, f"SELECT ('{evil}' AS ?x) {{}}", "text/html"),
        ask(server, f"CONSTRUCT {{ <a:a> <a:b> '{evil}' }} {{}}", "text/html"),
        ask(server, "ASK {}", "text/html", default_graph_uri=evil),
    ]
    for answer in answers:
        assert answer.media_type == "text/html"
        assert evil not in answer.text


# ---------------------------------------------------------------------------------------- security headers

KINDS = [*PLACES, "/pictures", "/editor", "/search?q=IMR"]


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json"])
def test_security_headers_are_on_every_answer(server: str, path: str, accept: str) -> None:
    answer = fetch(server + path, headers={"Accept": accept})
    headers = answer.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    policy = dict((part.strip() + " ").split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"].strip() == "'none'"
    assert policy["frame-ancestors"].strip() == "'none'"
    if answer.media_type == "text/html":
        assert policy["base-uri"].strip() == "'none'"
        assert policy["form-action"].strip() == "'self'"
        for name in ("script-src", "style-src", "connect-src", "font-src"):
            assert policy[name].strip() == "'self'"
    else:
        assert "script-src" not in policy
    assert "unsafe" not in headers["content-security-policy"] or answer.media_type == "image/svg+xml"
    assert "server" not in headers


def test_a_picture_runs_nothing(server: str) -> None:
    links = [part.split('"')[0] for part in fetch(f"{server}/pictures").text.split('<a href="')[1:]]
    picture = next(link for link in links if link.endswith(".svg"))
    answer = fetch(server + picture)
    assert (answer.status, answer.media_type) == (200, "image/svg+xml")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")


# ------------------------------------------------------------------------- names with escapes, and wrong ones


@pytest.fixture(scope="module")
def escaped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose things have letters beyond ASCII and escapes in their names."""
    file = tmp_path_factory.mktemp("own") / "own.ttl"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    keys = ("müller", "a%2Fb", "100%25")
    file.write_text("".join(f'<{ns.ID}study/{key}> {label} "called {key}" .\n' for key in keys), encoding="utf-8")
    with serving.running("--data", file) as address:
        yield address


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("m%C3%BCller", "m%C3%BCller"),
        ("m%c3%bcller", "m%C3%BCller"),
        ("%6D%C3%BCller", "m%C3%BCller"),
        ("a%2Fb", "a%2Fb"),
        ("a%2fb", "a%2Fb"),
        ("100%25", "100%25"),
    ],
)
def test_a_name_with_escapes_leads_to_its_page_and_data(escaped: str, asked: str, place: str) -> None:
    url = f"{escaped}/id/study/{asked}"
    for accept, target in (("text/html", f"/page/id/study/{place}"), ("text/turtle", f"/id/study/{place}.ttl")):
        answer = fetch(url, headers={"Accept": accept})
        assert (answer.status, answer.headers["location"]) == (303, target)
        found = fetch(escaped + target, headers={"Accept": accept})
        assert found.status == 200
        assert f"called {place.replace('%C3%BC', 'ü')}" in found.text
    # The page is found under the other spelling, too.
    assert fetch(f"{escaped}/page/id/study/{asked}", headers={"Accept": "text/html"}).status == 200


@pytest.mark.parametrize("path", ["/id/study/levit", "/id/studies/levitt-2009", "/page/study/levitt-2009"])
def test_a_wrong_name_is_answered_by_the_nearest(server: str, path: str) -> None:
    page = fetch(server + path, headers={"Accept": "text/html"})
    assert page.status == 404
    assert '<a href="/page/id/study/levitt-2009">Levitt et al., 2009</a>' in page.text
    for suffix in ("", ".ttl") if path.startswith("/id/") else ("",):
        said = fetch(server + path + suffix, headers={"Accept": "text/plain"})
        assert (said.status, said.media_type) == (404, "text/plain")
        assert f"{ns.ID}study/levitt-2009 (Levitt et al., 2009)" in said.text


def test_a_name_that_no_row_can_fit_is_remarked_on_in_a_page(server: str) -> None:
    shown = ask(server, f"PREFIX imr: <{ns.IMR}> SELECT * {{ ?s a imr:Studdy }}", "text/html")
    assert "imr:Studdy is not in the graph; did you mean imr:Study" in shown.text


# ------------------------------------------------------------------------------- base path, proxies, names


def endpoint(answer: Answer) -> str:
    """Return the endpoint that a service description in N-Triples names."""
    (line,) = [line for line in answer.text.splitlines() if "sparql-service-description#endpoint>" in line]
    return line.split()[2].strip("<>")


NT = {"Accept": "application/n-triples"}


@pytest.mark.parametrize("prefix", ["/imr", ""])
def test_a_proxy_may_keep_the_base_path_or_strip_it(proxied: str, prefix: str) -> None:
    assert boolean(ask(proxied + prefix, "ASK {}")) is True
    redirect = fetch(f"{proxied}{prefix}/id/study/levitt-2009", headers={"Accept": "text/html"})
    assert (redirect.status, redirect.headers["location"]) == (303, "/imr/page/id/study/levitt-2009")
    assert "</imr/id/study/levitt-2009.ttl>" in redirect.headers["link"]
    page = fetch(f"{proxied}{prefix}/", headers={"Accept": "text/html"})
    assert 'href="/imr/static/site.css"' in page.text
    assert fetch(f"{proxied}{prefix}/static/site.css").status == 200
    assert endpoint(fetch(f"{proxied}{prefix}/sparql", headers=NT)) == f"{proxied}/imr/sparql"


def test_a_longer_name_is_not_the_base_path(proxied: str) -> None:
    assert fetch(f"{proxied}/imrx/sparql").status == 404
    assert fetch(f"{proxied}/imr/imr/sparql").status == 404


@pytest.mark.parametrize("path", ["/", "/questions", "/matrix", "/page/id/study/levitt-2009", "/editor", "/nothing"])
def test_every_link_stays_under_the_base_path(proxied: str, path: str) -> None:
    text = fetch(f"{proxied}/imr{path}", headers={"Accept": "text/html"}).text
    links = [part.split('"')[0] for name in ("href", "src", "action") for part in text.split(f' {name}="')[1:]]
    assert [link for link in links if link.startswith("/")]
    for link in links:
        assert not link.startswith("/") or link.startswith("/imr/"), link


def test_a_known_proxy_is_believed(server: str, proxied: str) -> None:
    forwarded = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "kg.example.org",
        "X-Forwarded-Prefix": "/evidence/",
    }
    assert endpoint(fetch(f"{server}/sparql", headers=NT | forwarded)) == "https://kg.example.org/evidence/sparql"
    assert endpoint(fetch(f"{proxied}/sparql", headers=NT | forwarded)) == "https://kg.example.org/evidence/sparql"
    redirect = fetch(f"{server}/id/study/levitt-2009", headers=forwarded)
    assert redirect.headers["location"] == "/evidence/id/study/levitt-2009.ttl"
    page = fetch(f"{server}/", headers=forwarded | {"Accept": "text/html"})
    assert 'href="/evidence/static/site.css"' in page.text
    # Answers are kept, but not those of another name.
    assert endpoint(fetch(f"{server}/sparql", headers=NT)) == f"{server}/sparql"
    assert fetch(f"{server}/id/study/levitt-2009").headers["location"] == "/id/study/levitt-2009.ttl"


@pytest.mark.parametrize(
    "forwarded",
    [
        {"X-Forwarded-Proto": "javascript"},
        {"X-Forwarded-Host": 'evil"><script>'},
        {"X-Forwarded-Host": "evil.example/path"},
        {"X-Forwarded-Host": "user@evil.example"},
        {"X-Forwarded-Host": "a" * 300},
        {"X-Forwarded-Prefix": "//evil.example"},
        {"X-Forwarded-Prefix": "/a b"},
        {"X-Forwarded-Prefix": "/<script>"},
        {"X-Forwarded-Prefix": "evil"},
        {"X-Forwarded-Prefix": "https://evil.example"},
    ],
)
def test_nonsense_from_a_proxy_is_passed_over(server: str, forwarded: dict[str, str]) -> None:
    description = fetch(f"{server}/sparql", headers=NT | forwarded)
    assert endpoint(description) == f"{server}/sparql"
    page = fetch(f"{server}/", headers=forwarded | {"Accept": "text/html"})
    assert 'href="/static/site.css"' in page.text
    redirect = fetch(f"{server}/id/study/levitt-2009", headers=forwarded)
    assert redirect.headers["location"] == "/id/study/levitt-2009.ttl"


def test_who_is_no_known_proxy_is_not_believed() -> None:
    # Every address of 127.0.0.0/8 is this machine on Linux, but only 127.0.0.1 is believed unasked.
    forwarded = NT | {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Proto": "https"}
    with serving.running("--proxy", "127.0.0.3") as url:
        found = {
            last: endpoint(fetch(f"{url}/sparql", headers=forwarded, source=f"127.0.0.{last}")) for last in (1, 2, 3)
        }
        believed = "https://evil.example/evil/sparql"
        assert found == {1: believed, 2: f"{url}/sparql", 3: believed}


def test_the_public_address_beats_the_request(guarded: str) -> None:
    for headers in ({}, {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        assert endpoint(fetch(f"{guarded}/sparql", headers=NT | headers)) == "https://kg.example.org/imr/sparql"


@pytest.mark.parametrize("host", ['a"b', "a> <b", "a/b", "a@b", "a\\b", "", "x" * 300, "a:999999", "[::1", "a b"])
def test_a_malicious_host_is_not_repeated(server: str, host: str) -> None:
    answer = fetch(f"{server}/sparql", headers=NT | {"Host": host})
    if answer.status == 400:
        return
    assert endpoint(answer) == f"{server}/sparql"
    list(ox.parse(input=answer.body, format=ox.RdfFormat.N_TRIPLES))


def test_two_hosts_are_none(server: str) -> None:
    came = raw(server, b"GET /sparql HTTP/1.1\r\nHost: a\r\nHost: b\r\nAccept: application/n-triples\r\n"
               b"Connection: close\r\n\r\n")  # fmt: skip
    assert b"<http://a" not in came
    assert b"<http://b" not in came


def test_no_field_of_ours_can_be_injected(server: str) -> None:
    for path in ("/id/study/x%0d%0aSet-Cookie:%20a=b", "/page/%0d%0aSet-Cookie:a=b", "/questions/%0d%0aX:y.csv"):
        came = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b"\r\nset-cookie" not in came.lower()
        assert b"\r\nx:" not in came.lower()


# -------------------------------------------------------------------------------------------- bare sockets

ASKING = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"
TRUE = b"true}\n"


def test_one_connection_serves_many_requests(server: str) -> None:
    last = ASKING.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    came = raw(server, ASKING * 5 + last)
    assert came.count(b"HTTP/1.1 200 OK\r\n") == 6
    assert came.count(TRUE) == 6


def test_pipelined_answers_keep_their_order(server: str) -> None:
    numbers = list(range(20))
    pieces = [f"GET /sparql?format=csv&query=SELECT({n}AS%3Fx)%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n" for n in numbers]
    pieces[-1] = pieces[-1].replace("Host: x", "Host: x\r\nConnection: close")
    came = raw(server, "".join(pieces).encode()).decode()
    answers = [part.partition("\r\n\r\n")[2].split() for part in came.split("HTTP/1.1 200 OK\r\n")[1:]]
    assert answers == [["x", str(n)] for n in numbers]


def test_http_1_0(server: str) -> None:
    came = raw(server, b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n")
    assert came.startswith(b"HTTP/1.1 200 OK\r\n")
    assert came.endswith(TRUE)


def test_a_client_may_ask_before_it_sends(server: str) -> None:
    came = raw(server, b"POST /sparql HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 6\r\n"
               b"Content-Type: application/sparql-query\r\nConnection: close\r\n\r\nASK {}")  # fmt: skip
    assert came.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"hello\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHo st: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\nB: \0\r\n\r\n", 400),
        (b"CONNECT example.org:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        # Two readings of where a request ends: what smugglers need.
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}", 400),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /" + b"a" * 200_000, 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: " + b"b" * 66_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"A%d: %s\r\n" % (n, b"b" * 1000) for n in range(70)), 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * 5000, 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a" * 400_000, 431),
    ],
)
def test_what_is_no_request_is_refused(server: str, data: bytes, status: int) -> None:
    came = raw(server, data)
    assert came.startswith(b"HTTP/1.1 %d " % status)
    assert came.count(b"HTTP/1.1 ") == 1, "nothing is read after it"
    assert b"nosniff" in came


def test_the_bounds_hold_whatever_the_pieces(server: str) -> None:
    """A header just below its limit passes in one piece and in many."""
    fields = b"".join(b"A%02d: %s\r\n" % (n, b"b" * 1000) for n in range(55))
    head = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    assert raw(server, head + fields + b"\r\n").endswith(TRUE)
    assert raw(server, ASKING + head + fields + b"\r\n").count(TRUE) == 2
    query = quote("ASK {} #" + "x" * 30_000)
    assert fetch(f"{server}/sparql?query={query}").status == 200


def test_many_strange_headers_block_nobody(server: str) -> None:
    """Headers as long as they may be are read in one go, each of them (a slow parser took seconds for one)."""
    for accept in ("a/b" + " " * 60_000 + "x", ",".join(["a/b"] * 15_000), ";" * 60_000, '"' * 60_000, "a/b;" * 15_000):
        assert fetch(f"{server}/sparql?query=ASK%7B%7D", headers={"Accept": accept}).status in (200, 406)
    tags = {"If-None-Match": '"' * 60_000}
    assert fetch(f"{server}/sparql?query=ASK%7B%7D", headers=tags).status == 200


def test_every_question_answers_in_every_format_of_a_table(server: str) -> None:
    """The bundled queries themselves, through the protocol: CSV and JSON have the same rows."""
    texts = [fetch(f"{server}/questions/{slug}.rq").text for slug in ("studies", "outcome-summary", "factors")]
    for text in texts:
        document = json.loads(ask(server, text).text)
        names = document["head"]["vars"]
        by_json = Counter(
            tuple(b.get(name, {}).get("value", "") for name in names) for b in document["results"]["bindings"]
        )
        header, *rows = csv.reader(io.StringIO(ask(server, text, "text/csv").text, newline=""))
        assert header == names
        assert rows
        assert Counter(map(tuple, rows)) == by_json


def test_408_for_a_header_that_does_not_end(half_open: socket.socket) -> None:
    # Opened when the module began, because the server waits a while.
    half_open.settimeout(SECONDS)
    assert half_open.recv(1 << 16).startswith(b"HTTP/1.1 408 ")
