"""Answers, kept as long as there is room: the data of a running server do not change."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable, Mapping
from typing import Any, NamedTuple

from imrkg.serve.jobs import Reply
from imrkg.serve.pool import Pool

# What an entry costs beside its body.
_OVERHEAD = 1000


class Answer(NamedTuple):
    """A reply and its entity tag (RFC 9110, section 8.8.3): a digest of the very bytes."""

    reply: Reply
    etag: str


class _Flight:
    """A job that one client carries through, and others may wait for."""

    def __init__(self, key: Hashable, runner: asyncio.Task[Any] | None) -> None:
        self.key = key
        self.runner = runner
        self.landed: asyncio.Future[Answer] | None = None  # once somebody else waits
        self.waiting = 0
        self.watch: asyncio.Task[None] | None = None
        self.left = self.over = self.abandoned = False

    def land(self, outcome: Answer | BaseException) -> None:
        """Tell those who wait."""
        self.over = True
        if self.watch is not None:
            self.watch.cancel()
        if self.landed is None:
            return
        if isinstance(outcome, Answer):
            self.landed.set_result(outcome)
        else:
            self.landed.set_exception(outcome)
            self.landed.exception()  # it is no mistake when nobody looks at it


class ClientGone(Exception):
    """Whoever asked has hung up."""


class Answers:
    """Asks the pool, once for clients who ask the same at the same time, and keeps what came back.

    Args:
        pool: where jobs run.
        room: bytes that may be kept; what was not asked for longest goes first.
        moment: seconds after which to watch whether the client is still there.
    """

    def __init__(self, pool: Pool, room: int, moment: float) -> None:
        self._pool = pool
        self._room = room
        self._moment = moment
        self._taken = 0
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._flights: dict[Hashable, _Flight] = {}

    async def get(
        self, key: Hashable, job: Mapping[str, Any], gone: Callable[[], Coroutine[Any, Any, None]], keep: bool = True
    ) -> Answer:
        """Return the answer to a job.

        Args:
            key: what makes two jobs the same.
            job: the job.
            gone: returns when the client has hung up.
            keep: whether the same job always gives the same answer.

        Raises:
            Overload: a limit was met.
            ClientGone: nobody waits any more; the job was stopped unless others wait for it.
        """
        # A key may hold a query of a megabyte, and there may be many.
        key = hashlib.blake2b(repr(key).encode(), digest_size=20).digest()
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            return known
        flight = self._flights.get(key) if keep else None
        if flight is not None:
            return await self._joined(flight, gone)
        return await self._carried(key, job, gone, keep)

    async def _carried(
        self, key: Hashable, job: Mapping[str, Any], gone: Callable[[], Coroutine[Any, Any, None]], keep: bool
    ) -> Answer:
        """Do the job in the task of who asked first: another task would cost as much as the look-up itself."""
        flight = _Flight(key, asyncio.current_task(self._pool.loop))
        if keep:
            self._flights[key] = flight
        clock = self._pool.loop.call_later(self._moment, self._watch, flight, gone)
        try:
            answer = await self._made(key, job, keep)
        except BaseException as error:
            flight.land(error)
            if flight.abandoned:
                raise ClientGone from None
            raise
        else:
            flight.land(answer)
            return answer
        finally:
            clock.cancel()
            self._close(flight)

    def _watch(self, flight: _Flight, gone: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def leave() -> None:
            await gone()
            flight.left = True
            self._stop_if_alone(flight)

        flight.watch = self._pool.loop.create_task(leave())

    async def _joined(self, flight: _Flight, gone: Callable[[], Coroutine[Any, Any, None]]) -> Answer:
        """Wait for a job that another client carries through."""
        if flight.landed is None:
            flight.landed = self._pool.loop.create_future()
        flight.waiting += 1
        watch = self._pool.loop.create_task(gone())
        first: set[asyncio.Future[Any]] = {flight.landed, watch}
        try:
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            if not flight.landed.done():
                raise ClientGone
            return flight.landed.result()
        finally:
            watch.cancel()
            flight.waiting -= 1
            self._stop_if_alone(flight)

    def _stop_if_alone(self, flight: _Flight) -> None:
        """Stop a job that nobody waits for any more."""
        if flight.left and not flight.waiting and not flight.over and flight.runner is not None:
            flight.abandoned = True
            # Whoever comes now must not wait for what is being stopped.
            self._close(flight)
            flight.runner.cancel()

    def _close(self, flight: _Flight) -> None:
        """Let nobody else wait for a job."""
        if self._flights.get(flight.key) is flight:
            del self._flights[flight.key]

    async def _made(self, key: Hashable, job: Mapping[str, Any], keep: bool) -> Answer:
        reply = await self._pool.run(job)
        digest = hashlib.blake2b(reply.body, digest_size=12)
        digest.update(reply.media_type.encode())
        answer = Answer(reply, f'"{digest.hexdigest()}"')
        if keep and reply.status in (200, 303):
            self._keep(key, answer)
        return answer

    def _keep(self, key: Hashable, answer: Answer) -> None:
        size = len(answer.reply.body) + _OVERHEAD
        if size > self._room // 4:
            return
        self._kept[key] = answer
        self._taken += size
        while self._taken > self._room:
            _, old = self._kept.popitem(last=False)
            self._taken -= len(old.reply.body) + _OVERHEAD
