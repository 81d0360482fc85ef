"""The checks of words (queries/checks/05, 25, 44 to 51) and the roll-up (80 to 95) over small graphs made by hand.

What is expected was thought out from the header of each query and from the graph, never taken from its output.
"""

from __future__ import annotations

from itertools import product

import checking
import pyoxigraph as ox
import pytest
from checking import Result, assertion, claim, record, results, study

from imrkg import namespaces as ns
from imrkg import resources

SLUGS = {
    "result": "44",
    "measured": "45",
    "rater": "46",
    "attribute": "47",
    "cell-text": "48",
    "definition": "49",
    "all-sites": "50",
    "factor-rank": "51",
}
NEEDED = ("25-", *(f"{number}-" for number in SLUGS.values()))
ROLL_UP = ("05-", "8", "90-", "95-")

LISTS = """
<outcome/coping> imr:key "coping" ; rdfs:label "coping"@en .
<outcome/symptoms> imr:key "symptoms" ; rdfs:label "symptoms"@en .
<rater/consumer> imr:key "consumer" ; rdfs:label "consumer"@en .
<rater/clinician> imr:key "clinician" ; rdfs:label "clinician"@en .
<rater/observer> imr:key "observer" ; rdfs:label "observer"@en .
<result/significant> rdfs:label "significant"@en .
<result/not-significant> rdfs:label "not significant"@en .
<result/mixed> rdfs:label "mixed"@en .
<country/sweden> rdfs:label "Sweden"@en .
<country/japan> rdfs:label "Japan"@en .
imr:numberOfSites rdfs:label "number of sites"@en .
imr:inCountry rdfs:label "in country"@en .
imr:numberOfSessions rdfs:label "number of sessions"@en .
imr:hasFormat rdfs:label "has format"@en .
imr:note rdfs:label "note"@en .
<symbol/y> a imr:TableSymbol ; dcterms:isPartOf <table/2> ; imr:symbol "Y" ; imr:standsForResult <result/significant> .
<symbol/ns> a imr:TableSymbol ; dcterms:isPartOf <table/2> ; imr:symbol "NS" ;
  imr:standsForResult <result/not-significant> .
<symbol/ns-y> a imr:TableSymbol ; dcterms:isPartOf <table/2> ; imr:symbol "NS/Y" ; imr:standsForResult <result/mixed> .
"""
RESULTS = {"Y": "significant", "NS": "not-significant", "NS/Y": "mixed"}


def derive(*turtle: str) -> ox.Store:
    """Return a store with the graph and with what the checks of words make of it."""
    return checking.derive(NEEDED, LISTS, *turtle)


def result(*turtle: str) -> Result:
    """Return the only result."""
    (found,) = results(derive(*turtle)).values()
    return found


def verdict(*turtle: str) -> str:
    return result(*turtle).verdict


def no_result(*turtle: str) -> bool:
    return not results(derive(*turtle))


def stored(data: ox.Store, subject: str, name: str) -> list[str]:
    """Return what a thing has for a property, names shortened."""
    quads = data.quads_for_pattern(ox.NamedNode(ns.ID + subject), ox.NamedNode(ns.expand(name)), None)
    found = {q.object for q in quads}
    return sorted(ns.shorten(o.value) if isinstance(o, ox.NamedNode) else o.value for o in found)


# -------------------------------------------------------------------------------------- every check


@pytest.mark.parametrize("slug", SLUGS)
def test_a_check_exists_although_nothing_asks_for_it(slug: str) -> None:
    data = derive()
    assert stored(data, f"check/{slug}", "imr:key") == [slug]
    (file,) = stored(data, f"check/{slug}", "imr:queryFile")
    assert file == f"queries/checks/{SLUGS[slug]}-{slug}.rq"
    assert (resources.path("queries").parent / file).is_file()
    assert not results(data)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_focus_gives_no_result(slug: str) -> None:
    columns = {
        "outcome": "coping",
        "rater": "consumer",
        "studies": "nobody",
        "results": "significant",
        "property": "imr:numberOfSites",
        "value": "" if slug == "definition" else "4",
        "in_cells": "nothing",
        "pattern": "word",
        "domain": "inner",
        "term": "success",
    }
    assert no_result(assertion(slug, **{k: v for k, v in columns.items() if v}), claim("own"))


# ------------------------------------------------------------------------------- the outcome table


def column(of: str, *, design: str = "", **cells: str) -> str:
    """Return a study with its column of the outcome table, and the slots of the cells.

    Cells are named outcome__rater. Y, NS and NS/Y are printed; "" is a blank; "text Y" is a result told in the
    text only, in a slot that the table has no row for; "-" is a slot of which nothing is told.
    """
    text = study(of, more=f"; imr:hasDesign <design/{design}>" if design else "")
    text += f"<column/{of}> a imr:TableColumn ; imr:ofStudy <study/{of}> ."
    return text + "".join(cell(of, *name.split("__"), printed) for name, printed in cells.items())


def cell(of: str, outcome: str, rater: str, printed: str, *, meant: str = "") -> str:
    """Return a slot, what fills it, and its cell (see :func:`column`); `meant` is a result other than that printed."""
    key = f"{of}--{outcome}--{rater}"
    about = f"imr:ofStudy <study/{of}> ; imr:ofOutcome <outcome/{outcome}> ; imr:ofRater <rater/{rater}>"
    row = f"<row/{outcome}--{rater}>"
    text = f"<slot/{key}> a imr:EvidenceSlot ; {about} ."
    if printed == "-":
        return text + f"<slot/{key}> imr:filledBy <missing/{key}> . <missing/{key}> a imr:NotTabulated ."
    place = f"<passage/{key}>" if printed.startswith("text ") else f"<cell/{key}>"
    if not printed.startswith("text "):
        text += f"{place} a imr:TableCell ; imr:inRow {row} ; imr:inColumn <column/{of}> ; dcterms:isPartOf <table/2> ."
        text += f"{row} imr:ofOutcome <outcome/{outcome}> ; imr:ofRater <rater/{rater}> ; dcterms:isPartOf <table/2> ."
        text += f"{place} imr:isBlank {'false' if printed else 'true'} ."
    if not printed:
        text += f"<slot/{key}> imr:filledBy <missing/{key}> ."
        return text + f"<missing/{key}> a imr:NotMeasured ; {about} ; prov:wasDerivedFrom {place} ."
    sign = printed.removeprefix("text ")
    text += f'{place} imr:text "{sign}" .'
    text += f"<slot/{key}> imr:filledBy <finding/{key}> ; imr:mainFinding <finding/{key}> ."
    text += f"<finding/{key}> a imr:Finding ; {about} ; prov:wasDerivedFrom {place} ."
    return text + f"<finding/{key}> imr:hasResult <result/{meant or RESULTS[sign]}> ."


# ------------------------------------------------------------------------------------------ 25 scope

TWO = column("a", design="trial", coping__consumer="Y", coping__clinician="NS", symptoms__consumer="") + column(
    "b", design="survey", coping__consumer="NS"
)
# A study without a column, of which the text tells.
OUTSIDE = study("z") + cell("z", "coping", "consumer", "text Y")


@pytest.mark.parametrize(
    ("check", "columns", "expected"),
    [
        ("result", {}, {"a--coping--consumer", "a--coping--clinician", "b--coping--consumer"}),
        ("result", {"rater": "consumer"}, {"a--coping--consumer", "b--coping--consumer"}),
        ("result", {"design": "trial"}, {"a--coping--consumer", "a--coping--clinician"}),
        ("result", {"design": "trial", "rater": "clinician"}, {"a--coping--clinician"}),
        ("measured", {"studies": "b"}, {"b--coping--consumer"}),
        # Both must hold.
        ("measured", {"studies": "b", "design": "trial"}, set()),
        # A study outside the table is looked at where it is named.
        ("result", {"studies": "z"}, {"z--coping--consumer"}),
        ("result", {"studies": "a z", "rater": "consumer"}, {"a--coping--consumer", "z--coping--consumer"}),
        # Under which rater is what is asked.
        ("rater", {"studies": "a", "rater": "observer"}, {"a--coping--consumer", "a--coping--clinician"}),
        # Other checks look at no slots.
        ("attribute", {"studies": "a"}, set()),
    ],
)
def test_scope(check: str, columns: dict[str, str], expected: set[str]) -> None:
    data = derive(TWO, OUTSIDE, assertion(check, outcome="coping", **columns))
    assert set(stored(data, "assertion/x", "imr:looksAt")) == {f"slot/{key}" for key in expected}


# ----------------------------------------------------------------------------------------- 44 result


def told(printed: list[str], quantifier: str, expected: str = "significant") -> str:
    """Return the verdict on results of one study for each cell; none where there is no result."""
    world = "".join(column(key, coping__consumer=p) for key, p in zip("abcd", printed, strict=False))
    asked = assertion("result", outcome="coping", rater="consumer", results=expected, quantifier=quantifier)
    found = results(derive(world, asked))
    return found["x"].verdict if found else "none"


@pytest.mark.parametrize(
    ("printed", "all_", "only", "none", "any_"),
    [
        (["Y"], "confirmed", "confirmed", "contradicted", "confirmed"),
        (["NS"], "contradicted", "contradicted", "confirmed", "contradicted"),
        (["Y", "Y"], "confirmed", "confirmed", "contradicted", "confirmed"),
        (["Y", "NS"], "partly", "partly", "contradicted", "confirmed"),
        (["NS", "NS"], "contradicted", "contradicted", "confirmed", "contradicted"),
        # A blank has no result: it is none of all, and no matter where only the measured ones count.
        (["Y", ""], "partly", "confirmed", "contradicted", "confirmed"),
        (["NS", ""], "contradicted", "contradicted", "confirmed", "contradicted"),
        (["Y", "NS", ""], "partly", "partly", "contradicted", "confirmed"),
        ([""], "contradicted", "not-checkable", "not-checkable", "contradicted"),
        # One result in one symbol is another result than either.
        (["NS/Y"], "contradicted", "contradicted", "confirmed", "contradicted"),
        (["Y", "NS/Y"], "partly", "partly", "contradicted", "confirmed"),
        # What the table does not hold can be held against nothing.
        (["text Y"], "not-checkable", "not-checkable", "not-checkable", "not-checkable"),
        (["-"], "not-checkable", "not-checkable", "not-checkable", "not-checkable"),
        (["Y", "text Y"], "partly", "confirmed", "contradicted", "confirmed"),
        (["text Y", ""], "contradicted", "not-checkable", "not-checkable", "contradicted"),
    ],
)
def test_result(printed: list[str], all_: str, only: str, none: str, any_: str) -> None:
    found = {quantifier: told(printed, quantifier) for quantifier in ("all", "only", "none", "any")}
    assert found == {"all": all_, "only": only, "none": none, "any": any_}


