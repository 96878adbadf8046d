"""How many answers a survey needs: to show a gap, to conclude "meets", and what a given number can show at all.

Paired gaps and ratings are planned by Student's t, two groups by pingouin's power of two samples of unequal size. The printed
intervals of dimensions and items are a little wider than Student's; `ALLOWED` times the answers make up for it where n is 50 or
more. A gap's standard deviation must be guessed: on seven points 1.3 is typical.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import ceil, inf, sqrt
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict
from scipy import special

TYPICAL = 1.3 / 6
"""The standard deviation of a gap as a share of the scale's range."""
POWER = 0.8
MOST = 10_000_000
ALLOWED = {"overall": 1.0, "dimension": 1.06, "item": 1.2}
"""Squared width of the printed intervals beside Student's at n = 50: a dimension of four items 1.03², an item 1.1²."""
USUAL = (10, 20, 30, 50, 100, 200, 400)
FEW_AGAINST_MANY = ((5, 100), (12, 400), (24, 400), (50, 400))


class Plan(Struct, frozen=True):
    """What is planned with: the gap's standard deviation, the margin, the level of one interval, and the power wished for."""

    sd: float
    margin: float
    level: float = 0.95
    power: float = POWER

    def corrected(self, places: int) -> Plan:
        """For the first of so many results that Holm corrects together: the strictest level any of them may meet."""
        return Plan(self.sd, self.margin, 1 - (1 - self.level) / places, self.power)


def power_of_gap(n: float, gap: float, plan: Plan) -> float:
    """The probability that the two-sided t test of n pairs finds a true gap, on either side.

    Given s the mean must lie t·s/√n from zero; SciPy's noncentral t fails far out, where a plan may look.
    """
    t = float(special.stdtrit(n - 1, (1 + plan.level) / 2))
    shift = abs(gap) / plan.sd * sqrt(n)
    return _expected(n - 1, inf, lambda s: special.ndtr(shift - t * s) + special.ndtr(-shift - t * s))


def power_to_meet(n: float, gap: float, plan: Plan) -> float:
    """The probability that the interval at level 2·level − 1 lies inside ±margin while the truth is `gap` (two one-sided tests).

    Given s the mean must lie within margin − t·s/√n of zero. Checked against a simulation.
    """
    t = float(special.stdtrit(n - 1, plan.level))
    room, shift = plan.margin / plan.sd * sqrt(n), gap / plan.sd * sqrt(n)
    return _expected(n - 1, room / t, lambda s: special.ndtr(room - t * s - shift) - special.ndtr(t * s - room - shift))


def _expected(df: float, most: float, given: Callable[[Any], Any]) -> float:
    """The expectation of given(s) over s = √(χ²/df) below `most`, by Gauss and Legendre where s has any weight."""
    half = df / 2
    low = sqrt(float(special.gammaincinv(half, 1e-16)) / half)
    high = min(most, sqrt(float(special.gammainccinv(half, 1e-16)) / half))
    if high <= low:
        return 0.0
    x, weight = _nodes()
    s = low + (high - low) * (x + 1) / 2
    log = np.log(2) + half * np.log(half) - special.gammaln(half) + (df - 1) * np.log(s) - half * s * s
    return float((weight * np.exp(log) * given(s)).sum() * (high - low) / 2)


@cache
def _nodes() -> tuple[Any, Any]:
    return np.polynomial.legendre.leggauss(100)


def least_to_meet(plan: Plan) -> int:
    """The n from which `meets` can be concluded at all: a gap of exactly zero with the expected spread lies inside ±margin."""
    return _least(lambda n: plan.margin - float(special.stdtrit(n - 1, plan.level)) * plan.sd / sqrt(n), 0.0)


def pairs_for_gap(gap: float, plan: Plan) -> int:
    """The n that finds a true gap with the power wished for. Checked against pingouin.power_ttest."""
    return _least(lambda n: power_of_gap(n, gap, plan), plan.power)


def pairs_to_meet(plan: Plan, gap: float = 0.0) -> int | None:
    """The n that concludes `meets` with the power wished for while the truth is `gap`; None where that lies outside ±margin."""
    return None if abs(gap) >= plan.margin else _least(lambda n: power_to_meet(n, gap, plan), plan.power)


def gap_found(n: int, plan: Plan) -> float:
    """The smallest true gap that n pairs find with the power wished for."""
    low, high = 0.0, 1e5 * plan.sd
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (low, middle) if power_of_gap(n, middle, plan) >= plan.power else (middle, high)
    return high


def difference_found(first: int, second: int, plan: Plan) -> float:
    """The smallest true difference of two groups' means that so many people find, by pingouin.power_ttest2n."""
    from pingouin import power_ttest2n

    found: Any = power_ttest2n(nx=first, ny=second, power=plan.power, alpha=1 - plan.level)
    return float(found) * plan.sd


def planned(plan: Plan, gap: float, places: int, sizes: tuple[int, ...] = ()) -> dict[str, Any]:
    """Everything a plan tells, as plain values: answers `needed`, what given numbers have `found`, and `two` groups.

    `gap` is the true gap to be found, `places` how many results are corrected together, `sizes` more numbers of answers to judge.
    Raises ValueError where a value is not positive or no number of answers is enough.
    """
    if not all(0 < x < inf for x in (plan.sd, plan.margin, gap)):
        raise ValueError("standard deviation, margin and gap must be positive")
    together = plan.corrected(places)
    needed = {
        "gap": pairs_for_gap(gap, plan), "gap_together": pairs_for_gap(gap, together), "meets_possible": least_to_meet(plan),
        "meets": pairs_to_meet(plan), "meets_half": pairs_to_meet(plan, plan.margin / 2),
    }  # fmt: skip
    return {
        "plan": asdict(plan) | {"gap": gap, "places": places},
        "needed": {what: _allowed(n) for what, n in needed.items()},
        "found": [_found(n, plan, together) for n in sorted({*USUAL, *sizes})],
        "two": [{"first": a, "second": b, "difference": difference_found(a, b, plan)} for a, b in FEW_AGAINST_MANY],
    }


def _found(n: int, plan: Plan, together: Plan) -> dict[str, Any]:
    return {
        "n": n, "gap": gap_found(n, plan), "gap_together": gap_found(n, together), "possible": n >= least_to_meet(plan),
        "meets": power_to_meet(n, 0.0, plan),
    }  # fmt: skip


def _allowed(n: int | None) -> dict[str, int] | None:
    """By level, with the allowance for the printed intervals."""
    return None if n is None else {level: ceil(round(n * more, 6)) for level, more in ALLOWED.items()}


def _least(found: Callable[[float], float], wanted: float) -> int:
    """The smallest whole n ≥ 2 with found(n) ≥ wanted, which grows in n. Raises ValueError beyond MOST."""
    low, high = 1, 2
    while found(high) < wanted:
        low, high = high, 2 * high
        if high > MOST:
            raise ValueError(f"no number of answers up to {MOST} is enough")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if found(middle) >= wanted else (middle, high)
    return high
