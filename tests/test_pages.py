"""The HTML pages: every question, one thing of every kind, escaping, links that lead somewhere, and plain HTML."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pyoxigraph as ox
import pytest
import support
from running import SOURCE

from imrkg import engine, question, resources, results, store
from imrkg import namespaces as ns
from imrkg.serve import pages
from imrkg.serve.pages import links, names, pictures, rows, statements
from imrkg.serve.site import Page, Site

html5lib = pytest.importorskip("html5lib")

BASE = "/imr"
SITE = Site(base=BASE, version="0.1.0", editor=True)
STATIC = SOURCE / "imrkg" / "serve" / "static"
QUESTIONS = [asked.slug for asked in question.all_questions()]
MAIN = ["/", "/questions", "/matrix", "/audit", "/gaps", "/search", "/editor", "/sparql", "/pictures", "/page/ontology"]
# What the server answers besides pages.
OTHER = re.compile(
    r"/(static/.+|download/imrkg\.(trig|nq|ttl|nt|jsonld|rdf)|openapi\.json|\.well-known/void|sparql"
    r"|(id|ontology|graph)(/.+)?\.(ttl|jsonld|nt))"
)
HTML = "{http://www.w3.org/1999/xhtml}"


def get(data: ox.Store, path: str, site: Site = SITE, **params: str | list[str]) -> Page:
    """Return the page at a path; a list repeats its parameter."""
    pairs = [(n, v) for n, given in params.items() for v in (given if isinstance(given, list) else [given])]
    return pages.render(data, site, path, pairs)


def text(page: Page) -> str:
    assert page.media_type == "text/html; charset=utf-8"
    return page.body.decode()


@lru_cache(maxsize=32)
def tree(page: Page) -> Any:
    """Return the tree of a page; the parser raises on any error of HTML."""
    return html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True).parse(text(page))


def elements(page: Page, name: str) -> list[Any]:
    return list(tree(page).iter(HTML + name))


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def one_of_each_kind() -> list[str]:
    """Return an IRI of ours for each kind of thing, classes and properties, graphs and what is only an object."""
    found: dict[str, str] = {}
    for quad in bundled():
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, ox.NamedNode) and term.value.startswith(ns.BASE):
                rest = term.value.removeprefix(ns.BASE)
                kind = "/".join(rest.split("/")[:2]) if rest.startswith("id/") else rest.split("/")[0]
                # The last in the alphabet, so that the choice depends on nothing else.
                found[kind] = max(found.get(kind, ""), term.value)
    terms = [ns.IMR + name for name in ("Study", "hasArm", "sha256", "0.1.0")]
    return [*found.values(), *terms, ns.ONTOLOGY_GRAPH]


@cache
def bundled() -> ox.Store:
    return store.bundled()


EACH = one_of_each_kind()


def check(page: Page) -> None:
    """Fail unless a page is plain, valid HTML that needs nothing from elsewhere and no script or style inside it."""
    content = text(page)
    root = tree(page)
    assert "<style" not in content
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        assert not any(name.startswith("on") or name == "style" for name in element.attrib), element.attrib
        source = element.get("src") or (element.get("href") if element.tag == HTML + "link" else None)
        if source and element.get("rel") != "canonical":
            assert source.startswith(BASE + "/"), f"{source} is fetched from elsewhere"
        if element.tag == HTML + "script" and element.get("type") == "application/ld+json":
            assert json.loads(element.text)["@context"] == "https://schema.org"  # data, which no browser runs
        elif element.tag == HTML + "script":
            assert element.get("src"), "a script inside the page"
            assert not words(element)
        if element.tag == HTML + "a":
            assert re.match(rf"{BASE}/|{BASE}$|#|https?://", element.get("href", "")), element.attrib
        if element.tag == HTML + "img":
            assert len(element.get("alt", "")) > 20
        if element.tag == HTML + "table":
            assert words(next(element.iter(HTML + "caption")))
            assert all(th.get("scope") for th in element.iter(HTML + "th"))
    ids = [e.get("id") for e in root.iter() if isinstance(e.tag, str) and e.get("id")]
    assert len(ids) == len(set(ids)), "an id twice"
    labelled = {e.get("for") for e in root.iter(HTML + "label")}
    for name in ("input", "select", "textarea"):
        for field in root.iter(HTML + name):
            assert field.get("id") in labelled or field.get("aria-label"), field.attrib
    levels = [int(e.tag[-1]) for e in root.iter() if isinstance(e.tag, str) and re.fullmatch(r".*}h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), "a level left out"


def internal(page: Page) -> Iterator[tuple[str, list[tuple[str, str]], str]]:
    """Yield path below the base, parameters and fragment of every link to this site."""
    for element in tree(page).iter(HTML + "a"):
        address = urlsplit(element.get("href"))
        if not address.netloc and (address.path or address.fragment):
            path = unquote(address.path).removeprefix(BASE)
            yield path, parse_qsl(address.query, keep_blank_values=True), address.fragment


def queries(page: Page) -> list[str]:
    """Return the queries that a page would open in the editor."""
    return [dict(params)["query"] for path, params, _ in internal(page) if path == "/editor" and params]


# ------------------------------------------------------------------------------------------ every page


@pytest.mark.parametrize("path", MAIN)
def test_a_main_page_is_plain_html(graph: ox.Store, path: str) -> None:
    page = get(graph, path)
    assert page.status == 200
    check(page)


@pytest.mark.parametrize("slug", QUESTIONS)
def test_the_page_of_a_question_holds_its_answer(graph: ox.Store, slug: str) -> None:
    page = get(graph, f"/questions/{slug}")
    assert page.status == 200
    check(page)
    asked = question.get(slug)
    count = len(results.collect(engine.run(graph, asked.text)))
    found = {e.get("id"): e for e in tree(page).iter() if isinstance(e.tag, str)}
    assert words(found["rows"]) == f"{count} {'row' if count == 1 else 'rows'}"
    shown = len(list(found["rows-table"].iter(HTML + "tr"))) - 1
    assert shown == min(count, rows.PER_PAGE)
    if shown < count:
        assert f"rows 1 to {shown} are shown" in text(page)
    for parameter in asked.parameters:
        assert found[f"field-{parameter.name}"].get("name") == parameter.name


@pytest.mark.parametrize("iri", EACH)
def test_a_thing_of_every_kind_has_a_page(graph: ox.Store, iri: str) -> None:
    page = get(graph, "/page/" + iri.removeprefix(ns.BASE))
    if iri == ns.BASE:
        assert (page.status, page.location) == (303, f"{BASE}/")
        return
    assert page.status == 200
    check(page)
    assert iri in text(page)
    related = {(e.get("rel"), e.get("href")) for e in elements(page, "link")}
    assert ("canonical", iri) in related
    assert ("alternate", f"{BASE}{links.own(iri)}.ttl") in related


def test_every_thing_of_ours_is_known(graph: ox.Store) -> None:
    # Where the data lead, a page stands; a sample of each predicate keeps it short.
    seen: dict[str, set[str]] = {}
    for quad in graph:
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(ns.ID):
            targets = seen.setdefault(quad.predicate.value, set())
            if not targets:
                targets.add(quad.object.value)
    for iri in {iri for targets in seen.values() for iri in targets}:
        assert get(graph, "/page/" + iri.removeprefix(ns.BASE)).status == 200


def test_links_lead_somewhere(graph: ox.Store) -> None:
    starts = [
        *MAIN,
        "/questions/findings",
        "/questions/studies",
        *(f"/page/id/{t}" for t in ("study/levitt-2009", "outcome/hospitalization", "factor/program-length")),
        "/page/id/claim/median-dropout-24",
        "/page/ontology/ContestedFinding",
        "/page/graph/evidence",
    ]
    known = {term.value for quad in graph for term in quad if isinstance(term, ox.NamedNode)}
    done: set[str] = set()
    for start in starts:
        page = get(graph, start)
        anchors = {e.get("id") for e in tree(page).iter() if isinstance(e.tag, str)}
        for path, params, fragment in internal(page):
            if fragment and not path:
                assert fragment in anchors, f"{start}: #{fragment}"
            elif path.startswith("/page/"):
                # Each thing has a page (see above), so that it need not be made here.
                assert ns.BASE + path.removeprefix("/page/") in known | {ns.GRAPHS["source"]}, f"{start}: {path}"
            elif path == "/page":
                assert dict(params)["iri"] in known
            elif path.startswith("/questions/") and not params:
                # Each of these has a page, too.
                assert path.removeprefix("/questions/").partition(".")[0] in QUESTIONS
            elif path.startswith("/pictures/"):
                assert path.removeprefix("/pictures/").partition(".")[0] in pictures.plots.names()
            elif (key := f"{path}?{params}") not in done and not OTHER.fullmatch(path):
                done.add(key)
                assert pages.render(graph, SITE, path or "/", params).status == 200, f"{start}: {path}"


def test_a_page_under_a_base_links_below_it_and_at_the_root_as_well(graph: ox.Store) -> None:
    below, root = text(get(graph, "/matrix")), text(get(graph, "/matrix", SITE._replace(base="")))
    assert below.replace(f'"{BASE}/', '"/').replace(f">{BASE}/", ">/") == root


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing", "/questions/nothing", "/questions/findings.exe", "/pictures/none.svg", "/pictures/fidelity.gif"),
        *("/page/id/study/levit", "/page/id/", "/page/a b"),
    ],
)
def test_what_is_not_there_says_so(graph: ox.Store, path: str) -> None:
    page = get(graph, path)
    assert page.status == 404
    check(page)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("id/study/levit", "id/study/levitt-2009"),
        ("study/levitt-2009", "id/study/levitt-2009"),
        ("id/studies/levitt-2009", "id/study/levitt-2009"),
        ("id/study/levitt-2009/", "id/study/levitt-2009"),
        ("ontology/study", "ontology/Study"),
        ("id/outcome/hospital", "id/outcome/hospitalization"),
    ],
)
def test_an_unknown_thing_leads_to_the_nearest(graph: ox.Store, path: str, meant: str) -> None:
    page = get(graph, f"/page/{path}")
    assert page.status == 404
    assert next(found for found, _, _ in internal(page) if found.startswith("/page/")) == f"/page/{meant}"
    assert f"Did you mean {ns.BASE}{meant} (" in page.hint, "for a client that reads no HTML"
    check(page)


def test_nothing_is_near_a_name_like_no_other(graph: ox.Store) -> None:
    for path in ("id/xyz/qqqqqq", f"id/study/{'levitt-2009' * 50}", "id/study/.."):
        page = get(graph, f"/page/{path}")
        assert page.status == 404
        assert "Did you mean" not in text(page) + page.hint


def test_a_path_is_read_as_it_stands_in_a_request(graph: ox.Store) -> None:
    assert get(graph, "/%71uestions/findings%2Ecsv").body == get(graph, "/questions/findings.csv").body
    assert get(graph, "/page/id/study/levitt%2D2009").body == get(graph, "/page/id/study/levitt-2009").body


def test_an_error_page_shows_message_and_hint() -> None:
    page = pages.error(SITE, 429, "Too many", "a <b> & c", "Wait.")
    assert page.status == 429
    check(page)
    assert "a &lt;b&gt; &amp; c" in text(page)


# ------------------------------------------------------------------------------------------- questions


def test_a_form_offers_what_the_graph_holds(graph: ox.Store) -> None:
    page = get(graph, "/questions/findings", study="levitt-2009")
    select = next(e for e in elements(page, "select") if e.get("name") == "study")
    options = {o.get("value"): (words(o), "selected" in o.attrib) for o in select.iter(HTML + "option")}
    is_a = ox.NamedNode(ns.PREFIXES["rdf"] + "type")
    studies = list(graph.quads_for_pattern(None, is_a, ox.NamedNode(ns.IMR + "Study")))
    assert len(options) == len(studies) + 1
    assert options[""] == ("any", False)
    assert options["levitt-2009"] == ("Levitt et al., 2009", True)


def test_a_choice_narrows_the_answer_and_several_mean_any_of_them(graph: ox.Store) -> None:
    def studies(**params: str | list[str]) -> set[str]:
        page = get(graph, "/questions/findings.csv", **params)
        assert page.media_type == "text/csv; charset=utf-8"
        return {row["study"] for row in csv.DictReader(io.StringIO(page.body.decode()))}

    assert studies(study="levitt-2009", rater="") == {"levitt-2009"}
    assert studies(study=["levitt-2009", "mueser-2006"]) == {"levitt-2009", "mueser-2006"}
    assert len(studies()) > 5
    shown = get(graph, "/questions/findings", study=["levitt-2009", "mueser-2006"])
    assert "study=levitt-2009&amp;study=mueser-2006" in text(shown)


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("md", "text/markdown; charset=utf-8"),
    ],
)
def test_a_question_answers_in_other_forms(graph: ox.Store, form: str, media_type: str) -> None:
    page = get(graph, f"/questions/study-arms.{form}", study="levitt-2009")
    assert (page.status, page.media_type) == (200, media_type)
    assert page.body == question.answer(graph, "study-arms", study="levitt-2009").write(form)
    assert page == get(graph, "/questions/study-arms", study="levitt-2009", format=form)


def test_the_sparql_of_a_question_gives_the_same_rows(graph: ox.Store) -> None:
    page = get(graph, "/questions/study-arms.rq", study="levitt-2009")
    assert page.media_type.startswith("application/sparql-query")
    rows_there = results.collect(engine.run(graph, page.body.decode())).write("csv")
    assert rows_there == get(graph, "/questions/study-arms.csv", study="levitt-2009").body
    shown = get(graph, "/questions/study-arms", study="levitt-2009")
    assert page.body.decode() in queries(shown)


@pytest.mark.parametrize(
    "params", [{"study": "levit"}, {"stduy": "levitt-2009"}, {"study": "<script>alert(1)</script>"}]
)
def test_a_bad_parameter_keeps_the_form(graph: ox.Store, params: dict[str, str]) -> None:
    page = get(graph, "/questions/findings", **params)
    assert page.status == 400
    check(page)
    assert elements(page, "select")
    assert "<script>alert" not in text(page)
    assert get(graph, "/questions/findings.csv", **params).status == 400


def test_a_number_is_asked_for_as_it_stands(graph: ox.Store) -> None:
    assert get(graph, "/questions/high-fidelity", threshold="five").status == 400
    page = get(graph, "/questions/high-fidelity", threshold="4.5")
    assert page.status == 200
    assert any(e.get("value") == "4.5" for e in elements(page, "input"))


def test_a_long_answer_is_turned_page_by_page_and_never_cut(graph: ox.Store) -> None:
    total = len(question.answer(graph, "sources"))
    last = -(-total // rows.PER_PAGE)
    shown = [text(get(graph, "/questions/sources", page=str(n))).count('<th scope="row"') for n in (1, last)]
    assert shown[0] == rows.PER_PAGE
    assert (last - 1) * rows.PER_PAGE + shown[1] == total
    assert "There is no page 99" in text(get(graph, "/questions/sources", page="99"))
    assert get(graph, "/questions/sources", page="-1").status == 200


def test_an_answer_says_what_is_in_dispute(graph: ox.Store) -> None:
    page = get(graph, "/questions/recomputed", claim="median-dropout-24")
    assert "In dispute" not in text(page), "the audit is about disagreements itself"
    assert "In dispute" in text(get(graph, "/questions/findings", study="levitt-2009", rater="observer"))


def test_cells_link_to_what_they_name(graph: ox.Store) -> None:
    page = get(graph, "/questions/findings", study="levitt-2009", outcome="imr-scale", rater="consumer")
    found = {(words(e), e.get("href")) for e in elements(page, "a")}
    assert ("Levitt et al., 2009", f"{BASE}/page/id/study/levitt-2009") in found
    assert ("IMR scale score", f"{BASE}/page/id/outcome/imr-scale") in found
    assert f"{BASE}/page/id/finding/levitt-2009--imr-scale--consumer" in {href for _, href in found}


def test_a_picture_stands_beside_its_question(graph: ox.Store) -> None:
    support.require(_has_matplotlib(), "matplotlib is not installed")
    page = get(graph, "/questions/study-flow")
    image = elements(page, "img")[0]
    assert image.get("src") == f"{BASE}/pictures/prisma-flow.svg"
    assert "37" in image.get("alt"), "the alternative text has the numbers"
    drawn = get(graph, "/pictures/prisma-flow.svg")
    assert (drawn.status, drawn.media_type) == (200, "image/svg+xml")
    assert drawn.body.lstrip().startswith(b"<?xml")
    assert get(graph, "/pictures/prisma-flow.png", width="600").body.startswith(b"\x89PNG")
    assert get(graph, "/pictures/prisma-flow.svg", width="1e9").status == 400
    assert get(graph, "/pictures/prisma-flow.svg", color="red").status == 400
    check(get(graph, "/pictures/prisma-flow"))


def test_each_picture_is_drawn_from_the_question_that_it_stands_beside() -> None:
    assert set(pictures._OF_QUESTION) <= set(QUESTIONS)
    assert set(pictures._OF_QUESTION.values()) <= set(pictures.plots.names())


def _has_matplotlib() -> bool:
    import importlib.util

    return importlib.util.find_spec("matplotlib") is not None


# ---------------------------------------------------------------------------------------------- things


def test_the_page_of_a_study_says_where_it_was_read(graph: ox.Store, rows: dict[str, list[dict[str, str]]]) -> None:
    page = get(graph, "/page/id/study/levitt-2009")
    found = {e.get("href") for e in elements(page, "a")}
    assert f"{BASE}/page/id/cell/table-1--levitt-2009--design" in found
    printed = next(r for r in rows["cells"] if r["key"] == "table-1--levitt-2009--design")["printed"]
    assert printed in text(page)


def test_the_page_of_an_outcome_has_the_disagreements_that_the_question_gives(graph: ox.Store) -> None:
    counts = {}
    for quad in graph.quads_for_pattern(
        None, ox.NamedNode(ns.PREFIXES["rdf"] + "type"), ox.NamedNode(ns.IMR + "OutcomeDomain")
    ):
        path = quad.subject.value.removeprefix(ns.BASE)
        page = get(graph, f"/page/{path}")
        shown = [e for e in elements(page, "table") if e.get("id") == "table-disagreements-page"]
        heads = [
            next(th.iter(HTML + "a")).get("href")
            for t in shown
            for th in t.iter(HTML + "th")
            if th.get("scope") == "row"
        ]
        asked = question.answer(graph, "discrepancies", outcome=quad.subject.value).rows()
        wanted = [f"{BASE}/page/{str(r['discrepancy_iri']).removeprefix(ns.BASE)}" for r in asked]
        assert sorted(heads) == sorted(wanted), path
        counts[path] = len(heads)
    # By a claim alone, as no rate or finding is in dispute: what the review claims about dropout by site.
    assert f"{BASE}/page/id/discrepancy/mueser-dropout-by-site" in text(get(graph, "/page/id/outcome/dropout"))
    assert 0 in counts.values(), "an outcome that is in no dispute has none"
    assert max(counts.values()) > 1


def test_the_page_of_a_claim_has_verdict_and_both_sides(graph: ox.Store) -> None:
    shown = text(get(graph, "/page/id/claim/median-dropout-24"))
    assert "contradicted" in shown
    assert "24%" in shown
    assert "22%" in shown


def test_the_sections_of_pages_name_what_exists() -> None:
    file = resources.path("queries", "pages", "sections.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        entries = list(csv.DictReader(lines))
    for entry in entries:
        if entry["source"] == "question":
            asked = question.get(entry["name"])
            assert entry["parameter"] in {"", *(p.name for p in asked.parameters)}
        else:
            assert entry["source"] == "page"
            assert "VALUES ?thing { UNDEF }" in names.query(entry["name"]).text
    kinds = {iri.removeprefix(ns.ID).split("/")[0] for iri in EACH} | {"*", "ontology"}
    assert {entry["kind"].split("/")[0] for entry in entries} <= kinds


def test_a_class_says_its_definition_in_words(graph: ox.Store) -> None:
    shown = " ".join(map(words, elements(get(graph, "/page/ontology/MeasuredSlot"), "dd")))
    assert "An evidence slot that a finding fills." in shown
    assert re.search(r"evidence slot and \(filled by some finding\)", shown)


def test_an_address_in_a_text_is_a_link(graph: ox.Store) -> None:
    page = get(graph, "/page/ontology/NotMeasured")
    source = next(e for e in elements(page, "dd") if "McGuire et al. 2014" in words(e))
    assert [e.get("href") for e in source.iter(HTML + "a")] == ["https://doi.org/10.1176/appi.ps.201200274"]
    assert words(source).startswith("McGuire et al. 2014, https://doi.org/10.1176/appi.ps.201200274, Table 2")
    pieces = [
        statements._with_addresses(t) for t in ("", "no address", "(see http://a.example/b?c=d).", "http://x.y/z")
    ]
    assert [[tuple(p) for p in each] for each in pieces] == [
        [("", "")],
        [("no address", "")],
        [("(see ", ""), ("http://a.example/b?c=d", "http://a.example/b?c=d"), (").", "")],
        [("http://x.y/z", "http://x.y/z")],
    ]


def test_properties_of_other_vocabularies_are_named_in_words(graph: ox.Store) -> None:
    page = get(graph, "/page/id/passage/abstract-conclusions-p1-s1")
    told = [words(e) for e in elements(page, "dt")]
    assert {"in the document", "where in it", "part of"} <= set(told)
    assert not [name for name in told if re.search("[a-z][A-Z]", name) or name.istitle()]


def test_of_many_places_the_first_is_shown_and_a_single_column_stays_in_view(graph: ox.Store) -> None:
    page = get(graph, "/questions/discrepancies")
    folded = elements(page, "details")
    more = next(e for e in folded if words(next(e.iter(HTML + "summary"))).startswith("and "))
    count = int(words(next(more.iter(HTML + "summary"))).split()[1])
    assert len(list(more.iter(HTML + "a"))) == count >= 2
    table = next(e for e in elements(get(graph, "/questions/findings"), "table") if e.get("id") == "rows-table")
    assert "pinned" in table.get("class").split()
    heads = [words(e) for e in table.iter(HTML + "th") if e.get("class") == "place"]
    assert heads == ["place"]


def structured(page: Page) -> dict[str, Any]:
    """Return the JSON-LD in the head of a page."""
    (block,) = [e for e in elements(page, "script") if e.get("type") == "application/ld+json"]
    found: dict[str, Any] = json.loads(block.text)
    return found


def test_a_publication_and_the_home_page_describe_themselves_for_search_engines(graph: ox.Store) -> None:
    assert structured(get(graph, "/page/id/study/levitt-2009"))["@id"] == f"{ns.ID}study/levitt-2009"
    review = structured(get(graph, "/page/id/review/mcguire-2014"))
    assert review["@type"] == "MedicalScholarlyArticle"
    for cited in review["citation"]:
        article = structured(get(graph, "/page/" + cited["@id"].removeprefix(ns.BASE)))
        assert (article["@id"], article["name"]) == (cited["@id"], cited["name"])
    home = structured(get(graph, "/"))
    assert (home["@type"], home["@id"]) == ("Dataset", ns.BASE)
    assert f"{BASE}/download/imrkg.ttl" in {part["contentUrl"] for part in home["distribution"]}
    assert "ld+json" not in text(get(graph, "/", SITE._replace(shipped=False)))
    assert not [e for e in elements(get(graph, "/page/id/outcome/coping"), "script") if e.get("type")]


def test_what_pages_say_to_search_engines_passes_the_types_of_schema_org(graph: ox.Store, tmp_path: Path) -> None:
    """Google's schema-dts has schema.org as TypeScript types; the compiler is the judge."""
    modules = support.HERE / "clients" / "node_modules"
    support.require(shutil.which("node"), "node is not installed")
    support.require((modules / "schema-dts").is_dir(), "run: npm ci --prefix tests/clients")
    (tmp_path / "node_modules").symlink_to(modules)
    citations = structured(get(graph, "/page/id/review/mcguire-2014"))["citation"]
    paths = ["/", "/page/id/study/levitt-2009", *("/page/" + c["@id"].removeprefix(ns.BASE) for c in citations[:5])]
    lines = ['import type { WithContext, Dataset, MedicalTrial, MedicalScholarlyArticle } from "schema-dts";']
    for number, path in enumerate(paths):
        found = structured(get(graph, path))
        lines.append(f"export const x{number}: WithContext<{found['@type']}> = {json.dumps(found)};")
    compiler = [str(modules / ".bin" / "tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]

    def judged(code: str) -> int:
        (tmp_path / "pages.ts").write_text(code, encoding="utf-8")
        return subprocess.run([*compiler, "pages.ts"], cwd=tmp_path, capture_output=True, timeout=120).returncode

    assert judged("\n".join(lines)) == 0
    assert judged("\n".join(lines).replace('"distribution"', '"headlines"')) != 0


def test_what_is_long_is_counted_and_queried(graph: ox.Store) -> None:
    term = ox.NamedNode(ns.ID + "manuscript/mcguire-2014")
    total = len({q.subject for q in graph.quads_for_pattern(None, ox.NamedNode(ns.PREFIXES["oa"] + "hasSource"), term)})
    page = get(graph, "/page/id/manuscript/mcguire-2014")
    assert f"of {total}:" in text(page)
    query = next(query for query in queries(page) if "hasSource" in query)
    assert len(results.collect(engine.run(graph, query))) == total


# --------------------------------------------------------------------------------------- matrix, search


def test_the_matrix_leads_to_finding_and_cell(graph: ox.Store, rows: dict[str, list[dict[str, str]]]) -> None:
    page = get(graph, "/matrix")
    found = {e.get("href") for e in elements(page, "a")}
    assert f"{BASE}/page/id/finding/levitt-2009--imr-scale--consumer" in found
    assert f"{BASE}/page/id/missing/mueser-2006--satisfaction--consumer" in found
    # Every cell of Table 2 that stands for a result or a blank is a source of the matrix; the others are headings.
    cells = {r["key"] for r in rows["cells"] if r["table"] == "table-2" and not r["column"].endswith("--variable")}
    assert {c for c in cells if f"{BASE}/page/id/cell/{c}" not in found} == set()
    assert len(cells) == 16 * 8, "outcomes by studies"


def test_the_matrix_tells_kinds_of_nothing_apart_in_words(graph: ox.Store) -> None:
    told = {
        "not-measured": "blank not measured",
        "not-reported": "NR",
        "not-significant": "NS not significant",
        "significant": "Y significant",
        "not-tabulated": "not tabulated",
    }
    states: dict[str, int] = {}
    for element in elements(get(graph, "/matrix"), "div"):
        look = element.get("class", "").split()
        if look[:1] == ["entry"]:
            states[look[1]] = states.get(look[1], 0) + 1
            for state, word in told.items():
                assert (look[1] == state) == (word in words(element))
    assert states["not-measured"] == len(question.answer(graph, "not-measured"))


def test_the_matrix_explains_every_sign_in_it(graph: ox.Store) -> None:
    page = get(graph, "/matrix")
    legend = next(words(e) for e in elements(page, "ul") if e.get("class") == "legend")
    signs = {words(e) for div in elements(page, "div") for e in div.iter(HTML + "strong")} - {""}
    assert "NS/Y" in signs
    entries = [e for e in elements(page, "div") if "mixed" in e.get("class", "").split()]
    mixed = {words(next(e.iter(HTML + "strong"))) for e in entries}
    assert mixed
    for sign in mixed | {"Y", "NS", "NR", "blank", "–"}:
        assert f"{sign} " in legend or f"{sign}:" in legend, sign
    assert "mixed:" in legend


@pytest.mark.parametrize(
    ("words_", "path"),
    [
        ("levitt", "/page/id/study/levitt-2009"),
        ("LEVITT et al., 2009", "/page/id/study/levitt-2009"),
        ("emergency room", "/page/id/outcome/hospitalization"),
        ("study/levitt-2009", "/page/id/study/levitt-2009"),
        (ns.ID + "study/levitt-2009", "/page/id/study/levitt-2009"),
        ("imr:Study", "/page/ontology/Study"),
        ("has a comparator arm", "/page/ontology/ControlledStudy"),
    ],
)
def test_the_search_finds_names_keys_iris_and_definitions(graph: ox.Store, words_: str, path: str) -> None:
    page = get(graph, "/search", q=words_)
    check(page)
    assert path in {found for found, _, _ in internal(page)}


@pytest.mark.parametrize(
    "words_", ["", "   ", "qqqqqq", "<script>alert(1)</script>", "'\"&", "x" * 5000, "http://", "\x00\ud800"]
)
def test_the_search_bears_anything(graph: ox.Store, words_: str) -> None:
    page = get(graph, "/search", q=words_)
    assert page.status == 200
    assert "<script>alert" not in text(page)
    check(page)


@pytest.mark.parametrize(
    ("words_", "path"),
    [
        ("levitt hospitalization significant", "/page/id/finding/levitt-2009--hospitalization--objective-record"),
        ("significant LEVITT hospitalization", "/page/id/finding/levitt-2009--hospitalization--objective-record"),
        ("median dropout disagreement", "/page/id/discrepancy/dropout-median"),
        ("fidelity salyers implementation", "/page/id/implementation-result/salyers-godfrey-2009--fidelity"),
    ],
)
def test_the_words_of_a_search_are_combined(graph: ox.Store, words_: str, path: str) -> None:
    """Name, text, kind, and the names of what a thing names: every word must be in one of them."""
    assert path in {found for found, _, _ in internal(get(graph, "/search", q=words_))}
    assert "Nothing was found" in text(get(graph, "/search", q=f"{words_} qqqqqq"))


@pytest.mark.parametrize(
    ("words_", "first"), [("dropout", "outcome"), ("levitt", "study"), ("Levitt et al., 2009", "study")]
)
def test_things_come_before_their_parts(graph: ox.Store, words_: str, first: str) -> None:
    heads = [words(e).rpartition(" (")[0] for e in elements(get(graph, "/search", q=words_), "h2")]
    assert heads[0] == first
    kinds = resources.path("queries", "pages", "kinds.csv").read_text(encoding="utf-8").splitlines()
    parts = {line.split(",")[1] for line in kinds if line.endswith(",part")}
    last = [head in parts for head in heads]
    assert last == sorted(last)
    assert heads.index("disagreement of the review") < heads.index("side of a disagreement")


def test_every_kind_that_is_ranked_exists() -> None:
    with resources.path("queries", "pages", "kinds.csv").open(encoding="utf-8", newline="") as lines:
        ranked = [row["kind"] for row in csv.DictReader(lines)]
    assert len(ranked) == len(set(ranked))
    assert set(ranked) <= {names.kind(iri) for iri in EACH}


def test_the_search_shows_all_of_a_kind(graph: ox.Store) -> None:
    first = get(graph, "/search", q="fidelity")
    more = [dict(params) for path, params, _ in internal(first) if path == "/search" and "kind" in dict(params)]
    claims = next(params for params in more if params["kind"] == "claim")
    assert len(elements(get(graph, "/search", **claims), "li")) > len(elements(first, "li")) / 4


# ------------------------------------------------------------------------- other people's data, and none

HOSTILE = """
<study/evil> a imr:Study ; imr:key "evil" ; rdfs:label "<script>alert(1)</script> \\"quoted\\" & 'more'"@en ;
  rdfs:seeAlso <javascript:alert(1)> , <data:text/html,x> , <https://example.org/a"b> ; imr:hasDesign <design/x%22y> ;
  imr:statement "</textarea><img src=x onerror=alert(1)>" .
<study/b%C3%A4r> rdfs:label "named b%C3%A4r"@de .
<study/müller> rdfs:label "named müller" .
<study/a%2Fb> rdfs:label "named a%2Fb" . <study/100%25> rdfs:label "named 100" .
<https://example.org/thing> a imr:Study ; rdfs:label "elsewhere" ; imr:about [ rdfs:label "no name" ] .
""".replace('a"b', "a%22b")


@pytest.fixture(scope="module")
def hostile() -> ox.Store:
    """The shipped graph with a study whose label is markup."""
    data = ox.Store()
    data.extend(bundled())
    data.extend(ox.Quad(*triple, ox.NamedNode(ns.GRAPHS["evidence"])) for triple in support.triples(HOSTILE))
    return data


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/page/id/study/evil", {}),
        ("/questions/findings", {}),
        ("/questions/findings", {"study": "evil"}),
        ("/search", {"q": "script"}),
        ("/page/ontology/Study", {}),
        ("/editor", {"query": "</textarea><script>alert(1)</script>"}),
    ],
)
def test_markup_in_the_data_is_text(hostile: ox.Store, path: str, params: dict[str, str]) -> None:
    page = get(hostile, path, **params)
    assert page.status == 200
    check(page)
    shown = text(page)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "alert(1)" in shown, "the text itself is there"


