"""From distributions to intervals and decisions, many at a time: the near-answer method where a table exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from gaps import near_answer
from gaps.distribution import Distribution
from gaps.estimates import StudentMean
from surveys.instrument import Scale

METHOD = "near_answer"
METHOD_TWO = "near_answer_mover"
T = TypeVar("T")
Solved = near_answer.Means | near_answer.Difference


@dataclass(frozen=True)
class Question:
    """The mean of a distribution against zero (after `null` is taken away). `sides` is 2 for the gap of two answers."""

    distribution: Distribution
    scale: Scale
    sides: int = 1
    shift: float = 0.0
    null: float = 0.0


@dataclass(frozen=True)
class Estimate:
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


def by_near_answer(questions: list[Question], level: float, margin: float) -> list[Estimate]:
    """One estimate for each mean, computed together by the shape of their tables."""
    return _by_shape(questions, [_shape(q) for q in questions], _means, METHOD, level, margin)


def by_two_groups(pairs: list[tuple[Question, Question]], level: float, margin: float) -> list[Estimate]:
    """One estimate for each difference of two independent means, from the limits of both."""
    shapes = [(_shape(a), _shape(b)) for a, b in pairs]

    def difference(asked: list[tuple[Question, Question]]) -> near_answer.Difference:
        return near_answer.Difference(_means([a for a, _ in asked]), _means([b for _, b in asked]))

    return _by_shape(pairs, shapes, difference, METHOD_TWO, level, margin)


def _by_shape(
    asked: list[T], shapes: list[Any], solve: Callable[[list[T]], Solved], method: str, level: float, margin: float
) -> list[Estimate]:
    members: dict[Any, list[int]] = defaultdict(list)
    for i, shape in enumerate(shapes):
        members[shape].append(i)
    found: dict[int, Estimate] = {}
    for inside in members.values():
        found.update(zip(inside, _estimates(solve([asked[i] for i in inside]), method, level, margin), strict=True))
    return [found[i] for i in range(len(asked))]


def _shape(q: Question) -> tuple[int, int, Scale]:
    return q.distribution.items, q.sides, q.scale


def _means(questions: list[Question]) -> near_answer.Means:
    values, counts, random = (np.array(rows) for rows in zip(*_padded([_table(q) for q in questions]), strict=True))
    return near_answer.Means(values, counts, random)


def _estimates(means: Solved, method: str, level: float, margin: float) -> list[Estimate]:
    columns = (
        means.mean,
        *means.limits(level),
        *means.limits(narrow(level)),
        means.p_value(0.0),
        np.maximum(means.tail(-margin, "low"), means.tail(margin, "high")),
    )
    return [_steady(method, *row) for row in zip(*(c.tolist() for c in columns), strict=True)]


def _steady(method: str, value: float, *found: float) -> Estimate:
    """Limits are known to some nine decimals and p to as many digits; more would differ between processors."""
    low, high, narrow_low, narrow_high = (round(x, 8) for x in found[:4])
    p, p_equivalent = (float(f"{x:.8g}") for x in found[4:])
    return Estimate(
        method, value, min(low, value), max(high, value), min(narrow_low, value), max(narrow_high, value), p, p_equivalent
    )


def _table(q: Question) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Every possible value with its count, and how a respondent who answers at random would score.

    Centring can carry a score a little beyond the scale; such a value then bounds the scale and is as likely as its end.
    """
    d, items = q.distribution, q.distribution.items
    reach = items * q.scale.span
    start = -reach if q.sides == 2 else items * q.scale.low
    lattice = start + np.arange(q.sides * reach + 1)
    random = near_answer.spread(q.scale.span + 1, q.sides * items)
    move = q.shift - q.null
    if d.den == items:
        counts = np.zeros(len(lattice))
        counts[np.array(d.values, int) - start] = d.effective()
        return lattice / items + move, counts, random
    centred = d.floats()
    outside = np.where((centred < lattice[0] / items) | (centred > lattice[-1] / items), random[0], 0.0)
    values, counts = np.concatenate([lattice / items, centred]), np.concatenate([np.zeros(len(lattice)), d.effective()])
    return values + move, counts, np.concatenate([random, outside])


def _padded(tables: list[tuple[Any, Any, Any]]) -> list[tuple[Any, ...]]:
    """Rows of equal length: a value that nobody gave and nobody would give changes nothing."""
    width = max(len(values) for values, _, _ in tables)
    return [
        (np.pad(values, (0, width - len(values)), mode="edge"), *(np.pad(x, (0, width - len(x))) for x in rest))
        for values, *rest in tables
    ]
