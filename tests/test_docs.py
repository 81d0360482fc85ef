"""Every ``console`` block of the README and the docs is run, and its output compared.

In a block a line ``…`` stands for any number of lines, and a ``…`` at the end of a line for the
rest of it. A block that cannot be run as it stands is fenced as ``text``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _examples() -> list[tuple[str, str, str]]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in _BLOCK.finditer(text):
            line = text.count("\n", 0, block.start()) + 1
            for part in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
                command, _, expected = part.partition("\n")
                found.append((f"{page.relative_to(ROOT)}:{line}", command, expected))
    return found


EXAMPLES = _examples()


def _pattern(expected: str) -> re.Pattern[str]:
    lines = expected.rstrip("\n").split("\n") if expected.strip() else []
    parts = []
    for line in lines:
        if line.strip() == "…":
            parts.append(r"(?:.*\n)*?")
        elif line.endswith("…"):
            parts.append(re.escape(line[:-1]) + r".*\n")
        else:
            parts.append(re.escape(line.rstrip()) + r"[ ]*\n")
    return re.compile("".join(parts))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 8
    assert any(where.startswith("README.md") for where, _, _ in EXAMPLES)


@pytest.mark.parametrize(("where", "command", "expected"), EXAMPLES, ids=[f"{w} {c}"[:70] for w, c, _ in EXAMPLES])
def test_example(where: str, command: str, expected: str, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "imrkg"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m imrkg "$@"\n')
    script.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "120",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    output = done.stdout + done.stderr
    assert "Traceback" not in output, f"{where}: {command}\n{output}"
    assert _pattern(expected).fullmatch(re.sub(r"[ ]+$", "", output, flags=re.MULTILINE)), (
        f"{where}: {command}\n--- expected\n{expected}\n--- got\n{output}"
    )
