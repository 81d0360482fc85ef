"""The build: the same bytes everywhere, all or nothing, and never a blank node."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from running import environment, imrkg, miniature, refused

from imrkg import namespaces as ns
from imrkg import resources, sheets, store

OUTPUTS = ["imrkg.trig", "imrkg.ttl", "bridge.ttl"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the shipped sheets were built into, by a process of its own."""
    folder = tmp_path_factory.mktemp("built")
    done = imrkg("build", "-o", folder, PYTHONHASHSEED="0")
    assert done.returncode == 0, done.stderr
    return folder


def test_committed_files_are_what_the_sheets_give(built: Path) -> None:
    for name in OUTPUTS:
        assert (built / name).read_bytes() == resources.path("data", name).read_bytes(), f"{name}: run `imrkg build`"
    done = imrkg("build", "--check")
    assert (done.returncode, done.stdout) == (0, "The built files are what the sheets give.\n")


def test_two_builds_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    done = imrkg("build", "-o", tmp_path, PYTHONHASHSEED="4711", LC_ALL="C", TZ="Pacific/Apia")
    assert done.returncode == 0
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted(OUTPUTS)
    for name in OUTPUTS:
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes()


def test_the_order_of_rows_does_not_matter(built: Path, sheets_copy: Path, tmp_path: Path) -> None:
    for file in sheets_copy.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as handle:
            header, *records = csv.reader(handle)
        with file.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([header, *reversed(records)])
    done = imrkg("build", "--sheets", sheets_copy, "-o", tmp_path / "output")
    assert done.returncode == 0, done.stderr
    for name in OUTPUTS:
        assert (tmp_path / "output" / name).read_bytes() == (built / name).read_bytes()


def test_build_says_how_much_is_in_each_graph(tmp_path: Path) -> None:
    done = imrkg("build", "-o", tmp_path)
    said = {iri: int(count) for count, iri in (line.split() for line in done.stdout.splitlines())}
    loaded = ox.Store()
    loaded.load(path=tmp_path / "imrkg.trig", format=ox.RdfFormat.TRIG)
    assert set(said) == set(ns.GRAPHS.values())
    for iri, count in said.items():
        assert count == len(list(loaded.quads_for_pattern(None, None, None, ox.NamedNode(iri)))) > 0


def test_merged_file_is_the_graphs_and_the_ontology(built: Path) -> None:
    merged = {q.triple for q in ox.parse(path=built / "imrkg.ttl", format=ox.RdfFormat.TURTLE)}
    graphs = {q.triple for q in ox.parse(path=built / "imrkg.trig", format=ox.RdfFormat.TRIG)}
    assert graphs <= merged
    ontology = list(ox.parse(path=resources.ontology(), format=ox.RdfFormat.TURTLE))
    named = {q.triple for q in ontology if not _has_blank(q)}
    assert named <= merged
    assert len(merged) == len(graphs | named) + sum(_has_blank(q) for q in ontology)
    assert resources.ontology().read_text(encoding="utf-8") in (built / "imrkg.ttl").read_text(encoding="utf-8")


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


def test_built_graphs_hold_no_blank_node_and_no_row_node(built: Path) -> None:
    for quad in ox.parse(path=built / "imrkg.trig", format=ox.RdfFormat.TRIG):
        assert not _has_blank(quad)
        text = f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name}"
        assert ns.COLUMN not in text
        assert ns.SHEET not in text


def test_every_row_becomes_a_thing(built: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    """Each row of each sheet that describes a thing is a subject of the graph, with its key."""
    data = store.from_files([built / "imrkg.trig"])
    lost = []
    for sheet in sheets.schema(resources.sheets()):
        for record in rows[sheet.name]:
            iri = sheet.about_url.replace("{scheme}", record.get("scheme", "")).replace("{key}", record["key"])
            key = next(iter(data.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(ns.IMR + "key"), None)), None)
            if key is None or key.object.value != record["key"]:
                lost.append(iri)
    assert lost == []


# --- stale ----------------------------------------------------------------------------------------------------------


