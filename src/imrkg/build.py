"""Sheets to graphs: runs the CONSTRUCT queries of ``queries/build`` and ``queries/checks``."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from imrkg import alignments, engine, resources, sheets, store
from imrkg import namespaces as ns
from imrkg.errors import BadBuild, MissingFile

_BRIDGE_HEADER = b"""# Built by `imrkg build` from ontology/alignments.sssom.tsv: CC BY 4.0.
# Load it beside the ontology and the file of GMHO, BCIO, OBI, SEPIO, PROV or SKOS, to ask in their terms.
"""


def graphs(folder: Path | None = None) -> list[ox.Quad]:
    """Return every quad of the source, evidence, links and derived graphs.

    Args:
        folder: the sheets; the shipped ones by default.

    Raises:
        BadSheet: a sheet has defects.
        BadBuild: a mapping is no CONSTRUCT query, or made a blank node.
        MissingFile: a sheet, or a folder of mappings, is not there.
    """
    rows = sheets.read(folder or resources.sheets())
    work = ox.Store()
    work.extend(sheets.to_quads(rows))
    work.extend(alignments.to_quads())
    work.extend(store.read(resources.ontology(), ns.ONTOLOGY_GRAPH))
    for name in ("source", "evidence", "links"):
        _construct(work, resources.path("queries", "build", name), ns.GRAPHS[name])
    # What is derived follows from the graphs alone, never from a sheet.
    work.remove_graph(ox.NamedNode(ns.SHEETS_GRAPH))
    _construct(work, resources.path("queries", "checks"), ns.GRAPHS["derived"])
    work.remove_graph(ox.NamedNode(ns.ONTOLOGY_GRAPH))
    return list(work)


def check_again(work: ox.Store) -> None:
    """Replace the derived graph of `work` by what ``queries/checks`` make of the rest now.

    Args:
        work: source, evidence and ontology graphs; what it holds of an earlier derived graph is removed first,
            under whatever graph name it stands.

    Raises:
        BadBuild: a check is no CONSTRUCT query, or made a blank node.
        MissingFile: the folder of the checks is empty or not there.
    """
    work.remove_graph(ox.NamedNode(ns.GRAPHS["derived"]))
    file = resources.path("queries", "derived.rq")
    answer = engine.run(work, file.read_text(encoding="utf-8"), source=str(file))
    assert isinstance(answer, ox.QuerySolutions)
    stale = {solution["derived"] for solution in answer}
    passing = {ox.NamedNode(ns.IMR + name) for name in ("looksAt", "atOddsWith", "atOddsOn")}
    for quad in [q for q in work if q.subject in stale or q.predicate in passing]:
        work.remove(quad)
    _construct(work, resources.path("queries", "checks"), ns.GRAPHS["derived"])


def _construct(work: ox.Store, folder: Path, graph: str) -> None:
    """Run the queries of `folder` in the order of their names, all results into `graph`."""
    target = ox.NamedNode(graph)
    files = sorted(folder.glob("*.rq"))
    if not files:
        raise MissingFile(f"{folder}: no queries", "Install the package again, or restore the folder.")
    for file in files:
        answer = engine.run(work, file.read_text(encoding="utf-8"), source=str(file))
        if not isinstance(answer, ox.QueryTriples):
            raise BadBuild(f"{file}: not a CONSTRUCT query", "Only CONSTRUCT queries belong in this folder.")
        triples = list(answer)
        for triple in triples:
            if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
                raise BadBuild(f"{file}: makes a blank node: {triple}", "Give the node an IRI of its own.")
        work.extend(ox.Quad(triple.subject, triple.predicate, triple.object, target) for triple in triples)


def bridge() -> list[ox.Quad]:
    """Return the axioms that lead from our classes to those of other vocabularies; they are part of no graph.

    Raises:
        BadBuild: a mapping is no CONSTRUCT query, or made a blank node.
        BadSheet: the alignments have defects.
        MissingFile: the alignments or the mappings are not there.
    """
    work = ox.Store()
    work.extend(alignments.to_quads())
    _construct(work, resources.path("queries", "bridge"), ns.ONTOLOGY_GRAPH)
    return list(work.quads_for_pattern(None, None, None, ox.NamedNode(ns.ONTOLOGY_GRAPH)))


def serialised(quads: list[ox.Quad]) -> dict[str, bytes]:
    """Return the built files: name to bytes.

    ``imrkg.ttl`` appends the ontology's text unchanged, so that its blank nodes keep the
    shape that their author gave them.
    """
    merged = store.canonical(quads, ox.RdfFormat.TURTLE)
    header = b"# Built by `imrkg build` from data/sheets and ontology/imr.ttl. Data and ontology: CC BY 4.0.\n"
    return {
        "imrkg.trig": header + store.canonical(quads, ox.RdfFormat.TRIG),
        "imrkg.ttl": header + merged + b"\n" + resources.ontology().read_bytes(),
        "bridge.ttl": _BRIDGE_HEADER + store.canonical(bridge(), ox.RdfFormat.TURTLE),
    }


def build(folder: Path | None = None, output: Path | None = None) -> dict[str, int]:
    """Build the graphs and write them; all files are computed before the first is replaced.

    Args:
        folder: the sheets; the shipped ones by default.
        output: where the files go; ``data/`` by default.

    Returns:
        The number of triples by graph IRI.
    """
    quads = graphs(folder)
    target = output or resources.path("data")
    store.write_all({target / name: data for name, data in serialised(quads).items()})
    return count(quads)


def stale(folder: Path | None = None, output: Path | None = None) -> list[str]:
    """Return the names of the built files that differ from what the sheets give now."""
    target = output or resources.path("data")
    return [
        name
        for name, data in serialised(graphs(folder)).items()
        if not (target / name).is_file() or (target / name).read_bytes() != data
    ]


def count(quads: list[ox.Quad]) -> dict[str, int]:
    """Return the number of triples by graph IRI."""
    totals: dict[str, int] = {}
    for quad in quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        totals[name] = totals.get(name, 0) + 1
    return dict(sorted(totals.items()))
