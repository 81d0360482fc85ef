"""The limits of a live server, and what is left of it when it, or one of its processes, ends."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import serving
from fetching import SECONDS, Answer, ask, fetch
from running import imrkg, refused
from support import require

from imrkg import namespaces as ns

# A combination of twelve values each of which is one of ten: counting them takes hours.
_DIGITS = " ".join(f"VALUES ?v{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(12))
FORMATS = ["json", "xml", "csv", "tsv", "html"]
GRAPH_FORMATS = ["ttl", "nt", "jsonld", "rdf", "nq", "trig", "html"]


def runaway(number: int = 0) -> str:
    """Return a query without end; those of different numbers are different."""
    return f"SELECT (COUNT(*) AS ?n{number}) {{ {_DIGITS} }}"


HOG = f"SELECT * {{ {_DIGITS} }} ORDER BY ?v0"


@pytest.fixture(scope="module")
def strict() -> Iterator[str]:
    """A server with tight limits."""
    with serving.running("--timeout", "1.5", "--max-rows", "1000", "--max-memory", "300") as url:
        yield url


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with three statements, for servers that start at once."""
    file = tmp_path_factory.mktemp("data") / "three.ttl"
    file.write_text("@prefix : <http://example.org/> . :a :b :c , 'x' ; :d :e .\n")
    return file


@pytest.fixture(scope="module")
def patient(data: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server whose time limit no test waits for."""
    with serving.process("--data", data, "--timeout", "600", "--max-memory", "300") as found:
        yield found


class Waiting:
    """A query that was sent and not answered yet."""

    def __init__(self, server: str, query: str) -> None:
        where = urlsplit(server)
        self._socket = socket.create_connection((where.hostname or "", where.port or 80), timeout=SECONDS)
        address = f"/sparql?{urlencode({'query': query})}"
        self._socket.sendall(f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    @property
    def answered(self) -> bool:
        return bool(select.select([self._socket], [], [], 0)[0])

    def answer(self) -> Answer:
        with self._socket, self._socket.makefile("rb") as file:
            head, _, body = file.read().partition(b"\r\n\r\n")
        status, *fields = head.decode().split("\r\n")
        headers = dict(field.lower().split(": ", 1) for field in fields)
        return Answer(int(status.split()[1]), headers, body)

    def hang_up(self) -> None:
        self._socket.close()


def eventually(what: Callable[[], bool], why: str) -> None:
    """Wait until something holds; fail where it does not come true."""
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.02)


def works(server: str) -> bool:
    """Return whether a query that is cheap and new gets its right answer."""
    number = time.monotonic_ns()
    answer = ask(server, f"SELECT ({number} + 1 AS ?n) {{}}")
    return answer.status == 200 and str(number + 1) in answer.text


# --------------------------------------------------------------------------------------------- processes


def family(pid: int) -> list[int]:
    """Return the processes that descend from one, itself left out; zombies do not count."""
    require(Path("/proc/self/stat").exists(), "looking at processes takes /proc, which this system does not have")
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(entry.name)] = int(parent)
    found: list[int] = []
    left = [pid]
    while left:
        above = left.pop()
        children = [child for child, parent in parents.items() if parent == above]
        found += children
        left += children
    return found


def alive(pid: int) -> bool:
    """Return whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def niceness(pid: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, pid)


def long_workers(server: subprocess.Popen[str]) -> list[int]:
    """Return the workers that a long query runs in: those at low priority."""
    found = []
    for pid in family(server.pid):
        with contextlib.suppress(ProcessLookupError):
            if niceness(pid) > niceness(server.pid):
                found.append(pid)
    return found


# -------------------------------------------------------------------------------------------------- time


@pytest.mark.parametrize("form", ["json", "html"])
def test_the_time_limit_is_named_and_the_next_query_unharmed(strict: str, form: str) -> None:
    answer = ask(strict, runaway(), format=form, accept="text/html" if form == "html" else None)
    assert answer.status == 503
    assert "time limit of 1.5 s" in answer.text
    assert "retry-after" not in answer.headers, "it would come to the same"
    assert answer.headers["cache-control"] == "no-store"
    assert works(strict)


def test_results_without_end_meet_a_limit(strict: str) -> None:
    """Not only counting: also rows that keep coming, and a graph."""
    for query in (f"SELECT * {{ {_DIGITS} }}", f"CONSTRUCT {{ ?v0 ?v1 ?v2 }} WHERE {{ {_DIGITS} }}",
                  f"ASK {{ {_DIGITS} FILTER(?v0 + ?v11 > 99) }}"):  # fmt: skip
        answer = ask(strict, query)
        assert answer.status == 503
        assert "limit of" in answer.text
    assert works(strict)


# -------------------------------------------------------------------------------------------------- rows


@pytest.mark.parametrize("form", FORMATS)
def test_the_row_limit_is_exact(strict: str, form: str) -> None:
    query = f"SELECT ?s ?o FROM <{ns.GRAPHS['evidence']}> {{ ?s ?p ?o }} LIMIT %d"
    assert ask(strict, query % 1000, format=form).status == 200
    answer = ask(strict, query % 1001, format=form)
    assert answer.status == 503
    assert "1000 rows" in answer.text
    assert "LIMIT" in answer.text


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_the_limit_of_triples_is_exact(strict: str, form: str) -> None:
    query = f"CONSTRUCT FROM <{ns.GRAPHS['evidence']}> WHERE {{ ?s ?p ?o }} LIMIT %d"
    assert ask(strict, query % 1000, format=form).status == 200
    answer = ask(strict, query % 1001, format=form)
    assert answer.status == 503
    assert "1000 triples" in answer.text


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "value",
    ["?nothing", '"line\\nfeed, \\"quotes\\" and \\r\\n"', '""', '"</result><result>{},"', '"\\"\\"\\n\\""', '"a\\tb"'],
)
def test_rows_are_counted_whatever_is_in_them(strict: str, form: str, value: str) -> None:
    query = f"SELECT ({value} AS ?x) ?s {{ {{ SELECT (?none AS ?s) {{ ?a ?b ?c }} LIMIT %d }} }}"
    assert ask(strict, query % 1000, format=form).status == 200
    assert ask(strict, query % 1001, format=form).status == 503


