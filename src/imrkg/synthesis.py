"""Syntheses over the graph: pooled rates and fidelity, and the direction of effects.

What enters, with which denominator, and what a result says about direction, is decided by bundled
questions (``rate-inputs``, ``fidelity-inputs``, ``direction-of-effect``); here they are asked, their
rows are pooled by :mod:`imrkg.meta`, and the answers become tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from imrkg import gaps, meta, network, question, tables
from imrkg.errors import BadNumbers, UnknownName, nearest
from imrkg.meta import Estimate, SignTest
from imrkg.tables import Table

if TYPE_CHECKING:
    import pyoxigraph as ox

PARTS = ("direction", "rates", "fidelity", "gaps", "network")
FORMATS = ("text", "json", "csv", "md", "html")
Row = dict[str, Any]


class RateInput(NamedTuple):
    """A rate that enters a pool.

    Attributes:
        study: key of the study.
        label: its name.
        rate: as printed, 0 to 1.
        numerator: people; rate x denominator, unrounded, where no count is printed.
        denominator: people.
        how: how numerator and denominator were obtained, in words.
        approximate: whether the denominator may be another number of people than the rate's own.
        why: why it is approximate, in words; empty if it is not.
        lower: lower end of the rate's 95% interval by Wilson's method.
        upper: its upper end.
        formats: keys of the formats of delivery ("group", "group, individual"), or "not stated".
        design: key of the study's design.
        design_label: its name.
        overlaps: keys of the studies that share participants with this one.
        all_arms: whether the rate counts the people of all arms.
        record: IRI of the implementation result.
    """

    study: str
    label: str
    rate: float
    numerator: float
    denominator: int
    how: str
    approximate: bool
    why: str
    lower: float
    upper: float
    formats: str
    design: str
    design_label: str
    overlaps: tuple[str, ...]
    all_arms: bool
    record: str


class MeanInput(NamedTuple):
    """A mean over sites that enters a pool.

    Attributes:
        study: key of the study.
        label: its name.
        mean: as printed, scale points.
        sd: standard deviation over sites, as printed.
        sites: number of sites of the study (Table 1).
        standard_error: sd / square root of sites.
        approximate: whether the number of sites may be another than that of the sites scored.
        why: why it is approximate, in words; empty if it is not.
        lower: lower end of the mean's 95% interval (Student's t, sites - 1).
        upper: its upper end.
        formats: as in RateInput.
        design: key of the study's design.
        design_label: its name.
        overlaps: keys of the studies that share participants with this one.
        record: IRI of the implementation result.
    """

    study: str
    label: str
    mean: float
    sd: float
    sites: int
    standard_error: float
    approximate: bool
    why: str
    lower: float
    upper: float
    formats: str
    design: str
    design_label: str
    overlaps: tuple[str, ...]
    record: str


class Excluded(NamedTuple):
    """A study that does not enter: its key and name, the printed value (or nothing), why, and the record's IRI."""

    study: str
    label: str
    value: str
    reason: str
    record: str


class Sensitivity(NamedTuple):
    """The same pool under another choice.

    Attributes:
        kind: which choice, for programs: "leave-one-out", "single-arm-rates", "overlap", "format", "design",
            "exact-denominators", "denominator", "whole-people", "parts".
        name: the choice in words.
        studies: keys of the studies in this pool.
        pooled: the estimate, or None.
        reason: why there is none; empty otherwise.
    """

    kind: str
    name: str
    studies: tuple[str, ...]
    pooled: Estimate | None
    reason: str


