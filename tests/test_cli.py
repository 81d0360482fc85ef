"""Every command as a process of its own: what it prints, where it prints it, and its exit code."""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic
from running import SOURCE, TRACEBACK, environment, imrkg, miniature, refused

import imrkg as package
from imrkg import namespaces as ns
from imrkg import resources

COMMANDS = ["questions", "ask", "query", "describe", "validate", "reason", "build", "export", "verify-source"]


def ok(*arguments: str | Path, **named: object) -> str:
    """Run a command that is expected to work and return its output."""
    done = imrkg(*arguments, **named)  # type: ignore[arg-type]
    assert done.returncode == 0, done.stderr
    assert TRACEBACK not in done.stderr
    return done.stdout


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def shell(command: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which ``imrkg`` stands for the command."""
    line = f'set -o pipefail; imrkg() {{ "{sys.executable}" -m imrkg "$@"; }}; {command}'
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment(**extra), timeout=120)


# --- no command, help, version --------------------------------------------------------------------------------------


def test_alone_it_says_what_this_is_and_how_much_it_holds(
    graph: ox.Store, rows: dict[str, list[dict[str, str]]]
) -> None:
    text = ok()
    assert text.startswith("The review of Illness Management and Recovery (IMR)")
    counts = {what: int(number) for number, what in re.findall(r"^ *(\d+)  (.*)$", text, re.MULTILINE)}
    assert counts["triples"] == len(graph)
    assert counts["references"] == len(rows["references"]) == 48
    assert counts["passages of the text"] == len(rows["passages"])
    assert counts["table cells as printed"] == len(rows["cells"])
    assert counts["claims of the review"] == len(rows["claims"])
    assert "imrkg questions" in text


def test_version(graph: ox.Store) -> None:
    text = ok("--version")
    match = re.fullmatch(r"imrkg (\S+), data and ontology (\S+), ([\d,]+) triples\n", text)
    assert match
    assert match[1] == package.__version__
    assert int(match[3].replace(",", "")) == len(graph)


def test_help() -> None:
    text = ok("--help")
    for command in COMMANDS:
        assert re.search(rf"^    {command}\s", text, re.MULTILINE)
        assert ok(command, "--help").startswith(f"usage: imrkg {command} ")
    assert "exit codes" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["aks"], ["there is no command 'aks'", "Did you mean: ask"]),
        (["--colour"], ["unrecognized arguments: --colour", "imrkg --help"]),
        (["ask"], ["required", "slug"]),
        (["ask", "findings", "--fromat", "csv"], ["unrecognized arguments: --fromat"]),
        (["export", "much"], ["unrecognized arguments: much", "--help"]),
        (["query", "ASK {}", "--timeout"], ["--timeout: expected one argument"]),
    ],
)
def test_usage(arguments: list[str], said: list[str]) -> None:
    refused(imrkg(*arguments), *said)


# --- questions and ask ----------------------------------------------------------------------------------------------


def test_questions() -> None:
    text = ok("questions")
    slugs = {file.stem for file in resources.questions().glob("*.rq")}
    assert set(re.findall(r"^  (\S+)  +\S", text, re.MULTILINE)) == slugs
    assert f"\n{len(slugs)} questions." in text
    listed = records(ok("questions", "--format", "csv"))
    assert {r["slug"] for r in listed} == slugs
    assert next(r for r in listed if r["slug"] == "findings")["parameters"] == "study design outcome rater result"
    for form in ("json", "tsv", "xml", "md", "table"):
        assert "table-2" in ok("questions", "--format", form)


def test_ask_as_a_table() -> None:
    done = imrkg("ask", "findings", "study=levitt-2009")
    assert done.returncode == 0
    # The count is no data, and neither is what is in dispute.
    assert re.fullmatch(r"\d+ rows\nimrkg: \d+ disagreements of the review touch this answer: .*\n", done.stderr)
    assert done.stdout.startswith("study ")
    assert "Levitt" in done.stdout


def test_ask_in_every_form(rows: dict[str, list[dict[str, str]]]) -> None:
    """The same rows in each form; how many is known from the sheet."""
    wanted = [r for r in rows["findings"] if r["study"] == "levitt-2009" and r["result"] == "significant"]
    command = ("ask", "findings", "study=levitt-2009", "result=significant", "--format")
    found = records(ok(*command, "csv"))
    assert len(found) == len(wanted)
    keys = sorted((r["outcome"], r["rater"]) for r in wanted)
    assert sorted((r["outcome"], r["rater"]) for r in found) == keys
    bindings = json.loads(ok(*command, "json"))["results"]["bindings"]
    assert sorted((b["outcome"]["value"], b["rater"]["value"]) for b in bindings) == keys
    root = ElementTree.fromstring(ok(*command, "xml"))
    assert len(list(root.iter("{http://www.w3.org/2005/sparql-results#}result"))) == len(keys)
    assert len(ok(*command, "tsv").rstrip("\n").split("\n")) == len(keys) + 1
    assert len(ok(*command, "md").rstrip("\n").split("\n")) == len(keys) + 2


def test_ask_takes_keys_labels_and_iris_and_several() -> None:
    def studies(*parameters: str) -> list[str]:
        return [r["study"] for r in records(ok("ask", "findings", *parameters, "--format", "csv"))]

    by_key = studies("study=levitt-2009")
    assert set(by_key) == {"levitt-2009"}
    assert studies("study=Levitt et al., 2009") == studies(f"study={ns.ID}study/levitt-2009") == by_key
    both = studies("study=levitt-2009", "study=fardig-2011")
    assert set(both) == {"levitt-2009", "fardig-2011"}
    assert len(both) == len(by_key) + len(studies("study=fardig-2011"))


def test_options_may_stand_anywhere() -> None:
    expected = ok("ask", "findings", "study=levitt-2009", "result=significant", "--format", "csv")
    assert ok("ask", "findings", "--format", "csv", "study=levitt-2009", "result=significant") == expected
    assert ok("ask", "findings", "study=levitt-2009", "--format", "csv", "result=significant") == expected
    assert ok("ask", "--format", "csv", "findings", "study=levitt-2009", "result=significant") == expected


def test_output_by_extension(tmp_path: Path) -> None:
    expected = ok("ask", "modules", "--format", "csv")
    for option in ("-o", "--output"):
        file = tmp_path / "new" / f"{option.strip('-')}.csv"
        done = imrkg("ask", "modules", option, file)
        assert (done.returncode, done.stdout) == (0, "")
        written, disputed = done.stderr.splitlines()
        assert written == f"imrkg: wrote {file}"
        assert "disagreement" in disputed
        assert file.read_bytes().decode() == expected
    json.loads(Path(_written(tmp_path / "x.json")).read_text())
    assert Path(_written(tmp_path / "x.md")).read_text().startswith("| ")
    assert Path(_written(tmp_path / "x.txt")).read_text() == ok("ask", "modules")
    # --format wins over the extension
    assert Path(_written(tmp_path / "y.json", "--format", "csv")).read_bytes().decode() == expected


def _written(file: Path, *more: str) -> Path:
    ok("ask", "modules", "-o", file, *more)
    return file


def test_sparql_shows_the_query_and_it_gives_the_same(tmp_path: Path) -> None:
    text = ok("ask", "findings", "study=levitt-2009", "rater=consumer", "--sparql")
    assert f"<{ns.ID}study/levitt-2009>" in text
    asked = ok("ask", "findings", "study=levitt-2009", "rater=consumer", "--format", "csv")
    assert ok("query", text, "--format", "csv") == asked
    assert len(asked.splitlines()) > 1
    ok("ask", "findings", "study=levitt-2009", "rater=consumer", "--sparql", "-o", tmp_path / "mine.rq")
    assert (tmp_path / "mine.rq").read_text() == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["finding"], ["there is no question 'finding'", "Did you mean: findings"]),
        (["zzzz"], ["there is no question 'zzzz'"]),
        (["findings", "sutdy=levitt-2009"], ["'findings' has no parameter 'sutdy'", "Did you mean: study"]),
        (["table-1", "study=levitt-2009"], ["'table-1' has no parameter 'study'", "There are no parameters."]),
        (["findings", "study=levit-2009"], ["'findings' knows no study 'levit-2009'", "Did you mean: levitt-2009"]),
        (["findings", "study="], ["'findings' knows no study ''", "levitt-2009"]),
        (["findings", "result=signifcant"], ["knows no result 'signifcant'", "Did you mean: significant, not-signif"]),
        (["findings", "levitt-2009"], ["'levitt-2009' is not of the form name=value", "study, design, outcome, rater"]),
        (["table-1", "levitt-2009"], ["'levitt-2009' is not of the form name=value", "none"]),
        (["findings", "--format", "cvs"], ["no format 'cvs'", "Did you mean: csv"]),
        (["findings", "--format", "ttl"], ["no format 'ttl'"]),
        (["findings", "-o", "x.doc"], ["x.doc: the extension '.doc' says no format"]),
    ],
)
def test_unknown_names(arguments: list[str], said: list[str], tmp_path: Path) -> None:
    refused(imrkg("ask", *arguments, cwd=tmp_path), *said, "More: docs/errors.md#unknown-name")
    assert list(tmp_path.iterdir()) == []


def test_a_number_that_is_none() -> None:
    """For a question with a number among its parameters."""
    asked = next(q for q in package.questions() if any(p.type == "number" for p in q.parameters))
    name = next(p.name for p in asked.parameters if p.type == "number")
    refused(imrkg("ask", asked.slug, f"{name}=four"), f"{name}='four' is not a number", "for example 0.25")
    assert ok("ask", asked.slug, f"{name}=4", "--sparql").count('"4"^^') == 1


def test_a_damaged_name_of_several_is_refused_as_a_whole() -> None:
    refused(imrkg("ask", "findings", "study=levitt-2009", "study=x"), "knows no study 'x'")


# --- query ----------------------------------------------------------------------------------------------------------

COUNT = "SELECT (COUNT(*) AS ?n) { ?s a imr:Reference }"


def test_query_from_text_file_and_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_bytes(b"\xef\xbb\xbf" + COUNT.encode())
    for arguments, stdin in (([COUNT], None), ([file], None), (["-"], COUNT.encode())):
        assert ok("query", *arguments, "--format", "csv", stdin=stdin) == "n\r\n48\r\n"


def test_ask_query() -> None:
    assert ok("query", "ASK { ?s a imr:Study }", "--format", "csv") == "true\n"
    assert json.loads(ok("query", "ASK { ?s a imr:Unicorn }", "--format", "json"))["boolean"] is False


def test_construct_and_describe(tmp_path: Path) -> None:
    text = "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a imr:Reference ; rdfs:label ?l }"
    expected = rdflib.Graph().parse(data=ok("query", text), format="turtle")
    assert len(expected) == 48
    for form, name in (("nt", "nt"), ("xml", "xml"), ("jsonld", "json-ld"), ("trig", "trig"), ("nq", "nquads")):
        dataset = rdflib.Dataset(default_union=True).parse(data=ok("query", text, "--format", form), format=name)
        assert len(dataset) == 48
    ok("query", text, "-o", tmp_path / "x.nt")
    assert isomorphic(rdflib.Graph().parse(tmp_path / "x.nt"), expected)
    described = rdflib.Graph().parse(data=ok("query", f"DESCRIBE <{ns.ID}study/levitt-2009>"), format="turtle")
    assert (rdflib.URIRef(ns.ID + "study/levitt-2009"), rdflib.RDF.type, rdflib.URIRef(ns.IMR + "Study")) in described


def test_query_over_data_of_one_s_own(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.trig"
    one.write_text("<urn:a> <urn:p> 1 .")
    two.write_text("GRAPH <urn:g> { <urn:b> <urn:p> 2 }")
    text = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
    assert ok("query", text, "--data", one, "--format", "csv") == "o\r\n1\r\n"
    assert ok("query", text, "--data", one, "--data", two, "--format", "csv") == "o\r\n1\r\n2\r\n"


def test_ask_over_data_of_one_s_own(tmp_path: Path) -> None:
    """A question over an export of everything gives what it gives over the shipped graph; over less, less."""
    ok("export", "-o", tmp_path / "all.nq")
    expected = ok("ask", "findings", "study=levitt-2009", "--format", "csv")
    assert ok("ask", "findings", "study=levitt-2009", "--data", tmp_path / "all.nq", "--format", "csv") == expected
    (tmp_path / "none.ttl").write_text("")
    assert len(records(ok("ask", "findings", "--data", tmp_path / "none.ttl", "--format", "csv"))) == 0
    refused(imrkg("ask", "findings", "--data", tmp_path / "no.ttl"), "no.ttl: no such file", "#missing-file")


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        ([""], None, ["the query is empty"]),
        (["nowhere.rq"], None, ["nowhere.rq: No such file", "an existing file, or - for standard input"]),
        (["."], None, [".: Is a directory"]),
        (["-"], b"SELECT * { ?s ?p '\xe4' }", ["standard input:1: byte 0xe4 is not UTF-8", "Save it as UTF-8"]),
        ([COUNT, "--format", "ttl"], None, ["no format 'ttl'"]),
        (["CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "--format", "csv"], None, ["no format 'csv'"]),
    ],
)
def test_queries_that_cannot_run(arguments: list[str], stdin: bytes | None, said: list[str], tmp_path: Path) -> None:
    refused(imrkg("query", *arguments, stdin=stdin, cwd=tmp_path), *said)


# --- describe -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [ns.ID + "study/levitt-2009", "study/levitt-2009", "levitt-2009", "LEVITT-2009"])
def test_describe(word: str) -> None:
    text = ok("describe", word)
    assert text.startswith(f"Levitt et al., 2009\nstudy/levitt-2009\n{ns.ID}study/levitt-2009\n")
    assert "\n← imr:ofStudy\n" in text


def test_describe_terms_and_labels() -> None:
    assert ok("describe", "imr:NotMeasured").splitlines()[1] == "imr:NotMeasured"
    assert "outcome/satisfaction" in ok("describe", "client satisfaction").splitlines()
    done = imrkg("describe", "Levitt et al., 2009")
    assert done.returncode == 0
    assert "names" in done.stderr
    assert done.stdout.splitlines()[1] == "study/levitt-2009"


def test_describe_as_rdf(graph: ox.Store, tmp_path: Path) -> None:
    node = ox.NamedNode(ns.ID + "study/levitt-2009")
    expected = {q.triple for q in graph.quads_for_pattern(node, None, None)}
    expected |= {q.triple for q in graph.quads_for_pattern(None, None, node)}
    for form in ("ttl", "nt", "trig", "nq", "jsonld", "xml"):
        file = tmp_path / f"x.{form}"
        ok("describe", "study/levitt-2009", "-o", file)
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(file, format={"jsonld": "json-ld", "nq": "nquads", "ttl": "turtle"}.get(form, form))
        assert len({(s, p, o) for s, p, o, _ in dataset.quads()}) == len(expected)


def test_describe_something_unknown() -> None:
    refused(imrkg("describe", "satisfation"), "nothing here is called 'satisfation'", "Did you mean: satisfaction")
    refused(imrkg("describe", "http://["), "nothing here is called 'http://['", "#unknown-name")


# --- validate, reason -----------------------------------------------------------------------------------------------


def test_validate_the_shipped_graph(tmp_path: Path) -> None:
    text = ok("validate")
    assert re.search(r"^Conforms: 0 violations, .* checked [\d,]+ nodes against \d+ shapes\.$", text, re.MULTILINE)
    report = json.loads(ok("validate", "--format", "json"))
    assert report["conforms"] is True
    assert report["nodes"] > 1000
    ok("validate", "-o", tmp_path / "report.ttl")
    turtle = rdflib.Graph().parse(tmp_path / "report.ttl")
    sh = rdflib.Namespace(ns.PREFIXES["sh"])
    assert list(turtle.objects(None, sh.conforms)) == [rdflib.Literal(True)]
    assert len(list(turtle.subjects(rdflib.RDF.type, sh.ValidationResult))) == len(report["results"])


VIOLATING = f"""@prefix imr: <{ns.IMR}> . @prefix id: <{ns.ID}> .
<{ns.ID}finding/mine> a imr:Finding ; imr:key "mine" .
"""


def test_validate_a_violating_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(VIOLATING)
    done = imrkg("validate", file)
    assert done.returncode == 1
    assert "Violation: finding/mine" in done.stdout
    assert "Does not conform" in done.stdout
    assert done.stderr == ""
    done = imrkg("validate", file, "--format", "json", "--engine", "pyshacl")
    assert done.returncode == 1
    assert json.loads(done.stdout)["conforms"] is False


def test_validate_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("")
    (tmp_path / "other.ttl").write_text("<urn:a> <urn:b> <urn:c> .")
    for name in ("empty.ttl", "other.ttl"):
        refused(imrkg("validate", tmp_path / name), "check", "#nothing-to-check")


def test_validate_with_an_engine_that_is_not_there() -> None:
    refused(imrkg("validate", "--engine", "pyshakl"), "pyshakl", "pyshacl", "#unknown-name")
    refused(imrkg("validate", "--format", "csv"), "no format 'csv'")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with the real package, built; its src."""
    source = miniature(tmp_path_factory.mktemp("small"))
    assert imrkg("build", source=source).returncode == 0
    return source


@pytest.mark.parametrize("engine", ["hermit", "rl"])
def test_reason(engine: str, small: Path) -> None:
    done = imrkg("reason", "--engine", engine, source=small)
    if done.returncode == 2 and "#missing-engine" in done.stderr:
        from support import require

        require(False, done.stderr)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"consistent ({engine})")
    assert json.loads(ok("reason", "--engine", engine, "--format", "json", source=small))["consistent"] is True


