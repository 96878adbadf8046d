"""Charts as rows of marks and points of a line; surfaces only place them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gaps.results import GapResult
from reports import cells, names, numbers
from reports.blocks import GapChart, Mark, Missing, Trend
from reports.tables import Rows
from reports.view import View


def of_dimensions(view: View, gap: str) -> tuple[GapChart, ...]:
    """In the brief edition labels carry n, as no table stands beside."""
    named = [(names.dimension(view, r.place), r) for r in view.results(gap, "dimension")]
    rows = [(_with_n(view, name, r), r) for name, r in named] if view.brief else named
    return (of_rows(view, gap, rows, view.say("by.dimension")),) if rows else ()


def of_groups(view: View, gap: str, rows: Rows, by: str) -> GapChart:
    """One row a branch or segment, with how many answered in its label, as small groups have wide intervals."""
    return of_rows(view, gap, [(_with_n(view, name, r), r) for name, r in rows], by)


def _with_n(view: View, name: str, r: GapResult) -> str:
    n = cells.counted(view, r)
    return name if isinstance(n, Missing) else view.say("chart.with_n", name=name, n=n.text)


def of_rows(view: View, gap: str, rows: Rows, by: str) -> GapChart:
    """One chart of a gap, a row for each named result. `by` says what the rows are."""
    minuend, subtrahend = names.sides(view, gap)
    kind: Literal["means", "rating"] = "rating" if view.spec(gap)["design"] == "rating" else "means"
    marks = tuple(_mark(view, name, r) for name, r in rows)
    low, high = view.scale
    said = {"name": names.gap_label(view, gap), "minuend": minuend, "subtrahend": subtrahend, "by": by}
    return GapChart(
        kind=kind,
        rows=marks,
        low=low,
        high=high,
        minuend_label=minuend,
        subtrahend_label=subtrahend,
        difference_label=view.say("column.to_target" if kind == "rating" else "column.gap"),
        caption=view.say(f"chart.{kind}.caption", low=low, high=high, level=_level(view), **said),
        alt=view.say(f"chart.{kind}.alt", rows=_list(view, [_spoken(view, m, kind) for m in marks]), **said),
    )


def _mark(view: View, name: str, r: GapResult) -> Mark:
    verdict = cells.verdict(view, r)
    if r.design == "rating":
        target, rating = cells.target(view, r), cells.rating(view, r)
        return Mark(name, name, rating, target, cells.gap(view, r), cells.rating_interval(view, r), verdict)
    minuend = cells.mean(view, r, r.minuend.mean)
    subtrahend = cells.mean(view, r, r.subtrahend.mean if r.subtrahend else None)
    return Mark(name, name, minuend, subtrahend, cells.gap(view, r), cells.gap_interval(view, r), verdict)


def _spoken(view: View, mark: Mark, kind: str) -> str:
    """A mark in words, for those who cannot see the chart."""
    number = mark.minuend if kind == "rating" else mark.difference
    said = {"name": mark.name, "number": number.text, "interval": mark.interval.text, "verdict": mark.verdict.text}
    return view.say("chart.nothing" if isinstance(number, Missing) else "chart.row", **said)


def _list(view: View, parts: list[str]) -> str:
    return view.say("number.list_long").join(parts)


def _level(view: View) -> str:
    return numbers.confidence(view.level)


def trend(view: View, gap: str, rows: Sequence[tuple[str, GapResult | None]]) -> Trend:
    nothing = Missing(cells.NONE, view.say("why.no_wave"))
    values = tuple(cells.gap(view, r) if r else nothing for _, r in rows)
    intervals = tuple(cells.gap_interval(view, r) if r else nothing for _, r in rows)
    waves = tuple(wave for wave, _ in rows)
    spoken = [
        view.say("chart.point", name=wave, number=value.text, interval=interval.text)
        for wave, value, interval in zip(waves, values, intervals, strict=True)
    ]
    name = names.gap_label(view, gap)
    return Trend(
        waves,
        values,
        intervals,
        label=view.say("chart.trend.label", name=name),
        caption=view.say_first(f"chart.trend.caption_{view.kind(gap)}", "chart.trend.caption", name=name, level=_level(view)),
        alt=view.say("chart.trend.alt", name=name, points=_list(view, spoken)),
    )