def test_markup_in_a_label_cannot_end_the_data_for_search_engines() -> None:
    evil = "</script><script>alert(1)</script>"
    data = ox.Store()
    data.extend(bundled())
    study = ox.NamedNode(ns.ID + "study/levitt-2009")
    label = ox.NamedNode(ns.PREFIXES["rdfs"] + "label")
    data.add(ox.Quad(study, label, ox.Literal(evil, language="en"), ox.NamedNode(ns.GRAPHS["evidence"])))
    page = get(data, "/page/id/study/levitt-2009")
    check(page)
    assert evil in structured(page)["name"]
    assert "<script>alert" not in text(page)


def test_only_addresses_of_the_web_become_links(hostile: ox.Store) -> None:
    page = get(hostile, "/page/id/study/evil")
    assert "javascript:alert(1)" in text(page)
    assert all(e.get("href").startswith((BASE, "#", "http")) for e in elements(page, "a"))
    for iri in ("javascript:alert(1)", "data:text/html,x", "urn:x", "JAVASCRIPT:alert(1)", "https:", "//example.org"):
        assert links.page(BASE, iri) == ""


@pytest.mark.parametrize("key", ["b%C3%A4r", "müller", "a%2Fb", "100%25"])
def test_an_iri_with_letters_beyond_ascii_or_escapes_has_a_page_and_links_to_it(hostile: ox.Store, key: str) -> None:
    address = urlsplit(links.page("", f"{ns.ID}study/{key}"))
    assert address.path.isascii()
    page = get(hostile, address.path, **dict(parse_qsl(address.query)))
    assert page.status == 200
    assert f"<code>{ns.ID}study/{key}</code>" in text(page)
    check(page)
    search = get(hostile, "/search", q=f"named {key.replace('%25', '')}")
    hrefs = {e.get("href") for e in elements(search, "a")}
    assert f"{BASE}{links.page('', f'{ns.ID}study/{key}')}" in hrefs


