"""Small graphs made by hand, and what the checks (queries/checks) make of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox
import support

from imrkg import engine, resources
from imrkg import namespaces as ns

LISTS = """
<outcome/dropout> imr:key "dropout" ; rdfs:label "dropout"@en .
<outcome/completion> imr:key "completion" ; rdfs:label "completion"@en .
<outcome/fidelity> imr:key "fidelity" ; rdfs:label "fidelity"@en .
<metric/rate> imr:key "rate" ; rdfs:label "rate"@en .
<metric/other-rate> imr:key "other-rate" ; rdfs:label "other rate"@en .
<unit/proportion> imr:key "proportion" ; rdfs:label "proportion"@en .
<unit/points> imr:key "points" ; rdfs:label "points"@en .
<unit/studies> imr:key "studies" ; rdfs:label "studies"@en .
<format/group> imr:key "group" ; rdfs:label "group"@en .
<format/individual> imr:key "individual" ; rdfs:label "individual"@en .
<subsample/north> imr:key "north" ; rdfs:label "north"@en .
<subsample/south> imr:key "south" ; rdfs:label "south"@en .
imr:Study rdfs:label "study"@en .
imr:hasDesign rdfs:label "has design"@en .
<design/trial> rdfs:label "trial"@en .
<design/survey> rdfs:label "survey"@en .
"""


@dataclass(frozen=True)
class Result:
    """What a check says of one assertion."""

    verdict: str
    reason: str | None
    stated: str
    recomputed: str
    number: Decimal | None
    explanation: str
    sources: frozenset[str]


def study(key: str, *references: int, formats: str = "", more: str = "") -> str:
    """Return a study with its label (the key in capitals), the numbers that report it and its formats."""
    text = f'<study/{key}> a imr:Study ; imr:key "{key}" ; rdfs:label "{key.upper()}"@en {more} .'
    for number in references:
        text += f"<study/{key}> imr:reportedIn <reference/{number}> . <reference/{number}> imr:number {number} ."
    for form in formats.split():
        text += f"<delivery/{key}> a imr:Delivery ; imr:ofStudy <study/{key}> ; imr:hasFormat <format/{form}> ."
    return text


def record(
    of: str,
    outcome: str,
    figure: str,
    *,
    metric: str = "rate",
    unit: str = "proportion",
    place: str = "",
    more: str = "",
) -> str:
    """Return the main record of a study, read from a table cell unless `place` names a passage.

    The figure is a value (``0.2``), a range (``0.1-0.3``), a lower bound (``>=4``), ``NR``, or ``?`` (none is printed).
    """
    key = f"{of}--{outcome}"
    text = f"<slot/{key}> a imr:ImplementationSlot ; imr:ofStudy <study/{of}> ; imr:ofOutcome <outcome/{outcome}> ;"
    text += f"imr:mainRecord <record/{key}> ."
    return text + _record(key, of, outcome, figure, metric, unit, place, more)


def part(of: str, outcome: str, name: str, figure: str, *, metric: str = "rate", place: str = "") -> str:
    """Return a record about a part of the sample."""
    return _record(
        f"{of}--{outcome}--{name}",
        of,
        outcome,
        figure,
        metric,
        "proportion",
        place,
        f"; imr:ofSubsample <subsample/{name}>",
    )


def _record(key: str, of: str, outcome: str, figure: str, metric: str, unit: str, place: str, more: str) -> str:
    name = f"<record/{key}>"
    text = f"{name} a imr:ImplementationRecord ; imr:ofStudy <study/{of}> ; imr:ofOutcome <outcome/{outcome}> {more} ."
    source = f"<passage/{place}>" if place else f"<cell/{key}>"
    text += f'{name} rdfs:label "{key}"@en ; prov:wasDerivedFrom {source} .'
    if not place:
        text += f"{source} a imr:TableCell ."
    if figure == "NR":
        return text + f"{name} a imr:NotReported ."
    text += f"{name} a imr:ImplementationResult ; imr:hasMetric <metric/{metric}> ; imr:hasUnit <unit/{unit}> ."
    if "-" in figure:
        least, greatest = figure.split("-")
        return text + f"{name} imr:minimum {_decimal(least)} ; imr:maximum {_decimal(greatest)} ."
    if figure.startswith(">="):
        return text + f"{name} imr:lowerBound {_decimal(figure[2:])} ."
    return text if figure == "?" else text + f"{name} imr:value {_decimal(figure)} ."


def rates(outcome: str, **figures: str) -> str:
    """Return studies a, b, c … (references 1, 2, 3 …) with a main record each."""
    return "".join(
        study(key, 1 + "abcdefghijklmnop".index(key)) + record(key, outcome, figure) for key, figure in figures.items()
    )


def claim(key: str, value: str = "", most: str = "", unit: str = "studies", place: str = "") -> str:
    """Return a claim with its figure, if it has one."""
    text = f'<claim/{key}> a imr:Claim ; imr:key "{key}" ; imr:statement "claim {key}." .'
    if value:
        text += f"<claim/{key}> imr:value {_decimal(value)} ; imr:hasUnit <unit/{unit}> ."
    if most:
        text += f"<claim/{key}> imr:valueMaximum {_decimal(most)} ."
    return text + (f"<claim/{key}> prov:wasDerivedFrom <passage/{place}> ." if place else "")


def _decimal(text: str) -> str:
    return f'"{text}"^^xsd:decimal'


def assertion(check: str, key: str = "x", **columns: str) -> str:
    """Return an assertion; `columns` are named as in the sheet of assertions, lists separated by blanks."""
    things = {
        "studies": ("assertsStudy", "study"),
        "references": ("assertsReference", "reference"),
        "outcome": ("assertsOutcome", "outcome"),
        "other_outcome": ("assertsOtherOutcome", "outcome"),
        "metric": ("assertsMetric", "metric"),
        "format": ("assertsFormat", "format"),
        "unit": ("assertsUnit", "unit"),
        "claim": ("assertedBy", "claim"),
        "claims": ("heldAgainst", "claim"),
        "in_cells": ("heldAgainst", "cell"),
        "rater": ("assertsRater", "rater"),
        "results": ("assertsResult", "result"),
        "design": ("assertsDesign", "design"),
        "domain": ("assertsDomain", "domain"),
        "factor": ("assertsFactor", "factor"),
        "kind": ("kindIfFailed", "discrepancy-kind"),
        "severity": ("severityIfFailed", "severity"),
    }
    numbers = {"value": "assertsValue", "value_max": "assertsValueMaximum", "precision": "assertsPrecision"}
    words = {
        "operator": "assertsOperator",
        "quantifier": "assertsQuantifier",
        "pattern": "assertsPattern",
        "term": "assertsTerm",
        "text": "assertsText",
        "topic": "topic",
    }
    text = f'<assertion/{key}> a imr:Assertion ; imr:key "{key}" ; imr:checkedBy <check/{check}> .'
    for column, value in ({"claim": "own"} | columns).items():
        if column in things:
            name, kind = things[column]
            text += "".join(f"<assertion/{key}> imr:{name} <{kind}/{item}> ." for item in value.split())
        elif column in numbers:
            text += f"<assertion/{key}> imr:{numbers[column]} {_decimal(value)} ."
        elif column == "object":
            text += f"<assertion/{key}> imr:assertsObject <{value}> ."
        elif column == "property":
            text += f"<assertion/{key}> imr:assertsProperty {value} ."
        else:
            text += f'<assertion/{key}> imr:{words[column]} "{value}" .'
    return text


def criterion(name: str, wanted: str, of: str = "x") -> str:
    """Return a criterion of an assertion of a number; `wanted` is a term in Turtle, a text in quotation marks."""
    key = f"<criterion/{of}--{''.join(filter(str.isalnum, name + wanted))}>"
    required = "requiresText" if wanted.startswith('"') else "requiresObject"
    return (
        f"{key} a imr:Criterion ; imr:ofAssertion <assertion/{of}> ; imr:onProperty {name} ; imr:{required} {wanted} ."
    )


def derive(only: tuple[str, ...], *turtle: str) -> ox.Store:
    """Return a store with the graph and with what the checks make of it, file after file as in a build.

    Of the checks, those run whose file names start with one of `only`.
    """
    data = ox.Store()
    data.extend(ox.Quad(*t, ox.NamedNode(ns.GRAPHS["evidence"])) for t in support.triples(LISTS + "\n".join(turtle)))
    for file in sorted(resources.path("queries", "checks").glob("*.rq")):
        if file.name.startswith(only):
            made = engine.run(data, file.read_text(encoding="utf-8"), source=file.name)
            assert isinstance(made, ox.QueryTriples)
            triples = list(made)
            assert not any(isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode) for t in triples)
            data.extend(ox.Quad(*t, ox.NamedNode(ns.GRAPHS["derived"])) for t in triples)
    return data


def results(data: ox.Store) -> dict[str, Result]:
    """Return each result by the key of its assertion; a result has each single-valued property once or not at all."""
    found = {}
    kind = ox.NamedNode(ns.PREFIXES["rdf"] + "type")
    for quad in data.quads_for_pattern(None, kind, ox.NamedNode(ns.IMR + "CheckResult")):

        def values(name: str, subject: ox.NamedNode = quad.subject) -> list[str]:
            return sorted(
                {q.object.value for q in data.quads_for_pattern(subject, ox.NamedNode(ns.expand(name)), None)}
            )

        def one(name: str) -> str:
            (value,) = values(name)
            return value

        def maybe(name: str) -> str | None:
            value = values(name)
            assert len(value) <= 1
            return value[0] if value else None

        key = one("imr:key")
        number = maybe("imr:recomputedNumber")
        reason = maybe("imr:hasReason")
        sources = frozenset(ns.shorten(source) for source in values("prov:wasDerivedFrom"))
        assert quad.subject.value == f"{ns.ID}check-result/{key}"
        assert one("imr:ofAssertion") == f"{ns.ID}assertion/{key}"
        assert f"assertion/{key}" in sources
        verdict = ns.key(one("imr:hasVerdict"))
        assert (reason is not None) == (verdict == "not-checkable")
        assert verdict in {"confirmed", "partly", "contradicted", "not-checkable"}
        found[key] = Result(
            verdict,
            ns.key(reason) if reason else None,
            one("imr:stated"),
            one("imr:recomputed"),
            Decimal(number) if number else None,
            one("imr:explanation"),
            sources - {f"assertion/{key}"},
        )
    return found
