"""Starts the server: data, nursery, workers, HTTP."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import re
import resource
import signal
import socket
from collections.abc import Mapping
from functools import partial
from types import FrameType
from typing import Any, NoReturn

import pyoxigraph as ox

from imrkg.errors import ImrkgError, MissingEngine, NotReached, UnknownName
from imrkg.serve import jobs
from imrkg.serve.pool import Limits, Pool
from imrkg.serve.site import BASE_PATH, Site
from imrkg.serve.workers import Nursery


def base_path(text: str) -> str:
    """Return the path that a site stands under, with a slash before it and none at its end; empty for the root.

    Raises:
        UnknownName: it cannot stand in a link as it is.
    """
    path = "/" + text.strip("/") if text.strip("/") else ""
    if not BASE_PATH.fullmatch(path):
        raise UnknownName(f"--base-path {text}: not a path of letters, digits and . _ ~ -", "For example /imr.")
    return path


def public_url(text: str) -> str:
    """Return the address of a site as the world knows it, without a slash at its end; empty where none is given.

    Raises:
        UnknownName: it is no address of a site.
    """
    if text and not re.fullmatch(r"https?://[A-Za-z0-9._:\[\]-]+(?:/[A-Za-z0-9._~-]+)*/*", text):
        raise UnknownName(f"--public-url {text}: not the address of a site", "For example https://kg.example.org/imr.")
    return text.rstrip("/")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; port 0 takes one that is free.

    Raises:
        NotReached: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        connection.bind((host, port))
        connection.listen(2048)
    except OverflowError:
        connection.close()
        raise NotReached(f"{host}:{port}: a port is a number from 0 to 65535", "Check --port.") from None
    except OSError as error:
        connection.close()
        hints = {
            errno.EADDRINUSE: "Another program uses that port: choose one with --port, or stop the other program.",
            errno.EACCES: "Ports below 1024 are for root: choose another one with --port, with a proxy before it.",
        }
        hint = hints.get(error.errno or 0, "Check --host and --port.")
        raise NotReached(f"{host}:{port}: {error.strerror or error}", hint) from None
    return connection


def serve(data: ox.Store, connection: socket.socket, limits: Mapping[str, Any], site: Mapping[str, Any]) -> None:
    """Serve `data` until told to stop (Ctrl-C, SIGTERM).

    Args:
        data: the graphs; the processes that answer share their memory.
        connection: a listening socket.
        limits: fields of :class:`imrkg.serve.pool.Limits` that differ from its defaults.
        site: fields of :class:`imrkg.serve.app.Settings` that differ from its defaults.

    Raises:
        MissingEngine: a library of the extra ``serve`` is not installed.
    """
    try:
        import uvicorn

        from imrkg.serve.app import Application, Settings
        from imrkg.serve.guard import GuardedProtocol
    except ImportError as error:
        text = f"the server needs {error.name}, which is not installed"
        raise MissingEngine(text, "Install it: pip install 'imrkg[serve]'.") from None
    bounds = Limits(**limits)
    _warm(data)
    _take_descriptors()
    # What is there now lives as long as the server: collecting it would only copy memory that processes share.
    gc.collect()
    gc.freeze()
    nursery = Nursery(partial(jobs.perform, data, jobs.Bounds(bounds.rows, bounds.size)), bounds.seconds, bounds.memory)
    config = uvicorn.Config(
        Application(Pool(nursery, bounds), Settings(**site)),
        http=GuardedProtocol,
        ws="none",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        # Warnings are about requests that are no HTTP: anybody could fill a disk with them.
        log_level="error",
        timeout_graceful_shutdown=5,
        limit_concurrency=4096,
    )
    # uvicorn raises the signal that stopped it once more when all is done: to be told to stop is no failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    uvicorn.Server(config).run(sockets=[connection])


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _take_descriptors() -> None:
    """Let the process have as many connections open as the machine allows; the usual limit is 1024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 1 << 14 if hard == resource.RLIM_INFINITY else min(1 << 14, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _warm(data: ox.Store) -> None:
    """Import and read what workers need: during a query they can open no file, and each would do it anew."""
    import rdflib.plugins.sparql.parser  # noqa: F401

    from imrkg.serve import pages

    # Threads of numerical libraries would not survive the fork, and reserve gigabytes of which they use nothing.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    for path, params in (
        ("/", []), ("/search", [("q", "x")]), ("/questions/modules", []), ("/page/ontology", []),
        ("/pictures/prisma-flow.svg", []),
    ):  # fmt: skip
        # Without the libraries of pictures, or with files that give none, the page says so when it is asked for.
        with contextlib.suppress(ImrkgError):
            pages.render(data, Site(), path, params)


def address(connection: socket.socket, base: str) -> str:
    """Return the address of a listening socket for people."""
    host, port = connection.getsockname()[:2]
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{base}/"
