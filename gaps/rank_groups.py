"""Groups compared by ranks, from their tables: Kruskal–Wallis with the correction for ties, and Dunn's pairs with Holm's p.

Their null is that the groups' answers follow one law; they do not test means. A respondent counts once, whatever the weight.
Checked against scipy.stats.kruskal and a ranking of all the respondents.
"""

from __future__ import annotations

from itertools import combinations
from math import sqrt
from typing import Any

import numpy as np
from msgspec import Struct
from scipy import special

from gaps.distribution import Distribution
from gaps.estimates import holm
from gaps.exact import run_starts

Pair = tuple[int, int]


class Ranked(Struct, frozen=True):
    """Sizes and mean ranks of k groups; `statistic` is H (None where all answers are tied), `spread` a rank's variance."""

    n: tuple[int, ...]
    mean: tuple[float, ...]
    statistic: float | None
    spread: float

    @property
    def df(self) -> int:
        return len(self.n) - 1

    @property
    def p(self) -> float:
        """Of H on χ² with k − 1 degrees of freedom; 1 where all answers are tied."""
        return 1.0 if self.statistic is None else float(special.chdtrc(self.df, self.statistic))


def ranked(groups: list[Distribution]) -> Ranked:
    """All respondents' ranks, ties sharing their middle one. Raises ValueError where a group is empty."""
    if not all(d.size for d in groups):
        raise ValueError("a group of nobody has no ranks")
    counts = _counts(groups)
    at_value = counts.sum(0)
    middle = np.cumsum(at_value) - (at_value - 1) / 2
    n, total = counts.sum(1), int(at_value.sum())
    sums = counts @ middle
    tied = float((at_value.astype(float) ** 3 - at_value).sum())
    spread = total * (total + 1) / 12 - tied / (12 * (total - 1))
    above = float((sums**2 / n).sum()) - total * (total + 1) ** 2 / 4
    statistic = max(0.0, above / spread) if spread > 1e-9 * total else None
    return Ranked(tuple(n.tolist()), tuple((sums / n).tolist()), statistic, spread)


def dunn(r: Ranked) -> dict[Pair, float]:
    """Holm's p of each pair (Dunn 1964); all 1 where all answers are tied."""
    pairs = list(combinations(range(len(r.n)), 2))
    if r.statistic is None:
        return dict.fromkeys(pairs, 1.0)
    z = [abs(r.mean[i] - r.mean[j]) / sqrt(r.spread * (1 / r.n[i] + 1 / r.n[j])) for i, j in pairs]
    return dict(zip(pairs, holm([float(2 * special.ndtr(-x)) for x in z]), strict=True))


def _counts(groups: list[Distribution]) -> np.ndarray[Any, Any]:
    """How many of each group (rows) gave each value (columns, ascending); values nearer than 1e-9 are one."""
    every = np.sort(np.round(np.concatenate([d.floats() for d in groups]), 9))
    values = every[run_starts(every)]
    counts = np.zeros((len(groups), len(values)), np.int64)
    for row, d in zip(counts, groups, strict=True):
        np.add.at(row, np.searchsorted(values, np.round(d.floats(), 9)), np.array(d.n, np.int64))
    return counts
