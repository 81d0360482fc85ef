"""The CFIR map: what helps and what hinders, by domain of the framework, with the references behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from imrkg.plots import palette
from imrkg.plots.asking import Row, Told, ask, count, first, need, series, source, unique
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas

if TYPE_CHECKING:
    import pyoxigraph as ox

TITLE = "What hinders and what helps IMR on its way into practice"
ORDER = ("barrier", "both", "facilitator", "strategy", "neutral")
COLORS = {
    "barrier": palette.ORANGE,
    "both": palette.PURPLE,
    "facilitator": palette.BLUE,
    "strategy": palette.TEAL,
    "neutral": palette.GREY,
}
MEANING = {
    "barrier": "hinders",
    "both": "hinders or helps, as the case may be",
    "facilitator": "helps",
    "strategy": "something done to help",
    "neutral": "named, but not as help or hindrance",
}


def draw(canvas: Canvas, store: ox.Store, *, name: str) -> Told:
    """Draw domain by way of working, each field with its factors and the numbers of their references.

    Raises:
        NothingToDraw: no factor is known.
    """
    rows = need(ask(store, "factors"), name, "factors")
    ways = sorted(unique(r["polarity"] for r in rows), key=lambda w: (_rank(w), w))
    domains = sorted(unique(r["domain"] for r in rows), key=lambda d: (-len(_factors(rows, d)), d))
    canvas.heading(
        TITLE,
        "Domains of the Consolidated Framework for Implementation Research. The number in a mark counts factors; the "
        "numbers in brackets are references of the review.",
    )
    (_list if canvas.narrow else _table)(canvas, rows, domains, ways)
    return Told(TITLE, _caption(), _alt(rows, domains, ways))


def _rank(way: str) -> int:
    return ORDER.index(way) if way in ORDER else len(ORDER)


def _color(way: str) -> str:
    return COLORS.get(way, palette.INK)


def _factors(rows: list[Row], domain: str, way: str = "") -> list[str]:
    return unique(r["factor"] for r in rows if r["domain"] == domain and way in ("", r["polarity"]))


def _references(rows: Iterable[Row]) -> list[int]:
    """Return the numbers of the references behind some factors, each once, in order."""
    return sorted({int(n) for r in rows for n in str(r["references"] or "").split(", ") if n})


def _named(row: Row) -> str:
    numbers = f" ({row['references']})" if row["references"] else ""
    return f"{row['factor_label']}{numbers}"


def _label(rows: list[Row], column: str, key: str) -> str:
    return str(next(r[f"{column}_label"] for r in rows if r[column] == key))


def _table(canvas: Canvas, rows: list[Row], domains: list[str], ways: list[str]) -> None:
    """One row for each domain, one column for each way of working."""
    room = max(canvas.measure(w, BODY, True) for d in domains for w in _label(rows, "domain", d).split()) + 14
    width = (canvas.right - canvas.left - room) / len(ways)
    left = {way: canvas.left + room + i * width for i, way in enumerate(ways)}
    bottom = canvas.y
    for way in ways:
        y = canvas.paragraph(left[way] + 4, canvas.y, width - 12, first(_label(rows, "polarity", way)), bold=True)
        said = MEANING.get(way, "")
        y = canvas.paragraph(left[way] + 4, y, width - 12, said, size=SMALL, color=palette.QUIET)
        bottom = max(bottom, y)
    canvas.y = bottom + 6
    for domain in domains:
        canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
        canvas.y += 8
        bottom = _heading(canvas, rows, domain, room - 10)
        for way in ways:
            bottom = max(bottom, _field(canvas, rows, domain, way, left[way] + 4, width - 12))
        canvas.y = bottom + 8


def _heading(canvas: Canvas, rows: list[Row], domain: str, width: float) -> float:
    """Set the name of a domain with how much there is in it; return where that ends."""
    own = [r for r in rows if r["domain"] == domain]
    y = canvas.paragraph(canvas.left, canvas.y, width, first(_label(rows, "domain", domain)), bold=True)
    said = f"{count(len(_factors(rows, domain)), 'factor')}, {count(len(_references(own)), 'reference')}"
    return canvas.paragraph(canvas.left, y, width, said, size=SMALL, color=palette.QUIET)


def _field(canvas: Canvas, rows: list[Row], domain: str, way: str, x: float, width: float) -> float:
    """Draw what works one way in one domain; return where it ends."""
    own = [r for r in rows if r["domain"] == domain and r["polarity"] == way]
    if not own:
        return canvas.y
    _mark(canvas, x + 15, canvas.y + 15, way, len(own))
    references = _references(own)
    said = f"{count(len(references), 'reference')}"
    canvas.lines(x + 36, canvas.y + 15 - SMALL * LEADING / 2, [said], size=SMALL, color=palette.QUIET)
    y = canvas.y + 36
    for row in own:
        y = canvas.paragraph(x, y, width, _named(row), size=SMALL) + 2.5
    return y


def _list(canvas: Canvas, rows: list[Row], domains: list[str], ways: list[str]) -> None:
    """All domains below one another: a sheet too narrow for columns."""
    for domain in domains:
        canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
        canvas.y += 8
        canvas.y = _heading(canvas, rows, domain, canvas.right - canvas.left) + 6
        for way in ways:
            own = [r for r in rows if r["domain"] == domain and r["polarity"] == way]
            if not own:
                continue
            _mark(canvas, canvas.left + 15, canvas.y + 15, way, len(own))
            x = canvas.left + 38
            said = f"{first(_label(rows, 'polarity', way))}, {count(len(_references(own)), 'reference')}"
            y = canvas.lines(x, canvas.y + 2, [said], bold=True, size=SMALL)
            y = canvas.paragraph(x, y, canvas.right - x, "; ".join(map(_named, own)), size=SMALL)
            canvas.y = max(y, canvas.y + 32) + 5
        canvas.y += 3


def _mark(canvas: Canvas, x: float, y: float, way: str, number: int) -> None:
    """Draw the sign of a way of working, its shape as telling as its color, with how many factors there are."""
    r, color = 14.0, _color(way)
    if way == "barrier":
        canvas.polygon([(x - r - 2, y - r), (x + r + 2, y - r), (x, y + r)], fill=color)
        y -= 4
    elif way == "facilitator":
        canvas.polygon([(x - r - 2, y + r), (x + r + 2, y + r), (x, y - r)], fill=color)
        y += 5
    elif way == "both":
        canvas.polygon([(x - r - 1, y), (x, y - r - 1), (x + r + 1, y), (x, y + r + 1)], fill=color)
    elif way == "strategy":
        canvas.box(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7, fill=color)
    else:
        canvas.circle(x, y, r * 0.9, fill=color)
    canvas.text(x, y + SMALL * 0.36, str(number), size=SMALL, color=palette.PAPER, bold=True, align="center")


def _caption() -> str:
    return (
        "Counts are of factors and of references that the review names, not of how strong a factor is; a factor that "
        f"works in several ways stands under each. {source('factors')}"
    )


def _alt(rows: list[Row], domains: list[str], ways: list[str]) -> str:
    factors = unique(r["factor"] for r in rows)
    said = [
        f"A table of {count(len(domains), 'domain')} by {count(len(ways), 'way')} of working, with "
        f"{count(len(factors), 'factor')} and {count(len(_references(rows)), 'reference')} in all."
    ]
    for domain in domains:
        parts = []
        for way in ways:
            number = len(_factors(rows, domain, way))
            if number:
                parts.append(f"{_label(rows, 'polarity', way)} {number}")
        own = [r for r in rows if r["domain"] == domain]
        numbers = _references(own)
        said.append(
            f"{first(_label(rows, 'domain', domain))}: {series(parts)}; "
            f"{count(len(numbers), 'reference')}{': ' + ', '.join(map(str, numbers)) if numbers else ''}."
        )
    return " ".join(said)
