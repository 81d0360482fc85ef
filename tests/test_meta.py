"""Pooling, intervals and sign tests: against R's metafor, against closed forms, and with numbers nobody can pool."""

from __future__ import annotations

import csv
import io
import math
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import require

from imrkg import meta
from imrkg.errors import MissingEngine

SCRIPT = Path(__file__).with_name("metafor.R")
FIELDS = [name for name in meta.Estimate._fields if name != "remark"]
Set = tuple[str, list[tuple[float, float]]]

# The printed rates of the review with the people that the documented rule gives them, and other shapes.
SETS: dict[str, Set] = {
    "dropout": (
        "proportion",
        [(37.8, 210), (2.05, 41), (3.5, 25), (8.37, 31), (100.44, 324), (2.94, 14), (21.84, 84), (36, 144)],
    ),
    "completion": ("proportion", [(21.5, 25), (22.63, 31), (9.1, 14), (12.6, 84), (67.68, 144), (5.04, 8)]),
    "penetration": ("proportion", [(84.24, 324), (144, 498)]),
    "fidelity": ("mean", [(4.9, 0.17 / 2**0.5), (4.38, 1.19 / 3**0.5), (4.4, 0.28 / 2), (4.5, 0.3 / 6**0.5)]),
    "homogeneous": ("proportion", [(10, 50), (21, 100), (9, 46), (41, 200)]),
    "two far apart": ("proportion", [(5, 50), (60, 80)]),
    "three": ("proportion", [(3, 20), (9, 30), (1, 40)]),
    "none and all": ("proportion", [(0, 20), (3, 40), (12, 12), (4, 30)]),
    "all none": ("proportion", [(0, 20), (0, 31), (0, 8)]),
    "homogeneous means": ("mean", [(1.0, 0.3), (1.1, 0.2), (0.9, 0.4)]),
    "below zero": ("mean", [(-3.0, 0.2), (-1.0, 0.3), (2.0, 1.5)]),
}


def generated(count: int, seed: int = 20120511) -> dict[str, Set]:
    """Return `count` data sets, between 2 and 12 studies each, homogeneous and heterogeneous."""
    dice = random.Random(seed)
    found: dict[str, Set] = {}
    for number in range(count):
        center, spread, size = dice.gauss(0, 1), dice.choice([0, 0.2, 1, 2]), dice.choice([2, 3, 4, 7, 12])
        if number % 2:
            rows = [
                (center + dice.gauss(0, spread), dice.choice([0.05, 0.2, 0.5]) * dice.uniform(0.7, 1.4))
                for _ in range(size)
            ]
            found[f"means {number}"] = ("mean", rows)
        else:
            pairs = []
            for _ in range(size):
                total, chance = dice.choice([8, 20, 50, 300]), 1 / (1 + math.exp(-dice.gauss(center, spread)))
                pairs.append((float(sum(dice.random() < chance for _ in range(total))), float(total)))
            found[f"proportions {number}"] = ("proportion", pairs)
    return found


def estimate(given: Set) -> meta.Estimate:
    kind, rows = given
    pool = meta.pool_proportions if kind == "proportion" else meta.pool_means
    return pool([x for x, _ in rows], [n for _, n in rows])