def test_result_without_a_quantifier_means_all_and_an_unknown_one_gives_no_result() -> None:
    world = column("a", coping__consumer="Y") + column("b", coping__consumer="")
    assert verdict(world, assertion("result", outcome="coping", results="significant")) == "partly"
    assert told(["Y"], "most") == "none"


def test_result_is_one_of_several() -> None:
    assert told(["Y", "NS/Y"], "all", "significant mixed") == "confirmed"
    assert told(["Y", "NS"], "none", "mixed not-significant") == "contradicted"
    assert told(["NS/Y"], "all", "mixed") == "confirmed"


def test_result_without_an_expected_one_has_no_result() -> None:
    assert no_result(column("a", coping__consumer="Y"), assertion("result", outcome="coping", studies="a"))


def test_result_says_what_the_table_has() -> None:
    world = column("a", coping__consumer="Y") + column("b", coping__consumer="") + column("c", coping__consumer="-")
    asked = assertion("result", outcome="coping", results="significant")
    found = result(world, asked)
    assert (found.stated, found.reason) == ("coping: significant", None)
    assert found.explanation == (
        "The claim tells of the result significant on coping; the table has: A, consumer: significant;"
        " B, consumer: blank, not measured; C, consumer: not in the table."
    )
    assert found.sources == {"finding/a--coping--consumer", "missing/b--coping--consumer", "slot/c--coping--consumer"}
    found = result(world, assertion("result", outcome="coping", results="mixed", quantifier="none"))
    assert found.stated == "coping: none mixed"
    assert found.recomputed == "coping: A, consumer: significant"  # of what was measured only


def test_result_of_two_assertions_on_one_outcome_stay_apart() -> None:
    world = column("a", coping__consumer="Y")
    found = results(
        derive(
            world,
            assertion("result", "one", outcome="coping", results="significant"),
            assertion("result", "two", outcome="coping", results="not-significant"),
        )
    )
    assert {key: r.verdict for key, r in found.items()} == {"one": "confirmed", "two": "contradicted"}
    assert (found["one"].stated, found["two"].stated) == ("coping: significant", "coping: not significant")


def test_a_finding_read_from_two_cells_counts_once() -> None:
    world = column("a", coping__consumer="Y") + column("b", coping__consumer="NS")
    world += "<finding/a--coping--consumer> prov:wasDerivedFrom <cell/more> . <cell/more> a imr:TableCell ."
    asked = assertion("result", outcome="coping", results="significant", quantifier="only")
    assert verdict(world, asked) == "partly"
    assert verdict(column("a", coping__consumer="Y"), "<finding/a--coping--consumer> prov:wasDerivedFrom <cell/more> ."
        "<cell/more> a imr:TableCell .", asked) == "confirmed"  # fmt: skip


# --------------------------------------------------------------------------------------- 45 measured


@pytest.mark.parametrize(
    ("printed", "all_", "none"),
    [
        (["Y"], "confirmed", "contradicted"),
        ([""], "contradicted", "confirmed"),
        (["Y", "NS"], "confirmed", "contradicted"),
        (["Y", ""], "partly", "partly"),
        (["", ""], "contradicted", "confirmed"),
        (["-"], "not-checkable", "not-checkable"),
        (["text Y"], "not-checkable", "not-checkable"),
        (["Y", "-"], "partly", "partly"),
    ],
)
def test_measured(printed: list[str], all_: str, none: str) -> None:
    world = "".join(column(key, coping__consumer=p) for key, p in zip("abcd", printed, strict=False))
    for quantifier, expected in (("all", all_), ("none", none)):
        asked = assertion("measured", outcome="coping", rater="consumer", quantifier=quantifier)
        found = result(world, asked)
        assert (found.verdict, found.reason) == (
            expected,
            "nothing-tabulated" if expected == "not-checkable" else None,
        )


def test_measured_says_of_each_study_what_the_table_has() -> None:
    world = column("a", coping__consumer="Y") + column("b", coping__consumer="") + column("c", coping__consumer="-")
    found = result(world, assertion("measured", outcome="coping"))
    assert found.explanation == (
        "The claim has coping: measured in all; the table has coping: A: measured; B: blank, not measured;"
        " C: not in the table."
    )
    assert found.sources == {"finding/a--coping--consumer", "missing/b--coping--consumer", "slot/c--coping--consumer"}
    # A blank under one rater does not hide what another measured.
    both = column("a", coping__consumer="", coping__clinician="-") + column(
        "b", coping__consumer="", coping__observer="Y"
    )
    found = result(both, assertion("measured", outcome="coping"))
    assert found.recomputed == "coping: A: blank, not measured; B: measured"


def test_measured_by_any_rater_is_measured() -> None:
    world = column("a", coping__consumer="", coping__clinician="NS")
    assert verdict(world, assertion("measured", outcome="coping", studies="a")) == "confirmed"
    assert verdict(world, assertion("measured", outcome="coping", rater="consumer", studies="a")) == "contradicted"
    # Under all raters it is one study: nothing is counted twice.
    found = result(world, assertion("measured", outcome="coping", studies="a", quantifier="none"))
    assert found.verdict == "contradicted"
    assert found.recomputed == "coping: A: measured"


ONLY = (
    column("a", design="trial", coping__consumer="Y", coping__observer="")
    + column("b", design="trial", coping__consumer="NS", coping__observer="Y")
    + column("c", design="survey", coping__consumer="Y", coping__observer="")
    + column("d", design="trial", coping__consumer="", coping__observer="")
)


@pytest.mark.parametrize(
    ("columns", "expected", "others"),
    [
        ({"studies": "a b c", "rater": "consumer"}, "confirmed", "none"),
        ({"studies": "a b", "rater": "consumer"}, "partly", "C"),
        ({"studies": "a", "rater": "consumer"}, "partly", "B; C"),
        # Of the trials only these: c is none.
        ({"studies": "a b", "rater": "consumer", "design": "trial"}, "confirmed", "none"),
        ({"studies": "a", "rater": "consumer", "design": "trial"}, "partly", "B"),
        # Under this rater only this one.
        ({"studies": "b", "rater": "observer"}, "confirmed", "none"),
        ({"studies": "b"}, "partly", "A; C"),
        ({"studies": "a"}, "partly", "B; C"),  # b under two raters
        # Those of a design and no others.
        ({"design": "trial", "rater": "observer"}, "partly", "none"),
        ({"design": "survey", "rater": "consumer"}, "partly", "A; B"),
        # One that is named did not measure it.
        ({"studies": "a b c d", "rater": "consumer"}, "partly", "none"),
        ({"studies": "d", "rater": "consumer"}, "contradicted", "A; B; C"),
    ],
)
def test_measured_only(columns: dict[str, str], expected: str, others: str) -> None:
    # Another assertion names the others: it takes none of them away.
    distracting = assertion("measured", "y", outcome="symptoms", studies="a b c d", quantifier="only")
    asked = assertion("measured", outcome="coping", quantifier="only", **columns)
    found = results(derive(ONLY, distracting, asked))["x"]
    assert found.verdict == expected
    assert found.recomputed.endswith(f"; others that measured it: {others}")
    rater = columns.get("rater")
    for other in others.lower().split("; ") if others != "none" else []:
        assert f"finding/{other}--coping--{rater or 'consumer'}" in found.sources
    if columns.get("design") == "trial" and "studies" in columns:
        assert "finding/c--coping--consumer" not in found.sources
    if rater == "consumer":
        assert "finding/b--coping--observer" not in found.sources


def test_measured_takes_no_others_into_account_unless_asked() -> None:
    found = result(ONLY, assertion("measured", outcome="coping", studies="a", rater="consumer"))
    assert (found.verdict, found.recomputed) == ("confirmed", "coping: A: measured")
    assert found.sources == {"finding/a--coping--consumer"}
    assert no_result(ONLY, assertion("measured", outcome="coping", studies="a", quantifier="any"))


# ------------------------------------------------------------------------------------------ 46 rater


