"""Random-effects pooling of proportions and means, intervals of single proportions, and the sign test.

Pure numbers: nothing here knows of a graph or a study. Results agree with R's metafor (Viechtbauer
2010, ``rma(method = "REML", test = "knha")``), which a test checks; the reasons for computing them
here are in ``docs/decisions/0006-meta-analysis-library.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from imrkg.errors import BadNumbers, MissingEngine

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A pooled value.

    Attributes:
        k: number of studies, 2 or more.
        estimate: the pooled value, on the scale of the inputs (a proportion 0 to 1, or scale points).
        lower: lower end of the 95% confidence interval (Hartung-Knapp), same scale.
        upper: its upper end.
        prediction_lower: lower end of the 95% prediction interval: where a new study's true value may lie.
        prediction_upper: its upper end.
        tau2: variance between studies (REML), on the scale of the model: logits for proportions.
        i2: share of the variation that is between studies, 0 to 100, as metafor defines it for REML.
        q: Cochran's Q, whose degrees of freedom are k - 1.
        q_p: p value of Q.
        standard_error: Hartung-Knapp standard error, on the scale of the model.
        remark: what a reader must know about the figures, or empty.
    """

    k: int
    estimate: float
    lower: float
    upper: float
    prediction_lower: float
    prediction_upper: float
    tau2: float
    i2: float
    q: float
    q_p: float
    standard_error: float
    remark: str = ""


class SignTest(NamedTuple):
    """A sign test: `favors` of `k` directions, their share, its exact 95% interval and the exact two-sided p."""

    favors: int
    k: int
    share: float
    lower: float
    upper: float
    p: float


def pool_proportions(events: Sequence[float], totals: Sequence[float]) -> Estimate:
    """Pool proportions on the logit scale.

    Where a study has no event, or nothing but events, 0.5 is added to both its cells, and to no other
    study's (metafor's default, ``add=1/2, to="only0"``).

    Args:
        events: people with the event, one number for each study; need not be whole (rate x N).
        totals: people, same length and order.

    Returns:
        An Estimate as proportions; `tau2` and `standard_error` are in logits.

    Raises:
        BadNumbers: fewer than two studies; a total of 0; events below 0 or above the total; two lengths.
        MissingEngine: SciPy is not installed.
    """
    pairs = _pairs(events, totals)
    for x, n in pairs:
        if n <= 0 or not 0 <= x <= n:
            raise BadNumbers(
                f"{x:g} of {n:g} people is no proportion", "Give a total above 0 and events between 0 and the total."
            )
    cells = [(x + 0.5, n - x + 0.5) if x in (0, n) else (x, n - x) for x, n in pairs]
    effects = [math.log(a / b) for a, b in cells]
    return _pool(effects, [1 / a + 1 / b for a, b in cells], _from_logit)


def pool_means(means: Sequence[float], standard_errors: Sequence[float]) -> Estimate:
    """Pool means with known standard errors (the same model, on the scale of the means).

    Args:
        means: one for each study.
        standard_errors: same length and order, above 0.

    Raises:
        BadNumbers: fewer than two studies; a standard error that is not above 0; two lengths.
        MissingEngine: SciPy is not installed.
    """
    pairs = _pairs(means, standard_errors)
    for _, error in pairs:
        if error <= 0:
            raise BadNumbers(f"{error:g} is no standard error", "Give a number above 0, or leave the study out.")
    return _pool([mean for mean, _ in pairs], [error**2 for _, error in pairs], float)


def _pairs(first: Sequence[float], second: Sequence[float]) -> list[tuple[float, float]]:
    if len(first) != len(second):
        raise BadNumbers(f"{len(first)} and {len(second)} numbers", "Give two lists of the same length.")
    if len(first) < 2:
        raise BadNumbers(
            f"a pool of {len(first)} {'study' if len(first) == 1 else 'studies'}", "Give at least two studies."
        )
    pairs = [(float(a), float(b)) for a, b in zip(first, second, strict=True)]
    for number in (number for pair in pairs for number in pair):
        if not math.isfinite(number):
            raise BadNumbers(f"{number} cannot be pooled", "Leave the study out.")
    return pairs


def _from_logit(value: float) -> float:
    # Written so that neither end overflows.
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def _pool(effects: Sequence[float], variances: Sequence[float], back: Callable[[float], float]) -> Estimate:
    """Fit the random-effects model.

    tau2 by restricted maximum likelihood (Viechtbauer 2005); interval by Hartung & Knapp (2001) and
    Sidik & Jonkman (2002); prediction interval as metafor's ``predict`` gives it (t with k - 1 degrees
    of freedom, after Higgins, Thompson & Spiegelhalter 2009); I2 from tau2 and the typical sampling variance
    (Higgins & Thompson 2002, equation 9), as metafor computes it.
    """
    import numpy as np

    stats = _scipy("stats")
    y, v = np.asarray(effects, dtype=float), np.asarray(variances, dtype=float)
    k = len(y)
    tau2 = _reml(y, v)
    center, error = _center(y, v, tau2)
    critical = float(stats.t.ppf(0.975, k - 1))
    spread = math.sqrt(tau2 + error**2)
    w = 1 / v
    q = float(np.sum(w * (y - np.sum(w * y) / np.sum(w)) ** 2))
    typical = float((k - 1) * np.sum(w) / (np.sum(w) ** 2 - np.sum(w**2)))
    return Estimate(
        k=k,
        estimate=back(center),
        lower=back(center - critical * error),
        upper=back(center + critical * error),
        prediction_lower=back(center - critical * spread),
        prediction_upper=back(center + critical * spread),
        tau2=tau2,
        i2=100 * tau2 / (tau2 + typical),
        q=q,
        q_p=float(stats.chi2.sf(q, k - 1)),
        standard_error=error,
        remark=_remark(critical * error, v, tau2),
    )


