"""Fixtures shared by all tests: the shipped graph and the sheets, each read once."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pyoxigraph as ox
import pytest

from imrkg import resources, store

ROOT = Path(__file__).resolve().parent.parent


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skipped test into a failed one where IMRKG_REQUIRE_ALL=1 says that nothing may be skipped."""
    if report.skipped and os.environ.get("IMRKG_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped here: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def graph() -> ox.Store:
    """The shipped graphs and the ontology, as every command sees them."""
    return store.bundled()


@pytest.fixture(scope="session")
def rows() -> dict[str, list[dict[str, str]]]:
    """Every sheet as plain dictionaries of text, read with the standard library only: the second route."""
    import csv

    found = {}
    for file in sorted(resources.sheets().glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            found[file.stem] = list(csv.DictReader(handle))
    return found


@pytest.fixture(scope="session")
def manuscript() -> Path:
    """A copy of the manuscript, from IMRKG_MANUSCRIPT; without it the test is skipped."""
    value = os.environ.get("IMRKG_MANUSCRIPT")
    if not value:
        pytest.skip("IMRKG_MANUSCRIPT names no copy of the manuscript: set it to the accepted manuscript as UTF-8 text")
    return Path(value)


@pytest.fixture
def sheets_copy(tmp_path: Path) -> Path:
    """A copy of the sheets that a test may damage."""
    import shutil

    target = tmp_path / "sheets"
    shutil.copytree(resources.sheets(), target)
    return target
