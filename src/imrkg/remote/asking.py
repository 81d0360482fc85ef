"""Asks a bundled question at a SPARQL endpoint, through SPARQLWrapper."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

import imrkg
from imrkg import question, results
from imrkg.errors import MissingEngine, NotReached, TimedOut
from imrkg.remote import address

if TYPE_CHECKING:
    import urllib.request

_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_LONG = 1500  # characters of a query; with five graphs beside it, its address stays below what servers take
_THERE = "SELECT DISTINCT ?graph WHERE {{ VALUES ?graph {{ {names} }} GRAPH ?graph {{ ?subject a ?class }} }}"
_DEFAULT = "PREFIX imr: <https://w3id.org/imrkg/ontology/> ASK { ?review a imr:Review }"


def ask(
    url: str,
    slug: str,
    words: Mapping[str, str | Sequence[str]],
    store: ox.Store,
    timeout: float = 60.0,
    insecure: bool = False,
) -> results.Result:
    """Answer a bundled question at the SPARQL endpoint `url`.

    The query is asked over the graphs that `store` has, by the protocol's ``default-graph-uri`` and
    ``named-graph-uri``: the same rows come from a store whose default graph is no union, or that holds
    other graphs as well. Where none of them is there, the endpoint's own default graph is asked.

    Args:
        url: where queries are answered.
        slug: name of the question.
        words: values of its parameters: keys, labels or IRIs, found in `store`.
        store: what the endpoint should hold: the shipped graph, or the user's own.
        timeout: seconds that the endpoint may be silent.
        insecure: send credentials over plain HTTP to another machine.

    Returns:
        The rows, with booleans written true and false.

    Raises:
        UnknownName: no such question, parameter, value or address.
        Refused: credentials that would be exposed.
        NotReached: no answer, an error, something else than SPARQL results, or an endpoint without the graph.
        TimedOut: no answer in time.
        MissingEngine: SPARQLWrapper is not installed.
    """
    asked = question.get(slug)
    text = question.bind(asked, question.resolve(store, asked, words))
    endpoint = _Endpoint(url, timeout, insecure)
    return endpoint.select(text, _graphs(endpoint, store))


def _graphs(endpoint: _Endpoint, store: ox.Store) -> list[str]:
    """Return the graphs to ask about, or none for the endpoint's own default graph."""
    wanted = sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))
    query = _THERE.format(names=" ".join(f"<{name}>" for name in wanted))
    held = {row.get("graph") for row in endpoint.select(query)} if wanted else set()
    missing = [name for name in wanted if name not in held]
    if not missing:
        return wanted
    if len(missing) < len(wanted):
        raise NotReached(
            f"{endpoint.url}: it lacks {', '.join(f'<{name}>' for name in missing)}",
            "An interrupted load? Run `imrkg load` again; it replaces each graph.",
        )
    if not any(row.get("answer") is True for row in endpoint.select(_DEFAULT)):
        raise NotReached(f"{endpoint.url}: it does not hold the graph", "Put it there first: `imrkg load URL`.")
    return []


