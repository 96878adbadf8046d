"""How often the intervals of strata, of samples of branches and of shrunken means hold the truth, and the size of Welch's F.

    python -m benchmarks.branches [strata clusters welch shrunken] [--samples 500]

The figures of docs/decisions/design.md: seeded, a few minutes with 500 samples a cell.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from itertools import product
from math import sqrt
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gaps.clusters import Allowance, Spread, design_effect, one_way
from gaps.comparisons import Member, welch_anova, with_one_more
from gaps.near_answer import Means, spread
from gaps.strata import strata
from gaps.units import shrink

Array = NDArray[np.float64]
Draw = Callable[[int, np.random.Generator], Array]
LEVEL, SEED = 0.95, 20260601
KINDS = {"item at the ceiling": 6.5, "item about 5": 5.0, "gap of an item": 5.6}


def answers(kind: str, moved: Any, rng: np.random.Generator) -> Array:
    """Answers 1 … 7 (or gaps −6 … 6 with expectations at the ceiling) of people whose latent answer is `moved` spreads off."""
    given = np.clip(np.rint(KINDS[kind] + 1.3 * moved), 1, 7)
    if not kind.startswith("gap"):
        return np.asarray(given)
    return np.asarray(given - np.clip(np.rint(6.6 + rng.normal(size=np.shape(moved))), 1, 7))


def limits(kind: str, counts: Array) -> tuple[Array, Array]:
    values, sides = (np.arange(-6, 7), 2) if kind.startswith("gap") else (np.arange(1, 8), 1)
    return Means(values, counts, spread(7, sides)).limits(LEVEL)


def shares(kind: str, x: Array) -> Array:
    """Of samples (R, n), the shares (R, values)."""
    values = np.arange(-6, 7) if kind.startswith("gap") else np.arange(1, 8)
    return np.stack([(x == v).mean(-1) for v in values], -1)


class Held(Struct, frozen=True):
    """Where, and in which share of the samples the truth was held, lay below, and lay above the interval."""

    where: str
    covered: float
    below: float = 0.0
    above: float = 0.0
    told: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.covered:.3f}" + (self.told or f" (below {self.below:.3f}, above {self.above:.3f})")


def held(where: str, low: Array, high: Array, truth: float) -> Held:
    inside, below, above = ((low <= truth) & (truth <= high)).mean(), (truth < low).mean(), (truth > high).mean()
    return Held(where, float(inside), float(below), float(above))


# ---- strata ----------------------------------------------------------------------------------------------------------
STRATA = (
    ((5,) * 6, (100, 200, 50, 400, 100, 1000)), ((60, 5, 5, 5, 10, 10), (100, 200, 300, 400, 100, 100)),
    ((20,) * 8, (30, 40, 50, 60, 25, 30, 80, 100)), ((20,) * 8, (25,) * 8), ((40, 10) * 4, (60, 600) * 4),
    ((100,) * 4, (1000, 9000, 500, 200)),
)  # fmt: skip


def of_strata(samples: int, rng: np.random.Generator) -> Iterator[Held]:
    for (asked, people), apart, kind in product(STRATA, (0.0, 0.5, 1.0), KINDS):
        shift = rng.normal(size=len(asked))
        shift = apart * (shift - shift.mean()) / shift.std() / 1.3
        customers = [answers(kind, s + rng.normal(size=n), rng) for s, n in zip(shift, people, strict=True)]
        drawn = [np.stack([rng.permutation(p)[:n] for _ in range(samples)]) for p, n in zip(customers, asked, strict=True)]
        counted = strata({str(i): n for i, n in enumerate(people)}, {str(i): (n, n) for i, n in enumerate(asked)})
        w = np.array([counted.weight[str(i)] * n for i, n in enumerate(asked)], float)
        w2 = np.array([counted.square[str(i)] * n for i, n in enumerate(asked)], float)
        mixed = sum(share * shares(kind, x) for share, x in zip(w / w.sum(), drawn, strict=True))
        found = limits(kind, np.asarray(mixed) * w.sum() ** 2 / w2.sum())
        yield held(f"{asked} of {people}, apart {apart}, {kind}", *found, float(np.concatenate(customers).mean()))


# ---- samples of branches ---------------------------------------------------------------------------------------------
def of_clusters(samples: int, rng: np.random.Generator) -> Iterator[Held]:
    for branches, pattern, icc, kind in product((5, 6, 8, 12, 30), ((8,), (25,), (5, 40)), (0.0, 0.05, 0.15, 0.3), KINDS):
        sizes = [pattern[i % len(pattern)] for i in range(branches)]
        truth = float(answers(kind, rng.normal(size=1_000_000), rng).mean())
        low, high = np.empty(samples), np.empty(samples)
        for r in range(samples):
            parts = [answers(kind, sqrt(icc) * rng.normal() + sqrt(1 - icc) * rng.normal(size=m), rng) for m in sizes]
            table = one_way([Spread(len(x), float(x.mean()), float(x.std(ddof=1))) for x in parts])
            effect = design_effect(sizes, np.ceil(100 * table.icc) / 100 if table else 1.0)
            counts = shares(kind, np.concatenate(parts)) * sum(sizes) * Allowance(effect, branches - 1).share(LEVEL)
            (low[r],), (high[r],) = limits(kind, counts)
        yield held(f"{branches} branches of {pattern}, ICC {icc}, {kind}", low, high, truth)


# ---- groups ----------------------------------------------------------------------------------------------------------
def members(samples: list[Array]) -> list[Member]:
    spreads = [(len(x), float(x.mean()), float(x.std(ddof=1))) for x in samples]
    return [Member("", n, mean, sd, sd / sqrt(n)) for n, mean, sd in spreads]


def rated(sevens: float) -> Draw:
    p = [*(np.array([0.02, 0.03, 0.05, 0.1, 0.3, 0.5]) * (1 - sevens)), sevens]
    return lambda n, rng: rng.choice(np.arange(1.0, 8), n, p=p)


def latent(kind: str) -> Draw:
    return lambda n, rng: answers(kind, rng.normal(size=n), rng)


def of_welch(samples: int, rng: np.random.Generator) -> Iterator[str]:
    populations = {f"{sevens:.0%} sevens": rated(sevens) for sevens in (0.3, 0.5, 0.6, 0.7, 0.85)} | {k: latent(k) for k in KINDS}
    layouts = ((10,), (20,), (30,), (60,), (120,), (10, 100), (15, 60), (30, 300), (60, 600))
    for (name, draw), k, layout in product(populations.items(), (2, 4, 8), layouts):
        whole = draw(200_000, rng)
        skew = float(((whole - whole.mean()) ** 3).mean() / whole.std() ** 3)
        drawn = (members([draw(layout[i % len(layout)], rng) for i in range(k)]) for _ in range(samples))
        tests = (welch_anova(with_one_more(groups)) for groups in drawn)
        size = sum(t is not None and t.p < 1 - LEVEL for t in tests) / samples
        yield f"{name}, {k} groups of {layout}, least n / skewness² {min(layout) / skew**2:.0f}: {size:.3f}"


# ---- shrunken means --------------------------------------------------------------------------------------------------
def of_shrunken(samples: int, rng: np.random.Generator) -> Iterator[Held]:
    for k, icc in product((5, 6, 8, 12, 30), (0.0, 0.02, 0.05, 0.15, 0.4)):
        inside = near = raw = 0.0
        for _ in range(samples):
            true = rng.normal(5, 1.3 * sqrt(icc), k)
            found = members([rng.normal(t, 1.3 * sqrt(1 - icc), int(n)) for t, n in zip(true, rng.integers(5, 60, k), strict=True)])
            table = one_way([Spread(m.n, m.mean, m.sd) for m in found])
            for s, m, t in zip(shrink(found, table) if table else [], found, true, strict=True):
                inside += abs(s.value - t) <= 1.959964 * s.se
                near, raw = near + (s.value - t) ** 2, raw + (m.mean - t) ** 2
        yield Held(f"{k} branches, ICC {icc}", inside / samples / k, told=f", squared error {near / raw:.2f} of the raw means'")


PARTS = {"strata": of_strata, "clusters": of_clusters, "welch": of_welch, "shrunken": of_shrunken}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", help="strata clusters welch shrunken; all where none is named")
    options.add_argument("--samples", type=int, default=500)
    asked = options.parse_args()
    for part in asked.parts or PARTS:
        for line in PARTS[part](asked.samples, np.random.default_rng(SEED)):
            print(f"{part}: {line}", flush=True)


if __name__ == "__main__":
    main()
