"""The bias-corrected and accelerated bootstrap of a mean (Efron 1987), from counts, without drawing a single resample.

The mean of a resample of n respondents is the mean of n draws from their distribution, so the bootstrap distribution is the
n-fold convolution of the counts: its characteristic function is the n-th power of theirs. One short Fourier transform takes
the place of thousands of resamples, needs no seed, and costs the same for five hundred respondents and for ten million.
"""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
from scipy import special

from gaps.aligned import Array

LEAST = 15
"""Of fewer respondents the bootstrap says too little."""
WINDOW = 20
"""How many standard errors the window of the transform is wide; what lies outside is less than 10⁻²²."""
POINTS, FREQUENCIES = 1024, 64
"""A finer lattice than POINTS in the window is as good as none; then the first FREQUENCIES hold all there is."""


def bca_mean(values: Array, counts: Array, step: float, level: float) -> tuple[float, float] | None:
    """Limits of the mean of `values` (which lie `step` apart or a multiple of it; 0 where nothing is known of that).

    None below `LEAST` respondents or where all give the same value. The acceleration is the exact jackknife, the bias
    correction counts ties by halves. Checked against SciPy's bootstrap.
    """
    n = int(counts.sum())
    mean = float(values @ counts / n)
    around = values - mean
    variance = float(around**2 @ counts / n)
    if n < LEAST or not variance:
        return None
    sums, below = _bootstrap(around, counts / n, n, step, sqrt(variance * n))
    bias = special.ndtri(float(np.interp(0.0, sums, below)))
    acceleration = float(around**3 @ counts) / (6 * (n * variance) ** 1.5)
    z = bias + special.ndtri(np.array([1 - level, 1 + level]) / 2)
    low, high = mean + np.interp(special.ndtr(bias + z / (1 - acceleration * z)), below, sums) / n
    return min(float(low), mean), max(float(high), mean)


def _bootstrap(around: Array, shares: Array, n: int, step: float, error: float) -> tuple[Array, Array]:
    """Sums of n draws, ascending, each with the chance of a smaller one and half the chance of the same."""
    lattice = bool(step) and WINDOW * error < POINTS * step
    apart = step if lattice else WINDOW * error / POINTS
    size = 2 * (int(WINDOW * error / apart) // 2 + 2)
    offset = float(n * around[0]) % step if lattice else 0.0
    start = offset - apart * (size // 2)
    frequency = 2 * pi / (size * apart) * np.arange(size // 2 + 1 if lattice else FREQUENCIES)
    spectrum = (np.exp(-1j * np.outer(frequency, around)) @ shares) ** n * np.exp(1j * frequency * start)
    chances = np.maximum(np.fft.irfft(spectrum, size), 0.0)
    return start + apart * np.arange(size), (np.cumsum(chances) - chances / 2) / chances.sum()
