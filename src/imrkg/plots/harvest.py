"""A harvest plot: for each outcome and rater, where each study points, design by design.

After Ogilvie and others (BMC Medical Research Methodology 2008;8:8): one bar for each study, put where
its result points. A direction that is not printed has a place of its own, between for and against.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from imrkg.plots import palette
from imrkg.plots.asking import Row, Told, ask, count, first, need, series, source, unique
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas

if TYPE_CHECKING:
    import pyoxigraph as ox

TITLE = "In which direction the results point"
QUESTIONS = ("direction-of-effect", "evidence-matrix")
# The states that enter a count, from left to right; a contested finding stands where it would point.
STATES = ("against", "unknown", "favors")
HEADS = {"against": "against", "unknown": "not known", "favors": "in favor"}
BAR = 30.0
GAP = 10.0


class _Panel(NamedTuple):
    """The part of the sheet for one design: its left end and width in pixels."""

    left: float
    width: float

    def zone(self, state: str) -> tuple[float, float]:
        """Return left end and width of the place for a state."""
        width = self.width / len(STATES)
        return self.left + STATES.index(state) * width, width


def draw(canvas: Canvas, store: ox.Store, *, name: str) -> Told:
    """Draw a bar for each study where its result points, in rows by outcome and rater.

    Raises:
        NothingToDraw: no result is known.
    """
    rows = need(ask(store, "direction-of-effect"), name, "direction-of-effect")
    columns = {str(r["study"]): int(r["column"]) for r in ask(store, "evidence-matrix")}
    studies = sorted(unique(r["study"] for r in rows), key=lambda s: (columns.get(s, len(columns)), s))
    numbers = {study: i for i, study in enumerate(studies, start=1)}
    designs = unique(r["design"] for r in sorted(rows, key=lambda r: numbers[r["study"]]))
    canvas.heading(
        TITLE,
        "One bar is one study; its number leads to the list below. Where a result is not significant, or mixed, the "
        "review prints no direction; that does not say that there was none.",
    )
    panels, zones = _panels(canvas, rows, designs), _zones(rows)
    raters = sorted(unique(r["rater"] for r in rows), key=lambda k: (-sum(r["rater"] == k for r in rows), k))
    ordered = sorted(rows, key=lambda r: (raters.index(r["rater"]), -_many(rows, r), r["outcome"], numbers[r["study"]]))
    for rater, of_rater in groupby(ordered, key=lambda r: str(r["rater_label"])):
        canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
        canvas.y = canvas.lines(canvas.left, canvas.y + 5, [f"Reported by: {rater}"], bold=True) + 2
        for outcome, own in groupby(of_rater, key=lambda r: str(r["outcome_label"])):
            _outcome(canvas, panels, first(outcome), list(own), numbers, zones)
        canvas.y += 4
    canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
    _legend(canvas, rows, {str(r["study"]): str(r["study_label"]) for r in rows}, numbers)
    return Told(TITLE, _caption(), _alt(rows, designs))


def _many(rows: list[Row], row: Row) -> int:
    return sum(r["rater"] == row["rater"] and r["outcome"] == row["outcome"] for r in rows)


def _panels(canvas: Canvas, rows: list[Row], designs: list[str]) -> dict[str, _Panel]:
    """Set the headings of the designs and of the directions; return where the panels are."""
    room = (canvas.right - canvas.left) * (0.25 if canvas.narrow else 0.22)
    width = (canvas.right - canvas.left - room - GAP * (len(designs) - 1)) / len(designs)
    panels = {design: _Panel(canvas.left + room + i * (width + GAP), width) for i, design in enumerate(designs)}
    heads = {}
    for design in designs:
        own = [r for r in rows if r["design"] == design]
        comparisons = series(unique(r["comparison_label"] for r in own))
        heads[design] = (
            canvas.wrap(first(str(own[0]["design_label"])), width - 10, SMALL, True),
            canvas.wrap(comparisons, width - 10, SMALL),
        )
    height = max(len(a) + len(b) for a, b in heads.values()) * LEADING * SMALL + 10
    for design, panel in panels.items():
        canvas.box(panel.left, canvas.y, width, height, fill=palette.SHADE)
        y = canvas.lines(panel.left + width / 2, canvas.y + 5, heads[design][0], size=SMALL, bold=True, align="center")
        canvas.lines(panel.left + width / 2, y, heads[design][1], size=SMALL, align="center")
    canvas.y += height + 4
    size = canvas.fitting(HEADS.values(), width / 3 - 4, SMALL - 0.5)
    bottom = canvas.y
    for panel in panels.values():
        for state, label in HEADS.items():
            left, wide = panel.zone(state)
            y = canvas.paragraph(left + wide / 2, canvas.y, wide - 3, label, size=size, align="center")
            bottom = max(bottom, y)
    canvas.y = bottom + 5
    return panels


def _outcome(
    canvas: Canvas,
    panels: dict[str, _Panel],
    label: str,
    rows: list[Row],
    numbers: dict[str, int],
    zones: dict[str, str],
) -> None:
    """Draw the bars of one outcome as one kind of rater reported it."""
    words = canvas.wrap(label, min(p.left for p in panels.values()) - canvas.left - 8)
    height = max(BAR + 8, len(words) * LEADING * BODY + 4)
    canvas.lines(canvas.left, canvas.y + (height - len(words) * LEADING * BODY) / 2, words)
    base = canvas.y + (height + BAR) / 2
    for design, panel in panels.items():
        for state in STATES:
            left, width = panel.zone(state)
            canvas.line([(left + 3, base), (left + width - 3, base)], color=palette.RULE, width=0.8)
            # A contested finding enters no count, but it says where it points.
            bars = [r for r in rows if r["design"] == design and zones.get(str(r["direction"]), "unknown") == state]
            _bars(canvas, left, width, base, bars, numbers)
    canvas.y += height


def _zones(rows: list[Row]) -> dict[str, str]:
    """Return where a result of each direction stands, as the results that are counted have it."""
    return {str(r["direction"]): str(r["state"]) for r in rows if r["state"] in STATES}


def _bars(canvas: Canvas, left: float, width: float, base: float, rows: list[Row], numbers: dict[str, int]) -> None:
    if not rows:
        return
    step = min(24.0, (width - 2) / len(rows))
    wide = step - 2
    x = left + (width - step * len(rows)) / 2 + 1
    for row in rows:
        _bar(canvas, x, base - BAR, wide, row, str(numbers[str(row["study"])]))
        x += step


def _bar(canvas: Canvas, x: float, y: float, width: float, row: Row, number: str) -> None:
    """Draw the bar of a study, with the signs of the evidence matrix."""
    color, base = palette.PAPER, y + BAR - 7
    if row["state"] not in STATES:
        canvas.box(x + 1, y + 1, width - 2, BAR - 1, fill=palette.PAPER, edge=palette.CONTESTED, line=1.6, dashed=True)
        color = palette.CONTESTED
    elif row["result"] == "significant":
        canvas.box(x, y, width, BAR, fill=palette.BLUE if row["state"] == "favors" else palette.INK)
    elif row["result"] == "mixed":
        canvas.box(x, y + BAR * 0.62, width, BAR * 0.38, fill=palette.BLUE)
        canvas.box(x + 1, y + 1, width - 2, BAR - 1, edge=palette.ORANGE, line=2)
        color, base = palette.ORANGE, y + BAR * 0.5
    else:
        canvas.box(x + 1, y + 1, width - 2, BAR - 1, fill=palette.PAPER, edge=palette.ORANGE, line=2)
        color = palette.ORANGE
    size = min(SMALL, max(9.5, width * 0.6))
    canvas.text(x + width / 2, base, number, size=size, bold=True, color=color, align="center")
    if row["contested"] and row["state"] in STATES:
        canvas.flag(x + width + 11, y - 4, "!")


def _legend(canvas: Canvas, rows: list[Row], labels: dict[str, str], numbers: dict[str, int]) -> None:
    canvas.y += 10
    kinds = [
        ({"state": "favors", "result": "significant"}, "significant, in favor of the program"),
        ({"state": "against", "result": "significant"}, "significant, against the program"),
        ({"state": "unknown", "result": "not-significant"}, "not significant; no direction is printed"),
        ({"state": "unknown", "result": "mixed"}, "mixed: significant in one part, not in another"),
        ({"state": "contested", "result": "significant"}, "told in the text against the table; enters no count"),
    ]
    for look, words in kinds:
        if any(r["result"] == look["result"] and r["state"] == look["state"] for r in rows):
            _bar(canvas, canvas.left + 6, canvas.y, 20, {**look, "contested": False}, "1")
            canvas.y = canvas.paragraph(canvas.left + 40, canvas.y + 6, canvas.right - canvas.left - 40, words) + 10
    if any(r["contested"] and r["state"] in STATES for r in rows):
        canvas.y += 5
        canvas.flag(canvas.left + 23, canvas.y, "!")
        words = "contested: another place of the review says something else (see the evidence matrix)"
        canvas.y = canvas.paragraph(canvas.left + 40, canvas.y - 1, canvas.right - canvas.left - 40, words) + 4
    listed = "; ".join(f"{number}\u00a0{labels[study]}" for study, number in numbers.items())
    canvas.note(f"Studies: {listed}.", gap=4)


def _caption() -> str:
    return (
        "Directions are not to be counted as votes on whether the program works; no bar says how large an effect is. "
        f"Differences between arms and changes over time are different things. {source(*QUESTIONS)}"
    )


def _alt(rows: list[Row], designs: list[str]) -> str:
    counted = [r for r in rows if r["state"] in STATES]
    pairs = unique((r["outcome_label"], r["rater_label"]) for r in rows)
    said = [
        f"A harvest plot of {count(len(counted), 'result')} for {count(len(pairs), 'pair')} of outcome and rater, from "
        f"{count(len({r['study'] for r in rows}), 'study', 'studies')}."
    ]
    for design in designs:
        own = [r for r in counted if r["design"] == design]
        states = Counter(str(r["state"]) for r in own)
        label = str(next(r["design_label"] for r in rows if r["design"] == design))
        parts = series(f"{states[s]} {HEADS[s]}" for s in reversed(STATES))
        said.append(f"{first(label)}, {count(len(own), 'result')}: {parts}.")
    for outcome, rater in pairs:
        own = [r for r in counted if (r["outcome_label"], r["rater_label"]) == (outcome, rater)]
        states = Counter(str(r["state"]) for r in own)
        parts = series(f"{states[s]} {HEADS[s]}" for s in reversed(STATES) if states[s]) if own else "none is counted"
        said.append(f"{first(outcome)}, {rater}: {parts}.")
    contested = len(rows) - len(counted)
    if contested:
        said.append(f"{first(count(contested, 'more finding'))} of the text, against the table, enter no count.")
    return " ".join(said)
