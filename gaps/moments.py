"""The exact sums that frequency tables cannot give: covariances of dimensions, complete rows, points."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import narwhals as nw

from gaps.answer_moments import gap_products, middle, products
from gaps.bases import (
    Basis,
    coarse,
    common,
    divisor,
    enough,
    facet_bases,
    paired_gaps,
    points_columns,
    total_of,
    wanted_alone,
)
from surveys.instrument import Instrument
from surveys.responses import ResponseSet

Moments = dict[int, Any]
"""Cell `b` to the integer expression whose sum is kept; null adds nothing."""


def scored_bases(instrument: Instrument, responses: ResponseSet) -> list[Basis]:
    """The bases of which the mean of the dimensions is wanted."""
    bases = [b for b in facet_bases(instrument, responses) if wanted_alone(instrument, b.facet)]
    return bases + [side for gap in paired_gaps(instrument, responses) for side in (gap.minuend, gap.subtrahend)]


def with_complete(frame: Any, instrument: Instrument, responses: ResponseSet) -> Any:
    """The answers with, for each basis and dimension, a zero that is null where an item of the dimension is missing."""
    paired = [side for gap in paired_gaps(instrument, responses) for side in (gap.minuend, gap.subtrahend)]
    bases = [b for b in (*facet_bases(instrument, responses), *paired) if b.by == "item"]
    blocks = [(b, d, p) for b in bases for d, p in b.blocks(instrument).items()]
    return frame.with_columns(
        *((total_of(b.answer(x) for x in places) * 0).alias(f"{b.id}:complete:{d}") for b, d, places in blocks)
    )


def in_blocks(frame: Any, keys: tuple[str, ...], instrument: Instrument, responses: ResponseSet) -> Any:
    """No answers any more: per basis and dimension how many are answered, which (as bits) and their sum; and the points.

    The items that have no dimension make a block of their own, "".
    """
    blocks = [(b, d, places) for b in scored_bases(instrument, responses) for d, places in parts(b, instrument).items()]
    largest = max((len(instrument.items_of(d)) for _, d, _ in blocks), default=1)
    wide = nw.Int32 if largest < 31 else nw.Int64
    small = nw.Int16 if len(instrument.items) * abs(instrument.scale.high) < 2**15 and largest < 15 else wide
    columns = [
        e.cast(small).alias(f"{b.id}:{what}:{d}")
        for b, d, places in blocks
        for what, e in (("answered", b.answered(places)), ("sum", b.total(places)), ("pattern", b.pattern(places)))
    ]
    points = points_columns(instrument, responses).values()
    return frame.select(*keys, "w", "w2", *points, *columns)


def parts(basis: Basis, instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The blocks of a basis, and under "" the items that belong to none."""
    blocks = basis.blocks(instrument)
    rest = tuple(p for p in basis.places if all(p not in places for places in blocks.values()))
    return blocks | ({"": rest} if rest else {})


def with_scores(frame: Any, instrument: Instrument, responses: ResponseSet) -> Any:
    """The blocks with each dimension's score as an integer over `divisor(items)`; null where fewer than half are answered."""
    blocks = [(b, d, places) for b in scored_bases(instrument, responses) for d, places in b.blocks(instrument).items()]
    return frame.with_columns(*(_score(b, d, len(places), instrument).alias(f"{b.id}:score:{d}") for b, d, places in blocks))


