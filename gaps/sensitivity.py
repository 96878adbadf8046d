"""The gaps with everybody, and without those who answered as if careless, beside each other. Nobody is ever dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from gaps.results import GapResult, Sensitivity
from surveys.instrument import ROLES, Instrument
from surveys.responses import ResponseSet
from surveys.study import Options

Headline = Callable[[tuple[ResponseSet, ...]], list[GapResult]]
FEW = 3
"""Of fewer people than this nobody is told how many did one thing."""


def sensitivity(
    instrument: Instrument, sets: tuple[ResponseSet, ...], results: list[GapResult], options: Options, again: Headline
) -> list[Sensitivity]:
    """The ungrouped results at dimension level and overall, and the same made `again` without the flagged.

    A gap that too few of the flagged answered is not among them: the two numbers together would say what they answered. Nor is
    an overall gap one of whose dimensions is such a gap: it would follow from the others.
    """
    flagged = {r: sum(s.screened.flagged for s in sets if s.role == r and s.screened) for r in ROLES}
    enough = {r: max(FEW, options.minimum_group.get(r, 5)) for r in ROLES}
    least = {g.id: tuple(enough[s.role] for s in (g.minuend, g.subtrahend) if s) for g in instrument.gaps}
    if not any(flagged[r] >= enough[r] for r in ROLES):
        return []
    without = {(r.gap, r.level, r.place): r for r in again(tuple(map(_kept, sets)))}
    asked = [(r, without.get((r.gap, r.level, r.place))) for r in results if not r.group and r.level != "item" and r.difference]
    told = [(r, w) for r, w in asked if w and w.difference and _safe(r, w, least[r.gap])]
    unsafe = {r.gap for r, w in asked if r.level == "dimension" and not (w and w.difference and _safe(r, w, least[r.gap]))}
    return [_beside(r, w) for r, w in told if r.n != w.n and not (r.level == "overall" and r.gap in unsafe)]


def _safe(everybody: GapResult, without: GapResult, least: tuple[int, ...]) -> bool:
    """Whether each side that people answer is without nobody, or without as many as could be shown (`least`)."""
    pairs = ((everybody.minuend, without.minuend), (everybody.subtrahend, without.subtrahend))
    lost = [(a.n or 0) - (b.n or 0) for a, b in pairs if a and b]
    return all(n == 0 or n >= fewest for n, fewest in zip(lost, least, strict=False))  # a target is answered by nobody


def careless(sets: tuple[ResponseSet, ...]) -> dict[str, Any]:
    """Who was looked at for careless answering, with what was seen, and of whom nobody was and why."""
    return {"screening": _screening(sets), "unscreened": _unscreened(sets)}


def _screening(sets: tuple[ResponseSet, ...]) -> list[dict[str, Any]]:
    """By role: how many were screened, how many were flagged by two indices, and by each. One or two people are None."""
    rows = []
    for role in ROLES:
        found = [(s.rows.used, s.screened) for s in sets if s.role == role and s.screened]
        if found:
            indices = dict.fromkeys(i for _, screened in found for i in screened.by_index)
            rows.append({
                "role": role, "screened": sum(used for used, _ in found), "flagged": _many(sum(s.flagged for _, s in found)),
                "by_index": {i: _many(sum(s.by_index.get(i, 0) for _, s in found)) for i in indices},
            })  # fmt: skip
    return rows


def _unscreened(sets: tuple[ResponseSet, ...]) -> list[dict[str, str]]:
    """By role, why nobody was screened."""
    reasons = dict.fromkeys((s.role, s.unscreened) for role in ROLES for s in sets if s.role == role and s.unscreened)
    return [{"role": role, "reason": reason} for role, reason in reasons]


def _many(n: int) -> int | None:
    return None if 0 < n < FEW else n


def _kept(s: ResponseSet) -> ResponseSet:
    if not s.screened:
        return s
    rows = replace(s.rows, used=s.rows.used - s.screened.flagged)
    return replace(s, frame=s.screened.kept, rows=rows, screened=None)


def _beside(everybody: GapResult, without: GapResult) -> Sensitivity:
    return Sensitivity(
        everybody.gap, everybody.level, everybody.place, everybody.n, without.n,
        everybody.difference, without.difference, everybody.verdict, without.verdict,
    )  # fmt: skip
