"""Keeps `imrkg serve` under a mixed load for minutes and watches whether its memory stays flat.

Everything is asked for that a server meets: quick and slow queries, pages, data, questions, mistakes,
queries that run into the time limit, clients that hang up, and large answers. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIB = 1 << 20
STUDY = "https://w3id.org/imrkg/id/study/levitt-2009"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
# An endless number of rows to look at, and none to show.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c != ?f && ?f != ?i) } LIMIT @N@"
TIME_LIMIT = 2
ANSWER_SECONDS = 30.0
# Longer than the moment after which the server watches whether a client is still there.
PATIENCE_SECONDS = 0.6


@dataclass(frozen=True)
class Kind:
    """A kind of request.

    Attributes:
        name: what to call it.
        weight: how often it is asked, beside the others.
        paths: what to ask for; @N@ becomes a number, so that no answer is kept.
        statuses: what may come back; none where the client hangs up first.
        accept: the Accept header.
    """

    name: str
    weight: float
    paths: tuple[str, ...]
    statuses: frozenset[int] = frozenset({200})
    accept: str = "*/*"


def sparql(query: str, **more: str) -> str:
    """Return the path of a query."""
    return "/sparql?" + urllib.parse.urlencode({"query": query, **more}, safe="@")


KINDS = (
    Kind("look-up", 40, (sparql(f"SELECT ?o {{ <{STUDY}> <{LABEL}> ?o }} LIMIT @N@"),)),
    Kind(
        "join", 10, (sparql(f"SELECT * {{ ?s a ?c ; <{LABEL}> ?l OPTIONAL {{ ?s a ?d }} }} LIMIT 1@N@", format="csv"),)
    ),
    Kind("the same again", 15, (sparql(f"SELECT ?s ?l {{ ?s <{LABEL}> ?l }}"), "/questions/programs.json")),
    Kind(
        "pages",
        15,
        ("/", "/questions", "/questions/table-2", "/questions/findings", "/search?q=recovery+@N@", "/matrix"),
        accept="text/html",
    ),
    Kind("data", 8, ("/id/study/levitt-2009.ttl?x=@N@", "/questions/modules.csv", "/.well-known/void")),
    Kind(
        "mistakes",
        8,
        (sparql("SELECT @N@ WHERE"), "/no/such/page/@N@", "/id/study/nobody-@N@", sparql("DROP ALL # @N@")),
        frozenset({400, 403, 404}),
    ),
    Kind("too long", 0.2, (sparql(ENDLESS),), frozenset({503})),
    Kind("hung up", 1, (sparql(ENDLESS), "/questions/reporting-by-design"), frozenset()),
    Kind("large", 0.5, (sparql("SELECT * { ?s ?p ?o } LIMIT 1@N@"),)),
)


@dataclass
class Seen:
    """What came back: how often each kind was asked, and what should not have come."""

    asked: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


async def ask(host: str, port: int, kind: Kind, path: str) -> tuple[int, str]:
    """Ask once on a connection of its own.

    Return the status with the last line of what came first, where an error says what is wrong; 0 where this
    client hung up before the answer.
    """
    reader, writer = await asyncio.open_connection(host, port)
    try:
        head = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: {kind.accept}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()
        if not kind.statuses:
            await asyncio.sleep(random.random() * PATIENCE_SECONDS)
            return 0, ""
        status = int((await reader.readline()).split()[1])
        first = await reader.read(1 << 14)
        while await reader.read(MIB):
            pass
        return status, "" if status == 200 else _reason(first)
    finally:
        writer.close()


def _reason(content: bytes) -> str:
    """Return the first line of the body of an error, or the message of an error page."""
    body = content.partition(b"\r\n\r\n")[2].decode(errors="replace")
    found = re.search(r"<h1[^>]*>(.*?)</main>", body, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", found[1] if found else body.partition("\n")[0]).split())


async def ask_and_note(host: str, port: int, kind: Kind, path: str, seen: Seen) -> None:
    """Ask once and note what came of it."""
    seen.asked[kind.name] += 1
    try:
        status, reason = await asyncio.wait_for(ask(host, port, kind, path), ANSWER_SECONDS)
    except (OSError, TimeoutError, IndexError, ValueError) as error:
        seen.wrong[f"{kind.name}: {type(error).__name__}"] += 1
        return
    if kind.statuses and status not in kind.statuses:
        seen.wrong[f"{kind.name}: {status} for {path.partition('?')[0]} ({reason})"] += 1


async def load(host: str, port: int, rate: float, seen: Seen) -> None:
    """Ask `rate` times a second until cancelled, without waiting for answers, but never for more than 64 at once."""
    numbers = itertools.count(10_000_000)
    # The same requests in each run.
    chooser = random.Random(4)
    places = asyncio.Semaphore(64)
    weights = [kind.weight for kind in KINDS]

    async def one(kind: Kind, path: str) -> None:
        try:
            await ask_and_note(host, port, kind, path, seen)
        finally:
            places.release()

    async with asyncio.TaskGroup() as group:
        while True:
            await places.acquire()
            kind = chooser.choices(KINDS, weights)[0]
            path = chooser.choice(kind.paths).replace("@N@", str(next(numbers)))
            group.create_task(one(kind, path))
            await asyncio.sleep(1 / rate)


async def fill(host: str, port: int, seen: Seen) -> None:
    """Fill the server's store of answers, which holds up to 128 MiB by design, so that it does not count as growth."""
    large = KINDS[-1]
    for number in range(1_000_000, 1_000_024):
        await ask_and_note(host, port, large, large.paths[0].replace("@N@", str(number)), seen)


