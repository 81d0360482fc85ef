"""Fidelity by study: means with their spread, ranges over sites and bounds, beside the marks of success."""

from __future__ import annotations

from itertools import groupby
from math import ceil, floor
from typing import TYPE_CHECKING

from imrkg.plots import palette
from imrkg.plots.asking import Row, Told, ask, count, first, need, series, source, unique
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas
from imrkg.plots.scale import Scale

if TYPE_CHECKING:
    import pyoxigraph as ox

TITLE = "How faithfully IMR was delivered, study by study"
QUESTIONS = ("implementation-results", "fidelity-thresholds", "fidelity-criteria")
ENDS = ("value", "minimum", "maximum", "lower_bound")


def draw(canvas: Canvas, store: ox.Store, *, name: str) -> Told:
    """Draw the scores of every study on the fidelity scale, and from where on they count as a success.

    Raises:
        NothingToDraw: no study has a score.
    """
    records = ask(store, "implementation-results", outcome="fidelity")
    scores = [r for r in records if r["unit"] == "scale-points" and any(r[end] is not None for end in ENDS)]
    need(scores, name, "implementation-results")
    marks = ask(store, "fidelity-criteria")
    shares = ask(store, "fidelity-thresholds")
    missing = [r for r in records if r["status"] == "not-reported" and r["main_record"]]
    canvas.heading(TITLE, "Scores on the fidelity scale, in points. Higher scores are closer to the model of IMR.")
    inner = canvas.right - canvas.left
    label, printed = (0.33, 0.2) if canvas.narrow else (0.3, 0.14)
    numbers = [n for r in scores for n in _reach(r)] + [float(m["value"]) for m in marks]
    ends = floor(min(numbers)), ceil(max(numbers))
    scale = Scale(canvas.left + inner * label, canvas.right - inner * printed, *ends)
    top = _names(canvas, scale, marks)
    start = len(canvas)
    studies = [list(own) for _, own in groupby(scores, key=lambda r: str(r["study"]))]
    for rows in sorted(studies, key=lambda rows: -max(map(_middle, rows))):
        _study(canvas, scale, rows, [s for s in shares if s["study"] == rows[0]["study"]], inner * (label - 0.025))
    for value in {float(m["value"]) for m in marks}:
        canvas.behind(start, [(scale.at(value), top), (scale.at(value), canvas.y)])
    scale.axis(canvas, range(ends[0], ends[1] + 1), str, "points on the fidelity scale")
    _legend(canvas, scores)
    if missing:
        canvas.note(f"Not reported: {'; '.join(str(r['study_label']) for r in missing)}.")
    return Told(TITLE, _caption(), _alt(scores, marks, shares, missing))


def _reach(row: Row) -> tuple[float, float]:
    """Return the lowest and the highest number that a record puts on the scale."""
    spread = float(row["standard_deviation"] or 0)
    found = [float(row[end]) for end in ENDS if row[end] is not None]
    return min(found) - spread, max(found) + spread


def _names(canvas: Canvas, scale: Scale, marks: list[Row]) -> float:
    """Name the marks of success beside the tops of their lines; return where the lines begin."""
    top = below = canvas.y
    for place, value in enumerate(sorted({float(m["value"]) for m in marks})):
        own = [m for m in marks if float(m["value"]) == value]
        said = f"{series(unique(m['level'] for m in own))}: {series(_worded(own), 'or')}"
        x = scale.at(value)
        # The lowest mark is named to the left of its line, where no other line can run through the words.
        if place == 0:
            end = canvas.paragraph(x - 6, top, x - 6 - canvas.left, said, size=SMALL, color=palette.TEAL, align="right")
        else:
            end = canvas.paragraph(x + 6, top, canvas.right - x - 6, said, size=SMALL, color=palette.TEAL)
        below = max(below, end)
    canvas.y = below
    return top


def _middle(row: Row) -> float:
    """Return the number by which studies are put in order."""
    return sum(_reach(row)) / 2


def _worded(marks: list[Row]) -> list[str]:
    return unique(f"“{m['as_printed']}”" for m in marks)