@pytest.mark.parametrize(
    ("studies", "rater", "expected", "recomputed"),
    [
        ("a", "consumer", "confirmed", "coping: A: consumer"),
        ("a", "observer", "contradicted", "coping: A: consumer"),
        ("b", "observer", "confirmed", "coping: B: clinician; B: observer"),
        ("b", "consumer", "contradicted", "coping: B: clinician; B: observer"),
        # Blank, or told in the text only: no cell files it under any rater.
        ("c", "consumer", "not-checkable", "coping: no cell"),
        ("d", "consumer", "not-checkable", "coping: no cell"),
        # Several studies: each of them.
        ("a b", "consumer", "partly", "coping: A: consumer; B: clinician; B: observer"),
        ("a c", "consumer", "partly", "coping: A: consumer"),
        ("a e", "consumer", "confirmed", "coping: A: consumer; E: consumer"),
        ("b e", "observer", "partly", "coping: B: clinician; B: observer; E: consumer"),
    ],
)
def test_rater(studies: str, rater: str, expected: str, recomputed: str) -> None:
    world = column("a", coping__consumer="Y", coping__observer="") + column(
        "b", coping__observer="NS", coping__clinician="Y"
    )
    world += (
        column("c", coping__consumer="") + column("d", coping__consumer="text Y") + column("e", coping__consumer="Y")
    )
    # Read from two cells, a finding is one.
    world += "<finding/a--coping--consumer> prov:wasDerivedFrom <cell/more> . <cell/more> a imr:TableCell ."
    found = result(world, assertion("rater", outcome="coping", studies=studies, rater=rater))
    assert (found.verdict, found.recomputed) == (expected, recomputed)
    assert found.reason == ("nothing-tabulated" if expected == "not-checkable" else None)
    assert found.stated == f"coping: {rater}"
    listed = "nothing" if recomputed == "coping: no cell" else recomputed.removeprefix("coping: ")
    assert found.explanation == f"The claim has coping rated by the {rater}; the table files it under: {listed}."
    # Every slot that was looked at went in, by its finding where it has one.
    assert ("finding/a--coping--consumer" in found.sources) is ("a" in studies)
    assert ("slot/a--coping--observer" in found.sources) is ("a" in studies)
    assert "slot/a--coping--consumer" not in found.sources


# -------------------------------------------------------------------------------------- 47 attribute


def sites(of: str, *numbers: str) -> str:
    return "".join(f"<study/{of}> imr:numberOfSites {number} ." for number in numbers)


def delivery(of: str, name: str, more: str) -> str:
    return f"<delivery/{name}> a imr:Delivery ; imr:ofStudy <study/{of}> ; {more} ."


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("equal", "4", "confirmed"),
        ("equal", "5", "contradicted"),
        ("at-least", "4", "confirmed"),
        ("at-least", "5", "contradicted"),
        ("above", "3", "confirmed"),
        ("above", "4", "contradicted"),
        ("at-most", "4", "confirmed"),
        ("at-most", "3", "contradicted"),
        ("below", "5", "confirmed"),
        ("below", "4", "contradicted"),
    ],
)
def test_attribute_compares_a_figure(operator: str, value: str, expected: str) -> None:
    # Whole numbers and decimals are compared as numbers, on the study and on its delivery.
    asked = assertion("attribute", studies="a", property="imr:numberOfSites", operator=operator, value=value)
    for held in ("4", "4.0"):
        found = result(study("a"), sites("a", held), asked)
        assert (found.verdict, found.sources) == (expected, {"study/a"})
        found = result(study("a"), delivery("a", "a", f"imr:numberOfSites {held}"), asked)
        assert (found.verdict, found.sources) == (expected, {"delivery/a"})
    words = "" if operator == "equal" else operator.replace("-", " ") + " "
    assert found.stated == f"number of sites: {words}{value}"


@pytest.mark.parametrize(
    ("held", "expected"), [(2, "contradicted"), (3, "confirmed"), (5, "confirmed"), (6, "contradicted")]
)
def test_attribute_within_a_range(held: int, expected: str) -> None:
    asked = {"studies": "a", "property": "imr:numberOfSites", "value": "3"}
    found = result(study("a"), sites("a", str(held)), assertion("attribute", operator="within", value_max="5", **asked))
    assert (found.verdict, found.stated) == (expected, "number of sites: 3 to 5")
    # A range has two ends, and a word that is not known is none.
    for operator in ("within", "about"):
        assert no_result(study("a"), sites("a", str(held)), assertion("attribute", operator=operator, **asked))


def test_attribute_is_a_thing_or_a_text() -> None:
    world = study("a", more='; imr:inCountry <country/sweden> ; imr:note "Day Treatment"')
    for object_, expected in (("country/sweden", "confirmed"), ("country/japan", "contradicted")):
        found = result(world, assertion("attribute", studies="a", property="imr:inCountry", object=object_))
        assert (found.verdict, found.recomputed) == (expected, "in country: A: Sweden")
    assert found.explanation == 'The claim gives Japan for "in country"; the evidence has A: Sweden.'
    for text, expected in (("day treatment", "confirmed"), ("day", "contradicted")):
        assert verdict(world, assertion("attribute", studies="a", property="imr:note", text=text)) == expected


def test_attribute_names_a_thing_without_a_label_by_its_key() -> None:
    world = study("a", more="; imr:inCountry <country/narnia>")
    found = result(world, assertion("attribute", studies="a", property="imr:inCountry", object="country/narnia"))
    assert (found.verdict, found.stated) == ("confirmed", "in country: narnia")


@pytest.mark.parametrize(
    ("held", "value", "default", "any_"),
    [
        (("5", "12"), "5", "partly", "confirmed"),
        (("5", "12"), "12", "partly", "confirmed"),
        (("5", "12"), "11", "contradicted", "contradicted"),
        (("5",), "5", "confirmed", "confirmed"),
    ],
)
def test_attribute_of_several_figures(held: tuple[str, ...], value: str, default: str, any_: str) -> None:
    asked = {"studies": "a", "property": "imr:numberOfSites", "value": value}
    on_study = study("a") + sites("a", *held)
    # Two deliveries of one study are several figures, too, and not two studies.
    on_deliveries = study("a") + "".join(delivery("a", f"a{n}", f"imr:numberOfSites {n}") for n in held)
    for world in (on_study, on_deliveries):
        assert verdict(world, assertion("attribute", **asked)) == default
        assert verdict(world, assertion("attribute", quantifier="all", **asked)) == default
        assert verdict(world, assertion("attribute", quantifier="any", **asked)) == any_
        assert no_result(world, assertion("attribute", quantifier="none", **asked))


def test_attribute_that_two_deliveries_share_is_one() -> None:
    world = study("a") + delivery("a", "a1", "imr:numberOfSites 4") + delivery("a", "a2", "imr:numberOfSites 4")
    found = result(world, assertion("attribute", studies="a", property="imr:numberOfSites", value="4"))
    assert (found.verdict, found.recomputed) == ("confirmed", "number of sites: A: 4")
    assert found.sources == {"delivery/a1", "delivery/a2"}


def test_attribute_of_several_studies() -> None:
    world = study("a") + study("b") + study("c") + sites("a", "4") + sites("b", "6")
    for value, expected in (("4", "partly"), ("5", "contradicted")):
        found = result(world, assertion("attribute", studies="a b", property="imr:numberOfSites", value=value))
        assert (found.verdict, found.recomputed) == (expected, "number of sites: A: 4; B: 6")
    least = assertion("attribute", studies="a b", property="imr:numberOfSites", value="4", operator="at-least")
    assert verdict(world, least) == "confirmed"
    # One of which nothing is known leaves a doubt.
    found = result(world, assertion("attribute", studies="a c", property="imr:numberOfSites", value="4"))
    assert (found.verdict, found.recomputed) == ("partly", "number of sites: A: 4; C: nothing tabulated")
    # Any of the figures of a study, but of every study.
    some = assertion("attribute", studies="a b", property="imr:numberOfSites", value="4", quantifier="any")
    assert verdict(world, some) == "partly"


def test_attribute_without_the_property_or_without_anything_asserted_has_no_result() -> None:
    world = study("a") + sites("a", "4")
    assert no_result(world, assertion("attribute", studies="a", property="imr:numberOfSessions", value="4"))
    assert no_result(world, assertion("attribute", studies="b", property="imr:numberOfSites", value="4"))
    assert no_result(world, assertion("attribute", studies="a", property="imr:numberOfSites"))


def test_attributes_of_two_assertions_stay_apart() -> None:
    world = study("a", more="; imr:inCountry <country/sweden>") + sites("a", "4")
    found = results(
        derive(
            world,
            assertion("attribute", "one", studies="a", property="imr:numberOfSites", value="4"),
            assertion("attribute", "two", studies="a", property="imr:numberOfSites", value="5"),
            assertion("attribute", "three", studies="a", property="imr:inCountry", object="country/sweden"),
        )
    )
    assert {key: r.verdict for key, r in found.items()} == {
        "one": "confirmed",
        "two": "contradicted",
        "three": "confirmed",
    }


# -------------------------------------------------------------------------------------- 48 cell text

SIGNS = """
<symbol/unknown> a imr:TableSymbol ; dcterms:isPartOf <table/1> ; imr:symbol "?" ;
  imr:standsForMissing <missing/unknown> .
<symbol/nr> a imr:TableSymbol ; dcterms:isPartOf <table/1> ; imr:symbol "NR" ;
  imr:standsForMissing <missing/not-reported> .
<symbol/blank> a imr:TableSymbol ; dcterms:isPartOf <table/1> ; imr:symbol "" ; imr:inColumn <column/format> ;
  imr:standsForMissing <missing/default-by-note> .
<symbol/dash> a imr:TableSymbol ; dcterms:isPartOf <table/1> ; imr:symbol "x" ; imr:inColumn <column/format> ;
  imr:standsForMissing <missing/unknown> .
<symbol/blank-2> a imr:TableSymbol ; dcterms:isPartOf <table/2> ; imr:symbol "" ;
  imr:standsForMissing <missing/not-measured> .
"""


def printed_cells(*texts: str, table: str = "1", column: str = "setting") -> str:
    """Return cells c0, c1 … of a table; "" prints nothing, and has no text."""
    found = SIGNS
    for number, text in enumerate(texts):
        found += (
            f'<cell/c{number}> a imr:TableCell ; rdfs:label "cell {number}"@en ; dcterms:isPartOf <table/{table}> ;'
        )
        found += f"imr:inColumn <column/{column}> ." + (f'<cell/c{number}> imr:text "{text}" .' if text else "")
    return found


def asked_of(*texts: str, **columns: str) -> str:
    cells = " ".join(f"c{number}" for number in range(len(texts)))
    return claim("own") + assertion("cell-text", **({"in_cells": cells, "pattern": "peer"} | columns))


