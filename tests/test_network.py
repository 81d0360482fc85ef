"""The network for Gephi and Cytoscape: its edges counted again from the sheets."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest

import imrkg
from imrkg import network


@pytest.fixture(scope="module")
def made(graph: ox.Store) -> networkx.MultiDiGraph:
    return network.graph(graph)


def edges(made: networkx.MultiDiGraph, relation: str) -> Counter[tuple[str, str]]:
    return Counter((s, t) for s, t, data in made.edges(data=True) if data["relation"] == relation)


def items(value: str) -> list[str]:
    return [item.strip() for item in value.split(";") if item.strip()]


def test_findings(made: networkx.MultiDiGraph, rows: dict[str, list[dict[str, str]]]) -> None:
    """One edge for each study, outcome, rater and result; a contested finding is none (it fills no slot)."""
    found = {(s, t, d.get("rater"), d.get("result")) for s, t, d in made.edges(data=True) if d["relation"] == "found"}
    expected = {
        (f"study/{r['study']}", f"outcome/{r['outcome']}", r["rater"], r["result"] or None)
        for r in rows["findings"]
        if not r["contests"]
    }
    contested = {
        (f"study/{r['study']}", f"outcome/{r['outcome']}", r["rater"], r["result"] or None) for r in rows["findings"]
    }
    assert expected <= found <= contested


def test_adaptations_and_deliveries(made: networkx.MultiDiGraph, rows: dict[str, list[dict[str, str]]]) -> None:
    adapted = {(f"program/{r['key']}", f"program/{p}") for r in rows["programs"] for p in items(r["adapted_from"])}
    assert set(edges(made, "adapted from")) == adapted
    delivered = {(f"study/{r['study']}", f"program/{r['program']}") for r in rows["deliveries"]}
    assert set(edges(made, "delivered")) == delivered
    settings = {(f"study/{r['study']}", f"setting/{s}") for r in rows["deliveries"] for s in items(r["settings"])}
    assert set(edges(made, "took place in")) == settings


def test_factors(made: networkx.MultiDiGraph, rows: dict[str, list[dict[str, str]]]) -> None:
    domains = {(f"factor/{r['key']}", f"cfir-domain/{r['domain']}") for r in rows["factors"]}
    assert set(edges(made, "in domain")) == domains
    said = {
        (f"reference/{number}", f"factor/{r['factor']}", r["polarity"])
        for r in rows["factor-statements"]
        for number in items(r["references"])
    }
    polarities = {r["polarity"] for r in rows["factor-statements"]}
    found = {(s, t, d["relation"]) for s, t, d in made.edges(data=True) if d["relation"] in polarities}
    assert found == said


def test_nodes_are_named(made: networkx.MultiDiGraph) -> None:
    assert made.number_of_nodes() > 100
    for name, data in made.nodes(data=True):
        assert data["kind"] == name.split("/")[0]
        assert data["label"] not in ("", "None")
    assert made.nodes["study/levitt-2009"]["label"] == "Levitt et al., 2009"


def test_graphml_comes_back(made: networkx.MultiDiGraph, tmp_path: Path) -> None:
    networkx.write_graphml(made, tmp_path / "imrkg.graphml")
    again = networkx.read_graphml(tmp_path / "imrkg.graphml", force_multigraph=True)
    assert dict(again.nodes(data=True)) == dict(made.nodes(data=True))

    def plain(graph: networkx.MultiDiGraph) -> Counter[tuple[str, ...]]:
        wanted = ("relation", "result", "rater")
        return Counter((s, t, *(d.get(k, "") for k in wanted)) for s, t, d in graph.edges(data=True))

    assert plain(again) == plain(made)


def test_the_python_interface_gives_the_same(made: networkx.MultiDiGraph) -> None:
    again = imrkg.to_networkx()
    assert set(again.nodes) == set(made.nodes)
    assert again.number_of_edges() == made.number_of_edges()
