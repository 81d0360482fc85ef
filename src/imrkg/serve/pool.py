"""Which job runs when: a few places for quick jobs, some for long ones at low priority, a queue, and limits.

A job that takes longer than a moment gives up its place, goes on at low priority, and a fresh worker serves
the next one. So runaway queries, as many as there may be, leave the quick ones answering.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from imrkg.serve.jobs import Reply
from imrkg.serve.protocol import HttpError
from imrkg.serve.workers import Nursery, Parcels, pack

# After this many jobs a worker is replaced, so that no library's leak grows for ever.
_JOBS_OF_A_LIFE = 20_000
_T = TypeVar("_T")
# How much nicer to others a long job is (scheduling priority, 0 to 19).
_NICENESS = 10


class Limits(NamedTuple):
    """Limits that a server holds.

    Attributes:
        seconds: time of one job.
        rows: rows, or triples, of one answer.
        size: bytes of one answer.
        memory: bytes that a worker may take beyond the data.
        quick: jobs that run at full priority at the same time.
        long: jobs that run at low priority at the same time.
        waiting: jobs that wait for a place.
        patience: seconds that a job waits for a place.
        moment: seconds after which a job counts as long.
    """

    seconds: float = 10.0
    rows: int = 100_000
    size: int = 64 << 20
    memory: int = 1 << 30
    quick: int = 4
    long: int = 8
    waiting: int = 512
    patience: float = 10.0
    moment: float = 0.25


class Overload(Exception):
    """A job that was stopped or not begun because of a limit.

    Args:
        message: the limit, by name and number.
        retry: seconds after which to try again, or None where it would come to the same.
    """

    def __init__(self, message: str, retry: int | None = None) -> None:
        super().__init__(message)
        self.retry = retry


class _Crashed(Exception):
    """A worker that ended in the middle of a job."""


class _Worker(asyncio.Protocol):
    """A worker as the main process sees it."""

    def __init__(self, pid: int, loop: asyncio.AbstractEventLoop) -> None:
        self.pid = pid
        self._loop = loop
        self.jobs = 0
        self.buried = False
        self._parcels = Parcels()
        self._answer: asyncio.Future[Reply] | None = None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # a socket is read and written

    def data_received(self, data: bytes) -> None:
        message = self._parcels.feed(data)
        if message and self._answer and not self._answer.done():
            (status, media_type, location, hint, packed), body = message
            self._answer.set_result(Reply(status, media_type, body, location, hint, packed))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(_Crashed())

    def send(self, message: bytes) -> asyncio.Future[Reply]:
        """Give the worker a job; the future has the reply, or `_Crashed`."""
        self.jobs += 1
        self._answer = self._loop.create_future()
        if self.transport.is_closing():
            self._answer.set_exception(_Crashed())
        else:
            self.transport.write(message)
        return self._answer

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class _Ticket:
    """One job on its way: what place it has, since when, and what stopped it."""

    def __init__(self) -> None:
        self.long = False
        self.begun = self.work = 0.0
        self.place = False
        self.stopped: Overload | None = None
        self.clock: asyncio.TimerHandle | None = None


class Pool:
    """Runs jobs in workers, within limits."""

    def __init__(self, nursery: Nursery, limits: Limits) -> None:
        self._nursery = nursery
        self._limits = limits
        self._idle: list[_Worker] = []
        self._queue: deque[asyncio.Future[None]] = deque()
        self._quick = self._long = 0
        # Forking and reaping block for milliseconds; one thread keeps them in order.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="nursery")
        self._background: set[asyncio.Task[Any]] = set()

    @cached_property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that the pool runs in."""
        # Asking for the running loop is a system call each time.
        return asyncio.get_running_loop()

    async def start(self) -> None:
        """Have a worker for each quick place."""
        for _ in range(self._limits.quick):
            self._idle.append(await self._born())

    async def close(self) -> None:
        """End every worker."""
        while self._background:
            await asyncio.gather(*self._background, return_exceptions=True)
        for worker in self._idle:
            worker.transport.close()
        self._thread.shutdown()
        self._nursery.close()

    async def run(self, job: Mapping[str, Any]) -> Reply:
        """Return the reply to a job.

        Raises:
            Overload: it was stopped at a limit, or not begun because too many were waiting.
            HttpError: 400, the query is nested too deeply.
        """
        ticket = _Ticket()
        await self._enter(ticket)
        try:
            return await self._in_worker(job, ticket)
        finally:
            self._leave(ticket)

    # ------------------------------------------------------------------------------------------- places

    async def _enter(self, ticket: _Ticket) -> None:
        if self._quick >= self._limits.quick:
            if len(self._queue) >= self._limits.waiting:
                raise Overload(f"Too many queries at once: {self._limits.waiting} are waiting already.", 2)
            turn = self.loop.create_future()
            self._queue.append(turn)
            try:
                await asyncio.wait_for(turn, self._limits.patience)  # whoever leaves has kept the place for us
            except BaseException as error:
                if turn.done() and not turn.cancelled():
                    self._free()
                else:
                    with contextlib.suppress(ValueError):
                        self._queue.remove(turn)
                if isinstance(error, TimeoutError):
                    text = f"Too many queries at once: none of the {self._limits.quick} places was free for"
                    raise Overload(f"{text} {self._limits.patience:g} s.", 5) from None
                raise
        else:
            self._quick += 1
        ticket.place = True

    def _free(self) -> None:
        """Give a quick place to who waits longest, or back."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._quick -= 1

    def _leave(self, ticket: _Ticket) -> None:
        if ticket.place:
            self._free()
        elif ticket.long:
            self._long -= 1

    # ------------------------------------------------------------------------------------------ workers

    async def _in_worker(self, job: Mapping[str, Any], ticket: _Ticket) -> Reply:
        worker = await self._hired()
        ticket.begun, ticket.work = self.loop.time(), _work(worker.pid)
        ticket.clock = self.loop.call_later(self._limits.moment, self._turn_long, worker, ticket)
        healthy = False
        try:
            reply = await worker.send(pack(job))
            # A long job leaves its worker at low priority, and only root could raise it again.
            healthy = not ticket.long and not ticket.stopped and worker.jobs < _JOBS_OF_A_LIFE
            return reply
        except _Crashed:
            ended_by = await self._bury(worker)
            raise ticket.stopped or self._died_of(ended_by) from None
        finally:
            ticket.clock.cancel()
            if healthy:
                self._idle.append(worker)
            elif not worker.buried:
                # One whose client has gone is still at work, too.
                task = self.loop.create_task(self._bury(worker))
                self._background.add(task)
                task.add_done_callback(self._background.discard)

    def _turn_long(self, worker: _Worker, ticket: _Ticket) -> None:
        limits = self._limits
        taken = self.loop.time() - ticket.begun
        # On a busy machine a job may have waited for a processor most of that time: it may still be a quick one.
        if _work(worker.pid) - ticket.work < limits.moment / 2 and taken < limits.seconds / 2:
            ticket.clock = self.loop.call_later(limits.moment, self._turn_long, worker, ticket)
            return
        if self._long >= limits.long:
            text = f"Too many long queries at once: {limits.long} are running that took more than {limits.moment:g} s."
            ticket.stopped = Overload(text, round(limits.seconds))
            worker.kill()
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, worker.pid, _NICENESS)
        self._long += 1
        ticket.place = False
        ticket.long = True
        self._free()
        ticket.clock = self.loop.call_later(max(limits.seconds - taken, 0.0), self._stop, worker, ticket)

    def _stop(self, worker: _Worker, ticket: _Ticket) -> None:
        ticket.stopped = self._out_of_time()
        worker.kill()

    def _out_of_time(self) -> Overload:
        return Overload(f"The query ran longer than the time limit of {self._limits.seconds:g} s.")

    def _died_of(self, ended_by: int) -> Overload | HttpError:
        """Return what a worker met that ended without our doing."""
        if ended_by == signal.SIGALRM:
            return self._out_of_time()
        if ended_by == signal.SIGSEGV:
            text = "The query is nested too deeply: its parentheses, braces or paths overran the stack."
            return HttpError(400, text, "Nest it less deeply.")
        if ended_by == signal.SIGABRT:
            return Overload(f"The query needed more than the memory limit of {self._limits.memory >> 20} MiB.")
        # Nobody but the machine's administrator, or the kernel where memory ran out, ends a worker in another way.
        return Overload("The query was ended from outside, perhaps because the machine ran out of memory.", 5)

    async def _hired(self) -> _Worker:
        """Return a worker that is free: an idle one, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.transport.is_closing():
                return worker
            await self._bury(worker)
        birth = self.loop.create_task(self._born())
        try:
            return await asyncio.shield(birth)
        except asyncio.CancelledError:
            # Whoever asked is gone; the worker will come, and serves the next one.
            birth.add_done_callback(self._adopt)
            raise

    def _adopt(self, birth: asyncio.Task[_Worker]) -> None:
        if not birth.cancelled() and not birth.exception():
            self._idle.append(birth.result())

    async def _born(self) -> _Worker:
        pid, connection = await self._nursed(self._nursery.fork)
        connection.setblocking(False)
        _, worker = await self.loop.create_connection(lambda: _Worker(pid, self.loop), sock=connection)
        return worker

    async def _nursed(self, call: Callable[..., _T], *arguments: int) -> _T:
        """Have the nursery do something."""
        try:
            return await self.loop.run_in_executor(self._thread, call, *arguments)
        except ConnectionError as error:
            # Nobody can answer any more: it ends as a whole, so that whoever watches over it starts it again.
            print(f"imrkg: {error}; the server ends\n  Start it again.", file=sys.stderr, flush=True)
            os._exit(2)

    async def _bury(self, worker: _Worker) -> int:
        """Kill a worker unless it is dead, collect it, and return the signal that ended it."""
        worker.buried = True
        # Also where it has hung up already: the nursery waits for its end.
        worker.kill()
        worker.transport.close()
        return await self._nursed(self._nursery.reap, worker.pid)


def _work(pid: int) -> float:
    """Return the seconds that a process had a processor; infinity where the system does not say (macOS)."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process, as Linux numbers them
    except OSError:
        return math.inf
