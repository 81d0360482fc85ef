"""Processes that queries run in, each of which can be killed: Oxigraph cannot be interrupted in any other way.

A nursery, forked once from the process that loaded the data, forks the workers, so that a new one takes
milliseconds and shares the data's memory. A worker does one job at a time and is told so over a socket.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import resource
import signal
import socket
import struct
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from imrkg.serve.jobs import Reply

# Lengths of the head and of the body that follow.
_HEAD = struct.Struct("!II")
_ORDER = struct.Struct("!ci")
_ANSWER = struct.Struct("!i")
_FORK, _REAP = b"F", b"R"
Perform = Callable[[Mapping[str, Any]], Reply]


def pack(job: Mapping[str, Any]) -> bytes:
    """Return a job as a message for a worker."""
    # Twice as fast as JSON, and each way counts for a look-up. A worker may trust the main process, not the other way.
    return _parcel(marshal.dumps(dict(job)))


def _parcel(head: bytes, body: bytes = b"") -> bytes:
    return _HEAD.pack(len(head), len(body)) + head + body


class Parcels:
    """Puts messages together again from the pieces that a socket gives.

    Args:
        read: reads the head of a message.
    """

    def __init__(self, read: Callable[[bytes], Any] = json.loads) -> None:
        self._read = read
        self._buffer = bytearray()
        self._wanted = 0

    def feed(self, data: bytes) -> tuple[Any, bytes] | None:
        """Take a piece; return head and body once a message is whole (there is one at a time)."""
        self._buffer += data
        if not self._wanted:
            if len(self._buffer) < _HEAD.size:
                return None
            self._wanted = _HEAD.size + sum(_HEAD.unpack_from(self._buffer))
        if len(self._buffer) < self._wanted:
            return None
        head_length, _ = _HEAD.unpack_from(self._buffer)
        cut = _HEAD.size + head_length
        head, body = self._read(bytes(self._buffer[_HEAD.size : cut])), bytes(self._buffer[cut : self._wanted])
        del self._buffer[: self._wanted]
        self._wanted = 0
        return head, body


class Nursery:
    """The process that forks workers and collects the dead; this is its handle in the main process."""

    def __init__(self, perform: Perform, seconds: float, memory: int) -> None:
        """Fork the nursery; call it before there are threads or an event loop.

        Args:
            perform: does one job.
            seconds: time limit of a job; a worker that was forgotten ends itself soon after it.
            memory: bytes that a worker may take beyond what it has at its start.
        """
        self._control, theirs = socket.socketpair()
        self.pid = os.fork()
        if not self.pid:
            self._control.close()
            _nurse(theirs, perform, seconds, memory)
        theirs.close()

    def fork(self) -> tuple[int, socket.socket]:
        """Return the process number of a new worker and the socket to talk to it.

        Raises:
            OSError: the nursery is gone, or the machine has no room for a process.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [_ORDER.pack(_FORK, 0)], [theirs.fileno()])
        pid = self._answer()
        if pid < 0:
            ours.close()
            raise OSError(-pid, os.strerror(-pid))
        return pid, ours

    def reap(self, pid: int) -> int:
        """Collect a worker that was killed or died; return the signal that ended it, 0 for none."""
        self._control.sendall(_ORDER.pack(_REAP, pid))
        return self._answer()

    def close(self) -> None:
        """End the nursery and every worker."""
        self._control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _answer(self) -> int:
        data = self._control.recv(_ANSWER.size, socket.MSG_WAITALL)
        if len(data) < _ANSWER.size:
            raise ConnectionError("the process that forks the workers has ended")
        return int(_ANSWER.unpack(data)[0])


def _nurse(control: socket.socket, perform: Perform, seconds: float, memory: int) -> NoReturn:
    """Fork and reap as told, until the main process is gone."""
    # Ctrl-C reaches every process of the terminal; the main process decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _close_others(control.fileno())
    children: set[int] = set()
    while True:
        data, descriptors, *_ = socket.recv_fds(control, _ORDER.size, 1)
        if len(data) < _ORDER.size:
            for pid in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            os._exit(0)
        order, number = _ORDER.unpack(data)
        if order == _REAP:
            children.discard(number)
            control.sendall(_ANSWER.pack(_ended_by(number)))
            continue
        try:
            pid = os.fork()
        except OSError as error:
            pid = -(error.errno or 1)
        if pid == 0:
            control.close()
            _work(socket.socket(fileno=descriptors[0]), perform, seconds, memory)
        os.close(descriptors[0])
        if pid > 0:
            children.add(pid)
        control.sendall(_ANSWER.pack(pid))


def _close_others(kept: int) -> None:
    """Close what was inherited, above all the listening socket: the port is free as soon as the main process ends."""
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _ended_by(pid: int) -> int:
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        return 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _work(connection: socket.socket, perform: Perform, seconds: float, memory: int) -> NoReturn:
    """Do jobs until the other side hangs up."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _bound_memory(memory)
    parcels = Parcels(marshal.loads)
    while data := connection.recv(1 << 16):
        message = parcels.feed(data)
        if message is None:
            continue
        # The main process kills at the limit; where it cannot (it was killed itself), the alarm does.
        signal.setitimer(signal.ITIMER_REAL, seconds + 2)
        try:
            reply = perform(message[0])
        except MemoryError:
            os.abort()
        except Exception:  # a mistake of ours: the main process says so, the log says where
            traceback.print_exc()
            reply = Reply(500, "text/plain", b"The server made a mistake.", hint="Please report it.")
        signal.setitimer(signal.ITIMER_REAL, 0)
        head = [reply.status, reply.media_type, reply.location, reply.hint, reply.packed]
        try:
            connection.sendall(_parcel(json.dumps(head).encode(), reply.body))
        except OSError:
            break
    os._exit(0)


def _bound_memory(extra: int) -> None:
    """Let the process take `extra` bytes of address space beyond what it has now."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            taken = int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return  # no /proc (macOS): the kernel there does not hold processes to this limit anyway
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + extra, hard))
    # A worker that was killed leaves no core file of hundreds of megabytes.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
