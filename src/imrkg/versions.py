"""What changed between two versions of a graph or an ontology, thing by thing.

The statements of both are compared as sets; what a difference means (new, gone, deprecated, changed, moved) is said
by the queries in ``queries/diff/``, in the order of their names: a CONSTRUCT adds to what later ones ask, a SELECT
gives rows.

Blank nodes have no names that two files could share. One that is part of a thing (a restriction of a class, a list)
is compared as what it says, written out; one that is part of nothing is a thing of its own, known by what is said of
it. So neither the order of statements nor the names of blank nodes nor the file format makes a difference.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pyoxigraph as ox

from imrkg import engine, resources, results, store
from imrkg import namespaces as ns
from imrkg.errors import UnknownName, nearest

SHIPPED = "shipped"
"""The word that stands for the shipped graph in the place of a file."""

COLUMNS = (
    "kind", "change", "iri", "label", "label_before", "property", "property_label", "old", "old_label",
    "new", "new_label", "replaced_by", "replaced_by_label",
)  # fmt: skip
"""The columns of a comparison; ``label_before`` is filled where the label is another one now."""

_GRAPH = "urn:imrkg:"
_BLANK = "urn:imrkg:blank:"
_OLD, _NEW, _REMOVED, _ADDED, _MOVED, _ABOUT = (
    ox.NamedNode(_GRAPH + name) for name in ("old", "new", "removed", "added", "moved", "about")
)
_RDF = ns.PREFIXES["rdf"]
_LONGEST = 20_000  # characters of a blank node written out; what is longer is cut and told apart by its hash
_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_Row: TypeAlias = dict[str, results.Term]
_Places: TypeAlias = dict[ox.Triple, set[str]]  # the names of the graphs that a triple stands in; "" has none


def diff(old: str | Path, new: str | Path = SHIPPED, kinds: Collection[str] = ()) -> results.Result:
    """Compare two versions of a graph or an ontology.

    Named graphs are compared where both versions have them: a Turtle file holds the same statements as a TriG file.
    Of the shipped graph only the parts are looked at that the other version has, too: ontology, data or both.

    Args:
        old: an RDF file, or :data:`SHIPPED`.
        new: the same.
        kinds: kinds of things to look at, such as ``class``, ``property``, ``concept`` or ``finding``; all if empty.

    Returns:
        One row for each thing that was added, removed, deprecated or moved to another graph, and for each value that
        changed, with :data:`COLUMNS`; none where the versions say the same.

    Raises:
        MissingFile, BadSyntax: a file cannot be read.
        UnknownName: the name of a file says no format, or neither version has things of such a kind.
    """
    before, after = _sides(old, new)
    work = _compared(before, after)
    found = [row for file in sorted(resources.path("queries", "diff").glob("*.rq")) for row in _step(work, file)]
    rows = _told(work, found)
    if kinds:
        known = {"thing", *(results.text(kind) for kind in _about(work, _dcterms("type")).values())}
        for kind in kinds:
            if kind not in known:
                raise UnknownName(
                    f"neither version holds a thing of the kind {kind!r}", nearest(kind, sorted(known), "kinds")
                )
        rows = [row for row in rows if results.plain(row["kind"]) in kinds]
    terms = sorted((tuple(row.get(name) for name in COLUMNS) for row in rows), key=lambda row: list(map(str, row)))
    return results.Result(COLUMNS, tuple(terms))


# ------------------------------------------------------------------------------------------ reading the versions


def _sides(old: str | Path, new: str | Path) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """Return the statements of both versions, of the shipped one those parts that the other has, too."""
    before = None if str(old) == SHIPPED else store.read(Path(old))
    after = None if str(new) == SHIPPED else store.read(Path(new))
    # A file without statements is a version, too.
    return (
        _values(_shipped(after) if before is None else before),
        _values(_shipped(before) if after is None else after),
    )


def _values(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    # In a store a number is its value: 0.50 and 0.5 are no difference.
    held = ox.Store()
    held.extend(quads)
    return set(held)


def _shipped(other: Sequence[ox.Quad] | None) -> list[ox.Quad]:
    ontology = ox.NamedNode(ns.ONTOLOGY_GRAPH)
    whole = list(store.bundled())
    if not other:
        return whole
    headed = any(quad.object == _owl("Ontology") for quad in other)
    filled = any(quad.predicate.value == ns.IMR + "key" for quad in other)
    if headed == filled:
        return whole
    return [quad for quad in whole if (quad.graph_name == ontology) == headed]


def _owl(name: str) -> ox.NamedNode:
    return ox.NamedNode(ns.PREFIXES["owl"] + name)


def _dcterms(name: str) -> ox.NamedNode:
    return ox.NamedNode(ns.PREFIXES["dcterms"] + name)


# ------------------------------------------------------------------------------------------------------ comparing


def _compared(before: set[ox.Quad], after: set[ox.Quad]) -> ox.Store:
    """Return a store with a graph for each version, for what is in only one of them, and for what has moved."""
    old, new = _without_blank_nodes(before), _without_blank_nodes(after)
    work = ox.Store()
    work.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object, _OLD) for triple in old)
    work.bulk_extend(ox.Quad(triple.subject, triple.predicate, triple.object, _NEW) for triple in new)
    work.bulk_extend(
        ox.Quad(triple.subject, triple.predicate, triple.object, _REMOVED) for triple in old.keys() - new.keys()
    )
    work.bulk_extend(
        ox.Quad(triple.subject, triple.predicate, triple.object, _ADDED) for triple in new.keys() - old.keys()
    )
    if any(map(any, old.values())) and any(map(any, new.values())):
        work.bulk_extend(quad for triple in old.keys() & new.keys() for quad in _move(triple, old, new))
    return work


def _move(triple: ox.Triple, old: _Places, new: _Places) -> Iterator[ox.Quad]:
    """Describe that a triple stands in other graphs than before; a property of a thing moves once, not each value."""
    left, entered = sorted(old[triple] - new[triple]), sorted(new[triple] - old[triple])
    if not left and not entered:
        return
    text = f"{triple.subject} {triple.predicate} {left} {entered}"
    move = ox.NamedNode(_GRAPH + "move:" + hashlib.sha256(text.encode()).hexdigest())
    yield ox.Quad(move, ox.NamedNode(_RDF + "subject"), triple.subject, _MOVED)
    yield ox.Quad(move, ox.NamedNode(_RDF + "predicate"), triple.predicate, _MOVED)
    for side, names in ((_OLD, left), (_NEW, entered)):
        for name in names:
            yield ox.Quad(move, side, ox.NamedNode(name) if name else ox.Literal("default graph"), _MOVED)


def _step(work: ox.Store, file: Path) -> list[_Row]:
    """Run one query: what it constructs goes into the store, what it selects comes back."""
    answer = engine.run(work, file.read_text(encoding="utf-8"), source=str(file))
    if isinstance(answer, ox.QueryTriples):
        work.extend([ox.Quad(triple.subject, triple.predicate, triple.object, _ABOUT) for triple in answer])
        return []
    answered = results.collect(answer)
    return [dict(zip(answered.columns, row, strict=True)) for row in answered.terms]


def _told(work: ox.Store, rows: list[_Row]) -> list[_Row]:
    """Return the rows with the kind of their thing and the labels of all things in them."""
    kinds, was, now = _about(work, _dcterms("type")), _about(work, _OLD), _about(work, _NEW)
    for row in rows:
        thing = row["iri"]
        row["kind"] = kinds.get(thing, ox.Literal("thing"))
        row["label"] = now.get(thing) or was.get(thing)
        if thing in was and was[thing] != row["label"]:
            row["label_before"] = was[thing]
        for name in ("property", "old", "new", "replaced_by"):
            term = row.get(name)
            row[f"{name}_label"] = (was.get(term) if name == "old" else None) or now.get(term) or was.get(term)
        if isinstance(thing, ox.NamedNode) and thing.value.startswith(_BLANK):
            row["iri"] = None
    return rows


def _about(work: ox.Store, predicate: ox.NamedNode) -> dict[results.Term, results.Term]:
    return {quad.subject: quad.object for quad in work.quads_for_pattern(None, predicate, None, _ABOUT)}


# ---------------------------------------------------------------------------------------------------- blank nodes


def _without_blank_nodes(quads: set[ox.Quad]) -> _Places:
    """Return the statements, blank nodes written out, with the names of the graphs that each stands in."""
    texts, parts = _written(quads) if any(_blanks(q) for q in quads) else ({}, set())
    places: _Places = defaultdict(set)
    for quad in quads:
        if quad.subject in parts:
            continue  # said where the node is a value
        graph = quad.graph_name
        value = _folded(quad.object, texts)
        subject = quad.subject if isinstance(quad.subject, ox.NamedNode) else _blank_name(texts[quad.subject])
        name = graph.value if isinstance(graph, ox.NamedNode) else ""
        places[ox.Triple(subject, quad.predicate, value)].add(name)
        if subject != quad.subject:
            text = ox.Literal(texts[quad.subject])
            places[ox.Triple(subject, ox.NamedNode(_RDF + "value"), text)].add(name)
    return places


def _blanks(quad: ox.Quad | ox.Triple) -> list[ox.BlankNode]:
    return [*_inside(quad.subject), *_inside(quad.object)]


def _inside(term: _Term) -> list[ox.BlankNode]:
    if isinstance(term, ox.BlankNode):
        return [term]
    return _blanks(term) if isinstance(term, ox.Triple) else []


def _blank_name(text: str) -> ox.NamedNode:
    return ox.NamedNode(_BLANK + hashlib.sha256(text.encode()).hexdigest())


def _folded(term: _Term, texts: dict[_Term, str]) -> _Term:
    return ox.Literal(_text(term, texts)) if _inside(term) else term


def _written(quads: set[ox.Quad]) -> tuple[dict[_Term, str], set[_Term]]:
    """Return each blank node written out, and those that are a part of another thing."""
    import networkx  # here, because most graphs have no blank nodes

    said: dict[_Term, set[ox.Triple]] = defaultdict(set)
    users: dict[_Term, set[ox.Triple]] = defaultdict(set)
    net = networkx.DiGraph()
    for triple in {quad.triple for quad in quads}:
        net.add_nodes_from(_blanks(triple))
        for node in _inside(triple.object):
            users[node].add(triple)
        if isinstance(triple.subject, ox.BlankNode):
            said[triple.subject].add(triple)
            net.add_edges_from((triple.subject, node) for node in _inside(triple.object))
    texts: dict[_Term, str] = {}
    parts: set[_Term] = set()
    # What a node consists of comes before it; nodes that go round in a circle come together.
    whole = networkx.condensation(net)
    for circle in reversed(list(networkx.topological_sort(whole))):
        nodes = whole.nodes[circle]["members"]
        if len(nodes) > 1 or any(net.has_edge(node, node) for node in nodes):
            texts |= _circle(nodes, said, texts)
        else:
            texts |= {node: _node(said[node], texts) for node in nodes}
        texts |= {node: texts[node] + _shared(users[node]) for node in nodes}
        # A circle that nobody enters has no first node: each of its nodes is a thing of its own.
        if any(triple.subject not in nodes for node in nodes for triple in users[node]):
            parts |= {node for node in nodes if users[node]}
    return texts, parts


def _node(said: set[ox.Triple], texts: dict[_Term, str]) -> str:
    by = {triple.predicate.value.removeprefix(_RDF): triple.object for triple in said}
    if by.keys() == {"first", "rest"} and len(said) == 2:
        first, rest = _text(by["first"], texts), _text(by["rest"], texts)
        if rest == "rdf:nil":
            return f"( {first} )"
        if rest.startswith("( "):
            return _cut(f"( {first} {rest[2:]}")
    pairs = sorted((_rank(t.predicate), _text(t.predicate, texts), _text(t.object, texts)) for t in said)
    return _cut("[ " + " ; ".join(f"{name} {value}" for _, name, value in pairs) + " ]") if pairs else "[]"


def _rank(predicate: ox.NamedNode) -> str:
    return "" if predicate.value == _RDF + "type" else predicate.value  # as readers expect it


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST // 2]} … #{hashlib.sha256(text.encode()).hexdigest()}{text[-2:]}"


def _circle(nodes: Collection[_Term], said: dict[_Term, set[ox.Triple]], texts: dict[_Term, str]) -> dict[_Term, str]:
    """Return nodes of a circle written out: each by what is said of it and of its neighbours, as far as they go."""
    inside: dict[_Term, str] = dict.fromkeys(nodes, "[ … ]")
    for _ in nodes:
        around = texts | inside
        inside = {
            node: "[ … #" + hashlib.sha256(_node(said[node], around).encode()).hexdigest() + " ]" for node in nodes
        }
    return inside


def _shared(users: set[ox.Triple]) -> str:
    if len(users) < 2:
        return ""
    return " shared by " + ", ".join(sorted(f"{_text(t.subject, {})} {_text(t.predicate, {})}" for t in users))


def _text(term: _Term, texts: dict[_Term, str]) -> str:
    """Return a term as Turtle has it, with our prefixes; what stands for a blank node comes from `texts`."""
    if isinstance(term, ox.BlankNode):
        return texts.get(term, "[]")
    if isinstance(term, ox.Triple):
        return "<<( " + " ".join(_text(t, texts) for t in (term.subject, term.predicate, term.object)) + " )>>"
    if isinstance(term, ox.Literal):
        kind = term.datatype
        plain = term.language or kind.value == ns.PREFIXES["xsd"] + "string"
        return str(term) if plain else f"{ox.Literal(term.value)}^^{_text(kind, texts)}"
    for prefix, namespace in ns.PREFIXES.items():
        if re.fullmatch(r"[\w-]+", term.value.removeprefix(namespace)) and term.value.startswith(namespace):
            return f"{prefix}:{term.value[len(namespace) :]}"
    return str(term)
