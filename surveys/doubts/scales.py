"""Answers that seem to come from another scale than the instrument's: one that ends earlier, or one with fewer steps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from surveys.doubts.seen import BLANK, Seen
from surveys.problems import Problem

FEWEST_ROWS, FEWEST_ANSWERS = 30, 200
AT_THE_TOP = 0.1
"""The least share of the highest answer seen that makes a scale's end of it."""
ON_BOTH_SIDES = 0.05


def scales(seen: Seen) -> Iterator[Problem]:
    """A facet nobody answers at the top of the scale, and one in whose middle a code is never used."""
    low, high = seen.instrument.scale.low, seen.instrument.scale.high
    if len(seen.codes) < FEWEST_ROWS or str(high) in seen.missing:
        return
    used = {facet.id: _used(seen, seen.columns_of(facet, seen.instrument.places(facet))) for facet in seen.facets()}
    many = {facet: counts for facet, counts in used.items() if counts.sum() >= FEWEST_ANSWERS}
    tops = {facet: low + int(np.flatnonzero(counts)[-1]) for facet, counts in many.items()}
    whole = [facet for facet, top in tops.items() if top == high]
    for facet, counts in many.items():
        values = {"facet": facet, "top": str(tops[facet]), "high": str(high), "low": str(low)}
        if tops[facet] < high and counts[tops[facet] - low] >= AT_THE_TOP * counts.sum():
            code, more = ("scales_unequal", {"other": whole[0]}) if whole else ("scale_shorter", {})
            yield Problem(code, seen.report.file, None, None, "warning", 1, {**values, **more})
        if holes := _holes(counts):
            codes = ", ".join(str(low + hole) for hole in holes)
            yield Problem("codes_unused", seen.report.file, None, None, "warning", 1, {**values, "codes": codes})


def _used(seen: Seen, columns: list[int]) -> NDArray[np.int64]:
    """How often each code of the scale is used in these columns."""
    first = seen.instrument.scale.low - BLANK
    return np.asarray(seen.counts[columns, first : first + seen.instrument.scale.span + 1].sum(axis=0))


def _holes(counts: NDArray[np.int64]) -> list[int]:
    """Steps that nobody used, with a fair share of the answers on either side."""
    below = np.cumsum(counts)
    least = ON_BOTH_SIDES * counts.sum()
    return [n for n, count in enumerate(counts) if not count and below[n] >= least and below[-1] - below[n] >= least]
