"""What pictures are made of: the rows of bundled questions, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from imrkg import engine, question, results
from imrkg.errors import NothingToDraw

if TYPE_CHECKING:
    import pyoxigraph as ox

Row = dict[str, Any]


class Told(NamedTuple):
    """What the drawing of a picture tells about it.

    Attributes:
        title: what it shows, in a few words.
        caption: how to read it and which questions it was drawn from.
        alt: what there is to see, in full sentences with the numbers.
    """

    title: str
    caption: str
    alt: str


def ask(store: ox.Store, slug: str, **parameters: str) -> list[Row]:
    """Return the rows of a bundled question.

    Args:
        store: the graph.
        slug: the question.
        parameters: words for its parameters.

    Raises:
        UnknownName: the graph has no such value.
    """
    asked = question.get(slug)
    text = question.bind(asked, question.resolve(store, asked, parameters))
    return results.collect(engine.run(store, text, source=f"{slug}.rq")).rows()


def need(rows: list[Row], picture: str, slug: str) -> list[Row]:
    """Return `rows`.

    Raises:
        NothingToDraw: there are none.
    """
    if rows:
        return rows
    raise NothingToDraw(
        f"{picture}: there is nothing to draw, because the question {slug!r} has no rows",
        f"Look at the answer with `imrkg ask {slug}`; fill the sheets that it is built from.",
    )


def source(*slugs: str) -> str:
    """Return the sentence that ends a caption: which questions the picture was drawn from."""
    asked = series(f"imrkg ask {slug}" for slug in slugs)
    return f"{'Queries' if len(slugs) > 1 else 'Query'}: {asked}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 study``, ``2 studies``, ``no studies``."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{number or 'no'} {noun}"


def series(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence: ``a, b and c``."""
    *first, end = [*words]
    return f"{', '.join(first)} {last} {end}" if first else end


def unique(values: Iterable[Any]) -> list[Any]:
    """Return the values in their order, each once, without None."""
    return [value for value in dict.fromkeys(values) if value is not None]


def first(text: str) -> str:
    """Return `text` with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return `text` with a small letter at its beginning, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
