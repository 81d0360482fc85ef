"""Pictures of the evidence, each drawn from bundled questions.

``draw`` makes a picture, ``save`` and ``render`` write it as SVG, PNG or PDF. The same graph gives
the same bytes. Matplotlib is imported when the first picture is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from imrkg import store as files_of_graph
from imrkg.errors import ImrkgError, UnknownName, nearest
from imrkg.plots import adaptations, cfir, claims, fidelity, flow, forest, harvest, matrix
from imrkg.plots.asking import Told
from imrkg.plots.canvas import Canvas, settings
from imrkg.plots.files import FORMS, render

if TYPE_CHECKING:
    import pyoxigraph as ox
    from matplotlib.figure import Figure

__all__ = ["FORMS", "Picture", "draw", "names", "parameters", "render", "save"]

WIDTHS = (480, 2400)


class Picture(NamedTuple):
    """A picture and what is said about it.

    Attributes:
        name: which picture; public API.
        title: what it shows, in a few words.
        caption: how to read it and which questions it was drawn from; printed beneath it, too.
        alt: what there is to see, in full sentences with the numbers, for those who cannot see it.
        figure: the drawing, of matplotlib.
    """

    name: str
    title: str
    caption: str
    alt: str
    figure: Figure


class _Entry(NamedTuple):
    draw: Callable[..., Told]
    width: int
    fixed: dict[str, str]  # arguments that the name of the picture stands for
    parameters: tuple[str, ...]  # arguments that a user may give


_PICTURES = {
    "adaptation-comparison": _Entry(adaptations.draw, 960, {}, ()),
    "cfir-map": _Entry(cfir.draw, 960, {}, ()),
    "claim-audit": _Entry(claims.draw, 900, {}, ()),
    "evidence-matrix": _Entry(matrix.draw, 980, {}, ()),
    "fidelity": _Entry(fidelity.draw, 900, {}, ()),
    "forest": _Entry(forest.draw, 900, {}, ("outcome",)),
    "forest-completion": _Entry(forest.draw, 900, {"outcome": "completion"}, ()),
    "forest-dropout": _Entry(forest.draw, 900, {"outcome": "dropout"}, ()),
    "harvest-plot": _Entry(harvest.draw, 980, {}, ()),
    "prisma-flow": _Entry(flow.draw, 820, {}, ()),
}


def names() -> list[str]:
    """Return the names of the pictures."""
    return sorted(_PICTURES)


def parameters(name: str) -> tuple[str, ...]:
    """Return the names of what may be given to a picture besides its width.

    Raises:
        UnknownName: there is no such picture.
    """
    return _entry(name).parameters


def draw(store: ox.Store, name: str, *, width: int | None = None, **given: str) -> Picture:
    """Draw a picture.

    Args:
        store: the graph.
        name: one of :func:`names`.
        width: in CSS pixels (96 to the inch); each picture has a width of its own by default.
        given: what :func:`parameters` names; for ``forest`` the ``outcome``.

    Raises:
        UnknownName: there is no such picture or parameter.
        NothingToDraw: the questions have no rows in this graph.
        MissingEngine: matplotlib is not installed.
    """
    entry = _entry(name)
    for parameter in given:
        if parameter not in entry.parameters:
            raise UnknownName(
                f"the picture {name!r} has no parameter {parameter!r}",
                nearest(parameter, [*entry.parameters, "width"], "parameters"),
            )
    if width is not None and not WIDTHS[0] <= width <= WIDTHS[1]:
        raise ImrkgError(f"{name}: a width of {width} pixels", f"Give one from {WIDTHS[0]} to {WIDTHS[1]}.")
    with settings():
        canvas = Canvas(width or entry.width)
        told = entry.draw(canvas, store, name=name, **entry.fixed, **given)
        canvas.note(told.caption)
        return Picture(name, told.title, told.caption, told.alt, canvas.figure())


def save(picture: Picture, path: str | Path, form: str | None = None) -> None:
    """Write a picture to a file, which is there in full or not at all.

    Args:
        picture: from :func:`draw`.
        path: the file.
        form: svg, png or pdf; by default what the file's extension says.

    Raises:
        UnknownName: there is no such form.
        MissingEngine: matplotlib is not installed.
    """
    target = Path(path)
    chosen = form or target.suffix.removeprefix(".").lower()
    files_of_graph.write_all({target: render(picture, chosen)})


def _entry(name: str) -> _Entry:
    try:
        return _PICTURES[name]
    except KeyError:
        raise UnknownName(f"there is no picture {name!r}", nearest(name, names(), "pictures")) from None
