"""Populations of answers whose mean is a given one: the shapes of the published grid, tilted to the null of a test."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import optimize

from benchmarks import coverage as grid

Array = np.ndarray[Any, Any]
ITEM, GAP = np.arange(1, 8), np.arange(-6, 7)


def tilted(values: Array, share: Array, mean: float) -> Array:
    """The same population with another mean."""

    def off(by: float) -> float:
        return float(_tilt(values, share, by) @ values) - mean

    return _tilt(values, share, optimize.brentq(off, -20, 20))


def _tilt(values: Array, share: Array, by: float) -> Array:
    x = by * (values - values.mean()) + np.log(np.maximum(share, 1e-300))
    found = np.exp(x - x.max())
    return np.asarray(found / found.sum())


def items() -> dict[str, Array]:
    shapes = dict(grid.smooth())
    rough = {f"jagged {i}": share for i, (_, share) in enumerate(grid.jagged(6))}
    return {k: np.array(grid.CEILINGS[k]) for k in ("70 % sevens", "88 % sevens")} | {"about 5": shapes["normal 5, 1.3"]} | rough


def gaps_of_items() -> dict[str, Array]:
    """Perceptions as expected at the ceiling, about 5 and about 6, and jagged ones; their means are still to be tilted."""
    top, about = items()["70 % sevens"], items()["about 5"]
    rough = [share for name, share in items().items() if name.startswith("jagged")]
    made = {"both at the ceiling": grid.gap_score(top, top, 1, 0.4), "perceptions about 5": grid.gap_score(top, about, 1, 0.4)}
    return made | {f"jagged {i}": np.convolve(a, b[::-1]) for i, (a, b) in enumerate(zip(rough[:3], rough[3:], strict=True))}


def scores() -> dict[str, Array]:
    top, about = items()["70 % sevens"], items()["about 5"]
    return {"score, both at the ceiling": grid.gap_score(top, top, 4, 0.4), "score, about 5": grid.gap_score(top, about, 4, 0.4)}


def zones_of_items() -> dict[str, Array]:
    """Gaps on nine points, whose shapes are those of seven with two more low ones."""
    nine = {name: np.concatenate([[0.004, 0.004], 0.992 * share]) for name, share in items().items()}
    pairs = ("70 % sevens", "about 5"), ("88 % sevens", "88 % sevens"), ("jagged 0", "jagged 1")
    return {f"{a} and {b}": np.convolve(nine[a], nine[b][::-1]) for a, b in pairs}


def rated(sevens: float) -> Array:
    """So many sevens, and the other answers in one shape below them."""
    return np.array([*(np.array([0.02, 0.03, 0.05, 0.1, 0.3, 0.5]) * (1 - sevens)), sevens])
