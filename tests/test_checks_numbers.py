"""The checks of numbers (queries/checks/30 to 43) over small graphs made by hand; verdicts and figures by hand, too.

Small numbers were chosen so that a reader can redo each of them in the head: the program's own output went into none.
"""

from __future__ import annotations

from decimal import Decimal

import checking
import pyoxigraph as ox
import pytest
from checking import Result, assertion, claim, criterion, part, rates, record, results, study

from imrkg import namespaces as ns
from imrkg import resources

SLUGS = {
    "count": "30",
    "list-length": "31",
    "studies-reporting": "32",
    "reference-list": "33",
    "band": "34",
    "median": "35",
    "range": "36",
    "rate": "37",
    "rank": "38",
    "group-median": "39",
    "group-compare": "40",
    "spread": "41",
    "sum": "42",
    "same-value": "43",
}
# The checks themselves, and what they rest on: the medians over all studies, and which records are looked at.
NEEDED = ("20-", "26-", "27-", "28-", "29-", *(f"{number}-" for number in SLUGS.values()))


def derive(*turtle: str) -> ox.Store:
    """Return a store with the graph and with what the checks of numbers make of it."""
    return checking.derive(NEEDED, *turtle)


def result(*turtle: str) -> Result:
    """Return the only result."""
    (found,) = results(derive(*turtle)).values()
    return found


def verdict(*turtle: str) -> str:
    return result(*turtle).verdict


# ------------------------------------------------------------------------------------------ every check


@pytest.mark.parametrize("slug", SLUGS)
def test_a_check_exists_although_nothing_asks_for_it(slug: str) -> None:
    data = derive()
    node = ox.NamedNode(f"{ns.ID}check/{slug}")
    said = {q.predicate.value: q.object.value for q in data.quads_for_pattern(node, None, None)}
    assert said[ns.IMR + "key"] == slug
    assert (resources.path("queries").parent / said[ns.IMR + "queryFile"]).name == f"{SLUGS[slug]}-{slug}.rq"
    assert (resources.path("queries").parent / said[ns.IMR + "queryFile"]).is_file()
    assert said[ns.PREFIXES["dcterms"] + "description"].endswith(".")
    assert not results(data)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_focus_gives_no_result(slug: str) -> None:
    # Everything is asserted, nothing is there to hold it against.
    columns = {
        "outcome": "dropout",
        "other_outcome": "completion",
        "studies": "nobody",
        "references": "" if slug == "list-length" else "1",
        "format": "group",
        "value": "1",
        "value_max": "2",
        "claims": "unheard",
    } | ({"operator": "at-least"} if slug in COMPARING else {})
    assert not results(derive(assertion(slug, **columns), claim("own", "1")))


@pytest.mark.parametrize(
    "slug", sorted(set(SLUGS) - {"count", "list-length", "sum", "same-value", "studies-reporting"})
)
def test_unreported_figures_alone_are_no_focus_or_a_contradiction(slug: str) -> None:
    # NR in every cell: a list of references is then wrong and a rate is refuted, all else has nothing to look at.
    columns = {"outcome": "dropout", "other_outcome": "dropout", "studies": "a", "references": "1", "format": "group"}
    world = study("a", 1, formats="group") + record("a", "dropout", "NR")
    found = results(derive(world, assertion(slug, value="0.1", value_max="0.2", **columns)))
    assert {key: r.verdict for key, r in found.items()} == (
        {"x": "contradicted"} if slug in {"reference-list", "rate"} else {}
    )


# A world in which every check has a result, and what it is asked.
ASKED = {
    "count": {"value": "3"},
    "list-length": {"references": "1 2 3", "value": "3"},
    "studies-reporting": {"outcome": "completion", "value": "3"},
    "reference-list": {"outcome": "completion", "references": "1 2 3"},
    "band": {"outcome": "completion", "references": "1", "value": "0.1", "value_max": "0.15"},
    "median": {"outcome": "completion", "value": "0.2"},
    "range": {"outcome": "completion", "value": "0.1", "value_max": "0.3"},
    "rate": {"outcome": "completion", "studies": "a", "value": "0.1"},
    "rank": {"outcome": "completion", "studies": "a", "operator": "below"},
    "group-median": {"outcome": "completion", "format": "group", "operator": "at-most"},
    "group-compare": {"outcome": "completion", "format": "group", "operator": "below"},
    "spread": {"outcome": "completion", "other_outcome": "dropout", "operator": "above"},
    "sum": {"claims": "one two", "value": "3"},
    "same-value": {"claims": "one", "value": "1"},
}
COMPARING = {"count", "list-length", "studies-reporting", "rate", "sum"}


def everything() -> str:
    """Return a graph in which every check has something to look at."""
    world = study("a", 1, formats="group") + study("b", 2, formats="individual") + study("c", 3, formats="individual")
    world += "".join(record(of, "completion", figure) for of, figure in (("a", "0.1"), ("b", "0.2"), ("c", "0.3")))
    world += "".join(record(of, "dropout", figure) for of, figure in (("a", "0.1"), ("b", "0.2")))
    return world + claim("one", "1") + claim("two", "2") + claim("own", "1") + criterion("rdf:type", "imr:Study")


@pytest.mark.parametrize("slug", sorted(set(SLUGS) - {"reference-list"}))  # which compares no figures
def test_a_word_that_a_check_does_not_know_is_not_taken_for_another(slug: str) -> None:
    asked = ASKED[slug]
    assert verdict(everything(), assertion(slug, **asked)) == "confirmed"
    assert not results(derive(everything(), assertion(slug, **(asked | {"operator": "about"}))))


@pytest.mark.parametrize("slug", ["median", "range", "band", "same-value"])
def test_checks_that_compare_in_one_way_only_refuse_the_others(slug: str) -> None:
    for operator in ("at-least", "above", "at-most", "below"):
        assert not results(derive(everything(), assertion(slug, **(ASKED[slug] | {"operator": operator}))))


@pytest.mark.parametrize("slug", ["studies-reporting", "reference-list"])
def test_an_unknown_quantifier_gives_no_result(slug: str) -> None:
    assert not results(derive(everything(), assertion(slug, **(ASKED[slug] | {"quantifier": "most"}))))


@pytest.mark.parametrize("slug", sorted(COMPARING))
def test_within_takes_two_ends(slug: str) -> None:
    asked = ASKED[slug] | {"operator": "within"}
    assert not results(derive(everything(), assertion(slug, **asked)))
    assert verdict(everything(), assertion(slug, **(asked | {"value_max": "5"}))) == "confirmed"


def test_each_assertion_has_one_result() -> None:
    world = rates("dropout", a="0.1", b="0.2", c="0.3")
    asked = (
        assertion("median", "one", outcome="dropout", value="0.2")
        + assertion("median", "two", outcome="dropout", value="0.3", references="1 2")
        + assertion("range", "three", outcome="dropout", value="0.1", value_max="0.3")
    )
    found = results(derive(world, asked))
    assert {key: r.verdict for key, r in found.items()} == {
        "one": "confirmed",
        "two": "contradicted",
        "three": "confirmed",
    }


