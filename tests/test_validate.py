"""``validate``: whose files are checked, what the report says, which engine runs, and bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import imrkg
from imrkg import errors, resources, validation
from imrkg import namespaces as ns

PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        **ns.PREFIXES,
        **{
            kind: f"{ns.ID}{kind}/"
            for kind in ("study", "design", "inclusion", "reference", "passage", "program", "arm")
        },
    }.items()
)
# A study of the user's own. It points to terms, a reference and a passage that only the shipped graph describes.
STUDY = (
    PREFIXES
    + """
study:able-2020 a imr:Study ; imr:key "able-2020" ; rdfs:label "Able, 2020"@en ; imr:reportedIn reference:7 ;
    imr:hasDesign design:program-evaluation ; imr:includedAs inclusion:outcome ; imr:numberOfParticipants 40 ;
    prov:wasDerivedFrom passage:abstract-objective-p1-s1 .
"""
)
SHAPE = ns.BASE + "shape/"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file and returns its path."""

    def save(text: str, name: str = "mine.ttl") -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return save


def run(*arguments: object, code: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    start = ["-c", code] if code else ["-m", "imrkg", "validate"]
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)], capture_output=True, text=True, env=environment, check=False
    )


def found(report: validation.Report) -> list[tuple[str, str, str]]:
    return [
        (e.severity, str(e.focus).strip("<>").removeprefix(ns.ID), e.shape.removeprefix(SHAPE)) for e in report.results
    ]


# --- what is checked ---------------------------------------------------------------------------


def test_the_shipped_graph_conforms_and_says_how_much_was_checked() -> None:
    report = validation.validate(engine="auto")
    assert report.conforms
    cells = len((resources.sheets() / "cells.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert report.checked[SHAPE + "TableCell"] == cells
    assert report.nodes > 3000
    assert imrkg.validate(shacl_engine="auto").results == report.results


def test_a_study_of_ones_own_conforms_beside_the_shipped_terms(write: Write) -> None:
    report = validation.validate([write(STUDY)], engine="auto")
    assert report.results == ()
    assert report.checked[SHAPE + "Study"] == 1
    # One study; nothing of the background is counted.
    assert report.nodes == 1


@pytest.mark.parametrize("engine", sorted(validation.ENGINES))
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("reference:7", "reference:99", {"reference/99 declared-thing", "study/able-2020 reported-in"}),
        ("design:program-evaluation", "design:pre-post-study, design:survey", {"study/able-2020 study-design"}),
        ("40", "40.5", {"study/able-2020 number-of-participants"}),
        ("imr:numberOfParticipants", "imr:numberOfPeople", {ns.ONTOLOGY_GRAPH + " DeclaredProperty"}),
        ("a imr:Study", "a imr:RandomizedControlledTrial", {"study/able-2020 controlled-comparator"}),
        ("a imr:Study", "a imr:Study , imr:Trial", {ns.IMR + "Trial DeclaredClass"}),
        ("abstract-objective-p1-s1", "nowhere", {"passage/nowhere declared-thing", "study/able-2020 evidence-place"}),
    ],
)
def test_violations_of_a_users_file(engine: str, old: str, new: str, expected: set[str], write: Write) -> None:
    pytest.importorskip(engine)
    report = validation.validate([write(STUDY.replace(old, new))], engine=engine)
    assert not report.conforms
    assert {f"{focus} {shape}" for severity, focus, shape in found(report) if severity == "Violation"} == expected
    assert report.counts["Violation"] == len(report.results) == len(expected)


def test_remarks_on_the_background_are_not_reported(write: Write) -> None:
    shipped = validation.validate(engine="auto")
    remark = next(entry for entry in shipped.results if entry.shape == SHAPE + "program-references")
    file = write(
        STUDY + f'study:able-2020 skos:editorialNote "n" . arm:able-2020--a imr:ofProgram <{remark.focus.value}> .'
    )
    assert validation.validate([file], engine="auto").results == ()


def test_what_a_file_describes_is_not_mixed_with_what_is_shipped(write: Write) -> None:
    # The shipped graph knows design, references and the rest of this study; the file does not.
    file = write(PREFIXES + 'study:levitt-2009 a imr:Study ; imr:key "levitt-2009" ; rdfs:label "Levitt"@en .')
    shapes = {
        shape for _, focus, shape in found(validation.validate([file], engine="auto")) if focus == "study/levitt-2009"
    }
    assert shapes == {"evidence-place", "study-design", "study-included-as", "study-references"}


def test_the_built_file_conforms_like_the_shipped_graph() -> None:
    shipped, file = validation.validate(engine="auto"), validation.validate([resources.dataset()], engine="auto")
    assert file.results == shipped.results


