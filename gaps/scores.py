"""From tables to distributions: answers, gaps of two answers, and the scores of respondents.

Where a dimension has missing items its scores are centred on the item means first (a respondent who skipped a hard item is
not taken for a happy one); such values are floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import fsum

import numpy as np

from gaps.bases import divisor, enough
from gaps.counts import NOTHING
from gaps.distribution import Distribution
from gaps.exact import Array, by_runs, run_starts
from gaps.tables import Table


def gathered(values: Array, sums: Array, den: int, items: int = 1) -> Distribution:
    """Values (k,) with their sums (k, 3), those of the same value added up."""
    order = values.argsort(kind="stable")
    values = values[order]
    starts = run_starts(values)
    n, w, w2 = by_runs(sums[order], starts).T.tolist()
    return Distribution(tuple(values[starts].tolist()), den, tuple(n), tuple(w), tuple(w2), items)


def gathered_each(values: Sequence[Array], sums: Sequence[Array]) -> list[Distribution]:
    """The same of single answers, or gaps of them, in many tables at once."""
    table, every, counted = np.repeat(np.arange(len(values)), [*map(len, values)]), np.concatenate(values), np.concatenate(sums)
    order = np.lexsort((every, table))
    table, every, counted = table[order], every[order], counted[order]
    starts = run_starts(table, every)
    found, (n, w, w2) = every[starts].tolist(), by_runs(counted, starts).T.tolist()
    edges = np.searchsorted(table[starts], np.arange(len(values) + 1)).tolist()
    return [Distribution(tuple(found[a:b]), 1, tuple(n[a:b]), tuple(w[a:b]), tuple(w2[a:b])) for a, b in pairwise(edges)]


def rows_of(table: Table | None) -> list[tuple[tuple[int, int, int], list[int]]]:
    return [] if table is None else [((a, b, c), s) for (a, b, c), s in zip(table.at.tolist(), table.sums.tolist(), strict=True)]


def pairs(tables: Sequence[Table]) -> list[tuple[Distribution, Distribution, Distribution]]:
    """Of each `pair` table minuend, subtrahend and difference, on respondents who answered both."""
    both = [table.where((table.at[:, :2] != NOTHING).all(1)) for table in tables]
    sides = ([t.at[:, 1] for t in both], [t.at[:, 0] for t in both], [t.at[:, 1] - t.at[:, 0] for t in both])
    return list(zip(*(gathered_each(side, [t.sums for t in both]) for side in sides), strict=True)) if both else []


def margins(tables: Sequence[tuple[Table, int]]) -> list[Distribution]:
    """Of `pair` tables one side each, whether or not the other was answered; and `value` tables, side 0."""
    given = [(table.where(table.at[:, axis] != NOTHING), axis) for table, axis in tables]
    return gathered_each([t.at[:, axis] for t, axis in given], [t.sums for t, _ in given]) if given else []


def answers(table: Table, turned: dict[int, int] | None = None) -> Distribution:
    """A `value` table; `turned` says what a stored code counts as."""
    values = table.at[:, 0].copy()
    for code, counts_as in (turned or {}).items():
        values[values == code] = counts_as
    return gathered(values, table.sums, 1)


def scores(pattern: Array, total: Array, sums: Array, items: int, means: list[float | None]) -> tuple[Distribution, Distribution]:
    """Respondents' scores of a dimension from the pattern of what they answered and its sum: centred, and plain (exact).

    `items` were asked; `means` has one entry for each bit of a pattern, None where nobody answered that item.
    A score needs half of the items, rounded up. Where all are answered both are the plain mean, exact; otherwise the answers
    are centred on the item means before averaging. Checked against a simulation of missing answers in the tests.
    """
    answered = np.bitwise_count(pattern).astype(np.int64)
    kept = answered >= enough(items)
    pattern, answered, total, sums = pattern[kept], answered[kept], total[kept], sums[kept]
    if (answered == items).all():
        whole = gathered(total, sums, items, items)
        return whole, whole
    known = [m for m in means if m is not None]
    level, den = fsum(known) / len(known), divisor(items)
    patterns, at = np.unique(pattern, return_inverse=True)
    missed = [fsum(m or 0.0 for j, m in enumerate(means) if p >> j & 1) / p.bit_count() for p in patterns.tolist()]
    centred = total / answered + (level - np.array(missed))[at]
    return gathered(centred, sums, 0, items), gathered(total * den // answered, sums, den, items)


def totals(table: Table, items: int) -> Distribution:
    """Respondents' means over all items (plain) from (answered, sum), of those who answered half of them or more."""
    told = table.where(table.at[:, 0] >= enough(items))
    answered, total = told.at[:, 0], told.at[:, 1]
    if (answered == items).all():
        return gathered(total, told.sums, items, items)
    return gathered(total / answered, told.sums, 0, items)
