"""Answers, kept as long as there is room: the data of a running server do not change."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
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
    """A job that one or more clients wait for."""

    def __init__(self, task: asyncio.Task[Answer]) -> None:
        self.task = task
        self.waiting = 0


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
        self, key: Hashable, job: Mapping[str, Any], gone: Callable[[], Awaitable[None]], keep: bool = True
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
        if flight is None:
            flight = _Flight(asyncio.get_running_loop().create_task(self._made(key, job, keep)))
            if keep:
                self._flights[key] = flight
        flight.waiting += 1
        try:
            return await self._waited(flight, gone)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                # Whoever comes now must not wait for what is being stopped.
                self._land(key, flight.task)
                flight.task.cancel()

    async def _waited(self, flight: _Flight, gone: Callable[[], Awaitable[None]]) -> Answer:
        done, _ = await asyncio.wait({flight.task}, timeout=self._moment)
        if not done:
            watch = asyncio.ensure_future(gone())
            try:
                await asyncio.wait({flight.task, watch}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                watch.cancel()
            if not flight.task.done():
                raise ClientGone
        return flight.task.result()

    async def _made(self, key: Hashable, job: Mapping[str, Any], keep: bool) -> Answer:
        try:
            reply = await self._pool.run(job)
        finally:
            self._land(key, asyncio.current_task())
        digest = hashlib.blake2b(reply.body, digest_size=12)
        digest.update(reply.media_type.encode())
        answer = Answer(reply, f'"{digest.hexdigest()}"')
        if keep and reply.status in (200, 303):
            self._keep(key, answer)
        return answer

    def _land(self, key: Hashable, task: asyncio.Task[Any] | None) -> None:
        """Let nobody else wait for a task."""
        flight = self._flights.get(key)
        if flight is not None and flight.task is task:
            del self._flights[key]

    def _keep(self, key: Hashable, answer: Answer) -> None:
        size = len(answer.reply.body) + _OVERHEAD
        if size > self._room // 4:
            return
        self._kept[key] = answer
        self._taken += size
        while self._taken > self._room:
            _, old = self._kept.popitem(last=False)
            self._taken -= len(old.reply.body) + _OVERHEAD
