"""The evidence matrix: outcome and rater by study, then implementation outcomes by study."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import question
from imrkg.serve.pages import html, links, names
from imrkg.serve.site import Page, Site


class Entry(NamedTuple):
    """A cell of the matrix.

    Attributes:
        state: significant, not-significant, mixed, not-measured, not-reported, not-tabulated or reported.
        symbol: what the table prints, empty for a blank.
        text: what that means.
        href: page of what was found there, or of the kind of nothing.
        source: page of the printed cell; empty where the table has none.
        contested: whether another place of the review says something else.
        slot: page of the slot.
    """

    state: str
    symbol: str
    text: str
    href: str
    source: str
    contested: bool
    slot: str


class Line(NamedTuple):
    """A row of the matrix: group (the rater), its heading with a link, and a list of cells for each column."""

    group: str
    label: str
    href: str
    cells: list[list[Entry]]


def show(store: ox.Store, site: Site) -> Page:
    """Return the page of the evidence matrix."""
    slots: dict[str, list[dict[str, Any]]] = {}
    for row in names.ask(store, "slots").rows():
        slots.setdefault(str(row["slot_iri"]), []).append(row)
    known = names.of(store)
    studies, lines = _outcomes(store, site, known, slots)
    others, implementation = _implementation(site, known, slots)
    mixed = {cell.symbol for line in lines for cells in line.cells for cell in cells if cell.state == "mixed"}
    return html.page(
        site,
        "matrix",
        studies=studies,
        lines=lines,
        others=others,
        implementation=implementation,
        mixed=sorted(mixed - {""}),
        kinds=[(name, links.page(site.base, ns.IMR + name)) for name in ("NotMeasured", "NotReported", "NotTabulated")],
        here="matrix",
    )


def _outcomes(
    store: ox.Store, site: Site, known: names.Names, slots: dict[str, list[dict[str, Any]]]
) -> tuple[list[tuple[str, str]], list[Line]]:
    """Return the studies (label and link) and the rows of Table 2 and beyond it."""
    found = question.answer(store, "evidence-matrix").rows()
    studies = {str(r["study"]): str(r["study_label"]) for r in found}
    by_row: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    order: dict[tuple[str, str], tuple[object, ...]] = {}
    for r in found:
        at = (str(r["rater"]), str(r["outcome"]))
        by_row.setdefault(at, {})[str(r["study"])] = r
        # Rows of the table in its order; what only the text tells comes last.
        order[at] = (r["row"] is None, r["row"] or 0, str(r["outcome_label"]))
    raters = list(dict.fromkeys(rater for rater, _ in sorted(by_row, key=lambda at: order[at])))
    lines = []
    for at in sorted(by_row, key=lambda at: (raters.index(at[0]), order[at])):
        cells = by_row[at]
        one = next(iter(cells.values()))
        lines.append(
            Line(
                str(one["rater_label"]),
                str(one["outcome_label"]),
                links.page(site.base, f"{ns.ID}outcome/{at[1]}"),
                [[_entry(site, cells[study], slots)] if study in cells else [] for study in studies],
            )
        )
    return [(label, links.page(site.base, f"{ns.ID}study/{key}")) for key, label in studies.items()], lines


def _entry(site: Site, row: dict[str, Any], slots: dict[str, list[dict[str, Any]]]) -> Entry:
    state, slot = str(row["state"]), str(row["slot_iri"])
    parts = slots.get(slot, [])
    cell = next((str(p["cell_iri"]) for p in parts if p["cell_iri"]), "")
    filled = next((str(p["filled_by_iri"]) for p in parts if p["cell_iri"] or len(parts) == 1), slot)
    return Entry(
        state,
        str(row["symbol"] or ""),
        state.replace("-", " "),
        links.page(site.base, filled),
        links.page(site.base, cell) if cell else "",
        bool(row["contested"]),
        links.page(site.base, slot),
    )


def _implementation(
    site: Site, known: names.Names, slots: dict[str, list[dict[str, Any]]]
) -> tuple[list[tuple[str, str]], list[Line]]:
    """Return implementation outcomes (label and link) and a row for each study."""
    records = [row for parts in slots.values() for row in parts if not row["rater_iri"]]
    outcomes = dict(sorted({str(r["outcome_iri"]): str(r["outcome"]) for r in records}.items()))
    by_study: dict[str, dict[str, dict[str, Entry]]] = {}
    for r in sorted(records, key=lambda r: str(r["study"])):
        cells = by_study.setdefault(str(r["study_iri"]), {}).setdefault(str(r["outcome_iri"]), {})
        text = str(r["state"])
        state = text.replace(" ", "-")
        symbol = "" if state == "not-tabulated" else str(r["printed"] or "")
        cell = str(r["cell_iri"] or "")
        # One thing may rest on several cells; the first is enough to find the row.
        cells.setdefault(
            str(r["filled_by_iri"]),
            Entry(
                state, symbol, text, links.page(site.base, str(r["filled_by_iri"])),
                links.page(site.base, cell) if cell else "", False, links.page(site.base, str(r["slot_iri"])),
            ),
        )  # fmt: skip
    lines = [
        Line("", known(study), links.page(site.base, study), [list(cells.get(o, {}).values()) for o in outcomes])
        for study, cells in by_study.items()
    ]
    return [(label, links.page(site.base, iri)) for iri, label in outcomes.items()], lines
