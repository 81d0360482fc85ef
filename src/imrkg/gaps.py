"""What the evidence lacks: by outcome, rater and design, beside the gaps that the review states, and beyond them.

What a gap is, and which stated gap speaks of it, is decided by four bundled questions (``evidence-by-design``,
``reporting-by-design``, ``stated-gaps-in-matrix``, ``unstated-gaps``); here they are asked, and become tables.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, cast

import pyoxigraph as ox

from imrkg import question
from imrkg.errors import NothingToCheck
from imrkg.tables import Table, Value

Rows = tuple[dict[str, Value], ...]
_KEPT_APART = (
    "Not measured is a blank of the table of outcomes, not reported is NR, not tabulated has neither row nor column: "
    "none of them is a negative finding. Not significant is a finding."
)
_KINDS = {
    "never-studied": "an outcome of the list without a result in tables or text, and that no stated gap names",
    "never-measured": "a row of the table of outcomes without any measurement",
    "never-tabulated": "no row, and nothing in the text, for this outcome by this rater",
    "uncontrolled-only": "measured, but in no controlled study",
    "no-randomized-trial": "measured, but by no rater in a randomized trial",
    "one-study-only": "measured in one study only",
    "no-randomized-trial-by-this-rater": "measured in randomized trials, but by other raters",
    "not-reported-in-this-design": "no study of the design reports the implementation outcome",
    "not-in-this-design": "measured, but by no rater in this design",
    "not-in-this-design-by-this-rater": "measured in this design, but by other raters",
}


class Gaps(NamedTuple):
    """The answer of :func:`gaps`; each attribute holds the rows of a question, keys and counts as in its columns.

    Attributes:
        by_design: of ``evidence-by-design``: outcome by rater by design, zeros included.
        reporting: of ``reporting-by-design``: implementation outcome by design, zeros included.
        stated: of ``stated-gaps-in-matrix``: gaps that the review states, with a verdict in ``verdict``.
        unstated: of ``unstated-gaps``: gaps that nobody stated, the most glaring first.
    """

    by_design: Rows
    reporting: Rows
    stated: Rows
    unstated: Rows

    def tables(self) -> list[Table]:
        """Return a table for each attribute; the notes name the questions."""
        return [self._unstated(), self._stated(), self._by_design(), self._reporting()]

    def _by_design(self) -> Table:
        zeros = sum(row["measured"] == 0 for row in self.by_design)
        notes = (
            f"{zeros} of {len(self.by_design)} cells of outcome by rater by design hold no measurement.",
            "A merged column counts as one study. contested counts studies of which the text tells something else.",
            _KEPT_APART,
            "From the question evidence-by-design.",
        )
        columns = (
            "outcome", "rater", "design", "studies", "measured", "significant", "not_significant", "mixed",
            "other_result", "not_measured", "not_tabulated", "contested",
        )  # fmt: skip
        return _table(
            "evidence-by-design",
            "How often was each outcome measured, and with what result?",
            notes,
            columns,
            self.by_design,
        )

    def _reporting(self) -> Table:
        notes = (
            "Rows of the table of implementation results are counted: publications on overlapping samples count each.",
            "not_stated counts studies without a report of whose silence no stated gap speaks.",
            "From the question reporting-by-design.",
        )
        columns = ("outcome", "design", "studies", "reported", "not_reported", "not_tabulated", "not_stated")
        title = "Which implementation outcomes does each design report?"
        return _table("reporting-by-design", title, notes, columns, self.reporting)

    def _stated(self) -> Table:
        named = tuple(row for row in self.stated if row["outcome"] is not None)
        verdicts = Counter(str(row["verdict"]) for row in named)
        notes = (
            "; ".join(f"{verdict}: {count}" for verdict, count in sorted(verdicts.items())) + ".",
            f"{len(self.stated) - len(named)} stated gaps name no outcome and are not in this table.",
            "Some evidence means that a study in the gap's scope measured or reported it; a gap that says few, one "
            "only or unsettled may agree.",
            "studies are those in the gap's scope; one with results of two raters may count as significant and as not "
            "significant. Told outside: the text tells a finding of a study that stands in no table.",
            _KEPT_APART,
            "From the question stated-gaps-in-matrix, which has each count in a column.",
        )
        columns = ("statement", "outcome", "verdict", "studies", "shown")
        rows = tuple(row | {"shown": _counts(row)} for row in named)
        title = "What does the matrix show of the gaps that the review states?"
        return _table("stated-gaps-in-matrix", title, notes, columns, rows)

    def _unstated(self) -> Table:
        met = dict.fromkeys(str(row["kind"]) for row in self.unstated)
        rows = tuple(row | {"kind": _words(str(row["kind"]))} for row in self.unstated)
        notes = (
            *(f"{_words(kind)}: {_KINDS[kind]}." for kind in met if kind in _KINDS),
            "not_stated counts the studies without a result of whose silence no stated gap speaks. Stated means "
            "told in the text: a gap only read off blank or NR cells counts as unstated, though related_gaps has it.",
            _KEPT_APART,
            "From the question unstated-gaps.",
        )
        columns = (
            "rank", "kind", "outcome", "rater", "design", "studies", "measured", "not_measured", "not_reported",
            "not_tabulated", "not_stated", "contested", "other_raters", "related_gaps",
        )  # fmt: skip
        return _table("unstated-gaps", "Which gaps does nobody state? The most glaring first", notes, columns, rows)


def gaps(store: ox.Store) -> Gaps:
    """Return what is measured and what is missing, with the gaps that the review states and those that it does not.

    Args:
        store: the graph, ontology included.

    Raises:
        NothingToCheck: no study of the graph has a column or a row in a table of results.
    """
    by_design, reporting = _ask(store, "evidence-by-design"), _ask(store, "reporting-by-design")
    if not by_design and not reporting:
        raise NothingToCheck(
            "there are no gaps to look for: no study of the graph has a column or a row in a table of results",
            "Load a graph with studies and their tables, ontology included: without them everything would be missing.",
        )
    return Gaps(by_design, reporting, _ask(store, "stated-gaps-in-matrix"), _ask(store, "unstated-gaps"))


def _ask(store: ox.Store, slug: str) -> Rows:
    return tuple(cast(dict[str, Value], row) for row in question.answer(store, slug).rows())


def _counts(row: dict[str, Value]) -> str:
    """Return the counts of a stated gap in words, without the zeros."""
    found = _listed(row, "significant", "not_significant", "mixed")
    measured = f"{row['measured']} measured" + (f" ({found})" if found else "") if row["measured"] else ""
    rest = _listed(row, "reported", "not_measured", "not_reported", "not_tabulated", "contested", "told_outside")
    return ", ".join(part for part in (measured, rest) if part)


def _listed(row: dict[str, Value], *names: str) -> str:
    return ", ".join(f"{row[name]} {name.replace('_', ' ')}" for name in names if row[name])


def _words(key: str) -> str:
    return key.replace("-", " ")


def _table(name: str, title: str, notes: tuple[str, ...], columns: tuple[str, ...], rows: Rows) -> Table:
    """Return rows as a table with names for people in the place of keys."""
    shown = [tuple(row.get(f"{column}_label") or row.get(column) for column in columns) for row in rows]
    return Table(name, title, notes, columns, shown)
