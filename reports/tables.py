"""Tables of results: one row a place (dimension, item, branch, wave), columns by the gap's design."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from gaps.results import GapResult, Shares
from reports import cells, names, numbers
from reports.blocks import Cell, Missing, Number, Table, Text
from reports.view import View

Rows = Sequence[tuple[str, GapResult]]
"""Rows with what stands in their first column."""



def of_level(view: View, gap: str, level: str) -> tuple[Table, ...]:
    """The table of a gap's dimensions or items; none where the analysis has no such results.

    In the brief edition the items stand by their gap, the widest shortfall first.
    """
    lowest_first = view.brief and level == "item"
    results = sorted(view.results(gap, level), key=_difference) if lowest_first else view.results(gap, level)
    rows = [(names.place(view, level, r.place, r.minuend.facet), r) for r in results]
    roles = [names.role(view, role) for role in view.roles(gap)]
    said = {"name": names.gap_label(view, gap), "by": view.say(f"by.{level}"), "first": roles[0], "second": roles[-1]}
    caption = view.say(f"table.{_kind(view, gap)}" + ("_lowest_first" if lowest_first else ""), **said)
    return (of_rows(view, gap, rows, level, caption),) if rows else ()


def of_overall(view: View, gap: str) -> tuple[Table, ...]:
    """The roll-ups beside each other; none where there is only the headline."""
    rows = [(names.place(view, "overall", r.place), r) for r in view.results(gap, "overall")]
    caption = view.say("table.overall", name=names.gap_label(view, gap))
    return (of_rows(view, gap, rows, "overall", caption),) if len(rows) > 1 else ()


def of_rows(view: View, gap: str, rows: Rows, first: str, caption: str) -> Table:
    make = {"rating": _ratings, "paired": _differences, "independent": _differences}[_kind(view, gap)]
    return make(view, gap, rows, first, caption)


def _difference(r: GapResult) -> float:
    """What the items are sorted by; one that is withheld comes last."""
    return r.difference.value if r.difference else inf


def _kind(view: View, gap: str) -> str:
    return str(view.spec(gap)["design"])


def _differences(view: View, gap: str, rows: Rows, first: str, caption: str) -> Table:
    columns = (
        view.say(f"column.{first}"),
        view.say("column.n"),
        *names.sides(view, gap),
        *(view.say(f"column.{c}") for c in ("gap", "interval", "p", "verdict")),
    )
    body = tuple(_difference_row(view, name, r) for name, r in rows)
    return Table(f"{gap}.{first}", columns, body, "l" + "r" * (len(columns) - 2) + "l", caption)


def _difference_row(view: View, name: str, r: GapResult) -> tuple[Cell, ...]:
    second = r.subtrahend
    return (
        Text(name),
        cells.counted(view, r),
        cells.mean(view, r, r.minuend.mean),
        cells.mean(view, r, second.mean if second else None),
        cells.gap(view, r),
        cells.gap_interval(view, r),
        cells.p_adjusted(view, r),
        cells.verdict(view, r),
    )


def _ratings(view: View, gap: str, rows: Rows, first: str, caption: str) -> Table:
    keys = (first, "n", "rating", "rating_interval", "none", "without_none", "target", "to_target", "verdict")
    columns = tuple(view.say(f"column.{k}") for k in keys)
    return Table(f"{gap}.{first}", columns, tuple(_rating_row(view, n, r) for n, r in rows), "lrrrrrrrl", caption)


def _rating_row(view: View, name: str, r: GapResult) -> tuple[Cell, ...]:
    return (
        Text(name),
        cells.counted(view, r),
        cells.rating(view, r),
        cells.rating_interval(view, r),
        *_none(view, r),
        cells.target(view, r),
        cells.gap(view, r),
        cells.verdict(view, r),
    )


def _none(view: View, r: GapResult) -> tuple[Cell, Cell]:
    """How many say that there are no standards, and the rating without them, which would give a small number away."""
    if r.rating is None:
        return cells.missing(view, r), cells.missing(view, r)
    if r.rating.none is None:
        why = view.say("why.few")
        return Missing(view.say("number.few"), why), Missing(cells.NONE, why)
    return Number(r.rating.none, numbers.count(r.rating.none)), cells.mean(view, r, r.rating.mean_without_none)


def of_shares(view: View, gap: str) -> tuple[Table, ...]:
    """How many respondents lie below, at and above zero, overall and by dimension; none where no shares are given."""
    results = view.results(gap, "overall") + view.results(gap, "dimension")
    rows = tuple(_share_row(view, r, r.shares) for r in results if r.shares)
    heads = ("column.part", "column.below", "column.interval", "beside.column.far_below", "column.equal", "column.above")
    columns = tuple(view.say_first(f"{k}_{view.kind(gap)}", k) for k in (*heads, "column.interval"))
    keys = (f"table.shares_{gap}", f"table.shares_{view.kind(gap)}", "table.shares")
    caption = view.say_first(*keys, name=names.gap_label(view, gap))
    return (Table(f"{gap}.shares", columns, rows, "lrrrrrr", caption),) if rows else ()


def _share_row(view: View, r: GapResult, shares: Shares) -> tuple[Cell, ...]:
    below, above = shares.below, shares.above
    return (
        Text(names.place(view, r.level, r.place)),
        cells.share(below),
        cells.span(view, below, "percent"),
        cells.share(shares.far_below) if shares.far_below else Missing(cells.NONE, view.say("why.other")),
        cells.share(shares.equal),
        cells.share(above),
        cells.span(view, above, "percent"),
    )


def of_waves(view: View, gap: str, rows: Sequence[tuple[str, GapResult | None]], caption: str) -> Table:
    """One row a wave; a wave without a result keeps its row, with the reason in every cell."""
    known = [(wave, r) for wave, r in rows if r]
    table = of_rows(view, gap, known, "wave", caption)
    body = dict(zip((wave for wave, _ in known), table.rows, strict=True))
    nothing = Missing(cells.NONE, view.say("why.no_wave"))
    empty = (nothing,) * (len(table.columns) - 1)
    return Table(table.id, table.columns, tuple(body.get(w, (Text(w), *empty)) for w, _ in rows), table.align, caption)