def _score(basis: Basis, block: str, asked: int, instrument: Instrument) -> Any:
    answered, total = nw.col(f"{basis.id}:answered:{block}"), nw.col(f"{basis.id}:sum:{block}")
    kept = answered >= enough(asked)
    whole = total.cast(_wide_enough(instrument)) * divisor(basis.size(block, instrument))
    return nw.when(kept).then(whole // nw.when(kept).then(answered).otherwise(1))


def _wide_enough(instrument: Instrument) -> type[nw.Int32] | type[nw.Int64]:
    """The narrower the integers, the faster they are added; a product of two scores must fit."""
    largest = max(abs(instrument.scale.low), abs(instrument.scale.high)) * common(instrument)
    return nw.Int32 if largest * largest < 2**31 else nw.Int64


def alpha_tables(instrument: Instrument, responses: ResponseSet) -> Iterator[tuple[tuple[str, str, str], Moments]]:
    """`alpha` and, of both sides of a paired gap, `gap_alpha`: by dimension and the items asked (as bits), the products of
    `answer_moments` over those who answered all of them."""
    for basis in facet_bases(instrument, responses):
        for block, places in basis.blocks(instrument).items() if basis.by == "item" else ():
            yield ("alpha", basis.id, asked(basis, block, places)), products(_complete(basis, block, places, instrument))
    for gap in paired_gaps(instrument, responses):
        for block, places in gap.minuend.blocks(instrument).items():
            sides = (_complete(side, block, places, instrument) for side in (gap.minuend, gap.subtrahend))
            yield ("gap_alpha", gap.id, asked(gap.minuend, block, places)), gap_products(*sides)


def asked(basis: Basis, block: str, places: tuple[str, ...]) -> str:
    """A dimension and which of its items were asked, as bits."""
    return f"{block}|{sum(1 << basis.bit(p) for p in places)}"


def _complete(basis: Basis, block: str, places: tuple[str, ...], instrument: Instrument) -> list[Any]:
    """The answers counted from the middle of the scale, null where one of them is missing; products of four of them fit."""
    zero = nw.col(f"{basis.id}:complete:{block}") - middle(instrument)
    reach = max(instrument.scale.high - middle(instrument), middle(instrument) - instrument.scale.low)
    kind = nw.Int32 if (len(places) * reach) ** 4 < 2**31 else nw.Int64
    return [(basis.answer(p) + zero).cast(kind) for p in places]


def cross_tables(instrument: Instrument, responses: ResponseSet) -> Iterator[tuple[tuple[str, str, str], Moments]]:
    """`rows`: 0 the respondents. `given`: 0 those who gave points to a dimension, 1 the points. `cross`: for two dimensions of a basis 0 both answered, 1 the first score, 2 the second,
    3 their product."""
    yield ("rows", "", ""), {0: nw.lit(1, nw.Int64)}
    for dimension, column in points_columns(instrument, responses).items():
        given = nw.col(column).cast(nw.Int64)
        yield ("given", column.rpartition(".")[0], dimension), {0: given * 0 + 1, 1: given}
    for basis in scored_bases(instrument, responses):
        scores = {d: _coarse_score(basis, d, instrument) for d in basis.blocks(instrument)}
        yield from _cross(basis.id, scores)
    for gap in paired_gaps(instrument, responses):
        sides = (gap.minuend, gap.subtrahend)
        pairs = {d: [_coarse_score(b, d, instrument) for b in sides] for d in gap.minuend.blocks(instrument)}
        yield from _cross(f"{gap.id}.difference", {d: m - s for d, (m, s) in pairs.items()})


def _cross(basis: str, scores: dict[str, Any]) -> Iterator[tuple[tuple[str, str, str], Moments]]:
    for (first, x), (second, y) in combinations(scores.items(), 2):
        nothing = (x + y) * 0
        yield ("cross", basis, f"{first}|{second}"), {0: nothing + 1, 1: x + nothing, 2: y + nothing, 3: x * y}


def points_tables(instrument: Instrument, responses: ResponseSet) -> Iterator[tuple[tuple[str, str, str], tuple[Any, ...]]]:
    """Respondents with all dimensions and all points: by the total of their points, Σ points * score (`weighted`) and the
    plain sum of the same scores (`unweighted`), over the denominator `common`."""
    points = points_columns(instrument, responses)
    total, zero = total_of(nw.col(c) for c in points.values()) if points else None, nw.lit(0, nw.Int64)
    for gap in paired_gaps(instrument, responses) if points else []:
        if set(points) == set(gap.minuend.blocks(instrument)):
            m, s = ([_common_score(b, d, instrument) for d in points] for b in (gap.minuend, gap.subtrahend))
            parts = {"minuend": m, "subtrahend": s, "difference": [x - y for x, y in zip(m, s, strict=True)]}
            for part, scores in parts.items():
                weighted = total_of(nw.col(c) * score for c, score in zip(points.values(), scores, strict=True))
                yield ("points", f"{gap.id}.{part}", "weighted"), (total, weighted, zero)
                yield ("points", f"{gap.id}.{part}", "unweighted"), (total, total_of(scores) + weighted * 0, zero)


def _common_score(basis: Basis, dimension: str, instrument: Instrument) -> Any:
    items = basis.size(dimension, instrument)
    return nw.col(f"{basis.id}:score:{dimension}").cast(nw.Int64) * (common(instrument) // divisor(items))


def _coarse_score(basis: Basis, dimension: str, instrument: Instrument) -> Any:
    """The score as an integer over `coarse(items)`, the nearest one."""
    score, items = nw.col(f"{basis.id}:score:{dimension}"), basis.size(dimension, instrument)
    fine, rough = divisor(items), coarse(items)
    return score if fine == rough else (score.cast(nw.Int64) * (2 * rough) + fine) // (2 * fine)
