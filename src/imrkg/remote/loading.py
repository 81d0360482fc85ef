"""Puts graphs into a running triple store, so that it can be done again at any time, and counts them there.

SPARQL 1.1 Graph Store HTTP Protocol (one PUT replaces one graph), or SPARQL 1.1 Update where a store
has no such thing (the graph is emptied, then filled in batches).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox

import imrkg
from imrkg import results, store
from imrkg.errors import MissingEngine, NotReached, Refused, TimedOut, UnknownName, nearest
from imrkg.remote import address

if TYPE_CHECKING:
    import httpx

Graphs = dict[str, list[ox.Triple]]
Progress = Callable[[str], None]
_AGAIN = (429, 502, 503, 504)
_LONGEST_WAIT = 120.0
_SAFE = "Run the same command again when that is mended: each graph is replaced as a whole, so nothing comes in twice."


class Count(NamedTuple):
    """How many triples of a graph were sent, and how many the store holds (None: it could not say)."""

    graph: str
    sent: int
    held: int | None


class Loaded(NamedTuple):
    """What was done.

    Attributes:
        protocol: gsp or update.
        counted: where the triples were counted, for people.
        counts: one for each graph.
    """

    protocol: str
    counted: str
    counts: tuple[Count, ...]

    @property
    def complete(self) -> bool:
        """Whether the store holds as many triples in each graph as were sent."""
        return all(count.held == count.sent for count in self.counts)


class Options(NamedTuple):
    """How to load.

    Attributes:
        protocol: auto, gsp or update.
        query_endpoint: where the store answers queries, if that cannot be told from its address.
        timeout: seconds that the store may be silent.
        retries: how often a request is tried again that failed for a while.
        batch: triples in one update.
        insecure: send credentials over plain HTTP to another machine.
    """

    protocol: str = "auto"
    query_endpoint: str | None = None
    timeout: float = 300.0
    retries: int = 5
    batch: int = 1000
    insecure: bool = False


def load(
    url: str,
    names: Sequence[str] = (),
    data: Sequence[Path] = (),
    into: str | None = None,
    options: Options = Options(),  # noqa: B008 - a tuple
    progress: Progress = lambda text: None,
) -> Loaded:
    """Put graphs into the store at `url`, each under its own IRI, and count them there.

    Credentials come from the environment (IMRKG_STORE_USER with IMRKG_STORE_PASSWORD, or IMRKG_STORE_TOKEN).

    Args:
        url: where the store speaks the Graph Store Protocol, or SPARQL Update.
        names: graphs to load, by IRI or by the last part of it; all of them by default.
        data: RDF files to load in the place of the shipped graph.
        into: IRI of the graph for the triples of `data` that are in no graph.
        options: protocol, patience, size of the batches.
        progress: called with a line of text for each step.

    Raises:
        UnknownName: an address, a protocol or a graph that does not exist.
        Refused: credentials that would be exposed, or triples that belong to no graph.
        NotReached, TimedOut: the store does not do what it is asked; what was done till then is in the message.
        MissingEngine: httpx is not installed.
    """
    if options.protocol not in address.PROTOCOLS:
        raise UnknownName(
            f"no protocol {options.protocol!r}", nearest(options.protocol, address.PROTOCOLS, "protocols")
        )
    who = address.credentials()
    parts = address.check(url, who, options.insecure)
    asked = options.query_endpoint or address.query_endpoint(parts)
    if asked is not None:
        address.check(asked, who, options.insecure)
    graphs = _chosen(_graphs(data, into), names)
    with _Store(url, asked, who, options, progress) as target:
        protocol = options.protocol if options.protocol != "auto" else target.protocol(address.spoken(parts))
        target.send(protocol, graphs)
        return Loaded(protocol, *target.count(protocol, graphs))


def _graphs(data: Sequence[Path], into: str | None) -> Graphs:
    """Return the triples of each named graph, each triple once; the smallest graph first."""
    quads: Iterable[ox.Quad] = store.from_files(data) if data else store.bundled()
    found: Graphs = {}
    for quad in quads:
        if isinstance(quad.graph_name, ox.NamedNode):
            name = quad.graph_name.value
        elif into is not None:
            name = into
        else:
            raise Refused(
                f"{', '.join(map(str, data))}: there are triples in no named graph",
                "Say with --into IRI which graph they are to replace; the default graph of a store is left alone.",
            )
        found.setdefault(name, []).append(quad.triple)
    return {name: list(dict.fromkeys(found[name])) for name in sorted(found, key=lambda n: (len(found[n]), n))}


def _chosen(graphs: Graphs, names: Sequence[str]) -> Graphs:
    if not names:
        return graphs
    short = {name.rstrip("/#").rpartition("/")[2]: name for name in graphs}
    for name in names:
        if name not in graphs and name not in short:
            raise UnknownName(f"there is no graph {name!r}", nearest(name, sorted(short), "graphs"))
    wanted = {short.get(name, name) for name in names}
    return {name: triples for name, triples in graphs.items() if name in wanted}


class _Store:
    """A store that speaks HTTP: requests with patience, and the two protocols."""

    def __init__(
        self, url: str, query_endpoint: str | None, who: address.Credentials, options: Options, progress: Progress
    ) -> None:
        self.url = url
        self.query_endpoint = query_endpoint
        self.options = options
        self.progress = progress
        self.client = _client(who, options.timeout)
        self.done: list[str] = []

    def __enter__(self) -> _Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def protocol(self, told: str | None) -> str:
        """Return the protocol that the store speaks here; it is asked where the address does not tell."""
        if told is not None:
            self.progress(f"{_NAMES[told]}, told by the address")
            return told
        # An update that changes nothing: only an update endpoint takes it.
        answer = self.request("POST", "the protocol", content=b"INSERT DATA { }", headers=_UPDATE)
        if answer.is_success:
            self.progress(f"{_NAMES['update']}: the store took an update that changes nothing")
            return "update"
        parameters = {"graph": "urn:imrkg:no-such-graph"}
        found = self.request("GET", "the protocol", params=parameters, headers=_TRIPLES)
        kind = found.headers.get("content-type", "").partition(";")[0]
        if found.status_code == 204 or (found.is_success and kind == "application/n-triples"):
            self.progress(f"{_NAMES['gsp']}: the store gave a graph")
            return "gsp"
        raise self.failure(
            f"it takes no SPARQL Update ({_said(answer)}) and gives no graph ({_said(found)})",
            address.likely(urlsplit(self.url))
            + "See docs/stores.md for the address that each store wants, or name the protocol with --protocol.",
        )

    def send(self, protocol: str, graphs: Graphs) -> None:
        """Replace each graph in the store by what `graphs` holds."""
        self.progress(f"{len(graphs)} graphs, {sum(map(len, graphs.values())):,} triples to {self.url}")
        for number, (name, triples) in enumerate(graphs.items(), start=1):
            step = f"{number}/{len(graphs)} <{name}>"
            if protocol == "gsp":
                data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
                answer = self.request("PUT", step, params={"graph": name}, content=data, headers=_CONTENT)
                self.expect_success(answer, step)
            else:
                self.update(step, name, triples)
            self.progress(f"{step}: {len(triples):,} triples")
            self.done.append(name)

    def update(self, step: str, name: str, triples: Sequence[ox.Triple]) -> None:
        """Empty a graph and fill it in batches."""
        sent = 0
        for text, count in updates(name, triples, self.options.batch):
            answer = self.request("POST", step, content=text.encode(), headers=_UPDATE)
            self.expect_success(answer, step, "A store may take less at once: try a smaller --batch. ")
            sent += count
            if 0 < sent < len(triples):
                self.progress(f"{step}: {sent:,} of {len(triples):,} triples")

    def count(self, protocol: str, graphs: Graphs) -> tuple[str, tuple[Count, ...]]:
        """Return where was counted, and what was sent and is held of each graph."""
        if protocol == "gsp" and self.query_endpoint is None:
            held = {name: self.fetched(name) for name in graphs}
            where = f"in the graphs fetched from {self.url}"
        else:
            endpoint = self.query_endpoint or self.url
            held = {name: self.queried(endpoint, name) for name in graphs}
            where = f"by a query to {endpoint}"
        return where, tuple(Count(name, len(triples), held[name]) for name, triples in graphs.items())

    def fetched(self, name: str) -> int:
        """Return the number of triples of a graph that the Graph Store Protocol gives back."""
        answer = self.request("GET", "counting", params={"graph": name}, headers=_TRIPLES)
        self.expect_success(answer, "counting")
        try:
            return len(set(ox.parse(input=answer.content, format=ox.RdfFormat.N_TRIPLES)))
        except SyntaxError as error:
            raise self.failure(f"the graph <{name}> came back as no N-Triples: {error}", _SAFE) from None

    def queried(self, endpoint: str, name: str) -> int:
        """Return the number of triples of a graph that a query counts."""
        query = f"SELECT (COUNT(*) AS ?triples) WHERE {{ GRAPH <{name}> {{ ?subject ?predicate ?object }} }}"
        answer = self.request("POST", "counting", url=endpoint, data={"query": query}, headers=_RESULTS)
        self.expect_success(answer, f"counting at {endpoint}", "Name the right one with --query-endpoint. ")
        try:
            rows = ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON)
            assert isinstance(rows, ox.QuerySolutions)
            return int(str(results.collect(rows).rows()[0]["triples"]))
        except (SyntaxError, ValueError, AssertionError, LookupError):
            raise self.failure(
                f"{endpoint} answers a query with something else than SPARQL results ({_said(answer)})",
                "Everything was sent; name the right endpoint with --query-endpoint and run it again.",
            ) from None

    def expect_success(self, answer: httpx.Response, step: str, hint: str = "") -> None:
        if answer.is_redirect:
            target = answer.headers.get("location", "another address")
            raise self.failure(f"{step}: it sends on to {target}", f"Give the address that it names. {_SAFE}")
        if answer.status_code in (401, 403):
            hint = "Set IMRKG_STORE_USER and IMRKG_STORE_PASSWORD, or IMRKG_STORE_TOKEN. "
        if not answer.is_success:
            raise self.failure(f"{step}: {_said(answer)}", hint + _SAFE)

    def failure(self, what: str, hint: str) -> NotReached:
        done = f"; complete till then: {', '.join(self.done)}" if self.done else "; no graph was complete till then"
        return NotReached(f"{self.url}: {what}{done}", hint)

    def request(self, method: str, step: str, url: str | None = None, **content: object) -> httpx.Response:
        """Send one request, again and again while the store is out of reach or says that it is busy."""
        import httpx

        for attempt in range(self.options.retries + 1):
            last = attempt == self.options.retries
            try:
                answer = self.client.request(method, url or self.url, **content)  # type: ignore[arg-type]
                if answer.status_code not in _AGAIN or last:
                    return answer
                reason, wait = f"HTTP {answer.status_code}", _pause(attempt, answer.headers.get("retry-after"))
            except httpx.TimeoutException:
                limit = f"{self.options.timeout:g} s"
                if last:
                    raise TimedOut(
                        f"{self.url}: {step}: no answer within {limit}", f"Give it more with --timeout. {_SAFE}"
                    ) from None
                reason, wait = f"no answer within {limit}", _pause(attempt)
            except httpx.TransportError as error:
                if last:
                    raise self.failure(
                        f"{step}: {error or type(error).__name__}", f"Is the store running? {_SAFE}"
                    ) from None
                reason, wait = str(error) or type(error).__name__, _pause(attempt)
            self.progress(f"{step}: {reason}; once more in {wait:.1f} s ({attempt + 1} of {self.options.retries})")
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")


_NAMES = {"gsp": "Graph Store Protocol", "update": "SPARQL Update"}
_CONTENT = {"Content-Type": "application/n-triples"}
_TRIPLES = {"Accept": "application/n-triples"}
_UPDATE = {"Content-Type": "application/sparql-update"}
_RESULTS = {"Accept": "application/sparql-results+json"}


def updates(name: str, triples: Sequence[ox.Triple], batch: int) -> Iterator[tuple[str, int]]:
    """Yield the updates that make a graph hold `triples` and nothing else, with the triples in each.

    The first one empties the graph and inserts everything that touches a blank node: a blank node
    lasts for one request, and a request that came through twice must not make two of it.
    """
    blank = [t for t in triples if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]
    known = set(blank)
    plain = [t for t in triples if t not in known]
    # Not INSERT DATA, in which Virtuoso takes no blank node.
    insert = f"INSERT {_block(name, blank)} WHERE {{ }}" if blank else ""
    yield f"CLEAR SILENT GRAPH <{name}> ;\n{insert}", len(blank)
    for start in range(0, len(plain), batch):
        part = plain[start : start + batch]
        yield f"INSERT DATA {_block(name, part)}", len(part)


def _block(name: str, triples: Sequence[ox.Triple]) -> str:
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert data is not None  # no output was given, so the bytes come back
    return f"{{ GRAPH <{name}> {{\n{data.decode()}}} }}"


def _pause(attempt: int, told: str | None = None) -> float:
    """Return the seconds to wait: what Retry-After tells (seconds or a date), else longer each time."""
    if told is not None:
        try:
            seconds = float(told) if told.strip().isdecimal() else _until(told)
            return min(max(seconds, 0.0), _LONGEST_WAIT)
        except ValueError:
            pass  # no date either
    # A little at random, so that several clients do not come back at the same moment.
    return min(0.5 * 2.0**attempt, 30.0) * random.uniform(0.8, 1.2)


def _until(date: str) -> float:
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    then = parsedate_to_datetime(date)
    return (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp()


def _said(answer: httpx.Response) -> str:
    """Return status and first line of an answer, for a message."""
    kind = answer.headers.get("content-type", "")
    lines = [] if "html" in kind else [line.strip() for line in answer.text.splitlines() if line.strip()]
    first = f": {lines[0][:200]}" if lines else ""
    return f"HTTP {answer.status_code} {answer.reason_phrase}{first}"


def _client(who: address.Credentials, timeout: float) -> httpx.Client:
    try:
        import httpx
    except ImportError:
        raise MissingEngine("httpx is not installed", "Install it: pip install 'imrkg[remote]'.") from None

    class OnChallenge(httpx.Auth):
        """Sends a password only when the store asks for one, in the way that it asks for."""

        def __init__(self) -> None:
            self.way: httpx.Auth | None = None

        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            if self.way is not None:
                yield from self.way.auth_flow(request)
                return
            answer = yield request
            asked = " ".join(answer.headers.get_list("www-authenticate")).lower()
            if answer.status_code != 401 or not asked:
                return
            kind = httpx.DigestAuth if "digest" in asked else httpx.BasicAuth
            self.way = kind(who.user, who.password)
            yield from self.way.auth_flow(request)

    headers = {"User-Agent": f"imrkg/{imrkg.__version__}"}
    if who.token:
        headers["Authorization"] = f"Bearer {who.token}"
    # No redirect is followed: it would turn a PUT into a GET, or take the credentials elsewhere.
    return httpx.Client(
        auth=OnChallenge() if who.user else None, headers=headers, timeout=timeout, follow_redirects=False
    )
