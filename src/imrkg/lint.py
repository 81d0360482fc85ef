"""Runs the checks of ontologies (``queries/checks/ontology``) over any ontology, and says what they find.

The rules are those of ROBOT's report, of the pitfalls of OOPS! and of FOOPS!, each a query that says in its header
what the problem is and what to do. What is meant to be as it is stands in a table of exceptions with its reason.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from imrkg import engine, resources, results, store
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax, MissingFile, NothingToCheck, UnknownName, nearest

FORMATS = ("text", "json")
_COLUMNS = ["check", "entity", "detail", "reason"]
_HEADER = {"Problem": "problem", "Solution": "solution", "Rules": "rules"}


@dataclass(frozen=True)
class Check:
    """One query and the rules that it stands for.

    Attributes:
        name: name of the file, without its extension.
        problem: what it finds.
        solution: what to do about it.
        rules: names of the rules and how grave their makers hold them, as ``OOPS!: P11 (important)``.
        text: the query.
    """

    name: str
    problem: str
    solution: str
    rules: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Finding:
    """One row of a check.

    Attributes:
        check: name of the check.
        entity: IRI of the term, or of the ontology.
        details: the other columns of the row: a property, another term, a label.
        reason: why this is meant to be so, from the table of exceptions; empty for a defect.
    """

    check: str
    entity: str
    details: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class Excuse:
    """One row of a table of exceptions; `entity` may end in ``*``, an empty `detail` stands for any."""

    check: str
    entity: str
    detail: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Return whether this row is about a finding."""
        return (
            self.check == finding.check
            and fnmatchcase(finding.entity, self.entity)
            and (not self.detail or self.detail in finding.details)
        )


@dataclass(frozen=True)
class Report:
    """What the checks found.

    Attributes:
        defects: what nobody excused.
        excused: what the table of exceptions gives a reason for.
        checks: every check that ran.
        idle: exceptions that excused nothing; they may be out of date.
    """

    defects: tuple[Finding, ...]
    excused: tuple[Finding, ...]
    checks: tuple[Check, ...]
    idle: tuple[Excuse, ...]

    def write(self, form: str) -> bytes:
        """Return the report in UTF-8: text (for people) or json.

        Raises:
            UnknownName: there is no such format.
        """
        if form == "text":
            return self._text().encode()
        if form == "json":
            return json.dumps(self._plain(), indent=2, ensure_ascii=False).encode() + b"\n"
        raise UnknownName(f"no report format {form!r}", nearest(form, FORMATS, "formats"))

    def _text(self) -> str:
        lines = []
        for check in self.checks:
            found = [one for one in self.defects if one.check == check.name]
            if found:
                lines += [f"{check.name}: {check.problem}", f"  {check.solution} [{'; '.join(check.rules)}]"]
                lines += ["  " + " | ".join(map(_short, (one.entity, *one.details))) for one in found]
                lines.append("")
        lines += [
            f"Exception that excuses nothing: {one.check}, {one.entity} {one.detail}".rstrip() for one in self.idle
        ]
        noun = "defect" if len(self.defects) == 1 else "defects"
        lines.append(
            f"{len(self.checks)} checks: {len(self.defects)} {noun}, {len(self.excused)} excused with a reason."
        )
        return "\n".join(lines) + "\n"

    def _plain(self) -> dict[str, object]:
        known = {check.name: check for check in self.checks}

        def plain(one: Finding) -> dict[str, object]:
            check = known[one.check]
            found: dict[str, object] = {"check": one.check, "entity": one.entity, "details": list(one.details)}
            found |= {"problem": check.problem, "solution": check.solution, "rules": list(check.rules)}
            return found | ({"reason": one.reason} if one.reason else {})

        return {
            "checks": [check.name for check in self.checks],
            "defects": [plain(one) for one in self.defects],
            "excused": [plain(one) for one in self.excused],
        }