def test_what_is_elsewhere_but_told_of_here_has_a_page(hostile: ox.Store) -> None:
    page = get(hostile, "/page", iri="https://example.org/thing")
    assert page.status == 200
    check(page)
    assert "elsewhere" in text(page)
    assert "no name" in text(page)
    assert get(hostile, "/page", iri="not an iri").status == 404


@pytest.mark.parametrize("path", [*MAIN[:-1], *(f"/questions/{slug}" for slug in QUESTIONS[::9])])
def test_a_server_of_other_data_shows_all_pages(path: str) -> None:
    empty = ox.Store()
    page = get(empty, path, SITE._replace(shipped=False))
    assert page.status == 200
    check(page)


def test_a_user_s_own_file_is_shown() -> None:
    own = ox.Store()
    own.load(b'<http://example.org/a> <http://example.org/p> "v", <http://example.org/b> .', ox.RdfFormat.TURTLE)
    site = SITE._replace(shipped=False)
    page = get(own, "/page", site, iri="http://example.org/a")
    assert page.status == 200
    assert ">v<" in text(page)
    assert get(own, "/page", site, iri="http://example.org/p").status == 200
    assert "How to cite" not in text(get(own, "/", site))


def test_a_home_page_counts_what_is_there(graph: ox.Store) -> None:
    table = next(iter(elements(get(graph, "/"), "table")))
    counts = {words(r[0]): words(r[1]) for r in table.iter(HTML + "tr")}
    assert counts["references"] == "48"
    assert counts["blanks of the outcome table: not measured"] == "83"


