"""Indices of careless answering, one number a respondent, from a matrix of answers (respondents × items, NaN where missing).

They are those of Meade and Craig (2012) and Curran (2016), checked against R's package careless 1.2: `longest_run` against
`longstring`, `spread` against `irv`, `even_odd` against `evenodd` (there with the sign turned), `distance` against `mahad`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def longest_run(answers: Array) -> Array:
    """The longest run of the same answer to items that follow each other. A missing answer ends a run."""
    people, items = answers.shape
    run, longest = np.zeros(people), np.zeros(people)
    for j in range(items):
        here = answers[:, j]
        same = here == answers[:, j - 1] if j else np.zeros(people, np.bool_)
        run = np.where(np.isnan(here), 0, np.where(same, run + 1, 1))
        longest = np.maximum(longest, run)
    return longest


def spread(answers: Array) -> Array:
    """The standard deviation of a respondent's own answers (n − 1); NaN for fewer than two."""
    known = ~np.isnan(answers)
    n = known.sum(axis=1)
    safe = np.maximum(n, 1)
    mean = np.where(known, answers, 0).sum(axis=1) / safe
    squares = np.where(known, (answers - mean[:, None]) ** 2, 0).sum(axis=1)
    return np.where(n > 1, np.sqrt(squares / np.maximum(n - 1, 1)), np.nan)


def even_odd(scales: Sequence[Array]) -> Array:
    """How a respondent's means of the even items go with those of the odd items over the scales, stepped up by Spearman–Brown.

    1 is consistent, 0 and below is not. NaN where either half does not vary or fewer than three scales have both halves.
    """
    odd = np.stack([_mean(s[:, 0::2]) for s in scales], axis=1)
    even = np.stack([_mean(s[:, 1::2]) for s in scales], axis=1)
    both = ~np.isnan(odd) & ~np.isnan(even)
    r = _correlation(np.where(both, odd, np.nan), np.where(both, even, np.nan), both)
    found: Array = np.maximum(-1.0, 2 * r / (1 + np.where(r > -1, r, -0.999)))
    return found


def distance(answers: Array) -> Array:
    """Mahalanobis' squared distance from the mean of those who answered everything; NaN for the others.

    All NaN where the items' covariance cannot be inverted (fewer complete respondents than items, or an item without spread).
    """
    found = np.full(len(answers), np.nan)
    complete = ~np.isnan(answers).any(axis=1)
    whole = answers[complete]
    if len(whole) <= whole.shape[1] + 1:
        return found
    covariance = np.cov(whole, rowvar=False)
    if np.linalg.matrix_rank(covariance) < len(covariance):
        return found
    away = whole - whole.mean(axis=0)
    found[complete] = np.einsum("ij,ij->i", away, np.linalg.solve(covariance, away.T).T)
    return found


def _mean(answers: Array) -> Array:
    known = ~np.isnan(answers)
    n = known.sum(axis=1)
    return np.where(n > 0, np.where(known, answers, 0).sum(axis=1) / np.maximum(n, 1), np.nan)


def _correlation(x: Array, y: Array, both: NDArray[np.bool_]) -> Array:
    """Pearson's r of each row over the columns that have both."""
    n = both.sum(axis=1)
    dx, dy = (np.where(both, v - _mean(v)[:, None], 0) for v in (x, y))
    sx, sy = (dx**2).sum(axis=1), (dy**2).sum(axis=1)
    usable = (n >= 3) & (sx > 1e-12) & (sy > 1e-12)
    return np.where(usable, (dx * dy).sum(axis=1) / np.sqrt(np.where(usable, sx * sy, 1)), np.nan)
