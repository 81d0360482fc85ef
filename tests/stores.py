"""Real triple stores for the tests, each a process of its own on free ports of this machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support import require


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def oxigraph(folder: Path) -> Iterator[str]:
    """Run `oxigraph serve` with its data in `folder`, and give its address without a slash at the end."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    require(program, "oxigraph is not installed: pip install oxigraph")
    for _ in range(3):  # another process may take the port before the store does
        port = free_port()
        command = [str(program), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < until:
                if _listens(port):
                    yield f"http://127.0.0.1:{port}"
                    return
                time.sleep(0.05)
        finally:
            process.kill()
            process.wait()
    raise AssertionError("oxigraph serve does not start")