# ---------------------------------------------------------------------------------------------- count

TRIALS = "".join(study(key, more="; imr:hasDesign <design/trial>") for key in "abc") + study(
    "d", more="; imr:hasDesign <design/survey>"
)
TRIAL = criterion("rdf:type", "imr:Study") + criterion("imr:hasDesign", "<design/trial>")


@pytest.mark.parametrize(
    ("value", "operator", "expected"),
    [
        ("3", "equal", "confirmed"),
        ("4", "equal", "contradicted"),
        ("3", "at-least", "confirmed"),
        ("3", "above", "contradicted"),
        ("2", "above", "confirmed"),
        ("3", "at-most", "confirmed"),
        ("3", "below", "contradicted"),
        ("4", "below", "confirmed"),
    ],
)
def test_count_compares_what_meets_all_criteria(value: str, operator: str, expected: str) -> None:
    found = result(TRIALS, TRIAL, assertion("count", value=value, operator=operator, unit="studies"))
    assert found.verdict == expected
    assert found.number == 3
    assert found.recomputed == "3 studies"
    # What was counted, and by what.
    criteria = {"criterion/x--rdftypeimrStudy", "criterion/x--imrhasDesigndesigntrial"}
    assert found.sources == {"study/a", "study/b", "study/c"} | criteria
    assert "found: 3 (A; B; C)." in found.explanation


def test_count_says_what_was_counted() -> None:
    found = result(TRIALS, TRIAL, assertion("count", value="4", unit="studies"))
    assert found.explanation == (
        "Stated: 4 studies; found: 3 (A; B; C). Counted was what has all of this: has design: trial; kind: study."
    )
    more = result(TRIALS, TRIAL, assertion("count", value="4", operator="at-least", unit="studies"))
    assert more.explanation.startswith("Stated: at least 4 studies; found: 3 (")


def test_count_of_many_names_none() -> None:
    # Forty names can be read, more cannot.
    for number, named in ((40, True), (41, False)):
        world = "".join(study(f"s{n}") for n in range(number))
        found = result(world, criterion("rdf:type", "imr:Study"), assertion("count", value="40"))
        assert found.number == number
        assert ("S39" in found.explanation) is named
        assert f"found: {number}{' (' if named else '.'}" in found.explanation


def counted(found: Result) -> set[str]:
    """Return what was counted: the inputs without the criteria."""
    return {source for source in found.sources if not source.startswith("criterion/")}


def test_count_within_a_range() -> None:
    assert verdict(TRIALS, TRIAL, assertion("count", value="2", value_max="3", operator="within")) == "confirmed"
    assert verdict(TRIALS, TRIAL, assertion("count", value="4", value_max="5", operator="within")) == "contradicted"


def test_count_by_text() -> None:
    assert counted(result(TRIALS, criterion("imr:key", '"b"'), assertion("count", value="1"))) == {"study/b"}


def test_count_needs_all_of_the_criteria() -> None:
    asked = TRIAL + criterion("imr:key", '"b"') + assertion("count", value="1")
    assert counted(result(TRIALS, asked)) == {"study/b"}


def test_count_takes_the_members_and_not_their_cluster() -> None:
    cluster = study("ab", more="; imr:hasDesign <design/trial>") + "<study/a> imr:memberOf <study/ab> ."
    found = result(TRIALS, cluster, TRIAL, assertion("count", value="3"))
    assert counted(found) == {"study/a", "study/b", "study/c"}
    # Where its members do not meet the criteria, the cluster counts.
    alone = "<study/d> imr:memberOf <study/ab> ."
    assert result(TRIALS, cluster.split("<study/a> imr:m")[0], alone, TRIAL, assertion("count", value="4")).number == 4


def test_count_may_be_none() -> None:
    nobody = (
        criterion("rdf:type", "imr:Study") + criterion("imr:hasDesign", "<design/survey>") + criterion("imr:key", '"a"')
    )
    found = result(TRIALS, nobody, assertion("count", value="0"))
    assert (found.verdict, found.number, counted(found)) == ("confirmed", 0, set())
    assert len(found.sources) == 3  # the criteria that nothing meets
    assert "found: 0. Counted" in found.explanation
    assert verdict(TRIALS, nobody, assertion("count", value="1")) == "contradicted"


@pytest.mark.parametrize(
    "wrong",
    [
        criterion("imr:hasDesing", "<design/trial>"),  # no such property
        criterion("imr:hasDesign", "<design/trail>"),  # no such design
    ],
)
def test_count_that_can_find_nothing_confirms_no_zero(wrong: str) -> None:
    assert not results(derive(TRIALS, criterion("rdf:type", "imr:Study"), wrong, assertion("count", value="0")))


def test_count_of_what_nothing_meets_at_all_confirms_no_zero() -> None:
    # Property and design are known, and yet no study has the design: maybe nobody looked.
    unmet = criterion("imr:hasDesign", "<design/audit>") + '<design/audit> rdfs:label "audit"@en .'
    assert not results(derive(TRIALS, unmet, assertion("count", value="0")))
    # Beside a criterion that the trials meet, it is a count of none.
    assert verdict(TRIALS, unmet, criterion("rdf:type", "imr:Study"), assertion("count", value="0")) == "confirmed"


def test_count_without_criteria_has_no_result() -> None:
    assert not results(derive(TRIALS, assertion("count", value="0")))


# ---------------------------------------------------------------------------------------- list length


def test_list_length() -> None:
    world = "".join(f"<reference/{n}> imr:number {n} ." for n in (2, 10, 7))
    found = result(world, assertion("list-length", references="10 2 7", value="3", unit="studies"))
    assert (found.verdict, found.number) == ("confirmed", 3)
    assert found.recomputed == "3 references: 2, 7, 10"  # in the order of numbers, not of letters
    assert found.explanation == "The sentence says 3 studies and cites 3 references (2, 7, 10)."
    assert verdict(world, assertion("list-length", references="10 2 7", value="4")) == "contradicted"
    assert verdict(world, assertion("list-length", references="10 2 7", value="2", operator="above")) == "confirmed"
    assert result(world, assertion("list-length", references="2", value="1")).recomputed == "1 reference: 2"


@pytest.mark.parametrize(
    ("operator", "value", "most", "expected"),
    [
        ("at-least", "3", "", "confirmed"),
        ("above", "3", "", "contradicted"),
        ("at-most", "3", "", "confirmed"),
        ("below", "3", "", "contradicted"),
        ("within", "3", "4", "confirmed"),
        ("within", "2", "3", "confirmed"),
        ("within", "4", "5", "contradicted"),
        ("within", "1", "2", "contradicted"),
    ],
)
def test_operators_of_numbers(operator: str, value: str, most: str, expected: str) -> None:
    # Three references, three studies with a figure, and a sum of three.
    columns = {"operator": operator, "value": value} | ({"value_max": most} if most else {})
    world = rates("dropout", a="0.1", b="0.2", c="0.3") + claim("one", "1") + claim("two", "2")
    asked = (
        assertion("list-length", "length", references="1 2 3", **columns)
        + assertion("studies-reporting", "reporting", outcome="dropout", **columns)
        + assertion("sum", "sum", claims="one two", **columns)
    )
    found = results(derive(world, asked))
    assert {key: r.verdict for key, r in found.items()} == dict.fromkeys(("length", "reporting", "sum"), expected)


