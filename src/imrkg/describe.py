"""Everything that the graph knows about one thing, found by IRI, key or label; and what a wrong IRI may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from imrkg import engine, results
from imrkg import namespaces as ns
from imrkg.errors import UnknownName, nearest

_P = f"PREFIX imr: <{ns.IMR}> PREFIX rdfs: <{ns.PREFIXES['rdfs']}> PREFIX skos: <{ns.PREFIXES['skos']}> "
_NAMES = _P + "SELECT ?thing ?name WHERE { ?thing rdfs:label|skos:prefLabel|skos:altLabel|imr:key ?name }"

_PRINTED = tuple(f"{ns.ID}{kind}/" for kind in ("cell", "column", "row"))
# Longer than any key: what is longer is like none of them.
_LONGEST_KEY = 100
# What stands in a query, from left to right: a comment, a text, a declaration, an IRI, a name with a prefix.
_TOKEN = re.compile(
    r"""\#[^\r\n]*|\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'
    |PREFIX\s+(?P<prefix>[\w.-]*):\s*<(?P<namespace>[^<>\s]*)>|<(?P<iri>[^<>"{}|^`\\\s]*)>
    |[?$]\w+|(?P<before>[A-Za-z][\w.-]*)?:(?P<local>\w(?:[\w.-]*[\w-])?)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True)
class Statement:
    """One line of a description: ``subject predicate object`` seen from the thing described."""

    inverse: bool
    predicate: str
    other: ox.NamedNode | ox.BlankNode | ox.Literal
    other_label: str


@dataclass(frozen=True)
class Description:
    """A thing and what is said of it, incoming statements included."""

    iri: str
    label: str
    statements: tuple[Statement, ...]


def find(store: ox.Store, word: str) -> list[str]:
    """Return the IRIs of the things that `word` names: as IRI, prefixed name, kind/key, key or label.

    Raises:
        UnknownName: nothing has that name; the hint names the nearest.
    """
    word = word.strip()
    for iri in _candidates(word):
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            continue  # it only looked like an IRI
        if next(iter(store.quads_for_pattern(node, None, None)), None):
            return [iri]
    wanted = word.casefold()
    by_name: dict[str, set[str]] = {}
    for row in results.collect(engine.run(store, _NAMES)).rows():
        by_name.setdefault(str(row["name"]).casefold(), set()).add(str(row["thing"]))
    if wanted in by_name:
        # A study's name is printed in rows and columns, too; the study itself comes first.
        return sorted(by_name[wanted], key=lambda iri: (iri.startswith(_PRINTED), iri))
    raise UnknownName(f"nothing here is called {word!r}", _near(wanted, by_name))


def _near(word: str, by_name: dict[str, set[str]]) -> str:
    """Return a hint: things of the same kind for ``kind/key``, else names that are short enough to type."""
    kind, slash, _ = word.partition("/")
    things = {ns.shorten(iri) for iris in by_name.values() for iri in iris} if slash else set()
    same_kind = sorted(thing for thing in things if thing.startswith(kind + "/"))
    if same_kind:
        return nearest(word, same_kind, f"things of the kind {kind!r}")
    names = sorted(name for name in by_name if len(name) <= 40)
    hint = nearest(word, names, "names")
    words = [name for name in names if word in name]
    return hint if not words or "Did you mean" in hint else f"Names with that word: {', '.join(words[:10])}."


def _candidates(word: str) -> list[str]:
    if any(c in word for c in ' <>"{}|^`\\'):
        return []
    found = []
    if "://" in word:
        found.append(word)
    elif "/" in word:
        found.append(ns.ID + word)
    elif ":" in word and word.partition(":")[0] in ns.PREFIXES:
        found.append(ns.expand(word))
    elif word:
        found.append(ns.IMR + word)
    return found


def near(iri: str, known: Iterable[str], most: int = 5) -> list[str]:
    """Return which IRIs of ours somebody may have meant who wrote one that the graph does not know, nearest first.

    Those with the same key come first, whatever their kind; then those of the same kind whose key is like it
    (:func:`difflib.get_close_matches`) or holds it; and only where there are none, those of other kinds.

    Args:
        iri: what was asked for; of one that is not ours nothing is near.
        known: the IRIs to choose from.
        most: how many at most.
    """
    from difflib import get_close_matches  # here, because only an error needs it

    wanted = ns.key(iri.rstrip("/")).casefold()
    if not iri.startswith(ns.BASE) or not wanted or len(wanted) > _LONGEST_KEY:
        return []
    folder = iri.rstrip("/").rpartition("/")[0] + "/"
    by_key: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
    for other in known:
        if other.startswith(ns.BASE) and other != iri:
            by_key[other.startswith(folder)].setdefault(ns.key(other).casefold(), []).append(other)
    found: list[str] = []
    for same in (True, False):
        found += sorted(by_key[same].get(wanted, ()), key=lambda other: (other.startswith(_PRINTED), other))
    for keys in (by_key[True], by_key[False]):
        if not found:
            like = get_close_matches(wanted, keys, n=most, cutoff=0.6)
            if len(wanted) > 2:
                like += sorted((key for key in keys if wanted in key and key not in like), key=len)[:most]
            found = [other for key in like for other in sorted(keys[key])]
    return found[:most]


def remarks(store: ox.Store, text: str, prefixes: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence on each name of ours in a query that the graph does not hold: no row can fit it.

    Args:
        store: the graph that was asked.
        text: a query that parses.
        prefixes: prefixes that it may use without declaring them.
    """
    missing = [iri for iri in _named(text, prefixes or {}) if not _holds(store, iri)]
    if not missing:
        return []
    answer = engine.run(store, "SELECT DISTINCT ?thing WHERE { { ?thing ?p ?o } UNION { ?s ?thing ?o } }")
    known = [str(row["thing"]) for row in results.collect(answer).rows()]
    found = []
    for iri in missing:
        others = ", ".join(ns.shorten(other) for other in near(iri, known, 3))
        hint = f"; did you mean {others}?" if others else ""
        found.append(f"{ns.shorten(iri)} is not in the graph{hint}")
    return found


def _named(text: str, prefixes: Mapping[str, str]) -> list[str]:
    """Return the IRIs of ours that a query writes out, in their order, each once."""
    declared = dict(prefixes)
    found: dict[str, None] = {}
    for token in _TOKEN.finditer(text):
        if token["namespace"] is not None:
            declared[token["prefix"]] = token["namespace"]
        elif token["iri"] is not None:
            found[token["iri"]] = None
        elif token["local"] is not None and (token["before"] or "") in declared:
            found[declared[token["before"] or ""] + token["local"]] = None
    # A bare namespace names nothing; it may be compared with, as a text.
    return [iri for iri in found if iri.startswith(ns.BASE) and not iri.endswith("/")]


def _holds(store: ox.Store, iri: str) -> bool:
    node = ox.NamedNode(iri)
    patterns = ((node, None, None), (None, node, None), (None, None, node))
    return store.contains_named_graph(node) or any(next(store.quads_for_pattern(*p), None) for p in patterns)


def describe(store: ox.Store, iri: str) -> Description:
    """Return what the graph says of the thing `iri`, both as subject and as object."""
    node = ox.NamedNode(iri)
    labels = _labels(store)
    lines = set()
    for quad in store.quads_for_pattern(node, None, None):
        lines.add(_statement(labels, False, quad.predicate, quad.object))
    for quad in store.quads_for_pattern(None, None, node):
        if not isinstance(quad.subject, ox.BlankNode):  # a list or class expression of the ontology says nothing here
            lines.add(_statement(labels, True, quad.predicate, quad.subject))
    lines.discard(None)
    ordered = sorted((s for s in lines if s), key=lambda s: (s.inverse, s.predicate, s.other_label, str(s.other)))
    return Description(iri, labels.get(iri, ns.shorten(iri)), tuple(ordered))


def _labels(store: ox.Store) -> dict[str, str]:
    answer = engine.run(store, _P + "SELECT ?thing ?label WHERE { ?thing rdfs:label ?label }")
    return {str(row["thing"]): str(row["label"]) for row in results.collect(answer).rows()}


def _statement(labels: dict[str, str], inverse: bool, predicate: ox.NamedNode, other: object) -> Statement | None:
    if isinstance(other, ox.Triple):
        return None
    assert isinstance(other, ox.NamedNode | ox.BlankNode | ox.Literal)
    name = labels.get(other.value, "") if isinstance(other, ox.NamedNode) else ""
    return Statement(inverse, predicate.value, other, name)


def to_text(description: Description) -> str:
    """Return a description as plain text: one heading for each property, incoming ones marked ``←``."""
    lines = [description.label, ns.shorten(description.iri), description.iri, ""]
    last = ""
    for s in description.statements:
        heading = f"{'← ' if s.inverse else ''}{ns.shorten(s.predicate)}"
        if heading != last:
            lines.append(heading)
            last = heading
        shown = results.text(s.other)
        extra = f"  ({s.other_label})" if s.other_label and s.other_label != shown else ""
        lines.append(f"    {shown}{extra}")
    return "\n".join(lines) + "\n"


def quads(store: ox.Store, iri: str) -> list[ox.Quad]:
    """Return the quads with `iri` as subject or object, for RDF output."""
    node = ox.NamedNode(iri)
    return [*store.quads_for_pattern(node, None, None), *store.quads_for_pattern(None, None, node)]
