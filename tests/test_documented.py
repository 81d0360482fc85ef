"""What is not in the documentation does not exist: everything public is named there, and what is generated is new."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from running import environment

import imrkg
from imrkg import cli, errors, question, resources, sheets

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES if page.is_file()}
EVERYTHING = "\n".join(TEXT.values())
COMMON = {"-h", "--help", "-v", "--verbose", "-o", "--output", "--format"}


def page(name: str) -> str:
    return TEXT[ROOT / "docs" / name]


def test_generated_pages_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools" / "make_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=120)
    assert done.returncode == 0, f"run `python tools/make_docs.py`: {done.stderr}"


@pytest.mark.parametrize("slug", [q.slug for q in question.all_questions()])
def test_question(slug: str) -> None:
    asked = question.get(slug)
    section = page("questions.md").split(f"\n### {slug}\n", 1)[1].split("\n#", 1)[0]
    for parameter in asked.parameters:
        assert f"`{parameter.name}`" in section


def options() -> list[tuple[str, str]]:
    """Return every (command, option string) of the command line; the command is empty for those of `imrkg` itself."""
    parser, _ = cli._parser()
    found = [("", o) for action in parser._actions for o in action.option_strings]
    (commands,) = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for name, sub in commands.choices.items():
        found += [(name, o) for action in sub._actions for o in action.option_strings]
    return found


@pytest.mark.parametrize("command", sorted({command for command, _ in options()} - {""}))
def test_command(command: str) -> None:
    """The row of the command names each option that is its own; what many have in common is told once."""
    (row,) = re.findall(rf"^\| `imrkg {command}\b.*$", page("commands.md"), re.MULTILINE)
    for name, option in options():
        if name == command and option not in COMMON:
            assert f"`{option}" in row, f"{option} is not in the row of {command}"


@pytest.mark.parametrize("option", sorted({option for _, option in options()} - {"-h"}))
def test_option(option: str) -> None:
    assert re.search(rf"`[^`\n]*(?<![\w-]){option}(?![\w-])[^`\n]*`", page("commands.md")), (
        f"{option} is not in commands.md"
    )


KINDS = [c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, errors.ImrkgError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_error(kind: type[errors.ImrkgError]) -> None:
    section = page("errors.md").split(f"\n## {kind.anchor}\n", 1)[1].split("\n## ", 1)[0]
    assert f"`{kind.__name__}`" in section


def test_error_anchors_differ() -> None:
    anchors = [kind.anchor for kind in KINDS]
    assert len(set(anchors)) == len(anchors) > 5
    assert set(re.findall(r"^## (.*)$", page("errors.md"), re.MULTILINE)) == set(anchors)


@pytest.mark.parametrize("sheet", sheets.schema(resources.sheets()), ids=lambda sheet: sheet.name)
def test_sheet(sheet: sheets.Sheet) -> None:
    section = page("sheets.md").split(f"\n## {sheet.name}\n", 1)[1].split("\n## ", 1)[0]
    for column in sheet.columns:
        assert f"| `{column.name}` |" in section
        assert column.description


@pytest.mark.parametrize("name", imrkg.__all__)
def test_python_interface(name: str) -> None:
    function = getattr(imrkg, name)
    assert f"`{name}(" in page("python.md")
    for parameter in inspect.signature(function).parameters:
        row = next(line for line in page("python.md").splitlines() if line.startswith(f"| `{name}("))
        assert parameter in row


def definitions() -> list[tuple[str, str | None]]:
    """Return (place, docstring) of every public module, class, function and method of the package and the tools."""
    found: list[tuple[str, str | None]] = []

    def walk(node: ast.Module | ast.ClassDef, where: str) -> None:
        found.append((where, ast.get_docstring(node)))
        for child in node.body:
            if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
                walk(child, f"{where}.{child.name}")
            elif isinstance(child, ast.FunctionDef) and not child.name.startswith("_"):
                found.append((f"{where}.{child.name}", ast.get_docstring(child)))

    for file in sorted(
        [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").glob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    ):
        walk(ast.parse(file.read_text(encoding="utf-8")), file.stem)
    return found


def test_everything_public_has_a_docstring() -> None:
    found = definitions()
    assert len(found) > 80
    assert [where for where, doc in found if not doc] == []


def test_public_attributes_are_told() -> None:
    """What a user gets back (an answer, a question, a report) says what it holds."""
    for kind in (imrkg.ask("modules").__class__, question.Question, question.Parameter):
        for name in getattr(kind, "__dataclass_fields__", {}):
            assert name in (kind.__doc__ or "") or name == "is_ask", f"{kind.__name__}.{name}"


def slugs(text: str) -> set[str]:
    """Return the anchors of a page as GitHub makes them."""
    headings = re.findall(
        r"^#+ +(.*?) *$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    return set(plain)


@pytest.mark.parametrize("source", TEXT, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(source: Path) -> None:
    text = re.sub(r"^```.*?^```", "", TEXT[source], flags=re.MULTILINE | re.DOTALL)
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (source.parent / name).resolve() if name else source
        if not file.exists() or (anchor and anchor not in slugs(file.read_text(encoding="utf-8"))):
            lost.append(target)
    assert lost == []


def test_anchors_that_messages_name_exist() -> None:
    named = set()
    for file in (ROOT / "src").rglob("*.py"):
        named |= set(re.findall(r"(docs/[\w-]+\.md)", file.read_text(encoding="utf-8")))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []
