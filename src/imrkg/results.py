"""One type for the answer of a query, and the forms that it can take."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrkg import engine
from imrkg import namespaces as ns
from imrkg.errors import MissingEngine, UnknownName, nearest

if TYPE_CHECKING:
    import pandas

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
FORMATS = ("table", "csv", "tsv", "json", "xml", "md")
_STANDARD = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_XSD = ns.PREFIXES["xsd"]


class Result:
    """The rows of a SELECT (or the one row of an ASK).

    Attributes:
        columns: variable names, in the order of the query.
        terms: one tuple for each row, with an RDF term or None in each column.
        note: what a reader should know about the rows as a whole, or an empty text.
    """

    # A plain class: dataclasses would cost every command the import of inspect.
    __slots__ = ("columns", "is_ask", "note", "terms")

    def __init__(self, columns: tuple[str, ...], terms: tuple[tuple[Term, ...], ...], is_ask: bool = False) -> None:
        self.columns = columns
        self.terms = terms
        self.is_ask = is_ask
        self.note = ""

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self.rows())

    def rows(self) -> list[dict[str, object]]:
        """Return the rows as dictionaries: numbers as int or Decimal, IRIs as text, blanks as None."""
        return [dict(zip(self.columns, map(plain, row), strict=True)) for row in self.terms]

    def to_pandas(self) -> pandas.DataFrame:
        """Return a data frame; needs pandas (``pip install 'imrkg[pandas]'``).

        Raises:
            MissingEngine: pandas is not installed.
        """
        try:
            import pandas
        except ImportError:
            raise MissingEngine("pandas is not installed", "Install it: pip install 'imrkg[pandas]'.") from None
        return pandas.DataFrame([list(map(plain, row)) for row in self.terms], columns=list(self.columns))

    def write(self, form: str) -> bytes:
        """Return the result in UTF-8.

        Args:
            form: table (for people), md (Markdown), or csv, tsv, json, xml (the W3C's SPARQL 1.1
                result formats).

        Raises:
            UnknownName: there is no such format.
        """
        if form in _STANDARD:
            return self._standard(form)
        if form == "table":
            return self._table().encode()
        if form == "md":
            return self._markdown().encode()
        raise UnknownName(f"no result format {form!r}", nearest(form, FORMATS, "formats"))

    def _standard(self, form: str) -> bytes:
        import json

        if self.is_ask:
            value = str(plain(self.terms[0][0])).lower()
            if form == "json":
                return json.dumps({"head": {}, "boolean": value == "true"}).encode() + b"\n"
            if form == "xml":
                head = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head>'
                return f"{head}<boolean>{value}</boolean></sparql>\n".encode()
            return value.encode() + b"\n"
        rows = [{c: _json(v) for c, v in zip(self.columns, row, strict=True) if v is not None} for row in self.terms]
        content = {"head": {"vars": self.columns}, "results": {"bindings": rows}}
        data = json.dumps(content, ensure_ascii=False).encode() + b"\n"
        if form == "json":
            return data
        # The other writers are Oxigraph's own, which need an answer of Oxigraph's.
        answer = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        assert isinstance(answer, ox.QuerySolutions)
        written = answer.serialize(format=_STANDARD[form])
        assert written is not None
        return written if written.endswith(b"\n") else written + b"\n"

    def shown(self) -> tuple[list[str], list[list[str]]]:
        """Return headings and rows for people: labels in the place of keys, no IRIs."""
        at = {name: i for i, name in enumerate(self.columns)}
        names = [
            c
            for c in self.columns
            if not c.endswith("_iri") and not (c.endswith("_label") and c.removesuffix("_label") in at)
        ]
        source = [at.get(f"{name}_label", at[name]) for name in names]
        rows = [[text(row[i]) or text(row[at[n]]) for n, i in zip(names, source, strict=True)] for row in self.terms]
        return names, rows

    def _table(self) -> str:
        names, rows = self.shown()
        # A column that is empty throughout says nothing; the other formats have it.
        filled = [i for i in range(len(names)) if not rows or any(row[i] for row in rows)]
        columns = [[names[i], *(row[i] for row in rows)] for i in filled]
        columns, left_out = _columns_with_room(columns)
        widths = _fit(columns)
        out = io.StringIO()
        _print_row(out, [c[0] for c in columns], widths)
        print("  ".join("-" * w for w in widths).rstrip(), file=out)
        for row in zip(*(c[1:] for c in columns), strict=True):
            _print_row(out, list(row), widths)
        if left_out:
            print(f"(no room for: {', '.join(left_out)}; --format csv has every column)", file=out)
        return out.getvalue()

    def _markdown(self) -> str:
        names, rows = self.shown()
        lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
        lines += ["| " + " | ".join(map(_markdown_cell, row)) + " |" for row in rows]
        return "\n".join(lines) + "\n"


def collect(answer: engine.Answer) -> Result:
    """Return the rows of a SELECT or ASK answer; reading them is what runs the query."""
    if isinstance(answer, ox.QueryBoolean):
        value = ox.Literal(bool(answer))
        return Result(("answer",), ((value,),), is_ask=True)
    assert isinstance(answer, ox.QuerySolutions)
    columns = tuple(v.value for v in answer.variables)
    return Result(columns, tuple(tuple(solution) for solution in answer))


def _json(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, object]:
    """Return a term in the notation of the SPARQL results format in JSON."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == _XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def plain(term: Term) -> object:
    """Return a Python value for an RDF term: int, Decimal, float, bool or str; None for nothing."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    from decimal import Decimal, InvalidOperation

    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if kind in ("integer", "int", "long", "nonNegativeInteger"):
            return int(term.value)
        if kind == "decimal":
            return Decimal(term.value)
        if kind in ("double", "float"):
            return float(term.value)
    except (ValueError, InvalidOperation):
        return term.value  # an ill-typed literal of a user's file
    if kind == "boolean":
        return term.value in ("true", "1")
    return term.value


def text(term: Term) -> str:
    """Return a term as a person would read it; IRIs shortened, nothing as an empty string."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return ns.shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)


