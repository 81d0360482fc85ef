"""Measures `imrkg serve` side by side with `oxigraph serve` and rdflib-endpoint on the same data.

The load comes from wrk. Every server answers every query first, and the rows are compared. Then each
cell (a query at a number of connections) runs on the servers in turn, so that a busy moment of the
machine falls on all; medians of the rounds are shown. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from imrkg import namespaces as ns  # noqa: E402
from imrkg import question, resources, results, store  # noqa: E402
from imrkg.errors import ImrkgError  # noqa: E402

JSON = "application/sparql-results+json"
START_SECONDS, ANSWER_SECONDS, SETTLE_SECONDS = 120.0, 120.0, 2.0
# The lines: how many times the requests per second of oxigraph serve.
REACH = {"cheap": 0.25, "medium": 3.0, "aggregate": 3.0, "question": 1.0}
# Those that all three can answer: rdflib cannot sort by what is unbound in some rows.
QUESTIONS = ("modules", "studies", "table-2", "outcome-summary")
OURS, OXIGRAPH, RDFLIB = "imrkg", "oxigraph", "rdflib-endpoint"

# A number takes the place of @N@ in each request, so that no two are the same query: nothing can be kept.
PREFIXES = "".join(f"PREFIX {name}: <{ns.PREFIXES[name]}> " for name in ("dcterms", "imr", "prov", "rdfs"))
CHEAP = PREFIXES + "SELECT ?label WHERE { <@STUDY@> rdfs:label ?label } LIMIT @N@"
MEDIUM = (
    PREFIXES
    + """SELECT ?finding ?study ?outcome ?result ?instrument ?place WHERE {
  ?finding a imr:Finding ; imr:ofStudy ?s ; imr:ofOutcome ?o ; imr:hasResult ?r ; prov:wasDerivedFrom ?source .
  ?s rdfs:label ?study . ?o rdfs:label ?outcome . ?r imr:key ?result . ?source rdfs:label ?place .
  OPTIONAL { ?finding imr:usesInstrument ?i . ?i rdfs:label ?instrument }
  FILTER (?result != "mixed" && CONTAINS(LCASE(STR(?outcome)), "symptom"))
} LIMIT @N@"""
)
# Distinct: in the union of graphs, Oxigraph counts a triple once for each graph that holds it, rdflib once.
AGGREGATE = (
    PREFIXES
    + "SELECT ?place (COUNT(DISTINCT ?thing) AS ?things) "
    + "WHERE { ?thing prov:wasDerivedFrom ?source . ?source dcterms:isPartOf ?place } GROUP BY ?place LIMIT @N@"
)
# Without a join there is little for an index in memory to win: most of the time goes into counting.
PROFILE = (
    PREFIXES
    + "SELECT ?property (COUNT(DISTINCT ?thing) AS ?things) "
    + "WHERE { ?thing ?property ?value } GROUP BY ?property LIMIT @N@"
)
# Numbers from here on: as LIMIT they cut nothing.
FIRST = 1_000_000_000

LUA = """
local paths, count, number = {}, 0, 0
function init(args)
  for line in io.lines(args[1]) do count = count + 1; paths[count] = line end
  number = tonumber(args[2])
  wrk.headers["Accept"] = args[3]