def _center(y: Array, v: Array, tau2: float) -> tuple[float, float]:
    """Return the weighted mean and its Hartung-Knapp standard error."""
    import numpy as np

    w = 1 / (v + tau2)
    center = float(np.sum(w * y) / np.sum(w))
    scale = float(np.sum(w * (y - center) ** 2)) / (len(y) - 1)
    # Without this, rounding alone would make an interval out of equal values.
    return center, math.sqrt(scale / float(np.sum(w))) if scale > 1e-20 else 0.0


def _remark(half: float, v: Array, tau2: float) -> str:
    """Return what must be said of an interval of half width `half` that is too narrow to be trusted."""
    import numpy as np

    if half == 0:
        return "equal values: an interval without width says nothing"
    by_sampling = 1.96 / math.sqrt(float(np.sum(1 / (v + tau2))))
    return "interval narrower than sampling error alone would make it" if half < by_sampling else ""


def _reml(y: Array, v: Array) -> float:
    """Return the variance between studies that maximizes the restricted likelihood, 0 or more.

    The likelihood may have several peaks, so the slope is searched for sign changes over a grid from far
    below the sampling variances to far above the spread of the effects; the highest peak wins.
    """
    import numpy as np

    optimize = _scipy("optimize")

    def slope(tau2: float) -> float:
        w = 1 / (v + tau2)
        total = np.sum(w)
        residual = y - np.sum(w * y) / total
        return float(np.sum(w**2 * residual**2) - total + np.sum(w**2) / total)

    def likelihood(tau2: float) -> float:
        w = 1 / (v + tau2)
        residual = y - np.sum(w * y) / np.sum(w)
        return float(np.sum(np.log(w)) - np.log(np.sum(w)) - np.sum(w * residual**2)) / 2

    # At tau2 = s(y)^2 + max(v) the slope is below 0 for good; ten times that is safe.
    highest = 10 * (float(np.var(y, ddof=1)) + float(np.max(v)))
    grid = [0.0, *np.geomspace(1e-8 * float(np.min(v)), highest, 400).tolist()]
    slopes = [slope(tau2) for tau2 in grid]
    peaks = [0.0] if slopes[0] <= 0 else []
    for left, right, before, after in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if before > 0 >= after:
            peaks.append(float(optimize.brentq(slope, left, right, xtol=1e-300, rtol=1e-12, maxiter=500)))
    return max(peaks, key=likelihood)


def wilson(events: float, total: float) -> tuple[float, float]:
    """Return the 95% interval of one proportion by Wilson's score method (Wilson 1927; Newcombe 1998).

    Args:
        events: people with the event; need not be whole.
        total: people, above 0.

    Raises:
        BadNumbers: a total of 0 or less, events below 0 or above the total.
    """
    if not (total > 0 and 0 <= events <= total):
        raise BadNumbers(
            f"{events:g} of {total:g} people is no proportion",
            "Give a total above 0 and events between 0 and the total.",
        )
    z = 1.959963984540054
    p, square = events / total, z * z / total
    middle = (p + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(p * (1 - p) / total + square / (4 * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def mean_interval(mean: float, sd: float, n: int) -> tuple[float, float]:
    """Return the 95% interval of a mean of `n` values with standard deviation `sd` (Student's t, n - 1).

    Raises:
        BadNumbers: fewer than two values, or a standard deviation that is not above 0.
        MissingEngine: SciPy is not installed.
    """
    if n < 2 or not sd > 0:
        raise BadNumbers(
            f"no interval from {n} values with an SD of {sd:g}", "Give two values or more and an SD above 0."
        )
    half = float(_scipy("stats").t.ppf(0.975, n - 1)) * sd / math.sqrt(n)
    return mean - half, mean + half


def sign_test(favors: int, k: int) -> SignTest:
    """Test whether directions are as often favorable as not (exact binomial test, two-sided, p0 = 1/2).

    The interval of the share is that of Clopper & Pearson (1934). Used for synthesis by direction of
    effect: McKenzie & Brennan, Cochrane Handbook for Systematic Reviews of Interventions, 12.2.1.3.

    Args:
        favors: studies whose effect is in favor.
        k: studies whose direction is known, 1 or more.

    Raises:
        BadNumbers: no study, or more in favor than there are.
        MissingEngine: SciPy is not installed.
    """
    if k < 1 or not 0 <= favors <= k:
        raise BadNumbers(
            f"{favors} of {k} directions", "Give at least one direction, and no more in favor than there are."
        )
    test = _scipy("stats").binomtest(favors, k, 0.5)
    interval = test.proportion_ci(confidence_level=0.95, method="exact")
    return SignTest(favors, k, favors / k, float(interval.low), float(interval.high), float(test.pvalue))


def _scipy(module: str) -> Any:
    """Return a module of SciPy.

    Raises:
        MissingEngine: it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(f"scipy.{module}")
    except ImportError:
        raise MissingEngine("SciPy is not installed", "Install it: pip install 'imrkg[synthesis]'.") from None