def _markdown_cell(value: str) -> str:
    # The backslash first: it would take the escape away from a bar after it.
    return " ".join(value.replace("\\", "\\\\").replace("|", "\\|").splitlines())


def _room(width: int, columns: int) -> int:
    return max(width, 60) - 2 * (columns - 1)


def _columns_with_room(columns: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Return the leading columns that fit the terminal at a readable width, and the names of the others.

    Where there is no terminal, a program or a file may want them all.
    """
    terminal = _terminal_width()
    if terminal is None:
        return columns, []
    readable = [min(max(map(len, c)), max(len(c[0]), 16)) for c in columns]
    count = len(columns)
    while count > 1 and sum(readable[:count]) > _room(terminal, count):
        count -= 1
    return columns[:count], [c[0] for c in columns[count:]]


def _fit(columns: list[list[str]]) -> list[int]:
    """Return widths that fit the terminal (160 characters where there is none), as far as words allow."""
    room = _room(_terminal_width() or 160, len(columns))
    widths = [max(map(len, column)) for column in columns]
    # No word of up to 20 characters is broken, nor is a heading.
    floors = [max(len(c[0]), min(20, max(len(w) for v in c for w in [*v.split(), ""]))) for c in columns]
    while sum(widths) > room:
        able = [i for i, w in enumerate(widths) if w > floors[i]]
        if not able:
            break
        widths[max(able, key=lambda i: widths[i])] -= 1
    return widths


def _terminal_width() -> int | None:
    # What shutil.get_terminal_size does, without its import of every compression module.
    import os

    try:
        return int(os.environ.get("COLUMNS", "")) or None
    except ValueError:
        try:
            return os.get_terminal_size(1).columns or None
        except OSError:
            return None


def _print_row(out: io.StringIO, values: list[str], widths: list[int]) -> None:
    cells = [[v] if len(v) <= w and "\n" not in v else _wrap(v, w) for v, w in zip(values, widths, strict=True)]
    for i in range(max(map(len, cells), default=0)):
        parts = [(c[i] if i < len(c) else "").ljust(w) for c, w in zip(cells, widths, strict=True)]
        print("  ".join(parts).rstrip(), file=out)


def _wrap(value: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(value, width, break_on_hyphens=False) or [""]
