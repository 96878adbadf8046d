"""The mean of the dimension means, with its error from the respondents' joint influence on all of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import sqrt

from msgspec import Struct

from gaps.bases import coarse
from gaps.counts import Name
from gaps.distribution import Distribution, Moments, moments
from gaps.estimates import StudentMean, student
from gaps.inference import Question, thinned
from gaps.overall_scores import FINE
from gaps.scores import gathered, rows_of
from gaps.tables import NOBODY, Table
from surveys.instrument import Scale

NEAR = 1e-6


class Scored(Struct, frozen=True):
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


def overall_question(
    basis: str, m: Moments, tables: dict[Name, Table], scale: Scale, answers: int, sides: int = 1, null: float = 0.0
) -> tuple[Question | None, StudentMean | None]:
    """The respondents' overall scores as a question about the headline's mean, and Student's mean on effective respondents.

    A score is the mean of so many `answers` (of gaps where `sides` is 2). With complete answers the scores' mean and error are
    the headline's own; where some are missing they are moved to its mean and count for no more than its error allows.
    """
    table = tables.get(("overall", basis, ""), NOBODY)
    d = gathered(table.at[:, 0], table.sums, FINE, answers)
    t = student(m, d)
    if not d.size:
        return None, t
    own = moments(d)
    q = Question(d, scale, sides, m.mean - own.mean, null)
    counted = max(((own.se or 0.0) / t.se) ** 2, 1 / d.size) if t else 1.0
    return q if counted > 1 - NEAR else thinned(q, counted), t


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
