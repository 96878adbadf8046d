"""Whether branches and other groups differ: a table for each breakdown, and what may and may not be said of its rows."""

from __future__ import annotations

from collections.abc import Iterator

from gaps.results import Comparison, GroupMean, GroupPair, Omnibus, UnitMean, Units
from reports import dots, names, numbers
from reports.blocks import Block, Cell, DotChart, Heading, Missing, Notes, Number, Paragraph, Section, Span, Table, Text
from reports.cells import NONE
from reports.view import View

MOST_PAIRS = 5
"""So many pairs are named in a sentence; the others are in the letters."""


def build(view: View) -> tuple[Section, ...]:
    """No section where there is no breakdown. In brief the sentences alone: the workbook and the screen have the tables."""
    breakdowns = dict.fromkeys(c.breakdown for c in view.analysis.comparisons)
    if not breakdowns:
        return ()
    blocks = [block for number, b in enumerate(breakdowns) for block in _breakdown(view, b, number)]
    said = [view.say("groups.in_brief")] if view.brief else [view.say("groups.letters"), view.say("groups.tests")]
    said += [view.say("groups.wave", wave=view.latest)] if len(view.waves) > 1 else []
    return (Section("groups", view.say("section.groups"), (*blocks, Notes(tuple(said)))),)


def _breakdown(view: View, breakdown: str, number: int) -> Iterator[Block]:
    yield Heading(_title(view, breakdown))
    for gap in view.gaps:
        found = [c for c in view.analysis.comparisons if (c.breakdown, c.gap) == (breakdown, gap)]
        if found:
            yield from _gap(view, gap, found, number)


def _title(view: View, breakdown: str) -> str:
    if breakdown == "unit":
        return view.say("groups.units")
    return view.say("groups.segment", header=breakdown.removeprefix("segment."))


def _gap(view: View, gap: str, found: list[Comparison], number: int) -> Iterator[Block]:
    yield Paragraph(view.say("number.sentences").join(_told(view, gap, found)))
    compared = [c for c in found if c.groups]
    if compared:
        if not view.brief:
            yield from _chart(view, gap, compared)
            yield _table(view, gap, compared, number)
            if any(isinstance(_n(view, g.value, compared), Span) for c in compared for g in c.groups):
                yield Notes((view.say("groups.n"),))
        yield from _ranks(view, gap, found[0].breakdown)
    said = tuple(dict.fromkeys(view.say(f"note.{n}.all") for c in compared for n in c.notes))
    if said and not view.brief:
        yield Notes(said)


# ---- sentences -------------------------------------------------------------------------------------------------------
def _told(view: View, gap: str, found: list[Comparison]) -> Iterator[str]:
    """The headline first, then the dimensions that differ."""
    name = names.gap_label(view, gap)
    headline = next((c for c in found if c.level == "overall"), None)
    if not any(c.tests for c in found):
        codes = dict.fromkeys(n for c in found for n in c.notes if n != "groups_left_out")
        yield view.say("groups.not_compared", name=name)
        yield from (view.say(f"note.{code}.all") for code in codes)
        return
    if headline and headline.tests:
        yield _overall(view, name, headline)
    dimensions = [c for c in found if c.level == "dimension"]
    if not dimensions:
        return
    differ = [names.dimension(view, c.place) for c in dimensions if c.verdict == "differ"]
    key = "groups.dimensions_differ" if differ else "groups.dimensions_alike"
    yield view.say(key, name=name, places=view.listed(differ))


def _overall(view: View, name: str, c: Comparison) -> str:
    p = _said(view, c.tests[0].p if c.tests[0].p_adjusted is None else c.tests[0].p_adjusted)
    if c.verdict != "differ":
        return view.say("groups.undecided" if c.verdict else "groups.unproven", name=name, p=p)
    apart = sorted((x for x in c.pairs if _clear(x)), key=lambda x: -abs(x.difference.value if x.difference else 0.0))
    if not apart:
        return view.say("groups.differ_somewhere", name=name, p=p)
    listed = view.say("number.list_long").join(_pair(view, x) for x in apart[:MOST_PAIRS])
    key = "groups.differ" if len(apart) <= MOST_PAIRS else "groups.differ_most"
    return view.say(key, name=name, p=p, pairs=listed, count=len(apart))


