"""How often the printed interval of a mean holds the truth by itself: the published grid of populations.

benchmarks/coverage.py tries items, gaps, scores and two groups; at the ceiling, smooth, jagged. Whole studies: proof/studies.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import coverage as grid
from proof.progress import told
from proof.tally import ONE_SIDE, PROMISED, judged

SIZES = (5, 8, 10, 20, 30, 50, 100, 400)


def section(quick: bool) -> Iterator[str]:
    rng = np.random.default_rng(grid.SEED)
    families = [(f, n) for f in grid.families(not quick) for n in ((10,) if quick else SIZES)]
    cells: list[grid.Cell] = []
    errors: list[float] = []
    for family, n in told("coverage", families):
        draws = 20 if quick else 1000 if len(family.shares) <= 30 and len(family.values) <= 13 else 500
        found, error = grid.measure(family, n, draws, 500 if quick else 8100, rng)
        cells, errors = cells + found, errors + [error] * len(found)
    for few in (12, 24):
        found = grid.groups(few, 20 if quick else 1000, rng)
        cells, errors = cells + found, errors + [(0.95 * 0.05 / (20 if quick else 1000)) ** 0.5] * len(found)
    yield "## Coverage\n"
    yield f"{len(cells)} populations and sizes ({SIZES[0]} to {SIZES[-1]} answers) of the published grid: {errors.count(0.0)} by"
    yield f"listing all samples, the others by drawing 500 or 1,000 of them (± {max(errors):.3f} or less each).\n"
    yield "| interval | mean | at least .925 | worst | below it by two errors | more than 5 % on one side | median width |"
    yield "|" + " --- |" * 7
    verdicts = []
    for method, name in (("whole", "printed"), ("t", "Student's, Welch's")):
        covered, side = (np.array([getattr(c, part)[method] for c in cells]) for part in ("covered", "side"))
        worst, width = int(covered.argmin()), np.median([c.width[method] for c in cells])
        good, lopsided = (covered >= PROMISED).mean(), (side > ONE_SIDE).mean()
        surely = int((covered + 2 * np.array(errors) < PROMISED).sum())
        yield (
            f"| {name} | {covered.mean():.3f} | {good:.2%} | {covered[worst]:.3f} ±{errors[worst]:.3f} | {surely} | {lopsided:.2%} "
            f"| {width:.2f} times Student's |"
        )
        verdicts.append(f"{name}: {judged(float(good), float(covered.min()), float(side.max()))}")
    yield "\n" + " ".join(verdicts)
    yield "\nIt may decide for items, item gaps, scores and gaps of scores, and for two groups of 12 or more against 400; see Size."
