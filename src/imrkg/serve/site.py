"""What a page knows of the server that shows it, and what it gives back."""

from __future__ import annotations

import re
from typing import NamedTuple

BASE_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")
"""A path that can stand before every link as it is."""


class Site(NamedTuple):
    """The server as a page sees it.

    Attributes:
        base: path under which the server stands, without a slash at the end; empty at the root of a host.
        version: version of the data.
        editor: whether the query editor was built; without it pages offer a plain text area.
        shipped: whether the server shows the shipped graph, and not only files of the user's.
    """

    base: str = ""
    version: str = ""
    editor: bool = False
    shipped: bool = True


class Page(NamedTuple):
    """What a path leads to.

    Attributes:
        body: content, in UTF-8 where it is text.
        status: HTTP status.
        media_type: type of the content.
        location: path to go on to, base included, for a redirect (3xx); empty otherwise.
        message: of an error, what went wrong, for clients that read no HTML.
        hint: of an error, what to do.
    """

    body: bytes
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    location: str = ""
    message: str = ""
    hint: str = ""