# ---------------------------------------------------------------------------------- studies reporting

# a: a figure; b: a range; c: told of in the text, no figure; d: NR; e: NR, but a part of the sample has a figure;
# f: a figure in the text.
REPORTS = (
    rates("dropout", a="0.1", b="0.1-0.2", d="NR", e="NR")
    + study("c", 3)
    + record("c", "dropout", "?", place="p")
    + part("e", "dropout", "north", "0.5")
    + study("f", 6)
    + record("f", "dropout", "0.3", place="p")
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3", "confirmed"),
        ("2", "partly"),  # as many have a cell
        ("4", "partly"),  # as many if the part of a sample counts
        ("5", "contradicted"),
        ("1", "contradicted"),
    ],
)
def test_studies_reporting(value: str, expected: str) -> None:
    found = result(REPORTS, assertion("studies-reporting", outcome="dropout", value=value))
    assert (found.verdict, found.number) == (expected, 3)
    assert found.sources == {"record/a--dropout", "record/b--dropout", "record/f--dropout"}
    assert "A; B; F." in found.explanation
    assert "With a table cell: 2." in found.explanation
    assert "For a part of the sample only: E." in found.explanation


@pytest.mark.parametrize(
    ("figure", "expected"),
    [("0.1", 1), ("0", 1), ("0.1-0.2", 1), (">=0.1", 1), ("?", 0), ("NR", 0)],
)
def test_studies_reporting_takes_any_figure_and_nothing_else(figure: str, expected: int) -> None:
    for place in ("", "p"):
        world = study("a", 1) + record("a", "dropout", figure, place=place)
        found = result(world, assertion("studies-reporting", outcome="dropout", value=str(expected)))
        assert (found.verdict, found.number) == ("confirmed", expected)
        # Where none reports it, no cell is spoken of.
        assert ("table cell" in found.explanation) is (expected == 1 and place == "p")


def test_studies_reporting_only_lets_no_part_of_a_sample_stand() -> None:
    asked = assertion("studies-reporting", outcome="dropout", value="3", quantifier="only")
    assert verdict(REPORTS, asked) == "partly"
    assert verdict(rates("dropout", a="0.1", b="0.2", c="0.3"), asked) == "confirmed"


def test_studies_reporting_in_one_way_of_counting() -> None:
    world = REPORTS + study("g", 7) + record("g", "dropout", "0.3", metric="other-rate")
    found = result(world, assertion("studies-reporting", outcome="dropout", metric="other-rate", value="1"))
    assert (found.verdict, found.number) == ("confirmed", 1)
    assert found.explanation.startswith("One study reports dropout for the whole sample, as stated: G.")
    assert "For a part" not in found.explanation  # that of E is counted in another way
    found = result(world, assertion("studies-reporting", outcome="dropout", metric="rate", value="3"))
    assert found.explanation.endswith("For a part of the sample only: E.")


def test_studies_reporting_none() -> None:
    found = result(rates("dropout", a="NR", b="NR"), assertion("studies-reporting", outcome="dropout", value="0"))
    assert (found.verdict, found.number) == ("confirmed", 0)
    assert found.explanation == "No study reports dropout for the whole sample, as stated."
    assert (
        verdict(rates("dropout", a="NR"), assertion("studies-reporting", outcome="dropout", value="1"))
        == "contradicted"
    )


def test_studies_reporting_in_cells_only() -> None:
    # Three report it, two of them in a table cell: "below 3" and "at most 2" fit the two only.
    for operator, value in (("below", "3"), ("at-most", "2")):
        asked = assertion("studies-reporting", outcome="dropout", operator=operator, value=value)
        assert verdict(REPORTS, asked) == "partly"
    asked = assertion("studies-reporting", outcome="dropout", operator="above", value="3")
    assert verdict(REPORTS, asked) == "partly"  # four with the part of a sample
    for least, most in (("4", "5"), ("4", "4")):
        asked = assertion("studies-reporting", outcome="dropout", operator="within", value=least, value_max=most)
        assert verdict(REPORTS, asked) == "partly"
    asked = assertion("studies-reporting", outcome="dropout", operator="above", value="4")
    assert verdict(REPORTS, asked) == "contradicted"


# ------------------------------------------------------------------------------------- reference list

LISTED = rates("dropout", a="0.1", b="0.2", c="NR") + "<reference/9> imr:number 9 ."


@pytest.mark.parametrize(
    ("references", "quantifier", "expected", "recomputed"),
    [
        ("1 2", "all", "confirmed", "all right, none missing"),
        ("1", "all", "partly", "not cited: 2"),
        ("1", "any", "confirmed", "not cited: 2"),
        ("1 2 3", "all", "partly", "without a result: 3"),
        ("1 2 3", "any", "partly", "without a result: 3"),
        ("1 3", "all", "partly", "without a result: 3; not cited: 2"),
        ("3", "all", "contradicted", "without a result: 3; not cited: 1, 2"),
        ("9", "any", "contradicted", "without a result: 9; not cited: 1, 2"),
    ],
)
def test_reference_list(references: str, quantifier: str, expected: str, recomputed: str) -> None:
    asked = assertion("reference-list", outcome="dropout", references=references, quantifier=quantifier)
    found = result(LISTED, asked)
    assert (found.verdict, found.recomputed) == (expected, recomputed)
    assert {"record/a--dropout", "record/b--dropout"} <= found.sources


def test_reference_list_takes_no_study_that_has_no_figure() -> None:
    world = LISTED + study("d", 4) + record("d", "dropout", "?", place="p")
    found = result(world, assertion("reference-list", outcome="dropout", references="1 2 4"))
    assert (found.verdict, found.recomputed) == ("partly", "without a result: 4")
    # Nor is it missing from a list that leaves it out.
    found = result(world, assertion("reference-list", outcome="dropout", references="1 2"))
    assert (found.verdict, found.recomputed) == ("confirmed", "all right, none missing")


def test_reference_list_names_who_is_wrong_and_who_is_missing() -> None:
    found = result(LISTED, assertion("reference-list", outcome="dropout", references="1 3 9"))
    assert "3 (C); 9 (no study of the review)" in found.explanation
    assert "Not cited, though it reports it: 2 (B)." in found.explanation
    assert "record/c--dropout" in found.sources  # the NR that makes 3 wrong


def test_reference_list_names_one_study_of_a_number_that_reports_two() -> None:
    world = LISTED + study("x", 3)
    found = result(world, assertion("reference-list", outcome="dropout", references="1 2 3"))
    assert "No study with such a result belongs to 3 (C)." in found.explanation


