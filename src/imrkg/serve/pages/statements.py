"""What the graph says of a thing, grouped by property, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg.serve.pages import links
from imrkg.serve.pages.names import Names
from imrkg.serve.pages.rows import Piece

_P = ns.PREFIXES
_RDF, _RDFS, _OWL, _SKOS, _PROV = _P["rdf"], _P["rdfs"], _P["owl"], _P["skos"], _P["prov"]
# Read first; the rest follows by name, and the last ones are for those who look after the data.
_FIRST = [
    _RDF + "type", _IAO := _P["obo"] + "IAO_0000115", _SKOS + "definition", ns.IMR + "statement",
    _P["dcterms"] + "description", ns.IMR + "text", ns.IMR + "printed", ns.IMR + "explanation",
    ns.IMR + "valueAsPrinted", ns.IMR + "value", _RDFS + "subClassOf", _OWL + "equivalentClass",
    _RDFS + "subPropertyOf", _RDFS + "domain", _RDFS + "range", ns.IMR + "ofStudy", ns.IMR + "ofOutcome",
    ns.IMR + "ofRater", ns.IMR + "hasResult", ns.IMR + "hasDirection",
]  # fmt: skip
_LAST = [_SKOS + "editorialNote", ns.IMR + "key", _RDFS + "isDefinedBy", ns.IMR + "sha256"]
_NAMED = {
    _RDF + "type": "is a",
    _RDFS + "label": "label",
    _IAO: "definition",
    _P["obo"] + "IAO_0000119": "source of the definition",
    _P["obo"] + "IAO_0000112": "example",
    _PROV + "wasDerivedFrom": "derived from",
    _P["oa"] + "hasSource": "in the document",
    _P["oa"] + "hasSelector": "where in it",
    _P["dcterms"] + "isPartOf": "part of",
    _OWL + "equivalentClass": "the same as",
    _RDFS + "subClassOf": "kind of",
    _RDFS + "subPropertyOf": "more special than",
}
_INCOMING = {
    _RDF + "type": "things of this class",
    _RDFS + "subClassOf": "narrower classes",
    _RDFS + "subPropertyOf": "narrower relations",
    _RDFS + "domain": "properties that things of this class have",
    _RDFS + "range": "properties that lead to things of this class",
    _RDFS + "isDefinedBy": "defines",
    _PROV + "wasDerivedFrom": "read here, or derived from this",
}
_DEEP = 5
# An address in a text; a point or bracket at its end belongs to the sentence.
_ADDRESS = re.compile(r"https?://[^\s<>\"()]*[^\s<>\"().,;:!?']")


class Value(NamedTuple):
    """A value: its parts, the language of a text, and the path of a local page about an IRI that is not ours."""

    pieces: tuple[Piece, ...]
    language: str = ""
    here: str = ""


class Group(NamedTuple):
    """Statements with one property.

    Attributes:
        name: what a person calls the property.
        iri: the property.
        href: where it is described.
        values: the values shown.
        total: how many there are.
        more: path of a query that lists them all.
    """

    name: str
    iri: str
    href: str
    values: list[Value]
    total: int
    more: str


def outgoing(store: ox.Store, names: Names, base: str, iri: str, most: int = 100) -> list[Group]:
    """Return what is said of a thing; places where it was read are left out, a table has those."""
    found: dict[str, set[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}
    for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None):
        if not isinstance(quad.object, ox.Triple) and not _is_place(names, quad):
            found.setdefault(quad.predicate.value, set()).add(quad.object)
    maker = _Maker(store, names, base)
    groups = [
        Group(
            _NAMED.get(p) or spoken(names, p), p, links.about(base, p), maker.values(terms, most), len(terms),
            links.editor(base, _listing(f"<{iri}> <{p}> ?thing")),
        )
        for p, terms in found.items()
        if p != _RDFS + "label" or len(terms) > 1
    ]  # fmt: skip
    return sorted(groups, key=_order)


def incoming(store: ox.Store, names: Names, base: str, iri: str, most: int = 25) -> list[Group]:
    """Return what names a thing."""
    found: dict[str, set[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}
    for quad in store.quads_for_pattern(None, None, ox.NamedNode(iri)):
        # A list or class expression of the ontology says nothing here.
        if isinstance(quad.subject, ox.NamedNode):
            found.setdefault(quad.predicate.value, set()).add(quad.subject)
    maker = _Maker(store, names, base)
    groups = [
        Group(
            _INCOMING.get(p) or f"{spoken(names, p)} of", p, links.about(base, p), maker.values(terms, most),
            len(terms), links.editor(base, _listing(f"?thing <{p}> <{iri}>")),
        )
        for p, terms in found.items()
    ]  # fmt: skip
    return sorted(groups, key=_order)


def uses(store: ox.Store, names: Names, base: str, iri: str, most: int = 25) -> tuple[int, list[tuple[Value, Value]]]:
    """Return how many statements have a property, and the first of them as subject and object."""
    quads = {(q.subject, q.object) for q in store.quads_for_pattern(None, ox.NamedNode(iri), None)}
    maker = _Maker(store, names, base)
    first = sorted(quads, key=lambda pair: (str(pair[0]), str(pair[1])))[:most]
    return len(quads), [(maker.value(s), maker.value(o)) for s, o in first]


def _is_place(names: Names, quad: ox.Quad) -> bool:
    is_derived = quad.predicate.value == _PROV + "wasDerivedFrom"
    return is_derived and isinstance(quad.object, ox.NamedNode) and quad.object.value in names.printed


def _order(group: Group) -> tuple[int, str, str]:
    if group.iri in _FIRST:
        return (_FIRST.index(group.iri), "", "")
    return (1000 + (group.iri in _LAST), group.name.casefold(), group.iri)


def _with_addresses(text: str) -> Iterator[Piece]:
    """Yield a text in parts, in which each address of the Web leads there."""
    end = 0
    for address in _ADDRESS.finditer(text):
        if address.start() > end:
            yield Piece(text[end : address.start()])
        yield Piece(address[0], address[0])
        end = address.end()
    if end < len(text) or not text:
        yield Piece(text[end:])


def spoken(names: Names, iri: str) -> str:
    """Return what a person calls a property: its label, or the words of its local name."""
    if iri in names.labels and iri.startswith(ns.BASE):
        return names.labels[iri]
    # Other vocabularies label their terms hasSource, or Is Part Of.
    name = names.labels.get(iri) or re.split(r"[/#:]", iri.rstrip("/#"))[-1]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").split()
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in words) or iri


def _listing(pattern: str) -> str:
    return (
        f"PREFIX rdfs: <{_RDFS}>\n\nSELECT DISTINCT ?thing ?label\nWHERE {{\n  {pattern} .\n"
        "  OPTIONAL { ?thing rdfs:label ?label }\n}\nORDER BY ?thing\n"
    )


class _Maker:
    """Makes values out of terms."""

    def __init__(self, store: ox.Store, names: Names, base: str) -> None:
        self._store = store
        self._names = names
        self._base = base

    def values(self, terms: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal], most: int) -> list[Value]:
        def order(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> tuple[str, str]:
            name = self._names(term.value) if isinstance(term, ox.NamedNode) else term.value
            return ("" if isinstance(term, ox.BlankNode) else name.casefold(), str(term))

        return [self.value(term) for term in sorted(terms, key=order)[:most]]

    def value(self, term: object) -> Value:
        if isinstance(term, ox.NamedNode):
            foreign = not term.value.startswith(ns.BASE)
            known = foreign and next(iter(self._store.quads_for_pattern(term, None, None)), None)
            return Value((self._link(term.value),), "", links.about(self._base, term.value) if known else "")
        if isinstance(term, ox.BlankNode):
            return Value(tuple(self._expression(term, _DEEP)))
        if isinstance(term, ox.Literal):
            return Value(tuple(_with_addresses(term.value)), term.language or "")
        return Value((Piece(str(term)),))

    def _link(self, iri: str) -> Piece:
        return Piece(self._names(iri), links.page(self._base, iri))

    def _part(self, term: object, deep: int) -> list[Piece]:
        if isinstance(term, ox.BlankNode):
            return [Piece("("), *self._expression(term, deep - 1), Piece(")")]
        if isinstance(term, ox.NamedNode):
            return [self._link(term.value)]
        return [Piece(term.value if isinstance(term, ox.Literal) else str(term))]

    def _expression(self, node: ox.BlankNode, deep: int) -> list[Piece]:
        """Return a node without a name in words: a class expression in Manchester syntax, or its statements."""
        if deep <= 0:
            return [Piece("…")]
        facts = {q.predicate.value: q.object for q in self._store.quads_for_pattern(node, None, None)}
        on = facts.get(_OWL + "onProperty")
        for local, word in _RESTRICTIONS.items():
            if on is not None and _OWL + local in facts:
                return [*self._part(on, deep), Piece(f" {word} "), *self._part(facts[_OWL + local], deep)]
        for local, word in (("intersectionOf", "and"), ("unionOf", "or"), ("oneOf", ",")):
            if isinstance(head := facts.get(_OWL + local), ox.NamedNode | ox.BlankNode):
                return self._joined([self._part(member, deep) for member in self._list(head)], f" {word} ")
        for local, word in (("complementOf", "not "), ("inverseOf", "inverse of ")):
            if _OWL + local in facts:
                return [Piece(word), *self._part(facts[_OWL + local], deep)]
        if isinstance(node, ox.BlankNode) and _RDF + "first" in facts:
            return self._joined([self._part(member, deep) for member in self._list(node)], ", ")
        said = [
            [Piece(f"{spoken(self._names, p)}: "), *self._part(value, deep)]
            for p, value in sorted(facts.items())
        ]  # fmt: skip
        return self._joined(said, "; ") or [Piece("a thing without a name")]

    def _list(self, head: ox.NamedNode | ox.BlankNode) -> Iterator[object]:
        seen: set[object] = set()
        node: object = head
        while isinstance(node, ox.NamedNode | ox.BlankNode) and node not in seen and len(seen) < 100:
            seen.add(node)
            facts = {q.predicate.value: q.object for q in self._store.quads_for_pattern(node, None, None)}
            if _RDF + "first" not in facts:
                return
            yield facts[_RDF + "first"]
            node = facts.get(_RDF + "rest")

    @staticmethod
    def _joined(parts: list[list[Piece]], separator: str) -> list[Piece]:
        found: list[Piece] = []
        for part in parts:
            found += [Piece(separator), *part] if found else part
        return found


_RESTRICTIONS = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
    "minQualifiedCardinality": "min",
    "maxQualifiedCardinality": "max",
    "qualifiedCardinality": "exactly",
    "minCardinality": "min",
    "maxCardinality": "max",
    "cardinality": "exactly",
}