def processes(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it."""
    yield pid
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text(encoding="ascii").split()
        ]
    except OSError:
        return
    for child in children:
        yield from processes(child)


def memory(pid: int) -> tuple[int, int, int]:
    """Return PSS (shared pages shared out) and RSS (counted each time) of a process tree in bytes, and its size."""
    pss = rss = number = 0
    for process in processes(pid):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        found = {line.split()[0]: int(line.split()[1]) << 10 for line in lines}
        pss, rss, number = pss + found["Pss:"], rss + found["Rss:"], number + 1
    return pss, rss, number


@dataclass(frozen=True)
class Sample:
    """Memory at a time: seconds since the start, bytes, bytes, number of processes."""

    at: float
    pss: int
    rss: int
    processes: int


async def watch(pid: int, seconds: float, every: float, seen: Seen) -> list[Sample]:
    """Return samples of a process tree's memory."""
    samples = []
    start = time.monotonic()
    while (passed := time.monotonic() - start) < seconds:
        # Reading the pages of gigabytes takes a while.
        pss, rss, number = await asyncio.to_thread(memory, pid)
        samples.append(Sample(passed, pss, rss, number))
        print(
            f"{passed:6.0f} s  PSS {pss / MIB:7.1f} MiB  RSS {rss / MIB:7.1f} MiB  {number:2} processes  "
            f"{seen.asked.total():7,} requests",
            flush=True,
        )
        await asyncio.sleep(every)
    return samples


def slope(samples: Sequence[Sample]) -> float:
    """Return by how many MiB a minute the memory grows: the slope of Theil and Sen, which single peaks do not move."""
    pairs = itertools.combinations(samples, 2)
    return statistics.median((b.pss - a.pss) / MIB / ((b.at - a.at) / 60) for a, b in pairs)


def verdict(samples: Sequence[Sample], margin: float) -> bool:
    """Print what the memory did after the warm-up, and return whether it stayed within the margin (MiB)."""
    third = max(len(samples) // 3, 1)
    parts = {"start": samples[:third], "middle": samples[third:-third] or samples, "end": samples[-third:]}
    medians = {name: statistics.median(sample.pss for sample in part) / MIB for name, part in parts.items()}
    told = ", ".join(f"{name} {value:.1f} MiB" for name, value in medians.items())
    grown = medians["end"] - medians["start"]
    print(f"\nPSS of all processes after the warm-up, medians of the thirds: {told}.")
    print(f"Slope {slope(samples):+.2f} MiB a minute; grown by {grown:+.1f} MiB, the margin is {margin:g} MiB.")
    return grown <= margin


def start() -> tuple[subprocess.Popen[str], str, int]:
    """Start the server and return it with its host and port."""
    command = [sys.executable, "-m", "imrkg", "serve", "--port", "0", "--timeout", str(TIME_LIMIT)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    for line in process.stdout:
        for word in line.split():
            if word.startswith("http://"):
                parts = urllib.parse.urlsplit(word)
                return process, str(parts.hostname), int(parts.port or 80)
    raise SystemExit("soak.py: the server ended before it said where it listens")


async def soak(pid: int, host: str, port: int, chosen: argparse.Namespace) -> bool:
    """Put load on the server, print its memory, and return whether all was well."""
    seen = Seen()
    print(f"Load of {chosen.rate:g} requests a second on http://{host}:{port}/ for {chosen.minutes:g} minutes.")
    await fill(host, port, seen)
    work = asyncio.create_task(load(host, port, chosen.rate, seen))
    watching = asyncio.create_task(watch(pid, chosen.minutes * 60, chosen.every, seen))
    await asyncio.wait({work, watching}, return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        work.result()
    samples = [sample for sample in await watching if sample.at >= chosen.warm_up * chosen.minutes * 60]
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    flat = verdict(samples, chosen.margin)
    print(f"Asked: {', '.join(f'{name} {count:,}' for name, count in seen.asked.most_common())}.")
    print(f"Not answered as they should be: {dict(seen.wrong) or 'none'}.")
    if chosen.json:
        content = {"samples": [vars(sample) for sample in samples], "asked": seen.asked, "wrong": seen.wrong}
        chosen.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return flat and not seen.wrong


def main() -> int:
    """Run the soak and return the exit code: 1 where memory grew beyond the margin or an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default 10)")
    parser.add_argument("--rate", type=float, default=20.0, help="requests a second (default 20)")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two looks at memory (default 10)")
    parser.add_argument("--warm-up", type=float, default=0.2, help="part of the time that does not count (default 0.2)")
    parser.add_argument("--margin", type=float, default=32.0, help="MiB by which memory may grow after it (default 32)")
    parser.add_argument("--json", type=Path, help="file to write every figure to")
    chosen = parser.parse_args()
    process, host, port = start()
    try:
        return 0 if asyncio.run(soak(process.pid, host, port, chosen)) else 1
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    raise SystemExit(main())
