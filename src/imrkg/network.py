"""The graph as a network: what hangs together, what stands in the middle, which groups form, and its file formats.

What SPARQL can answer are questions (``outcomes-linked``, ``references-by-factors``, and the edges themselves in
``queries/network/edges.rq``); networkx does the rest.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import pyoxigraph as ox

from imrkg import engine, question, resources, results
from imrkg import namespaces as ns
from imrkg.errors import NothingToCheck, UnknownName, nearest
from imrkg.tables import Table, Value

if TYPE_CHECKING:
    import networkx

FORMATS = ("graphml", "gexf", "json", "csv")
Rows = tuple[dict[str, Value], ...]
_SHOWN = 20  # rows of a long table in a report; its question has them all
_MOST_LINKED = ("setting", "program", "factor")
_PER_KIND = 10
# What XML cannot hold, escaped or not.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Analysis(NamedTuple):
    """The answer of :func:`analysis`.

    Attributes:
        graph: the multigraph of :func:`graph`, whose nodes carry three numbers more: ``neighbors`` (linked nodes),
            ``betweenness`` (share of the shortest paths between other nodes that run through it, 0 to 1) and
            ``community`` (from 1, the largest first).
        components: the node names of each connected part, the largest first.
        communities: the node names of each community, by number.
        modularity: of these communities, at most 1; 0 means no more links within them than by chance.
        linked: rows of the question ``outcomes-linked``.
        references: rows of the question ``references-by-factors``.
    """

    graph: networkx.MultiDiGraph
    components: tuple[tuple[str, ...], ...]
    communities: tuple[tuple[str, ...], ...]
    modularity: float
    linked: Rows
    references: Rows

    def tables(self) -> list[Table]:
        """Return the network's size, linked outcomes, central nodes, references by factors, and communities."""
        return [
            self._size(),
            self._linked(),
            self._outcomes(),
            self._references(),
            self._most_linked(),
            self._communities(),
        ]

    def _size(self) -> Table:
        kinds = Counter(str(data["kind"]) for _, data in self.graph.nodes(data=True))
        relations = Counter(str(data["relation"]) for *_, data in self.graph.edges(data=True))
        rows: list[tuple[Value, ...]] = [("nodes", kind, count) for kind, count in sorted(kinds.items())]
        rows += [("edges", relation, count) for relation, count in sorted(relations.items())]
        rows += [
            ("connected parts", "all", len(self.components)),
            ("connected parts", "largest", len(self.components[0])),
        ]
        notes = (
            "One edge for each finding, result, delivery, reference or statement; contested edges are what the text "
            "tells against a cell of a table, and count in no other table here.",
            "From queries/network/edges.rq.",
        )
        return Table("network-size", "What is in the network?", notes, ("what", "kind", "count"), rows)

    def _linked(self) -> Table:
        most = self.linked[:_SHOWN]
        least = cast(int, most[-1]["shared_studies"]) if most else 0
        rows = [row for row in self.linked if cast(int, row["shared_studies"]) >= least]
        notes = (
            f"{len(rows)} of {len(self.linked)} pairs that share a study; the others share fewer than {least}.",
            "Outcomes of one study were looked at together; whether they go together nobody tells.",
            "All of them: question outcomes-linked.",
        )
        columns = ("outcome", "other_outcome", "shared_studies", "study_keys")
        return _table("outcomes-linked", "Which outcomes are linked by shared studies?", notes, columns, rows)

    def _outcomes(self) -> Table:
        linked: Counter[str] = Counter()
        shared: Counter[str] = Counter()
        for row in self.linked:
            for end in ("outcome", "other_outcome"):
                linked[str(row[end])] += 1
                shared[str(row[end])] += cast(int, row["shared_studies"])
        rows: list[tuple[Value, ...]] = [
            (data["label"], linked[ns.key(name)], shared[ns.key(name)], data["betweenness"], data["community"])
            for name, data in self._by_rank("outcome")
        ]
        rows.sort(key=lambda row: (-cast(int, row[1]), -cast(int, row[2]), str(row[0])))
        notes = (
            "linked_outcomes: outcomes that share a study with it; shared_studies: summed over them; betweenness: in "
            "the whole network (Freeman 1977).",
            "From the question outcomes-linked, and networkx.",
        )
        columns = ("outcome", "linked_outcomes", "shared_studies", "betweenness", "community")
        return Table("outcome-centrality", "Which outcomes stand in the middle?", notes, columns, rows)

    def _references(self) -> Table:
        columns = (
            "number",
            "factors",
            "barriers",
            "facilitators",
            "strategies",
            "both",
            "neutral",
            "domains",
            "statements",
        )
        notes = (
            "A factor that a reference names in two ways counts in both columns; counting does not weigh.",
            "From the question references-by-factors.",
        )
        return _table("references-by-factors", "Which references carry most factors?", notes, columns, self.references)

    def _most_linked(self) -> Table:
        rows: list[tuple[Value, ...]] = [
            (kind, data["label"], data["neighbors"], data["betweenness"], data["community"])
            for kind in _MOST_LINKED
            for _, data in self._by_rank(kind)[:_PER_KIND]
        ]
        notes = (
            f"The {_PER_KIND} nodes of each kind with most neighbors; the written network has all of them.",
            "A setting is linked to studies, a program to studies and programs, a factor to references and its domain.",
            "betweenness (Freeman 1977), by networkx.",
        )
        columns = ("kind", "name", "neighbors", "betweenness", "community")
        return Table("most-linked", "Which settings, programs and factors stand in the middle?", notes, columns, rows)

    def _by_rank(self, kind: str) -> list[tuple[str, dict[str, Value]]]:
        """Return the nodes of a kind, those with most neighbors first."""
        nodes = [(name, data) for name, data in self.graph.nodes(data=True) if data["kind"] == kind]
        return sorted(nodes, key=lambda node: (-node[1]["neighbors"], -node[1]["betweenness"], node[0]))

    def _communities(self) -> Table:
        rows: list[tuple[Value, ...]] = []
        for number, names in enumerate(self.communities, start=1):
            kinds = Counter(str(self.graph.nodes[name]["kind"]) for name in names)
            mix = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
            rows.append((number, len(names), mix, "; ".join(str(self.graph.nodes[name]["label"]) for name in names)))
        notes = (
            f"Modularity {self.modularity:.3f}. Greedy modularity maximization (Clauset, Newman and Moore 2004), by "
            "networkx, over the undirected network with one link for each linked pair; no chance enters.",
            "Other methods draw the borders elsewhere: communities sum up who is linked with whom, and prove nothing.",
            "From queries/network/edges.rq.",
        )
        return Table("communities", "Which groups form?", notes, ("community", "nodes", "kinds", "members"), rows)


