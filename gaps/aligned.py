"""Distributions of many results side by side as arrays, so that a method runs once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from gaps.distribution import Distribution

Array = np.ndarray[Any, Any]


class Signed(Struct, frozen=True):
    """Differences by their size, one row a result: how many respondents lie above and below zero at each size, ascending,
    and how many at zero. Rows are filled up with sizes of nobody."""

    above: Array
    below: Array
    zero: Array

    @property
    def both(self) -> Array:
        return self.above + self.below


class Apart(Struct, frozen=True):
    """Two independent groups on common values, one row a result; rows are filled up with values of nobody."""

    values: Array
    first: Array
    second: Array


class Sized(Struct, frozen=True):
    """An effect of each result with its limits; NaN where there is none."""

    value: Array
    low: Array
    high: Array

    def times(self, factor: Array) -> Sized:
        return Sized(self.value * factor, self.low * factor, self.high * factor)

    def where(self, shown: Array) -> Sized:
        """The limits only where they are shown."""
        return Sized(self.value, np.where(shown, self.low, np.nan), np.where(shown, self.high, np.nan))


def signed(differences: Sequence[Distribution]) -> Signed:
    above, below, zero = _padded([_by_size(d) for d in differences], 3)
    return Signed(above, below, zero[:, 0])


def apart(pairs: Sequence[tuple[Distribution, Distribution]]) -> Apart:
    values, first, second = _padded([on_common_values(a, b) for a, b in pairs], 3)
    return Apart(values, first, second)


def numbers(d: Distribution) -> Array:
    """The values as floats, alike where they differ by less than rounding can tell."""
    return np.round(d.floats(), 9)


def wilson_limits(share: Array, effective: Array, reach: Array) -> tuple[Array, Array]:
    """Wilson's limits (1927) of shares of so many (effective) answers, `reach` standard errors away; they hold the share."""
    with np.errstate(invalid="ignore", divide="ignore"):
        square = reach * reach
        middle = share + square / (2 * effective)
        half = reach * np.sqrt(share * (1 - share) / effective + square / (4 * effective * effective))
        low, high = (middle - half) / (1 + square / effective), (middle + half) / (1 + square / effective)
    return np.minimum(share, np.maximum(low, 0)), np.maximum(share, np.minimum(high, 1))


def _by_size(d: Distribution) -> tuple[Array, Array, Array]:
    """How many lie above and below zero at each size; how many at zero, as a column of one."""
    values, n = numbers(d), np.array(d.n, float)
    sizes, at = np.unique(np.append(np.abs(values), 0.0), return_inverse=True)
    above, below, zero = (np.bincount(at[:-1], n * held, len(sizes)) for held in (values > 0, values < 0, values == 0))
    return above[1:], below[1:], zero[:1]


def on_common_values(a: Distribution, b: Distribution) -> tuple[Array, Array, Array]:
    """The values that somebody of either has, and how many of each have them."""
    x, y = numbers(a), numbers(b)
    values, at = np.unique(np.concatenate([x, y]), return_inverse=True)
    first = np.bincount(at[: len(x)], np.array(a.n, float), len(values))
    return values, first, np.bincount(at[len(x) :], np.array(b.n, float), len(values))


def _padded(rows: Sequence[tuple[Array, ...]], columns: int) -> list[Array]:
    filled = []
    for column in range(columns):
        parts = [row[column] for row in rows]
        filled.append(np.zeros((len(rows), max((len(p) for p in parts), default=0))))
        for i, part in enumerate(parts):
            filled[-1][i, : len(part)] = part
    return filled
