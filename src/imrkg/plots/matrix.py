"""The evidence matrix: Table 2 as a person wants it, and what the text tells beyond it."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from imrkg import namespaces as ns
from imrkg.plots import palette
from imrkg.plots.asking import Row, Told, ask, count, first, need, series, source, unique
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas

if TYPE_CHECKING:
    import pyoxigraph as ox

TITLE = "What each study found, outcome by outcome"
RESULTS = ("significant", "not-significant", "mixed")
CELL = 31.0
GAP = 9.0  # between the studies of one design and of the next


class _Grid(NamedTuple):
    """Where the columns are: left end of each study's column, and their common width, in pixels."""

    left: dict[str, float]
    width: float


def draw(canvas: Canvas, store: ox.Store, *, name: str) -> Told:
    """Draw outcome by study: rows grouped by who reported, columns by the design of the study.

    Raises:
        NothingToDraw: the table has no cells.
    """
    rows = need(ask(store, "evidence-matrix"), name, "evidence-matrix")
    conflicts = {ns.key(str(r["finding_iri"])): r for r in ask(store, "contested-findings")}
    numbers = {key: i for i, key in enumerate(_told(rows), start=1)}
    canvas.heading(
        TITLE,
        "Each column is a study, each row an outcome as one kind of rater reported it. An empty cell says that the "
        "study did not measure this; it does not say that it found nothing.",
    )
    grid = _columns(canvas, rows)
    for rater, lines in groupby(_lines(rows), key=lambda cells: str(cells[0]["rater_label"])):
        canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
        canvas.y = canvas.lines(canvas.left, canvas.y + 5, [f"Reported by: {rater}"], bold=True) + 2
        for cells in lines:
            _line(canvas, grid, cells, numbers)
        canvas.y += 4
    _legend(canvas, unique(r["state"] for r in rows), {str(r["state"]): str(r["symbol"] or "") for r in rows})
    for key, number in numbers.items():
        canvas.note(f"{number}  {_conflict(conflicts[key])}", gap=4 if number > 1 else 10)
    return Told(TITLE, _caption(), _alt(rows))


def _told(rows: list[Row]) -> list[str]:
    """Return the keys of the findings that contest a cell, in the order in which the reader meets them."""
    ordered = sorted(rows, key=lambda r: (_rank(r, rows), r["column"]))
    return unique(key for r in ordered for key in str(r["contested_by"]).split(", ") if key)


def _rank(row: Row, rows: list[Row]) -> tuple[int, int, str]:
    """Return where a row of the picture stands: raters in the order of the table, rows without a place last."""
    nowhere = max((r["row"] for r in rows if r["row"] is not None), default=0) + 1
    section = min((r["row"] for r in rows if r["rater"] == row["rater"] and r["row"] is not None), default=nowhere)
    return section, row["row"] if row["row"] is not None else nowhere, str(row["outcome_label"])


def _lines(rows: list[Row]) -> list[list[Row]]:
    """Return the cells of each row of the picture, in order."""
    ordered = sorted(rows, key=lambda r: (_rank(r, rows), r["column"]))
    return [list(cells) for _, cells in groupby(ordered, key=lambda r: (r["rater"], r["outcome"]))]


def _columns(canvas: Canvas, rows: list[Row]) -> _Grid:
    """Set the headings, designs above studies, and return where the columns are."""
    studies = {str(r["study"]): r for r in sorted(rows, key=lambda r: r["column"])}
    designs = unique(r["design"] for r in studies.values())
    longest = max(canvas.measure(word) for r in rows for word in str(r["outcome_label"]).split())
    room = max(longest + 8, (canvas.right - canvas.left) * (0.27 if canvas.narrow else 0.24))
    width = (canvas.right - canvas.left - room - GAP * (len(designs) - 1)) / len(studies)
    left: dict[str, float] = {}
    x = canvas.left + room
    bands = []
    for design in designs:
        start = x
        for study, row in studies.items():
            if row["design"] == design:
                left[study], x = x, x + width
        bands.append((start, x - start, str(next(r["design_label"] for r in rows if r["design"] == design))))
        x += GAP
    grid = _Grid(left, width)
    _bands(canvas, bands)
    _headings(canvas, grid, {study: str(row["study_label"]) for study, row in studies.items()})
    return grid


