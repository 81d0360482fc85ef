"""Places in the manuscript: the one rule that turns its text into a normal form.

A passage of the review is pointed to by character offsets (``oa:start`` inclusive,
``oa:end`` exclusive) into the *normalised* manuscript and by the SHA-256 of the
characters between them, so that nobody has to copy a sentence of the source and
everybody who has the manuscript can check every place by machine.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_HYPHENS = re.compile("[-\u2010\u2011]+")
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Return `text` in the normal form that all offsets count in.

    The rule, in this order: Unicode NFKC; each run of hyphens (hyphen-minus,
    U+2010, U+2011) becomes one hyphen-minus; each run of white space becomes one
    space; no space at either end. Applying it twice changes nothing.
    """
    text = unicodedata.normalize("NFKC", text)
    text = _HYPHENS.sub("-", text)
    return _SPACE.sub(" ", text).strip()


def digest(normalised: str, start: int, end: int) -> str:
    """Return the SHA-256 (64 lower-case hex digits) of ``normalised[start:end]`` in UTF-8."""
    return hashlib.sha256(normalised[start:end].encode("utf-8")).hexdigest()
