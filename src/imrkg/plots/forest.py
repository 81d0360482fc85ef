"""A forest plot of rates: each study with its interval, the pooled rate, and the range for a new study."""

from __future__ import annotations

import re
from math import ceil, sqrt
from typing import TYPE_CHECKING

from imrkg.errors import NothingToDraw
from imrkg.plots import palette
from imrkg.plots.asking import Told, count, first, series, source, unique
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas
from imrkg.plots.scale import Scale

if TYPE_CHECKING:
    import pyoxigraph as ox

    from imrkg.meta import Estimate
    from imrkg.synthesis import RateInput, RatePool

QUESTION = "rate-inputs"
ABOUT = "≈"  # stands before a denominator that may be another number of people than the rate's own
# Other choices whose results are printed beneath; `imrkg synthesize` has them all.
CHOICES = ("exact-denominators", "whole-people", "single-arm-rates", "overlap")


def draw(canvas: Canvas, store: ox.Store, *, name: str, outcome: str = "dropout") -> Told:
    """Draw the rates of an outcome, pooled if they can be.

    Raises:
        NothingToDraw: no study has a rate with a denominator.
        UnknownName: there is no such outcome.
    """
    from imrkg import synthesis

    pool = synthesis.rates(store, outcome)
    inputs = sorted(pool.inputs, key=lambda one: (one.rate, one.label))
    if not inputs:
        raise NothingToDraw(
            f"{name}: there is nothing to draw, because no rate of {outcome} can enter a pool",
            f"Look at the reasons with `imrkg ask {QUESTION}`.",
        )
    title = f"{first(pool.label)}: the rate in each study, and pooled"
    canvas.heading(
        title, "Each square is the rate of a study, the line its 95% interval. The diamond is the pooled rate."
    )
    scale = _scale(canvas, pool, inputs)
    start, top = len(canvas), canvas.y
    for one in inputs:
        _study(canvas, scale, one)
    if pool.pooled:
        _pooled(canvas, scale, pool.pooled)
        x = scale.at(pool.pooled.estimate)
        canvas.behind(start, [(x, top), (x, canvas.y)])
    step = 0.2 if canvas.narrow or scale.high > 0.6 else 0.1
    ticks = [i * step for i in range(round(scale.high / step) + 1)]
    scale.axis(canvas, ticks, _percent, f"{pool.label} rate")
    _notes(canvas, pool, inputs)
    return Told(title, _caption(), _alt(pool, inputs))


def _percent(rate: float) -> str:
    return f"{100 * rate:.0f}%"


def _interval(rate: float, lower: float, upper: float) -> str:
    return f"{_percent(rate)} ({_percent(lower)} to {_percent(upper)})"


def _people(one: RateInput) -> str:
    return f"{round(one.numerator, 2):g} / {ABOUT if one.approximate else ''}{one.denominator}"


def _scale(canvas: Canvas, pool: RatePool, inputs: list[RateInput]) -> Scale:
    """Set the headings of the columns; return where the rates go."""
    ends = [one.upper for one in inputs] + ([pool.pooled.prediction_upper, pool.pooled.upper] if pool.pooled else [])
    high = min(1.0, ceil(max(ends) * 5 - 1e-9) / 5)
    inner = canvas.right - canvas.left
    right = max(canvas.measure(_interval(i.rate, i.lower, i.upper), SMALL) for i in inputs) + 12
    people = max(canvas.measure(_people(i), SMALL) for i in inputs) + 14
    label = inner * (0.3 if canvas.narrow else 0.34)
    scale = Scale(canvas.left + label + people, canvas.right - right - 8, 0, high)
    y = canvas.y
    heads = (
        (canvas.left, label, "Study", "left"),
        (scale.left - 14, people + 30, "Events / people", "right"),
        (canvas.right, right, "Rate (95% interval)", "right"),
    )
    wrapped = [(x, canvas.wrap(text, width - 8, SMALL, True), align) for x, width, text, align in heads]
    canvas.y = max(canvas.lines(x, y, lines, size=SMALL, bold=True, align=align) for x, lines, align in wrapped) + 3
    return scale


def _study(canvas: Canvas, scale: Scale, one: RateInput) -> None:
    canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.RULE, width=0.6)
    y = canvas.y + 5
    people = canvas.measure(_people(one), SMALL) + 14
    bottom = canvas.paragraph(canvas.left, y, scale.left - people - canvas.left - 12, one.label)
    bottom = canvas.paragraph(
        canvas.left, bottom, scale.left - canvas.left - people - 12, one.design_label, size=SMALL, color=palette.QUIET
    )
    middle = y + LEADING * BODY / 2
    canvas.text(scale.left - 14, middle + SMALL * 0.36, _people(one), size=SMALL, align="right")
    canvas.line([(scale.at(one.lower), middle), (scale.at(one.upper), middle)], color=palette.BLUE, width=1.8)
    side = min(16.0, 5 + 0.6 * sqrt(one.denominator))
    x = scale.at(one.rate)
    hollow = one.approximate
    canvas.box(
        x - side / 2,
        middle - side / 2,
        side,
        side,
        fill=palette.PAPER if hollow else palette.BLUE,
        edge=palette.BLUE,
        line=1.8,
    )
    said = _interval(one.rate, one.lower, one.upper)
    canvas.text(canvas.right, middle + SMALL * 0.36, said, size=SMALL, align="right")
    canvas.y = bottom + 4


