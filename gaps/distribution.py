"""A distribution: the distinct values of a score with their counts, and its exact moments.

Values are integers over one denominator wherever that is possible; then means and variances are exact rationals, rounded once.
Other values are floats, and sums are exactly rounded, so no result depends on an order. `scores.py` makes them of tables.
"""

from __future__ import annotations

from functools import cached_property
from math import fsum, sqrt
from operator import mul
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

Array = np.ndarray[Any, Any]


class Distribution(Struct, frozen=True, dict=True):
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

    def floats(self) -> Array:
        return np.array([v / (self.den or 1) for v in self.values])

    def effective(self) -> Array:
        """Counts that add up to the effective number of respondents, in the proportions of the weights."""
        total, squares = sum(self.w), sum(self.w2)
        return np.array([v / squares * total for v in self.w]) if self.weighted else np.array(self.n, float)


class Moments(Struct, frozen=True):
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
    n, total, products = d.size, sum(d.w), [*map(mul, d.values, d.w)]
    s1, s2 = sum(products), sum(map(mul, products, d.values))
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