class RatePool(NamedTuple):
    """A pool of rates.

    Attributes:
        outcome: key of the outcome.
        inputs: what enters the main analysis.
        excluded: what does not, and why.
        pooled: the main analysis, or None.
        reason: why there is none; empty otherwise.
        sensitivity: the same under other choices.
        label: name of the outcome.
        alternatives: other denominators that can be defended for a rate that enters.
        parts: counts for parts of a sample, where no rate of the whole is printed.
    """

    outcome: str
    inputs: tuple[RateInput, ...]
    excluded: tuple[Excluded, ...]
    pooled: Estimate | None
    reason: str
    sensitivity: tuple[Sensitivity, ...]
    label: str
    alternatives: tuple[RateInput, ...]
    parts: tuple[RateInput, ...]

    def tables(self) -> list[Table]:
        """Return the pool with its sensitivity analyses, what enters, what might instead, and what does not."""
        notes = (*_RATE_NOTES, *_shared_participants(self.inputs), 'Inputs: question "rate-inputs".')
        return [
            _pool_table(self, f"{self.label.capitalize()}: pooled rate", notes),
            _rate_table(self, "inputs", "what enters", self.inputs),
            _rate_table(self, "alternatives", "sensitivity analyses only", (*self.alternatives, *self.parts)),
            _excluded_table(self, "rate-inputs"),
        ]


class FidelityPool(NamedTuple):
    """A pool of mean fidelity scores; the fields are those of :class:`RatePool`."""

    outcome: str
    inputs: tuple[MeanInput, ...]
    excluded: tuple[Excluded, ...]
    pooled: Estimate | None
    reason: str
    sensitivity: tuple[Sensitivity, ...]
    label: str

    def tables(self) -> list[Table]:
        """Return three tables: the pool with its sensitivity analyses, what enters, and what does not."""
        notes = (*_FIDELITY_NOTES, *_shared_participants(self.inputs), 'Inputs: question "fidelity-inputs".')
        return [
            _pool_table(self, f"{self.label.capitalize()}: pooled mean", notes),
            _mean_table(self),
            _excluded_table(self, "fidelity-inputs"),
        ]


Pool = RatePool | FidelityPool


class Direction(NamedTuple):
    """Directions of effect for one outcome, rater, design and comparison; all counts are of studies.

    Attributes:
        outcome: key; outcome_label its name (so for rater, design and comparison).
        favors: how many favor the program (or improved, for a comparison over time).
        against: how many point the other way.
        unknown: how many have a result, but no known direction: `not_significant` + `mixed` + others.
        not_significant: of the unknown, those whose result is not significant.
        mixed: of the unknown, those whose result is mixed.
        contested: findings of the text that the table contradicts; in no other count.
        studies: (key, state) of each, state being favors, against, unknown or contested.
        known: sign test over the known directions, or None.
        reason: why there is none; empty otherwise.
        worst: the same if every unknown direction were against; None where nothing was measured.
        best: the same if every unknown direction were in favor.
    """

    outcome: str
    outcome_label: str
    rater: str
    rater_label: str
    design: str
    design_label: str
    comparison: str
    comparison_label: str
    favors: int
    against: int
    unknown: int
    not_significant: int
    mixed: int
    contested: int
    studies: tuple[tuple[str, str], ...]
    known: SignTest | None
    reason: str
    worst: SignTest | None
    best: SignTest | None


class HasTables(Protocol):
    """A part of a synthesis."""

    def tables(self) -> list[Table]:
        """Return its tables in the order in which they are to be read."""
        ...


class Directions(NamedTuple):
    """The part "direction"."""

    rows: tuple[Direction, ...]

    def tables(self) -> list[Table]:
        """Return the counts with their sign tests, a table for each comparison, and what each study adds."""
        comparisons = dict.fromkeys(d.comparison for d in self.rows)
        split = [_direction_table([d for d in self.rows if d.comparison == c]) for c in sorted(comparisons)]
        return [*split, _direction_studies(self.rows)]


class Group(NamedTuple):
    """Several pools as one part."""

    pools: tuple[Pool, ...]

    def tables(self) -> list[Table]:
        """Return the tables of each pool."""
        return [table for pool in self.pools for table in pool.tables()]


