"""What the evidence lacks: counts that add up, follow the sheets, and never take one kind of nothing for another."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from test_questions_answers import TABLE_2, TEXT_ONLY_RESULTS

from imrkg import engine, gaps, network, question, resources, results, sheets, store, tables
from imrkg import namespaces as ns
from imrkg.errors import NothingToCheck

Rows = list[dict[str, str]]
Change = Callable[[Rows], None]
TRIAL, CONTROLLED, PRE_POST = "randomized-controlled-trial", "non-randomized-controlled-study", "pre-post-study"
# The columns of Table 2 by design, by hand: three trials, two controlled studies (one merged), three pre-post studies.
COLUMNS = {TRIAL: slice(0, 3), CONTROLLED: slice(3, 5), PRE_POST: slice(5, 8)}


@pytest.fixture(scope="module")
def found(graph: ox.Store) -> gaps.Gaps:
    return gaps.gaps(graph)


def ask(data: ox.Store, slug: str, **words: str) -> list[dict[str, object]]:
    asked = question.get(slug)
    return results.collect(engine.run(data, question.bind(asked, question.resolve(data, asked, words)))).rows()


def keyed(rows: gaps.Rows, *columns: str) -> dict[tuple[object, ...], dict[str, tables.Value]]:
    by_key = {tuple(row[c] for c in columns): row for row in rows}
    assert len(by_key) == len(rows)
    return by_key


def unstated(found: gaps.Gaps) -> dict[tuple[object, ...], dict[str, tables.Value]]:
    return keyed(found.unstated, "kind", "outcome", "rater", "design")


# ------------------------------------------------------------------------------------------- the review


def test_the_matrix_is_complete_and_its_counts_add_up(found: gaps.Gaps) -> None:
    assert len(found.by_design) == (len(TABLE_2) + 2) * 3
    sizes = {design: len(range(8)[columns]) for design, columns in COLUMNS.items()}
    for row in found.by_design:
        assert row["studies"] == sizes[str(row["design"])], "the merged column is one study"
        numbers = {name: value for name, value in row.items() if isinstance(value, int)}
        assert numbers["measured"] + numbers["not_measured"] + numbers["not_tabulated"] == numbers["studies"]
        with_result = numbers["significant"] + numbers["not_significant"] + numbers["mixed"]
        assert with_result + numbers["other_result"] == numbers["measured"]


def test_the_zeros_of_the_matrix_are_the_blanks_of_the_table(found: gaps.Gaps) -> None:
    blank = {
        (outcome, rater, design)
        for _, _, rater, outcome, cells in TABLE_2
        for design, columns in COLUMNS.items()
        if set(cells.split()[columns]) == {"-"}
    }
    zeros = {(r["outcome"], r["rater"], r["design"]) for r in found.by_design if r["measured"] == 0 and r["tabulated"]}
    assert zeros == blank
    # Beside the table: one study is told of social support, and none of quality of life rated by an observer.
    beside = {(r["outcome"], r["design"], r["measured"]) for r in found.by_design if not r["tabulated"]}
    assert len(TEXT_ONLY_RESULTS) == 1
    assert {b for b in beside if b[2]} == {("social-support", TRIAL, 1)}
    assert all(r["not_measured"] == 0 for r in found.by_design if not r["tabulated"]), "no row, so no blank"


def test_parameters_narrow_the_matrix(graph: ox.Store) -> None:
    rows = ask(graph, "evidence-by-design", outcome="functioning", rater="consumer", design="controlled-study")
    assert {(r["outcome"], r["rater"], r["design"]) for r in rows} == {
        (outcome, "consumer", design)
        for outcome in ("quality-of-life-community-functioning", "social-support")
        for design in (TRIAL, CONTROLLED)
    }
    assert {r["outcome"] for r in ask(graph, "reporting-by-design", outcome="feasibility", design=TRIAL)} == {
        "dropout",
        "sessions-attended",
        "completion",
    }


# Typed by hand from the manuscript: gap, outcome, verdict, and some of the counts.
STATED = [
    ("satisfaction-not-in-rcts", "satisfaction", "the matrix shows the same", {"studies": 3, "not_measured": 3}),
    ("evidence-social-support", "social-support", "the matrix shows some evidence",
     {"studies": 8, "measured": 1, "significant": 0, "not_significant": 1, "not_measured": 0, "not_tabulated": 7}),
    ("evidence-quality-of-life", "quality-of-life-community-functioning", "the matrix shows some evidence",
     {"measured": 4, "significant": 2, "not_significant": 3, "not_measured": 4}),
    ("evidence-community-integration", "community-integration", "not in the matrix", {"studies": 0, "measured": None}),
    ("implementation-costs", "cost", "not in the matrix", {"studies": 0, "reported": None}),
    ("predictors-of-dropout", "dropout", "the matrix cannot tell", {"reported": 9, "measured": None}),
    ("completion-not-reported", "completion", "the matrix shows the same", {"reported": 0, "not_reported": 6}),
    ("penetration-rarely-reported", "penetration", "the matrix shows some evidence",
     {"reported": 2, "not_tabulated": 11}),
    ("recovery-one-rct-only", "recovery", "the matrix shows some evidence",
     {"studies": 3, "measured": 1, "significant": 0, "not_significant": 1, "not_measured": 2}),
    ("symptoms-self-report-unsettled", "psychiatric-symptoms", "the matrix shows some evidence",
     {"measured": 2, "significant": 1, "not_significant": 1, "contested": 1}),
    ("wsm-evaluation-information", "goal-progress", "not in the matrix", {"told_outside": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("gap", "outcome", "verdict", "counts"), STATED, ids=[row[0] for row in STATED])
def test_stated_gaps_beside_the_matrix(
    found: gaps.Gaps, gap: str, outcome: str, verdict: str, counts: dict[str, int | None]
) -> None:
    row = keyed(found.stated, "gap", "outcome")[gap, outcome]
    assert row["verdict"] == verdict
    assert {name: row[name] for name in counts} == counts


def test_no_stated_gap_is_left_out(found: gaps.Gaps, rows: dict[str, Rows]) -> None:
    assert {row["gap"] for row in found.stated} == {row["key"] for row in rows["gaps"]}
    named = [row for row in rows["gaps"] if "outcome/" in row["about"]]
    shown = found.tables()[1]
    assert shown.name == "stated-gaps-in-matrix"
    assert {row[0] for row in shown.rows} == {row["statement"] for row in named}
    assert any(f"{len(rows['gaps']) - len(named)} stated gaps name no outcome" in note for note in shown.notes)


def test_the_most_glaring_unstated_gaps_come_first(found: gaps.Gaps) -> None:
    ranks = [int(str(row["rank"])) for row in found.unstated]
    assert ranks == sorted(ranks)
    # Read off Table 2 by eye: one controlled study looked at incarceration or homelessness, and no trial.
    row = unstated(found)["no-randomized-trial", "incarceration-homelessness", "objective-record", TRIAL]
    assert (row["studies"], row["not_measured"], row["not_stated"], row["other_raters"]) == (3, 3, 3, 0)
    # Read off Table 3: NR for completion in all three trials, and no sentence of the text says so.
    row = unstated(found)["not-reported-in-this-design", "completion", None, TRIAL]
    assert (row["studies"], row["measured"], row["not_reported"], row["not_stated"]) == (3, 0, 3, 3)
    # The Discussion tells that relapse and the competence of clinicians are open.
    assert not {row["outcome"] for row in found.unstated} & {"relapse", "competence"}
    # That no trial asked about satisfaction is stated, so it is not here.
    assert not [row for row in found.unstated if row["outcome"] == "satisfaction"]


def test_tables_fit_their_columns_and_name_their_questions(found: gaps.Gaps) -> None:
    made = found.tables()
    assert len({table.name for table in made}) == len(made) == 4
    slugs = {q.slug for q in question.all_questions()}
    for table in made:
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert any(slug in note for note in table.notes for slug in slugs if slug == table.name)
    text = tables.write(made, "text").decode()
    for kind in ("not measured", "not reported", "not tabulated", "not significant"):
        assert kind in text
    assert tables.write(made, "json")


def test_no_study_and_no_outcome_is_named_in_the_code(rows: dict[str, Rows]) -> None:
    keys = {word for r in rows["studies"] for word in re.findall(r"[a-z]{5,}", r["key"])}
    keys |= {r["key"] for r in rows["concepts"] if r["scheme"] in ("outcome", "rater")}
    keys -= {"qualitative", "adaptation", "staff", "training", "survey", "functioning", "cost", "trainee", "recovery"}
    assert {"salyers", "satisfaction"} <= keys
    for module in (gaps, network):
        assert module.__file__
        text = Path(module.__file__).read_text(encoding="utf-8").lower()
        assert not {key for key in keys if re.search(rf"\b{key}\b", text)}


# ------------------------------------------------------------------------------------------ changed sheets


def altered(folder: Path, **changes: Change) -> ox.Store:
    """Return source and evidence as changed sheets give them (underscores in the names stand for hyphens)."""
    folder.mkdir(exist_ok=True)
    for file in resources.sheets().iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name, change in changes.items():
        file = folder / f"{name.replace('_', '-')}.csv"
        with file.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            read, columns = list(reader), reader.fieldnames
        assert columns
        before = [dict(row) for row in read]
        change(read)
        assert read != before, "the change changes nothing"
        with file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns)
            writer.writeheader()
            writer.writerows(read)
    work = ox.Store()
    work.extend(sheets.to_quads(sheets.read(folder)))
    work.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    for name in ("source", "evidence"):
        for query in sorted(resources.path("queries", "build", name).glob("*.rq")):
            answer = engine.run(work, query.read_text(encoding="utf-8"), source=query.name)
            assert isinstance(answer, ox.QueryTriples)
            work.extend([ox.Quad(*triple, ox.NamedNode(ns.GRAPHS[name])) for triple in answer])
    work.remove_graph(ox.NamedNode(ns.SHEETS_GRAPH))
    return work


def setting(keys: str, /, **values: str) -> Change:
    """Return a change of cells in the rows with these keys."""

    def change(read: Rows) -> None:
        wanted = [row for row in read if row["key"] in keys.split()]
        assert len(wanted) == len(keys.split())
        for row in wanted:
            row.update(values)

    return change


def without(*keys: str) -> Change:
    """Return a change that takes rows away."""

    def change(read: Rows) -> None:
        read[:] = [row for row in read if row["key"] not in keys]

    return change


def finding(study: str, outcome: str, rater: str, result: str) -> Change:
    """Return a change that adds a finding read from the cell of Table 2."""

    def change(read: Rows) -> None:
        row = dict.fromkeys(read[0], "")
        cell = f"table-2--{rater}--{outcome}--{study}"
        row |= {
            "key": f"{study}--{outcome}--{rater}",
            "study": study,
            "outcome": outcome,
            "rater": rater,
            "cells": cell,
        }
        copied = ("significance", "comparison", "time_point", "blinding", "basis", "direction")
        model = next(r for r in read if r["result"] == result and r["basis"] == "cell" and not r["condition"])
        read.append(row | {"result": result} | {name: model[name] for name in copied})

    return change


def test_unchanged_sheets_give_what_is_shipped(found: gaps.Gaps, tmp_path: Path) -> None:
    def note(read: Rows) -> None:
        read[0]["note"] = "changed"

    assert gaps.gaps(altered(tmp_path, gaps=note)) == found


def test_a_new_measurement_closes_a_gap(found: gaps.Gaps, tmp_path: Path) -> None:
    key = ("incarceration-homelessness", "objective-record")
    assert ("one-study-only", *key, None) in unstated(found)
    cell = "table-2--objective-record--incarceration-homelessness--levitt-2009"
    changed = gaps.gaps(
        altered(
            tmp_path,
            cells=setting(cell, printed="NS", text="NS"),
            findings=finding("levitt-2009", *key, "not-significant"),
        )
    )
    assert unstated(found).keys() - unstated(changed).keys() == {
        ("no-randomized-trial", *key, TRIAL),
        ("one-study-only", *key, None),
    }
    assert not unstated(changed).keys() - unstated(found).keys()
    row = keyed(changed.by_design, "outcome", "rater", "design")[*key, TRIAL]
    assert (row["measured"], row["not_significant"], row["not_measured"]) == (1, 1, 2)
    assert row["measured_by"] == "levitt-2009"


def test_a_result_that_turns_significant_is_no_change_in_what_is_missing(found: gaps.Gaps, tmp_path: Path) -> None:
    key = "salyers-2010-2011--incarceration-homelessness--objective-record"
    changed = gaps.gaps(altered(tmp_path, findings=setting(key, result="significant")))
    assert changed.unstated == found.unstated
    assert changed.reporting == found.reporting
    differing = [(a, b) for a, b in zip(found.by_design, changed.by_design, strict=True) if a != b]
    ((before, after),) = differing
    assert (before["significant"], before["not_significant"]) == (0, 1)
    assert (after["significant"], after["not_significant"]) == (1, 0)


def test_a_measurement_without_a_result_is_neither_a_zero_nor_a_result(tmp_path: Path) -> None:
    changed = gaps.gaps(altered(tmp_path, findings=setting("levitt-2009--employment--objective-record", result="")))
    row = keyed(changed.by_design, "outcome", "rater", "design")["employment", "objective-record", TRIAL]
    assert (row["measured"], row["not_significant"], row["other_result"], row["not_measured"]) == (1, 0, 1, 2)


@pytest.mark.parametrize(
    ("gap", "kind", "outcome", "rater", "design", "unspoken"),
    [
        (["satisfaction-not-in-rcts"], "no-randomized-trial", "satisfaction", "consumer", TRIAL, 3),
        (["sessions-attended-not-reported"], "not-reported-in-this-design", "sessions-attended", None, PRE_POST, 3),
        (["recent-hospitalization"], "never-studied", "relapse", None, None, None),
        (["fidelity-clinician-competence", "competence-tool-validation"],
         "never-studied", "competence", None, None, None),
        (["implementation-costs"], "never-studied", "cost", None, None, None),
        (["evidence-quality-of-life", "evidence-role-functioning"], "never-tabulated",
         "quality-of-life-community-functioning", "observer", None, 8),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)  # fmt: skip
def test_a_gap_that_nobody_states_any_more_is_unstated(
    found: gaps.Gaps,
    tmp_path: Path,
    gap: list[str],
    kind: str,
    outcome: str,
    rater: str | None,
    design: str | None,
    unspoken: int | None,
) -> None:
    key = (kind, outcome, rater, design)
    assert key not in unstated(found)
    changed = gaps.gaps(altered(tmp_path, gaps=without(*gap)))
    assert unstated(changed)[key]["not_stated"] == unspoken
    assert changed.by_design == found.by_design, "what is stated changes nothing in what was measured"


def test_what_was_only_read_off_cells_is_stated_by_nobody(found: gaps.Gaps, rows: dict[str, Rows]) -> None:
    read_off = {row["key"] for row in rows["gaps"] if not row["passages"]}
    assert {"objective-outcomes-pre-post", "completion-not-reported", "fidelity-not-reported"} <= read_off
    stated = {gap for row in found.reporting for gap in str(row["stated_gaps"] or "").split(", ")}
    assert "implementation-costs" in stated
    assert not stated & read_off
    # By hand from Table 3: four silent rows on dropout, six on completion, five on fidelity.
    silent = Counter(dict.fromkeys(("dropout", "completion", "fidelity"), 0))
    for row in found.reporting:
        silent[str(row["outcome"])] += int(str(row["not_stated"]))
    assert +silent == {"dropout": 4, "completion": 6, "fidelity": 5}


def test_a_gap_becomes_stated_with_a_passage_and_unstated_without(found: gaps.Gaps, tmp_path: Path) -> None:
    read_off = setting("objective-outcomes-pre-post completion-not-reported", passages="discussion-p1-s1")
    changed = gaps.gaps(altered(tmp_path / "told", gaps=read_off))
    assert unstated(found).keys() - unstated(changed).keys() == {
        ("not-reported-in-this-design", "completion", None, TRIAL),
        *(
            ("not-in-this-design", outcome, "objective-record", PRE_POST)
            for outcome in ("hospitalization", "employment", "medication-dosage", "incarceration-homelessness")
        ),
    }
    assert not unstated(changed).keys() - unstated(found).keys()
    untold = gaps.gaps(altered(tmp_path / "untold", gaps=setting("satisfaction-not-in-rcts", passages="")))
    row = unstated(untold)["no-randomized-trial", "satisfaction", "consumer", TRIAL]
    assert (row["not_stated"], row["related_gaps"]) == (3, "satisfaction-not-in-rcts")


def test_a_gap_about_moderators_does_not_say_that_an_outcome_is_unstudied(tmp_path: Path) -> None:
    changed = gaps.gaps(altered(tmp_path, gaps=setting("recent-hospitalization", kind="moderator")))
    assert unstated(changed)["never-studied", "relapse", None, None]["related_gaps"] == "recent-hospitalization"


def test_a_gap_that_names_some_of_the_studies_speaks_of_them_only(tmp_path: Path) -> None:
    def two_of_three(read: Rows) -> None:
        row = next(r for r in read if r["key"] == "satisfaction-not-in-rcts")
        row["about"] = row["about"].replace("study/fardig-2011;", "")

    row = unstated(gaps.gaps(altered(tmp_path, gaps=two_of_three)))
    assert row["no-randomized-trial", "satisfaction", "consumer", TRIAL]["not_stated"] == 1


def test_a_gap_about_moderators_does_not_speak_of_missing_evidence(tmp_path: Path) -> None:
    changed = gaps.gaps(altered(tmp_path, gaps=setting("satisfaction-not-in-rcts", kind="moderator")))
    row = unstated(changed)["no-randomized-trial", "satisfaction", "consumer", TRIAL]
    assert row["related_gaps"] == "satisfaction-not-in-rcts"
    stated = keyed(changed.stated, "gap", "outcome")["satisfaction-not-in-rcts", "satisfaction"]
    assert stated["verdict"] == "the matrix cannot tell"


def test_a_stated_gap_that_the_matrix_refutes(tmp_path: Path) -> None:
    cell = "table-2--consumer--satisfaction--levitt-2009"
    changed = gaps.gaps(
        altered(
            tmp_path,
            cells=setting(cell, printed="Y", text="Y"),
            findings=finding("levitt-2009", "satisfaction", "consumer", "significant"),
        )
    )
    row = keyed(changed.stated, "gap", "outcome")["satisfaction-not-in-rcts", "satisfaction"]
    assert row["verdict"] == "the matrix shows some evidence"
    assert (row["measured"], row["significant"], row["not_measured"]) == (1, 1, 2)


def blanked(study: str, outcome: str, rater: str) -> dict[str, Change]:
    """Return the changes that leave a cell blank; the finding goes to an outcome that the table does not have."""
    return {
        "cells": setting(f"table-2--{rater}--{outcome}--{study}", printed="", text=""),
        "findings": setting(f"{study}--{outcome}--{rater}", outcome="goal-progress"),
    }


def test_what_only_uncontrolled_studies_measured(tmp_path: Path) -> None:
    changed = gaps.gaps(altered(tmp_path, **blanked("hasson-ohayon-2007", "knowledge", "consumer")))
    rows = {key: row for key, row in unstated(changed).items() if key[1] == "knowledge"}
    # One row says it; the two controlled designs need none of their own.
    assert list(rows) == [("uncontrolled-only", "knowledge", "consumer", None)]
    (row,) = rows.values()
    assert (row["measured"], row["not_measured"], row["not_stated"]) == (2, 6, 6)


def test_a_row_that_is_blank_throughout(tmp_path: Path) -> None:
    changed = gaps.gaps(altered(tmp_path, **blanked("fardig-2011", "medication-dosage", "objective-record")))
    rows = {key: row for key, row in unstated(changed).items() if key[1] == "medication-dosage"}
    assert list(rows) == [("never-measured", "medication-dosage", "objective-record", None)]
    (row,) = rows.values()
    # The gap that speaks of the pre-post studies was read off the table, so it states nothing.
    assert (row["measured"], row["not_measured"], row["not_tabulated"], row["not_stated"]) == (0, 8, 0, 8)


def test_not_reported_is_not_unmeasured(found: gaps.Gaps) -> None:
    states = Counter(
        column for row in found.reporting for column in ("reported", "not_reported", "not_tabulated") if row[column]
    )
    assert len(states) == 3
    for row in found.reporting:
        assert row["studies"] == sum(int(str(row[c])) for c in ("reported", "not_reported", "not_tabulated"))
    cost = [row for row in found.reporting if row["outcome"] == "cost"]
    assert cost
    assert all(row["not_tabulated"] == row["studies"] and row["not_reported"] == 0 for row in cost)


# ---------------------------------------------------------------------------------------------- nothing


def ontology_alone() -> ox.Store:
    data = ox.Store()
    data.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    return data


@pytest.mark.parametrize("data", [ox.Store(), ontology_alone()], ids=["empty", "ontology"])
def test_a_graph_without_studies_has_no_gaps(data: ox.Store) -> None:
    with pytest.raises(NothingToCheck, match="no study") as caught:
        gaps.gaps(data)
    assert "ontology" in caught.value.hint


def test_studies_that_no_table_holds_are_not_enough(graph: ox.Store) -> None:
    data = ox.Store()
    tabled = {q.subject for q in graph.quads_for_pattern(None, None, None) if "/id/table" in str(q.object)}
    rows = {s for s in tabled if "/id/row/" in str(s) or "/id/column/" in str(s)}
    assert rows
    data.extend(q for q in graph if q.subject not in rows)
    assert next(data.quads_for_pattern(None, ox.NamedNode(ns.expand("rdf:type")), ox.NamedNode(ns.IMR + "Study")), None)
    with pytest.raises(NothingToCheck):
        gaps.gaps(data)
