"""The reasoners: what they decide about the shipped graph by a second route, what they refuse, and how they report."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import running
import support

from imrkg import namespaces as ns
from imrkg import reason
from imrkg.errors import BadSyntax, ImrkgError, MissingEngine, MissingFile, UnknownName

Rows = dict[str, list[dict[str, str]]]

FIDELITY_METRICS = {"mean-fidelity", "fidelity-lower-bound", "fidelity-range"}


# Defined classes by a second route: plain Python over the sheets ---------------------------------


def _findings(rows: Rows, **wanted: str) -> set[str]:
    return {f"finding/{r['key']}" for r in rows["findings"] if all(r[column] == v for column, v in wanted.items())}


def _controlled(rows: Rows) -> set[str]:
    return {f"study/{r['study']}" for r in rows["arms"] if r["role"] == "comparator"}


def _fidelity(rows: Rows, enough: Callable[[Decimal], bool]) -> set[str]:
    """Return the studies with a mean, a lower bound or a lower end of a range that is enough, sub-samples aside."""
    return {
        f"study/{r['study']}"
        for r in rows["implementation-results"]
        if r["metric"] in FIDELITY_METRICS
        and r["status"] == "reported"
        and not r["subsample"]
        and any(r[column] and enough(Decimal(r[column])) for column in ("value", "lower_bound", "minimum"))
    }


def _slots(rows: Rows) -> tuple[set[str], set[str], set[str]]:
    """Return all slots of the outcome matrix, those that a finding fills, and those with a contested finding."""

    def slot(study: str, row: dict[str, str]) -> str:
        return f"slot/{study}--{row['outcome']}--{row['rater']}"

    findings = rows["findings"]
    tabulated = [r["study"] for r in rows["table-columns"] if r["study"]]
    asked = [r for r in rows["table-rows"] if r["outcome"]] + [r for r in findings if r["study"] in tabulated]
    every = {slot(study, row) for study in tabulated for row in asked} | {slot(r["study"], r) for r in findings}
    measured = {slot(r["study"], r) for r in findings if not r["contests"]}
    return every, measured, {slot(r["study"], r) for r in findings if r["contests"]}


def _deliveries(rows: Rows, formats: str, column: str, kind: str) -> set[str]:
    return {f"{kind}/{r[column]}" for r in rows["deliveries"] if r["formats"] == formats}


EXPECTED: dict[str, Callable[[Rows], set[str]]] = {
    "ControlledStudy": _controlled,
    "StudyReachingFidelityAtLeastFour": lambda rows: _fidelity(rows, lambda figure: figure >= 4),
    "StudyReachingFidelityAboveFour": lambda rows: _fidelity(rows, lambda figure: figure > 4),
    "FindingFavoringIMR": lambda rows: _findings(rows, result="significant", direction="favors-imr"),
    "ImprovementOverTimeFinding": lambda rows: _findings(
        rows, result="significant", direction="improved", comparison="over-time"
    ),
    "NullFinding": lambda rows: _findings(rows, result="not-significant"),
    "IndividualOnlyDelivery": lambda rows: _deliveries(rows, "individual", "key", "delivery"),
    "GroupOnlyDelivery": lambda rows: _deliveries(rows, "group", "key", "delivery"),
    "StudyDeliveringIndividuallyOnly": lambda rows: _deliveries(rows, "individual", "study", "study"),
    "MeasuredSlot": lambda rows: _slots(rows)[1],
    "EmptySlot": lambda rows: _slots(rows)[0] - _slots(rows)[1],
    "ContestedSlot": lambda rows: _slots(rows)[2],
}
# OWL 2 RL has no ranges of numbers, so its rules cannot tell what reaches four.
BEYOND_RL = {"StudyReachingFidelityAtLeastFour", "StudyReachingFidelityAboveFour"}


@pytest.mark.parametrize("name", EXPECTED)
def test_hermit_finds_the_members(name: str, rows: Rows) -> None:
    expected = EXPECTED[name](rows)
    assert expected, "a class that nothing belongs to would prove nothing"
    assert {ns.shorten(thing) for thing in support.report("hermit").members(name)} == expected


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in BEYOND_RL])
def test_rl_finds_the_members(name: str, rows: Rows) -> None:
    assert {ns.shorten(thing) for thing in support.report("rl").members(name)} == EXPECTED[name](rows)


def test_the_lower_bound_of_four_is_where_the_two_thresholds_differ() -> None:
    """Table 3 prints "at least 4.0" for Salyers 2011: that entails at least 4 and leaves above 4 open."""
    report = support.report("hermit")
    at_least = {ns.shorten(t) for t in report.members("StudyReachingFidelityAtLeastFour")}
    above = {ns.shorten(t) for t in report.members("StudyReachingFidelityAboveFour")}
    assert at_least - above == {"study/salyers-2011"}
    assert above < at_least
    assert "study/hasson-ohayon-2007" not in at_least, "its range begins below four"


def test_the_engines_agree_on_all_that_rl_can_say() -> None:
    def sayable(engine: str) -> set[tuple[str, str]]:
        beyond = {ns.IMR + name for name in BEYOND_RL}
        return {pair for pair in support.report(engine).inferred if pair[1] not in beyond}

    assert sayable("hermit") == sayable("rl")
    assert support.report("rl").consistent
    assert [support.report("rl").members(name) for name in BEYOND_RL] == [[], []]


def test_arms_decide_which_study_is_controlled(rows: Rows) -> None:
    """Not the class that the design of a study names: without it the members are the same."""
    support.require_engine("hermit")
    things = (ns.ID + "study/", ns.ID + "arm/")
    told = [t for t in support.whole() if t.subject.value.startswith(things)]
    typing = ns.expand("rdf:type")
    by_design = [t for t in told if t.predicate.value == typing and t.object.value.endswith(("Trial", "Study"))]
    assert {ns.key(t.object.value) for t in by_design} > {"RandomizedControlledTrial", "NonRandomizedControlledStudy"}
    plain = [t for t in told if t not in by_design or t.object.value == ns.IMR + "Study"]
    small = [*support.ontology(), *plain]
    members = reason.run(small, "hermit").members("ControlledStudy")
    assert {ns.shorten(thing) for thing in members} == _controlled(rows)


# Made-up data: the edges of the definitions ------------------------------------------------------

WHOLE = "imr:fills <slot/made-up>"
PART = "imr:covers <coverage/us-sample> ; imr:ofSubsample <subsample/us-sample>"
# metric, what is recorded, whom it speaks of, at least four, above four
FIGURES = {
    "mean-at-four": ("mean-fidelity", "imr:value 4.0", WHOLE, True, False),
    "mean-at-four-without-a-point": ("mean-fidelity", 'imr:value "4"^^xsd:decimal', WHOLE, True, False),
    "mean-just-below": ("mean-fidelity", "imr:value 3.99", WHOLE, False, False),
    "mean-just-above": ("mean-fidelity", "imr:value 4.01", WHOLE, True, True),
    "mean-over-all-sites": ("mean-fidelity", "imr:value 4.5", "imr:covers <coverage/all-sites>", True, True),
    "mean-of-a-part": ("mean-fidelity", "imr:value 4.9", PART, False, False),
    "bound-at-four": ("fidelity-lower-bound", "imr:lowerBound 4.0", WHOLE, True, False),
    "bound-above-four": ("fidelity-lower-bound", "imr:lowerBound 4.2", WHOLE, True, True),
    "range-across-four": ("fidelity-range", "imr:minimum 2.66 ; imr:maximum 4.77", WHOLE, False, False),
    "range-above-four": ("fidelity-range", "imr:minimum 4.1 ; imr:maximum 4.77", WHOLE, True, True),
    "share-of-sites": ("share-of-sites-at-least-4", "imr:value 0.5", WHOLE, False, False),
    "another-metric": ("dropout-rate", "imr:value 5.0", WHOLE, False, False),
}


def test_which_figures_reach_four() -> None:
    turtle = ["<slot/made-up> a imr:ImplementationSlot ."]
    for name, (metric, figure, whom, _, _) in FIGURES.items():
        turtle.append(f"<study/{name}> a imr:Study .")
        turtle.append(
            f"<result/{name}> a imr:ImplementationResult ; imr:ofStudy <study/{name}> ; "
            f"imr:hasMetric <metric/{metric}> ; {figure} ; {whom} ."
        )
    report = support.run("\n".join(turtle))
    assert report.consistent
    at_least = {ns.key(thing) for thing in report.members("StudyReachingFidelityAtLeastFour")}
    above = {ns.key(thing) for thing in report.members("StudyReachingFidelityAboveFour")}
    assert at_least == {name for name, case in FIGURES.items() if case[3]}
    assert above == {name for name, case in FIGURES.items() if case[4]}


@pytest.mark.parametrize("engine", reason.ENGINES)
def test_a_delivery_with_one_known_format_is_not_taken_for_one_with_only_that_format(engine: str) -> None:
    report = support.run(
        """
        <open> a imr:Delivery ; imr:hasFormat <format/individual> .
        <both> a imr:Delivery ; imr:hasFormat <format/individual> , <format/group> ; imr:numberOfFormats 2 .
        <closed> a imr:Delivery ; imr:hasFormat <format/individual> ; imr:numberOfFormats 1 .
        """,
        engine,
    )
    assert report.members("IndividualOnlyDelivery") == [ns.ID + "closed"]
    assert report.members("GroupOnlyDelivery") == []


# Inconsistent, and other ways of going wrong -----------------------------------------------------


@pytest.mark.parametrize("engine", reason.ENGINES)
@pytest.mark.parametrize("kinds", ["imr:Finding , imr:NotMeasured", "imr:NotReported , imr:DefaultByNote"])
def test_disjoint_classes(engine: str, kinds: str) -> None:
    report = support.run(f"<finding/impossible> a {kinds} .", engine)
    assert not report.consistent
    assert report.exit_code == 1
    assert report.inferred == []
    text = report.write("text").decode()
    assert text.startswith(f"INCONSISTENT ({engine})")
    # The rules say which thing it is; HermiT does not, so the report says where to look.
    assert ("finding/impossible" if engine == "rl" else "--engine rl") in text


def test_a_date_on_a_data_property_is_an_error_and_not_a_verdict() -> None:
    with pytest.raises(ImrkgError, match="date") as caught:
        support.run('imr:when a owl:DatatypeProperty . <x> imr:when "2014-01-01"^^xsd:date .')
    assert "annotation" in caught.value.hint


def test_unknown_engine() -> None:
    with pytest.raises(UnknownName, match="hermitt") as caught:
        reason.reason("hermitt")
    assert "hermit" in caught.value.hint


def test_no_java_is_an_error_and_no_other_engine_steps_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(MissingEngine, match="java"):
        reason.reason("hermit", data=False)


@pytest.mark.parametrize("engine", reason.ENGINES)
def test_a_missing_package_is_an_error_that_names_what_to_install(engine: str) -> None:
    support.require_engine(engine)
    # A process that loses sight of installed packages after it has imported what the module itself needs.
    code = f"""
