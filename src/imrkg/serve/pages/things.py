"""The page of a thing: everything known about it, and where it was read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox

from imrkg import describe, engine, question, resources, results
from imrkg import namespaces as ns
from imrkg.serve.pages import html, links, names, rows, statements, structured
from imrkg.serve.site import Page, Site

FORMS = (("ttl", "text/turtle", "Turtle"), ("jsonld", "application/ld+json", "JSON-LD"),
         ("nt", "application/n-triples", "N-Triples"))  # fmt: skip
# Rows of a section; all of them are at the question behind it.
_MOST = 50
_OWL = ns.PREFIXES["owl"]
_NONE = "No such thing"
_PROPERTIES = {ns.PREFIXES["rdf"] + "Property"} | {
    _OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
}


class Section(NamedTuple):
    """A part of a page: heading, anchor, table, and the path where all of its rows are, with the question's slug."""

    heading: str
    anchor: str
    table: rows.Table
    more: str
    slug: str


class _Entry(NamedTuple):
    """A line of ``queries/pages/sections.csv``: what stands on the pages of a kind of thing."""

    kind: str
    source: str
    name: str
    parameter: str
    heading: str
    without: str  # columns that say what the heading says already


@cache
def _entries() -> list[_Entry]:
    file = resources.path("queries", "pages", "sections.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        return [_Entry(**row) for row in csv.DictReader(lines)]


def show(store: ox.Store, site: Site, iri: str) -> Page:
    """Return the page of a thing; status 404 with the nearest names where the graph does not know it.

    Args:
        store: the graph.
        site: the server.
        iri: the thing, one of ours or any that the graph speaks of.
    """
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return html.error(site, 404, _NONE, f"{iri!r} is no IRI.", "Search for it by its name.")
    known = names.of(store)
    if any(graph == node for graph in store.named_graphs()) and iri != ns.ONTOLOGY_GRAPH:
        return _graph(store, site, node)
    shown = _version(store, node) or iri
    out = statements.outgoing(store, known, site.base, shown)
    into = statements.incoming(store, known, site.base, shown)
    used, examples = statements.uses(store, known, site.base, shown)
    if not (out or into or used or shown in known.labels):
        return _unknown(store, site, iri)
    parts = [*_sections(store, known, site.base, shown)]
    title = _title(store, known, shown)
    return html.page(
        site,
        "thing",
        title=title,
        iri=iri,
        kind=_kinds(store, known, shown) or names.kind(iri).replace("-", " "),
        verdict=_verdict(store, site, shown),
        facts=out,
        sections=parts,
        incoming=into,
        used=used,
        examples=examples,
        more=links.editor(site.base, _uses(shown)),
        canonical=iri,
        forms=[(name, links.data(site.base, iri, name)) for name, _, _ in FORMS] if links.own(iri) else [],
        alternates=_alternates(site, iri),
        structured=structured.thing(store, shown),
    )


def _alternates(site: Site, iri: str) -> list[tuple[str, str, str]]:
    """Return media type, path and name of each form in which the data about a thing are."""
    if not links.own(iri):
        return []
    return [(media_type, links.data(site.base, iri, form), name) for form, media_type, name in FORMS]


def _title(store: ox.Store, known: names.Names, iri: str) -> str:
    if iri in known.labels:
        return known.labels[iri]
    for quad in store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(ns.PREFIXES["dcterms"] + "title"), None):
        if isinstance(quad.object, ox.Literal):
            return quad.object.value
    return ns.shorten(iri)


def _kinds(store: ox.Store, known: names.Names, iri: str) -> str:
    """Return the labels of the classes of a thing, the narrower before the wider ones."""
    types = [
        q.object for q in store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(ns.PREFIXES["rdf"] + "type"), None)
    ]
    found = sorted({t.value for t in types if isinstance(t, ox.NamedNode)})
    own = [t for t in found if t.startswith(ns.IMR)]
    return ", ".join(statements.spoken(known, t) for t in own or found)


def _version(store: ox.Store, node: ox.NamedNode) -> str:
    """Return the ontology of which an IRI names the version that is served."""
    for quad in store.quads_for_pattern(None, ox.NamedNode(_OWL + "versionIRI"), node):
        if isinstance(quad.subject, ox.NamedNode):
            return quad.subject.value
    return ""