def test_check_notices_a_changed_sheet(sheets_copy: Path, built: Path) -> None:
    file = sheets_copy / "studies.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Levitt et al., 2009", "Levitt and others", 1), "utf-8")
    before = {name: (built / name).read_bytes() for name in OUTPUTS}
    done = imrkg("build", "--check", "--sheets", sheets_copy, "-o", built)
    assert (done.returncode, done.stdout) == (1, "")
    first, remedy = done.stderr.splitlines()
    assert first == "imrkg: not up to date: imrkg.trig, imrkg.ttl"
    assert remedy.startswith("  Run ")
    assert {name: (built / name).read_bytes() for name in OUTPUTS} == before  # --check writes nothing


def test_check_notices_a_file_edited_by_hand_or_missing(small: Path, tmp_path: Path) -> None:
    def stale() -> tuple[int, str]:
        done = imrkg("build", "--check", "-o", tmp_path, source=small)
        return done.returncode, done.stderr.partition("\n")[0]

    assert imrkg("build", "-o", tmp_path, source=small).returncode == 0
    assert stale() == (0, "")
    kept = (tmp_path / "imrkg.trig").read_bytes()
    (tmp_path / "imrkg.trig").write_bytes(kept + b"\n")
    assert stale() == (1, "imrkg: not up to date: imrkg.trig")
    (tmp_path / "imrkg.trig").write_bytes(kept)
    (tmp_path / "imrkg.ttl").unlink()
    assert stale() == (1, "imrkg: not up to date: imrkg.ttl")
    (tmp_path / "bridge.ttl").write_bytes(b"")
    assert stale() == (1, "imrkg: not up to date: imrkg.ttl, bridge.ttl")
    assert {f.name for f in tmp_path.iterdir()} == {"imrkg.trig", "bridge.ttl"}  # --check writes nothing


# --- interrupted ----------------------------------------------------------------------------------------------------

