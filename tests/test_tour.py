"""The notebook is run from its first cell to its last, and prints what it shows; some of it is computed anew."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import support

import imrkg

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "tour.ipynb"
_MARKDOWN_LINK = re.compile(r"\]\(([\w.-]+)\)")


@pytest.fixture(scope="module")
def shown() -> Any:
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    return nbformat.read(FILE, as_version=4)


@pytest.fixture(scope="module")
def made(shown: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook without its outputs, run in a fresh kernel and an empty folder."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    support.require(_kernel(), "ipykernel is not installed")
    copy = deepcopy(shown)
    for cell in filter(code, copy.cells):
        cell.outputs, cell.execution_count = [], None
    folder = tmp_path_factory.mktemp("notebook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT / "src"))
        return nbclient.NotebookClient(copy, timeout=240, resources={"metadata": {"path": str(folder)}}).execute()


def _kernel() -> bool:
    import importlib.util

    return importlib.util.find_spec("ipykernel") is not None


def code(cell: Any) -> bool:
    return bool(cell.cell_type == "code")


def texts(notebook: Any) -> list[str]:
    """Return what each code cell printed and showed as text; of a picture only that there is one."""
    found = []
    for cell in filter(code, notebook.cells):
        parts = []
        for output in cell.outputs:
            data = output.get("data", {})
            parts.append("picture" if "image/png" in data else output.get("text") or data.get("text/plain", ""))
        found.append("".join(parts).strip())
    return found


def test_it_prints_what_it_shows(shown: Any, made: Any) -> None:
    assert len(texts(shown)) == len(texts(made)) > 5
    for old, new in zip(texts(shown), texts(made), strict=True):
        assert old == new


def test_every_cell_shows_something_and_no_machine(shown: Any) -> None:
    assert all(texts(shown))
    assert [cell.execution_count for cell in filter(code, shown.cells)] == list(range(1, len(texts(shown)) + 1))
    whole = FILE.read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|tmp|root|Users|work)/", whole)
    assert "Traceback" not in whole


def test_the_picture_is_a_picture(made: Any) -> None:
    (data,) = [o["data"] for cell in filter(code, made.cells) for o in cell.outputs if "image/png" in o.get("data", {})]
    assert data["image/png"].startswith("iVBORw0KGgo")
    assert len(data["image/png"]) > 10_000


def test_rows_are_those_of_the_interface(made: Any) -> None:
    """The remote rows are as many as this process gets; the groups of blanks add up to all of them."""
    printed = "\n".join(texts(made))
    rows = list(imrkg.ask("findings", outcome="hospitalization"))
    assert f"{len(rows)} rows from there; the same as here: True" in printed
    (blanks,) = imrkg.query("SELECT (COUNT(*) AS ?n) { ?x a imr:NotMeasured }")
    counted = [int(number) for number in re.findall(r"^\| [\w-]+ \| (\d+) \|$", printed, re.MULTILINE)]
    assert sum(counted) == blanks["n"]


def test_blanks_are_those_of_the_printed_table(made: Any, rows: dict[str, list[dict[str, str]]]) -> None:
    """Table 2 as printed: an empty cell of a row that has a column for each study."""
    blank = [
        r
        for r in rows["cells"]
        if r["table"] == "table-2" and not r["printed"] and not r["column"].endswith("variable")
    ]
    counted = [int(n) for n in re.findall(r"^\| [\w-]+ \| (\d+) \|$", "\n".join(texts(made)), re.MULTILINE)]
    assert sum(counted) == len(blank)


def test_links_of_the_notebook_lead_somewhere(shown: Any) -> None:
    targets = {t for cell in shown.cells if not code(cell) for t in _MARKDOWN_LINK.findall(cell.source)}
    assert targets
    assert [t for t in targets if not (FILE.parent / t).is_file()] == []