class _Endpoint:
    """A SPARQL endpoint that is asked with the credentials of the environment."""

    def __init__(self, url: str, timeout: float, insecure: bool) -> None:
        self.url = url
        self.timeout = timeout
        self.who = address.credentials()
        address.check(url, self.who, insecure)
        self.challenge = ""

    def select(self, query: str, graphs: Sequence[str] = ()) -> results.Result:
        """Return the answer of a SELECT or ASK query over `graphs`, or over the endpoint's own default graph."""
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        wrapper = self.wrapper(query, graphs)
        try:
            answer = wrapper.query()
            data = answer.response.read()
            headers = {name.lower(): value for name, value in answer.info().items()}
        except (SPARQLWrapperException, OSError) as error:
            challenge = _challenge(error)
            if challenge and self.who.user and not self.challenge:
                self.challenge = challenge  # asked for once; a second refusal is one
                return self.select(query, graphs)
            raise self.explained(error) from None
        return self.result(data, headers)

    def result(self, data: bytes, headers: Mapping[str, str]) -> results.Result:
        try:
            found = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
            assert not isinstance(found, ox.QueryTriples)
            result = results.collect(found)
        except SyntaxError:
            kind = headers.get("content-type", "no media type").partition(";")[0]
            raise NotReached(
                f"{self.url}: the answer is not SPARQL results but {kind}", "Is this the address for queries?"
            ) from None
        # Virtuoso cuts an answer and says so in these headers alone.
        most = headers.get("x-sparql-maxrows", "")
        if headers.get("x-sql-state", "").startswith("S1TAT") or (most.isdecimal() and len(result) >= int(most)):
            raise NotReached(
                f"{self.url}: the answer was cut after {len(result)} rows",
                "Raise ResultSetMaxRows and MaxQueryExecutionTime in the store's virtuoso.ini.",
            )
        terms = tuple(tuple(map(_canonical, row)) for row in result.terms)
        return results.Result(result.columns, terms, result.is_ask)

    def wrapper(self, query: str, graphs: Sequence[str]) -> Any:
        try:
            import SPARQLWrapper as library
        except ImportError:
            raise MissingEngine("SPARQLWrapper is not installed", "Install it: pip install 'imrkg[remote]'.") from None

        class Wrapper(library.SPARQLWrapper):
            def _createRequest(self) -> urllib.request.Request:
                # urllib would send the header on to whatever host a redirect names.
                request: urllib.request.Request = super()._createRequest()
                value = request.headers.pop("Authorization", None)
                if value is not None:
                    request.add_unredirected_header("Authorization", value)
                return request

        wrapper = Wrapper(self.url, agent=f"imrkg/{imrkg.__version__}")
        wrapper.setOnlyConneg(True)
        wrapper.setReturnFormat(library.JSON)
        wrapper.setTimeout(ceil(self.timeout))
        wrapper.setMethod(library.POST if len(query) > _LONG else library.GET)
        wrapper.setQuery(query)
        wrapper.queryType = library.SELECT  # it would take one with the variable ?construct for a CONSTRUCT
        for graph in graphs:
            wrapper.addParameter("default-graph-uri", graph)
            wrapper.addParameter("named-graph-uri", graph)
        if self.who.token:
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {self.who.token}")
        elif self.challenge:
            realm = re.search(r'realm="([^"]*)"', self.challenge)
            digest = self.challenge.lower().startswith("digest")
            wrapper.setHTTPAuth(library.DIGEST if digest else library.BASIC)
            wrapper.setCredentials(self.who.user, self.who.password, realm[1] if realm else "SPARQL")
        return wrapper

    def explained(self, error: Exception) -> NotReached | TimedOut:
        """Return what to tell the user about an error of SPARQLWrapper or of urllib."""
        if isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError):
            return TimedOut(f"{self.url}: no answer within {self.timeout:g} s", "Give it more time with --timeout.")
        http = _http(error)
        if http is None:
            reason = getattr(error, "reason", None) or error
            return NotReached(f"{self.url}: {reason}", "Is the store running? Check the address and the network.")
        hint = "Check the address of the endpoint."
        if http.code in (401, 403):
            hint = "Set IMRKG_STORE_USER and IMRKG_STORE_PASSWORD, or IMRKG_STORE_TOKEN."
        elif http.code in (400, 500):
            hint = "The store does not take the query; docs/stores.md names the versions that were tested."
        lines = [line.strip() for line in _body(error).splitlines() if line.strip()]
        said = f": {lines[0][:200]}" if lines and not lines[0].startswith("<") else ""
        return NotReached(f"{self.url}: HTTP {http.code} {http.reason}{said}", hint)


def _http(error: BaseException | None) -> Any:
    """Return urllib's error behind one of SPARQLWrapper's, which does not tell status and headers."""
    from urllib.error import HTTPError

    while error is not None and not isinstance(error, HTTPError):
        error = error.__context__
    return error


def _challenge(error: Exception) -> str:
    http = _http(error)
    if http is None or http.code != 401:
        return ""
    ways: list[str] = http.headers.get_all("WWW-Authenticate") or []
    return next((way for way in ways if way.lower().startswith("digest")), ways[0] if ways else "")


def _body(error: Exception) -> str:
    """Return what the endpoint said: SPARQLWrapper has read it, and holds it as the notation of its bytes."""
    _, sign, notation = str(error).partition("Response:\n")
    try:
        data = ast.literal_eval(notation) if sign else _http(error).read()
    except (ValueError, SyntaxError, OSError):
        return ""
    return bytes(data).decode(errors="replace")


def _canonical(term: results.Term) -> results.Term:
    # Virtuoso writes 1 and 0, which are other notations of the same values.
    if isinstance(term, ox.Literal) and term.datatype.value == _BOOLEAN:
        return ox.Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
    return term
