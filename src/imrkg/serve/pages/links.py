"""The way between an IRI and the path of its page."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from imrkg import namespaces as ns
from imrkg.serve import linked

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def page(base: str, iri: str) -> str:
    """Return where a thing is shown: a page of this site for one of ours, the thing itself elsewhere on the Web.

    An IRI that is neither, such as ``javascript:…`` or ``urn:…``, has no link: an empty text.
    """
    if iri == ns.BASE:
        return f"{base}/"
    if iri.startswith(ns.BASE):
        path = own(iri)
        return f"{base}/page{path}" if path else f"{base}/page?{urlencode({'iri': iri})}"
    return iri if _WEB.match(iri) else ""


def own(iri: str) -> str:
    """Return the path of an IRI of ours, from its first slash on; an empty text where no path leads to it.

    That is so for the IRIs of others, and for those of ours that are not in the normal form of RFC 3987.
    """
    path = linked.path(iri)
    return path if path is not None and linked.iri(path) == iri else ""


def about(base: str, iri: str) -> str:
    """Return the path of the page that shows any IRI, also one that is not ours."""
    return page(base, iri) if iri.startswith(ns.BASE) else f"{base}/page?{urlencode({'iri': iri})}"


def data(base: str, iri: str, extension: str) -> str:
    """Return the path of the data about a thing that has a path (:func:`own`), by the extension of a form."""
    return f"{base}{own(iri)}.{extension}"


def editor(base: str, text: str) -> str:
    """Return the path of the query editor with a query in it."""
    return f"{base}/editor?{urlencode({'query': text})}"
