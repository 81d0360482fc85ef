"""Asks a reasoner whether ontology and data agree, and what follows from them.

Two engines. **HermiT** is complete for OWL 2 DL; it is a Java program inside the optional package
owlready2 and is called as a process of its own. **RL** is the rule closure of the package owlrl
(a dependency of pySHACL): pure Python, and blind to what OWL 2 RL leaves out, here the number
ranges of the fidelity classes and the unions in domains and ranges. Both read the same triples:

* ``rdf:value`` is left out, because OWL reserves it and it cannot be a property of OWL 2 DL;
* ``owl:imports`` is left out, because the OWL API would fetch it;
* for RL also annotations, and literals whose property no class expression names: they have no
  consequences there that a shape does not check, and most of the time would go with them.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyoxigraph as ox

from imrkg import namespaces as ns
from imrkg import resources, store
from imrkg.errors import ImrkgError, MissingEngine, UnknownName, nearest

ENGINES = ("hermit", "rl")
FORMS = ("text", "json")

_TYPE = ns.expand("rdf:type")
_OWL = ns.PREFIXES["owl"]
_NOTHING = _OWL + "Nothing"
_LEFT_OUT = {ns.expand("rdf:value"), ns.expand("owl:imports")}
# Annotation properties by the OWL standard, so no ontology has to declare them.
_BUILT_IN_ANNOTATIONS = {ns.expand(f"rdfs:{name}") for name in ("label", "comment", "seeAlso", "isDefinedBy")} | {
    _OWL + name for name in ("versionInfo", "deprecated", "priorVersion", "backwardCompatibleWith", "incompatibleWith")
}
# Of a class with more new members than this the text report names five; JSON names all.
_MOST_NAMED = 20
_MAIN_CLASS = "org.semanticweb.HermiT.cli.CommandLine"
_AXIOM = re.compile(r"^(SubClassOf|EquivalentClasses|Type)\( (.*) \)\s*$", re.MULTILINE)
_IRI = re.compile(r"<([^>]*)>")


@dataclass
class Report:
    """What a reasoner found.

    Attributes:
        engine: ``hermit`` or ``rl``.
        consistent: whether ontology and data have a model (for RL: no rule ended in an error).
        unsatisfiable: IRIs of the named classes that nothing can belong to.
        inferred: (thing, class) for each membership in a class of ours that was not asserted; none if inconsistent.
        problems: what the engine says of an inconsistency, if it says anything.
        triples: how many triples it read.
        things: how many things with a class of ours those describe.
        classes: how many classes of ours they declare.
    """

    engine: str
    consistent: bool
    unsatisfiable: list[str] = field(default_factory=list)
    inferred: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    triples: int = 0
    things: int = 0
    classes: int = 0

    @property
    def exit_code(self) -> int:
        """0 when consistent and every class can have members, else 1."""
        return 0 if self.consistent and not self.unsatisfiable else 1

    def members(self, name: str) -> list[str]:
        """Return the things inferred to belong to a class of ours, given by its local name or IRI."""
        wanted = name if "://" in name else ns.IMR + name
        return [thing for thing, kind in self.inferred if kind == wanted]

    def write(self, form: str = "text") -> bytes:
        """Return the report as ``text`` or ``json``, in UTF-8.

        Raises:
            UnknownName: another form.
        """
        if form not in FORMS:
            raise UnknownName(f"a report of a reasoner has no form {form!r}", nearest(form, FORMS, "forms"))
        return (self._json() if form == "json" else self._text()).encode()

    def _json(self) -> str:
        content = asdict(self) | {"inferred": [{"thing": thing, "class": kind} for thing, kind in self.inferred]}
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    def _text(self) -> str:
        verdict = "consistent" if self.consistent else "INCONSISTENT"
        lines = [
            f"{verdict} ({self.engine}): {self.triples} triples, {self.classes} classes, {self.things} things of ours"
        ]
        lines += [f"  {problem}" for problem in self.problems]
        if not self.consistent and not self.problems:
            lines.append("  Nothing can be as stated. `--engine rl` or `imrkg validate` may name what is at fault.")
        lines += [f"unsatisfiable: {ns.shorten(kind)}" for kind in self.unsatisfiable]
        groups: dict[str, list[str]] = defaultdict(list)
        for thing, kind in self.inferred:
            groups[kind].append(ns.shorten(thing))
        for kind, things in sorted(groups.items()):
            more = len(things) - 5 if len(things) > _MOST_NAMED else 0
            named = ", ".join(things[:5] if more else things) + (f", and {more} more" if more else "")
            lines.append(f"{ns.shorten(kind)}, {len(things)} inferred: {named}")
        return "\n".join(lines) + "\n"


def reason(engine: str = "hermit", data: bool = True, files: Iterable[Path] | None = None) -> Report:
    """Reason over the ontology, the shipped graphs and further files.

    Args:
        engine: ``hermit`` or ``rl``.
        data: take the shipped graphs in.
        files: RDF files of the user's own.

    Raises:
        UnknownName: no such engine.
        MissingEngine: Java, owlready2 or owlrl is not there; no other engine steps in.
        MissingFile, BadSyntax: a file is not there or does not parse.
        ImrkgError: the engine could not read the triples, for example a date on a data property.
    """
    return run(collect(data, files), engine)


def collect(data: bool = True, files: Iterable[Path] | None = None) -> list[ox.Triple]:
    """Return the triples that a reasoner gets: the ontology always, the shipped graphs if `data`, and `files`."""
    sources = [resources.ontology(), *([resources.dataset()] if data else []), *(files or ())]
    found = {quad.triple for file in sources for quad in store.read(file)}
    return sorted((t for t in found if t.predicate.value not in _LEFT_OUT), key=str)


def run(triples: list[ox.Triple], engine: str = "hermit") -> Report:
    """Reason over `triples`, which hold the ontology (same errors as :func:`reason`)."""
    if engine not in ENGINES:
        raise UnknownName(f"there is no reasoner {engine!r}", nearest(engine, ENGINES, "reasoners"))
    asserted = set(_pairs(triples, _TYPE))
    kinds = {thing for thing, kind in asserted if kind == _OWL + "Class" and thing.startswith(ns.IMR)}
    report = _hermit(triples) if engine == "hermit" else _rl(triples)
    report.inferred = sorted(
        (thing, kind) for thing, kind in set(report.inferred) - asserted if kind in kinds and thing not in kinds
    )
    report.unsatisfiable.sort()
    report.triples, report.classes = len(triples), len(kinds)
    report.things = len({thing for thing, kind in asserted if kind in kinds})
    return report


def _pairs(triples: Iterable[ox.Triple], predicate: str) -> Iterator[tuple[str, str]]:
    """Yield the subject and object IRIs that `predicate` joins."""
    for t in triples:
        if t.predicate.value == predicate and isinstance(t.object, ox.NamedNode):
            # A blank node may be a subject (an anonymous class): it is told apart by its prefix.
            yield t.subject.value if isinstance(t.subject, ox.NamedNode) else str(t.subject), t.object.value


# HermiT ---------------------------------------------------------------------------------------


def java() -> str:
    """Return the path of the Java launcher: that of ``JAVA_HOME``, else the one on the path.

    Raises:
        MissingEngine: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin"))) if home else None
    found = found or shutil.which("java")
    if not found:
        raise MissingEngine(
            "HermiT needs Java, and there is no `java` here",
            "Install one (Debian: apt install default-jre-headless), or use --engine rl.",
        )
    return found


