"""Plain HTTP for tests, by the standard library: nothing is followed, unpacked or added that a test did not ask for."""

from __future__ import annotations

import gzip
import http.client
import socket
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

SECONDS = 60


class Answer(NamedTuple):
    """What came back: status, header fields (names in lower case), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


def fetch(
    url: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    source: str = "",
) -> Answer:
    """Send one request on a connection of its own, from the address `source`, and return the answer."""
    where = urlsplit(url)
    mine = (source, 0) if source else None
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=SECONDS, source_address=mine)
    try:
        connection.putrequest(method, url.removeprefix(f"{where.scheme}://{where.netloc}") or "/",
                              skip_accept_encoding=True, skip_host="Host" in (headers or {}))  # fmt: skip
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        names = [name.lower() for name, _ in answer.getheaders()]
        assert len(names) == len(set(names)), f"a header field comes twice: {names}"
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def ask(server: str, query: str, accept: str | None = None, **fields: str | list[str]) -> Answer:
    """Send a query by GET; `fields` are further parameters (``default_graph_uri`` for ``default-graph-uri``)."""
    given = {"query": query} | {name.replace("_", "-"): value for name, value in fields.items()}
    headers = {"Accept": accept} if accept else {}
    return fetch(f"{server}/sparql?{urlencode(given, doseq=True)}", headers=headers)


def raw(server: str, data: bytes, seconds: float = SECONDS, end: bytes = b"") -> bytes:
    """Send bytes and return all that comes until the server hangs up, or until what came ends with `end`.

    Raises:
        TimeoutError: nothing came for `seconds`.
    """
    where = urlsplit(server)
    came = b""
    with socket.create_connection((where.hostname or "", where.port or 80), timeout=seconds) as connection:
        try:
            connection.sendall(data)
            while not (end and came.endswith(end)):
                piece = connection.recv(1 << 16)
                if not piece:
                    break
                came += piece
        except (ConnectionResetError, BrokenPipeError):
            pass  # it had hung up before everything was sent, or read
    return came
