"""Student, Welch, Wilson and Holm, from moments and counts. scipy.special only.

Checked against R (t.test), SciPy and pingouin: see tests/gaps/test_estimates.py.
"""

from __future__ import annotations

from math import hypot, sqrt

from msgspec import Struct
from scipy import special

from gaps.distribution import Distribution, Moments
from gaps.methods import METHODS
from gaps.results import Interval, Test

SMALLEST = 1e-300
"""No p is zero: what would be smaller is given as this."""


class StudentMean(Struct, frozen=True):
    """A mean (or difference of means) with its standard error on a Student distribution."""

    value: float
    se: float
    df: float

    def limits(self, level: float) -> tuple[float, float]:
        reach = float(special.stdtrit(self.df, (1 + level) / 2)) * self.se
        return self.value - reach, self.value + reach

    def p(self, null: float = 0.0) -> float:
        return float(max(SMALLEST, 2 * special.stdtr(self.df, -abs(self.value - null) / self.se)))

    def p_equivalent(self, margin: float) -> float:
        """The larger of two one-sided p: against "the mean is −margin or less" and "margin or more" (TOST)."""
        below, above = (self.value + margin) / self.se, (margin - self.value) / self.se
        return float(max(SMALLEST, special.stdtr(self.df, -below), special.stdtr(self.df, -above)))


def steady(p: float) -> float:
    """To eight digits: what the integrals are good for, and the same on every processor."""
    return max(SMALLEST, float(f"{p:.8g}"))


def student(m: Moments, counted: Distribution | None = None) -> StudentMean | None:
    """None where the spread is unknown or zero. With weights the degrees of freedom are those of the effective respondents,
    where the distribution that was `counted` tells how many these are."""
    if not m.se:
        return None
    share = float(counted.effective().sum()) / counted.size if counted and counted.size else 1.0
    return StudentMean(m.mean, m.se, max(1.0, share * m.n - 1))


def welch(a: Moments, b: Moments) -> StudentMean | None:
    """The difference of two independent means, degrees of freedom by Welch and Satterthwaite; None without any spread."""
    if a.se is None or b.se is None or not (va := a.se**2) + (vb := b.se**2):
        return None
    df = (va + vb) ** 2 / (va**2 / a.df + vb**2 / b.df)
    return StudentMean(a.mean - b.mean, sqrt(va + vb), df)


def difference(new: StudentMean | None, old: StudentMean | None) -> StudentMean | None:
    """The difference of two independent means with their errors, degrees of freedom by Welch and Satterthwaite."""
    if new is None or old is None:
        return None
    df = (new.se**2 + old.se**2) ** 2 / (new.se**4 / new.df + old.se**4 / old.df)
    return StudentMean(new.value - old.value, hypot(new.se, old.se), df)


def t_test(method: str, s: StudentMean | None, against: float = 0.0) -> tuple[Test, ...]:
    """A classical test beside the decision; the table of methods names its null. Nothing where there is no spread."""
    return () if s is None else (Test(method, METHODS[method].null, (s.value - against) / s.se, s.df, s.p(against)),)


def wilson(count: float, total: float, level: float) -> Interval:
    """A share with Wilson's score interval (1927); counts may be effective counts."""
    z = float(special.ndtri((1 + level) / 2))
    p = count / total
    middle, reach = p + z * z / (2 * total), z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    low, high = (middle - reach) / (1 + z * z / total), (middle + reach) / (1 + z * z / total)
    return Interval(p, min(p, max(0.0, low)), max(p, min(1.0, high)), level, "wilson")


def holm(p: list[float]) -> list[float]:
    """Adjusted p by Holm (1979), in the order given."""
    adjusted, running = [0.0] * len(p), 0.0
    for rank, i in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        running = max(running, min(1.0, (len(p) - rank) * p[i]))
        adjusted[i] = running
    return adjusted