def _said(view: View, p: float) -> str:
    """`= .012` or `< .001`."""
    printed = numbers.p_value(p, view.error)
    return printed if printed[0] in "<>" else f"= {printed}"


def _clear(pair: GroupPair) -> bool:
    return pair.difference is not None and not pair.difference.low <= 0 <= pair.difference.high


def _pair(view: View, pair: GroupPair) -> str:
    """The lower one first."""
    value = pair.difference.value if pair.difference else 0.0
    lower, higher = (pair.first, pair.second) if value < 0 else (pair.second, pair.first)
    return view.say("groups.pair", lower=lower, higher=higher, points=numbers.plain(abs(value)))


# ---- tables ----------------------------------------------------------------------------------------------------------
def _table(view: View, gap: str, found: list[Comparison], number: int) -> Table:
    """One row a group, one column a place (the headline first), and under them the tests."""
    places = sorted(found, key=lambda c: c.level != "overall")
    values = dict.fromkeys(g.value for c in places for g in c.groups)
    heads = [view.say("column.overall") if c.level == "overall" else names.dimension(view, c.place) for c in places]
    rows: list[tuple[Cell, ...]] = [(Text(v), _n(view, v, places), *(_mean(view, gap, v, c) for c in places)) for v in values]
    for key, method in (("p_welch", "welch_one_more"), ("p_ranks", "kruskal_wallis")):
        rows.append((Text(view.say(f"groups.{key}")), Text(""), *(_p(view, c, method) for c in places)))
    rows.append((Text(view.say("groups.omega")), Text(""), *(_omega(view, c) for c in places)))
    columns = (view.say("groups.group"), view.say("column.n"), *heads)
    caption = view.say("groups.caption", name=names.gap_label(view, gap), title=_title(view, found[0].breakdown))
    return Table(f"groups.{gap}.{number}", columns, tuple(rows), "l" + "r" * (len(columns) - 1), caption, folded=True)


def _chart(view: View, gap: str, found: list[Comparison]) -> Iterator[DotChart]:
    """The headlines of the groups side by side, where there are two or more."""
    for c in (c for c in found if c.level == "overall" and len(c.groups) > 1):
        header = c.breakdown.removeprefix("segment.")
        by = view.say("by.unit") if header == "unit" else view.say("by.segment", header=header)
        units = next((u for u in view.analysis.units if (u.gap, u.level) == (gap, "overall")), None)
        known = units is not None and units.reliability is not None and units.reliability.value >= numbers.RELIABLE
        yield dots.of_groups(view, gap, c, by, ranks_open=header == "unit" and not known)


def _of(c: Comparison, value: str) -> GroupMean | None:
    return next((g for g in c.groups if g.value == value), None)


def _n(view: View, value: str, places: list[Comparison]) -> Number | Span:
    """From the fewest, who are those of the overall figure, to the most: not everybody answers every dimension."""
    n = [g.n for c in places if (g := _of(c, value))]
    low, high = min(n), max(n)
    if low == high:
        return Number(low, numbers.count(low))
    return Span(low, high, view.say("number.interval", low=numbers.count(low), high=numbers.count(high)))


def _mean(view: View, gap: str, value: str, c: Comparison) -> Cell:
    found = _of(c, value)
    if found is None:
        return Missing(NONE, view.say("why.group_left_out"))
    printed = _printed(view, gap, found.mean)
    return Number(found.mean, view.say("groups.mean", mean=printed, letters=found.letters) if found.letters else printed)


def _printed(view: View, gap: str, value: float) -> str:
    return (numbers.plain if _form(view, gap) == "plain" else numbers.signed)(value)