@pytest.mark.parametrize(
    ("texts", "all_", "any_", "none"),
    [
        (["Peer specialist"], "confirmed", "confirmed", "contradicted"),
        (["clinician"], "contradicted", "contradicted", "confirmed"),
        (["peer", "PEERS"], "confirmed", "confirmed", "contradicted"),
        (["peer", "clinician"], "partly", "confirmed", "contradicted"),
        (["clinician", "nurse"], "contradicted", "contradicted", "confirmed"),
        # A blank prints no word, and no sign either.
        ([""], "contradicted", "contradicted", "confirmed"),
        (["peer", ""], "partly", "confirmed", "contradicted"),
        # A sign for what is not known contradicts nothing.
        (["?"], "not-checkable", "not-checkable", "confirmed"),
        (["NR"], "not-checkable", "not-checkable", "confirmed"),
        (["?", "NR"], "not-checkable", "not-checkable", "confirmed"),
        (["?", "clinician"], "contradicted", "not-checkable", "confirmed"),
        (["?", "peer"], "partly", "confirmed", "contradicted"),
        (["?", ""], "contradicted", "not-checkable", "confirmed"),
    ],
)
def test_cell_text(texts: list[str], all_: str, any_: str, none: str) -> None:
    for quantifier, expected in (("all", all_), ("any", any_), ("none", none)):
        found = result(printed_cells(*texts), asked_of(*texts, quantifier=quantifier))
        assert (found.verdict, found.reason) == (
            expected,
            "nothing-tabulated" if expected == "not-checkable" else None,
        ), quantifier
        assert found.sources == {f"cell/c{number}" for number in range(len(texts))}
    assert verdict(printed_cells(*texts), asked_of(*texts)) == all_  # the quantifier that is meant where none is given


def test_cell_text_says_what_is_printed() -> None:
    found = result(printed_cells("Peer", "", "?"), asked_of("", "", ""))
    assert found.recomputed == "cell 0: Peer; cell 1: blank; cell 2: ?"
    assert found.stated == "claim own."
    assert found.explanation == f"The claim: claim own. What is printed: {found.recomputed}."


def test_cell_text_may_be_the_sign_itself() -> None:
    assert verdict(printed_cells("NR"), asked_of("", pattern="^NR")) == "confirmed"
    assert verdict(printed_cells("?"), asked_of("", pattern="^[?]$")) == "confirmed"


def test_a_sign_is_one_in_its_own_table_and_column_only() -> None:
    assert verdict(printed_cells("x", column="format"), asked_of("")) == "not-checkable"
    assert verdict(printed_cells("x"), asked_of("")) == "contradicted"
    assert verdict(printed_cells("?", table="2"), asked_of("")) == "contradicted"
    # What a blank stands for (not measured; the usual format) is told by a note, and is not unknown.
    assert verdict(printed_cells("", table="2"), asked_of("")) == "contradicted"
    assert verdict(printed_cells("", column="format"), asked_of("")) == "contradicted"


def test_cell_text_without_a_use_has_no_result() -> None:
    assert no_result(printed_cells("peer"), asked_of("", quantifier="only"))
    assert no_result(printed_cells("peer"), asked_of("", pattern="(peer"))  # no regular expression


# -------------------------------------------------------------------------------------- 49 definition


def defined(key: str, by: str = "", term: str = "success", **columns: str) -> str:
    return claim(by or key) + assertion("definition", key, claim=by or key, term=term, **columns)


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ({"operator": "at-least", "value": "4"}, {"operator": "at-least", "value": "4"}, "confirmed"),
        ({"operator": "at-least", "value": "4"}, {"operator": "at-least", "value": "4.0"}, "confirmed"),
        ({"operator": "at-least", "value": "4"}, {"operator": "above", "value": "4"}, "contradicted"),
        ({"value": "4"}, {"operator": "equal", "value": "4"}, "confirmed"),
        ({"value": "4"}, {"value": "5"}, "contradicted"),
        ({"operator": "within", "value": "4", "value_max": "5"}, {"operator": "within", "value": "4", "value_max": "6"},
         "contradicted"),
        ({"operator": "within", "value": "4", "value_max": "5"}, {"operator": "within", "value": "4", "value_max": "5"},
         "confirmed"),
        ({"text": "ten modules"}, {"text": "Ten modules"}, "confirmed"),
        ({"text": "ten modules"}, {"text": "eleven modules"}, "contradicted"),
        ({"text": "4"}, {"value": "4"}, "contradicted"),
    ],
)  # fmt: skip
def test_definition(one: dict[str, str], two: dict[str, str], expected: str) -> None:
    # Another term defines nothing here, nor does another check with the same term.
    other = (
        defined("c", term="failure", value="9")
        + claim("d")
        + assertion("count", "d", claim="d", term="success", value="7")
    )
    found = results(derive(defined("a", **one), defined("b", **two), other))
    assert {key: r.verdict for key, r in found.items()} == {"a": expected, "b": expected, "c": "not-checkable"}
    assert found["a"].sources == found["b"].sources == {"claim/a", "claim/b"}


def test_definition_says_every_way() -> None:
    world = defined("a", operator="at-least", value="4") + defined("b", operator="above", value="4")
    found = results(derive(world, defined("c", operator="at-least", value="4")))
    assert [found[key].stated for key in "abc"] == ["success: at least 4", "success: above 4", "success: at least 4"]
    assert found["a"].explanation == 'The review defines "success" in 2 ways: above 4; at least 4.'
    between = {"operator": "within", "value": "4", "value_max": "5"}
    found = results(derive(defined("a", **between), defined("b", text="high")))
    assert found["a"].stated == "success: within 4 to 5"
    assert found["a"].recomputed == found["b"].recomputed == "success: high; within 4 to 5"
    same = results(derive(defined("a", value="4"), defined("b", value="4")))["a"]
    assert same.explanation == 'The review defines "success" in 2 places in the same way: 4.'


def test_definition_in_one_place_is_held_against_nothing() -> None:
    found = result(defined("a", value="4"))
    assert (found.verdict, found.reason) == ("not-checkable", "nothing-tabulated")
    assert found.explanation == 'The review defines "success" in one place only: 4.'
    # Two assertions of one claim are one place still.
    found = results(derive(defined("a", value="4"), defined("b", by="a", value="4")))
    assert {r.verdict for r in found.values()} == {"not-checkable"}
    # Yet two ways are two ways.
    found = results(derive(defined("a", value="4"), defined("b", by="a", value="5")))
    assert {r.verdict for r in found.values()} == {"contradicted"}


def test_definition_that_defines_nothing_has_no_result_and_spoils_no_other() -> None:
    found = results(derive(defined("a", value="4"), defined("b", value="4"), defined("c", operator="above")))
    assert {key: r.verdict for key, r in found.items()} == {"a": "confirmed", "b": "confirmed"}


# --------------------------------------------------------------------------------------- 50 all sites


def sited(of: str, figure: str, deviation: str = "", number: str = "") -> str:
    """Return a study with the mean (or range, or bound), its standard deviation, and its number of sites."""
    more = f"; imr:standardDeviation {deviation}" if deviation else ""
    text = study(of) + record(of, "fidelity", figure, unit="points", more=more)
    return text + (sites(of, number) if number else "")


@pytest.mark.parametrize(
    ("world", "operator", "expected"),
    [
        # Sites at 4, 4 and 5.14: mean 4.38; squares .1444 + .1444 + .5776 = .8664, over 2: variance .4332, which is
        # 3 (4.38 - 4)^2. All are at least 4, and not all above it.
        (("4.38", "0.65", "3"), "above", "not-checkable"),  # .4225
        (("4.38", "0.66", "3"), "above", "contradicted"),  # .4356
        (("4.38", "0.66", "3"), "at-least", "contradicted"),
        # Two sites at 4 and 4.8: mean 4.4, squares .16 + .16, variance .32 = 2 (.4)^2. No square root is as exact, so
        # five sites, four at 4 and one at 4.5: mean 4.1, variance (4 (.01) + .16)/4 = .05 = 5 (.1)^2; and four sites,
        # three at 4 and one at 5.2: mean 4.3, squares 3 (.09) + .81 = 1.08, over 3: .36 = 4 (.3)^2, SD .6.
        (("4.3", "0.6", "4"), "at-least", "not-checkable"),
        (("4.3", "0.6", "4"), "above", "contradicted"),
        (("4.3", "0.61", "4"), "at-least", "contradicted"),
        (("4.3", "0.59", "4"), "above", "not-checkable"),
        # More sites leave more room.
        (("4.3", "0.61", "5"), "at-least", "not-checkable"),
        (("4.3", "0.59", "3"), "at-least", "contradicted"),
        # A mean that is too low rules it out, whatever the spread.
        (("3.9", "", ""), "above", "contradicted"),
        (("3.9", "0.01", "4"), "at-least", "contradicted"),
        (("4", "", ""), "above", "contradicted"),
        (("4", "", ""), "at-least", "not-checkable"),
        (("4.1", "", ""), "above", "not-checkable"),
        # Without a number of sites, or without a spread, nothing is ruled out.
        (("4.3", "2", ""), "above", "not-checkable"),
        (("4.3", "", "4"), "above", "not-checkable"),
        # A lower bound leaves it open, even one at the figure or above it; so does nothing.
        ((">=4", "", "4"), "above", "not-checkable"),
        ((">=3", "", "4"), "above", "not-checkable"),
        (("NR", "", "4"), "above", "not-checkable"),
        # The least of a range is one of them.
        (("3.5-4.7", "", ""), "above", "contradicted"),
        (("4-4.7", "", ""), "above", "contradicted"),
        (("4-4.7", "", ""), "at-least", "not-checkable"),
        (("4.1-4.7", "", ""), "above", "not-checkable"),
    ],
)
def test_all_sites(world: tuple[str, str, str], operator: str, expected: str) -> None:
    asked = {"outcome": "fidelity", "studies": "a", "value": "4"}
    found = result(sited("a", *world), assertion("all-sites", operator=operator, **asked))
    assert (found.verdict, found.reason) == (expected, "nothing-tabulated" if expected == "not-checkable" else None)
    assert found.sources == {"record/a--fidelity"}
    if operator == "above":
        assert verdict(sited("a", *world), assertion("all-sites", **asked)) == expected  # what is meant unless said