def test_reason_over_a_contradiction(small: Path) -> None:
    ontology = small.parent / "ontology" / "imr.ttl"
    kept = ontology.read_text()
    ontology.write_text(
        kept + f"@prefix owl: <{ns.PREFIXES['owl']}> . @prefix : <{ns.IMR}> .\n"
        ":Yes a owl:Class ; owl:disjointWith :No . :No a owl:Class . <urn:x> a owl:NamedIndividual , :Yes , :No .\n"
    )
    try:
        done = imrkg("reason", "--engine", "rl", source=small)
    finally:
        ontology.write_text(kept)
    assert done.returncode == 1, done.stderr
    assert "INCONSISTENT" in done.stdout


def test_reason_with_an_engine_that_is_not_there() -> None:
    refused(imrkg("reason", "--engine", "hermti"), "hermti", "hermit", "#unknown-name")


# --- build, export --------------------------------------------------------------------------------------------------


def test_build_says_what_it_made(small: Path, tmp_path: Path) -> None:
    text = ok("build", "-o", tmp_path, source=small)
    assert [line.split()[1] for line in text.splitlines()] == sorted(ns.GRAPHS.values())
    assert sorted(f.name for f in tmp_path.iterdir()) == ["bridge.ttl", "imrkg.trig", "imrkg.ttl"]
    assert ok("build", "--check", source=small) == "The built files are what the sheets give.\n"


