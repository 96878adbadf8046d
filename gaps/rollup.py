"""The mean of the dimension means, with its error from the respondents' joint influence on all of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import sqrt

from gaps.bases import coarse
from gaps.counts import Name
from gaps.distribution import Distribution, Moments, moments, rows_of
from gaps.tables import Table


@dataclass(frozen=True)
class Scored:
    """One dimension of a basis: its printed moments, the plain score's exact mean, the sum of weights, and the denominator
    of the scores in the `cross` tables."""

    moments: Moments
    plain: Fraction
    weight: int
    den: int


def scored(centred: Distribution, plain: Distribution, items: int) -> Scored:
    """`plain` must be exact; the instrument has so many `items` in the dimension."""
    total = sum(w * v for v, w in zip(plain.values, plain.w, strict=True))
    return Scored(moments(centred), Fraction(total, sum(plain.w) * plain.den), sum(plain.w), coarse(items))


def mean_of_dimensions(basis: str, dimensions: dict[str, Scored], tables: dict[Name, Table]) -> Moments | None:
    """Var = 1/D² · (Σ se² + 2 Σ cov), where cov sums the products of two dimensions' influences over their joint respondents.

    With complete answers this is the standard error of the respondents' own means. `n` is the smallest of the dimensions'.
    None where a dimension has no mean. Checked against the respondent-level computation in the tests.
    """
    if not dimensions:
        return None
    parts = [s.moments for s in dimensions.values()]
    n, mean = min(m.n for m in parts), sum(m.mean for m in parts) / len(parts)
    if any(m.se is None for m in parts):
        return Moments(n, mean, None, None)
    variance = sum(m.se**2 for m in parts if m.se is not None)
    for first, second in combinations(dimensions, 2):
        table = tables.get(("cross", basis, f"{first}|{second}"))
        variance += 2 * _covariance(table, dimensions[first], dimensions[second])
    se = sqrt(max(0.0, variance)) / len(parts)
    return Moments(n, mean, se * sqrt(n), se)


def _covariance(table: Table | None, x: Scored, y: Scored) -> float:
    """Of two dimension means, from Σw², Σw²x, Σw²y and Σw²xy over the respondents who have both scores."""
    sums = {b: s for (_, b, _), s in rows_of(table)}
    joint = sums[0][0] if sums else 0
    if joint < 2:
        return 0.0
    q1, qx, qy, qxy = (sums[b][2] for b in range(4))
    (mx, dx), (my, dy) = ((s.plain.numerator * s.den, s.plain.denominator) for s in (x, y))
    products = qxy * dx * dy - mx * qy * dy - my * qx * dx + mx * my * q1  # times x.den · y.den · dx · dy
    return products * joint / (x.den * y.den * dx * dy * (joint - 1) * x.weight * y.weight)
