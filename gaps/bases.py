"""A basis is one integer per respondent and place that scores are built from.

It is a facet's own answers, or one side of a paired gap, where an answer counts only if the other side is answered too.
"""

from __future__ import annotations

from itertools import compress
from math import ceil, lcm

from msgspec import Struct, field

from surveys.instrument import NO_STANDARD, Facet, Instrument
from surveys.responses import ResponseSet


class Basis(Struct, frozen=True, eq=False):
    """`facet` holds the answers; `partner` is the facet that must be answered too ("" where none need be)."""

    id: str
    facet: str
    places: tuple[str, ...]
    by: str = "item"
    partner: str = ""
    worst: int = 1
    none: bool = False
    order: dict[str, int] = field(default_factory=dict)
    """Each item's place in its dimension (a statement's in its construct), as the instrument has it: sources that ask different
    ones can then be added up."""

    def bit(self, place: str) -> int:
        return self.order.get(place, 0)

    def size(self, block: str, instrument: Instrument) -> int:
        """How many places the instrument has in a dimension or construct, asked or not."""
        return len(instrument.blocks(instrument.facet(self.facet))[block])

    def blocks(self, instrument: Instrument) -> dict[str, tuple[str, ...]]:
        """The answered places of each dimension or construct."""
        whole = instrument.blocks(instrument.facet(self.facet))
        inside = {block: tuple(p for p in places if p in self.places) for block, places in whole.items()}
        return {block: places for block, places in inside.items() if places}


class PairedGap(Struct, frozen=True):
    """A paired gap of which both facets were asked, its two sides as bases, and those that tell what their facets were answered."""

    id: str
    minuend: Basis
    subtrahend: Basis
    telling: tuple[Basis, ...]


def facet_bases(instrument: Instrument, responses: ResponseSet) -> list[Basis]:
    """One basis for each rated facet of a response set, in the instrument's order."""
    bases = []
    for facet in instrument.facets_of(responses.role):
        places = tuple(p for p in instrument.places(facet) if f"{facet.id}.{p}" in responses.answers)
        if places and facet.total is None:
            order = _order(instrument, facet)
            bases.append(Basis(facet.id, facet.id, places, facet.by, worst=instrument.scale.low, none=facet.none, order=order))
    return bases


def paired_gaps(instrument: Instrument, responses: ResponseSet) -> list[PairedGap]:
    """The paired gaps that this response set can show, on the items of which both facets were asked."""
    found = []
    for gap in instrument.gaps:
        if gap.design == "paired" and gap.subtrahend and gap.minuend.role == responses.role:
            m, s = gap.minuend.facet, gap.subtrahend.facet
            items = tuple(i.id for i in instrument.items if {f"{m}.{i.id}", f"{s}.{i.id}"} <= set(responses.answers))
            if items:
                order = _order(instrument, instrument.facet(m))
                minuend = Basis(f"{gap.id}.minuend", m, items, partner=s, order=order)
                sides = (Basis(f"{gap.id}.subtrahend", s, items, partner=m, order=order), minuend)
                told = [side_of_pairs(b.facet, responses.role, instrument) == (gap.id, axis) for axis, b in enumerate(sides)]
                found.append(PairedGap(gap.id, minuend, sides[0], tuple(compress(sides, told))))
    return found


def side_of_pairs(facet: str, role: str, instrument: Instrument) -> tuple[str, int] | None:
    """From which gap's `pair` tables, and from which axis of them, a facet's own answers are taken: the first that has it, as a
    facet of several paired gaps was answered once. None where no paired gap of the role has it."""
    gaps = [g for g in instrument.gaps if g.design == "paired" and g.minuend.role == role]
    sides = [(g.id, axis, side) for g in gaps for axis, side in enumerate((g.subtrahend, g.minuend)) if side]
    return next(((gap, axis) for gap, axis, side in sides if side.facet == facet), None)


def scored_bases(instrument: Instrument, responses: ResponseSet) -> list[Basis]:
    """The facets of which the mean of the dimensions is wanted for itself."""
    return [b for b in facet_bases(instrument, responses) if wanted_alone(instrument, b.facet)]


def _order(instrument: Instrument, facet: Facet) -> dict[str, int]:
    return {place: bit for places in instrument.blocks(facet).values() for bit, place in enumerate(places)}


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


def lowest(instrument: Instrument, facet: str) -> int:
    """The lowest integer that an answer of the facet can be."""
    found = instrument.facet(facet)
    return 0 if found.total is not None else NO_STANDARD if found.none else instrument.scale.low


def highest(instrument: Instrument, facet: str) -> int:
    """The highest integer that an answer of the facet can be; points are kept as they were given, in eight bits."""
    return instrument.scale.high if instrument.facet(facet).total is None else 127


def enough(items: int) -> int:
    """How many answers a dimension score needs: half of its items, rounded up."""
    return ceil(items / 2)


def divisor(items: int) -> int:
    """The common denominator on which every dimension score of so many items is an integer, or nearly (above 20 items)."""
    return lcm(*range(enough(items), items + 1)) if items <= 20 else 720_720 * items


def coarse(items: int) -> int:
    """The denominator of scores that are multiplied by each other, small enough for exact sums of weighted products.

    Exact up to six items and for complete answers; otherwise scores are rounded, by 1/24 of one item's point at most.
    """
    return divisor(items) if items <= 6 else 12 * items


def common(instrument: Instrument) -> int:
    """The denominator shared by the scores of all dimensions."""
    return lcm(*(divisor(max(1, len(instrument.items_of(d.id)))) for d in instrument.dimensions))
