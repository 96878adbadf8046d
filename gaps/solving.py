"""What the near-answer method is asked, as plain arrays: it may be solved here, or wherever the arrays can be sent meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gaps.near_answer import Difference, Means

Array = NDArray[np.float64]


class Tables(NamedTuple):
    """R tables of one shape: `values` and `counts` (R, K), and how a random respondent answers, `spread` (K,)."""

    values: Array
    counts: Array
    spread: Array


class Asked(NamedTuple):
    """The means of R tables, or the differences of those of two groups: intervals at two levels, p against zero and ±margin."""

    first: Tables
    second: Tables | None
    levels: tuple[float, float]
    margin: float


Solver = Callable[[Sequence[Asked]], Callable[[], list[Array]]]
"""Begins to solve; what it gives is called for the answers, as `solved` gives them."""


def solved(asked: Asked) -> Array:
    """Rows (6, R): both limits at the first level, both at the second, p, and the p of equivalence."""
    means = Means(*asked.first)
    method = means if asked.second is None else Difference(means, Means(*asked.second))
    limits = method.intervals(asked.levels).reshape(4, -1)
    p, beyond = method.p_and_tails(0.0, ((-asked.margin, "low"), (asked.margin, "high")))
    return np.stack((*limits, p, beyond.max(0)))


def here(asked: Sequence[Asked]) -> Callable[[], list[Array]]:
    """Solves in this process, when called for the answers."""
    return lambda: [solved(each) for each in asked]