def graph(store: ox.Store) -> networkx.MultiDiGraph:
    """Return the study–outcome–program–factor network.

    Which edges there are is said by ``queries/network/edges.rq``; nodes carry ``kind`` and
    ``label``, edges ``relation`` and, where there is one, ``result`` and ``rater``. All values
    are text, so that ``networkx.write_graphml`` takes the graph as it is.
    """
    import networkx

    network = networkx.MultiDiGraph(name="imrkg")
    file = resources.path("queries", "network", "edges.rq")
    answer = engine.run(store, file.read_text(encoding="utf-8"), source=str(file))
    for row in results.collect(answer).rows():
        source, target = (ns.shorten(str(row[end])) for end in ("source", "target"))
        for name, label in ((source, row["source_label"]), (target, row["target_label"])):
            network.add_node(name, kind=name.split("/")[0], label=str(label))
        extra = {k: str(row[k]) for k in ("result", "rater") if row[k] is not None}
        network.add_edge(source, target, relation=str(row["relation"]), **extra)
    return network


def analysis(store: ox.Store) -> Analysis:
    """Return what hangs together in the network of studies, outcomes, programs, settings, factors and references.

    Centrality, components and communities are those of the undirected network with one link for each linked pair;
    contested findings link nothing. Betweenness is Freeman's (Sociometry 1977;40:35-41, computed after Brandes);
    communities are those of Clauset, Newman and Moore (Physical Review E 2004;70:066111).

    Args:
        store: the graph, ontology included.

    Raises:
        NothingToCheck: the network holds no study.
    """
    network = graph(store)
    if not any(kind == "study" for _, kind in network.nodes(data="kind")):
        raise NothingToCheck(
            "there is no network to analyze: the graph holds no study",
            "Load a graph with studies and what they found or delivered.",
        )
    links = _links(network)
    communities, modularity = _communities(links)
    _annotate(network, links, communities)
    return Analysis(
        graph=network,
        components=_components(links),
        communities=communities,
        modularity=modularity,
        linked=_ask(store, "outcomes-linked"),
        references=_ask(store, "references-by-factors"),
    )


def _links(network: networkx.MultiDiGraph) -> networkx.Graph:
    """Return the undirected network with one link for each linked pair, in the order of the names."""
    import networkx

    pairs = {
        (min(source, target), max(source, target))
        for source, target, relation in network.edges(data="relation")
        if relation != "contested" and source != target
    }
    links = networkx.Graph()
    links.add_nodes_from(sorted(network))
    links.add_edges_from(sorted(pairs))
    return links


def _components(links: networkx.Graph) -> tuple[tuple[str, ...], ...]:
    import networkx

    return _by_size(networkx.connected_components(links))