def test_reference_list_takes_any_number_of_a_study() -> None:
    world = study("a", 24, 41) + record("a", "dropout", "0.1")
    assert verdict(world, assertion("reference-list", outcome="dropout", references="41")) == "confirmed"
    found = result(world, LISTED, assertion("reference-list", outcome="dropout", references="2"))
    assert found.recomputed == "not cited: 1, 24, 41"


def test_reference_list_names_studies_and_not_their_cluster() -> None:
    cluster = study("aa", 3) + "<study/aa> a imr:StudyCluster . <study/c> imr:memberOf <study/aa> ."
    found = result(LISTED, cluster, assertion("reference-list", outcome="dropout", references="1 2 3"))
    assert "belongs to 3 (C)." in found.explanation


# ----------------------------------------------------------------------------------------------- band

# Inside 20% to 30%: b, c (both ends count); outside: a, d. No single figure: e.
BAND = rates("dropout", a="0.19", b="0.2", c="0.3", d="0.31", e="0.2-0.3")


@pytest.mark.parametrize(
    ("references", "expected", "recomputed"),
    [
        ("2 3", "confirmed", "2 of 2 inside"),
        ("2", "partly", "1 of 1 inside, 1 inside and not cited"),
        ("1 2 3", "partly", "2 of 3 inside"),
        ("1 4", "contradicted", "0 of 2 inside, 2 inside and not cited"),
        ("2 3 5", "partly", "2 of 2 inside, 1 without a figure"),
        ("2 3 9", "partly", "2 of 2 inside, 1 without a figure"),
        ("", "partly", "2 of 4 inside, 1 without a figure"),
    ],
)
def test_band(references: str, expected: str, recomputed: str) -> None:
    asked = assertion("band", outcome="dropout", references=references, value="0.2", value_max="0.3")
    found = result(BAND, "<reference/9> imr:number 9 .", asked)
    assert (found.verdict, found.recomputed, found.stated) == (expected, recomputed, "20% to 30%")


def test_band_over_all_studies() -> None:
    world = rates("dropout", a="0.2", b="0.3")
    assert verdict(world, assertion("band", outcome="dropout", value="0.2", value_max="0.3")) == "confirmed"
    assert verdict(world, assertion("band", outcome="dropout", value="0.4", value_max="0.5")) == "contradicted"


def test_band_rounds_as_the_printed_figures_are() -> None:
    world = rates("dropout", a="0.304", b="0.196")
    band = {"outcome": "dropout", "value": "0.2", "value_max": "0.3"}
    assert verdict(world, assertion("band", **band)) == "contradicted"
    assert verdict(world, assertion("band", precision="0.01", **band)) == "confirmed"


def test_band_names_studies_with_their_figures() -> None:
    found = result(BAND, assertion("band", outcome="dropout", references="1 2 5", value="0.2", value_max="0.3"))
    assert found.explanation == (
        "1 of 2 cited studies with a figure for dropout lie between 20% and 30%: B (20%). Outside: A (19%)."
        " Without a figure: E (no single figure). Inside and not cited: C (30%)."
    )


def test_band_without_any_figure_has_no_result() -> None:
    world = rates("dropout", a="0.1-0.3", b="0.2")
    asked = assertion("band", outcome="dropout", references="1", value="0.2", value_max="0.3")
    assert not results(derive(world, asked))


# --------------------------------------------------------------------------------------------- median


@pytest.mark.parametrize(
    ("figures", "middle"),
    [
        (("0.1", "0.2"), "0.15"),
        (("0.1", "0.2", "0.9"), "0.2"),
        (("0.1", "0.2", "0.4", "0.9"), "0.3"),
        (("0.1", "0.1", "0.2", "0.2"), "0.15"),  # ties on both sides of the middle
        (("0.1", "0.2", "0.2", "0.9"), "0.2"),  # a tie in the middle
        (("0.3", "0.3", "0.3"), "0.3"),
        (("0.1", "0.1", "0.1", "0.9"), "0.1"),
    ],
)
def test_median_of_even_and_odd_numbers_of_figures(figures: tuple[str, ...], middle: str) -> None:
    world = rates("dropout", **dict(zip("abcd", figures, strict=False)))
    found = result(world, assertion("median", outcome="dropout", value=middle))
    assert (found.verdict, found.number) == ("confirmed", Decimal(middle))
    assert verdict(world, assertion("median", outcome="dropout", value="0.77")) == "contradicted"


def test_median_is_rounded_half_up_to_the_printed_step() -> None:
    world = rates("dropout", a="0.22", b="0.25")  # 23.5%
    assert verdict(world, assertion("median", outcome="dropout", value="0.24", precision="0.01")) == "confirmed"
    assert verdict(world, assertion("median", outcome="dropout", value="0.23", precision="0.01")) == "contradicted"
    assert verdict(world, assertion("median", outcome="dropout", value="0.24")) == "contradicted"
    # A step of nothing is no step: nothing is divided by it.
    assert verdict(world, assertion("median", outcome="dropout", value="0.24", precision="0")) == "contradicted"
    assert verdict(world, assertion("median", outcome="dropout", value="0.235", precision="0")) == "confirmed"


def test_median_takes_no_ranges_bounds_parts_or_unreported_ones() -> None:
    world = rates("dropout", a="0.1", b="0.3", c="0.8-0.9", d=">=0.9", e="NR") + part("a", "dropout", "north", "0.99")
    assert result(world, assertion("median", outcome="dropout", value="0.2")).number == Decimal("0.2")


def test_median_of_one_figure_is_none() -> None:
    found = result(rates("dropout", a="0.1", b="NR"), assertion("median", outcome="dropout", value="0.1"))
    assert (found.verdict, found.reason, found.number) == ("not-checkable", "nothing-tabulated", None)
    assert found.explanation == "A median takes two figures at least; only A has a rate."


def test_median_of_figures_counted_in_two_ways() -> None:
    world = rates("dropout", a="0.1", b="0.3") + study("c", 3) + record("c", "dropout", "0.9", metric="other-rate")
    found = result(world, assertion("median", outcome="dropout", value="0.2"))
    assert (found.verdict, found.reason) == ("not-checkable", "one-reading-among-several")
    assert verdict(world, assertion("median", outcome="dropout", metric="rate", value="0.2")) == "confirmed"


def test_median_of_points() -> None:
    world = study("a", 1) + record("a", "fidelity", "4.4", unit="points")
    world += study("b", 2) + record("b", "fidelity", "4.9", unit="points")
    found = result(world, assertion("median", outcome="fidelity", value="4.65"))
    assert (found.verdict, found.stated) == ("confirmed", "median 4.65")
    assert found.explanation == "Over the 2 studies with a rate in the table the median is 4.65, as stated."