import sys
from imrkg import errors, reason
sys.path[:] = [p for p in sys.path if "-packages" not in p]
try:
    reason.reason({engine!r}, data=False)
except errors.MissingEngine as error:
    print(error.hint)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=running.environment(), check=False
    )
    assert "pip install" in done.stdout, done.stderr


def test_missing_and_broken_files(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"no\.ttl"):
        reason.reason("hermit", data=False, files=[tmp_path / "no.ttl"])
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(BadSyntax, match=r"broken\.ttl"):
        reason.reason("hermit", data=False, files=[broken])


def test_own_files_are_taken_in_and_their_imports_are_not_fetched(tmp_path: Path) -> None:
    support.require_engine("hermit")
    own = tmp_path / "my study.ttl"
    own.write_text(
        support.PREFIXES
        + """
        <https://example.org/o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/never> .
        <https://example.org/Färdig> a imr:Study ; imr:hasArm <https://example.org/arm> .
        <https://example.org/arm> a imr:Arm ; imr:hasArmRole <https://w3id.org/imrkg/id/arm-role/comparator> .
        """,
        encoding="utf-8",
    )
    report = reason.reason("hermit", data=False, files=[own])
    assert report.consistent
    assert report.members("ControlledStudy") == ["https://example.org/Färdig"]
    assert report.members("ComparatorArm") == ["https://example.org/arm"]


