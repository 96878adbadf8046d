"""How far a gap moved since the wave before: a key figure, the sentences, and a table by dimension."""

from __future__ import annotations

from gaps.results import GapResult
from reports import cells, names, numbers
from reports.blocks import Cell, KeyFigure, Missing, Number, Table, Text, Verdict
from reports.view import HEADLINES, View

CASES = {"exceeds": "better", "shortfall": "worse", "meets": "unchanged", "undecided": "unclear"}


def of(view: View, gap: str, level: str) -> tuple[GapResult, ...]:
    """The moves of a gap to the wave spoken of; none for a branch or segment, or where a side is withheld."""
    if view.part:
        return ()
    found = [c for c in view.analysis.changes if c.gap == gap and c.level == level and c.group.get("wave") == view.wave]
    return tuple(c for c in found if c.difference)


def sentence(view: View, gap: str) -> str:
    """Better or worse, by how much, and which dimensions moved; empty where there is no wave before."""
    headline = _headline(view, gap)
    if headline is None or headline.difference is None:
        return ""
    said = _case(headline)
    moved = view.say_first(
        f"change.{gap}.{said}",
        f"change.other.{said}",
        name=names.gap_label(view, gap),
        wave=headline.group["since"],
        gap=numbers.signed(headline.difference.value),
        margin=numbers.plain(view.margin),
        level=numbers.confidence(headline.difference.level),
        interval=cells.gap_interval(view, headline).text,
    )
    return view.say("number.sentences").join(s for s in (moved, _dimensions(view, gap)) if s)


def figure(view: View, gap: str) -> tuple[KeyFigure, ...]:
    """The move of the headline; none where there is no wave before."""
    moved = _headline(view, gap)
    if moved is None or moved.difference is None:
        return ()
    detail = view.say(
        "figure.moved",
        verdict=view.say(f"verdict.change.{_case(moved)}"),
        level=numbers.confidence(moved.difference.level),
        interval=cells.gap_interval(view, moved).text,
    )
    label = view.say("figure.change", wave=moved.group["since"])
    return (KeyFigure(label, cells.gap(view, moved), detail, cells.tone(moved)),)


def _headline(view: View, gap: str) -> GapResult | None:
    overall = {c.place: c for c in of(view, gap, "overall")}
    return next((overall[place] for place in HEADLINES if place in overall), None)


def _case(change: GapResult) -> str:
    """A real move that stays inside the margin is little; any other inside it is none."""
    said = CASES[change.verdict or "undecided"]
    if said == "unchanged" and "real_but_small" in change.notes and change.difference:
        return "better_little" if change.difference.value > 0 else "worse_little"
    return said


def _dimensions(view: View, gap: str) -> str:
    moved = of(view, gap, "dimension")
    better, worse = ([names.dimension(view, c.place) for c in moved if c.verdict == v] for v in ("exceeds", "shortfall"))
    case = {(True, True): "both", (True, False): "better", (False, True): "worse"}.get((bool(better), bool(worse)))
    if case is None:
        return ""
    return view.say(f"change.dimensions.{case}", better=view.listed(better), worse=view.listed(worse))


def table(view: View, gap: str) -> tuple[Table, ...]:
    """Before, now and the move by dimension; none where there is no wave before."""
    moved = of(view, gap, "dimension")
    if not moved:
        return ()
    since, now = moved[0].group["since"], moved[0].group["wave"]
    columns = (
        view.say("column.dimension"), since, now,
        *(view.say(f"column.{c}") for c in ("change", "interval", "p", "verdict")),
    )  # fmt: skip
    caption = view.say("table.changes", name=names.gap_label(view, gap), since=since)
    return (Table(f"{gap}.change", columns, tuple(_row(view, c) for c in moved), "lrrrrrl", caption),)


def _row(view: View, c: GapResult) -> tuple[Cell, ...]:
    before = c.subtrahend.mean if c.subtrahend else None
    said = Verdict(cells.tone(c), view.say(f"verdict.change.{_case(c)}"))
    return (
        Text(names.dimension(view, c.place)),
        _side(view, c, before),
        _side(view, c, c.minuend.mean),
        cells.gap(view, c),
        cells.gap_interval(view, c),
        cells.p_adjusted(view, c),
        said,
    )


def _side(view: View, c: GapResult, value: float | None) -> Number | Missing:
    """One wave's gap with its sign, or its rating without one."""
    if value is None:
        return cells.missing(view, c)
    rating = view.spec(c.gap)["design"] == "rating"
    return Number(value, numbers.plain(value) if rating else numbers.signed(value))