end
function request()
  number = number + 1
  local path = string.gsub(paths[number % count + 1], "@N@", tostring(number))
  return wrk.format("GET", path)
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "failed": %d, "refused": %d, "late": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write, e.status, e.timeout))
end
"""

RDFLIB_SERVER = """
import socket, sys, rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
trig, ontology, graph = sys.argv[1:]
data = rdflib.Dataset(default_union=True)
data.parse(trig, format="trig")
data.graph(rdflib.URIRef(graph)).parse(ontology, format="turtle")
listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
config = uvicorn.Config(SparqlEndpoint(graph=data), log_level="error", access_log=False)
uvicorn.Server(config).run(sockets=[listening])
"""


class Failed(Exception):
    """Something that the comparison cannot do without."""


# ------------------------------------------------------------------------------------------------ servers


class Server:
    """A server that is started on a port of the machine's choice and can be started again.

    Args:
        name: what to call it.
        path: path of its endpoint.
        command: returns the command for a port that is free now.
        announces: whether it prints its address on standard output, because it chose the port itself.
    """

    def __init__(self, name: str, path: str, command: Callable[[int], Sequence[str]], announces: bool) -> None:
        self.name = name
        self._path = path
        self._command = command
        self._announces = announces
        self._process: subprocess.Popen[str] | None = None
        self.endpoint = ""

    def start(self) -> None:
        """Start it and return when it answers."""
        port = 0 if self._announces else free_port()
        output = subprocess.PIPE if self._announces else subprocess.DEVNULL
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")} if self.name == OURS else _without_python_path()
        self._process = subprocess.Popen(
            self._command(port), stdout=output, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        address = self._announced() if self._announces else f"http://127.0.0.1:{port}/"
        self.endpoint = address.rstrip("/") + self._path
        end = time.monotonic() + START_SECONDS
        while not self.answers("ASK {}", SETTLE_SECONDS):
            if time.monotonic() > end or self._process.poll() is not None:
                raise Failed(f"{self.name} does not answer at {self.endpoint}")
            time.sleep(0.1)

    def _announced(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            for word in line.split():
                if word.startswith("http://127.0.0.1:"):
                    return word
        raise Failed(f"{self.name} ended before it said where it listens")

    def stop(self) -> None:
        """End it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def settle(self) -> None:
        """Return when it has done what it was asked: one that still works on requests nobody waits for starts anew."""
        if not self.answers("ASK {}", SETTLE_SECONDS):
            self.stop()
            self.start()

    def answers(self, query: str, seconds: float) -> bool:
        """Return whether it answers a query within some seconds."""
        try:
            self.ask(query, seconds)
        except OSError:
            return False
        return True

    def ask(self, query: str, seconds: float = ANSWER_SECONDS) -> bytes:
        """Return the answer to a query as SPARQL results in JSON."""
        address = f"{self.endpoint}?{urllib.parse.urlencode({'query': query})}"
        request = urllib.request.Request(address, headers={"Accept": JSON})
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:
                content: bytes = answer.read()
        except urllib.error.HTTPError as error:
            raise Failed(f"{self.name}: {error}: {error.read(300).decode(errors='replace')}") from None
        return content


def free_port() -> int:
    """Return a port that is free on the loopback interface now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def _without_python_path() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def imrkg_server() -> Server:
    """Return our server, as anybody starts it."""
    return Server(OURS, "/sparql", lambda _: [sys.executable, "-m", "imrkg", "serve", "--port", "0"], True)


def oxigraph_server(folder: Path) -> Server:
    """Return Oxigraph's own server over a store on disk with the same graphs."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        raise Failed("oxigraph is not installed (pip install oxigraph)")
    location = str(folder / "oxigraph")
    for more in (
        ("load", "--file", str(resources.dataset())),
        ("load", "--file", str(resources.ontology()), "--graph", ns.ONTOLOGY_GRAPH),
        ("optimize",),
    ):
        done = subprocess.run([program, more[0], "--location", location, *more[1:]], capture_output=True, text=True)
        if done.returncode:
            raise Failed(f"oxigraph {more[0]}: {done.stderr}")
    serve = [program, "serve-read-only", "--location", location, "--union-default-graph", "--bind"]
    return Server(OXIGRAPH, "/query", lambda port: [*serve, f"127.0.0.1:{port}"], False)


def rdflib_server(folder: Path, python: str | None) -> Server:
    """Return rdflib-endpoint in an environment of its own: one that is given, or one made in `folder`."""
    if python is None:
        environment = folder / "rdflib-endpoint"
        subprocess.run([sys.executable, "-m", "venv", environment], check=True, env=_without_python_path())
        python = str(environment / "bin" / "python")
        install = [python, "-m", "pip", "install", "-q", "rdflib-endpoint[web]"]
        if subprocess.run(install, env=_without_python_path(), stderr=subprocess.DEVNULL).returncode:
            raise Failed("rdflib-endpoint could not be installed; leave it out with --servers imrkg oxigraph")
    script = folder / "rdflib_server.py"
    script.write_text(RDFLIB_SERVER, encoding="utf-8")
    command = [python, str(script), str(resources.dataset()), str(resources.ontology()), ns.ONTOLOGY_GRAPH]
    return Server(RDFLIB, "/", lambda _: command, True)


