"""Cronbach's alpha, its interval, and what each item adds: from sums of products alone.

The textbook interval (Feldt) is true for normal answers only: where 70 % or 88 % of the answers are the highest it holds the
truth in about .77 and .60 of samples. Here the spread of alpha is taken from the answers themselves (asymptotically
distribution-free: Maydeu-Olivares, Coffman and Hartmann 2007; the influence of one respondent on alpha is a function of
u = Σ(x − mean)² and of t = (Σ(x − mean))²), on the scale of log(1 − alpha). In small samples at the ceiling that alone is too
sure as well (.65 at 88 % and n = 30), because the few low answers that carry alpha are absent from most samples. So, as for
means, each end adds half an imagined respondent: for the upper end one who gives every item the same random answer, for the
lower end one whose random answers have nothing to do with each other; of two items alone, whose alpha rests on the fewest
answers, a whole one. Measured by `python -m benchmarks.alpha_coverage`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from msgspec import Struct
from scipy import special

from gaps.answer_moments import AnswerMoments, Array, uniform_respondent

HALF, PAIR = Fraction(1, 2), 2


class Spread(Struct, frozen=True):
    """Alpha and the variance of its estimate; shape S."""

    alpha: Any
    variance: Any


def covariances(m: AnswerMoments) -> Array:
    """n² times the covariances of the items (divisor n); shape S + (J, J), exact for counted sums."""
    return np.asarray(m.n * m.xx - m.x[..., :, None] * m.x[..., None, :])


def alpha_of(c: Array) -> float | None:
    """J/(J−1) · (1 − Σ var(item) / var(sum)) (Cronbach 1951) of exact covariances (J, J) on any scale; None without variance."""
    items, whole = len(c), c.sum()
    return float(Fraction(items, items - 1) * (1 - Fraction(np.trace(c), whole))) if whole and items > 1 else None


def spread(m: AnswerMoments) -> Spread:
    """Alpha and the distribution-free variance of its estimate: the mean squared influence of a respondent over n − 1.

    Moments stand here times their powers of n, as whole numbers where the sums are: `parts` and `whole` are n² times the
    variances of the items together and of their sum, `uu`, `ut`, `tt` n⁴ times the mean products of u and t.
    """
    s, factor = m.whole(), Fraction(m.items, m.items - 1) if m.x.dtype == object else m.items / (m.items - 1)
    n, total, c = s.n, s.x.sum(-1), (s.x * s.x).sum(-1)
    square, rows = np.trace(s.xx, axis1=-2, axis2=-1), s.xx.sum(-1)
    parts, whole = n * square - c, n * rows.sum(-1) - total**2
    ml = (s.x * (s.xx * s.x[..., None, :]).sum(-1)).sum(-1)
    uu = n**3 * s.qq - 4 * n**2 * (s.x * s.qx).sum(-1) + 4 * n * ml + 2 * n * c * square - 3 * c * c
    of_squares = n**3 * s.qtt - 2 * n**2 * total * s.qx.sum(-1) + n * total**2 * square
    of_means = n**2 * (s.x * s.xtt).sum(-1) - 2 * n * total * (s.x * rows).sum(-1) + total**2 * c
    ut = of_squares - 2 * of_means + c * whole
    tt = n**3 * s.tttt - 4 * n**2 * total * s.xtt.sum(-1) + 6 * n * total**2 * rows.sum(-1) - 3 * total**4
    influence = factor**2 * (uu * whole**2 - 2 * parts * whole * ut + parts**2 * tt) / whole**4
    return Spread(factor * (1 - _ratio(parts, whole)), influence / (m.n - 1))


def limits(m: AnswerMoments, low: int, high: int, level: float) -> tuple[Any, Any]:
    """The interval of alpha; shape S. Answers and `low`, `high`, the ends of the scale, are taken from the same origin; n ≥ 2."""
    reach = float(special.stdtrit(float(m.n) - 1, (1 + level) / 2))
    share = HALF if m.items > PAIR else Fraction(1)
    unlike, alike = (spread(m.with_share_of(uniform_respondent(low, high, m.items, same), share)) for same in (False, True))
    return _end(unlike, reach), _end(alike, -reach)


def _end(s: Spread, reach: float) -> Any:
    """One end on the scale of log(1 − alpha), which is never above 1."""
    rest, error = np.asarray(1 - s.alpha, float), np.sqrt(np.maximum(np.asarray(s.variance, float), 0))
    return 1 - rest * np.exp(reach * error / np.where(rest > 0, rest, 1))


def _ratio(a: Any, b: Any) -> Any:
    return Fraction(a, b) if isinstance(a, int) else a / b
