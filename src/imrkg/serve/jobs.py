"""What a worker can do: run a query, make a page, write the data of a thing. All of it bounded."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import pyoxigraph as ox

from imrkg import engine, results
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax, ImrkgError, Refused, UnknownName
from imrkg.serve import linked, pages, selfdescription
from imrkg.serve.negotiation import GRAPHS, SOLUTIONS, listing
from imrkg.serve.site import Page, Site

# What is smaller travels in one packet anyway.
_WORTH_PACKING = 1400
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_DOORS = engine.Doors()
_ONLY_READING = "This endpoint only reads its own graphs: send a SELECT, ASK, CONSTRUCT or DESCRIBE without SERVICE."
_QUOTED = re.compile(rb'"[^"]*"')


class Bounds(NamedTuple):
    """Limits of one answer: result rows (or triples), and bytes."""

    rows: int
    size: int


class Reply(NamedTuple):
    """What comes back from a worker.

    Attributes:
        status: HTTP status.
        media_type: type of the body.
        body: the content; of an error, its message.
        location: where a redirect leads.
        hint: of an error, what to do.
        packed: whether the body is compressed by gzip.
    """

    status: int
    media_type: str
    body: bytes
    location: str = ""
    hint: str = ""
    packed: bool = False


class _TooMuch(Exception):
    """An answer that is larger than its bounds."""


class _Sink:
    """A file that keeps what is written to it, up to a size."""

    def __init__(self, most: int) -> None:
        self.content = bytearray()
        self._most = most

    def write(self, data: bytes) -> int:
        self.content += data
        if len(self.content) > self._most:
            raise _TooMuch(f"{self._most >> 20} MiB")
        return len(data)

    def flush(self) -> None:
        pass


def perform(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    """Do one job over `data` and return the reply; errors of the user are replies, too.

    Args:
        data: the graphs that are served.
        bounds: limits of an answer.
        job: its ``kind`` and what that kind needs, in values that JSON can hold.
    """
    kind = job["kind"]
    if kind != "query":
        _DOORS.open()
    try:
        reply = _KINDS[kind](data, bounds, job)
    except Refused as error:
        reply = _failure(403, error)._replace(hint=_ONLY_READING)
    except UnknownName as error:
        reply = _failure(404, error)
    except BadSyntax as error:
        reply = _failure(400, error)
    except ImrkgError as error:
        reply = _failure(503, error)
    except _TooMuch as error:
        text = f"The answer is larger than the limit of {error}."
        reply = Reply(503, "text/plain", text.encode(), hint="Ask for less: add a LIMIT, or count instead of listing.")
    if job.get("pack") and reply.status == 200 and len(reply.body) > _WORTH_PACKING:
        return reply._replace(body=gzip.compress(reply.body, compresslevel=5, mtime=0), packed=True)
    return reply


def _failure(status: int, error: ImrkgError) -> Reply:
    return Reply(status, "text/plain", error.message.encode(), hint=error.hint)


# ----------------------------------------------------------------------------------------------- queries


def _query(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    """Run a query; ``solutions`` and ``graph`` of the job are the names and types to answer in, or None."""
    text, dataset = job["query"], job["dataset"]
    _DOORS.close()
    answer = _evaluate(data, text, dataset)
    is_graph = isinstance(answer, ox.QueryTriples)
    chosen = job["graph" if is_graph else "solutions"]
    if chosen is None:
        return Reply(406, "text/plain", f"None of the forms that you accept exists for {_form(answer)}.".encode(),
                     hint=f"There is {listing(GRAPHS if is_graph else SOLUTIONS)}.")  # fmt: skip
    name, media_type = chosen
    if name != "html":
        return Reply(200, media_type, _written(answer, name, bounds))
    # For people: through the same bounds, so that no table is cut in silence.
    content = _written(answer, "ttl" if is_graph else "json", bounds)
    _DOORS.open()
    page = pages.result(Site(*job["site"]), text, content, is_graph, data)
    return Reply(page.status, page.media_type, page.body)


def _evaluate(data: ox.Store, text: str, dataset: list[list[str]] | None) -> engine.Answer:
    """Evaluate over the dataset of the protocol (default graphs, named graphs) where the request names one.

    Relative IRIs are ours, whatever the server is called: so the answer does not depend on that.
    """
    if dataset is None:
        return engine.run(data, text, base=ns.BASE)
    default, named = (_nodes(iris) for iris in dataset)
    return engine.run_over(data, text, default, named, base=ns.BASE)


def _nodes(iris: list[str]) -> list[ox.NamedNode]:
    found = []
    for iri in iris:
        try:
            found.append(ox.NamedNode(iri))
        except ValueError:
            raise BadSyntax(f"{iri!r} is no IRI", "Name graphs by absolute IRIs.") from None
    return found


def _form(answer: engine.Answer) -> str:
    return "CONSTRUCT and DESCRIBE" if isinstance(answer, ox.QueryTriples) else "SELECT and ASK"


def _written(answer: engine.Answer, name: str, bounds: Bounds) -> bytes:
    if isinstance(answer, ox.QueryBoolean):
        return results.collect(answer).write(name)
    sink: Any = _Sink(bounds.size)
    if isinstance(answer, ox.QueryTriples):
        ox.serialize(_counted(answer, bounds.rows), sink, format=linked.rdf_format(name))
        return bytes(sink.content)
    answer.serialize(sink, format=_RESULTS[name])
    content = bytes(sink.content)
    # A row takes a byte at least, its line end: shorter answers need no count.
    if len(content) > bounds.rows and _rows(content, name) > bounds.rows:
        raise _TooMuch(f"{bounds.rows} rows")
    return content


def _counted(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number == most:
            raise _TooMuch(f"{most} triples")
        yield triple


def _rows(content: bytes, name: str) -> int:
    """Return how many rows a written answer holds (a loop over the solutions would take much longer)."""
    if name in ("csv", "tsv"):
        # One line for each, the header left out; only in quotes (CSV) a value holds line ends.
        lines = content if name == "tsv" else _QUOTED.sub(b"", content)
        return lines.count(b"\n") - 1
    parsed = ox.parse_query_results(content, format=_RESULTS[name])
    return sum(1 for _ in parsed) if isinstance(parsed, ox.QuerySolutions) else 1


# ---------------------------------------------------------------------------------------- pages and data


def _page(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    page: Page = pages.render(data, Site(*job["site"]), job["path"], [(n, v) for n, v in job["params"]])
    if page.message and not job["html"]:
        return Reply(page.status, "text/plain", page.message.encode(), hint=page.hint)
    return Reply(page.status, page.media_type, page.body, page.location)


def _known(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    """Answer whether the graph knows an IRI: 200 or 404."""
    node = ox.NamedNode(job["iri"])
    known = data.contains_named_graph(node) or any(
        next(data.quads_for_pattern(*pattern), None)
        for pattern in ((node, None, None), (None, None, node), (None, node, None))
    )
    return Reply(200 if known else 404, "text/plain", b"")


def _data(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    content = linked.data(data, job["iri"], job["form"])
    if content is None:
        message = f"Nothing here is called {job['iri']}."
        return Reply(404, "text/plain", message.encode(), hint=pages.hint(data, job["iri"]))
    return Reply(200, job["media_type"], content)


def _dump(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    return Reply(200, job["media_type"], linked.dump(data, job["form"]))


def _service(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    return Reply(200, job["media_type"], selfdescription.service(data, job["endpoint"], job["form"]))


def _void(data: ox.Store, bounds: Bounds, job: Mapping[str, Any]) -> Reply:
    return Reply(200, job["media_type"], selfdescription.void(data, job["url"], job["form"]))


_KINDS: dict[str, Callable[[ox.Store, Bounds, Mapping[str, Any]], Reply]] = {
    "query": _query,
    "page": _page,
    "known": _known,
    "data": _data,
    "dump": _dump,
    "service": _service,
    "void": _void,
}
