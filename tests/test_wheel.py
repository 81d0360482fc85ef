"""The wheel holds what the repository holds, and works where nothing else of the project is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from running import imrkg
from support import require

from imrkg import namespaces as ns
from imrkg import resources

ROOT = Path(__file__).resolve().parent.parent


def run(command: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with nothing of this checkout on its path."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run([str(c) for c in command], cwd=cwd, env=kept, capture_output=True, text=True, timeout=600)


def reason_of(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stdout + done.stderr).strip().splitlines()
    return " | ".join(lines[-3:])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("these tests do not stand in a checkout")
    require(importlib.util.find_spec("build"), "the package `build` is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    # hatchling from this environment if it is here, else in an environment that `build` makes from the index
    alone = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    done = run([sys.executable, "-m", "build", "--wheel", *alone, "--outdir", folder, ROOT], folder)
    offline = not alone and ("Could not find a version" in done.stdout + done.stderr or "connection" in done.stderr)
    require(not offline, f"no package index can be reached: {reason_of(done)}")
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    return made


def test_bundle_is_what_git_tracks(wheel: Path) -> None:
    require(shutil.which("git"), "git is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *resources.FOLDERS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0 or not listed.stdout:
        pytest.skip("not a git checkout, so there is nothing to compare with")
    tracked = set(listed.stdout.rstrip("\0").split("\0"))
    with zipfile.ZipFile(wheel) as archive:
        bundled = {n.removeprefix("imrkg/bundle/") for n in archive.namelist() if n.startswith("imrkg/bundle/")}
        differing = [
            n for n in sorted(tracked & bundled) if archive.read(f"imrkg/bundle/{n}") != (ROOT / n).read_bytes()
        ]
    assert sorted(tracked - bundled) == []
    assert sorted(bundled - tracked) == [], "commit these files, or add them to .gitignore"
    assert differing == []


def test_modules_and_licences_are_in_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = [archive.read(n).decode() for n in names if n.endswith(".dist-info/METADATA")]
    assert {n for n in names if n.startswith("imrkg/") and n.endswith(".py")} == {
        f"imrkg/{f.relative_to(ROOT / 'src' / 'imrkg')}" for f in (ROOT / "src" / "imrkg").rglob("*.py")
    }
    assert not [n for n in names if n.startswith(("tests/", "docs/", "benchmarks/", "tools/"))]
    for licence in ("LICENSE", "LICENSE-DATA"):
        assert any(n.endswith(f".dist-info/licenses/{licence}") for n in names)
    assert "\nLicense-Expression: Apache-2.0 AND CC-BY-4.0\n" in metadata


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment that holds the wheel and what it depends on, without extras."""
    folder = tmp_path_factory.mktemp("fresh") / "env"
    made = run([sys.executable, "-m", "venv", folder], folder.parent)
    require(made.returncode == 0, f"no virtual environment can be made: {reason_of(made)}")
    done = run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", wheel], folder.parent)
    require(done.returncode == 0, f"the dependencies cannot be installed (offline?): {reason_of(done)}")
    return folder / "bin"


def test_installed_package_comes_from_the_wheel(fresh: Path, tmp_path: Path) -> None:
    done = run([fresh / "python", "-c", "import imrkg; print(imrkg.__file__, imrkg.__version__)"], tmp_path)
    assert str(fresh.parent) in done.stdout
    version = run([fresh / "imrkg", "--version"], tmp_path)
    assert version.returncode == 0, version.stderr
    assert version.stdout == imrkg("--version").stdout


def test_installed_question(fresh: Path, tmp_path: Path) -> None:
    done = run([fresh / "imrkg", "ask", "table-2", "--format", "tsv"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == imrkg("ask", "table-2", "--format", "tsv").stdout
    assert len(done.stdout.splitlines()) == 1 + 128


def test_installed_validation(fresh: Path, tmp_path: Path) -> None:
    """With the engine that the wheel itself depends on: a finding without anything, then the real one."""
    bad, good = tmp_path / "bad.ttl", tmp_path / "good.nt"
    bad.write_text(f'<{ns.ID}finding/mine> a <{ns.IMR}Finding> ; <{ns.IMR}key> "mine" .')
    done = run([fresh / "imrkg", "validate", bad, "--engine", "pyshacl"], tmp_path)
    assert done.returncode == 1, done.stderr
    assert "Violation: finding/mine" in done.stdout
    text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ <{ns.ID}rater/consumer> }} ?s ?p ?o }}"
    assert run([fresh / "imrkg", "query", text, "-o", good], tmp_path).returncode == 0
    done = run([fresh / "imrkg", "validate", good, "--engine", "pyshacl"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_installed_without_extras_says_what_to_install(fresh: Path, tmp_path: Path) -> None:
    done = run([fresh / "python", "-c", "import imrkg; imrkg.ask('modules').to_pandas()"], tmp_path)
    assert "pip install 'imrkg[pandas]'" in done.stderr
    for command in (["validate", "--engine", "shacl"], ["reason", "--engine", "hermit"]):
        done = run([fresh / "imrkg", *command], tmp_path)
        assert done.returncode == 2
        assert "docs/errors.md#missing-engine" in done.stderr
        assert "nstall" in done.stderr


def test_installed_build_check(fresh: Path, tmp_path: Path) -> None:
    """The sheets and mappings of the wheel give the built files of the wheel."""
    done = run([fresh / "imrkg", "build", "--check"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
