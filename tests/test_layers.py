"""Modules import only what stands before them in one list, so that each can be read without what comes after it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from running import SOURCE

ORDER = [
    "resources", "namespaces", "errors", "places", "store", "engine", "results", "sheets", "alignments", "build",
    "question", "validation", "lint", "reason", "describe", "verify", "grounds", "tables", "network", "auditing",
    "meta", "gaps", "synthesis", "plots", "reporting", "views", "versions", "remote", "federation", "api",
    "reference", "serve", "cli",
]  # fmt: skip
FILES = {
    "plots": [
        "palette", "asking", "canvas", "scale", "files", "adaptations", "cfir", "claims", "fidelity", "flow", "forest",
        "harvest", "matrix",
    ],
    "remote": ["address", "asking", "loading"],
    "serve": [
        "site", "negotiation", "protocol", "linked", "selfdescription", "pages", "jobs", "workers", "pool", "answers",
        "guard", "app", "run",
    ],
}  # fmt: skip
MODULES = sorted(
    path.stem
    for path in (SOURCE / "imrkg").iterdir()
    if not path.name.startswith(("__", "bundle")) and (path.suffix == ".py" or path.is_dir())
)


def files(module: str) -> list[Path]:
    """Return the file of a module (a part of a package by ``package/part``), or the files of a package."""
    folder = SOURCE / "imrkg" / module
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def imported(file: Path) -> set[str]:
    """Return the modules of the package that a file imports, inside functions too, for type checkers not counted."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        for child in block.body
        for node in ast.walk(child)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: a relative import"
            if node.module == "imrkg":
                found |= {alias.name for alias in node.names}
            elif node.module and node.module.startswith("imrkg."):
                found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("imrkg.")}
    return found


def test_the_list_is_complete() -> None:
    assert sorted(ORDER) == MODULES
    assert sorted(FILES) == [module for module in MODULES if (SOURCE / "imrkg" / module).is_dir()]
    for package, parts in FILES.items():
        folder = SOURCE / "imrkg" / package
        found = {p.stem for p in folder.iterdir() if p.suffix == ".py" or list(p.glob("*.py"))}
        assert {*parts, "__init__"} == found


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_downwards(module: str) -> None:
    allowed = {*ORDER[: ORDER.index(module)], module}
    upwards = {name for file in files(module) for name in imported(file)} - allowed
    assert not upwards, f"{module} imports {', '.join(sorted(upwards))}, which come later in the list"


@pytest.mark.parametrize(("package", "part"), [(package, part) for package, parts in FILES.items() for part in parts])
def test_imports_go_downwards_inside_a_package(package: str, part: str) -> None:
    parts = FILES[package]
    sources = [file.read_text(encoding="utf-8") for file in files(f"{package}/{part}")]
    found = {
        name
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module
        for name in (
            [alias.name for alias in node.names]
            if node.module == f"imrkg.{package}"
            else node.module.removeprefix(f"imrkg.{package}.").split(".")[:1]
        )
    }
    upwards = found & set(parts) - {*parts[: parts.index(part)], part}
    assert not upwards, f"{package}.{part} imports {', '.join(sorted(upwards))}, which come later in the list"


def test_the_package_and_the_command_import_one_module_each() -> None:
    assert imported(SOURCE / "imrkg" / "__init__.py") == {"api"}
    assert imported(SOURCE / "imrkg" / "__main__.py") == {"cli"}


def test_the_checker_sees_imports(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text(
        "import imrkg\nimport imrkg.cli\nfrom imrkg import api as a, store\nfrom imrkg.reason import Report\n"
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from imrkg import network\n"
        "def f():\n    from imrkg import build\n"
    )
    assert imported(file) == {"cli", "api", "store", "reason", "build"}
