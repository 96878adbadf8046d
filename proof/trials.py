"""Whole studies by the hundred: drawn from known populations, counted together, and each estimated as if it were alone.

Five items in two dimensions, correlated by one factor. Customers answer expectations and perceptions, managers say what they
believe that customers expect. The trials of a design stand in one response set under a segment of their own, so that they are
counted in one pass; then everything is done for each trial as `gaps.analyse` does it (tests/proof holds one against the other).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa
from msgspec import Struct
from scipy import special

from gaps.analyse import of_groups
from gaps.clusters import likeness
from gaps.design import by_design
from gaps.drafts import Draft, Group
from gaps.evidence import Evidence
from gaps.results import GapResult
from gaps.verdicts import finish
from surveys.instrument import Dimension, Facet, GapSpec, Instrument, Item, Scale, Side
from surveys.responses import ResponseSet, Rows
from surveys.study import Source, Study

SEED, TOGETHER = 20260601, 50
"""So many trials are counted at once."""
SHARES = {
    "70 % sevens": (0.01, 0.01, 0.02, 0.03, 0.08, 0.15, 0.70), "88 % sevens": (0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.88),
    "about 5": (0.02, 0.04, 0.09, 0.18, 0.30, 0.25, 0.12), "about 6": (0.01, 0.02, 0.04, 0.08, 0.20, 0.35, 0.30),
}  # fmt: skip
ITEMS = {"a1": "a", "a2": "a", "b1": "b", "b2": "b", "b3": "b"}
FULL, HOLES = (0.0,) * 5, (0.05, 0.05, 0.4, 0.05, 0.05)
"""The chances that an item is skipped."""


class Design(Struct, frozen=True):
    """Populations by name, and how they are asked. Without `sizes` nobody belongs to a branch; with them the branches are a
    sample of many, each of the next size in turn, and `managers` are asked in each of them (or in all, without branches).

    `weighted`: one in four was asked four times too seldom and counts four times as much, whatever the answers.
    """

    customers: int
    expected: str
    perceived: str
    skipped: tuple[float, ...] = FULL
    weighted: bool = False
    managers: int = 0
    believed: str = "about 6"
    branches: int = 0
    sizes: tuple[int, ...] = ()
    icc: float = 0.0

    def truth(self, gap: str) -> float:
        one, other = (self.perceived, self.expected) if gap == "gap5" else (self.believed, self.expected)
        return float(np.dot(np.arange(1, 8), SHARES[one]) - np.dot(np.arange(1, 8), SHARES[other]))

    @property
    def units(self) -> list[int]:
        """How many customers each branch has."""
        return [self.sizes[i % len(self.sizes)] for i in range(self.branches)]


def instrument() -> Instrument:
    perceived, expected, believed = Side("perception", "customer"), Side("expectation", "customer"), Side("belief", "manager")
    return Instrument(
        id="proof", version="1", licence="", reference="", scale=Scale(1, 7), margin=0.3, words={},
        dimensions=(Dimension("a"), Dimension("b")), items=tuple(Item(i, d) for i, d in ITEMS.items()),
        facets=(
            Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P"), Facet("belief", ("manager",), "B"),
        ),
        gaps=(GapSpec("gap1", "independent", believed, expected), GapSpec("gap5", "paired", perceived, expected)),
    )  # fmt: skip


def tried(design: Design, trials: int) -> Iterator[list[GapResult]]:
    """The results of one trial after the other. The seed is the design's own, so that any design can be tried by itself."""
    rng = np.random.default_rng([SEED, trials, *repr(design).encode()])
    study = Study((Source("proof.csv"),), unit_is="cluster" if design.branches else "stratum")
    for start in range(0, trials, TOGETHER):
        yield from solved(study, drawn(design, min(TOGETHER, trials - start), rng))


def solved(study: Study, sets: list[ResponseSet]) -> Iterator[list[GapResult]]:
    """Each trial is a breakdown of its own, so that nothing is withheld or corrected for another trial's sake."""
    evidence = Evidence(study, instrument(), tuple(sets), [("segment.trial",)], lambda what, done: None)
    drafts: list[Draft] = []
    for group in evidence.groups[1:]:
        found = _drafts(evidence, Group(group.label, f"trial {group.label['segment']['trial']}", group.wave))
        by_branch = [_drafts(evidence, Group({**group.label, "unit": unit}, "unit", group.wave)) for unit in _units(evidence)]
        by_design(found, evidence, likeness([d for branch in by_branch for d in branch], study.options, evidence.instrument))
        drafts += found
    results = finish(drafts, study.options, evidence.instrument.margin, evidence.instrument)
    for _, trial in groupby(results, lambda r: r.group["segment"]["trial"]):
        yield list(trial)


def _drafts(evidence: Evidence, group: Group) -> list[Draft]:
    return of_groups(evidence, [group])[0]


def _units(evidence: Evidence) -> list[str]:
    return [g.label["unit"] for g in evidence.branch_groups()] if evidence.study.unit_is == "cluster" else []


# ---- drawing -----------------------------------------------------------------------------------------------------------
def drawn(design: Design, trials: int, rng: np.random.Generator) -> list[ResponseSet]:
    """Customers, and managers where the design has some, of so many trials."""
    e, p, b = SHARES[design.expected], SHARES[design.perceived], SHARES[design.believed]
    sizes = design.units or [design.customers]
    found = [_answered("customer", {"expectation": e, "perception": p}, design, sizes, trials, rng)]
    if design.managers:
        found.append(_answered("manager", {"belief": b}, design, [design.managers] * len(sizes), trials, rng))
    return found


def _answered(
    role: str, facets: dict[str, tuple[float, ...]], design: Design, sizes: list[int], trials: int, rng: np.random.Generator
) -> ResponseSet:
    """`sizes` count people by branch; an answer has a part of its branch, a part of its person, and one of its own."""
    n, unit = sum(sizes), np.repeat(np.arange(len(sizes)), sizes)
    factor = rng.standard_normal((trials, n, 1))
    columns: dict[str, Any] = {"wave": [""] * (trials * n), "segment.trial": np.repeat([f"{t:04}" for t in range(trials)], n)}
    if design.branches:
        columns["unit"] = np.tile([f"{u:02}" for u in unit], trials)
    for facet, shares in facets.items():
        branch = rng.standard_normal((trials, len(sizes), 5))[:, unit]
        person = np.sqrt(0.5) * factor + np.sqrt(0.5) * rng.standard_normal((trials, n, 5))
        answers = cut(np.sqrt(design.icc) * branch + np.sqrt(1 - design.icc) * person, shares).reshape(-1, 5)
        gone = rng.random(answers.shape) < np.array(design.skipped)
        columns |= {f"{facet}.{i}": pa.array(answers[:, j], pa.int8(), mask=gone[:, j]) for j, i in enumerate(ITEMS)}
    weighted = design.weighted and role == "customer"
    if weighted:
        columns["weight"] = pa.array(np.where(rng.random(trials * n) < 0.25, 40_000, 10_000), pa.int64())
    names, rows = tuple(c for c in columns if c.partition(".")[0] in facets), Rows(trials * n, trials * n)
    return ResponseSet(
        f"{role}.csv", role, pa.table(columns), names, rows, units=bool(design.branches), weighted=weighted, segments=("trial",)
    )


def cut(latent: Any, shares: tuple[float, ...]) -> Any:
    """Answers 1 to 7 with these shares."""
    return 1 + np.searchsorted(special.ndtri(np.clip(np.cumsum(shares)[:-1], 0, 1)), latent)
