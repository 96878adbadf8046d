"""Coverage where branches are a sample of branches: one group and two, items and scores of several, with and without weights."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from proof.progress import told
from proof.tally import printed, summary, tallies
from proof.trials import FULL, Design

TRIALS, FEW = 500, 3
"""Studies a cell; managers a branch."""
LEVELS = {"item": "items", "dimension": "scores of two and three items", "overall": "the headline"}
GAPS = {"gap5": "one group (gap 5)", "gap1": "two groups (gap 1)"}


def designs(quick: bool) -> list[Design]:
    """Branches that differ little or much."""
    few = product((5,) if quick else (5, 8), ((8,), (5, 40), (200,)), (0.05, 0.3), (False, True))
    many = product(() if quick else (30,), ((5, 40),), (0.05, 0.3), (False, True))
    return [Design(0, "70 % sevens", "about 5", FULL, w, FEW, "about 6", k, sizes, icc) for k, sizes, icc, w in (*few, *many)]


def section(quick: bool) -> Iterator[str]:
    cells, trials = designs(quick), 5 if quick else TRIALS
    yield "## Samples of branches\n"
    yield f"{trials} studies a cell with 70 % sevens among expectations, {FEW} managers a branch, `unit_is: cluster`. ICC is the"
    yield "likeness of the latent answers within a branch. Studies without any gap: see Size.\n"
    yield "| branches of | ICC | weights | gap 5: items | scores | headline | gap 1: items | scores | headline | worst side |"
    yield "|" + " --- |" * 10
    found = []
    for d in told("clusters", cells):
        t = tallies(d, trials)
        found.append(t)
        values = [printed(t.get((gap, level))) for gap in GAPS for level in LEVELS]
        what = f"{d.branches} of {' and '.join(map(str, d.sizes))} | {d.icc:g} | {'1 and 4' if d.weighted else 'none'}"
        yield f"| {what} | {' | '.join(values)} | {max(x.side for x in t.values() if x.seen):.3f} |"
    yield ""
    for gap, of in GAPS.items():
        for level, name in LEVELS.items():
            yield from summary(found, (gap, level), f"{of}, {name}")
