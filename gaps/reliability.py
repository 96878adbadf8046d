"""How reliable each dimension is in each facet, from the products of those who answered all its items."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np
from msgspec.structs import replace

from gaps.alpha import alpha_of, covariances, limits
from gaps.answer_moments import AnswerMoments, Array, middle, moments_of
from gaps.counts import Name
from gaps.few_apart import few_apart
from gaps.omega import omega_total
from gaps.results import Interval, ItemReliability, Reliability
from gaps.scores import rows_of
from gaps.tables import Table
from surveys.instrument import Instrument

USABLE = 0.7
"""Below it the means of two groups should not be compared (Nunnally and Bernstein 1994)."""
INTERVAL_FROM = 10
"""The fewest respondents that the interval of alpha was tried on."""
METHOD = "alpha_half_answer"


def reliabilities(
    instrument: Instrument, role: str, tables: dict[Name, Table], minimum: int, level: float
) -> Iterator[Reliability]:
    """Of every facet of a role and every dimension that was asked; n counts respondents, unweighted."""
    for facet in instrument.facets_of(role):
        few = few_apart(facet.id, role, instrument, tables, minimum)
        for dimension in instrument.dimensions:
            found = fullest("alpha", facet.id, dimension.id, instrument.items_of(dimension.id), tables)
            if found is not None:
                items, sums = found
                empty = Reliability(facet.id, role, dimension.id, len(items), None, None)
                hidden = replace(empty, notes=("withheld",)) if few.intersection(items) else None
                yield hidden or _reliability(empty, items, moments_of(sums, len(items)), instrument, minimum, level)


def fullest(
    kind: str, basis: str, dimension: str, members: tuple[str, ...], tables: dict[Name, Table]
) -> tuple[tuple[str, ...], dict[int, int]] | None:
    """The items asked by the source that asks most of a dimension's, and the sums of those who answered them all."""
    places = [place.rpartition("|") for k, b, place in tables if (k, b) == (kind, basis)]
    asked = max((int(bits) for d, _, bits in places if d == dimension), key=lambda bits: (bits.bit_count(), -bits), default=0)
    if not asked:
        return None
    items = tuple(item for j, item in enumerate(members) if asked >> j & 1)
    return items, {b: v[0] for (_, b, _), v in rows_of(tables[kind, basis, f"{dimension}|{asked}"])}


def _reliability(
    empty: Reliability, items: tuple[str, ...], m: AnswerMoments, instrument: Instrument, minimum: int, level: float
) -> Reliability:
    if m.n < minimum:
        return replace(empty, notes=("withheld",))
    counted = replace(empty, n=int(m.n))
    if len(items) < 2:
        return replace(counted, notes=("one_item",))
    c = covariances(m)
    alpha = alpha_of(c)
    if alpha is None:
        return replace(counted, notes=("zero_variance",))
    found = replace(
        counted,
        alpha=alpha,
        interval=_interval(alpha, m, instrument, level),
        omega=omega_total(np.asarray(c / m.n**2, float)),
        split_half=spearman_brown(c) if len(items) == 2 else None,
        by_item=tuple(item_reliability(item, j, c) for j, item in enumerate(items)),
    )
    return replace(found, notes=tuple(_notes(found)))


def _interval(alpha: float, m: AnswerMoments, instrument: Instrument, level: float) -> Interval | None:
    """To eight decimals, which is what a processor can be trusted with; wide enough to hold the estimate."""
    if m.n < INTERVAL_FROM:
        return None
    origin = middle(instrument)
    low, high = limits(m, instrument.scale.low - origin, instrument.scale.high - origin, level)
    return Interval(alpha, min(round(float(low), 8), alpha), max(round(float(high), 8), alpha), level, METHOD)


def spearman_brown(c: Array) -> float | None:
    """2r / (1 + r) of two items (Eisinga, te Grotenhuis and Pelzer 2013); None where one of them does not vary or r is −1."""
    r = _correlation(c[0, 1], c[0, 0], c[1, 1])
    return None if r is None or r <= -1 else 2 * r / (1 + r)


def item_reliability(item: str, j: int, c: Array) -> ItemReliability:
    """How an item goes with the sum of the others, and alpha of the others without it."""
    others = np.delete(np.delete(c, j, 0), j, 1)
    rest = _correlation(c[j].sum() - c[j, j], c[j, j], others.sum())
    return ItemReliability(item, rest, alpha_of(others))


def _correlation(covariance: float, one: float, other: float) -> float | None:
    spread = float(one) * float(other)
    return max(-1.0, min(1.0, float(covariance) / sqrt(spread))) if spread > 0 else None


def _notes(r: Reliability) -> Iterator[str]:
    if r.alpha is not None and r.alpha < USABLE:
        yield "reliability_low"
    if r.items < 3:
        yield "few_items"
    elif r.omega is None:
        yield "no_omega"
    if any(i.item_rest is not None and i.item_rest < 0 for i in r.by_item):
        yield "item_reversed"
    if r.interval is None:
        yield "no_alpha_interval"
