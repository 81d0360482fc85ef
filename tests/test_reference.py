"""The HTML reference of the ontology: complete, in one file, the same every time, and readable by everybody."""

from __future__ import annotations

import csv
import itertools
import re
from xml.etree import ElementTree

import html5lib
import pyoxigraph as ox
import pytest
import support

from imrkg import namespaces as ns
from imrkg import reference, resources, store
from imrkg.errors import NothingToDraw

PAGE = reference.page().decode()
HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
TREE: ElementTree.Element = html5lib.parse(PAGE)


def made_up(turtle: str) -> str:
    data = ox.Store()
    header = '<https://w3id.org/imrkg/ontology> a owl:Ontology ; dcterms:title "T" . '
    data.extend(ox.Quad(*triple) for triple in support.triples(header + turtle))
    return reference.page(data).decode()


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", text).replace("&gt;", ">").split())


def test_every_term_has_an_anchor_of_its_own() -> None:
    declared = set()
    for quad in store.read(resources.ontology()):
        name = getattr(quad.object, "value", "")
        if quad.predicate.value == ns.PREFIXES["rdf"] + "type" and name.startswith(ns.PREFIXES["owl"]):
            iri = getattr(quad.subject, "value", "")
            if iri.startswith((ns.IMR, ns.ID)):
                declared.add(iri.removeprefix(ns.IMR).removeprefix(ns.ID))
    anchors = [node.get("id") for node in TREE.iter() if node.get("id")]
    assert declared <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_every_link_within_the_page_has_its_goal() -> None:
    anchors = {node.get("id") for node in TREE.iter()}
    goals = {node.get("href", "")[1:] for node in TREE.iter() if node.get("href", "").startswith("#")}
    assert goals
    assert goals <= anchors


def test_the_page_needs_nothing_from_elsewhere() -> None:
    loaded = [n for n in TREE.iter() if n.tag.removeprefix(HTML) in ("script", "link", "img", "iframe", "object")]
    assert loaded == []
    assert "@import" not in PAGE
    assert not re.search(r"url\((?!#)", PAGE)


def test_the_page_is_well_formed_and_the_same_every_time() -> None:
    html5lib.HTMLParser(strict=True).parse(PAGE)
    assert reference.page().decode() == PAGE


def test_the_page_of_a_server_brings_no_style_of_its_own() -> None:
    page = reference.page(stylesheet="/static/reference.css").decode()
    assert 'href="/static/reference.css"' in page
    assert "<style>" not in page
    assert ' style="' not in page


def test_headings_step_down_one_at_a_time() -> None:
    levels = [int(n.tag[-1]) for n in TREE.iter() if re.fullmatch(HTML + "h[1-6]", str(n.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_every_class_of_the_table_of_modules_exists_and_stands_in_one_module() -> None:
    with resources.path("queries", "reference", "modules.csv").open(encoding="utf-8", newline="") as file:
        names = [name for row in csv.DictReader(file) for name in row["classes"].split()]
    assert len(names) == len(set(names))
    anchors = {node.get("id") for node in TREE.iter()}
    assert set(names) <= anchors
    # No class is left over: the section of what several modules share holds properties and individuals only.
    shared = PAGE[PAGE.index('id="module-shared"') :]
    assert "<h3>Classes</h3>" not in shared


def test_each_module_with_classes_has_a_diagram_with_a_text() -> None:
    pictures = list(TREE.iter(SVG + "svg"))
    sections = [n for n in TREE.iter(HTML + "section") if any(h.text == "Classes" for h in n.iter(HTML + "h3"))]
    assert len(pictures) == len(sections) > 5
    for picture in pictures:
        title = picture.find(SVG + "title")
        assert title is not None
        assert title.get("id") == picture.get("aria-labelledby")
        assert "classes" in (title.text or "")


def boxes(picture: ElementTree.Element) -> list[tuple[int, int, int, int]]:
    sides = ("x", "y", "width", "height")
    return [tuple(int(rect.get(side, "0")) for side in sides) for rect in picture.iter(SVG + "rect")]  # type: ignore[misc]


def test_no_two_boxes_of_a_diagram_overlap_and_every_text_is_in_one() -> None:
    for picture in TREE.iter(SVG + "svg"):
        found = boxes(picture)
        for number, (x, y, w, h) in enumerate(found):
            assert x + w <= int(picture.get("width", "0"))
            assert y + h <= int(picture.get("height", "0"))
            for x2, y2, w2, h2 in found[number + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
        for text in picture.iter(SVG + "text"):
            left, base = int(text.get("x", "0")), int(text.get("y", "0"))
            length = 7.6 * len(text.text or "")
            assert any(x <= left and left + length <= x + w and y < base < y + h for x, y, w, h in found), text.text


def test_class_expressions_are_written_in_manchester_manner() -> None:
    page = made_up(
        'imr:A a owl:Class ; rdfs:label "a" ; owl:equivalentClass [ owl:intersectionOf ( imr:B'
        " [ a owl:Restriction ; owl:onProperty imr:p ; owl:someValuesFrom"
        " [ a rdfs:Datatype ; owl:onDatatype xsd:decimal ; owl:withRestrictions ( [ xsd:minInclusive 4 ] ) ] ]"
        " [ owl:complementOf [ owl:unionOf ( imr:B imr:C ) ] ] ) ] ."
        'imr:B a owl:Class ; rdfs:label "b" . imr:C a owl:Class ; rdfs:label "c" .'
        'imr:p a owl:DatatypeProperty ; rdfs:label "p" .'
    )
    assert "b and (p some (xsd:decimal [≥ 4])) and (not (b or c))" in words(page)


def test_what_is_said_of_a_term_is_shown() -> None:
    page = made_up(
        'imr:p a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:label "the p" ; rdfs:domain imr:A ;'
        ' rdfs:range imr:B ; owl:inverseOf imr:q ; obo:IAO_0000112 "for <example>" ; skos:closeMatch foaf:knows .'
        'imr:q a owl:ObjectProperty ; rdfs:label "the q" . imr:A a owl:Class ; rdfs:label "an a" .'
        'imr:B a owl:Class ; rdfs:label "a b" . imr:s a sh:NodeShape ; sh:targetClass imr:A .'
    )
    facts = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>(.*?)</dd>", page[page.index('id="p"') :], flags=re.DOTALL))
    assert words(facts["Domain"]) == "an a"
    assert words(facts["Range"]) == "a b"
    assert words(facts["Inverse of"]) == "the q"
    assert words(facts["Close match"]) == "foaf:knows"
    assert facts["Example"].strip() == "for &lt;example&gt;"
    assert "one value at most" in facts["Characteristic"]
    of_class = page[page.index('id="A"') :]
    assert "imr:s" in of_class[: of_class.index("</dl>")]


def test_a_graph_without_the_ontology_has_no_reference() -> None:
    with pytest.raises(NothingToDraw, match="ontology"):
        reference.page(ox.Store())