def test_nothing_is_cut_in_silence(strict: str) -> None:
    """What passes is whole, in every format, also with values of 200 KB."""
    query = f"SELECT ?s ?o FROM <{ns.GRAPHS['evidence']}> {{ ?s ?p ?o }} LIMIT 1000"
    assert len(json.loads(ask(strict, query).text)["results"]["bindings"]) == 1000
    assert len(list(csv.reader(io.StringIO(ask(strict, query, format="csv").text, newline="")))) == 1001
    big = 'SELECT (REPLACE(STRDT(?x, <http://www.w3.org/2001/XMLSchema#string>), ".", "0123456789") AS ?y) {'
    big += f' VALUES ?x {{ "{"a" * 20_000}" }} }}'
    for form in ("json", "xml", "csv", "tsv"):
        form_answer = fetch(
            f"{strict}/sparql",
            "POST",
            {"Content-Type": "application/x-www-form-urlencoded"},
            urlencode({"query": big, "format": form}).encode(),
        )
        assert form_answer.status == 200
        assert form_answer.text.count("0123456789") == 20_000


def test_the_size_limit_is_named(strict: str) -> None:
    doubled = "".join(f" BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(17))
    query = f'SELECT ?x17 {{ {{ SELECT ?s {{ ?s ?p ?o }} LIMIT 1000 }} BIND("0" AS ?x0){doubled} }}'
    answer = ask(strict, query)
    assert answer.status == 503
    assert "64 MiB" in answer.text
    assert works(strict)


# ------------------------------------------------------------------------------------- memory and nesting


def test_the_memory_limit_is_named_and_the_next_query_unharmed(patient: tuple[str, object]) -> None:
    url, _ = patient
    answer = ask(url, HOG)
    assert answer.status == 503
    assert "memory limit of 300 MiB" in answer.text
    assert works(url)


DEEP = {
    "braces": lambda n: "ASK " + "{" * n + "}" * n,
    "parentheses": lambda n: "ASK { FILTER" + "(" * n + "true" + ")" * n + " }",
    "negations": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "paths": lambda n: "ASK { ?s " + "(" * n + "<a:b>" + ")*" * n + " ?o }",
    "optional": lambda n: "ASK { " + "OPTIONAL { ?s ?p ?o " * n + "}" * n + " }",
    "lists": lambda n: "ASK { ?s ?p " + "(" * n + ")" * n + " }",
    "blank nodes": lambda n: "ASK { ?s ?p " + "[ ?p " * n + "1" + "]" * n + " }",
    "subqueries": lambda n: "SELECT * {" * n + "}" * n,
    "exists": lambda n: "ASK { " + "FILTER EXISTS { ?s ?p ?o " * n + "}" * n + " }",
    "functions": lambda n: "ASK { FILTER(" + "STR(" * n + "1" + ")" * n + " = '1') }",
}


@pytest.mark.parametrize(
    ("kind", "extra"),
    [
        *((kind, "") for kind in DEEP),
        *((kind, extra) for kind in ("braces", "lists") for extra in (" # SERVICE", "FROM")),
    ],
)
def test_deep_nesting_is_the_fault_of_the_query(strict: str, kind: str, extra: str) -> None:
    url = f"{strict}/sparql"
    if extra == "FROM":
        url += f"?default-graph-uri={ns.GRAPHS['evidence']}"
    for depth in (5, 2_000, 20_000):
        query = DEEP[kind](depth) + (extra if extra != "FROM" else "")
        answer = fetch(url, "POST", {"Content-Type": "application/sparql-query"}, query.encode())
        if depth == 5:
            # Where the word SERVICE stands, a stricter parser decides.
            assert answer.status in ((200, 403) if extra else (200,)), answer.text
        else:
            # What the parsers can take runs (or runs out of time); what they cannot take is a bad request.
            assert answer.status in (200, 400, 403, 503), answer.text
            assert answer.status != 503 or "time limit" in answer.text
        assert works(strict)


def test_nesting_beyond_the_stack_is_a_bad_request(strict: str) -> None:
    query = DEEP["braces"](100_000)
    answer = fetch(f"{strict}/sparql", "POST", {"Content-Type": "application/sparql-query"}, query.encode())
    assert answer.status == 400
    assert "nested too deeply" in answer.text


# --------------------------------------------------------------------------------------- many at the same time


def test_ten_runaway_queries_leave_the_others_answering(patient: tuple[str, subprocess.Popen[str]]) -> None:
    url, server = patient
    sent = [Waiting(url, runaway(number)) for number in range(1, 11)]
    try:
        eventually(lambda: len(long_workers(server)) == 8, "eight of them run on at low priority")
        for number in range(10):
            home = fetch(f"{url}/?n={number}", headers={"Accept": "text/html"})
            assert home.status == 200
            assert "</html>" in home.text
            assert works(url)
            rows = json.loads(ask(url, f"SELECT ?o{number} {{ <http://example.org/a> ?p ?o{number} }}").text)
            assert len(rows["results"]["bindings"]) == 3
        eventually(lambda: sum(waiting.answered for waiting in sent) == 2, "two are too many")
        assert len(long_workers(server)) == 8, "the others have been running all the time"
        refusals = [waiting for waiting in sent if waiting.answered]
        for waiting in refusals:
            answer = waiting.answer()
            assert answer.status == 503
            assert b"8 are running" in answer.body
            assert int(answer.headers["retry-after"]) > 0
    finally:
        for waiting in sent:
            waiting.hang_up()
    eventually(lambda: not long_workers(server), "who has hung up is not worked for")
    assert works(url)


def test_who_asks_the_same_at_the_same_time_shares_the_work(patient: tuple[str, subprocess.Popen[str]]) -> None:
    url, server = patient
    sent = [Waiting(url, runaway(77)) for _ in range(5)]
    try:
        eventually(lambda: len(long_workers(server)) == 1, "one worker for all of them")
        (worker,) = long_workers(server)
        for waiting in sent[:4]:
            waiting.hang_up()
        assert works(url)
        assert long_workers(server) == [worker], "one of them still waits"
        assert not sent[4].answered
    finally:
        for waiting in sent:
            waiting.hang_up()
    eventually(lambda: not alive(worker), "nobody waits any more")


def test_no_more_wait_than_may(data: Path) -> None:
    with serving.running("--data", data, "--quick", "1", "--long", "1", "--max-waiting", "2", "--timeout", "3") as url:
        sent = [Waiting(url, runaway(number)) for number in range(8)]
        answers = [waiting.answer() for waiting in sent]
        assert {answer.status for answer in answers} == {503}
        texts = [answer.body.decode() for answer in answers]
        full = [text for text in texts if "2 are waiting" in text]
        long = [text for text in texts if "1 are running" in text]
        # One runs to the time limit; where the machine was slow to send, the queue had moved on in the meantime.
        assert sum("time limit of 3 s" in text for text in texts) >= 1
        assert full
        assert long
        assert all("retry-after" in a.headers for a in answers if b"time limit" not in a.body)
        assert works(url)


# ------------------------------------------------------------------------------------ ends of processes


def test_hanging_up_ends_the_query(patient: tuple[str, subprocess.Popen[str]]) -> None:
    url, server = patient
    waiting = Waiting(url, runaway(1000))
    eventually(lambda: len(long_workers(server)) == 1, "it runs")
    (worker,) = long_workers(server)
    waiting.hang_up()
    eventually(lambda: not alive(worker), "its worker is gone")
    assert works(url)


def test_workers_that_are_killed_from_outside_are_replaced(patient: tuple[str, subprocess.Popen[str]]) -> None:
    url, server = patient
    (nursery, *_) = family(server.pid)
    for worker in family(nursery):
        os.kill(worker, signal.SIGKILL)
    eventually(lambda: works(url), "idle ones")
    waiting = Waiting(url, runaway(2000))
    eventually(lambda: len(long_workers(server)) == 1, "it runs")
    os.kill(long_workers(server)[0], signal.SIGKILL)
    answer = waiting.answer()
    assert answer.status == 503
    assert b"limit of" not in answer.body, "it met no limit of ours"
    assert works(url)
    eventually(lambda: not long_workers(server), "the dead do not stay")


def zombies(pid: int) -> int:
    """Return how many dead children a process has not collected."""
    found = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                found += state == "Z" and int(parent) == pid
    return found


def test_the_dead_are_collected(patient: tuple[str, subprocess.Popen[str]]) -> None:
    url, server = patient
    (nursery, *_) = family(server.pid)
    for number in range(6):
        waiting = Waiting(url, runaway(3000 + number))
        time.sleep(0.05 * number)
        waiting.hang_up()
    eventually(lambda: not long_workers(server) and not zombies(nursery), "no zombie is left")
    # Workers end at the latest when the next job needs their place, so there are never many.
    assert len(family(nursery)) <= 12


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_being_told_to_stop_ends_all(data: Path, number: signal.Signals) -> None:
    with serving.process("--data", data, "--timeout", "60") as (url, server):
        waiting = Waiting(url, runaway())
        eventually(lambda: len(long_workers(server)) == 1, "a query runs")
        others = family(server.pid)
        server.send_signal(number)
        assert server.wait(timeout=SECONDS) == 0
        eventually(lambda: not any(map(alive, others)), "no process is left")
        waiting.hang_up()


def test_killing_the_server_leaves_nothing_for_long(data: Path) -> None:
    with serving.process("--data", data, "--timeout", "2") as (url, server):
        waiting = Waiting(url, runaway())
        eventually(lambda: len(long_workers(server)) == 1, "a query runs")
        others = family(server.pid)
        assert len(others) >= 2
        server.kill()
        server.wait()
        # The port is free at once, though the worker of the query may take until its limit to end.
        where = urlsplit(url)
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind((where.hostname, where.port))
            again.listen()
        eventually(lambda: not any(map(alive, others)), "no process is left")
        waiting.hang_up()


# ---------------------------------------------------------------------------------- nothing from elsewhere


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of this machine that nobody may connect to."""
    with socket.create_server(("127.0.0.1", 0)) as connection:
        connection.setblocking(False)
        yield connection


def test_nothing_is_fetched(strict: str, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    count = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    targets = [f"http://127.0.0.1:{port}/data.ttl", f"http://localhost:{port}/", "file:///etc/passwd", "file:///",
               Path(__file__).as_uri(), f"ftp://127.0.0.1:{port}/"]  # fmt: skip
    for iri in targets:
        for answer in (
            ask(strict, count.format(f"FROM <{iri}>")),
            ask(strict, count.format(""), default_graph_uri=iri),
            ask(strict, count.format("").replace("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"), named_graph_uri=iri),
            ask(strict, count.format(f"FROM NAMED <{iri}>").replace("?s ?p ?o", f"GRAPH <{iri}> {{ ?s ?p ?o }}")),
        ):
            assert answer.status == 200
            assert '"value":"0"' in answer.text
        assert ask(strict, f"DESCRIBE <{iri}>", "application/n-triples").body == b""
        assert ask(strict, f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?o }} }}").status == 403
        assert ask(strict, f"SELECT * {{ BIND(<{iri}> AS ?e) SERVICE SILENT ?e {{ ?s ?p ?o }} }}").status == 403
        assert ask(strict, f"LOAD <{iri}>").status == 403
        context = {"Content-Type": "application/sparql-query", "Link": f'<{iri}>; rel="context"', "Referer": iri}
        assert fetch(f"{strict}/sparql", "POST", context, b"ASK {}").status == 200
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_no_descriptor_of_the_server_is_left_to_workers(patient: tuple[str, subprocess.Popen[str]]) -> None:
    """A worker has its socket, what it writes errors to, and nothing that leads to clients or files."""
    url, server = patient
    assert works(url)
    ours = set(descriptors(server.pid).values())
    for worker in family(server.pid):
        theirs = list(descriptors(worker).values())
        assert len(theirs) == 1
        assert theirs[0].startswith("socket:")
        assert theirs[0] not in ours


def descriptors(pid: int) -> dict[int, str]:
    """Return what a process has open beside standard input, output and error."""
    found = {int(entry.name): str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    return {number: target for number, target in found.items() if number > 2}


# ------------------------------------------------------------------------------------------------- starting


def test_a_port_in_use(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused(imrkg("serve", "--data", data, "--port", port), f"127.0.0.1:{port}", "--port")


@pytest.mark.parametrize(
    ("options", "fragments"),
    [
        (["--host", "no.such.host.invalid"], ["no.such.host.invalid", "--host"]),
        (["--host", "192.0.2.1"], ["192.0.2.1", "--host"]),
        (["--port", "70000"], ["70000"]),
        (["--port", "-1"], ["-1"]),
        (["--port", "http"], ["http"]),
        (["--timeout", "0"], ["--timeout"]),
        (["--timeout", "nan"], ["--timeout"]),
        (["--max-rows", "-3"], ["--max-rows"]),
        (["--max-memory", "1.5"], ["--max-memory"]),
        (["--quick", "0"], ["--quick"]),
        (["--base-path", "/a b"], ["--base-path"]),
        (["--base-path", "/<x>"], ["--base-path"]),
        (["--public-url", "kg.example.org"], ["--public-url"]),
        (["--data", "missing.ttl"], ["missing.ttl"]),
        (["--graph", "http://example.org/g"], ["IRI=FILE"]),
        (["--graph", "http://example.org/g=missing.ttl"], ["missing.ttl"]),
        (["--graph", "not an iri://=missing.ttl"], ["not an iri://"]),
    ],
)
def test_options_that_cannot_be(tmp_path: Path, options: list[str], fragments: list[str]) -> None:
    refused(imrkg("serve", "--port", "0", *options, cwd=tmp_path), *fragments)


@pytest.mark.parametrize("option", ["--data", "--graph"])
def test_a_file_with_an_error_says_where(tmp_path: Path, option: str) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text("@prefix : <http://example.org/> .\n:a :b :c .\n:a :b\n")
    given = str(file) if option == "--data" else f"http://example.org/g={file}"
    refused(imrkg("serve", "--port", "0", option, given), "bad.ttl:", ":")


def test_a_graph_whose_name_holds_an_equals_sign(data: Path) -> None:
    name = "http://example.org/g?a=b"
    with serving.running("--graph", f"{name}={data}") as url:
        answer = ask(url, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}", "text/csv")
        assert answer.text.split() == ["n", "3"]
