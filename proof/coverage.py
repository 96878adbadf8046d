"""How often the printed intervals hold the truth: the published grid of populations, and whole studies through the whole product.

The grid (benchmarks/coverage.py) tries the interval on its own: items, gaps, scores, two groups; at the ceiling, smooth, jagged.
The studies here go the way of a user's data, from answers to the printed results: five items in two dimensions, correlated by one
factor, expectations at the ceiling, with and without missing answers and sampling weights, for items, dimensions and overall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import product
from multiprocessing import get_context
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import special

from benchmarks import coverage as grid
from gaps.analyse import analyse
from gaps.results import GapResult
from surveys.instrument import Dimension, Facet, GapSpec, Instrument, Item, Scale, Side
from surveys.responses import ResponseSet, Rows
from surveys.study import Source, Study

SEED, AT_ONCE = 20260601, 2
PROMISED, ONE_SIDE = 0.925, 0.05
CEILINGS = {"70 % sevens": (0.01, 0.01, 0.02, 0.03, 0.08, 0.15, 0.70), "88 % sevens": (0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.88)}
PERCEIVED = {"alike": None, "about 5": (0.02, 0.04, 0.09, 0.18, 0.30, 0.25, 0.12)}
ITEMS = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "b3": "b"}
SKIPPED = {"none": (0.0,) * 5, "one item 40 %, others 5 %": (0.05, 0.05, 0.4, 0.05, 0.05)}


@dataclass
class Tally:
    """Intervals seen at one level, and on which side they missed."""

    seen: int = 0
    below: int = 0
    above: int = 0
    widths: list[float] = field(default_factory=list)

    def add(self, r: GapResult, truth: float) -> None:
        if r.difference:
            self.seen += 1
            self.below += truth < r.difference.low - 1e-9
            self.above += truth > r.difference.high + 1e-9
            self.widths.append(r.difference.high - r.difference.low)

    @property
    def covered(self) -> float:
        return 1 - (self.below + self.above) / max(self.seen, 1)

    @property
    def side(self) -> float:
        return max(self.below, self.above) / max(self.seen, 1)


def instrument() -> Instrument:
    perceived, expected = Side("perception", "customer"), Side("expectation", "customer")
    return Instrument(
        id="proof", version="1", licence="", reference="", scale=Scale(1, 7), margin=0.3, words={},
        dimensions=(Dimension("a"), Dimension("b")), items=tuple(Item(i, d) for i, d in ITEMS.items()),
        facets=(Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P")),
        gaps=(GapSpec("gap5", "paired", perceived, expected),),
    )  # fmt: skip


def cut(latent: Any, shares: tuple[float, ...]) -> Any:
    """Answers 1 to 7 with these shares."""
    return 1 + np.searchsorted(special.ndtri(np.clip(np.cumsum(shares)[:-1], 0, 1)), latent)


def drawn(n: int, shares: tuple[Any, Any], skipped: tuple[float, ...], weighted: bool, rng: np.random.Generator) -> ResponseSet:
    """`weighted`: one in four was asked four times too seldom and counts four times as much, whatever the answers."""
    factor = rng.standard_normal((n, 1))
    columns: dict[str, Any] = {"wave": [""] * n}
    for facet, share in zip(("expectation", "perception"), shares, strict=True):
        answers = cut(np.sqrt(0.5) * factor + np.sqrt(0.5) * rng.standard_normal((n, 5)), share)
        gone = rng.random((n, 5)) < np.array(skipped)
        columns |= {f"{facet}.{i}": pa.array(answers[:, j], pa.int8(), mask=gone[:, j]) for j, i in enumerate(ITEMS)}
    if weighted:
        columns["weight"] = pa.array(np.where(rng.random(n) < 0.25, 40_000, 10_000), pa.int64())
    names = tuple(c for c in columns if "." in c)
    return ResponseSet("proof.csv", "customer", pa.table(columns), names, Rows(n, n), weighted=weighted)


@dataclass(frozen=True)
class Design:
    """One cell of the grid of studies."""

    n: int
    ceiling: str
    perceived: str
    missing: str
    weighted: bool
    runs: int

    @property
    def label(self) -> str:
        weights = "weights 1 and 4" if self.weighted else "no weights"
        return f"{self.n} | {self.ceiling}, perceptions {self.perceived} | {self.missing} | {weights}"


def designs(quick: bool) -> list[Design]:
    sizes, runs = ((12,), 10) if quick else ((8, 12, 30, 100), 300)
    return [Design(*x, runs) for x in product(sizes, CEILINGS, PERCEIVED, SKIPPED, (False, True))]


def tried(design: Design) -> dict[str, Tally]:
    """The tallies of one cell, by level; its seed is its own, so that cells may run side by side."""
    rng = np.random.default_rng([SEED, design.n, *design.label.encode()])
    e = CEILINGS[design.ceiling]
    p = PERCEIVED[design.perceived] or e
    truth = float(np.dot(np.arange(1, 8), p) - np.dot(np.arange(1, 8), e))
    tallies: dict[str, Tally] = defaultdict(Tally)
    for _ in range(design.runs):
        responses = drawn(design.n, (e, p), SKIPPED[design.missing], design.weighted, rng)
        for r in analyse(Study((Source("proof.csv"),)), instrument(), [responses], by=[]).results:
            if r.level != "overall" or r.place == "mean_of_dimensions":
                tallies[r.level].add(r, truth)
    return dict(tallies)


def section(quick: bool) -> Iterator[str]:
    yield "## Coverage\n"
    yield from _grid(quick)
    yield from _studies(quick)


def _grid(quick: bool) -> Iterator[str]:
    rng, cells = np.random.default_rng(grid.SEED), []
    for family in grid.families(not quick):
        for n in (10,) if quick else (5, 8, 10, 20, 30, 50, 100, 400):
            draws = 20 if quick else 1000 if len(family.shares) <= 30 and len(family.values) <= 13 else 500
            cells += grid.measure(family, n, draws, 500 if quick else 8100, rng)[0]
    for few in (12, 24):
        cells += grid.groups(few, 20 if quick else 1000, rng)
    for method, name in (("whole", "the printed interval"), ("t", "Student's and Welch's")):
        covered = np.array([c.covered[method] for c in cells])
        side = np.array([c.side[method] for c in cells])
        good, lopsided = (covered >= PROMISED).mean(), (side > ONE_SIDE).mean()
        yield (
            f"Of {len(cells)} populations and sizes of the published grid, {name} held the truth in {PROMISED} or more of samples "
            f"in {good:.2%} (worst {covered.min():.3f}), and missed more than 5 % on one side in {lopsided:.2%}.\n"
        )


def _studies(quick: bool) -> Iterator[str]:
    cells = designs(quick)
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as pool:
        rows = list(zip((c.label for c in cells), pool.map(tried, cells), strict=True))
    yield "Whole studies of respondents, from answers to printed results. Of items and dimensions each study has several.\n"
    yield "| n | expectations | missing answers | weights | items | dimensions | overall | worst side | width, overall |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for label, t in rows:
        parts = [f"{t[level].covered:.3f}" if t[level].seen else "none" for level in ("item", "dimension", "overall")]
        side = max(x.side for x in t.values())
        yield f"| {label} | {' | '.join(parts)} | {side:.3f} | {np.median(t['overall'].widths or [np.nan]):.2f} |"
    for level in ("item", "dimension", "overall"):
        covered = np.array([t[level].covered for _, t in rows if level in t and t[level].seen])
        good = f"{(covered >= PROMISED).sum()} of {len(covered)} cells reach {PROMISED}"
        yield f"\nAt level `{level}` {good}; the least is {covered.min():.3f}."
    yield "\nOverall scores have no table of their own, and get Student's interval: less sure with weights and few answers.\n"
