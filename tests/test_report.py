"""The report: one HTML file that needs nothing else, the same in Markdown; every answer with its query and places."""

from __future__ import annotations

import base64
import csv
import re
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlparse
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from running import copy_of_project, imrkg, refused
from support import require

import imrkg as package
from imrkg import engine, grounds, namespaces, plots, question, reporting, resources, results, tables

LISTED = list(csv.DictReader(resources.path("queries", "report.csv").read_text(encoding="utf-8").splitlines()))
DRAWS = all(map(find_spec, ("scipy", "matplotlib")))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require(DRAWS, "SciPy and Matplotlib are not installed: pip install 'imrkg[synthesis,plots]'")
    folder = tmp_path_factory.mktemp("report") / "new" / "folder"
    done = imrkg("report", "--output", folder, PYTHONHASHSEED="1")
    assert done.returncode == 0, done.stderr
    assert [line.split(" ", 2)[1] for line in done.stderr.splitlines()] == [
        f"{n}/{len(LISTED)}" for n in range(1, len(LISTED) + 1)
    ], "progress goes to standard error, one line for each part"
    assert done.stdout.splitlines()[:2] == [str(folder / "report.html"), str(folder / "report.md")]
    return folder


class Page(HTMLParser):
    """What a browser would need: addresses, alternative texts, headings, ids; and tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.alts: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        self.addresses += [str(given[name]) for name in ("src", "href") if name in given]
        if tag == "img":
            self.alts.append(str(given.get("alt", "")))
        if "id" in given:
            self.ids.append(str(given["id"]))
        if tag not in ("meta", "img", "br", "hr", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_no_network_and_no_other_file(written: Path) -> None:
    page = Page((written / "report.html").read_text(encoding="utf-8"))
    assert not page.open
    assert page.tags.isdisjoint({"script", "link", "iframe", "object"})
    for address in page.addresses:
        assert address.startswith(("#", "data:image/svg+xml;base64,")), address
    for address in page.addresses:
        if address.startswith("#"):
            assert address[1:] in page.ids
    for address in page.addresses:
        if address.startswith("data:"):
            svg = base64.b64decode(address.split(",", 1)[1])
            assert ElementTree.fromstring(svg).tag.endswith("svg")
            urls = re.findall(rb"(?:href|src)=\"([^\"]*)\"|url\(([^)]*)\)", svg)
            schemes = {urlparse(u.decode().strip("'\"")).scheme for pair in urls for u in pair}
            assert schemes.isdisjoint({"http", "https"})
    css = re.search(r"<style>(.*?)</style>", (written / "report.html").read_text(encoding="utf-8"), re.DOTALL)
    assert css
    assert "url(" not in css[1]
    assert "@import" not in css[1]


def test_every_part_of_the_list_is_there_in_both_documents(written: Path) -> None:
    html = (written / "report.html").read_text(encoding="utf-8")
    text = (written / "report.md").read_text(encoding="utf-8")
    for row in LISTED:
        assert f">{row['heading']}</h3>" in html.replace("&#x27;", "'")
        assert f"\n### {row['heading']}\n" in text
        assert f">{row['section']}</h2>" in html
    pictures = [row["name"] for row in LISTED if row["kind"] == "picture"]
    assert sorted(f.stem for f in (written / "pictures").iterdir()) == sorted(pictures)
    assert len(Page(html).alts) == len(pictures)
    assert all(len(alt) > 100 for alt in Page(html).alts)
    assert set(pictures) >= set(plots.names()) - {"forest"}, "a picture that the report leaves out"


def test_every_answer_has_its_query_and_its_places(written: Path) -> None:
    html = (written / "report.html").read_text(encoding="utf-8")
    for row in LISTED:
        if row["kind"] != "question":
            continue
        section = html.split(f">{row['heading']}</h3>", 1)[1].split("</section>", 1)[0]
        assert f"Query: {row['name']}</summary>" in section
        assert "SELECT" in section
        assert re.search(r"Read at \d+ places?</summary><ul><li>", section), row["name"]


def test_the_numbers_of_the_report_are_those_of_the_audit(written: Path) -> None:
    text = (written / "report.md").read_text(encoding="utf-8")
    counts = package.audit().counts()
    for verdict in ("confirmed", "partly", "contradicted"):
        assert re.search(rf"^\| {verdict} \|  \| {counts[verdict]} \|$", text, re.MULTILINE), verdict
    assert "median dropout" in text


def test_two_reports_have_the_same_bytes(written: Path, tmp_path: Path) -> None:
    files = package.report(tmp_path)
    assert sorted(f.relative_to(tmp_path) for f in files) == sorted(
        f.relative_to(written) for f in written.rglob("*") if f.is_file()
    )
    for file in files:
        assert file.read_bytes() == (written / file.relative_to(tmp_path)).read_bytes(), file.name


def test_markup_in_the_data_stays_text(graph: ox.Store) -> None:
    entry = reporting.Entry("A <section>", "question", "studies", 'Heading & "more"')
    table = tables.Table("studies", "A <b>title</b>", (), ("study",), [("<script>alert(1)</script>",)])
    part = reporting.Part(entry, (table,), ("note <img>",), (("studies", "SELECT <x>"),), ("a | b <i>",))
    page = reporting.html([part])
    assert Page(page).tags.isdisjoint({"script", "b", "img", "i", "x"})
    text = reporting.markdown([part])
    assert "<script>" not in text.replace("\\<script\\>", "")


def test_a_wrong_list_is_said_with_its_line(tmp_path: Path) -> None:
    source = copy_of_project(tmp_path / "copy")
    file = tmp_path / "copy" / "queries" / "report.csv"
    file.write_text(file.read_text(encoding="utf-8") + "More,poem,ode,An ode\n", encoding="utf-8")
    refused(imrkg("report", "-o", tmp_path / "out", source=source), "report.csv:", "poem", "question")
    assert not (tmp_path / "out").exists()


def test_nothing_is_left_where_a_file_cannot_be_written(tmp_path: Path) -> None:
    require(DRAWS, "SciPy and Matplotlib are not installed: pip install 'imrkg[synthesis,plots]'")
    (tmp_path / "pictures").write_text("a file where a folder should be")
    done = imrkg("report", "-o", tmp_path)
    assert done.returncode == 2
    assert sorted(f.name for f in tmp_path.iterdir()) == ["pictures"]


# --- what an answer rests on ------------------------------------------------------------------------------------------


def answer(graph: ox.Store, slug: str) -> results.Result:
    return results.collect(engine.run(graph, question.get(slug).text))


def test_places_are_in_the_order_of_the_manuscript(graph: ox.Store, rows: dict[str, list[dict[str, str]]]) -> None:
    """Second route: offsets of the passages and cells that the sheet names for the contested findings."""
    columns = ("passages", "cells", "footnotes")
    contested = [f for f in rows["findings"] if f["contests"]]
    wanted = {place for f in contested for column in columns for place in f[column].split(";") if place}
    found = grounds.places(graph, answer(graph, "contested-findings"))
    # The question also names study, outcome and rater, so that the cells of those slots are places of the answer, too.
    starts = {r["key"]: int(r["start"]) for name in columns for r in rows[name] if r["start"]}
    query = "SELECT ?k ?l { ?s imr:key ?k ; rdfs:label ?l ; oa:hasSelector ?x }"
    labels = results.collect(engine.run(graph, query, prefixes=namespaces.PREFIXES))
    key_of = {str(r["l"]): str(r["k"]) for r in labels}
    keys = [key_of[label] for label in found]
    assert wanted <= set(keys)
    assert [starts[k] for k in keys] == sorted(starts[k] for k in keys)


def test_an_answer_without_things_rests_on_nothing(graph: ox.Store) -> None:
    empty = results.Result(("study",), ())
    assert grounds.places(graph, empty) == []
    assert len(grounds.disagreements(graph, empty)) == 0
    assert grounds.note(grounds.disagreements(graph, empty)) == ""


def test_the_note_counts_and_names_the_gravest_first(graph: ox.Store) -> None:
    found = grounds.disagreements(graph, answer(graph, "contested-findings"))
    told = grounds.note(found)
    assert told.startswith(f"{len(found)} disagreements of the review touch this answer: ")
    first = found.rows()[0]
    assert f"{first['label']} ({first['severity']})" in told
    one = results.Result(found.columns, found.terms[:1])
    assert grounds.note(one).startswith("1 disagreement of the review touches this answer: ")
