"""Checks every place of the graph against a copy of the manuscript."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from imrkg import engine, places, results
from imrkg import namespaces as ns
from imrkg.errors import MissingFile, NothingToCheck

_QUERY = f"""PREFIX imr: <{ns.IMR}> PREFIX oa: <{ns.PREFIXES["oa"]}> PREFIX rdfs: <{ns.PREFIXES["rdfs"]}>
SELECT ?place ?label ?start ?end ?digest ?text ?whole WHERE {{
  ?place oa:hasSelector ?selector ; rdfs:label ?label .
  ?selector a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end ; imr:sha256 ?digest .
  OPTIONAL {{ ?place oa:hasSource ?manuscript . ?manuscript imr:sha256 ?whole }}
  OPTIONAL {{ ?place imr:printed ?text }}
}} ORDER BY ?start ?end ?place"""


@dataclass(frozen=True)
class Check:
    """What a copy of the manuscript confirmed.

    Attributes:
        places: number of places that were checked.
        cells: how many of them are printed cells, whose text was compared as well.
        wrong: one line for each place that is not found where the graph says.
    """

    places: int
    cells: int
    wrong: tuple[str, ...]


def verify(store: ox.Store, file: Path) -> Check:
    """Return how far the places of `store` agree with the manuscript in `file`.

    Args:
        store: the graph.
        file: the manuscript as UTF-8 text.

    Raises:
        MissingFile: no such file, or not UTF-8.
        NothingToCheck: the graph holds no place.
    """
    try:
        text = places.normalise(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise MissingFile(f"{file}: byte {error.start} is not UTF-8", "Give the manuscript as UTF-8 text.") from None
    except OSError as error:
        raise MissingFile(f"{file}: {error.strerror}", "Give the path of a copy of the manuscript.") from None
    rows = _of_this_manuscript(results.collect(engine.run(store, _QUERY)).rows(), text)
    if not rows:
        raise NothingToCheck("the graph holds no place in a manuscript", "Build it from sheets with passages or cells.")
    wrong = []
    cells = 0
    for row in rows:
        start, end = int(str(row["start"])), int(str(row["end"]))
        name = f"{ns.shorten(str(row['place']))} ({row['label']})"
        if places.digest(text, start, end) != row["digest"]:
            wrong.append(f"{name}: characters {start} to {end} are not what was read")
        elif row["text"]:
            cells += 1
            if not _same_text(text[start:end], str(row["text"])):
                wrong.append(f"{name}: the cell says {row['text']!r}, the manuscript {text[start:end]!r}")
    return Check(len(rows), cells, tuple(wrong))


def _of_this_manuscript(rows: list[dict[str, object]], text: str) -> list[dict[str, object]]:
    """Return the places of the manuscript whose text this is; all of them where it is none of those known."""
    whole = places.digest(text, 0, len(text))
    return [row for row in rows if row["whole"] == whole] or rows


def _same_text(found: str, printed: str) -> bool:
    # A word broken at the end of a line in a narrow cell is joined in the sheet.
    return found.replace(" ", "") == places.normalise(printed).replace(" ", "")
