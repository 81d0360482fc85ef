"""Every file has a license, and what leaves the project as RDF names its license itself."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox
import pytest
from support import require

from imrkg import namespaces as ns
from imrkg import store, views

ROOT = Path(__file__).resolve().parent.parent
LICENSE = ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
SAYS = ox.NamedNode(ns.PREFIXES["dcterms"] + "license")
RIGHTS = ox.NamedNode(ns.PREFIXES["dcterms"] + "rights")


def test_every_file_has_a_license() -> None:
    """As the REUSE specification asks it; only what git knows counts."""
    require(find_spec("reuse"), "the package `reuse` is not installed")
    require((ROOT / ".git").exists(), "not a git checkout: what is no part of the project would count, too")
    done = subprocess.run([sys.executable, "-m", "reuse", "lint", "--lines"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", [*ns.GRAPHS, "ontology"])
def test_a_graph_names_its_license(graph: ox.Store, name: str) -> None:
    iri = ox.NamedNode(ns.GRAPHS.get(name, ns.ONTOLOGY_GRAPH))
    assert [q.object for q in graph.quads_for_pattern(iri, SAYS, None, iri)] == [LICENSE]


@pytest.mark.parametrize("form", store.FORMATS)
def test_an_export_names_its_license(graph: ox.Store, form: str) -> None:
    data = store.canonical(list(graph), store.FORMATS[form])
    assert LICENSE in {q.object for q in ox.parse(data, format=store.FORMATS[form]) if q.predicate == SAYS}


@pytest.mark.parametrize("name", ["cochrane-pico", "data-cube", "nanopublications", "ro-crate"])
def test_a_view_names_its_license(graph: ox.Store, name: str) -> None:
    form = "json" if name == "ro-crate" else views.formats(name)[0]  # its usual form is a packed one
    assert LICENSE.value.encode() in views.make(graph, name, form)


@pytest.mark.parametrize("file", sorted((ROOT / "ontology").rglob("*.ttl")), ids=lambda file: file.name)
def test_an_ontology_file_names_its_license(file: Path) -> None:
    # Some works of others say in words what may be done with them.
    assert any(quad.predicate in (SAYS, RIGHTS) for quad in store.read(file))