def test_the_greatest_spread_of_values_above_a_bound() -> None:
    # The inequality itself, by brute force: no three values from 4 upwards have a variance above n (m - b)^2, and
    # some reach it.
    reached = False
    for values in product(range(0, 12), repeat=3):  # tenths above 4
        mean = sum(values) / 3
        variance = sum((value - mean) ** 2 for value in values) / 2
        assert variance <= 3 * mean**2 + 1e-9
        reached |= mean > 0 and abs(variance - 3 * mean**2) < 1e-9
    assert reached


def test_all_sites_of_several_studies() -> None:
    world = sited("a", "4.3", "0.61", "4") + sited("b", "4.9", "0.17", "2") + sited("c", ">=4") + study("d")
    asked = assertion("all-sites", outcome="fidelity", studies="a b c d", operator="at-least", value="4")
    found = result(world, asked)
    assert found.verdict == "contradicted"
    assert found.stated == "fidelity: all sites at least 4"
    assert found.explanation == (
        "Mean, spread and number of sites rule it out for 1 of 3 studies: A: mean 4.3, SD 0.61, 4 sites, spread too"
        " great; B: mean 4.9, SD 0.17, 2 sites, not ruled out; C: at least 4, cannot be told."
    )
    open_ = assertion("all-sites", outcome="fidelity", studies="b c", operator="above", value="4")
    assert result(world, open_).explanation.startswith("No value of a single site is printed, so the claim cannot be")


def test_all_sites_takes_the_number_of_sites_of_the_delivery_and_the_greatest_of_several() -> None:
    world = sited("a", "4.3", "0.61") + delivery("a", "a1", "imr:numberOfSites 4")
    asked = assertion("all-sites", outcome="fidelity", studies="a", operator="at-least", value="4")
    assert verdict(world, asked) == "contradicted"
    found = result(world, delivery("a", "a2", "imr:numberOfSites 5"), asked)
    assert found.verdict == "not-checkable"
    assert "5 sites, not ruled out" in found.recomputed


def test_all_sites_on_one_side_only() -> None:
    for operator in ("below", "at-most", "equal", "about"):
        asked = assertion("all-sites", outcome="fidelity", studies="a", operator=operator, value="4")
        assert no_result(sited("a", "4.3", "0.6", "4"), asked)


# ------------------------------------------------------------------------------------- 51 factor rank


def factor(key: str, domain: str, *references: int, polarity: str = "facilitator") -> str:
    """Return a factor of a domain (or of none), and statements on it, one for each reference."""
    text = f'<factor/{key}> rdfs:label "{key}"@en .'
    if domain:
        text += f'<factor/{key}> imr:inDomain <domain/{domain}> . <domain/{domain}> rdfs:label "{domain}"@en .'
    for number in references:
        name = f"<statement/{key}-{number}-{polarity}>"
        text += f"{name} a imr:FactorStatement ; imr:aboutFactor <factor/{key}> ; imr:reportedIn <reference/{number}> ;"
        text += f"imr:hasPolarity <polarity/{polarity}> ."
    return text


# inner: references 1 2 3 4 (2 twice); outer: 1 2 3; process: 5. Barriers do not count.
FACTORS = (
    factor("leaders", "inner", 1, 2, 3)
    + factor("team", "inner", 2, 4)
    + factor("state", "outer", 1, 2, 3)
    + factor("plan", "process", 5)
    + factor("plan", "process", 6, 7, 8, 9, polarity="barrier")
    + factor("luck", "", 1, 2)
    + factor("hope", "process")
)


@pytest.mark.parametrize(
    ("columns", "expected", "own"),
    [
        ({"domain": "inner"}, "confirmed", "inner 4"),
        ({"domain": "outer"}, "contradicted", "outer 3"),
        ({"domain": "process"}, "contradicted", "process 1"),
        # Of the factors leaders and state have three each.
        ({"factor": "leaders"}, "partly", "leaders 3"),
        ({"factor": "leaders state"}, "confirmed", "leaders 3; state 3"),
        ({"factor": "leaders team"}, "contradicted", "leaders 3; team 2"),
        # One without a domain is one, too; one of which nothing is told has none.
        ({"factor": "leaders state luck"}, "partly", "leaders 3; luck 2; state 3"),
        ({"factor": "luck"}, "contradicted", "luck 2"),
        ({"factor": "hope"}, "contradicted", "hope 0"),
        ({"factor": "leaders state hope"}, "contradicted", "hope 0; leaders 3; state 3"),
    ],
)
def test_factor_rank(columns: dict[str, str], expected: str, own: str) -> None:
    found = result(FACTORS, assertion("factor-rank", **columns))
    assert found.verdict == expected
    assert found.explanation.startswith(f"Counted by references that name them as facilitators: {own}; the greatest")
    # What is put first, and every statement that was counted.
    first = {f"{kind}/{key}" for kind, keys in columns.items() for key in keys.split()}
    assert {source for source in found.sources if not source.startswith("statement/")} == first
    assert "statement/team-2-facilitator" in found.sources
    assert "statement/plan-6-barrier" not in found.sources


def test_factor_rank_names_the_others() -> None:
    found = result(FACTORS, assertion("factor-rank", domain="inner"))
    assert found.recomputed == "references as facilitator: inner 4; others: outer 3"
    assert found.explanation.endswith("the greatest of the others has 3.")


def test_a_reference_counts_once_for_a_domain() -> None:
    # twice: 1 and 2, each with both factors; once: 3, 4 and 5; few: 1 and 2.
    world = factor("one", "twice", 1, 2) + factor("two", "twice", 1, 2) + factor("three", "once", 3, 4, 5)
    world += factor("four", "few", 1, 2)
    found = result(world, assertion("factor-rank", domain="twice"))
    # Of the others those are listed that have more than two.
    assert (found.verdict, found.recomputed) == (
        "contradicted",
        "references as facilitator: twice 2; others: once 3",
    )
    world += factor("five", "once", 3)
    found = result(world, assertion("factor-rank", domain="once"))
    assert (found.verdict, found.recomputed) == ("confirmed", "references as facilitator: once 3")
    found = result(world, assertion("factor-rank", domain="twice"))
    assert found.recomputed == "references as facilitator: twice 2; others: once 3"


def test_factor_rank_with_nothing_to_compare_has_no_result() -> None:
    assert no_result(factor("leaders", "inner", 1, 2), assertion("factor-rank", domain="inner"))


# ----------------------------------------------------------------------------------- 05 inputs at odds


def at_odds(*turtle: str) -> dict[str, str]:
    """Return what does not agree with its cell, and the cell."""
    data = checking.derive(("05-",), LISTS, *turtle)
    quads = data.quads_for_pattern(None, ox.NamedNode(ns.expand("imr:atOddsWith")), None)
    return {ns.shorten(q.subject.value): ns.shorten(q.object.value) for q in quads}


@pytest.mark.parametrize(
    ("printed", "meant", "expected"),
    [
        ("Y", "significant", False),
        ("NS", "not-significant", False),
        ("NS/Y", "mixed", False),
        ("Y", "not-significant", True),
        ("NS/Y", "significant", True),
        ("text Y", "not-significant", False),  # of the text, not of a cell
    ],
)
def test_a_finding_is_what_the_symbol_in_its_cell_stands_for(printed: str, meant: str, expected: bool) -> None:
    world = column("a") + cell("a", "coping", "consumer", printed, meant=meant)
    key = "a--coping--consumer"
    assert at_odds(world) == ({f"finding/{key}": f"cell/{key}"} if expected else {})


def test_a_finding_from_a_cell_with_an_unknown_sign_or_with_none_is_at_odds() -> None:
    world = column("a", coping__consumer="Y")
    key = "a--coping--consumer"
    for sign in ("Z", ""):
        assert at_odds(world.replace('imr:text "Y"', f'imr:text "{sign}"')) == {f"finding/{key}": f"cell/{key}"}
    assert at_odds(world.replace(f'<cell/{key}> imr:text "Y" .', "")) == {f"finding/{key}": f"cell/{key}"}


@pytest.mark.parametrize("other", ["b--coping--consumer", "a--coping--clinician", "a--symptoms--consumer"])
def test_a_finding_read_from_the_cell_of_another_study_rater_or_outcome_is_at_odds(other: str) -> None:
    # Both cells print Y.
    world = column("a", coping__consumer="Y", coping__clinician="Y", symptoms__consumer="Y")
    world += column("b", coping__consumer="Y")
    assert at_odds(world) == {}
    wrong = world.replace(
        "<finding/a--coping--consumer> a imr:Finding ; imr:ofStudy <study/a> ; imr:ofOutcome <outcome/coping> ;"
        " imr:ofRater <rater/consumer> ; prov:wasDerivedFrom <cell/a--coping--consumer> .",
        f"<finding/a--coping--consumer> a imr:Finding ; prov:wasDerivedFrom <cell/{other}> .",
    )
    assert wrong != world
    assert at_odds(wrong)["finding/a--coping--consumer"] == f"cell/{other}"


