"""The search: by label, other names, key, IRI, what defines a thing, and what it belongs to."""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from imrkg import describe, resources
from imrkg import namespaces as ns
from imrkg.errors import UnknownName
from imrkg.serve.pages import html, links, names
from imrkg.serve.site import Page, Site

# Of one kind, unless only that kind is asked for.
_MOST = 10
_MOST_OF_ONE = 200
_LONGEST = 200
_EXCERPT = 180


class Hit(NamedTuple):
    """Something found: label, where it leads, its IRI, and a text that says more."""

    label: str
    href: str
    iri: str
    text: str


class Group(NamedTuple):
    """What was found of one kind: its name, the first hits, how many there are, and the value of ``kind`` for all."""

    name: str
    hits: list[Hit]
    total: int
    kind: str


class _Line(NamedTuple):
    iri: str
    label: str
    names: tuple[str, ...]  # all case-folded
    text: str
    around: str  # the kind, and the labels of the things that this one names; case-folded


class _Kind(NamedTuple):
    """A line of ``queries/pages/kinds.csv``, whose order is that of the results.

    Attributes:
        kind: as :func:`imrkg.serve.pages.names.kind` tells it.
        heading: what a person calls it.
        part: ``part`` for what is only a part or a proof of something else, and comes last.
    """

    kind: str
    heading: str
    part: str


@cache
def _kinds() -> dict[str, tuple[int, _Kind]]:
    file = resources.path("queries", "pages", "kinds.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["kind"]: (number, _Kind(**row)) for number, row in enumerate(csv.DictReader(lines))}


@lru_cache(maxsize=2)
def _index(store: ox.Store) -> list[_Line]:
    known = names.of(store)
    things = sorted({*known.labels, *known.others, *known.texts})
    around: dict[str, set[str]] = {}
    for quad in store:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            label = known.labels.get(quad.object.value)
            if label and quad.object.value.startswith(ns.BASE):
                around.setdefault(quad.subject.value, set()).add(label)
    return [
        _Line(
            iri,
            known(iri),
            tuple(name.casefold() for name in (known(iri), ns.key(iri), *known.others.get(iri, ()))),
            " ".join(known.texts.get(iri, ())),
            " ".join((_heading(names.kind(iri)), *around.get(iri, ()))).casefold(),
        )
        for iri in things
    ]


def show(store: ox.Store, site: Site, words: str, kind: str = "") -> Page:
    """Return the page with a search form and what was found.

    Args:
        store: the graph.
        site: the server.
        words: what to look for; every word must be in a thing's names or text, or, of several, in its kind or
            the names of the things that it names.
        kind: show only things of this kind, as :func:`imrkg.serve.pages.names.kind` tells it.
    """
    asked = " ".join(words.split())[:_LONGEST]
    groups = _groups(store, site, asked, kind) if asked else []
    hint = "" if groups or not asked else _hint(store, asked)
    total = sum(group.total for group in groups)
    return html.page(site, "search", words=asked, kind=kind, groups=groups, total=total, hint=hint, here="search")


def _groups(store: ox.Store, site: Site, asked: str, kind: str) -> list[Group]:
    found: dict[str, list[tuple[int, int, str, _Line]]] = {}
    folded = asked.casefold()
    # An IRI, or a name with a prefix, means one thing.
    exact = set(_named(store, asked)) if "/" in asked or ":" in asked else set()
    for line in _index(store):
        rank = 0 if line.iri in exact else _rank(line, folded)
        if rank is not None:
            found.setdefault(names.kind(line.iri), []).append((rank, len(line.label), line.iri, line))
    groups = []
    for name, ranked in sorted(found.items(), key=lambda item: (_place(item[0], min(item[1])[0]), item[0])):
        if kind in ("", name or "elsewhere"):
            ranked.sort()
            hits = [_hit(site, line) for _, _, _, line in ranked[: _MOST_OF_ONE if kind else _MOST]]
            groups.append(Group(_heading(name), hits, len(ranked), name or "elsewhere"))
    return groups


def _rank(line: _Line, asked: str) -> int | None:
    """Return how well a thing fits (0 is best), None where it does not."""
    if asked in line.names:
        return 1
    if any(name.startswith(asked) for name in line.names):
        return 2
    words = asked.split()
    every = " ".join(line.names)
    if all(word in every for word in words):
        return 3
    whole = f"{every} {line.text.casefold()}"
    if all(word in whole for word in words):
        return 4
    # One word of its own a thing must have; a single word would find all that has to do with what it names.
    wider = f"{whole} {line.around}"
    return 5 if any(word in whole for word in words) and all(word in wider for word in words) else None


def _place(kind: str, rank: int) -> tuple[int, int, int]:
    """Return where a kind stands among the results whose best one has a rank: an IRI first, mere parts last."""
    number, known = _kinds().get(kind, (len(_kinds()), _Kind(kind, "", "")))
    # A name that is just the words (1) counts like one that begins with them (2): the kind decides.
    return (0 if rank == 0 else 2 if known.part else 1, max(rank, 2), number)


def _hit(site: Site, line: _Line) -> Hit:
    text = line.text if line.text != line.label else ""
    short = text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"
    return Hit(line.label, links.about(site.base, line.iri), line.iri, short)


def _heading(kind: str) -> str:
    if kind in _kinds():
        return _kinds()[kind][1].heading
    return kind.replace("-", " ") or "named here, defined elsewhere"


def _named(store: ox.Store, asked: str) -> list[str]:
    try:
        return describe.find(store, asked)
    except UnknownName:
        return []


def _hint(store: ox.Store, asked: str) -> str:
    try:
        describe.find(store, asked)
    except UnknownName as error:
        return error.hint
    return ""
