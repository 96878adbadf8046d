"""Sentences taken from results: each is looked up whole, by gap and verdict, and only its numbers are filled in."""

from __future__ import annotations

from collections.abc import Iterable

from gaps.results import Absent, GapResult, Interval
from reports import cells, names, numbers
from reports.blocks import Cell
from reports.cells import state
from reports.view import RATED, Group, View


def facts(view: View, result: GapResult) -> dict[str, str]:
    """Everything a sentence about a result may need, printed. `interval` is the rating's own where there is one."""
    low, high = view.scale
    found = {
        "name": names.gap_label(view, result.gap),
        "place": names.place(view, result.level, result.place, result.minuend.facet),
        "low": str(low),
        "high": str(high),
        "margin": numbers.plain(view.margin),
        "level": numbers.confidence(view.level),
    }
    if result.difference:
        found |= {"gap": numbers.signed(result.difference.value), **_printed(result.difference, cells.gap_interval(view, result))}
    if result.rating:
        mean = result.rating.mean
        found |= {"rating": numbers.plain(mean.value), **_printed(mean, cells.rating_interval(view, result))}
    if result.subtrahend and result.subtrahend.mean is not None:
        found["target"] = numbers.plain(result.subtrahend.mean)
    return found


def _printed(interval: Interval, shown: Cell) -> dict[str, str]:
    return {"level": numbers.confidence(interval.level), "interval": shown.text}


def gap(view: View, result: GapResult) -> str:
    """The gap in one sentence: its verdict in words, its size and its interval. A withheld part need not be a small one."""
    said, kind = state(result), view.kind(result.gap)
    if said == "withheld" and view.part:
        return view.say("tell.part.withheld", **facts(view, result))
    own = (f"tell.{result.gap}.{said}",) if (kind == "rating") == (result.gap in RATED) else ()
    return view.say_first(f"tell.{kind}.{result.gap}.{said}", *own, f"tell.{kind}.{said}", **facts(view, result))


def lead(view: View, result: GapResult) -> str:
    """The answer to the whole report; it names the wave where there are several."""
    if state(result) == "withheld" and view.part:
        return gap(view, result)
    key = f"lead.{result.gap}.{state(result)}" + ("_in_wave" if len(view.waves) > 1 else "")
    return view.say(key, wave=view.wave, **facts(view, result)) if view.wording.has(key) else gap(view, result)


def absent(view: View, *gaps: str) -> str:
    """Why a gap, or several for the same reason, is not measured, in one sentence."""
    return _reason(view, gaps, "absent")


def remedy(view: View, *gaps: str) -> str:
    """What would make them measurable."""
    return _reason(view, gaps, "absent_remedy")


