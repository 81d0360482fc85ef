"""What several test modules share: when a test may be skipped, and the reasoners run over the shipped graph once."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from imrkg import namespaces as ns
from imrkg import reason
from imrkg.errors import MissingEngine

HERE = Path(__file__).resolve().parent
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in ns.PREFIXES.items()) + f"@prefix id: <{ns.ID}> .\n"


def require(condition: object, reason: str) -> None:
    """Skip the test with `reason` unless `condition` holds; with IMRKG_REQUIRE_ALL=1 fail it instead."""
    if condition:
        return
    if os.environ.get("IMRKG_REQUIRE_ALL") == "1":
        pytest.fail(f"nothing may be skipped here: {reason}")
    pytest.skip(reason)


def require_engine(name: str) -> None:
    """Skip (or fail, see :func:`require`) the test when the reasoner `name` cannot run here."""
    try:
        if name == "hermit":
            reason.java()
            reason.class_path()
        else:
            import owlrl  # noqa: F401
    except (MissingEngine, ImportError) as error:
        require(False, str(error))


def triples(turtle: str) -> list[ox.Triple]:
    """Return the triples of `turtle`, in which our prefixes and ``id:`` are declared already.

    A thing is written out, because its IRI holds a slash: ``<study/levitt-2009>`` stands for it.
    """
    found = ox.parse(input=PREFIXES + turtle, format=ox.RdfFormat.TURTLE, base_iri=ns.ID)
    return [quad.triple for quad in found]


@cache
def ontology() -> tuple[ox.Triple, ...]:
    """Return the ontology alone, as a reasoner gets it."""
    return tuple(reason.collect(data=False))


@cache
def whole() -> tuple[ox.Triple, ...]:
    """Return the ontology with the shipped graphs, as a reasoner gets them."""
    return tuple(reason.collect())


@cache
def report(engine: str) -> reason.Report:
    """Return what `engine` finds in the ontology with the shipped graphs; it is run once."""
    require_engine(engine)
    return reason.run(list(whole()), engine)


def run(turtle: str, engine: str = "hermit") -> reason.Report:
    """Return what `engine` finds in the ontology with a few made-up triples."""
    require_engine(engine)
    return reason.run([*ontology(), *triples(turtle)], engine)


def profile_violations(found: list[ox.Triple], folder: Path) -> tuple[int, list[str]]:
    """Return the number of axioms, and each way in which the OWL API says that `found` is not OWL 2 DL.

    The check is in HermiT's jar, but its command line does not offer it. A few lines of Java do, and
    ``java FILE`` compiles them on the fly, which takes a JDK: a runtime alone will not do.
    """
    require_engine("hermit")
    modules = subprocess.run([reason.java(), "--list-modules"], capture_output=True, text=True, check=True).stdout
    require("jdk.compiler@" in modules, "checking the OWL 2 DL profile takes a JDK, and this Java is a runtime only")
    file = folder / "input.nt"
    ox.serialize(found, str(file), format=ox.RdfFormat.N_TRIPLES)
    command = [
        reason.java(),
        "-Dfile.encoding=UTF-8",
        "-cp",
        reason.class_path(),
        str(HERE / "Violations.java"),
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    return int(first.removeprefix("axioms ")), [line for line in rest if line.startswith("violation ")]