def test_shapes_of_ones_own(write: Write) -> None:
    shapes = write(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix imr: <https://w3id.org/imrkg/ontology/> ."
        "<urn:s> a sh:NodeShape ; sh:targetClass imr:Study ; sh:property <urn:p> ."
        "<urn:p> a sh:PropertyShape ; sh:path imr:numberOfParticipants ; sh:maxInclusive 500 ;"
        ' sh:message "Too many." .',
        "shapes.ttl",
    )
    report = validation.validate([write(STUDY.replace("40", "501"))], engine="auto", shapes=shapes)
    assert [(e.shape, e.path, str(e.value), e.message, e.component) for e in report.results] == [
        (
            "urn:p",
            "imr:numberOfParticipants",
            '"501"^^<http://www.w3.org/2001/XMLSchema#integer>',
            "Too many.",
            "MaxInclusive",
        )
    ]


# --- the report --------------------------------------------------------------------------------


@pytest.fixture
def violated(write: Write) -> validation.Report:
    text = STUDY.replace("imr:hasDesign design:program-evaluation ; ", "") + "[] a imr:NotTabulated ; imr:value 3.0 ."
    return validation.validate([write(text)], engine="auto")


def test_text_says_what_where_and_what_to_do(violated: validation.Report) -> None:
    text = violated.write("text").decode()
    assert (
        "Violation: study/able-2020 | imr:hasDesign\n  Add the design, exactly one: a key of the list design." in text
    )
    assert "[study-design]" in text
    assert text.splitlines()[-1].startswith(
        f"Does not conform: {violated.counts['Violation']} violations, 0 warnings, 0 remarks."
    )
    assert f"{violated.engine} checked 2 nodes" in text.splitlines()[-1]


def test_json_has_everything(violated: validation.Report) -> None:
    plain = json.loads(violated.write("json"))
    assert (plain["conforms"], plain["engine"], plain["nodes"]) == (False, violated.engine, 2)
    assert plain["counts"] == {"Violation": len(violated.results), "Warning": 0, "Info": 0}
    assert plain["checked"][SHAPE + "Study"] == 1
    (design,) = [r for r in plain["results"] if r["shape"] == SHAPE + "study-design"]
    assert design == {
        "severity": "Violation",
        "focus": ns.ID + "study/able-2020",
        "path": "imr:hasDesign",
        "value": None,
        "message": "Add the design, exactly one: a key of the list design.",
        "shape": SHAPE + "study-design",
        "component": "MinCount",
    }


def test_turtle_is_a_validation_report(violated: validation.Report) -> None:
    graph = rdflib.Graph().parse(data=violated.write("ttl"), format="turtle")
    sh = rdflib.Namespace(ns.PREFIXES["sh"])
    report = graph.value(None, rdflib.RDF.type, sh.ValidationReport)
    assert graph.value(report, sh.conforms).toPython() is False
    results = list(graph.objects(report, sh.result))
    assert len(results) == len(violated.results)
    for result in results:
        needed = (sh.focusNode, sh.resultSeverity, sh.resultMessage, sh.sourceShape, sh.sourceConstraintComponent)
        assert all(graph.value(result, name) is not None for name in needed)
    # The path of this shape is an alternative of ten properties: it is there in full.
    nothing = graph.value(None, sh.sourceShape, rdflib.URIRef(SHAPE + "missing-carries-nothing"))
    path = graph.value(graph.value(nothing, sh.resultPath), sh.alternativePath)
    assert len(list(graph.items(path))) == 10


def test_a_conforming_report_in_turtle() -> None:
    report = validation.validate(engine="auto")
    graph = rdflib.Graph().parse(data=report.write("ttl"), format="turtle")
    sh = rdflib.Namespace(ns.PREFIXES["sh"])
    # Warnings and remarks stand in it and do not make it fail.
    assert [value.toPython() for value in graph.objects(None, sh.conforms)] == [True]
    assert len(list(graph.objects(None, sh.result))) == report.counts["Warning"] + report.counts["Info"] > 0


def test_unknown_report_format(violated: validation.Report) -> None:
    with pytest.raises(errors.UnknownName, match="jsn") as caught:
        violated.write("jsn")
    assert "Did you mean: json?" in caught.value.hint


# --- engines -----------------------------------------------------------------------------------


def test_auto_takes_the_fast_engine_and_the_report_says_so(write: Write) -> None:
    pytest.importorskip("shacl")
    assert validation.validate([write(STUDY)], engine="auto").engine == "shacl"
    assert validation.validate([write(STUDY)]).engine == "pyshacl"


