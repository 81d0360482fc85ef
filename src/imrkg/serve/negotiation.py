"""Which form of an answer a client gets: its Accept header, or the word in ``format=``.

Rules: RFC 9110, section 12.5.1 (the most specific range decides the quality of a type); names that
clients use for a type without its being registered count as that type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple


class Form(NamedTuple):
    """A form that an answer can take.

    Attributes:
        name: what we call it: file extension, and value of ``format=``.
        media_type: its registered type.
        others: further types that ask for it; those that are types in their own right are answered as asked.
        words: further values of ``format=``.
    """

    name: str
    media_type: str
    others: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


# Types of a wider kind: a client that asks for one of them gets it back as the type of the answer.
_GENERIC = frozenset({"application/json", "application/xml", "text/xml", "text/plain"})

_HTML = Form("html", "text/html", ("application/xhtml+xml",))
# The first of equals is sent: a client that takes anything is a program.
SOLUTIONS = (
    Form("json", "application/sparql-results+json", ("application/json", "text/json"), ("srj", "sparql-json")),
    Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), ("srx", "sparql-xml")),
    Form("csv", "text/csv", ("application/csv",)),
    Form("tsv", "text/tab-separated-values", ("text/tsv",)),
    _HTML,
)
GRAPHS = (
    Form(
        "ttl",
        "text/turtle",
        ("application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3", "application/n3"),
        ("turtle", "n3"),
    ),
    Form("nt", "application/n-triples", ("text/plain", "text/ntriples"), ("ntriples", "n-triples")),
    Form("jsonld", "application/ld+json", ("application/json", "application/x-json+ld"), ("json-ld", "json")),
    Form("rdf", "application/rdf+xml", ("application/xml", "text/xml"), ("rdfxml", "rdf-xml", "rdf+xml", "xml")),
    Form("nq", "application/n-quads", ("text/x-nquads", "text/nquads"), ("nquads", "n-quads")),
    Form("trig", "application/trig", ("application/x-trig",)),
    _HTML,
)  # fmt: skip

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"{_TOKEN}/{_TOKEN}")
# As some clients write it, too: q=.5
_QUALITY = re.compile(r"0|1|[01]?\.[0-9]*")
# Commas and semicolons inside quoted strings part nothing. (Both expressions read a header once from left to right.)
_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')


@lru_cache(maxsize=512)
def ranges(header: str) -> Mapping[str, float]:
    """Return each media range of an Accept header, in lower case, with its quality from 0 to 1.

    What cannot be read as a range is passed over. Parameters other than ``q`` (``header=present``,
    ``charset=utf-8``) do not matter for what is sent; of a range that comes twice the higher quality counts.
    """
    found: dict[str, float] = {}
    for item in _ITEM.findall(header):
        media_type, *parameters = [part.strip().lower() for part in _PART.findall(item)] or [""]
        if media_type == "*":  # what Java sends of its own accord
            media_type = "*/*"
        quality = _quality(parameters)
        if quality is not None and _RANGE.fullmatch(media_type):
            found[media_type] = max(quality, found.get(media_type, 0.0))
    return MappingProxyType(found)


def _quality(parameters: Sequence[str]) -> float | None:
    """Return the quality among the parameters of a range, 1 without one, None where it is not a number from 0 to 1."""
    for parameter in parameters:
        name, _, value = (part.strip() for part in parameter.partition("="))
        if name == "q":
            if not _QUALITY.fullmatch(value) or value == ".":
                return None
            quality = float(value)
            return quality if quality <= 1 else None
    return 1.0


@lru_cache(maxsize=1024)
def choose(accept: str | None, forms: Sequence[Form]) -> tuple[Form, str] | None:
    """Return the form to send and the media type to send it as, or None where nothing is acceptable.

    Args:
        accept: the Accept header; without one, or with one in which nothing can be read, anything goes.
        forms: what there is, the first preferred among equals.
    """
    accepted = ranges(accept or "")
    if not accepted:
        return forms[0], forms[0].media_type
    best: tuple[float, bool, Form, str] | None = None
    for form in forms:
        for media_type in (form.media_type, *form.others):
            # Only a range that names it asks for a type that is not the form's own.
            own = media_type == form.media_type
            exact = media_type in accepted
            if not own and not exact:
                continue
            wild = accepted.get(media_type.partition("/")[0] + "/*", accepted.get("*/*", 0.0))
            quality = accepted.get(media_type, wild)
            # What a client names counts before what a wildcard lets through at the same quality.
            if quality > 0 and (best is None or (quality, exact) > best[:2]):
                best = (quality, exact, form, media_type if own or media_type in _GENERIC else form.media_type)
    return (best[2], best[3]) if best else None


def named(word: str, forms: Sequence[Form]) -> tuple[Form, str] | None:
    """Return the form for a value of ``format=`` or ``output=``: its name, another word for it, or a media type."""
    wanted = word.strip().lower()
    for form in forms:
        if wanted in (form.name, *form.words, form.media_type):
            return form, form.media_type
    for form in forms:
        if wanted in form.others:
            return form, wanted if wanted in _GENERIC else form.media_type
    return None


def listing(forms: Sequence[Form]) -> str:
    """Return what exists, for the message of a 406."""
    return ", ".join(f"{form.media_type} (format={form.name})" for form in forms)
