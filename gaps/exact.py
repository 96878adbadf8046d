"""Exact sums by group and code of respondents in memory. Integers only: no result depends on an order or on how many at a time."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from msgspec import Struct

Array = np.ndarray[Any, Any]
FLOAT, WHOLE = 53, 62
"""Sums below 2**FLOAT are exact as floats, sums below 2**WHOLE fit 64 bits; larger ones are Python's integers."""
CHUNK = 14
"""Products are added 2**CHUNK respondents at a time, which also fits a processor's cache."""
DENSE = 16
"""Cells are counted in an array that has a place for each possible one, while these are no more than DENSE × the respondents."""
FEW = 40
"""With fewer respondents a group than this, groups are not taken one by one."""


class Sums(Struct, frozen=True):
    """Sorted distinct pairs of `group` and `code`, each with its sums (rows, measures)."""

    group: Array
    code: Array
    sums: Array


def tally(group: Array, groups: int, code: Array, space: int, weights: tuple[Array, ...]) -> Sums:
    """How many respondents have each code (0 … space − 1; nobody is counted by a negative one), and the sums of their weights."""
    if len(code) and code.min() < 0:
        kept = code >= 0
        group, code, weights = group[kept], code[kept], tuple(w[kept] for w in weights)
    cell = group * _fitting(space, groups * space) + code
    if groups * space <= _room(len(code)):
        n = np.bincount(cell, minlength=1)
        found = np.flatnonzero(n != 0)  # a mask is many times as fast to look through
        sums = [n[found], *(_by_place(w, cell, len(n))[found] for w in weights)]
    elif weights:
        found, place, n = np.unique(cell, return_inverse=True, return_counts=True)
        sums = [n, *(_by_place(w, place, len(n)) for w in weights)]
    else:
        found, n = np.unique(cell, return_counts=True)
        sums = [n]
    return Sums((found // space).astype(np.int64), found % space, _columns(sums))


def dense(code: Array, space: int) -> tuple[Array, Array]:
    """The distinct codes (0 … space − 1) in order, and the place of each respondent's among them."""
    if space > _room(len(code)):
        return np.unique(code, return_inverse=True)
    present = np.flatnonzero(np.bincount(code, minlength=space))
    place = np.zeros(space, np.int64)
    place[present] = np.arange(len(present))
    return present, place[code]


def added(parts: list[Sums]) -> Sums:
    """Sums of several pieces: what has the same group and code is added up."""
    return parts[0] if len(parts) == 1 else merged(parts)


def merged(parts: list[Sums]) -> Sums:
    """The same of sums in which a pair may come more than once."""
    group, code, sums = (np.concatenate(x) for x in zip(*((p.group, p.code, p.sums) for p in parts), strict=True))
    if not len(group):
        return Sums(group, code, sums)
    order = ascending(group, code)
    group, code, sums = group[order], code[order], sums[order]
    starts = run_starts(group, code)
    return Sums(group[starts], code[starts], by_runs(sums, starts))


def together(group: Array) -> tuple[Array, Array]:
    """The row numbers that bring each group's rows together, in their order, and where each group then starts."""
    few = not len(group) or group.max() < 2**15
    order = np.argsort(group.astype(np.int16 if few else np.int64), kind="stable")  # 16 bits are sorted by counting
    return order, run_starts(group[order])


def run_starts(*columns: Array) -> Array:
    """Where a row differs from the row before in any of the columns."""
    fresh = np.ones(len(columns[0]), bool)
    fresh[1:] = columns[0][1:] != columns[0][:-1]
    for column in columns[1:]:
        fresh[1:] |= column[1:] != column[:-1]
    return fresh.nonzero()[0]


def ascending(*columns: Array) -> Array:
    """The row numbers that sort integers by these columns, the first counting most; rows alike in all come in any order.

    Sorted as one number a row where that fits 64 bits, which is many times as fast.
    """
    bounds = [(int(c.min(initial=0)), int(c.max(initial=0))) for c in columns]
    if prod(high - low + 1 for low, high in bounds) >= 2**WHOLE:
        return np.lexsort(columns[::-1])
    place = np.zeros(len(columns[0]), np.int64)
    for column, (low, high) in zip(columns, bounds, strict=True):
        place = place * (high - low + 1) + (column.astype(np.int64) - low)
    return np.argsort(place)


def by_runs(values: Array, starts: Array) -> Array:
    """The sums of rows from each start to the next; as Python's integers where 64 bits might not do."""
    if values.dtype != object and len(values) * float(np.abs(values).max(initial=0)) >= 2.0**WHOLE:
        large = float(np.abs(values).sum(axis=0, dtype=float).max()) >= 2.0**WHOLE
        values = values.astype(object) if large else values
    return np.asarray(np.add.reduceat(values, starts, axis=0)) if len(starts) else values[:0]


def times(sums: Array, factors: Array) -> Array:
    """Products of integers; as Python's where 64 bits might not do."""
    reach = float(np.abs(sums).max(initial=0)) * float(np.abs(factors).max(initial=0))
    return np.asarray((sums.astype(object) if reach >= 2.0**WHOLE else sums) * factors)


def narrowed(sums: Array) -> Array:
    """Sums as 64 bits wherever they fit, so that the type says nothing of how they came about."""
    if sums.dtype == object and max((abs(v) for v in sums.flat), default=0) < 2**WHOLE:
        return sums.astype(np.int64)
    return sums


def grams(columns: Array, starts: Array, weights: tuple[Array, ...]) -> Array:
    """Σ x·y, Σ w·x·y … of all pairs of columns (p, rows), integers kept as floats, over the rows from each start to the next.

    Shape (runs, p, p, measures). Weights are split into parts small enough for exact products in floating point.
    """
    reach = int(np.abs(columns).max(initial=1))
    bits = max(1, FLOAT - CHUNK - 2 * reach.bit_length())
    found = [_grams(columns, columns, starts)]
    for w in weights:
        large = int(w.max(initial=1)) * reach * reach * len(w) >= 2**WHOLE
        parts = [_grams(columns * part, columns, starts) for part in limbs(w, bits)]
        shifted = ((p.astype(object) if large else p) * (1 << i * bits) for i, p in enumerate(parts))
        found.append(sum(shifted, np.zeros_like(found[0])))
    return np.stack(found, axis=-1)


def limbs(weights: Array, bits: int) -> list[Array]:
    """Positive integers as digits to the base 2**bits, the lowest first."""
    top = int(weights.max(initial=0)).bit_length()
    return [(weights >> shift & (1 << bits) - 1).astype(np.int64) for shift in range(0, max(top, 1), bits)]


def _grams(left: Array, right: Array, starts: Array) -> Array:
    rows = left.shape[1]
    if len(starts) * FEW > rows:
        products = left.T.astype(np.int64)[:, :, None] * right.T.astype(np.int64)[:, None, :]
        return np.asarray(np.add.reduceat(products, starts)) if len(starts) else products
    whole = []
    for low, high in pairwise([*starts.tolist(), rows]):
        cuts = pairwise([*range(low, high, 1 << CHUNK), high])
        whole.append(sum((left[:, a:b] @ right[:, a:b].T).astype(np.int64) for a, b in cuts))
    return np.stack(whole)


def _room(respondents: int) -> int:
    return max(DENSE * respondents, 4096)


def _fitting(space: int, cells: int) -> Any:
    """A factor of 64 bits, or one of Python's integers, which makes all that is multiplied by it one."""
    return np.int64(space) if cells < 2**WHOLE else np.array(space, object)


def _by_place(weights: Array, place: Array, size: int) -> Array:
    bits = FLOAT - max(1, len(weights)).bit_length()
    large = int(weights.max(initial=0)) * len(weights) >= 2**WHOLE
    sums = (np.bincount(place, weights=part, minlength=size).astype(np.int64) for part in limbs(weights, bits))
    return np.asarray(sum((s.astype(object) if large else s) * (1 << i * bits) for i, s in enumerate(sums)))


def _columns(sums: list[Array]) -> Array:
    return np.stack(sums, axis=1)
