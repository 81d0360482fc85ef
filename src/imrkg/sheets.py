"""Extraction sheets (CSV or XLSX, described by CSVW metadata) to row nodes.

Every defect is collected, with file, row and column, before anything is used.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg.errors import BadSheet, BadSyntax, MissingFile, nearest

METADATA = "csv-metadata.json"
_CSVW = ns.PREFIXES["csvw"]
_XSD = ns.PREFIXES["xsd"]
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_KEY = re.compile(r"[a-z0-9]+(-{1,2}[a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{\+?([^}]+)\}")
_MAX_FIELD = 100_000


@dataclass(frozen=True)
class Column:
    """One column as the metadata describes it."""

    name: str
    description: str
    datatype: str
    property_url: str
    required: bool
    separator: str | None
    value_url: str | None


@dataclass(frozen=True)
class Sheet:
    """One sheet as the metadata describes it."""

    name: str
    file: str
    description: str
    about_url: str
    primary_key: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass
class Row:
    """One row: its place in the file and its values (lists for list columns, blanks left out)."""

    sheet: Sheet
    file: str
    number: int
    thing: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)


def schema(folder: Path) -> list[Sheet]:
    """Return the sheets that ``csv-metadata.json`` in `folder` describes.

    Raises:
        MissingFile: there is no metadata file, or it cannot be read.
        BadSyntax: it is not JSON, or not the CSVW that is expected.
    """
    file = folder / METADATA
    try:
        meta = json.loads(file.read_bytes().decode("utf-8-sig"))
        described = [_sheet(table) for table in meta["tables"]]
        for sheet in described:
            _check_description(sheet)
        return described
    except OSError as error:
        raise MissingFile(
            f"{file}: {error.strerror or error}", "The folder of the sheets holds a CSVW metadata file."
        ) from None
    except json.JSONDecodeError as error:
        raise BadSyntax(f"{file}:{error.lineno}:{error.colno}: {error.msg}", "Mend the JSON there.") from None
    except UnicodeDecodeError as error:
        raise BadSyntax(f"{file}: byte {error.start} is not UTF-8", "Save the file as UTF-8.") from None
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise BadSyntax(
            f"{file}: not the expected CSVW metadata ({error!r})", "Compare it with the shipped one."
        ) from None


def _sheet(table: dict[str, object]) -> Sheet:
    description = table["tableSchema"]
    if not isinstance(description, dict):
        raise TypeError("tableSchema is not an object")
    columns = tuple(
        Column(
            name=c["name"],
            description=c.get("dc:description", ""),
            datatype=c.get("datatype", "string"),
            property_url=c["propertyUrl"],
            required=c.get("required", False),
            separator=c.get("separator"),
            value_url=c.get("valueUrl"),
        )
        for c in description["columns"]
    )
    key = description["primaryKey"]
    file = str(table["url"])
    return Sheet(
        name=file.removesuffix(".csv"),
        file=file,
        description=str(table.get("dc:description", "")),
        about_url=description["aboutUrl"],
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        columns=columns,
    )


def _check_description(sheet: Sheet) -> None:
    """Raise ValueError or TypeError for what the reader could not use: a file, type, separator or template."""
    if not re.fullmatch(r"[\w-]+\.csv", sheet.file):
        raise ValueError(f"{sheet.file!r} is no name of a CSV file")
    for column in sheet.columns:
        if column.datatype not in ("string", "integer", "decimal"):
            raise ValueError(f"{sheet.file}, {column.name}: the datatype {column.datatype!r} is not known")
        if column.separator is not None and not (isinstance(column.separator, str) and column.separator):
            raise ValueError(f"{sheet.file}, {column.name}: the separator {column.separator!r} separates nothing")
        _check_template(sheet, column.property_url, ())
        _check_template(
            sheet, column.value_url or ns.ID, (column.name, *(k for k in sheet.primary_key if k == "scheme"))
        )
    _check_template(sheet, sheet.about_url, sheet.primary_key)


def _check_template(sheet: Sheet, template: str, names: tuple[str, ...]) -> None:
    strange = [name for name in _PLACEHOLDER.findall(template) if name not in names]
    if strange:
        raise ValueError(f"{sheet.file}: {template} names {strange[0]!r}, which it may not")
    ox.NamedNode(_PLACEHOLDER.sub("x", template))


def read(folder: Path) -> list[Row]:
    """Return every row of every sheet in `folder`.

    A sheet may be ``NAME.csv`` or, instead, ``NAME.xlsx`` (its first worksheet).

    Raises:
        BadSheet: with every defect of every sheet.
        MissingFile: a sheet or the metadata is missing.
    """
    sheets = schema(folder)
    problems: list[str] = []
    rows: list[Row] = []
    unread: list[Sheet] = []
    for sheet in sheets:
        found = _read_sheet(folder, sheet, problems)
        rows.extend(found or [])
        if found is None:
            unread.append(sheet)
    _check_strangers(folder, sheets, problems)
    _check_keys(rows, problems)
    _check_references(rows, problems, unread)
    if problems:
        raise BadSheet(problems)
    return rows


def _records(folder: Path, sheet: Sheet, problems: list[str]) -> tuple[str, list[tuple[int, list[str]]]]:
    """Return the name of the file and its non-empty records with their line numbers; none if it cannot be read."""
    file, workbook = folder / sheet.file, folder / f"{sheet.name}.xlsx"
    if file.is_file() and workbook.is_file():
        problems.append(f"{sheet.file}: there is also {workbook.name}; keep one of the two")
    if not file.is_file() and workbook.is_file():
        return workbook.name, _records_xlsx(workbook, problems)
    try:
        data = file.read_bytes()
    except (OSError, ValueError):  # ValueError: a name with a NUL in it
        problems.append(f"{sheet.file}: the sheet is missing; restore it (a sheet with nothing in it keeps its header)")
        return sheet.file, []
    return sheet.file, _records_csv(sheet.file, data, problems)


def _records_csv(name: str, data: bytes, problems: list[str]) -> list[tuple[int, list[str]]]:
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = data.count(b",", data.rfind(b"\n", 0, error.start) + 1, error.start) + 1
        byte = data[error.start]
        problems.append(
            f"{name}: row {line}, about column {column}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
        )
        return []
    if "\0" in content:
        problems.append(
            f"{name}: row {content.count(chr(10), 0, content.index(chr(0))) + 1}: a NUL character; "
            "remove it, or save the file as UTF-8 if it is in UTF-16"
        )
        return []
    csv.field_size_limit(max(len(content) + 1, _MAX_FIELD))
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    while True:
        start = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return records
        except csv.Error as error:
            problems.append(
                f"{name}: row {start}: {error}; put the text in double quotes and double each quote inside it"
            )
            return []
        if any(v.strip() for v in record):
            records.append((start, record))


def _records_xlsx(file: Path, problems: list[str]) -> list[tuple[int, list[str]]]:
    try:
        import openpyxl
    except ImportError:
        problems.append(
            f"{file.name}: reading XLSX needs openpyxl; pip install 'imrkg[xlsx]', or save the sheet as CSV"
        )
        return []
    try:
        # Closed here: openpyxl leaves the file open when it fails.
        with file.open("rb") as handle:
            book = openpyxl.load_workbook(handle, read_only=True)
            cells = [list(map(_xlsx_text, row)) for row in book.worksheets[0].iter_rows(values_only=True)]
    except Exception as error:  # openpyxl raises many kinds for a damaged file
        problems.append(f"{file.name}: not a readable workbook ({error}); save it again as .xlsx or as CSV")
        return []
    return [(number, record) for number, record in enumerate(cells, start=1) if any(v.strip() for v in record)]


def _xlsx_text(value: object) -> str:
    if value is None:
        return ""
    # Excel stores 7 as 7.0.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _read_sheet(folder: Path, sheet: Sheet, problems: list[str]) -> list[Row] | None:
    """Return the rows of a sheet; None where it cannot be read at all."""
    before = len(problems)
    name, records = _records(folder, sheet, problems)
    if not records:
        if len(problems) == before:
            problems.append(f"{name}: the sheet is empty; its first row must be the header {','.join(_names(sheet))}")
        return None
    header = [h.strip() for h in records[0][1]]
    if not _check_header(name, sheet, header, problems):
        return None
    return list(_read_rows(name, sheet, header, records[1:], problems))


def _read_rows(
    name: str, sheet: Sheet, header: list[str], records: list[tuple[int, list[str]]], problems: list[str]
) -> Iterator[Row]:
    by_name = {c.name: c for c in sheet.columns}
    for number, record in records:
        if len(record) > len(header) and any(v.strip() for v in record[len(header) :]):
            problems.append(
                f"{name}: row {number}: {len(record)} values for {len(header)} columns; "
                "put a value with a comma in double quotes"
            )
            continue
        row = Row(sheet, name, number)
        for column_name, raw in zip(header, record, strict=False):
            _read_value(name, row, by_name[column_name], raw.strip(), problems)
        for column in sheet.columns:
            if column.required and column.name not in row.values and header.index(column.name) >= len(record):
                problems.append(_at(name, number, column.name, "is required; the row is too short, fill the cell"))
        if all(k in row.values for k in sheet.primary_key):
            row.thing = _expand(sheet.about_url, row)
            yield row


def _names(sheet: Sheet) -> list[str]:
    return [c.name for c in sheet.columns]


def _check_header(name: str, sheet: Sheet, header: list[str], problems: list[str]) -> bool:
    known = _names(sheet)
    for sign, name_of_it in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            problems.append(f"{name}: row 1: the columns are separated by {name_of_it}; save the sheet with commas")
            return False
    missing = [c for c in known if c not in header]
    problems.extend(f"{name}: row 1: the column {c!r} is missing; add it (it may stay empty below)" for c in missing)
    for column in header:
        if column not in known:
            hint = nearest(column, missing or known, "columns")
            problems.append(f"{name}: row 1: there is no column {column!r}. {hint}")
    doubles = sorted({c for c in header if header.count(c) > 1})
    problems.extend(f"{name}: row 1: the column {c!r} stands there twice; remove one" for c in doubles)
    return not missing and not doubles and all(c in known for c in header)


def _at(name: str, number: int, column: str, rest: str) -> str:
    return f"{name}: row {number}, column {column!r}: {rest}"


def _read_value(name: str, row: Row, column: Column, raw: str, problems: list[str]) -> None:
    def bad(rest: str) -> None:
        problems.append(_at(name, row.number, column.name, rest))

    if not raw:
        if column.required:
            bad("is required; fill the cell")
        return
    if re.match(r"[=@]|[+-](?![\d.])", raw):
        bad(f"{raw[:40]!r} looks like a spreadsheet formula; write the value itself")
        return
    if any(ord(c) < 32 and c not in "\n\r\t" for c in raw):
        bad("holds a control character; remove it")
        return
    values = [raw] if column.separator is None else [v.strip() for v in raw.split(column.separator)]
    if any(not v for v in values):
        bad(f"{raw!r} has an empty item; separate items by one {column.separator!r} and end with none")
        return
    if len(set(values)) < len(values):
        bad(f"{raw!r} names an item twice; the list is a set, name it once")
        return
    for value in values:
        problem = _check_value(column, value)
        if problem:
            bad(problem)
            return
    row.values[column.name] = values


def _check_value(column: Column, value: str) -> str | None:
    if column.datatype == "integer" and not _INTEGER.fullmatch(value):
        return f"{value!r} is not a whole number; write digits only, e.g. 42"
    if column.datatype == "decimal" and not _DECIMAL.fullmatch(value):
        return f"{value!r} is not a number; write digits with a point, e.g. 0.22 for 22%"
    if column.name == "key" or (column.value_url and "{+" not in column.value_url):
        if not _KEY.fullmatch(value):
            return f"{value!r} is no key; use lower-case ASCII letters, digits and hyphens" + (
                f"; separate several keys by {column.separator!r}" if column.separator and "," in value else ""
            )
    elif column.value_url and not re.fullmatch(r"[a-z][a-z-]*/" + _KEY.pattern, value):
        return f"{value!r} does not name a thing; write kind/key, e.g. study/levitt-2009"
    return None


def _expand(template: str, row: Row, value: str | None = None) -> str:
    """Expand a CSVW URL template; `value` stands for the column at hand (one item of a list)."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        content = row.values[name][0] if value is None or name == "scheme" else value
        return quote(content, safe="/-" if match[0].startswith("{+") else "-")

    return _PLACEHOLDER.sub(fill, template)


