"""What things are called: their labels, for links and for the search, read once for each graph."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox

from imrkg import engine, question, resources, results
from imrkg import namespaces as ns

_PRINTED = ("passage", "cell", "footnote", "section", "table")


class Names:
    """The names of everything in a graph.

    Attributes:
        labels: label by IRI; of several languages the English one.
        others: further names by IRI: altLabels, abbreviations, titles, keys.
        texts: definitions and statements by IRI.
        places: IRI of a printed place by its label.
        printed: IRIs of the places that things are read from: sentences, cells and notes.
        keyed: IRIs by key and label, which is how the answers of questions name things.
    """

    def __init__(self, rows: Iterable[tuple[results.Term, ...]]) -> None:
        self.labels: dict[str, str] = {}
        self.others: dict[str, list[str]] = {}
        self.texts: dict[str, list[str]] = {}
        for thing, sort, name in rows:
            if isinstance(thing, ox.NamedNode) and isinstance(sort, ox.Literal) and isinstance(name, ox.Literal):
                self._take(thing.value, sort.value, name)
        self.places = {label: iri for iri, label in self.labels.items() if kind(iri) in _PRINTED}
        self.printed = {iri for iri in self.labels if kind(iri) in ("passage", "cell", "footnote")}
        self.keyed: dict[tuple[str, str], list[str]] = {}
        for iri, label in self.labels.items():
            self.keyed.setdefault((ns.key(iri), label), []).append(iri)

    def _take(self, iri: str, sort: str, name: ox.Literal) -> None:
        if sort == "label" and (iri not in self.labels or name.language == "en"):
            self.labels[iri] = name.value
        elif sort == "text":
            self.texts.setdefault(iri, []).append(name.value)
        else:
            self.others.setdefault(iri, []).append(name.value)

    def __call__(self, iri: str) -> str:
        """Return what a person calls a thing: its label, or a short form of its IRI."""
        return self.labels.get(iri) or ns.shorten(iri)


@lru_cache(maxsize=2)
def of(store: ox.Store) -> Names:
    """Return the names in a graph; they are read once, because nothing served ever changes."""
    return Names(ask(store, "names").terms)


def query(name: str) -> question.Question:
    """Return a query of ``queries/pages`` as a question about ``thing``."""
    text = resources.path("queries", "pages", f"{name}.rq").read_text(encoding="utf-8")
    return question.Question(name, "", "", "", (question.Parameter("thing", "iri", "Thing"),), text)


def ask(store: ox.Store, name: str, thing: str = "") -> results.Result:
    """Return the answer of a query of ``queries/pages``, about one thing or about all."""
    asked = query(name)
    text = question.bind(asked, {"thing": [ox.NamedNode(thing)]}) if thing else asked.text
    return results.collect(engine.run(store, text, source=f"{name}.rq"))


def kind(iri: str) -> str:
    """Return the kind of a thing: ``study``, ``graph``, ``ontology`` for a term; an empty text for what is not ours."""
    rest = iri.removeprefix(ns.BASE)
    if rest == iri:
        return ""
    first, _, more = rest.partition("/")
    return more.partition("/")[0] if first == "id" else first
