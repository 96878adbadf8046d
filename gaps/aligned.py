"""Distributions of many results side by side as arrays, so that a method runs once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from gaps.distribution import Distribution
from gaps.exact import run_starts

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
    row, values, n = _joined(differences)
    differ, rows = values != 0, len(differences)
    _, (above, below) = _filled(row[differ], np.abs(values[differ]), rows, [(n * (s * values > 0))[differ] for s in (1, -1)])
    return Signed(above, below, np.bincount(row, n * ~differ, rows))


def apart(pairs: Sequence[tuple[Distribution, Distribution]]) -> Apart:
    row, values, n = _joined([d for pair in pairs for d in pair])
    values, (first, second) = _filled(row // 2, values, len(pairs), [n * (row % 2 == side) for side in (0, 1)])
    return Apart(values, first, second)


def _joined(distributions: Sequence[Distribution]) -> tuple[Array, Array, Array]:
    """Each value's row, the values as floats, alike where they differ by less than rounding can tell, and their counts."""
    sizes = [len(d.n) for d in distributions]
    values = np.concatenate([np.empty(0), *(d.floats() for d in distributions)])
    n = np.array([n for d in distributions for n in d.n], float)
    return np.repeat(np.arange(len(sizes)), sizes), np.round(values, 9), n


def _filled(row: Array, values: Array, rows: int, counts: Sequence[Array]) -> tuple[Array, list[Array]]:
    """The distinct values of each row, ascending, and the sums of each of the counts there; filled up with zeros."""
    order = np.lexsort((values, row))
    row, values = row[order], values[order]
    starts = run_starts(row, values)
    run = np.repeat(np.arange(len(starts)), np.diff([*starts, len(row)]))
    column = run - np.searchsorted(row[starts], row)
    width = int(column.max(initial=-1)) + 1
    at = row * width + column
    distinct = np.zeros(rows * width)
    distinct[at] = values
    sums = [np.bincount(at, count[order], rows * width) for count in counts]
    return distinct.reshape(rows, width), [found.reshape(rows, width) for found in sums]


def wilson_limits(share: Array, effective: Array, reach: Array) -> tuple[Array, Array]:
    """Wilson's limits (1927) of shares of so many (effective) answers, `reach` standard errors away; they hold the share."""
    with np.errstate(invalid="ignore", divide="ignore"):
        square = reach * reach
        middle = share + square / (2 * effective)
        half = reach * np.sqrt(share * (1 - share) / effective + square / (4 * effective * effective))
        low, high = (middle - half) / (1 + square / effective), (middle + half) / (1 + square / effective)
    return np.minimum(share, np.maximum(low, 0)), np.maximum(share, np.minimum(high, 1))


def on_common_values(a: Distribution, b: Distribution) -> tuple[Array, Array, Array]:
    """The values that somebody of either has, and how many of each have them."""
    both = apart([(a, b)])
    return both.values[0], both.first[0], both.second[0]