def _bands(canvas: Canvas, bands: list[tuple[float, float, str]]) -> None:
    wrapped = [canvas.wrap(first(label), width - 10, SMALL, True) for _, width, label in bands]
    height = max(map(len, wrapped)) * LEADING * SMALL + 10
    for (x, width, _), lines in zip(bands, wrapped, strict=True):
        canvas.box(x + 1, canvas.y, width - 2, height, fill=palette.SHADE)
        top = canvas.y + (height - len(lines) * LEADING * SMALL) / 2
        canvas.lines(x + width / 2, top, lines, size=SMALL, bold=True, align="center")
    canvas.y += height + 6


def _headings(canvas: Canvas, grid: _Grid, labels: dict[str, str]) -> None:
    room = grid.width - 5
    # A name that would have to be broken within a word is turned on its side instead.
    words = [word for label in labels.values() for word in label.replace("-", "- ").split()]
    if all(canvas.measure(word, SMALL) <= room for word in words):
        lines = {study: canvas.wrap(label, room, SMALL) for study, label in labels.items()}
        bottom = canvas.y + max(map(len, lines.values())) * LEADING * SMALL
        for study, broken in lines.items():
            top = bottom - len(broken) * LEADING * SMALL
            canvas.lines(grid.left[study] + grid.width / 2, top, broken, size=SMALL, align="center")
        canvas.y = bottom + 5
        return
    bottom = canvas.y + max(canvas.measure(label, SMALL) for label in labels.values()) + 4
    for study, label in labels.items():
        canvas.text(grid.left[study] + grid.width / 2 + SMALL * 0.35, bottom, label, size=SMALL, turned=True)
    canvas.y = bottom + 7


def _line(canvas: Canvas, grid: _Grid, cells: list[Row], numbers: dict[str, int]) -> None:
    """Draw one outcome as one kind of rater reported it."""
    some = cells[0]
    label = first(str(some["outcome_label"])) + ("" if some["row"] is not None else " (no row in the table)")
    words = canvas.wrap(label, min(grid.left.values()) - canvas.left - 8)
    height = max(CELL, len(words) * LEADING * BODY + 4)
    canvas.lines(canvas.left, canvas.y + (height - len(words) * LEADING * BODY) / 2, words)
    for cell in cells:
        x, y = grid.left[str(cell["study"])], canvas.y + (height - CELL) / 2
        _state(canvas, x + 2, y + 2, grid.width - 4, str(cell["state"]), str(cell["symbol"] or ""))
        marks = [numbers[key] for key in str(cell["contested_by"]).split(", ") if key]
        if marks:
            canvas.flag(x + grid.width + 3, y - 4, ", ".join(map(str, marks)))
    canvas.y += height


def _state(canvas: Canvas, x: float, y: float, width: float, state: str, symbol: str) -> None:
    """Draw what a cell says: by its filling, its edge and its letters, so that none is needed alone."""
    height = CELL - 4
    middle, base = x + width / 2, y + height / 2 + BODY * 0.36
    if state == "significant":
        canvas.box(x, y, width, height, fill=palette.BLUE)
        canvas.text(middle, base, symbol, color=palette.PAPER, bold=True, align="center")
    elif state == "mixed":
        canvas.box(middle, y, width / 2, height, fill=palette.BLUE)
        canvas.box(x + 1, y + 1, width - 2, height - 2, edge=palette.ORANGE, line=2)
        before, _, after = symbol.partition("/")
        canvas.text(x + width / 4 + 1, base, before, size=SMALL, color=palette.ORANGE, bold=True, align="center")
        canvas.text(x + width * 3 / 4, base, after, size=SMALL, color=palette.PAPER, bold=True, align="center")
    elif state == "not-significant":
        canvas.box(x + 1, y + 1, width - 2, height - 2, fill=palette.PAPER, edge=palette.ORANGE, line=2)
        canvas.text(middle, base, symbol, color=palette.ORANGE, bold=True, align="center")
    elif state == "not-tabulated":
        canvas.hatched(x, y, width, height)
    else:
        canvas.box(x + 0.5, y + 0.5, width - 1, height - 1, edge=palette.RULE, line=0.7)


