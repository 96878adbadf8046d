"""The classical one-way analysis of variance of groups' tables, in exact integers: how much of the spread lies between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gaps.distribution import Distribution


@dataclass(frozen=True)
class OneWay:
    """Sums of squares between and within the groups, with their degrees of freedom. `f` is None where nothing varies within."""

    between: float
    within: float
    df_between: int
    df_within: int
    f: float | None


def one_way(groups: Sequence[Distribution]) -> OneWay:
    """Unweighted, from groups of at least one answer each on one denominator. Checked against NIST's 11 one-way data sets.

    Both sums are exact fractions until the end, so that no common leading digits are lost.
    """
    n = [sum(g.n) for g in groups]
    totals = [sum(k * v for v, k in zip(g.values, g.n, strict=True)) for g in groups]
    squares = [sum(k * v * v for v, k in zip(g.values, g.n, strict=True)) for g in groups]
    unit = Fraction(1, groups[0].den ** 2)
    means = sum(Fraction(t * t, k) for t, k in zip(totals, n, strict=True))
    between = (means - Fraction(sum(totals) ** 2, sum(n))) * unit
    within = (sum(squares) - means) * unit
    df = len(groups) - 1, sum(n) - len(groups)
    f = between * df[1] / (within * df[0]) if within and df[0] else None
    return OneWay(float(between), float(within), *df, None if f is None else float(f))
