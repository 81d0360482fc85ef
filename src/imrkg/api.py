"""The Python interface; the command line does the same through the same functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from imrkg import engine, grounds, question, results, store
from imrkg import namespaces as ns
from imrkg.results import Result

if TYPE_CHECKING:
    import networkx
    import pyoxigraph as ox
    import rdflib

    from imrkg.auditing import Audit
    from imrkg.plots import Picture
    from imrkg.synthesis import Synthesis
    from imrkg.validation import Report


def load() -> rdflib.Dataset:
    """Return the shipped graph as an ``rdflib.Dataset``: five named graphs, the default graph their union."""
    return store.to_rdflib(store.bundled())


def questions() -> list[question.Question]:
    """Return the bundled questions, by category and slug."""
    return question.all_questions()


def ask(slug: str, /, *, endpoint: str | None = None, **parameters: str | Sequence[str]) -> Result:
    """Answer a bundled question.

    Args:
        slug: the question's name; see :func:`questions`.
        endpoint: address of a SPARQL endpoint that holds the graph; it is asked in the place of the shipped copy.
        parameters: words for its parameters: keys, labels or IRIs; a list means any of them.

    Returns:
        The rows; ``note`` says which disagreements of the review touch them, and is empty where none does.

    Raises:
        UnknownName: no such question, parameter or value.
        NotReached: the endpoint gives no answer, or not the graph.
        TimedOut: it takes too long.
    """
    data = store.bundled()
    if endpoint is None:
        answer = question.answer(data, slug, **parameters)
    else:
        from imrkg import remote

        answer = remote.ask(endpoint, slug, parameters, data)
    answer.note = "" if question.get(slug).category == "Audit" else grounds.note(grounds.disagreements(data, answer))
    return answer


def federate(
    slug: str, services: Mapping[str, str], /, *, timeout: float = 60.0, **parameters: str | Sequence[str]
) -> Result:
    """Answer a federated question: rows of the graph joined with rows of somebody else's SPARQL endpoint.

    Args:
        slug: the question's name; ``imrkg federate`` lists them.
        services: for each service that it asks, by name, the address where queries are answered, or ``public`` for
            the public endpoint. Nothing else is contacted, and no credentials are sent.
        timeout: seconds in which each service must have answered.
        parameters: terms of the other side: an IRI, ``prefix:name`` or a name; a list means any of them.

    Returns:
        The rows; ``note`` says which disagreements of the review touch them, and which service gave no rows.

    Raises:
        UnknownName: no such question, parameter or service, or a service without an address.
        Refused: an address with a user or a password in it.
        NotReached: a service does not answer, or with an error, something else than rows, or too many of them.
        TimedOut: it takes too long.
        MissingEngine: httpx is not installed.
    """
    from imrkg import federation

    asked = federation.get(slug)
    rows = federation.gather(asked, services, parameters, timeout)
    answer = federation.join(store.bundled(), asked, parameters, rows)
    answer.result.note = " ".join(filter(None, (answer.note, answer.result.note)))
    return answer.result


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


def audit(sheets: str | Path | None = None, data: str | Path | Iterable[str | Path] = ()) -> Audit:
    """Recompute the claims of the review, and show where it disagrees with itself.

    Args:
        sheets: a folder of sheets to audit instead of the shipped graph.
        data: an RDF file, or several, to audit instead; the checks run again over it.

    Raises:
        BadSheet, BadBuild, BadSyntax, MissingFile: the graph cannot be made or read.
        NothingToCheck: it holds no claim.
    """
    from imrkg import auditing

    return auditing.audit(Path(sheets) if sheets is not None else None, _paths(data))


def synthesize(*parts: str) -> Synthesis:
    """Pool rates and fidelity, count directions of effect, show gaps and the network.

    Args:
        parts: direction, rates, fidelity, gaps or network; all of them by default.

    Raises:
        UnknownName: there is no such part.
        MissingEngine: SciPy is not installed.
    """
    from imrkg import synthesis

    return synthesis.synthesize(store.bundled(), parts)


def plot(name: str, /, *, width: int | None = None, **parameters: str) -> Picture:
    """Draw a picture; ``imrkg.plots.save(picture, "file.svg")`` writes it.

    Args:
        name: which picture; ``imrkg.plots.names()`` lists them.
        width: in pixels; the picture's own by default.
        parameters: what the picture takes, for example ``outcome="completion"``.

    Raises:
        UnknownName: there is no such picture or parameter.
        MissingEngine: Matplotlib is not installed.
    """
    from imrkg import plots

    return plots.draw(store.bundled(), name, width=width, **parameters)


def report(folder: str | Path) -> list[Path]:
    """Write the whole review, recomputed, as ``report.html`` and ``report.md``, and return the files.

    Raises:
        MissingEngine: SciPy or Matplotlib is not installed.
    """
    from imrkg import reporting

    return reporting.write(Path(folder))


def diff(old: str | Path, new: str | Path = "shipped", kinds: str | Iterable[str] = ()) -> Result:
    """Compare two versions of the graph or the ontology, thing by thing.

    Args:
        old: an RDF file, or ``shipped`` for the shipped graph.
        new: the same.
        kinds: kinds of things to look at, for example ``class`` or ``finding``; all of them by default.

    Returns:
        A row for each thing that was added, removed, deprecated or moved, and for each value that changed.

    Raises:
        MissingFile, BadSyntax: a file cannot be read.
        UnknownName: the name of a file says no format, or there is no such kind.
    """
    from imrkg import versions

    return versions.diff(old, new, [kinds] if isinstance(kinds, str) else list(kinds))


def _paths(files: str | Path | Iterable[str | Path]) -> list[Path]:
    # A lone name is a file, not an iterable of letters.
    return [Path(files)] if isinstance(files, str | Path) else [Path(file) for file in files]


def to_networkx() -> networkx.MultiDiGraph:
    """Return studies, outcomes, programs, factors and references as a directed multigraph."""
    from imrkg import network

    return network.graph(store.bundled())
