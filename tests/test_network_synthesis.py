"""The network analyzed and written: against closed forms, a second count, other readers, another order of the data."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest
from running import SOURCE, environment
from support import triples
from test_gaps import Rows, altered, setting

from imrkg import namespaces as ns
from imrkg import network, question, tables
from imrkg.errors import NothingToCheck, UnknownName


@pytest.fixture(scope="module")
def found(graph: ox.Store) -> network.Analysis:
    return network.analysis(graph)


def items(value: str) -> list[str]:
    return [item for item in value.split(";") if item]


def measured(pairs: Iterable[tuple[str, str]]) -> ox.Store:
    """Return a graph of findings: study and outcome of each."""
    pairs = list(pairs)
    data = ox.Store()
    turtle = '<rater/r> imr:key "r" .'
    for study, outcome in pairs:
        turtle += (
            f"<finding/{study}-{outcome}> a imr:Finding ; imr:ofStudy <study/{study}> ; "
            f"imr:ofOutcome <outcome/{outcome}> ; imr:ofRater <rater/r> ."
        )
    for kind, keys in (("Study", {s for s, _ in pairs}), ("OutcomeDomain", {o for _, o in pairs})):
        folder = {"Study": "study", "OutcomeDomain": "outcome"}[kind]
        for key in keys:
            turtle += f'<{folder}/{key}> a imr:{kind} ; imr:key "{key}" ; rdfs:label "{key}"@en .'
    data.extend(ox.Quad(*triple, ox.NamedNode(ns.GRAPHS["evidence"])) for triple in triples(turtle))
    return data


# --------------------------------------------------------------------------------------- closed forms


def test_a_star() -> None:
    """In a star of n leaves every shortest path between leaves runs through the hub: betweenness 1."""
    made = network.analysis(measured((f"s{i}", "hub") for i in range(5)))
    nodes = made.graph.nodes
    assert (nodes["outcome/hub"]["neighbors"], nodes["outcome/hub"]["betweenness"]) == (5, 1)
    assert (nodes["study/s0"]["neighbors"], nodes["study/s0"]["betweenness"]) == (1, 0)
    assert [len(c) for c in made.components] == [6]
    assert made.linked == ()


def test_a_path_of_five() -> None:
    """On a path a-b-c-d-e of the 6 pairs of other nodes 3, 4 and 3 run through b, c and d."""
    made = network.analysis(measured([("a", "b"), ("c", "b"), ("c", "d"), ("e", "d")]))
    between = {name.partition("/")[2]: data["betweenness"] for name, data in made.graph.nodes(data=True)}
    assert between == pytest.approx({"a": 0, "b": 3 / 6, "c": 4 / 6, "d": 3 / 6, "e": 0}, abs=1e-6)
    (row,) = made.linked
    assert (row["outcome"], row["other_outcome"], row["shared_studies"], row["study_keys"]) == ("b", "d", 1, "c")


def test_two_groups_and_a_bridge() -> None:
    """Two complete groups of 3 studies and 3 outcomes, and one link between: 19 links, of which 9 and 9 are inside."""
    groups = [[(f"{g}s{i}", f"{g}o{j}") for i in range(3) for j in range(3)] for g in "ab"]
    made = network.analysis(measured([*groups[0], *groups[1], ("as0", "bo0")]))
    assert [len(c) for c in made.communities] == [6, 6]
    assert [{name.partition("/")[2][0] for name in c} for c in made.communities] == [{"a"}, {"b"}]
    assert made.modularity == pytest.approx(2 * (9 / 19 - (19 / 38) ** 2))
    apart = network.analysis(measured([*groups[0], *groups[1]]))
    assert [len(c) for c in apart.components] == [6, 6]
    assert apart.modularity == pytest.approx(0.5)


# ------------------------------------------------------------------------------------------- the review


def pairs(graph: networkx.MultiDiGraph) -> set[frozenset[str]]:
    """Return the linked pairs, without what is contested."""
    return {frozenset((s, t)) for s, t, relation in graph.edges(data="relation") if relation != "contested"}


def test_neighbors_are_those_of_the_edges(found: network.Analysis) -> None:
    count = Counter(end for pair in pairs(found.graph) for end in pair)
    assert dict(found.graph.nodes(data="neighbors")) == {name: count[name] for name in found.graph}


def test_communities_and_components_hold_every_node_once(found: network.Analysis) -> None:
    for groups in (found.communities, found.components):
        assert sorted(name for group in groups for name in group) == sorted(found.graph)
        assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    for number, group in enumerate(found.communities, start=1):
        assert {found.graph.nodes[name]["community"] for name in group} == {number}


def test_modularity_by_its_definition(found: network.Analysis) -> None:
    links = pairs(found.graph)
    community = dict(found.graph.nodes(data="community"))
    inside = Counter(community[min(pair)] for pair in links if len({community[n] for n in pair}) == 1)
    degrees: Counter[int] = Counter(community[n] for pair in links for n in pair)
    m = len(links)
    assert found.modularity == pytest.approx(sum(inside[c] / m - (degrees[c] / (2 * m)) ** 2 for c in degrees))
    assert 0 < found.modularity < 1


def test_a_contested_finding_links_nothing(found: network.Analysis, rows: dict[str, Rows]) -> None:
    contested = {(f"study/{r['study']}", f"outcome/{r['outcome']}") for r in rows["findings"] if r["contests"]}
    edges = [(s, t) for s, t, relation in found.graph.edges(data="relation") if relation == "contested"]
    assert set(edges) == contested
    # Of Mueser 2006 the text alone tells of satisfaction, against a blank; nothing else links the two.
    assert frozenset(("study/mueser-2006", "outcome/satisfaction")) not in pairs(found.graph)
    assert all("mueser-2006" not in str(r["study_keys"]) for r in found.linked if "satisfaction" in r.values())


def test_linked_outcomes_are_the_projection_of_the_network(found: network.Analysis) -> None:
    """The same by networkx: members of a merged column count as the column."""
    merged = {s: t for s, t, relation in found.graph.edges(data="relation") if relation == "member of"}
    assert len(set(merged.values())) == 1
    assert len(merged) == 2
    links = networkx.Graph()
    for s, t, relation in found.graph.edges(data="relation"):
        if relation in ("found", "reported"):
            links.add_edge(merged.get(s, s), t)
    outcomes = [name for name in links if name.startswith("outcome/")]
    projected = networkx.bipartite.weighted_projected_graph(links, outcomes)
    expected = {frozenset((a, b)): weight for a, b, weight in projected.edges(data="weight")}
    answered = {
        frozenset((f"outcome/{r['outcome']}", f"outcome/{r['other_outcome']}")): r["shared_studies"]
        for r in found.linked
    }
    assert answered == expected


def test_outcome_table_sums_up_the_pairs(found: network.Analysis, rows: dict[str, Rows]) -> None:
    column_of = {r["key"]: r["member_of"] or r["key"] for r in rows["studies"]}
    studies: dict[str, set[str]] = defaultdict(set)
    for r in rows["findings"] + [r for r in rows["implementation-results"] if r["status"] == "reported"]:
        if not r.get("contests"):
            studies[r["outcome"]].add(column_of[r["study"]])
    shared = {pair: len(studies[pair[0]] & studies[pair[1]]) for pair in combinations(sorted(studies), 2)}
    label = {r["key"]: r["label"] for r in rows["concepts"] if r["scheme"] == "outcome"}
    expected = {
        label[o]: (sum(o in p and n > 0 for p, n in shared.items()), sum(n for p, n in shared.items() if o in p))
        for o in studies
    }
    table = next(t for t in found.tables() if t.name == "outcome-centrality")
    assert {row[0]: row[1:3] for row in table.rows} == expected


def test_tables_fit_their_columns_and_name_their_queries(found: network.Analysis) -> None:
    made = found.tables()
    assert len({table.name for table in made}) == len(made)
    slugs = {q.slug for q in question.all_questions()}
    for table in made:
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert any(slug in " ".join(table.notes) for slug in (*slugs, "queries/network/edges.rq"))
    for form in tables.FORMATS:
        assert tables.write(made, form)


def test_settings_programs_and_factors_are_ranked(found: network.Analysis, rows: dict[str, Rows]) -> None:
    table = next(t for t in found.tables() if t.name == "most-linked")
    assert [row[0] for row in table.rows] == sorted(
        (row[0] for row in table.rows), key=["setting", "program", "factor"].index
    )
    sites: dict[str, set[str]] = defaultdict(set)
    for r in rows["deliveries"]:
        for setting_key in items(r["settings"]):
            sites[setting_key].add(r["study"])
    label = {r["key"]: r["label"] for r in rows["concepts"] if r["scheme"] == "setting"}
    most = max(sites, key=lambda key: len(sites[key]))
    assert table.rows[0][:3] == ("setting", label[most], len(sites[most]))
    cited: dict[str, set[str]] = defaultdict(set)
    for r in rows["factor-statements"]:
        cited[r["factor"]] |= set(items(r["references"]))
    factors = {r["label"]: len(cited[r["key"]]) + 1 for r in rows["factors"]}  # one more: its domain
    shown = {row[1]: row[2] for row in table.rows if row[0] == "factor"}
    assert shown == {name: factors[str(name)] for name in shown}
    assert min(shown.values()) >= sorted(factors.values(), reverse=True)[len(shown) - 1]


# ------------------------------------------------------------------------------------------ file formats

Edge = tuple[str, str, str, str, str]
WANTED = ("relation", "result", "rater")


def edges(graph: networkx.MultiDiGraph) -> Counter[Edge]:
    return Counter((s, t, *(data.get(name, "") for name in WANTED)) for s, t, data in graph.edges(data=True))


def nodes(graph: networkx.MultiDiGraph) -> dict[str, tuple[object, ...]]:
    kept = ("kind", "label", "neighbors", "betweenness", "community")
    return {name: tuple(data[k] for k in kept) for name, data in graph.nodes(data=True)}


def test_all_attributes_are_text_or_numbers(found: network.Analysis) -> None:
    for _, data in found.graph.nodes(data=True):
        assert {type(value) for value in data.values()} <= {str, int, float}
    for *_, data in found.graph.edges(data=True):
        assert {type(value) for value in data.values()} == {str}


def test_graphml_comes_back(found: network.Analysis) -> None:
    data = network.write(found.graph, "graphml")
    again = networkx.parse_graphml(data.decode(), force_multigraph=True)
    assert again.is_directed()
    assert nodes(again) == nodes(found.graph)
    assert edges(again) == edges(found.graph)
    tree = ET.fromstring(data)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(tree.findall(f".//{space}node")) == len(found.graph)
    assert len(tree.findall(f".//{space}edge")) == found.graph.number_of_edges()


def test_gexf_comes_back(found: network.Analysis) -> None:
    data = network.write(found.graph, "gexf")
    again = networkx.read_gexf(io.BytesIO(data))
    assert nodes(again) == nodes(found.graph)
    assert edges(again) == edges(found.graph)
    tree = ET.fromstring(data)
    space = tree.tag.partition("}")[0] + "}"
    assert len(tree.findall(f".//{space}edge")) == found.graph.number_of_edges()
    assert "lastmodifieddate" not in data.decode()


def test_node_link_json_comes_back(found: network.Analysis) -> None:
    content = json.loads(network.write(found.graph, "json"))
    again = networkx.MultiDiGraph()
    again.add_nodes_from((node.pop("id"), node) for node in content["nodes"])
    again.add_edges_from((e.pop("source"), e.pop("target"), e.pop("key"), e) for e in content["edges"])
    assert nodes(again) == nodes(found.graph)
    assert edges(again) == edges(found.graph)
    assert content["directed"] is content["multigraph"] is True


def test_edge_list_comes_back(found: network.Analysis) -> None:
    lines = list(csv.DictReader(io.StringIO(network.write(found.graph, "csv").decode(), newline="")))
    assert Counter((r["source"], r["target"], *(r[n] for n in WANTED)) for r in lines) == edges(found.graph)
    label = dict(found.graph.nodes(data="label"))
    assert all(r["source_label"] == label[r["source"]] and r["target_label"] == label[r["target"]] for r in lines)
    assert {r["source_kind"] for r in lines} <= {"study", "program", "factor", "reference"}


@pytest.mark.parametrize("form", network.FORMATS)
def test_the_plain_network_is_written_too(graph: ox.Store, form: str) -> None:
    plain = network.graph(graph)
    data = network.write(plain, form)
    assert data.startswith({"graphml": b"<?xml", "gexf": b"<?xml", "json": b"{", "csv": b"source,"}[form])
    assert network.write(plain, Path(f"x/imrkg.{form.upper()}")) == data


@pytest.mark.parametrize("form", ["xls", "", Path("network"), Path("network.txt")], ids=str)
def test_an_unknown_format_is_refused(found: network.Analysis, form: str | Path) -> None:
    with pytest.raises(UnknownName) as caught:
        network.write(found.graph, form)
    assert "graphml" in caught.value.hint


PROGRAM = """
import hashlib, random, sys
import pyoxigraph as ox
from imrkg import network, store, tables
quads = list(store.bundled())
random.Random(int(sys.argv[1])).shuffle(quads)
data = ox.Store()
data.extend(quads)
found = network.analysis(data)
written = [network.write(found.graph, form) for form in network.FORMATS] + [tables.write(found.tables(), "json")]
print([hashlib.sha256(part).hexdigest() for part in written])
"""


def test_neither_hash_seed_nor_order_of_the_data_matters() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, seed],
            env=environment(SOURCE, PYTHONHASHSEED=seed),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(printed) == 1
    assert len(json.loads(printed.pop().replace("'", '"'))) == 5


def test_labels_of_a_user_go_through_every_format(tmp_path: Path) -> None:
    label = 'A & B <c> "d", é'
    made = network.analysis(altered(tmp_path, studies=setting("levitt-2009", label=label)))
    assert made.graph.nodes["study/levitt-2009"]["label"] == label
    for form, parse in (
        ("graphml", networkx.parse_graphml),
        ("gexf", lambda text: networkx.read_gexf(io.StringIO(text))),
    ):
        again = parse(network.write(made.graph, form).decode())
        assert again.nodes["study/levitt-2009"]["label"] == label
    lines = csv.DictReader(io.StringIO(network.write(made.graph, "csv").decode(), newline=""))
    assert label in {line["source_label"] for line in lines}


def test_what_xml_cannot_hold_is_replaced() -> None:
    data = measured([("s", "o")])
    data.add(
        ox.Quad(ox.NamedNode(f"{ns.ID}study/t"), ox.NamedNode(ns.IMR + "adaptedFrom"), ox.NamedNode(f"{ns.ID}study/s"))
    )
    data.add(ox.Quad(ox.NamedNode(f"{ns.ID}study/t"), ox.NamedNode(ns.expand("rdfs:label")), ox.Literal("a\x08b")))
    made = network.graph(data)
    assert made.nodes["study/t"]["label"] == "a\x08b"
    for form in ("graphml", "gexf"):
        assert (
            "a\ufffdb"
            in "".join(ET.fromstring(network.write(made, form)).itertext()) + network.write(made, form).decode()
        )


# ------------------------------------------------------------------------------------- changes and nothing


def test_the_network_follows_the_sheets(found: network.Analysis, tmp_path: Path) -> None:
    changed = network.analysis(altered(tmp_path, deliveries=setting("mueser-2006--delivery", settings="act-team")))
    before, after = ("setting/act-team" in set(a.graph["study/mueser-2006"]) for a in (found, changed))
    assert (before, after) == (False, True)
    assert (
        changed.graph.nodes["setting/act-team"]["neighbors"] == found.graph.nodes["setting/act-team"]["neighbors"] + 1
    )
    assert changed.linked == found.linked


def test_an_empty_graph_has_no_network() -> None:
    with pytest.raises(NothingToCheck, match="no study"):
        network.analysis(ox.Store())


def test_programs_alone_are_no_network_of_studies() -> None:
    data = ox.Store()
    turtle = '<program/a> rdfs:label "a" ; imr:adaptedFrom <program/b> . <program/b> rdfs:label "b" .'
    data.extend(ox.Quad(*triple, ox.NamedNode(ns.GRAPHS["evidence"])) for triple in triples(turtle))
    assert len(network.graph(data)) == 2
    with pytest.raises(NothingToCheck, match="no study"):
        network.analysis(data)


def test_the_modules_are_light_to_import() -> None:
    code = (
        "import sys, imrkg.gaps, imrkg.network; print([m for m in ('networkx', 'numpy', 'rdflib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(SOURCE))
    assert done.stdout.strip() == "[]", done.stderr