@pytest.mark.parametrize(
    ("figure", "unit", "printed", "shown", "expected"),
    [
        ("0.27", "proportion", "27%", "27%", False),
        ("0.28", "proportion", "27%", "27%", True),
        ("0.27", "proportion", "27%", "28%", True),  # the cell was mended, the record was not
        ("0.27", "points", "27%", "27%", True),
        ("4.38", "points", "4.38±1.19", "4.38±1.19", False),
        ("4.39", "points", "4.38±1.19", "4.38±1.19", True),
        ("2.66-4.77", "points", "2.66 to 4.77", "2.66 to 4.77", False),
        ("2.67-4.77", "points", "2.66 to 4.77", "2.66 to 4.77", True),
        (">=4", "points", "At least 4", "At least 4", False),
        (">=5", "points", "At least 4", "At least 4", True),
        ("0.5", "points", ".5", ".5", False),
        ("0.5", "points", "many", "many", True),
        # What is not reported has no figure that could be wrong, yet it is printed somewhere.
        ("?", "points", "some", "some", False),
        ("?", "points", "some", "more", True),
    ],
)
def test_the_first_figure_of_a_cell_is_that_of_its_record(
    figure: str, unit: str, printed: str, shown: str, expected: bool
) -> None:
    made = record("a", "fidelity", figure, unit=unit, more=f'; imr:valueAsPrinted "{printed}"')
    made += f'<cell/a--fidelity> imr:text "{shown}" .'
    assert at_odds(study("a"), made) == ({"record/a--fidelity": "cell/a--fidelity"} if expected else {})


def test_a_record_without_a_unit_is_held_as_it_is() -> None:
    made = record("a", "fidelity", "4.5", more='; imr:valueAsPrinted "4.5"') + '<cell/a--fidelity> imr:text "4.5" .'
    without = made.replace("; imr:hasUnit <unit/proportion>", "")
    assert without != made
    assert at_odds(study("a"), without) == {}


@pytest.mark.parametrize(
    ("printed", "shown", "expected"),
    [("3 teams", "3 teams", False), ("3 teams", "In all, 3 teams; Sweden", False), ("3 teams", "4 teams", True)],
)
def test_what_is_printed_of_a_study_stands_in_one_of_its_cells(printed: str, shown: str, expected: bool) -> None:
    world = study("a", more=f'; imr:settingAsPrinted "{printed}" ; prov:wasDerivedFrom <cell/head> , <cell/setting>')
    world += '<cell/head> a imr:TableCell ; imr:text "A" ; imr:inColumn <column/1> . <column/1> imr:position 1 .'
    world += (
        f'<cell/setting> a imr:TableCell ; imr:text "{shown}" ; imr:inColumn <column/2> . <column/2> imr:position 2 .'
    )
    assert at_odds(world) == ({"study/a": "cell/setting"} if expected else {})
    # From the heading of the row alone nothing of the kind was read.
    assert at_odds(world.replace(" , <cell/setting>", "")) == {}


@pytest.mark.parametrize(
    ("figure", "more", "shown", "expected"),
    [
        ("4.38", "; imr:standardDeviation 1.19", "4.38±1.19", False),
        ("4.38", "; imr:standardDeviation 1.91", "4.38±1.19", True),
        ("4.38", "; imr:standardDeviation 0.19", "4.38±.19", False),
        ("4.38", "; imr:standardDeviation 0.19", "", True),
        ("2.66-4.77", "", "2.66 to 4.77", False),
        ("2.66-4.78", "", "2.66 to 4.77", True),
    ],
)
def test_the_last_figure_of_a_cell_is_the_greatest_or_the_spread(
    figure: str, more: str, shown: str, expected: bool
) -> None:
    made = record("a", "fidelity", figure, unit="points", more=more) + f'<cell/a--fidelity> imr:text "{shown}" .'
    assert at_odds(study("a"), made) == ({"record/a--fidelity": "cell/a--fidelity"} if expected else {})


@pytest.mark.parametrize(
    ("status", "shown", "expected"),
    [
        ("not-reported", "NR", False),
        ("not-reported", "27%", True),
        ("reported", "27%", False),
        ("reported", "NR", True),
    ],
)
def test_what_is_not_reported_has_the_sign_for_it(status: str, shown: str, expected: bool) -> None:
    made = record("a", "dropout", "NR" if status == "not-reported" else "?")
    made += f'<record/a--dropout> imr:hasReportStatus <status/{status}> . <status/{status}> imr:key "{status}" .'
    made += f'<cell/a--dropout> imr:text "{shown}" ; dcterms:isPartOf <table/1> .'
    assert at_odds(study("a"), SIGNS, made) == ({"record/a--dropout": "cell/a--dropout"} if expected else {})


@pytest.mark.parametrize(("shown", "expected"), [("RCT", False), ("Randomized Trial", False), ("Survey", True)])
def test_a_design_is_printed_under_one_of_its_names(shown: str, expected: bool) -> None:
    names = (
        '<design/rct> rdfs:label "randomized trial"@en ; skos:altLabel "RCT" . <design/other> rdfs:label "survey"@en .'
    )
    world = described("study", f'; imr:designAsPrinted "{shown}" ; imr:hasDesign <design/rct>', shown)
    assert at_odds(names, world) == ({"study/a": "cell/x"} if expected else {})
    data = checking.derive(("05-",), names, world)
    assert stored(data, "study/a", "imr:atOddsOn") == (["imr:hasDesign"] if expected else [])


@pytest.mark.parametrize(
    ("printed", "shown", "expected"),
    [
        ("6 centers; Sweden", "6 centers; Sweden", set()),
        ("6 centers; Sweden", "6 centers; Japan", {"settingAsPrinted", "inCountry"}),
        # The setting that was read names no country: it was read from elsewhere.
        ("6 centers", "6 centers; Japan", set()),
    ],
)
def test_a_country_stands_in_the_setting_that_named_it(printed: str, shown: str, expected: set[str]) -> None:
    world = described("delivery", f'; imr:settingAsPrinted "{printed}"', shown)
    data = checking.derive(("05-",), LISTS, world, "<study/a> imr:inCountry <country/sweden> .")
    about = {*stored(data, "study/a", "imr:atOddsOn"), *stored(data, "delivery/a", "imr:atOddsOn")}
    assert about == {f"imr:{name}" for name in expected}
    assert ("imr:inCountry" in stored(data, "study/a", "imr:atOddsOn")) is ("inCountry" in expected)


# What a check left out rests on a cell, too (52).


def influences(only: tuple[str, ...], *turtle: str) -> list[str]:
    return stored(checking.derive(("05-", *only, "52-"), LISTS, *turtle), "check-result/x", "prov:wasInfluencedBy")


def test_a_record_that_is_not_reported_although_its_cell_prints_a_figure_counts_for_the_others() -> None:
    world = (
        study("a", 1) + study("b", 2) + study("c", 3) + record("a", "dropout", "0.1") + record("b", "dropout", "0.2")
    )
    missing = record("c", "dropout", "NR") + '<status/nr> imr:key "not-reported" .'
    missing += "<record/c--dropout> imr:hasReportStatus <status/nr> . <cell/c--dropout> dcterms:isPartOf <table/1> ."
    for shown, expected in (("NR", []), ("27%", ["record/c--dropout"])):
        cells = SIGNS + missing + f'<cell/c--dropout> imr:text "{shown}" .'
        for outcome, found in (("dropout", expected), ("completion", [])):
            asked = assertion("studies-reporting", outcome=outcome, value="2")
            also = record("a", "completion", "0.5")
            assert influences(("26-", "32-"), world, cells, also, asked) == found


def test_an_unread_cell_counts_where_others_are_said_to_have_measured_nothing() -> None:
    unread = column("a", coping__consumer="Y") + column("b", coping__consumer="Y", coping__observer="")
    unread = unread.replace("prov:wasDerivedFrom <cell/b--", "prov:wasDerivedFrom <passage/b--")
    for columns, expected in (
        ({"quantifier": "only"}, ["slot/b--coping--consumer"]),
        ({"quantifier": "only", "rater": "consumer"}, ["slot/b--coping--consumer"]),
        ({"quantifier": "only", "rater": "observer"}, []),
        ({"quantifier": "all"}, []),
    ):
        asked = assertion(
            "measured", outcome="coping", studies="a" if "observer" not in columns.values() else "b", **columns
        )
        assert influences(("25-", "45-"), unread, asked) == expected


def test_the_last_figure_of_a_cell_in_percent() -> None:
    for greatest, expected in (("0.31", False), ("0.32", True)):
        made = record("a", "dropout", f"0.05-{greatest}") + '<cell/a--dropout> imr:text "5% to 31%" .'
        assert at_odds(study("a"), made) == ({"record/a--dropout": "cell/a--dropout"} if expected else {})


def test_a_cell_that_prints_something_and_of_which_no_result_was_read() -> None:
    world = column("a", coping__consumer="Y")
    key = "a--coping--consumer"
    assert at_odds(world) == {}
    unread = world.replace(f"prov:wasDerivedFrom <cell/{key}>", f"prov:wasDerivedFrom <passage/{key}>")
    assert unread != world
    assert at_odds(unread) == {f"slot/{key}": f"cell/{key}"}
    # Of a blank none is read.
    assert at_odds(column("a", coping__consumer="")) == {}


def described(kind: str, more: str, shown: str) -> str:
    """Return study a, or its delivery, with what was read from one cell of the second column."""
    name = f"<{kind}/a>"
    text = study("a") + (f"{name} a imr:Delivery ; imr:ofStudy <study/a> ." if kind == "delivery" else "")
    text += f"{name} prov:wasDerivedFrom <cell/x> {more} ."
    return (
        text + f'<cell/x> a imr:TableCell ; imr:text "{shown}" ; imr:inColumn <column/2> . <column/2> imr:position 2 .'
    )