RDFLIB = {"trig": "trig", "ttl": "turtle", "nt": "nt", "nq": "nquads", "jsonld": "json-ld", "xml": "xml"}


@pytest.mark.parametrize("form", RDFLIB)
def test_export_reads_back(form: str, graph: ox.Store, tmp_path: Path) -> None:
    """rdflib counts the same triples, in each graph where the format has graphs."""
    file = tmp_path / f"all.{form}"
    ok("export", "-o", file)
    if form in ("trig", "nq", "jsonld"):
        dataset = rdflib.Dataset()
        dataset.parse(file, format=RDFLIB[form])
        found = {str(g.identifier): len(g) for g in dataset.graphs() if len(g)}
        expected: dict[str, int] = {}
        for quad in graph:
            assert isinstance(quad.graph_name, ox.NamedNode)
            expected[quad.graph_name.value] = expected.get(quad.graph_name.value, 0) + 1
        assert found == expected
    else:
        assert len(rdflib.Graph().parse(file, format=RDFLIB[form])) == len({q.triple for q in graph})


def test_export_to_standard_output(graph: ox.Store) -> None:
    assert ok("export", "--format", "nq").count("\n") == len(graph)
    assert ok("export") == ok("export", "--format", "trig")
    refused(imrkg("export", "--format", "nt3"), "no format 'nt3'", "nt")
    refused(imrkg("export", "-o", "x.csv"), "the extension '.csv' says no format")


