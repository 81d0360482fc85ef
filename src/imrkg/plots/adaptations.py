"""What was changed in IMR to make its adaptations: which change, by whom, and of what nature (FRAME)."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from imrkg.plots import palette
from imrkg.plots.asking import Row, Told, ask, count, first, need, series, small, source, unique
from imrkg.plots.canvas import BODY, LEADING, SMALL, Canvas

if TYPE_CHECKING:
    import pyoxigraph as ox

TITLE = "What the adaptations changed in IMR"
QUESTIONS = ("modifications", "modification-patterns", "program-components")
SILENT = "not-reported"
# Kinds of components that tell how a program is delivered, and whether their names need their descriptions.
DELIVERY = {"format": True, "length": True, "technique": False}


def draw(canvas: Canvas, store: ox.Store, *, name: str) -> Told:
    """Draw change by program: a filled field says that a program made the change, and of what nature it is.

    Raises:
        NothingToDraw: no adaptation states a change.
    """
    rows = need(ask(store, "modifications"), name, "modifications")
    natures = {str(r["nature"]): str(r["nature_label"]) for r in ask(store, "modification-patterns")}
    components = ask(store, "program-components")
    programs = sorted(unique(r["program"] for r in rows), key=lambda p: (-_changes(rows, p), p))
    canvas.heading(
        TITLE,
        "Each column is an adaptation. A field is filled where the review says that the adaptation made the change; an "
        "empty field says only that it tells nothing of the kind.",
    )
    left, width = _columns(canvas, rows, programs)
    ordered = sorted(rows, key=lambda r: (str(r["what_label"]), -_shared(rows, r), str(r["modification_label"])))
    for what, of_kind in groupby(ordered, key=lambda r: str(r["what_label"])):
        canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
        canvas.y = canvas.lines(canvas.left, canvas.y + 5, [f"Changed: {what}"], bold=True) + 3
        for label, same in groupby(of_kind, key=lambda r: str(r["modification_label"])):
            _change(canvas, label, list(same), left, width, natures)
        canvas.y += 4
    _components(canvas, components, programs)
    return Told(TITLE, _caption(), _alt(rows, programs, natures))


def _changes(rows: list[Row], program: str) -> int:
    return sum(r["program"] == program for r in rows)


def _shared(rows: list[Row], row: Row) -> int:
    """Return how many programs made the same change of the same thing."""
    key = (row["what"], row["modification_label"])
    return sum((r["what"], r["modification_label"]) == key for r in rows)


def _columns(canvas: Canvas, rows: list[Row], programs: list[str]) -> tuple[dict[str, float], float]:
    """Name the adaptations with how much each changed; return the left end of their columns, and the width."""
    room = (canvas.right - canvas.left) * (0.29 if canvas.narrow else 0.27)
    width = (canvas.right - canvas.left - room) / len(programs)
    left = {program: canvas.left + room + i * width for i, program in enumerate(programs)}
    bottom = canvas.y
    size = canvas.fitting((str(r["program_label"]) for r in rows), width - 4, SMALL, True)
    for program in programs:
        own = [r for r in rows if r["program"] == program]
        middle = left[program] + width / 2
        y = canvas.paragraph(
            middle, canvas.y, width - 3, str(own[0]["program_label"]), bold=True, align="center", size=size
        )
        references = unique(n for r in own for n in str(r["references"] or "").split(", ") if n)
        said = count(len(own), "change") + (f"\nref. {', '.join(references)}" if references else "")
        y = canvas.paragraph(middle, y, width - 3, said, size=SMALL, color=palette.QUIET, align="center")
        bottom = max(bottom, y)
    canvas.y = bottom + 8
    return left, width


def _change(
    canvas: Canvas, label: str, rows: list[Row], left: dict[str, float], width: float, natures: dict[str, str]
) -> None:
    """Draw one change and the programs that made it."""
    words = canvas.wrap(label, min(left.values()) - canvas.left - 8)
    size = canvas.fitting((_nature(r, natures) for r in rows), width - 12, SMALL)
    said = {r["program"]: canvas.wrap(_nature(r, natures), width - 11, size) for r in rows}
    height = max(len(words) * LEADING * BODY, max(map(len, said.values())) * LEADING * SMALL + 6) + 4
    canvas.lines(canvas.left, canvas.y + (height - len(words) * LEADING * BODY) / 2, words)
    for program, x in left.items():
        top, tall = canvas.y + 2, height - 4
        own = next((r for r in rows if r["program"] == program), None)
        if own is None:
            canvas.line([(x + 4, top + tall), (x + width - 4, top + tall)], color=palette.RULE, width=0.6)
            continue
        silent = own["nature"] == SILENT
        canvas.box(
            x + 3,
            top,
            width - 6,
            tall,
            fill=palette.PAPER if silent else palette.BLUE_GROUND,
            edge=palette.FRAME if silent else palette.BLUE,
            line=1.4,
            dashed=silent,
        )
        lines = said[program]
        canvas.lines(
            x + width / 2,
            top + (tall - len(lines) * LEADING * SMALL) / 2,
            lines,
            size=size,
            align="center",
            color=palette.QUIET if silent else palette.INK,
        )
    canvas.y += height


def _nature(row: Row, natures: dict[str, str]) -> str:
    return ", ".join(natures.get(key, key.replace("-", " ")) for key in str(row["nature"]).split(", "))


def _components(canvas: Canvas, components: list[Row], changed: list[str]) -> None:
    """Set the program that was adapted beside its adaptations: how each is delivered, as far as the review says."""
    origins = [p for p in unique(c["program"] for c in components) if p not in changed]
    told = [c for c in components if c["kind"] in DELIVERY]
    programs = [p for p in (*origins, *changed) if any(c["program"] == p for c in told)]
    if len(programs) < 2:
        return
    canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.FRAME)
    canvas.y = (
        canvas.lines(canvas.left, canvas.y + 8, ["How they are delivered, as far as the review says"], bold=True) + 6
    )
    room = max(canvas.measure(str(c["kind_label"]), BODY) for c in told) + 16
    width = (canvas.right - canvas.left - room) / len(programs)
    left = {program: canvas.left + room + i * width for i, program in enumerate(programs)}
    labels = {c["program"]: str(c["program_label"]) for c in told}
    canvas.y = 3 + max(
        canvas.paragraph(x, canvas.y, width - 12, labels[p], size=SMALL, bold=True) for p, x in left.items()
    )
    for kind in DELIVERY:
        own = [c for c in told if c["kind"] == kind]
        if own:
            canvas.line([(canvas.left, canvas.y), (canvas.right, canvas.y)], color=palette.RULE, width=0.6)
            canvas.y += 5
            bottom = canvas.lines(canvas.left, canvas.y, [first(str(own[0]["kind_label"]))], size=SMALL)
            for program, x in left.items():
                bottom = max(bottom, _parts(canvas, [c for c in own if c["program"] == program], x, width - 12))
            canvas.y = bottom + 4


def _parts(canvas: Canvas, parts: list[Row], x: float, width: float) -> float:
    """Name some components of one program and describe them; return where that ends."""
    y = canvas.y
    if not parts:
        return canvas.paragraph(x, y, width, "nothing beyond the changes above", size=SMALL, color=palette.QUIET)
    for part in parts:
        y = canvas.paragraph(x, y, width, str(part["component_label"]), size=SMALL)
        if part["description"] and DELIVERY[str(part["kind"])]:
            y = canvas.paragraph(x, y, width, str(part["description"]), size=SMALL - 0.5, color=palette.QUIET)
        y += 3
    return y


def _caption() -> str:
    return (
        "Natures of change after FRAME. A dashed field: the change is told, its nature is not. What the review does "
        f"not tell of an adaptation may have been changed all the same. {source(*QUESTIONS)}"
    )


def _alt(rows: list[Row], programs: list[str], natures: dict[str, str]) -> str:
    labels = {r["program"]: str(r["program_label"]) for r in rows}
    kinds = unique((r["what"], r["modification_label"]) for r in rows)
    said = [
        f"A table of {count(len(kinds), 'kind')} of change by {count(len(programs), 'adaptation')} of IMR, with "
        f"{count(len(rows), 'stated change')} in all."
    ]
    for program in programs:
        own = [r for r in rows if r["program"] == program]
        changes = series(f"{small(str(r['modification_label']))} ({_nature(r, natures)})" for r in own)
        said.append(f"{labels[program]}, {count(len(own), 'change')}: {changes}.")
    shared = Counter((str(r["what"]), str(r["modification_label"])) for r in rows)
    common = [small(label) for (_, label), number in shared.items() if number > 1]
    if common:
        said.append(f"Made by more than one adaptation: {series(common)}.")
    return " ".join(said)
