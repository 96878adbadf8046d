"""The exact sums that frequency tables cannot give: covariances of dimensions, and products of the answers of complete rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from gaps.answer_moments import middle, products
from gaps.bases import Basis, PairedGap, coarse, divisor
from gaps.cells import Name
from gaps.exact import WHOLE, Array, Sums, by_runs, grams, run_starts, tally, times, together
from gaps.pieces import Piece
from surveys.instrument import Instrument


def asked(basis: Basis, block: str, places: tuple[str, ...]) -> str:
    """A dimension and which of its items were asked, as bits."""
    return f"{block}|{sum(1 << basis.bit(p) for p in places)}"


def products_of(items: int) -> int:
    """How many `answer_moments.products` there are."""
    return 4 + 3 * items + items * (items + 1) // 2


# ---- products of answers ---------------------------------------------------------------------------------------------
def answer_products(piece: Piece, basis: Basis, name: str, places: tuple[str, ...], group: Array, groups: int) -> Sums:
    """Sums over those who answered all the places, of the products of `answer_moments`, by group. They count respondents:
    no weights.

    Respondents with the same answers are taken together first, where that many answers fit one integer.
    """
    block, k = piece.block(basis, name, places), len(places)
    size = int(max(v.max(initial=0) for v in block.values)) + 1
    if size**k < 2**WHOLE:
        code = np.zeros(piece.rows, np.int32 if size**k < 2**31 else np.int64)
        for values in block.values:
            code = code * size + values
        cells = tally(group, groups, code, size**k, ())
        digits = np.stack([cells.code // size**j % size for j in reversed(range(k))])
        full = digits.all(axis=0)
        digits, where, n = digits[:, full], cells.group[full], cells.sums[full, 0]
    else:
        order = np.flatnonzero(block.complete)[np.argsort(group[block.complete], kind="stable")]
        digits, where, n = np.stack(block.values)[:, order], group[order], np.ones(len(order), np.int64)
    origin = block.low - 1 - middle(piece.instrument)
    reach = max(abs(origin), abs(size - 1 + origin)) * len(places)
    kind: Any = np.int64 if reach**4 * max(1, piece.rows) < 2**WHOLE else object
    answers = [d.astype(kind) + origin for d in digits]
    starts = run_starts(where)
    found = [by_runs(p * n, starts) for p in products(answers).values()]
    return moments(where[starts], np.stack(found, axis=1)[:, :, None].repeat(1 + len(piece.weights), axis=2))


# ---- points ----------------------------------------------------------------------------------------------------------
def points_sums(piece: Piece, column: str, group: Array, groups: int) -> Sums:
    """By group: 0 the respondents who gave points to a dimension, 1 the sum of these points."""
    points = piece.digits(*column.split(".", 1)) - 1
    cells = tally(group, groups, points, int(points.max(initial=0)) + 1, piece.weights)
    starts = run_starts(cells.group)
    both = [by_runs(cells.sums, starts), by_runs(times(cells.sums, cells.code[:, None]), starts)]
    return moments(cells.group[starts], np.stack(both, axis=1))


# ---- products of dimensions' scores ----------------------------------------------------------------------------------
def cross_names(bases: tuple[Basis, ...], ids: tuple[str, ...], instrument: Instrument) -> Iterator[Name]:
    """For two dimensions of each basis the moments 0 both answered, 1 the first score, 2 the second, 3 their product."""
    for basis in ids:
        yield from (("cross", basis, f"{x}|{y}") for x, y in combinations(bases[0].blocks(instrument), 2))


def cross_products(piece: Piece, bases: tuple[Basis, ...], group: Array) -> Sums:
    """The moments of `cross_names` by group: of one basis, or of both sides of a gap and their difference."""
    order, starts = together(group)
    blocks = list(bases[0].blocks(piece.instrument).items())
    kept, columns = [], []
    for basis in bases:
        found = [_coarse_score(piece, basis, block, places) for block, places in blocks]
        kept = [k for k, _ in found]
        columns += [x for _, x in found]
    rows = np.empty((len(kept) + len(columns), len(order)))
    for row, column in zip(rows, (*kept, *columns), strict=True):
        row[:] = column[order]
    d = len(blocks)
    parts, weights = 1 + len(bases), tuple(w[order] for w in piece.weights)
    each = grams(rows, starts, weights).reshape(len(starts), parts, d, parts, d, 1 + len(weights))
    both = each[:, 0, :, 0]
    fours = [(both, each[:, s, :, 0], each[:, 0, :, s], each[:, s, :, s]) for s in range(1, parts)]
    if len(bases) == 2:
        m, s = fours
        mixed = each[:, 1, :, 2] + each[:, 2, :, 1]
        fours.append((both, m[1] - s[1], m[2] - s[2], m[3] + s[3] - mixed))
    pairs = list(combinations(range(d), 2))
    flat = [part[:, i, j] for four in fours for i, j in pairs for part in four]
    return moments(group[order[starts]], np.stack(flat, axis=1))


def cross_parts(gap: PairedGap) -> tuple[str, ...]:
    return gap.minuend.id, gap.subtrahend.id, f"{gap.id}.difference"


def _coarse_score(piece: Piece, basis: Basis, block: str, places: tuple[str, ...]) -> tuple[Array, Array]:
    """The score as an integer over `coarse(items)`, the nearest one."""
    items = basis.size(block, piece.instrument)
    fine, rough = divisor(items), coarse(items)
    kept, score = piece.block(basis, block, places).score(fine)
    return kept, score if fine == rough else np.where(kept, (score * (2 * rough) + fine) // (2 * fine), 0)


def moments(group: Array, values: Array) -> Sums:
    """Values (groups, moments, measures) as sums, the moment for a code."""
    groups, moments, measures = values.shape
    codes = np.tile(np.arange(moments), groups)
    return Sums(np.repeat(group, moments), codes, values.reshape(groups * moments, measures))