# --- the terminal around it -----------------------------------------------------------------------------------------


def test_a_reader_that_stops_early() -> None:
    for command in ("export --format nq", "ask table-2", "questions"):
        done = shell(f"imrkg {command} | head -n 1")
        assert done.returncode == 0, (command, done.stderr)
        assert len(done.stdout.splitlines()) == 1
        assert TRACEBACK not in done.stderr
        assert "Broken" not in done.stderr
        assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["ask modules", "questions", "export", "--version", ""])
def test_a_full_disk_behind_standard_output(command: str) -> None:
    done = shell(f"imrkg {command} > /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("imrkg: No space left on device\n")
    assert TRACEBACK not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_a_full_disk_behind_output(tmp_path: Path) -> None:
    """The old file stays, and nothing lies beside it."""
    file = tmp_path / "x.csv"
    file.write_text("old")
    for command in (
        ["ask", "modules"],
        ["query", COUNT],
        ["export", "--format", "nt"],
        ["describe", "imr", "--format", "ttl"],
    ):
        done = imrkg(*command, "-o", file, preexec=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
        refused(done, "File too large", "Check the path, its permissions and the disk")
        assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("x.csv", "old")]


def test_a_device_as_output_stays_a_device() -> None:
    done = shell("imrkg ask modules --format csv -o /dev/null && test -c /dev/null")
    assert done.returncode == 0
    done = shell("imrkg ask modules --format csv -o /dev/stdout | head -c 6; test -e /dev/stdout")
    assert done.stdout == "number"


def test_verbose_shows_a_traceback_and_keeps_the_exit_code() -> None:
    for arguments in (["-v", "ask", "finding"], ["ask", "finding", "-v"], ["ask", "--verbose", "finding"]):
        done = imrkg(*arguments)
        assert done.returncode == 2
        assert TRACEBACK in done.stderr
        assert "there is no question 'finding'" in done.stderr


def test_what_is_not_utf_8_on_the_command_line() -> None:
    for command in ("ask", "describe", "query"):
        done = shell(f"imrkg {command} $'F\\xe4rdig'")
        assert done.returncode == 2
        assert "is not UTF-8" in done.stderr
        assert TRACEBACK not in done.stderr


def test_a_terminal_that_knows_only_ascii() -> None:
    done = shell("imrkg describe study/fardig-2011; imrkg questions; imrkg ask studies", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "study/fardig-2011" in done.stdout


def test_a_narrow_terminal() -> None:
    text = ok("ask", "modules", COLUMNS="90")
    assert max(map(len, text.splitlines())) <= 90
    assert max(map(len, ok("ask", "modules", COLUMNS="200").splitlines())) > 90


def test_messages_go_to_standard_error_and_data_to_standard_output(tmp_path: Path) -> None:
    done = imrkg("ask", "controlled-lists", "--format", "csv")
    assert done.stderr == ""
    done = imrkg("ask", "modules", "--format", "csv")
    assert "eleven modules, ten listed" in done.stderr
    assert "eleven modules" not in done.stdout
    assert done.stdout.startswith("number,module,edition")
    done = imrkg("ask", "modules", "-o", tmp_path / "x.csv")
    assert done.stdout == ""


def test_a_defect_of_ours_is_called_one(tmp_path: Path) -> None:
    """An error that is not one of ours is no traceback either, and never exit code 1, which means something else."""
    script = (
        "import sys; from imrkg import cli, question\n"
        "def broken(slug): raise KeyError('oops')\n"
        "question.get = broken\n"
        "sys.exit(cli.main(['ask', 'findings']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment(), timeout=60)
    assert done.returncode == 2
    assert (
        done.stderr == "imrkg: KeyError: 'oops'\n  This is a defect of imrkg: please report it with the output of -v.\n"
    )


def test_runs_from_anywhere(tmp_path: Path) -> None:
    assert "48" in ok("query", COUNT, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_import_is_light() -> None:
    """Help and a question pay for neither rdflib nor pandas, pySHACL, networkx or a reasoner."""
    heavy = ["rdflib", "pandas", "pyshacl", "networkx", "owlready2", "owlrl", "openpyxl"]
    for arguments in (["--help"], ["ask", "modules"], ["questions"], ["query", "ASK {}"]):
        script = (
            f"import sys; from imrkg.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass\n"
            f"print(*[m for m in {heavy!r} if m in sys.modules], file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment(SOURCE))
        assert done.stderr.splitlines()[-1] == "", (arguments, done.stderr)


def test_a_question_over_files_of_ones_own(tmp_path: Path) -> None:
    merged = resources.merged()
    rows = ok("ask", "findings", "study=levitt-2009", "--data", merged, "--format", "csv")
    assert rows == ok("ask", "findings", "study=levitt-2009", "--format", "csv")
    made = tmp_path / "empty.ttl"
    made.write_text("")
    assert len(ok("ask", "findings", "--data", made, "--format", "csv").splitlines()) == 1


def test_an_empty_query() -> None:
    refused(imrkg("query", "  "), "the query is empty", "#bad-syntax")
