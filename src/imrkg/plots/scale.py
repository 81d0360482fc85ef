"""A linear scale of numbers across the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from imrkg.plots import palette
from imrkg.plots.canvas import SMALL, Canvas


class Scale:
    """Numbers to pixels.

    Attributes:
        left: where the lowest number stands, in pixels.
        right: where the highest stands.
        low: the lowest number.
        high: the highest.
    """

    def __init__(self, left: float, right: float, low: float, high: float) -> None:
        self.left, self.right, self.low, self.high = left, right, low, high

    def at(self, value: float) -> float:
        """Return where a number stands, in pixels from the left edge of the sheet."""
        return self.left + (float(value) - self.low) / (self.high - self.low) * (self.right - self.left)

    def axis(self, canvas: Canvas, ticks: Sequence[float], say: Callable[[float], str], title: str) -> None:
        """Draw the scale below what there is, with its ticks and what it measures."""
        y = canvas.y
        canvas.line([(self.left, y), (self.right, y)], color=palette.FRAME)
        widest = max(canvas.measure(say(tick), SMALL) for tick in ticks) + 6
        every = ceil(widest / (self.at(ticks[1]) - self.at(ticks[0]))) if len(ticks) > 1 else 1
        for i, tick in enumerate(ticks):
            canvas.line([(self.at(tick), y), (self.at(tick), y + 5)], color=palette.FRAME)
            if i % every:
                continue  # there is no room for every number
            canvas.text(self.at(tick), y + 5 + SMALL * 1.1, say(tick), size=SMALL, align="center")
        canvas.y = y + 5 + SMALL * 1.35
        middle = (self.left + self.right) / 2
        # Beneath the scale, or as near to it as the edge of the sheet allows.
        width = canvas.measure(title, SMALL)
        middle = min(max(middle, canvas.left + width / 2), canvas.right - width / 2)
        canvas.y = canvas.lines(middle, canvas.y, [title], size=SMALL, color=palette.QUIET, align="center") + 4
