"""From tables to distributions: answers, gaps of two answers, and the scores of respondents.

Where a dimension has missing items its scores are centred on the item means first (a respondent who skipped a hard item is
not taken for a happy one); such values are floats.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import fsum
from typing import NamedTuple

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


class Given(NamedTuple):
    """Values (k,) over one denominator with their sums (k, 3), each the mean of so many items."""

    values: Array
    sums: Array
    den: int = 1
    items: int = 1


def gathered_each(given: Sequence[Given]) -> list[Distribution]:
    """The same of many tables at once."""
    if not given:
        return []
    table, every = np.repeat(np.arange(len(given)), [len(g.values) for g in given]), np.concatenate([g.values for g in given])
    order = np.lexsort((every, table))
    table, every, counted = table[order], every[order], np.concatenate([g.sums for g in given])[order]
    starts = run_starts(table, every)
    found, (n, w, w2) = every[starts].tolist(), by_runs(counted, starts).T.tolist()
    spans = pairwise(np.searchsorted(table[starts], np.arange(len(given) + 1)).tolist())
    return [
        Distribution(tuple(found[a:b]), g.den, tuple(n[a:b]), tuple(w[a:b]), tuple(w2[a:b]), g.items)
        for g, (a, b) in zip(given, spans, strict=True)
    ]


def rows_of(table: Table | None) -> list[tuple[tuple[int, int, int], list[int]]]:
    return [] if table is None else [((a, b, c), s) for (a, b, c), s in zip(table.at.tolist(), table.sums.tolist(), strict=True)]


def pairs(tables: Sequence[Table]) -> list[tuple[Distribution, Distribution, Distribution]]:
    """Of each `pair` table minuend, subtrahend and difference, on respondents who answered both."""
    both = [table.where((table.at[:, :2] != NOTHING).all(1)) for table in tables]
    sides = ([t.at[:, 1] for t in both], [t.at[:, 0] for t in both], [t.at[:, 1] - t.at[:, 0] for t in both])
    return list(zip(*(gathered_each([Given(v, t.sums) for v, t in zip(side, both, strict=True)]) for side in sides), strict=True))


def margins(places: Sequence[Sequence[tuple[Table, int]]]) -> list[Distribution]:
    """Of each place the answers in all its tables: one side of a `pair` table, whether or not the other was answered, and side 0
    of a `value` table."""
    given = [[(table.where(table.at[:, axis] != NOTHING), axis) for table, axis in tables] for tables in places]
    columns = [([t.at[:, axis] for t, axis in tables], [t.sums for t, _ in tables]) for tables in given]
    return gathered_each([Given(np.concatenate(values), np.concatenate(sums)) for values, sums in columns])


def answers(table: Table, turned: dict[int, int] | None = None) -> Distribution:
    """A `value` table; `turned` says what a stored code counts as."""
    values = table.at[:, 0].copy()
    for code, counts_as in (turned or {}).items():
        values[values == code] = counts_as
    return gathered(values, table.sums, 1)


class Block(NamedTuple):
    """Respondents by what they answered of a dimension: a bit for each item, the sum of the answers in each of the `totals`, and
    the counts. So many `items` were asked; `means` has for each total an entry for each bit, None where nobody answered that item.
    """

    pattern: Array
    totals: Sequence[Array]
    sums: Array
    items: int
    means: Sequence[Sequence[float | None]]


def scores(blocks: Sequence[Block]) -> list[list[tuple[Distribution, Distribution]]]:
    """Of each block, for each of its totals, the respondents' scores: centred, and plain (exact).

    A score needs half of the items, rounded up. Where all are answered both are the plain mean, exact; otherwise the answers
    are centred on the item means before averaging. Checked against a simulation of missing answers in the tests.
    """
    given = [_given(block) for block in blocks]
    exact = iter(gathered_each([plain for each in given for _, plain in each]))
    rounded = iter(gathered_each([centred for each in given for centred, _ in each if centred]))

    def both(centred: Given | None) -> tuple[Distribution, Distribution]:
        plain = next(exact)
        return (next(rounded) if centred else plain), plain

    return [[both(centred) for centred, _ in each] for each in given]


def _given(block: Block) -> list[tuple[Given | None, Given]]:
    """For each total the centred scores, None where they are the plain ones, and the plain scores."""
    answered = np.bitwise_count(block.pattern).astype(np.int64)
    kept = answered >= enough(block.items)
    pattern, answered, sums, items = block.pattern[kept], answered[kept], block.sums[kept], block.items
    totals = [total[kept] for total in block.totals]
    if (answered == items).all():
        return [(None, Given(total, sums, items, items)) for total in totals]
    patterns, at = np.unique(pattern, return_inverse=True)
    found: list[tuple[Given | None, Given]] = []
    for total, means in zip(totals, block.means, strict=True):
        known = [m for m in means if m is not None]
        level, den = fsum(known) / len(known), divisor(items)
        missed = [fsum(m or 0.0 for j, m in enumerate(means) if p >> j & 1) / p.bit_count() for p in patterns.tolist()]
        centred = total / answered + (level - np.array(missed))[at]
        found.append((Given(centred, sums, 0, items), Given(total * den // answered, sums, den, items)))
    return found


def totals(table: Table, items: int) -> Distribution:
    """Respondents' means over all items (plain) from (answered, sum), of those who answered half of them or more."""
    told = table.where(table.at[:, 0] >= enough(items))
    answered, total = told.at[:, 0], told.at[:, 1]
    if (answered == items).all():
        return gathered(total, told.sums, items, items)
    return gathered(total / answered, told.sums, 0, items)
