"""Evaluates SPARQL with Oxigraph: no network, no change, an optional time limit."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg.errors import BadSyntax, Refused, TimedOut

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean

_SERVICE = re.compile("service", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PROLOGUE = re.compile(r"(?>\s|#[^\r\n]*|PREFIX\s+\S*:\s*<[^<>\s]*>|BASE\s*<[^<>\s]*>)*+", re.IGNORECASE)
_UPDATE = re.compile(
    _PROLOGUE.pattern + r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE
)
_FORM = re.compile(r"(?:PREFIX|BASE|SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
# The header of a question: comments before the first word. (A later line with a # may lie inside a string.)
_HEADER = re.compile(r"(?:\s|#[^\r\n]*)*")
_FROM = re.compile(r"(?<![?$:\w-])FROM\b(?:\s|#[^\r\n]*+)*+(?:<|NAMED\b|[\w.-]*:)", re.IGNORECASE)
_PLACE = re.compile(r"^error at (\d+):(\d+): (.*)$", re.DOTALL)


def run(
    store: ox.Store,
    text: str,
    *,
    source: str = "query",
    service: bool = False,
    prefixes: Mapping[str, str] | None = None,
    base: str | None = None,
) -> Answer:
    """Evaluate a query over the union of all graphs of `store`, or over those that its FROM names.

    ``FROM <iri>`` names a graph of the store, or an empty one; nothing is fetched.

    Args:
        store: the data.
        text: SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE.
        source: what to call the query in messages (a file name).
        service: let SERVICE clauses through.
        prefixes: prefixes that `text` may use without declaring them.
        base: what relative IRIs are resolved against where `text` has no BASE.

    Raises:
        BadSyntax: with line and column.
        Refused: an update, or SERVICE without `service`.
    """
    if not service:
        refuse_service(text, source)
    try:
        # With a union, Oxigraph would pass over FROM.
        union = not _names_dataset(text)
        return store.query(
            text, use_default_graph_as_union=union, prefixes=dict(prefixes) if prefixes else None, base_iri=base
        )
    except SyntaxError as error:
        raise _syntax(text, source, str(error)) from None


def run_over(
    store: ox.Store,
    text: str,
    default: Sequence[ox.NamedNode],
    named: Sequence[ox.NamedNode],
    *,
    source: str = "query",
    base: str | None = None,
) -> Answer:
    """Evaluate a query over a dataset given beside it, which beats its FROM (SPARQL 1.1 Protocol, section 2.1.4).

    Args:
        store: the data; a graph that it does not hold is an empty one.
        text: SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE.
        default: the graphs whose union is the default graph.
        named: the named graphs.
        source: what to call the query in messages.
        base: what relative IRIs are resolved against where `text` has no BASE.

    Raises:
        BadSyntax: with line and column.
        Refused: an update, or SERVICE.
    """
    refuse_service(text, source)
    try:
        return store.query(text, default_graph=list(default), named_graphs=list(named), base_iri=base)
    except SyntaxError as error:
        raise _syntax(text, source, str(error)) from None


def check(text: str, source: str = "query", prefixes: Mapping[str, str] | None = None) -> None:
    """Raise what :func:`run` would raise for `text`, without looking at any data."""
    run(ox.Store(), text, source=source, prefixes=prefixes)


def refuse_service(text: str, source: str = "query") -> None:
    """Raise :class:`Refused` unless the query is sure to hold no SERVICE clause.

    Where the word occurs at all, the parsed query decides, so that ``?service``, strings and
    comments pass. The deciding parser is not Oxigraph's, so it is shown every reading that
    Oxigraph may make of the text; what it cannot parse is refused.
    """
    if text.isascii() and "\\" not in text and "service" not in text.lower():
        return
    # Oxigraph resolves \u escapes inside strings and IRIs, rdflib (and the specification) before parsing.
    body = _HEADER.sub("", text, count=1)
    views = {_ESCAPE.sub("x", body), _ESCAPE.sub(_character, body)}
    if not any(_SERVICE.search(view) for view in views):
        return
    found = [_holds_service(view) for view in sorted(views)]
    if not any(found):
        return
    if _UPDATE.match(text):
        raise _refused_update(source)
    if True in found:
        raise Refused(
            f"{source}: SERVICE is refused, because a query may not reach the network",
            "Add --allow-service if you trust the query and the endpoint.",
        )
    raise Refused(
        f"{source}: the word SERVICE stands in a query that cannot be parsed{next(filter(None, found))}",
        "Mend the query, or take the word out of it; --allow-service switches this check off.",
    )


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _holds_service(text: str) -> bool | str:
    """Return whether the parsed query holds SERVICE; the place of the error where it does not parse."""
    from rdflib.plugins.sparql.parserutils import CompValue

    def walk(node: object) -> bool:
        if isinstance(node, CompValue):
            return node.name == "ServiceGraphPattern" or any(walk(child) for child in node.values())
        # ParseResults are sequences that are not lists.
        if isinstance(node, str):
            return False
        return hasattr(node, "__iter__") and any(walk(child) for child in node)

    try:
        return walk(_parsed(text))
    except Exception as error:  # rdflib's parser raises many kinds
        line, column = getattr(error, "lineno", 0), getattr(error, "column", 0)
        return f" (line {line}, column {column})" if line else " "


def _parsed(text: str) -> Iterable[Any]:
    """Return the query as rdflib's parser reads it, made to end lines and comments where Oxigraph does."""
    from rdflib.plugins.sparql.parser import parseQuery

    # For rdflib only a line feed ends a comment; a carriage return does, too.
    return parseQuery(text.replace("\r", "\n"))


