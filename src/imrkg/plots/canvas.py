"""A sheet of paper that grows downwards: text, boxes, lines and marks in CSS pixels.

Matplotlib lays out axes; tables of words, as most of these pictures are, it does not. So a picture
here is one set of axes over the whole figure, in pixels from the top left corner, and every text is
measured with the font that it will be set in before it is placed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from imrkg.errors import MissingEngine
from imrkg.plots import palette

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

PIXELS_PER_INCH = 96
POINTS_PER_PIXEL = 72 / PIXELS_PER_INCH
FAMILY = "DejaVu Sans"  # comes with matplotlib, so that every machine has it
FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}

BODY = 12.5
SMALL = 11.5
LEADING = 1.32  # line height in units of the size
Point = tuple[float, float]


@contextmanager
def settings() -> Iterator[None]:
    """Draw and write with matplotlib's own defaults, whatever a user's ``matplotlibrc`` says.

    Raises:
        MissingEngine: matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise MissingEngine("matplotlib is not installed", "Install it: pip install 'imrkg[plots]'.") from None
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        # Text stays text; ids depend on nothing but the picture; letters are as wide as they were measured.
        matplotlib.rc("svg", fonttype="none", hashsalt="imrkg")
        matplotlib.rc("pdf", fonttype=3)
        matplotlib.rc("text", hinting="none")
        yield


def font_file(bold: bool) -> str:
    """Return the path of the font that matplotlib ships."""
    import matplotlib

    return f"{matplotlib.get_data_path()}/fonts/ttf/{FILES[bold]}"


