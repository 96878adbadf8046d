"""From drafts to results: intervals, decisions corrected within their family, and the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from msgspec.structs import replace

from gaps.beside import add_beside
from gaps.drafts import Draft
from gaps.estimates import holm
from gaps.inference import Estimate, by_student, wider
from gaps.permuted import Permuted
from gaps.results import Decision, Equivalence, GapResult, Interval, Rating, SideResult
from gaps.second_process import Solver, here
from gaps.solving import Asked
from gaps.withholding import withhold
from surveys.instrument import Instrument
from surveys.study import Options


def finish(drafts: list[Draft], options: Options, margin: float, instrument: Instrument) -> list[GapResult]:
    """The results of drafts. Withholds first, so that no family is corrected for what nobody may see."""
    return begin(drafts, options, margin, instrument, here, Permuted())()


def begin(
    drafts: list[Draft], options: Options, margin: float, instrument: Instrument, solver: Solver, permuted: Permuted
) -> Callable[[], list[GapResult]]:
    """The same, with the estimates made by a solver that may work meanwhile; what is returned waits for them."""
    withhold(drafts, options, instrument)
    shown = [d for d in drafts if not d.withheld]
    _drop_shortcuts(drafts)
    estimated = _estimating(shown, options.level, margin, solver)
    add_beside(shown, options.level)

    def results() -> list[GapResult]:
        permuted.add_to(shown)
        estimated()
        adjusted = _adjusted(shown)
        return [_withheld(d) if d.withheld else _result(d, adjusted.get(id(d)), options, margin) for d in drafts]

    return results


def _drop_shortcuts(drafts: list[Draft]) -> None:
    """The shortcut is made of the dimensions' means, and is shown only where they all are."""
    hidden = {(d.spec.id, id(d.group)) for d in drafts if d.withheld and d.level == "dimension"}
    for d in drafts:
        d.shortcut = None if (d.spec.id, id(d.group)) in hidden else d.shortcut


def _estimating(drafts: list[Draft], level: float, margin: float, solver: Solver) -> Callable[[], None]:
    """Fills in the estimates when it is called. What is asked twice, as by the latest wave and by everybody, is answered once."""
    asked = {(id(d.question), id(d.other)): (d.question, d.other) for d in drafts if d.question}
    later = solver(Asked([*asked.values()], float(level), margin))

    def estimated() -> None:
        found = dict(zip(asked, later().estimates, strict=True))
        for d in drafts:
            d.estimate = _decided(d, found.get((id(d.question), id(d.other))), level, margin)

    return estimated


def _decided(d: Draft, near: Estimate | None, level: float, margin: float) -> Estimate | None:
    """The near-answer estimate where there is a table, Student's where there is none, the wider of both for overall scores."""
    if near is not None and d.question is not None:
        return wider(near, d.student, d.question, d.other, level, margin) if d.student and d.level == "overall" else near
    return by_student(d.student, level, margin, d.method, d.target or 0.0) if d.student else None


def _adjusted(drafts: list[Draft]) -> dict[int, float]:
    families: dict[str, list[Draft]] = defaultdict(list)
    for d in drafts:
        if d.estimate is not None and not (d.spec.design == "rating" and d.target is None):
            families[d.family].append(d)
    found: dict[int, float] = {}
    for members in families.values():
        found.update(zip(map(id, members), holm([d.estimate.p for d in members if d.estimate]), strict=True))
    return found


def _withheld(d: Draft) -> GapResult:
    beside = None if d.subtrahend is None else replace(d.subtrahend, mean=None, sd=None, n=None)
    if d.target is not None:
        beside = SideResult("target", d.target)
    return GapResult(
        d.spec.id, d.level, d.place, d.group.label, d.spec.design, None, None, SideResult(d.minuend.facet), beside,
        verdict="withheld", notes=("withheld",),
    )  # fmt: skip


def _result(d: Draft, adjusted: float | None, options: Options, margin: float) -> GapResult:
    result = GapResult(
        d.spec.id, d.level, d.place, d.group.label, d.spec.design, d.n, d.left_out, d.minuend, d.subtrahend,
        tests=d.tests, effects=d.effects, shares=d.shares, rating=_rating(d, options.level), shortcut=d.shortcut,
        notes=tuple(d.notes),
    )  # fmt: skip
    e = d.estimate
    if e is None or adjusted is None:
        return result
    verdict, note = decide(e, adjusted, 1 - options.level, margin, d.spec.design == "rating")
    return replace(
        result,
        difference=Interval(e.value, e.low, e.high, options.level, e.method),
        decision=Decision(e.method, e.p, adjusted, d.family),
        equivalence=Equivalence(margin, e.narrow_low, e.narrow_high, e.p_equivalent),
        verdict=verdict,
        notes=(*result.notes, *note),
    )


def decide(e: Estimate, adjusted: float, alpha: float, margin: float, rating: bool) -> tuple[str, tuple[str, ...]]:
    """The verdict and its note.

    `meets` where the 90 % interval lies inside ±margin; otherwise `shortfall` or `exceeds` by the corrected p; otherwise
    `undecided`. A rating against its target: `exceeds` if its interval lies above, `meets` if it reaches no lower than the
    margin below, `shortfall` if it lies below.
    """
    zero_outside = e.low > 0 or e.high < 0
    if rating:
        if e.low > 0:
            return "exceeds", _maybe_small(e, margin)
        if e.low >= -margin:
            return "meets", ("real_but_small",) if zero_outside else ()
        return ("shortfall", _maybe_small(e, margin)) if e.high < 0 else ("undecided", ())
    if -margin < e.narrow_low and e.narrow_high < margin:
        return "meets", ("real_but_small",) if zero_outside else ()
    if adjusted <= alpha:
        return "shortfall" if e.value < 0 else "exceeds", _maybe_small(e, margin)
    return "undecided", ()


def _maybe_small(e: Estimate, margin: float) -> tuple[str, ...]:
    return ("may_be_small",) if min(abs(e.low), abs(e.high)) < margin else ()


def _rating(d: Draft, level: float) -> Rating | None:
    e = d.estimate
    if d.spec.design != "rating" or e is None:
        return None
    null = d.target or 0.0
    mean = Interval(e.value + null, e.low + null, e.high + null, level, e.method)
    return Rating(mean, d.none, d.without_none)
