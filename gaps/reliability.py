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
            asked = _fullest(facet.id, dimension.id, tables)
            if asked:
                rows = rows_of(tables.get(("score", facet.id, dimension.id)))
                totals = {s: sums for (p, s, _), sums in rows if p == asked}
                n = sum(sums[0] for sums in totals.values())
                table = tables["alpha", facet.id, f"{dimension.id}|{asked}"]
                yield _reliability(facet.id, role, dimension.id, asked.bit_count(), n, table, totals, minimum)


def _fullest(facet: str, dimension: str, tables: dict[Name, Table]) -> int:
    """The items asked by the source that asks most of them, as bits; 0 where none does."""
    places = [place.rpartition("|") for kind, basis, place in tables if (kind, basis) == ("alpha", facet)]
    return max((int(bits) for d, _, bits in places if d == dimension), key=lambda bits: (bits.bit_count(), -bits), default=0)


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