def alike(view: View, gaps: Iterable[str]) -> list[list[str]]:
    """Gaps that are absent for the same reason, together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for gap_id in gaps:
        why = _why(view, gap_id)
        found.setdefault((why.reason, *(f"{key}={value}" for key, value in sorted(why.values.items()))), []).append(gap_id)
    return [*found.values()]


def _why(view: View, gap_id: str) -> Absent:
    return view.absent(gap_id) or Absent(gap_id, "not_by_group" if gap_id in view.gaps else "not_in_instrument")


def _reason(view: View, gaps: tuple[str, ...], kind: str) -> str:
    why = _why(view, gaps[0])
    role, facet = str(why.values.get("role", "")), str(why.values.get("facet", ""))
    return view.say_first(
        f"{kind}.{why.reason}_{role}",
        f"{kind}.{why.reason}",
        f"{kind}.other",
        name=view.listed([names.gap_label(view, gap_id) for gap_id in gaps]),
        count=len(gaps),
        code=why.reason,
        role=names.role(view, role),
        facet=names.facet(view, facet),
        wave=why.values.get("wave", view.wave),
        instrument=names.instrument(view),
    )


# ---- dimensions ------------------------------------------------------------------------------------------------------
def dimensions(view: View, gap_id: str) -> str:
    """Which dimensions are behind and which are fine, in one sentence; empty where there is nothing to tell apart."""
    told = [r for r in view.results(gap_id, "dimension") if state(r) not in ("withheld", "no_result")]
    if len(told) < 2:
        return ""
    case, first = _case(told)
    by_verdict = {v: view.listed([_place(view, r) for r in told if r.verdict == v]) for v in ("meets", "exceeds")}
    return view.say_first(
        f"dimensions.{gap_id}.{case}",
        f"dimensions.{view.kind(gap_id)}.{case}",
        **facts(view, first),
        **by_verdict,
        shortfall=view.listed([_place(view, r) for r in told if r.verdict == "shortfall"]),
        count=sum(r.verdict == "shortfall" for r in told),
        total=len(told),
    )


def _place(view: View, result: GapResult) -> str:
    return names.place(view, result.level, result.place, result.minuend.facet)


def _case(told: list[GapResult]) -> tuple[str, GapResult]:
    """Which sentence fits, and the result whose numbers it prints: the lowest one."""
    key = _rating_mean if told[0].design == "rating" else _difference
    lowest = min(told, key=key)
    verdicts = {r.verdict for r in told}
    if told[0].design == "independent":
        return _belief_case(verdicts), lowest
    if verdicts == {None}:
        return "no_target", lowest
    short = [r for r in told if r.verdict == "shortfall"]
    lowest = min(short, key=key) if short else lowest
    return _shortfall_case(len(short), len(told), verdicts), lowest


def _shortfall_case(short: int, total: int, verdicts: set[str | None]) -> str:
    if short == 0:
        return _no_shortfall_case(verdicts)
    how_many = "one_short" if short == 1 else "all_short" if short == total else "some_short"
    return how_many + ("_some_meet" if "meets" in verdicts else "")


def _no_shortfall_case(verdicts: set[str | None]) -> str:
    if verdicts == {"meets"}:
        return "all_meet"
    return "some_exceed" if "exceeds" in verdicts else "some_meet" if "meets" in verdicts else "none_known"


def _belief_case(verdicts: set[str | None]) -> str:
    if {"shortfall", "exceeds"} <= verdicts:
        return "both"
    if verdicts == {"meets"}:
        return "all_meet"
    return "under" if "shortfall" in verdicts else "over" if "exceeds" in verdicts else "none_known"


def _difference(result: GapResult) -> float:
    return result.difference.value if result.difference else 0.0


def _rating_mean(result: GapResult) -> float:
    return result.rating.mean.value if result.rating else 0.0


# ---- waves and branches ----------------------------------------------------------------------------------------------
def over_waves(view: View, gap_id: str) -> tuple[tuple[str, GapResult | None], ...]:
    """The headline of a gap at each wave, None where there is none."""
    return tuple((wave, view.headline(gap_id, {**view.group, "wave": wave})) for wave in view.waves)


def by_group(view: View, gap_id: str, groups: list[tuple[str, Group]]) -> list[tuple[str, GapResult]]:
    """The headline of a gap in each of the named groups that has one."""
    found = [(name, view.headline(gap_id, group)) for name, group in groups]
    return [(name, result) for name, result in found if result]


def apart(whole: GapResult, rows: list[tuple[str, GapResult]]) -> tuple[list[str], list[str]]:
    """The names of the rows clearly below and clearly above the whole: their interval does not overlap its own."""
    if whole.difference is None:
        return [], []
    low, high = whole.difference.low, whole.difference.high
    behind = [name for name, r in rows if r.difference and r.difference.high < low]
    return behind, [name for name, r in rows if r.difference and r.difference.low > high]


def units(view: View, gap_id: str, rows: list[tuple[str, GapResult]]) -> str:
    """Which branches stand clearly apart from the whole: those whose interval does not overlap the whole's."""
    whole = view.headline(gap_id)
    if not whole or not whole.difference:
        return ""
    behind, ahead = apart(whole, rows)
    case = {(True, True): "both", (True, False): "behind", (False, True): "ahead", (False, False): "none"}
    return view.say(
        f"units.{case[bool(behind), bool(ahead)]}",
        behind=view.listed(behind),
        ahead=view.listed(ahead),
    )
