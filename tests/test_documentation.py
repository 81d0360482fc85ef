"""What test_documented.py does not look for: extras, environment variables, views, addresses, folders, commands."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from imrkg import cli, question, views

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}
INDEX = TEXT[ROOT / "docs" / "README.md"]
SOURCES = [
    *(ROOT / "src").rglob("*.py"),
    *(ROOT / "tests").glob("*.py"),
    *(file for file in (ROOT / "scripts").iterdir() if file.is_file()),
]


def variables() -> list[str]:
    named = {name for file in SOURCES for name in re.findall(r"\bIMRKG_[A-Z0-9_]*[A-Z0-9]\b", file.read_text("utf-8"))}
    return sorted(named - {"IMRKG_STORE"})


@pytest.mark.parametrize("name", variables())
def test_environment_variable(name: str) -> None:
    assert f"`{name}`" in INDEX


@pytest.mark.parametrize(
    "name", tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
)
def test_extra(name: str) -> None:
    assert re.search(rf"^\|[^|]*`{name}`[^|]*\|", INDEX, re.MULTILINE)


@pytest.mark.parametrize("folder", sorted(p.name for p in (ROOT / "queries").iterdir() if p.is_dir()))
def test_folder_of_queries(folder: str) -> None:
    assert f"| `queries/{folder}` |" in INDEX


@pytest.mark.parametrize("name", views.names())
def test_view(name: str) -> None:
    text = TEXT[ROOT / "docs" / "views.md"]
    (row,) = [line for line in text.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1]]
    assert all(form in row for form in views.formats(name))


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.*")), ids=lambda p: p.name)
def test_page_is_in_the_index(page: Path) -> None:
    assert page.name == "README.md" or f"]({page.name})" in INDEX


@pytest.mark.parametrize("code", ["0", "1", "2"])
def test_exit_code(code: str) -> None:
    assert re.search(rf"^\| {code} \|", TEXT[ROOT / "docs" / "errors.md"], re.MULTILINE)
    assert code in cli.__doc__.partition("Exit codes:")[2]


OPENAPI = json.loads((ROOT / "src" / "imrkg" / "serve" / "openapi.json").read_text(encoding="utf-8"))
HTTP = TEXT[ROOT / "docs" / "http.md"]


@pytest.mark.parametrize("path", OPENAPI["paths"])
def test_address(path: str) -> None:
    """By its first word, as the table of addresses has it: variables and forms of one address share a row."""
    head = "/" + path.strip("/").partition("{")[0].partition("/")[0].partition(".")[0]
    assert head == "/" or re.search(rf"`{re.escape(head)}", HTTP), path


def codes() -> list[str]:
    answers = [m["responses"] for p in OPENAPI["paths"].values() for m in p.values() if "responses" in m]
    return sorted({code for answer in answers for code in answer if code.isdigit()})


@pytest.mark.parametrize("code", codes())
def test_status_code(code: str) -> None:
    assert re.search(rf"^\| {code} \|", HTTP, re.MULTILINE)


def commands() -> list[tuple[str, str]]:
    """Return each line of a block that calls the command, with its place, as far as the first pipe or comment."""
    found = []
    for page, text in TEXT.items():
        for block in re.finditer(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            for line in block[1].splitlines():
                if match := re.match(r"(?:\$ )?imrkg (.*)", line):
                    called = re.split(r"\s+(?:\||>|2>|#|&)", match[1])[0]
                    if called.count("'") % 2 == 0:
                        found.append((str(page.relative_to(ROOT)), called))
    return sorted(set(found))


COMMANDS = commands()


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 40


# What the docs show on purpose: words that do not exist.
WRONG = {"ask finding"}


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=[f"{p} {c}"[:80] for p, c in COMMANDS])
def test_command_exists_as_shown(page: str, line: str) -> None:
    """Its options exist, and the question and its parameters, too; the blocks that are run show that values do."""
    parser, _ = cli._parser()
    options, late = parser.parse_known_args(shlex.split(line))
    assert [word for word in late if "=" not in word or word.startswith("-")] == []
    if line.startswith("ask ") and line not in WRONG:
        known = {parameter.name for parameter in question.get(options.slug).parameters}
        assert {word.partition("=")[0] for word in [*options.parameters, *late]} <= known
