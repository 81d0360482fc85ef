"""Tables of computed values and their forms."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imrkg import tables
from imrkg.errors import UnknownName

HOSTILE = "<script>alert(1)</script> | \\| `x` *y* \"quoted\", & 'more'"
ONE = tables.Table(
    "rates",
    "What was <found>",
    ("A note with <b> in it.", 'Question "rate-inputs".'),
    ("study", "pooled_rate", "people", "approximate", "remark", "record_iri"),
    [
        ("Färdig et al., 2011", 0.2284762172686, 41, True, None, "https://example.org/1"),
        (HOSTILE, None, 0, False, "two\nlines", "https://example.org/2"),
    ],
)
EMPTY = tables.Table("none", "Nothing", (), ("study", "reason"), [])


class Reader(HTMLParser):
    """Collects the cells of the tables, the captions, and every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []
        self.scopes: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))
        if tag in ("th", "td"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] in ("th", "td"):
            self.cells[-1] += data


def test_html_is_escaped_and_says_which_cells_are_headings() -> None:
    reader = Reader()
    fragment = tables.html(ONE)
    reader.feed(fragment)
    assert "script" not in reader.tags
    assert "b" not in reader.tags
    assert HOSTILE in reader.cells
    assert reader.scopes == ["col"] * 5 + ["row"] * 2
    assert "<caption>What was &lt;found&gt;</caption>" in fragment
    assert "https://example.org" not in fragment, "IRIs are for programs"
    document = tables.write([ONE, EMPTY], "html").decode()
    assert document.startswith("<!DOCTYPE html>")
    assert document.count("<table") == document.count("</table>") == 2
    assert "No rows." in document


def test_markdown_cells_cannot_break_out() -> None:
    text = tables.write([ONE], "md").decode()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 4
    for row in rows:
        bare = row.replace("\\\\", "").replace("\\|", "")
        assert bare.count("|") == 6
    assert "<script>" not in text.replace("\\<", "")
    assert "No rows." in tables.write([EMPTY], "md").decode()


def test_csv_of_one_table_is_plain_and_of_several_names_them() -> None:
    alone = list(csv.DictReader(io.StringIO(tables.write([ONE], "csv").decode(), newline="")))
    assert list(alone[0]) == list(ONE.columns)
    assert alone[0]["pooled_rate"] == "0.228476217"
    assert (alone[0]["approximate"], alone[1]["pooled_rate"], alone[1]["people"]) == ("true", "", "0")
    assert (alone[1]["study"], alone[1]["remark"]) == (HOSTILE, "two\nlines")
    both = list(csv.DictReader(io.StringIO(tables.write([ONE, EMPTY._replace(rows=[("x", "y")])], "csv").decode())))
    assert [r["table"] for r in both] == ["rates", "rates", "none"]
    assert (both[2]["study"], both[2]["reason"], both[2]["people"]) == ("x", "y", "")


def test_json_keeps_types_notes_and_nothing() -> None:
    first, second = json.loads(tables.write([ONE, EMPTY], "json"))
    assert first["notes"] == list(ONE.notes)
    assert first["rows"][0]["approximate"] is True
    assert first["rows"][1]["pooled_rate"] is None
    assert first["rows"][1]["study"] == HOSTILE
    assert second == {"name": "none", "title": "Nothing", "notes": [], "columns": ["study", "reason"], "rows": []}


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_text_is_as_wide_as_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    wide = tables.Table(
        "wide",
        "Wide",
        ("word " * 60,),
        tuple(f"column_{i}" for i in range(20)),
        [tuple(f"value {i} {j} and words" for i in range(20)) for j in range(3)],
    )
    text = tables.write([ONE, wide, EMPTY], "text").decode()
    assert max(map(len, text.splitlines())) <= width
    assert "no room for:" in text
    assert "(no rows)" in text
    assert "example.org" not in text


def test_a_column_that_is_empty_throughout_is_left_out_of_text() -> None:
    bare = ONE._replace(rows=[("a", 0.5, 1, None, None, "")])
    assert "approximate" not in tables.write([bare], "text").decode()
    assert "pooled rate" in tables.write([bare], "text").decode()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (12345, "12345"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.22847, "0.228"),
        (0.5, "0.5"),
        (19.9394, "19.94"),
        (100.44, "100.4"),
        (0.0000213, "2.1e-05"),
        (-0.591, "-0.591"),
        (Decimal("4.90"), "4.90"),
        ("text", "text"),
    ],
)
def test_values_as_people_read_them(value: tables.Value, shown: str) -> None:
    assert tables.shown(value) == shown


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e6, max_value=1e6))
@settings(max_examples=200)
def test_a_shown_number_is_close_to_the_number(value: float) -> None:
    text = tables.shown(value)
    assert text != "-0"
    assert float(text) == pytest.approx(value, rel=0.06, abs=0.0006)


def test_unknown_formats_are_named() -> None:
    with pytest.raises(UnknownName, match="pdf"):
        tables.write([ONE], "pdf")
