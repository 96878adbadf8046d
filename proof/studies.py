"""Coverage in whole studies, from answers to printed results: missing answers, weights, expectations at the ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from proof.progress import told
from proof.tally import percent, printed, summary, tallies, width
from proof.trials import FULL, HOLES, Design

TRIALS = 1500
MISSING: dict[tuple[float, ...], str] = {FULL: "none", HOLES: "one item 40 %, others 5 %"}
LEVELS = {"item": "items", "dimension": "dimensions", "overall": "the headline"}


def designs(quick: bool) -> list[Design]:
    sizes = (12,) if quick else (8, 12, 30, 100)
    grid = product(sizes, ("70 % sevens", "88 % sevens"), ("alike", "about 5"), MISSING, (False, True))
    return [Design(n, e, e if p == "alike" else p, skipped, weighted) for n, e, p, skipped, weighted in grid]


def section(quick: bool) -> Iterator[str]:
    cells, trials = designs(quick), 10 if quick else TRIALS
    yield "## Whole studies\n"
    yield f"{trials:,} studies a cell, each from answers to printed results; of items and dimensions a study has several. Where"
    yield "perceptions are alike there is no gap: a family of items or dimensions is wrong where one of its corrected verdicts"
    yield "names a direction.\n"
    yield (
        "| n | expectations, perceptions | missing answers | weights | items | dimensions | headline | worst side "
        "| width, headline | wrong family of items | of dimensions | headline wrong |"
    )
    yield "|" + " --- |" * 12
    found = []
    for d in told("studies", cells):
        t = tallies(d, trials)
        found.append(t)
        alike = d.expected == d.perceived
        values = [printed(t.get(("gap5", level))) for level in LEVELS]
        wrong = [percent(t["gap5", level].wrong, trials) if alike and ("gap5", level) in t else "" for level in LEVELS]
        what = f"{d.expected}, {'alike' if alike else d.perceived} | {MISSING[d.skipped]} | {'1 and 4' if d.weighted else 'none'}"
        side, wide = max(x.side for x in t.values()), width(t.get(("gap5", "overall")))
        yield f"| {d.customers} | {what} | {' | '.join(values)} | {side:.3f} | {wide} | {' | '.join(wrong)} |"
    yield ""
    for level, name in LEVELS.items():
        yield from summary(found, ("gap5", level), name)
