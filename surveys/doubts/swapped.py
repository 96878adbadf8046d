"""Expectation and perception exchanged: a paired gap that is positive nearly throughout is rarer than a slip in the headers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from surveys.doubts.seen import BLANK, Seen
from surveys.problems import Problem

FEWEST_ROWS, FEWEST_ITEMS = 10, 3
NEARLY_ALL = 0.9
NEEDED = "minimum"


def swapped(seen: Seen) -> Iterator[Problem]:
    """The organisation's side above the customer's wish in nearly all items, and by the smallest gap that matters on average.

    Items that hardly anybody answered on both sides say nothing; nor does more than the least that customers accept (NEEDED),
    which is what most of them get.
    """
    for gap in seen.instrument.gaps:
        if gap.design != "paired" or gap.subtrahend is None or {gap.minuend.role, gap.subtrahend.role} != {seen.role}:
            continue
        if gap.subtrahend.facet == NEEDED:
            continue
        sides = [seen.instrument.facet(side.facet) for side in (gap.minuend, gap.subtrahend)]
        both = [p for p in seen.instrument.places(sides[0]) if all(seen.columns_of(side, [p]) for side in sides)]
        upper, lower = (seen.codes[:, seen.columns_of(side, both)] for side in sides)
        pairs = (upper != BLANK) & (lower != BLANK)
        counted = pairs.sum(axis=0)
        often = counted >= FEWEST_ROWS
        sums = np.where(pairs, upper.astype(np.int16) - lower, 0).sum(axis=0, dtype=np.int64)[often]
        above, asked = int((sums > 0).sum()), len(sums)
        mean = float(sums.sum() / max(counted[often].sum(), 1))
        if asked >= FEWEST_ITEMS and above >= NEARLY_ALL * asked and mean >= seen.instrument.margin:
            values = {
                "minuend": sides[0].id, "subtrahend": sides[1].id, "above": str(above), "items": str(asked), "mean": f"{mean:.2f}",
            }  # fmt: skip
            yield Problem("facets_swapped", seen.report.file, None, None, "warning", 1, values)
