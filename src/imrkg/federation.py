"""Federated questions: one part is asked of the graph, the other of somebody else's endpoint, and the rows are joined.

A federated question is SPARQL 1.1 Federated Query as it stands: any engine that follows ``SERVICE`` runs the file. Each
``SERVICE`` block is a SELECT that needs nothing of ours, so that the other side is asked once and is told nothing about
the graph. Here the block is sent over HTTP, its rows take its place as ``VALUES``, and Oxigraph joins them with ours.
(Oxigraph follows SERVICE itself, but from Python neither its patience nor the size of an answer can be limited.)

Nothing is sent anywhere unless the user says where: ``NAME=URL``, or ``NAME=public`` for the endpoint in the header.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

import imrkg
from imrkg import engine, grounds, question, resources, results
from imrkg.errors import BadSyntax, MissingEngine, NotReached, TimedOut, UnknownName, nearest
from imrkg.remote import address

if TYPE_CHECKING:
    import httpx

MOST_ROWS = 20_000
MOST_BYTES = 32 << 20
PUBLIC = "public"
_FIELDS = ("title", "description", "category", "service", "param")
_HEADER = re.compile(r"#\s*([a-z]+):\s*(.*)")
_KNOWN_AS = re.compile(r"(public)(?:, (\d+) rows)?|(file) (\S+)")
_PREFIX = re.compile(r"^PREFIX\s+(\w+):\s*<([^>]*)>", re.MULTILINE)
# What a brace may stand in without being one, and the braces.
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|<[^<>\s]*>|#[^\n]*|[{}]')
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\ud800-\udfff]+")
_LONG = 1500  # characters of a query that still fit into an address
_ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_NOBODY = address.Credentials("", "", "")


class Service(NamedTuple):
    """The other side of a federated question.

    Attributes:
        name: what the user calls it.
        url: IRI after ``SERVICE`` in the file: the public endpoint, or where the documentation serves the file.
        public: whether `url` is an endpoint that everybody may ask.
        most: rows after which the public endpoint cuts an answer, or None.
        file: where the vocabulary can be had as a file; empty for a public endpoint.
    """

    name: str
    url: str
    public: bool
    most: int | None
    file: str

    @property
    def advice(self) -> str:
        """What to write after ``--service`` for it."""
        if self.public:
            return f"Add --service {self.name}=URL, or --service {self.name}=public for {self.url}."
        return (
            f"It has no public endpoint. Load {self.file} into one (`imrkg serve --port 8001 --data FILE`) "
            f"and add --service {self.name}=http://localhost:8001/sparql."
        )


class Federated(NamedTuple):
    """A federated question: what a bundled question has, and the services that it asks."""

    question: question.Question
    services: tuple[Service, ...]


class Answer(NamedTuple):
    """The joined rows, and how many rows each service gave for them."""

    result: results.Result
    given: dict[str, int]

    @property
    def note(self) -> str:
        """What to tell the user about services that gave nothing; empty where each gave rows."""
        silent = [name for name, count in self.given.items() if not count]
        if not silent:
            return ""
        return f"{', '.join(silent)} gave no rows, so there was nothing to join: is the parameter known there?"


def parse(file: Path) -> Federated:
    """Return the federated question in `file`.

    Its header has, beside the fields of a bundled question, a line for each service: ``name | IRI | public``,
    ``name | IRI | public, N rows`` or ``name | IRI | file URL``. A parameter is a ``string``, or a ``term`` with the
    prefix that a bare name gets.

    Raises:
        BadSyntax: the header lacks a field, or has one that cannot be read; a service has no SERVICE block.
    """
    text = file.read_text(encoding="utf-8")
    fields: dict[str, list[str]] = {name: [] for name in _FIELDS}
    for number, line in enumerate(text.split("\n\n", 1)[0].splitlines(), start=1):
        match = _HEADER.fullmatch(line)
        if not match or match[1] not in fields:
            raise BadSyntax(f"{file}:{number}: not a header line: {line}", f"Use {', '.join(_FIELDS)}.")
        fields[match[1]].append(match[2].strip())
    for name in _FIELDS[:4]:
        if not fields[name]:
            raise BadSyntax(f"{file}:1: the header has no {name}", f"Add a line `# {name}: …`.")
    asked = question.Question(
        slug=file.stem,
        title=fields["title"][0],
        description=" ".join(fields["description"]),
        category=fields["category"][0],
        parameters=tuple(_parameter(file, value) for value in fields["param"]),
        text=text,
    )
    services = tuple(_service(file, value) for value in fields["service"])
    for service in services:
        _block(text, service)
    return Federated(asked, services)


def _parameter(file: Path, value: str) -> question.Parameter:
    parts = [part.strip() for part in value.split("|")]
    if len(parts) != 3 or not re.fullmatch(r"string|term \w+", parts[1]):
        raise BadSyntax(f"{file}: bad parameter {value!r}", "Write `# param: name | term prefix | Label`.")
    return question.Parameter(*parts)


def _service(file: Path, value: str) -> Service:
    parts = [part.strip() for part in value.split("|")]
    known = _KNOWN_AS.fullmatch(parts[-1]) if len(parts) == 3 else None
    if known is None:
        raise BadSyntax(f"{file}: bad service {value!r}", "Write `# service: name | IRI | public` or `… | file URL`.")
    return Service(parts[0], parts[1], bool(known[1]), int(known[2]) if known[2] else None, known[4] or "")


def all_questions() -> list[Federated]:
    """Return every federated question, by slug."""
    return [parse(file) for file in sorted(resources.path("queries", "federated").glob("*.rq"))]


def get(slug: str) -> Federated:
    """Return one federated question.

    Raises:
        UnknownName: there is none of that slug; the hint names the nearest.
    """
    folder = resources.path("queries", "federated")
    known = sorted(file.stem for file in folder.glob("*.rq"))
    if slug not in known:
        raise UnknownName(f"there is no federated question {slug!r}", nearest(slug, known, "federated questions"))
    return parse(folder / f"{slug}.rq")


def places(asked: Federated, given: Mapping[str, str]) -> dict[str, str]:
    """Return the address of each service of a question, from what the user said.

    Args:
        asked: the question.
        given: an http or https address for each service by its name, or the word ``public``.

    Raises:
        UnknownName: a service without an address, an address without a service, or ``public`` where there is none.
        Refused: an address with a user or a password in it.
    """
    by_name = {service.name: service for service in asked.services}
    for name in given:
        if name not in by_name:
            what = f"the question {asked.question.slug!r} asks no service {name!r}"
            raise UnknownName(what, nearest(name, list(by_name), "services"))
    found = {}
    for name, service in by_name.items():
        url = given.get(name)
        if url is None or (url == PUBLIC and not service.public):
            what = "needs an address" if url is None else "is not public"
            raise UnknownName(f"{asked.question.slug}: the service {name!r} {what}", service.advice)
        found[name] = service.url if url == PUBLIC else url
        address.check(found[name], _NOBODY)
        if not _IRI.fullmatch(found[name]):
            raise UnknownName(f"{found[name]!r} is no address", "Write special characters as %XX.")
    return found


def text(asked: Federated, urls: Mapping[str, str], words: Mapping[str, str | Sequence[str]]) -> str:
    """Return the whole query with addresses and parameters filled in, for any engine that follows SERVICE.

    Args:
        asked: the question.
        urls: address of each service, as :func:`places` gives it.
        words: values of parameters; a term is an IRI, prefix:name, or a name alone.

    Raises:
        UnknownName: there is no such parameter, or a value is no term.
    """
    filled = question.bind(asked.question, _resolve(asked, words))
    for service in asked.services:
        start, end = _block(filled, service)
        filled = (
            filled[:start] + filled[start:end].replace(f"<{service.url}>", f"<{urls[service.name]}>", 1) + filled[end:]
        )
    return filled


def gather(
    asked: Federated, services: Mapping[str, str], words: Mapping[str, str | Sequence[str]], timeout: float = 60.0
) -> dict[str, results.Result]:
    """Return the rows that each service gives, by its name.

    No credentials are sent, no redirect is followed, and no other host than those of `services` is asked.

    Args:
        asked: the question.
        services: an http or https address for each service by its name, or the word ``public``.
        words: values of its parameters.
        timeout: seconds in which each service must have answered, to the last byte.

    Raises:
        UnknownName: no such parameter, term or service; or a service without an address.
        Refused: an address with a user or a password in it.
        NotReached: a service does not answer, or with an error, something else than rows, or too many of them.
        TimedOut: it takes longer than `timeout`.
        MissingEngine: httpx is not installed.
    """
    urls = places(asked, services)
    filled = question.bind(asked.question, _resolve(asked, words))
    rows = {}
    for service in asked.services:
        start, end = _block(filled, service)
        rows[service.name] = _fetch(
            service, urls[service.name], _prologue(filled) + _inside(filled[start:end]), timeout
        )
    return rows


def join(
    store: ox.Store, asked: Federated, words: Mapping[str, str | Sequence[str]], rows: Mapping[str, results.Result]
) -> Answer:
    """Return the answer of a question over `store`, given what its services said.

    Args:
        store: the data on our side.
        asked: the question.
        words: values of its parameters, the same as for :func:`gather`.
        rows: what :func:`gather` gave.
    """
    filled = question.bind(asked.question, _resolve(asked, words))
    blocks = {_block(filled, service): _values(rows[service.name]) for service in asked.services}
    # From the last to the first: what a service wrote is never searched for the block of another.
    for (start, end), table in sorted(blocks.items(), reverse=True):
        filled = filled[:start] + table + filled[end:]
    result = results.collect(engine.run(store, filled, source=f"{asked.question.slug}.rq"))
    result.note = grounds.note(grounds.disagreements(store, result))
    return Answer(result, {name: len(table) for name, table in rows.items()})


def _resolve(asked: Federated, words: Mapping[str, str | Sequence[str]]) -> dict[str, list[ox.NamedNode | ox.Literal]]:
    types = {parameter.name: parameter.type for parameter in asked.question.parameters}
    prefixes = dict(_PREFIX.findall(asked.question.text))
    found: dict[str, list[ox.NamedNode | ox.Literal]] = {}
    for name, given in words.items():
        if name not in types:
            what = f"the question {asked.question.slug!r} has no parameter {name!r}"
            raise UnknownName(what, nearest(name, sorted(types), "parameters"))
        for word in [given] if isinstance(given, str) else given:
            found.setdefault(name, []).append(_term(name, types[name], word, prefixes))
    return found


def _term(name: str, kind: str, word: str, prefixes: Mapping[str, str]) -> ox.NamedNode | ox.Literal:
    if kind == "string":
        return ox.Literal(word)
    default = kind.removeprefix("term ")
    if not word.strip():
        raise UnknownName(f"{name}={word!r} is no term", f"Write an IRI, {default}:NAME or NAME alone.")
    start, colon, local = word.strip().partition(":")
    iri = word.strip().strip("<>")
    if not colon:
        iri = prefixes[default] + start
    elif start.lower() in prefixes:
        iri = prefixes[start.lower()] + local
    # What stands in a VALUES block must not be able to end it.
    if not _IRI.fullmatch(iri):
        hint = f"Write an IRI, {default}:NAME or NAME alone (for {prefixes[default]}NAME)."
        raise UnknownName(f"{name}={word!r} is no term", hint)
    return ox.NamedNode(iri)


def _block(text: str, service: Service) -> tuple[int, int]:
    """Return where the SERVICE clause of `service` begins and ends."""
    head = re.search(rf"SERVICE\s*<{re.escape(service.url)}>\s*(?=\{{)", text)
    depth = 0
    for token in _TOKEN.finditer(text, head.end()) if head else ():
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if head and token[0] == "}" and depth == 0:
            return head.start(), token.end()
    raise BadSyntax(f"no SERVICE <{service.url}> {{ … }} for the service {service.name!r}", "Mend header or query.")


def _inside(block: str) -> str:
    return block[block.index("{") + 1 : -1].strip()


def _prologue(text: str) -> str:
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in _PREFIX.findall(text))


def _values(rows: results.Result) -> str:
    """Return rows as a group with one VALUES block, which takes the place of the SERVICE clause."""
    lines = [f"({' '.join('UNDEF' if term is None else _sparql(term) for term in row)})" for row in rows.terms]
    names = " ".join(f"?{column}" for column in rows.columns)
    return "{ VALUES (" + names + ") {\n" + "\n".join(lines) + "\n} }"


def _sparql(term: results.Term) -> str:
    # A blank node of theirs is none of ours; as an IRI it stays the same in all rows.
    if isinstance(term, ox.BlankNode):
        return f"<urn:imrkg:blank:{term.value}>"
    return str(term)


def _fetch(service: Service, url: str, query: str, timeout: float) -> results.Result:
    """Return the rows that the endpoint at `url` gives for `query`."""
    status, headers, data = _within(timeout, url, query)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if status in range(300, 400):
        raise NotReached(
            f"{url}: it sends on to {headers.get('location', 'another address')}", "Give that address, if you trust it."
        )
    if status != 200:
        raise NotReached(f"{url}: HTTP {status}{_first_line(kind, data)}", _hint(status))
    rows = _table(data, _FORMATS.get(kind, ox.QueryResultsFormat.JSON))
    if isinstance(rows, str):
        raise NotReached(f"{url}: {rows}, {kind or 'of no media type'}", "Is this the address for queries?")
    _refuse_cut(service, url, headers, len(rows))
    return rows


def _table(data: bytes, form: ox.QueryResultsFormat) -> results.Result | str:
    """Return the rows of an answer, or what is wrong with it.

    Nothing is raised, so that no traceback keeps Oxigraph's reader, which may not die in the thread of another request.
    """
    try:
        found = ox.parse_query_results(data, format=form)
        if not isinstance(found, ox.QuerySolutions):
            return "the answer is yes or no, not a table"
        return results.collect(found)
    except (SyntaxError, ValueError):
        return "the answer is not a whole table of SPARQL results"


def _refuse_cut(service: Service, url: str, headers: Mapping[str, str], rows: int) -> None:
    """Raise NotReached where rows are missing: an answer without them would look like a finding."""
    limits = [MOST_ROWS + 1]
    if service.most is not None and url == service.url:
        limits.append(service.most)
    told = headers.get("x-sparql-maxrows", "")  # Virtuoso
    if told.isdecimal():
        limits.append(int(told))
    if rows >= min(limits) or headers.get("x-sql-state", "").startswith("S1TAT"):
        raise NotReached(f"{url}: {rows} rows, which is too many or not all", "Ask for something narrower.")


def _first_line(kind: str, data: bytes) -> str:
    lines = [] if "html" in kind else data.decode(errors="replace").split("\n")
    said = next((line.strip() for line in lines if line.strip()), "")
    return f": {said[:200]}" if said else ""


def _hint(status: int) -> str:
    if status in (401, 403):
        return "It wants to know who asks; `imrkg federate` sends no credentials."
    if status in (429, 502, 503, 504):
        return "It is busy or down; try again later."
    return "Check the address of the endpoint, and whether it takes SPARQL 1.1."


Reply = tuple[int, Mapping[str, str], bytes]


def _within(timeout: float, url: str, query: str) -> Reply:
    """Return status, headers and body of the answer, if they are here to the last byte in time.

    The limits of HTTP clients are for one read; a server that sends a byte now and then would never end. So a thread
    asks, and nobody waits for it longer.
    """
    try:
        import httpx
    except ImportError:
        raise MissingEngine("httpx is not installed", "Install it: pip install 'imrkg[remote]'.") from None

    got: SimpleQueue[Reply | Exception] = SimpleQueue()
    over = threading.Event()

    def run() -> None:
        try:
            with httpx.Client(timeout=timeout, follow_redirects=False) as client:
                got.put(_exchange(client, url, query, over))
        except Exception as error:  # told by the thread that waits
            got.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        reply = got.get(timeout=timeout)
    except Empty:
        over.set()
        reply = httpx.ReadTimeout("")
    if isinstance(reply, httpx.TimeoutException):
        raise TimedOut(f"{url}: no whole answer within {timeout:g} s", "Give it more time with --timeout.")
    if isinstance(reply, httpx.HTTPError | httpx.InvalidURL):
        raise NotReached(f"{url}: {reply or type(reply).__name__}", "Is it running? Check the address and the network.")
    if isinstance(reply, Exception):
        raise reply
    return reply


def _exchange(client: httpx.Client, url: str, query: str, over: threading.Event) -> Reply:
    headers = {"Accept": _ACCEPT, "User-Agent": f"imrkg/{imrkg.__version__}"}
    if len(query) > _LONG:
        request = client.build_request("POST", url, data={"query": query}, headers=headers)
    else:
        import httpx

        request = client.build_request("GET", httpx.URL(url).copy_merge_params({"query": query}), headers=headers)
    answer = client.send(request, stream=True)
    data = bytearray()
    try:
        for chunk in answer.iter_bytes():
            data += chunk
            if len(data) > MOST_BYTES:
                raise NotReached(f"{url}: more than {MOST_BYTES >> 20} MiB", "Ask for something narrower.")
            if over.is_set():
                break
    finally:
        answer.close()
    return answer.status_code, answer.headers, bytes(data)
