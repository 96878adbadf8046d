"""Cronbach's alpha per dimension and facet, from the exact sums of the respondents who answered all its items."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gaps.counts import Name
from gaps.distribution import rows_of
from gaps.results import Reliability
from gaps.tables import Table
from surveys.instrument import Instrument


def reliabilities(instrument: Instrument, role: str, tables: dict[Name, Table], minimum: int) -> Iterator[Reliability]:
    """alpha = J/(J−1) · (1 − Σ var(item) / var(sum)), listwise (Cronbach 1951). Checked against R's psych."""
    for facet in instrument.facets_of(role):
        for dimension in instrument.dimensions:
            table = tables.get(("alpha", facet.id, dimension.id))
            if table is not None:
                items = (1 + max(b for (_, b, _), _ in rows_of(table))) // 2
                totals = {
                    s: sums for (p, s, _), sums in rows_of(tables.get(("score", facet.id, dimension.id))) if p == 2**items - 1
                }
                n = sum(sums[0] for sums in totals.values())
                yield _reliability(facet.id, role, dimension.id, items, n, table, totals, minimum)


def _reliability(
    facet: str, role: str, dimension: str, items: int, n: int, table: Table, totals: dict[int, list[int]], minimum: int
) -> Reliability:
    if n < minimum:
        return Reliability(facet, role, dimension, items, None, None, ("withheld",))
    if items < 2:
        return Reliability(facet, role, dimension, items, n, None, ("one_item",))
    whole = _spread(n, sum(s * v[0] for s, v in totals.items()), sum(s * s * v[0] for s, v in totals.items()))
    if not whole:
        return Reliability(facet, role, dimension, items, n, None, ("zero_variance",))
    sums = {b: v[0] for (_, b, _), v in rows_of(table)}
    parts = sum(_spread(n, sums[2 * j], sums[2 * j + 1]) for j in range(items))
    alpha = Fraction(items, items - 1) * (1 - Fraction(parts, whole))
    return Reliability(facet, role, dimension, items, n, float(alpha))


def _spread(n: int, total: int, squares: int) -> int:
    """n² times the variance."""
    return n * squares - total * total
