"""Files to dataset and back: reading RDF, canonical sorted writers, whole-file replacement."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import resources
from imrkg.errors import BadSyntax, MissingFile, UnknownName, nearest

if TYPE_CHECKING:
    import rdflib

FORMATS = {
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}
_BY_SUFFIX = FORMATS | {"rdf": ox.RdfFormat.RDF_XML, "owl": ox.RdfFormat.RDF_XML, "turtle": ox.RdfFormat.TURTLE}


def rdf_format(file: Path) -> ox.RdfFormat:
    """Return the RDF format that the name of `file` stands for.

    Raises:
        UnknownName: the extension is none of the known ones.
    """
    suffix = file.suffix.lstrip(".").lower()
    try:
        return _BY_SUFFIX[suffix]
    except KeyError:
        raise UnknownName(
            f"{file}: the extension {file.suffix or '(none)'} says no RDF format",
            nearest(suffix, sorted(_BY_SUFFIX), "extensions"),
        ) from None


def read(file: Path, graph: str | None = None) -> list[ox.Quad]:
    """Return the quads of an RDF file, all of them or none.

    Args:
        file: Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML, told by its extension.
        graph: IRI of the graph that triples go to; graphs named in the file stay.

    Raises:
        MissingFile: there is no such file, or it cannot be read.
        BadSyntax: it does not parse; the message has line and column.
    """
    target = ox.NamedNode(graph) if graph else None
    try:
        data = file.read_bytes()
        base = file.resolve().as_uri()
        # Renamed, because `_:b0` of one file is not `_:b0` of another.
        quads = list(ox.parse(input=data, format=rdf_format(file), base_iri=base, rename_blank_nodes=True))
    except FileNotFoundError:
        raise MissingFile(f"{file}: no such file", "Check the path.") from None
    except OSError as error:
        raise MissingFile(f"{file}: {error.strerror or error}", "Check the path and its permissions.") from None
    except SyntaxError as error:
        raise _unreadable(file, error) from None
    if target is None:
        return quads
    default = ox.DefaultGraph()
    return [ox.Quad(q.subject, q.predicate, q.object, target) if q.graph_name == default else q for q in quads]


def _unreadable(file: Path, error: SyntaxError) -> BadSyntax:
    where = f":{error.lineno}:{error.offset}" if error.lineno else ""
    said = re.sub(r"^Parser error (?:at|between) [^:]*: ", "", error.msg)  # the place stands before it
    return BadSyntax(f"{file}{where}: {said}", "Mend the file there; nothing of it was loaded.")


def bundled() -> ox.Store:
    """Return the shipped graphs and the ontology, each under its own name.

    Raises:
        MissingFile: the graphs were not built, or the package is not whole.
        BadSyntax: one of the files was damaged.
    """
    store = ox.Store()
    for file, graph in ((resources.dataset(), None), (resources.ontology(), ns.ONTOLOGY_GRAPH)):
        if not file.is_file():
            raise MissingFile(f"{file}: no such file", "Run `imrkg build` in a checkout, or install the package again.")
        try:
            store.load(path=file, format=rdf_format(file), to_graph=ox.NamedNode(graph) if graph else None)
        except SyntaxError as error:
            raise _unreadable(file, error) from None
    return store


def from_files(files: Iterable[Path]) -> ox.Store:
    """Return a store with the user's own files and nothing else (same errors as :func:`read`)."""
    store = ox.Store()
    for file in files:
        store.extend(read(file))
    return store


def to_rdflib(store: ox.Store) -> rdflib.Dataset:
    """Return the same graphs as an ``rdflib.Dataset`` whose default graph is their union."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=ox.serialize(store, format=ox.RdfFormat.N_QUADS), format="nquads")
    for prefix, namespace in ns.PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset


def canonical(quads: Iterable[ox.Quad], kind: ox.RdfFormat, prefixes: Mapping[str, str] = ns.FILE_PREFIXES) -> bytes:
    """Return `quads` serialised, sorted by graph, subject, predicate and object.

    The same quads give the same bytes on every machine; blank nodes get the names of RDFC-1.0,
    the W3C's canonicalisation. Formats that know no graphs get the union of all graphs.
    """
    quads = _with_stable_blank_nodes(set(quads))
    if kind.supports_datasets:
        items = sorted(quads, key=lambda q: (str(q.graph_name), str(q.subject), _rank(q.predicate), str(q.object)))
        data = ox.serialize(items, format=kind, prefixes=dict(prefixes))
    else:
        triples = {q.triple for q in quads}
        ordered = sorted(triples, key=lambda t: (str(t.subject), _rank(t.predicate), str(t.object)))
        data = ox.serialize(ordered, format=kind, prefixes=dict(prefixes))
    assert data is not None  # no output was given, so the bytes come back
    return data


def _with_stable_blank_nodes(quads: set[ox.Quad]) -> set[ox.Quad]:
    # Parsers name blank nodes at random. (A triple term may hold one.)
    kinds = ox.BlankNode | ox.Triple
    blank = {q for q in quads if isinstance(q.subject, kinds) or isinstance(q.object, kinds)}
    dataset = ox.Dataset(blank)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return quads - blank | set(dataset)


def _rank(predicate: ox.NamedNode) -> str:
    # rdf:type first, because readers look for it there.
    return "" if predicate.value.endswith("#type") else predicate.value


def write(file: Path, data: bytes) -> None:
    """Replace `file` by `data` in one step; an interruption leaves the old file as it was.

    What is not a regular file (``/dev/null``, a pipe) is written to as it is.
    """
    write_all({file: data})


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Replace several files: all are written beside the old ones before the first is renamed."""
    import tempfile  # here, because a question writes nothing

    aside: dict[Path, Path] = {}
    try:
        for file, data in contents.items():
            if file.exists() and not file.is_file():
                file.write_bytes(data)
                continue
            target = file.resolve()  # a link stays a link
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            aside[target] = Path(name)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            Path(name).chmod(0o644)
        for target, temporary in aside.items():
            temporary.replace(target)
    except BaseException:
        for temporary in aside.values():
            temporary.unlink(missing_ok=True)
        raise