# The nine dropout rates of the review: 18 belongs to both arms, one study is not cited, and one has a part only.
NINE = (
    rates("dropout", a="0.05", b="0.14", d="0.21", e="0.22", f="0.25", g="0.26", h="0.27", i="0.31", j="NR")
    + study("c", 3)
    + record("c", "dropout", "0.18", more="; imr:covers <coverage/imr-and-control-combined>")
    + part("j", "dropout", "north", "0.375")
)


def _recomputed(data: ox.Store) -> dict[str, tuple[Decimal, int, int]]:
    """Return median, number of studies and number of inputs of every recomputed value."""
    rows = data.query(
        "SELECT ?key ?median ?studies (COUNT(DISTINCT ?input) AS ?inputs) WHERE { ?node a imr:RecomputedValue ;"
        " imr:key ?key ; imr:median ?median ; imr:numberOfStudies ?studies ; prov:wasDerivedFrom ?input }"
        " GROUP BY ?key ?median ?studies",
        use_default_graph_as_union=True,
        prefixes=ns.PREFIXES,
    )
    return {r["key"].value: (Decimal(r["median"].value), int(r["studies"].value), int(r["inputs"].value)) for r in rows}


def test_every_way_to_a_median_is_a_node_of_its_own() -> None:
    # 5 14 18 21 [22] 25 26 27 31; without 18, without 21 (not cited), or with 37.5 the middle lies between 22 and 25.
    asked = assertion("median", outcome="dropout", value="0.24", precision="0.01", references="1 2 3 5 6 7 8 9 10")
    data = derive(NINE, asked)
    assert _recomputed(data) == {
        "dropout--rate": (Decimal("0.22"), 9, 9),
        "dropout--rate--cited--x": (Decimal("0.235"), 8, 8),
        "dropout--rate--with-parts-of-samples": (Decimal("0.235"), 10, 10),
        "dropout--rate--without-combined-arms": (Decimal("0.235"), 8, 8),
    }
    found = results(data)["x"]
    assert (found.verdict, found.number) == ("contradicted", Decimal("0.22"))
    assert found.explanation == (
        "Over the 9 studies with a rate in the table the median is 22%, not 24%. Three other ways round to 24%:"
        " the 8 cited studies that have one, so without D (23.5%);"
        " with parts of a sample whose whole has no figure, J, north (23.5%);"
        " without figures that cover both arms together, C (23.5%)."
    )
    assert "record/d--dropout" in found.sources
    assert "record/j--dropout--north" not in found.sources  # what the verdict rests on, not what else was tried
    linked = data.quads_for_pattern(
        ox.NamedNode(f"{ns.ID}check-result/x"), ox.NamedNode(ns.expand("prov:wasInfluencedBy")), None
    )
    assert {ns.key(q.object.value) for q in linked} == set(_recomputed(data))


def test_ways_that_take_in_the_same_studies_are_one() -> None:
    world = rates("dropout", a="0.1", b="0.2", c="0.3")
    data = derive(world, assertion("median", outcome="dropout", value="0.2", references="1 2 3"))
    assert set(_recomputed(data)) == {"dropout--rate"}


def test_a_way_of_one_study_is_none() -> None:
    data = derive(
        rates("dropout", a="0.1", b="0.2"), assertion("median", outcome="dropout", value="0.15", references="1")
    )
    assert set(_recomputed(data)) == {"dropout--rate"}


def test_ways_that_give_another_median_are_named() -> None:
    world = rates("dropout", a="0.1", b="0.2", c="0.3")
    found = result(world, assertion("median", outcome="dropout", value="0.2", references="1 2"))
    assert found.verdict == "confirmed"
    assert found.explanation.endswith(
        "One other way gives another figure: the 2 cited studies that have one, so without C (15%)."
    )


def test_ways_that_agree_and_ways_that_do_not_are_told_apart() -> None:
    # All three: 0.2; cited, 0.1 and 0.2: 0.15; without the one that covers both arms, 0.2 and 0.4: 0.3.
    both = study("a", 1) + record("a", "dropout", "0.1", more="; imr:covers <coverage/imr-and-control-combined>")
    world = both + rates("dropout", b="0.2", c="0.4")
    found = result(world, assertion("median", outcome="dropout", value="0.15", references="1 2"))
    assert found.explanation == (
        "Over the 3 studies with a rate in the table the median is 20%, not 15%."
        " One other way rounds to 15%: the 2 cited studies that have one, so without C (15%)."
        " One other way gives another figure: without figures that cover both arms together, A (30%)."
    )


def test_two_claims_with_lists_of_their_own_have_ways_of_their_own() -> None:
    world = rates("dropout", a="0.1", b="0.2", c="0.4")
    data = derive(
        world,
        assertion("median", "one", outcome="dropout", value="0.15", references="1 2"),
        assertion("median", "two", outcome="dropout", value="0.15", references="2 3"),
    )
    assert _recomputed(data)["dropout--rate--cited--one"][0] == Decimal("0.15")
    assert _recomputed(data)["dropout--rate--cited--two"][0] == Decimal("0.3")
    found = results(data)
    assert (
        "One other way rounds to 15%: the 2 cited studies that have one, so without C (15%)" in found["one"].explanation
    )
    assert "rounds to" not in found["two"].explanation


# ---------------------------------------------------------------------------------------------- range

SPAN = rates("completion", a="0.15", b="0.5", c="0.86", d="0.01-0.99")


@pytest.mark.parametrize(
    ("value", "most", "precision", "expected"),
    [
        ("0.15", "0.86", "", "confirmed"),
        ("0.15", "0.85", "", "partly"),
        ("0.1", "0.86", "", "partly"),
        ("0.1", "0.9", "", "contradicted"),
        ("0.1", "0.9", "0.1", "partly"),  # 0.15 rounds up to 0.2, 0.86 to 0.9
        ("0.2", "0.9", "0.1", "confirmed"),
    ],
)
def test_range(value: str, most: str, precision: str, expected: str) -> None:
    step = {"precision": precision} if precision else {}
    found = result(SPAN, assertion("range", outcome="completion", value=value, value_max=most, **step))
    assert (found.verdict, found.recomputed) == (expected, "15% to 86% over 3 studies")
    assert found.sources == {"record/a--completion", "record/b--completion", "record/c--completion"}


def test_range_says_which_end_is_wrong() -> None:
    found = result(SPAN, assertion("range", outcome="completion", value="0.15", value_max="0.9"))
    assert found.explanation == (
        "Over the 3 studies with a figure for completion the least is 15% (A) and the greatest 86% (C), not 90%."
    )


def test_range_with_ties_names_all_and_counts_all() -> None:
    found = result(
        rates("completion", a="0.2", b="0.2", c="0.5"),
        assertion("range", outcome="completion", value="0.2", value_max="0.5"),
    )
    assert found.recomputed == "20% to 50% over 3 studies"
    assert "20% (A; B)" in found.explanation


def test_range_of_one_figure_is_none() -> None:
    asked = assertion("range", outcome="completion", value="0.2", value_max="0.2")
    found = result(rates("completion", a="0.2"), asked)
    assert (found.verdict, found.reason) == ("not-checkable", "nothing-tabulated")