@contextmanager
def running(servers: Iterable[Server]) -> Iterator[None]:
    """Start the servers, and end them in any case."""
    with ExitStack() as stack:
        for server in servers:
            stack.callback(server.stop)
            server.start()
        yield


# ------------------------------------------------------------------------------------------------ queries


@dataclass(frozen=True)
class Asked:
    """A query of the comparison.

    Attributes:
        name: what to call it.
        kind: cheap, medium, aggregate or question, which decides what to reach.
        texts: the query; where there are several, they take turns.
    """

    name: str
    kind: str
    texts: tuple[str, ...]

    @property
    def example(self) -> str:
        """One query as it is sent."""
        return self.texts[0].replace("@N@", str(FIRST))

    def paths(self, server: Server) -> str:
        """Return what wrk asks of a server, one address without a host a line."""
        path = urllib.parse.urlsplit(server.endpoint).path
        # The mark is not to be percent-encoded.
        return "".join(f"{path}?query={urllib.parse.quote(text, safe='@')}\n" for text in self.texts)


def asked(slugs: Iterable[str]) -> list[Asked]:
    """Return the queries of the comparison."""
    studies = results.collect(
        store.bundled().query(
            f"SELECT DISTINCT ?s {{ ?s a <{ns.IMR}Study> }} ORDER BY ?s", use_default_graph_as_union=True
        )
    )
    iris = [str(getattr(row[0], "value", "")) for row in studies.terms]
    return [
        Asked("cheap", "cheap", tuple(CHEAP.replace("@STUDY@", iri) for iri in iris)),
        Asked("medium", "medium", (MEDIUM,)),
        Asked("aggregate", "aggregate", (AGGREGATE,)),
        Asked("profile", "aggregate", (PROFILE,)),
        *(Asked(slug, "question", (question.get(slug).text,)) for slug in slugs),
    ]


def rows(answer: bytes) -> Counter[tuple[tuple[str, str, str, str], ...]]:
    """Return the rows of SPARQL results in JSON in a form that can be compared, whatever their order."""
    found = json.loads(answer)["results"]["bindings"]
    return Counter(tuple(sorted((name, *_term(term)) for name, term in row.items())) for row in found)


def _term(term: dict[str, str]) -> tuple[str, str, str]:
    datatype = term.get("datatype", "")
    return term["value"], term.get("xml:lang", "").lower(), "" if datatype.endswith("#string") else datatype


def check(servers: Sequence[Server], queries: Iterable[Asked]) -> dict[str, int]:
    """Return the number of rows of each query, after comparing the answers of all servers.

    Raises:
        Failed: they differ, so that a comparison of speeds would mean nothing.
    """
    counts = {}
    for query in queries:
        answers = {server.name: rows(server.ask(query.example)) for server in servers}
        first = answers[servers[0].name]
        differing = [name for name, answer in answers.items() if answer != first]
        if differing or not first:
            numbers = {name: answer.total() for name, answer in answers.items()}
            raise Failed(f"{query.name}: the servers do not give the same rows: {numbers}")
        counts[query.name] = first.total()
    return counts


# --------------------------------------------------------------------------------------------------- load


@dataclass(frozen=True)
class Cell:
    """What wrk saw in one run: requests a second, latencies in milliseconds, and what went wrong."""

    rate: float
    p50: float
    p99: float
    failed: int
    refused: int
    late: int

    @property
    def errors(self) -> int:
        """Requests that were not answered well."""
        return self.failed + self.refused + self.late


def load(server: Server, query: Asked, connections: int, seconds: int, start: int, folder: Path) -> Cell:
    """Put load on a server for some seconds and return what came of it."""
    script, paths = folder / "load.lua", folder / "paths.txt"
    script.write_text(LUA, encoding="utf-8")
    paths.write_text(query.paths(server), encoding="utf-8")
    command = [
        "wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "60s",
        "--script", str(script), server.endpoint, "--", str(paths), str(start), JSON,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 90)
    if done.returncode:
        raise Failed(f"wrk: {done.stderr or done.stdout}")
    seen = json.loads(done.stdout.splitlines()[-1])
    rate = seen["requests"] / seen["seconds"]
    return Cell(rate, seen["p50"], seen["p99"], seen["failed"], seen["refused"], seen["late"])


