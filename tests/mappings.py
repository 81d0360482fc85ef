"""The mapping set ``ontology/alignments.sssom.tsv``, read for tests without the program's own reader."""

from __future__ import annotations

import csv
import re
from functools import cache

from imrkg import resources

FILE = resources.path("ontology", "alignments.sssom.tsv")
NONE = "sssom:NoTermFound"
MATCHES = {f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
Row = dict[str, str]


@cache
def curie_map() -> dict[str, str]:
    """Return the prefixes of the mapping set, from the comments above the table."""
    return dict(re.findall(r'^#  (\w+): "([^"]+)"$', FILE.read_text(encoding="utf-8"), re.MULTILINE))


@cache
def rows() -> tuple[Row, ...]:
    table = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(table, delimiter="\t", quotechar='"'))


def iri(curie: str) -> str:
    """Return the IRI of a CURIE by the map of the mapping set; an IRI stays."""
    prefix, _, local = curie.partition(":")
    return curie_map()[prefix] + local if prefix in curie_map() else curie


def real() -> tuple[Row, ...]:
    """Return the rows that name a term elsewhere."""
    return tuple(row for row in rows() if row["object_id"] != NONE)


def negated(row: Row) -> bool:
    return row["predicate_modifier"] == "Not"


def matches() -> tuple[Row, ...]:
    """Return the rows that become links: those that match a term elsewhere."""
    return tuple(row for row in real() if row["predicate_id"] in MATCHES and not negated(row))
