"""Writes the pages of docs/ that follow from other files: questions, sheets, terms, and checks of the ontology.

Run it after a change to ``queries``, ``data/sheets/csv-metadata.json``, ``ontology`` or ``shapes``, and after a build::

    python tools/make_docs.py          # writes the pages
    python tools/make_docs.py --check  # writes nothing, ends with 1 if a page is not up to date
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from imrkg import lint, question, reference, resources, results, sheets, store
from imrkg import namespaces as ns

DOCS = Path(__file__).resolve().parent.parent / "docs"
_NOTE = "<!-- Written by tools/make_docs.py from {source}; change that, not this. -->\n"
_OBO = ns.PREFIXES["obo"]


def _cell(text: object) -> str:
    """Return text as it may stand in a cell of a Markdown table."""
    words = "" if text is None else str(text)
    return " ".join(words.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    names = list(header)
    yield "| " + " | ".join(names) + " |"
    yield "|" + " --- |" * len(names)
    for row in rows:
        yield "| " + " | ".join(_cell(value) for value in row) + " |"


def _columns(asked: question.Question) -> list[str]:
    """Return the columns of a question, as the query engine names them."""
    answer = ox.Store().query(asked.text)
    assert isinstance(answer, ox.QuerySolutions)
    return [variable.value for variable in answer.variables]


def _accepts(parameter: question.Parameter) -> str:
    kind, _, class_name = parameter.type.partition(" ")
    if kind != "iri":
        return kind
    return f"key, label or IRI of a thing of class `{class_name}`" if class_name else "key, label or IRI of any thing"


def questions() -> str:
    """Return the page of the bundled questions, by category."""
    found = question.all_questions()
    lines = [
        "# Questions",
        "",
        _NOTE.format(source="queries/questions"),
        f"{len(found)} questions are bundled. `imrkg ask SLUG` answers one, `imrkg ask SLUG --sparql` shows its query.",
        "A parameter may be given several times: any of the values. Columns named study, outcome, rater and the like",
        "hold keys, which join across questions; `…_label` columns hold names for people, `…_iri` columns the things.",
    ]
    category = ""
    for asked in found:
        if asked.category != category:
            category = asked.category
            lines += ["", f"## {category}"]
        lines += ["", f"### {asked.slug}", "", f"**{_cell(asked.title)}**", "", _cell(asked.description), ""]
        if asked.parameters:
            rows = ((f"`{p.name}`", p.label, _accepts(p)) for p in asked.parameters)
            lines += [*_table(["parameter", "what it is", "accepts"], rows), ""]
        lines += ["Columns: " + ", ".join(f"`{c}`" for c in _columns(asked)) + "."]
    return "\n".join(lines) + "\n"


def _refers_to(column: sheets.Column) -> str:
    if not column.value_url:
        return ""
    kind = column.value_url.removeprefix(ns.ID).partition("{")[0].rstrip("/")
    return f"key of a {kind}" if kind else "kind/key" if "{+" in column.value_url else "key of the same list"


def sheet_pages() -> str:
    """Return the page of the extraction sheets and their columns."""
    found = sheets.schema(resources.sheets())
    lines = [
        "# Sheets",
        "",
        _NOTE.format(source="data/sheets/csv-metadata.json"),
        f"{len(found)} CSV files in `data/sheets` are the source of everything in the graph: one row for each thing.",
        "They are UTF-8, and may be edited with any spreadsheet program; a sheet may also be an `.xlsx` file of the",
        "same name. How to add a study is told in [add-a-study.md](add-a-study.md).",
        "",
        *_table(["sheet", "what a row is"], ((f"[{s.name}](#{s.name})", s.description) for s in found)),
    ]
    for sheet in found:
        key = " and ".join(f"`{k}`" for k in sheet.primary_key)
        lines += ["", f"## {sheet.name}", "", _cell(sheet.description), ""]
        lines += [f"Key: {key}. A row becomes `{sheet.about_url}`.", ""]
        rows = (
            (
                f"`{c.name}`",
                "required" if c.required else "",
                c.datatype + (f", list separated by `{c.separator}`" if c.separator else ""),
                _refers_to(c),
                c.description,
            )
            for c in sheet.columns
        )
        lines += _table(["column", "", "value", "refers to", "what it holds"], rows)
    return "\n".join(lines) + "\n"


_TERMS = f"""PREFIX imr: <{ns.IMR}> PREFIX owl: <{ns.PREFIXES["owl"]}> PREFIX rdf: <{ns.PREFIXES["rdf"]}>
PREFIX rdfs: <{ns.PREFIXES["rdfs"]}> PREFIX obo: <{_OBO}> PREFIX skos: <{ns.PREFIXES["skos"]}>
SELECT ?kind ?term ?label ?definition ?deprecated
WHERE {{
  VALUES (?type ?kind) {{
    (owl:Class "Classes") (owl:ObjectProperty "Object properties") (owl:DatatypeProperty "Data properties")
    (owl:AnnotationProperty "Annotation properties")
  }}
  ?term a ?type ; rdfs:label ?label .
  FILTER (STRSTARTS(STR(?term), STR(imr:)))
  OPTIONAL {{ ?term obo:IAO_0000115|skos:definition ?definition }}
  OPTIONAL {{ ?term owl:deprecated ?deprecated }}
}} ORDER BY ?term ?label ?definition"""
_LINKS = f"""PREFIX rdfs: <{ns.PREFIXES["rdfs"]}>
SELECT ?term ?relation ?other
WHERE {{
  VALUES (?property ?relation) {{
    (rdfs:subClassOf "super") (rdfs:subPropertyOf "super") (rdfs:domain "domain") (rdfs:range "range")
  }}
  ?term ?property ?other .
  FILTER (STRSTARTS(STR(?term), "{ns.IMR}") && isIRI(?other))
}}"""


def terms() -> str:
    """Return the page of the classes and properties of the ontology."""
    ontology = ox.Store()
    ontology.extend(store.read(resources.ontology()))
    links: dict[str, dict[str, list[str]]] = {}
    for row in results.collect(ontology.query(_LINKS)).rows():
        of_term = links.setdefault(str(row["term"]), {})
        of_term.setdefault(str(row["relation"]), []).append(f"`{ns.shorten(str(row['other']))}`")
    kinds: dict[str, dict[str, dict[str, object]]] = {}
    for row in results.collect(ontology.query(_TERMS)).rows():
        kinds.setdefault(str(row["kind"]), {}).setdefault(str(row["term"]), row)
    lines = [
        "# Terms of the model",
        "",
        _NOTE.format(source="ontology/imr.ttl"),
        f"Every class and property of `{ns.IMR}` (prefix `imr:`).",
        "How they belong together is told in [model.md](model.md).",
    ]
    for kind in ("Classes", "Object properties", "Data properties", "Annotation properties"):
        found = kinds.get(kind)
        if not found:
            continue
        lines += ["", f"## {kind}", ""]
        above = ["term", "label", "kind of"] + ([] if kind == "Classes" else ["domain", "range"]) + ["definition"]
        rows = []
        for iri, row in sorted(found.items(), key=lambda item: item[0].casefold()):
            known = {relation: ", ".join(sorted(others)) for relation, others in links.get(iri, {}).items()}
            definition = ("Deprecated. " if row["deprecated"] else "") + str(row["definition"] or "")
            middle = [] if kind == "Classes" else [known.get("domain", ""), known.get("range", "")]
            rows.append([f"`{ns.shorten(iri)}`", row["label"], known.get("super", ""), *middle, definition])
        lines += _table(above, rows)
    return "\n".join(lines) + "\n"


def _csv(name: str) -> list[dict[str, str]]:
    with (lint.folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ontology_checks() -> str:
    """Return the page of the rules that ontologies are held against, and of our exceptions to them."""
    rules, checks = _csv("rules.csv"), lint.checks()
    lines = [
        "# Checks of the ontology",
        "",
        _NOTE.format(source="queries/checks/ontology"),
        f"`imrkg lint` runs {len(checks)} queries over the ontology, `imrkg lint FILE` over any other. They stand",
        "for the rules of ROBOT's report, the pitfalls of OOPS! and the tests of FOOPS!; a rule that no query can",
        "check has its reason. The tools themselves were not run: OOPS! and FOOPS! are services on the Web, and",
        "ROBOT's jar is in no registry that this project uses. ROBOT's own report queries (of April 2026), run",
        "over the ontology by hand, gave what ours give: a definition missing of 33 terms of other vocabularies,",
        "eight top classes without a superclass, one class with two superclasses, and nothing else. What is meant",
        "to be so is in `exceptions.csv`.",
    ]
    for tool in dict.fromkeys(row["tool"] for row in rules):
        lines += ["", f"## {tool}", ""]
        found = [row for row in rules if row["tool"] == tool]
        cells = (
            (
                f"`{row['rule']}`",
                row["level"],
                row["name"],
                ", ".join(f"`{name}`" for name in row["queries"].split()) or row["reason"],
            )
            for row in found
        )
        lines += _table(["rule", "level", "what it is about", "checked by, or why not"], cells)
    lines += ["", "## The queries", ""]
    lines += _table(["query", "problem", "what to do"], ((f"`{c.name}`", c.problem, c.solution) for c in checks))
    lines += ["", "## Exceptions of ours", ""]
    rows = (
        (
            f"`{row['check']}`",
            f"`{ns.shorten(row['entity'])}`",
            f"`{ns.shorten(row['detail'])}`" if row["detail"] else "",
            row["reason"],
        )
        for row in _csv("exceptions.csv")
    )
    lines += _table(["query", "term", "of it", "why it is meant to be so"], rows)
    return "\n".join(lines) + "\n"


def ontology_reference() -> str:
    """Return the HTML reference of the ontology."""
    return reference.page().decode()


PAGES = {
    "questions.md": questions,
    "sheets.md": sheet_pages,
    "model-terms.md": terms,
    "ontology-checks.md": ontology_checks,
    "ontology.html": ontology_reference,
}


def stale(folder: Path = DOCS) -> list[str]:
    """Return the names of the pages in `folder` that are not what this script would write."""
    return [
        name
        for name, make in PAGES.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != make()
    ]


def main() -> int:
    """Write the pages, or check them; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the pages of docs/ that follow from other files.")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if a page is not up to date")
    if parser.parse_args().check:
        old = stale()
        print(json.dumps(old) if old else "The pages are up to date.", file=sys.stderr)
        return 1 if old else 0
    for name, make in PAGES.items():
        store.write(DOCS / name, make().encode())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
