"""The pictures: as files, on pages with the words that say what they show, and beside questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox

from imrkg import plots, reporting
from imrkg.errors import ImrkgError, NothingToDraw, UnknownName
from imrkg.serve.pages import html
from imrkg.serve.site import Page, Site

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
# The picture that shows the answer of a question; for rate-inputs it takes an outcome to know which.
_OF_QUESTION = {
    "modifications": "adaptation-comparison",
    "modification-patterns": "adaptation-comparison",
    "factors": "cfir-map",
    "barriers-by-domain": "cfir-map",
    "claims-checked": "claim-audit",
    "evidence-matrix": "evidence-matrix",
    "contested-findings": "evidence-matrix",
    "fidelity-thresholds": "fidelity",
    "fidelity-inputs": "fidelity",
    "direction-of-effect": "harvest-plot",
    "study-flow": "prisma-flow",
}
_BY_OUTCOME = {"rate-inputs": {"dropout": "forest-dropout", "completion": "forest-completion"}}


class Told(NamedTuple):
    """A picture of a page: its name, title, what it shows in words, and how to read it."""

    name: str
    title: str
    alt: str
    caption: str


def file(store: ox.Store, site: Site, path: str, params: Sequence[tuple[str, str]]) -> Page:
    """Return a picture as a file (``forest-dropout.svg``), or the page about it (``forest-dropout``)."""
    name, _, form = path.partition(".")
    if form and form not in MEDIA_TYPES:
        hint = f"There is {', '.join(MEDIA_TYPES)}."
        return html.error(site, 404, "No such picture", f"No picture has the form {form!r}.", hint)
    given = {key: value for key, value in params if value.strip()}
    try:
        wide = given.pop("width", None)
        picture = plots.draw(store, name, width=_width(wide), **given)
        if form:
            return Page(plots.render(picture, form), 200, MEDIA_TYPES[form])
    except NothingToDraw as error:
        return html.error(site, 404, "Nothing to draw", error.message, error.hint)
    except UnknownName as error:
        return html.error(site, 404 if name not in plots.names() else 400, "No such picture", error.message, error.hint)
    told = Told(picture.name, picture.title, picture.alt, picture.caption)
    questions = [slug for slug, drawn in _OF_QUESTION.items() if drawn == name]
    query = f"?{urlencode(given)}" if given else ""
    return html.page(site, "picture", told=told, query=query, questions=questions, here="pictures")


def _width(word: str | None) -> int | None:
    if word is None:
        return None
    if not (word.isascii() and word.isdigit() and len(word) < 6):
        raise UnknownName(f"a width of {word!r}", "Give whole pixels.")
    return int(word)


def listing(site: Site) -> Page:
    """Return the page that names every picture."""
    titles = {entry.name: entry.heading for entry in reporting.entries() if entry.kind == "picture"}
    drawn = [(name, titles.get(name, name.replace("-", " "))) for name in plots.names() if not plots.parameters(name)]
    return html.page(site, "pictures", drawn=drawn, here="pictures")


def of_question(store: ox.Store, slug: str, given: Mapping[str, Sequence[str]]) -> list[Told]:
    """Return the picture that fits a question with its parameters, none or one.

    A picture shows a whole answer; where a form narrows it, the picture still shows everything.
    """
    name = _OF_QUESTION.get(slug, "")
    if slug in _BY_OUTCOME and len(given.get("outcome", ())) == 1:
        name = _BY_OUTCOME[slug].get(given["outcome"][0], "")
    told = _told(store, name) if name else None
    return [told] if told else []


@lru_cache(maxsize=64)
def _told(store: ox.Store, name: str) -> Told | None:
    """Return what a picture says; None where it cannot be drawn, because data or a library are missing."""
    try:
        picture = plots.draw(store, name)
    except ImrkgError:
        return None
    return Told(name, picture.title, picture.alt, picture.caption)
