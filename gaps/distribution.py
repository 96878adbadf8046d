"""A distribution: the distinct values of a score with their counts, built from tables, and its exact moments.

Values are integers over one denominator wherever that is possible; then means and variances are exact rationals, rounded once.
Where a dimension has missing items its scores are centred on the item means first (a respondent who skipped a hard item is
not taken for a happy one); such values are floats, and sums are exactly rounded, so no result depends on an order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum, sqrt
from typing import Any

import numpy as np

from gaps.bases import divisor, enough
from gaps.counts import NOTHING
from gaps.tables import Table


@dataclass(frozen=True)
class Distribution:
    """`values` are integers over `den`, or floats where `den` is 0. `n`, `w`, `w2` are counts, weights, squared weights."""

    values: tuple[Any, ...]
    den: int
    n: tuple[int, ...]
    w: tuple[int, ...]
    w2: tuple[int, ...]
    items: int = 1
    """Of how many answers a value is the mean."""

    @property
    def size(self) -> int:
        return sum(self.n)

    @cached_property
    def moments(self) -> Moments:
        """Raises ValueError where nobody answered."""
        if not self.n:
            raise ValueError("a distribution of nobody")
        return _exact(self) if self.den else _rounded(self)

    @property
    def weighted(self) -> bool:
        return self.n != self.w

    def floats(self) -> np.ndarray[Any, Any]:
        return np.array([v / (self.den or 1) for v in self.values])

    def effective(self) -> np.ndarray[Any, Any]:
        """Counts that add up to the effective number of respondents, in the proportions of the weights."""
        total, squares = sum(self.w), sum(self.w2)
        return np.array([v / squares * total for v in self.w]) if self.weighted else np.array(self.n, float)


@dataclass(frozen=True)
class Moments:
    """Mean, standard deviation (n − 1), standard error of the mean and degrees of freedom. `n` counts respondents.

    With weights the mean is Σwx / Σw and the error is linearised: se² = n/(n−1) · Σw²(x − mean)² / (Σw)².
    `sd` and `se` are None below two respondents.
    """

    n: int
    mean: float
    sd: float | None
    se: float | None

    @property
    def df(self) -> int:
        return self.n - 1


def moments(d: Distribution, shift: float = 0.0) -> Moments:
    """The moments, exact before one rounding. `shift` moves the mean. Checked against NIST's univariate sets."""
    m = d.moments
    return replace(m, mean=m.mean + shift) if shift else m


def _exact(d: Distribution) -> Moments:
    """Integers all the way, and each result is one division of integers."""
    n, total, pairs = d.size, sum(d.w), list(zip(d.values, d.w, strict=True))
    s1, s2 = sum(w * v for v, w in pairs), sum(w * v * v for v, w in pairs)
    mean = s1 / (total * d.den)
    if n < 2:
        return Moments(n, mean, None, None)
    around = (total * s2 - s1 * s1) * n
    sd = sqrt(around / ((total * d.den) ** 2 * (n - 1)))
    if not d.weighted:
        return Moments(n, mean, sd, sqrt(around / ((total * d.den) ** 2 * n * (n - 1))))
    q0, q1, q2 = (sum(w2 * v**k for v, w2 in zip(d.values, d.w2, strict=True)) for k in range(3))
    spread = (q2 * total**2 - 2 * s1 * q1 * total + s1 * s1 * q0) * n
    return Moments(n, mean, sd, sqrt(spread / (total**4 * d.den**2 * (n - 1))))


def _rounded(d: Distribution) -> Moments:
    """The same for values that are floats, with exactly rounded sums."""
    n, total = d.size, sum(d.w)
    mean = fsum(w * v for v, w in zip(d.values, d.w, strict=True)) / total
    if n < 2:
        return Moments(n, mean, None, None)
    around = fsum(w * (v - mean) ** 2 for v, w in zip(d.values, d.w, strict=True)) / total
    spread = fsum(w2 * (v - mean) ** 2 for v, w2 in zip(d.values, d.w2, strict=True)) / total**2
    return Moments(n, mean, sqrt(around * n / (n - 1)), sqrt(spread * n / (n - 1)))


