"""The sheet reader: what it makes of good sheets, and what it says of bad ones (file, row, column, remedy)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from running import imrkg, refused, tiny

from imrkg import resources, sheets
from imrkg.errors import BadSheet, BadSyntax, ImrkgError, MissingFile
from imrkg.namespaces import COLUMN, ID, SHEET

openpyxl = pytest.importorskip("openpyxl", reason="XLSX sheets need openpyxl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny(tmp_path / "sheets")


def edit(sheet: str, old: str, new: str) -> Callable[[Path], None]:
    """Return a damage: `old` becomes `new` in `sheet`."""

    def damage(folder: Path) -> None:
        file = folder / f"{sheet}.csv"
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} must occur once in {sheet}, or the test damages something else"
        file.write_text(text.replace(old, new), encoding="utf-8", newline="")

    return damage


def content(sheet: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / f"{sheet}.csv").write_bytes(data) and None


def recode(sheet: str, encoding: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        file = folder / f"{sheet}.csv"
        file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))

    return damage


def problems(folder: Path) -> list[str]:
    with pytest.raises(BadSheet) as caught:
        sheets.read(folder)
    return caught.value.problems


# name of the case: (damage, what the one message must say: file, row, column, what to write instead)
BAD = {
    "missing column": (
        edit("studies", "participants,dropout,", "dropout,"),
        ["studies.csv: row 1: the column 'participants' is missing; add it", "row 2: 8 values"],
    ),
    "unknown column": (
        edit("schemes", "key,label\n", "key,label,colour\n"),
        ["schemes.csv: row 1: there is no column 'colour'. Existing columns: key, label."],
    ),
    "misspelt column": (
        edit("schemes", "key,label\n", "key,lable\n"),
        [
            "schemes.csv: row 1: there is no column 'lable'. Did you mean: label?",
            "schemes.csv: row 1: the column 'label' is missing",
        ],
    ),
    "column twice": (
        edit("schemes", "key,label\ndesign,Designs", "key,label,label\ndesign,Designs,"),
        ["schemes.csv: row 1: the column 'label' stands there twice; remove one"],
    ),
    "unknown key": (
        edit("studies", "levitt-2009;fardig-2011,", "levitt-2008;fardig-2011,"),
        ["studies.csv: row 5, column 'members': there is no 'levitt-2008'. Did you mean: levitt-2009?"],
    ),
    "unknown kind": (
        edit("studies", "study/levitt-2009;design/rct", "studie/levitt-2009"),
        ["studies.csv: row 5, column 'about': there is no 'studie/levitt-2009'. Did you mean: study?"],
    ),
    "no kind": (
        edit("studies", "study/levitt-2009;design/rct", "levitt-2009"),
        ["studies.csv: row 5, column 'about': 'levitt-2009' does not name a thing; write kind/key, e.g. study/"],
    ),
    "bad whole number": (
        edit("studies", ",104,", ",104.5,"),
        ["studies.csv: row 2, column 'participants': '104.5' is not a whole number; write digits only, e.g. 42"],
    ),
    "bad number": (
        edit("studies", ",0.24,", ",24%,"),
        ["studies.csv: row 2, column 'dropout': '24%' is not a number; write digits with a point, e.g. 0.22 for 22%"],
    ),
    "decimal comma": (
        edit("studies", ",0.24,", ',"0,24",'),
        ["studies.csv: row 2, column 'dropout': '0,24' is not a number; write digits with a point"],
    ),
    "a number in another script": (
        edit("studies", ",104,", ",١٠٤,"),
        ["studies.csv: row 2, column 'participants': '١٠٤' is not a whole number; write digits only"],
    ),
    "exponent": (
        edit("studies", ",0.24,", ",2.4e-1,"),
        ["studies.csv: row 2, column 'dropout': '2.4e-1' is not a number"],
    ),
    "duplicate key": (
        edit("studies", "both-2011,Both", "levitt-2009,Both"),
        ["studies.csv: row 5, column 'key': the key 'levitt-2009' is taken by row 2; choose another"],
    ),
    "duplicate key of two columns": (
        edit("concepts", "randomized trial,controlled\n", "randomized trial,controlled\ndesign,rct,trial,\n"),
        ["concepts.csv: row 4, column 'key': the key 'design rct' is taken by row 3; choose another"],
    ),
    "bad key": (
        edit("studies", "both-2011,Both", "Both 2011,Both"),
        ["studies.csv: row 5, column 'key': 'Both 2011' is no key; use lower-case ASCII letters, digits and hyphens"],
    ),
    "required cell empty": (
        edit("studies", ",Levitt,", ",,"),
        ["studies.csv: row 2, column 'label': is required; fill the cell"],
    ),
    "row too short": (
        edit(
            "studies", "both-2011,Both,controlled,,,levitt-2009;fardig-2011,study/levitt-2009;design/rct,", "both-2011"
        ),
        [
            "studies.csv: row 5, column 'label': is required; the row is too short, fill the cell",
            "studies.csv: row 5, column 'design': is required",
        ],
    ),
    "too many values": (
        edit("studies", '"Färdig, 2011"', "Färdig, 2011"),
        [
            "studies.csv: row 3: 9 values for 8 columns; put a value with a comma in double quotes",
            "studies.csv: row 5, column 'members': there is no 'fardig-2011'",
        ],
    ),
    "Latin-1": (
        recode("studies", "latin-1"),
        ["studies.csv: row 3, about column 2: byte 0xe4 is not UTF-8; save the file as UTF-8"],
    ),
    "UTF-16 with its mark": (
        recode("studies", "utf-16"),
        ["studies.csv: row 1, about column 1: byte 0xff is not UTF-8; save the file as UTF-8"],
    ),
    "UTF-16 without its mark": (
        recode("schemes", "utf-16-le"),
        ["schemes.csv: row 1: a NUL character; remove it, or save the file as UTF-8"],
    ),
    "formula": (
        edit("studies", ",104,", ",=52*2,"),
        ["studies.csv: row 2, column 'participants': '=52*2' looks like a spreadsheet formula; write the value itself"],
    ),
    "formula with plus": (
        edit("studies", ",Levitt,", ",+SUM(A1:A2),"),
        ["studies.csv: row 2, column 'label': '+SUM(A1:A2)' looks like a spreadsheet formula"],
    ),
    "formula with at": (
        edit("studies", ",Levitt,", ",@SUM(A1),"),
        ["studies.csv: row 2, column 'label': '@SUM(A1)' looks like a spreadsheet formula"],
    ),
    "NUL": (
        edit("studies", ",Levitt,", ",Lev\0itt,"),
        ["studies.csv: row 2: a NUL character; remove it"],
    ),
    "control character": (
        edit("studies", ",Levitt,", ",Lev\x07itt,"),
        ["studies.csv: row 2, column 'label': holds a control character; remove it"],
    ),
    "unclosed quote": (
        edit("studies", '"two\nlines"', '"two\nlines'),
        ["studies.csv: row 3: unexpected end of data; put the text in double quotes and double each quote inside it"],
    ),
    "quote inside": (
        edit("studies", '"Färdig, 2011"', '"the "Färdig" trial"'),
        ["studies.csv: row 3: ',' expected after '\"'; put the text in double quotes and double each quote inside it"],
    ),
    "empty item": (
        edit("studies", "levitt-2009;fardig-2011,", "levitt-2009;;fardig-2011,"),
        [
            "studies.csv: row 5, column 'members': 'levitt-2009;;fardig-2011' has an empty item; "
            "separate items by one ';'"
        ],
    ),
    "item twice": (
        edit("studies", "levitt-2009;fardig-2011,", "levitt-2009;levitt-2009,"),
        ["studies.csv: row 5, column 'members': 'levitt-2009;levitt-2009' names an item twice"],
    ),
    "empty file": (
        content("schemes", b""),
        ["schemes.csv: the sheet is empty; its first row must be the header key,label"],
    ),
    "only blank lines": (
        content("schemes", b"\n,\n\n"),
        ["schemes.csv: the sheet is empty; its first row must be the header key,label"],
    ),
    "missing file": (
        lambda folder: (folder / "schemes.csv").unlink(),
        ["schemes.csv: the sheet is missing; restore it"],
    ),
    "stray file": (
        lambda folder: (folder / "study.csv").write_text("key\n") and None,
        ["study.csv: no sheet of that name is described in csv-metadata.json. Did you mean: studies?"],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_sheet(case: str, folder: Path, tmp_path: Path) -> None:
    damage, said = BAD[case]
    sheets.read(folder)  # good before
    damage(folder)
    output = tmp_path / "output"
    done = imrkg("build", "--sheets", folder, "-o", output)
    refused(done, "in the sheets:", said[0], "More: docs/errors.md#bad-sheet")
    assert not output.exists()  # nothing half-written
    found = problems(folder)
    if case != "missing column":  # without the column, the rows are not looked at
        for fragment in said:
            assert any(p.startswith(fragment) for p in found), found
        assert len(found) == len(said), found


def test_missing_column_is_the_only_message_of_its_sheet(folder: Path) -> None:
    edit("studies", "participants,dropout,", "dropout,")(folder)
    assert problems(folder) == [
        "studies.csv: row 1: the column 'participants' is missing; add it (it may stay empty below)"
    ]


def test_all_errors_at_once(folder: Path, tmp_path: Path) -> None:
    for sheet, old, new in (
        ("schemes", "design,Designs", "design,"),
        ("concepts", "controlled study,", "=A1,"),
        ("studies", ",104,", ",many,"),
        ("studies", ",41,", ",4O,"),
        ("studies", "levitt-2009;fardig-2011,", "levitt-2009;lost,"),
        ("studies", "both-2011,Both", "fardig-2011,Both"),
    ):
        edit(sheet, old, new)(folder)
    (folder / "notes.csv").write_text("x\n")
    found = problems(folder)
    places = {p.split(": ")[0] + " " + p.split(": ")[1] for p in found}
    assert places == {
        "schemes.csv row 2, column 'label'",
        "concepts.csv row 2, column 'label'",
        "studies.csv row 2, column 'participants'",
        "studies.csv row 3, column 'participants'",
        "studies.csv row 5, column 'members'",
        "studies.csv row 5, column 'key'",
        "notes.csv no sheet of that name is described in csv-metadata.json. Did you mean",
    }
    done = imrkg("build", "--sheets", folder, "-o", tmp_path / "output")
    refused(done, "7 problems in the sheets:", *found)


def test_a_sheet_that_cannot_be_read_is_not_held_against_the_others(folder: Path) -> None:
    edit("schemes", "key,label\n", "key,lable\n")(folder)
    edit("studies", "levitt-2009;fardig-2011,", "levitt-2008;fardig-2011,")(folder)
    found = problems(folder)
    assert not [p for p in found if p.startswith("concepts.csv")], found
    assert [p for p in found if "there is no 'levitt-2008'" in p], found


def test_rows_and_values(folder: Path) -> None:
    rows = sheets.read(folder)
    by_thing = {row.thing: row for row in rows}
    assert len(rows) == len(by_thing) == 6
    both = by_thing[ID + "study/both-2011"]
    assert (both.file, both.number) == ("studies.csv", 6 - 1)
    assert both.values["members"] == ["levitt-2009", "fardig-2011"]
    assert "dropout" not in both.values  # a blank is an absence, not an empty string
    assert by_thing[ID + "study/fardig-2011"].values["note"] == ["two\nlines"]
    assert ID + "design/rct" in by_thing


def test_row_nodes(folder: Path) -> None:
    store = ox.Store()
    store.extend(sheets.to_quads(sheets.read(folder)))
    row = ox.NamedNode(SHEET + "studies/row/2")
    csvw = "http://www.w3.org/ns/csvw#"

    def values(predicate: str, node: ox.NamedNode = row) -> set[str]:
        return {str(q.object) for q in store.quads_for_pattern(node, ox.NamedNode(predicate), None)}

    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert values(COLUMN + "participants") == {f'"104"^^<{xsd}integer>'}
    assert values(COLUMN + "dropout") == {f'"0.24"^^<{xsd}decimal>'}
    assert values(COLUMN + "design") == {f"<{ID}design/rct>"}
    assert values(COLUMN + "sheet") == {'"studies"'}
    assert values(csvw + "describes") == {f"<{ID}study/levitt-2009>"}
    assert values(csvw + "rownum") == {f'"2"^^<{xsd}integer>'}
    assert values(COLUMN + "note") == set()
    concept = ox.NamedNode(SHEET + "concepts/row/3")
    assert values(COLUMN + "broader", concept) == {f"<{ID}design/controlled>"}
    assert values(COLUMN + "scheme", concept) == {f"<{ID}scheme/design>"}


@pytest.mark.parametrize(
    ("name", "change"),
    {
        "byte-order mark": lambda b: b"\xef\xbb\xbf" + b,
        "Windows line ends": lambda b: b.replace(b"\n", b"\r\n"),
        "old Mac line ends": lambda b: b.replace(b"\n", b"\r"),
        "blank lines": lambda b: b.replace(b"\nboth", b"\n\n,,,,,,,\nboth"),
        "trailing empty cells": lambda b: b.replace(b"rct,104,0.24,,,\n", b"rct,104,0.24,,,,,,\n"),
        "spaces around": lambda b: b.replace(b"Levitt,rct,104", b" Levitt , rct , 104 "),
    }.items(),
)
def test_what_is_no_defect(name: str, change: Callable[[bytes], bytes], folder: Path) -> None:
    before = {row.thing: row.values for row in sheets.read(folder)}
    file = folder / "studies.csv"
    changed = change(file.read_bytes())
    assert changed != file.read_bytes()
    file.write_bytes(changed)
    after = {row.thing: row.values for row in sheets.read(folder)}
    for values in after.values():  # the one cell with a line break inside keeps the file's own line ends
        values["note"] = [" ".join(v.split()) for v in values.get("note", [])]
    for values in before.values():
        values["note"] = [" ".join(v.split()) for v in values.get("note", [])]
    assert after == before


def to_workbook(file: Path, sheet: sheets.Sheet) -> None:
    """Write the CSV as a workbook in the way of a spreadsheet program: numbers as numbers, blanks as nothing."""
    book = openpyxl.Workbook()
    page = book.active
    numeric = {c.name for c in sheet.columns if c.datatype != "string" and c.separator is None}
    with file.open(encoding="utf-8", newline="") as handle:
        header, *records = csv.reader(handle)
    page.append(header)
    for record in records:
        page.append([float(v) if v and name in numeric else v or None for name, v in zip(header, record, strict=True)])
    book.save(file.with_suffix(".xlsx"))
    file.unlink()


def test_xlsx_reads_as_csv(folder: Path) -> None:
    before = {row.thing: row.values for row in sheets.read(folder)}
    for sheet in sheets.schema(folder):
        to_workbook(folder / sheet.file, sheet)
    rows = sheets.read(folder)
    assert {row.file for row in rows} == {"schemes.xlsx", "concepts.xlsx", "studies.xlsx"}
    assert {row.thing: row.values for row in rows} == before


def test_shipped_sheets_read_the_same_as_xlsx(sheets_copy: Path) -> None:
    before = {row.thing: row.values for row in sheets.read(sheets_copy)}
    chosen = [s for s in sheets.schema(sheets_copy) if s.name in ("studies", "findings", "implementation-results")]
    for sheet in chosen:
        to_workbook(sheets_copy / sheet.file, sheet)
    after = {row.thing: row.values for row in sheets.read(sheets_copy)}

    def canonical(values: dict[str, list[str]]) -> dict[str, list[str]]:
        # a spreadsheet does not keep the zeros at the end of 0.20
        return {k: [f"{float(v):g}" if _is_number(v) else v for v in vs] for k, vs in values.items()}

    assert {k: canonical(v) for k, v in after.items()} == {k: canonical(v) for k, v in before.items()}


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def test_xlsx_defects_name_the_workbook(folder: Path) -> None:
    for sheet in sheets.schema(folder):
        to_workbook(folder / sheet.file, sheet)
    book = openpyxl.load_workbook(folder / "studies.xlsx")
    page = book.active
    page["D2"] = "=52*2"
    page["E2"] = "24%"
    page["F4"] = "levitt-2009;levitt-2008"
    page["A3"] = "levitt-2009"
    book.save(folder / "studies.xlsx")
    found = problems(folder)
    assert (
        "studies.xlsx: row 2, column 'participants': '=52*2' looks like a spreadsheet formula; write the value itself"
        in found
    )
    assert any(p.startswith("studies.xlsx: row 2, column 'dropout': '24%' is not a number") for p in found)
    assert any(p.startswith("studies.xlsx: row 4, column 'members': there is no 'levitt-2008'.") for p in found)
    assert any(
        p.startswith("studies.xlsx: row 3, column 'key': the key 'levitt-2009' is taken by row 2") for p in found
    )
    assert len(found) == 4


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04 cut off"])
def test_damaged_workbook(data: bytes, folder: Path) -> None:
    (folder / "schemes.csv").unlink()
    (folder / "schemes.xlsx").write_bytes(data)
    assert [p.split(" (")[0] for p in problems(folder)] == ["schemes.xlsx: not a readable workbook"]


def test_workbook_damaged_inside(folder: Path) -> None:
    import zipfile

    to_workbook(folder / "schemes.csv", sheets.schema(folder)[0])
    file = folder / "schemes.xlsx"
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    assert [p.split(" (")[0] for p in problems(folder)] == ["schemes.xlsx: not a readable workbook"]


def test_csv_and_xlsx_of_one_sheet(folder: Path) -> None:
    kept = (folder / "schemes.csv").read_text()
    to_workbook(folder / "schemes.csv", sheets.schema(folder)[0])
    (folder / "schemes.csv").write_text(kept)
    assert problems(folder) == ["schemes.csv: there is also schemes.xlsx; keep one of the two"]


_ID, _COLUMN = ID.encode(), COLUMN.encode()
METADATA = (
    b'{"tables": [{"url": "a.csv", "tableSchema": {"aboutUrl": "%ba/{key}", "primaryKey": "key", "columns": ['
    b'{"name": "key", "propertyUrl": "%bkey"},'
    b'{"name": "b", "datatype": "string", "propertyUrl": "%bb", "separator": ";", "valueUrl": "%ba/{b}"}]}}]}'
) % (_ID, _COLUMN, _COLUMN, _ID)
WRONG = [
    (b'"a.csv"', b'"../a.csv"', "\"'../a.csv' is no name of a CSV file"),
    (b'"string"', b'"int"', "\"a.csv, b: the datatype 'int' is not known"),
    (b'";"', b'""', "\"a.csv, b: the separator '' separates nothing"),
    (b"a/{b}", b"a/{c}", "\"a.csv: https://w3id.org/imrkg/id/a/{c} names 'c', which it may not"),
    (b"a/{key}", b"a/{b}", "\"a.csv: https://w3id.org/imrkg/id/a/{b} names 'b', which it may not"),
    (b"column/b", b"column/ b", '"Invalid IRI code point'),
]


def test_metadata_that_is_right(tmp_path: Path) -> None:
    """What the wrong ones below are made from is right."""
    (tmp_path / "csv-metadata.json").write_bytes(METADATA)
    (tmp_path / "a.csv").write_text("key,b\nx,x\n")
    assert [row.thing for row in sheets.read(tmp_path)] == [ID + "a/x"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"tables": [', "csv-metadata.json:1:13: "),
        (b"\xff\xfe{}", "byte 0 is not UTF-8"),
        (b"[]", "not the expected CSVW metadata"),
        (b'{"tables": [{"url": "a.csv"}]}', "not the expected CSVW metadata (KeyError('tableSchema'))"),
        (b'{"tables": [{"url": "a.csv", "tableSchema": []}]}', "not the expected CSVW metadata"),
        (b'{"tables": [{"url": "a.csv", "tableSchema": {"columns": ["key"]}}]}', "not the expected CSVW metadata"),
        (b"[" * 100_000, "not the expected CSVW metadata"),
        *(
            (METADATA.replace(old, new, 1), f"not the expected CSVW metadata (ValueError({said}")
            for old, new, said in WRONG
        ),
    ],
)
def test_bad_metadata(data: bytes, said: str, folder: Path, tmp_path: Path) -> None:
    (folder / "csv-metadata.json").write_bytes(data)
    with pytest.raises(BadSyntax) as caught:
        sheets.read(folder)
    assert said in str(caught.value)
    assert caught.value.hint
    done = imrkg("build", "--sheets", folder, "-o", tmp_path / "output")
    refused(done, "csv-metadata.json", said, "More: docs/errors.md#bad-syntax")
    assert not (tmp_path / "output").exists()


def test_no_metadata(tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        sheets.read(tmp_path)
    refused(imrkg("build", "--sheets", tmp_path / "nowhere"), "nowhere", "csv-metadata.json", "#missing-file")


def test_errors_are_of_one_family() -> None:
    for kind in (BadSheet, BadSyntax, MissingFile):
        assert issubclass(kind, ImrkgError)


def test_every_shipped_cell_arrives(rows: dict[str, list[dict[str, str]]]) -> None:
    """The reader and the standard library see the same cells, each of them exactly once."""
    described = {s.name: s for s in sheets.schema(resources.sheets())}
    read: dict[str, list[dict[str, list[str]]]] = {}
    for row in sheets.read(resources.sheets()):
        read.setdefault(row.sheet.name, []).append(row.values)
    assert set(rows) == set(described)
    for name, records in rows.items():
        columns = {c.name: c for c in described[name].columns}
        expected = []
        for record in records:
            values = {k: v.strip() for k, v in record.items() if v.strip()}
            expected.append({k: [i.strip() for i in v.split(columns[k].separator or "\0")] for k, v in values.items()})
        assert read.get(name, []) == [v for v in expected if v], name


def test_shipped_metadata_describes_every_column() -> None:
    """The metadata is CSVW that other tools can use: every table and column says what it is."""
    meta = json.loads((resources.sheets() / "csv-metadata.json").read_text(encoding="utf-8"))
    assert meta["@context"][0] == "http://www.w3.org/ns/csvw"
    for table in meta["tables"]:
        assert table["dc:description"].endswith(".")
        for column in table["tableSchema"]["columns"]:
            assert column["dc:description"].endswith((".", "…", "?")), (table["url"], column["name"])
            assert column["propertyUrl"] == COLUMN + column["name"]
            assert column["datatype"] in ("string", "integer", "decimal")


def test_semicolons_give_one_message(folder: Path) -> None:
    file = folder / "studies.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    mine = [p for p in problems(folder) if p.startswith("studies.csv")]
    assert mine == ["studies.csv: row 1: the columns are separated by semicolons; save the sheet with commas"]


def test_lock_files_of_spreadsheets_are_no_sheets(folder: Path) -> None:
    (folder / "~$studies.xlsx").write_bytes(b"lock")
    (folder / ".~lock.studies.csv#").write_bytes(b"lock")
    assert sheets.read(folder)
