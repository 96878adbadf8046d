"""Frequency tables: one integer of each respondent, its code, says in which cell the respondent is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import add

import numpy as np
from msgspec import Struct

from gaps.bases import Basis, PairedGap, common, divisor, facet_bases, highest, lowest, paired_gaps, points_columns, wanted_alone
from gaps.cells import Name
from gaps.exact import Array
from gaps.pieces import Block, Piece
from surveys.instrument import Instrument
from surveys.responses import ResponseSet

Axes = tuple[Array, Array, Array]
NOTHING = -99
"""Stands for an absent answer inside a cell of kind `pair`."""


class Frequency(Struct, frozen=True):
    """A table: the codes of respondents (0 … space − 1; a negative one is in no cell), and the axes (a, b, c) of codes.

    `fold` is 0, or codes that differ by a multiple of it are the same cell.
    """

    name: Name
    space: int
    codes: Callable[[Piece], Array]
    axes: Callable[[Array], Axes]
    fold: int = 0


def frequencies(instrument: Instrument, responses: ResponseSet) -> Iterator[Frequency]:
    """All frequency tables of a response set."""
    paired = paired_gaps(instrument, responses)
    inside = {f"{b.facet}.{p}" for gap in paired for b in gap.telling for p in b.places}
    for gap in paired:
        yield from (_pair(gap, item, instrument) for item in gap.minuend.places)
    bases = facet_bases(instrument, responses)
    for basis in bases:
        yield from (_value(basis, p, instrument) for p in basis.places if f"{basis.facet}.{p}" not in inside)
        if not wanted_alone(instrument, basis.facet):
            yield from _scores(basis, instrument)
    for basis in bases:
        if wanted_alone(instrument, basis.facet):
            yield from _scores(basis, instrument)
    for gap in paired:
        yield from (_pairs(gap, *block, instrument) for block in gap.minuend.blocks(instrument).items())
        yield from _whole(gap, instrument)
    yield from _points(instrument, responses)


def everybody() -> Frequency:
    return Frequency(("rows", "", ""), 1, lambda piece: np.zeros(piece.rows, np.int8), lambda codes: (codes, codes, codes))


def _value(basis: Basis, place: str, instrument: Instrument) -> Frequency:
    low = lowest(instrument, basis.facet)
    return Frequency(
        ("value", basis.id, place), highest(instrument, basis.facet) - low + 1,
        lambda piece: piece.digits(basis.facet, place) - 1, lambda codes: (codes + low, codes * 0, codes * 0),
    )  # fmt: skip


# ---- pairs of answers ------------------------------------------------------------------------------------------------
def digits_of(gap: PairedGap, instrument: Instrument) -> tuple[int, int]:
    """How many digits the subtrahend's answers and the minuend's can be, the one for absent included."""
    s, m = (highest(instrument, b.facet) - lowest(instrument, b.facet) + 2 for b in (gap.subtrahend, gap.minuend))
    return s, m


def dimension_of(gap: PairedGap, item: str, instrument: Instrument) -> tuple[str, tuple[str, ...]] | None:
    return next((block for block in gap.minuend.blocks(instrument).items() if item in block[1]), None)


def _pair(gap: PairedGap, item: str, instrument: Instrument) -> Frequency:
    """The two answers, and above `fold` those who answered both for every item of the dimension."""
    s, m = digits_of(gap, instrument)
    block = dimension_of(gap, item, instrument)

    def codes(piece: Piece) -> Array:
        own = piece.digits(gap.subtrahend.facet, item) * np.int16(m) + piece.digits(gap.minuend.facet, item)
        return own if block is None else own + piece.block(gap.minuend, *block).complete * np.int16(s * m)

    def axes(codes: Array) -> Axes:
        sides = ((codes // m % s, lowest(instrument, gap.subtrahend.facet)), (codes % m, lowest(instrument, gap.minuend.facet)))
        a, b = (np.where(digits > 0, digits + low - 1, NOTHING) for digits, low in sides)
        return a, b, codes * 0

    return Frequency(("pair", gap.id, item), 2 * s * m, codes, axes, s * m)


# ---- dimensions ------------------------------------------------------------------------------------------------------
def _scores(basis: Basis, instrument: Instrument) -> Iterator[Frequency]:
    if basis.by != "dimension":
        yield from (_score(basis, *block, instrument) for block in basis.blocks(instrument).items())


def _score(basis: Basis, name: str, places: tuple[str, ...], instrument: Instrument) -> Frequency:
    reach, low = _reach(basis, len(places), instrument), lowest(instrument, basis.facet)

    def codes(piece: Piece) -> Array:
        block = piece.block(basis, name, places)
        return _packed(block.pattern, (block,), reach)

    def axes(codes: Array) -> Axes:
        pattern = codes // reach
        return pattern, _total(codes % reach, pattern, low), codes * 0

    return Frequency(("score", basis.id, name), _patterns(basis, places) * reach, codes, axes)


def _pairs(gap: PairedGap, name: str, places: tuple[str, ...], instrument: Instrument) -> Frequency:
    m, s = gap.minuend, gap.subtrahend
    reach = max(_reach(b, len(places), instrument) for b in (m, s))
    lows = [lowest(instrument, b.facet) for b in (s, m)]

    def codes(piece: Piece) -> Array:
        sides = [piece.block(b, name, places) for b in (s, m)]
        return _packed(sides[1].pattern, tuple(sides), reach)

    def axes(codes: Array) -> Axes:
        pattern = codes // reach**2
        return pattern, _total(codes // reach % reach, pattern, lows[0]), _total(codes % reach, pattern, lows[1])

    return Frequency(("pairs", gap.id, name), _patterns(m, places) * reach**2, codes, axes)


def _reach(basis: Basis, places: int, instrument: Instrument) -> int:
    """One more than the largest sum of digits."""
    return places * (highest(instrument, basis.facet) - lowest(instrument, basis.facet) + 1) + 1


def _patterns(basis: Basis, places: tuple[str, ...]) -> int:
    return 1 << 1 + max(basis.bit(p) for p in places)


def _packed(first: Array, blocks: tuple[Block, ...], reach: int) -> Array:
    """Integers below `reach` after a first one, as one integer; as Python's where 64 bits are not enough."""
    room = int(first.max(initial=0) + 1).bit_length() + len(blocks) * reach.bit_length()
    code = first.astype(object if room > 62 else np.int64)
    for block in blocks:
        code = code * reach + block.digit_sum
    return code


