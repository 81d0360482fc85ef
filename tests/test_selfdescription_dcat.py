"""The description of the dataset as DCAT 3: what DCAT-AP makes mandatory is there, and the addresses in it work."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

import imrkg
from imrkg import namespaces as ns
from imrkg.serve import linked, selfdescription

SITE = "http://127.0.0.1:8000/imr"
D = "http://www.w3.org/ns/dcat#"
T = ns.PREFIXES["dcterms"]
TYPE = ox.NamedNode(ns.PREFIXES["rdf"] + "type")
# What DCAT-AP 3 makes mandatory, and the license, which we ask of each.
MANDATORY = {
    "Catalog": {T + "title", T + "description", T + "publisher", D + "dataset", T + "license"},
    "Dataset": {T + "title", T + "description", T + "license", D + "version", D + "distribution"},
    "Distribution": {D + "accessURL", D + "downloadURL", D + "mediaType", T + "license"},
    "DataService": {D + "endpointURL", T + "title", D + "servesDataset", T + "license"},
    "Resource": {T + "title", T + "license", D + "version", D + "hasVersion"},
}


@pytest.fixture(scope="module")
def described(graph: ox.Store) -> ox.Store:
    held = ox.Store()
    held.load(selfdescription.void(graph, SITE, "ttl"), format=ox.RdfFormat.TURTLE)
    return held


def members(described: ox.Store, kind: str) -> list[ox.NamedNode]:
    return [q.subject for q in described.quads_for_pattern(None, TYPE, ox.NamedNode(D + kind))]


def values(described: ox.Store, thing: ox.NamedNode, name: str) -> set[str]:
    return {q.object.value for q in described.quads_for_pattern(thing, ox.NamedNode(name), None)}


@pytest.mark.parametrize("kind", MANDATORY)
def test_what_is_mandatory_is_there(described: ox.Store, kind: str) -> None:
    things = members(described, kind)
    assert things
    for thing in things:
        said = {q.predicate.value for q in described.quads_for_pattern(thing, None, None)}
        assert MANDATORY[kind] <= said


def test_there_is_one_distribution_for_each_download(described: ox.Store) -> None:
    types = {}
    for thing in members(described, "Distribution"):
        (address,), (media,) = values(described, thing, D + "downloadURL"), values(described, thing, D + "mediaType")
        types[address] = media.removeprefix("https://www.iana.org/assignments/media-types/")
    assert types == {f"{SITE}/download/imrkg.{form}": linked.rdf_format(form).media_type for form in linked.FORMATS}


def test_the_service_is_the_endpoint_and_serves_the_dataset(described: ox.Store) -> None:
    (service,) = members(described, "DataService")
    assert values(described, service, D + "endpointURL") == {f"{SITE}/sparql"}
    assert values(described, service, D + "servesDataset") == {ns.BASE}


def test_the_version_is_that_of_the_package(described: ox.Store) -> None:
    assert values(described, ox.NamedNode(ns.BASE), D + "version") == {imrkg.__version__}


def test_other_data_are_in_no_catalog() -> None:
    other = ox.Store()
    other.add(ox.Quad(ox.NamedNode("urn:a"), TYPE, ox.NamedNode("urn:b"), ox.NamedNode("urn:g")))
    assert b"dcat#" not in selfdescription.void(other, SITE, "nt")


def test_the_version_is_the_same_wherever_it_stands() -> None:
    root = Path(__file__).resolve().parent.parent
    version = imrkg.__version__
    ontology = (root / "ontology" / "imr.ttl").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{version}"' in ontology
    assert f"owl:versionIRI <https://w3id.org/imrkg/ontology/{version}>" in ontology
    assert f"\nversion: {version}\n" in (root / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)} ", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
