"""Runs the command line as a process of its own, and made-up sheets that a test may damage."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from imrkg.namespaces import COLUMN, ID, IMR

SOURCE = Path(__file__).resolve().parent.parent / "src"
TRACEBACK = "Traceback (most recent call last)"


def environment(source: Path = SOURCE, **extra: str) -> dict[str, str]:
    """Return the environment of a process that imports imrkg from `source`."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONIOENCODING", "COLUMNS")}
    return kept | {"PYTHONPATH": str(source), "PYTHONIOENCODING": "utf-8"} | extra


def imrkg(
    *arguments: str | Path,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    source: Path = SOURCE,
    preexec: Callable[[], None] | None = None,
    **extra: str,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m imrkg`` to its end and return its code, output and messages as text."""
    done = subprocess.run(
        [sys.executable, "-m", "imrkg", *map(str, arguments)],
        input=b"" if stdin is None else stdin,
        capture_output=True,
        cwd=cwd,
        env=environment(source, **extra),
        preexec_fn=preexec,
        timeout=300,
    )
    # newline conventions are the formats' own (CSV ends lines with CR LF), so nothing is translated
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(done: subprocess.CompletedProcess[str], *fragments: str) -> None:
    """Assert that the command could not run: exit code 2, no data, no traceback, and a message that says this."""
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    assert TRACEBACK not in done.stderr
    for fragment in fragments:
        assert fragment in done.stderr


_TINY = {
    "schemes": (
        "scheme/{key}",
        ["key"],
        {"key": {"required": True}, "label": {"required": True}},
        "key,label\ndesign,Designs\n",
    ),
    "concepts": (
        "{scheme}/{key}",
        ["scheme", "key"],
        {
            "scheme": {"required": True, "valueUrl": ID + "scheme/{scheme}"},
            "key": {"required": True},
            "label": {"required": True},
            "broader": {"valueUrl": ID + "{scheme}/{broader}"},
        },
        "scheme,key,label,broader\ndesign,controlled,controlled study,\ndesign,rct,randomized trial,controlled\n",
    ),
    "studies": (
        "study/{key}",
        ["key"],
        {
            "key": {"required": True},
            "label": {"required": True},
            "design": {"required": True, "valueUrl": ID + "design/{design}"},
            "participants": {"datatype": "integer"},
            "dropout": {"datatype": "decimal"},
            "members": {"separator": ";", "valueUrl": ID + "study/{members}"},
            "about": {"separator": ";", "valueUrl": ID + "{+about}"},
            "note": {},
        },
        "key,label,design,participants,dropout,members,about,note\n"
        "levitt-2009,Levitt,rct,104,0.24,,,\n"
        'fardig-2011,"Färdig, 2011",rct,41,,,design/rct,"two\nlines"\n'
        "both-2011,Both,controlled,,,levitt-2009;fardig-2011,study/levitt-2009;design/rct,\n",
    ),
}


def tiny(folder: Path) -> Path:
    """Write three small sheets and their metadata into `folder`, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = []
    for name, (about, key, columns, text) in _TINY.items():
        described = [
            {"name": c, "propertyUrl": COLUMN + c, "datatype": "string", "dc:description": f"The {c}."} | more
            for c, more in columns.items()
        ]
        schema = {"aboutUrl": ID + about, "primaryKey": key, "columns": described}
        tables.append({"url": f"{name}.csv", "dc:description": f"The {name}.", "tableSchema": schema})
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "csv-metadata.json").write_text(json.dumps({"tables": tables}), encoding="utf-8")
    return folder


def copy_of_project(target: Path) -> Path:
    """Copy the package and the four folders that it reads, so that a test may damage them; return the copy's src."""
    import shutil

    root = SOURCE.parent
    shutil.copytree(SOURCE, target / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(root / folder, target / folder)
    return target / "src"


def miniature(target: Path) -> Path:
    """Make a project with the real package, three small sheets and one mapping for each graph; return its src."""
    import shutil

    shutil.copytree(SOURCE, target / "src", ignore=shutil.ignore_patterns("__pycache__"))
    tiny(target / "data" / "sheets")
    (target / "ontology").mkdir()
    (target / "ontology" / "imr.ttl").write_text(f"<{IMR}> a <http://www.w3.org/2002/07/owl#Ontology> .\n")
    (target / "ontology" / "alignments.sssom.tsv").write_text(
        '#curie_map:\n#  x: "urn:x:"\nrecord_id\tsubject_id\tobject_id\nx:1\tx:ours\turn:x://theirs\n'
    )
    (target / "queries" / "bridge").mkdir(parents=True)
    (target / "queries" / "bridge" / "10-all.rq").write_text(
        f"CONSTRUCT {{ ?ours <urn:x:in> ?theirs }}\n"
        f"WHERE {{ ?row <{COLUMN}subject_id> ?ours ; <{COLUMN}object_id> ?theirs }}\n"
    )
    csvw = "http://www.w3.org/ns/csvw#"
    for folder, predicate in (("build/source", "label"), ("build/evidence", "design"), ("build/links", "members")):
        (target / "queries" / folder).mkdir(parents=True)
        (target / "queries" / folder / "10-all.rq").write_text(
            f"CONSTRUCT {{ ?thing <{IMR}{predicate}> ?value }}\n"
            f"WHERE {{ ?row <{csvw}describes> ?thing ; <{COLUMN}{predicate}> ?value }}\n"
        )
    (target / "queries" / "checks").mkdir()
    (target / "queries" / "checks" / "10-all.rq").write_text(
        f"CONSTRUCT {{ ?member <{IMR}partOf> ?thing }}\nWHERE {{ ?thing <{IMR}members> ?member }}\n"
    )
    return target / "src"