# ----------------------------------------------------------------------------------------------- rate


def rate(figure: str, *more: str, **columns: str) -> str:
    """Return the verdict on a rate of study a whose main record has `figure`."""
    world = study("a", 1) + record("a", "dropout", figure)
    return verdict(world, *more, assertion("rate", **({"studies": "a", "outcome": "dropout"} | columns)))


@pytest.mark.parametrize(
    ("figure", "operator", "value", "expected"),
    [
        ("0.2", "equal", "0.2", "confirmed"),
        ("0.2", "equal", "0.21", "contradicted"),
        ("0.2", "at-least", "0.2", "confirmed"),
        ("0.2", "above", "0.2", "contradicted"),
        ("0.2", "at-most", "0.2", "confirmed"),
        ("0.2", "below", "0.2", "contradicted"),
        # A lower bound proves "at least", and leaves "above" open.
        (">=4", "at-least", "4", "confirmed"),
        (">=4", "above", "4", "not-checkable"),
        (">=4", "above", "3.9", "confirmed"),
        (">=4", "at-least", "4.1", "not-checkable"),
        (">=4", "below", "4", "contradicted"),
        (">=4", "at-most", "4", "not-checkable"),
        (">=4", "at-most", "3.9", "contradicted"),
        (">=4", "equal", "4", "not-checkable"),
        (">=4", "equal", "3", "contradicted"),
        # A range proves what holds of both ends.
        ("0.2-0.4", "at-least", "0.2", "confirmed"),
        ("0.2-0.4", "above", "0.2", "partly"),
        ("0.2-0.4", "above", "0.4", "contradicted"),
        ("0.2-0.4", "at-most", "0.4", "confirmed"),
        ("0.2-0.4", "below", "0.4", "partly"),
        ("0.2-0.4", "below", "0.2", "contradicted"),
        ("0.2-0.4", "at-least", "0.4", "partly"),
        ("0.2-0.4", "at-least", "0.41", "contradicted"),
        ("0.2-0.4", "at-most", "0.2", "partly"),
        ("0.2-0.4", "at-most", "0.19", "contradicted"),
        ("0.2-0.4", "equal", "0.3", "not-checkable"),
        ("0.2-0.4", "equal", "0.5", "contradicted"),
        # Nothing reported, or nothing but that it was.
        ("NR", "equal", "0.2", "contradicted"),
        ("?", "equal", "0.2", "not-checkable"),
    ],
)
def test_rate(figure: str, operator: str, value: str, expected: str) -> None:
    assert rate(figure, operator=operator, value=value) == expected


@pytest.mark.parametrize(
    ("figure", "operator", "value", "most", "expected"),
    [
        ("0.2-0.4", "equal", "0.2", "0.4", "confirmed"),
        ("0.2-0.4", "equal", "0.2", "0.5", "partly"),
        ("0.2-0.4", "equal", "0.1", "0.5", "contradicted"),
        ("0.2-0.4", "within", "0.1", "0.5", "confirmed"),
        ("0.2-0.4", "within", "0.3", "0.5", "partly"),
        ("0.2-0.4", "within", "0.5", "0.6", "contradicted"),
        ("0.2-0.4", "within", "0.2", "0.4", "confirmed"),
        ("0.2-0.4", "within", "0.4", "0.6", "partly"),
        ("0.2-0.4", "within", "0.1", "0.2", "partly"),
        ("0.2", "within", "0.2", "0.3", "confirmed"),
        ("0.2", "within", "0.3", "0.4", "contradicted"),
        # A range is claimed and one figure is known: it can refute the range, not prove it.
        ("0.2", "equal", "0.1", "0.3", "not-checkable"),
        ("0.2", "equal", "0.3", "0.4", "contradicted"),
        (">=4", "within", "2", "3", "contradicted"),
        (">=4", "within", "3", "5", "not-checkable"),
    ],
)
def test_rate_against_a_range(figure: str, operator: str, value: str, most: str, expected: str) -> None:
    assert rate(figure, operator=operator, value=value, value_max=most) == expected


def test_rate_says_what_both_have() -> None:
    world = study("a", 1) + record("a", "dropout", "0.2")
    low, high = (
        assertion("rate", studies="a", outcome="dropout", value=v, operator="at-least") for v in ("0.2", "0.3")
    )
    assert result(world, low).explanation == "The claim has at least 20% for dropout; the evidence agrees: A: 20%."
    assert result(world, high).explanation == "The claim has at least 30% for dropout; the evidence has: A: 20%."


def test_rate_rounds_to_the_printed_step() -> None:
    assert rate("2.66-4.77", value="2.7", value_max="4.8", precision="0.1") == "confirmed"
    assert rate("2.66-4.77", value="2.7", value_max="4.8") == "contradicted"
    assert rate("0.8889", value="0.89", precision="0.01") == "confirmed"
    assert rate("0.8889", value="0.88", precision="0.01") == "contradicted"


def test_rate_finds_its_study_by_reference() -> None:
    world = rates("dropout", a="0.1", b="0.2")
    found = result(world, assertion("rate", references="2", outcome="dropout", value="0.2"))
    assert (found.verdict, found.number, found.sources) == ("confirmed", Decimal("0.2"), {"record/b--dropout"})
    # A named study comes first.
    both = assertion("rate", studies="a", references="1 2", outcome="dropout", value="0.1")
    assert result(world, both).sources == {"record/a--dropout"}


def test_rate_takes_a_range_from_another_record() -> None:
    # The main record is 27%; the range over sites stands beside it.
    sites = part("a", "dropout", "north", "0.24-0.40")
    assert rate("0.27", sites, value="0.24", value_max="0.40") == "confirmed"
    assert rate("0.27", sites, value="0.24", value_max="0.50") == "partly"
    assert rate("0.27", sites, value="0.27") == "confirmed"


def test_rate_of_a_way_of_counting_and_of_a_part_of_the_sample() -> None:
    parts = part("a", "dropout", "north", "0.6", metric="other-rate") + part(
        "a", "dropout", "south", "0.7", metric="other-rate"
    )
    assert rate("NR", parts, metric="other-rate", value="0.7") == "confirmed"  # one of two agrees
    assert rate("NR", parts, metric="other-rate", object="subsample/south", value="0.7") == "confirmed"
    assert rate("NR", parts, metric="other-rate", object="subsample/north", value="0.7") == "contradicted"
    world = study("a", 1) + record("a", "dropout", "0.2")
    assert not results(
        derive(world, assertion("rate", studies="a", outcome="dropout", metric="other-rate", value="0.2"))
    )


@pytest.mark.parametrize(
    ("own", "place", "expected"),
    [
        ("p", "p", "not-checkable"),  # the sentence would be held against itself
        ("p", "q", "confirmed"),  # another sentence
        ("p", "", "confirmed"),  # a table cell
    ],
)
def test_rate_read_from_the_sentence_itself_proves_nothing(own: str, place: str, expected: str) -> None:
    world = study("a", 1) + record("a", "dropout", "0.2", place=place) + claim("own", "0.2", place=own)
    found = result(world, assertion("rate", studies="a", outcome="dropout", value="0.2"))
    assert found.verdict == expected
    assert found.reason == ("nothing-tabulated" if expected == "not-checkable" else None)


