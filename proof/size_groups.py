"""Cells behind proof/sizes.py of what takes more than two means: zones, comparisons of groups, and whole studies without a gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np

from gaps import zones
from gaps.comparisons import comparisons
from gaps.drafts import Draft, Group
from gaps.results import Comparison, SideResult
from proof.populations import ITEM, Array, items, rated, tilted
from proof.size_cells import LEVEL, SEVEN, Cell, question
from proof.trials import FULL, SHARES, Design, cut, tried
from surveys.instrument import GapSpec, Side

Judge = Callable[[Comparison], bool | None]


def zone_position() -> list[Cell]:
    """Minimum, desired and perceived on one factor; the position is the ratio of the means, exactly."""
    nine, nought = np.arange(1, 10), np.zeros(2)
    low, high = np.concatenate([nought, SHARES["about 5"]]), np.concatenate([nought, SHARES["70 % sevens"]])
    least, most = low @ nine, high @ nine

    def cell(position: float, n: int) -> Cell:
        perceived = tilted(nine, np.maximum(low, 1e-4), float(least + position * (most - least)))

        def run(trials: int, rng: np.random.Generator) -> tuple[int, int]:
            found = [_fieller(rng, n, low, high, perceived) for _ in range(trials)]
            known = [f for f in found if f]
            return sum(not f.low <= position <= f.high for f in known), len(known)

        return Cell(f"position {position:g}, n = {n}", run)

    return [cell(position, n) for position, n in product((0.0, 0.5), (10, 30, 100, 400))]


def _fieller(rng: np.random.Generator, n: int, low: Array, high: Array, perceived: Array) -> Any:
    factor = rng.standard_normal(n)
    m, d, p = (cut(np.sqrt(0.5) * factor + np.sqrt(0.5) * rng.standard_normal(n), tuple(s)) for s in (low, high, perceived))
    return zones.fieller([(0, x, y, [1, 1, 1]) for x, y in zip((p - m).tolist(), (d - m).tolist(), strict=True)], LEVEL)


# ---- groups ------------------------------------------------------------------------------------------------------------
def groups(judge: Judge, alike: bool) -> list[Cell]:
    """Groups of one population, and (not `alike`) of two by turns whose means are equal."""
    populations = {f"{share:.0%} sevens": rated(share) for share in (0.3, 0.6, 0.85)} | {"about 5": items()["about 5"]}
    kinds: list[tuple[str, tuple[Array, ...]]] = [(name, (share,)) for name, share in populations.items()]
    mixed = (populations["60% sevens"], tilted(ITEM, populations["about 5"], float(populations["60% sevens"] @ ITEM)))
    kinds += [] if alike else [("60% sevens and about as high", mixed)]
    layouts = product(kinds, (2, 4, 8), ((40,), (15, 150), (120, 1200), (400,)))
    return [_compared(name, shares, k, sizes, judge) for (name, shares), k, sizes in layouts]


def _compared(name: str, shares: tuple[Array, ...], k: int, sizes: tuple[int, ...], judge: Judge) -> Cell:
    def run(trials: int, rng: np.random.Generator) -> tuple[int, int]:
        found = [judge(c) for c in _comparisons(trials, rng)]
        return sum(f is True for f in found), sum(f is not None for f in found)

    def _comparisons(trials: int, rng: np.random.Generator) -> Iterator[Comparison]:
        drawn = [rng.multinomial(sizes[i % len(sizes)], shares[i % len(shares)], trials) for i in range(k)]
        for tables in zip(*drawn, strict=True):
            yield from comparisons([_draft(f"{i:02}", t) for i, t in enumerate(tables)], LEVEL, False)

    return Cell(f"{name}, {k} groups of {' and '.join(map(str, sizes))}", run)


def _draft(group: str, counts: Array) -> Draft:
    spec, asked, n = GapSpec("gap2", "rating", Side("standard", "manager")), question(ITEM, counts, 1, SEVEN, 1), int(counts.sum())
    where = Group({"segment": {"g": group}}, "segment.g", "")
    return Draft(spec, "dimension", "d", where, n, SideResult("standard"), None, question=asked, ranked=asked.distribution)


def differ(c: Comparison) -> bool | None:
    return None if c.verdict is None else c.verdict == "differ"


def letters_apart(c: Comparison) -> bool | None:
    """Whether two groups share no letter."""
    marks = [set(g.letters) for g in c.groups if g.letters]
    return None if c.verdict is None else any(not a & b for a, b in combinations(marks, 2))


def unproven_pair(c: Comparison) -> bool | None:
    """Where there is no verdict and no letters, whether a pair's own p is small."""
    return None if c.verdict is not None else any(p.p is not None and p.p <= 1 - LEVEL for p in c.pairs)


def any_ranks(c: Comparison) -> bool | None:
    return any(p.p_ranks is not None and p.p_ranks <= 1 - LEVEL for p in c.pairs)


# ---- whole studies -----------------------------------------------------------------------------------------------------
@cache
def _counted(design: Design, trials: int) -> Counter[tuple[str, str, bool]]:
    """By gap and level, how many results there were, and in how many of them p was small; of the overall scores the headline."""
    found: Counter[tuple[str, str, bool]] = Counter()
    for results in tried(design, trials):
        for r in results:
            if r.decision and (r.level != "overall" or r.place == "mean_of_dimensions"):
                found[r.gap, r.level, r.decision.p <= 1 - LEVEL] += 1
    return found


def _whole(where: str, design: Design, gap: str, level: str) -> Cell:
    """The seed is the design's own, as its trials serve several cells."""

    def run(trials: int, rng: np.random.Generator) -> tuple[int, int]:
        found = _counted(design, trials)
        return found[gap, level, True], found[gap, level, True] + found[gap, level, False]

    return Cell(where, run, slow=True)


def headline() -> list[Cell]:
    kinds = product(("70 % sevens", "88 % sevens"), (8, 12, 30, 100), (False, True))
    return [
        _whole(f"{e}, n = {n}{', weights 1 and 4' if w else ''}", Design(n, e, e, weighted=w), "gap5", "overall")
        for e, n, w in kinds
    ]


def branches(gap: str) -> list[Cell]:
    top, levels = "70 % sevens", {"items": "item", "scores": "dimension", "headline": "overall"}
    kinds = product((5, 8), ((8,), (5, 40)))
    designs = {(k, sizes): Design(0, top, top, FULL, False, 3, top, k, sizes, 0.15) for k, sizes in kinds}
    return [
        _whole(f"{k} branches of {' and '.join(map(str, sizes))}, {name}", design, gap, level)
        for ((k, sizes), design), (name, level) in product(designs.items(), levels.items())
    ]
