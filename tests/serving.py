"""Starts ``imrkg serve`` as a process of its own, at a port that the system chooses."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import IO

from running import SOURCE, environment

_ADDRESS = re.compile(r"at (http://\S+?)/? ")
_SECONDS = 60


def _follow(stream: IO[str], lines: Queue[str]) -> None:
    """Read the server's messages as long as it runs: a full pipe would stop it."""
    for line in stream:
        lines.put(line)


def _address(process: subprocess.Popen[str], lines: Queue[str]) -> str:
    said = []
    while True:
        try:
            said.append(lines.get(timeout=_SECONDS))
        except Empty:
            raise AssertionError(f"the server does not say where it is: {said}") from None
        found = _ADDRESS.search(said[-1])
        if found:
            return found[1]
        assert process.poll() is None, f"the server ended with {process.returncode}: {''.join(said)}"


@contextmanager
def running(*arguments: str | Path, source: Path = SOURCE, **extra: str) -> Iterator[str]:
    """Start the server and give its address, base path included, without a slash at the end; stop it on leaving.

    The arguments are those of :func:`process`.
    """
    with process(*arguments, source=source, **extra) as (address, _):
        yield address


@contextmanager
def process(*arguments: str | Path, source: Path = SOURCE, **extra: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the server and give its address, as :func:`running` does, and its process.

    Args:
        arguments: what follows ``imrkg serve --host 127.0.0.1 --port 0``.
        source: folder that the package is imported from.
        extra: environment variables beside those of the test.
    """
    command = [sys.executable, "-m", "imrkg", "serve", "--host", "127.0.0.1", "--port", "0", *map(str, arguments)]
    lines: Queue[str] = Queue()
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=environment(source, **extra),
    ) as server:
        assert server.stdout is not None
        reader = threading.Thread(target=_follow, args=(server.stdout, lines), daemon=True)
        reader.start()
        try:
            yield _address(server, lines), server
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                raise
