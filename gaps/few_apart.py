"""Sources of a few people beside others of their role: all answers less those of a shown paired gap would be theirs alone."""

from __future__ import annotations

from gaps.bases import side_of_pairs
from gaps.counts import Name
from gaps.drafts import Draft
from gaps.tables import Table
from surveys.instrument import Instrument


def few_apart(facet: str, role: str, instrument: Instrument, tables: dict[Name, Table], least: int) -> frozenset[str]:
    """The items at which people answer a facet from sources that do not ask the other side of its pair, beside those who do,
    where they are fewer than a group that can be shown."""
    side = side_of_pairs(facet, role, instrument)
    if side is None:
        return frozenset()
    pairs = {place for kind, gap, place in tables if (kind, gap) == ("pair", side[0])}
    alone = {place: table.n for (kind, name, place), table in tables.items() if (kind, name) == ("value", facet)}
    beside = {place: n for place, n in alone.items() if n and place in pairs}
    return frozenset(beside) if 0 < max(beside.values(), default=0) < least else frozenset()


def mark(drafts: list[Draft], facet: str, items: frozenset[str], instrument: Instrument) -> None:
    """Marks the drafts that show a facet's mean where these items are part of it."""
    for d in drafts if items else ():
        if d.level == "overall" or d.place in items or items.intersection(instrument.items_of(d.place)):
            d.apart = (*d.apart, facet)
