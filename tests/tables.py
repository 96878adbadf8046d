"""A distribution as it is written by hand."""

from collections.abc import Sequence
from typing import Any

from gaps.distribution import Distribution


def build(values: dict[Any, Sequence[int]], den: int, items: int = 1) -> Distribution:
    """From value → n, w, w2."""
    ordered = sorted(values)
    n, w, w2 = zip(*(values[v] for v in ordered), strict=True)
    return Distribution(tuple(ordered), den, n, w, w2, items)
