"""A picture as SVG, PNG or PDF: the same bytes for the same picture, its description inside."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from imrkg.errors import UnknownName, nearest
from imrkg.plots.canvas import FAMILY, PIXELS_PER_INCH, POINTS_PER_PIXEL, font_file, settings

if TYPE_CHECKING:
    from imrkg.plots import Picture

FORMS = ("svg", "png", "pdf")
PNG_SCALE = 2  # pixels of the file for one of the picture, so that it is sharp on today's screens and in print
_CREATOR = "imrkg"
_BOLD = re.compile(r"font(?:-weight)?: 700\b")  # matplotlib before 3.10 writes one shorthand property
_TEXT = re.compile(r"<text[^>]*?style=\"([^\"]*)\"[^>]*>([^<]*)</text>")


def render(picture: Picture, form: str) -> bytes:
    """Return the picture as a file.

    Args:
        picture: from :func:`imrkg.plots.draw`.
        form: svg, png or pdf.

    Raises:
        UnknownName: there is no such form.
        MissingEngine: matplotlib is not installed.
    """
    if form not in FORMS:
        raise UnknownName(f"no picture format {form!r}", nearest(form, FORMS, "picture formats"))
    with settings():
        return {"svg": _svg, "png": _png, "pdf": _pdf}[form](picture)


def _png(picture: Picture) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    out = io.BytesIO()
    metadata = {"Title": picture.title, "Description": picture.alt, "Comment": picture.caption, "Software": _CREATOR}
    FigureCanvasAgg(picture.figure).print_figure(out, format="png", dpi=PIXELS_PER_INCH * PNG_SCALE, metadata=metadata)
    return out.getvalue()


def _pdf(picture: Picture) -> bytes:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf

    out = io.BytesIO()
    metadata = {
        "Title": picture.title,
        "Subject": picture.alt,
        "Keywords": picture.caption,
        "Creator": _CREATOR,
        "Producer": _CREATOR,
        "CreationDate": None,  # the only thing in the file that would change from day to day
    }
    FigureCanvasPdf(picture.figure).print_figure(out, format="pdf", metadata=metadata)
    return out.getvalue()


def _svg(picture: Picture) -> bytes:
    """Return the SVG with text as text, its font inside, and a title and description for screen readers."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.BytesIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    FigureCanvasSVG(picture.figure).print_figure(out, format="svg", metadata=nothing)
    text = out.getvalue().decode()
    # Ids that nothing refers to: two pictures in one page of HTML would have them in common.
    text = re.sub(r' id="[a-z0-9]+_\d+"', "", text)
    text = re.sub(r"<!DOCTYPE.*?>\s*", "", text, count=1, flags=re.DOTALL)
    # In pixels, because not every viewer knows points.
    text = re.sub(r'(width|height)="([\d.]+)pt"', _pixels, text, count=2)
    # A style sheet of an SVG holds for the whole page that it stands in; on the root it holds for the picture.
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", text, count=1, flags=re.DOTALL)
    text = text.replace(f"'{FAMILY}'", f"'{FAMILY}', Verdana, sans-serif")
    ids = f"{picture.name}-title {picture.name}-description"
    told = (
        f'<title id="{picture.name}-title">{_escape(picture.title)}</title>\n'
        f' <desc id="{picture.name}-description">{_escape(picture.alt)}</desc>\n'
        f" <style>{_faces(text)}</style>\n "
    )
    look = "stroke-linejoin: round; stroke-linecap: butt"
    text = text.replace("<svg ", f'<svg role="img" aria-labelledby="{ids}" style="{look}" ', 1)
    end = text.index(">", text.index("<svg ")) + 1
    return (text[:end] + "\n " + told + text[end:].lstrip()).encode()


def _pixels(size: re.Match[str]) -> str:
    return f'{size[1]}="{round(float(size[2]) / POINTS_PER_PIXEL, 2):g}"'


def _faces(text: str) -> str:
    """Return CSS that brings along the letters of the picture.

    With it a browser shows the text as it was measured, whatever fonts are installed, and the text
    can still be selected, searched and enlarged. A viewer that ignores it takes its own DejaVu Sans
    or another sans serif.
    """
    letters: dict[bool, set[str]] = {False: set(), True: set()}
    for style, content in _TEXT.findall(text):
        letters[bool(_BOLD.search(style))].update(_unescape(content))
    rules = []
    for bold, used in letters.items():
        if used:
            rules.append(
                f'@font-face{{font-family:"{FAMILY}";font-weight:{700 if bold else 400};'
                f"src:url(data:font/ttf;base64,{_subset(bold, ''.join(sorted(used)))})}}"
            )
    return "\n".join(rules)


def _subset(bold: bool, letters: str) -> str:
    """Return the font with these letters only, in base64.

    As a TrueType file, because what compression makes of it would differ between versions of zlib.
    """
    import base64

    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(hinting=False, layout_features=[], name_IDs=[1, 2, 4, 6, 13, 14], glyph_names=False)
    options.drop_tables += ["FFTM", "GDEF", "GPOS", "GSUB", "MATH"]
    font = TTFont(font_file(bold), recalcTimestamp=False)
    reader = subset.Subsetter(options)
    reader.populate(text=letters)
    reader.subset(font)
    out = io.BytesIO()
    font.save(out)
    return base64.b64encode(out.getvalue()).decode()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