BAR = "import sys; sys.modules['shacl'] = None\nfrom imrkg import errors, validation\n"


def test_auto_without_the_fast_engine_takes_pyshacl() -> None:
    result = run(code=BAR + "print(validation.choose('auto'))")
    assert result.stdout == "pyshacl\n", result.stderr


def test_naming_an_engine_that_is_missing_is_an_error() -> None:
    result = run(
        code=BAR + "try: validation.validate(engine='shacl')\nexcept errors.MissingEngine as error: print(error)"
    )
    assert result.stdout == "the SHACL engine shacl is not installed\n  Install it: pip install 'imrkg[fast]'.\n", (
        result.stderr
    )


def test_unknown_engine_says_which_exist() -> None:
    with pytest.raises(errors.UnknownName, match="no SHACL engine 'pyshakl'") as caught:
        validation.validate(engine="pyshakl")
    assert caught.value.hint.startswith("Did you mean: pyshacl")
    assert "auto" in caught.value.hint


def test_importing_the_package_imports_no_engine() -> None:
    result = run(
        code="import sys, imrkg.validation; print([m for m in ('pyshacl', 'rdflib', 'shacl') if m in sys.modules])"
    )
    assert result.stdout == "[]\n", result.stderr


# --- bad input ---------------------------------------------------------------------------------


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(errors.MissingFile, match=r"gone\.ttl: no such file"):
        validation.validate([tmp_path / "gone.ttl"], engine="auto")


def test_malformed_turtle_has_line_and_column(write: Write) -> None:
    file = write("@prefix ex: <http://example.org/> .\nex:a ex:b ex:c ;; ex:d\n")
    with pytest.raises(errors.BadSyntax, match=r"mine\.ttl:\d+:\d+: "):
        validation.validate([file], engine="auto")


@pytest.mark.parametrize("engine", sorted(validation.ENGINES))
@pytest.mark.parametrize(
    "text",
    ["", "# only a comment\n", "@prefix foaf: <http://xmlns.com/foaf/0.1/> . <http://example.org/a> a foaf:Person ."],
    ids=["empty", "comment", "other vocabulary"],
)
def test_conforming_over_nothing_is_not_a_pass(engine: str, text: str, write: Write) -> None:
    pytest.importorskip(engine)
    with pytest.raises(errors.NothingToCheck, match="no shape has anything to check"):
        validation.validate([write(text)], engine=engine)


def test_shapes_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(errors.MissingFile, match="no shapes"):
        validation.validate(engine="auto", shapes=tmp_path)
    with pytest.raises(errors.MissingFile, match="no such file"):
        validation.validate(engine="auto", shapes=tmp_path / "gone.ttl")


@pytest.mark.parametrize("engine", sorted(validation.ENGINES))
def test_shapes_that_no_engine_can_use(engine: str, write: Write) -> None:
    pytest.importorskip(engine)
    shapes = write(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix imr: <https://w3id.org/imrkg/ontology/> ."
        "<urn:s> a sh:NodeShape ; sh:targetClass imr:Study ; sh:sparql <urn:q> ."
        '<urn:q> sh:select "SELECT $this WHERE {" .',
        "shapes.ttl",
    )
    with pytest.raises(errors.BadSyntax, match=f"{engine} cannot use the shapes"):
        validation.validate([write(STUDY)], engine=engine, shapes=shapes)


# --- the command -------------------------------------------------------------------------------


def test_command_exits_0_when_it_conforms() -> None:
    result = run()
    assert (result.returncode, result.stderr) == (0, "")
    assert "Conforms: 0 violations" in result.stdout


def test_command_exits_1_on_violations(write: Write) -> None:
    result = run(write(STUDY.replace("reference:7", "reference:99")))
    assert (result.returncode, result.stderr) == (1, "")
    assert "Does not conform: 2 violations" in result.stdout


@pytest.mark.parametrize(("name", "text"), [("gone.ttl", None), ("bad.ttl", "<a> <b>"), ("empty.ttl", "")])
def test_command_exits_2_when_it_cannot_run(name: str, text: str | None, tmp_path: Path) -> None:
    file = tmp_path / name
    if text is not None:
        file.write_text(text, encoding="utf-8")
    result = run(file)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) >= 2


def test_blank_nodes_are_checked_too(write: Write) -> None:
    reports = []
    for engine in sorted(validation.ENGINES):
        pytest.importorskip(engine)
        reports.append(validation.validate([write(PREFIXES + "[] a imr:Gap .")], engine=engine))
    assert all(isinstance(entry.focus, ox.BlankNode) for report in reports for entry in report.results)
    first, second = ([(e.shape, e.path, e.component) for e in report.results] for report in reports)
    assert first == second
