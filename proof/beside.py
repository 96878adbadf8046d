"""Coverage of the intervals beside the gaps' own: effects, alpha, shares, declared populations and staff, means drawn together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from math import sqrt

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from scipy import stats

from benchmarks import alpha_coverage, branches, effect_coverage
from benchmarks import coverage as grid
from gaps.estimates import wilson
from gaps.inference import by_near_answer
from gaps.staff import unseen
from proof.populations import ITEM, items
from proof.progress import told
from proof.size_cells import SEVEN, question
from proof.tally import PROMISED

SEED, DRAWS, SAMPLES = 20260601, 2000, 500
STAFF = ((5, 6), (12, 24), (18, 20), (12, 60), (40, 60), (60, 200), (180, 200), (195, 200))
"""How many were asked, of how many."""
ALMOST = "98 % sevens, 2 % ones"


class Seen(Struct, frozen=True):
    """`trials` is 0 where the coverage is exact."""

    method: str
    where: str
    covered: float
    trials: int = 0

    @property
    def error(self) -> float:
        return sqrt(max(self.covered * (1 - self.covered), 0.01) / self.trials) if self.trials else 0.0


def effects(share: float) -> Iterator[Seen]:
    """Where at least half of the samples have limits; of those that do."""
    draws = int(DRAWS * share)
    for kind, where, held, given in effect_coverage.rates(draws, np.random.default_rng(SEED)):
        if given >= 0.5:
            yield Seen(kind, where, held, int(draws * given))


def alphas(share: float) -> Iterator[Seen]:
    draws = int(DRAWS * share)
    for where, values in alpha_coverage.cells(draws):
        yield Seen("alpha_half_answer", where.replace(" |", ","), values[1], draws)


def shares(share: float) -> Iterator[Seen]:
    """Exact: all counts of n, of true shares from .01 to .99."""
    for n in (10, 20, 50, 200)[: 1 if share < 1 else 4]:
        found = [wilson(k, n, 0.95) for k in range(n + 1)]
        low, high = np.array([f.low for f in found]), np.array([f.high for f in found])
        for p in np.arange(1, 100) / 100:
            chance = stats.binom.pmf(np.arange(n + 1), n, p)
            yield Seen("wilson", f"share {p:g}, n = {n}", float(chance[(low <= p) & (p <= high)].sum()))


def populations(share: float) -> Iterator[Seen]:
    samples = int(SAMPLES * share)
    for held in branches.of_strata(samples, np.random.default_rng(SEED)):
        yield Seen("near_answer, branches by population", held.where, held.covered, samples)


def shrunken(share: float) -> Iterator[Seen]:
    samples = int(SAMPLES * share)
    for held in branches.of_shrunken(samples, np.random.default_rng(SEED)):
        yield Seen("shrunk, on average over branches", held.where, held.covered, samples * int(held.where.split()[0]))


def staff(share: float) -> Iterator[Seen]:
    """Of n of N people the mean of all N, where N is declared; the N are drawn anew each time."""
    samples, rng = int(SAMPLES * share), np.random.default_rng(SEED)
    shapes = {name: items()[name] for name in ("70 % sevens", "88 % sevens", "about 5")} | {"98 % sevens": grid.CEILINGS[ALMOST]}
    for (name, shape), (n, people) in product(shapes.items(), STAFF):
        drawn = rng.choice(ITEM, (samples, people), p=shape)
        tables = np.stack([(drawn[:, :n] == v).sum(1) for v in ITEM], axis=1)
        asked = [replace(question(ITEM, t, 1, SEVEN, 1), left=unseen(people, n)) for t in tables]
        found = by_near_answer(asked, 0.95, 0.3)
        inside = [e.low - 1e-9 <= m <= e.high + 1e-9 for e, m in zip(found, drawn.mean(1).tolist(), strict=True)]
        yield Seen("near_answer, staff counted", f"{name}, {n} of {people}", sum(inside) / samples, samples)


KINDS: tuple[Callable[[float], Iterator[Seen]], ...] = (effects, alphas, shares, populations, staff, shrunken)


def section(quick: bool) -> Iterator[str]:
    yield "## Intervals beside\n"
    yield "The same for the intervals of effects, of alpha (from 10 respondents on), of shares (exact; judged by the average), of"
    yield "results that weigh branches by their customers or count the staff, and of branches' means drawn together. Those of"
    yield "effects, alpha, shares and drawn means decide nothing.\n"
    yield "| method | populations and sizes | average | at least .925 | below it by two errors | worst | in |\n|" + " --- |" * 7
    found: dict[str, list[Seen]] = defaultdict(list)
    for kind in told("beside", KINDS):
        for seen in kind(0.02 if quick else 1.0):
            found[seen.method].append(seen)
    for method, cells in found.items():
        worst, average = min(cells, key=lambda s: s.covered), sum(s.covered for s in cells) / len(cells)
        good, surely = (sum(s.covered + k * s.error >= PROMISED for s in cells) for k in (0, 2))
        exact = f"±{worst.error:.3f}" if worst.trials else "exactly"
        row = f"{len(cells)} | {average:.3f} | {good / len(cells):.1%} | {len(cells) - surely} | {worst.covered:.3f} {exact}"
        yield f"| {method} | {row} | {worst.where} |"