def test_rate_read_from_two_places_is_one_figure() -> None:
    world = study("a", 1) + record("a", "dropout", "0.2", more="; prov:wasDerivedFrom <cell/other> , <passage/p>")
    world += "<cell/other> a imr:TableCell . <passage/p> a imr:Passage ." + claim("own", "0.2", place="p")
    found = result(world, assertion("rate", studies="a", outcome="dropout", value="0.2"))
    assert (found.verdict, found.recomputed, found.number) == ("confirmed", "A: 20%", Decimal("0.2"))


def test_rates_of_several_studies_must_all_agree() -> None:
    world = rates("dropout", a="0.1", b="0.2", c="NR")
    asked = {"outcome": "dropout", "operator": "at-most"}
    assert verdict(world, assertion("rate", references="1 2", value="0.2", **asked)) == "confirmed"
    assert verdict(world, assertion("rate", references="1 2", value="0.1", **asked)) == "partly"
    assert verdict(world, assertion("rate", references="1 2", value="0.05", **asked)) == "contradicted"
    found = result(world, assertion("rate", references="1 3", value="0.2", **asked))
    assert (found.verdict, found.recomputed) == ("partly", "A: 10%; C: not reported")


# ----------------------------------------------------------------------------------------------- rank

RANKED = rates("completion", a="0.15", b="0.17", c="0.47", d="0.63", e="NR")


@pytest.mark.parametrize(
    ("studies", "operator", "expected"),
    [
        ("a b", "below", "confirmed"),
        ("a c", "below", "partly"),  # c is third
        ("c d", "below", "contradicted"),
        ("a", "below", "confirmed"),
        ("b", "below", "contradicted"),
        ("d", "above", "confirmed"),
        ("c d", "above", "confirmed"),
        ("a d", "above", "partly"),
        ("b c", "below", "partly"),  # b is second of all
        ("a e", "below", "partly"),  # e has no figure
        ("a b c d", "below", "not-checkable"),  # nobody is left to compare with
    ],
)
def test_rank(studies: str, operator: str, expected: str) -> None:
    assert verdict(RANKED, assertion("rank", outcome="completion", studies=studies, operator=operator)) == expected


def test_rank_by_references() -> None:
    assert verdict(RANKED, assertion("rank", outcome="completion", references="1 2", operator="below")) == "confirmed"


def test_rank_shares_a_place_in_a_tie() -> None:
    world = rates("completion", a="0.1", b="0.2", c="0.2", d="0.3")
    found = result(world, assertion("rank", outcome="completion", studies="a b", operator="below"))
    assert found.verdict == "confirmed"
    assert "Among them and not named: C (20%)." in found.explanation


def test_rank_names_who_is_not_among_them() -> None:
    found = result(RANKED, assertion("rank", outcome="completion", studies="a c", operator="below"))
    assert found.explanation == (
        "Named and among the 2 lowest on completion of 4 studies: A (15%). Named and not among them: C (47%)."
        " Among them and not named: B (17%)."
    )
    assert found.sources == {f"record/{key}--completion" for key in "abcd"}


@pytest.mark.parametrize(
    ("slug", "columns"),
    [
        ("band", {"value": "0.1", "value_max": "0.3"}),
        ("range", {"value": "0.1", "value_max": "0.3"}),
        ("rank", {"studies": "a", "operator": "below"}),
        ("group-median", {"format": "group"}),
        ("group-compare", {"format": "group", "operator": "above"}),
        ("spread", {"other_outcome": "dropout", "operator": "above"}),
    ],
)
def test_figures_counted_in_two_ways_are_not_set_beside_one_another(slug: str, columns: dict[str, str]) -> None:
    world = rates("dropout", f="0.1", g="0.2") + formats(a="0.1 group", b="0.2 individual")
    other = study("c", formats="group") + record("c", "completion", "0.3", metric="other-rate")
    found = result(world, other, assertion(slug, outcome="completion", **columns))
    assert (found.verdict, found.reason) == ("not-checkable", "one-reading-among-several")
    # Named, the way of counting decides which figures enter.
    assert verdict(world, other, assertion(slug, outcome="completion", metric="rate", **columns)) != "not-checkable"


# --------------------------------------------------------------------------------------- group median


def formats(**both: str) -> str:
    """Return studies with completion and formats: ``a="0.2 group"``."""
    text = ""
    for key, value in both.items():
        figure, _, kinds = value.partition(" ")
        text += study(key, formats=kinds) + record(key, "completion", figure)
    return text


@pytest.mark.parametrize(
    ("world", "operator", "expected"),
    [
        # The median is 0.5.
        (formats(a="0.1 individual", b="0.5 group", c="0.9 group individual"), "at-least", "confirmed"),
        (formats(a="0.1 individual", b="0.5 group", c="0.9 group individual"), "above", "partly"),
        (formats(a="0.1 group", b="0.5 individual", c="0.9 group"), "at-least", "partly"),
        (formats(a="0.1 group", b="0.5 individual", c="0.9 individual"), "at-least", "contradicted"),
        (formats(a="0.1 group", b="0.5 individual", c="0.9 individual"), "below", "confirmed"),
        (formats(a="0.1 individual", b="0.5 group", c="0.9 individual"), "at-most", "confirmed"),
        # A format that nobody tabulated leaves a doubt.
        (formats(a="0.1", b="0.5 group", c="0.9 group"), "at-least", "partly"),
        (formats(a="0.5 group"), "at-least", "not-checkable"),
    ],
)
def test_group_median(world: str, operator: str, expected: str) -> None:
    asked = assertion("group-median", outcome="completion", format="group", operator=operator)
    assert verdict(world, asked) == expected


def test_group_median_names_unknown_formats() -> None:
    found = result(
        formats(a="0.1", b="0.5 group", c="0.9 group", d="NR"),
        assertion("group-median", outcome="completion", format="group", operator="at-least"),
    )
    assert found.number == Decimal("0.5")
    assert found.explanation == (
        "The median of completion is 50%. Studies of format group at or above it: C (90%); B (50%)."
        " Nobody tabulated the format of A (10%)."
    )


def test_group_median_without_the_group_has_no_result() -> None:
    asked = assertion("group-median", outcome="completion", format="group")
    assert not results(derive(formats(a="0.1 individual", b="0.5"), asked))


# -------------------------------------------------------------------------------------- group compared


