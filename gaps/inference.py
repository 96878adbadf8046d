"""From distributions to intervals and decisions, many at a time: the near-answer method where a table exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from gaps import near_answer
from gaps.distribution import Distribution, moments
from gaps.estimates import StudentMean, steady
from surveys.instrument import Scale

METHOD = "near_answer"
METHOD_TWO = "near_answer_mover"
WIDER = {METHOD: "near_answer_or_t", METHOD_TWO: "near_answer_or_welch"}
"""Of overall scores: the name of the wider of two intervals."""
LEAST_P = 1e-10
"""The integrals keep no digit below it: it stands for that p or less."""
FINER = 10**6
FINEST, COARSE = 8, 6
"""Scores of more items than FINEST lie so close that steps of 1/COARSE of a point tell as much."""
Array = np.ndarray[Any, Any]


class Question(Struct, frozen=True):
    """The mean of a distribution against zero (after `null` is taken away). `sides` is 2 for the gap of two answers.

    `left` is the share of the squared error that is left where part of a finite group has been asked.
    """

    distribution: Distribution
    scale: Scale
    sides: int = 1
    shift: float = 0.0
    null: float = 0.0
    left: float = 1.0


Asking = tuple[Question, Question | None]
"""A mean, or the difference of two independent ones."""


class Estimate(Struct, frozen=True):
    """An interval at the level, the one that equivalence looks at, the p that inverts the interval, and that of equivalence."""

    method: str
    value: float
    low: float
    high: float
    narrow_low: float
    narrow_high: float
    p: float
    p_equivalent: float


def narrow(level: float) -> float:
    """The level of the interval that two one-sided tests look at: 90 % beside 95 %."""
    return 2 * level - 1


def by_student(s: StudentMean, level: float, margin: float, method: str, null: float = 0.0) -> Estimate:
    moved = StudentMean(s.value - null, s.se, s.df)
    low, high = moved.limits(level)
    return Estimate(method, moved.value, low, high, *moved.limits(narrow(level)), moved.p(), moved.p_equivalent(margin))


def thinned(q: Question, share: float) -> Question:
    """The same answers and mean, counting only a share of them: squared weights grow as the effective number shrinks."""
    d = q.distribution
    weights, squares = (d.w, d.w2) if d.weighted else ([w * FINER for w in d.n], [w * FINER**2 for w in d.n])
    grown = tuple(round(s / share) for s in squares)
    return replace(q, distribution=Distribution(d.values, d.den, d.n, tuple(weights), grown, d.items))


def wider(a: Estimate, s: StudentMean, q: Question, other: Question | None, level: float, margin: float) -> Estimate:
    """Whatever reaches further, the near-answer interval or Student's inside the scale; p and equivalence are those of both.

    Scores of many items have so little room for a random answer that in groups of a dozen it adds less than Student's quantile.
    """
    b = by_student(s, level, margin, a.method, q.null)
    apart = float(q.scale.span * (q.sides if other else 1))  # two waves' gaps may lie twice as far apart as two answers
    least, most = (-apart, apart) if other or q.sides == 2 else (q.scale.low - q.null, q.scale.high - q.null)
    low, narrow_low = (min(x, max(round(y, 8), least)) for x, y in ((a.low, b.low), (a.narrow_low, b.narrow_low)))
    high, narrow_high = (max(x, min(round(y, 8), most)) for x, y in ((a.high, b.high), (a.narrow_high, b.narrow_high)))
    p, p_equivalent = max(a.p, steady(b.p)), max(a.p_equivalent, steady(b.p_equivalent))
    return Estimate(WIDER[a.method], a.value, low, high, narrow_low, narrow_high, p, p_equivalent)


def by_near_answer(questions: list[Question], level: float, margin: float) -> list[Estimate]:
    """One estimate for each mean."""
    return estimates([(q, None) for q in questions], level, margin)


def by_two_groups(pairs: list[tuple[Question, Question]], level: float, margin: float) -> list[Estimate]:
    """One estimate for each difference of two independent means, from the limits of both."""
    return estimates(pairs, level, margin)


def estimates(asked: Sequence[Asking], level: float, margin: float) -> list[Estimate]:
    """One estimate for each mean, or difference of two, computed together where their tables have one shape."""
    found: dict[int, Estimate] = {}
    for inside in together(asked):
        found.update(zip(inside, _of_one_shape([asked[i] for i in inside], level, margin), strict=True))
    return [found[i] for i in range(len(asked))]


def together(asked: Sequence[Asking]) -> list[list[int]]:
    """The numbers of those whose tables have one shape."""
    members: dict[Any, list[int]] = defaultdict(list)
    for i, (a, b) in enumerate(asked):
        members[_shape(a), b and _shape(b)].append(i)
    return [*members.values()]


def _of_one_shape(asked: list[Asking], level: float, margin: float) -> list[Estimate]:
    first, second = [a for a, _ in asked], [b for _, b in asked if b]
    if not second:
        return _estimates(_means(first), [*map(_mean, first)], METHOD, level, margin)
    exact = [_mean(a) - _mean(b) for a, b in zip(first, second, strict=True)]
    return _estimates(near_answer.Difference(_means(first), _means(second)), exact, METHOD_TWO, level, margin)


def _shape(q: Question) -> tuple[int, int, Scale]:
    return q.distribution.items, q.sides, q.scale


def _means(questions: list[Question]) -> near_answer.Means:
    """Every possible value with its count, and how a respondent who answers at random would score; all of one shape.

    Scores with missing items lie between the possible values, and scores of many items between those of a coarser grid: such a
    score counts in parts as both its neighbours, which keeps the mean and widens the interval by one part in a hundred where
    scores spread by half a point, by two to five where by a fifth of a point, and never makes it narrower. One carried beyond the
    scale by centring counts as its end. Where part of a finite group was asked all values draw near to the mean, and the law of
    the mean with them.
    """
    items, sides, scale = _shape(questions[0])
    grid = items if items <= FINEST else COARSE
    start, size = -scale.span if sides == 2 else scale.low, sides * scale.span * grid + 1
    tables = [q.distribution for q in questions]
    at = (np.concatenate([d.floats() for d in tables]) - start) * grid
    row = np.repeat(np.arange(len(tables)), [len(d.values) for d in tables])
    counts = _shared(at, np.concatenate([d.effective() for d in tables]), row, len(tables), size)
    moved, means, left = (
        np.array(x)[:, None] for x in zip(*((q.shift - q.null, _mean(q), q.left) for q in questions), strict=True)
    )
    values = means + np.sqrt(left) * (start + np.arange(size) / grid + moved - means)
    return near_answer.Means(values, counts, _at_random(scale.span, sides, items, grid))


def _mean(q: Question) -> float:
    """The exact mean, in the question's terms."""
    return moments(q.distribution).mean + q.shift - q.null


