"""Branches as a sample of branches (`unit_is: cluster`): answers from one branch are alike, so n of them tell less than n.

Each group's answers count as n / deff · (z / t)² with deff = 1 + (Σm² / Σm − 1) · ICC (Kish 1965) over its branches of m
respondents, z and t the normal and Student's quantile of the level, t on branches less one; the printed interval and the p that
inverts it are made of these effective counts. The likeness ICC is estimated once for each place, over the latest wave's branches,
and rounded up to hundredths: nobody knows it better. Withheld branches have no part in it where they are few, and small ones count
for as many respondents as they might have: so nothing follows about a branch that is withheld.
How often the intervals were right, and the argument: docs/decisions/design.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import ceil, sqrt
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import astuple, replace
from scipy import special

from gaps.distribution import moments
from gaps.drafts import HEADLINE, Draft, Group
from gaps.estimates import StudentMean, wilson
from gaps.inference import thinned
from gaps.one_way import squares_of_moments
from gaps.results import Shares, SideResult
from gaps.withholding import least, side_cells, withhold
from surveys.instrument import Instrument
from surveys.study import Options

FEWEST = 5
"""With fewer branches nobody can tell how much branches differ."""
T = TypeVar("T")
Sizes = Callable[[str, Group], dict[str, int]]
"""By role and group, how many answered in each branch ("" where none was named)."""
Likeness = dict[tuple[str, str, str, int], float]
"""Gap, level, place and side (0 the minuend's or the gap itself, 1 the subtrahend's) to ICC(1)."""


class Spread(Struct, frozen=True):
    """One branch: respondents, mean and standard deviation (0 for a single one)."""

    n: int
    mean: float
    sd: float


class OneWay(Struct, frozen=True):
    """The analysis of variance of k branches: mean squares between and inside, and the size that counts for their means."""

    between: float
    inside: float
    size: float
    df_between: int
    df_inside: int

    @property
    def icc(self) -> float:
        """ICC(1): how alike two answers from one branch are; may be negative by chance, 0 where all answers are the same."""
        whole = self.between + (self.size - 1) * self.inside
        return (self.between - self.inside) / whole if whole > 0 else 0.0


def one_way(branches: list[Spread]) -> OneWay | None:
    """None below two branches, or where no branch has two respondents. Checked against pingouin's intraclass correlation."""
    k, n = len(branches), sum(b.n for b in branches)
    if k < 2 or n <= k:
        return None
    found = squares_of_moments([(b.n, b.mean, b.sd) for b in branches])
    size = (n - sum(b.n**2 for b in branches) / n) / (k - 1)
    return OneWay(found.between / (k - 1), found.within / (n - k), size, k - 1, n - k)


def design_effect(sizes: list[int], icc: float) -> float:
    return 1 + (sum(m * m for m in sizes) / sum(sizes) - 1) * min(1.0, max(0.0, icc))


# ---- how alike ---------------------------------------------------------------------------------------------------------
def likeness(drafts: list[Draft], options: Options, instrument: Instrument) -> Likeness:
    """ICC at every place, from the drafts of the branches among all that are told, rounded up to hundredths.

    One side of a withheld gap counts as told where another gap shows the same people's same answers.
    """
    found: dict[tuple[str, str, str, int], list[tuple[Spread, bool]]] = defaultdict(list)
    copies = [replace(d) for d in drafts]
    withhold(copies, options, instrument)
    seen = {cell for copy in copies if not copy.withheld for cell in side_cells(copy)}
    for d, copy in zip(drafts, copies, strict=True):
        if d.group.breakdown != "unit":
            continue
        for side in (0, 1) if d.spec.design == "independent" else (0,):
            spread = spread_of(d, side)
            if spread is not None:
                unseen = copy.withheld and (d.spec.design != "independent" or side_cells(d)[side] not in seen)
                found[d.spec.id, d.level, d.place, side].append((spread, unseen))
    tables = {where: one_way(telling(spreads)) for where, spreads in found.items()}
    return {where: ceil(100 * table.icc) / 100 for where, table in tables.items() if table is not None}


def telling(branches: list[tuple[T, bool]]) -> list[T]:
    """Of branches, and whether each is withheld, those that tell how alike answers are: the withheld ones only where they are
    FEWEST or more, as then the answers of any could be another's."""
    shown = [branch for branch, withheld in branches if not withheld]
    return shown if len(branches) - len(shown) < FEWEST else [branch for branch, _ in branches]