@cache
def metafor() -> dict[str, dict[str, float]]:
    """Return what metafor gives for every data set, by name and field; R is run once."""
    rscript = shutil.which("Rscript")
    require(rscript, "R is not installed (Debian: apt-get install r-cran-metafor)")
    assert rscript
    known = subprocess.run([rscript, "-e", "library(metafor)"], capture_output=True, timeout=120)
    require(known.returncode == 0, "R's metafor is not installed (Debian: apt-get install r-cran-metafor)")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["set", "kind", "x", "n"])
    for name, (kind, rows) in (SETS | generated(60)).items():
        writer.writerows([name, kind, repr(x), repr(n)] for x, n in rows)
    done = subprocess.run([rscript, str(SCRIPT)], input=text.getvalue(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(done.stdout.splitlines()):
        found.setdefault(row["set"], {})[row["field"]] = float(row["value"])
    return found


# --------------------------------------------------------------------------------------- against metafor


@pytest.mark.parametrize("name", SETS | generated(60))
def test_every_field_agrees_with_metafor(name: str) -> None:
    wanted = metafor()[name]
    got = estimate((SETS | generated(60))[name])._asdict()
    assert set(wanted) == set(FIELDS)
    for field in FIELDS:
        assert got[field] == pytest.approx(wanted[field], rel=1e-4, abs=1e-4), field


def test_the_sets_are_of_every_kind() -> None:
    values = metafor().values()
    assert any(v["tau2"] == 0 and v["k"] > 2 for v in values)
    assert any(v["i2"] > 90 for v in values)
    assert {2, 3} <= {v["k"] for v in values}


# ------------------------------------------------------------------------------------- against closed forms


def test_two_means_have_a_closed_form() -> None:
    # With equal standard errors REML gives tau2 = s2(y) - v, and the mean is the plain one.
    result = meta.pool_means([1.0, 3.0], [0.5, 0.5])
    assert result.tau2 == pytest.approx(2.0 - 0.25)
    assert result.estimate == pytest.approx(2.0)
    # t with one degree of freedom (0.975): tan(pi * 0.475); standard error sqrt(2 / 2) = 1.
    assert result.upper - result.estimate == pytest.approx(math.tan(math.pi * 0.475))
    assert result.q == pytest.approx(8.0)
    assert result.i2 == pytest.approx(100 * 1.75 / 2.0)


def test_equal_values_are_said_to_say_nothing() -> None:
    result = meta.pool_proportions([5, 10, 20], [20, 40, 80])
    assert (result.estimate, result.tau2, result.i2) == (pytest.approx(0.25), 0, 0)
    assert result.lower == pytest.approx(result.upper)
    assert "without width" in result.remark


def test_a_remark_where_the_interval_is_narrower_than_sampling_error() -> None:
    alike = meta.pool_proportions([10, 21, 9, 41], [50, 100, 46, 200])
    assert "narrower" in alike.remark
    # The same people in one study: p = 81/396, standard error of the logit sqrt(1/81 + 1/315).
    logit, error = math.log(81 / 315), math.sqrt(1 / 81 + 1 / 315)
    single = [1 / (1 + math.exp(-(logit + z * error))) for z in (-1.96, 1.96)]
    assert alike.upper - alike.lower < single[1] - single[0]
    assert estimate(SETS["dropout"]).remark == ""
    # Two alike studies have no such interval: with one degree of freedom it is wide.
    assert estimate(SETS["penetration"]).tau2 == 0
    assert estimate(SETS["penetration"]).remark == ""


def test_an_empty_cell_gets_a_half_and_no_other() -> None:
    # 0 of 9 becomes 0.5 of 10, 9 of 9 becomes 9.5 of 10; 5 of 10 stays.
    with_empty = meta.pool_proportions([0, 9, 5], [9, 9, 10])
    by_hand = meta.pool_proportions([0.5, 9.5, 5], [10, 10, 10])
    assert with_empty == by_hand


@pytest.mark.parametrize(
    ("events", "total", "lower", "upper"),
    # Newcombe 1998, table I, method 3 (score, without continuity correction).
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(events: int, total: int, lower: float, upper: float) -> None:
    assert meta.wilson(events, total) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


@pytest.mark.parametrize(
    ("favors", "k", "lower", "upper", "p"),
    [
        # All in favor: lower end (0.025)^(1/k), p = 2 / 2^k.
        (3, 3, 0.025 ** (1 / 3), 1, 0.25),
        (1, 1, 0.025, 1, 1),
        (6, 6, 0.025 ** (1 / 6), 1, 0.03125),
        # None in favor: the mirror image.
        (0, 4, 0, 1 - 0.025 ** (1 / 4), 0.125),
        # 7 of 8: p = 2 (8 + 1) / 256.
        (7, 8, None, None, 18 / 256),
    ],
)
def test_sign_tests_have_a_closed_form(favors: int, k: int, lower: float | None, upper: float | None, p: float) -> None:
    got = meta.sign_test(favors, k)
    assert (got.favors, got.k, got.share) == (favors, k, favors / k)
    assert got.p == pytest.approx(p)
    if lower is not None:
        assert (got.lower, got.upper) == (pytest.approx(lower), pytest.approx(upper))


@given(st.integers(1, 60).flatmap(lambda k: st.tuples(st.integers(0, k), st.just(k))))
@settings(max_examples=40, deadline=None)
def test_the_ends_of_a_sign_test_leave_the_tails_that_define_them(pair: tuple[int, int]) -> None:
    favors, k = pair
    got = meta.sign_test(favors, k)

    def tail(p: float, counts: Sequence[int]) -> float:
        return sum(math.comb(k, x) * p**x * (1 - p) ** (k - x) for x in counts)

    assert got.lower == 0 if favors == 0 else tail(got.lower, range(favors, k + 1)) == pytest.approx(0.025)
    assert got.upper == 1 if favors == k else tail(got.upper, range(favors + 1)) == pytest.approx(0.025)


def test_an_interval_of_a_mean_of_two_values() -> None:
    lower, upper = meta.mean_interval(4.9, 0.17, 2)
    assert upper - 4.9 == pytest.approx(math.tan(math.pi * 0.475) * 0.17 / math.sqrt(2))
    assert lower == pytest.approx(2 * 4.9 - upper)


# ------------------------------------------------------------------------------------------- properties


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[float, float]]:
    size = draw(st.integers(2, 8))
    totals = [draw(st.integers(1, 400)) for _ in range(size)]
    return [(draw(st.integers(0, n)), n) for n in totals]


@given(tables())
@settings(max_examples=60, deadline=None)
def test_a_pool_of_proportions_is_in_order(rows: list[tuple[float, float]]) -> None:
    got = estimate(("proportion", rows))
    ends = (got.prediction_lower, got.lower, got.estimate, got.upper, got.prediction_upper)
    assert list(ends) == sorted(ends)
    assert ends[0] >= 0
    assert ends[-1] <= 1
    assert got.k == len(rows)
    assert got.tau2 >= 0
    assert 0 <= got.i2 <= 100


@given(tables(), st.randoms())
@settings(max_examples=40, deadline=None)
def test_neither_order_nor_the_side_that_is_counted_matters(
    rows: list[tuple[float, float]], dice: random.Random
) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    got, other = estimate(("proportion", rows)), estimate(("proportion", shuffled))
    mirror = estimate(("proportion", [(n - x, n) for x, n in rows]))
    assert other.estimate == pytest.approx(got.estimate, abs=1e-7)
    assert 1 - mirror.estimate == pytest.approx(got.estimate, abs=1e-7)
    assert 1 - mirror.lower == pytest.approx(got.upper, abs=1e-6)


@given(tables())
@settings(max_examples=30, deadline=None)
def test_no_other_variance_between_studies_is_likelier(rows: list[tuple[float, float]]) -> None:
    cells = [(x + 0.5, n - x + 0.5) if x in (0, n) else (x, n - x) for x, n in rows]
    effects = [math.log(a / b) for a, b in cells]
    variances = [1 / a + 1 / b for a, b in cells]

    def likelihood(tau2: float) -> float:
        """Return the restricted log-likelihood, written out (Viechtbauer 2005, equation 12, without constants)."""
        weights = [1 / (v + tau2) for v in variances]
        mean = sum(w * y for w, y in zip(weights, effects, strict=True)) / sum(weights)
        squares = sum(w * (y - mean) ** 2 for w, y in zip(weights, effects, strict=True))
        return (sum(map(math.log, weights)) - math.log(sum(weights)) - squares) / 2

    best = likelihood(estimate(("proportion", rows)).tau2)
    assert all(likelihood(tau2) <= best + 1e-9 for tau2 in [0, *(1.3**i / 1e6 for i in range(90))])


# --------------------------------------------------------------------------------- what cannot be pooled


@pytest.mark.parametrize(
    ("events", "totals", "said"),
    [
        ([], [], "0 studies"),
        ([3], [10], "1 study"),
        ([3, 4], [10], "2 and 1 numbers"),
        ([3, 4], [10, 0], "4 of 0"),
        ([3, 11], [10, 10], "11 of 10"),
        ([3, -1], [10, 10], "-1 of 10"),
        ([0, 0], [0, 0], "0 of 0"),
        ([3, float("nan")], [10, 10], "nan"),
        ([3, 4], [10, float("inf")], "inf"),
    ],
)
def test_numbers_that_are_no_proportions_are_refused(events: list[float], totals: list[float], said: str) -> None:
    with pytest.raises(meta.BadNumbers, match=said) as caught:
        meta.pool_proportions(events, totals)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("means", "errors", "said"),
    [([1.0], [0.1], "1 study"), ([1.0, 2.0], [0.1, 0.0], "0 is no standard error"), ([1.0, 2.0], [0.1, -1], "-1")],
)
def test_means_without_a_standard_error_are_refused(means: list[float], errors: list[float], said: str) -> None:
    with pytest.raises(meta.BadNumbers, match=said):
        meta.pool_means(means, errors)


@pytest.mark.parametrize(("events", "total"), [(1, 0), (-1, 5), (6, 5), (0, -3), (float("nan"), 4)])
def test_wilson_refuses_what_is_no_proportion(events: float, total: float) -> None:
    with pytest.raises(meta.BadNumbers):
        meta.wilson(events, total)


@pytest.mark.parametrize(("sd", "n"), [(0.2, 1), (0.2, 0), (0.0, 4), (-0.1, 4), (float("nan"), 4)])
def test_no_interval_without_a_spread(sd: float, n: int) -> None:
    with pytest.raises(meta.BadNumbers):
        meta.mean_interval(4.0, sd, n)


@pytest.mark.parametrize(("favors", "k"), [(0, 0), (2, 1), (-1, 3)])
def test_a_sign_test_needs_directions(favors: int, k: int) -> None:
    with pytest.raises(meta.BadNumbers):
        meta.sign_test(favors, k)


def test_without_scipy_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(MissingEngine, match="SciPy is not installed") as caught:
        meta.sign_test(1, 2)
    assert "imrkg[synthesis]" in caught.value.hint


def test_the_module_is_light_to_import() -> None:
    code = "import sys, imrkg.meta; print([m for m in ('numpy', 'scipy') if m in sys.modules])"
    source = str(Path(meta.__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": source})
    assert done.stdout.strip() == "[]", done.stderr
