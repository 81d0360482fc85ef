"""Every ``sparql`` and ``python`` block of the docs is run, and the table below a query is held against its answer.

In a table a row of ``…`` stands for any number of rows, and a ``…`` at the end of a cell for the rest of it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest
from running import environment
from serving import running

import imrkg
from imrkg import errors, namespaces

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n(?:\n((?:\|[^\n]*\n)+))?", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block, where it stands, and the table right below it."""

    where: str
    language: str
    text: str
    table: str


def blocks(*languages: str) -> list[Block]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in _BLOCK.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Block(f"{page.relative_to(ROOT)}:{line}", match[1], match[2], match[3] or ""))
    return [block for block in found if block.language in languages]


def cells(table: str) -> list[list[str]]:
    """Return the rows of a Markdown table, its heading first, without the line below the heading."""
    lines = [re.split(r"(?<!\\)\|", line.strip())[1:-1] for line in table.splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines]
    return [rows[0], *rows[2:]]


def same(shown: str, found: str) -> bool:
    return found.startswith(shown[:-1]) if shown.endswith("…") else found == shown


def matches(shown: list[list[str]], found: list[list[str]]) -> bool:
    """Whether rows shown are the rows found; a row of ``…`` leaves out any number of them."""
    if not shown:
        return not found
    if set(shown[0]) == {"…"}:
        return any(matches(shown[1:], found[skipped:]) for skipped in range(len(found) + 1))
    return bool(found) and all(map(same, shown[0], found[0])) and matches(shown[1:], found[1:])


def remote(query: str) -> bool:
    return re.search(r"\bSERVICE\b", query) is not None


QUERIES = [block for block in blocks("sparql") if not remote(block.text)]


def test_there_are_queries_with_tables() -> None:
    assert sum(bool(block.table) for block in QUERIES) > 10


def test_tables_are_compared_cell_by_cell() -> None:
    found = [["a", "1"], ["b", "2"], ["c", "34"]]
    for shown in (found, [["…", "…"], ["c", "3…"]], [["a", "1"], ["…", "…"]], [["…", "…"], ["b", "2"], ["…", "…"]]):
        assert matches(shown, found)
    for shown in (found[:2], [*found, ["d", "5"]], [["…", "…"], ["c", "3"]], [["b", "2"], ["…", "…"]], [["a", "2"]]):
        assert not matches(shown, found)


@pytest.mark.parametrize("block", QUERIES, ids=[block.where for block in QUERIES])
def test_query(block: Block) -> None:
    """The shipped graph answers it with rows, and with those of the table where there is one."""
    answer = imrkg.query(block.text)
    if isinstance(answer, list):
        assert answer
        return
    assert list(answer)
    if block.table:
        heading, *found = cells(answer.write("md").decode())
        assert cells(block.table)[0] == heading
        assert matches(cells(block.table)[1:], found), answer.write("md").decode()


REMOTE = [block for block in blocks("sparql") if remote(block.text)]


@pytest.mark.parametrize("block", REMOTE, ids=[block.where for block in REMOTE])
def test_query_of_two_stores_is_sparql(block: Block) -> None:
    """What asks another store is held to the grammar here, and is refused for its SERVICE alone."""
    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    prepareQuery(block.text, initNs={p: rdflib.URIRef(iri) for p, iri in namespaces.PREFIXES.items()})
    with pytest.raises(errors.Refused):
        imrkg.query(block.text)


PYTHON = blocks("python")
_ADDRESS = re.compile(r"http://(?:localhost|127\.0\.0\.1):\d+/(?:query|sparql)")


@pytest.mark.parametrize("block", PYTHON, ids=[block.where for block in PYTHON])
def test_python(block: Block, tmp_path: Path) -> None:
    """It runs in a fresh interpreter, in a folder with the project's files and two of the reader's own.

    Where it asks a store on this machine, a server with the graph is started and asked in its place.
    """
    for folder in ("data", "ontology", "queries"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (tmp_path / "my.ttl").write_text("<http://example.org/a> <http://example.org/b> <http://example.org/c> .\n")
    (tmp_path / "report.txt").write_text("Before. Hope did  not differ. After.\n", encoding="utf-8")
    with running() if _ADDRESS.search(block.text) else nullcontext("") as address:
        done = subprocess.run(
            [sys.executable, "-c", _ADDRESS.sub(f"{address}/sparql", block.text)],
            cwd=tmp_path,
            env=environment(MPLBACKEND="agg"),
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert done.returncode == 0, f"{block.where}\n{done.stderr}"
