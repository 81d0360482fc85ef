"""Queries reach neither the network nor the data, and end in time; errors say where."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from running import environment, imrkg, refused

import imrkg as package
from imrkg import engine, results
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax, Refused


@dataclass
class Neighbour:
    """A server on this machine that counts who calls and answers every query with one row."""

    url: str
    calls: list[str]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[ThreadingHTTPServer, list[str]]]:
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            calls.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"from afar"}}]}}'
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running, calls
        running.shutdown()


@pytest.fixture
def neighbour(server: tuple[ThreadingHTTPServer, list[str]]) -> Neighbour:
    running, calls = server
    calls.clear()
    return Neighbour(f"http://127.0.0.1:{running.server_port}/sparql", calls)


def rows(store: ox.Store, text: str) -> list[dict[str, object]]:
    return results.collect(engine.run(store, text, prefixes=ns.PREFIXES)).rows()


def small() -> ox.Store:
    store = ox.Store()
    for graph, value in (("http://g/1", 1), ("http://g/2", 2)):
        store.add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(value), ox.NamedNode(graph)))
    return store


# --- what is refused ------------------------------------------------------------------------------------------------

CALLS = "SERVICE <URL> { ?x ?y ?z }"
CALLING = {
    "plain": f"SELECT * {{ {CALLS} }}",
    "lower case": "select * { service <URL> { ?x ?y ?z } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?x ?y ?z } }",
    "variable endpoint": "SELECT * { VALUES ?e { <URL> } LATERAL { SERVICE ?e { ?x ?y ?z } } }",
    "prefixed endpoint": "PREFIX e: <URL> SELECT * { SERVICE e: { ?x ?y ?z } }",
    "in a subselect": f"SELECT * {{ {{ SELECT ?x {{ {CALLS} }} }} }}",
    "in OPTIONAL": f"SELECT * {{ OPTIONAL {{ {CALLS} }} }}",
    "in UNION": f"SELECT * {{ {{}} UNION {{ {CALLS} }} }}",
    "in MINUS": f"SELECT * {{ BIND(1 AS ?x) MINUS {{ {CALLS} }} }}",
    "in GRAPH": f"SELECT * {{ GRAPH ?g {{ {CALLS} }} }}",
    "in FILTER EXISTS": f"SELECT * {{ BIND(1 AS ?q) FILTER EXISTS {{ {CALLS} }} }}",
    "in FILTER NOT EXISTS": f"SELECT * {{ BIND(1 AS ?q) FILTER NOT EXISTS {{ {CALLS} }} }}",
    "in BIND EXISTS": f"SELECT * {{ BIND(EXISTS {{ {CALLS} }} AS ?q) }}",
    "in HAVING": f"SELECT (COUNT(*) AS ?n) {{}} HAVING (EXISTS {{ {CALLS} }})",
    "in ORDER BY": f"SELECT * {{}} ORDER BY (EXISTS {{ {CALLS} }})",
    "in ASK": f"ASK {{ {CALLS} }}",
    "in CONSTRUCT": f"CONSTRUCT {{ ?x ?y ?z }} WHERE {{ {CALLS} }}",
    "in DESCRIBE": f"DESCRIBE ?x WHERE {{ {CALLS} }}",
    "after a comment": f"SELECT * {{ # nothing here\n{CALLS} }}",
    "after a comment that a carriage return ends": f"SELECT * {{ # nothing here\r{CALLS} \n}}",
    "after an IRI that starts with a number sign": f"BASE <urn:a> SELECT * {{ ?a <#> ?b . {CALLS} \n?c <#> ?d }}",
    "after an apostrophe in a name": f"PREFIX e: <urn:> SELECT * {{ ?a e:\\' ?b . {CALLS} ?c e:\\' ?d }}",
    "after a less-than sign": "SELECT * { BIND(1 AS ?a) FILTER(1<2)SERVICE#>\n<URL>{?x ?y ?z} }",
    "after an escaped backslash": f'SELECT * {{ BIND("\\\\" AS ?a) {CALLS} BIND("\\\\" AS ?b) }}',
    "after a backslash by number": f'SELECT * {{ BIND("\\u005C" AS ?a) {CALLS} BIND("\\u005C" AS ?b) }}',
    "after a long string": f'SELECT * {{ BIND("""a"b""" AS ?a) {CALLS} BIND(\'"\' AS ?b) }}',
    "by number": "SELECT * { \\u0053ERVICE <URL> { ?x ?y ?z } }",
    "by long number": "SELECT * { SERV\\U00000049CE <URL> { ?x ?y ?z } }",
    "with what only Oxigraph can parse": f"SELECT * {{ BIND(<<( <a:a> <a:b> <a:c> )>> AS ?t) {CALLS} }}",
    "LATERAL": f"SELECT * {{ BIND(1 AS ?q) LATERAL {{ {CALLS} }} }}",
}

