"""What must hold between the parts of an instrument, once each part has been read."""

from __future__ import annotations

from collections import Counter

from surveys.instrument import Facet, GapSpec, Instrument, Side
from surveys.yaml_checks import Checker

LARGEST = 100
"""Answers are kept as 8-bit integers, and -1 means "no standards exist"; so scales lie within 0 … 100."""
RESERVED = ("segment", "target")
"""`segment.<header>` names a column of the response set; `target` is what a rating is compared with."""


def check(instrument: Instrument, checker: Checker) -> None:
    _scale(instrument, checker)
    _facets(instrument, checker)
    _dimensions(instrument, checker)
    for gap in instrument.gaps:
        _gap(instrument, gap, checker)
    _zone(instrument, checker)


def _scale(instrument: Instrument, checker: Checker) -> None:
    low, high = instrument.scale.low, instrument.scale.high
    if low >= high:
        checker.problem("scale_order", low=low, high=high)
    elif low < 0 or high > LARGEST:
        checker.problem("scale_range", low=low, high=high, largest=LARGEST)


def _facets(instrument: Instrument, checker: Checker) -> None:
    asked = Counter((f.code.casefold(), role) for f in instrument.facets if f.code for role in set(f.roles))
    for code in dict.fromkeys(code for (code, _), times in asked.items() if times > 1):
        checker.problem("duplicate_code", letter=code.upper())
    for facet in instrument.facets:
        if facet.id in RESERVED:
            checker.problem("reserved_id", id=facet.id)
        if facet.total is not None and not 0 < facet.total <= LARGEST:
            checker.problem("total", facet=facet.id, total=facet.total, largest=LARGEST)
        if facet.by == "dimension" and not instrument.dimensions:
            checker.problem("no_dimensions", facet=facet.id)
        if facet.by == "statement" and not instrument.places(facet):
            checker.problem("no_statements", facet=facet.id)
    by_statement = {f.id for f in instrument.facets if f.by == "statement"}
    for construct in instrument.constructs:
        if construct.facet not in by_statement:
            checker.problem("construct_facet", construct=construct.id, facet=construct.facet)


def _dimensions(instrument: Instrument, checker: Checker) -> None:
    known = tuple(d.id for d in instrument.dimensions)
    for item in instrument.items:
        if item.dimension is not None and item.dimension not in known:
            checker.problem("unknown_dimension", item=item.id, dimension=item.dimension)
    for dimension in known:
        if not instrument.items_of(dimension):
            checker.problem("empty_dimension", dimension=dimension)


def _gap(instrument: Instrument, gap: GapSpec, checker: Checker) -> None:
    facets = [_side(instrument, gap, side, checker) for side in (gap.minuend, gap.subtrahend) if side is not None]
    if {facet.by for facet in facets if facet} - {"dimension" if gap.design == "rating" else "item"}:
        checker.problem("gap_places", gap=gap.id)
    if gap.design == "rating":
        if gap.subtrahend is not None:
            checker.problem("rating_subtrahend", gap=gap.id)
        return
    if gap.subtrahend is None:
        checker.problem("no_subtrahend", gap=gap.id, design=gap.design)
        return
    if gap.minuend == gap.subtrahend:
        checker.problem("same_sides", gap=gap.id)
    elif (gap.minuend.role == gap.subtrahend.role) != (gap.design == "paired"):
        checker.problem("paired_roles" if gap.design == "paired" else "independent_roles", gap=gap.id)


def _zone(instrument: Instrument, checker: Checker) -> None:
    """The two gaps around the zone of tolerance start from the same perception, each paired."""
    sides = [gap for gap in instrument.gaps if gap.id in ("mss", "msa")]
    if len({gap.minuend for gap in sides}) > 1 or any(gap.design != "paired" for gap in sides):
        checker.problem("zone_sides")


def _side(instrument: Instrument, gap: GapSpec, side: Side, checker: Checker) -> Facet | None:
    """The facet of a side, where it exists and is asked of the side's role."""
    facet = next((f for f in instrument.facets if f.id == side.facet), None)
    if facet is None:
        checker.problem("unknown_facet", gap=gap.id, facet=side.facet)
    elif side.role not in facet.roles:
        checker.problem("role_not_asked", gap=gap.id, facet=side.facet, role=side.role)
    elif facet.total is not None:
        checker.problem("points_in_gap", gap=gap.id, facet=side.facet)
    return facet
