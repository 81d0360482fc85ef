"""The way between an IRI and the path of its page."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from imrkg import namespaces as ns

# What RFC 3986 lets stand in a path, the slash included.
_SAFE = "/:@!$&'()*+,;=~-._"
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def page(base: str, iri: str) -> str:
    """Return where a thing is shown: a page of this site for one of ours, the thing itself elsewhere on the Web.

    An IRI that is neither, such as ``javascript:…`` or ``urn:…``, has no link: an empty text.
    """
    if iri == ns.BASE:
        return f"{base}/"
    if iri.startswith(ns.BASE):
        return f"{base}/page/{escaped(iri)}"
    return iri if _WEB.match(iri) else ""


def about(base: str, iri: str) -> str:
    """Return the path of the page that shows any IRI, also one that is not ours."""
    return page(base, iri) if iri.startswith(ns.BASE) else f"{base}/page?{urlencode({'iri': iri})}"


def data(base: str, iri: str, extension: str) -> str:
    """Return the path of the data about a thing of ours in the form that an extension stands for."""
    return f"{base}/{escaped(iri)}.{extension}"


def escaped(iri: str) -> str:
    """Return what follows our base in an IRI, as it stands in a path."""
    return quote(iri.removeprefix(ns.BASE), safe=_SAFE)


def editor(base: str, text: str) -> str:
    """Return the path of the query editor with a query in it."""
    return f"{base}/editor?{urlencode({'query': text})}"
