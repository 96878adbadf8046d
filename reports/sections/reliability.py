"""How far the items of a dimension agree, item by item, and how reliable the gaps are; with warnings in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gaps.results import GapReliability, ItemReliability, Reliability
from reports import names, numbers
from reports.blocks import Block, Cell, Heading, Missing, Notes, Number, Paragraph, Table, Text
from reports.cells import NONE, span
from reports.view import View

Side = tuple[str, str]
"""Facet and role."""
NOTES = ("reliability_low", "item_reversed", "few_items", "no_omega", "no_alpha_interval")
GAP_NOTES = ("reliability_low", "gap_less_reliable")


def blocks(view: View) -> tuple[Block, ...]:
    """In brief one table and the warnings; in full also every side, every item and the gaps."""
    found = view.analysis.reliability
    if not found:
        return ()
    sides = tuple(dict.fromkeys((r.facet, r.role) for r in found))
    head = Heading(view.say("heading.reliability")), Paragraph(view.say("data.reliability"))
    said = *(_answered_all(view, sides) if view.brief else ()), *_warnings(view, found), *_gap_warnings(view)
    notes = (Notes(said),) if said else ()
    if view.brief:
        return *head, _compact(view, sides), *notes
    items = (_items(view, side) for side in sides)
    return *head, _whole(view, sides), *notes, *(t for t in items if t.rows), *_gaps(view), *_method(view)


def _table(view: View, key: str, columns: Iterable[str], rows: Sequence[tuple[Cell, ...]], align: str, **named: str) -> Table:
    return Table(f"quality.{key}", tuple(columns), tuple(rows), align, view.say(f"reliability.table.{key}", **named))


def _heads(view: View, *columns: str) -> list[str]:
    return [view.say_first(f"reliability.column.{c}", f"column.{c}") for c in columns]


# ---- alpha -----------------------------------------------------------------------------------------------------------
def _compact(view: View, sides: tuple[Side, ...]) -> Table:
    """One row a dimension, one column for each facet and who answered it."""
    found = {(r.dimension, (r.facet, r.role)): r for r in view.analysis.reliability}
    rows = [_alphas(view, d, [found.get((d, side)) for side in sides]) for d in dict.fromkeys(d for d, _ in found)]
    columns = *_heads(view, "dimension", "items"), *(_side(view, side) for side in sides)
    return Table("quality.reliability", columns, tuple(rows), "l" + "r" * (len(columns) - 1), view.say("table.reliability"))


def _alphas(view: View, dimension: str, row: list[Reliability | None]) -> tuple[Cell, ...]:
    items = sorted({r.items for r in row if r})
    count = _count(items[0]) if len(items) == 1 else Text(view.say("number.list").join(map(numbers.count, items)))
    return Text(names.dimension(view, dimension)), count, *(_alpha(view, r) for r in row)


def _whole(view: View, sides: tuple[Side, ...]) -> Table:
    """One row for each side and dimension, with everything known of it."""
    ordered = sorted(view.analysis.reliability, key=lambda r: sides.index((r.facet, r.role)))
    halves = ["split_half"] if any(r.split_half is not None for r in ordered) else []
    columns = _heads(view, "side", "dimension", "items", "n", "alpha", "interval", "omega", *halves)
    return _table(view, "reliability", columns, [_row(view, r)[: len(columns)] for r in ordered], "llrrrrrr"[: len(columns)])


def _row(view: View, r: Reliability) -> tuple[Cell, ...]:
    why = _alpha(view, r)
    empty = why if isinstance(why, Missing) else Missing(NONE, view.say("why.other"))
    return (
        Text(_side(view, (r.facet, r.role))),
        Text(names.dimension(view, r.dimension)),
        _count(r.items),
        Missing(f"<{view.minimum(r.role)}", empty.why) if r.n is None else _count(r.n),
        why,
        span(view, r.interval, "plain") if r.interval else empty,
        _reliability(r.omega, empty),
        _reliability(r.split_half, empty),
    )


def _alpha(view: View, r: Reliability | None) -> Number | Missing:
    if r is None:
        return Missing(NONE, view.say("why.other"))
    if r.alpha is not None:
        return Number(r.alpha, numbers.reliability(r.alpha))
    code = next((note for note in r.notes if view.wording.has(f"why.{note}")), "other")
    return Missing(NONE, view.say(f"why.{code}", minimum=view.minimum(r.role), role=names.role(view, r.role)))


def _items(view: View, side: Side) -> Table:
    """Each item with the sum of the others of its dimension, and alpha without it."""
    inside = [(r, i) for r in view.analysis.reliability if (r.facet, r.role) == side for i in r.by_item]
    rows = [_item(view, r, i) for r, i in inside]
    columns = _heads(view, "item", "item_rest", "alpha_without", "alpha")
    table = _table(view, "item_reliability", columns, rows, "lrrr", side=_side(view, side))
    return Table(f"{table.id}.{side[0]}.{side[1]}", table.columns, table.rows, table.align, table.caption)


def _item(view: View, r: Reliability, i: ItemReliability) -> tuple[Cell, ...]:
    empty = Missing(NONE, view.say("why.other"))
    rest = empty if i.item_rest is None else Number(i.item_rest, numbers.plain(i.item_rest))
    return Text(names.item(view, i.item, r.facet)), rest, *(_reliability(v, empty) for v in (i.alpha_without, r.alpha))


def _answered_all(view: View, sides: tuple[Side, ...]) -> tuple[str, ...]:
    """How many answered all the items of a dimension: the fewest and the most of each side."""
    counts = {side: [r.n for r in view.analysis.reliability if (r.facet, r.role) == side and r.n is not None] for side in sides}
    said = [
        view.say("data.answered_all", side=_side(view, side), low=numbers.count(min(n)), high=numbers.count(max(n)))
        for side, n in counts.items()
        if n
    ]
    return (view.say("data.reliability_n", counts=view.say("number.list_long").join(said)),) if said else ()


# ---- gaps ------------------------------------------------------------------------------------------------------------
def _gaps(view: View) -> tuple[Block, ...]:
    found = view.analysis.gap_reliability
    if not found:
        return ()
    columns = _heads(view, "gap", "dimension", "n", "gap_alpha", "formula", "minuend", "subtrahend", "between")
    return (_table(view, "gap_reliability", columns, [_gap_row(view, r) for r in found], "llrrrrrr"),)


def _gap_row(view: View, r: GapReliability) -> tuple[Cell, ...]:
    code = next((note for note in r.notes if view.wording.has(f"why.{note}")), "other")
    empty = Missing(NONE, view.say(f"why.{code}", minimum=view.minimum(r.role), role=names.role(view, r.role)))
    return (
        Text(names.gap_label(view, r.gap)),
        Text(names.dimension(view, r.dimension)),
        Missing(f"<{view.minimum(r.role)}", empty.why) if r.n is None else _count(r.n),
        *(_reliability(v, empty) for v in (r.alpha, r.formula, r.minuend, r.subtrahend)),
        empty if r.between is None else Number(r.between, numbers.plain(r.between)),
    )


# ---- words -----------------------------------------------------------------------------------------------------------
def _warnings(view: View, found: Iterable[Reliability]) -> list[str]:
    return [
        view.say(f"reliability.note.{code}", places=view.say("number.list_long").join(_named(view, code, found)))
        for code in NOTES
        if any(code in r.notes for r in found)
    ]


def _named(view: View, code: str, found: Iterable[Reliability]) -> list[str]:
    """The dimensions that a warning is about, each with its side; of reversed items the items themselves."""
    if code == "item_reversed":
        turned = [(r, i.item) for r in found for i in r.by_item if i.item_rest is not None and i.item_rest < 0]
        return _places(view, [(names.item(view, item, r.facet), (r.facet, r.role)) for r, item in turned])
    return _places(view, [(names.dimension(view, r.dimension), (r.facet, r.role)) for r in found if code in r.notes])


def _places(view: View, named: Iterable[tuple[str, Side]]) -> list[str]:
    """The names of each side together, as a long form has eight sides."""
    by_side: dict[Side, list[str]] = {}
    for name, side in named:
        by_side.setdefault(side, []).append(name)
    return [view.say("reliability.place", names=view.listed(of), side=_side(view, side)) for side, of in by_side.items()]


def _gap_warnings(view: View) -> list[str]:
    found = view.analysis.gap_reliability
    said = []
    for code in GAP_NOTES:
        for gap in dict.fromkeys(r.gap for r in found if code in r.notes):
            places = [names.dimension(view, r.dimension) for r in found if r.gap == gap and code in r.notes]
            said.append(view.say(f"reliability.gap_note.{code}", gap=names.gap_label(view, gap), places=view.listed(places)))
    return said


def _method(view: View) -> tuple[Notes, ...]:
    level = next((numbers.confidence(r.interval.level) for r in view.analysis.reliability if r.interval), "")
    return (Notes((view.say("reliability.method", level=level),)),) if level else ()


def _side(view: View, side: Side) -> str:
    return view.say("side.other", facet=names.facet(view, side[0]), role=names.role(view, side[1]))


def _count(n: int) -> Number:
    return Number(n, numbers.count(n))


def _reliability(value: float | None, otherwise: Missing) -> Cell:
    return otherwise if value is None else Number(value, numbers.reliability(value))