def _communities(links: networkx.Graph) -> tuple[tuple[tuple[str, ...], ...], float]:
    import networkx
    from networkx.algorithms import community

    # Numbers in the place of names: text is hashed anew in each process, and ties would break otherwise each time.
    names = list(links)
    numbered = networkx.convert_node_labels_to_integers(links)
    if not links.number_of_edges():
        return _by_size({name} for name in names), 0.0
    found = community.greedy_modularity_communities(numbered)
    return _by_size({names[i] for i in nodes} for nodes in found), float(community.modularity(numbered, found))


def _by_size(groups: Iterable[set[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tuple(sorted(group)) for group in groups), key=lambda group: (-len(group), group)))


def _annotate(network: networkx.MultiDiGraph, links: networkx.Graph, communities: tuple[tuple[str, ...], ...]) -> None:
    """Give every node its neighbors, betweenness and community."""
    import networkx

    between = networkx.betweenness_centrality(links)
    number = {name: i for i, group in enumerate(communities, start=1) for name in group}
    for name, data in network.nodes(data=True):
        data.update(neighbors=links.degree[name], betweenness=round(between[name], 6), community=number[name])


def _ask(store: ox.Store, slug: str) -> Rows:
    return tuple(cast(dict[str, Value], row) for row in question.answer(store, slug).rows())


def _table(
    name: str, title: str, notes: tuple[str, ...], columns: tuple[str, ...], rows: Sequence[dict[str, Value]]
) -> Table:
    shown = [tuple(row.get(f"{column}_label") or row.get(column) for column in columns) for row in rows]
    return Table(name, title, notes, columns, shown)


# ------------------------------------------------------------------------------------------ file formats


def write(network: networkx.MultiDiGraph, form: str | Path) -> bytes:
    """Return a network in UTF-8; the same network gives the same bytes, in whatever order it was made.

    Args:
        network: of :func:`graph` or :func:`analysis`; all attributes are text or numbers.
        form: graphml, gexf (1.2), json (node-link, with "edges") or csv (one line for each edge), or a file whose
            extension is one of them; nothing is written to it.

    Raises:
        UnknownName: there is no such format.
    """
    name = form.suffix.lstrip(".").lower() if isinstance(form, Path) else form
    writers = {"graphml": _graphml, "gexf": _gexf, "json": _node_link, "csv": _edge_list}
    if name not in writers:
        raise UnknownName(f"no network format {name!r}", nearest(name, FORMATS, "formats"))
    return writers[name](_ordered(network)).encode()


def _ordered(network: networkx.MultiDiGraph) -> networkx.MultiDiGraph:
    import networkx

    ordered = networkx.MultiDiGraph(**network.graph)
    ordered.add_nodes_from(
        (name, dict(sorted(data.items()))) for name, data in sorted(network.nodes(data=True), key=lambda n: n[0])
    )
    edges = [(source, target, dict(sorted(data.items()))) for source, target, data in network.edges(data=True)]
    ordered.add_edges_from(sorted(edges, key=lambda edge: (edge[0], edge[1], list(edge[2].items()))))
    return ordered


def _graphml(network: networkx.MultiDiGraph) -> str:
    import networkx

    # Not write_graphml, which writes other bytes where lxml is installed.
    return _xml("\n".join(networkx.generate_graphml(network)))


def _gexf(network: networkx.MultiDiGraph) -> str:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(network)
    # The day and the version of networkx would make other bytes of the same network.
    for meta in [node for node in writer.xml.iter() if node.tag.rpartition("}")[2] == "meta"]:
        meta.attrib.pop("lastmodifieddate", None)
        for child in meta:
            child.text = "imrkg"
    return _xml(str(writer))


def _xml(root: str) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _NO_XML.sub("\ufffd", root) + "\n"


def _node_link(network: networkx.MultiDiGraph) -> str:
    # By hand: the names of the keys that networkx.node_link_data chooses changed between its versions.
    content = {
        "directed": True,
        "multigraph": True,
        "graph": dict(network.graph),
        "nodes": [{"id": name, **data} for name, data in network.nodes(data=True)],
        "edges": [
            {"source": s, "target": t, "key": key, **data} for s, t, key, data in network.edges(keys=True, data=True)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _edge_list(network: networkx.MultiDiGraph) -> str:
    import csv

    out = io.StringIO()
    writer = csv.writer(out)
    attributes = ("relation", "result", "rater")
    ends = [f"{end}_{name}" for end in ("source", "target") for name in ("kind", "label")]
    writer.writerow(["source", "target", *attributes, *ends])
    for source, target, data in network.edges(data=True):
        named = [network.nodes[end][name] for end in (source, target) for name in ("kind", "label")]
        writer.writerow([source, target, *(data.get(name, "") for name in attributes), *named])
    return out.getvalue()
