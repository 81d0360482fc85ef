"""The audit at a glance: which claims of the review hold when they are recomputed, by section and by kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from imrkg.plots import palette
from imrkg.plots.asking import Row, Told, ask, count, first, need, series, source, unique
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas

if TYPE_CHECKING:
    import pyoxigraph as ox

TITLE = "Which claims of the review hold when they are recomputed"
ORDER = ("confirmed", "partly", "contradicted", "not-checkable")
HEIGHT = 20.0


def draw(canvas: Canvas, store: ox.Store, *, name: str) -> Told:
    """Draw a bar of verdicts for each section and for each kind of claim.

    Raises:
        NothingToDraw: no claim has a verdict or a reason for having none.
    """
    rows = need(ask(store, "claims-checked"), name, "claims-checked")
    verdicts = sorted(unique(r["verdict"] for r in rows), key=lambda v: (_rank(v), v))
    labels = {str(r["verdict"]): str(r["verdict_label"]) for r in rows}
    canvas.heading(TITLE, "Each bar counts claims by verdict. That a claim cannot be checked says nothing against it.")
    names = [_label(r, column) for r in rows for column in ("section", "kind")]
    table = _table(canvas, labels, verdicts, max(canvas.measure(name) for name in set(names)))
    _head(canvas, table, labels)
    _row(canvas, "All claims", rows, table, len(rows), bold=True)
    for column, title in (("section", "By section"), ("kind", "By kind of claim")):
        canvas.line([(canvas.left, canvas.y + 4), (canvas.right, canvas.y + 4)], color=palette.FRAME)
        canvas.y = canvas.lines(canvas.left, canvas.y + 9, [title], bold=True) + 3
        groups = Counter(str(r[column]) for r in rows)
        for key in sorted(groups, key=lambda k: (-groups[k], k)):
            own = [r for r in rows if r[column] == key]
            _row(canvas, _label(own[0], column), own, table, max(groups.values()))
    canvas.line([(canvas.left, canvas.y + 4), (canvas.right, canvas.y + 4)], color=palette.FRAME)
    _reasons(canvas, rows)
    return Told(TITLE, _caption(), _alt(rows, verdicts, labels))


def _rank(verdict: str) -> int:
    return ORDER.index(verdict) if verdict in ORDER else len(ORDER)


class _Table(NamedTuple):
    """Where things stand, in pixels: the bars, and the right end of the numbers of each verdict."""

    bar: float
    width: float
    ends: dict[str, float]
    column: float


def _label(row: Row, column: str) -> str:
    return first(str(row.get(f"{column}_label") or str(row[column]).replace("-", " ")))


def _table(canvas: Canvas, labels: dict[str, str], verdicts: list[str], longest: float) -> _Table:
    words = [word for verdict in verdicts for word in labels[verdict].split()]
    column = max(48.0, *(canvas.measure(word, SMALL) + 12 for word in words))
    ends = {verdict: canvas.right - column * (len(verdicts) - 1 - i) for i, verdict in enumerate(verdicts)}
    if canvas.narrow:
        # The bars have lines of their own, below the names and the numbers.
        return _Table(canvas.left, canvas.right - canvas.left, ends, column)
    room = min(longest + 18, (canvas.right - canvas.left) * 0.24)
    return _Table(canvas.left + room, canvas.right - canvas.left - room - column * len(verdicts), ends, column)


def _head(canvas: Canvas, table: _Table, labels: dict[str, str]) -> None:
    """Name the columns of numbers, each with the look of its part of the bars."""
    bottom = canvas.y
    for verdict, end in table.ends.items():
        _part(canvas, end - 24, canvas.y, 24, 14, verdict)
        words = canvas.wrap(labels[verdict], table.column - 6, SMALL)
        bottom = max(bottom, canvas.lines(end, canvas.y + 18, words, size=SMALL, align="right"))
    canvas.y = bottom + 6


def _row(canvas: Canvas, label: str, rows: list[Row], table: _Table, most: int, bold: bool = False) -> None:
    """Draw one bar; `most` claims would fill the room that there is for it."""
    counts = Counter(str(r["verdict"]) for r in rows)
    below = table.bar == canvas.left
    room = (min(table.ends.values()) - table.column if below else table.bar) - canvas.left - 8
    words = canvas.wrap(label, room, BODY, bold)
    height = max(LEADING * BODY if below else HEIGHT + 6, len(words) * LEADING * BODY + 2)
    canvas.lines(canvas.left, canvas.y + (height - len(words) * LEADING * BODY) / 2, words, bold=bold)
    base = canvas.y + height / 2 + BODY * 0.36
    for verdict, end in table.ends.items():
        canvas.text(end, base, str(counts[verdict]), align="right", bold=bold)
    top = canvas.y + height + 1 if below else canvas.y + (height - HEIGHT) / 2
    x = table.bar
    for verdict in table.ends:
        if counts[verdict]:
            # Never too thin to be seen: there is room for that at the end.
            width = max(4.0, counts[verdict] / most * (table.width - 20))
            _part(canvas, x, top, width - 1, HEIGHT, verdict)
            x += width
    canvas.y += height + (HEIGHT + 6 if below else 0)


def _part(canvas: Canvas, x: float, y: float, width: float, height: float, verdict: str) -> None:
    """Draw the part of a bar that stands for a verdict; no two look alike without color."""
    if verdict == "confirmed":
        canvas.box(x, y, width, height, fill=palette.BLUE)
    elif verdict == "partly":
        canvas.box(x + 0.7, y + 0.7, width - 1.4, height - 1.4, fill=palette.PAPER, edge=palette.PURPLE, line=1.4)
        canvas.hatched(x, y, width, height, color=palette.PURPLE, line=1.4)
    elif verdict == "contradicted":
        canvas.box(x, y, width, height, fill=palette.RED)
        if width > 6:
            middle = y + height / 2
            for end in range(4, int(width) - 2, 8):
                canvas.line([(x + end - 2, middle - 2), (x + end + 2, middle + 2)], color=palette.PAPER, width=1.2)
                canvas.line([(x + end - 2, middle + 2), (x + end + 2, middle - 2)], color=palette.PAPER, width=1.2)
    else:
        canvas.box(x + 0.5, y + 0.5, max(width - 1, 0.5), height - 1, fill=palette.PAPER, edge=palette.FRAME)


def _reasons(canvas: Canvas, rows: list[Row]) -> None:
    reasons = Counter(str(r["reason_label"]) for r in rows if r["reason"])
    if reasons:
        said = series(f"{label} {number}" for label, number in sorted(reasons.items(), key=lambda i: (-i[1], i[0])))
        canvas.note(f"Why claims have no verdict: {said}.")


def _caption() -> str:
    return (
        "Confirmed: every assertion of the claim holds; partly: some do; contradicted: none does. The first bar has a "
        f"scale of its own, the bars of each group share one. {source('claims-checked')}"
    )


def _alt(rows: list[Row], verdicts: list[str], labels: dict[str, str]) -> str:
    counts = Counter(str(r["verdict"]) for r in rows)
    said = [f"Bars of {count(len(rows), 'claim')}: {series(f'{counts[v]} {labels[v]}' for v in verdicts)}."]
    for column, title in (("section", "By section"), ("kind", "By kind")):
        parts = []
        for key, number in sorted(Counter(str(r[column]) for r in rows).items(), key=lambda i: (-i[1], i[0])):
            own = Counter(str(r["verdict"]) for r in rows if r[column] == key)
            label = key.replace("-", " ")
            parts.append(f"{label} {number} ({', '.join(f'{own[v]} {labels[v]}' for v in verdicts if own[v])})")
        said.append(f"{title}: {'; '.join(parts)}.")
    reasons = Counter(str(r["reason_label"]) for r in rows if r["reason"])
    if reasons:
        said.append(f"Reasons for no verdict: {series(f'{k} {n}' for k, n in sorted(reasons.items()))}.")
    return " ".join(said)