def middle(cells: Sequence[Cell]) -> Cell:
    """Return the medians of some rounds, and the sums of what went wrong."""
    rate, p50, p99 = (statistics.median(getattr(cell, name) for cell in cells) for name in ("rate", "p50", "p99"))
    failed, refused, late = (sum(getattr(cell, name) for cell in cells) for name in ("failed", "refused", "late"))
    return Cell(rate, p50, p99, failed, refused, late)


def measure(
    servers: Sequence[Server], query: Asked, connections: int, seconds: int, rounds: int, folder: Path
) -> dict[str, list[Cell]]:
    """Return what each server did in each round; they take turns."""
    cells: dict[str, list[Cell]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            # Never the same number twice in the life of a server.
            start = FIRST + time.monotonic_ns() % 8_000_000_000_000 // 1000
            cells[server.name].append(load(server, query, connections, seconds, start, folder))
            server.settle()
    return cells


# ------------------------------------------------------------------------------------------------- report


@dataclass(frozen=True)
class Line:
    """One line of the report: a query at a number of connections, on every server."""

    query: str
    kind: str
    connections: int
    cells: dict[str, Cell]

    def ratio(self, other: str) -> float | None:
        """Return how many times the requests a second of another server ours did."""
        if other not in self.cells:
            return None
        rate = self.cells[other].rate
        return self.cells[OURS].rate / rate if rate else float("inf")

    def verdicts(self) -> dict[str, bool]:
        """Return what was to be reached here, and whether it was."""
        found = {}
        against_oxigraph, against_rdflib = self.ratio(OXIGRAPH), self.ratio(RDFLIB)
        if against_oxigraph is not None:
            least = REACH[self.kind]
            # To be ahead is more than to be even.
            reached = against_oxigraph > least if self.kind == "question" else against_oxigraph >= least
            found[f"{self.kind}: {'ahead of' if least == 1 else f'at least {least:g} ×'} {OXIGRAPH}"] = reached
        if against_rdflib is not None:
            found[f"ahead of {RDFLIB}"] = against_rdflib > 1
        if self.connections >= 64:
            found["no error at 64 connections"] = not self.cells[OURS].errors
        return found


def _rate(cell: Cell | None) -> str:
    if cell is None:
        return "–"
    rate = f"{cell.rate:,.0f}" if cell.rate >= 20 else f"{cell.rate:.1f}"
    p99 = f"{cell.p99:,.0f}" if cell.p99 >= 20 else f"{cell.p99:.1f}"
    errors = f", {cell.errors} errors" if cell.errors else ""
    return f"{rate} ({p99}{errors})" if cell.rate else f"none answered{errors}"


def _times(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if value < 20 else f"{value:,.0f}"


def row(line: Line) -> str:
    """Return a line of the report as a row of a Markdown table."""
    reached = "met" if all(line.verdicts().values()) else "**not met**"
    kind = "the same again" if line.kind == "question" else "never the same"
    cells = [line.cells.get(name) for name in (OURS, OXIGRAPH, RDFLIB)]
    columns = [
        f"`{line.query}`, {kind}", str(line.connections), *map(_rate, cells), _times(line.ratio(OXIGRAPH)),
        _times(line.ratio(RDFLIB)), reached,
    ]  # fmt: skip
    return "| " + " | ".join(columns) + " |"


def summary(lines: Iterable[Line]) -> str:
    """Return a Markdown table of what was to be reached, in how many cells it was."""
    met: dict[str, list[tuple[bool, Line]]] = {}
    for line in lines:
        for name, reached in line.verdicts().items():
            met.setdefault(name, []).append((reached, line))
    shown = ["| reach | met in | not met |", "| --- | --- | --- |"]
    for name, found in met.items():
        missed = ", ".join(f"`{line.query}` at {line.connections}" for reached, line in found if not reached)
        shown.append(f"| {name} | {sum(reached for reached, _ in found)} of {len(found)} | {missed or 'none'} |")
    return "\n".join(shown)


def versions(python: str | None) -> str:
    """Return the versions of what was measured."""
    found = [f"Python {platform.python_version()}"]
    for package in ("pyoxigraph", "starlette", "uvicorn", "oxigraph"):
        found.append(f"{package} {importlib.metadata.version(package)}")
    if python:
        text = "import importlib.metadata as m; print('rdflib-endpoint', m.version('rdflib-endpoint'))"
        done = subprocess.run([python, "-c", text], capture_output=True, text=True, env=_without_python_path())
        found.append(done.stdout.strip())
    told = subprocess.run(["wrk", "--version"], capture_output=True, text=True).stdout
    found.append(" ".join(told.split()[:2]))
    return f"{', '.join(found)}; {platform.machine()}, {os.cpu_count()} processors"


def options() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--seconds", type=int, default=3, help="seconds of load for each cell and round (default 3)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, whose median is shown (default 3)")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 64], help="default 1 8 64")
    parser.add_argument("--questions", nargs="*", default=QUESTIONS, help=f"default {' '.join(QUESTIONS)}")
    parser.add_argument(
        "--only", nargs="+", help="names of the queries to measure: cheap, medium, aggregate, profile, a slug"
    )
    parser.add_argument("--servers", nargs="+", choices=(OURS, OXIGRAPH, RDFLIB), default=[OURS, OXIGRAPH, RDFLIB])
    parser.add_argument("--rdflib-python", help="a Python that has rdflib-endpoint[web] already")
    parser.add_argument("--json", type=Path, help="file to write every figure to")
    return parser.parse_args()


def main() -> int:
    """Run what was asked for and return the exit code: 1 where something could not be compared."""
    chosen = options()
    try:
        with tempfile.TemporaryDirectory(prefix="imrkg-bench-") as name:
            return run(chosen, Path(name))
    except (Failed, ImrkgError) as error:
        print(f"serve.py: {error}", file=sys.stderr)
        return 1


def run(chosen: argparse.Namespace, folder: Path) -> int:
    """Compare the servers, print the tables and write the figures."""
    if shutil.which("wrk") is None:
        raise Failed("wrk, which makes the load, is not installed (Debian: apt-get install wrk)")
    queries = [query for query in asked(chosen.questions) if not chosen.only or query.name in chosen.only]
    if not queries:
        raise Failed(f"no query is called {', '.join(chosen.only)}")
    makers: dict[str, Callable[[], Server]] = {
        OURS: imrkg_server,
        OXIGRAPH: partial(oxigraph_server, folder),
        RDFLIB: partial(rdflib_server, folder, chosen.rdflib_python),
    }
    servers = [makers[name]() for name in (OURS, OXIGRAPH, RDFLIB) if name in {OURS, *chosen.servers}]
    own_python = folder / "rdflib-endpoint" / "bin" / "python"
    about = versions(chosen.rdflib_python or (str(own_python) if own_python.exists() else None))
    print(f"# Servers side by side\n\n{about}.")
    print(f"Load by wrk: one thread, {chosen.seconds} s for each cell, medians of {chosen.rounds} rounds in turn.\n")
    lines = []
    with running(servers):
        counts = check(servers, queries)
        same = ", ".join(f"{name} {count:,}" for name, count in counts.items())
        print(f"{len(store.bundled()):,} triples. All servers give the same rows: {same}.\n")
        print("Requests a second (p99 in milliseconds); ratios of requests a second.\n")
        print(f"| query | connections | {OURS} | {OXIGRAPH} | {RDFLIB} | × {OXIGRAPH} | × {RDFLIB} | reach |")
        print("|" + " --- |" * 8, flush=True)
        for query in queries:
            for connections in chosen.connections:
                cells = measure(servers, query, connections, chosen.seconds, chosen.rounds, folder)
                lines.append(Line(query.name, query.kind, connections, {n: middle(c) for n, c in cells.items()}))
                print(row(lines[-1]), flush=True)
    print(f"\n{summary(lines)}\n", flush=True)
    if chosen.json:
        content = {"about": about, "rows": counts, "lines": [asdict(line) for line in lines]}
        chosen.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
