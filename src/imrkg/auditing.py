"""The audit: which claims hold when they are recomputed, and where the review disagrees with itself.

What is recomputed, and how, is said by ``queries/checks``; this module asks three bundled questions of the
derived graph and writes their answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

import pyoxigraph as ox

from imrkg import build, engine, question, resources, results, store, tables
from imrkg import namespaces as ns
from imrkg.errors import NothingToCheck, UnknownName, nearest
from imrkg.tables import Table

FORMATS = tables.FORMATS
FAILURES = {"contradicted": ("contradicted",), "partly": ("contradicted", "partly")}
# Reasons that say that the audit could not do its work, as against a claim that cannot be checked.
TROUBLE = ("check-missing", "no-focus", "inputs-disagree", "not-assessed")
VERDICTS = ("contradicted", "partly", "confirmed", "not-checkable")
NAMED = 10
# Headings of the tables, and the columns of the questions that stand under them.
_DISAGREEMENTS = {
    "disagreement": "discrepancy_label",
    "kind": "kind_label",
    "first side": "first",
    "first place": "first_place",
    "second side": "second",
    "second place": "second_place",
    "explanation": "explanation",
    "studies": "studies",
    "found by": "found_by",
    "key": "discrepancy",
}
_RECOMPUTED = {name: name for name in ("claim", "stated", "recomputed", "verdict", "place", "check")}
_CLAIMS = {name: name for name in ("claim", "verdict", "reason", "statement", "place")}
_SHOWN = {"verdict": "verdict_label", "reason": "reason_label"}


class Audit:
    """The answers of the questions claims-checked, recomputed and discrepancies.

    Attributes:
        claims: one row for each claim, with its verdict.
        recomputed: one row for each assertion of a claim.
        discrepancies: one row for each disagreement, the gravest first.
        at_odds: what was read from a table cell that prints something else: a slip in the sheets.
    """

    def __init__(self, data: ox.Store) -> None:
        self.claims = question.answer(data, "claims-checked")
        self.recomputed = question.answer(data, "recomputed")
        self.discrepancies = question.answer(data, "discrepancies")
        file = resources.path("queries", "grounds", "at-odds.rq")
        self.at_odds = results.collect(engine.run(data, file.read_text(encoding="utf-8"), source=str(file)))
        if not self.claims:
            hint = "Build it with `imrkg build`, or give files that hold claims."
            raise NothingToCheck("the graph holds no claim with a verdict", hint)

    def counts(self) -> dict[str, int]:
        """Return the number of claims by the key of their verdict; all four verdicts are there."""
        found = Counter(str(row["verdict"]) for row in self.claims)
        return {verdict: found[verdict] for verdict in VERDICTS}

    def trouble(self) -> list[tuple[str, str]]:
        """Return claim and reason wherever the audit could not do its work: a check is missing, for example."""
        rows = self.claims.rows()
        return [(str(r["claim"]), str(r["reason_label"])) for r in rows if r["reason"] in TROUBLE]

    def slips(self) -> list[str]:
        """Return a sentence for each thing that does not agree with the table cell that it was read from."""
        told = "{thing} does not agree with {place}, which prints {printed}: mend the sheet."
        return [told.format(**row | {"printed": row["printed"] or "nothing"}) for row in self.at_odds.rows()]

    def fails(self, level: str) -> bool:
        """Return whether a claim is as bad as `level`.

        Args:
            level: contradicted, or partly (which takes in contradicted, and claims that the audit should have
                checked and could not).

        Raises:
            UnknownName: there is no such level.
        """
        if level not in FAILURES:
            raise UnknownName(f"no level {level!r}", nearest(level, list(FAILURES), "levels"))
        counts = self.counts()
        return any(counts[verdict] for verdict in FAILURES[level]) or (level == "partly" and bool(self.trouble()))

    def tables(self) -> list[Table]:
        """Return the summary, the disagreements by severity, what was recomputed, and the claims."""
        recomputed = _table("recomputed", "What was recomputed", "recomputed", self.recomputed.rows(), _RECOMPUTED)
        claims = _table("claims", "Claims", "claims-checked", self.claims.rows(), _CLAIMS)
        return [self._summary(), *self._disagreements(), recomputed, claims]

    def write(self, form: str) -> bytes:
        """Return the audit in UTF-8.

        Args:
            form: text (summary and disagreements), or csv, md, html or json (these also list what was
                recomputed, and every claim with its verdict).

        Raises:
            UnknownName: there is no such format.
        """
        return self._text().encode() if form == "text" else tables.write(self.tables(), form)

    def _summary(self) -> Table:
        groups = Counter(
            (VERDICTS.index(str(r["verdict"])), str(r["verdict_label"]), str(r["reason_label"] or ""))
            for r in self.claims.rows()
        )
        ordered = sorted(groups.items(), key=lambda item: (item[0][0], -item[1], item[0]))
        notes = ["Question: claims-checked."]
        for reason in dict.fromkeys(reason for _, reason in self.trouble()):
            named = [claim for claim, why in self.trouble() if why == reason]
            more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
            notes.append(f"Not checked, {reason}: {', '.join(named[:NAMED])}{more}.")
        notes += self.slips()
        rows: list[tuple[tables.Value, ...]] = [(verdict, reason, count) for (_, verdict, reason), count in ordered]
        rows.append(("all", "", len(self.claims)))
        return Table("summary", "Claims by verdict", tuple(notes), ("verdict", "reason", "claims"), rows)

    def _by_severity(self) -> dict[tuple[str, str], list[dict[str, object]]]:
        """Return the disagreements by key and label of their severity, in the order of the question."""
        groups: dict[tuple[str, str], list[dict[str, object]]] = {}
        for row in self.discrepancies.rows():
            groups.setdefault((str(row["severity"]), str(row["severity_label"])), []).append(row)
        return groups

    def _disagreements(self) -> list[Table]:
        return [
            _table(f"disagreements-{key}", f"Disagreements: {label}", "discrepancies", rows, _DISAGREEMENTS)
            for (key, label), rows in self._by_severity().items()
        ]

    def _text(self) -> str:
        parts = [tables.write([self._summary()], "text").decode()]
        if not self.discrepancies:
            parts.append("No disagreements.\n")
        numbers = count(1)
        for (_, label), rows in self._by_severity().items():
            parts.append(f"\n{label.capitalize()} ({len(rows)})\n")
            parts += ["\n".join(_paragraph(next(numbers), row)) + "\n" for row in rows]
        return "\n".join(parts)


def _table(name: str, title: str, slug: str, rows: Sequence[dict[str, object]], columns: dict[str, str]) -> Table:
    """Return a table of `rows` with the headings that `columns` gives to the columns of a question."""
    sources = [_SHOWN.get(column, column) for column in columns.values()]
    content: list[tuple[tables.Value, ...]] = [tuple(str(row[source] or "") for source in sources) for row in rows]
    return Table(name, title, (f"Question: {slug}.",), tuple(columns), content)


def _paragraph(number: int, row: dict[str, object]) -> list[str]:
    """Return a disagreement for people: its name, both sides with their places, and why they do not go together."""
    indent, deep = " " * 5, " " * 17
    title = f"{row['discrepancy_label']} [{row['kind_label']}; {row['discrepancy']}]"
    return [
        *tables.wrap(title, f"{number:>3}. ", indent),
        *tables.wrap(f"{row['first']} ({row['first_place']})", f"{indent}one side:   ", deep),
        *tables.wrap(f"{row['second']} ({row['second_place']})", f"{indent}other side: ", deep),
        *tables.wrap(str(row["explanation"]), indent, indent),
    ]


def audit(folder: Path | None = None, files: Iterable[Path] = ()) -> Audit:
    """Audit the shipped graph, the graph that sheets give, or a graph in files.

    Args:
        folder: sheets; the graph is built from them in memory.
        files: RDF files, to be audited instead; the checks run again over them, whatever verdicts they hold.

    Raises:
        BadSheet, BadBuild, BadSyntax, MissingFile: the graph cannot be made or read.
        NothingToCheck: it holds no claim.
    """
    given = list(files)
    if not given and folder is None:
        return Audit(store.bundled())
    data = store.from_files(given)
    if not given:
        data.extend(build.graphs(folder))
    # A merged file holds the ontology already; twice, its labels would be counted twice.
    if not list(data.quads_for_pattern(ox.NamedNode(ns.ONTOLOGY_GRAPH), None, None)):
        data.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    if given:
        build.check_again(data)
    return Audit(data)
