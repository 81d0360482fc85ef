"""Every form of an answer gives back the same rows, read by a parser of another make."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.util import from_n3

from imrkg import engine, results
from imrkg import namespaces as ns
from imrkg.errors import MissingEngine, UnknownName

XSD = ns.PREFIXES["xsd"]
NASTY = [
    "", " ", "plain", "Färdig 測 🙂", "two\nlines", "cr\r\nlf", "tab\there", 'quo"te', "it's", "a,b;c", "a|b",
    "a\\|b", "\\", "=1+1", "<b>&amp;</b>", "# not a heading", "\u2028", "\u00a0",
]  # fmt: skip


def result(*rows: tuple[results.Term, ...], columns: tuple[str, ...] = ("a", "b")) -> results.Result:
    return results.Result(columns, rows)


MIXED = result(
    (ox.NamedNode(ns.ID + "study/levitt-2009"), ox.Literal("text")),
    (ox.BlankNode("b1"), ox.Literal("Wörter", language="de")),
    (ox.BlankNode("b1"), ox.BlankNode("b2")),
    (None, ox.Literal("")),
    (ox.Literal(""), None),
    (ox.Literal("0.25", datatype=ox.NamedNode(XSD + "decimal")), ox.Literal(7)),
    (ox.Literal(True), ox.Literal(2.5)),
    (None, None),
    *((ox.Literal(text), ox.Literal(text, language="en")) for text in NASTY),
)


def test_csv() -> None:
    text = MIXED.write("csv").decode()
    header, *records = csv.reader(io.StringIO(text, newline=""))
    assert header == ["a", "b"]

    def flat(term: results.Term) -> str:
        return "" if term is None else str(term) if isinstance(term, ox.BlankNode) else term.value

    assert records == [[flat(a), flat(b)] for a, b in MIXED.terms]


def test_tsv() -> None:
    """Each field is a term in Turtle's notation, so a blank and an empty string differ."""
    header, *lines = MIXED.write("tsv").decode().rstrip("\n").split("\n")
    assert header == "?a\t?b"
    assert len(lines) == len(MIXED)
    for line, row in zip(lines, MIXED.terms, strict=True):
        for field, term in zip(line.split("\t"), row, strict=True):
            if term is None or isinstance(term, ox.BlankNode):
                assert field == ("" if term is None else str(term))
            else:
                assert _as_rdflib(term) == from_n3(_quoted(field)), field


def _quoted(field: str) -> str:
    # numbers and booleans stand bare in TSV
    kinds = {
        r"(true|false)": "boolean",
        r"[+-]?\d+": "integer",
        r"[+-]?\d*\.\d+": "decimal",
        r"[0-9.]+[eE]\d+": "double",
    }
    kind = next((k for pattern, k in kinds.items() if re.fullmatch(pattern, field)), None)
    return f'"{field}"^^<{XSD}{kind}>' if kind else field


def _as_rdflib(term: ox.NamedNode | ox.Literal) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    kind = None if term.language or term.datatype.value == XSD + "string" else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=kind)


def test_json() -> None:
    parsed = json.loads(MIXED.write("json"))
    assert parsed["head"]["vars"] == ["a", "b"]
    found = [tuple(_from_json(binding.get(c)) for c in ("a", "b")) for binding in parsed["results"]["bindings"]]
    assert found == list(MIXED.terms)


def _from_json(value: dict[str, str] | None) -> results.Term:
    if value is None:
        return None
    if value["type"] == "uri":
        return ox.NamedNode(value["value"])
    if value["type"] == "bnode":
        return ox.BlankNode(value["value"])
    if "xml:lang" in value:
        return ox.Literal(value["value"], language=value["xml:lang"])
    return ox.Literal(value["value"], datatype=ox.NamedNode(value.get("datatype", XSD + "string")))