def _total(digit_sum: Array, pattern: Array, low: int) -> Array:
    return digit_sum + (low - 1) * np.bitwise_count(pattern.astype(np.int64)).astype(np.int64)


# ---- all items -------------------------------------------------------------------------------------------------------
def _whole(gap: PairedGap, instrument: Instrument) -> Iterator[Frequency]:
    """How many pairs are answered, and the sum of each side and of the differences."""
    sides, count = (gap.minuend, gap.subtrahend), len(gap.minuend.places)
    reach = max(_reach(b, count, instrument) for b in sides)
    low = {b.id: lowest(instrument, b.facet) - 1 for b in sides}
    shift = {f"{gap.id}.difference": (low[sides[0].id] - low[sides[1].id], -reach)}
    for part in (sides[0].id, sides[1].id, f"{gap.id}.difference"):
        each, start = shift.get(part, (low.get(part, 0), 0))
        yield Frequency(("whole", part, ""), (count + 1) * 2 * reach, _whole_codes(gap, part, start, reach, instrument),
                        _whole_axes(each, start, 2 * reach))  # fmt: skip


def _whole_codes(gap: PairedGap, part: str, start: int, reach: int, instrument: Instrument) -> Callable[[Piece], Array]:
    m, s = gap.minuend, gap.subtrahend

    def summed(piece: Piece, basis: Basis) -> Array:
        blocks = parts(basis, instrument).items()
        return reduce(add, (piece.block(basis, *block).digit_sum.astype(np.int32) for block in blocks))

    def codes(piece: Piece) -> Array:
        answered = reduce(add, (piece.block(m, *block).answered.astype(np.int64) for block in parts(m, instrument).items()))
        sums = {m.id: lambda: summed(piece, m), s.id: lambda: summed(piece, s)}
        own = sums[part]() if part in sums else summed(piece, m) - summed(piece, s)
        return answered * (2 * reach) + own - start

    return codes


def _whole_axes(each: int, start: int, width: int) -> Callable[[Array], Axes]:
    return lambda codes: (codes // width, codes % width + start + each * (codes // width), codes * 0)


def parts(basis: Basis, instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """The blocks of a basis, and under "" the items that belong to none."""
    blocks = basis.blocks(instrument)
    rest = tuple(p for p in basis.places if all(p not in places for places in blocks.values()))
    return blocks | ({"": rest} if rest else {})


# ---- points ----------------------------------------------------------------------------------------------------------
def _points(instrument: Instrument, responses: ResponseSet) -> Iterator[Frequency]:
    """Respondents with all dimensions and all points: by the total of their points, Σ points * score (`weighted`) and the
    plain sum of the same scores (`unweighted`), over the denominator `common`."""
    points = points_columns(instrument, responses)
    for gap in paired_gaps(instrument, responses) if points else []:
        if set(points) == set(gap.minuend.blocks(instrument)):
            for part in ("minuend", "subtrahend", "difference"):
                for place in ("weighted", "unweighted"):
                    yield _of_points(gap, part, place, points, instrument)


def _of_points(gap: PairedGap, part: str, place: str, points: dict[str, str], instrument: Instrument) -> Frequency:
    most = 128 * len(points)
    reach = most * (instrument.scale.high + 1) * common(instrument) + 1
    sides = {"minuend": (gap.minuend,), "subtrahend": (gap.subtrahend,), "difference": (gap.minuend, gap.subtrahend)}[part]

    def codes(piece: Piece) -> Array:
        digits = {d: piece.digits(*column.split(".", 1)) for d, column in points.items()}
        known, value = np.ones(piece.rows, bool), np.zeros(piece.rows, np.int64)
        for basis, sign in zip(sides, (1, -1), strict=False):
            for d, places in basis.blocks(instrument).items():
                items = basis.size(d, instrument)
                kept, score = piece.block(basis, d, places).score(divisor(items))
                known &= kept & (digits[d] > 0)
                times = digits[d].astype(np.int64) - 1 if place == "weighted" else 1
                value += sign * score * (common(instrument) // divisor(items)) * times
        total = sum((d.astype(np.int64) - 1 for d in digits.values()), np.zeros(piece.rows, np.int64))
        return np.where(known, total * (2 * reach) + value + reach, -1)

    return Frequency(
        ("points", f"{gap.id}.{part}", place), most * 2 * reach, codes,
        lambda codes: (codes // (2 * reach), codes % (2 * reach) - reach, codes * 0),
    )  # fmt: skip
