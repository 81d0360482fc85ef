"""Addresses of triple stores: what may be sent there, with which credentials, and what else the store has."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from imrkg.errors import Refused, UnknownName

PROTOCOLS = ("auto", "gsp", "update")

# What the path of an address ends with, the protocol spoken there, and what the path of the same
# store's query endpoint ends with. From the stores' documentation; see docs/stores.md.
_KNOWN = (
    (r"/rdf-graphs/service", "gsp", ""),  # GraphDB, RDF4J
    (r"/statements", "update", ""),  # GraphDB, RDF4J: a PUT here would replace the whole repository
    (r"/sparql-graph-crud(?:-auth)?", "gsp", "/sparql"),  # Virtuoso
    (r"/sparql-auth", "update", "/sparql"),  # Virtuoso
    (r"/sparql/gsp", "gsp", "/sparql"),  # Neptune
    (r"/store", "gsp", "/query"),  # Oxigraph
    (r"/data", "gsp", "/query"),  # Fuseki
    (r"/update", "update", "/query"),  # Oxigraph, Fuseki, Stardog
)


class Credentials(NamedTuple):
    """Who we are to the store: a user with a password, a token, or nobody."""

    user: str
    password: str
    token: str

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def __repr__(self) -> str:
        # A traceback or a log shows that there are some, and no more.
        return "Credentials(…)" if self else "Credentials()"


def credentials(environment: Mapping[str, str] | None = None) -> Credentials:
    """Return what IMRKG_STORE_USER, IMRKG_STORE_PASSWORD and IMRKG_STORE_TOKEN say.

    Raises:
        Refused: a password without a user, or a user and a token as well.
    """
    given = os.environ if environment is None else environment
    user, password, token = (given.get(f"IMRKG_STORE_{name}", "") for name in ("USER", "PASSWORD", "TOKEN"))
    if user and token:
        raise Refused(
            "IMRKG_STORE_USER and IMRKG_STORE_TOKEN are both set", "Unset the one that the store does not want."
        )
    if password and not user:
        raise Refused("IMRKG_STORE_PASSWORD is set, and IMRKG_STORE_USER is not", "Set both.")
    return Credentials(user, password, token)


def check(url: str, who: Credentials, insecure: bool = False) -> SplitResult:
    """Return the parts of `url`, if it is an address to which these credentials may be sent.

    Args:
        url: http or https.
        who: what would be sent with each request.
        insecure: send credentials over plain HTTP to another machine all the same.

    Raises:
        UnknownName: not an address.
        Refused: credentials in the address, or over plain HTTP to another machine.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UnknownName(f"{_bare(url)} is no address: {error}", "Write http://host:port/path.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise UnknownName(f"{_bare(url)} is no address of a store", "Write http://host:port/path or https://host/path.")
    if "@" in parts.netloc:
        raise Refused(
            f"{_bare(url)}: the address holds a user or a password",
            "Put them into IMRKG_STORE_USER and IMRKG_STORE_PASSWORD; addresses end up in logs and histories.",
        )
    if who and parts.scheme == "http" and not insecure and not _loopback(host):
        raise Refused(
            f"{_bare(url)}: credentials would cross the network in the clear",
            "Use https, or add --insecure if the network is yours.",
        )
    return parts


def _bare(url: str) -> str:
    """Return `url` without what stands before an @, for messages."""
    return re.sub(r"//[^/?#]*@", "//", url)


def _loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def spoken(parts: SplitResult) -> str | None:
    """Return the protocol (gsp or update) that an address of this shape stands for, or None."""
    return next((name for end, name, _ in _KNOWN if re.search(end + "/?$", parts.path)), None)


def likely(parts: SplitResult) -> str:
    """Return a sentence on the addresses that may be meant by the root of a server; empty for any other address."""
    if parts.path.strip("/"):
        return ""
    root = f"{parts.scheme}://{parts.netloc}"
    return f"Did you mean {root}/store (Oxigraph) or {root}/sparql-graph-crud-auth (Virtuoso)? "


def query_endpoint(parts: SplitResult) -> str | None:
    """Return where the same store answers queries, told by the shape of its other address, or None."""
    for end, _, instead in _KNOWN:
        path, count = re.subn(end + "/?$", instead, parts.path)
        if count:
            return parts._replace(path=path, query="", fragment="").geturl()
    return None
