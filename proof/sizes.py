"""How often the tests that decide reject what is true: each under its own null, over populations tilted to that null.

A population of the published grid is tilted (its shares multiplied by exp(λ · value)) until its mean is the one that the null
names; so ceilings, ties and jagged shapes stay. The worst cell of many looks worse than it is: it is drawn again, and more often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt

import numpy as np
from msgspec import Struct

from proof.progress import told
from proof.size_cells import MARGIN, Cell, apart, change, equivalence, meets, paired, rating, rating_meets, rejects, zone_gap
from proof.size_groups import any_ranks, branches, differ, groups, headline, letters_apart, unproven_pair, zone_position

SEED, TRIALS, AGAIN = 20260601, 2000, 3
LEAST = 0.2
"""A cell in which the test decides in fewer trials than this is one in which it does not decide."""


class Test(Struct, frozen=True):
    """`nominal` is the greatest share of wrong rejections that is promised, `region` where the product lets the test decide."""

    decides: str
    null: str
    nominal: float
    region: str
    cells: Callable[[], list[Cell]]


LARGE, SMALL = ((12, 30), (12, 400), (24, 24), (24, 400)), ((5, 400), (8, 8), (8, 400))
ZERO, EQUAL = "the mean difference is 0", "the means are equal"
TESTS = (
    Test("gap of pairs: p of an item or a score", ZERO, 0.05, "5 pairs or more", paired),
    Test("gap of pairs: `meets`", "the mean difference is the margin", 0.05, "5 pairs or more", equivalence),
    Test("headline of pairs: p", ZERO, 0.05, "5 pairs or more", headline),
    Test("gaps 1, 6, 7: p", EQUAL, 0.05, "12 or more against 24 or more", lambda: apart(LARGE, rejects)),
    Test("gaps 1, 6, 7: p of fewer", EQUAL, 0.05, "5 to 11 against 8 or more", lambda: apart(SMALL, rejects)),
    Test(
        "gaps 1, 6, 7: `meets`", "the means differ by the margin", 0.05, "12 or more against 24 or more",
        lambda: apart(((24, 400), (100, 400)), meets, MARGIN),
    ),
    Test("rating that exceeds or falls short", "the mean is the target", 0.05, "5 answers or more", rating),
    Test("rating that `meets` or exceeds", "the mean is the margin below the target", 0.025, "5 answers or more", rating_meets),
    Test("change from wave to wave: p", "the mean gaps are equal", 0.05, "5 pairs or more in each wave", change),
    Test("MSA, MSS (9 points): p", ZERO, 0.05, "5 pairs or more", zone_gap),
    Test("position in the zone", "it is 0, or 0.5", 0.05, "10 or more; no verdict", zone_position),
    Test("groups `differ`", EQUAL, 0.05, "20 and 100 · skewness² in each group, or more", lambda: groups(differ, False)),
    Test("letters: any pair apart", EQUAL, 0.05, "where groups `differ`", lambda: groups(letters_apart, False)),
    Test("any pair of Games and Howell, elsewhere", EQUAL, 0.05, "no letters, no verdict", lambda: groups(unproven_pair, False)),
    Test("any pair of Dunn and Holm", "same distributions", 0.05, "beside, no verdict", lambda: groups(any_ranks, True)),
    Test("gap 5 in a sample of branches: p", ZERO, 0.05, "5 branches or more", lambda: branches("gap5")),
    Test("gap 1 in a sample of branches: p", EQUAL, 0.05, "5 branches or more", lambda: branches("gap1")),
)


class Rate(Struct, frozen=True):
    """Of the trials of a cell in which the test decides, the share of rejections."""

    where: str
    rejected: int
    decided: int

    @property
    def share(self) -> float:
        return self.rejected / max(self.decided, 1)

    @property
    def error(self) -> float:
        return sqrt(max(self.share, 0.01) * (1 - self.share) / max(self.decided, 1))


def rate(cell: Cell, trials: int, again: int = 0) -> Rate:
    """The seed is the cell's own."""
    trials = trials // 2 if cell.slow else trials
    rejected, decided = cell.run(trials, np.random.default_rng([SEED, again, *cell.where.encode()]))
    return Rate(cell.where, rejected, decided)


def rates(cells: list[Cell], trials: int) -> list[Rate]:
    """Of the cells in which the test decides; the worst of them drawn again."""
    tried = [(c, rate(c, trials)) for c in cells]
    kept = [(c, r) for c, r in tried if r.decided >= LEAST * trials / 2]
    if not kept:
        return []
    worst, _ = max(kept, key=lambda pair: pair[1].share)
    return [rate(c, AGAIN * trials, again=1) if c is worst else r for c, r in kept]


def section(quick: bool) -> Iterator[str]:
    trials = 10 if quick else TRIALS
    yield "## Size\n"
    yield f"How often a test that decides rejects what is true: {trials:,} trials a cell (half of it for headlines and branches),"
    yield f"of the worst cell {AGAIN} times as many new ones. Populations of the published grid are tilted to the mean that the"
    yield "null names. p is taken before it is corrected for its family (see Whole studies). Other tests stand beside, undecided."
    yield "Of groups the rate is among the samples whose sizes and skewness let the test decide; a large ± means that few did.\n"
    yield "| what is decided | by its null | where it may decide | promised | cells | mean | worst | in | above by two errors |"
    yield "|" + " --- |" * 9
    for test in told("sizes", TESTS):
        cells = test.cells()
        yield row(test, len(cells), rates(cells[:: len(cells) // 2] if quick else cells, trials))


def row(test: Test, cells: int, found: list[Rate]) -> str:
    head = f"| {test.decides} | {test.null} | {test.region} | {test.nominal:g} | {len(found)} of {cells} "
    if not found:
        return head + "| decides in none | | | |"
    worst, mean = max(found, key=lambda r: r.share), sum(r.share for r in found) / len(found)
    above = sum(r.share - 2 * r.error > test.nominal for r in found)
    return head + f"| {mean:.3f} | {worst.share:.3f} ±{worst.error:.3f} | {worst.where} | {above} |"
