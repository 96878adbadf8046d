"""Which drafts nobody may see: groups below the minimum, and as many others as keep these from following from the rest.

A draft shows cells: the mean of one side (a role's facet) at one place in one group. It is shown where each of its cells may be,
by the minimum of the cell's own role: the difference tells no more than both. Cells hang together: the groups of a
breakdown make the whole, the items of a dimension make the dimension, the dimensions make the headline. Where one member of
such a family alone is not shown, it follows by subtraction; so a family holds no protected cell or at least two, and the
protected groups of a whole, with those who belong to no group, are as many people as a group that could be shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct

from gaps.drafts import Draft
from surveys.instrument import Instrument
from surveys.study import Options

FLOOR = 5
People = tuple[str, frozenset[tuple[str, str]]]
"""A wave, and what the group's columns hold."""


class Cell(NamedTuple):
    """The same people and the same answers are the same cell, whichever gap shows it."""

    role: str
    facet: str
    level: str
    place: str
    people: People
    n: int


class Slot(NamedTuple):
    """A cell by its place alone; `basis` is the paired gap whose respondents it is made of, "" for all who answered."""

    basis: str
    role: str
    facet: str
    level: str
    place: str
    people: People

    def at(self, level: str, place: str) -> Slot:
        return self._replace(level=level, place=place)


class Family(Struct, frozen=True):
    """Parts that make a whole. `least` is None where the parts are places; among groups it is the least number of people
    that may stay together unseen, and `rest` those who belong to no group. A second mean of the same parts is `tied` to
    them: two means would give two unknown parts away."""

    whole: Cell
    parts: tuple[Cell, ...]
    least: int | None = None
    rest: int = 0
    tied: bool = False

    def lacks(self, protected: set[Cell]) -> bool:
        """Whether what is protected here still follows from what is shown."""
        inside = [p for p in self.parts if p in protected]
        unknown = len(inside) + (self.whole in protected) + (self.rest > 0)
        if self.tied:
            return bool(inside) != (self.whole in protected)
        if self.least is None or self.whole in protected:
            return unknown == 1
        alone = unknown == 1 and bool(inside)
        return alone or 0 < self.rest + sum(p.n for p in inside) < self.least

    def next(self, protected: set[Cell]) -> list[Cell]:
        """What can be protected as well: the whole only where it is tied or nothing else is left."""
        free = [c for c in self.parts if c not in protected]
        return [self.whole] if not free or (self.tied and self.whole not in protected) else free


def withhold(drafts: list[Draft], options: Options, instrument: Instrument) -> None:
    """Marks the drafts that must not be shown. One that comes marked stays so, and its cells are protected; of one that tells of
    people `apart` those that tell of them."""
    marked = {id(d) for d in drafts if d.withheld}
    slots: dict[Slot, Cell] = {}
    shown_by: dict[Cell, list[Draft]] = defaultdict(list)
    for d in drafts:
        for slot, cell in _cells(d):
            slots[slot] = cell
            shown_by[cell].append(d)
    families = [*_of_groups(slots, options, instrument), *_of_places(slots, instrument)]
    protected: set[Cell] = set()
    along: Counter[tuple[str, People]] = Counter()

    def protect(cell: Cell) -> None:
        protected.add(cell)
        along[cell.facet, cell.people] += 1
        for d in shown_by[cell]:
            d.withheld = True

    def cost(cell: Cell) -> tuple[bool, int, int]:
        """What is not shown anyway comes first, then the group of which most is protected, then the smallest."""
        return any(not d.withheld for d in shown_by[cell]), -along[cell.facet, cell.people], cell.n

    for cell in shown_by:
        if cell.n < least(cell.role, options) or any(id(d) in marked or cell.facet in d.apart for d in shown_by[cell]):
            protect(cell)
    lacking = protected or any(f.rest for f in families)
    while lacking:
        lacking = False
        for family in families:
            while family.lacks(protected):
                protect(min(family.next(protected), key=cost))
                lacking = True


def least(role: str, options: Options) -> int:
    """The minimum group of a role, which each of its cells must hold, whatever gap shows it; never below five."""
    return max(FLOOR, options.minimum_group.get(role, FLOOR))


def side_cells(d: Draft) -> list[Cell]:
    """What a draft shows of its minuend and its subtrahend, as far as there are answers."""
    return [cell for _, cell in _cells(d)]


def _cells(d: Draft) -> Iterator[tuple[Slot, Cell]]:
    if "since" in d.group.label:  # a change from wave to wave is part of no whole
        return
    basis = d.spec.id if d.spec.design == "paired" else ""
    for side, found in ((d.spec.minuend, d.minuend), (d.spec.subtrahend, d.subtrahend)):
        if side is not None and found is not None and found.n is not None:
            where = (side.role, side.facet, d.level, d.place, d.group.people)
            yield Slot(basis, *where), Cell(*where, found.n)


def _of_groups(slots: dict[Slot, Cell], options: Options, instrument: Instrument) -> Iterator[Family]:
    """Every whole with its groups by one column more; a crossing belongs to a family by each of its columns."""
    parts: dict[tuple[Slot, frozenset[str]], list[Cell]] = defaultdict(list)
    for slot, cell in slots.items():
        wave, held = slot.people
        for one in held:
            parts[slot._replace(people=(wave, held - {one})), frozenset(c for c, _ in held)].append(cell)
    for (whole, columns), cells in parts.items():
        if whole in slots:
            # The n of a headline is its smallest dimension's, and adds up to nothing: there the dimensions say who is left.
            inside = (whole.at("dimension", d.id) for d in instrument.dimensions)
            asked = [s for s in inside if s in slots] if whole.place == "mean_of_dimensions" else [whole]
            rest = min(slots[s].n - sum(c.n for c in parts.get((s, columns), ())) for s in asked or [whole])
            yield Family(slots[whole], tuple(cells), least(whole.role, options), max(0, rest))


def _of_places(slots: dict[Slot, Cell], instrument: Instrument) -> Iterator[Family]:
    """Dimensions with their items, and each overall score with the dimensions or items that it is the mean of."""
    items = [i.id for i in instrument.items]
    dimensions = [d.id for d in instrument.dimensions]
    for slot, cell in slots.items():
        if slot.level == "dimension":
            yield from _family(slots, cell, (slot.at("item", i) for i in instrument.items_of(slot.place)))
        elif slot.place == "mean_of_dimensions":
            yield from _family(slots, cell, (slot.at("dimension", d) for d in dimensions))
        elif slot.place == "mean_of_items":
            yield from _family(slots, cell, (slot.at("item", i) for i in items))
            yield from _family(slots, cell, (slot.at("dimension", d) for d in dimensions), tied=True)
        elif slot.place == "unweighted":
            headline = slot.at("overall", "mean_of_dimensions")
            yield from _family(slots, cell, [headline] if headline in slots and slots[headline].n == cell.n else [])


def _family(slots: dict[Slot, Cell], whole: Cell, parts: Iterable[Slot], tied: bool = False) -> Iterator[Family]:
    found = tuple(slots[p] for p in parts if p in slots)
    if found:
        yield Family(whole, found, tied=tied)
