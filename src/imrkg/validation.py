"""Checks RDF against the SHACL shapes of ``shapes/``.

An engine only finds results. Loading, counting what was checked and writing the report are the
same for every engine, so that reports can be compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import resources, results, store
from imrkg.errors import BadSyntax, MissingEngine, MissingFile, NothingToCheck, UnknownName, nearest

if TYPE_CHECKING:
    import rdflib

Term = ox.NamedNode | ox.BlankNode | ox.Literal
SEVERITIES = ("Violation", "Warning", "Info")
FORMATS = ("text", "json", "ttl")
_SH = ns.PREFIXES["sh"]
_UNION: dict[str, Any] = {"use_default_graph_as_union": True}


class Found(NamedTuple):
    """One result as an engine reports it, before it is made comparable."""

    focus: Term
    shape: Term
    path: Term | None
    value: Term | None
    severity: str
    component: str


@dataclass(frozen=True)
class Entry:
    """One result of a validation.

    Attributes:
        focus: the node that was checked.
        path: the property path, in SPARQL's notation with prefixes; empty where there is none.
        value: the value that is at fault, where there is one.
        severity: Violation, Warning or Info.
        message: what to do about it.
        shape: IRI of the node shape or property shape.
        component: what kind of constraint it is, for example ``MinCount``.
    """

    focus: Term
    path: str
    value: Term | None
    severity: str
    message: str
    shape: str
    component: str


def _name(focus: Term) -> str:
    return ns.shorten(focus.value) if isinstance(focus, ox.NamedNode) else str(focus)


@dataclass(frozen=True)
class Report:
    """What a validation found, and how much it looked at.

    Attributes:
        engine: the engine that ran.
        results: violations first, then by shape and node.
        checked: for each shape with a target, how many nodes of the data it was asked about.
        nodes: how many different nodes were checked in all.
    """

    engine: str
    results: tuple[Entry, ...]
    checked: dict[str, int]
    nodes: int
    _shapes: ox.Store = field(repr=False, compare=False)

    @property
    def counts(self) -> dict[str, int]:
        """The number of results of each severity."""
        return {name: sum(entry.severity == name for entry in self.results) for name in SEVERITIES}

    @property
    def conforms(self) -> bool:
        """True when there is no violation; warnings and remarks do not count against it."""
        return not self.counts["Violation"]

    def write(self, form: str) -> bytes:
        """Return the report in UTF-8.

        Args:
            form: text (for people), json, or ttl (a ``sh:ValidationReport``).

        Raises:
            UnknownName: there is no such format.
        """
        if form == "text":
            return self._text().encode()
        if form == "json":
            return json.dumps(self._plain(), indent=2, ensure_ascii=False).encode() + b"\n"
        if form == "ttl":
            return self._turtle()
        raise UnknownName(f"no report format {form!r}", nearest(form, FORMATS, "formats"))

    def _summary(self) -> str:
        found = ", ".join(_count(self.counts[name], _NOUNS[name]) for name in SEVERITIES)
        shapes = sum(bool(number) for number in self.checked.values())
        verdict = "Conforms" if self.conforms else "Does not conform"
        looked = f"{self.engine} checked {_count(self.nodes, 'node')} against {_count(shapes, 'shape')}"
        return f"{verdict}: {found}. {looked}."

    def _text(self) -> str:
        lines = []
        for entry in self.results:
            if entry.severity == "Info":
                continue
            about = [_name(entry.focus)]
            about += [entry.path] if entry.path else []
            about += [results.text(entry.value)] if entry.value is not None and entry.value != entry.focus else []
            lines += [f"{entry.severity}: {' | '.join(about)}", f"  {entry.message} [{ns.key(entry.shape)}]"]
        lines += self._remarks()
        return "\n".join([*lines, *([""] if lines else []), self._summary()]) + "\n"

    def _remarks(self) -> list[str]:
        """Return two lines for each shape with remarks, not for each remark; json and ttl have them one by one."""
        by_shape: dict[str, list[Entry]] = {}
        for entry in self.results:
            if entry.severity == "Info":
                by_shape.setdefault(entry.shape, []).append(entry)
        lines = []
        for shape, entries in by_shape.items():
            names = [_name(entry.focus) for entry in entries]
            shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
            lines += [f"Info: {shown}", f"  {entries[0].message} [{ns.key(shape)}]"]
        return lines

    def _plain(self) -> dict[str, object]:
        return {
            "conforms": self.conforms,
            "engine": self.engine,
            "nodes": self.nodes,
            "counts": self.counts,
            "results": [
                {
                    "severity": entry.severity,
                    "focus": entry.focus.value if isinstance(entry.focus, ox.NamedNode) else str(entry.focus),
                    "path": entry.path or None,
                    "value": None if entry.value is None else str(entry.value),
                    "message": entry.message,
                    "shape": entry.shape,
                    "component": entry.component,
                }
                for entry in self.results
            ],
            "checked": dict(sorted(self.checked.items())),
        }

    def _turtle(self) -> bytes:
        report = ox.BlankNode("report")
        quads = [
            ox.Quad(report, _RDF_TYPE, _sh("ValidationReport")),
            ox.Quad(report, _sh("conforms"), ox.Literal(self.conforms)),
        ]
        for number, entry in enumerate(self.results, 1):
            node = ox.BlankNode(f"result{number}")
            quads.append(ox.Quad(report, _sh("result"), node))
            quads += self._result(node, entry)
        prefixes = {**ns.PREFIXES, "shape": ns.BASE + "shape/"}
        data = ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
        assert data is not None
        return data

    def _result(self, node: ox.BlankNode, entry: Entry) -> Iterator[ox.Quad]:
        shape = ox.NamedNode(entry.shape)
        yield ox.Quad(node, _RDF_TYPE, _sh("ValidationResult"))
        yield ox.Quad(node, _sh("focusNode"), entry.focus)
        yield ox.Quad(node, _sh("resultSeverity"), _sh(entry.severity))
        yield ox.Quad(node, _sh("resultMessage"), ox.Literal(entry.message, language="en"))
        yield ox.Quad(node, _sh("sourceShape"), shape)
        yield ox.Quad(node, _sh("sourceConstraintComponent"), _sh(f"{entry.component}ConstraintComponent"))
        if entry.value is not None:
            yield ox.Quad(node, _sh("value"), entry.value)
        paths = [quad.object for quad in self._shapes.quads_for_pattern(shape, _sh("path"), None)]
        if not paths and entry.path:
            paths = [ox.NamedNode(ns.expand(entry.path.strip("<>")))]
        for path in paths:
            yield ox.Quad(node, _sh("resultPath"), path)
            yield from _description(self._shapes, path)


_NOUNS = {"Violation": "violation", "Warning": "warning", "Info": "remark"}
_RDF_TYPE = ox.NamedNode(ns.PREFIXES["rdf"] + "type")


def validate(files: Sequence[Path] = (), engine: str = "pyshacl", shapes: Path | None = None) -> Report:
    """Check the shipped graph, or files of the user, against the shapes.

    The user's files are read together with the ontology and with what the shipped graph says
    of the things that they point to and do not describe (terms of the controlled lists,
    programs, references). Only what the files themselves describe is checked.

    Args:
        files: RDF files; none means the shipped graph and the ontology.
        engine: one of :data:`ENGINES`, or ``auto`` for the fast one if it is installed.
        shapes: a file or a folder of shapes (Turtle); the shipped ones by default.

    Raises:
        UnknownName: there is no such engine.
        MissingEngine: it is not installed.
        MissingFile, BadSyntax: a file is not there or does not parse.
        NothingToCheck: no shape has a node to check in the data.
    """
    name = choose(engine)
    rules = read_shapes(shapes or resources.shapes())
    if not files:
        return check(store.bundled(), rules, name)
    data = store.from_files(files)
    own = {quad.subject for quad in data}
    around = background(data, store.bundled())
    data.extend(around)
    return check(data, rules, name, ignore={quad.subject for quad in around} - own)


def check(data: ox.Store, shapes: ox.Store, engine: str, ignore: Iterable[object] = ()) -> Report:
    """Check `data` against `shapes` with an engine that is known to be installed.

    Args:
        data: all graphs of it are checked as one.
        shapes: from :func:`read_shapes`.
        engine: one of :data:`ENGINES`.
        ignore: nodes that are there for the others' sake and are not checked.

    Raises:
        NothingToCheck: no shape has a node to check.
        BadSyntax: the engine cannot use the shapes.
    """
    passed = set(ignore)
    foci = {shape: nodes - passed for shape, nodes in focus_nodes(data, shapes).items()}
    # A class that the data only names is asked about, too, but is no node of the data.
    nodes = {node for node in set().union(*foci.values()) if _describes(data, node)}
    if not nodes:
        raise NothingToCheck(
            "no shape has anything to check in the data",
            "Look whether the file is empty, and whether its things have classes of the imr: ontology.",
        )
    found = ENGINES[engine](data, shapes)
    # What is said of the ontology as a whole (an undeclared property) is said of the user's data, too.
    kept = [one for one in found if one.focus not in passed or one.focus == _ONTOLOGY]
    checked = {shape: len(those & nodes) for shape, those in foci.items()}
    return Report(engine, _entries(kept, shapes), checked, len(nodes), shapes)


_ONTOLOGY = ox.NamedNode(ns.ONTOLOGY_GRAPH)


def _describes(data: ox.Store, node: Any) -> bool:
    return not isinstance(node, ox.Literal) and any(True for _ in data.quads_for_pattern(node, None, None))


def choose(engine: str) -> str:
    """Return the name of the engine to run, once it is known to be installed.

    Raises:
        UnknownName: there is no such engine.
        MissingEngine: it is not installed; another one is never used in silence.
    """
    if engine == "auto":
        return "shacl" if _installed("shacl") else "pyshacl"
    if engine not in ENGINES:
        raise UnknownName(f"no SHACL engine {engine!r}", nearest(engine, [*ENGINES, "auto"], "engines"))
    if not _installed(engine):
        extra = "imrkg[fast]" if engine == "shacl" else "imrkg"
        raise MissingEngine(f"the SHACL engine {engine} is not installed", f"Install it: pip install '{extra}'.")
    return engine


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:
        # What find_spec says of a module that is barred from being imported.
        return False


def read_shapes(place: Path) -> ox.Store:
    """Return the shapes of a Turtle file, or of all Turtle files of a folder, in one graph.

    Raises:
        MissingFile: there is no such file, or no Turtle file in the folder.
        BadSyntax: one of them does not parse.
    """
    files = sorted(place.glob("*.ttl")) if place.is_dir() else [place]
    if not files:
        raise MissingFile(f"{place}: no shapes (*.ttl) in the folder", "Check the path, or install the package again.")
    return store.from_files(files)


def background(data: ox.Store, shipped: ox.Store) -> list[ox.Quad]:
    """Return the ontology, and what `shipped` says of things that `data` points to and does not describe.

    What those things point to comes along, so that a rule can follow a path through them. A thing
    that `data` describes is left alone: the user's description stands, and nothing is mixed into it.
    """
    ontology = ox.NamedNode(ns.ONTOLOGY_GRAPH)
    around = list(shipped.quads_for_pattern(None, None, None, ontology))
    seen: set[object] = {quad.subject for quad in data}
    waiting = [quad.object for quad in data]
    while waiting:
        node = waiting.pop()
        if node in seen or not isinstance(node, ox.NamedNode) or not node.value.startswith(ns.ID):
            continue
        seen.add(node)
        for quad in shipped.quads_for_pattern(node, None, None):
            around.append(quad)
            waiting.append(quad.object)
    return around


# --- what is checked ---------------------------------------------------------------------------

_TARGETS = f"""
PREFIX sh: <{_SH}>
PREFIX rdfs: <{ns.PREFIXES["rdfs"]}>
SELECT ?shape ?kind ?target WHERE {{
  {{
    ?shape ?kind ?target .
    FILTER (?kind IN (sh:targetClass, sh:targetNode, sh:targetSubjectsOf, sh:targetObjectsOf))
  }}
  UNION
  # A shape that is also a class has its instances as targets.
  {{ ?shape a sh:NodeShape , rdfs:Class . BIND (sh:targetClass AS ?kind) BIND (?shape AS ?target) }}
}}"""
_PATTERNS = {
    "targetClass": "?class <http://www.w3.org/2000/01/rdf-schema#subClassOf>* {target} . ?focus a ?class",
    "targetNode": "VALUES ?focus {{ {target} }} ?focus ?property ?value",
    "targetSubjectsOf": "?focus {target} ?value",
    "targetObjectsOf": "?subject {target} ?focus",
}


def focus_nodes(data: ox.Store, shapes: ox.Store) -> dict[str, set[object]]:
    """Return the nodes of `data` that each shape with a target is asked about (shape IRI to nodes)."""
    patterns: dict[str, list[str]] = {}
    for shape, kind, target in _select(shapes, _TARGETS):
        pattern = _PATTERNS[str(kind.value).removeprefix(_SH)].format(target=target)
        patterns.setdefault(shape.value, []).append(f"{{ {pattern} }}")
    found = {}
    for shape, parts in patterns.items():
        query = f"SELECT DISTINCT ?focus WHERE {{ {' UNION '.join(parts)} }}"
        found[shape] = {row[0] for row in _select(data, query)}
    return found


def _select(graph: ox.Store, query: str) -> ox.QuerySolutions:
    answer = graph.query(query, **_UNION)
    assert isinstance(answer, ox.QuerySolutions)
    return answer


# --- engines -----------------------------------------------------------------------------------


def _pyshacl(data: ox.Store, shapes: ox.Store) -> list[Found]:
    """Return what pySHACL finds: the reference engine."""
    import pyshacl
    import rdflib

    try:
        _, report, _ = pyshacl.validate(
            _rdflib_graph(data), shacl_graph=_rdflib_graph(shapes), inference="none", inplace=True, do_owl_imports=False
        )
    except Exception as error:  # of many kinds: its own, those of rdflib, those of the SPARQL parser
        raise _bad_shapes("pyshacl", error) from error
    if not isinstance(report, rdflib.Graph):
        raise _bad_shapes("pyshacl", report)
    name = rdflib.Namespace(_SH)
    return [
        Found(
            focus=_from_rdflib(report.value(node, name.focusNode)),
            shape=_from_rdflib(report.value(node, name.sourceShape)),
            path=_optional(report.value(node, name.resultPath)),
            value=_optional(report.value(node, name.value)),
            severity=str(report.value(node, name.resultSeverity)),
            component=str(report.value(node, name.sourceConstraintComponent)),
        )
        for node in report.objects(None, name.result)
    ]


def _shacl(data: ox.Store, shapes: ox.Store) -> list[Found]:
    """Return what the package ``shacl`` finds: the fast engine."""
    import shacl

    try:
        rules = shacl.Shapes.from_turtle(_turtle(shapes))
        report = rules.validate_turtle(_turtle(data))
    except ValueError as error:
        raise _bad_shapes("shacl", error) from error
    return [
        Found(
            focus=_from_text(one.focus_node),
            shape=_from_text(one.source_shape or ""),
            # A path that is not one IRI is written out; the shape has it in full.
            path=_from_text(one.path) if one.path and _IRI.fullmatch(one.path) else None,
            value=_from_text(one.value) if one.value else None,
            severity=one.severity_iri,
            component=one.component_iri,
        )
        for one in report.results
    ]


_IRI = re.compile(r"<[^<>]*>")
ENGINES: dict[str, Callable[[ox.Store, ox.Store], list[Found]]] = {"pyshacl": _pyshacl, "shacl": _shacl}


def _bad_shapes(engine: str, error: object) -> BadSyntax:
    return BadSyntax(f"{engine} cannot use the shapes: {error}", "Mend the shapes.")


def _turtle(graph: ox.Store) -> str:
    """Return all graphs of a store as Turtle, which both sides handle faster than N-Triples.

    A triple that two graphs hold stands there twice.
    """
    names: list[Any] = [ox.DefaultGraph(), *graph.named_graphs()]
    return b"".join(graph.dump(format=ox.RdfFormat.TURTLE, from_graph=name) or b"" for name in names).decode()


def _rdflib_graph(graph: ox.Store) -> rdflib.Graph:
    """Return all graphs of a store as one rdflib graph; literals and blank nodes keep their spelling."""
    import rdflib

    terms: dict[Any, Any] = {}

    def convert(term: Any) -> Any:
        if term not in terms:
            if isinstance(term, ox.NamedNode):
                terms[term] = rdflib.URIRef(term.value)
            elif isinstance(term, ox.BlankNode):
                terms[term] = rdflib.BNode(term.value)
            elif term.language:
                terms[term] = rdflib.Literal(term.value, lang=term.language)
            else:
                # rdflib would rewrite 0.20E0 otherwise, and the reports would differ.
                terms[term] = rdflib.Literal(term.value, datatype=convert(term.datatype), normalize=False)
        return terms[term]

    target = rdflib.Graph()
    for quad in graph:
        target.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return target


def _from_rdflib(term: Any) -> Term:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)


def _optional(term: Any) -> Term | None:
    return None if term is None else _from_rdflib(term)


@cache
def _from_text(text: str) -> Term:
    """Return the term that an N-Triples token stands for."""
    (quad,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    term = quad.object
    assert isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal)
    return term


# --- the report --------------------------------------------------------------------------------


def _entries(found: Iterable[Found], shapes: ox.Store) -> tuple[Entry, ...]:
    """Return results in a form and an order that do not depend on the engine."""
    messages: dict[object, str] = {
        quad.subject: _value(quad.object) for quad in shapes.quads_for_pattern(None, _sh("message"), None)
    }
    paths: dict[object, str] = {
        quad.subject: _path(shapes, quad.object) for quad in shapes.quads_for_pattern(None, _sh("path"), None)
    }
    entries = {
        Entry(
            focus=one.focus,
            path=paths.get(one.shape) or (_short(one.path) if one.path else ""),
            value=one.value,
            severity=one.severity.removeprefix(_SH),
            message=messages.get(one.shape, ""),
            shape=one.shape.value,
            component=one.component.removeprefix(_SH).removesuffix("ConstraintComponent"),
        )
        for one in found
    }
    return tuple(sorted(entries, key=_order))


def _order(entry: Entry) -> tuple[int, str, str, str, str, str]:
    rank = SEVERITIES.index(entry.severity)
    return rank, entry.shape, str(entry.focus), entry.path, str(entry.value or ""), entry.component


def _path(shapes: ox.Store, node: Any) -> str:
    """Return a SHACL property path in the notation of SPARQL."""
    if isinstance(node, ox.NamedNode):
        return _short(node)
    for name, (before, after) in _OPERATORS.items():
        for quad in shapes.quads_for_pattern(node, _sh(name), None):
            if name == "alternativePath":
                return "(" + "|".join(_path(shapes, item) for item in _list(shapes, quad.object)) + ")"
            return f"{before}{_path(shapes, quad.object)}{after}"
    return "(" + "/".join(_path(shapes, item) for item in _list(shapes, node)) + ")"


_OPERATORS = {
    "alternativePath": ("", ""),
    "inversePath": ("^", ""),
    "zeroOrOnePath": ("", "?"),
    "zeroOrMorePath": ("", "*"),
    "oneOrMorePath": ("", "+"),
}


def _list(graph: ox.Store, node: Any) -> list[Any]:
    """Return the members of an RDF list."""
    rdf = ns.PREFIXES["rdf"]
    members = []
    while node != ox.NamedNode(rdf + "nil"):
        members.append(next(graph.quads_for_pattern(node, ox.NamedNode(rdf + "first"), None)).object)
        node = next(graph.quads_for_pattern(node, ox.NamedNode(rdf + "rest"), None)).object
    return members


def _description(graph: ox.Store, node: Any) -> Iterator[ox.Quad]:
    """Yield the triples of a blank node and of the blank nodes below it."""
    if isinstance(node, ox.BlankNode):
        for quad in graph.quads_for_pattern(node, None, None):
            yield ox.Quad(*quad.triple)
            yield from _description(graph, quad.object)


def _short(term: Term) -> str:
    name = ns.shorten(term.value)
    return name if name != term.value else f"<{name}>"


def _value(term: Any) -> str:
    return str(term.value)


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SH + name)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
