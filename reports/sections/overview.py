"""The answer first in a few sentences, the picture of the five gaps, where it is, whether it got better, where to start."""

from __future__ import annotations

from gaps.results import GapResult
from reports import cells, change, charts, names, numbers, tables, tell
from reports.blocks import (
    Arrow,
    Block,
    Bullets,
    Cell,
    FiveGaps,
    Heading,
    KeyFigure,
    KeyFigures,
    Lead,
    Missing,
    Notes,
    Number,
    Paragraph,
    Section,
    Text,
    Verdict,
)
from reports.view import Group, View

FIVE = ("gap1", "gap2", "gap3", "gap4", "gap5")
NUMBERED = (*FIVE, "gap6", "gap7")
BOXES = (
    "customer", "organisation", "word_of_mouth", "personal_needs", "past_experience", "expected", "perceived",
    "delivery", "communications", "standards", "understanding",
)  # fmt: skip
NAMED = 2
"""A key figure has room for so many branches by name, and a sentence of the summary for so many dimensions of a gap."""


def build(view: View) -> Section:
    gap = leading(view)
    blocks = (
        *_answer(view, gap),
        *_key_figures(view, gap),
        *_model(view),
        *(_where(view, gap) if gap else ()),
        *(_over_time(view, gap) if gap else ()),
        *(() if view.brief else _first_steps(view)),
    )
    return Section("overview", view.say("section.overview"), blocks)


def leading(view: View) -> str | None:
    """The gap the report opens with: the customers' own, else the first one that has a number."""
    found = {gap: view.headline(gap) for gap in dict.fromkeys(("gap5", *view.gaps)) if gap in view.gaps}
    told = {gap: r for gap, r in found.items() if r}
    known = [gap for gap, r in told.items() if r.verdict != "withheld"]
    return next(iter([*known, *told]), None)


# ---- the answer ------------------------------------------------------------------------------------------------------
def _answer(view: View, gap: str | None) -> tuple[Block, ...]:
    """Four sentences at most: which gap is open and how far; which dimension is furthest behind; where to start inside; and
    what a gap that is not open as a whole hides."""
    headline = view.headline(gap) if gap else None
    if gap is None or headline is None:
        return Lead(view.say("lead.nothing"), "plain"), *_scope(view)
    told = tell.dimensions(view, gap), _inside(view), _single(view, gap)
    return Lead(tell.lead(view, headline), cells.tone(headline)), *(Paragraph(t) for t in told if t), *_scope(view)


def _inside(view: View) -> str:
    """Which of gaps 1 to 4 are open: that is where to start. Empty where none of them has a verdict."""
    found = {gap: view.headline(gap) for gap in FIVE[:4] if gap in view.gaps}
    if not any(r and r.verdict not in (None, "withheld") for r in found.values()):
        return ""
    named = [_named(view, gap) for gap in found if view.is_open(gap)]
    case = ("none", "one")[len(named)] if len(named) < 2 else "open"
    return view.say(f"inside.{case}", gaps=view.listed(named))


def _single(view: View, first: str) -> str:
    """Dimensions shown to be open of gaps that are not as a whole; those of the first gap are told already.

    Also of ratings, whose verdicts are not corrected for their number, only those that are open after the correction: among so
    many some always look so.
    """
    closed = [gap for gap in view.gaps if gap != first and view.headline(gap) and not view.is_open(gap)]
    found = {gap: [r for r in view.results(gap, "dimension") if _is_open(view, r)] for gap in closed}
    said = [view.say("inside.single_gap", gap=_named(view, gap), places=_widest(view, rs)) for gap, rs in found.items() if rs]
    return view.say("inside.single", gaps=view.say("number.list_long").join(said), count=len(said)) if said else ""


def _is_open(view: View, r: GapResult) -> bool:
    return r.verdict in view.errors(r.gap) and r.decision is not None and r.decision.p_adjusted <= view.error


def _widest(view: View, results: list[GapResult]) -> str:
    """The widest by name, with how far they are from zero or the target, and how many more there are."""
    far = sorted(((r, r.difference.value) for r in results if r.difference), key=lambda pair: -abs(pair[1]))
    named = view.listed(
        [
            view.say("inside.single_place", place=names.dimension(view, r.place), gap=numbers.signed(value))
            for r, value in far[:NAMED]
        ]
    )
    return view.say("figure.and_more", names=named, count=len(far) - NAMED) if len(far) > NAMED else named


def _named(view: View, gap: str) -> str:
    if gap not in NUMBERED:
        return names.gap_label(view, gap)
    return view.say("inside.gap", label=names.gap_label(view, gap), name=view.say(f"gap.{gap}.name"))


