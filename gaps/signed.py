"""What the signs and ranks of paired differences say: Wilcoxon (Pratt), the sign test, the rank-biserial correlation.

Each row is one result; everything follows from how many respondents lie at each size of difference. Unweighted by nature.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from gaps.aligned import Array, Signed, Sized, wilson_limits

LEAST = 10
"""Of fewer respondents the interval's coverage was not measured, and it is not given."""


def wilcoxon_pratt(s: Signed) -> tuple[Array, Array]:
    """z and p: signed ranks with zeros ranked and then dropped (Pratt 1959), normal, ties corrected, no continuity.

    z is signed as the difference; NaN where nobody differs. Null: the differences are symmetric about zero.
    Checked against R's coin and SciPy.
    """
    ranks = s.zero[:, None] + _ranks(s)
    with np.errstate(invalid="ignore"):
        z = (ranks * (s.above - s.below)).sum(axis=1) / np.sqrt((ranks**2 * s.both).sum(axis=1))
    return z, 2 * special.ndtr(-np.abs(z))


def sign_test(s: Signed) -> tuple[Array, Array]:
    """How many lie above zero, and the exact two-sided p; zeros dropped, NaN where nobody differs.

    Null: as many lie above zero as below. Checked against SciPy's binomtest.
    """
    above, below = s.above.sum(axis=1), s.below.sum(axis=1)
    differ = above + below
    with np.errstate(invalid="ignore"):
        p = np.minimum(1.0, 2 * special.bdtr(np.minimum(above, below), differ.astype(np.int64), 0.5))
    return above, np.where(differ > 0, p, np.nan)


def rank_biserial(s: Signed, level: float) -> Sized:
    """Matched-pairs rank-biserial correlation (Kerby 2014): the share of rank sums above zero minus that below; zeros
    dropped, the sign kept. Checked against pingouin.

    It is 2q − 1, where q is the chance that the mean of two respondents' differences is positive (ties by halves). The limits
    are Wilson's of q with the effective number of answers, q(1 − q)/se², where se is that of the U-statistic once half a
    respondent of each sign is added at the sizes seen, and Student's t for the normal quantile. On the
    7-point populations of benchmarks/effect_coverage.py, n = 10 to 400, they cover 94.2 to 99.8 %, also near ±1, where Fisher's
    transformation covers as little as nothing and the bootstrap has no width.
    """
    differ = s.both.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (_ranks(s) * (s.above - s.below)).sum(axis=1) / (differ * (differ + 1) / 2)
        share = s.both / differ[:, None] / 2
        q, se = _positive(s.above + share, s.below + share)
        low, high = wilson_limits((1 + value) / 2, q * (1 - q) / se**2, special.stdtrit(np.maximum(differ - 1, 1), (1 + level) / 2))
    shown = (differ >= 2) & (differ + s.zero >= LEAST)
    return Sized(value, 2 * low - 1, 2 * high - 1).where(shown)


def _ranks(s: Signed) -> Array:
    """The mean rank of each size among the respondents who differ from zero."""
    return np.cumsum(s.both, axis=1) - (s.both - 1) / 2


def _positive(above: Array, below: Array) -> tuple[Array, Array]:
    """The chance that two respondents' mean difference is positive, and its standard error (Hoeffding's projection)."""
    both = above + below
    n = both.sum(axis=1, keepdims=True)
    smaller, net = np.cumsum(both, axis=1) - both, above - below
    larger = net.sum(axis=1, keepdims=True) - np.cumsum(net, axis=1)
    up, down = (smaller + above + larger) / n, (larger - smaller - below) / n
    mean = ((above * up + below * down).sum(axis=1, keepdims=True)) / n
    spread = (above * (up - mean) ** 2 + below * (down - mean) ** 2).sum(axis=1) / (n[:, 0] - 1)
    return (1 + mean[:, 0]) / 2, np.sqrt(spread / n[:, 0])