def _estimates(
    means: near_answer.Means | near_answer.Difference, exact: list[float], method: str, level: float, margin: float
) -> list[Estimate]:
    limits = means.intervals((level, narrow(level))).reshape(4, -1)
    p, beyond = means.p_and_tails(0.0, ((-margin, "low"), (margin, "high")))
    columns = (*limits, p, beyond.max(0))
    return [_steady(method, *row) for row in zip(exact, *(c.tolist() for c in columns), strict=True)]


def _steady(method: str, value: float, *found: float) -> Estimate:
    """Limits and p are known to some nine decimals; more would differ between processors."""
    low, high, narrow_low, narrow_high = (round(x, 8) for x in found[:4])
    p, p_equivalent = (max(LEAST_P, round(x, 10)) for x in found[4:])
    return Estimate(
        method, value, min(low, value), max(high, value), min(narrow_low, value), max(narrow_high, value), p, p_equivalent
    )


@cache
def _at_random(span: int, sides: int, items: int, grid: int) -> Array:
    """How a respondent who answers at random would score, on the grid."""
    random = near_answer.spread(span + 1, sides * items)
    if grid == items:
        return np.asarray(random)
    at, row = np.arange(len(random)) * grid / items, np.zeros(len(random), int)
    return np.asarray(_shared(at, random, row, 1, sides * span * grid + 1)[0])


def _shared(at: Array, weight: Array, row: Array, rows: int, size: int) -> Array:
    """Weights at places 0 … size − 1 of each row, each divided between its two neighbours; shape (rows, size)."""
    at = np.clip(at, 0, size - 1)
    below = np.minimum(np.floor(at + 1e-9), size - 2).astype(int)
    part, place = np.clip(at - below, 0, 1), row * size + below
    counted = np.bincount(place, weight * (1 - part), rows * size) + np.bincount(place + 1, weight * part, rows * size)
    return np.asarray(counted.reshape(rows, size))
