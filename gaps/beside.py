"""What stands beside the decision: the classical tests and the effects of all results together, from their distributions.

Nothing here decides. What has no meaning with sampling weights is left out, and a note says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt

import numpy as np

from gaps.aligned import Array, Sized, apart, signed
from gaps.bca import bca_mean
from gaps.drafts import Draft
from gaps.estimates import SMALLEST, student, t_test, welch
from gaps.methods import METHODS
from gaps.results import Effect, Test
from gaps.signed import rank_biserial, sign_test, wilcoxon_pratt
from gaps.standardised import Paired, factor, standardised
from gaps.two_groups import cliff_delta, hedges_g

UNWEIGHTED = ("rank_biserial",)
DIGITS = 8
"""Limits are good for so many decimals, and the same on every processor."""


def add_beside(drafts: Iterable[Draft], level: float) -> None:
    """Fills in the tests and effects of paired and independent drafts; ratings have their own."""
    paired: dict[str, list[Draft]] = defaultdict(list)
    two: dict[str, list[Draft]] = defaultdict(list)
    for d in drafts:
        if len(d.moments) == 3:
            paired[d.level].append(d)
        elif len(d.moments) == 2:
            two[d.level].append(d)
    for members in paired.values():
        _paired(members, level)
    for members in two.values():
        _independent(members, level)


def _paired(drafts: list[Draft], level: float) -> None:
    for d in drafts:
        d.tests += t_test("t_paired", student(d.moments[2]))
    spread = [d for d in drafts if d.moments[2].sd and not (d.weighted and d.ranked is None)]
    if spread:
        for kind, sized in standardised(_sizes(spread), level).items():
            _effects(spread, kind, sized.where(np.array([not d.weighted for d in spread])))
    _ranked([d for d in drafts if d.ranked is not None], level)
    for d in drafts:
        d.effects += _bca(d, level)
        d.notes += ["weighted_effects"] if d.weighted else []


def _ranked(drafts: list[Draft], level: float) -> None:
    """Signs and ranks know no weights: with them the tests count people, and the effect is left out."""
    if not drafts:
        return
    s = signed([d.ranked for d in drafts if d.ranked is not None])
    _tests(drafts, "wilcoxon_pratt", *wilcoxon_pratt(s))
    _tests(drafts, "sign", *sign_test(s))
    _effects(drafts, "rank_biserial", rank_biserial(s, level))
    for d in drafts:
        d.notes += ["wilcoxon_unweighted"] if d.weighted and len(d.tests) > 1 else []


def _sizes(drafts: list[Draft]) -> Paired:
    m, s, d = zip(*(d.moments for d in drafts), strict=True)
    return Paired(
        np.array([x.mean for x in d]), np.array([x.sd for x in d]), np.array([x.se for x in d]),
        np.array([x.sd for x in m]), np.array([x.sd for x in s]), np.array([x.n for x in d], float),
    )  # fmt: skip


def _bca(d: Draft, level: float) -> tuple[Effect, ...]:
    """The mean of the points-weighted score by bootstrap: it has no table for the printed interval, only Student's.

    Of whole samples only, as the permutation test."""
    scores = d.bootstrapped
    if scores is None or d.group.label or d.weighted:
        return ()
    found = bca_mean(scores.floats(), np.array(scores.n, float), 1 / scores.den if scores.den else 0.0, level)
    return (_effect("mean_bca", d.moments[2].mean, *found),) if found else ()


def _independent(drafts: list[Draft], level: float) -> None:
    for d in drafts:
        d.tests += t_test("t_welch", welch(*d.moments))
        d.notes += ["weighted_effects"] if d.weighted else []
    tabled = [d for d in drafts if d.question and d.other and not d.weighted]
    if tabled:
        sides = apart([(d.question.distribution, d.other.distribution) for d in tabled if d.question and d.other])
        _effects(tabled, "hedges_g", hedges_g(sides, level))
        _effects(tabled, "cliff_delta", cliff_delta(sides, level))
    for d in drafts:
        if d.weighted != (d.question is None):
            d.effects += _g_of_moments(d)


def _g_of_moments(d: Draft) -> tuple[Effect, ...]:
    """Hedges' g of the headline, or of weighted answers, whose error no table shows: without limits."""
    a, b = d.moments
    df = a.n + b.n - 2
    if not a.sd or not b.sd:
        return ()
    pooled = sqrt((a.df * a.sd**2 + b.df * b.sd**2) / df)
    return (Effect("hedges_g", float(factor(np.array(df))) * (a.mean - b.mean) / pooled, None, None),)


def _tests(drafts: list[Draft], method: str, statistic: Array, p: Array) -> None:
    for d, *found in zip(drafts, statistic.tolist(), p.tolist(), strict=True):
        d.tests += (test_of(method, *found),) if found[1] == found[1] else ()


def test_of(method: str, statistic: float, p: float) -> Test:
    """A test of the table of methods that has no degrees of freedom."""
    return Test(method, METHODS[method].null, statistic, None, max(SMALLEST, p))


def _effects(drafts: list[Draft], kind: str, sized: Sized) -> None:
    columns = (column.tolist() for column in (sized.value, sized.low, sized.high))
    for d, value, low, high in zip(drafts, *columns, strict=True):
        d.effects += (_effect(kind, value, low, high),) if value == value and not (d.weighted and kind in UNWEIGHTED) else ()


def _effect(kind: str, value: float, low: float, high: float) -> Effect:
    if not (low == low and high == high):
        return Effect(kind, value, None, None)
    return Effect(kind, value, min(round(low, DIGITS), value), max(round(high, DIGITS), value))
