"""Templates to pages: everything that goes in is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imrkg import namespaces as ns
from imrkg.serve.pages import links
from imrkg.serve.site import Page, Site

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(site: Site, template: str, status: int = 200, **content: Any) -> Page:
    """Return a page.

    Args:
        site: the server; templates know it as ``site``, and its base path as ``base``.
        template: name of a file in the folder of templates, without its extension.
        status: HTTP status.
        content: what the template needs.
    """
    defaults: dict[str, Any] = {"canonical": "", "alternates": (), "here": "", "structured": None}
    text = (
        _environment()
        .get_template(f"{template}.html")
        .render(**(defaults | {"site": site, "base": site.base} | content))
    )
    return Page(text.encode(), status)


def error(
    site: Site,
    status: int,
    title: str,
    message: str,
    hint: str = "",
    meant: Sequence[tuple[str, str]] = (),
    word: str = "",
) -> Page:
    """Return a page that says what went wrong and what to do about it.

    Args:
        site: the server.
        status: HTTP status.
        title: heading.
        message: what went wrong, and where.
        hint: what to do.
        meant: IRI and label of things that may have been meant; the page links them in the place of the hint.
        word: what a search may look for.
    """
    others = [(links.about(site.base, iri), label, ns.shorten(iri)) for iri, label in meant]
    shown = page(site, "error", status, title=title, message=message, hint=hint, meant=others, word=word)
    return shown._replace(message=message, hint=hint)