def _study(canvas: Canvas, scale: Scale, scores: list[Row], shares: list[Row], room: float) -> None:
    """Draw the scores of one study, the one that stands for it first, and what share of its sites did well."""
    canvas.line([(canvas.left, canvas.y + 3), (canvas.right, canvas.y + 3)], color=palette.RULE, width=0.6)
    y = canvas.y + 8
    left = canvas.paragraph(canvas.left, y, room, str(scores[0]["study_label"]))
    said = unique(f"{s['as_printed']}: {s['metric_label']}" for s in shares)
    for words in said:
        left = canvas.paragraph(canvas.left, left, room, first(words), size=SMALL, color=palette.QUIET)
    right = y
    for score in sorted(scores, key=lambda r: not r["main_record"]):
        _score(canvas, scale, right + BODY * LEADING / 2, score)
        words = str(score["as_printed"]) + ("" if score["main_record"] else " (text)")
        right = canvas.paragraph(scale.right + 10, right, canvas.right - scale.right - 10, words) + 3
    canvas.y = max(left, right) + 2


def _score(canvas: Canvas, scale: Scale, y: float, score: Row) -> None:
    color = palette.BLUE if score["main_record"] else palette.GREY
    if score["value"] is not None:
        x = scale.at(score["value"])
        if score["standard_deviation"] is not None:
            low, high = _reach(score)
            canvas.line([(scale.at(low), y), (scale.at(high), y)], color=color, width=2)
        canvas.circle(x, y, 5.5, fill=color)
    elif score["lower_bound"] is not None:
        x = scale.at(score["lower_bound"])
        canvas.line([(x, y - 7), (x, y + 7)], color=color, width=2.5)
        canvas.arrow((x, y), (x + 34, y), color=color, width=2)
    else:
        low, high = scale.at(score["minimum"]), scale.at(score["maximum"])
        canvas.box(low, y - 4.5, high - low, 9, fill=palette.BLUE_GROUND, edge=color, line=1.6)


def _legend(canvas: Canvas, scores: list[Row]) -> None:
    """Explain the signs that occur."""
    samples = [
        ("value", "mean over sites; the line is one standard deviation to each side, not a confidence interval"),
        ("minimum", "range from the lowest to the highest site"),
        ("lower_bound", "at least this much; how much more is not told"),
    ]
    x, width = canvas.left, 60.0
    sample = Scale(x, x + width, 0, 1)
    for kind, words in samples:
        if not any(r[kind] is not None for r in scores):
            continue
        middle = canvas.y + 9
        shown: Row = dict.fromkeys((*ENDS, "standard_deviation")) | {"main_record": True}
        given = {"value": {"value": 0.5, "standard_deviation": 0.4}, "minimum": {"minimum": 0.1, "maximum": 0.9}}
        _score(canvas, sample, middle, shown | given.get(kind, {"lower_bound": 0.15}))
        canvas.y = canvas.paragraph(x + width + 10, canvas.y, canvas.right - x - width - 10, words, size=SMALL) + 3
    if not all(r["main_record"] for r in scores):
        words = "Gray: a second statement of the review about the same study."
        canvas.y = canvas.paragraph(x, canvas.y, canvas.right - x, words, size=SMALL)


def _caption() -> str:
    return (
        "A mean is taken over the sites of a study at its last time point. A spread that reaches past the end of a "
        f"scale is drawn as it was printed. {source(*QUESTIONS)}"
    )


def _alt(scores: list[Row], marks: list[Row], shares: list[Row], missing: list[Row]) -> str:
    main = [r for r in scores if r["main_record"]]
    said = [f"A dot and range plot of fidelity for {count(len({r['study'] for r in scores}), 'study', 'studies')}."]
    said += [f"{r['study_label']}: {r['as_printed']}." for r in main]
    said += [f"A second statement about {r['study_label']}: {r['as_printed']}." for r in scores if not r["main_record"]]
    means = [float(r["value"]) for r in main if r["value"] is not None]
    for value in sorted({float(m["value"]) for m in marks}):
        own = [m for m in marks if float(m["value"]) == value]
        wording = series(_worded(own), "or")
        above = sum(mean > value for mean in means)
        said.append(
            f"A line at {value:g} marks {series(unique(m['level'] for m in own))} fidelity, worded {wording}: "
            f"{above} of {count(len(means), 'mean')} {'lies' if above == 1 else 'lie'} above it."
        )
    shown = unique(f"{s['study_label']} {s['as_printed']} ({s['metric_label']})" for s in shares)
    if shown:
        said.append(f"Shares of sites: {'; '.join(shown)}.")
    if missing:
        studies = count(len(missing), "study", "studies")
        said.append(f"{studies} did not report fidelity: {'; '.join(str(r['study_label']) for r in missing)}.")
    return " ".join(said)