def test_xml() -> None:
    tag = "{http://www.w3.org/2005/sparql-results#}"
    root = ElementTree.fromstring(MIXED.write("xml"))
    assert [v.get("name") for v in root.iter(f"{tag}variable")] == ["a", "b"]
    found = []
    for row in root.iter(f"{tag}result"):
        terms: dict[str, results.Term] = {}
        for binding in row:
            node = binding[0]
            value = node.text or ""
            language = node.get("{http://www.w3.org/XML/1998/namespace}lang")
            kind = ox.NamedNode(node.get("datatype", XSD + "string"))
            literal = ox.Literal(value, language=language) if language else ox.Literal(value, datatype=kind)
            made = {f"{tag}uri": ox.NamedNode, f"{tag}bnode": ox.BlankNode}.get(node.tag)
            terms[binding.get("name", "")] = made(value) if made else literal
        found.append((terms.get("a"), terms.get("b")))

    # XML itself turns each carriage return and line feed into a line feed
    def same(term: results.Term) -> str:
        return str(term).replace("\\r\\n", "\\n")

    assert [[same(t) for t in row] for row in found] == [[same(t) for t in row] for row in MIXED.terms]


def cells_of_markdown(line: str) -> list[str]:
    """Return the cells of a row by GitHub's rules: a bar with an odd number of backslashes before it is text."""
    assert line.startswith("| ")
    assert line.endswith(" |")
    found = re.split(r"(?<!\\)((?:\\\\)*)\|", line[1:])
    cells = [found[i] + (found[i + 1] if i + 1 < len(found) else "") for i in range(0, len(found) - 1, 2)]
    return [re.sub(r"\\([\\|])", r"\1", c[1:-1]) for c in cells]


def test_markdown() -> None:
    lines = MIXED.write("md").decode().split("\n")
    assert lines[:2] == ["| a | b |", "| --- | --- |"]
    assert lines[-1] == ""
    rows = lines[2:-1]
    assert len(rows) == len(MIXED)
    for line, row in zip(rows, MIXED.terms, strict=True):
        expected = [" ".join(results.text(term).splitlines()) for term in row]
        assert cells_of_markdown(line) == expected, line


def test_table() -> None:
    """Read back by the columns that the rule of dashes marks; short values only, as long ones are wrapped."""
    short = result(
        (ox.NamedNode(ns.ID + "study/levitt-2009"), ox.Literal("one")),
        (None, ox.Literal("twenty-two")),
        (ox.Literal("x"), None),
    )
    header, rule, *rows = short.write("table").decode().splitlines()
    starts = [m.span() for m in re.finditer("-+", rule)]
    read = [[line[a:b].strip() for a, b in starts] for line in (header, *rows)]
    assert read == [["a", "b"], ["study/levitt-2009", "one"], ["", "twenty-two"], ["x", ""]]


def test_table_wraps_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    words = " ".join(f"word{i}" for i in range(60))
    shown = result((ox.Literal("key"), ox.Literal(words))).write("table").decode()
    assert max(map(len, shown.splitlines())) <= 60
    assert re.findall(r"word\d+", shown) == words.split()


def test_labels_stand_for_keys_where_people_read() -> None:
    labelled = result(
        (ox.Literal("levitt-2009"), ox.Literal("Levitt et al., 2009"), ox.NamedNode("urn:x")),
        columns=("study", "study_label", "study_iri"),
    )
    assert labelled.write("md").decode().splitlines()[::2] == ["| study |", "| Levitt et al., 2009 |"]
    assert (
        labelled.write("csv").decode() == 'study,study_label,study_iri\r\nlevitt-2009,"Levitt et al., 2009",urn:x\r\n'
    )
    assert "levitt-2009" not in labelled.write("table").decode()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            *[st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t,|\"'\\"))] * 2
        ),
        max_size=5,
    )
)
def test_any_text_comes_back(rows: list[tuple[str | None, str | None]]) -> None:
    made = result(*(tuple(None if v is None else ox.Literal(v) for v in row) for row in rows))
    parsed = json.loads(made.write("json"))["results"]["bindings"]
    assert [(b.get("a", {}).get("value"), b.get("b", {}).get("value")) for b in parsed] == rows
    _, *records = csv.reader(io.StringIO(made.write("csv").decode(), newline=""))
    assert [tuple(r) for r in records] == [(a or "", b or "") for a, b in rows]
    lines = made.write("md").decode().split("\n")[2:-1]
    assert [cells_of_markdown(line) for line in lines] == [
        [" ".join((v or "").splitlines()) for v in row] for row in rows
    ]