HARMLESS = {
    "in a comment": "SELECT (1 AS ?n) { # SERVICE <URL> { ?x ?y ?z }\n }",
    "in a string": 'SELECT ("SERVICE <URL> { ?x ?y ?z }" AS ?n) {}',
    "in a long string": 'SELECT ("""a "SERVICE <URL> {}" b""" AS ?n) {}',
    "in an IRI": "SELECT (<http://example.org/SERVICE#service> AS ?n) {}",
    "as a variable": "SELECT (1 AS ?service) {}",
    "as a prefix": "PREFIX service: <urn:> SELECT (service:service AS ?n) {}",
    "beside an IRI that starts with a number sign": 'BASE <urn:a> SELECT ("service" AS ?n) { MINUS { ?s <#p> ?o } }',
    "by number in a string": 'SELECT ("\\u0053ERVICE" AS ?n) {}',
}


@pytest.mark.parametrize("case", CALLING)
def test_service_is_refused(case: str, neighbour: Neighbour) -> None:
    text = CALLING[case].replace("URL", neighbour.url)
    with pytest.raises(Refused) as caught:
        engine.run(small(), text, source="q.rq")
    assert str(caught.value).startswith("q.rq: ")
    assert "SERVICE" in caught.value.message
    assert "--allow-service" in caught.value.hint
    assert neighbour.calls == []


@pytest.mark.parametrize("case", [c for c in CALLING if c not in ("by number", "by long number")])
def test_the_refused_queries_would_have_called(case: str, neighbour: Neighbour) -> None:
    """Each of them reaches the endpoint when it is let through, so the test above tests something."""
    answer = engine.run(small(), CALLING[case].replace("URL", neighbour.url), service=True)
    if not isinstance(answer, ox.QueryBoolean):
        list(answer)
    assert neighbour.calls, "this query calls nobody"


@pytest.mark.parametrize("case", HARMLESS)
def test_the_word_is_no_crime(case: str) -> None:
    assert len(rows(small(), HARMLESS[case])) == 1


# Pieces of queries that begin and end strings, comments and IRIs in every way that the grammar has.
PIECES = st.sampled_from(
    [
        "SERVICE <http://127.0.0.1:1/> {}", "SERVICE<http://127.0.0.1:1/>{}", "SERVICE#\n<http://127.0.0.1:1/>{}",
        "#", "# '", '# "', "\n", "\r", " ", "'", '"', "'''", '"""', "\\", "\\\\", "\\'", '\\"', "\\u005C", "\\u0022",
        "\\u0027", "\\u000A", "\\u0023", "\\U0000000D", "<", ">", "<#", "<#>", "#>", "BIND(1 AS ?a)", "BIND('x' AS ?b)",
        'BIND("""', '""" AS ?c)', "BIND('", "' AS ?d)", "BIND(\"", "\" AS ?e)", "BIND(<urn:x#", "> AS ?f)",
        "FILTER(1<2)", "FILTER(2>1)", "{", "}", "?s <urn:p> ?o .", "e:\\'", "e:\\#", "OPTIONAL {", "service",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12))
@example(["# '", "\r", "SERVICE <http://127.0.0.1:1/> {}"])
@example(['BIND("', "\\u005C", '" AS ?e)', "SERVICE <http://127.0.0.1:1/> {}", 'BIND("', "\\u005C", '" AS ?e)'])
@example(["FILTER(1<2)", "SERVICE#\n<http://127.0.0.1:1/>{}"])
def test_what_passes_calls_nobody(pieces: list[str]) -> None:
    """Whatever the text, Oxigraph either does not run it or does not try to call (port 1 fails at once)."""
    text = "PREFIX e: <urn:e> BASE <urn:b> SELECT * {" + "".join(pieces) + "\n}"
    try:
        list(engine.run(ox.Store(), text))  # type: ignore[arg-type]
    except (BadSyntax, Refused):
        pass
    except OSError as error:
        raise AssertionError(f"{text!r} tried to call out") from error


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "# a comment\nDELETE WHERE { ?s ?p ?o }",
        "PREFIX a: <urn:a> INSERT { ?s a:x 1 } WHERE { ?s ?p ?o }",
        "PREFIX a: <urn:a>\nBASE <urn:b>\n# why\nWITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DROP ALL",
        "CLEAR GRAPH <https://w3id.org/imrkg/graph/evidence>",
        "LOAD <http://127.0.0.1:1/x.ttl>",
        "INSERT { ?s a ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_update_is_refused(text: str) -> None:
    store = small()
    with pytest.raises(Refused, match="updates are refused, the graph is read-only"):
        engine.run(store, text)
    assert len(store) == 2
    refused(imrkg("query", text), "updates are refused", "Write a SELECT, ASK, CONSTRUCT or DESCRIBE", "#refused")


