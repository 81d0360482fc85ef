"""Disagreements that queries find in the data (queries/checks/60 to 79), over small graphs made by hand.

Every figure of the small graphs was worked out in the head. The last tests run the queries over the shipped graph and
work out from the sheets, with the standard library alone, which disagreements there must be.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import support

from imrkg import engine, resources
from imrkg import namespaces as ns

Rows = dict[str, list[dict[str, str]]]
RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"
KEY = re.compile(r"[a-z0-9]+(-{1,2}[a-z0-9]+)*")


@dataclass(frozen=True)
class Found:
    """One disagreement: what kind and how grave, both statements with their places, and whom it concerns."""

    kind: str
    severity: str
    explanation: str
    first: str
    second: str
    first_places: frozenset[str]
    second_places: frozenset[str]
    concerns: frozenset[str]


@cache
def files() -> dict[str, Path]:
    """Return the checks that find disagreements without a claim: slug to file."""
    found = sorted(resources.path("queries", "checks").glob("[67][0-9]-*.rq"))
    return {file.stem.split("-", 1)[1]: file for file in found}


def short(iri: str) -> str:
    """Return what follows the address of our things."""
    return iri.removeprefix(ns.ID)


def run(store: ox.Store, slug: str) -> dict[str, Found]:
    """Return the disagreements that one check finds in `store`, by key; every one has all that it needs, once."""
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in engine.run(store, files()[slug].read_text(encoding="utf-8"), source=slug):
        name = triple.predicate.value.removeprefix(ns.IMR)
        assert not isinstance(triple.object, ox.BlankNode)
        facts[triple.subject.value][name].append(triple.object.value)
    check = facts.pop(f"{ns.ID}check/{slug}")
    assert check["key"] == [slug]
    assert check["queryFile"] == [f"queries/checks/{files()[slug].name}"]
    results = {}
    for iri in [iri for iri in facts if short(iri).startswith("discrepancy/")]:
        results[short(iri).split("/", 1)[1]] = _found(facts, iri, slug)
    return results


def _found(facts: dict[str, dict[str, list[str]]], iri: str, slug: str) -> Found:
    fact = facts[iri]
    for name in (
        "key",
        RDFS_LABEL,
        "hasDiscrepancyKind",
        "hasSeverity",
        "explanation",
        "hasFirstSide",
        "hasSecondSide",
    ):
        assert len(fact[name]) == 1, (iri, name, fact[name])
    key = fact["key"][0]
    assert (short(iri), bool(KEY.fullmatch(key))) == (f"discrepancy/{key}", True)
    assert fact["foundBy"] == [f"{ns.ID}check/{slug}"]
    assert fact[DERIVED_FROM]
    sides = [facts[fact[name][0]] for name in ("hasFirstSide", "hasSecondSide")]
    for side, name in zip(sides, ("first", "second"), strict=True):
        assert side["key"] == [f"{key}--{name}"]
        assert side["statement"] == side[RDFS_LABEL]
        assert len(side["statement"]) == 1
    return Found(
        kind=short(fact["hasDiscrepancyKind"][0]).removeprefix("discrepancy-kind/"),
        severity=short(fact["hasSeverity"][0]).removeprefix("severity/"),
        explanation=fact["explanation"][0],
        first=sides[0]["statement"][0],
        second=sides[1]["statement"][0],
        first_places=frozenset(map(short, sides[0][DERIVED_FROM])),
        second_places=frozenset(map(short, sides[1][DERIVED_FROM])),
        concerns=frozenset(map(short, fact["concerns"])),
    )


def found(slug: str, *parts: str) -> dict[str, Found]:
    """Return what a check finds in a graph made of these pieces of Turtle."""
    store = ox.Store()
    graph = ox.NamedNode(ns.GRAPHS["evidence"])
    store.extend(ox.Quad(*triple, graph) for triple in support.triples("\n".join((LISTS, *parts))))
    return run(store, slug)


def one(slug: str, *parts: str) -> tuple[str, Found]:
    """Return the only disagreement that a check finds."""
    results = found(slug, *parts)
    assert len(results) == 1, list(results)
    return next(iter(results.items()))


def node(path: str, kind: str, *more: str) -> str:
    """Return a thing with its key, and the key with spaces as its name unless `more` names it."""
    key = path.split("/", 1)[1]
    name = () if any(text.startswith("rdfs:label") for text in more) else (f'rdfs:label "{key.replace("-", " ")}"@en',)
    return f"<{path}> a {kind} ; " + " ; ".join((f'imr:key "{key}"', *name, *more)) + " ."


def cell(key: str, *more: str, table: int = 1) -> str:
    """Return a table cell."""
    return node(f"cell/{key}", "imr:TableCell", f"dcterms:isPartOf <table/t{table}>", *more)


def note(key: str, mark: str, says: str, table: int = 1) -> str:
    """Return a note of a table."""
    return node(
        f"footnote/{key}",
        "imr:Footnote",
        f"dcterms:isPartOf <table/t{table}>",
        f'imr:mark "{mark}"',
        f'imr:statement "{says}"',
    )


def column(key: str, position: int, *more: str, table: int = 1) -> str:
    """Return a column of a table."""
    return node(
        f"column/{key}", "imr:TableColumn", f"dcterms:isPartOf <table/t{table}>", f"imr:position {position}", *more
    )


def row(key: str, *more: str, table: int = 1) -> str:
    """Return a row of a table."""
    return node(f"row/{key}", "imr:TableRow", f"dcterms:isPartOf <table/t{table}>", *more)


def record(key: str, outcome: str, printed: str, *more: str, study: str = "one", unit: str = "proportion") -> str:
    """Return an implementation result as printed; a rate of nobody knows whom, unless `more` says otherwise."""
    defaults = {
        "imr:hasMetric": "<metric/rate>",
        "imr:covers": "<coverage/not-stated>",
        "imr:hasStatistic": "<statistic/rate>",
    }
    missing = [f"{name} {value}" for name, value in defaults.items() if not any(text.startswith(name) for text in more)]
    return node(
        f"result/{key}",
        "imr:ImplementationResult",
        f"imr:ofStudy <study/{study}>",
        f"imr:ofOutcome <outcome/{outcome}>",
        f"imr:hasUnit <unit/{unit}>",
        f'imr:valueAsPrinted "{printed}"',
        *missing,
        *more,
    )


def slot(key: str, outcome: str, rater: str, result: str, *places: str, study: str, symbol: str = "Y") -> str:
    """Return a slot of the outcome matrix with its main finding; a place that is a cell is made, too."""
    finding = node(
        f"finding/{key}",
        "imr:Finding",
        f"imr:ofStudy <study/{study}>",
        f"imr:ofOutcome <outcome/{outcome}>",
        f"imr:ofRater <rater/{rater}>",
        f"imr:hasResult <result/{result}>",
        "prov:wasDerivedFrom " + " , ".join(f"<{place}>" for place in places),
    )
    held = "".join(
        cell(p.split("/", 1)[1], f'imr:text "{symbol}"', "imr:isBlank false") for p in places if p.startswith("cell/")
    )
    told = "".join(node(p, "imr:Passage") for p in places if p.startswith("passage/"))
    return (
        node(
            f"slot/{key}",
            "imr:EvidenceSlot",
            f"imr:ofStudy <study/{study}>",
            f"imr:ofOutcome <outcome/{outcome}>",
            f"imr:ofRater <rater/{rater}>",
            f"imr:filledBy <finding/{key}>",
            f"imr:mainFinding <finding/{key}>",
        )
        + finding
        + held
        + told
    )


LISTS = "\n".join(
    [node(f"table/t{number}", "imr:Table", f"imr:position {number}") for number in (1, 2)]
    + [
        node(f"outcome/{key}", "imr:OutcomeDomain")
        for key in ("dropout", "completion", "fidelity", "penetration", "coping", "hope")
    ]
    + [node(f"rater/{key}", "imr:Rater") for key in ("consumer", "observer")]
    + [node(f"result/{key}", "imr:FindingResult") for key in ("significant", "not-significant")]
    + [node(f"metric/{key}", "imr:Metric") for key in ("rate", "share-of-sites-good", "half", "21-of-41")]
    + [node(f"subsample/{key}", "imr:Subsample") for key in ("north", "south")]
    + [node("passage/p1", "imr:Passage"), node("passage/p2", "imr:Passage")]
)
STUDY = node("study/one", "imr:Study")


# 60: results that the text tells and a cell contests

CONTESTED = (
    STUDY
    + row("r", "imr:ofOutcome <outcome/coping>", "imr:ofRater <rater/consumer>")
    + column("c", 2, "imr:ofStudy <study/one>")
    + node(
        "finding/told",
        "imr:Finding , imr:ContestedFinding",
        "imr:ofStudy <study/one>",
        "imr:ofRater <rater/observer>",
        "imr:hasResult <result/significant>",
        "imr:contests <cell/x>",
        "prov:wasDerivedFrom <passage/p1>",
    )
)


def test_a_contested_blank_cell_says_what_its_notes_let_a_blank_say() -> None:
    key, result = one(
        "contested-findings",
        CONTESTED,
        cell("x", "imr:isBlank true", "imr:inRow <row/r>", "imr:inColumn <column/c>"),
        node(
            "symbol/blank",
            "imr:TableSymbol",
            "dcterms:isPartOf <table/t1>",
            'imr:symbol ""',
            "imr:standsForMissing <missing/m>",
        ),
        node("missing/m", "imr:MissingKind", 'rdfs:label "not measured"@en'),
    )
    assert (key, result.kind, result.severity) == ("contested-finding--told", "outcome", "changes-a-number-or-finding")
    assert (result.first, result.second) == ("told: significant", "x: blank (not measured)")
    assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/x"})
    assert {"finding/told", "study/one"} == result.concerns
    assert "The text has the rater observer, the table files the result under consumer." in result.explanation


def test_a_symbol_of_another_column_gives_a_contested_cell_no_meaning() -> None:
    key, result = one(
        "contested-findings",
        CONTESTED,
        cell("x", 'imr:text "Q"', "imr:isBlank false", "imr:inRow <row/r>", "imr:inColumn <column/c>"),
        node(
            "symbol/q",
            "imr:TableSymbol",
            "dcterms:isPartOf <table/t1>",
            'imr:symbol "Q"',
            "imr:inColumn <column/other>",
            "imr:standsForMissing <missing/m>",
        ),
        node("missing/m", "imr:MissingKind", 'rdfs:label "not measured"@en'),
    )
    assert (key, result.second) == ("contested-finding--told", "x: Q")


def test_a_finding_that_contests_nothing_is_no_disagreement() -> None:
    assert (
        found("contested-findings", STUDY, slot("s", "coping", "consumer", "significant", "cell/y", study="one")) == {}
    )


# 61: text against cell


def figures(
    text: str, in_cell: str, text_metric: str = "rate", cell_metric: str = "rate", more: str = "imr:position 0"
) -> str:
    """Return one figure in the text and one in a cell, of the same study and outcome."""
    return (
        STUDY
        + cell("x")
        + "<slot/s> imr:mainRecord <result/in-cell> ."
        + record(
            "in-cell",
            "dropout",
            "cell figure",
            in_cell,
            f"imr:hasMetric <metric/{cell_metric}>",
            "prov:wasDerivedFrom <cell/x>",
        )
        + record(
            "in-text",
            "dropout",
            *text.split("|"),
            f"imr:hasMetric <metric/{text_metric}>",
            "prov:wasDerivedFrom <passage/p1>",
            more,
        )
    )


def test_a_figure_of_the_text_that_no_rounding_explains() -> None:
    key, result = one("text-against-cell", figures("24%|imr:value 0.24", "imr:value 0.22"))
    assert key == "text-against-cell--in-text"
    assert (result.kind, result.severity) == ("number", "changes-a-number-or-finding")
    assert (result.first, result.second) == ("one, rate: 24%", "one, rate: cell figure")
    assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/x"})
    assert result.concerns == {"study/one", "result/in-cell", "result/in-text"}
    assert "rounding does not make them agree" in result.explanation


@pytest.mark.parametrize(
    ("text", "in_cell", "severity"),
    [
        ("22%|imr:value 0.22", "imr:value 0.2249", "label-or-wording"),
        ("22%|imr:value 0.22", "imr:value 0.2251", "changes-a-number-or-finding"),
        ("22.5%|imr:value 0.225", "imr:value 0.2249", "label-or-wording"),
        ("10% to 30%|imr:minimum 0.1 ; imr:maximum 0.3", "imr:minimum 0.104 ; imr:maximum 0.296", "label-or-wording"),
        (
            "10% to 30%|imr:minimum 0.1 ; imr:maximum 0.3",
            "imr:minimum 0.1 ; imr:maximum 0.4",
            "changes-a-number-or-finding",
        ),
    ],
)
def test_rounding_counts_in_steps_of_the_text(text: str, in_cell: str, severity: str) -> None:
    assert one("text-against-cell", figures(text, in_cell))[1].severity == severity


def test_one_figure_for_two_metrics() -> None:
    key, result = one("text-against-cell", figures("54%|imr:value 0.54", "imr:value 0.54", "21-of-41", "half"))
    assert key == "text-against-cell--in-text"
    assert (result.kind, result.severity) == ("number", "label-or-wording")
    assert "21 of 41 is 51.2%." in result.explanation


@pytest.mark.parametrize(
    "parts",
    [
        figures("22%|imr:value 0.22", "imr:value 0.22"),
        figures("22%|imr:value 0.22", "imr:value 0.3", "half", "rate"),
        figures("22%|imr:value 0.22", "imr:value 0.3", more="imr:ofSubsample <subsample/north>"),
        figures("22%|imr:value 0.22", "imr:minimum 0.3 ; imr:maximum 0.4"),
        figures("22%|imr:value 0.22", "imr:value 0.3") + "<result/in-text> prov:wasDerivedFrom <cell/x> .",
    ],
    ids=["the same", "another metric", "a part of the sample", "a range beside a value", "read from both"],
)
def test_figures_that_do_not_clash(parts: str) -> None:
    assert found("text-against-cell", parts) == {}


# 62, 63, 73: marks and notes


def test_marks_without_a_note_are_one_disagreement_for_each_mark() -> None:
    results = found(
        "unresolved-marks",
        note("n1", "1", "Something."),
        row("r", "imr:ofStudy <study/one>"),
        cell("a", 'imr:printed "21%*"', 'imr:text "21%"', 'imr:unresolvedMark "*"', "imr:inRow <row/r>"),
        cell("b", 'imr:printed "65%*"', 'imr:text "65%"', 'imr:unresolvedMark "*"', "imr:inRow <row/r>"),
        cell("c", 'imr:printed "3+"', 'imr:text "3"', 'imr:unresolvedMark "+"'),
        record("read", "dropout", "21%", "prov:wasDerivedFrom <cell/a>"),
    )
    assert set(results) == {"unresolved-mark--a", "unresolved-mark--c"}
    star = results["unresolved-mark--a"]
    assert (star.kind, star.severity) == ("unresolved-mark", "changes-a-description")
    assert (star.first_places, star.second_places) == ({"cell/a", "cell/b"}, {"footnote/n1"})
    assert star.first == "The mark * stands in: a: 21%*; b: 65%*"
    assert star.concerns == {"cell/a", "cell/b", "result/read", "study/one"}


def test_a_mark_in_a_table_without_notes() -> None:
    key, result = one("unresolved-marks", cell("a", 'imr:printed "3+"', 'imr:unresolvedMark "+"'))
    assert (key, result.first_places, result.second_places) == ("unresolved-mark--a", {"cell/a"}, {"table/t1"})


def symbols(says: str, sign: str = "NS/Y") -> str:
    """Return a table whose only note says `says`, and two cells with the symbol `sign`."""
    return (
        note("general", "general", says)
        + node(
            "symbol/s",
            "imr:TableSymbol",
            "dcterms:isPartOf <table/t1>",
            f'imr:symbol "{sign}"',
            "imr:hasFootnote <footnote/general>",
        )
        + cell("a", f'imr:text "{sign}"')
        + cell("b", f'imr:text "{sign}"')
        + cell("c", 'imr:text "NS"')
    )


def test_a_symbol_that_no_note_explains() -> None:
    key, result = one("unresolved-marks", symbols("Y is yes, NS is no."))
    assert (key, result.severity) == ("unexplained-symbol--s", "label-or-wording")
    assert result.first_places == {"cell/a", "cell/b"}
    assert "stands in 2 cells of Table 1" in result.explanation


def test_symbols_that_a_note_explains_are_none() -> None:
    assert found("unresolved-marks", symbols("NS/Y is mixed.")) == {}
    assert found("unresolved-marks", symbols("NR is not reported.", "NR (low exposure)")) == {}


def test_a_note_without_a_mark() -> None:
    key, result = one(
        "notes-without-mark",
        note("g", "general", "All of them."),
        note("a", "a", "With control."),
        note("b", "b", "Totals."),
        note("c", "c", "By column."),
        note("d", "d", "By row."),
        cell("x", "imr:hasFootnote <footnote/b>"),
        column("col", 2, "imr:hasFootnote <footnote/c>"),
        row("line", "imr:hasFootnote <footnote/d>"),
    )
    assert (key, result.kind, result.severity) == ("note-without-mark--a", "unresolved-mark", "label-or-wording")
    assert (result.first, result.first_places, result.second_places) == ("a: With control.", {"footnote/a"}, {"cell/x"})
    assert result.second == "No cell or heading of Table 1 has the mark a; its marks: b at x; c at heading col"


def test_a_note_without_a_mark_in_a_table_without_marks_has_the_other_notes_as_place() -> None:
    result = one("notes-without-mark", note("g", "general", "All of them."), note("a", "a", "With control."))[1]
    assert result.second_places == {"footnote/g"}


def test_a_mark_at_a_row_and_at_columns() -> None:
    key, result = one(
        "marks-out-of-place",
        note("b", "b", "Totals."),
        column("names", 1),
        column("north", 2, "imr:hasFootnote <footnote/b>", "imr:ofStudy <study/one>"),
        row("line"),
        cell("heading", "imr:inRow <row/line>", "imr:inColumn <column/names>", "imr:hasFootnote <footnote/b>"),
        cell("value", "imr:inRow <row/line>", "imr:inColumn <column/north>"),
    )
    assert (key, result.severity) == ("mark-at-two-headings--b", "label-or-wording")
    assert (result.first_places, result.second_places) == ({"cell/heading"}, {"footnote/b", "column/north"})
    assert (result.first, result.second) == ("Mark b stands at the row: line", "Mark b stands at the columns: north")


def two_rows(second: str = "imr:position 2", outcome: str = "coping") -> str:
    """Return two rows of a table, the first about coping and marked b."""
    return (
        note("b", "b", "Totals.")
        + column("names", 1)
        + row("first", "imr:ofOutcome <outcome/coping>")
        + row("second", f"imr:ofOutcome <outcome/{outcome}>")
        + cell(
            "h1",
            "imr:inRow <row/first>",
            "imr:inColumn <column/names>",
            'imr:printed "Copingb"',
            "imr:hasFootnote <footnote/b>",
        )
        + cell("h2", "imr:inRow <row/second>", "imr:inColumn <column/names>", 'imr:printed "Coping"', second)
    )


def test_a_mark_at_one_of_two_rows_of_an_outcome() -> None:
    key, result = one("marks-out-of-place", two_rows())
    assert (key, result.severity) == ("mark-missing--h2--b", "tension")
    assert (result.first_places, result.second_places) == ({"cell/h1"}, {"cell/h2"})


def test_marks_in_their_places() -> None:
    assert found("marks-out-of-place", two_rows("imr:hasFootnote <footnote/b>")) == {}
    assert found("marks-out-of-place", two_rows(outcome="hope")) == {}


# 64, 65: rates and numbers of people


def people(size: int, *more: str) -> str:
    """Return a study of `size` people, with the cell that prints it and the note on its column."""
    return (
        node(
            "study/one",
            "imr:Study",
            f"imr:numberOfParticipants {size}",
            f'imr:participantsAsPrinted "N = {size}"',
            "prov:wasDerivedFrom <cell/n>",
            *more,
        )
        + column("n", 4, "imr:hasFootnote <footnote/all>")
        + note("all", "6", "Everybody counts.")
        + cell("n", f'imr:text "N = {size}"', "imr:inColumn <column/n>")
        + cell("x")
    )


def rate(printed: str, value: str, *more: str, outcome: str = "completion") -> str:
    """Return a rate read from a cell."""
    return record("r", outcome, printed, f"imr:value {value}", "prov:wasDerivedFrom <cell/x>", *more)


CONTROL = node("arm/c", "imr:ComparatorArm", "imr:ofStudy <study/one>")


def test_a_number_of_people_that_no_cell_prints_stands_where_the_study_is_told() -> None:
    told = node("study/one", "imr:Study", "imr:numberOfParticipants 14", "prov:wasDerivedFrom <passage/p1>") + cell("x")
    assert one("impossible-rates", told, rate("65%", "0.65"))[1].second_places == {"passage/p1"}
    parts = (part("a", "north", 9), part("c", "south", 10))
    assert one("subsamples-do-not-add-up", told, *parts)[1].second_places == {"passage/p1"}


def test_a_rate_that_no_number_of_people_gives() -> None:
    key, result = one("impossible-rates", people(14), rate("65%", "0.65"))
    assert (key, result.kind, result.severity) == ("impossible-rate--r", "arithmetic", "changes-a-number-or-finding")
    assert (result.first, result.second) == ("r: 65%", "one: 14 people")
    assert (result.first_places, result.second_places) == ({"cell/x"}, {"cell/n", "footnote/all"})
    assert result.explanation == "No whole number of 14 people is 65%: 9 of 14 is 64.3%, 10 of 14 is 71.4%."
    assert result.concerns == {"study/one", "result/r"}


def test_a_number_of_people_with_controls_makes_a_tension() -> None:
    result = one("impossible-rates", people(14), CONTROL, rate("65%", "0.65"))[1]
    assert result.severity == "tension"
    assert "may count a control group" in result.explanation


def test_a_rate_of_both_arms_is_a_share_of_everybody() -> None:
    result = one(
        "impossible-rates", people(14), CONTROL, rate("65%", "0.65", "imr:covers <coverage/imr-and-control-combined>")
    )[1]
    assert result.severity == "changes-a-number-or-finding"


def test_a_rate_is_a_share_of_those_who_had_the_program_if_they_were_counted() -> None:
    arm = node("arm/p", "imr:InterventionArm", "imr:ofStudy <study/one>", "imr:numberOfParticipants 7")
    # 6 of 7 is 86%, which no number of 25 is; 3 of 25 is 12%, which no number of 7 is.
    assert found("impossible-rates", people(25), CONTROL, arm, rate("86%", "0.86")) == {}
    result = one("impossible-rates", people(25), CONTROL, arm, rate("12%", "0.12"))[1]
    assert (result.severity, result.second) == ("changes-a-number-or-finding", "one: 7 people")
    # Penetration is the share of all who had it.
    assert found("impossible-rates", people(25), CONTROL, arm, rate("28%", "0.28", outcome="penetration")) == {}


def test_a_rate_of_a_part_is_a_share_of_that_part() -> None:
    part = record(
        "part",
        "dropout",
        "3/8",
        "imr:covers <coverage/north>",
        "imr:ofSubsample <subsample/north>",
        "imr:denominator 8",
        "prov:wasDerivedFrom <footnote/all>",
    )
    north = "imr:covers <coverage/north>"
    # 5 of 8 is 62.5%, which may be printed as 62% or 63%.
    for printed, value in (("62%", "0.62"), ("63%", "0.63")):
        assert found("impossible-rates", people(100), part, rate(printed, value, north)) == {}
    result = one("impossible-rates", people(100), part, rate("65%", "0.65", north))[1]
    assert (result.second, result.second_places) == ("one: 8 people", {"footnote/all"})
    # Without a count of the part nothing can be said of it.
    assert found("impossible-rates", people(14), rate("65%", "0.65", north)) == {}


@pytest.mark.parametrize(
    ("size", "printed", "value"),
    [
        (41, "5%", "0.05"),
        (210, "18%", "0.18"),
        (104, "54%", "0.54"),
        (14, "64.3%", "0.643"),
        (14, "0%", "0"),
        (14, "100%", "1"),
    ],
)
def test_rates_that_some_number_of_people_gives(size: int, printed: str, value: str) -> None:
    assert found("impossible-rates", people(size), rate(printed, value)) == {}


def test_a_step_of_a_tenth_is_finer() -> None:
    assert set(found("impossible-rates", people(14), rate("64.0%", "0.64"))) == {"impossible-rate--r"}


@pytest.mark.parametrize(
    "figure",
    [
        rate("65%", "0.65", "imr:hasStatistic <statistic/mean>"),
        rate("65%", "0.65", outcome="fidelity"),
        rate("65%", "0.65", "imr:denominator 20"),
    ],
    ids=["an average", "a share of sites", "its own denominator"],
)
def test_figures_that_are_no_share_of_these_people(figure: str) -> None:
    assert found("impossible-rates", people(14), figure) == {}


def part(key: str, sample: str, size: int) -> str:
    """Return a count out of `size` people in a part of the sample."""
    return record(
        key,
        "completion",
        f"some of {size}",
        f"imr:ofSubsample <subsample/{sample}>",
        f"imr:denominator {size}",
        "prov:wasDerivedFrom <cell/x>",
    )


def test_parts_that_do_not_add_up() -> None:
    parts = (part("a", "north", 9), part("b", "north", 9), part("c", "south", 10))
    key, result = one("subsamples-do-not-add-up", people(31), *parts)
    assert (key, result.kind, result.severity) == (
        "parts-do-not-add-up--one--completion",
        "arithmetic",
        "changes-a-description",
    )
    assert (result.first, result.second) == ("one, completion: north 9, south 10, together 19", "one: 31 participants")
    assert (result.first_places, result.second_places) == ({"cell/x"}, {"cell/n"})
    assert (
        result.explanation
        == "The parts (north 9, south 10) make 19 people, the study has 31: 12 are in none of the parts."
    )
    more = one("subsamples-do-not-add-up", people(18), *parts)[1]
    assert (more.severity, more.explanation.endswith(": 1 too many.")) == ("changes-a-number-or-finding", True)


def test_parts_that_add_up_and_single_parts() -> None:
    assert found("subsamples-do-not-add-up", people(19), part("a", "north", 9), part("c", "south", 10)) == {}
    assert found("subsamples-do-not-add-up", people(31), part("a", "north", 9)) == {}


# 66: equal numbers


def pair(size: int, *more: str, other: int | None = None) -> str:
    """Return two studies with their numbers of people."""
    made = ""
    for key, number in (("one", size), ("two", other or size)):
        made += node(
            f"study/{key}",
            "imr:Study",
            f"imr:numberOfParticipants {number}",
            f'imr:participantsAsPrinted "n {number}"',
            f"prov:wasDerivedFrom <cell/{key}>",
            *(more if key == "one" else ()),
        ) + cell(key, f'imr:text "n {number}"')
    return made


def test_the_same_number_of_participants_twice() -> None:
    key, result = one("equal-participants", pair(324))
    assert (key, result.kind, result.severity) == ("equal-participants--one--two", "number", "changes-a-description")
    assert (result.first, result.second) == ("one: n 324", "two: n 324")
    assert (result.first_places, result.second_places) == ({"cell/one"}, {"cell/two"})
    assert result.concerns == {"study/one", "study/two"}


@pytest.mark.parametrize(
    "studies",
    [
        pair(324, other=325),
        pair(99),
        pair(324, "imr:overlapsWith <study/two>"),
        pair(324, "imr:followUpOf <study/two>"),
        pair(324, "imr:memberOf <study/c>") + "<study/two> imr:memberOf <study/c> .",
    ],
    ids=["other numbers", "small numbers", "shared people", "a follow-up", "one cluster"],
)
def test_equal_numbers_that_mean_nothing(studies: str) -> None:
    assert found("equal-participants", studies) == {}


# 67, 68: references


def reference(number: int, *more: str, cited: str = "") -> str:
    """Return a number of the reference list, cited at these places (words of `cited`)."""
    made = node(
        f"reference/{number}",
        "imr:Reference",
        f"imr:number {number}",
        f'dcterms:bibliographicCitation "source {number}"',
        *more,
    )
    for index, place in enumerate(cited.split()):
        made += node(
            f"citation/{number}-{index}",
            "imr:Citation",
            f"cito:hasCitedEntity <reference/{number}>",
            f"prov:wasDerivedFrom <{place}>",
            f'imr:citedFor "use {number}"',
        )
    return made


SAME = ("imr:possiblySameAs <reference/41>", 'imr:possiblySameBecause "Same name."')


def test_two_numbers_for_one_source() -> None:
    key, result = one(
        "two-numbers-for-one-source",
        reference(24, 'imr:authorsAsNamed "Ray and others"', *SAME, cited="passage/p1 passage/p2"),
        reference(41, 'imr:authorsAsNamed "Ray et al."', cited="cell/x"),
        cell("x"),
        node("study/one", "imr:Study", "imr:reportedIn <reference/24>"),
    )
    assert (key, result.kind, result.severity) == ("two-numbers--24--41", "identity", "changes-a-description")
    assert (result.first, result.second) == (
        "Reference 24: source 24; cited 2 times",
        "Reference 41: source 41; cited 1 time",
    )
    assert (result.first_places, result.second_places) == ({"passage/p1", "passage/p2"}, {"cell/x"})
    assert result.concerns == {"reference/24", "reference/41", "study/one"}
    assert result.explanation.endswith("Same name.")


def test_a_reason_at_the_greater_number_does_as_well_and_a_guess_is_a_tension() -> None:
    key, result = one(
        "two-numbers-for-one-source",
        reference(43, "imr:possiblySameAs <reference/4>", 'imr:possiblySameBecause "Same use."', cited="passage/p2"),
        reference(4, cited="passage/p1"),
    )
    assert (key, result.severity, result.first_places) == ("two-numbers--4--43", "tension", {"passage/p1"})


def test_one_author_and_a_missing_year() -> None:
    unnamed = reference(5, 'imr:authorsAsNamed "Ray and colleagues"', cited="passage/p1")
    assert set(
        found(
            "two-numbers-for-one-source",
            unnamed,
            reference(26, 'imr:authorsAsNamed "Ray et al."', "imr:yearAsNamed 2007", cited="passage/p2"),
        )
    ) == {"one-author--5--26"}
    dated = reference(5, 'imr:authorsAsNamed "Ray and colleagues"', "imr:yearAsNamed 2009", cited="passage/p1")
    for other in ('imr:authorsAsNamed "Ray et al."', 'imr:authorsAsNamed "Moe et al."'):
        assert (
            found("two-numbers-for-one-source", dated, reference(26, other, "imr:yearAsNamed 2007", cited="passage/p2"))
            == {}
        )
    assert found("two-numbers-for-one-source", reference(1, *SAME[1:], cited="passage/p1")) == {}


def sources(text: str, table: str, *more: str) -> str:
    """Return a study with the numbers that its passage p1 and its row cite; `more` are cited in p2, of no study."""
    numbers = sorted({*text.split(), *table.split()}, key=int)
    reported = " , ".join(f"<reference/{number}>" for number in numbers)
    made = node("study/one", "imr:Study", f"imr:reportedIn {reported}", "prov:wasDerivedFrom <passage/p1>")
    made += row("line", "imr:ofStudy <study/one>", f'imr:referencesAsPrinted "{table}"') + cell(
        "x", "imr:inRow <row/line>"
    )
    for number in numbers:
        places = (
            ["passage/p1"] * (number in text.split())
            + ["cell/x"] * (number in table.split())
            + ["passage/p2"] * (number in more)
        )
        made += reference(int(number), cited=" ".join(places))
    return made


def test_a_row_and_the_text_cite_other_references() -> None:
    results = found("table-references-against-text", sources("19 20", "19 42 48", "42"))
    assert set(results) == {
        "references-of-row--one",
        "reference-in-table-only--48--one",
        "reference-for-something-else--42--one",
    }
    rows_ = results["references-of-row--one"]
    assert (rows_.kind, rows_.severity) == ("identity", "changes-a-description")
    assert (rows_.first, rows_.second) == ("The text cites for one: 19, 20", "The row of one has: 19, 42, 48")
    assert (rows_.first_places, rows_.second_places) == ({"passage/p1"}, {"cell/x"})
    assert rows_.concerns == {"study/one", *(f"reference/{n}" for n in (19, 20, 42, 48))}
    only = results["reference-in-table-only--48--one"]
    assert (only.kind, only.severity, only.second_places) == ("membership", "label-or-wording", {"cell/x"})
    other = results["reference-for-something-else--42--one"]
    assert (other.kind, other.first_places, other.second_places) == ("identity", {"passage/p2"}, {"cell/x"})
    assert other.first == "Reference 42 is cited in the text for: use 42"


def test_rows_and_text_that_cite_the_same() -> None:
    assert found("table-references-against-text", sources("19 20", "19 20")) == {}
    # Two numbers that may be one source are told by another check.
    same = "<reference/24> imr:possiblySameAs <reference/41> . <reference/41> imr:possiblySameAs <reference/24> ."
    results = found("table-references-against-text", sources("24", "41", "41") + same)
    assert set(results) == {"reference-for-something-else--41--one"}


def test_a_reference_read_for_a_record_of_the_study_is_cited_for_it() -> None:
    told = record("r", "dropout", "20%", "prov:wasDerivedFrom <passage/p2>")
    assert set(found("table-references-against-text", sources("19", "19 42", "42"), told)) == {"references-of-row--one"}


def counted(outside_role: str = "implementation-study", paragraph: int = 2) -> str:
    """Return a count of two studies in paragraph 1, where 20 is cited; 37 is cited in another paragraph."""
    return (
        node("passage/count", "imr:Passage", "imr:paragraph 1", "dcterms:isPartOf <section/s>")
        + node("passage/list", "imr:Passage", "imr:paragraph 1", "dcterms:isPartOf <section/s>")
        + node("passage/later", "imr:Passage", f"imr:paragraph {paragraph}", "dcterms:isPartOf <section/s>")
        + node(
            "review-fact/f",
            "imr:ReviewFact",
            "imr:hasReviewFactKind <review-fact-kind/included-count>",
            "imr:value 2",
            'rdfs:label "Studies of implementation"@en',
            "prov:wasDerivedFrom <passage/count>",
        )
        + reference(20, "imr:hasReferenceRole <reference-role/implementation-study>", cited="passage/list")
        + reference(37, f"imr:hasReferenceRole <reference-role/{outside_role}>", cited="passage/later")
    )


def test_a_source_outside_the_counted_ones() -> None:
    key, result = one("sources-outside-the-count", counted())
    assert (key, result.kind, result.severity) == (
        "sources-outside-the-count--f",
        "membership",
        "changes-a-description",
    )
    assert result.second == "Used as sources on implementation or fidelity, too: 37"
    assert (result.first_places, result.second_places) == ({"passage/count"}, {"passage/later"})
    assert result.concerns == {"review-fact/f", "reference/37"}


def test_sources_that_are_counted_or_of_another_use() -> None:
    assert found("sources-outside-the-count", counted(paragraph=1)) == {}
    assert found("sources-outside-the-count", counted("background")) == {}
    outcome = "<reference/37> imr:hasReferenceRole <reference-role/outcome-study> ."
    assert found("sources-outside-the-count", counted() + outcome) == {}


# 69, 70: sites


def sites(total: int, of: int, metric: str = "share-of-sites-good") -> str:
    """Return a study with `total` sites, of which a share of sites counts `of`."""
    return (
        node("study/one", "imr:Study", f"imr:numberOfSites {total}")
        + node(
            "delivery/d",
            "imr:Delivery",
            "imr:ofStudy <study/one>",
            'imr:settingAsPrinted "13 clinics"',
            "prov:wasDerivedFrom <cell/s>",
        )
        + cell("s", 'imr:text "13 clinics"')
        + record(
            "r",
            "fidelity",
            f"eight of {of}",
            "imr:numerator 8",
            f"imr:denominator {of}",
            f"imr:hasMetric <metric/{metric}>",
            "prov:wasDerivedFrom <passage/p1>",
        )
    )


def test_sites_against_the_sites_counted() -> None:
    key, result = one("sites-against-denominator", sites(13, 11))
    assert (key, result.kind, result.severity) == ("sites-against-denominator--r", "number", "changes-a-description")
    assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/s"})
    assert "8 of 11 is 72.7%, 8 of 13 would be 61.5%." in result.explanation
    assert result.concerns == {"study/one", "result/r"}
    assert found("sites-against-denominator", sites(11, 11)) == {}
    assert found("sites-against-denominator", sites(13, 11, "rate")) == {}


def site_range(value: str, unit: str = "proportion") -> str:
    """Return a range of 10% to 30% over sites, and the figure over all of them."""
    return (
        STUDY
        + cell("x")
        + record(
            "range",
            "dropout",
            "10%-30%",
            "imr:covers <coverage/site-range>",
            "imr:minimum 0.1",
            "imr:maximum 0.3",
            "prov:wasDerivedFrom <passage/p1>",
        )
        + record("whole", "dropout", "all", f"imr:value {value}", "prov:wasDerivedFrom <cell/x>", unit=unit)
        + "<slot/s> imr:mainRecord <result/whole> ."
    )


def test_a_figure_outside_the_range_of_its_parts() -> None:
    for value, word in (("0.31", "above"), ("0.09", "below")):
        key, result = one("range-against-value", site_range(value))
        assert (key, result.kind, result.severity) == (
            "range-against-value--range",
            "arithmetic",
            "changes-a-number-or-finding",
        )
        assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/x"})
        assert word in result.explanation


@pytest.mark.parametrize("value", ["0.1", "0.3", "0.2"])
def test_a_figure_within_the_range_of_its_parts(value: str) -> None:
    assert found("range-against-value", site_range(value)) == {}
    assert found("range-against-value", site_range("4", "scale-points")) == {}


# 71, 78: names and headings


def headings(first: str, second: str) -> str:
    """Return a row of Table 1 and a column of Table 2 for one study."""
    return (
        STUDY
        + row("line", "imr:ofStudy <study/one>", f'rdfs:label "{first}"@en')
        + column("names", 1)
        + cell("name", "imr:inRow <row/line>", "imr:inColumn <column/names>")
        + column("study", 2, "imr:ofStudy <study/one>", f'rdfs:label "{second}"@en', table=2)
        + cell("full", "imr:inColumn <column/study>", "imr:isBlank false", table=2)
        + cell("blank", "imr:inColumn <column/study>", "imr:isBlank true", table=2)
    )


def test_one_study_under_two_names() -> None:
    key, result = one("labels-differ", headings("Moe et al., 2007", "Moe-Ray et al., 2007"))
    assert (key, result.kind, result.severity) == ("labels-differ--one", "label", "label-or-wording")
    assert (result.first, result.second) == ("Table 1: Moe et al., 2007", "Table 2: Moe-Ray et al., 2007")
    assert (result.first_places, result.second_places) == ({"cell/name"}, {"cell/full", "column/study"})
    assert result.concerns == {"study/one"}


@pytest.mark.parametrize(
    "other", ["Moe et al., 2007", "Moe et al., 2007 (6)", "Moe et al., 2007(6, 7)", "Moe, et al. 2007"]
)
def test_names_that_differ_in_numbers_and_commas_only(other: str) -> None:
    assert found("labels-differ", headings("Moe et al., 2007", other)) == {}


CLUSTER = (
    node("study/c", "imr:StudyCluster", "imr:hasMember <study/one> , <study/two>")
    + column("both", 3, "imr:ofStudy <study/c>", table=2)
    + cell("joint", "imr:inColumn <column/both>", "imr:isBlank false", table=2)
    + cell("empty", "imr:inColumn <column/both>", "imr:isBlank true", table=2)
)


def test_one_column_for_studies_that_have_rows_elsewhere() -> None:
    own = (
        column("names", 1)
        + row("line", "imr:ofStudy <study/one>")
        + cell("name", "imr:inRow <row/line>", "imr:inColumn <column/names>")
    )
    key, result = one("merged-columns", CLUSTER, own)
    assert (key, result.kind, result.severity) == ("merged-studies--c--t2", "identity", "changes-a-description")
    assert (result.first_places, result.second_places) == ({"cell/name"}, {"cell/joint", "column/both"})
    assert (result.first, result.second) == ("Table 1: line", "Table 2: both")
    assert result.concerns == {"study/c", "study/one", "study/two"}
    assert found("merged-columns", CLUSTER) == {}


# 72, 74, 79: what a table or the text leaves out


def told_only(rater: str = "consumer", row_outcome: str = "coping") -> str:
    """Return a study with a column of Table 1, whose only row is about `row_outcome`, and a told result on hope."""
    return (
        STUDY
        + column("names", 1)
        + column("study", 2, "imr:ofStudy <study/one>")
        + row("line", f"imr:ofOutcome <outcome/{row_outcome}>", f"imr:ofRater <rater/{rater}>")
        + cell("name", "imr:inRow <row/line>", "imr:inColumn <column/names>")
        + slot("s", "hope", "consumer", "not-significant", "passage/p1", study="one")
    )


def test_an_outcome_without_a_row() -> None:
    key, result = one("outcomes-without-row", told_only())
    assert (key, result.kind, result.severity) == ("outcome-without-row--s", "outcome", "changes-a-description")
    assert (result.first, result.second) == ("s: not significant", "Table 1 has rows for consumer: line")
    assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/name"})
    assert result.concerns == {"study/one", "finding/s"}
    assert found("outcomes-without-row", told_only(row_outcome="hope")) == {}


def test_an_outcome_without_a_column() -> None:
    tabulated = (
        STUDY
        + row("line", "imr:ofStudy <study/one>")
        + column("d", 2, "imr:ofOutcome <outcome/dropout>")
        + cell("x", "imr:inRow <row/line>", "imr:inColumn <column/d>")
        + record("p", "penetration", "29%", "imr:value 0.29", "prov:wasDerivedFrom <passage/p1>")
    )
    key, result = one("outcomes-without-row", tabulated)
    assert (key, result.kind) == ("outcome-without-column--penetration", "membership")
    assert (result.first, result.second) == ("p: 29%", "Table 1 has the outcomes: d")
    assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/x"})
    assert found("outcomes-without-row", tabulated, column("p", 3, "imr:ofOutcome <outcome/penetration>")) == {}


def test_a_study_with_results_and_no_row() -> None:
    line = (
        column("names", 1)
        + row("line", "imr:ofOutcome <outcome/hope>", "imr:ofRater <rater/consumer>")
        + cell("name", "imr:inRow <row/line>", "imr:inColumn <column/names>")
    )
    told = node("study/two", "imr:Study") + slot("s", "hope", "observer", "significant", "passage/p1", study="two")
    key, result = one("outcomes-without-row", line, told)
    assert (key, result.kind, result.concerns) == (
        "study-without-row--two",
        "membership",
        {"study/two", "finding/s"},
    )
    assert (result.first, result.first_places, result.second_places) == (
        "s: significant",
        {"passage/p1"},
        {"cell/name"},
    )
    assert found("outcomes-without-row", line, told, row("own", "imr:ofStudy <study/two>")) == {}
    other = node("study/two", "imr:Study") + slot("s", "coping", "observer", "significant", "passage/p1", study="two")
    assert found("outcomes-without-row", line, other) == {}


MISSING = (
    STUDY
    + cell("x")
    + note("n", "3", "North only.")
    + node(
        "missing/m",
        "imr:NotReported",
        "imr:ofStudy <study/one>",
        "imr:ofOutcome <outcome/dropout>",
        'imr:valueAsPrinted "NR3"',
        "prov:wasDerivedFrom <cell/x>",
    )
    + "<slot/s> imr:mainRecord <missing/m> ."
)
GIVEN = record(
    "north",
    "dropout",
    "3/8",
    "imr:value 0.375",
    "imr:ofSubsample <subsample/north>",
    "imr:covers <coverage/north>",
    "prov:wasDerivedFrom <footnote/n>",
)


def test_not_reported_with_a_figure_in_the_note() -> None:
    key, result = one("not-reported-yet-given", MISSING, GIVEN)
    assert (key, result.kind, result.severity) == ("not-reported-yet-given--m", "membership", "changes-a-description")
    assert (result.first, result.second) == ("m: NR3", "north: 3/8")
    assert (result.first_places, result.second_places) == ({"cell/x"}, {"footnote/n"})
    assert result.concerns == {"study/one", "missing/m", "result/north"}
    assert "For another outcome" not in result.explanation
    filled = (
        record("done", "completion", "63%", "imr:value 0.63", "imr:covers <coverage/north>")
        + "<slot/t> imr:mainRecord <result/done> ."
    )
    assert (
        "For another outcome of the study (done) the same part fills the cell."
        in one("not-reported-yet-given", MISSING, GIVEN, filled)[1].explanation
    )
    assert found("not-reported-yet-given", MISSING) == {}


def test_announced_without_a_figure() -> None:
    announced = node(
        "result/a",
        "imr:ImplementationResult",
        "imr:ofStudy <study/one>",
        "imr:ofOutcome <outcome/completion>",
        "prov:wasDerivedFrom <passage/p1>",
    )
    headed = column("c", 3, "imr:ofOutcome <outcome/completion>") + cell("y", "imr:inColumn <column/c>")
    key, result = one("not-reported-yet-given", STUDY, announced, headed)
    assert (key, result.kind) == ("announced-without-figure--a", "membership")
    assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/y"})
    assert result.concerns == {"study/one", "result/a"}
    assert found("not-reported-yet-given", STUDY, announced + '<result/a> imr:valueAsPrinted "63%" .', headed) == {}


RULE = node(
    "review-fact/rule",
    "imr:ReviewFact",
    "imr:hasReviewFactKind <review-fact-kind/handling-rule>",
    'rdfs:label "Told only where they depart from the randomized trials"@en',
    "prov:wasDerivedFrom <passage/p2>",
)
TRIAL = node("study/trial", "imr:Study", "imr:hasDesign <design/randomized-controlled-trial>")
SIMPLE = node("study/simple", "imr:Study", "imr:hasDesign <design/pre-post-study>")


def test_a_result_that_differs_from_the_trials_and_is_not_told() -> None:
    trial = TRIAL + slot("t", "hope", "consumer", "not-significant", "cell/t", "passage/p1", study="trial", symbol="NS")
    untold = SIMPLE + slot("u", "hope", "consumer", "significant", "cell/u", study="simple")
    key, result = one("untold-results", RULE, trial, untold)
    assert (key, result.kind, result.severity) == ("untold-result--u", "scope", "changes-a-description")
    assert (result.first_places, result.second_places) == ({"passage/p2"}, {"cell/u"})
    assert (result.second, result.concerns) == ("u: Y", {"study/simple", "finding/u"})
    assert "differs from the trials (trial: not significant)" in result.first
    # Without the rule, with a sentence, with a sentence that contests it, or with the result of a trial it is none.
    assert found("untold-results", trial, untold) == {}
    assert found("untold-results", RULE, trial, untold, "<finding/u> prov:wasDerivedFrom <passage/p1> .") == {}
    assert found("untold-results", RULE, trial, untold, "<slot/u> imr:contestedBy <finding/v> .") == {}
    agreeing = slot("t2", "hope", "consumer", "significant", "cell/t2", "passage/p1", study="trial")
    assert found("untold-results", RULE, trial, agreeing, untold) == {}
    # No trial has the outcome: nothing to differ from.
    assert found("untold-results", RULE, TRIAL, untold) == {}


def test_a_result_of_a_trial_that_is_not_told() -> None:
    other = node("study/second", "imr:Study", "imr:hasDesign <design/randomized-controlled-trial>")
    told = slot("told", "coping", "consumer", "significant", "cell/c", "passage/p1", study="trial")
    untold = slot("u", "hope", "consumer", "significant", "cell/u", study="trial")
    key, result = one("untold-results", TRIAL, told, untold)
    assert (key, result.kind, result.severity, result.first_places) == (
        "untold-result--u",
        "scope",
        "tension",
        {"passage/p1"},
    )
    beside = other + slot("b", "hope", "consumer", "not-significant", "cell/b", "passage/p2", study="second")
    key, result = one("untold-results", TRIAL, told, untold, beside)
    assert (result.kind, result.severity, result.first_places) == (
        "membership",
        "changes-a-description",
        {"passage/p2"},
    )


# 75, 76, 77: descriptions and definitions


def totals(*more: str, says: str = "Results are for total scores.") -> str:
    """Return a finding in a cell of a table whose general note says `says`."""
    return (
        STUDY
        + note("g", "general", says)
        + cell("x", 'imr:text "Y"')
        + node("finding/f", "imr:Finding", "imr:ofStudy <study/one>", "prov:wasDerivedFrom <cell/x>", *more)
        + node("instrument/part", "imr:Instrument", 'rdfs:label "Goals subscale of a scale"@en')
        + node("instrument/whole", "imr:Instrument", 'rdfs:label "Goals scale"@en')
    )


def test_a_part_of_a_scale_against_total_scores() -> None:
    key, result = one("parts-against-totals", totals("imr:subscalesSignificant 4", "imr:subscalesTotal 8"))
    assert (key, result.kind, result.severity) == ("part-against-total--f", "definition", "label-or-wording")
    assert (result.first_places, result.second_places) == ({"footnote/g"}, {"cell/x"})
    assert (result.second, result.concerns) == ("f: Y, from 4 of 8 subscales", {"study/one", "finding/f"})
    assert (
        one("parts-against-totals", totals("imr:usesInstrument <instrument/part>"))[1].second
        == "f: Y, from Goals subscale of a scale"
    )
    assert found("parts-against-totals", totals("imr:usesInstrument <instrument/whole>")) == {}
    assert found("parts-against-totals", totals("imr:usesInstrument <instrument/part>", says="Y is yes.")) == {}


def controls(first: str, second: str, condition: str = "wait-list") -> str:
    """Return a study with two control groups and where each of them is told."""
    return (
        node("study/one", "imr:Study", "imr:hasArm <arm/a> , <arm/b>")
        + node("arm-condition/convenience", "imr:ArmCondition")
        + node("arm-condition/wait-list", "imr:ArmCondition")
        + node(
            "arm/a",
            "imr:ComparatorArm",
            "imr:hasArmCondition <arm-condition/convenience>",
            f"prov:wasDerivedFrom {first}",
        )
        + node(
            "arm/b",
            "imr:ComparatorArm",
            f"imr:hasArmCondition <arm-condition/{condition}>",
            f"prov:wasDerivedFrom {second}",
        )
        + note("n", "4", "Waiting.")
    )


def test_a_control_group_in_two_ways() -> None:
    key, result = one("described-two-ways", controls("<passage/p1>", "<footnote/n>"))
    assert (key, result.kind, result.severity) == (
        "control-group-two-ways--one",
        "design",
        "changes-a-description",
    )
    assert (result.first_places, result.second_places) == ({"passage/p1"}, {"footnote/n"})
    assert (result.first, result.second) == ("one: convenience", "one: wait list")
    assert result.concerns == {"study/one", "arm/a", "arm/b"}
    for same in (
        controls("<passage/p1>", "<passage/p2>"),
        controls("<passage/p1>", "<passage/p2> , <footnote/n>"),
        controls("<passage/p1>", "<footnote/n>", "convenience"),
    ):
        assert found("described-two-ways", same) == {}


@pytest.mark.parametrize(
    ("design", "says", "count"),
    [
        ("Non-Randomized Control", "Chance decided which teams got it.", 1),
        ("Nonrandomised control", "Two teams were randomized.", 1),
        ("RCT", "Chance decided which teams got it.", 0),
        ("Non-Randomized Control", "The control group waited.", 0),
    ],
)
def test_a_design_against_its_own_note(design: str, says: str, count: int) -> None:
    results = found(
        "described-two-ways",
        node("study/one", "imr:Study", f'imr:designAsPrinted "{design}"', "prov:wasDerivedFrom <cell/d>"),
        cell("d", f'imr:text "{design}"', "imr:hasFootnote <footnote/n>"),
        note("n", "3", says),
    )
    assert [(key, result.first_places, result.second_places) for key, result in results.items()] == [
        ("design-against-note--one--n", {"cell/d"}, {"footnote/n"})
    ] * count


@pytest.mark.parametrize(("shown", "count"), [("Weekly", 1), ("Group/Individual", 0), ("In a GROUP", 0)])
def test_a_format_that_only_the_note_tells(shown: str, count: int) -> None:
    results = found(
        "described-two-ways",
        STUDY,
        column("format", 6),
        node(
            "symbol/blank",
            "imr:TableSymbol",
            'imr:symbol ""',
            "imr:standsForMissing <missing/default-by-note>",
            "imr:inColumn <column/format>",
        ),
        note("n", "4", "Two had it alone."),
        cell("f", f'imr:text "{shown}"', "imr:inColumn <column/format>", "imr:hasFootnote <footnote/n>"),
        node(
            "delivery/d",
            "imr:Delivery",
            "imr:ofStudy <study/one>",
            "imr:hasFormat <format/group> , <format/individual>",
            "imr:formatReadFrom <format-source/footnote>",
            "prov:wasDerivedFrom <cell/f>",
        ),
        node("format/group", "imr:Format"),
        node("format/individual", "imr:Format"),
    )
    assert [(key, result.severity) for key, result in results.items()] == [
        ("format-in-note-only--one--n", "label-or-wording")
    ] * count


@pytest.mark.parametrize(
    ("kinds", "count"), [("clinics (table); agencies (text)", 1), ("clinics", 0), ("clinics (table)", 0)]
)
def test_sites_in_two_ways(kinds: str, count: int) -> None:
    results = found(
        "described-two-ways",
        node("study/one", "imr:Study", f'imr:siteKind "{kinds}"', "prov:wasDerivedFrom <passage/p1>"),
        cell("s", 'imr:text "13 clinics"'),
        node(
            "delivery/d",
            "imr:Delivery",
            "imr:ofStudy <study/one>",
            'imr:settingAsPrinted "13 clinics"',
            "prov:wasDerivedFrom <cell/s> , <passage/p1> , <passage/p2>",
        ),
    )
    expected = [("sites-two-ways--one", "one: agencies", "one: clinics", {"passage/p1"}, {"cell/s"})]
    assert [(k, r.first, r.second, r.first_places, r.second_places) for k, r in results.items()] == expected * count


def in_column(key: str, metric: str, *more: str) -> str:
    """Return the main record of a study of its own, in a cell of the column on dropout."""
    places = (f"imr:hasMetric <metric/{metric}>", f"prov:wasDerivedFrom <cell/{key}>")
    return (
        node(f"study/{key}", "imr:Study")
        + cell(key, "imr:inColumn <column/d>")
        + record(key, "dropout", key, *places, *more, study=key)
        + f"<slot/{key}> imr:mainRecord <result/{key}> ."
    )


def dropout_column(label: str) -> str:
    """Return a column on dropout with this heading."""
    return column("d", 2, "imr:ofOutcome <outcome/dropout>", f'rdfs:label "{label}"@en')


def test_figures_of_different_kinds_in_one_column() -> None:
    three = in_column("a", "rate") + in_column("b", "rate") + in_column("c", "half")
    key, result = one("cells-against-heading", dropout_column("Dropout"), three)
    assert (key, result.kind, result.severity) == ("figures-mixed--d", "definition", "changes-a-description")
    assert (result.first, result.second) == ("Table 1, column Dropout: most figures are rate", "c: c (half)")
    assert (result.first_places, result.second_places) == ({"cell/a", "cell/b"}, {"cell/c"})
    assert result.concerns == {"study/c", "result/c"}
    alike = in_column("a", "rate") + in_column("b", "rate")
    assert found("cells-against-heading", dropout_column("Dropout"), alike) == {}


def test_a_heading_that_promises_a_spread() -> None:
    heading, spread = dropout_column("Rate (M, SD)"), "imr:standardDeviation 0.3"
    key, result = one("cells-against-heading", heading, in_column("a", "rate", spread), in_column("b", "rate"))
    assert (key, result.second, result.second_places) == ("figures-mixed--d", "b: b (no spread)", {"cell/b"})
    both = in_column("a", "rate", spread) + in_column("b", "rate", spread)
    assert found("cells-against-heading", heading, both) == {}
    assert found("cells-against-heading", dropout_column("USD spent"), in_column("a", "rate")) == {}


def counts(*ways: str) -> str:
    """Return studies whose people were counted in these ways, in a column with a note."""
    made = column("n", 4, "imr:hasFootnote <footnote/all>") + note("all", "6", "Everybody counts.")
    for index, way in enumerate(ways):
        made += cell(f"n{index}", f'imr:text "{index}"', "imr:inColumn <column/n>")
        made += node(
            f"study/s{index}",
            "imr:Study",
            f'imr:participantsCounted "{way}"',
            f'imr:participantsAsPrinted "{index}"',
            f"prov:wasDerivedFrom <cell/n{index}>",
        )
    return made


def test_people_counted_otherwise_than_the_note_says() -> None:
    four = counts("everybody", "everybody; 3 of them early", "everybody", "baseline")
    key, result = one("cells-against-heading", four)
    assert (key, result.kind, result.severity) == ("counted-otherwise--s3", "definition", "changes-a-description")
    assert (result.first_places, result.second_places) == ({"footnote/all"}, {"cell/n3"})
    assert (result.second, result.concerns) == ("s3: 3 (baseline)", {"study/s3"})
    assert found("cells-against-heading", counts("everybody", "everybody")) == {}


@pytest.mark.parametrize(
    ("method", "severities"),
    [("self-report", ["changes-a-description"]), ("unreported", ["tension"]), ("record-review", [])],
)
def test_objective_results_that_are_from_no_record(method: str, severities: list[str]) -> None:
    results = found(
        "cells-against-heading",
        STUDY,
        row("section", 'rdfs:label "Objective"@en'),
        row("line", "imr:inSectionRow <row/section>"),
        node(f"measurement-method/{method}", "imr:MeasurementMethod"),
        slot("s", "hope", "objective-record", "significant", "cell/x", "passage/p1", study="one"),
        f"<finding/s> imr:measuredBy <measurement-method/{method}> . <cell/x> imr:inRow <row/line> .",
    )
    assert [result.severity for result in results.values()] == severities
    for key, result in results.items():
        assert (key, result.second) == ("objective-by-other-means--s", "s, filed under Objective")
        assert (result.first_places, result.second_places) == ({"passage/p1"}, {"cell/x"})


def rates(key: str, dropout: str, completion: str) -> str:
    """Return a study with a dropout and a completion rate in cells of their columns."""
    made = node(f"study/{key}", "imr:Study")
    for outcome, value in (("dropout", dropout), ("completion", completion)):
        made += cell(f"{key}-{outcome}", f"imr:inColumn <column/{outcome}>")
        made += record(
            f"{key}-{outcome}",
            outcome,
            value,
            f"imr:value {value}",
            f"prov:wasDerivedFrom <cell/{key}-{outcome}>",
            study=key,
        )
        made += f"<slot/{key}-{outcome}> imr:mainRecord <result/{key}-{outcome}> ."
    return made


RATE_COLUMNS = column("dropout", 2, "imr:ofOutcome <outcome/dropout>") + column(
    "completion", 3, "imr:ofOutcome <outcome/completion>"
)


def test_dropout_and_completion_that_add_up_in_some_studies_only() -> None:
    key, result = one("unlike-rates", RATE_COLUMNS, rates("a", "0.27", "0.73"), rates("b", "0.26", "0.15"))
    assert (key, result.kind, result.severity) == (
        "rates-do-not-complement--dropout--completion",
        "definition",
        "tension",
    )
    assert result.first == "Dropout and completion make a whole in: a 27% and 73%, together 100%"
    assert result.second == "They do not in: b 26% and 15%, together 41%"
    assert (result.first_places, result.second_places) == (
        {"cell/a-dropout", "cell/a-completion"},
        {"cell/b-dropout", "cell/b-completion"},
    )
    # All alike, or alike within the rounding of both.
    assert found("unlike-rates", RATE_COLUMNS, rates("a", "0.27", "0.73"), rates("b", "0.26", "0.75")) == {}
    assert found("unlike-rates", RATE_COLUMNS, rates("a", "0.2", "0.3"), rates("b", "0.26", "0.15")) == {}


def test_a_rate_of_both_arms_among_rates_of_the_program() -> None:
    both = (
        node("study/both", "imr:Study")
        + cell("both", "imr:inColumn <column/dropout>")
        + note("n", "1", "Both arms.")
        + record(
            "both",
            "dropout",
            "18%",
            "imr:value 0.18",
            "imr:covers <coverage/imr-and-control-combined>",
            "prov:wasDerivedFrom <cell/both> , <footnote/n>",
            study="both",
        )
        + "<slot/both> imr:mainRecord <result/both> ."
    )
    key, result = one("unlike-rates", RATE_COLUMNS, both, rates("a", "0.27", "0.3"))
    assert (key, result.kind, result.severity) == ("rate-of-both-arms--both", "scope", "changes-a-description")
    assert (result.first_places, result.second_places) == ({"cell/a-dropout"}, {"cell/both", "footnote/n"})
    assert result.concerns == {"study/both", "result/both"}
    assert found("unlike-rates", RATE_COLUMNS, both) == {}


# All checks at once


def test_every_check_says_what_it_is_although_it_finds_nothing() -> None:
    assert len(files()) >= 21
    for slug in files():
        assert found(slug) == {}


def test_no_query_knows_the_review(rows: Rows) -> None:
    names = {study["key"] for study in rows["studies"]} | {
        re.split("[ ,-]", study["label"])[0] for study in rows["studies"]
    }
    names -= {"Adaptation", "Staff", "Trainee", "National"}
    for file in files().values():
        text = file.read_text(encoding="utf-8")
        assert not [name for name in names if name in text], file.name
        assert not re.search(
            r"<https://w3id.org/imrkg/id/(study|reference|finding|implementation-result|cell|passage|footnote)/[a-z0-9]",
            text,
        )


def test_every_disagreement_of_the_review_is_complete(graph: ox.Store, rows: Rows) -> None:
    places = ("passage/", "cell/", "footnote/")
    keys: list[str] = []
    kinds, severities = (
        {concept["key"] for concept in rows["concepts"] if concept["scheme"] == scheme}
        for scheme in ("discrepancy-kind", "severity")
    )
    for slug in files():
        for key, result in run(graph, slug).items():
            keys.append(key)
            assert result.kind in kinds, key
            assert result.severity in severities, key
            assert result.concerns, key
            for side in (result.first_places, result.second_places):
                assert any(place.startswith(places) for place in side), key
    assert len(keys) == len(set(keys))


# The shipped graph, from the sheets by another way


def items(text: str) -> list[str]:
    """Return the parts of a list column."""
    return [part for part in text.split(";") if part]


def by_key(rows: Rows, sheet: str) -> dict[str, dict[str, str]]:
    """Return the rows of a sheet by key."""
    return {record["key"]: record for record in rows[sheet]}


def main_records(rows: Rows) -> Iterable[dict[str, str]]:
    """Return the records that have the key of their study and outcome: what the cell prints."""
    return (
        record
        for record in rows["implementation-results"]
        if record["key"] == f"{record['study']}--{record['outcome']}"
    )


def decimals(printed: str) -> int:
    """Return how many decimals the first figure of a printed text has."""
    number = re.search(r"\d*\.?\d+", printed)
    return len(number[0].partition(".")[2]) if number else 0


def contested(rows: Rows) -> set[str]:
    return {f"contested-finding--{finding['key']}" for finding in rows["findings"] if finding["contests"]}


def text_against_cell(rows: Rows) -> set[str]:
    keys = set()
    for told, held in itertools.product(rows["implementation-results"], repeat=2):
        same = all(told[name] == held[name] for name in ("study", "outcome", "unit")) and not told["subsample"]
        if held["key"] != f"{held['study']}--{held['outcome']}":
            continue
        if not (
            same and told["metric"] and held["metric"] and told["passages"] and held["cells"] and not told["cells"]
        ):
            continue
        if "reported" not in (told["status"], held["status"]) or not told["value_as_printed"]:
            continue
        pairs = [(told[name], held[name]) for name in ("value", "minimum", "maximum") if told[name] and held[name]]
        equal = bool(pairs) and all(Fraction(a) == Fraction(b) for a, b in pairs)
        if pairs and equal == (told["metric"] != held["metric"]):
            keys.add(f"text-against-cell--{told['key']}")
    return keys


def unresolved(rows: Rows) -> set[str]:
    marked: dict[tuple[str, str], str] = {}
    for cell in sorted(rows["cells"], key=lambda record: record["key"]):
        if cell["unresolved_marks"]:
            marked.setdefault((cell["table"], cell["unresolved_marks"]), cell["key"])
    notes = {note["key"]: note["statement"] for note in rows["footnotes"]}
    return {f"unresolved-mark--{key}" for key in marked.values()} | {
        f"unexplained-symbol--{symbol['key']}"
        for symbol in rows["table-symbols"]
        if symbol["symbol"]
        and symbol["symbol"].split(" (")[0] not in " ".join(notes[key] for key in items(symbol["footnotes"]))
    }


def unmarked(rows: Rows) -> set[str]:
    used = {key for sheet in ("cells", "table-columns") for record in rows[sheet] for key in items(record["footnotes"])}
    return {
        f"note-without-mark--{note['key']}"
        for note in rows["footnotes"]
        if note["mark"] != "general" and note["key"] not in used
    }


def impossible(rows: Rows) -> set[str]:
    studies, keys = by_key(rows, "studies"), set()
    whole = {"not-stated", "all-sites", "imr-participants", "imr-and-control-combined", "act-team-consumers"}
    for record in rows["implementation-results"]:
        if (
            record["statistic"] != "rate"
            or record["outcome"] == "fidelity"
            or not record["value"]
            or record["denominator"]
        ):
            continue
        parts = [
            int(other["denominator"])
            for other in rows["implementation-results"]
            if other["study"] == record["study"]
            and other["covers"] == record["covers"]
            and other["denominator"]
            and other["subsample"]
        ]
        arms = [
            int(arm["participants"])
            for arm in rows["arms"]
            if arm["study"] == record["study"] and arm["role"] == "intervention" and arm["participants"]
        ]
        size = int(studies[record["study"]]["participants"] or 0) if record["covers"] in whole else 0
        if arms and record["outcome"] != "penetration" and record["covers"] != "imr-and-control-combined" and size:
            size = sum(arms)
        size = max(parts, default=size)
        half = Fraction(1, 2 * 100 * 10 ** decimals(record["value_as_printed"]))
        if size and not any(abs(Fraction(k, size) - Fraction(record["value"])) <= half for k in range(size + 1)):
            keys.add(f"impossible-rate--{record['key']}")
    return keys


def sums(rows: Rows) -> set[str]:
    studies, sizes = by_key(rows, "studies"), defaultdict(dict)
    for record in rows["implementation-results"]:
        if record["subsample"] and record["denominator"]:
            sizes[record["study"], record["outcome"]][record["subsample"]] = int(record["denominator"])
    return {
        f"parts-do-not-add-up--{study}--{outcome}"
        for (study, outcome), parts in sizes.items()
        if len(parts) > 1
        and studies[study]["participants"]
        and sum(parts.values()) != int(studies[study]["participants"])
    }


def equal(rows: Rows) -> set[str]:
    counted = sorted((study["key"], study) for study in rows["studies"] if int(study["participants"] or 0) >= 100)
    return {
        f"equal-participants--{one}--{two}"
        for (one, first), (two, second) in itertools.combinations(counted, 2)
        if first["participants"] == second["participants"]
        and two not in items(first["overlaps_with"])
        and not set(items(first["member_of"])) & set(items(second["member_of"]))
    }


def two_numbers(rows: Rows) -> set[str]:
    keys = set()
    for one, two in itertools.combinations(sorted(rows["references"], key=lambda record: int(record["number"])), 2):
        pair_key = f"{one['number']}--{two['number']}"
        if two["key"] in items(one["possibly_same_as"]):
            keys.add(f"two-numbers--{pair_key}")
        elif one["named_authors"] and two["named_authors"]:
            names = {re.split("[ ,]", record["named_authors"])[0] for record in (one, two)}
            if len(names) == 1 and not (one["named_year"] and two["named_year"]):
                keys.add(f"one-author--{pair_key}")
    return keys


def places_of(rows: Rows, study: str) -> set[str]:
    """Return the passages that a study, its findings and its records were read from."""
    read = [by_key(rows, "studies")[study]]
    for sheet in ("findings", "implementation-results", "arms", "deliveries"):
        read += [record for record in rows[sheet] if record["study"] == study]
    return {place for record in read for place in items(record["passages"])}


def row_references(rows: Rows) -> set[str]:
    cited = defaultdict(set)
    for citation in rows["citations"]:
        for place in items(citation["passages"]) + items(citation["cells"]):
            cited[place].add(citation["reference"])
    in_text = {
        reference for citation in rows["citations"] if citation["passages"] for reference in [citation["reference"]]
    }
    keys, studies, same = (
        set(),
        by_key(rows, "studies"),
        {r["key"]: set(items(r["possibly_same_as"])) for r in rows["references"]},
    )
    for line in rows["table-rows"]:
        if not line["references"]:
            continue
        study, printed = line["study"], {number.strip() for number in line["references"].split(",")}
        reported = set(items(studies[study]["references"]))
        own = set().union(*(cited[place] for place in items(studies[study]["passages"]))) & reported
        if {n for n in own if not same[n] & reported} != {n for n in printed if not same[n] & reported}:
            keys.add(f"references-of-row--{study}")
        near = set().union(*(cited[place] for place in places_of(rows, study)))
        for number in printed:
            if number not in in_text:
                keys.add(f"reference-in-table-only--{number}--{study}")
            elif number not in near:
                keys.add(f"reference-for-something-else--{number}--{study}")
    return keys


def outside(rows: Rows) -> set[str]:
    place = by_key(rows, "passages")
    keys = set()
    for fact in rows["review-facts"]:
        if fact["kind"] != "included-count" or "implementation" not in fact["label"].lower():
            continue
        told = {(place[key]["section"], place[key]["paragraph"]) for key in items(fact["passages"])}
        named = {
            citation["reference"]
            for citation in rows["citations"]
            for key in items(citation["passages"])
            if (place[key]["section"], place[key]["paragraph"]) in told
        }
        roles = {record["key"]: set(items(record["roles"])) for record in rows["references"]}
        used = {
            n
            for n, has in roles.items()
            if has & {"implementation-study", "fidelity-study"} and "outcome-study" not in has
        }
        if used - named:
            keys.add(f"sources-outside-the-count--{fact['key']}")
    return keys


def site_counts(rows: Rows) -> set[str]:
    studies = by_key(rows, "studies")
    return {
        f"sites-against-denominator--{record['key']}"
        for record in rows["implementation-results"]
        if record["metric"].startswith("share-of-sites") and record["denominator"]
        if studies[record["study"]]["sites"] not in ("", record["denominator"])
    }


def ranges(rows: Rows) -> set[str]:
    whole = {
        (record["study"], record["outcome"], record["unit"]): record["value"]
        for record in main_records(rows)
        if record["value"]
    }
    return {
        f"range-against-value--{record['key']}"
        for record in rows["implementation-results"]
        if record["covers"] == "site-range" and record["minimum"]
        for value in [whole.get((record["study"], record["outcome"], record["unit"]))]
        if value and not Fraction(record["minimum"]) <= Fraction(value) <= Fraction(record["maximum"])
    }


def names(rows: Rows) -> set[str]:
    shown = defaultdict(set)
    for heading in rows["table-rows"] + rows["table-columns"]:
        if heading["study"]:
            shown[heading["study"]].add(
                re.sub(r"\s*\([\d, ]+\)\s*$", "", heading["label"]).translate(str.maketrans("", "", " ,."))
            )
    return {f"labels-differ--{study}" for study, labels in shown.items() if len(labels) > 1}


def without_row(rows: Rows) -> set[str]:
    headed = {record["study"] for record in rows["table-columns"]}
    lined = {record["study"] for record in rows["table-rows"]}
    lines = {(record["outcome"], record["rater"]) for record in rows["table-rows"] if record["outcome"]}
    columns = {record["outcome"] for record in rows["table-columns"] if record["outcome"]}
    keys = set()
    for finding in rows["findings"]:
        if finding["contests"] or not finding["result"]:
            continue
        main = finding["key"] == f"{finding['study']}--{finding['outcome']}--{finding['rater']}"
        if main and finding["study"] in headed and (finding["outcome"], finding["rater"]) not in lines:
            keys.add(f"outcome-without-row--{finding['key']}")
        if finding["study"] not in headed | lined and any(outcome == finding["outcome"] for outcome, _ in lines):
            keys.add(f"study-without-row--{finding['study']}")
    for record in rows["implementation-results"]:
        if (
            record["status"] == "reported"
            and record["value_as_printed"]
            and record["study"] in lined
            and record["outcome"] not in columns
        ):
            keys.add(f"outcome-without-column--{record['outcome']}")
    return keys


def out_of_place(rows: Rows) -> set[str]:
    first = {record["key"] for record in rows["table-columns"] if record["number"] == "1"}
    lines = by_key(rows, "table-rows")
    heading = [cell for cell in rows["cells"] if cell["column"] in first]
    on_columns = {note for record in rows["table-columns"] for note in items(record["footnotes"])}
    keys = {
        f"mark-at-two-headings--{note}" for cell in heading for note in items(cell["footnotes"]) if note in on_columns
    }
    for one, two in itertools.permutations(heading, 2):
        outcome = lines[one["row"]]["outcome"]
        if outcome and one["table"] == two["table"] and outcome == lines[two["row"]]["outcome"]:
            keys |= {
                f"mark-missing--{two['key']}--{note}"
                for note in items(one["footnotes"])
                if note not in items(two["footnotes"])
            }
    return keys


def yet_given(rows: Rows) -> set[str]:
    keys = set()
    for record in main_records(rows):
        parts = [
            r
            for r in rows["implementation-results"]
            if (r["study"], r["outcome"]) == (record["study"], record["outcome"]) and r["subsample"]
        ]
        if record["status"] == "not-reported" and any(
            r["status"] == "reported" and r["value_as_printed"] for r in parts
        ):
            keys.add(f"not-reported-yet-given--{record['key']}")
        if record["status"] == "reported" and not record["value_as_printed"] and not record["cells"]:
            keys.add(f"announced-without-figure--{record['key']}")
    return keys


def parts_of_scales(rows: Rows) -> set[str]:
    about_totals = {
        note["table"] for note in rows["footnotes"] if note["mark"] == "general" and "total score" in note["statement"]
    }
    cells, instruments = by_key(rows, "cells"), by_key(rows, "instruments")
    return {
        f"part-against-total--{finding['key']}"
        for finding in rows["findings"]
        if any(cells[key]["table"] in about_totals for key in items(finding["cells"]))
        if finding["subscales_total"]
        or "ubscale" in (instruments[finding["instrument"]]["label"] if finding["instrument"] else "")
    }


def two_ways(rows: Rows) -> set[str]:
    keys, cells, notes = set(), by_key(rows, "cells"), by_key(rows, "footnotes")
    for one, two in itertools.permutations([arm for arm in rows["arms"] if arm["role"] == "comparator"], 2):
        told = one["passages"] and not one["footnotes"] and two["footnotes"] and not two["passages"]
        if one["study"] == two["study"] and one["condition"] != two["condition"] and told:
            keys.add(f"control-group-two-ways--{one['study']}")
    keys |= {
        f"sites-two-ways--{study['key']}"
        for study in rows["studies"]
        if study["site_kind"].endswith(" (text)") and " (table); " in study["site_kind"]
    }
    for cell in rows["cells"]:
        if re.search("non-randomized", cell["text"], re.IGNORECASE):
            keys |= {
                f"design-against-note--{by_key(rows, 'table-rows')[cell['row']]['study']}--{key}"
                for key in items(cell["footnotes"])
                if notes[key]["statement"].startswith("Chance")
            }
    for delivery in rows["deliveries"]:
        for key in items(delivery["cells"]):
            told = re.search("|".join(items(delivery["formats"])), cells[key]["text"], re.IGNORECASE)
            if delivery["format_from"] == "footnote" and cells[key]["column"].endswith("--format") and not told:
                keys |= {f"format-in-note-only--{delivery['study']}--{note}" for note in items(cells[key]["footnotes"])}
    return keys


def unlike(rows: Rows) -> set[str]:
    values = {
        (r["study"], r["outcome"]): Fraction(r["value"])
        for r in main_records(rows)
        if r["value"] and r["unit"] == "proportion"
    }
    together = [
        values[study, "dropout"] + values[study, "completion"]
        for study, outcome in values
        if outcome == "dropout" and (study, "completion") in values
    ]
    whole = Counter(abs(total - 1) <= Fraction(1, 100) for total in together)
    keys = {"rates-do-not-complement--dropout--completion"} if len(whole) == 2 else set()
    return keys | {
        f"rate-of-both-arms--{record['key']}"
        for record in main_records(rows)
        if record["covers"] == "imr-and-control-combined" and record["cells"]
    }


def misfits(rows: Rows) -> set[str]:
    cells, columns = by_key(rows, "cells"), by_key(rows, "table-columns")
    held = defaultdict(list)
    for record in main_records(rows):
        if record["status"] == "reported" and record["cells"] and record["metric"]:
            held[next(cells[key]["column"] for key in items(record["cells"]))].append(record)
    keys = set()
    for column, records in held.items():
        promised = "SD" in columns[column]["label"]
        alike = len({record["metric"] for record in records}) == 1
        if not alike or (promised and not all(record["standard_deviation"] for record in records)):
            keys.add(f"figures-mixed--{column}")
    ways = Counter(study["participants_counted"] for study in rows["studies"] if study["participants_as_printed"])
    usual = ways.most_common(1)[0][0]
    keys |= {
        f"counted-otherwise--{study['key']}"
        for study in rows["studies"]
        if study["participants_as_printed"] and not study["participants_counted"].startswith(usual)
    }
    return keys | {
        f"objective-by-other-means--{finding['key']}"
        for finding in rows["findings"]
        if finding["rater"] == "objective-record" and finding["measured_by"] in ("self-report", "unreported")
        if finding["cells"] and finding["passages"]
    }


def merged(rows: Rows) -> set[str]:
    clusters = {study["key"] for study in rows["studies"] if study["kind"] == "study-cluster"}
    return {
        f"merged-studies--{r['study']}--{r['table']}"
        for r in rows["table-rows"] + rows["table-columns"]
        if r["study"] in clusters
    }


def untold(rows: Rows) -> set[str]:
    trials = {study["key"] for study in rows["studies"] if study["design"] == "randomized-controlled-trial"}
    slots = defaultdict(list)
    for finding in rows["findings"]:
        slots[finding["study"], finding["outcome"], finding["rater"]].append(finding)
    challenged = {key for finding in rows["findings"] for key in items(finding["contests"])}
    keys = set()
    for (study, outcome, rater), filled in slots.items():
        main = [finding for finding in filled if finding["key"] == f"{study}--{outcome}--{rater}"]
        if not main or not main[0]["cells"] or any(finding["passages"] for finding in filled):
            continue
        in_trials = {
            finding["result"]
            for trial in trials
            for finding in slots.get((trial, outcome, rater), [])
            if finding["key"] == f"{trial}--{outcome}--{rater}"
        }
        differs = study not in trials and in_trials and main[0]["result"] not in in_trials
        if differs or (study in trials and not set(items(main[0]["cells"])) & challenged):
            keys.add(f"untold-result--{main[0]['key']}")
    return keys


EXPECTED = {
    "contested-findings": contested,
    "text-against-cell": text_against_cell,
    "unresolved-marks": unresolved,
    "notes-without-mark": unmarked,
    "impossible-rates": impossible,
    "subsamples-do-not-add-up": sums,
    "equal-participants": equal,
    "two-numbers-for-one-source": two_numbers,
    "table-references-against-text": row_references,
    "sources-outside-the-count": outside,
    "sites-against-denominator": site_counts,
    "range-against-value": ranges,
    "labels-differ": names,
    "outcomes-without-row": without_row,
    "marks-out-of-place": out_of_place,
    "not-reported-yet-given": yet_given,
    "parts-against-totals": parts_of_scales,
    "described-two-ways": two_ways,
    "unlike-rates": unlike,
    "cells-against-heading": misfits,
    "merged-columns": merged,
    "untold-results": untold,
}


def test_every_check_has_another_way_to_its_keys() -> None:
    assert set(EXPECTED) == set(files())


@pytest.mark.parametrize("slug", sorted(EXPECTED))
def test_the_review_disagrees_where_the_sheets_say_so(slug: str, graph: ox.Store, rows: Rows) -> None:
    assert set(run(graph, slug)) == EXPECTED[slug](rows)


def test_figures_of_the_review_that_were_worked_out_by_hand(graph: ox.Store) -> None:
    hicks = run(graph, "impossible-rates")["impossible-rate--salyers-hicks-2009--completion"]
    assert "9 of 14 is 64.3%, 10 of 14 is 71.4%" in hicks.explanation
    assert hicks.severity == "changes-a-number-or-finding"
    israel = run(graph, "sites-against-denominator")[
        "sites-against-denominator--hasson-ohayon-2007--fidelity--moderate-sites"
    ]
    assert "8 of 11 is 72.7%, 8 of 13 would be 61.5%" in israel.explanation
    project = run(graph, "table-references-against-text")["references-of-row--niebp"]
    assert "the text cites references 19, 20, 21, 22, 23, its row in the table has 19, 42, 48" in project.explanation
