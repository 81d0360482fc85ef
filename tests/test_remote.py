"""Loading and asking when things go wrong: a real server that fails on purpose, and a real store."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
import running
import stores

from imrkg import errors, remote
from imrkg.remote import address, loading

TINY = '@prefix e: <http://example.org/> .\ne:a e:b "c", 4.0 ; e:d [ e:e [ e:f "g" ] ] .\n'
GRAPH = "http://example.org/graph"
Reply = tuple[int, dict[str, str], bytes]


class Server(ThreadingHTTPServer):
    """Answers as the test says, and keeps what it was asked."""

    def __init__(self, reply: Callable[[Server, BaseHTTPRequestHandler, bytes], Reply]) -> None:
        self.asked: list[tuple[str, str, str | None, bytes]] = []
        self.reply = reply
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, self.headers.get("Authorization"), body))
        status, headers, data = self.server.reply(self.server, self, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = handle_any

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(reply: Callable[[Server, BaseHTTPRequestHandler, bytes], Reply]) -> Iterator[Server]:
    with Server(reply) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def keeping() -> Callable[[Server, BaseHTTPRequestHandler, bytes], Reply]:
    """Return a small Graph Store: PUT keeps a graph, GET gives it back."""
    kept: dict[str, bytes] = {}

    def reply(_: Server, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        name = parse_qs(urlsplit(request.path).query)["graph"][0]
        if request.command == "PUT":
            kept[name] = body
            return 201, {}, b""
        return 200, {"Content-Type": "application/n-triples"}, kept.get(name, b"")

    return reply


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    file = tmp_path / "tiny.ttl"
    file.write_text(TINY)
    return file


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with stores.oxigraph(tmp_path_factory.mktemp("oxigraph")) as root:
        yield root


def held(root: str, graph: str) -> int:
    """Count the triples of a graph by a query of the test's own."""
    from SPARQLWrapper import JSON, SPARQLWrapper

    wrapper = SPARQLWrapper(f"{root}/query", returnFormat=JSON)
    wrapper.setQuery(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    return int(wrapper.query().convert()["results"]["bindings"][0]["n"]["value"])  # type: ignore[call-overload, index]


# ------------------------------------------------------------------------------------------ loading


@pytest.mark.parametrize(
    ("path", "options", "protocol", "told"),
    [
        ("/store", [], "gsp", "Graph Store Protocol, told by the address"),
        ("/update", ["--batch", "3"], "update", "SPARQL Update, told by the address"),
        ("/update", ["--protocol", "update"], "update", ""),
        ("/store?", ["--protocol", "auto"], "gsp", "Graph Store Protocol"),
    ],
)
def test_loaded_twice_is_loaded_once(
    store: str, tiny: Path, path: str, options: list[str], protocol: str, told: str
) -> None:
    graph = f"{GRAPH}/{protocol}/{len(options)}"
    for _ in range(2):
        done = running.imrkg("load", store + path, "--data", tiny, "--into", graph, *options)
        assert done.returncode == 0, done.stderr
        assert told in done.stderr
        assert f"{5:>8} {5:>8}  {graph}" in done.stdout
    assert held(store, graph) == 5


def test_an_update_that_comes_through_twice_makes_no_second_blank_node() -> None:
    triples = [q.triple for q in ox.parse(input=TINY, format=ox.RdfFormat.TURTLE)]
    target = ox.Store()
    texts = [text for text, _ in loading.updates(GRAPH, triples, 1)]
    assert len(texts) == 3
    for text in texts:
        for _ in range(2):
            target.update(text)
    assert len(target) == 5
    assert sum(count for _, count in loading.updates(GRAPH, triples, 1)) == 5


def test_an_address_without_a_known_shape_is_asked(tiny: Path) -> None:
    graph_store = keeping()

    def reply(server: Server, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if request.command == "POST":
            return 405, {}, b"no updates here"
        return graph_store(server, request, body)

    with serving(reply) as server:
        done = running.imrkg("load", f"{server.url}/graphs", "--data", tiny, "--into", GRAPH)
    assert done.returncode == 0, done.stderr
    assert "Graph Store Protocol: the store gave a graph" in done.stderr
    assert [method for method, *_ in server.asked] == ["POST", "GET", "PUT", "GET"]


def test_an_address_that_is_no_store_gets_nothing(tiny: Path) -> None:
    with serving(lambda *_: (404, {"Content-Type": "text/plain"}, b"nothing here\nat all")) as server:
        done = running.imrkg("load", f"{server.url}/page", "--data", tiny, "--into", GRAPH)
    running.refused(done, "takes no SPARQL Update (HTTP 404", "nothing here)", "docs/stores.md")
    assert "PUT" not in [method for method, *_ in server.asked]


def test_a_busy_store_is_asked_again(tiny: Path) -> None:
    graph_store = keeping()
    busy = [(503, {"Retry-After": "0"}), (429, {"Retry-After": formatdate(time.time(), usegmt=True)}), (502, {})]

    def reply(server: Server, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if busy:
            status, headers = busy.pop(0)
            return status, headers, b"later"
        return graph_store(server, request, body)

    with serving(reply) as server:
        done = running.imrkg("load", f"{server.url}/any", "--protocol", "gsp", "--data", tiny, "--into", GRAPH)
    assert done.returncode == 0, done.stderr
    assert [method for method, *_ in server.asked] == ["PUT"] * 4 + ["GET"]
    for status in (503, 429, 502):
        assert f"HTTP {status}; once more in" in done.stderr


def test_a_store_that_stays_busy_is_given_up(tiny: Path) -> None:
    with serving(lambda *_: (503, {"Retry-After": "0"}, b"down for the night")) as server:
        command = ["load", f"{server.url}/data", "--retries", "2", "--data", tiny, "--into", GRAPH]
        done = running.imrkg(*command)
    running.refused(done, "HTTP 503 Service Unavailable: down for the night", "Run the same command again")
    assert len(server.asked) == 3


def test_retry_after_counts() -> None:
    assert loading._pause(0, "7") == 7
    assert loading._pause(0, "100000") == 120
    assert 25 < loading._pause(0, formatdate(time.time() + 30, usegmt=True)) <= 30
    assert loading._pause(0, "soon") < 1
    assert loading._pause(3) > loading._pause(0)


def test_nobody_listens(tiny: Path) -> None:
    url = f"http://127.0.0.1:{stores.free_port()}"
    done = running.imrkg("load", f"{url}/store", "--retries", "1", "--data", tiny, "--into", GRAPH)
    running.refused(done, "Is the store running?", "no graph was complete till then", "#not-reached")
    assert "once more in" in done.stderr
    running.refused(running.imrkg("ask", "studies", "--endpoint", f"{url}/query"), "Is the store running?")


def test_a_store_that_loses_triples_is_found_out(tiny: Path) -> None:
    def reply(server: Server, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if request.command == "PUT":
            return 204, {}, b""
        return 200, {"Content-Type": "application/n-triples"}, b"<http://e/a> <http://e/b> <http://e/c> .\n"

    with serving(reply) as server:
        done = running.imrkg("load", f"{server.url}/x", "--protocol", "gsp", "--data", tiny, "--into", GRAPH)
    assert done.returncode == 1, done.stderr
    assert f"{5:>8} {1:>8}  {GRAPH}  DIFFERS" in done.stdout
    assert "does not hold what was sent" in done.stderr


def test_an_interrupted_load_can_be_run_again(store: str) -> None:
    command = [sys.executable, "-m", "imrkg", "load", f"{store}/update", "--batch", "100"]
    process = subprocess.Popen(command, env=running.environment(), stderr=subprocess.PIPE, text=True)
    assert process.stderr
    for line in process.stderr:
        if "4/5" in line and " of " in line:
            process.kill()
            break
    assert process.wait() != 0
    part = held(store, "https://w3id.org/imrkg/graph/derived")
    done = running.imrkg("load", f"{store}/update", "--batch", "5000")
    assert done.returncode == 0, done.stderr
    assert "DIFFERS" not in done.stdout
    assert 0 < part < held(store, "https://w3id.org/imrkg/graph/derived")


def test_triples_of_no_graph_replace_no_graph_unasked(store: str, tiny: Path) -> None:
    running.refused(running.imrkg("load", f"{store}/store", "--data", tiny), "--into IRI", "#refused")


def test_unknown_names_are_told(store: str) -> None:
    running.refused(running.imrkg("load", f"{store}/store", "--graph", "evidense"), "Did you mean: evidence")
    running.refused(running.imrkg("load", f"{store}/store", "--protocol", "ftp"), "no protocol 'ftp'")
    running.refused(running.imrkg("load", "localhost:7878"), "no address of a store")


# -------------------------------------------------------------------------------------- credentials


def test_a_password_in_the_address_is_refused() -> None:
    for command in (["load"], ["ask", "studies", "--endpoint"]):
        done = running.imrkg(*command, "http://ann:s3cret@127.0.0.1:9/data")
        running.refused(done, "IMRKG_STORE_PASSWORD", "#refused")
        assert "s3cret" not in done.stderr


def test_credentials_do_not_cross_the_network_in_the_clear() -> None:
    who = address.Credentials("ann", "s3cret", "")
    for url in ("http://store.example/data", "http://192.0.2.1/data", "http://127.0.0.1.example/data"):
        with pytest.raises(errors.Refused, match="in the clear"):
            address.check(url, who)
        assert address.check(url, who, insecure=True).hostname
        assert address.check(url, address.Credentials("", "", "")).hostname
    for url in ("https://store.example/data", "http://localhost:1/", "http://[::1]/", "http://127.0.0.7/"):
        assert address.check(url, who).hostname
    assert "s3cret" not in repr(who)
    with pytest.raises(errors.Refused, match="both set"):
        address.credentials({"IMRKG_STORE_USER": "a", "IMRKG_STORE_TOKEN": "b"})
    with pytest.raises(errors.Refused, match="is not"):
        address.credentials({"IMRKG_STORE_PASSWORD": "b"})


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        ({"IMRKG_STORE_USER": "ann", "IMRKG_STORE_PASSWORD": "s3cret"}, "Basic YW5uOnMzY3JldA=="),
        ({"IMRKG_STORE_TOKEN": "t0ken"}, "Bearer t0ken"),
    ],
)
def test_credentials_reach_the_store(tiny: Path, secret: dict[str, str], expected: str) -> None:
    graph_store = keeping()
    results = b'{"head": {"vars": []}, "boolean": false}'

    def reply(server: Server, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        if request.headers.get("Authorization") != expected:
            return 401, {"WWW-Authenticate": 'Basic realm="x"'}, b"who are you?"
        if request.path.startswith("/sparql"):
            return 200, {"Content-Type": "application/sparql-results+json"}, results
        return graph_store(server, request, body)

    with serving(reply) as server:
        command = ["load", f"{server.url}/x", "--protocol", "gsp", "--data", tiny, "--into", GRAPH]
        done = running.imrkg(*command, **secret)
        assert done.returncode == 0, done.stderr
        running.refused(running.imrkg(*command), "HTTP 401", "IMRKG_STORE_TOKEN")
        done = running.imrkg("ask", "studies", "--endpoint", f"{server.url}/sparql", **secret)
        running.refused(done, "does not hold the graph")  # it was let in
        running.refused(
            running.imrkg("ask", "studies", "--endpoint", f"{server.url}/sparql"), "HTTP 401", "who are you"
        )


@pytest.mark.parametrize("secret", [{"IMRKG_STORE_USER": "a", "IMRKG_STORE_PASSWORD": "b"}, {"IMRKG_STORE_TOKEN": "t"}])
def test_credentials_stay_with_the_host(tiny: Path, secret: dict[str, str]) -> None:
    with serving(lambda *_: (404, {}, b"")) as other:

        def reply(_: Server, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
            if not request.headers.get("Authorization"):
                return 401, {"WWW-Authenticate": 'Basic realm="x"'}, b""
            return 307, {"Location": f"{other.url}{request.path}"}, b""

        with serving(reply) as server:
            command = ["load", f"{server.url}/x", "--protocol", "gsp", "--data", tiny, "--into", GRAPH]
            running.refused(running.imrkg(*command, **secret), f"it sends on to {other.url}")
            running.refused(running.imrkg("ask", "studies", "--endpoint", f"{server.url}/q", **secret), "HTTP")
        assert [asked[2] for asked in other.asked] in ([], [None]), other.asked
        assert any(asked[2] for asked in server.asked)


# -------------------------------------------------------------------------------------------- asking


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>Welcome</html>"), "not SPARQL results but text/html"),
        (
            (400, {"Content-Type": "text/plain"}, b"line 3: no such thing\nmore"),
            "HTTP 400 Bad Request: line 3: no such",
        ),
        ((500, {"Content-Type": "text/plain"}, b"it broke"), "HTTP 500 Internal Server Error: it broke"),
        ((404, {}, b""), "HTTP 404 Not Found"),
        ((403, {}, b"no"), "IMRKG_STORE_USER"),
        ((503, {}, b"full"), "HTTP 503 Service Unavailable: full"),
    ],
)
def test_what_an_endpoint_says_is_told(reply: Reply, said: str) -> None:
    with serving(lambda *_: reply) as server:
        running.refused(running.imrkg("ask", "studies", "--endpoint", f"{server.url}/sparql"), said, "#not-reached")


def test_a_silent_endpoint_times_out() -> None:
    ended = threading.Event()

    def reply(*_: object) -> Reply:
        ended.wait(30)
        return 200, {}, b""

    with serving(reply) as server:
        done = running.imrkg("ask", "studies", "--endpoint", f"{server.url}/sparql", "--timeout", "1")
        ended.set()
    running.refused(done, "no answer within 1 s", "#timed-out")


def test_an_answer_that_was_cut_is_none(graph: ox.Store) -> None:
    rows = b'{"head": {"vars": ["graph"]}, "results": {"bindings": [{"graph": {"type": "uri", "value": "http://e/"}}]}}'
    kind = {"Content-Type": "application/sparql-results+json"}
    for header in ({"X-SPARQL-MaxRows": "1"}, {"X-SQL-State": "S1TAT"}):
        with (
            serving(lambda *_, more=header: (200, kind | more, rows)) as server,
            pytest.raises(errors.NotReached, match="was cut after 1 rows"),
        ):
            remote.ask(f"{server.url}/sparql", "studies", {}, graph)


def test_a_long_question_is_posted_and_a_short_one_is_not(graph: ox.Store, store: str) -> None:
    names = [name.value for name in graph.named_graphs() if isinstance(name, ox.NamedNode)]
    there = [{"graph": {"type": "uri", "value": name}} for name in names]
    import json

    data = json.dumps({"head": {"vars": ["graph"]}, "results": {"bindings": there}}).encode()
    with serving(lambda *_: (200, {"Content-Type": "application/sparql-results+json"}, data)) as server:
        for slug in ("graphs", "rate-inputs"):
            remote.ask(f"{server.url}/sparql", slug, {}, graph)
    methods = [(method, parse_qs(urlsplit(path).query or body.decode())) for method, path, _, body in server.asked]
    assert [method for method, _ in methods] == ["GET", "GET", "GET", "POST"]
    for _, sent in (methods[1], methods[3]):
        assert sent["default-graph-uri"] == sent["named-graph-uri"] == sorted(names)
