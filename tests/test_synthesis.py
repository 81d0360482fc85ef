"""The numerical synthesis: on the review's data against hand-typed numbers, and on sheets that a user changed."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from imrkg import engine, meta, question, resources, sheets, store, synthesis
from imrkg import namespaces as ns
from imrkg.errors import UnknownName
from imrkg.meta import Estimate

# Typed by hand from Tables 1 and 3: rate and the people that the documented rule gives it.
DROPOUT = {
    "fardig-2011": (0.05, 41),
    "fujita-2010": (0.14, 25),
    "hasson-ohayon-2007": (0.18, 210),
    "mueser-2006": (0.27, 31),
    "salyers-2010": (0.26, 84),
    "salyers-2011": (0.25, 144),
    "salyers-godfrey-2009": (0.31, 324),
    "salyers-hicks-2009": (0.21, 14),
}
COMPLETION = {
    "fujita-2010": (0.86, 25),
    "mueser-2006": (0.73, 31),
    "roe-2007": (0.63, 8),
    "salyers-2010": (0.15, 84),
    "salyers-2011": (0.47, 144),
    "salyers-hicks-2009": (0.65, 14),
}
FIDELITY = {
    "fujita-2010": (4.9, 0.17, 2),
    "levitt-2009": (4.38, 1.19, 3),
    "salyers-2010": (4.4, 0.28, 4),
    "salyers-godfrey-2009": (4.5, 0.3, 6),
}
Rows = list[dict[str, str]]
Change = Callable[[Rows], None]


def pooled(rates: dict[str, tuple[float, int]], studies: Iterable[str] | None = None) -> Estimate:
    """Return the pool of some of the hand-typed rates."""
    chosen = [rates[s] for s in (rates if studies is None else studies)]
    return meta.pool_proportions([rate * n for rate, n in chosen], [n for _, n in chosen])


def close(got: Estimate | None, wanted: Estimate) -> None:
    assert got is not None
    assert got.remark == wanted.remark
    assert got[:-1] == pytest.approx(wanted[:-1], rel=1e-9, abs=1e-12)


def by_kind(pool: synthesis.Pool, kind: str) -> list[synthesis.Sensitivity]:
    return [s for s in pool.sensitivity if s.kind == kind]


# -------------------------------------------------------------------------------------- the review: rates


@pytest.fixture(scope="module")
def dropout(graph: ox.Store) -> synthesis.RatePool:
    return synthesis.rates(graph, "dropout")


@pytest.fixture(scope="module")
def completion(graph: ox.Store) -> synthesis.RatePool:
    return synthesis.rates(graph, "completion")


@pytest.fixture(scope="module")
def everything(graph: ox.Store) -> synthesis.Synthesis:
    return synthesis.synthesize(graph, ("direction", "rates", "fidelity"))


def test_the_main_analyses_pool_the_rates_of_the_tables(
    dropout: synthesis.RatePool, completion: synthesis.RatePool
) -> None:
    for pool, typed in ((dropout, DROPOUT), (completion, COMPLETION)):
        assert {i.study: (i.rate, i.denominator) for i in pool.inputs} == typed
        close(pool.pooled, pooled(typed))
        assert pool.reason == ""


def test_each_input_shows_how_its_numbers_were_obtained(dropout: synthesis.RatePool) -> None:
    for i in dropout.inputs:
        assert i.how
        assert bool(i.why) == i.approximate
        assert i.numerator == pytest.approx(i.rate * i.denominator)
        assert i.lower < i.rate < i.upper
        assert i.record.startswith(ns.ID)
    assert [i.study for i in dropout.inputs if i.all_arms] == ["hasson-ohayon-2007"]
    approximate = {i.study for i in dropout.inputs if i.approximate}
    assert approximate == {"fardig-2011", "fujita-2010", "mueser-2006", "salyers-2010"}


def test_penetration_counts_what_is_printed(graph: ox.Store) -> None:
    pool = synthesis.rates(graph, "penetration")
    first, second = pool.inputs
    assert (first.study, first.numerator, first.denominator) == ("salyers-2010", pytest.approx(84.24), 324)
    assert (second.study, second.numerator, second.denominator) == ("salyers-2011", 144, 498)
    close(pool.pooled, meta.pool_proportions([84.24, 144], [324, 498]))
    # They share participants: without either nothing is left to pool, and without the approximate one neither.
    for kind in ("overlap", "leave-one-out", "exact-denominators"):
        for s in by_kind(pool, kind):
            assert s.pooled is None
            assert s.reason == "cannot be pooled, because only one study enters"


def test_what_does_not_enter_says_why(dropout: synthesis.RatePool, completion: synthesis.RatePool) -> None:
    reasons = {e.study: e.reason for e in dropout.excluded}
    assert reasons["rychener-2009"] == "cannot enter, because the number of participants is not in the table"
    assert reasons["levitt-2009"] == "not reported"
    assert "no figure is printed" in {e.study: e.reason for e in completion.excluded}["roe-qualitative"]
    for pool in (dropout, completion):
        assert not {e.study for e in pool.excluded} & {i.study for i in pool.inputs}


def test_leaving_one_out(dropout: synthesis.RatePool) -> None:
    found = by_kind(dropout, "leave-one-out")
    assert len(found) == len(DROPOUT)
    for s, left in zip(found, DROPOUT, strict=True):
        assert set(s.studies) == DROPOUT.keys() - {left}
        close(s.pooled, pooled(DROPOUT, s.studies))


@pytest.mark.parametrize(
    ("kind", "names", "kept"),
    [
        ("single-arm-rates", "hasson-ohayon-2007", [DROPOUT.keys() - {"hasson-ohayon-2007"}]),
        (
            "exact-denominators",
            "approximate",
            [{"hasson-ohayon-2007", "salyers-godfrey-2009", "salyers-hicks-2009", "salyers-2011"}],
        ),
        ("overlap", "shares participants", [DROPOUT.keys() - {"salyers-2011"}, DROPOUT.keys() - {"salyers-2010"}]),
        (
            "format",
            "format: ",
            [
                {"fardig-2011", "hasson-ohayon-2007"},
                {"fujita-2010", "mueser-2006", "salyers-godfrey-2009"},
                {"salyers-2010", "salyers-2011", "salyers-hicks-2009"},
            ],
        ),
        (
            "design",
            "design: ",
            [
                {"fujita-2010", "salyers-2010", "salyers-2011"},
                {"mueser-2006", "salyers-godfrey-2009", "salyers-hicks-2009"},
                {"fardig-2011", "hasson-ohayon-2007"},
            ],
        ),
    ],
)
def test_sensitivity_analyses_of_dropout(
    dropout: synthesis.RatePool, kind: str, names: str, kept: list[set[str]]
) -> None:
    found = by_kind(dropout, kind)
    assert [set(s.studies) for s in found] == kept
    for s in found:
        assert names in s.name
        close(s.pooled, pooled(DROPOUT, s.studies))


def test_other_denominators_stand_beside_the_main_one(dropout: synthesis.RatePool) -> None:
    one, other, both = by_kind(dropout, "denominator")
    close(one.pooled, pooled(DROPOUT | {"salyers-2010": (0.26, 324)}))
    close(other.pooled, pooled(DROPOUT | {"salyers-2011": (0.25, 498)}))
    close(both.pooled, pooled(DROPOUT | {"salyers-2010": (0.26, 324), "salyers-2011": (0.25, 498)}))
    assert "324 people" in one.name
    assert "498 people" in other.name


def test_whole_people_and_parts_of_samples(dropout: synthesis.RatePool) -> None:
    (whole,) = by_kind(dropout, "whole-people")
    # 2.05, 3.5, 37.8, 8.37, 21.84, 36, 100.44 and 2.94 people; a half counts as one.
    people = [n for _, n in DROPOUT.values()]
    close(whole.pooled, meta.pool_proportions([2, 4, 38, 8, 22, 36, 100, 3], people))
    (parts,) = by_kind(dropout, "parts")
    close(parts.pooled, pooled(DROPOUT | {"roe-2007": (0.375, 8)}))
    assert [(p.study, p.numerator, p.denominator) for p in dropout.parts] == [("roe-2007", 3, 8)]


def test_no_rate_of_completion_counts_all_arms(completion: synthesis.RatePool) -> None:
    (found,) = by_kind(completion, "single-arm-rates")
    assert (found.pooled, found.reason) == (None, "no rate that enters counts all arms")


@pytest.mark.parametrize("word", ["Dropout", "dropout", f"{ns.ID}outcome/dropout", "outcome/dropout"])
def test_an_outcome_has_several_names(graph: ox.Store, word: str) -> None:
    assert synthesis.rates(graph, word).outcome == "dropout"


@pytest.mark.parametrize("word", ["fidelity", "recovery", "no such thing"])
def test_an_outcome_without_rates_is_refused(graph: ox.Store, word: str) -> None:
    with pytest.raises(UnknownName, match=word):
        synthesis.rates(graph, word)


# ------------------------------------------------------------------------------------ the review: fidelity


def test_fidelity_pools_what_has_mean_spread_and_sites(graph: ox.Store) -> None:
    pool = synthesis.fidelity(graph)
    assert {i.study: (i.mean, i.sd, i.sites) for i in pool.inputs} == FIDELITY
    wanted = meta.pool_means([m for m, *_ in FIDELITY.values()], [sd / n**0.5 for _, sd, n in FIDELITY.values()])
    close(pool.pooled, wanted)
    reasons = {e.study: e.reason for e in pool.excluded}
    assert len(reasons) == 9
    for study, word in (
        ("hasson-ohayon-2007", "a range over sites"),
        ("salyers-2011", "only a lower bound"),
        ("bartholomew-2010", "no standard deviation"),
        ("niebp", "number of sites"),
    ):
        assert reasons[study].startswith("cannot be pooled, because")
        assert word in reasons[study]
    (exact,) = by_kind(pool, "exact-denominators")
    assert (exact.studies, exact.pooled) == (("salyers-godfrey-2009",), None)


# ---------------------------------------------------------------------------------- the review: directions


def one(found: Sequence[synthesis.Direction], outcome: str, rater: str, design: str) -> synthesis.Direction:
    (match,) = [d for d in found if (d.outcome, d.rater, d.design) == (outcome, rater, design)]
    return match


RCT, PRE_POST, QUASI = "randomized-controlled-trial", "pre-post-study", "non-randomized-controlled-study"


@pytest.fixture(scope="module")
def directions(graph: ox.Store) -> tuple[synthesis.Direction, ...]:
    return synthesis.directions(graph)


def test_three_of_three_in_favor_is_no_proof(directions: tuple[synthesis.Direction, ...]) -> None:
    d = one(directions, "imr-scale", "clinician", RCT)
    assert (d.favors, d.against, d.unknown, d.comparison) == (3, 0, 0, "between-arms")
    assert d.known is not None
    assert (d.known.p, d.known.lower) == (pytest.approx(0.25), pytest.approx(0.025 ** (1 / 3)))


def test_not_significant_is_an_unknown_direction(directions: tuple[synthesis.Direction, ...]) -> None:
    d = one(directions, "hospitalization", "objective-record", RCT)
    assert (d.favors, d.against, d.unknown, d.not_significant) == (0, 0, 3, 3)
    assert (d.known, d.reason) == (None, "no direction is known")
    assert d.worst is not None
    assert d.best is not None
    assert (d.worst.share, d.best.share) == (0, 1)
    mixed = one(directions, "hospitalization", "objective-record", QUASI)
    assert (mixed.favors, mixed.unknown, mixed.mixed, mixed.not_significant, mixed.contested) == (0, 1, 1, 0, 1)
    assert sorted(mixed.studies) == [("salyers-2010-2011", "contested"), ("salyers-2010-2011", "unknown")]


def test_bounds_take_every_unknown_direction_to_one_side(directions: tuple[synthesis.Direction, ...]) -> None:
    d = one(directions, "imr-scale", "consumer", RCT)
    assert (d.favors, d.unknown) == (2, 1)
    assert d.known is not None
    assert d.worst is not None
    assert d.best is not None
    assert [(t.favors, t.k) for t in (d.known, d.worst, d.best)] == [(2, 2), (2, 3), (3, 3)]


def test_a_contested_finding_enters_no_count(directions: tuple[synthesis.Direction, ...]) -> None:
    satisfaction = one(directions, "satisfaction", "consumer", PRE_POST)
    assert (satisfaction.favors, satisfaction.unknown, satisfaction.contested) == (0, 1, 1)
    symptoms = one(directions, "psychiatric-symptoms", "consumer", QUASI)
    assert (symptoms.favors, symptoms.unknown, symptoms.contested) == (0, 0, 1)
    assert (symptoms.known, symptoms.worst, symptoms.best) == (None, None, None)
    assert symptoms.reason == "no study has a result"


def test_comparisons_over_time_stay_apart(directions: tuple[synthesis.Direction, ...]) -> None:
    assert {d.comparison for d in directions if d.design == PRE_POST} == {"over-time"}
    assert {d.comparison for d in directions if d.design == RCT} == {"between-arms"}
    # All cells of Table 2 with a result: 20 Y, 24 NS, one NS/Y; and social support in the text.
    assert sum(d.favors for d in directions) == 20
    assert sum(d.unknown for d in directions) == 26
    assert sum(d.against for d in directions) == 0


def test_directions_can_be_narrowed(graph: ox.Store) -> None:
    found = synthesis.directions(graph, outcome="imr-scale", design="controlled-study")
    assert {(d.outcome, d.design) for d in found} == {("imr-scale", RCT), ("imr-scale", QUASI)}
    with pytest.raises(UnknownName):
        synthesis.directions(graph, outcome="no such thing")


# --------------------------------------------------------------------------------------------- all parts


def test_parts_come_in_the_order_that_was_asked_for(graph: ox.Store) -> None:
    found = synthesis.synthesize(graph, ("fidelity", "direction", "fidelity"))
    assert list(found.parts) == ["fidelity", "direction"]
    with pytest.raises(UnknownName, match="dropouts"):
        synthesis.synthesize(graph, ("dropouts",))


def test_every_table_names_a_question_that_exists(everything: synthesis.Synthesis) -> None:
    for table in everything.tables():
        named = re.findall(r'[Qq]uestion "([a-z-]+)"', " ".join(table.notes))
        assert named, table.name
        for slug in named:
            question.get(slug)


def test_table_names_differ_and_rows_fit_their_columns(everything: synthesis.Synthesis) -> None:
    found = everything.tables()
    assert len({t.name for t in found}) == len(found)
    for table in found:
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_where_there_is_no_figure_there_is_a_reason(everything: synthesis.Synthesis) -> None:
    rows = json.loads(everything.write("json"))
    pools = {t["name"]: t["rows"] for t in rows if "estimate" in t["columns"]}
    assert pools.keys() == {"dropout", "completion", "penetration", "fidelity"}
    for row in (row for rows in pools.values() for row in rows):
        assert (row["estimate"] is None) == (row["remark"] != "" and "narrower" not in row["remark"])
        assert (row["estimate"] is None) == (row["tau2"] is None)


@pytest.mark.parametrize("width", [80, 120])
def test_on_a_narrow_screen_reasons_are_kept(
    everything: synthesis.Synthesis, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = everything.write("text").decode()
    assert max(map(len, text.splitlines())) <= width
    words = " ".join(text.split())
    assert "Main analysis: 8 studies, 0.228 (95% interval 0.165 to 0.308;" in words
    for table in ("Dropout: pooled rate", "Penetration: pooled rate", "Fidelity: pooled mean"):
        heading = text[text.index(table) :].splitlines()[2].split()
        assert {"estimate", "lower", "upper", "remark"} <= set(heading)


def test_twice_the_same_bytes(graph: ox.Store, everything: synthesis.Synthesis) -> None:
    again = synthesis.synthesize(graph, ("direction", "rates", "fidelity"))
    for form in synthesis.FORMATS:
        assert again.write(form) == everything.write(form)
    with pytest.raises(UnknownName):
        everything.write("pdf")


def test_no_study_is_named_in_the_code(rows: dict[str, Rows]) -> None:
    keys = {word for r in rows["studies"] for word in re.findall(r"[a-z]{5,}", r["key"])} - {
        "qualitative",
        "adaptation",
    }
    keys -= {"staff", "training", "trainee", "survey"}
    assert "salyers" in keys
    for module in (meta, synthesis):
        assert module.__file__
        text = Path(module.__file__).read_text(encoding="utf-8").lower()
        assert not {key for key in keys if key in text}


def test_the_module_is_light_to_import() -> None:
    code = "import sys, imrkg.synthesis; print([m for m in ('numpy', 'scipy', 'rdflib') if m in sys.modules])"
    source = str(Path(synthesis.__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": source})
    assert done.stdout.strip() == "[]", done.stderr


# ------------------------------------------------------------------------------------------ changed sheets


def altered(folder: Path, **changes: Change) -> ox.Store:
    """Return the evidence that the sheets give after changes to some of them (underscores stand for hyphens)."""
    for file in resources.sheets().iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name, change in changes.items():
        file = folder / f"{name.replace('_', '-')}.csv"
        with file.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            found, columns = list(reader), reader.fieldnames
        assert columns
        change(found)
        with file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns)
            writer.writeheader()
            writer.writerows(found)
    work = ox.Store()
    work.extend(sheets.to_quads(sheets.read(folder)))
    work.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    for query in sorted(resources.path("queries", "build", "evidence").glob("*.rq")):
        answer = engine.run(work, query.read_text(encoding="utf-8"), source=query.name)
        assert isinstance(answer, ox.QueryTriples)
        work.extend([ox.Quad(*triple, ox.NamedNode(ns.GRAPHS["evidence"])) for triple in answer])
    return work


def setting(key: str, /, **values: str) -> Change:
    """Return a change of cells in the row with a key."""

    def change(found: Rows) -> None:
        (row,) = [r for r in found if r["key"] == key]
        assert values.keys() <= row.keys()
        row.update(values)

    return change


def all_of(*changes: Change) -> Change:
    def change(found: Rows) -> None:
        for each in changes:
            each(found)

    return change


def test_a_number_of_participants_lets_a_rate_in(tmp_path: Path) -> None:
    changed = altered(tmp_path, studies=setting("rychener-2009", participants="50", participants_counted="everybody"))
    pool = synthesis.rates(changed, "dropout")
    close(pool.pooled, pooled({**DROPOUT, "rychener-2009": (0.22, 50)}, [i.study for i in pool.inputs]))
    (entry,) = [i for i in pool.inputs if i.study == "rychener-2009"]
    assert "not known" in entry.why, "no arm of this study is in the graph, so N may count a comparator"


def test_a_rate_of_all_arms_is_known_by_what_it_covers(tmp_path: Path) -> None:
    changes = all_of(
        setting("hasson-ohayon-2007--dropout", covers="not-stated"),
        setting("fardig-2011--dropout", covers="imr-and-control-combined"),
    )
    pool = synthesis.rates(altered(tmp_path, implementation_results=changes), "dropout")
    by_study = {i.study: i for i in pool.inputs}
    assert by_study["hasson-ohayon-2007"].approximate
    assert not by_study["hasson-ohayon-2007"].all_arms
    assert not by_study["fardig-2011"].approximate
    (found,) = by_kind(pool, "single-arm-rates")
    assert set(found.studies) == DROPOUT.keys() - {"fardig-2011"}


def test_printed_numbers_of_an_arm_replace_everybody_enrolled(tmp_path: Path) -> None:
    pool = synthesis.rates(altered(tmp_path, arms=setting("fardig-2011--imr", participants="21")), "dropout")
    (entry,) = [i for i in pool.inputs if i.study == "fardig-2011"]
    # 1 of 21 is 5%.
    assert (entry.denominator, entry.approximate) == (21, False)
    assert [(a.study, a.denominator) for a in pool.alternatives if a.study == "fardig-2011"] == [("fardig-2011", 41)]


def test_printed_counts_come_first(tmp_path: Path) -> None:
    change = setting("mueser-2006--dropout", numerator="6", denominator="22")
    pool = synthesis.rates(altered(tmp_path, implementation_results=change), "dropout")
    (entry,) = [i for i in pool.inputs if i.study == "mueser-2006"]
    assert (entry.numerator, entry.denominator, entry.how) == (6, 22, "counts as printed")
    assert not entry.approximate


def test_a_part_of_a_sample_stays_out_where_the_whole_has_a_rate(tmp_path: Path) -> None:
    change = setting("roe-2007--dropout", status="reported", value_as_printed="30%", value="0.30", unit="proportion")
    pool = synthesis.rates(altered(tmp_path, implementation_results=change), "dropout")
    assert pool.parts == ()
    assert not by_kind(pool, "parts")
    assert "roe-2007" in {e.study for e in pool.excluded}, "its number of participants is unknown"


def test_overlap_is_read_from_the_graph(tmp_path: Path) -> None:
    changes = all_of(setting("salyers-2010", overlaps_with=""), setting("salyers-2011", overlaps_with=""))
    pool = synthesis.rates(altered(tmp_path, studies=changes), "dropout")
    (found,) = by_kind(pool, "overlap")
    assert (found.pooled, found.reason) == (None, "no studies that enter share any")
    assert "counted twice" not in " ".join(pool.tables()[0].notes)


@pytest.mark.parametrize(("left", "reason"), [(1, "only one study"), (0, "no study")])
def test_fewer_than_two_rates_are_never_pooled(tmp_path: Path, left: int, reason: str) -> None:
    def change(found: Rows) -> None:
        rated = [r for r in found if r["outcome"] == "completion" and r["value"] and not r["subsample"]]
        kept = [r for r in rated if r["study"] != "rychener-2009"][:left]
        for r in rated:
            if r not in kept:
                r.update(status="not-reported", value="", value_as_printed="NR", unit="")

    pool = synthesis.rates(altered(tmp_path, implementation_results=change), "completion")
    assert pool.pooled is None
    assert pool.reason == f"cannot be pooled, because {reason} enters"
    assert all(s.pooled is None and s.reason for s in pool.sensitivity)
    assert pool.tables()[0].notes[0] == f"Main analysis: {pool.reason}."


def test_what_is_no_proportion_is_left_out_with_a_reason(tmp_path: Path) -> None:
    changes = all_of(
        setting("mueser-2006--dropout", numerator="9", denominator="8"),
        setting("salyers-hicks-2009--dropout", numerator="0", denominator="0"),
        setting("fardig-2011--dropout", value="0", value_as_printed="0%"),
    )
    pool = synthesis.rates(altered(tmp_path, implementation_results=changes), "dropout")
    reasons = {e.study: e.reason for e in pool.excluded}
    assert "9 of 8 people is no proportion" in reasons["mueser-2006"]
    assert "0 of 0 people is no proportion" in reasons["salyers-hicks-2009"]
    kept = {s: v for s, v in DROPOUT.items() if s not in ("mueser-2006", "salyers-hicks-2009")}
    close(pool.pooled, pooled(kept | {"fardig-2011": (0.0, 41)}, [i.study for i in pool.inputs]))


def test_an_adaptation_is_another_program(tmp_path: Path) -> None:
    def change(found: Rows) -> None:
        copied = next(r for r in found if r["key"] == "mueser-2006--dropout")
        found.append({**copied, "key": "bullock--dropout", "study": "bullock"})

    pool = synthesis.rates(altered(tmp_path, implementation_results=change), "dropout")
    (reason,) = [e.reason for e in pool.excluded if e.study == "bullock"]
    assert "is another program" in reason
    close(pool.pooled, pooled(DROPOUT))


def test_fidelity_follows_the_sheets(tmp_path: Path) -> None:
    changed = altered(
        tmp_path,
        studies=setting("niebp", sites="12"),
        implementation_results=all_of(
            setting("bartholomew-2010--fidelity", standard_deviation="0.5"),
            setting("salyers-2010--fidelity", standard_deviation="0"),
        ),
    )
    pool = synthesis.fidelity(changed)
    reasons = {e.study: e.reason for e in pool.excluded}
    assert "one site has no spread" in reasons["bartholomew-2010"]
    assert "a spread of 0" in reasons["salyers-2010"]
    assert {i.study for i in pool.inputs} == (FIDELITY.keys() - {"salyers-2010"}) | {"niebp"}
    by_study = {i.study: i for i in pool.inputs}
    assert by_study["niebp"].standard_error == pytest.approx(1.07 / 12**0.5)


def test_directions_follow_the_sheets(tmp_path: Path) -> None:
    def worse(found: Rows) -> None:
        copied = next(r for r in found if r["scheme"] == "direction" and r["key"] == "improved")
        found.append({**copied, "key": "favors-comparator", "label": "favors the comparator", "alt_labels": ""})

    def uncontested(found: Rows) -> None:
        # The same finding as one that no cell contradicts fills its slot; the contested one stays beside it.
        copied = next(r for r in found if r["key"] == "mueser-2006--satisfaction--consumer--text")
        found.append({**copied, "key": "mueser-2006--satisfaction--consumer", "contests": ""})

    changes = all_of(
        # The direction of a result that is not significant may be told; then it is known.
        setting("hasson-ohayon-2007--imr-scale--consumer", direction="favors-imr"),
        setting("levitt-2009--imr-scale--consumer", direction="favors-comparator"),
        uncontested,
    )
    found = synthesis.directions(altered(tmp_path, concepts=worse, findings=changes))
    d = one(found, "imr-scale", "consumer", RCT)
    assert (d.favors, d.against, d.unknown) == (2, 1, 0)
    assert d.known is not None
    assert (d.known.favors, d.known.k, d.known.p) == (2, 3, pytest.approx(1))
    satisfaction = one(found, "satisfaction", "consumer", PRE_POST)
    assert (satisfaction.favors, satisfaction.unknown, satisfaction.contested) == (1, 1, 1)
