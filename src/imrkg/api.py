"""The Python interface; the command line does the same through the same functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from imrkg import engine, question, results, store
from imrkg import namespaces as ns
from imrkg.results import Result

if TYPE_CHECKING:
    import networkx
    import pyoxigraph as ox
    import rdflib

    from imrkg.validation import Report


def load() -> rdflib.Dataset:
    """Return the shipped graph as an ``rdflib.Dataset``: five named graphs, the default graph their union."""
    return store.to_rdflib(store.bundled())


def questions() -> list[question.Question]:
    """Return the bundled questions, by category and slug."""
    return question.all_questions()


def ask(slug: str, /, **parameters: str | Sequence[str]) -> Result:
    """Answer a bundled question.

    Args:
        slug: the question's name; see :func:`questions`.
        parameters: words for its parameters: keys, labels or IRIs; a list means any of them.

    Raises:
        UnknownName: no such question, parameter or value.
    """
    asked = question.get(slug)
    data = store.bundled()
    text = question.bind(asked, question.resolve(data, asked, parameters))
    return results.collect(engine.run(data, text, source=f"{slug}.rq"))


def query(text: str, data: str | Path | Iterable[str | Path] = ()) -> Result | list[ox.Triple]:
    """Answer a query of your own over the shipped graph, or over files of yours.

    Args:
        text: SPARQL 1.1; SELECT and ASK give a :class:`~imrkg.results.Result`, CONSTRUCT and
            DESCRIBE a list of ``pyoxigraph.Triple``.
        data: an RDF file, or several, to query instead of the shipped graph.

    Raises:
        BadSyntax: the query or a file does not parse.
        Refused: an update, or a SERVICE clause.
    """
    import pyoxigraph as ox

    files = _paths(data)
    answer = engine.run(store.from_files(files) if files else store.bundled(), text, prefixes=ns.PREFIXES)
    return list(answer) if isinstance(answer, ox.QueryTriples) else results.collect(answer)


def validate(files: str | Path | Iterable[str | Path] = (), shacl_engine: str = "pyshacl") -> Report:
    """Check the shipped graph, or files of yours, against the shipped shapes.

    Args:
        files: an RDF file, or several; the shipped graph by default.
        shacl_engine: ``pyshacl``, ``shacl`` or ``auto`` (the fast one if it is installed).

    Raises:
        MissingEngine: that engine is not installed.
        NothingToCheck: no shape found a node to check.
    """
    from imrkg import validation

    return validation.validate(_paths(files), engine=shacl_engine)


def _paths(files: str | Path | Iterable[str | Path]) -> list[Path]:
    # A lone name is a file, not an iterable of letters.
    return [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]


def to_networkx() -> networkx.MultiDiGraph:
    """Return studies, outcomes, programs, factors and references as a directed multigraph."""
    from imrkg import network

    return network.graph(store.bundled())