def _form(view: View, gap: str) -> str:
    return "plain" if view.spec(gap)["design"] == "rating" else "signed"


def _p(view: View, c: Comparison, method: str) -> Cell:
    test: Omnibus | None = next((t for t in c.tests if t.method == method), None)
    if test is None:
        tabled = c.level == "dimension" or method == "welch_one_more"
        return Missing(NONE, view.say("why.not_compared" if tabled else "why.no_ranks_overall"))
    if method == "welch_one_more" and test.p_adjusted is None:
        return Number(test.p, f"({numbers.p_value(test.p, view.error)})")
    p = test.p if test.p_adjusted is None else test.p_adjusted
    return Number(p, numbers.p_value(p, view.error))


def _omega(view: View, c: Comparison) -> Cell:
    found = next((e for e in c.effects if e.kind == "omega_squared"), None)
    return Missing(NONE, view.say("why.not_compared")) if found is None else Number(found.value, numbers.percent(found.value))


# ---- branches --------------------------------------------------------------------------------------------------------
def _ranks(view: View, gap: str, breakdown: str) -> Iterator[Block]:
    """What is known of the order of the branches; in the full edition with each branch's place in it."""
    found = next((u for u in view.analysis.units if u.gap == gap and u.level == "overall"), None)
    if breakdown != "unit" or found is None or len(found.units) < 2 or found.icc is None:
        return
    yield Paragraph(view.say("number.sentences").join(_reliable(view, gap, found)))
    if view.brief:
        return
    keys = ("groups.group", "column.n", "groups.own", "groups.shrunk", "column.interval", "groups.ranks")
    rows = tuple(_unit_row(view, gap, u) for u in found.units)
    yield Table(
        f"groups.{gap}.ranks", tuple(view.say(k) for k in keys), rows, "lrrrrr",
        view.say("groups.ranks_caption", name=names.gap_label(view, gap)), folded=True,
    )  # fmt: skip
    codes = [n for n in found.notes if n not in ("groups_left_out",)]
    yield Notes((view.say("groups.shrunk_caveat"), *(view.say(f"note.{n}.all") for n in codes)))


def _reliable(view: View, gap: str, u: Units) -> Iterator[str]:
    r, name = u.reliability, names.gap_label(view, gap)
    if r is not None and u.icc is not None:
        said = {"low": numbers.plain(r.low), "high": numbers.plain(r.high), "value": numbers.reliability(r.value)}
        icc = max(0.0, u.icc)
        yield view.say("groups.reliability", name=name, icc=numbers.plain(icc), share=numbers.percent(icc), **said)
        yield view.say("groups.reliable" if r.value >= numbers.RELIABLE else "groups.unreliable")
    if u.weighted is not None:
        span = numbers.interval(u.weighted.low, u.weighted.high, view.wording, _form(view, gap))
        yield view.say("groups.weighted", name=name, value=_printed(view, gap, u.weighted.value), interval=span)


def _unit_row(view: View, gap: str, u: UnitMean) -> tuple[Cell, ...]:
    missing = Missing(NONE, view.say("why.few_units"))
    shrunk: tuple[Cell, Cell] = (missing, missing)
    if u.shrunk is not None:
        low, high = u.shrunk.low, u.shrunk.high
        span = Span(low, high, numbers.interval(low, high, view.wording, _form(view, gap)))
        shrunk = Number(u.shrunk.value, _printed(view, gap, u.shrunk.value)), span
    return Text(u.unit), Number(u.n, numbers.count(u.n)), Number(u.mean, _printed(view, gap, u.mean)), *shrunk, _rank(view, u)


def _rank(view: View, u: UnitMean) -> Cell:
    if u.rank_low is None or u.rank_high is None:
        return Missing(NONE, view.say("why.no_ranks"))
    if u.rank_low == u.rank_high:
        return Number(u.rank_low, numbers.count(u.rank_low))
    return Span(u.rank_low, u.rank_high, view.say("number.interval", low=u.rank_low, high=u.rank_high))
