"""The home page."""

from __future__ import annotations

import pyoxigraph as ox

from imrkg import engine, question, resources, results
from imrkg.serve import linked
from imrkg.serve.pages import html, structured
from imrkg.serve.site import Page, Site

# What most people come for, one question of each sort of reader (see the README).
_FIRST = ("outcome-summary", "factors", "rate-inputs", "fidelity-thresholds", "discrepancies", "unstated-gaps")
DOWNLOADS = (
    ("trig", "TriG, with the named graphs"),
    ("nq", "N-Quads, with the named graphs"),
    ("ttl", "Turtle, everything merged"),
    ("nt", "N-Triples, everything merged"),
    ("jsonld", "JSON-LD"),
    ("rdf", "RDF/XML, everything merged"),
)


def show(store: ox.Store, site: Site) -> Page:
    """Return the home page: what this is, how much it holds, and where to go."""
    file = resources.path("queries", "overview.rq")
    found = results.collect(engine.run(store, file.read_text(encoding="utf-8"), source=str(file)))
    counts = {str(row["what"]): row["count"] for row in found.rows()}
    categories: dict[str, int] = {}
    every = question.all_questions()
    for asked in every:
        categories[asked.category] = categories.get(asked.category, 0) + 1
    return html.page(
        site,
        "home",
        counts=counts,
        triples=len(store),
        categories=categories,
        questions=len(every),
        first=[asked for slug in _FIRST for asked in every if asked.slug == slug],
        downloads=DOWNLOADS,
        structured=structured.dataset(store, site, _files()) if site.shipped else None,
    )


def _files() -> dict[str, str]:
    return {f"/download/imrkg.{form}": linked.FORMATS[form] for form, _ in DOWNLOADS}
