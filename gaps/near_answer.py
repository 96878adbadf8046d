"""Intervals for means of bounded scores, from counts: a Bayesian bootstrap with one more answer on the near side.

Answers are few and bounded, and often all at the top, where an interval from the standard deviation promises far more
than it keeps. Here the unknown shares of the values follow a Dirichlet law on the counts. For the lower limit one
answer is added, spread as a respondent who answers at random would, over the values up to the sample mean; the upper
limit is its mirror image. Twice the tail is the p of the same method. How often it is right: docs/decisions/intervals.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gaps.dirichlet import WEAK
from gaps.near_side import Side, meeting

Array = NDArray[np.float64]
End = Literal["low", "high"]

MASS = 1.0  # the answer added; half of one keeps less, see docs/decisions/intervals.md


def spread(points: int, answers: int) -> Array:
    """How the sum of `answers` random answers on a scale of `points` is distributed, from the least to the greatest.

    One item: 1, flat. The gap of two items: 2, triangular. The score of J items: J. The gap of two such scores: 2·J.
    """
    if points < 2 or answers < 1:
        raise ValueError("a spread needs a scale of two points and one answer at least")
    total = flat = np.full(points, 1 / points)
    for _ in range(answers - 1):
        total = np.convolve(total, flat)
    return total


class Means:
    """Means of R tables of counts, with limits at any level and tails at any value.

    values (K,) or (R, K): all possible values, in any order. counts (K,) or (R, K): how many gave each; effective counts
    where answers are weighted (share · n_eff); one below WEAK of all is none. spread (K,) or (R, K): how a random respondent
    answers, any positive multiple of it. mass: how much of an answer is added. Raises ValueError where a table has no
    answers, a number is negative or not finite, or the spread leaves out the least or the greatest value.
    """

    def __init__(self, values: ArrayLike, counts: ArrayLike, spread: ArrayLike, mass: float = MASS) -> None:
        arrays = (np.asarray(a, float) for a in (values, counts, spread))
        x, n, random = np.broadcast_arrays(*(np.atleast_2d(a) for a in arrays))
        _check(x, n, random)
        n = np.where(n > WEAK * n.sum(1, keepdims=True), n, 0)
        self.n: Array = n.sum(1)
        given = n > 0
        least, most = np.where(given, x, np.inf).min(1), np.where(given, x, -np.inf).max(1)
        self.mean: Array = np.clip((n * x).sum(1) / self.n, least, most)  # rounding must not leave the scale
        reach = (x.max(1) - x.min(1))[:, None]
        self.low = _side(x, n, random, mass, self.mean, reach)
        self.high = _side(-x, n, random, mass, -self.mean, reach)

    def limits(self, level: float = 0.95) -> tuple[Array, Array]:
        """The interval's limits (R,), (R,); the estimate always lies between them or on one of them."""
        low, high = self.intervals((level,))[0]
        return low, high

    def intervals(self, levels: Sequence[float]) -> Array:
        """The limits at several levels: (levels, 2, R)."""
        if not all(0 < level < 1 for level in levels):
            raise ValueError("a level lies between 0 and 1")
        q = np.repeat([(1 - level) / 2 for level in levels], 2 * len(self.mean))
        found = Side.joined((self.low, self.high) * len(levels)).quantile(q)
        return np.asarray(found.reshape(len(levels), 2, -1) * np.array([[1], [-1]]))

    def tail(self, null: float | Array, end: End) -> Array:
        """One-sided p (R,): end `low` against "the mean is at most null", `high` against "the mean is at least null".

        It is at most q exactly where null lies outside that end of the interval with level 1 − 2q.
        """
        return np.asarray(self.tails(((null, end),))[0])

    def tails(self, asked: Sequence[tuple[float | Array, End]]) -> Array:
        """Several tails: (asked, R)."""
        return self._tails(self._sides(asked))

    def p_value(self, null: float | Array) -> Array:
        """Two-sided p (R,): at most 1 − level exactly where null lies outside the interval of that level."""
        return self.p_and_tails(null, ())[0]

    def p_and_tails(self, null: float | Array, asked: Sequence[tuple[float | Array, End]]) -> tuple[Array, Array]:
        """The two-sided p (R,) and several tails (asked, R), in one computation."""
        c = np.broadcast_to(np.asarray(null, float), self.mean.shape)
        below = c < self.mean
        low, high = self.low, self.high
        x, alpha = np.where(below[:, None], low.x, high.x), np.where(below[:, None], low.alpha, high.alpha)
        toward = Side(x, alpha, np.where(below, low.mean, high.mean))
        found = self._tails([(toward, np.where(below, c, -c)), *self._sides(asked)])
        return np.minimum(1, 2 * found[0]), found[1:]

    def _sides(self, asked: Sequence[tuple[float | Array, End]]) -> list[tuple[Side, Array]]:
        """The end of each tail asked for, and its null turned the same way."""
        nulls = [(np.broadcast_to(np.asarray(null, float), self.mean.shape), end) for null, end in asked]
        return [(self.low, null) if end == "low" else (self.high, -null) for null, end in nulls]

    def _tails(self, sides: Sequence[tuple[Side, Array]]) -> Array:
        c = np.concatenate([c for _, c in sides])
        return _one_sided(Side.joined([side for side, _ in sides]), c).reshape(len(sides), -1)