@pytest.mark.parametrize(
    ("kind", "more", "shown", "expected"),
    [
        ("study", '; imr:participantsAsPrinted "104" ; imr:numberOfParticipants 104', "N = 104", set()),
        ("study", '; imr:participantsAsPrinted "104" ; imr:numberOfParticipants 105', "104", {"numberOfParticipants"}),
        ("study", '; imr:participantsAsPrinted "104" ; imr:numberOfParticipants 10', "104", {"numberOfParticipants"}),
        (
            "study",
            '; imr:participantsAsPrinted "10" ; imr:numberOfParticipants 10',
            "104",
            {"participantsAsPrinted", "numberOfParticipants"},
        ),
        # Years are held as months.
        ("study", '; imr:followUpAsPrinted "2 years" ; imr:followUpMonths 24.0', "2 years", set()),
        ("study", '; imr:followUpAsPrinted "2 years" ; imr:followUpMonths 36.0', "2 years", {"followUpMonths"}),
        ("study", '; imr:followUpAsPrinted "5, 12" ; imr:followUpMonths 5.0 , 12.0', "5, 12 months", set()),
        ("study", '; imr:followUpAsPrinted "5, 12" ; imr:followUpMonths 5.0 , 11.0', "5, 12", {"followUpMonths"}),
        # A figure that stands in words cannot be read.
        ("delivery", '; imr:settingAsPrinted "two sites" ; imr:numberOfSites 2', "two sites", set()),
        (
            "delivery",
            '; imr:lengthAsPrinted "9 months" ; imr:lengthMonthsMaximum 8.0',
            "9 months",
            {"lengthMonthsMaximum"},
        ),
    ],
)
def test_on_what_a_study_or_a_delivery_is_at_odds(kind: str, more: str, shown: str, expected: set[str]) -> None:
    world = described(kind, more, shown)
    assert set(at_odds(world)) == ({f"{kind}/a"} if expected else set())
    data = checking.derive(("05-",), LISTS, world)
    assert set(stored(data, f"{kind}/a", "imr:atOddsOn")) == {f"imr:{name}" for name in expected}


@pytest.mark.parametrize(
    ("more", "shown", "expected"),
    [
        ("; imr:hasFormat <format/group>", "Group, weekly", False),
        ("; imr:hasFormat <format/group>", "group and individual", True),
        ("; imr:hasFormat <format/group> , <format/individual>", "group and individual", False),
        ("", "group", True),
        ("; imr:hasFormat <format/group>", "regrouped weekly", False),
        # Read from a cell, it stands in one; known from elsewhere, it need not.
        ("; imr:hasFormat <format/group> ; imr:formatReadFrom <format-source/cell>", "weekly", True),
        ("; imr:hasFormat <format/group> ; imr:formatReadFrom <format-source/note>", "weekly", False),
    ],
)
def test_formats_of_a_delivery_are_those_that_its_cells_name(more: str, shown: str, expected: bool) -> None:
    kinds = "<format/group> a imr:DeliveryFormat . <format/individual> a imr:DeliveryFormat ."
    world = described("delivery", more, shown)
    assert at_odds(kinds, world) == ({"delivery/a": "cell/x"} if expected else {})


# ------------------------------------------------------------------------------------------- roll-up

FIXED = """
<verdict/confirmed> rdfs:label "confirmed"@en . <verdict/partly> rdfs:label "partly"@en .
<verdict/contradicted> rdfs:label "contradicted"@en . <verdict/not-checkable> rdfs:label "not checkable"@en .
<severity/gravest> a imr:Severity ; skos:notation "1" . <severity/middle> a imr:Severity ; skos:notation "2" .
<severity/slight> a imr:Severity ; skos:notation "4" .
<check/one> a imr:Check ; imr:key "one" ; imr:queryFile "one.rq" .
<check/two> a imr:Check ; imr:key "two" ; imr:queryFile "two.rq" .
"""


def rolled(*turtle: str) -> ox.Store:
    """Return a store with the graph and with what the roll-up makes of it."""
    return checking.derive(ROLL_UP, LISTS, FIXED, *turtle)


def checked(key: str, verdict: str, *inputs: str, check: str = "one", reason: str = "", **columns: str) -> str:
    """Return an assertion with the result of its check; without one where `verdict` is empty."""
    asked = {"topic": "topic", "kind": "number", "severity": "middle"} | columns
    text = assertion(check, key, **asked)
    if not verdict:
        return text
    name = f"<check-result/{key}>"
    text += f'{name} a imr:CheckResult ; imr:key "{key}" ; imr:ofAssertion <assertion/{key}> ;'
    text += f'imr:byCheck <check/{check}> ; imr:hasVerdict <verdict/{verdict}> ; imr:recomputed "found {key}" ;'
    text += f'imr:explanation "Why {key}." ; prov:wasDerivedFrom <assertion/{key}> .'
    text += "".join(f"{name} prov:wasDerivedFrom <{thing}> ." for thing in inputs)
    if verdict == "not-checkable":
        text += f"{name} imr:hasReason <verdict-reason/{reason or 'nothing-tabulated'}> ."
    return text


# ---- 80 to 83


def test_what_is_contradicted_or_partly_right_failed() -> None:
    data = rolled(
        claim("own"), *(checked(v, v, topic=v) for v in ("confirmed", "partly", "contradicted", "not-checkable"))
    )
    failed = data.quads_for_pattern(None, None, ox.NamedNode(ns.expand("imr:FailedCheckResult")))
    assert sorted(ns.key(q.subject.value) for q in failed) == ["contradicted", "partly"]
    failures = data.quads_for_pattern(None, None, ox.NamedNode(ns.expand("imr:CheckFailure")))
    assert sorted(ns.key(q.subject.value) for q in failures) == ["contradicted", "partly"]
    # Every result has a name.
    assert stored(data, "check-result/partly", "rdfs:label") == ["result of checking partly: partly"]


def test_one_topic_is_one_disagreement_with_the_places_of_both_claims() -> None:
    data = rolled(
        claim("a", place="p"),
        claim("b", place="q"),
        claim("c", place="r"),
        checked("x", "contradicted", "finding/f", claim="a", studies="s", severity="slight"),
        checked("y", "partly", "cell/g", "finding/h", claim="b", check="two", severity="gravest"),
        # One that is confirmed has the topic, too: it has no part in the disagreement.
        checked("z", "confirmed", "finding/i", claim="c", severity="gravest"),
        # Another topic.
        checked("w", "contradicted", claim="c", topic="another", severity="slight"),
        "<finding/f> prov:wasDerivedFrom <cell/f> ; imr:ofStudy <study/t> . <cell/f> a imr:TableCell .",
        "<cell/g> a imr:TableCell . <finding/h> prov:wasDerivedFrom <footnote/h> .",
        "<finding/i> prov:wasDerivedFrom <cell/i> .",
    )
    node = "discrepancy/topic"
    assert stored(data, node, "rdf:type") == ["imr:CheckFailure"]
    assert stored(data, node, "imr:key") == ["topic"]
    assert stored(data, node, "imr:hasSeverity") == ["severity/gravest"]
    assert stored(data, "discrepancy/another", "imr:hasSeverity") == ["severity/slight"]
    assert stored(data, node, "imr:hasDiscrepancyKind") == ["discrepancy-kind/number"]
    assert stored(data, node, "imr:foundBy") == ["check/one", "check/two"]
    assert stored(data, node, "prov:wasDerivedFrom") == ["check-result/x", "check-result/y"]
    assert stored(data, node, "imr:explanation") == ["Why x. Why y."]
    assert stored(data, node, "imr:hasFirstSide") == ["discrepancy-side/topic--first"]
    assert stored(data, node, "imr:hasSecondSide") == ["discrepancy-side/topic--second"]
    first, second = "discrepancy-side/topic--first", "discrepancy-side/topic--second"
    assert stored(data, first, "imr:statement") == ["claim a. | claim b."]
    assert stored(data, second, "imr:statement") == ["found x | found y"]
    assert stored(data, first, "prov:wasDerivedFrom") == ["passage/p", "passage/q"]
    assert stored(data, second, "prov:wasDerivedFrom") == ["cell/f", "cell/g", "footnote/h"]
    concerned = {"claim/a", "claim/b", "study/s", "study/t", "finding/f", "finding/h", "cell/g"}
    assert set(stored(data, node, "imr:concerns")) == concerned


def test_what_two_claims_repeat_is_told_once() -> None:
    world = claim("a", place="p") + claim("b", place="q") + checked("x", "contradicted", claim="a")
    world += checked("y", "contradicted", claim="b", kind="arithmetic")
    world = world.replace("claim b.", "claim a.").replace("found y", "found x").replace("Why y.", "Why x.")
    data = rolled(world)
    assert stored(data, "discrepancy-side/topic--first", "imr:statement") == ["claim a."]
    assert stored(data, "discrepancy-side/topic--second", "imr:statement") == ["found x"]
    assert stored(data, "discrepancy/topic", "imr:explanation") == ["Why x."]
    # Of two kinds it has one.
    assert stored(data, "discrepancy/topic", "imr:hasDiscrepancyKind") == ["discrepancy-kind/arithmetic"]


def test_gravest_of_what_failed_only() -> None:
    world = claim("own", place="p") + checked("x", "confirmed", severity="gravest")
    data = rolled(world, checked("y", "partly", severity="slight"), checked("z", "partly", severity="middle"))
    assert stored(data, "discrepancy/topic", "imr:hasSeverity") == ["severity/middle"]


def test_a_disagreement_has_the_name_of_its_topic_or_its_words() -> None:
    world = claim("own", place="p") + checked("x", "contradicted", topic="ten-modules--text")
    assert stored(rolled(world), "discrepancy/ten-modules--text", "rdfs:label") == ["ten modules text"]
    named = (
        '<topic/ten-modules--text> a imr:Topic ; imr:key "ten-modules--text" ; rdfs:label "ten or eleven modules"@en .'
    )
    other = '<topic/other> a imr:Topic ; imr:key "other" ; rdfs:label "something else"@en .'
    label = stored(rolled(world, named, other), "discrepancy/ten-modules--text", "rdfs:label")
    assert label == ["ten or eleven modules"]
    assert stored(rolled(world, other), "discrepancy/ten-modules--text", "rdfs:label") == ["ten modules text"]


def test_inputs_without_a_place_stand_where_the_claim_stands() -> None:
    world = claim("own", place="p") + checked("x", "contradicted", "reference/1")
    data = rolled(world)
    assert stored(data, "discrepancy-side/topic--second", "prov:wasDerivedFrom") == ["passage/p"]
    # With a place, that is it.
    for place in ("<reference/1> prov:wasDerivedFrom <cell/r> .", "<reference/1> a imr:TableCell ."):
        places = stored(rolled(world, place), "discrepancy-side/topic--second", "prov:wasDerivedFrom")
        assert places == (["cell/r"] if "cell/r" in place else ["reference/1"])