# ---- from tables -----------------------------------------------------------------------------------------------------
def build(values: dict[Any, Sequence[int]], den: int, items: int = 1) -> Distribution:
    """From value → n, w, w2, sorted by value."""
    ordered = sorted(values)
    n, w, w2 = zip(*[values[v] for v in ordered], strict=True) if ordered else ((), (), ())
    return Distribution(tuple(ordered), den, n, w, w2, items)


def gathered(rows: list[tuple[Any, list[int]]], den: int, items: int = 1) -> Distribution:
    """Rows of the same value are added up."""
    found: dict[Any, Sequence[int]] = {}
    for value, sums in rows:
        old = found.get(value)
        found[value] = sums if old is None else (old[0] + sums[0], old[1] + sums[1], old[2] + sums[2])
    return build(found, den, items)


def rows_of(table: Table | None) -> list[tuple[tuple[int, int, int], list[int]]]:
    return [] if table is None else [((a, b, c), s) for (a, b, c), s in zip(table.at.tolist(), table.sums.tolist(), strict=True)]


def pairs(table: Table | None) -> tuple[Distribution, Distribution, Distribution]:
    """Minuend, subtrahend and difference of a `pair` table, on respondents who answered both."""
    both = [(s, m, sums) for (s, m, _), sums in rows_of(table) if NOTHING not in (s, m)]
    minuend = gathered([(m, sums) for _, m, sums in both], 1)
    return minuend, gathered([(s, sums) for s, _, sums in both], 1), gathered([(m - s, sums) for s, m, sums in both], 1)


def margin(table: Table | None, axis: int) -> Distribution:
    """One side of a `pair` table, whether or not the other was answered."""
    return gathered([(at[axis], sums) for at, sums in rows_of(table) if at[axis] != NOTHING], 1)


def answers(table: Table | None, turned: dict[int, int] | None = None) -> Distribution:
    """A `value` table; `turned` says what a stored code counts as."""
    return gathered([((turned or {}).get(a, a), sums) for (a, _, _), sums in rows_of(table)], 1)


def scores(rows: list[tuple[int, int, list[int]]], items: int, means: list[float | None]) -> tuple[Distribution, Distribution]:
    """Respondents' scores of a dimension from (pattern, sum, sums): centred, and plain (exact).

    `items` were asked; `means` has one entry for each bit of a pattern, None where nobody answered that item.
    A score needs half of the items, rounded up. Where all are answered both are the plain mean, exact; otherwise the answers
    are centred on the item means before averaging. Checked against a simulation of missing answers in the tests.
    """
    least, patterns = enough(items), {p for p, _, _ in rows}
    answered = {p: p.bit_count() for p in patterns if p.bit_count() >= least}
    kept = [row for row in rows if row[0] in answered]
    if all(count == items for count in answered.values()):
        whole = gathered([(s, sums) for _, s, sums in kept], items, items)
        return whole, whole
    known = [m for m in means if m is not None]
    level = fsum(known) / len(known)
    offset = {p: level - fsum(m or 0.0 for j, m in enumerate(means) if p >> j & 1) / count for p, count in answered.items()}
    centred = gathered([(s / answered[p] + offset[p], sums) for p, s, sums in kept], 0, items)
    den = divisor(items)
    return centred, gathered([(s * den // answered[p], sums) for p, s, sums in kept], den, items)


def totals(table: Table | None, items: int) -> Distribution:
    """Respondents' means over all items (plain) from (answered, sum), of those who answered half of them or more."""
    rows = [(a, b, sums) for (a, b, _), sums in rows_of(table) if a >= enough(items)]
    if all(a == items for a, _, _ in rows):
        return gathered([(b, sums) for _, b, sums in rows], items, items)
    return gathered([(b / a, sums) for a, b, sums in rows], 0, items)