class Synthesis(NamedTuple):
    """The answer of :func:`synthesize`: the parts by name, in the order that was asked for."""

    parts: dict[str, HasTables]

    def tables(self) -> list[Table]:
        """Return the tables of all parts."""
        return [table for part in self.parts.values() for table in part.tables()]

    def write(self, form: str) -> bytes:
        """Return the tables in UTF-8 as text, json, csv, md or html; see :func:`imrkg.tables.write`.

        Raises:
            UnknownName: there is no such format.
        """
        return tables.write(self.tables(), form)


# ------------------------------------------------------------------------------------------- the parts


def synthesize(store: ox.Store, parts: Sequence[str] = PARTS) -> Synthesis:
    """Return the syntheses over a graph.

    Args:
        store: the graph, ontology included.
        parts: of "direction", "rates", "fidelity", "gaps", "network".

    Raises:
        UnknownName: there is no such part.
        MissingEngine: SciPy is not installed.
    """
    for name in parts:
        if name not in PARTS:
            raise UnknownName(f"there is no synthesis {name!r}", nearest(name, PARTS, "syntheses"))
    return Synthesis({name: _part(store, name) for name in dict.fromkeys(parts)})


def _part(store: ox.Store, name: str) -> HasTables:
    if name == "direction":
        return Directions(directions(store))
    if name == "rates":
        return Group(tuple(map(_rate_pool, _by_outcome(_ask(store, "rate-inputs")).values())))
    if name == "fidelity":
        return fidelity(store)
    return gaps.gaps(store) if name == "gaps" else network.analysis(store)


def rates(store: ox.Store, outcome: str) -> RatePool:
    """Pool the rates of one outcome.

    Args:
        store: the graph, ontology included.
        outcome: key, label or IRI: dropout, completion or penetration.

    Raises:
        UnknownName: no such outcome, or one without rates of people, or a word for several.
        MissingEngine: SciPy is not installed.
    """
    found = _by_outcome(_ask(store, "rate-inputs", outcome=outcome))
    if len(found) != 1:
        known = list(_by_outcome(_ask(store, "rate-inputs")))
        what = f"{outcome!r} stands for several outcomes" if found else f"there are no rates of people for {outcome!r}"
        raise UnknownName(what, nearest(outcome, known, "outcomes with rates"))
    return _rate_pool(*found.values())


def _by_outcome(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["outcome"]), []).append(row)
    return found


def _rate_pool(rows: Sequence[Row]) -> RatePool:
    excluded = [_excluded(row) for row in rows if row["status"] == "excluded"]
    read: dict[str, list[RateInput]] = {"main": [], "alternative": [], "part": []}
    for row in rows:
        if row["status"] != "excluded":
            entry = _rate_input(row)
            if not isinstance(entry, Excluded):
                read[str(row["status"])].append(entry)
            elif row["status"] != "alternative":
                excluded.append(entry)
    inputs = tuple(read["main"])
    pooled, reason = _fit(inputs, _pool_rates)
    return RatePool(
        outcome=str(rows[0]["outcome"]),
        inputs=inputs,
        excluded=tuple(excluded),
        pooled=pooled,
        reason=reason,
        sensitivity=tuple(_rate_sensitivity(inputs, read["alternative"], read["part"])),
        label=str(rows[0]["outcome_label"]),
        alternatives=tuple(read["alternative"]),
        parts=tuple(read["part"]),
    )


def fidelity(store: ox.Store) -> FidelityPool:
    """Pool the mean fidelity scores for which mean, SD over sites and number of sites are known.

    Raises:
        MissingEngine: SciPy is not installed.
    """
    rows = _ask(store, "fidelity-inputs")
    excluded = tuple(_excluded(row) for row in rows if row["status"] == "excluded")
    inputs = tuple(_mean_input(row) for row in rows if row["status"] == "main")
    pooled, reason = _fit(inputs, _pool_means)
    common = tuple(_common_sensitivity(inputs, _pool_means, "without approximate numbers of sites"))
    return FidelityPool("fidelity", inputs, excluded, pooled, reason, common, "fidelity")


