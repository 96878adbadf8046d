"""Dot charts: groups compared, the zone of tolerance, what lies behind a gap. Every number is one that a table holds as well."""

from __future__ import annotations

from math import ceil, floor

from msgspec.structs import replace

from gaps.results import Comparison, Construct, GapResult, Interval, Zone
from reports import cells, names, numbers
from reports.blocks import Dot, DotChart, Missing, Number, Span, Tone
from reports.view import Group, View


# ---- groups ----------------------------------------------------------------------------------------------------------
def of_groups(view: View, gap: str, compared: Comparison, by: str, ranks_open: bool) -> DotChart:
    """The headline of a gap in every group compared, in the order of the table, beside everybody together."""
    rows = tuple(_group(view, gap, compared, g.value) for g in compared.groups)
    everybody: Group = {"wave": compared.wave} if compared.wave else {}
    whole = next((r for r in view.results(gap, "overall", everybody) if r.place == compared.place), None)
    line = _mean(view, gap, whole) if whole else None
    name = names.gap_label(view, gap)
    said = {"name": name, "by": by, "level": _level(view)}
    caption = [view.say("dots.groups.caption", **said)]
    caption += [view.say("dots.groups.letters")] if any(row.beside for row in rows) else []
    caption += [view.say("dots.groups.open")] if ranks_open else []
    low, high = view.scale if _rated(view, gap) else _around_zero(rows, line)
    return DotChart(
        rows, low, high, view.say("dots.groups.label", name=name), view.say("number.sentences").join(caption),
        _alt(view, "dots.groups.alt", rows, name=name, by=by),
        line=line, line_label=view.say("dots.groups.line", value=line.text) if line else "", signed=not _rated(view, gap),
    )  # fmt: skip


def _group(view: View, gap: str, compared: Comparison, value: str) -> Dot:
    """The mean that was compared, and its interval where it belongs to the same mean: not where branches are weighted."""
    own = next(g for g in compared.groups if g.value == value)
    breakdown = compared.breakdown.removeprefix("segment.")
    group: Group = {"unit": value} if breakdown == "unit" else {"segment": {breakdown: value}}
    results = view.results(gap, "overall", {**({"wave": compared.wave} if compared.wave else {}), **group})
    result = next((r for r in results if r.place == compared.place), None)
    found = _interval(view, gap, result) if result else None
    same = found if found and abs(found.value - own.mean) < 1e-6 else None
    form = "plain" if _rated(view, gap) else "signed"
    interval = cells.span(view, same, form) if same else Missing(cells.NONE, view.say("dots.groups.no_interval"))
    printed = numbers.plain(own.mean) if form == "plain" else numbers.signed(own.mean)
    return Dot(view.say("chart.with_n", name=value, n=numbers.count(own.n)), Number(own.mean, printed), interval, own.letters)


def _mean(view: View, gap: str, result: GapResult) -> Number | None:
    found = cells.rating(view, result) if _rated(view, gap) else cells.gap(view, result)
    return found if isinstance(found, Number) else None


def _interval(view: View, gap: str, result: GapResult) -> Interval | None:
    if _rated(view, gap):
        return result.rating.mean if result.rating else None
    return result.difference


def _rated(view: View, gap: str) -> bool:
    return bool(view.spec(gap)["design"] == "rating")


def _around_zero(rows: tuple[Dot, ...], line: Number | None) -> tuple[float, float]:
    """Past zero and every mark, to half a point."""
    marks = [0.0, *([line.value] if line else [])]
    for row in rows:
        marks += [row.value.value] if isinstance(row.value, Number) else []
        marks += [row.interval.low, row.interval.high] if isinstance(row.interval, Span) else []
    return floor(min(marks) * 2 - 0.1) / 2, ceil(max(marks) * 2 + 0.1) / 2