def class_path() -> str:
    """Return the class path of HermiT and the OWL API as owlready2 ships them, its patched classes first.

    Raises:
        MissingEngine: owlready2 is not installed, or comes without the jar.
    """
    spec = importlib.util.find_spec("owlready2")
    folders = [Path(place, "hermit") for place in (spec.submodule_search_locations or ())] if spec else []
    for folder in folders:
        if (folder / "HermiT.jar").is_file():
            return os.pathsep.join([str(folder), str(folder / "HermiT.jar")])
    raise MissingEngine(
        "HermiT comes with the Python package owlready2, which is not installed",
        "Run: pip install 'imrkg[reason]', or use --engine rl.",
    )


def _hermit(triples: list[ox.Triple]) -> Report:
    """Classify and realize with HermiT's command line, and read what it prints."""
    launcher, path = java(), class_path()
    with tempfile.TemporaryDirectory(prefix="imrkg-") as folder:
        # N-Triples, because that is what the same call of owlready2 has always written.
        file = Path(folder, "input.nt")
        ox.serialize(triples, str(file), format=ox.RdfFormat.N_TRIPLES)
        # -c classify, -I print the types of individuals, -k say at the end whether owl:Thing is satisfiable.
        command = [launcher, "-Dfile.encoding=UTF-8", "-cp", path, _MAIN_CLASS, "-c", "-I", "-k", file.as_uri()]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    if "InconsistentOntologyException" in done.stderr:
        return Report("hermit", consistent=False)
    # A file that does not load ends with exit code 0 all the same, so only the verdict itself counts.
    if done.returncode or "owl#Thing is satisfiable" not in done.stdout:
        raise _hermit_failed(done)
    supers, unsatisfiable = _taxonomy(done.stdout)
    direct = [_IRI.findall(text) for relation, text in _AXIOM.findall(done.stdout) if relation == "Type"]
    inferred = [(thing, above) for thing, kind in direct for above in _above(kind, supers)]
    return Report("hermit", consistent=True, unsatisfiable=sorted(unsatisfiable), inferred=inferred)