def test_what_an_assertion_asks_for_is_not_in_dispute() -> None:
    world = claim("own", place="p") + checked("x", "contradicted", "study/a", "criterion/x")
    data = rolled(world, "<criterion/x> a imr:Criterion ; imr:ofAssertion <assertion/x> .")
    assert stored(data, "discrepancy/topic", "imr:concerns") == ["claim/own", "study/a"]


def test_a_disagreement_that_was_found_already_stands_and_the_checks_are_added() -> None:
    known = '<discrepancy/topic> a imr:SourceDiscrepancy ; imr:key "topic" ; imr:foundBy <check/reading> ;'
    known += "imr:hasFirstSide <discrepancy-side/topic--first> ; imr:hasSecondSide <discrepancy-side/topic--second> ;"
    known += 'imr:explanation "Read." .'
    world = claim("own", place="p") + checked("x", "contradicted", "finding/f") + checked("y", "confirmed", check="two")
    data = rolled(world, known)
    assert stored(data, "discrepancy/topic", "rdf:type") == ["imr:SourceDiscrepancy"]
    assert stored(data, "discrepancy/topic", "imr:explanation") == ["Read."]
    assert stored(data, "discrepancy/topic", "imr:foundBy") == ["check/one", "check/reading"]
    assert stored(data, "discrepancy/topic", "imr:concerns") == ["claim/own"]
    assert stored(data, "discrepancy-side/topic--first", "imr:statement") == []
    # One of another name is another.
    data = rolled(world, known.replace("discrepancy/topic>", "discrepancy/other>"))
    assert stored(data, "discrepancy/topic", "rdf:type") == ["imr:CheckFailure"]
    assert stored(data, "discrepancy/other", "imr:foundBy") == ["check/reading"]


# ---- 90


def claim_verdict(*turtle: str) -> tuple[str, str | None]:
    """Return verdict and reason of the claim ``own``."""
    data = rolled(claim("own"), *turtle)
    (found,) = stored(data, "claim-verdict/own", "imr:hasVerdict")
    reasons = stored(data, "claim-verdict/own", "imr:hasReason")
    assert len(reasons) == (found == "verdict/not-checkable")
    assert stored(data, "claim-verdict/own", "imr:ofClaim") == ["claim/own"]
    (label,) = stored(data, "claim-verdict/own", "rdfs:label")
    word = found.removeprefix("verdict/")
    assert label == f"verdict on own: {word.replace('-', ' ')}"
    return word, reasons[0].removeprefix("verdict-reason/") if reasons else None


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("confirmed", "confirmed"),
        ("confirmed confirmed", "confirmed"),
        ("partly", "partly"),
        ("contradicted", "contradicted"),
        ("contradicted contradicted", "contradicted"),
        ("confirmed contradicted", "partly"),
        ("confirmed partly", "partly"),
        ("partly contradicted", "partly"),
        ("confirmed confirmed contradicted", "partly"),
        # What could not be checked neither confirms nor contradicts.
        ("confirmed not-checkable", "partly"),
        ("partly not-checkable", "partly"),
        ("contradicted not-checkable", "contradicted"),
        ("not-checkable", "not-checkable"),
        ("not-checkable not-checkable", "not-checkable"),
        # An assertion of which the check says nothing.
        ("confirmed -", "not-checkable"),
        ("contradicted -", "not-checkable"),
        ("-", "not-checkable"),
    ],
)
def test_verdict_from_all_results(verdicts: str, expected: str) -> None:
    world = [checked(f"x{n}", "" if v == "-" else v) for n, v in enumerate(verdicts.split())]
    reason = "no-focus" if "-" in verdicts.split() else "nothing-tabulated"
    assert claim_verdict(*world) == (expected, reason if expected == "not-checkable" else None)


def test_the_reason_is_that_of_the_results() -> None:
    one = checked("x", "not-checkable", reason="definition-missing")
    assert claim_verdict(one) == ("not-checkable", "definition-missing")
    # Of two it is one of them, always the same.
    two = checked("y", "not-checkable", reason="one-reading-among-several")
    assert claim_verdict(one, two) == claim_verdict(two, one) == ("not-checkable", "one-reading-among-several")


def test_a_missing_check_makes_the_claim_not_checkable_whatever_the_others_say() -> None:
    missing = checked("y", "", check="three")
    for others in ([], ["confirmed"], ["contradicted"], ["confirmed", ""]):
        world = [checked(f"x{n}", v) for n, v in enumerate(others)]
        # That the check is missing is graver than that another found nothing.
        assert claim_verdict(missing, *world) == ("not-checkable", "check-missing")


def test_a_claim_without_assertions_has_its_own_reason_or_was_not_assessed() -> None:
    because = "<claim/own> imr:notCheckableBecause <verdict-reason/nothing-asserted-of-data> ."
    assert claim_verdict(because) == ("not-checkable", "nothing-asserted-of-data")
    assert claim_verdict() == ("not-checkable", "not-assessed")
    # With an assertion, the check decides.
    assert claim_verdict(because, checked("x", "confirmed")) == ("confirmed", None)
    # What other claims assert is not its own.
    other = claim("other") + checked("x", "contradicted", claim="other")
    assert claim_verdict(other) == ("not-checkable", "not-assessed")
    assert claim_verdict(other, checked("y", "confirmed")) == ("confirmed", None)


def test_results_of_another_claim_are_not_taken_where_its_own_is_missing() -> None:
    other = claim("other") + checked("x", "not-checkable", claim="other", reason="definition-missing")
    assert claim_verdict(other, checked("y", "")) == ("not-checkable", "no-focus")
    assert claim_verdict(other, checked("y", "contradicted")) == ("contradicted", None)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("confirmed", ("not-checkable", "inputs-disagree")),
        ("partly", ("partly", None)),
        ("contradicted", ("contradicted", None)),
        ("not-checkable", ("not-checkable", "inputs-disagree")),
        ("contradicted confirmed", ("not-checkable", "inputs-disagree")),
    ],
)
def test_an_input_that_is_not_what_its_cell_prints_confirms_nothing(
    verdicts: str, expected: tuple[str, str | None]
) -> None:
    # The finding says significant; its cell prints NS.
    wrong = column("a") + cell("a", "coping", "consumer", "NS", meant="significant")
    right = column("b", coping__consumer="Y")
    name = "finding/a--coping--consumer"
    world = [checked(f"x{n}", v, name) for n, v in enumerate(verdicts.split())]
    assert claim_verdict(wrong, right, *world) == expected
    # Another input that is at odds takes nothing from a claim that does not rest on it.
    others = [checked(f"x{n}", v, "finding/b--coping--consumer") for n, v in enumerate(verdicts.split())]
    assert claim_verdict(wrong, right, *others)[1] != "inputs-disagree"
    # What is missing is graver.
    assert claim_verdict(wrong, right, *world, checked("y", ""))[1] == "no-focus"


@pytest.mark.parametrize(
    ("columns", "more", "trusted"),
    [
        ({"property": "imr:numberOfParticipants"}, "", False),
        ({"property": "imr:hasDesign"}, "", True),
        ({}, "", True),
        ({}, "<criterion/x> imr:ofAssertion <assertion/x> ; imr:onProperty imr:numberOfParticipants .", False),
        ({}, "<criterion/x> imr:ofAssertion <assertion/x> ; imr:onProperty imr:hasDesign .", True),
    ],
)
def test_of_a_study_only_what_is_asked_about_counts(columns: dict[str, str], more: str, trusted: bool) -> None:
    wrong = described("study", '; imr:participantsAsPrinted "104" ; imr:numberOfParticipants 105', "104")
    found = claim_verdict(wrong, more, checked("x", "confirmed", "study/a", **columns))
    assert found == (("confirmed", None) if trusted else ("not-checkable", "inputs-disagree"))


def test_a_format_that_is_at_odds_counts_where_formats_are_asked_about() -> None:
    wrong = "<format/group> a imr:DeliveryFormat ." + described("delivery", "", "group")
    result_ = "<check-result/x> prov:wasInfluencedBy <delivery/a> ."
    found = claim_verdict(wrong, checked("x", "confirmed", format="group"), result_)
    assert found == ("not-checkable", "inputs-disagree")
    assert claim_verdict(wrong, checked("x", "confirmed"), result_) == ("confirmed", None)


def test_a_verdict_is_derived_from_its_claim_and_from_its_results_only() -> None:
    criterion = "<criterion/x> a imr:Criterion ; imr:ofAssertion <assertion/x> ; imr:onProperty imr:key ."
    other = claim("other") + checked("z", "contradicted", claim="other")
    data = rolled(claim("own"), checked("x", "confirmed"), checked("y", "partly"), criterion, other)
    assert stored(data, "claim-verdict/own", "prov:wasDerivedFrom") == ["check-result/x", "check-result/y", "claim/own"]
    assert stored(data, "claim-verdict/other", "imr:hasVerdict") == ["verdict/contradicted"]


# ---- 95


def test_the_run_of_a_check_used_it_and_made_its_results() -> None:
    data = rolled(claim("own"), checked("x", "confirmed"), checked("y", "partly", check="two"))
    assert "imr:CheckRun" in stored(data, "check-run/one", "rdf:type")
    assert stored(data, "check-run/one", "imr:key") == ["one"]
    assert stored(data, "check-run/one", "prov:used") == ["check/one"]
    assert stored(data, "check-result/x", "prov:wasGeneratedBy") == ["check-run/one"]
    assert stored(data, "check-result/y", "prov:wasGeneratedBy") == ["check-run/two"]
    # It ran, although nothing came of it.
    assert stored(rolled(), "check-run/two", "prov:used") == ["check/two"]
