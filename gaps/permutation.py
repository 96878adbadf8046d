"""Studentised permutation test of two independent means, from counts."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from gaps.aligned import Array

LEAST = 12
"""Of fewer people on a side the test is not offered."""
DRAWS = 1_999
"""The standard error of a p of .05 is then .005."""
NEAR = 1e-9


def permutation(values: Array, first: Array, second: Array) -> tuple[float, float] | None:
    """Welch's t, and the share of permutations of the pooled answers whose t is at least as far out (two-sided).

    `first` and `second` count the people at each of `values`. The first group is drawn from the pooled counts without
    replacement (multivariate hypergeometric), seeded by the counts themselves; what was observed counts as a draw. Null: the
    means are equal; unlike the plain permutation test it also holds in large groups of unequal spread (Janssen 1997; Chung
    and Romano 2013). None below `LEAST` people on a side or without spread. Checked against SciPy's permutation test.
    """
    n, m = int(first.sum()), int(second.sum())
    pool = np.rint(first + second).astype(np.int64)
    if min(n, m) < LEAST or np.count_nonzero(pool) < 2:
        return None
    seen = float(_welch(values, first[None], pool)[0])
    if not np.isfinite(seen):
        return None
    as_far = np.abs(_welch(values, _drawn(values, first, pool), pool)) >= abs(seen) - NEAR
    return seen, float((1 + as_far.sum()) / (DRAWS + 1))


def _drawn(values: Array, first: Array, pool: Array) -> Array:
    """So many draws of the first group's counts; the same counts give the same draws on any machine."""
    seed = sha256(np.concatenate([values, first, pool]).astype("<f8").tobytes()).digest()
    n = int(first.sum())
    few = n < 12 * len(pool) and pool.sum() < 10**6
    generator = np.random.Generator(np.random.PCG64(int.from_bytes(seed[:16], "little")))
    return generator.multivariate_hypergeometric(pool, n, DRAWS, method="count" if few else "marginals")


def _welch(values: Array, first: Array, pool: Array) -> Array:
    """t of each row of counts against the rest of the pool; infinite where neither side has any spread."""
    n, size = first[0].sum(), pool.sum()
    m = size - n
    centred = values - values @ pool / size
    s1, s2, whole = first @ centred, first @ centred**2, float(pool @ centred**2)
    variance = np.maximum(0, s2 - s1 * s1 / n) / (n - 1) / n + np.maximum(0, whole - s2 - s1 * s1 / m) / (m - 1) / m
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((s1 / n + s1 / m) / np.sqrt(np.where(variance > NEAR * whole / size, variance, 0.0)))