class Canvas:
    """What a picture is drawn on.

    Attributes:
        width: in CSS pixels.
        y: how far down the sheet is filled, in CSS pixels; the next thing goes there.
    """

    margin = 20.0

    def __init__(self, width: float) -> None:
        self.width = float(width)
        self.y = self.margin
        self._artists: list[Artist] = []
        self._fonts: dict[tuple[float, bool], FontProperties] = {}

    @property
    def left(self) -> float:
        """Where the text begins, in pixels from the left edge."""
        return self.margin

    @property
    def right(self) -> float:
        """Where the text ends, in pixels from the left edge."""
        return self.width - self.margin

    @property
    def narrow(self) -> bool:
        """Whether there is little room, so that things go below one another."""
        return self.width < 760

    # ------------------------------------------------------------------------------------- text

    def measure(self, text: str, size: float = BODY, bold: bool = False) -> float:
        """Return the width of one line of text in pixels."""
        from matplotlib.textpath import text_to_path

        width, _, _ = text_to_path.get_text_width_height_descent(text, self._font(size, bold), False)
        return float(width) / POINTS_PER_PIXEL

    def wrap(self, text: str, width: float, size: float = BODY, bold: bool = False) -> list[str]:
        """Return `text` in lines of at most `width` pixels; a longer word is broken where it must be."""
        lines: list[str] = []
        for part in text.split("\n"):
            line = ""
            for word in filter(None, part.split(" ")):  # a no-break space holds words together
                longer = f"{line} {word}" if line else word
                if self.measure(longer, size, bold) <= width:
                    line = longer
                    continue
                if line:
                    lines.append(line)
                *whole, line = self._broken(word, width, size, bold)
                lines += whole
            lines.append(line)
        return lines

    def _broken(self, word: str, width: float, size: float, bold: bool) -> list[str]:
        """Return the pieces of a word that fit: after a hyphen or slash if there is one, else anywhere."""
        pieces = []
        while self.measure(word, size, bold) > width and len(word) > 1:
            end = max((i for i in range(1, len(word)) if self.measure(word[:i], size, bold) <= width), default=1)
            after = max((i + 1 for i, letter in enumerate(word[:end]) if letter in "-/–"), default=end)
            pieces.append(word[:after])
            word = word[after:]
        return [*pieces, word]

    def fitting(self, texts: Iterable[str], width: float, size: float = BODY, bold: bool = False) -> float:
        """Return the largest size up to `size`, and not below 9.5 pixels, at which no word has to be broken."""
        words = [word for text in texts for word in text.replace("-", "- ").split()]
        widest = max((self.measure(word, size, bold) for word in words), default=0)
        return max(9.5, min(size, size * width / widest)) if widest > width else size

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY,
        color: str = palette.INK,
        bold: bool = False,
        align: str = "left",
        turned: bool = False,
    ) -> None:
        """Set one line of text.

        Args:
            x: the left end, the middle or the right end, as `align` says.
            y: the base line.
            text: no line breaks.
            size: in pixels.
            color: of the letters.
            bold: in the heavier of the two fonts.
            align: left, center or right.
            turned: read from bottom to top.
        """
        from matplotlib.text import Text

        self._artists.append(
            Text(
                x,
                y,
                text,
                fontproperties=self._font(size, bold),
                color=color,
                ha=align,
                va="baseline",
                rotation=90 if turned else 0,
                rotation_mode="anchor",
                parse_math=False,
            )
        )

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        size: float = BODY,
        color: str = palette.INK,
        bold: bool = False,
        align: str = "left",
    ) -> float:
        """Set lines below one another, the first one's top at `y`; return where they end."""
        for line in lines:
            self.text(x, y + 0.98 * size, line, size=size, color=color, bold=bold, align=align)
            y += LEADING * size
        return y

    def paragraph(self, x: float, y: float, width: float, text: str, **look: Any) -> float:
        """Set `text` in lines of at most `width` pixels; return where they end.

        Args:
            x: as for :meth:`text`.
            y: the top of the first line.
            width: in pixels.
            text: may hold line breaks.
            look: size, color, bold and align as for :meth:`text`.
        """
        chosen = {k: v for k, v in look.items() if k in ("size", "bold")}
        return self.lines(x, y, self.wrap(text, width, **chosen), **look)

    def heading(self, title: str, below: str = "") -> None:
        """Set the title of the picture and a line or two of what to look for."""
        self.y = self.paragraph(self.left, self.y, self.right - self.left, title, size=19, bold=True) + 4
        if below:
            self.y = self.paragraph(
                self.left, self.y, self.right - self.left, below, size=BODY + 0.5, color=palette.QUIET
            )
        self.y += 12

    def note(self, text: str, *, gap: float = 10) -> None:
        """Set a paragraph of small print over the whole width, `gap` pixels below what there is."""
        self.y = self.paragraph(self.left, self.y + gap, self.right - self.left, text, size=SMALL, color=palette.QUIET)

    # ------------------------------------------------------------------------------------ shapes

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = None,
        edge: str | None = None,
        line: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """Draw a rectangle; `line` is the width of its edge in pixels."""
        self.polygon(
            [(x, y), (x + width, y), (x + width, y + height), (x, y + height)],
            fill=fill, edge=edge, line=line, dashed=dashed,
        )  # fmt: skip

    def polygon(
        self,
        points: Sequence[Point],
        *,
        fill: str | None = None,
        edge: str | None = None,
        line: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """Draw a closed shape."""
        from matplotlib.patches import Polygon

        self._artists.append(
            Polygon(
                list(points),
                closed=True,
                facecolor=fill or "none",
                edgecolor=edge or "none",
                linewidth=line * POINTS_PER_PIXEL if edge else 0,
                linestyle=(0, (3, 2)) if dashed else "-",
                joinstyle="miter",
            )
        )

    def hatched(
        self, x: float, y: float, width: float, height: float, *, color: str = palette.RULE, line: float = 0.7
    ) -> None:
        """Draw slanting lines over a rectangle, seven pixels apart."""
        step = 7.0
        for i in range(1, int((width + height) / step) + 1):
            offset = i * step
            start = (x + min(offset, width), y + max(0.0, offset - width))
            end = (x + max(0.0, offset - height), y + min(offset, height))
            self.line([start, end], color=color, width=line)

    def circle(
        self, x: float, y: float, radius: float, *, fill: str | None = None, edge: str | None = None, line: float = 1.0
    ) -> None:
        """Draw a circle around a point."""
        from matplotlib.patches import Circle

        self._artists.append(
            Circle(
                (x, y),
                radius,
                facecolor=fill or "none",
                edgecolor=edge or "none",
                linewidth=line * POINTS_PER_PIXEL if edge else 0,
            )
        )

    def line(
        self, points: Sequence[Point], *, color: str = palette.INK, width: float = 1.0, dashed: bool = False
    ) -> None:
        """Draw a line through points, `width` pixels wide."""
        from matplotlib.lines import Line2D

        self._artists.append(
            Line2D(
                [x for x, _ in points],
                [y for _, y in points],
                color=color,
                linewidth=width * POINTS_PER_PIXEL,
                linestyle=(0, (4, 2.5)) if dashed else "-",
                solid_capstyle="butt",
                dash_capstyle="butt",
                solid_joinstyle="miter",
            )
        )

    def __len__(self) -> int:
        """Return how many things were drawn: the place to give to :meth:`behind`."""
        return len(self._artists)

    def behind(self, place: int, points: Sequence[Point], *, color: str = palette.TEAL) -> None:
        """Draw a dashed line below everything that was drawn from `place` on."""
        self.line(points, color=color, width=1.5, dashed=True)
        self._artists.insert(place, self._artists.pop())

    def arrow(self, start: Point, end: Point, *, color: str = palette.INK, width: float = 1.4) -> None:
        """Draw a straight line with a head at its end; it runs along one of the axes."""
        (x, y), (u, v) = start, end
        self.line([start, end], color=color, width=width)
        dx, dy = (u > x) - (u < x), (v > y) - (v < y)
        head = [(u, v), (u - 7 * dx - 4 * dy, v - 7 * dy - 4 * dx), (u - 7 * dx + 4 * dy, v - 7 * dy + 4 * dx)]
        self.polygon(head, fill=color)

    def flag(self, right: float, top: float, number: str) -> None:
        """Mark something that another place of the review contests, with the number of the note about it."""
        size = 9.5
        width = max(14.0, self.measure(number, size, True) + 6)
        self.box(right - width, top, width, 14, fill=palette.CONTESTED, edge=palette.PAPER)
        self.text(right - width / 2, top + 10.5, number, size=size, color=palette.PAPER, bold=True, align="center")

    # ------------------------------------------------------------------------------------ the end

    def figure(self) -> Figure:
        """Return everything that was drawn as a figure that ends where the sheet is filled."""
        from matplotlib.figure import Figure

        height = self.y + self.margin
        figure = Figure(figsize=(self.width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), facecolor=palette.PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, self.width)
        axes.set_ylim(height, 0)
        for order, artist in enumerate(self._artists):
            artist.set_zorder(order)  # what was drawn later lies above; matplotlib would put lines over shapes
            artist.set_clip_on(False)
            axes.add_artist(artist)
        return figure

    def _font(self, size: float, bold: bool) -> FontProperties:
        from matplotlib.font_manager import FontProperties

        if (size, bold) not in self._fonts:
            self._fonts[size, bold] = FontProperties(
                family=FAMILY,
                weight="bold" if bold else "normal",
                size=size * POINTS_PER_PIXEL,
                fname=font_file(bold),
            )
        return self._fonts[size, bold]
