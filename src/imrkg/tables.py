"""Small named tables of computed values, and the forms that they can take: text, CSV, Markdown, HTML, JSON.

A :class:`~imrkg.results.Result` is what a query answers, in RDF terms; a :class:`Table` is what was computed
from such answers, in plain Python values.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from imrkg import results
from imrkg.errors import UnknownName, nearest

Value = str | int | float | Decimal | bool | None
FORMATS = ("text", "csv", "md", "html", "json")


class Table(NamedTuple):
    """One table.

    Attributes:
        name: key of the table, lower case with hyphens; stable, for programs.
        title: what a person reads above it.
        notes: sentences that belong to it; the slug of the question behind it is in one of them.
        columns: names of the columns, the most important first; those ending in ``_iri`` are for programs only.
        rows: one tuple for each row, a value or None in each column.
    """

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


def write(tables: Sequence[Table], form: str) -> bytes:
    """Return tables in UTF-8.

    Args:
        tables: in the order in which they are to be read.
        form: text (aligned, as wide as the terminal), md, html (a document of its own), csv (one
            header; of several tables the first column names the table) or json (a list of
            tables with their notes, rows as objects).

    Raises:
        UnknownName: there is no such format.
    """
    writers = {"text": _text, "csv": _csv, "md": _markdown, "html": _document, "json": _json}
    if form not in writers:
        raise UnknownName(f"no format {form!r}", nearest(form, FORMATS, "formats"))
    return writers[form](tables).encode()


def html(table: Table) -> str:
    """Return one table as an HTML fragment: its caption, headings with their scope, and its notes; all text escaped."""
    from html import escape

    table = _for_people(table)
    head = "".join(f'<th scope="col">{escape(_heading(name))}</th>' for name in table.columns)
    lines = [f'<table id="{escape(table.name)}">', f"<caption>{escape(table.title)}</caption>"]
    lines += [f"<thead><tr>{head}</tr></thead>", "<tbody>"]
    for row in table.rows:
        cells = [escape(shown(value)) for value in row]
        rest = "".join(f"<td>{cell}</td>" for cell in cells[1:])
        lines.append(f'<tr><th scope="row">{cells[0]}</th>{rest}</tr>')
    lines += ["</tbody>", "</table>"]
    if not table.rows:
        lines.append("<p>No rows.</p>")
    if table.notes:
        lines.append("<ul>" + "".join(f"<li>{escape(note)}</li>" for note in table.notes) + "</ul>")
    return "\n".join(lines) + "\n"


def shown(value: Value) -> str:
    """Return a value as people read it: three significant digits of a computed number, nothing as an empty string.

    Decimals were printed somewhere and keep their digits; whole numbers are never shortened.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _three_digits(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _three_digits(value: float) -> str:
    if value and abs(value) < 0.0005:
        return f"{value:.1e}"
    digits = 1 if abs(value) >= 100 else 2 if abs(value) >= 10 else 3
    # No trailing zeros after the point; and no negative zero.
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _for_people(table: Table) -> Table:
    """Return a table without its columns of IRIs."""
    kept = [i for i, name in enumerate(table.columns) if not name.endswith("_iri")]
    rows = [tuple(row[i] for i in kept) for row in table.rows]
    return table._replace(columns=tuple(table.columns[i] for i in kept), rows=rows)


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _stored(value: Value) -> str | int | float | bool | None:
    """Return a value for programs: nine significant digits, in which no two machines differ."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    return float(value) if isinstance(value, Decimal) else value


def _text(tables: Sequence[Table]) -> str:
    return "\n".join(map(_one_text, tables))


def _one_text(table: Table) -> str:
    table = _for_people(table)
    out = io.StringIO()
    print(table.title, file=out)
    print(file=out)
    if table.rows:
        columns = [
            [_heading(name), *map(shown, values)] for name, values in zip(table.columns, _turned(table), strict=True)
        ]
        # A column that is empty throughout says nothing; the other formats have it.
        _print_aligned(out, [c for c in columns if any(c[1:])])
    else:
        print("(no rows)", file=out)
    if table.notes:
        print(file=out)
    for note in table.notes:
        for line in wrap(note, "- ", "  "):
            print(line, file=out)
    return out.getvalue()


def wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    """Return text in lines as wide as the terminal (60 characters at least, 120 where there is none).

    Args:
        text: what to wrap; its white space is collapsed.
        first: what the first line begins with.
        rest: what the other lines begin with.
    """
    import textwrap

    width = max(60, results._terminal_width() or 120)
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _print_aligned(out: io.StringIO, columns: list[list[str]]) -> None:
    columns, left_out = results._columns_with_room(columns)
    widths = results._fit(columns)
    for number, row in enumerate(zip(*columns, strict=True)):
        results._print_row(out, list(row), widths)
        if number == 0:
            print("  ".join("-" * width for width in widths), file=out)
    if left_out:
        print("\n".join(wrap(f"(no room for: {', '.join(left_out)}; --format csv has every column)")), file=out)


def _turned(table: Table) -> list[tuple[Value, ...]]:
    return list(zip(*table.rows, strict=True))


def _csv(tables: Sequence[Table]) -> str:
    import csv

    columns = list(dict.fromkeys(name for table in tables for name in table.columns))
    several = len(tables) > 1
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["table", *columns] if several else columns)
    for table in tables:
        for row in table.rows:
            by_name = dict(zip(table.columns, map(_stored, row), strict=True))
            cells = [_csv_cell(by_name.get(name)) for name in columns]
            writer.writerow([table.name, *cells] if several else cells)
    return out.getvalue()


def _csv_cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _markdown(tables: Sequence[Table]) -> str:
    return "\n".join(map(_one_markdown, tables))


def _one_markdown(table: Table) -> str:
    table = _for_people(table)
    lines = [f"## {inline(table.title)}", ""]
    if table.rows:
        lines += ["| " + " | ".join(map(_heading, table.columns)) + " |", "|" + " --- |" * len(table.columns)]
        lines += ["| " + " | ".join(inline(shown(v)) for v in row) + " |" for row in table.rows]
    else:
        lines.append("No rows.")
    if table.notes:
        lines += ["", *(f"- {inline(note)}" for note in table.notes)]
    return "\n".join(lines) + "\n"


def inline(text: str) -> str:
    """Return text for Markdown on one line, no character of which is taken for markup."""
    import re

    return " ".join(re.sub(r"([\\|`*_\[\]<>])", r"\\\1", text).splitlines())


def _document(tables: Sequence[Table]) -> str:
    body = "\n".join(map(html, tables))
    style = "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
    style += "caption{text-align:left;font-weight:bold}"
    style += "th,td{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>imrkg</title>'
        f"<style>{style}</style></head>\n<body>\n{body}</body>\n</html>\n"
    )


def _json(tables: Sequence[Table]) -> str:
    import json

    content = [
        {
            "name": table.name,
            "title": table.title,
            "notes": list(table.notes),
            "columns": list(table.columns),
            "rows": [dict(zip(table.columns, map(_stored, row), strict=True)) for row in table.rows],
        }
        for table in tables
    ]
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
