"""Linked data: paths and IRIs, what the data about a thing holds, downloads, and the links between documents."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import support
from hypothesis import given
from hypothesis import strategies as st

from imrkg import namespaces as ns
from imrkg import resources
from imrkg.serve import linked

STUDY = ns.ID + "study/levitt-2009"
RDFS_LABEL = ox.NamedNode(ns.PREFIXES["rdfs"] + "label")
RDF = ns.PREFIXES["rdf"]
GRAPH_FORMATS = ("nq", "trig")


def parsed(content: bytes | None, form: str) -> set[ox.Quad]:
    assert content is not None
    return set(ox.parse(input=content, format=linked.rdf_format(form), rename_blank_nodes=True))


def triples(quads: set[ox.Quad]) -> set[ox.Triple]:
    """Return the statements without their graphs, blank nodes named by what they say (RDFC-1.0)."""
    dataset = ox.Dataset(ox.Quad(*quad.triple) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in dataset}


def ours(store: ox.Store) -> set[str]:
    """Return every IRI of ours in the data, graphs included."""
    terms = {term for quad in store for term in quad if isinstance(term, ox.NamedNode)}
    return {term.value for term in terms if term.value.startswith(ns.BASE)}


# ------------------------------------------------------------------------------------------- paths and IRIs


def test_every_iri_of_the_data_has_a_path_that_leads_back(graph: ox.Store) -> None:
    iris = ours(graph)
    assert len(iris) > 6000
    for iri in iris:
        path = linked.path(iri)
        assert path is not None
        assert linked.iri(path) == iri
        assert linked.split(path) == (path, ""), "a key that ends like a data document could not be asked for"


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("/", ns.BASE),
        ("/ontology", ns.BASE + "ontology"),
        ("/ontology/0.1.0", ns.BASE + "ontology/0.1.0"),
        ("/graph/evidence", ns.BASE + "graph/evidence"),
        ("/id/study/levitt-2009", STUDY),
        ("/id/study/levitt%2D2009", STUDY),
        ("/id/study/m%C3%BCller", ns.ID + "study/müller"),
        ("/id/study/m%c3%bcller", ns.ID + "study/müller"),
        ("/id/study/müller", ns.ID + "study/müller"),
        ("/id/study/a%2fb", ns.ID + "study/a%2Fb"),
        ("/id/study/a b", ns.ID + "study/a%20b"),
        ("/id/study/100%", ns.ID + "study/100%25"),
        ("/id/study/%FF", ns.ID + "study/%FF"),
        ("/id/study/%E2%80%AE", ns.ID + "study/%E2%80%AE"),
        ("/id/study/<b>%22", ns.ID + "study/%3Cb%3E%22"),
        ("/id/study/../x", None),
        ("/id/%2E%2E/x", None),
        ("", None),
        ("id/study/x", None),
        ("/id/\ud800", None),
    ],
)
def test_a_path_stands_for_an_iri(path: str, iri: str | None) -> None:
    assert linked.iri(path) == iri


@pytest.mark.parametrize(
    "iri", ["https://example.org/", ns.ID + "study/x?y", ns.ID + "study/x#y", "http://w3id.org/imrkg/"]
)
def test_other_iris_have_no_path(iri: str) -> None:
    assert linked.path(iri) is None
    assert linked.links(iri) == []


@given(st.text())
def test_any_path_gives_a_valid_iri_in_normal_form_or_none(text: str) -> None:
    iri = linked.iri("/id/study/" + text)
    if iri is None:
        return
    assert ox.NamedNode(iri).value == iri
    path = linked.path(iri)
    assert path is not None
    assert path.isascii()
    assert linked.iri(path) == iri


@given(st.text(st.characters(codec="utf-8", exclude_characters="/.!$&'()*+,;=:@"), min_size=1))
def test_encoded_and_decoded_paths_agree(text: str) -> None:
    # Reserved characters are left out: they are not the same as their escapes.
    from urllib.parse import quote

    assert linked.iri("/id/study/" + quote(text, safe="")) == linked.iri("/id/study/" + text.replace("%", "%25"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/id/study/levitt-2009.ttl", ("/id/study/levitt-2009", "ttl")),
        ("/ontology.jsonld", ("/ontology", "jsonld")),
        ("/ontology/0.1.0", ("/ontology/0.1.0", "")),
        ("/ontology/0.1.0.nt", ("/ontology/0.1.0", "nt")),
        ("/graph/evidence.trig", ("/graph/evidence", "trig")),
        ("/id/study/x.html", ("/id/study/x.html", "")),
        ("/id/study/.ttl", ("/id/study/.ttl", "")),
        ("/id/study.ttl/x", ("/id/study.ttl/x", "")),
        ("/", ("/", "")),
    ],
)
def test_a_data_suffix_is_split_off(path: str, expected: tuple[str, str]) -> None:
    assert linked.split(path) == expected


# ----------------------------------------------------------------------------------------------------- data


@pytest.mark.parametrize("form", linked.FORMATS)
def test_the_data_of_a_study_hold_what_is_said_of_it_and_with_it(graph: ox.Store, form: str) -> None:
    node = ox.NamedNode(STUDY)
    expected = {q for q in graph if node in (q.subject, q.object)}
    found = parsed(linked.data(graph, STUDY, form), form)
    if form in GRAPH_FORMATS:
        assert expected <= found
        assert found <= set(graph)
    else:
        assert {q.triple for q in expected} <= {q.triple for q in found}
        assert {q.graph_name for q in found} == {ox.DefaultGraph()}
        assert {q.triple for q in found} <= {q.triple for q in graph}


@pytest.mark.parametrize("form", linked.FORMATS)
@pytest.mark.parametrize("iri", [STUDY, ns.IMR + "Unknown"])
def test_the_thing_itself_comes_first_and_bare_names_last(graph: ox.Store, iri: str, form: str) -> None:
    content = linked.data(graph, iri, form)
    assert content is not None
    quads = list(ox.parse(input=content, format=linked.rdf_format(form)))
    own = [quad.subject == ox.NamedNode(iri) for quad in quads]
    assert own == sorted(own, reverse=True)
    assert own[0]
    says = {q.subject for q in quads if q.predicate.value not in (RDFS_LABEL.value, ns.PREFIXES["skos"] + "prefLabel")}
    bare = [quad.subject not in says for quad in quads]
    assert bare == sorted(bare)
    assert bare[-1]


def test_neighbors_and_properties_have_their_labels(graph: ox.Store) -> None:
    found = parsed(linked.data(graph, STUDY, "nq"), "nq")
    labeled = {q.subject for q in found if q.predicate == RDFS_LABEL}
    named = {t for q in found for t in q.triple if isinstance(t, ox.NamedNode)}
    with_label = {q.subject for q in graph.quads_for_pattern(None, RDFS_LABEL, None)}
    assert named & with_label <= labeled
    assert ox.NamedNode(ns.IMR + "ofStudy") in labeled


@pytest.mark.parametrize(
    "kind", [iri.rsplit("/", 1)[1] for iri in ("id/study", "id/cell", "id/claim", "id/check-result")]
)
def test_things_of_every_kind_have_data(graph: ox.Store, kind: str) -> None:
    iri = next(iri for iri in sorted(ours(graph)) if iri.startswith(f"{ns.ID}{kind}/"))
    assert linked.data(graph, iri, "ttl")


def test_every_term_of_the_ontology_comes_with_whole_axioms(graph: ox.Store) -> None:
    terms = sorted(iri for iri in ours(graph) if iri.startswith(ns.IMR) and not iri.endswith("/0.1.0"))
    assert len(terms) > 200
    for iri in terms:
        found = parsed(linked.data(graph, iri, "nt"), "nt")
        subjects = {q.subject for q in found}
        blank = {t for q in found for t in q.triple if isinstance(t, ox.BlankNode)}
        assert blank <= subjects, f"{iri}: a blank node that nothing is said of"


def test_a_disjointness_comes_with_its_list(graph: ox.Store) -> None:
    found = parsed(linked.data(graph, ns.IMR + "Unknown", "nt"), "nt")
    members = {q.object for q in found if q.predicate.value == RDF + "first"}
    assert {ox.NamedNode(ns.IMR + name) for name in ("Unknown", "NotMeasured", "NotReported")} <= members
    assert any(q.object == ox.NamedNode(RDF + "nil") for q in found)


def test_an_axiom_that_names_a_term_inside_is_found_from_both_ends() -> None:
    store = ox.Store()
    turtle = """imr:A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty imr:p ; owl:someValuesFrom
      [ a owl:Class ; owl:unionOf ( imr:B imr:C ) ] ] . imr:p a owl:ObjectProperty ."""
    store.extend(ox.Quad(*triple) for triple in support.triples(turtle))
    for name in ("p", "B", "C"):
        found = parsed(linked.data(store, ns.IMR + name, "nt"), "nt")
        blank = {q for q in found if isinstance(q.subject, ox.BlankNode)}
        assert len(blank) == len({q for q in store if isinstance(q.subject, ox.BlankNode)})
        assert any(q.subject.value == ns.IMR + "A" and q.predicate.value.endswith("subClassOf") for q in found)


@pytest.mark.parametrize("iri", [ns.ONTOLOGY_GRAPH, ns.ONTOLOGY_GRAPH + "/0.1.0"])
def test_ontology_and_version_give_the_whole_ontology(graph: ox.Store, iri: str) -> None:
    file = ox.Store()  # which writes numbers its own way (4.0 as 4)
    file.load(path=resources.ontology(), format=ox.RdfFormat.TURTLE)
    assert triples(parsed(linked.data(graph, iri, "ttl"), "ttl")) >= triples(set(file))
    assert linked.data(graph, iri, "ttl") == linked.data(graph, ns.ONTOLOGY_GRAPH, "ttl")


@pytest.mark.parametrize("name", ["links", "source"])
def test_a_named_graph_gives_all_of_its_statements(graph: ox.Store, name: str) -> None:
    expected = set(graph.quads_for_pattern(None, None, None, ox.NamedNode(ns.GRAPHS[name])))
    assert expected
    assert parsed(linked.data(graph, ns.GRAPHS[name], "nq"), "nq") >= expected


@pytest.mark.parametrize(
    "iri",
    [
        ns.ID + "study/nobody-1900",
        ns.IMR + "Nothing",
        ns.ONTOLOGY_GRAPH + "/0.0.1",
        ns.BASE + "graph/none",
        "no iri",
        "",
    ],
)
def test_what_the_graph_does_not_know_has_no_data(graph: ox.Store, iri: str) -> None:
    assert linked.data(graph, iri, "ttl") is None


def test_the_same_thing_gives_the_same_bytes(graph: ox.Store) -> None:
    copy = ox.Store()
    copy.extend(sorted(graph, key=str, reverse=True))
    for form in linked.FORMATS:
        assert linked.data(copy, ns.IMR + "Unknown", form) == linked.data(graph, ns.IMR + "Unknown", form)


def test_no_description_of_the_shipped_graph_is_cut(graph: ox.Store) -> None:
    for iri in ours(graph):
        assert sum(1 for _ in graph.quads_for_pattern(None, None, ox.NamedNode(iri))) <= linked.MOST


def test_a_description_that_is_cut_says_so() -> None:
    store = ox.Store()
    hub, points = ox.NamedNode("http://example.org/hub"), ox.NamedNode("http://example.org/points")
    count = linked.MOST + 7
    store.extend(ox.Quad(ox.NamedNode(f"http://example.org/{i}"), points, hub) for i in range(count))
    found = parsed(linked.data(store, hub.value, "nt"), "nt")
    assert sum(1 for q in found if q.predicate == points) == linked.MOST
    notes = [q.object.value for q in found if q.predicate.value.endswith("#comment")]
    assert len(notes) == 1
    assert str(count) in notes[0]


def test_a_property_that_nothing_declares_is_known_by_its_use() -> None:
    store = ox.Store()
    used = ox.Quad(ox.NamedNode("http://example.org/a"), ox.NamedNode("http://example.org/p"), ox.Literal("x"))
    store.add(used)
    assert parsed(linked.data(store, "http://example.org/p", "nt"), "nt") == {used}


def test_names_beyond_ascii_are_found(tmp_path: Path) -> None:
    store = ox.Store()
    store.extend(ox.Quad(*t) for t in support.triples('<study/müller> rdfs:label "Müller"@en .'))
    iri = linked.iri("/id/study/m%C3%BCller")
    assert iri is not None
    assert "Müller" in (linked.data(store, iri, "ttl") or b"").decode()


# ------------------------------------------------------------------------------------------------ downloads


@pytest.mark.parametrize("form", linked.FORMATS)
def test_a_download_holds_everything(graph: ox.Store, form: str) -> None:
    found = parsed(linked.dump(graph, form), form)
    if form in (*GRAPH_FORMATS, "jsonld"):
        graphs = {q.graph_name.value for q in found if isinstance(q.graph_name, ox.NamedNode)}
        assert graphs == {*ns.GRAPHS.values(), ns.ONTOLOGY_GRAPH}
        assert len(found) == len(graph)
    ground = {q.triple for q in graph if not {type(q.subject), type(q.object)} & {ox.BlankNode}}
    assert {q.triple for q in found} >= ground
    assert len({q.triple for q in found}) == len({q.triple for q in graph})


# ---------------------------------------------------------------------------------------------------- links


def test_a_document_links_to_the_others_and_to_the_thing() -> None:
    found = linked.links(STUDY, "/imr", "ttl")
    assert linked.Link(STUDY, "canonical") in found
    assert linked.Link("/imr/page/id/study/levitt-2009", "alternate", "text/html") in found
    alternates = {link.target: link.media_type for link in found if link.rel == "alternate"}
    assert "/imr/id/study/levitt-2009.ttl" not in alternates
    assert alternates["/imr/id/study/levitt-2009.jsonld"] == "application/ld+json"
    assert len(alternates) == len(linked.FORMATS)


def test_a_redirect_links_to_what_describes_the_thing() -> None:
    found = linked.links(STUDY)
    assert {link.rel for link in found} == {"describedby"}
    assert len(found) == len(linked.FORMATS) + 1


def test_the_dataset_is_described_by_void() -> None:
    found = linked.links(ns.BASE, "/imr", "html")
    assert linked.Link("/imr/.well-known/void", "alternate", "text/turtle") in found
    assert linked.Link(ns.BASE, "canonical") in found


def test_the_link_header_is_ascii_and_is_read_by_a_client() -> None:
    from requests.utils import parse_header_links

    links = linked.links(ns.ID + "study/mü", "/imr", "html")
    value = linked.header(links)
    assert value.isascii()
    read = parse_header_links(value)
    assert [(r["url"], r["rel"], r.get("type", "")) for r in read] == [tuple(link) for link in links]
