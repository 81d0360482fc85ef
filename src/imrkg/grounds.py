"""What an answer rests on: the places where it was read, and the disagreements of the review that touch it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

from imrkg import engine, resources, results
from imrkg import namespaces as ns

_BLOCK = re.compile(r"VALUES (\([^)]*\)|\?\w+) \{[^{}]*\}")
SHOWN = 3


def disagreements(store: ox.Store, answer: results.Result) -> results.Result:
    """Return the disagreements that touch an answer, the gravest first.

    Args:
        store: the graph that gave the answer.
        answer: its rows; things are taken from IRIs, and from the key columns study, outcome, rater and metric.

    Returns:
        Rows with discrepancy (key), label, severity and rank; none where nothing is in dispute.
    """
    rows = answer.rows()
    slots = _keys(rows, ("study", "outcome", "rater"), required=2)
    summaries = _keys([row for row in rows if not row.get("study")], ("outcome", "metric"), required=2)
    studies = _keys([row for row in rows if not row.get("outcome")], ("study",), required=1)
    return _fill(store, "disagreements", [_things(answer), slots, summaries, studies])


def places(store: ox.Store, answer: results.Result) -> list[str]:
    """Return where the things of an answer were read, in the order of the manuscript.

    Things are taken from IRIs, and from the key columns study, outcome, rater and domain.
    """
    rows = [dict(row) for row in answer.rows()]
    slots = _keys([row for row in rows if row.get("outcome")], ("study", "outcome", "rater"), required=0)
    domains = _keys(rows, ("domain",), required=1)
    found = _fill(store, "places", [_things(answer), slots, domains])
    return list(dict.fromkeys(str(row["place"]) for row in found))


def note(found: results.Result) -> str:
    """Return one sentence that names the gravest disagreements, or an empty text if there is none."""
    rows = found.rows()
    if not rows:
        return ""
    named = "; ".join(f"{row['label']} ({row['severity']})" for row in rows[:SHOWN])
    more = f"; and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    count = "1 disagreement" if len(rows) == 1 else f"{len(rows)} disagreements"
    verb = "touches" if len(rows) == 1 else "touch"
    return f"{count} of the review {verb} this answer: {named}{more}. See `imrkg ask discrepancies`."


def _things(answer: results.Result) -> str:
    """Return the content of a VALUES block for the things of ours that an answer names by IRI."""
    things = {str(term) for row in answer.terms for term in row if isinstance(term, ox.NamedNode)}
    return " ".join(sorted(thing for thing in things if thing.startswith(f"<{ns.ID}")))


def _keys(rows: Iterable[dict[str, object]], columns: Sequence[str], required: int) -> str:
    """Return the content of a VALUES block for keys in `columns`, of which the first `required` must be there."""
    tuples = {tuple(row.get(column) for column in columns) for row in rows}
    words = {
        " ".join("UNDEF" if key is None else str(ox.Literal(str(key))) for key in keys)
        for keys in tuples
        if all(keys[:required])
    }
    return " ".join(f"({word})" if len(columns) > 1 else word for word in sorted(words))


def _fill(store: ox.Store, name: str, contents: Sequence[str]) -> results.Result:
    """Return the answer of a query of ``queries/grounds`` with its VALUES blocks filled in their order."""
    file = resources.path("queries", "grounds", f"{name}.rq")
    blocks = iter(contents)
    text = _BLOCK.sub(lambda match: f"VALUES {match[1]} {{ {next(blocks)} }}", file.read_text(encoding="utf-8"))
    # The text is ours and every term is escaped: no clause can slip in. The search for one would cost most of the
    # time wherever a key or label has the word "service" in it.
    return results.collect(engine.run(store, text, source=str(file), service=True))