def _pooled(canvas: Canvas, scale: Scale, pooled: Estimate) -> None:
    """Draw the pooled rate as a diamond, and below it where the rate of a new study may lie."""
    canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
    middle = canvas.y + 6 + LEADING * BODY / 2
    low, at, high = (scale.at(v) for v in (pooled.lower, pooled.estimate, pooled.upper))
    canvas.polygon([(low, middle), (at, middle - 8), (high, middle), (at, middle + 8)], fill=palette.TEAL)
    said = _interval(pooled.estimate, pooled.lower, pooled.upper)
    canvas.text(canvas.right, middle + SMALL * 0.36, said, size=SMALL, align="right")
    words = canvas.wrap(f"Pooled, {count(pooled.k, 'study', 'studies')}", scale.left - canvas.left - 20, BODY, True)
    y = canvas.lines(canvas.left, canvas.y + 6, words, bold=True)
    middle = y + 4 + LEADING * BODY / 2
    low, high = scale.at(pooled.prediction_lower), scale.at(pooled.prediction_upper)
    canvas.line([(low, middle), (high, middle)], color=palette.TEAL, width=2.5)
    for end in (low, high):
        canvas.line([(end, middle - 5), (end, middle + 5)], color=palette.TEAL, width=2.5)
    said = f"{_percent(pooled.prediction_lower)} to {_percent(pooled.prediction_upper)}"
    canvas.text(canvas.right, middle + SMALL * 0.36, said, size=SMALL, align="right")
    words = canvas.wrap("A new study (95% prediction interval)", scale.left - canvas.left - 20)
    canvas.y = canvas.lines(canvas.left, y + 4, words) + 5


def _notes(canvas: Canvas, pool: RatePool, inputs: list[RateInput]) -> None:
    """Say what could not be pooled, what is only about right, what was left out and why."""
    if pool.pooled is None:
        canvas.note(f"Not pooled: {pool.reason}", gap=6)
    else:
        found = pool.pooled
        canvas.note(
            f"Random-effects model on the logit scale (REML, Hartung-Knapp interval): I² {found.i2:.0f}%, tau² "
            f"{found.tau2:.2f}, Q {found.q:.1f} (p {'< 0.001' if found.q_p < 0.001 else f'= {found.q_p:.3f}'}).",
            gap=6,
        )
        if found.remark:
            canvas.note(found.remark, gap=4)
    others = [(s.name, s.pooled) for s in pool.sensitivity if s.kind in CHOICES and s.pooled]
    if others:
        labels = {one.study: one.label for one in inputs}
        said = "; ".join(f"{_with_labels(name, labels)}: {_estimate(found)}" for name, found in others)
        canvas.note(f"Pooled otherwise: {said}.", gap=4)
    unsure = [one for one in inputs if one.approximate]
    if unsure:
        said = "; ".join(f"{one.label}: {one.why}" for one in unsure)
        canvas.note(f"Hollow squares and {ABOUT}: the number of people is approximate. {said}.", gap=4)
    both = [one.label for one in inputs if one.all_arms]
    if both:
        canvas.note(f"Rate of all arms together: {'; '.join(both)}.", gap=4)
    shared = unique(frozenset((one.study, *one.overlaps)) for one in inputs if one.overlaps)
    if shared:
        pairs = "; ".join(series(one.label for one in inputs if one.study in group) for group in shared)
        canvas.note(f"Some people are counted in more than one of these: {pairs}.", gap=4)
    if pool.excluded:
        for reason in unique(e.reason for e in pool.excluded):
            own = [e for e in pool.excluded if e.reason == reason]
            said = "; ".join(f"{e.label}{f' ({e.value})' if e.value else ''}" for e in own)
            canvas.note(f"Left out, {reason}: {said}.", gap=4)


def _with_labels(name: str, labels: dict[str, str]) -> str:
    """Return the name of a choice with the names of studies in the place of their keys."""
    return re.sub(r"[\w-]+", lambda word: labels.get(word[0], word[0]), name)


def _estimate(found: Estimate) -> str:
    return f"{_interval(found.estimate, found.lower, found.upper)}, {count(found.k, 'study', 'studies')}"


def _caption() -> str:
    return (
        "Rates as printed; where no counts are printed, events are the rate times the people. Intervals of single "
        f"studies by Wilson's method. {source(QUESTION)}"
    )


def _alt(pool: RatePool, inputs: list[RateInput]) -> str:
    unsure = sum(one.approximate for one in inputs)
    said = [f"A forest plot of {pool.label} rates of {count(len(inputs), 'study', 'studies')}, lowest first."]
    for one in inputs:
        about = " about" if one.approximate else ""
        interval = f"95% interval {_percent(one.lower)} to {_percent(one.upper)}"
        said.append(f"{one.label}: {_percent(one.rate)} of{about} {one.denominator} people, {interval}.")
    if unsure:
        said.append(f"The number of people is approximate in {count(unsure, 'study', 'studies')}.")
    if pool.pooled:
        found = pool.pooled
        said.append(
            f"Pooled rate {_interval(found.estimate, found.lower, found.upper)}; prediction interval "
            f"{_percent(found.prediction_lower)} to {_percent(found.prediction_upper)}; I² {found.i2:.0f}%."
        )
    else:
        said.append(f"Not pooled: {pool.reason}")
    if pool.excluded:
        left_out = "; ".join(e.label for e in pool.excluded)
        said.append(f"{first(count(len(pool.excluded), 'study', 'studies'))} left out: {left_out}.")
    return " ".join(said)
