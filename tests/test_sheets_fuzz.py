"""Whatever bytes a sheet holds, the reader gives rows or a list of problems; whatever a user types stays a value."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from running import tiny

from imrkg import engine, question, results, sheets
from imrkg.errors import BadSheet, ImrkgError, UnknownName
from imrkg.question import Parameter, Question

FUZZ = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
KEY = re.compile(r"[a-z0-9]+(-{1,2}[a-z0-9]+)*")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("fuzz") / "sheets")


@pytest.fixture
def original(folder: Path) -> Iterator[dict[str, bytes]]:
    """The sheets as they were; put back afterwards."""
    kept = {file.name: file.read_bytes() for file in folder.iterdir()}
    yield kept
    for name, data in kept.items():
        (folder / name).write_bytes(data)


def read(folder: Path, intact: bool = True) -> list[sheets.Row] | None:
    """Return the rows, or None when the sheets are refused; any other error is a defect of the reader."""
    try:
        rows = sheets.read(folder)
    except ImrkgError as error:
        refusal = error
    else:
        refusal = None
    if isinstance(refusal, BadSheet):
        assert refusal.problems
        named = re.compile(r"(schemes|concepts|studies)\.(csv|xlsx): [^\n]+")
        # where the metadata itself was damaged, the sheets may have any name
        assert not intact or all(named.fullmatch(p) for p in refusal.problems), refusal.problems
        return None
    if refusal:
        assert refusal.hint
        return None
    for quad in sheets.to_quads(rows):
        assert isinstance(quad.subject, ox.NamedNode)  # and every IRI in it was valid, or this would have raised
    return rows


def check_keys(rows: list[sheets.Row] | None) -> None:
    for row in rows or []:
        for name in (*row.sheet.primary_key, "design", "members"):
            assert all(KEY.fullmatch(value) for value in row.values.get(name, []))


@FUZZ
@given(data=st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b'"')
@example(b"key,label\r\ndesign,\x00")
@example(b"key,label\n" + b"," * 50_000)
def test_arbitrary_bytes(folder: Path, original: dict[str, bytes], data: bytes) -> None:
    (folder / "schemes.csv").write_bytes(data)
    check_keys(read(folder))


@FUZZ
@given(data=st.data())
def test_mutated_bytes(folder: Path, original: dict[str, bytes], data: st.DataObject) -> None:
    """A good sheet with a few bytes changed, dropped or put in: closer to what happens to files than noise."""
    name = data.draw(st.sampled_from(sorted(original)))
    content = bytearray(original[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, max(len(content) - 1, 0)))
        piece = data.draw(
            st.sampled_from([b"", b'"', b",", b"\n", b"\r", b"\0", b";", b"=", b"\xff", b"\xc3", b"{", b"[]"])
        )
        content[at : at + data.draw(st.integers(0, 3))] = piece
    (folder / name).write_bytes(bytes(content))
    rows = read(folder, intact=name != "csv-metadata.json")
    if name != "csv-metadata.json":
        check_keys(rows)
    (folder / name).write_bytes(original[name])


@FUZZ
@given(data=st.binary(max_size=200))
def test_arbitrary_workbook(folder: Path, original: dict[str, bytes], data: bytes) -> None:
    (folder / "schemes.csv").unlink(missing_ok=True)
    (folder / "schemes.xlsx").write_bytes(b"PK\x03\x04" + data)
    assert read(folder) is None
    (folder / "schemes.xlsx").unlink()


CELL = st.text(max_size=30) | st.sampled_from(
    ["=A1", "@x", "+1+1", "-", "a;;b", ";", "study/both-2011", "1e5", "٣", "½", "0x1F", "--"]
)


def write_row(folder: Path, original: dict[str, bytes], cells: dict[str, str]) -> None:
    out = io.StringIO(newline="")
    header = original["studies.csv"].decode().split("\n")[0].split(",")
    csv.writer(out, lineterminator="\n").writerow([cells.get(name, "") for name in header])
    (folder / "studies.csv").write_bytes(original["studies.csv"] + out.getvalue().encode("utf-8", "surrogatepass"))


@FUZZ
@given(
    cells=st.fixed_dictionaries(
        dict.fromkeys(("key", "label", "design", "participants", "dropout", "members", "about", "note"), CELL)
    )
)
def test_arbitrary_cells(folder: Path, original: dict[str, bytes], cells: dict[str, str]) -> None:
    write_row(folder, original, cells)
    check_keys(read(folder))


@FUZZ
@given(key=st.text(max_size=20))
@example("levitt–2009")  # an en dash
@example("Levitt-2009")
@example("levitt-2009-")
@example("levitt---2009")
@example("levitt 2009")
@example("färdig-2012")
@example("ﬁve")  # a ligature
@example("a\u200bb")
@example("../study")
@example("a/b")
@example("a%20b")
@example("a>b")
def test_a_damaged_key_is_refused(folder: Path, original: dict[str, bytes], key: str) -> None:
    write_row(folder, original, {"key": key, "label": "x", "design": "rct"})
    rows = read(folder)
    if KEY.fullmatch(key.strip()) and key.strip() not in ("levitt-2009", "fardig-2011", "both-2011"):
        assert rows is not None
        assert rows[-1].thing.endswith("/study/" + key.strip())
    elif key.strip():
        assert rows is None


@FUZZ
@given(number=st.text(st.sampled_from("0123456789.,+-eE %٣½"), max_size=8))
def test_numbers_are_numbers(folder: Path, original: dict[str, bytes], number: str) -> None:
    """What the reader takes as a number is one in RDF; what it refuses is none that XSD would take as a decimal."""
    write_row(folder, original, {"key": "new", "label": "x", "design": "rct", "dropout": number})
    rows = read(folder)
    value = number.strip()
    if rows is None:
        assert not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value)
    elif value:
        literal = rdflib.Literal(rows[-1].values["dropout"][0], datatype=rdflib.XSD.decimal)
        assert not literal.ill_typed


# --- parameter binding ----------------------------------------------------------------------------------------------

TWO = Question(
    slug="two",
    title="t",
    description="d",
    category="c",
    parameters=(Parameter("first", "string", "First"), Parameter("second", "string", "Second")),
    text="# title: t\n# description: VALUES ?first { UNDEF } is a parameter\n# category: c\n\n"
    "SELECT ?first ?second WHERE { VALUES ?first { UNDEF } VALUES ?second { UNDEF } }",
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "", '"', "'", '"""', "\\", "\\\\", '\\"', "}", "{", "} }", "VALUES ?second { UNDEF }", "VALUES ?first {", "\n",
        "\r", "# comment", "\\u0022", "\\U00000022", "\\\\u0022 }", "\x00", "\x7f", "?first", "<urn:x>", "\\1",
        '" } SERVICE <http://127.0.0.1:1/> { ?s ?p "', "\u2028", "\U0010ffff",
    ]
)  # fmt: skip