def _check_strangers(folder: Path, sheets: list[Sheet], problems: list[str]) -> None:
    known = {s.name for s in sheets}
    for file in sorted(folder.iterdir()):
        # What begins so is a lock file of a spreadsheet that has a sheet open.
        if file.name.startswith(("~$", ".")):
            continue
        if file.suffix in (".csv", ".xlsx") and file.stem not in known:
            hint = nearest(file.stem, sorted(known), "sheets")
            problems.append(f"{file.name}: no sheet of that name is described in {METADATA}. {hint}")


def _check_keys(rows: list[Row], problems: list[str]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        other = first.setdefault(row.thing, row)
        if other is not row:
            key = " ".join(row.values[k][0] for k in row.sheet.primary_key)
            where = f"row {other.number}" if other.sheet is row.sheet else f"{other.file} row {other.number}"
            problems.append(
                _at(
                    row.file,
                    row.number,
                    row.sheet.primary_key[-1],
                    f"the key {key!r} is taken by {where}; choose another",
                )
            )


def _check_references(rows: list[Row], problems: list[str], unread: list[Sheet]) -> None:
    """Report what refers to nothing; what a sheet that could not be read may hold is not held against others."""
    things = {row.thing for row in rows}
    excused = [re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(sheet.about_url)) for sheet in unread]
    kinds: dict[str, list[str]] = {}
    for thing in things:
        kind, _, key = thing.removeprefix(ns.ID).rpartition("/")
        kinds.setdefault(kind, []).append(key)
    for row in rows:
        for column in row.sheet.columns:
            for iri, value in targets(row, column):
                if iri in things or any(re.fullmatch(pattern, iri) for pattern in excused):
                    continue
                kind, _, key = iri.removeprefix(ns.ID).rpartition("/")
                known = kinds.get(kind, [])
                hint = (
                    nearest(key, known, f"keys of kind {kind!r}", most=12)
                    if known
                    else nearest(kind, sorted(kinds), "kinds")
                )
                problems.append(_at(row.file, row.number, column.name, f"there is no {value!r}. {hint}"))


