"""HTTP/1.1 as uvicorn speaks it with httptools, with bounds on what comes before a request is whole."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# The address and the header fields, in bytes; and the seconds that both may take to arrive.
LONGEST_ADDRESS = 32 << 10
LONGEST_HEADER = 64 << 10
HEADER_SECONDS = 10.0
# What a field costs beside its name and value, so that a header of many short ones is bounded as well.
_FIELD_OVERHEAD = 32
# The seconds in which a client must take what is ready for it, and those in which it must end what it still sends.
_TAKING_SECONDS = 30.0
_ENDING_SECONDS = 15.0
_REASONS = {
    HTTPStatus.BAD_REQUEST: "This is not HTTP.",
    HTTPStatus.REQUEST_TIMEOUT: f"The header did not arrive within {HEADER_SECONDS:g} s.",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"The address is longer than the limit of {LONGEST_ADDRESS >> 10} KiB."
    "\nSend the query by POST.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: f"The header is longer than the limit of {LONGEST_HEADER >> 10} KiB.",
}


class _Joined:
    """A transport that sends the head of an answer with the first of its body: one system call and packet less."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._head:
            self._transport.write(self._head + data)
            self._head = b""
        elif data.startswith(b"HTTP/1.1 ") and not data.startswith(b"HTTP/1.1 1"):  # 100: a client waits for it
            self._head = data
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Send a head that no body follows."""
        if self._head:
            self.write(b"")

    def close(self) -> None:
        self.flush()
        self._transport.close()


class GuardedProtocol(HttpToolsProtocol):
    """Refuses an address (414) or header (431) that is too long, and one that does not come to an end (408).

    A client that does not read its answer, or goes on sending after it, is hung up on.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields = self._arrived = 0
        self._open = False
        self._refusal: HTTPStatus | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a first request."""
        self._joined = _Joined(transport)
        super().connection_made(cast(asyncio.Transport, self._joined))
        self._await_header()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_clock()
        if self._stalled is not None:
            self._stalled.cancel()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to count a request."""
        super().on_message_begin()
        self._fields = self._arrived = 0
        self._open = True

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        super().on_url(url)
        if len(self.url) > LONGEST_ADDRESS:
            self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field."""
        super().on_header(name, value)
        self._fields += len(name) + len(value) + _FIELD_OVERHEAD
        if self._fields > LONGEST_HEADER:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """Hand the request over."""
        self._open = False
        self._stop_clock()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on; a field that never ends is bounded here, because the parser reports it only when it is whole."""
        if self._clock is not None:
            self._arrived += len(data)
            if self._arrived > LONGEST_ADDRESS + 2 * LONGEST_HEADER:
                self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                self.send_400_response("")
                return
        super().data_received(data)
        # Most headers come in one piece: a clock for each would cost more than it guards.
        if self._open and self._clock is None and not self.transport.is_closing():
            self._await_header()

    def on_response_complete(self) -> None:
        """Give a client that is still sending what was answered already (413) some time to end it."""
        self._joined.flush()
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self.loop.call_later(_ENDING_SECONDS, self._end, self.cycle)

    def pause_writing(self) -> None:
        """Begin to wait for the client to read."""
        super().pause_writing()
        self._stalled = self.loop.call_later(_TAKING_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        if self._stalled is not None:
            self._stalled.cancel()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answer a request that is not read on, and hang up."""
        status = self._refusal or HTTPStatus.BAD_REQUEST
        text = f"{_REASONS[status]}\n".encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
            f"content-length: {len(text)}\r\nconnection: close\r\ncache-control: no-store\r\n"
            "x-content-type-options: nosniff\r\ncontent-security-policy: default-src 'none'\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + text)
        self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        self._refusal = status
        raise ValueError(status.phrase)  # the parser turns it into its own error, and that into send_400_response

    def _await_header(self) -> None:
        self._clock = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _end(self, cycle: object) -> None:
        if self.cycle is cycle:
            self.transport.abort()

    def _give_up(self) -> None:
        self._clock = None
        if not self.transport.is_closing():
            self._refusal = HTTPStatus.REQUEST_TIMEOUT
            self.send_400_response("")