# --------------------------------------------------------------------------------- answers, parts, files


def test_an_answer_of_ones_own_query_is_a_page(graph: ox.Store) -> None:
    query = 'SELECT ?s ("<b>" AS ?x) { ?s a <https://w3id.org/imrkg/ontology/Study> }'
    answer = results.collect(engine.run(graph, query))
    page = pages.result(SITE, query, answer.write("json"), False)
    check(page)
    assert f"{len(answer)} rows" in text(page)
    assert f"{BASE}/page/id/study/levitt-2009" in {e.get("href") for e in elements(page, "a")}
    check(pages.result(SITE, "ASK {}", b'{"head": {}, "boolean": true}', False))
    check(pages.result(SITE, "CONSTRUCT {} {}", b'<urn:a> <urn:b> "</code><script>" .', True))


def test_a_name_that_the_graph_does_not_hold_is_remarked_on(graph: ox.Store) -> None:
    nothing = b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}'
    query = f"PREFIX imr: <{ns.IMR}>\nSELECT ?s {{ ?s a imr:Studdy }}"
    page = pages.result(SITE, query, nothing, False, graph)
    check(page)
    assert "imr:Studdy is not in the graph; did you mean imr:Study" in text(page)
    assert "is not in the graph" not in text(pages.result(SITE, query.replace("dd", "d"), nothing, False, graph))
    made = pages.result(SITE, "CONSTRUCT {} {}", f"<{ns.IMR}New> <urn:b> 1 .".encode(), True, graph)
    assert "is not in the graph" not in text(made), "a graph may be made of new names"