@FUZZ
@given(first=st.lists(TEXT, min_size=1, max_size=3), second=st.lists(TEXT, min_size=1, max_size=3))
@example(["VALUES ?second { UNDEF }"], ['" } ?s ?p ?o . { "'])
@example(["\\"], ["\\u0022 } ?s ?p ?o { "])
def test_bound_text_comes_back_as_it_was(first: list[str], second: list[str]) -> None:
    """Both engines give back the words themselves, in every combination, and nothing else."""
    given_words = {"first": [ox.Literal(w) for w in first], "second": [ox.Literal(w) for w in second]}
    text = question.bind(TWO, given_words)
    expected = sorted((a, b) for a in first for b in second)
    rows = results.collect(engine.run(ox.Store(), text)).rows()
    assert sorted((str(r["first"]), str(r["second"])) for r in rows) == expected
    # rdflib resolves \u escapes before it parses, and its parser takes no NUL: a second, independent reading
    if not any(ord(c) < 32 and c not in "\n\r\t" for w in (*first, *second) for c in w):
        answer = rdflib.Graph().query(text)
        assert sorted((str(a), str(b)) for a, b in answer) == expected


def resolved(
    store: ox.Store, asked: Question, words: dict[str, str]
) -> dict[str, list[ox.NamedNode | ox.Literal]] | None:
    """Return the terms, or None when a word is refused (with a hint)."""
    try:
        return question.resolve(store, asked, words)
    except UnknownName as error:
        hint = error.hint
    assert hint
    return None


@FUZZ
@given(word=TEXT)
def test_a_word_becomes_a_term_or_an_error(graph: ox.Store, word: str) -> None:
    """For a parameter that names things, an unknown word is refused and a known one becomes an IRI of the graph."""
    asked = question.get("findings")
    found = resolved(graph, asked, {"study": word})
    if found is None:
        return
    (term,) = found["study"]
    assert next(iter(graph.quads_for_pattern(term, None, None)), None) is not None


@FUZZ
@given(iri=st.text(st.sampled_from("abcdefghijkl:/#?=()'$&*éñ><{}\\\n"), min_size=1, max_size=20))
def test_a_bound_iri_is_one_term(iri: str) -> None:
    try:
        node = ox.NamedNode("urn:" + iri)
    except ValueError:
        return  # no IRI, so no term could hold it
    text = question.bind(TWO, {"first": [node]})
    (row,) = results.collect(engine.run(ox.Store(), text)).rows()
    assert row["first"] == "urn:" + iri


@FUZZ
@given(word=st.text(max_size=12) | st.decimals(allow_nan=False, allow_infinity=False).map(lambda d: f"{d:f}"))
@example("٣")
@example("1e5")
@example("1 2")
@example("NaN")
def test_a_number_is_a_number(word: str) -> None:
    asked = Question("n", "t", "d", "c", (Parameter("least", "number", "L"),), "SELECT * { VALUES ?least { UNDEF } }")
    found = resolved(ox.Store(), asked, {"least": word})
    if found is None:
        return
    (row,) = results.collect(engine.run(ox.Store(), question.bind(asked, found))).rows()
    from decimal import Decimal

    assert row["least"] == Decimal(word)


def test_only_the_named_block_is_filled() -> None:
    text = question.bind(TWO, {"second": [ox.Literal("x")]})
    assert text.startswith(TWO.text[: TWO.text.index("SELECT")])  # the header's example is left alone
    assert 'VALUES ?first { UNDEF } VALUES ?second { "x" }' in text


def test_every_block_of_a_parameter_is_filled() -> None:
    """A parameter may be needed in two branches of a UNION."""
    text = "SELECT * { { VALUES ?first { UNDEF } } UNION { VALUES ?first { UNDEF } VALUES ?second { UNDEF } } }"
    asked = Question("n", "t", "d", "c", TWO.parameters, text)
    bound = question.bind(asked, {"first": [ox.Literal("x")]})
    rows = results.collect(engine.run(ox.Store(), bound)).rows()
    assert [row["first"] for row in rows] == ["x", "x"]
    assert "VALUES ?second { UNDEF }" in bound


def test_surrogates_are_refused() -> None:
    with pytest.raises(UnknownName, match="is not text"):
        question.resolve(ox.Store(), TWO, {"first": "\ud800"})
