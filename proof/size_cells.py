"""Cells behind proof/sizes.py: the product's own decisions about one mean or two, on populations in which their null is true."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from msgspec import Struct

from gaps.distribution import Distribution
from gaps.inference import Estimate, Question, by_near_answer, by_two_groups
from gaps.verdicts import decide
from proof.populations import GAP, ITEM, Array, gaps_of_items, items, scores, tilted, zones_of_items
from surveys.instrument import Scale

Wanted = Callable[[Estimate], bool]
LEVEL, MARGIN = 0.95, 0.3
SEVEN, NINE = Scale(1, 7), Scale(1, 9)
PAIRS = (8, 12, 30, 100, 400)


class Cell(Struct, frozen=True):
    """`run` draws so many trials and says how often the test rejected, and in how many trials it decided at all. `slow` cells
    are tried half as often."""

    where: str
    run: Callable[[int, np.random.Generator], tuple[int, int]]
    slow: bool = False


def question(values: Array, counts: Array, den: int, scale: Scale, sides: int, null: float = 0.0) -> Question:
    """`values` are integers over `den`, the number of items."""
    given = counts > 0
    n = tuple(counts[given].tolist())
    return Question(Distribution(tuple(values[given].tolist()), den, n, n, n, den), scale, sides, null=null)


def one(
    where: str, values: Array, share: Array, n: int, wanted: Wanted, den: int = 1, scale: Scale = SEVEN, sides: int = 2,
    null: float = 0.0,
) -> Cell:  # fmt: skip
    def run(trials: int, rng: np.random.Generator) -> tuple[int, int]:
        tables, times = np.unique(rng.multinomial(n, share, trials), axis=0, return_counts=True)
        found = by_near_answer([question(values, t, den, scale, sides, null) for t in tables], LEVEL, MARGIN)
        return int(sum(k for k, e in zip(times.tolist(), found, strict=True) if wanted(e))), trials

    return Cell(f"{where}, n = {n}", run)


def rejects(e: Estimate) -> bool:
    return e.p <= 1 - LEVEL


def meets(e: Estimate) -> bool:
    return decide(e, 1.0, 1 - LEVEL, MARGIN, False)[0] == "meets"


def paired() -> list[Cell]:
    single, several, wide = product(gaps_of_items().items(), PAIRS), product(scores().items(), PAIRS), np.arange(-24, 25)
    found = [one(name, GAP, tilted(GAP, share, 0.0), n, rejects) for (name, share), n in single]
    return found + [one(name, wide, tilted(wide, share, 0.0), n, rejects, 4) for (name, share), n in several]


def equivalence() -> list[Cell]:
    populations = product(gaps_of_items().items(), (-MARGIN, MARGIN), (30, 100, 400))
    return [one(f"{name} at {m:+g}", GAP, tilted(GAP, share, m), n, meets) for (name, share), m, n in populations]


def rating() -> list[Cell]:
    def decided(e: Estimate) -> bool:
        return decide(e, 1.0, 1 - LEVEL, MARGIN, True)[0] in ("exceeds", "shortfall")

    return _rated(decided, 0.0)


def rating_meets() -> list[Cell]:
    def good(e: Estimate) -> bool:
        return decide(e, 1.0, 1 - LEVEL, MARGIN, True)[0] in ("meets", "exceeds")

    return _rated(good, -MARGIN)


def _rated(wanted: Wanted, off: float) -> list[Cell]:
    populations = product(items().items(), (5.0, 6.0), (8, 12, 30, 100))
    return [
        one(f"{name}, target {target:g}", ITEM, tilted(ITEM, share, target + off), n, wanted, sides=1, null=target)
        for (name, share), target, n in populations
    ]


def zone_gap() -> list[Cell]:
    values = np.arange(-8, 9)
    populations = product(zones_of_items().items(), PAIRS)
    return [one(name, values, tilted(values, share, 0.0), n, rejects, scale=NINE) for (name, share), n in populations]


# ---- two means ---------------------------------------------------------------------------------------------------------
def two(where: str, values: Array, shares: tuple[Array, Array], sizes: tuple[int, int], wanted: Wanted, sides: int = 1) -> Cell:
    def run(trials: int, rng: np.random.Generator) -> tuple[int, int]:
        drawn = (rng.multinomial(n, share, trials) for n, share in zip(sizes, shares, strict=True))
        asked = [(question(values, a, 1, SEVEN, sides), question(values, b, 1, SEVEN, sides)) for a, b in zip(*drawn, strict=True)]
        return sum(map(wanted, by_two_groups(asked, LEVEL, MARGIN))), trials

    return Cell(f"{where}, {sizes[0]} and {sizes[1]}", run)


def apart(sizes: tuple[tuple[int, int], ...], wanted: Wanted, by: float = 0.0) -> list[Cell]:
    """The second group has the first one's mean, moved by the difference, whatever its shape."""
    known = items()
    kinds = [("70 % sevens", "70 % sevens"), ("88 % sevens", "88 % sevens"), ("70 % sevens", "about 5"), ("about 5", "70 % sevens"),
             ("about 5", "about 5"), ("jagged 0", "jagged 1"), ("jagged 2", "88 % sevens")]  # fmt: skip
    return [
        two(f"{a} against {b}", ITEM, (known[a], tilted(ITEM, known[b], float(known[a] @ ITEM) + by)), n, wanted)
        for (a, b), n in product(kinds, sizes)
    ]


def change() -> list[Cell]:
    kinds = gaps_of_items()
    pairs = [("both at the ceiling",) * 2, ("perceptions about 5",) * 2, ("perceptions about 5", "both at the ceiling"),
             ("jagged 0", "jagged 1")]  # fmt: skip
    return [
        two(f"{a}, then {b}", GAP, (tilted(GAP, kinds[a], -0.5), tilted(GAP, kinds[b], -0.5)), n, rejects, 2)
        for (a, b), n in product(pairs, ((8, 8), (12, 12), (30, 30), (30, 300)))
    ]
