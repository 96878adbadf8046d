"""The respondents' overall scores, the mean of their dimension scores, counted on a fine grid: they give the headline its shape.

The headline itself is the mean of the printed dimension means with its own error (gaps/rollup.py). What it lacks is a table, as
every interval needs that knows the ends of the scale; so the scores of those who have half of the dimensions or more are counted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gaps.bases import Basis, common, divisor, enough, paired_gaps, scored_bases
from gaps.exact import Array
from gaps.frequencies import Frequency
from gaps.pieces import Piece
from surveys.instrument import Instrument
from surveys.responses import ResponseSet

FINE, NEAR = 60, 1e-6
"""Steps of a point; scores between two are counted as the nearer one, in the middle as the upper one."""


def overall_scores(instrument: Instrument, responses: ResponseSet) -> Iterator[Frequency]:
    """One table for each facet that is scored for itself, and one for the difference of each paired gap."""
    wanted: dict[str, tuple[Basis, ...]] = {basis.id: (basis,) for basis in scored_bases(instrument, responses)}
    wanted |= {f"{gap.id}.difference": (gap.minuend, gap.subtrahend) for gap in paired_gaps(instrument, responses)}
    yield from (_overall(name, sides, instrument) for name, sides in wanted.items() if sides[0].blocks(instrument))


def _overall(name: str, sides: tuple[Basis, ...], instrument: Instrument) -> Frequency:
    scale, den = instrument.scale, common(instrument)
    start, reach = (-scale.span, 2 * scale.span) if len(sides) == 2 else (scale.low, scale.span)
    blocks = list(sides[0].blocks(instrument).items())

    def codes(piece: Piece) -> Array:
        answered, value = np.zeros(piece.rows, np.int8), np.zeros(piece.rows, np.int64)
        for block, places in blocks:
            fine = divisor(sides[0].size(block, instrument))
            for basis, sign in zip(sides, (1, -1), strict=False):
                kept, score = piece.block(basis, block, places).score(fine)
                value += score * (sign * (den // fine))
            answered += kept
        steps = np.array([FINE / (den * max(a, 1)) for a in range(len(blocks) + 1)])
        code = np.floor(value * steps[answered] + (0.5 + NEAR)).astype(np.int16) - np.int16(FINE * start)
        return np.where(answered >= enough(len(blocks)), code, np.int16(-1))

    return Frequency(
        ("overall", name, ""), FINE * reach + 1, codes, lambda codes: (codes + FINE * start, codes * 0, codes * 0)
    )  # fmt: skip