# --- kinds of answers -----------------------------------------------------------------------------------------------


def ask(value: str) -> results.Result:
    return results.collect(engine.run(ox.Store(), f"ASK {{ FILTER({value}) }}"))


@pytest.mark.parametrize("value", ["true", "false"])
def test_a_yes_or_no_answer(value: str) -> None:
    answer = ask(value)
    assert answer.rows() == [{"answer": value == "true"}]
    assert json.loads(answer.write("json")) == {"head": {}, "boolean": value == "true"}
    root = ElementTree.fromstring(answer.write("xml"))
    assert root.findtext("{http://www.w3.org/2005/sparql-results#}boolean") == value
    for form in ("csv", "tsv"):
        assert answer.write(form).decode() == value + "\n"
    for form in ("table", "md"):
        assert answer.write(form).decode().splitlines()[-1].strip("| ") == value


def test_no_rows() -> None:
    answer = results.collect(engine.run(ox.Store(), "SELECT ?x ?y { ?x ?y ?z }"))
    assert len(answer) == 0
    assert answer.write("csv") == b"x,y\r\n"
    assert json.loads(answer.write("json"))["results"]["bindings"] == []
    assert answer.write("md").decode() == "| x | y |\n| --- | --- |\n"
    assert answer.write("table").decode().split() == ["x", "y", "-", "-"]
    assert list(answer.to_pandas().columns) == ["x", "y"]


@pytest.mark.parametrize("text", ["SELECT * {}", "SELECT * { VALUES () { () () } }"])
def test_rows_without_columns(text: str) -> None:
    answer = results.collect(engine.run(ox.Store(), text))
    assert len(json.loads(answer.write("json"))["results"]["bindings"]) == len(answer) == text.count("()") or 1
    for form in results.FORMATS:
        answer.write(form)


def test_an_unknown_form() -> None:
    with pytest.raises(UnknownName) as caught:
        MIXED.write("jsno")
    assert caught.value.hint.startswith("Did you mean: json?")


def test_order_is_the_query_s_for_many_rows() -> None:
    numbers = result(*((ox.Literal(i), ox.Literal(str(i))) for i in range(1200, 0, -1)))
    _, *records = csv.reader(io.StringIO(numbers.write("csv").decode(), newline=""))
    assert [int(a) for a, _ in records] == list(range(1200, 0, -1))


# --- Python values --------------------------------------------------------------------------------------------------


def test_rows_are_python_values() -> None:
    values = [row["a"] for row in MIXED]
    assert values[:8] == [ns.ID + "study/levitt-2009", "_:b1", "_:b1", None, "", Decimal("0.25"), True, None]
    assert [type(v) for v in values[5:7]] == [Decimal, bool]
    assert MIXED.rows()[5]["b"] == 7
    assert MIXED.rows()[6]["b"] == 2.5


@pytest.mark.parametrize("kind", ["integer", "decimal", "double"])
def test_an_ill_typed_number_stays_text(kind: str) -> None:
    assert results.plain(ox.Literal("many", datatype=ox.NamedNode(XSD + kind))) == "many"


def test_to_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    frame = result((ox.Literal("x"), ox.Literal(1)), (None, ox.Literal(2))).to_pandas()
    assert list(frame.columns) == ["a", "b"]
    assert frame["b"].sum() == 3
    assert pandas.isna(frame["a"][1])


def test_to_pandas_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MissingEngine, match="pandas is not installed"):
        MIXED.to_pandas()


def test_text_shortens_our_names() -> None:
    assert results.text(ox.NamedNode(ns.ID + "study/levitt-2009")) == "study/levitt-2009"
    assert results.text(ox.NamedNode(ns.IMR + "Study")) == "imr:Study"
    assert results.text(ox.NamedNode("urn:else")) == "urn:else"
    assert results.text(None) == ""
