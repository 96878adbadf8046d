"""The mean of the dimension means, with its error from the respondents' joint influence on all of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import sqrt

from gaps.counts import Name
from gaps.distribution import Distribution, Moments, rows_of
from gaps.tables import Table


@dataclass(frozen=True)
class Scored:
    """One dimension of a basis: its printed moments, and the plain score's exact mean over the denominator `den`."""

    moments: Moments
    plain: Fraction
    weight: int


def plain_mean(d: Distribution) -> Fraction:
    """The exact weighted mean of a distribution in its integer units."""
    return Fraction(sum(w * v for v, w in zip(d.values, d.w, strict=True)), sum(d.w))


def mean_of_dimensions(basis: str, scored: dict[str, Scored], tables: dict[Name, Table]) -> Moments | None:
    """Var = 1/D² · (Σ se² + 2 Σ cov), where cov sums the products of two dimensions' influences over their joint respondents.

    With complete answers this is the standard error of the respondents' own means. `n` is the smallest of the dimensions'.
    None where a dimension has no mean. Checked against the respondent-level computation in the tests.
    """
    if not scored:
        return None
    parts = [s.moments for s in scored.values()]
    n, mean = min(m.n for m in parts), sum(m.mean for m in parts) / len(parts)
    if any(m.se is None for m in parts):
        return Moments(n, mean, None, None)
    variance = sum(m.se**2 for m in parts if m.se is not None)
    for first, second in combinations(scored, 2):
        table = tables.get(("cross", basis, f"{first}|{second}"))
        variance += 2 * _covariance(table, scored[first], scored[second])
    se = sqrt(max(0.0, variance)) / len(parts)
    return Moments(n, mean, se * sqrt(n), se)


def _covariance(table: Table | None, x: Scored, y: Scored) -> float:
    """Of two dimension means, from Σw², Σw²x, Σw²y and Σw²xy over the respondents who have both scores."""
    sums = {b: s for (_, b, _), s in rows_of(table)}
    joint = sums[0][0] if sums else 0
    if joint < 2:
        return 0.0
    q1, qx, qy, qxy = (sums[b][2] for b in range(4))
    products = qxy - x.plain * qy - y.plain * qx + x.plain * y.plain * q1
    return float(products * Fraction(joint, (joint - 1) * x.weight * y.weight))
