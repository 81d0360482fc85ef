"""The mapping set ``ontology/alignments.sssom.tsv`` as rows of a sheet, so that queries can build links from it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import resources
from imrkg.errors import BadSheet, MissingFile

SHEET = "alignments"
# The columns of SSSOM that hold an entity, whose CURIEs become IRIs by the map in the file's head.
ENTITIES = frozenset({"record_id", "subject_id", "predicate_id", "object_id", "object_source", "mapping_justification"})
_PREFIX = re.compile(r'^#  (\w+): "([^"]+)"$', re.MULTILINE)


def to_quads(file: Path | None = None) -> Iterator[ox.Quad]:
    """Yield the rows of a mapping set as :func:`imrkg.sheets.to_quads` yields those of a sheet.

    Args:
        file: an SSSOM table with its metadata as comments; the shipped one by default.

    Raises:
        MissingFile: it is not there.
        BadSheet: a row has no ``record_id``, or a CURIE whose prefix the head does not map.
    """
    path = file or resources.path("ontology", "alignments.sssom.tsv")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MissingFile(f"{path}: no such file", "Install the package again, or restore the file.") from None
    prefixes = dict(_PREFIX.findall(text))
    table = [line for line in text.splitlines() if not line.startswith("#")]
    head = len(text.splitlines()) - len(table)
    for number, row in enumerate(csv.DictReader(table, delimiter="\t"), head + 2):
        yield from _row(row, number, prefixes, path.name)


def _row(row: dict[str, str], line: int, prefixes: dict[str, str], name: str) -> Iterator[ox.Quad]:
    def iri(column: str, value: str) -> ox.NamedNode:
        prefix, _, local = value.partition(":")
        if prefix in prefixes:
            return ox.NamedNode(prefixes[prefix] + local)
        if "://" in value:
            return ox.NamedNode(value)
        raise BadSheet(
            [f"{name}, line {line}, column {column}: no prefix of curie_map in {value!r}; add it to the head"]
        )

    graph = ox.NamedNode(ns.SHEETS_GRAPH)
    node = ox.NamedNode(f"{ns.SHEET}{SHEET}/row/{line}")
    csvw = ns.PREFIXES["csvw"]
    yield ox.Quad(node, ox.NamedNode(ns.PREFIXES["rdf"] + "type"), ox.NamedNode(csvw + "Row"), graph)
    yield ox.Quad(node, ox.NamedNode(csvw + "rownum"), ox.Literal(line), graph)
    yield ox.Quad(node, ox.NamedNode(csvw + "describes"), iri("record_id", row["record_id"]), graph)
    yield ox.Quad(node, ox.NamedNode(ns.COLUMN + "sheet"), ox.Literal(SHEET), graph)
    for column, value in row.items():
        if value:
            term = iri(column, value) if column in ENTITIES else ox.Literal(value)
            yield ox.Quad(node, ox.NamedNode(ns.COLUMN + column), term, graph)