class Difference:
    """The difference a − b of independent means, row by row, by squares and add (MOVER; Zou & Donner 2008).

    low = d − √((mean a − low a)² + (high b − mean b)²), high likewise from the other two limits of the same level.
    """

    def __init__(self, a: Means, b: Means) -> None:
        if len(a.mean) != len(b.mean):
            raise ValueError("the two groups have different numbers of tables")
        self.a, self.b = a, b
        self.mean: Array = a.mean - b.mean

    def limits(self, level: float = 0.95) -> tuple[Array, Array]:
        """The interval's limits (R,), (R,)."""
        low, high = self.intervals((level,))[0]
        return low, high

    def intervals(self, levels: Sequence[float]) -> Array:
        """The limits at several levels: (levels, 2, R)."""
        a, b = self.a.intervals(levels), self.b.intervals(levels)
        down = np.hypot(self.a.mean - a[:, 0], b[:, 1] - self.b.mean)
        up = np.hypot(a[:, 1] - self.a.mean, self.b.mean - b[:, 0])
        return np.stack((self.mean - down, self.mean + up), axis=1)

    def tail(self, null: float | Array, end: End) -> Array:
        """One-sided p (R,), as Means.tail: the q at which the limit of level 1 − 2q is null."""
        return np.asarray(self.tails(((null, end),))[0])

    def tails(self, asked: Sequence[tuple[float | Array, End]]) -> Array:
        """Several tails: (asked, R)."""
        first = Side.joined([self.a.low if end == "low" else self.a.high for _, end in asked])
        second = Side.joined([self.b.high if end == "low" else self.b.low for _, end in asked])
        far = np.concatenate([self.mean - null if end == "low" else null - self.mean for null, end in asked])
        p = np.full(len(far), 0.5)
        away = far > 0
        p[away] = meeting(first.rows(away), second.rows(away), far[away])
        return p.reshape(len(asked), -1)

    def p_value(self, null: float | Array) -> Array:
        """Two-sided p (R,), dual to the interval."""
        return self.p_and_tails(null, ())[0]

    def p_and_tails(self, null: float | Array, asked: Sequence[tuple[float | Array, End]]) -> tuple[Array, Array]:
        """The two-sided p (R,) and several tails (asked, R), in one computation."""
        found = self.tails(((null, "low"), (null, "high"), *asked))
        return np.minimum(1, 2 * found[:2].min(0)), found[2:]


def interval(values: ArrayLike, counts: ArrayLike, spread: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """The interval of one mean from its table; see Means."""
    low, high = Means(values, counts, spread).limits(level)
    return float(low[0]), float(high[0])


def p_value(values: ArrayLike, counts: ArrayLike, spread: ArrayLike, null: float) -> float:
    """The two-sided p of one mean against `null`, dual to the interval."""
    return float(Means(values, counts, spread).p_value(null)[0])


def tail(values: ArrayLike, counts: ArrayLike, spread: ArrayLike, null: float, end: End) -> float:
    """The one-sided p of one mean; see Means.tail."""
    return float(Means(values, counts, spread).tail(null, end)[0])


def _check(x: Array, n: Array, random: Array) -> None:
    if not (np.isfinite(x).all() and np.isfinite(n).all() and np.isfinite(random).all()):
        raise ValueError("values, counts and spread must be finite numbers")
    if (n < 0).any() or (random < 0).any():
        raise ValueError("counts and spread cannot be negative")
    if (n.sum(1) <= 0).any():
        raise ValueError("a mean needs at least one answer")
    ends = (x == x.min(1, keepdims=True), x == x.max(1, keepdims=True))
    if not all(((random > 0) & end).any(1).all() for end in ends):
        raise ValueError("the spread must reach the least and the greatest value")


def _side(x: Array, n: Array, random: Array, mass: float, mean: Array, reach: Array) -> Side:
    near = np.where(x <= mean[:, None] + 1e-9 * reach, random, 0)
    return Side(x, n + mass * near / near.sum(1, keepdims=True), mean)


def _one_sided(side: Side, c: Array) -> Array:
    """The tail as a p: from the estimate on no value of c speaks against the null."""
    mass = side.tail(c).mass
    return np.where(c < side.mean, mass, np.maximum(mass, 0.5))
