"""The zone of tolerance: whether the service lies between what customers need and what they would like. Only where it was asked."""

from __future__ import annotations

from gaps.results import Interval, Zone
from reports import cells, dots, names, numbers
from reports.blocks import Block, Cell, Heading, Lead, Missing, Notes, Number, Paragraph, Section, Table, Text
from reports.view import View

LEVELS = ("overall", "dimension", "item")
COLUMNS = ("width", "interval", "position", "interval", "below", "inside", "above", "inverted")

SAID = {"zone_inverted": "inverted", "few_clusters": "few_clusters", "cluster_unknown": "cluster_unknown"}


def build(view: View) -> tuple[Section, ...]:
    """One section, or none."""
    found = [z for level in LEVELS for z in view.analysis.zones if z.level == level and view.spoken_of(z.group)]
    if not found:
        return ()
    shown = found[:1] if found[0].level == "overall" else []
    blocks: tuple[Block, ...] = (Heading(view.say("zone.question")), *(b for z in shown for b in _answer(view, z)))
    whole, items = ([z for z in found if (z.level == "item") == item] for item in (False, True))
    chart = dots.of_zones(view, whole)
    told = (_notes(view, whole, "means", "elsewhere"),) if view.brief and chart else _told(view, whole, items)
    return (Section("zones", view.say("zone.title"), (*blocks, *chart, *told)),)


def _told(view: View, whole: list[Zone], items: list[Zone]) -> tuple[Block, ...]:
    """The items, the table and its notes; in brief the chart stands for all this, where it can be drawn."""
    rows = whole if view.brief else [*whole, *items]
    drawn = () if view.brief else dots.of_zones(view, items, items=True)
    return *drawn, _table(view, rows), _notes(view, rows, "means", "shares")


def _notes(view: View, rows: list[Zone], *always: str) -> Notes:
    seen = {note for z in rows for note in z.notes}
    return Notes(tuple(view.say(f"zone.{n}") for n in (*always, *(said for note, said in SAID.items() if note in seen))))


def _answer(view: View, z: Zone) -> tuple[Block, ...]:
    if "few_clusters" in z.notes:
        return (Lead(view.say("zone.few_clusters"), "plain"),)
    if z.n is None or z.below is None or z.inside is None or z.above is None:
        return (Lead(view.say("zone.withheld"), "withheld"),)
    shares = {k: numbers.percent(s.value) for k, s in (("below", z.below), ("inside", z.inside), ("above", z.above))}
    lead = Lead(view.say("zone.lead", n=numbers.count(z.n), **shares), "plain")
    if z.position is None:
        return lead, Paragraph(view.say("zone.no_position"))
    p = z.position
    interval = numbers.interval(p.low, p.high, view.wording, "plain")
    level = numbers.confidence(p.level)
    return lead, Paragraph(view.say("zone.position", value=numbers.plain(p.value), level=level, interval=interval))


def _table(view: View, found: list[Zone]) -> Table:
    heads = (view.say_first(f"zone.column.{c}", f"column.{c}") for c in COLUMNS)
    columns = view.say("beside.part"), view.say("column.n"), *heads
    return Table("zones", columns, tuple(_row(view, z) for z in found), "l" + "r" * (len(columns) - 1), view.say("zone.table"))


def _row(view: View, z: Zone) -> tuple[Cell, ...]:
    reason = "withheld" if z.n is None else "few_clusters" if "few_clusters" in z.notes else "undefined"
    why = Missing(cells.NONE, view.say(f"zone.{reason}"))
    few = Missing(view.say("number.few"), view.say("zone.few"))
    inverted = (why if z.n is None else few) if z.inverted is None else Number(z.inverted, numbers.count(z.inverted))
    return (
        Text(names.place(view, z.level, z.place, "perception")),
        why if z.n is None else Number(z.n, numbers.count(z.n)),
        *_measure(view, z.width, why),
        *_measure(view, z.position, why),
        *(why if s is None else cells.share(s) for s in (z.below, z.inside, z.above)),
        inverted,
    )


def _measure(view: View, found: Interval | None, why: Missing) -> tuple[Cell, Cell]:
    if found is None:
        return why, why
    return Number(found.value, numbers.plain(found.value)), cells.span(view, found, "plain")
