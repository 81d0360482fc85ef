"""Which page a path leads to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import unquote

import pyoxigraph as ox

from imrkg import describe, reference, results
from imrkg import namespaces as ns
from imrkg.serve import linked
from imrkg.serve.pages import html, links, matrix, names, pictures, questions, review, rows, search, start, things
from imrkg.serve.site import Page, Site

_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class _Ask(NamedTuple):
    """A request: graph, server, what follows the first part of the path, and parameters."""

    store: ox.Store
    site: Site
    rest: str
    params: Sequence[tuple[str, str]]

    def first(self, name: str) -> str:
        return next((value for key, value in self.params if key == name), "")


def render(store: ox.Store, site: Site, path: str, params: Sequence[tuple[str, str]] = ()) -> Page:
    """Return the page at a path.

    Args:
        store: the graph that is served.
        site: the server.
        path: what follows the base, as it stands in the request, with its first slash: ``/questions/findings``.
        params: names and values of the query string, in their order.

    Returns:
        The page, an error page with status 400 or 404, or a redirect.
    """
    params = [(_clean(name), _clean(value)) for name, value in params]
    if path.startswith("/page/"):
        # What is encoded in an IRI may not be decoded like a text, and a slash at the end may belong to it.
        first, rest = "page", path.removeprefix("/page/")
    else:
        path = _clean(unquote(path))
        first, _, rest = path.strip("/").partition("/")
    found = (_FOLDERS if rest else _PAGES).get(first)
    if found is None:
        return html.error(
            site, 404, "No such page", f"There is nothing at {path}.", "Start at the home page, or search."
        )
    return found(_Ask(store, site, rest, params))


def _clean(text: str) -> str:
    """Return a text that a page can repeat: what is neither a character nor white space is replaced."""
    return _NO_CHARACTER.sub("\ufffd", text)


def _editor(ask: _Ask) -> Page:
    return html.page(ask.site, "editor", query=ask.first("query"), prefixes=dict(ns.PREFIXES), here="editor")


def _reference(ask: _Ask) -> Page:
    if not ask.site.shipped:
        return html.error(
            ask.site, 404, "No such page", "This server does not show the shipped ontology.", "Start at the home page."
        )
    return Page(reference.page(stylesheet=f"{ask.site.base}/static/reference.css"))


def _thing(ask: _Ask) -> Page:
    if not ask.rest and not ask.first("iri"):
        return Page(b"", 303, location=f"{ask.site.base}/")
    iri = linked.iri(f"/{ask.rest}") if ask.rest else ask.first("iri")
    if iri is None:
        return html.error(ask.site, 404, "No such thing", "No IRI has that path.", "Search for it by its name.")
    return things.show(ask.store, ask.site, iri)


_PAGES: dict[str, Callable[[_Ask], Page]] = {
    "": lambda ask: start.show(ask.store, ask.site),
    "questions": lambda ask: questions.listing(ask.site),
    "pictures": lambda ask: pictures.listing(ask.site),
    "matrix": lambda ask: matrix.show(ask.store, ask.site),
    "audit": lambda ask: review.audit(ask.store, ask.site),
    "gaps": lambda ask: review.gaps(ask.store, ask.site),
    "search": lambda ask: search.show(ask.store, ask.site, ask.first("q"), ask.first("kind")),
    "reference": _reference,
    "editor": _editor,
    "sparql": _editor,
    "page": _thing,
}
_FOLDERS: dict[str, Callable[[_Ask], Page]] = {
    "questions": lambda ask: questions.show(ask.store, ask.site, ask.rest, ask.params),
    "pictures": lambda ask: pictures.file(ask.store, ask.site, ask.rest, ask.params),
    "page": _thing,
}


def result(site: Site, text: str, content: bytes, is_graph: bool, store: ox.Store | None = None) -> Page:
    """Return the answer of somebody's own query as a page.

    Args:
        site: the server.
        text: the query.
        content: the answer: Turtle of a graph, else the W3C's results format in JSON.
        is_graph: whether it is a graph.
        store: the graph that was asked; with it, names in the query that the graph does not hold are remarked on.
    """
    table, turtle = None, ""
    if is_graph:
        turtle = content.decode()
    else:
        parsed = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
        table = rows.table(results.collect(parsed), names.Names(()), site.base, "Answer", most=_MOST)
    edit = links.editor(site.base, text)
    # A graph that is not empty may be made of names that were not there before.
    remarks = describe.remarks(store, text) if store is not None and not turtle.strip() else []
    return html.page(site, "result", text=text, table=table, turtle=turtle, edit=edit, remarks=remarks, here="editor")


# The server bounds rows before they come here.
_MOST = 10**9
