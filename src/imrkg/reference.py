"""The HTML reference of the ontology: one page with its metadata, and a diagram and the terms of each module.

What is said of a term, and in which order, is in ``queries/reference``; how it looks is in ``reference.html``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from imrkg import engine, resources, results, store
from imrkg import namespaces as ns
from imrkg.errors import MissingFile, NothingToDraw

_OWL, _RDF, _RDFS = (ns.PREFIXES[name] for name in ("owl", "rdf", "rdfs"))
_SORTS = ("Class", "Object property", "Data property", "Annotation property", "Individual")
_REST = "shared"
_STYLE = Path(__file__).parent / "serve" / "static" / "reference.css"


@dataclass(frozen=True)
class Link:
    """A name on the page.

    Attributes:
        text: what is shown.
        href: where it leads: an anchor of the page, or an IRI; empty for plain text.
    """

    text: str
    href: str = ""


@dataclass(frozen=True)
class Term:
    """One class, property or individual.

    Attributes:
        iri: its IRI.
        anchor: its local name, an anchor of the page.
        sort: what it is, as the page says it.
        label: its label.
        facts: heading and values, each value a row of texts and links.
    """

    iri: str
    anchor: str
    sort: str
    label: str
    facts: tuple[tuple[str, tuple[tuple[Link, ...], ...]], ...]


@dataclass
class Module:
    """A part of the ontology.

    Attributes:
        name: anchor of its section.
        title: heading.
        about: what it holds.
        terms: classes first, then properties, each by label.
        picture: its diagram; None where it holds no class.
    """

    name: str
    title: str
    about: str
    terms: list[Term] = field(default_factory=list)
    picture: Picture | None = None


@dataclass(frozen=True)
class Box:
    """A class in a diagram.

    Attributes:
        label: its name.
        href: its anchor.
        x: left edge.
        y: upper edge.
        width: width in pixels.
        height: height in pixels.
        rows: its object properties, each with the height of its middle.
    """

    label: str
    href: str
    x: int
    y: int
    width: int
    height: int
    rows: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Picture:
    """A diagram: classes of the module to the left, what their properties lead to on the right.

    Attributes:
        width: width in pixels.
        height: height in pixels.
        boxes: classes of the module, indented by their place in the hierarchy.
        targets: classes that properties lead to.
        arrows: a path in SVG's notation for each property and target.
        branches: a path for each class that is a kind of another one of the module.
        text: the same in words, for those who do not see it.
    """

    width: int
    height: int
    boxes: tuple[Box, ...]
    targets: tuple[Box, ...]
    arrows: tuple[str, ...]
    branches: tuple[str, ...]
    text: str


def page(data: ox.Store | None = None, stylesheet: str = "") -> bytes:
    """Return the page in UTF-8: the same bytes for the same graph, with nothing fetched from elsewhere.

    Args:
        data: a graph with the ontology, its shapes and mappings; the shipped ones by default.
        stylesheet: where the page finds its style on a server that allows no style in pages; else it holds it.

    Raises:
        NothingToDraw: the graph does not hold the ontology.
        MissingFile: a query or the template is not there.
    """
    graph = _Graph(_shipped() if data is None else data)
    if not graph.terms:
        raise NothingToDraw("the graph does not hold the ontology", "Serve the shipped graph, or add ontology/imr.ttl.")
    metadata = [(row["heading"].value, _plain(row["value"])) for row in graph.ask("metadata")]
    style = _STYLE.read_text(encoding="utf-8")
    text = _template().render(
        metadata=metadata, modules=graph.modules(), namespace=ns.IMR, sorts=_SORTS, stylesheet=stylesheet, style=style
    )
    return str(text).encode()


def _shipped() -> ox.Store:
    data = store.bundled()
    shapes = store.from_files(sorted(resources.shapes().glob("*.ttl")))
    data.extend(shapes)
    return data


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("reference.html")


class _Graph:
    """The ontology as the page needs it."""

    def __init__(self, data: ox.Store) -> None:
        self._data = data
        self.terms: dict[str, tuple[str, str]] = {}
        rows = sorted(self.ask("terms"), key=lambda row: _SORTS.index(str(row["sort"].value)))
        for row in rows:
            iri = str(row["term"].value)
            label = row["label"].value if row["label"] is not None else _local(iri)
            # The narrower sort wins where a term has two, and the first label in the order of the alphabet.
            self.terms.setdefault(iri, (str(row["sort"].value), label))
        self._facts: dict[str, dict[str, list[Any]]] = {}
        for row in self.ask("facts"):
            of_term = self._facts.setdefault(row["term"].value, {})
            of_term.setdefault(str(row["heading"].value), []).append(row["value"])

    def ask(self, name: str) -> list[dict[str, Any]]:
        """Return the rows of a query of ``queries/reference``, as terms of RDF."""
        file = resources.path("queries", "reference", f"{name}.rq")
        try:
            text = file.read_text(encoding="utf-8")
        except OSError:
            raise MissingFile(f"{file}: no such file", "Install the package again, or restore the file.") from None
        answer = engine.run(self._data, text, source=str(file))
        assert isinstance(answer, ox.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        return [{name: row[name] for name in names} for row in answer]

    # --- words ---------------------------------------------------------------------------------

    def link(self, value: Any) -> tuple[Link, ...]:
        """Return a value as the page shows it: a link, a text, or a class expression in Manchester's manner."""
        if isinstance(value, ox.NamedNode):
            return (self._name(value.value),)
        if isinstance(value, ox.BlankNode):
            return tuple(self._expression(value))
        return (Link(results.text(value)),)

    def _name(self, iri: str) -> Link:
        if iri in self.terms:
            return Link(self.terms[iri][1], f"#{_local(iri)}")
        labels = [
            quad.object.value
            for quad in self._data.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(_RDFS + "label"), None)
            if isinstance(quad.object, ox.Literal)
        ]
        short = ns.shorten(iri)
        return Link(f"{min(labels)} ({short})" if labels and not iri.startswith(_OWL) else short, iri)

    def _value(self, node: Any, name: str) -> Any:
        return next((q.object for q in self._data.quads_for_pattern(node, ox.NamedNode(name), None)), None)

    def members(self, node: Any) -> list[Any]:
        """Return the members of an RDF list."""
        found = []
        while node is not None and node != ox.NamedNode(_RDF + "nil"):
            found.append(self._value(node, _RDF + "first"))
            node = self._value(node, _RDF + "rest")
        return found

    def _expression(self, node: Any) -> list[Link]:
        for name, word in (("intersectionOf", " and "), ("unionOf", " or "), ("oneOf", ", ")):
            found = self._value(node, _OWL + name)
            if found is not None:
                return self._joined(self.members(found), word, braces=name == "oneOf")
        complement = self._value(node, _OWL + "complementOf")
        if complement is not None:
            return [Link("not "), *self._part(complement)]
        datatype = self._value(node, _OWL + "onDatatype")
        if datatype is not None:
            return [*self.link(datatype), Link(" "), *self._facets(node)]
        on = self._value(node, _OWL + "onProperty")
        inverse = self._value(on, _OWL + "inverseOf") if isinstance(on, ox.BlankNode) else None
        head = [Link("inverse "), *self.link(inverse)] if inverse is not None else list(self.link(on))
        for name, word in _RESTRICTIONS.items():
            filler = self._value(node, _OWL + name)
            if filler is not None:
                return [*head, Link(f" {word} "), *self._part(filler)]
        return head

    def _facets(self, node: Any) -> list[Link]:
        parts = []
        for facet in self.members(self._value(node, _OWL + "withRestrictions")):
            for quad in self._data.quads_for_pattern(facet, None, None):
                sign = _FACETS.get(quad.predicate.value.removeprefix(ns.PREFIXES["xsd"]), quad.predicate.value)
                parts.append(f"{sign} {results.text(quad.object)}")
        return [Link(f"[{', '.join(sorted(parts))}]")]

    def _part(self, node: Any) -> list[Link]:
        inner = list(self.link(node))
        return [Link("("), *inner, Link(")")] if isinstance(node, ox.BlankNode) and len(inner) > 1 else inner

    def _joined(self, nodes: list[Any], word: str, braces: bool = False) -> list[Link]:
        found: list[Link] = []
        for node in nodes:
            found += [Link(word)] if found else []
            found += self._part(node)
        return [Link("{"), *found, Link("}")] if braces else found

    # --- modules -------------------------------------------------------------------------------

    def modules(self) -> list[Module]:
        """Return the modules in their order, what belongs to none of them last."""
        with resources.path("queries", "reference", "modules.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = {row["module"]: Module(row["module"], row["title"], row["about"]) for row in rows}
        found[_REST] = Module(_REST, "Shared by several modules", "Properties that anything may have, and named terms.")
        roots = {ns.IMR + name: row["module"] for row in rows for name in row["classes"].split()}
        for iri in sorted(self.terms, key=lambda one: (_SORTS.index(self.terms[one][0]), self.terms[one][1], one)):
            found[self._home(iri, roots)].terms.append(self._term(iri))
        for module in found.values():
            classes = [term.iri for term in module.terms if term.sort == "Class"]
            module.picture = self._picture(classes, module.title) if classes else None
        return [module for module in found.values() if module.terms]

    def _term(self, iri: str) -> Term:
        sort, label = self.terms[iri]
        facts = self._facts.get(iri, {})
        shown = tuple((heading, tuple(sorted(map(self.link, values), key=_text))) for heading, values in facts.items())
        return Term(iri, _local(iri), sort, label, shown)

    def _home(self, iri: str, roots: dict[str, str]) -> str:
        waiting, seen = [iri], set()
        while waiting:
            here = waiting.pop(0)
            if here in roots:
                return roots[here]
            if here not in seen:
                seen.add(here)
                waiting += [*self._parents(here), *self.domains(here)]
        return _REST

    def _parents(self, iri: str) -> list[str]:
        values = self._facts.get(iri, {}).get("Is a kind of", [])
        return [value.value for value in values if isinstance(value, ox.NamedNode)]

    def domains(self, iri: str, heading: str = "Domain") -> list[str]:
        """Return the named classes of a property's domain or range, those of a union one by one."""
        found = []
        for value in self._facts.get(iri, {}).get(heading, []):
            if isinstance(value, ox.NamedNode):
                found.append(value.value)
            else:
                union = self._value(value, _OWL + "unionOf")
                found += [one.value for one in self.members(union) if isinstance(one, ox.NamedNode)]
        return found

    # --- diagrams ------------------------------------------------------------------------------

    def _picture(self, classes: list[str], title: str) -> Picture:
        depths = self._outline(classes)
        relations = {iri: self._relations(iri) for iri in classes}
        names = [(self.terms[iri][1], depth) for iri, depth in depths]
        rows = [word for found in relations.values() for word, _, _ in found]
        inner = max([_wide(word) for word in [*rows, *(name for name, _ in names)]]) + 2 * _PAD
        boxes, branches, places = [], [], {}
        y = _PAD
        open_at: dict[int, Box] = {}
        for iri, depth in depths:
            x = _PAD + depth * _STEP
            height = _LINE + len(relations[iri]) * _LINE
            lines = tuple(
                (word, f"#{_local(one)}", y + _LINE * number + _LINE // 2)
                for number, (word, one, _) in enumerate(relations[iri], 1)
            )
            boxes.append(Box(self.terms[iri][1], f"#{_local(iri)}", x, y, inner, height, lines))
            if depth:
                above = open_at[depth - 1]
                branches.append(f"M{x} {y + _LINE // 2}H{above.x + _STEP // 2}V{above.y + above.height}")
            open_at[depth] = boxes[-1]
            places[iri] = boxes[-1]
            y += height + _GAP
        right = max(box.x + box.width for box in boxes) + _CHANNEL
        targets, arrows = self._targets([relations[iri] for iri, _ in depths], [places[i] for i, _ in depths], right, y)
        width = max([box.x + box.width for box in [*boxes, *targets]]) + _PAD
        height = max([box.y + box.height for box in [*boxes, *targets]]) + _PAD
        return Picture(
            width, height, tuple(boxes), targets, arrows, tuple(branches), self._words(title, depths, relations)
        )

    def _outline(self, classes: list[str]) -> list[tuple[str, int]]:
        """Return the classes of a module with their depth, each after the one that it is a kind of."""
        inside = set(classes)
        first = {iri: next((p for p in self._parents(iri) if p in inside), "") for iri in classes}
        found: list[tuple[str, int]] = []

        def visit(parent: str, depth: int) -> None:
            for iri in classes:
                if first[iri] == parent:
                    found.append((iri, depth))
                    visit(iri, depth + 1)

        visit("", 0)
        return found

    def _relations(self, iri: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return label, IRI and targets of each object property that has the class in its domain."""
        found = []
        for one, (sort, label) in self.terms.items():
            if sort == "Object property" and iri in self.domains(one):
                found.append((label, one, tuple(self.domains(one, "Range")) or (_OWL + "Thing",)))
        return sorted(found)

    def _targets(self, relations: list[Any], boxes: list[Box], right: int, y: int) -> tuple[Any, tuple[str, ...]]:
        starts: dict[str, list[tuple[int, int]]] = {}
        for found, box in zip(relations, boxes, strict=True):
            for (_, _, ends), (_, _, middle) in zip(found, box.rows, strict=True):
                for end in ends:
                    starts.setdefault(end, []).append((box.x + box.width, middle))
        if not starts:
            return (), ()
        # Each where its arrows come from, on the average, and no two on one place.
        order = sorted(starts, key=lambda end: (sum(m for _, m in starts[end]) / len(starts[end]), end))
        names = {end: "any thing" if end == _OWL + "Thing" else self._name(end).text for end in order}
        width = max(map(_wide, names.values())) + 2 * _PAD
        step = max(_LINE + _GAP, y // len(order))
        targets, arrows = [], []
        for number, end in enumerate(order):
            top = _PAD + number * step
            href = self._name(end).href if end != _OWL + "Thing" else ""
            targets.append(Box(names[end], href, right, top, width, _LINE))
            middle, half = top + _LINE // 2, (right - _CHANNEL // 2)
            arrows += [f"M{x} {m}C{half} {m} {half} {middle} {right - 7} {middle}" for x, m in starts[end]]
        return tuple(targets), tuple(arrows)

    def _words(self, title: str, depths: list[tuple[str, int]], relations: dict[str, Any]) -> str:
        count = sum(len(found) for found in relations.values())
        names = ", ".join(self.terms[iri][1] for iri, depth in depths if depth == 0)
        return f"{title}: {len(depths)} classes ({names} and their kinds) with {count} relations, told in words below."


_LINE, _GAP, _PAD, _STEP, _CHANNEL = 24, 12, 10, 24, 300
_RESTRICTIONS = {
    "someValuesFrom": "some", "allValuesFrom": "only", "hasValue": "value", "minCardinality": "min",
    "maxCardinality": "max", "cardinality": "exactly", "qualifiedCardinality": "exactly",
}  # fmt: skip
_FACETS = {"minInclusive": "≥", "minExclusive": ">", "maxInclusive": "≤", "maxExclusive": "<"}


def _text(parts: tuple[Link, ...]) -> str:
    return "".join(part.text for part in parts).casefold()


def _plain(value: Any) -> tuple[Link, ...]:
    """Return a value of the metadata, IRIs in full."""
    return (Link(value.value, value.value),) if isinstance(value, ox.NamedNode) else (Link(results.text(value)),)


def _wide(text: str) -> int:
    """Return a width in pixels that a text of 13 pixels surely does not pass."""
    return len(text) * 8


def _local(iri: str) -> str:
    return iri.removeprefix(ns.IMR).removeprefix(ns.ID)