# --- FROM -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ['BIND ("read from: a table" AS ?x)', "# from <http://g/1>", "?s <http://p/from> ?x . # from:"]
)
def test_the_word_in_a_string_a_comment_or_an_iri_is_no_from(text: str) -> None:
    """Such a query still sees the union of all graphs."""
    store = ox.Store()
    store.update(
        "INSERT DATA { GRAPH <http://g/1> { <http://s> <http://p/from> 1 } "
        "GRAPH <http://g/2> { <http://s> <http://p> 2 } }"
    )
    found = rows(store, f"SELECT ?o {{ ?s ?p ?o . OPTIONAL {{ {text}\n }} }}")
    assert sorted(r["o"] for r in found) == [1, 2]


def test_from_names_a_loaded_graph_or_an_empty_one(neighbour: Neighbour) -> None:
    store = small()
    assert [r["o"] for r in rows(store, "SELECT ?o { ?s ?p ?o } ORDER BY ?o")] == [1, 2]
    assert [r["o"] for r in rows(store, "SELECT ?o FROM <http://g/2> { ?s ?p ?o }")] == [2]
    assert [r["o"] for r in rows(store, "SELECT ?o FROM NAMED <http://g/1> { GRAPH ?g { ?s ?p ?o } }")] == [1]
    assert rows(store, f"SELECT ?o FROM <{neighbour.url}> {{ ?s ?p ?o }}") == []
    assert rows(store, f"SELECT ?o FROM NAMED <{neighbour.url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == []
    assert rows(store, "SELECT ?o FROM <file:///etc/passwd> { ?s ?p ?o }") == []
    assert neighbour.calls == []


def test_command_reaches_nobody(neighbour: Neighbour) -> None:
    done = imrkg("query", f"SELECT ?o FROM <{neighbour.url}> {{ ?s ?p ?o }}", "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "o\r\n")
    done = imrkg("query", f"SELECT * {{ SERVICE <{neighbour.url}> {{ ?x ?y ?z }} }}")
    refused(done, "query: SERVICE is refused, because a query may not reach the network", "--allow-service", "#refused")
    assert neighbour.calls == []


def test_allow_service_reaches_the_endpoint(neighbour: Neighbour) -> None:
    """The other side: what the tests above count is what a query can do."""
    text = f"SELECT ?x {{ SERVICE <{neighbour.url}> {{ ?x ?y ?z }} }}"
    done = imrkg("query", text, "--allow-service", "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "x\r\nfrom afar\r\n")
    assert len(neighbour.calls) == 1


def test_closed_doors(neighbour: Neighbour) -> None:
    """The second line of defence: a query that got past the first can open neither socket nor file."""
    script = f"""
import os, socket, sys
import pyoxigraph as ox
from imrkg import engine
kept = [os.open(os.devnull, os.O_RDONLY) for _ in range(8)]
for descriptor in kept[1:6]:
    os.close(descriptor)  # gaps below the highest open descriptor
def attempt(what):
    try:
        what()
        return "opened"
    except OSError:
        return "closed"
call = lambda: list(ox.Store().query("SELECT * {{ SERVICE <{neighbour.url}> {{ ?x ?y ?z }} }}"))
tries = [socket.socket, lambda: open("/etc/passwd"), call]
with engine.closed_doors():
    inside = [attempt(t) for t in tries]
print(*inside, *[attempt(t) for t in tries])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(), check=False, timeout=60
    )
    assert done.stdout == "closed closed closed opened opened opened\n", done.stderr
    assert len(neighbour.calls) == 1


def test_closed_doors_open_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), engine.closed_doors():
        raise ZeroDivisionError
    os.close(os.open(os.devnull, os.O_RDONLY))


# --- time -----------------------------------------------------------------------------------------------------------

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STRLEN(STR(?c)) + STRLEN(STR(?l)) < 0)"


@pytest.mark.parametrize(
    "text",
    [f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {CROSS} }}", f"ASK {{ {CROSS} }}"],
    ids=["SELECT", "CONSTRUCT", "ASK"],
)
def test_a_runaway_query_ends(text: str) -> None:
    """Four times all triples take longer than anybody waits; the process ends, or this test does not."""
    done = imrkg("query", text, "--timeout", "1")
    refused(done, "imrkg: the query ran longer than its limit of 1 s", "--timeout", "docs/errors.md#timed-out")


def test_the_limit_holds_with_service_allowed() -> None:
    done = imrkg("query", f"ASK {{ {CROSS} }}", "--timeout", "1", "--allow-service")
    refused(done, "the query ran longer than its limit of 1 s")


def test_a_timed_out_query_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("kept")
    refused(imrkg("query", f"SELECT * {{ {CROSS} }}", "--timeout", "1", "-o", file), "limit of 1 s")
    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("answer.csv", "kept")]


def test_a_runaway_query_ends_with_control_c() -> None:
    command = [sys.executable, "-m", "imrkg", "query", f"ASK {{ {CROSS} }}", "--timeout", "3000"]
    running = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with pytest.raises(subprocess.TimeoutExpired):
        running.communicate(timeout=2)  # by now it is in the query
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == -signal.SIGINT
    assert out == b""


@pytest.mark.parametrize("word", ["0", "-1", "nan", "inf", "soon"])
def test_a_limit_that_is_none(word: str) -> None:
    refused(imrkg("query", "ASK {}", f"--timeout={word}"), "--timeout", repr(word))


# --- syntax ---------------------------------------------------------------------------------------------------------


BROKEN = [
    ("SELECT ?x\nWHERE { ?x ?y }", 2, 9, "cannot be read from here on"),
    ("SELECT", 1, 7, "cannot be read from here on (found end of text)"),
    ("SELECT ?x WHERE {\n  ?x a imr:Study ;;; .\n  ?x ?y ?z z }", 3, 12, "(found 'z')"),
    ("SELECT * {\n\t?s ?p ?o\n\t?s\n}", 3, 2, "cannot be read from here on"),
    ("SELECT * { ?x a imr:Study } ORDER ?x", 1, 29, "(found 'ORDER')"),
    ("SELEKT ?x {}", 1, 1, "expected SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("PREFIX a: <urn:b> # why\n  FOO {}", 2, 3, "expected SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("", 1, 1, "expected SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("SELECT ?a ?a { VALUES ?a { 1 } }", 1, None, "Duplicated variable name in SELECT"),
    ("SELECT * { ?s nowhere:x ?o }", 1, 24, "the prefix nowhere: is not declared"),
    ("SELECT ?y { ?x a ?z } GROUP BY ?x", 1, None, "The SELECT contains a variable that is unbound"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), BROKEN)
def test_malformed_query(text: str, line: int, column: int | None, said: str) -> None:
    with pytest.raises(BadSyntax) as caught:
        engine.run(small(), text, source="mine.rq", prefixes=ns.PREFIXES)
    first, shown, mark = caught.value.message.split("\n")
    source, said_line, said_column, reason = first.split(":", 3)
    assert (source, int(said_line)) == ("mine.rq", line)
    assert column in (None, int(said_column))
    assert said in reason
    assert shown.strip() == text.split("\n")[line - 1].strip()
    assert mark.index("^") == int(said_column) - 1 + 2  # under the place; both lines are two in


def test_malformed_query_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_text("SELECT ?x\nWHERE { ?x ?y }\n")
    refused(imrkg("query", file), f"{file}:2:9:", "WHERE { ?x ?y }", "Mend the query at the mark", "#bad-syntax")
    refused(imrkg("query", "-", stdin=file.read_bytes()), "standard input:2:9:")
    refused(imrkg("query", "SELECT ?x {"), "query:1:12:")


@pytest.mark.parametrize("tail", ["#" * 60, " " * 5000, "#\n" * 60, "PREFIX a: " * 60, "PREFIX " + ":" * 3000])
def test_a_long_tail_is_read_in_no_time(tail: str) -> None:
    """No pattern of ours goes through all ways to divide a text (this would not end)."""
    for text in (f"SELECT * FROM {tail}", tail, f"{tail} INSERT"):
        with pytest.raises((BadSyntax, Refused)):
            engine.run(small(), text)


def test_prefixes_need_no_declaration() -> None:
    answer = package.query("SELECT ?s { ?s a imr:Study ; rdfs:label ?l } LIMIT 1")
    assert isinstance(answer, results.Result)
    assert len(answer) == 1