# Runs the command line, but dies (SIGKILL, as when the power fails) just before the n-th call of a step of writing.
KILL = """
import os, pathlib, signal, sys
step, number = sys.argv[1], int(sys.argv[2])
def dying(real):
    def call(*arguments, **named):
        global number
        number -= 1
        if number == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return call
if step == "fsync":
    os.fsync = dying(os.fsync)
else:
    pathlib.Path.replace = dying(pathlib.Path.replace)
from imrkg.cli import main
sys.exit(main(sys.argv[3:]))
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with the real package, for what does not depend on how much is built; its src."""
    return miniature(tmp_path_factory.mktemp("small"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with built files of an earlier time."""
    for name in OUTPUTS:
        (tmp_path / name).write_text("old")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if not file.name.startswith(".")}


def kill(step: str, number: int, folder: Path, source: Path) -> None:
    """Build into `folder` and die on the way."""
    command = [sys.executable, "-c", KILL, step, str(number), "build", "-o", str(folder)]
    done = subprocess.run(command, env=environment(source), capture_output=True, timeout=300)
    assert done.returncode == -9, done.stderr


@pytest.mark.parametrize(("step", "number"), [("fsync", 1), ("fsync", 2), ("rename", 1)])
def test_a_killed_build_leaves_the_old_files(step: str, number: int, small: Path, old: Path) -> None:
    kill(step, number, old, small)
    assert contents(old) == dict.fromkeys(sorted(OUTPUTS), b"old")
    # and the next build is not disturbed by what was left lying about
    assert imrkg("build", "-o", old, source=small).returncode == 0
    assert imrkg("build", "--check", "-o", old, source=small).returncode == 0


def test_a_build_killed_between_two_renames_leaves_whole_files(small: Path, old: Path, tmp_path: Path) -> None:
    imrkg("build", "-o", tmp_path / "new", source=small)
    new = contents(tmp_path / "new")
    (old / "unrelated").write_text("kept")
    kill("rename", 2, old, small)
    found = {name: (old / name).read_bytes() for name in OUTPUTS}
    assert all(found[name] in (b"old", new[name]) for name in OUTPUTS)
    assert imrkg("build", "--check", "-o", old, source=small).returncode == 1  # and the difference is noticed
    assert (old / "unrelated").read_text() == "kept"


def full_disk() -> None:
    """No file of this process may grow at all."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_a_full_disk_leaves_the_old_files(small: Path, old: Path) -> None:
    refused(imrkg("build", "-o", old, source=small, preexec=full_disk), "Check the path, its permissions and the disk")
    # nothing half-written stays behind
    assert {f.name: f.read_bytes() for f in old.iterdir()} == dict.fromkeys(OUTPUTS, b"old")


def test_no_permission(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    if os.access(folder, os.W_OK):  # root may write there, but nobody may make a folder in /proc
        folder = Path("/proc/closed")
    refused(imrkg("build", "-o", folder, source=small), str(folder), "Check the path, its permissions")
    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_file_in_the_place_of_the_folder(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("kept")
    refused(imrkg("build", "-o", file, source=small), str(file), "Check the path")
    assert file.read_text() == "kept"


def test_one_file_that_cannot_be_replaced_keeps_the_other(small: Path, tmp_path: Path) -> None:
    (tmp_path / "imrkg.trig").write_text("old")
    (tmp_path / "imrkg.ttl").mkdir()
    refused(imrkg("build", "-o", tmp_path, source=small), "imrkg.ttl")
    assert (tmp_path / "imrkg.trig").read_text() == "old"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["imrkg.trig", "imrkg.ttl"]


# --- mappings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said", "anchor"),
    [
        ("CONSTRUCT { [] a <urn:x> } WHERE {}", "makes a blank node", "#bad-build"),
        ("CONSTRUCT { <urn:x> a ?b } WHERE { BIND(BNODE() AS ?b) }", "makes a blank node", "#bad-build"),
        ("SELECT * WHERE { ?s ?p ?o }", "not a CONSTRUCT query", "#bad-build"),
        ("CONSTRUCT { ?s ?p } WHERE {}", ":1:", "#bad-syntax"),
        (
            "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            "SERVICE is refused",
            "#refused",
        ),
    ],
)
@pytest.mark.parametrize("folder", ["build/evidence", "checks"])
def test_a_bad_mapping_is_named(text: str, said: str, anchor: str, folder: str, small: Path, tmp_path: Path) -> None:
    file = small.parent / "queries" / folder / "99-bad.rq"
    file.write_text(text)
    try:
        refused(imrkg("build", "-o", tmp_path / "output", source=small), str(file), said, anchor)
    finally:
        file.unlink()
    assert not (tmp_path / "output").exists()


def test_no_mappings(small: Path, tmp_path: Path) -> None:
    folder = small.parent / "queries" / "checks"
    folder.rename(folder.with_name("away"))
    try:
        refused(imrkg("build", "-o", tmp_path, source=small), f"{folder}: no queries", "#missing-file")
    finally:
        folder.with_name("away").rename(folder)


def test_derived_is_made_from_the_graphs_alone(small: Path, tmp_path: Path) -> None:
    """A check sees the graphs but no row node; no mapping sees what a later folder makes."""
    imrkg("build", "-o", tmp_path, source=small)
    found = dict.fromkeys(ns.GRAPHS, 0)
    names = {iri: name for name, iri in ns.GRAPHS.items()}
    for quad in ox.parse(path=tmp_path / "imrkg.trig", format=ox.RdfFormat.TRIG):
        assert isinstance(quad.graph_name, ox.NamedNode)
        found[names[quad.graph_name.value]] += 1
    assert found == {"source": 6, "evidence": 3, "derived": 2, "links": 2}
    file = small.parent / "queries" / "checks" / "20-rows.rq"
    file.write_text("CONSTRUCT { ?row a <urn:seen> } WHERE { ?row a <http://www.w3.org/ns/csvw#Row> }")
    try:
        assert imrkg("build", "--check", "-o", tmp_path, source=small).returncode == 0
    finally:
        file.unlink()
