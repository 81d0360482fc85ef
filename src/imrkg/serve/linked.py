"""Linked data: the way between a path of the server and an IRI, and the data about the thing behind it.

Every IRI of ours begins with ``https://w3id.org/imrkg/``; what follows is the path on the server. The same
path with a suffix (``.ttl``) is the document with the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import store as stores
from imrkg.serve import negotiation

FORMATS = {form.name: form.media_type for form in negotiation.GRAPHS if form.name != "html"}
"""Suffix of a data document to its media type, the preferred one first."""

MOST = 2000
"""How many statements with a thing as object its description holds at most."""

_VOID = "/.well-known/void"

_UNRESERVED = r"A-Za-z0-9._~\-"
# The characters beyond ASCII that an IRI may hold (ucschar of RFC 3987), without marks of writing direction.
_BEYOND = (
    "\u00a0-\u200d\u2010-\u2029\u202f-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + "\U000e1000-\U000efffd"
)
_PLAIN = re.compile(f"[{_UNRESERVED}{_BEYOND}]")
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_NOT_IN_A_PATH = re.compile(r'[\x00-\x20"#<>?[\\\]^`{|}\x7f-\x9f]|%(?![0-9A-Fa-f]{2})' + f"|[^\x00-\x7f{_BEYOND}]")
_NO_TEXT = re.compile("[\ud800-\udfff]")

_OWL_VERSION = ox.NamedNode(ns.PREFIXES["owl"] + "versionIRI")
_LABELS = tuple(ox.NamedNode(iri) for iri in (ns.PREFIXES["rdfs"] + "label", ns.PREFIXES["skos"] + "prefLabel"))


class Link(NamedTuple):
    """A link of an answer, as RFC 8288 has it.

    Attributes:
        target: path with the base of the server, or an IRI of ours.
        rel: alternate, canonical or describedby.
        media_type: type of the target; empty where the target is no document.
    """

    target: str
    rel: str
    media_type: str = ""


def iri(path: str) -> str | None:
    """Return the IRI that a path stands for; None where no IRI of ours can have that path.

    What is percent-encoded in `path` is decoded as RFC 3987 (3.2) has it: characters beyond ASCII
    and unreserved ones. Anything else keeps its escape, because ``%2F`` and ``/`` are not the same.

    Args:
        path: path below the base of the server, as it stands in the request (``/id/study/levitt-2009``).
            A decoded path is understood as well.
    """
    if not path.startswith("/") or _NO_TEXT.search(path):
        return None
    rest = _ENCODED.sub(_decoded, path[1:])
    rest = _NOT_IN_A_PATH.sub(lambda match: _escape(match[0]), rest)
    if {".", ".."} & set(rest.split("/")):
        return None  # a client would have resolved the dots
    return ns.BASE + rest


def path(iri: str) -> str | None:
    """Return the path of an IRI of ours, percent-encoded; None for any other IRI.

    It is the reverse of :func:`iri` for every IRI in the normal form of RFC 3987 (5.3.2.3), as ours are.
    """
    if not iri.startswith(ns.BASE) or "?" in iri or "#" in iri:
        return None
    return "/" + re.sub(r"[^\x00-\x7f]+", lambda match: quote(match[0]), iri[len(ns.BASE) :])


def _decoded(match: re.Match[str]) -> str:
    data = bytes.fromhex(match[0].replace("%", ""))
    text = data.decode("utf-8", "surrogateescape")  # bytes that are no UTF-8 come back as they were
    return "".join(c if _PLAIN.fullmatch(c) else _escape(c) for c in text)


def _escape(character: str) -> str:
    return quote(character, safe="", errors="surrogateescape")


def split(path: str) -> tuple[str, str]:
    """Return a path without its data suffix, and the suffix; the path as it is and ``""`` where it has none.

    ``/ontology/0.1.0`` has none: only the suffixes in :data:`FORMATS` count.
    """
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in FORMATS and stem and not stem.endswith("/"):
        return stem, suffix
    return path, ""


def rdf_format(suffix: str) -> ox.RdfFormat:
    """Return the format that a suffix of :data:`FORMATS` stands for."""
    return stores.rdf_format(Path(f"data.{suffix}"))


def links(iri: str, base: str = "", shown: str = "") -> list[Link]:
    """Return the links that an answer about a thing carries.

    Args:
        iri: the thing, an IRI of ours.
        base: path under which the server stands, without a slash at the end.
        shown: suffix of the document that the answer is, ``html`` for the page; empty for the redirect,
            whose links go to documents that describe the thing.
    """
    place = path(iri)
    if place is None:
        return []
    documents = {suffix: (f"{base}{place}.{suffix}", kind) for suffix, kind in FORMATS.items()}
    documents["html"] = (f"{base}/page{place}", "text/html")
    if iri == ns.BASE:  # its path is the home page, and VoID its description
        documents = {"ttl": (base + _VOID, FORMATS["ttl"]), "html": (f"{base}/", "text/html")}
    rel = "alternate" if shown else "describedby"
    found = [Link(target, rel, kind) for suffix, (target, kind) in documents.items() if suffix != shown]
    return [*found, Link(_uri(iri), "canonical")] if shown else found


def header(links: Iterable[Link]) -> str:
    """Return the value of the Link header for `links`."""
    return ", ".join(
        f'<{link.target}>; rel="{link.rel}"' + (f'; type="{link.media_type}"' if link.media_type else "")
        for link in links
    )


def _uri(iri: str) -> str:
    # Headers are ASCII.
    return ns.BASE + str(path(iri)).removeprefix("/")


def data(store: ox.Store, iri: str, form: str) -> bytes | None:
    """Return what the graph says of a thing; None where the graph does not know it.

    A named graph gives all of its statements, and so do the ontology and its version. Anything else
    gives every statement with the thing as subject or object, blank nodes followed to their end (so
    that an axiom is whole), and the labels of everything that is named. At most :data:`MOST`
    statements have it as object; where there are more, a comment in the data says how many.

    What is said of the thing comes first, then what others say of it, and bare names last.
    TriG and N-Quads keep the named graphs. The other formats hold the union of them; JSON-LD as well,
    because clients read only its default graph.

    Args:
        store: the graphs.
        iri: any IRI.
        form: a suffix of :data:`FORMATS`.
    """
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return None
    whole = _whole(store, node)
    quads = set(store.quads_for_pattern(None, None, None, whole)) if whole else set()
    quads |= _description(store, node)
    if form not in ("trig", "nq"):
        quads = {ox.Quad(*quad.triple) for quad in quads}
    return written(quads, form, first=whole or node) if quads else None


def dump(store: ox.Store, form: str) -> bytes:
    """Return every graph of `store` in the format of the suffix `form`.

    TriG, N-Quads and JSON-LD keep the named graphs, the other formats hold their union.
    """
    return stores.canonical(store, rdf_format(form))


def written(
    quads: Iterable[ox.Quad],
    form: str,
    prefixes: Mapping[str, str] = ns.FILE_PREFIXES,
    first: ox.NamedNode | None = None,
) -> bytes:
    """Return `quads` in the format of the suffix `form`: sorted, and with those of `prefixes` that are used.

    Args:
        quads: what is written.
        form: a suffix of :data:`FORMATS`.
        prefixes: names for namespaces.
        first: the thing whose statements stand at the top; things of which only a name is said go to the end.
    """
    quads = set(quads)
    # Sixty lines of prefixes would hide ten lines of data.
    used = {re.sub("[^/#]*$", "", iri) for quad in quads for iri in _iris(quad)}
    shown = {prefix: namespace for prefix, namespace in prefixes.items() if namespace in used}
    if first is None:
        return stores.canonical(quads, rdf_format(form), shown)
    ordered = list(ox.parse(input=stores.canonical(quads, ox.RdfFormat.N_QUADS), format=ox.RdfFormat.N_QUADS))
    more = {quad.subject for quad in ordered if quad.predicate not in _LABELS}
    ordered.sort(key=lambda quad: (quad.subject != first, quad.subject not in more))
    kind = rdf_format(form)
    items = ordered if kind.supports_datasets else (quad.triple for quad in ordered)
    data = ox.serialize(items, format=kind, prefixes=shown)
    assert data is not None  # no output was given, so the bytes come back
    return data


def _iris(quad: ox.Quad) -> Iterator[str]:
    for term in quad:
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _whole(store: ox.Store, node: ox.NamedNode) -> ox.NamedNode | None:
    """Return the named graph that `node` stands for: its own, or that of the ontology whose version it is."""
    versions = [quad.subject for quad in store.quads_for_pattern(None, _OWL_VERSION, node)]
    for graph in (node, *versions):
        if isinstance(graph, ox.NamedNode) and store.contains_named_graph(graph):
            return graph
    return None


def _description(store: ox.Store, node: ox.NamedNode) -> set[ox.Quad]:
    said = set(_closure(store, node))
    pointing = list(store.quads_for_pattern(None, None, node))
    if not said and not pointing:  # a property that nothing declares
        pointing = list(store.quads_for_pattern(None, node, None))
    if len(pointing) > MOST:
        said |= _cut(node, len(pointing))
        pointing = sorted(pointing, key=str)[:MOST]
    seen: set[ox.BlankNode] = set()
    for quad in pointing:
        said |= _upwards(store, quad, seen)
    return said | _labels(store, said)


def _closure(store: ox.Store, node: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Quad]:
    """Yield the statements about `node`, and those about the blank nodes that they lead to."""
    left: list[ox.NamedNode | ox.BlankNode] = [node]
    seen = set(left)
    while left:
        for quad in store.quads_for_pattern(left.pop(), None, None):
            yield quad
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                left.append(quad.object)


def _upwards(store: ox.Store, quad: ox.Quad, seen: set[ox.BlankNode]) -> set[ox.Quad]:
    """Return the statement `quad`; inside blank nodes (a list, a restriction) the axiom that it is a part of."""
    found: set[ox.Quad] = set()
    left = [quad]
    while left:
        quad = left.pop()
        found.add(quad)
        blank = quad.subject
        if isinstance(blank, ox.BlankNode) and blank not in seen:
            seen.add(blank)
            found |= set(_closure(store, blank))
            left += store.quads_for_pattern(None, None, blank)
    return found


def _labels(store: ox.Store, said: Iterable[ox.Quad]) -> set[ox.Quad]:
    named = {term for quad in said for term in quad if isinstance(term, ox.NamedNode)}
    return {quad for node in named for label in _LABELS for quad in store.quads_for_pattern(node, label, None)}


def _cut(node: ox.NamedNode, count: int) -> set[ox.Quad]:
    """Return the note that a description does not hold everything; it is about the document, not the thing."""
    note = f"Only {MOST} of the {count} statements that name the thing are here; a query has them all."
    document = ox.BlankNode()
    foaf, rdfs = ns.PREFIXES["foaf"], ns.PREFIXES["rdfs"]
    return {
        ox.Quad(document, ox.NamedNode(foaf + "primaryTopic"), node),
        ox.Quad(document, ox.NamedNode(rdfs + "comment"), ox.Literal(note, language="en")),
    }