def targets(row: Row, column: Column) -> Iterator[tuple[str, str]]:
    """Yield (IRI, value as written) for each thing that a cell refers to."""
    if column.value_url is None:
        return
    for value in row.values.get(column.name, []):
        yield _expand(column.value_url, row, value), value


def to_quads(rows: list[Row]) -> Iterator[ox.Quad]:
    """Yield the row nodes as RDF, in the way of CSVW's minimal mode.

    Each row is a ``csvw:Row`` with its number, the thing that it describes, its sheet's
    name, and one property for each filled column.
    """
    graph = ox.NamedNode(ns.SHEETS_GRAPH)
    kind = ox.NamedNode(ns.PREFIXES["rdf"] + "type")
    for row in rows:
        node = ox.NamedNode(f"{ns.SHEET}{row.sheet.name}/row/{row.number}")
        yield ox.Quad(node, kind, ox.NamedNode(_CSVW + "Row"), graph)
        yield ox.Quad(node, ox.NamedNode(_CSVW + "rownum"), ox.Literal(row.number), graph)
        yield ox.Quad(node, ox.NamedNode(_CSVW + "describes"), ox.NamedNode(row.thing), graph)
        yield ox.Quad(node, ox.NamedNode(ns.COLUMN + "sheet"), ox.Literal(row.sheet.name), graph)
        for column in row.sheet.columns:
            predicate = ox.NamedNode(column.property_url)
            if column.value_url:
                for iri, _ in targets(row, column):
                    yield ox.Quad(node, predicate, ox.NamedNode(iri), graph)
            else:
                for value in row.values.get(column.name, []):
                    yield ox.Quad(node, predicate, _literal(column.datatype, value), graph)


def _literal(datatype: str, value: str) -> ox.Literal:
    return ox.Literal(value) if datatype == "string" else ox.Literal(value, datatype=ox.NamedNode(_XSD + datatype))