# ---- the zone of tolerance -------------------------------------------------------------------------------------------
def of_zones(view: View, zones: list[Zone], *, items: bool = False) -> tuple[DotChart, ...]:
    """A bar from the minimum to what is desired with the perceived mean on it, in the order of the table."""
    rows = tuple(_zone(view, z) for z in zones)
    if not any(isinstance(row.value, Number) for row in rows):
        return ()
    low, high = view.scale
    key = "dots.zone.items" if items else "dots.zone.caption"
    chart = DotChart(
        rows, low, high, names.side(view, "perception", "customer"), view.say(key, low=low, high=high, level=_level(view)),
        _alt(view, "dots.zone.alt", rows), band_label=view.say("dots.zone.band"), folded=items,
    )  # fmt: skip
    return (chart,)


def _zone(view: View, z: Zone) -> Dot:
    """The three means are those of the two gaps at its sides. The interval is that of the position, as far along the bar."""
    name = names.place(view, z.level, z.place, "perception")
    above = next((r for r in view.results("msa", z.level, z.group) if r.place == z.place), None)
    below = next((r for r in view.results("mss", z.level, z.group) if r.place == z.place), None)
    means = [m for m in (below.minuend.mean if below else None, _end(above), _end(below)) if m is not None]
    if z.n is None or len(means) < 3:
        why = Missing(cells.NONE, view.say("zone.withheld"))
        return Dot(name, why, why)
    perceived, minimum, desired = (Number(m, numbers.plain(m)) for m in means)
    dot = Dot(name, replace(perceived, tone=_tone(above, below)), _nowhere(view), band=(minimum, desired))
    if z.position is None:
        return dot
    low, high = (minimum.value + end * (desired.value - minimum.value) for end in (z.position.low, z.position.high))
    beside = view.say("dots.zone.position", value=numbers.plain(z.position.value))
    return replace(dot, interval=replace(cells.span(view, z.position, "plain"), low=low, high=high), beside=beside)


def _end(result: GapResult | None) -> float | None:
    return result.subtrahend.mean if result and result.subtrahend else None


def _tone(above: GapResult | None, below: GapResult | None) -> Tone:
    """Only what is clearly outside is coloured."""
    if above and above.verdict == "shortfall":
        return "shortfall"
    return "exceeds" if below and below.verdict == "exceeds" else "plain"


def _nowhere(view: View) -> Missing:
    return Missing(cells.NONE, view.say("zone.undefined"))


# ---- what lies behind a gap ------------------------------------------------------------------------------------------
def of_constructs(view: View, gap: str, found: list[Construct]) -> tuple[DotChart, ...]:
    """The constructs of one role that may be shown, in the order of the table."""
    rows = tuple(_construct(view, c, c.mean) for c in found if c.mean)
    if not rows:
        return ()
    low, high = view.scale
    said = {"name": names.gap_label(view, gap), "role": names.role(view, found[0].role)}
    caption = view.say("dots.constructs.caption", low=low, high=high, level=_level(view), **said)
    return (DotChart(rows, low, high, view.say("dots.constructs.label"), caption, _alt(view, "dots.constructs.alt", rows, **said)),)


def _construct(view: View, c: Construct, mean: Interval) -> Dot:
    return Dot(names.construct(view, c.construct), Number(mean.value, numbers.plain(mean.value)), cells.span(view, mean, "plain"))


# ---- words -----------------------------------------------------------------------------------------------------------
def _alt(view: View, key: str, rows: tuple[Dot, ...], **said: str) -> str:
    return view.say(key, rows=view.say("number.list_long").join(_spoken(view, row) for row in rows), **said)


def _spoken(view: View, row: Dot) -> str:
    if isinstance(row.value, Missing):
        return view.say("dots.nothing", name=row.label, why=row.value.why)
    if row.band:
        low, high = (end.text for end in row.band)
        return view.say("dots.zone.row", name=row.label, number=row.value.text, minimum=low, desired=high)
    if isinstance(row.interval, Missing):
        return view.say("dots.alone", name=row.label, number=row.value.text)
    return view.say("chart.point", name=row.label, number=row.value.text, interval=row.interval.text)


def _level(view: View) -> str:
    return numbers.confidence(view.level)