def run(files: Sequence[Path] = (), exceptions: Path | None = None) -> Report:
    """Check an ontology.

    Args:
        files: RDF files, read together; none means the shipped ontology with its own exceptions.
        exceptions: CSV with the columns check, entity, detail and reason.

    Raises:
        MissingFile: a file is not there.
        BadSyntax: a file does not parse, or the table of exceptions has other columns.
        UnknownName: an exception to a check that does not exist.
        NothingToCheck: the files hold no statement.
    """
    data = store.from_files(files or [resources.ontology()])
    if not len(data):
        raise NothingToCheck("the files hold no statement", "Name the file of an ontology.")
    # Our own exceptions go with our own file, named or not.
    ours = not files or [file.resolve() for file in files] == [resources.ontology().resolve()]
    table = exceptions or (folder() / "exceptions.csv" if ours else None)
    return check(data, read_exceptions(table) if table else ())


def check(data: ox.Store, exceptions: Sequence[Excuse] = ()) -> Report:
    """Run every check over `data`, all graphs of it as one, and part what is excused from what is not."""
    defects, excused, used = [], [], set()
    for one in checks():
        for finding in findings(one, data):
            excuse = next((row for row in exceptions if row.covers(finding)), None)
            if excuse is None:
                defects.append(finding)
            else:
                used.add(excuse)
                excused.append(Finding(finding.check, finding.entity, finding.details, excuse.reason))
    idle = tuple(row for row in exceptions if row not in used)
    return Report(tuple(defects), tuple(excused), checks(), idle)


def findings(one: Check, data: ox.Store) -> list[Finding]:
    """Return what a check finds in `data`."""
    rows = results.collect(engine.run(data, one.text, source=f"{one.name}.rq")).rows()
    return [
        Finding(one.name, str(row["entity"]), tuple(str(v) for k, v in row.items() if k != "entity" and v is not None))
        for row in rows
    ]


def folder() -> Path:
    """Return the folder of the checks of ontologies, and of the tables of rules and exceptions."""
    return resources.path("queries", "checks", "ontology")


@cache
def checks() -> tuple[Check, ...]:
    """Return the shipped checks by name.

    Raises:
        MissingFile: the folder is empty or not there.
    """
    files = sorted(folder().glob("*.rq"))
    if not files:
        raise MissingFile(f"{folder()}: no queries", "Install the package again, or restore the folder.")
    return tuple(map(_parse, files))


def _parse(file: Path) -> Check:
    text = file.read_text(encoding="utf-8")
    head = {}
    for line in text.splitlines():
        name, colon, value = line.removeprefix("# ").partition(": ")
        if not (line.startswith("#") and colon and name in _HEADER):
            break
        head[_HEADER[name]] = value
    return Check(file.stem, head["problem"], head["solution"], tuple(head["rules"].split("; ")), text)


def read_exceptions(file: Path) -> tuple[Excuse, ...]:
    """Return the rows of a table of exceptions.

    Raises:
        MissingFile: it is not there.
        BadSyntax: it has other columns than check, entity, detail and reason, or a row has no reason.
        UnknownName: a row names a check that does not exist.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError:
        raise MissingFile(f"{file}: no such file", "Check the path.") from None
    reader = csv.DictReader(text.splitlines())
    if list(reader.fieldnames or ()) != _COLUMNS:
        raise BadSyntax(f"{file}, line 1: not a table of exceptions", f"Its columns are {', '.join(_COLUMNS)}.")
    names = [one.name for one in checks()]
    rows = []
    for line, row in enumerate(reader, 2):
        if row["check"] not in names:
            raise UnknownName(f"{file}, line {line}: no check {row['check']!r}", nearest(row["check"], names, "checks"))
        if not row["entity"] or not row["reason"]:
            raise BadSyntax(f"{file}, line {line}: no entity, or no reason", "Fill both: an exception says why.")
        rows.append(Excuse(row["check"], row["entity"], row["detail"], row["reason"]))
    return tuple(rows)


def _short(value: str) -> str:
    return ns.shorten(value) if "://" in value else value
