"""A Virtuoso of the tests' own: an empty database in a folder, on free ports of this machine, gone afterwards."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from support import require

# Small, because several test processes may have one each. Without `DirsAllowed` it reads no file but its own.
INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 0
CaseMode = 2
AllowOSCalls = 0
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ThreadsPerQuery = 1

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 10
ServerThreads = 10
EnabledGzipContent = 1

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 60
"""

# What a public Virtuoso gives to everybody who may ask others: SERVICE, and reading an endpoint's description.
FEDERATION = """
grant select on "DB.DBA.SPARQL_SINV_2" to "SPARQL";
grant execute on DB.DBA.SPARQL_SINV_IMP to "SPARQL";
"""
UPDATES = 'grant SPARQL_UPDATE to "SPARQL";'


class Virtuoso(NamedTuple):
    """A Virtuoso that runs.

    Attributes:
        endpoint: where it answers queries, and updates after ``virtuoso.isql(UPDATES)``, of everybody.
        update: the same for a user with a password (HTTP digest authentication), who may change all.
        graph_store: where it speaks the Graph Store Protocol with that user.
        user: name of that user.
        password: password of that user.
        sql: port of its SQL side.
    """

    endpoint: str
    update: str
    graph_store: str
    user: str
    password: str
    sql: int

    def isql(self, statements: str) -> str:
        """Run SQL `statements`, each ended by a semicolon, as the administrator; return what they print."""
        command = ["isql-vt", f"127.0.0.1:{self.sql}", self.user, self.password, "VERBOSE=OFF", "ERRORS=STDOUT"]
        done = subprocess.run(command, input=statements, capture_output=True, encoding="utf-8", timeout=60)
        assert done.returncode == 0, (done.stdout, done.stderr)
        assert "*** Error" not in done.stdout, done.stdout
        return done.stdout


def _free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def _answers(url: str) -> bool:
    with suppress(urllib.error.URLError, ConnectionError, TimeoutError), urllib.request.urlopen(url, timeout=5) as got:
        return bool(got.status == 200)
    return False


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> bool:
    """Wait until `url` answers; False when the process ended instead, as it does when a port was taken meanwhile."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if process.poll() is not None:
            return False
        if _answers(url):
            return True
        time.sleep(0.1)
    raise AssertionError(f"Virtuoso does not answer: {log.read_text(errors='replace')[-2000:]}")


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], Virtuoso]:
    sql, http = _free_ports(2)
    folder.mkdir(parents=True)
    (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=sql, http=http))
    root = f"http://127.0.0.1:{http}"
    made = Virtuoso(f"{root}/sparql", f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth", "dba", "dba", sql)
    command = ["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground", "+wait"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if _wait(process, f"{made.endpoint}?query=ASK%7B%7D", folder / "virtuoso.log"):
        return process, made
    raise ChildProcessError((folder / "virtuoso.log").read_text(errors="replace")[-2000:])


@contextmanager
def running(folder: Path) -> Iterator[Virtuoso]:
    """Give a Virtuoso with an empty database under `folder`; the test is skipped where it is not installed.

    It may ask other endpoints (SERVICE) for everybody. It is ended, with its data left in `folder`, on leaving.
    """
    missing = [name for name in ("virtuoso-t", "isql-vt") if shutil.which(name) is None]
    require(not missing, f"{', '.join(missing)}: not installed; on Debian: apt-get install virtuoso-opensource-7")
    for attempt in range(3):
        with suppress(ChildProcessError):
            process, made = _start(folder / f"virtuoso-{attempt}")
            break
    else:
        raise AssertionError(f"Virtuoso ends at once; see {folder}/virtuoso-0/virtuoso.log")
    try:
        made.isql(FEDERATION)
        yield made
    finally:
        process.kill()  # nothing is kept, so there is no checkpoint to wait for
        process.wait()
