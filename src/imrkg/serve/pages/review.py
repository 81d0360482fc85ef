"""The audit and the gaps as pages."""

from __future__ import annotations

import pyoxigraph as ox

from imrkg import auditing, question
from imrkg import gaps as lacking
from imrkg.errors import NothingToCheck
from imrkg.serve.pages import html, links, names, rows
from imrkg.serve.site import Page, Site
from imrkg.tables import Table, shown


def audit(store: ox.Store, site: Site) -> Page:
    """Return the page of the audit: claims by verdict, and disagreements by severity, both sides with their places."""
    try:
        found = auditing.Audit(store)
    except NothingToCheck as error:
        return _nothing(site, "The review, recomputed", error, "audit")
    known = names.of(store)
    groups: dict[str, list[dict[str, object]]] = {}
    for row in found.discrepancies.rows():
        sides = [
            (row[side], _places(known, site.base, str(row[f"{side}_place"] or ""))) for side in ("first", "second")
        ]
        href = links.page(site.base, str(row["discrepancy_iri"]))
        groups.setdefault(str(row["severity_label"]), []).append(row | {"sides": sides, "href": href})
    summary = found.tables()[0]
    notes = [note for note in summary.notes if not note.startswith("Question:")]  # the page links to it
    verdicts = [(verdict, count) for verdict, count in found.counts().items()]
    return html.page(site, "audit", summary=summary, notes=notes, verdicts=verdicts, groups=groups, here="audit")


def _places(known: names.Names, base: str, text: str) -> list[rows.Piece]:
    """Return places as links to what was printed there."""
    parts = [part for part in text.split("; ") if part]
    return [rows.Piece(part, links.page(base, known.places[part]) if part in known.places else "") for part in parts]


def gaps(store: ox.Store, site: Site) -> Page:
    """Return the page of the gaps: what nobody states, what the review states, and the counts behind both."""
    try:
        found = lacking.gaps(store)
    except NothingToCheck as error:
        return _nothing(site, "What is missing", error, "gaps")
    parts = [(table, question.get(table.name), _rows(table)) for table in found.tables()]
    return html.page(site, "gaps", parts=parts, here="gaps")


def _rows(table: Table) -> list[list[tuple[str, str]]]:
    """Return the rows of a table as text and look."""
    return [
        [(shown(value), "num" if isinstance(value, int) and not isinstance(value, bool) else "") for value in row]
        for row in table.rows
    ]


def _nothing(site: Site, title: str, error: NothingToCheck, here: str) -> Page:
    return html.page(site, "nothing", title=title, message=error.message, hint=error.hint, here=here)
