"""Results as cells: the raw number beside its printed form, and for every absent number the sentence that says why."""

from __future__ import annotations

from gaps.results import GapResult, Interval
from reports import numbers
from reports.blocks import Missing, Number, Span, Text, Tone, Verdict
from reports.view import View

TONES: dict[str, Tone] = {
    "shortfall": "shortfall",
    "exceeds": "exceeds",
    "meets": "meets",
    "undecided": "undecided",
    "withheld": "withheld",
}
NONE = "—"


def tone(result: GapResult) -> Tone:
    return TONES.get(result.verdict or "", "plain")


def state(result: GapResult) -> str:
    """The verdict, or why there is none: `no_target` for a rating without one, `no_result` without any estimate."""
    if result.verdict == "withheld":
        return "withheld"
    if result.difference is None and result.rating is None:
        return "no_result"
    return result.verdict or "no_target"


def verdict(view: View, result: GapResult) -> Verdict:
    return Verdict(tone(result), word(view, result.gap, state(result)))


def word(view: View, gap: str, said: str) -> str:
    """What a gap calls a verdict: between two beliefs "agrees" is what elsewhere is "meets"."""
    return view.say_first(f"verdict.{gap}.{said}", f"verdict.{view.kind(gap)}.{said}", f"verdict.{said}")


def gap(view: View, result: GapResult) -> Number | Missing:
    """The difference, carrying the verdict's tone."""
    if result.difference is None:
        return missing(view, result)
    return Number(result.difference.value, numbers.signed(result.difference.value), tone(result))


def gap_interval(view: View, result: GapResult) -> Span | Missing:
    """On its side of zero."""
    return missing(view, result) if result.difference is None else span(view, result.difference, "signed", (0.0,))


def rating(view: View, result: GapResult) -> Number | Missing:
    if result.rating is None:
        return missing(view, result)
    return Number(result.rating.mean.value, numbers.plain(result.rating.mean.value), tone(result))


def rating_interval(view: View, result: GapResult) -> Span | Missing:
    """On its side of the target and of the least that still meets it, which decide."""
    aim = result.subtrahend.mean if result.subtrahend else None
    bounds = () if aim is None else (aim, round(aim - view.margin, 9))
    return missing(view, result) if result.rating is None else span(view, result.rating.mean, "plain", bounds)


def span(view: View, interval: Interval, form: str, bounds: tuple[float, ...] = ()) -> Span:
    return Span(interval.low, interval.high, numbers.interval(interval.low, interval.high, view.wording, form, bounds))


def mean(view: View, result: GapResult, value: float | None) -> Number | Missing:
    return missing(view, result) if value is None else Number(value, numbers.plain(value))


def target(view: View, result: GapResult) -> Number | Missing:
    value = result.subtrahend.mean if result.subtrahend else None
    return mean(view, result, value)


def share(interval: Interval) -> Number:
    return Number(interval.value, numbers.percent(interval.value))


def p_adjusted(view: View, result: GapResult) -> Number | Missing:
    if result.decision is None:
        return missing(view, result)
    return Number(result.decision.p_adjusted, numbers.p_value(result.decision.p_adjusted, view.error))


def counted(view: View, result: GapResult) -> Number | Text | Missing:
    """How many answered: one number, or "24 / 382" of two groups. A withheld group need not be a small one."""
    second = result.subtrahend
    if result.design == "independent" and result.minuend.n is not None and second and second.n is not None:
        counts = numbers.count(result.minuend.n), numbers.count(second.n)
        return Text(view.say("number.two", first=counts[0], second=counts[1]))
    if result.n is not None:
        return Number(result.n, numbers.count(result.n))
    return missing(view, result)


def missing(view: View, result: GapResult) -> Missing:
    """The empty cell of a result, with the reason its notes give."""
    if result.verdict == "withheld":
        return Missing(NONE, view.say("why.withheld"))
    code = next((note for note in result.notes if view.wording.has(f"why.{note}")), "other")
    return Missing(NONE, view.say(f"why.{code}"))