def _names_dataset(text: str) -> bool:
    """Return whether the query has a FROM or FROM NAMED clause."""
    if text.isascii() and "from" not in text.lower():
        return False
    if not _FROM.search(_HEADER.sub("", text, count=1)):
        return False
    try:
        _, query = _parsed(text)
        # Not get(): rdflib gives back the name of a key that is not there.
        return "datasetClause" in query
    except Exception:  # what rdflib cannot read is judged by its look
        return True


def _refused_update(source: str) -> Refused:
    return Refused(
        f"{source}: updates are refused, the graph is read-only", "Write a SELECT, ASK, CONSTRUCT or DESCRIBE."
    )


def _syntax(text: str, source: str, message: str) -> BadSyntax | Refused:
    if _UPDATE.match(text):
        return _refused_update(source)
    place = _PLACE.match(message)
    if not place:
        return BadSyntax(f"{source}: {message}", "Mend the query.")
    # Lines as Oxigraph counts them: other separators (form feed, U+2028) are not line ends.
    lines = text.split("\n")
    line, column = min(int(place[1]), len(lines)), int(place[2])
    reason = _reason(place[3], lines[line - 1][: column - 1])
    if not reason:
        line, column, reason = _first_unreadable(text) or (line, column, "cannot be read from here on")
    mark = " " * (column - 1) + "^"
    name = re.match(r"the prefix ([\w.-]*): is not declared", reason)
    known = name and ns.PREFIXES.get(name[1])
    hint = f"Put PREFIX {name[1]}: <{known}> before it." if name and known else "Mend the query at the mark."
    return BadSyntax(f"{source}:{line}:{column}: {reason}\n  {lines[line - 1].rstrip()}\n  {mark}", hint)


def _reason(message: str, before: str) -> str:
    """Return the reason that Oxigraph gives, where it is more than a list of what may follow."""
    items = " ".join(message.split()).removeprefix("expected ").removeprefix("one of ").split(", ")
    reasons = [item for item in items if re.match(r"[A-Z]\w+ [\w ]+$", item)]
    if "Prefix not found" in reasons:
        name = re.search(r"([\w.-]*):[^\s:]*$", before)
        return f"the prefix {name[1] if name else ''}: is not declared"
    return reasons[0] if reasons else ""


def _first_unreadable(text: str) -> tuple[int, int, str] | None:
    """Return line, column and reason as rdflib's parser sees them: Oxigraph often names the end of the text."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    prologue = _PROLOGUE.match(text)
    if prologue and not _FORM.match(text, prologue.end()):
        before = text[: prologue.end()].split("\n")
        return len(before), len(before[-1]) + 1, "expected SELECT, ASK, CONSTRUCT or DESCRIBE"
    try:
        # As long as the text: it would count a tab as eight columns, and resolve \\u escapes.
        parseQuery(_ESCAPE.sub(lambda match: "x" * len(match[0]), text.replace("\t", " ")))
    except ParseBaseException as error:
        return error.lineno, error.column, f"cannot be read from here on (found {error.found})"
    except Exception:  # what else rdflib's parser raises says no place
        return None
    return None


class Doors:
    """The doors of a process, which can stay closed from one query to the next.

    A new descriptor is always the lowest one that is free; so the open-file limit of the process is
    lowered to that one.
    """

    def __init__(self) -> None:
        self._soft: int | None = None

    def close(self) -> None:
        """Let the process open neither socket nor file from here on."""
        if self._soft is not None:
            return
        import resource

        lowest = os.open(os.devnull, os.O_RDONLY)
        os.close(lowest)
        self._soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))

    def open(self) -> None:
        """Let it open files again."""
        if self._soft is None:
            return
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._soft, hard))
        self._soft = None


@contextmanager
def closed_doors() -> Iterator[None]:
    """Run a query so that it can open neither socket nor file (see :class:`Doors`)."""
    doors = Doors()
    doors.close()
    try:
        yield
    finally:
        doors.open()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End the process with a message and exit code 2 when the block takes longer than `seconds`.

    Oxigraph cannot be interrupted from Python: only ending its process stops a query. That is
    why Ctrl-C ends the process at once here, too.
    """
    import signal
    import threading

    timer = threading.Timer(seconds, _end, [seconds])
    timer.daemon = True
    timer.start()
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        timer.cancel()


def _end(seconds: float) -> None:
    error = TimedOut(
        f"the query ran longer than its limit of {seconds:g} s", "Give it more time with --timeout, or ask for less."
    )
    print(f"imrkg: {error}\n  More: docs/errors.md#{error.anchor}", file=sys.stderr, flush=True)
    os._exit(2)
