"""The flow of studies through the review, after PRISMA 2020, with a box for every step that it does not report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from imrkg.plots import palette
from imrkg.plots.asking import Row, Told, ask, first, need, series, small, source
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas

if TYPE_CHECKING:
    import pyoxigraph as ox

TITLE = "From the searches to the studies that the review included"
QUESTIONS = ("study-flow", "eligibility-criteria")
PAD = 10.0
GAP = 36.0
BIG = 20.0  # size of the numbers


class _Level(NamedTuple):
    """What stands side by side: boxes of the main column, and the box to the right of it, if there is one."""

    main: list[Row]
    aside: list[Row]


def draw(canvas: Canvas, store: ox.Store, *, name: str) -> Told:
    """Draw a box for each step, with the number that the review prints or the words "not reported".

    Raises:
        NothingToDraw: the review prints none of the numbers.
    """
    steps = ask(store, "study-flow")
    need([s for s in steps if s["count"] is not None], name, "study-flow")
    criteria = ask(store, "eligibility-criteria")
    canvas.heading(TITLE, "Solid boxes hold numbers that the review prints; dashed boxes, steps that it does not tell.")
    main = (canvas.right - canvas.left) * 0.62
    spans: dict[str, tuple[float, float]] = {}  # left end and width of each box of the main column
    phase = ""
    above: list[str] = []
    for level in _levels(steps):
        above = _arrows(canvas, level, above, spans, main)
        if phase != level.main[0]["phase"]:
            phase = str(level.main[0]["phase"])
            canvas.text(canvas.left, canvas.y - 10, first(phase), size=SMALL, bold=True, color=palette.TEAL)
        _level(canvas, level, spans, main)
        _difference(canvas, level.main[0], steps, spans)
    _criteria(canvas, criteria)
    return Told(TITLE, _caption(), _alt(steps))


def _levels(steps: list[Row]) -> list[_Level]:
    """Return the steps level by level, from the top to the bottom."""
    levels: list[_Level] = []
    for step in steps:
        if step["role"] == "left-out" and levels:
            levels[-1].aside.append(step)
        elif levels and step["role"] == levels[-1].main[-1]["role"] != "kept":
            levels[-1].main.append(step)
        else:
            levels.append(_Level([step], []))
    return levels


def _place(canvas: Canvas, level: _Level, spans: dict[str, tuple[float, float]], main: float) -> None:
    """Say where the boxes of a level go: a count in a table below what it counts again, others side by side."""
    width = (main - 16 * (len(level.main) - 1)) / len(level.main)
    for i, step in enumerate(level.main):
        beside = (canvas.left + i * (width + 16), width)
        spans[str(step["step"])] = spans.get(str(step["part_of"]), beside) if step["role"] == "in-a-table" else beside


def _arrows(
    canvas: Canvas, level: _Level, above: list[str], spans: dict[str, tuple[float, float]], main: float
) -> list[str]:
    """Lead from the boxes above to those of this level; return the steps of this level."""
    _place(canvas, level, spans, main)
    own = [str(step["step"]) for step in level.main]
    canvas.y += GAP if above else 22
    middle = {step: spans[step][0] + spans[step][1] / 2 for step in (*above, *own)}
    if len(above) > 1 and len(own) == 1 and level.main[0]["role"] == "kept":
        # Several go into one: straight down from each.
        for step in above:
            canvas.arrow((middle[step], canvas.y - GAP), (middle[step], canvas.y), color=palette.FRAME)
    else:
        for step in own if above else ():
            canvas.arrow((middle[step], canvas.y - GAP), (middle[step], canvas.y), color=palette.FRAME)
    return own


def _level(canvas: Canvas, level: _Level, spans: dict[str, tuple[float, float]], main: float) -> None:
    x = canvas.left + main + 34
    width = canvas.right - x
    heights = [_height(canvas, step, spans[str(step["step"])][1]) for step in level.main]
    aside = [_height(canvas, step, width) for step in level.aside]
    height = max(*heights, sum(aside))
    if len(level.main) > 1 and level.aside:
        # What lies to the side concerns all of them.
        canvas.box(canvas.left - 6, canvas.y - 6, main + 12, height + 12, edge=palette.RULE)
    for step in level.main:
        _box(canvas, step, *spans[str(step["step"])], height)
    y = canvas.y
    for step, own in zip(level.aside, aside, strict=True):
        start = canvas.left + main + (6 if len(level.main) > 1 else 0)
        canvas.arrow((start, y + own / 2), (x, y + own / 2), color=palette.FRAME)
        canvas.y = y
        _box(canvas, step, x, width, own)
        y += own + 6
    canvas.y = max(y - 6, canvas.y + height) if not level.aside else max(y - 6, y - sum(aside) - 6 + height)


def _difference(canvas: Canvas, step: Row, steps: list[Row], spans: dict[str, tuple[float, float]]) -> None:
    """Say beside a count in a table that it is not the number that the text gives."""
    stated = _other(step, steps)
    if stated is None:
        return
    x, width = spans[str(step["step"])]
    words = f"The text states {stated['count']}, the table lists {step['count']}."
    x += width + 14
    lines = canvas.wrap(words, canvas.right - x, BODY, True)
    y = canvas.y - _height(canvas, step, width) / 2 - len(lines) * LEADING * BODY / 2
    canvas.lines(x, y, lines, bold=True, color=palette.CONTESTED)


def _other(step: Row, steps: list[Row]) -> Row | None:
    """Return the step that a count in a table counts again, if the two numbers differ."""
    if step["role"] != "in-a-table" or step["count"] is None:
        return None
    whole = next((s for s in steps if s["step"] == step["part_of"] and s["count"] is not None), None)
    return whole if whole and whole["count"] != step["count"] else None


def _height(canvas: Canvas, step: Row, width: float) -> float:
    lines = len(canvas.wrap(str(step["step_label"]), width - 2 * PAD))
    number = BIG if step["count"] is not None else BODY
    return 2 * PAD + lines * LEADING * BODY + LEADING * number


def _box(canvas: Canvas, step: Row, x: float, width: float, height: float) -> None:
    reported = step["count"] is not None
    canvas.box(
        x,
        canvas.y,
        width,
        height,
        fill=palette.BLUE_GROUND if reported else palette.PAPER,
        edge=palette.BLUE if reported else palette.FRAME,
        line=1.6,
        dashed=not reported,
    )
    middle = x + width / 2
    y = canvas.paragraph(middle, canvas.y + PAD, width - 2 * PAD, str(step["step_label"]), align="center")
    if reported:
        size = BIG * min(1.0, (width - PAD) / canvas.measure(_number(step), BIG, True))
        canvas.lines(middle, y, [_number(step)], size=size, bold=True, align="center", color=palette.BLUE)
    else:
        canvas.lines(middle, y, ["not reported"], bold=True, align="center", color=palette.QUIET)


def _number(step: Row) -> str:
    return f"{step['count']} {step['unit']}"


def _criteria(canvas: Canvas, criteria: list[Row]) -> None:
    """List what let a publication in and what shut it out."""
    canvas.y += 14
    for kind in dict.fromkeys(str(c["kind"]) for c in criteria):
        own = [c for c in criteria if c["kind"] == kind]
        canvas.note(f"{first(str(own[0]['kind_label']))}: {'. '.join(str(c['statement']) for c in own)}.", gap=4)


def _caption() -> str:
    return (
        "Steps and boxes after the PRISMA 2020 statement. No number is computed from the others: how many records the "
        f"two searches had in common is not told, so that they cannot be added up. {source(*QUESTIONS)}"
    )


def _alt(steps: list[Row]) -> str:
    told = [s for s in steps if s["count"] is not None]
    silent = [s for s in steps if s["count"] is None]
    said = [f"A flow diagram of {len(steps)} boxes, {len(told)} with a number and {len(silent)} that say not reported."]
    said += [f"{s['step_label']}: {_number(s)}." for s in told]
    if silent:
        said.append(f"Not reported: {series(small(str(s['step_label'])) for s in silent)}.")
    for step in told:
        stated = _other(step, steps)
        if stated:
            said.append(f"The text states {stated['count']}, the table lists {step['count']}.")
    return " ".join(said)
