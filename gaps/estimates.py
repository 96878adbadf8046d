"""Classical estimates and tests from distributions. numpy and scipy.special only; each test names its own null.

Checked against R (t.test, coin, effectsize), SciPy and pingouin: see tests/gaps/test_estimates.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp, isfinite, sqrt

import numpy as np
from scipy import special

from gaps.distribution import Distribution, Moments
from gaps.results import Effect, Interval, Test


@dataclass(frozen=True)
class StudentMean:
    """A mean (or difference of means) with its standard error on a Student distribution."""

    value: float
    se: float
    df: float

    def limits(self, level: float) -> tuple[float, float]:
        reach = float(special.stdtrit(self.df, (1 + level) / 2)) * self.se
        return self.value - reach, self.value + reach

    def p(self, null: float = 0.0) -> float:
        return float(2 * special.stdtr(self.df, -abs(self.value - null) / self.se))

    def p_equivalent(self, margin: float) -> float:
        """The larger of two one-sided p: against "the mean is −margin or less" and "margin or more" (TOST)."""
        below, above = (self.value + margin) / self.se, (margin - self.value) / self.se
        return float(max(special.stdtr(self.df, -below), special.stdtr(self.df, -above)))


def student(m: Moments) -> StudentMean | None:
    """None where the spread is unknown or zero."""
    return StudentMean(m.mean, m.se, m.df) if m.se else None


def welch(a: Moments, b: Moments) -> StudentMean | None:
    """The difference of two independent means, degrees of freedom by Welch and Satterthwaite; None without any spread."""
    if a.se is None or b.se is None or not (va := a.se**2) + (vb := b.se**2):
        return None
    df = (va + vb) ** 2 / (va**2 / a.df + vb**2 / b.df)
    return StudentMean(a.mean - b.mean, sqrt(va + vb), df)


def t_test(method: str, null: str, s: StudentMean | None, against: float = 0.0) -> tuple[Test, ...]:
    return () if s is None else (Test(method, null, (s.value - against) / s.se, s.df, s.p(against)),)


def wilcoxon_pratt(d: Distribution) -> tuple[Test, ...]:
    """Signed ranks with zeros ranked and then dropped (Pratt 1959), normal approximation, ties corrected, no continuity.

    The statistic is z, signed as the difference. Null: the differences are symmetric about zero. Unweighted by nature.
    """
    size = np.abs(d.floats())
    order = np.argsort(size, kind="stable")
    runs = np.concatenate(([0], np.flatnonzero(np.diff(size[order]) > 1e-9) + 1, [len(size)]))
    first, ranks, variance = 0, 0.0, 0.0
    for low, high in pairwise(runs):
        members = order[low:high]
        count = sum(d.n[i] for i in members)
        rank, first = first + (count + 1) / 2, first + count
        if size[members[0]] > 0:
            ranks += rank * sum(d.n[i] * (1 if d.values[i] > 0 else -1) for i in members)
            variance += rank * rank * count
    if not variance:
        return ()
    z = ranks / sqrt(variance)
    return (Test("wilcoxon_pratt", "symmetric_about_zero", z, None, float(2 * special.ndtr(-abs(z)))),)


def wilson(count: float, total: float, level: float) -> Interval:
    """A share with Wilson's score interval (1927); counts may be effective counts."""
    z = float(special.ndtri((1 + level) / 2))
    p = count / total
    middle, reach = p + z * z / (2 * total), z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    low, high = (middle - reach) / (1 + z * z / total), (middle + reach) / (1 + z * z / total)
    return Interval(p, min(p, max(0.0, low)), max(p, min(1.0, high)), level, "wilson")


def cohen_dz(s: StudentMean | None, n: int, level: float) -> tuple[Effect, ...]:
    """Mean difference over its standard deviation, keeping the sign; interval by the noncentral t."""
    if s is None:
        return ()
    t = s.value / s.se
    low, high = _noncentral(t, s.df, level)
    return (Effect("dz", t / sqrt(n), _over(low, sqrt(n)), _over(high, sqrt(n))),)


def hedges_g(a: Moments, b: Moments, level: float) -> tuple[Effect, ...]:
    """Standardised difference of two independent means with the exact small-sample factor; interval by the noncentral t."""
    if a.sd is None or b.sd is None or not a.sd + b.sd:
        return ()
    df = a.n + b.n - 2
    pooled = sqrt((a.df * a.sd**2 + b.df * b.sd**2) / df)
    scale = sqrt(1 / a.n + 1 / b.n)
    factor = exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / sqrt(df / 2)
    d = (a.mean - b.mean) / pooled
    low, high = _noncentral(d / scale, df, level)
    return (Effect("hedges_g", factor * d, _over(low, 1 / (scale * factor)), _over(high, 1 / (scale * factor))),)


def _noncentral(t: float, df: float, level: float) -> tuple[float | None, float | None]:
    low, high = (float(special.nctdtrinc(df, q, t)) for q in ((1 + level) / 2, (1 - level) / 2))
    near = sqrt(1 + t * t / df) * 12
    sound = all(isfinite(v) and abs(v - t) < near for v in (low, high)) and low <= t <= high
    return (low, high) if sound else (None, None)


def _over(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def holm(p: list[float]) -> list[float]:
    """Adjusted p by Holm (1979), in the order given."""
    adjusted, running = [0.0] * len(p), 0.0
    for rank, i in enumerate(sorted(range(len(p)), key=p.__getitem__)):
        running = max(running, min(1.0, (len(p) - rank) * p[i]))
        adjusted[i] = running
    return adjusted