def _sections(store: ox.Store, known: names.Names, base: str, iri: str) -> Iterator[Section]:
    rest, kind = iri.removeprefix(ns.ID), names.kind(iri)
    terms = kind == "ontology" and iri != ns.ONTOLOGY_GRAPH
    own = [e for e in _entries() if e.kind in (kind, rest) and not terms and e.name != "verdict"]
    names_taken = {e.heading for e in own}
    general = [e for e in _entries() if e.kind == "*" and e.heading not in names_taken and kind]
    for entry in [*own, *general]:
        answer, more = _answer(store, base, entry, iri)
        if answer:
            anchor = f"{entry.name}-{entry.source}"
            hidden = entry.without.split()
            table = rows.table(answer, known, base, entry.heading, most=_MOST, without=hidden)
            yield Section(entry.heading, anchor, table, more, entry.name if entry.source == "question" else "")


def _answer(store: ox.Store, base: str, entry: _Entry, iri: str) -> tuple[results.Result, str]:
    """Return the rows of a section about a thing, and the path where all of them are."""
    if entry.source == "page":
        text = question.bind(names.query(entry.name), {"thing": [ox.NamedNode(iri)]})
        return results.collect(engine.run(store, text)), links.editor(base, text)
    asked = question.get(entry.name)
    bound = {entry.parameter: [ox.NamedNode(iri)]} if entry.parameter else {}
    answer = results.collect(engine.run(store, question.bind(asked, bound)))
    chosen = f"?{urlencode({entry.parameter: iri.removeprefix(ns.ID)}, safe='/')}" if entry.parameter else ""
    return answer, f"{base}/questions/{entry.name}{chosen}"


def _verdict(store: ox.Store, site: Site, iri: str) -> dict[str, str]:
    """Return the verdict on a claim with its key, the reason and links; nothing for what is no claim."""
    if names.kind(iri) != "claim":
        return {}
    for row in names.ask(store, "verdict", iri).rows():
        return {
            "key": ns.key(str(row["verdict_iri"])),
            "text": str(row["verdict"]),
            "href": links.page(site.base, str(row["verdict_iri"])),
            "reason": str(row["reason"] or ""),
        }
    return {}


def _uses(iri: str) -> str:
    return f"SELECT ?subject ?object\nWHERE {{ ?subject <{iri}> ?object }}\nORDER BY ?subject ?object\n"


def _graph(store: ox.Store, site: Site, node: ox.NamedNode) -> Page:
    """Return the page of a named graph: how much of what it holds."""
    text = (
        f"SELECT ?class (COUNT(DISTINCT ?thing) AS ?things)\nWHERE {{ GRAPH <{node.value}> {{ ?thing a ?class }} }}\n"
        "GROUP BY ?class\nORDER BY DESC(?things) ?class\n"
    )
    known = names.of(store)
    table = rows.table(results.collect(engine.run(store, text)), known, site.base, "Classes of the things in it")
    return html.page(
        site,
        "graph",
        iri=node.value,
        title=f"Graph: {node.value.rsplit('/', 1)[-1]}",
        triples=sum(1 for _ in store.quads_for_pattern(None, None, None, node)),
        table=table,
        edit=links.editor(site.base, text),
        canonical=node.value,
        alternates=_alternates(site, node.value),
    )


def _unknown(store: ox.Store, site: Site, iri: str) -> Page:
    meant = near(store, iri)
    word = ns.key(iri.rstrip("/"))
    return html.error(
        site, 404, _NONE, f"The graph knows nothing called {ns.shorten(iri)}.", hint(store, iri), meant, word
    )


def near(store: ox.Store, iri: str) -> list[tuple[str, str]]:
    """Return IRI and label of the things that somebody may have meant who asked for one that is not there."""
    known = names.of(store)
    return [(other, known(other)) for other in describe.near(iri, known.labels)]


def hint(store: ox.Store, iri: str) -> str:
    """Return the same in a sentence, for a client that reads no HTML."""
    meant = [f"{other} ({label})" for other, label in near(store, iri)]
    return f"Did you mean {' or '.join(meant)}?" if meant else "Search for it by its name."