def directions(store: ox.Store, **words: str) -> tuple[Direction, ...]:
    """Count directions of effect for each outcome, rater, design and comparison, and test them by signs.

    Args:
        store: the graph, ontology included.
        **words: outcome, rater or design, as key, label or IRI.

    Raises:
        UnknownName: no such parameter or value.
        MissingEngine: SciPy is not installed.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in _ask(store, "direction-of-effect", **words):
        key = tuple(str(row[name]) for name in ("outcome", "rater", "design", "comparison"))
        groups.setdefault(key, []).append(row)
    return tuple(_direction(rows) for rows in groups.values())


def _ask(store: ox.Store, slug: str, **words: str) -> list[Row]:
    return question.answer(store, slug, **words).rows()


# ------------------------------------------------------------------------------------------ the inputs


def _excluded(row: Row, reason: str = "") -> Excluded:
    return Excluded(
        row["study"], row["study_label"], row["as_printed"] or "", reason or row["reason"], row["record_iri"]
    )


def _rate_input(row: Row) -> RateInput | Excluded:
    try:
        lower, upper = meta.wilson(float(row["numerator"]), float(row["denominator"]))
    except BadNumbers as error:
        return _excluded(row, f"cannot enter, because {error.message}")
    return RateInput(
        study=row["study"],
        label=row["study_label"],
        rate=float(row["rate"]),
        numerator=float(row["numerator"]),
        denominator=int(row["denominator"]),
        how=row["how"],
        approximate=row["approximate"],
        why=row["doubt"],
        lower=lower,
        upper=upper,
        formats=row["formats"],
        design=row["design"],
        design_label=row["design_label"],
        overlaps=_keys(row["overlaps"]),
        all_arms=row["all_arms"],
        record=row["record_iri"],
    )


def _mean_input(row: Row) -> MeanInput:
    mean, sd, sites = float(row["mean"]), float(row["standard_deviation"]), int(row["sites"])
    lower, upper = meta.mean_interval(mean, sd, sites)
    return MeanInput(
        study=row["study"],
        label=row["study_label"],
        mean=mean,
        sd=sd,
        sites=sites,
        standard_error=sd / sites**0.5,
        approximate=row["approximate"],
        why=row["doubt"],
        lower=lower,
        upper=upper,
        formats=row["formats"],
        design=row["design"],
        design_label=row["design_label"],
        overlaps=_keys(row["overlaps"]),
        record=row["record_iri"],
    )


def _keys(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", ")) if listed else ()


# ----------------------------------------------------------------------------------------- the pools

Input = TypeVar("Input", RateInput, MeanInput)


def _pool_rates(inputs: Sequence[RateInput]) -> Estimate:
    return meta.pool_proportions([i.numerator for i in inputs], [i.denominator for i in inputs])


def _pool_means(inputs: Sequence[MeanInput]) -> Estimate:
    return meta.pool_means([i.mean for i in inputs], [i.standard_error for i in inputs])


def _fit(inputs: Sequence[Input], pool: Callable[[Sequence[Input]], Estimate]) -> tuple[Estimate | None, str]:
    if len(inputs) < 2:
        return None, f"cannot be pooled, because {'only one study' if inputs else 'no study'} enters"
    return pool(inputs), ""


def _rate_sensitivity(
    inputs: tuple[RateInput, ...], alternatives: Sequence[RateInput], parts: Sequence[RateInput]
) -> Iterator[Sensitivity]:
    yield from _single_arm_rates(inputs)
    yield from _common_sensitivity(inputs, _pool_rates, "without approximate denominators")
    yield from _other_denominators(inputs, alternatives)
    whole = [i._replace(numerator=float(int(i.numerator + 0.5))) for i in inputs]
    yield _sensitivity("whole-people", "numerators rounded to whole people", whole, _pool_rates)
    if parts:
        name = f"with parts of samples ({_joined(p.study for p in parts)})"
        yield _sensitivity("parts", name, [*inputs, *parts], _pool_rates)


def _single_arm_rates(inputs: Sequence[RateInput]) -> Iterator[Sensitivity]:
    kept = [i for i in inputs if not i.all_arms]
    left = [i.study for i in inputs if i.all_arms]
    name = "without rates that count all arms"
    if left:
        yield _sensitivity("single-arm-rates", f"{name} ({_joined(left)})", kept, _pool_rates)
    else:
        studies = tuple(i.study for i in inputs)
        yield Sensitivity("single-arm-rates", name, studies, None, "no rate that enters counts all arms")


def _other_denominators(inputs: Sequence[RateInput], alternatives: Sequence[RateInput]) -> Iterator[Sensitivity]:
    for other in alternatives:
        swapped = [other if i.study == other.study else i for i in inputs]
        name = f"{other.study}: {other.denominator} people instead, {other.how}"
        yield _sensitivity("denominator", name, swapped, _pool_rates)
    if len({a.study for a in alternatives}) > 1:
        by_study = {a.study: a for a in reversed(alternatives)}  # the first of several
        swapped = [by_study.get(i.study, i) for i in inputs]
        yield _sensitivity("denominator", "every other denominator at once", swapped, _pool_rates)


def _common_sensitivity(
    inputs: Sequence[Input], pool: Callable[[Sequence[Input]], Estimate], exact: str
) -> Iterator[Sensitivity]:
    """Yield what every pool has: exact figures only, no shared participants, formats, designs, leave one out."""
    studies = tuple(i.study for i in inputs)
    kept = [i for i in inputs if not i.approximate]
    if len(kept) < len(inputs):
        yield _sensitivity("exact-denominators", exact, kept, pool)
    else:
        yield Sensitivity("exact-denominators", exact, studies, None, "nothing that enters is approximate")
    shared = [i for i in inputs if set(i.overlaps) & set(studies)]
    if not shared:
        yield Sensitivity("overlap", "without shared participants", studies, None, "no studies that enter share any")
    for keep in shared:
        others = [i for i in inputs if i.study not in keep.overlaps]
        left = _joined(set(keep.overlaps) & set(studies))
        name = f"without {left} (shares participants with {keep.study})"
        yield _sensitivity("overlap", name, others, pool)
    for formats in sorted({i.formats for i in inputs}):
        yield _sensitivity("format", f"format: {formats}", [i for i in inputs if i.formats == formats], pool)
    for design in sorted({i.design_label for i in inputs}):
        yield _sensitivity("design", f"design: {design}", [i for i in inputs if i.design_label == design], pool)
    for drop in inputs:
        yield _sensitivity("leave-one-out", f"without {drop.study}", [i for i in inputs if i is not drop], pool)


def _sensitivity(
    kind: str, name: str, inputs: Sequence[Input], pool: Callable[[Sequence[Input]], Estimate]
) -> Sensitivity:
    pooled, reason = _fit(inputs, pool)
    return Sensitivity(kind, name, tuple(i.study for i in inputs), pooled, reason)


def _joined(words: Iterator[str] | Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(words))


# ---------------------------------------------------------------------------------------- the directions


def _direction(rows: Sequence[Row]) -> Direction:
    first = rows[0]
    states = [str(row["state"]) for row in rows]
    favors, against, unknown = (states.count(state) for state in ("favors", "against", "unknown"))
    results_of_unknown = [row["result"] for row in rows if row["state"] == "unknown"]
    measured = favors + against + unknown
    known = favors + against
    reason = "" if known else "no direction is known" if measured else "no study has a result"
    return Direction(
        **{name: str(first[name]) for name in Direction._fields[:8]},
        favors=favors,
        against=against,
        unknown=unknown,
        not_significant=results_of_unknown.count("not-significant"),
        mixed=results_of_unknown.count("mixed"),
        contested=states.count("contested"),
        studies=tuple((str(row["study"]), str(row["state"])) for row in rows),
        known=meta.sign_test(favors, known) if known else None,
        reason=reason,
        worst=meta.sign_test(favors, measured) if measured else None,
        best=meta.sign_test(favors + unknown, measured) if measured else None,
    )


# ------------------------------------------------------------------------------------------ the tables

_FIGURES = ("estimate", "lower", "upper", "prediction_lower", "prediction_upper", "tau2", "i2", "q", "q_p")
_RATE_NOTES = (
    "Random-effects model on the logit scale: tau2 by restricted maximum likelihood, 95% interval by Hartung and "
    "Knapp, 95% prediction interval (where a new study's true rate may lie); tau2 in logits, I2 in percent.",
    "Counts are mostly not printed: a numerator is the printed rate x the number of people, so the inputs, and "
    "with them the intervals, are only as good as the denominators.",
)
_FIDELITY_NOTES = (
    "Random-effects model for means: tau2 by restricted maximum likelihood, 95% interval by Hartung and Knapp, "
    "95% prediction interval (where a new study's true mean may lie; it may leave the scale); I2 in percent.",
    "Standard deviations are over sites and rest on few of them; the number of sites is that of Table 1. A standard "
    "error from two sites is hardly known itself, yet it decides the weight of its study.",
)


def _shared_participants(inputs: Sequence[Input]) -> Iterator[str]:
    studies = {i.study for i in inputs}
    shared = sorted({i.study for i in inputs if set(i.overlaps) & studies})
    if shared:
        yield f"Some participants are counted twice ({', '.join(shared)}), which makes the intervals too narrow."


def _pool_table(pool: Pool, title: str, notes: tuple[str, ...]) -> Table:
    main = Sensitivity("main", "main analysis", tuple(i.study for i in pool.inputs), pool.pooled, pool.reason)
    # The remark stands early: where there is no figure it says why, and must not be cut off on a narrow screen.
    columns = ("analysis", "k", *_FIGURES[:3], "remark", *_FIGURES[3:], "studies", "kind")
    return Table(
        pool.outcome, title, (_sentence(main), *notes), columns, [_pool_row(s) for s in (main, *pool.sensitivity)]
    )


def _sentence(main: Sensitivity) -> str:
    """Return the main analysis in words."""
    if not main.pooled:
        return f"Main analysis: {main.reason}."
    figures = {name: tables.shown(getattr(main.pooled, name)) for name in _FIGURES}
    return (
        "Main analysis: {k} studies, {estimate} (95% interval {lower} to {upper}; 95% prediction interval "
        "{prediction_lower} to {prediction_upper}); tau2 {tau2}, I2 {i2}%, Q {q} (p {q_p})."
    ).format(k=main.pooled.k, **figures)


def _pool_row(s: Sensitivity) -> tuple[tables.Value, ...]:
    figures = [getattr(s.pooled, name) for name in _FIGURES] if s.pooled else [None] * len(_FIGURES)
    remark = s.pooled.remark if s.pooled else s.reason
    return (s.name, len(s.studies), *figures[:3], remark, *figures[3:], ", ".join(s.studies), s.kind)


def _rate_table(pool: RatePool, name: str, title: str, inputs: Sequence[RateInput]) -> Table:
    columns = (
        "study", "numerator", "denominator", "rate", "approximate", "how", "why", "lower", "upper", "formats", "design",
        "record_iri",
    )  # fmt: skip
    rows: list[tuple[tables.Value, ...]] = [
        (i.label, *_basis(i), i.lower, i.upper, i.formats, i.design_label, i.record) for i in inputs
    ]
    notes = ("lower and upper: 95% interval of the single rate by Wilson's method.", 'Question "rate-inputs".')
    return Table(f"{pool.outcome}-{name}", f"{pool.label.capitalize()}: {title}", notes, columns, rows)


def _basis(i: RateInput) -> tuple[tables.Value, ...]:
    return i.numerator, i.denominator, i.rate, i.approximate, i.how, i.why


def _mean_table(pool: FidelityPool) -> Table:
    columns = (
        "study", "mean", "sd", "sites", "standard_error", "lower", "upper", "approximate", "why", "formats", "design",
        "record_iri",
    )  # fmt: skip
    rows: list[tuple[tables.Value, ...]] = [
        (i.label, *i[2:6], i.lower, i.upper, i.approximate, i.why, i.formats, i.design_label, i.record)
        for i in pool.inputs
    ]
    notes = ("Intervals of single means by Student's t, sites - 1 degrees of freedom.", 'Question "fidelity-inputs".')
    return Table(f"{pool.outcome}-inputs", f"{pool.label.capitalize()}: what enters", notes, columns, rows)


def _excluded_table(pool: Pool, slug: str) -> Table:
    rows: list[tuple[tables.Value, ...]] = [(e.label, e.value, e.reason, e.record) for e in pool.excluded]
    title = f"{pool.label.capitalize()}: what does not enter, and why"
    columns = ("study", "as_printed", "reason", "record_iri")
    return Table(f"{pool.outcome}-excluded", title, (f'Question "{slug}".',), columns, rows)


_DIRECTION_NOTES = (
    "The table of the review prints significance, not direction: a direction is known only where a result is "
    "significant or told as an advantage or an improvement. Known directions are therefore a selection, and the "
    "share among them is no estimate of an effect.",
    "share, lower, upper, p: sign test over known directions only, exact (Clopper-Pearson) 95% interval, two-sided "
    "p against one half. worst and best: share and p if every unknown direction were against, or in favor; what "
    "lies between them cannot be told from the review.",
    "unknown: not significant or mixed. contested: findings of the text that the table contradicts, in no other count.",
)


def _direction_table(directions: Sequence[Direction]) -> Table:
    columns = (
        "outcome", "rater", "design", "favors", "against", "unknown", "worst_share", "best_share", "worst_p", "best_p",
        "share", "lower", "upper", "p", "contested", "remark",
    )  # fmt: skip
    rows: list[tuple[tables.Value, ...]] = []
    for d in directions:
        counts = (d.favors, d.against, d.unknown)
        bounds = (d.worst.share, d.best.share, d.worst.p, d.best.p) if d.worst and d.best else (None,) * 4
        known = (d.known.share, d.known.lower, d.known.upper, d.known.p) if d.known else (None,) * 4
        rows.append((d.outcome_label, d.rater_label, d.design_label, *counts, *bounds, *known, d.contested, d.reason))
    comparison = directions[0]
    notes = (*_DIRECTION_NOTES, *_selection(directions), 'Question "direction-of-effect".')
    title = f"Direction of effect by outcome, rater and design: {comparison.comparison_label}"
    return Table(f"direction-{comparison.comparison}", title, notes, columns, rows)


def _selection(directions: Sequence[Direction]) -> Iterator[str]:
    """Yield how many directions of the rows are known, and how many are not."""
    known = sum(d.favors + d.against for d in directions)
    unknown = sum(d.unknown for d in directions)
    if known + unknown:
        yield f"Of {known + unknown} results the direction of {known} is known and that of {unknown} is not."


def _direction_studies(directions: Sequence[Direction]) -> Table:
    rows: list[tuple[tables.Value, ...]] = [
        (d.outcome_label, d.rater_label, d.design_label, d.comparison_label, study, state)
        for d in directions
        for study, state in d.studies
    ]
    columns = ("outcome", "rater", "design", "comparison", "study", "state")
    notes = (
        "Comparisons between arms and over time are different things, and not to be added up: change over time without "
        "a comparator is no effect of a program.",
        'Question "direction-of-effect".',
    )
    return Table("direction-studies", "Direction of effect: what each study adds", notes, columns, rows)
