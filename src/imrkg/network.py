"""The graph as a networkx multigraph of studies, outcomes, programs, factors and references."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrkg import engine, resources, results
from imrkg import namespaces as ns

if TYPE_CHECKING:
    import networkx


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