def _scope(view: View) -> tuple[Block, ...]:
    scope = names.scope(view)
    return (Paragraph(view.say("scope.only", scope=scope)),) if scope else ()


def _key_figures(view: View, gap: str | None) -> tuple[Block, ...]:
    headline = view.headline(gap) if gap else None
    if gap is None or headline is None:
        return ()
    first = change.figure(view, gap) or (_overall(view, headline),)
    where = _branches_behind(view, gap) or _dimensions_short(view, gap)
    return (KeyFigures((*first, *where, *_share_below(view, gap), *_answers(view))),)


def _overall(view: View, r: GapResult) -> KeyFigure:
    value = cells.rating(view, r) if r.design == "rating" else cells.gap(view, r)
    interval = cells.rating_interval(view, r) if r.design == "rating" else cells.gap_interval(view, r)
    level = numbers.confidence(view.level)
    label = view.say_first(f"gap.{r.gap}.figure", "gap.other.figure", name=names.gap_label(view, r.gap))
    known = not isinstance(interval, Missing)
    detail = view.say("figure.interval", level=level, interval=interval.text) if known else view.say("verdict.withheld")
    return KeyFigure(label, value, detail, cells.tone(r))


def _dimensions_short(view: View, gap: str) -> tuple[KeyFigure, ...]:
    results = view.results(gap, "dimension")
    if len(results) < 2 or all(r.verdict is None for r in results):
        return ()
    short = sum(r.verdict in view.errors(gap) for r in results)
    kind = view.kind(gap)
    met = view.say(f"figure.met_{kind}", count=sum(r.verdict == "meets" for r in results))
    value = Text(view.say("figure.of", count=short, total=len(results)))
    return (KeyFigure(view.say(f"figure.short_{kind}"), value, met, "shortfall" if short else "plain"),)


def _branches_behind(view: View, gap: str) -> tuple[KeyFigure, ...]:
    """How many branches lie clearly below the whole, and which; of those that are shown, where others are withheld."""
    found = _branches(view, gap)
    rows, withheld = [(name, r) for name, r in found if r.difference], sum(r.verdict == "withheld" for _, r in found)
    whole = view.headline(gap)
    if len(rows) < 2 or whole is None or whole.difference is None:
        return ()
    behind, _ = tell.apart(whole, rows)
    value = Text(view.say("figure.of", count=len(behind), total=len(rows)))
    more = len(behind) - NAMED
    which = view.listed(behind[:NAMED]) if behind else view.say("figure.none_behind")
    detail = view.say("figure.and_more", names=which, count=more) if more > 0 else which
    detail = view.say("figure.and_withheld", which=detail, shown=len(rows), count=withheld) if withheld else detail
    return (KeyFigure(view.say("figure.behind"), value, detail, "shortfall" if behind else "plain"),)


def _share_below(view: View, gap: str) -> tuple[KeyFigure, ...]:
    shares = next((r.shares for r in view.results(gap, "overall") if r.shares), None)
    if shares is None:
        return ()
    below = shares.below
    interval = numbers.interval(below.low, below.high, view.wording, "percent")
    detail = view.say("figure.interval", level=numbers.confidence(below.level), interval=interval)
    label = view.say_first(f"figure.below_{gap}", f"figure.below_{view.kind(gap)}", "figure.below")
    return (KeyFigure(label, cells.share(below), detail, "plain"),)


def _answers(view: View) -> tuple[KeyFigure, ...]:
    """How many customers stand behind it, and what share of those asked answered, which is known over all waves only."""
    used = (view.analysis.study.get("roles") or {}).get("customer")
    if view.group or not used:
        return ()
    rates = (r for r in view.analysis.quality.get("response") or () if r["role"] == "customer")
    rate = next((r["rate"] for r in rates if r.get("rate") is not None), None)
    key = "figure.rate_of_waves" if len(view.waves) > 1 else "figure.rate"
    detail = view.say(key, rate=numbers.percent(rate)) if rate is not None else view.say("figure.no_rate")
    return (KeyFigure(view.say("figure.answers"), Number(used, numbers.count(used)), detail, "plain"),)


# ---- the picture -----------------------------------------------------------------------------------------------------
def _model(view: View) -> tuple[Block, ...]:
    """The five gaps, and gaps 6 and 7 with them, where the instrument asks for any of the five."""
    asked = any(gap in view.gaps for gap in FIVE)
    return (Heading(view.say("heading.five_gaps")), _picture(view)) if asked else ()


