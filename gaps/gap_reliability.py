"""How reliable the gaps themselves are: two sides that go together leave a difference that is mostly error.

r_D = (s²P·rPP + s²E·rEE − 2·rPE·sP·sE) / (s²P + s²E − 2·rPE·sP·sE), with alpha for rPP and rEE (Lord 1963; Peter, Churchill
and Brown 1993), and beside it alpha of the item gaps: two estimates of one thing, on the same respondents.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import sqrt

from msgspec.structs import replace

from gaps.answer_moments import GapMoments, gap_moments_of
from gaps.counts import Name
from gaps.reliability import USABLE, fullest
from gaps.results import GapReliability
from gaps.tables import Table
from surveys.instrument import Instrument


def gap_reliabilities(instrument: Instrument, role: str, tables: dict[Name, Table], minimum: int) -> Iterator[GapReliability]:
    """Of every paired gap of a role and every dimension of which both facets were asked."""
    for gap in instrument.gaps:
        for dimension in instrument.dimensions if gap.design == "paired" and gap.minuend.role == role else ():
            found = fullest("gap_alpha", gap.id, dimension.id, instrument.items_of(dimension.id), tables)
            if found is not None:
                items, sums = found
                empty = GapReliability(gap.id, role, dimension.id, len(items))
                yield _reliability(empty, gap_moments_of(sums, len(items)), minimum)


def _reliability(empty: GapReliability, m: GapMoments, minimum: int) -> GapReliability:
    """Everything times n², which cancels, in exact integers; one division at the end."""
    if m.n < minimum:
        return replace(empty, notes=("withheld",))
    counted = replace(empty, n=m.n)
    if empty.items < 2:
        return replace(counted, notes=("one_item",))
    n, items, sides = m.n, empty.items, (m.minuend, m.subtrahend)
    own_m, own_s, matched = (
        n * square - sum(a * b for a, b in zip(x, y, strict=True))
        for square, x, y in zip(m.squares, (sides[0], sides[1], sides[0]), (sides[0], sides[1], sides[1]), strict=True)
    )
    whole_m, whole_s, both = (
        n * total - sum(x) * sum(y)
        for total, x, y in zip(m.totals, (sides[0], sides[1], sides[0]), (sides[0], sides[1], sides[1]), strict=True)
    )
    whole, own = whole_m + whole_s - 2 * both, own_m + own_s - 2 * matched
    if not (whole_m and whole_s and whole):
        return replace(counted, notes=("zero_variance",))
    minuend, subtrahend, alpha = (_alpha(items, *parts) for parts in ((own_m, whole_m), (own_s, whole_s), (own, whole)))
    formula = (whole_m * minuend + whole_s * subtrahend - 2 * both) / whole
    found = replace(
        counted, alpha=float(alpha), formula=float(formula), minuend=float(minuend), subtrahend=float(subtrahend),
        between=max(-1.0, min(1.0, both / sqrt(whole_m * whole_s))),
    )  # fmt: skip
    return replace(found, notes=tuple(_notes(alpha, min(minuend, subtrahend))))


def _alpha(items: int, own: int, whole: int) -> Fraction:
    return Fraction(items, items - 1) * (1 - Fraction(own, whole))


def _notes(alpha: Fraction, weaker_side: Fraction) -> Iterator[str]:
    if alpha < USABLE:
        yield "reliability_low"
    if alpha < weaker_side:
        yield "gap_less_reliable"
