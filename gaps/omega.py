"""Omega total of one factor (McDonald 1999): the share of a sum's variance that its items have in common.

The loadings are those of maximum likelihood on the covariances, by Fisher scoring (Lawley and Maxwell 1971), as in lavaan.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

STEPS = 200
SETTLED = 1e-11
LEAST_OWN = 0.005
"""The least share of an item's variance that is its own; below it the model has run against its edge (a Heywood case)."""


def omega_total(covariance: Array) -> float | None:
    """(Σ loadings)² / ((Σ loadings)² + Σ own variances), to eight decimals; the covariances (J, J) may be on any one scale.

    None below three items, where an item does not vary, and where no proper solution is found. Checked against lavaan.
    """
    scale = np.sqrt(np.diag(covariance))
    if len(covariance) < 3 or not scale.all():
        return None
    try:
        fitted = one_factor(covariance / np.outer(scale, scale))
    except np.linalg.LinAlgError:  # an item without anything in common leaves its loading undetermined
        fitted = None
    if fitted is None or not np.isfinite(fitted).all():
        return None
    loading, own = fitted[0] * scale, fitted[1] * scale**2
    common = loading.sum() ** 2
    return round(float(common / (common + own.sum())), 8)


def one_factor(correlation: Array) -> tuple[Array, Array] | None:
    """Loadings and own variances (J,) of correlations (J, J); None where they do not settle inside the possible."""
    items = len(correlation)
    loading = np.linalg.eigh(correlation)[1][:, -1]
    loading = 0.7 * loading / np.abs(loading).max()
    own = np.maximum(1 - loading**2, 0.3)
    for _ in range(STEPS):
        step = _step(correlation, loading, own)
        size = 1.0
        while (own + size * step[items:] <= 0).any():
            size /= 2
        loading, own = loading + size * step[:items], own + size * step[items:]
        if size < 1e-6 or own.min() < LEAST_OWN / 10:
            return None
        if np.abs(step).max() < SETTLED:
            return (loading, own) if own.min() >= LEAST_OWN else None
    return None


def _step(s: Array, loading: Array, own: Array) -> Array:
    """The scoring step of both halves, by the expected second derivatives of log|Σ| + tr(SΣ⁻¹)."""
    items = len(own)
    implied = loading[:, None] * loading
    implied.flat[:: items + 1] += own
    inverse = np.linalg.inv(implied)
    pull = inverse @ (implied - s) @ inverse
    along = inverse @ loading
    bend = np.empty((2 * items, 2 * items))
    bend[:items, :items] = 2 * (along[:, None] * along + inverse * (loading @ along))
    bend[:items, items:] = mixed = 2 * inverse * along
    bend[items:, :items], bend[items:, items:] = mixed.T, inverse**2
    return np.asarray(-np.linalg.solve(bend, np.append(2 * pull @ loading, pull.diagonal())), float)