def test_the_editor_is_a_form_where_it_was_not_built(graph: ox.Store) -> None:
    plain = get(graph, "/editor", SITE._replace(editor=False), query="ASK { }")
    assert "yasgui.min.js" not in text(plain)
    area = elements(plain, "textarea")[0]
    assert words(area) == "ASK { }"
    form = next(e for e in elements(plain, "form") if e.get("id") == "query-form")
    assert (form.get("action"), form.get("method")) == (f"{BASE}/sparql", "get")
    built = text(get(graph, "/editor"))
    for file in ("editor/yasgui.min.css", "editor/yasgui.min.js", "editor.js"):
        assert f"{BASE}/static/{file}" in built
    assert f'data-endpoint="{BASE}/sparql"' in built


def test_static_files_fetch_nothing_from_elsewhere() -> None:
    style = (STATIC / "site.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"https?:", (STATIC / "site.js").read_text(encoding="utf-8"))
    for template in (Path(STATIC).parent / "templates").glob("*.html"):
        assert "|safe" not in template.read_text(encoding="utf-8").replace(" ", ""), template.name


def test_properties_without_a_label_are_spoken() -> None:
    nameless = names.Names(())
    assert statements.spoken(nameless, "http://example.org/ns#wasMadeBy") == "was made by"
    assert statements.spoken(nameless, "http://example.org/") == "example.org"