@pytest.mark.parametrize(
    ("world", "operator", "expected", "recomputed"),
    [
        # (0.7 + 0.9) / 2 against the middle one of 0.1, 0.4, 0.5
        (
            formats(
                a="0.1 individual", b="0.4 individual", c="0.5 individual", d="0.7 group", e="0.9 group individual"
            ),
            "above",
            "confirmed",
            "median 80% against 40%",
        ),
        (formats(a="0.4 individual", b="0.7 group"), "below", "contradicted", "median 70% against 40%"),
        (formats(a="0.8 individual", b="0.7 group"), "below", "confirmed", "median 70% against 80%"),
        (formats(a="0.7 individual", b="0.7 group"), "above", "contradicted", "median 70% against 70%"),
        (
            formats(a="0.4 individual", b="0.7 group", c="0.6"),
            "above",
            "partly",
            "median 70% against 40%; format unknown of 1",
        ),
        (formats(b="0.7 group", c="0.6"), "above", "not-checkable", "nothing to compare"),
        (formats(b="0.7 individual", c="0.6"), "above", "not-checkable", "nothing to compare"),
    ],
)
def test_group_compare(world: str, operator: str, expected: str, recomputed: str) -> None:
    found = result(world, assertion("group-compare", outcome="completion", format="group", operator=operator))
    assert (found.verdict, found.recomputed) == (expected, recomputed)


def test_group_compare_names_both_sides() -> None:
    world = formats(a="0.4 individual", b="0.7 group", c="0.9 group individual", d="0.6")
    found = result(world, assertion("group-compare", outcome="completion", format="group", operator="above"))
    assert found.explanation == (
        "Median of completion with format group: 80%, from C (90%, partly in another format); B (70%);"
        " with other formats only: 40%, from A (40%). Nobody tabulated the format of D (60%)."
    )


def test_group_compare_with_ties() -> None:
    # group: 0.2 0.2 0.6 -> 0.2; individual: 0.1 0.3 0.3 0.3 -> 0.3
    world = formats(a="0.2 group", b="0.2 group", c="0.6 group", d="0.1 individual", e="0.3 individual")
    world += formats(f="0.3 individual", g="0.3 individual")
    found = result(world, assertion("group-compare", outcome="completion", format="group", operator="above"))
    assert (found.verdict, found.recomputed) == ("contradicted", "median 20% against 30%")


# --------------------------------------------------------------------------------------------- spread


@pytest.mark.parametrize(
    ("completion", "dropout", "operator", "expected"),
    [
        (("0.1", "0.9"), ("0.2", "0.3"), "above", "confirmed"),
        (("0.1", "0.9"), ("0.2", "0.3"), "below", "contradicted"),
        (("0.1", "0.2"), ("0.2", "0.9"), "below", "confirmed"),
        (("0.1", "0.2"), ("0.8", "0.9"), "above", "contradicted"),  # as wide
        (("0.1",), ("0.2", "0.3"), "above", "not-checkable"),
        (("0.1", "0.9"), ("0.2",), "above", "not-checkable"),
    ],
)
def test_spread(completion: tuple[str, ...], dropout: tuple[str, ...], operator: str, expected: str) -> None:
    world = rates("completion", **dict(zip("ab", completion, strict=False)))
    world += rates("dropout", **dict(zip("cd", dropout, strict=False)))
    asked = assertion("spread", outcome="completion", other_outcome="dropout", operator=operator)
    found = result(world, asked)
    assert found.verdict == expected
    assert found.reason == ("nothing-tabulated" if expected == "not-checkable" else None)


def test_spread_says_both() -> None:
    world = rates("completion", a="0.15", b="0.86") + rates("dropout", c="0.05", d="0.31", e="0.31")
    found = result(world, assertion("spread", outcome="completion", other_outcome="dropout", operator="above"))
    assert found.explanation == (
        "Over 2 studies completion goes from 15% to 86% (71 percentage points),"
        " over 3 studies dropout from 5% to 31% (26 percentage points)."
    )


def test_spread_of_different_units() -> None:
    world = rates("dropout", c="0.05", d="0.31") + study("a", 1) + record("a", "fidelity", "3", unit="points")
    world += study("b", 2) + record("b", "fidelity", "5", unit="points")
    found = result(world, assertion("spread", outcome="fidelity", other_outcome="dropout", operator="above"))
    assert (found.verdict, found.reason) == ("not-checkable", "one-reading-among-several")


# ----------------------------------------------------------------------------------------- sum, same value


@pytest.mark.parametrize(("value", "expected"), [("9", "confirmed"), ("10", "contradicted")])
def test_sum(value: str, expected: str) -> None:
    # Equal figures are all added.
    world = claim("a", "3") + claim("b", "3") + claim("c", "3")
    found = result(world, assertion("sum", claims="a b c", value=value))
    assert (found.verdict, found.number, found.recomputed) == (expected, 9, "3 + 3 + 3 = 9")
    assert found.sources == {"claim/a", "claim/b", "claim/c"}
    assert found.explanation.startswith("3 + 3 + 3 = 9, " + ("as stated" if expected == "confirmed" else "not 10"))


def test_sum_with_a_term_missing_is_open() -> None:
    found = result(claim("a", "3"), claim("b"), assertion("sum", claims="a b", value="3"))
    assert (found.verdict, found.reason, found.number) == ("not-checkable", "nothing-tabulated", None)
    assert found.recomputed == "3 + ? = ?"
    assert not results(derive(claim("a"), claim("b"), assertion("sum", claims="a b", value="3")))


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        (("4", ""), [("4", ""), ("4", "")], "confirmed"),
        (("4", ""), [("4", ""), ("5", "")], "partly"),
        (("4", ""), [("5", "")], "contradicted"),
        (("4", ""), [("4", ""), ("", "")], "partly"),
        (("2.7", "4.8"), [("2.66", "4.77")], "contradicted"),
        (("2.7", "4.8"), [("2.7", "4.8")], "confirmed"),
        (("8", ""), [("8", "11")], "contradicted"),  # one figure against a range
        (("8", "11"), [("8", "")], "contradicted"),
    ],
)
def test_same_value(own: tuple[str, str], others: list[tuple[str, str]], expected: str) -> None:
    world = claim("own", *own) + "".join(claim(f"c{n}", *other) for n, other in enumerate(others))
    keys = " ".join(f"c{n}" for n in range(len(others)))
    assert verdict(world, assertion("same-value", claims=keys)) == expected


def test_same_value_of_the_assertion_comes_before_that_of_the_claim() -> None:
    world = claim("own", "4") + claim("other", "5")
    assert verdict(world, assertion("same-value", claims="other", value="5")) == "confirmed"


def test_same_value_rounds_to_the_printed_step() -> None:
    world = claim("own", "2.7", "4.8", "points") + claim("other", "2.66", "4.77", "points")
    found = result(world, assertion("same-value", claims="other", precision="0.1"))
    assert (found.verdict, found.stated, found.recomputed) == ("confirmed", "2.7 to 4.8", "2.66 to 4.77 points")


def test_same_value_without_any_other_figure_has_no_result() -> None:
    assert not results(derive(claim("own", "4"), claim("other"), assertion("same-value", claims="other")))
    assert not results(derive(claim("own"), claim("other", "4"), assertion("same-value", claims="other")))