def _hermit_failed(done: subprocess.CompletedProcess[str]) -> ImrkgError:
    if "Unable to locate a Java Runtime" in done.stderr:  # what the placeholder of macOS says
        return MissingEngine("HermiT needs Java, and `java` starts none", "Install Java, or use --engine rl.")
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip() and not line.startswith("\tat ")]
    said = " ".join(lines[:4]).removeprefix('Exception in thread "main" ')[:600] or f"exit code {done.returncode}"
    hint = "Mend what it names."
    if "UnsupportedDatatype" in said:
        hint = "Dates, years and durations belong on annotation properties, not on data properties."
    return ImrkgError(f"HermiT could not reason over this: {said}", hint)


def _taxonomy(output: str) -> tuple[dict[str, set[str]], set[str]]:
    """Return class IRI to the classes right above or equal, and the classes equal to owl:Nothing."""
    supers: dict[str, set[str]] = defaultdict(set)
    unsatisfiable: set[str] = set()
    for relation, text in _AXIOM.findall(output):
        iris = _IRI.findall(text)
        if relation == "SubClassOf":
            supers[iris[0]].add(iris[1])
        elif relation == "EquivalentClasses" and _NOTHING in iris:
            unsatisfiable.update(iri for iri in iris if iri != _NOTHING)
        elif relation == "EquivalentClasses":
            for iri in iris:
                supers[iri].update(other for other in iris if other != iri)
    return supers, unsatisfiable


def _above(kind: str, supers: dict[str, set[str]]) -> set[str]:
    """Return `kind` and every class above it."""
    found, waiting = {kind}, [kind]
    while waiting:
        new = supers.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


# RL -------------------------------------------------------------------------------------------


def _rl(triples: list[ox.Triple]) -> Report:
    """Close the triples under the rules of OWL 2 RL; an error node of owlrl is an inconsistency."""
    try:
        import owlrl
    except ImportError:
        raise MissingEngine(
            "the RL engine is the Python package owlrl, which is not installed", "Run: pip install 'imrkg[reason]'."
        ) from None
    import rdflib
    from rdflib import OWL, RDF, RDFS

    graph = rdflib.Graph()
    graph.parse(data=ox.serialize(_without_idle(triples), format=ox.RdfFormat.N_TRIPLES), format="nt")
    closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=False)
    closure.closure()
    problems = sorted(str(message) for message in closure.error_messages)
    empty = {str(c) for c in graph.subjects(RDFS.subClassOf, OWL.Nothing) if isinstance(c, rdflib.URIRef)} - {_NOTHING}
    pairs = [(str(s), str(o)) for s, o in graph.subject_objects(RDF.type) if isinstance(s, rdflib.URIRef)]
    if problems:
        return Report("rl", consistent=False, problems=problems)
    return Report("rl", consistent=True, unsatisfiable=sorted(empty), inferred=pairs)


def _without_idle(triples: list[ox.Triple]) -> Iterator[ox.Triple]:
    """Leave out annotations, and literals whose property no class expression names."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for thing, kind in _pairs(triples, _TYPE):
        kinds[kind].add(thing)
    annotations = kinds[_OWL + "AnnotationProperty"] | _BUILT_IN_ANNOTATIONS
    named = {prop for _, prop in _pairs(triples, _OWL + "onProperty")}
    idle = kinds[_OWL + "DatatypeProperty"] - named
    return (t for t in triples if t.predicate.value not in annotations and t.predicate.value not in idle)
