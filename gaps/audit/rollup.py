"""What dimensions and the overall score say of the items and dimensions they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from gaps.audit.possible import MEANS, Outcome
from gaps.audit.printed import Printed, outward
from gaps.audit.rows import Row

Bounds = tuple[Fraction, Fraction]


def check(rows: Sequence[Row]) -> Iterator[Outcome]:
    items = [r for r in rows if r.level == "item"]
    dimensions = [r for r in rows if r.level == "dimension"]
    for whole in dimensions:
        named = whole.dimension or whole.label
        yield from _dimension(whole, [r for r in items if r.dimension == named])
    for whole in rows:
        if whole.level in ("overall", "weighted"):
            yield from _overall(whole, dimensions, items)


def _dimension(whole: Row, parts: list[Row]) -> Iterator[Outcome]:
    """The mean of the item means, where as many people answered each item."""
    if not parts or ("items" in whole.values and whole.items != len(parts)) or len({r.n for r in (whole, *parts)}) > 1:
        return
    for mean in MEANS:
        inside = _values(parts, mean)
        if inside and mean in whole.values:
            made = average(inside)
            yield None if whole.values[mean].meets(*made) else _problem("rollup_items", whole, mean, made)


def _overall(whole: Row, dimensions: list[Row], items: list[Row]) -> Iterator[Outcome]:
    """Some mean of the dimensions: plain, by their items, or of all items; a `weighted` one only lies between them."""
    for mean in MEANS:
        scores, answers = _values(dimensions, mean), _values(items, mean)
        if mean not in whole.values or not (scores or answers):
            continue
        value, parts = whole.values[mean], scores or answers
        outer = min(p.low for p in parts), max(p.high for p in parts)
        if not value.meets(*outer):
            yield _problem("rollup_outside", whole, mean, outer)
            continue
        made = [average(p) for p in (scores, answers) if p]
        weights = [r.items for r in dimensions]
        if scores and all(weights):
            made.append(average(scores, [w or 1 for w in weights]))
        same_people = len({r.n for r in (whole, *dimensions, *items)}) == 1
        if whole.level == "weighted" or not same_people or any(value.meets(*m) for m in made):
            yield None
        else:
            yield _problem("rollup_overall", whole, mean, made[0])


def _values(rows: list[Row], mean: str) -> list[Printed]:
    """Of all these rows, or none."""
    found = [r.values[mean] for r in rows if mean in r.values]
    return found if len(found) == len(rows) else []


def average(parts: list[Printed], weights: list[int] | None = None) -> Bounds:
    w = weights or [1] * len(parts)
    low, high = (sum((k * end for k, end in zip(w, ends, strict=True)), Fraction(0)) for ends in zip(*_ends(parts), strict=True))
    return low / sum(w), high / sum(w)


def _ends(parts: list[Printed]) -> list[Bounds]:
    return [(p.low, p.high) for p in parts]


def _problem(code: str, whole: Row, mean: str, made: Bounds) -> Outcome:
    value = whole.values[mean]
    return whole.problem(code, mean, value=value.text, **outward(*made, value.decimals))
