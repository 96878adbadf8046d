"""What one number can be: on the scale, a mean of whole answers (GRIM: Brown and Heathers 2017), a standard deviation of
whole answers with that mean (GRIMMER: Anaya 2016, Allard 2018)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from gaps.audit.printed import Printed, like, outward
from gaps.audit.rows import Row
from surveys.problems import Problem

Outcome = Problem | None
"""A check that failed, or one that passed."""
MEANS = {"mean": "sd", "mean_e": "sd_e", "mean_p": "sd_p", "gap": "sd_gap"}
MOST_TRIED = 1000
"""Sums of answers tried for one mean; more of them deny nothing."""


def check(row: Row) -> Iterator[Outcome]:
    for mean, sd in MEANS.items():
        if mean in row.values:
            yield from _on_scale(row, mean)
            yield from _whole_answers(row, mean)
            if sd in row.values:
                yield from _spread(row, mean, sd)
    for sd in MEANS.values():
        if sd in row.values and row.values[sd].high < 0:
            yield row.problem("negative_sd", sd, sd=row.values[sd].text)
    if "r" in row.values and not row.values["r"].meets(Fraction(-1), Fraction(1)):
        yield row.problem("r_range", "r", r=row.values["r"].text)


def bounds(row: Row, mean: str) -> tuple[Fraction, Fraction] | None:
    """The lowest and the highest value on the scale; of a gap, the greatest difference either way."""
    ends = row.get("scale_low", "scale_high")
    if ends is None or ends[0].low >= ends[1].high:
        return None
    low, high = ((e.low + e.high) / 2 for e in ends)
    return (low - high, high - low) if mean == "gap" else (low, high)


def _on_scale(row: Row, mean: str) -> Iterator[Outcome]:
    ends = bounds(row, mean)
    if ends is not None:
        value = row.values[mean]
        yield None if value.meets(*ends) else row.problem("off_scale", mean, value=value.text, **_ends(ends))


def _ends(ends: tuple[Fraction, Fraction]) -> dict[str, str]:
    return {"low": f"{float(ends[0]):g}", "high": f"{float(ends[1]):g}"}


def _whole_answers(row: Row, mean: str) -> Iterator[Outcome]:
    """The sum of all answers is a whole number."""
    n, items = row.n, row.items
    if n and items:
        value, size = row.values[mean], n * items
        if ceil(value.low * size) <= floor(value.high * size):
            yield None
        else:
            sums = floor(value.low * size), ceil(value.high * size)
            low, high = (like(Fraction(s, size), value.decimals) for s in sums)
            yield row.problem("grim", mean, value=value.text, n=str(n), items=str(items), low=low, high=high)


def _spread(row: Row, mean: str, sd: str) -> Iterator[Outcome]:
    """Neither more than answers at both ends of the scale give, nor what no sum of squares of whole answers gives."""
    n, value, spread, ends = row.n, row.values[mean], row.values[sd], bounds(row, mean)
    if not n or n < 2 or spread.high < 0:
        return
    if ends is not None and value.meets(*ends):
        most = max((m - ends[0]) * (ends[1] - m) for m in _candidates(value, ends)) * n / (n - 1)
        if max(spread.low, Fraction(0)) ** 2 > most:
            ends_of_sd = outward(0, float(most) ** 0.5, spread.decimals)
            yield row.problem("sd_too_large", sd, sd=spread.text, mean=value.text, **ends_of_sd)
            return
        yield None
    if row.items and ceil(value.low * n * row.items) <= floor(value.high * n * row.items):
        said = {"sd": spread.text, "mean": value.text, "n": str(n), "items": str(row.items)}
        yield None if _squares_exist(value, spread, n, row.items) else row.problem("sd_grim", sd, **said)


def _candidates(value: Printed, ends: tuple[Fraction, Fraction]) -> list[Fraction]:
    """Where on the possible means the largest variance may lie: the ends of the rounding, and the middle of the scale."""
    low, high, middle = max(value.low, ends[0]), min(value.high, ends[1]), (ends[0] + ends[1]) / 2
    return [low, high, min(max(middle, low), high)]


def _squares_exist(value: Printed, spread: Printed, n: int, items: int) -> bool:
    """Whether some whole sum S and whole sum of squares Q, both even or both odd, give this mean and this sd (over n − 1 or n)."""
    size = n * items
    first, last = ceil(value.low * size), floor(value.high * size)
    if last - first > MOST_TRIED:
        return True
    low, high = max(spread.low, Fraction(0)) ** 2 * items**2, spread.high**2 * items**2
    tried = ((s, Fraction(s * s, n), k) for s in range(first, last + 1) for k in (n - 1, n))
    return any(_some_square(low * k + square, high * k + square, s, n) for s, square, k in tried)


def _some_square(low: Fraction, high: Fraction, s: int, n: int) -> bool:
    """A whole number of the parity of s between low and high that n whole numbers of sum s can have as their sum of squares."""
    share, more = divmod(s, n)
    least = (n - more) * share**2 + more * (share + 1) ** 2
    first = max(ceil(low), least)
    return first + (first - s) % 2 <= high