# Reports -----------------------------------------------------------------------------------------


def test_report_counts_what_was_looked_at() -> None:
    report = support.run("<study/one> a imr:Study . <study/two> a imr:Study , imr:PrePostStudy .")
    alone = support.run("")
    assert report.things - alone.things == 2
    assert report.triples - alone.triples == 3
    assert report.classes == alone.classes > 100


def test_report_as_json_and_text() -> None:
    report = support.run(
        "<study/one> a imr:PrePostStudy . imr:Empty a owl:Class ; rdfs:subClassOf imr:Study , imr:Arm ."
    )
    assert report.consistent
    assert report.exit_code == 1, "a class that can have no members is a finding against the ontology"
    content = json.loads(report.write("json"))
    assert content["unsatisfiable"] == [ns.IMR + "Empty"]
    assert {"thing": ns.ID + "study/one", "class": ns.IMR + "UncontrolledStudy"} in content["inferred"]
    text = report.write("text").decode()
    assert "unsatisfiable: imr:Empty" in text
    assert "imr:UncontrolledStudy, 1 inferred: study/one" in text
    with pytest.raises(UnknownName):
        report.write("yaml")


def test_text_report_names_few_of_many() -> None:
    studies = "".join(f"<study/s{number:02}> a imr:PrePostStudy ." for number in range(1, 31))
    text = support.run(studies).write("text").decode()
    assert (
        "imr:UncontrolledStudy, 30 inferred: study/s01, study/s02, study/s03, study/s04, study/s05, and 25 more" in text
    )


def test_command_line() -> None:
    support.require_engine("hermit")
    done = running.imrkg("reason", "--format", "json")
    assert done.returncode == 0, done.stderr
    content = json.loads(done.stdout)
    assert content["consistent"] is True
    assert {(pair["thing"], pair["class"]) for pair in content["inferred"]} == set(support.report("hermit").inferred)
    running.refused(running.imrkg("reason", "--engine", "pellet"), "pellet", "hermit")