def _picture(view: View) -> FiveGaps:
    others = [gap for gap in view.gaps if gap not in ("mss", "msa")]
    arrows = tuple(_arrow(view, gap) for gap in dict.fromkeys((*FIVE, *others)))
    sentences = view.say("number.sentences").join(a.sentence for a in arrows)
    low, high = view.scale
    return FiveGaps(
        arrows,
        {box: view.say(f"box.{box}") for box in BOXES},
        caption=view.say("five_gaps.caption_within" if _within(view) else "five_gaps.caption", low=low, high=high),
        alt=view.say("five_gaps.alt", sentences=sentences),
    )


def _within(view: View) -> bool:
    """Whether gaps 2 to 4 are differences of what staff answer, and no ratings."""
    return any(view.kind(gap) == "within" for gap in FIVE if gap in view.gaps)


def _arrow(view: View, gap: str) -> Arrow:
    headline = view.headline(gap) if gap in view.gaps else None
    sentence = tell.gap(view, headline) if headline else tell.absent(view, gap)
    value, interval = _measure(view, headline, sentence)
    return Arrow(
        gap,
        view.say_first(f"gap.{gap}.name", "gap.other.name", name=gap),
        names.between(view, gap),
        value,
        interval,
        _unit(view, headline),
        cells.verdict(view, headline) if headline else Verdict("plain", view.say("verdict.absent")),
        sentence,
    )


def _measure(view: View, r: GapResult | None, why: str) -> tuple[Cell, Cell]:
    """The number and its interval; where there is none, the arrow's own sentence says why."""
    if r is not None and r.rating:
        return cells.rating(view, r), cells.rating_interval(view, r)
    if r is not None and r.difference:
        return cells.gap(view, r), cells.gap_interval(view, r)
    return Missing(cells.NONE, why), Missing(cells.NONE, why)


def _unit(view: View, r: GapResult | None) -> str:
    if r is None:
        return ""
    return view.say("unit.rating", high=view.scale[1]) if r.design == "rating" else view.say("unit.points")


# ---- where and when --------------------------------------------------------------------------------------------------
def _where(view: View, gap: str) -> tuple[Block, ...]:
    """Branches, then every segment the analysis was made by. Nothing where this group is a branch or segment itself."""
    return () if view.part else (*_by_branch(view, gap), *_by_segment(view, gap))


def _branches(view: View, gap: str) -> list[tuple[str, GapResult]]:
    units: list[str] = view.analysis.study.get("units") or []
    return [] if view.part else tell.by_group(view, gap, [(unit, {**view.group, "unit": unit}) for unit in units])


def _by_branch(view: View, gap: str) -> tuple[Block, ...]:
    rows = _branches(view, gap)
    if not rows:
        return ()
    chart = (charts.of_groups(view, gap, rows, view.say("by.unit")),) if _any_told(rows) else ()
    withheld = view.say("units.withheld") if any(r.verdict == "withheld" for _, r in rows) else ""
    said = (s for s in (tell.units(view, gap, rows), view.say("units.order"), withheld) if s)
    return Heading(view.say("heading.units")), Paragraph(view.say("number.sentences").join(said)), *chart


def _by_segment(view: View, gap: str) -> tuple[Block, ...]:
    segments: dict[str, list[str]] = view.analysis.study.get("segments") or {}
    blocks: tuple[Block, ...] = ()
    for header, values in segments.items():
        groups: list[tuple[str, Group]] = [(str(v), {**view.group, "segment": {header: v}}) for v in values]
        rows = tell.by_group(view, gap, groups)
        if rows:
            heading = Heading(view.say("heading.segment", header=header))
            chart = charts.of_groups(view, gap, rows, view.say("by.segment", header=header))
            blocks = *blocks, heading, chart if _any_told(rows) else Paragraph(view.say("why.withheld"))
    return blocks


def _any_told(rows: list[tuple[str, GapResult]]) -> bool:
    """A chart of groups that are all withheld would be empty."""
    return any(r.verdict != "withheld" for _, r in rows)


def _over_time(view: View, gap: str) -> tuple[Block, ...]:
    rows = tell.over_waves(view, gap)
    if sum(r is not None and r.difference is not None for _, r in rows) < 2:
        return ()
    told = change.sentence(view, gap)
    drawn = Heading(view.say("heading.waves")), *((Paragraph(told),) if told else ()), charts.trend(view, gap, rows)
    if view.brief:
        return *drawn, *change.table(view, gap)
    return *drawn, tables.of_waves(view, gap, rows, view.say("table.waves", name=names.gap_label(view, gap)))


def _first_steps(view: View) -> tuple[Block, ...]:
    """For each of gaps 1 to 4 that is open, what usually closes it: general guidance, said to be that."""
    hints = tuple(view.say(f"gap.{gap}.hint") for gap in FIVE[:4] if view.is_open(gap))
    if not hints:
        return ()
    return Heading(view.say("heading.first_steps")), Bullets(hints), Notes((view.say("guidance.general"),))
