"""Answers as tables for people: labels in the place of keys, and a link wherever a cell names a thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import NamedTuple

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import results
from imrkg.serve.pages import links
from imrkg.serve.pages.names import Names

PER_PAGE = 500
_XSD = ns.PREFIXES["xsd"]
_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double", "float")}
# Columns that list keys of a kind whose name is not the column's.
_LISTED = {
    "references": "reference",
    "numbers": "reference",
    "cites": "reference",
    "contested_by": "finding",
    "shared": "study",
    "number": "reference",
    "other_number": "reference",
}
_LONG, _LONGER = 60, 300
# What the names of columns end with that say where something was read.
_PLACES = ("place", "where", "cell")


class Piece(NamedTuple):
    """A part of a cell: text, and where it leads; an empty link leads nowhere."""

    text: str
    href: str = ""


class Cell(NamedTuple):
    """A cell: its parts, and its look: ``num``, ``long`` or ``longer`` for text, ``place`` for places."""

    pieces: tuple[Piece, ...]
    look: str = ""

    @property
    def text(self) -> str:
        """Return the cell as plain text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def folded(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Return the first of several places, and the others; two places, and what is no place, stay together."""
        first = self.pieces[:1] if self.look == "place" and len(self.pieces) > 3 else self.pieces
        return first, self.pieces[len(first) + 1 :]


class Table(NamedTuple):
    """A table of a page.

    Attributes:
        caption: what it shows.
        columns: headings.
        rows: cells.
        total: how many rows there are, shown or not.
        first: number of the first row shown.
    """

    caption: str
    columns: list[str]
    rows: list[list[Cell]]
    total: int
    first: int = 1

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def places(self) -> list[str]:
        """Return the columns that say where something was read; a single one is kept in view."""
        return [name for name in self.columns if name.endswith(_PLACES)]


class _Column(NamedTuple):
    """How a column is made: heading, where its key, label and IRI stand in a row (-1 for nowhere)."""

    name: str
    key: int
    label: int
    iri: int


def table(
    answer: results.Result,
    names: Names,
    base: str,
    caption: str,
    first: int = 1,
    most: int = PER_PAGE,
    without: Collection[str] = (),
) -> Table:
    """Return (a part of) an answer as a table.

    Args:
        answer: the rows.
        names: what things are called.
        base: path under which the server stands.
        caption: what the table shows.
        first: number of the first row that is wanted.
        most: how many rows at most.
        without: columns that are not wanted.
    """
    columns = [c for c in _columns(answer.columns) if _filled(c, answer.terms) and c.name not in without]
    maker = _Maker(names, base)
    rows = [[maker.cell(c, row) for c in columns] for row in answer.terms[first - 1 : first - 1 + most]]
    return Table(caption, [c.name.replace("_", " ") for c in columns], rows, len(answer), first)


def _columns(found: Sequence[str]) -> list[_Column]:
    at = {name: i for i, name in enumerate(found)}
    chosen = []
    for name in found:
        if name.endswith("_label") and name.removesuffix("_label") in at:
            continue
        bare = name.removesuffix("_iri")
        if bare != name and (bare in at or f"{bare}_label" in at):
            continue
        stem = name.removesuffix("_label")
        chosen.append(_Column(bare, at[name], at.get(f"{name}_label", -1), at.get(f"{stem}_iri", -1)))
    return chosen


def _filled(column: _Column, terms: Sequence[tuple[results.Term, ...]]) -> bool:
    # A column that is empty throughout says nothing; the other formats have it.
    return not terms or any(row[column.key] is not None for row in terms)


class _Maker:
    """Makes cells; what a name leads to is looked up once."""

    def __init__(self, names: Names, base: str) -> None:
        self._names = names
        self._base = base
        self._known: dict[tuple[str, str, str], str] = {}

    def cell(self, column: _Column, row: tuple[results.Term, ...]) -> Cell:
        term = row[column.key]
        if term is None:
            return Cell(())
        if isinstance(term, ox.NamedNode):
            return Cell((Piece(self._names(term.value), links.page(self._base, term.value)),))
        key = results.text(term)
        label = results.text(row[column.label]) if column.label >= 0 else ""
        shown = label or key
        iri = row[column.iri] if column.iri >= 0 else None
        if isinstance(iri, ox.NamedNode):
            look = "place" if column.name.endswith(_PLACES) else _look(term, shown)
            return Cell((Piece(shown, links.page(self._base, iri.value)),), look)
        if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS and column.name not in _LISTED:
            return Cell((Piece(shown),), "num")
        if not shown:
            return Cell(())
        look = "place" if not label and column.name.endswith(_PLACES) else _look(term, shown)
        return Cell(self._linked(column.name, key, label, term), look)

    def _linked(self, name: str, key: str, label: str, term: results.Term) -> tuple[Piece, ...]:
        """Return the parts of a cell that names things by label, key or place, and not by IRI."""
        if label:
            return (Piece(label, self._thing(name, key, label)),)
        if name.endswith(_PLACES):
            return self._parts(key, "; ", lambda part: self._names.places.get(part, ""))
        kind = _LISTED.get(name) or name.removesuffix("_keys").removeprefix("other_")
        is_text = isinstance(term, ox.Literal) and (term.datatype.value not in _NUMBERS or name.endswith("number"))
        if is_text and len(key) < 2000:
            for wanted in (kind, kind.removesuffix("s")):
                pieces = self._parts(key, ", ", partial(self._of_kind, wanted))
                if all(piece.href or piece.text == ", " for piece in pieces):
                    return pieces
        return (Piece(key),)

    def _parts(self, text: str, separator: str, find: Callable[[str], str]) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for part in text.split(separator):
            if pieces:
                pieces.append(Piece(separator))
            iri = find(part)
            pieces.append(Piece(part, links.page(self._base, iri) if iri else ""))
        return tuple(pieces)

    def _of_kind(self, kind: str, key: str) -> str:
        iri = f"{ns.ID}{kind}/{key}"
        return iri if iri in self._names.labels else ""

    def _thing(self, name: str, key: str, label: str) -> str:
        if (name, key, label) not in self._known:
            found = self._names.keyed.get((key, label), [])
            same = [iri for iri in found if iri.startswith(f"{ns.ID}{name}/")] or found
            self._known[name, key, label] = links.page(self._base, same[0]) if len(same) == 1 else ""
        return self._known[name, key, label]


def _look(term: results.Term, shown: str) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        return "num"
    return "longer" if len(shown) > _LONGER else "long" if len(shown) > _LONG else ""
