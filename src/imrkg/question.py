"""Bundled questions: their headers, their parameters, and safe binding.

A question is a SPARQL file with a comment header that ends at the first blank line::

    # title: Which studies report an effect on an outcome?
    # description: …
    # category: Outcomes
    # param: outcome | iri imr:OutcomeDomain | Outcome

A parameter is a ``VALUES ?name { default }`` block, so the file runs as it stands in any
SPARQL tool; binding replaces the content of the block by an escaped term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from imrkg import engine, resources, results
from imrkg import namespaces as ns
from imrkg.errors import BadSyntax, UnknownName, nearest

_HEADER = re.compile(r"#\s*([a-z]+):\s*(.*)")
_COMMENTS = re.compile(r"(?:#[^\n]*\n)*")
_BLOCK = re.compile(r"(VALUES\s+\?(\w+)\s*\{)[^{}]*(\})")
# An escaped backslash before a u; any other escape is matched as a pair, so that pairs do not run into each other.
_ESCAPED = re.compile(r"\\\\([uU])|\\.")
_XSD = ns.PREFIXES["xsd"]


class Parameter(NamedTuple):
    """A parameter: its name, its type (``iri <class>``, ``string`` or ``number``) and its label."""

    name: str
    type: str
    label: str


class Question(NamedTuple):
    """A bundled question.

    Attributes:
        slug: name of the file without ``.rq``; public API.
        title: the question as a person would ask it.
        description: what the rows are and how to read them.
        category: for the list.
        parameters: what may be bound.
        text: the SPARQL, header included.
    """

    slug: str
    title: str
    description: str
    category: str
    parameters: tuple[Parameter, ...]
    text: str


def parse(file: Path) -> Question:
    """Return the question in `file`.

    Raises:
        BadSyntax: the header lacks a field or holds an unknown one.
    """
    text = file.read_text(encoding="utf-8")
    fields: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            break
        match = _HEADER.fullmatch(line)
        if not match or match[1] not in ("title", "description", "category", "param"):
            raise BadSyntax(f"{file}:{number}: not a header line: {line}", "Use title, description, category or param.")
        fields.setdefault(match[1], []).append(match[2].strip())
    for name in ("title", "description", "category"):
        if name not in fields:
            raise BadSyntax(f"{file}:1: the header has no {name}", f"Add a line `# {name}: …`.")
    parameters = []
    for value in fields.get("param", []):
        parts = [p.strip() for p in value.split("|")]
        if len(parts) != 3 or not re.fullmatch(r"string|number|iri( \S+)?", parts[1]):
            raise BadSyntax(f"{file}: bad parameter {value!r}", "Write `# param: name | iri imr:Class | Label`.")
        parameters.append(Parameter(*parts))
    return Question(
        slug=file.stem,
        title=fields["title"][0],
        description=" ".join(fields["description"]),
        category=fields["category"][0],
        parameters=tuple(parameters),
        text=text,
    )


def all_questions() -> list[Question]:
    """Return every bundled question, by category and slug."""
    found = [parse(file) for file in resources.questions().glob("*.rq")]
    return sorted(found, key=lambda q: (q.category, q.slug))


def get(slug: str) -> Question:
    """Return one question.

    Raises:
        UnknownName: there is none of that slug; the hint names the nearest.
    """
    folder = resources.questions()
    known = sorted(file.stem for file in folder.glob("*.rq"))
    if slug not in known:
        raise UnknownName(f"there is no question {slug!r}", nearest(slug, known, "questions"))
    return parse(folder / f"{slug}.rq")


def bind(question: Question, values: Mapping[str, Sequence[ox.NamedNode | ox.Literal]]) -> str:
    """Return the text of `question` with its VALUES blocks filled.

    Args:
        question: the question.
        values: terms by parameter name; several terms mean any of them.

    Raises:
        UnknownName: there is no such parameter.
        BadSyntax: the file has no VALUES block for it.
    """
    known = [p.name for p in question.parameters]
    fillings = {}
    for name, terms in values.items():
        if name not in known:
            raise UnknownName(
                f"the question {question.slug!r} has no parameter {name!r}", nearest(name, known, "parameters")
            )
        fillings[name] = " ".join(map(_sparql, terms))
    bound = set()

    def fill(match: re.Match[str]) -> str:
        if match[2] not in fillings:
            return match[0]
        bound.add(match[2])
        return f"{match[1]} {fillings[match[2]]} {match[3]}"

    # All in one pass over the file's own text: a value is never searched for the block of another parameter.
    header = _COMMENTS.match(question.text)
    start = header.end() if header else 0
    text = question.text[:start] + _BLOCK.sub(fill, question.text[start:])
    for name in fillings.keys() - bound:
        raise BadSyntax(f"{question.slug}.rq: no VALUES block for ?{name}", "Add `VALUES ?name { UNDEF }`.")
    return text


def _sparql(term: ox.NamedNode | ox.Literal) -> str:
    """Return a term as SPARQL that means the same to engines that resolve \\u escapes before they parse."""
    return _ESCAPED.sub(lambda m: rf"\\\U{ord(m[1]):08X}" if m[1] else m[0], str(term))


def resolve(
    store: ox.Store, question: Question, arguments: Mapping[str, str | Sequence[str]]
) -> dict[str, list[ox.NamedNode | ox.Literal]]:
    """Return the terms that the user's words stand for.

    A word for an ``iri`` parameter is an IRI, kind/key, key, label or another name of a thing of
    the parameter's class; things that share the key or the name are all meant.

    Raises:
        UnknownName: an unknown parameter or value; the hint names what exists, nearest first.
    """
    by_name = {p.name: p for p in question.parameters}
    found: dict[str, list[ox.NamedNode | ox.Literal]] = {}
    for name, given in arguments.items():
        parameter = by_name.get(name)
        if parameter is None:
            hint = nearest(name, sorted(by_name), "parameters")
            raise UnknownName(f"the question {question.slug!r} has no parameter {name!r}", hint)
        words = [given] if isinstance(given, str) else list(given)
        found[name] = [term for word in words for term in _terms(store, question, parameter, word)]
    return found


def answer(store: ox.Store, slug: str, /, **words: str | Sequence[str]) -> results.Result:
    """Return the answer of a bundled question over `store`; what `words` may be is told by :func:`resolve`.

    Raises:
        UnknownName: no such question, parameter or value.
    """
    asked = get(slug)
    text = bind(asked, resolve(store, asked, words))
    return results.collect(engine.run(store, text, source=f"{slug}.rq"))


def _terms(store: ox.Store, question: Question, parameter: Parameter, word: str) -> Sequence[ox.NamedNode | ox.Literal]:
    if any("\ud800" <= c <= "\udfff" for c in word):
        raise UnknownName(f"{parameter.name}={word!r} is not text", "Type it again, in UTF-8.")
    if parameter.type == "string":
        return [ox.Literal(word)]
    if parameter.type == "number":
        if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", word):
            raise UnknownName(
                f"{parameter.name}={word!r} is not a number", "Write digits with a point, for example 0.25."
            )
        return [ox.Literal(word, datatype=ox.NamedNode(_XSD + "decimal"))]
    options = choices(store, parameter)
    wanted = word.strip().casefold()
    # The nearest reading wins; things that share a key (outcome and instrument imr-scale) are all meant.
    for matches in (
        [iri for iri in options if word.strip() in (iri, iri.removeprefix(ns.ID))],
        [iri for iri, names in options.items() if wanted == names[0]],
        [iri for iri, names in options.items() if wanted in names],
    ):
        if matches:
            return [ox.NamedNode(iri) for iri in matches]
    keys = sorted(ns.key(iri) for iri in options)
    raise UnknownName(
        f"the question {question.slug!r} knows no {parameter.name} {word!r}",
        nearest(wanted, keys, f"values of {parameter.name}"),
    )


def choices(store: ox.Store, parameter: Parameter) -> dict[str, list[str]]:
    """Return what an ``iri`` parameter may be: IRI to its names (key first, all case-folded)."""
    _, _, class_name = parameter.type.partition(" ")
    kind = f"<{ns.expand(class_name)}>" if class_name else "?class"
    answer = engine.run(
        store,
        f"""PREFIX rdfs: <{ns.PREFIXES["rdfs"]}> PREFIX skos: <{ns.PREFIXES["skos"]}> PREFIX imr: <{ns.IMR}>
        SELECT ?thing ?name WHERE {{
          ?thing a/rdfs:subClassOf* {kind} .
          ?thing rdfs:label|skos:prefLabel|skos:altLabel|imr:key ?name
        }}""",
    )
    found: dict[str, list[str]] = {}
    for row in results.collect(answer).rows():
        iri = str(row["thing"])
        if iri.startswith(ns.ID):
            found.setdefault(iri, [ns.key(iri)]).append(str(row["name"]).casefold())
    return dict(sorted(found.items()))
