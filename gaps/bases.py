"""A basis is one integer per respondent and place that scores are built from.

It is a facet's own answers, or one side of a paired gap, where an answer counts only if the other side is answered too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import ceil, lcm
from operator import add
from typing import Any

import narwhals as nw

from surveys.instrument import NO_STANDARD, Instrument
from surveys.responses import ResponseSet


@dataclass(frozen=True)
class Basis:
    """`facet` holds the answers; `partner` is the facet that must be answered too ("" where none need be)."""

    id: str
    facet: str
    places: tuple[str, ...]
    by: str = "item"
    partner: str = ""
    worst: int = 1
    none: bool = False

    def answer(self, place: str) -> Any:
        """The integer as a narwhals expression, null where it does not count. "No standards exist" is the worst answer."""
        answer = nw.col(f"{self.facet}.{place}")
        if self.partner:
            return answer + nw.col(f"{self.partner}.{place}") * 0
        if self.none:
            return nw.when(answer == NO_STANDARD).then(nw.lit(self.worst, nw.Int32)).otherwise(answer)
        return answer

    def answered(self, places: tuple[str, ...]) -> Any:
        """How many of the places are answered."""
        return nw.sum_horizontal(*((~self.answer(p).is_null()).cast(nw.Int32) for p in places))

    def pattern(self, places: tuple[str, ...]) -> Any:
        """Which of the places are answered, as bits."""
        return nw.sum_horizontal(*((~self.answer(p).is_null()).cast(nw.Int32) * 2**i for i, p in enumerate(places)))

    def total(self, places: tuple[str, ...]) -> Any:
        """The sum of the answered places."""
        return nw.sum_horizontal(*(self.answer(p) for p in places))

    def blocks(self, instrument: Instrument) -> dict[str, tuple[str, ...]]:
        """The answered places of each dimension."""
        if self.by == "dimension":
            return {d: (d,) for d in self.places}
        inside = {d.id: tuple(i for i in instrument.items_of(d.id) if i in self.places) for d in instrument.dimensions}
        return {d: items for d, items in inside.items() if items}


@dataclass(frozen=True)
class PairedGap:
    """A paired gap of which both facets were asked, and its two sides as bases."""

    id: str
    minuend: Basis
    subtrahend: Basis


def facet_bases(instrument: Instrument, responses: ResponseSet) -> list[Basis]:
    """One basis for each rated facet of a response set, in the instrument's order."""
    bases = []
    for facet in instrument.facets_of(responses.role):
        places = tuple(p for p in instrument.places(facet) if f"{facet.id}.{p}" in responses.answers)
        if places and facet.total is None:
            bases.append(Basis(facet.id, facet.id, places, facet.by, worst=instrument.scale.low, none=facet.none))
    return bases


def paired_gaps(instrument: Instrument, responses: ResponseSet) -> list[PairedGap]:
    """The paired gaps that this response set can show, on the items of which both facets were asked."""
    found = []
    for gap in instrument.gaps:
        if gap.design == "paired" and gap.subtrahend and gap.minuend.role == responses.role:
            m, s = gap.minuend.facet, gap.subtrahend.facet
            items = tuple(i.id for i in instrument.items if {f"{m}.{i.id}", f"{s}.{i.id}"} <= set(responses.answers))
            if items:
                sides = Basis(f"{gap.id}.minuend", m, items, partner=s), Basis(f"{gap.id}.subtrahend", s, items, partner=m)
                found.append(PairedGap(gap.id, *sides))
    return found


def wanted_alone(instrument: Instrument, facet: str) -> bool:
    """Whether a facet's own dimension means are wanted: it stands in an independent or rated gap."""
    sides = [s for g in instrument.gaps if g.design != "paired" for s in (g.minuend, g.subtrahend) if s]
    return facet in {s.facet for s in sides}


def points_columns(instrument: Instrument, responses: ResponseSet) -> dict[str, str]:
    """Dimension to column of the constant-sum block; empty where it was not asked whole."""
    for facet in instrument.facets_of(responses.role):
        columns = {d.id: f"{facet.id}.{d.id}" for d in instrument.dimensions}
        if facet.total is not None and set(columns.values()) <= set(responses.answers):
            return columns
    return {}


def total_of(terms: Iterable[Any]) -> Any:
    """The sum of integer expressions (null where one of them is)."""
    first, *rest = terms
    return reduce(add, rest, first)


def enough(items: int) -> int:
    """How many answers a dimension score needs: half of its items, rounded up."""
    return ceil(items / 2)


def divisor(items: int) -> int:
    """The common denominator on which every dimension score of so many items is an integer."""
    return lcm(*range(enough(items), items + 1))


def common(instrument: Instrument) -> int:
    """The denominator shared by the scores of all dimensions."""
    return lcm(*(divisor(max(1, len(instrument.items_of(d.id)))) for d in instrument.dimensions))