def spread_of(d: Draft, side: int = 0) -> Spread | None:
    """What a draft knows of one side; of a paired gap or a rating the difference itself."""
    if d.spec.design == "independent":
        return _known(d.minuend if side == 0 else d.subtrahend)
    if d.question is not None and d.place != HEADLINE:
        m = moments(d.question.distribution, d.question.shift)
        return Spread(m.n, m.mean, m.sd or 0.0)
    return None if d.student is None else Spread(d.n, d.student.value, d.student.se * sqrt(d.n))


def _known(s: SideResult | None) -> Spread | None:
    return None if s is None or s.mean is None or s.n is None else Spread(s.n, s.mean, s.sd or 0.0)


# ---- what follows ------------------------------------------------------------------------------------------------------
class Allowance(Struct, frozen=True):
    """One side's design effect, and the degrees of freedom left to it: branches less one; None where no answer names its
    branch, and nothing can be allowed for."""

    effect: float
    df: int | None

    def share(self, level: float) -> float:
        """How much of n counts."""
        if self.df is None:
            return 1.0
        z, t = float(special.ndtri((1 + level) / 2)), float(special.stdtrit(self.df, (1 + level) / 2))
        return (z / t) ** 2 / self.effect


def allow(drafts: list[Draft], alike: Likeness, sizes: Sizes, options: Options) -> None:
    """Makes every draft of more than one branch count its branches; tests and effects for independent answers are left out."""
    known: dict[tuple[str, int], dict[str, int]] = {}

    def people(role: str, group: Group) -> dict[str, int]:
        at = role, id(group)
        if at not in known:
            known[at] = sizes(role, group)
        return known[at]

    for d in drafts:
        if "unit" not in d.group.label:
            sides = [s for s in (d.spec.minuend, d.spec.subtrahend) if s]
            roles = [s.role for s in (sides if d.spec.design == "independent" else sides[:1])]
            icc = [alike.get((d.spec.id, d.level, d.place, i), 1.0) for i in range(len(roles))]  # unknown: a branch is one answer
            asked = zip(roles, icc, strict=True)
            _allow(d, [allowance(people(role, d.group), x, least(role, options)) for role, x in asked], options.level)


def allowance(people: dict[str, int], icc: float, least: int = 0) -> Allowance | None:
    """Of respondents by branch; None below FEWEST branches. A branch below the `least` counts for the most it might have."""
    branches = sum(1 for unit, n in people.items() if unit and n)
    if not branches:
        return Allowance(1.0, None)
    if branches < FEWEST:
        return None
    return Allowance(design_effect([max(n, least - 1) for n in people.values() if n], icc), branches - 1)


def _allow(d: Draft, allowances: list[Allowance | None], level: float) -> None:
    known = [a for a in allowances if a is not None]
    if any(a.df is None for a in known):
        d.notes.append("cluster_unknown")
    if all(a.df is None for a in known) and len(known) == len(allowances):
        return
    d.tests, d.effects, d.moments = (), (), ()
    if len(known) < len(allowances):
        d.question = d.other = d.student = d.shares = None
        d.notes.append("few_clusters")
        return
    d.notes.append("cluster_tests_left_out")
    if d.shares and d.question:
        d.shares = _shares(d.shares, float(d.question.distribution.effective().sum()) * known[0].share(level), level)
    d.question = d.question and thinned(d.question, known[0].share(level))
    d.other = d.other and thinned(d.other, known[-1].share(level))
    d.student = _student(d, known)


def _student(d: Draft, known: list[Allowance]) -> StudentMean | None:
    if d.student is None:
        return None
    if len(known) == 1:
        return StudentMean(d.student.value, d.student.se * sqrt(known[0].effect), known[0].df or d.student.df)
    spreads = [s for s in (spread_of(d, 0), spread_of(d, 1)) if s is not None]
    parts = [(s.sd**2 / s.n * a.effect, a.df or s.n - 1) for s, a in zip(spreads, known, strict=True)]
    variance = sum(v for v, _ in parts)
    return StudentMean(d.student.value, sqrt(variance), variance**2 / sum(v**2 / df for v, df in parts))


def _shares(s: Shares, total: float, level: float) -> Shares:
    return Shares(*(wilson(min(x.value, 1.0) * total, total, level) for x in astuple(s)))