LEGEND = {
    "significant": "significant",
    "not-significant": "not significant: measured, but no significant difference or change",
    "mixed": "mixed: significant in one part, not in another",
    "not-measured": "not measured (blank in the table): no finding of any kind",
    "not-tabulated": "the table has no such row",
}


def _legend(canvas: Canvas, states: list[str], symbols: dict[str, str]) -> None:
    canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
    canvas.y += 10
    swatch = 46.0
    for state in sorted(states, key=[*LEGEND].index):
        _state(canvas, canvas.left, canvas.y, swatch, state, symbols[state])
        words = canvas.wrap(LEGEND[state], canvas.right - canvas.left - swatch - 10)
        top = canvas.y + (CELL - 4 - len(words) * LEADING * BODY) / 2
        canvas.y = max(canvas.lines(canvas.left + swatch + 10, top, words), canvas.y + CELL)
    canvas.flag(canvas.left + swatch, canvas.y, "1")
    canvas.y = canvas.paragraph(
        canvas.left + swatch + 10,
        canvas.y,
        canvas.right - canvas.left - swatch - 10,
        "contested: another place of the review says something else; the numbers lead to the notes",
    )


def _conflict(row: Row) -> str:
    where = f"{row['study_label']}, {row['outcome_label']}, {row['rater_label']}"
    told = _words(str(row["text_result"] or "no result"))
    return f"{where}. The text: {told} ({row['place']}). {row['conflict'] or ''}".strip()


def _caption() -> str:
    return (
        "Significance as the table gives it, from baseline to the longest follow-up; how large an effect was is not in "
        f"it, and cells are not to be counted as votes. {source('evidence-matrix', 'contested-findings')}"
    )


def _alt(rows: list[Row]) -> str:
    states = Counter(str(r["state"]) for r in rows)
    designs = unique(r["design_label"] for r in sorted(rows, key=lambda r: r["column"]))
    raters = unique(cells[0]["rater_label"] for cells in _lines(rows))
    studies = {str(r["study"]): str(r["study_label"]) for r in sorted(rows, key=lambda r: r["column"])}
    said = [
        f"A matrix of {count(len(_lines(rows)), 'outcome')} (rows, grouped by who reported: {series(raters)}) by "
        f"{count(len(studies), 'study', 'studies')} (columns, grouped by design: {series(designs)}).",
        f"Of {len(rows)} cells {series(_number(s, states[s]) for s in LEGEND if states[s])}.",
    ]
    for cells in _lines(rows):
        said.append(_sentence(cells))
    contested = sum(bool(r["contested"]) for r in rows)
    said.append(f"{first(count(contested, 'cell'))} {'is' if contested == 1 else 'are'} contested by the text.")
    return " ".join(said)


def _number(state: str, number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'} {_words(state)}"


def _sentence(cells: list[Row]) -> str:
    """Say in a sentence what the studies found for one outcome and rater."""
    found = {s: [str(c["study_label"]) for c in cells if c["state"] == s] for s in RESULTS}
    parts = [f"{_words(s)} in {'; '.join(names)}" for s, names in found.items() if names]
    head = f"{first(str(cells[0]['outcome_label']))}, {cells[0]['rater_label']}"
    return f"{head}: {', '.join(parts) if parts else 'no study has a result'}."


def _words(key: str) -> str:
    return key.replace("-", " ")
