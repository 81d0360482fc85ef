"""The whole review, recomputed, as one HTML document and one Markdown document.

What the report holds, and in which order, is said by ``queries/report.csv``: questions, pictures, parts of
the synthesis, and the audit.
"""

from __future__ import annotations

import base64
import csv
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

import imrkg
from imrkg import auditing, grounds, plots, question, resources, store, synthesis, tables
from imrkg.errors import BadSyntax, MissingFile

TITLE = "Illness Management and Recovery: the review by McGuire and colleagues (2014), recomputed"
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:72rem;margin:0 auto;padding:1rem}
h1{line-height:1.2}h2{border-top:2px solid #555;padding-top:1rem;margin-top:3rem}
a{color:#0b4f8a}nav li{margin:.1rem 0}
.scroll{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0;font-size:.875rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}
thead th{background:#eee}tbody th{font-weight:400}
figure{margin:1rem 0}figure img{max-width:100%;height:auto}figcaption{font-size:.875rem}
pre{background:#f4f4f4;padding:.75rem;overflow-x:auto;font-size:.8125rem}
.note{border-left:4px solid #8a4b00;padding-left:.75rem}
@media print{nav{display:none}details>summary{display:none}}
"""


class Entry(NamedTuple):
    """One line of ``queries/report.csv``: section, kind (question, picture, synthesis or audit), name and heading."""

    section: str
    kind: str
    name: str
    heading: str


class Part(NamedTuple):
    """What the report says under one heading.

    Attributes:
        entry: the line of ``queries/report.csv``.
        tables: the tables.
        notes: what to know about them.
        queries: slug and SPARQL of each question behind it.
        places: where in the review the answer was read.
        picture: alternative text, caption and SVG.
    """

    entry: Entry
    tables: tuple[tables.Table, ...]
    notes: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    picture: tuple[str, str, bytes] | None = None


def entries() -> list[Entry]:
    """Return the lines of ``queries/report.csv``.

    Raises:
        BadSyntax: a line has a kind that does not exist.
    """
    file = resources.path("queries", "report.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        found = [Entry(row["section"], row["kind"], row["name"], row["heading"]) for row in csv.DictReader(lines)]
    for number, entry in enumerate(found, start=2):
        if entry.kind not in _PARTS:
            raise BadSyntax(f"{file}:{number}: no kind {entry.kind!r}", f"Use one of {', '.join(_PARTS)}.")
    return found


def write(folder: Path, progress: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Write ``report.html`` (one file that needs no network), ``report.md`` and its ``pictures/``; all of them or none.

    Args:
        folder: where they go; it is made if it is not there.
        progress: is called with the heading of each part before the part is made.

    Returns:
        The files.

    Raises:
        MissingFile: `folder` is a file.
        MissingEngine: a library for pictures or statistics is not installed.
    """
    if folder.exists() and not folder.is_dir():
        raise MissingFile(f"{folder}: not a folder", "Name a folder; the report is several files.")
    data = store.bundled()
    parts = list(_parts(data, progress))
    contents = {folder / "report.html": html(parts).encode(), folder / "report.md": markdown(parts).encode()}
    for part in parts:
        if part.picture:
            contents[folder / "pictures" / f"{part.entry.name}.svg"] = part.picture[2]
    store.write_all(contents)
    return list(contents)


def _parts(data: ox.Store, progress: Callable[[str], None]) -> Iterator[Part]:
    listed = entries()
    for number, entry in enumerate(listed, start=1):
        progress(f"{number}/{len(listed)} {entry.heading}")
        yield _PARTS[entry.kind](data, entry)


def _question(data: ox.Store, entry: Entry) -> Part:
    asked = question.get(entry.name)
    answer = question.answer(data, asked.slug)
    columns, rows = answer.shown()
    table = tables.Table(asked.slug, asked.title, (), tuple(columns), [tuple(row) for row in rows])
    remark = grounds.note(grounds.disagreements(data, answer))
    notes = (asked.description, *([remark] if remark else []))
    return Part(entry, (table,), notes, ((asked.slug, asked.text),), tuple(grounds.places(data, answer)))


def _picture(data: ox.Store, entry: Entry) -> Part:
    picture = plots.draw(data, entry.name)
    return Part(entry, (), picture=(picture.alt, picture.caption, plots.render(picture, "svg")))


def _synthesis(data: ox.Store, entry: Entry) -> Part:
    found = synthesis.synthesize(data, [entry.name]).tables()
    return Part(entry, tuple(found), (), _behind(found))


def _audit(data: ox.Store, entry: Entry) -> Part:
    found = auditing.Audit(data).tables()
    return Part(entry, tuple(found), (), _behind(found))


_PARTS: dict[str, Callable[[ox.Store, Entry], Part]] = {
    "question": _question,
    "picture": _picture,
    "synthesis": _synthesis,
    "audit": _audit,
}


def _behind(found: list[tables.Table]) -> tuple[tuple[str, str], ...]:
    """Return the questions that the notes of tables name."""
    known = {asked.slug: asked.text for asked in question.all_questions()}
    words = {word for table in found for note in table.notes for word in re.findall(r"[a-z0-9-]+", note)}
    return tuple((slug, text) for slug, text in known.items() if slug in words and "-" in slug)


def html(parts: list[Part]) -> str:
    """Return the report as one HTML document: pictures and style are inside it, and nothing is fetched."""
    body: list[str] = []
    section = ""
    for number, part in enumerate(parts):
        if part.entry.section != section:
            section = part.entry.section
            body.append(f'<h2 id="{_anchor(section)}">{escape(section)}</h2>')
        body.append(
            f'<section aria-labelledby="part-{number}"><h3 id="part-{number}">{escape(part.entry.heading)}</h3>'
        )
        if part.picture:
            alt, caption, svg = part.picture
            source = "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
            body.append(
                f'<figure><img src="{source}" alt="{escape(alt)}"><figcaption>{escape(caption)}</figcaption></figure>'
            )
        body += [f"<p>{escape(note)}</p>" for note in part.notes]
        body += [_folded(table) for table in part.tables]
        if part.places:
            read = "".join(f"<li>{escape(place)}</li>" for place in part.places)
            body.append(f"<details><summary>Read at {_count(part.places)}</summary><ul>{read}</ul></details>")
        for slug, text in part.queries:
            body.append(f"<details><summary>Query: {escape(slug)}</summary><pre>{escape(text)}</pre></details>")
        body.append("</section>")
    sections = list(dict.fromkeys(part.entry.section for part in parts))
    links = "".join(f'<li><a href="#{_anchor(name)}">{escape(name)}</a></li>' for name in sections)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(TITLE)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(TITLE)}</h1>\n<p>{escape(_about())}</p>\n"
        f'<nav aria-label="Sections"><ul>{links}</ul></nav>\n' + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _folded(table: tables.Table) -> str:
    """Return a table that can be scrolled sideways; a long one is folded."""
    content = (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.title)}">{tables.html(table)}</div>'
    )
    if len(table.rows) <= LONG:
        return content
    return f"<details><summary>{escape(table.title)}: {len(table.rows)} rows</summary>{content}</details>"


LONG = 30


def markdown(parts: list[Part]) -> str:
    """Return the report as Markdown; pictures are files of the folder ``pictures`` beside it."""
    lines = [f"# {TITLE}", "", _about(), ""]
    section = ""
    for part in parts:
        if part.entry.section != section:
            section = part.entry.section
            lines += [f"## {section}", ""]
        lines += [f"### {part.entry.heading}", ""]
        if part.picture:
            alt, caption, _ = part.picture
            lines += [f"![{tables.inline(alt)}](pictures/{part.entry.name}.svg)", "", tables.inline(caption), ""]
        for note in part.notes:
            lines += [tables.inline(note), ""]
        for table in part.tables:
            lines += [tables.write([table], "md").decode().replace("\n## ", "\n#### ").removeprefix("## "), ""]
        if part.places:
            lines += [f"Read at {_count(part.places)}: {tables.inline('; '.join(part.places))}.", ""]
        for slug, _ in part.queries:
            lines += [f"Query: queries/questions/{slug}.rq", ""]
    return "\n".join(lines)


def _count(places: tuple[str, ...]) -> str:
    return "1 place" if len(places) == 1 else f"{len(places)} places"


def _about() -> str:
    return (
        f"Made by imrkg {imrkg.__version__} from its graph of the review. Every answer comes with its query and with "
        "the places of the review where it was read. What the review prints and what was recomputed stand side "
        "by side; nothing was corrected."
    )


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
