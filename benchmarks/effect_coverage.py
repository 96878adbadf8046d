"""How often the limits of the effects hold the truth: `python -m benchmarks.effect_coverage [draws]`.

Populations are answers 1 to 7 cut from normal variables, with ceilings from none to 88 % sevens; their true effects are exact.
Each cell draws `draws` samples (2,000 unless told otherwise) with a seeded generator and prints the share of intervals that
hold the truth, of those that are given, and how many are given. The Monte Carlo error of a cell is about .005.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product

import numpy as np
from scipy import special

from gaps.aligned import Apart, Array, Signed, Sized
from gaps.signed import rank_biserial
from gaps.standardised import Paired, standardised
from gaps.two_groups import cliff_delta, hedges_g

LEVEL, ANSWERS = 0.95, np.arange(1.0, 8.0)
SIZES = (10, 15, 30, 60, 150, 400)
PAIRED = {
    "in the middle": (4.0, 4.6, 1.3, 1.2, 0.4), "70 % expect 7": (5.6, 7.1, 1.3, 1.1, 0.3),
    "88 % expect 7": (5.8, 8.0, 1.4, 1.0, 0.3), "both at the top": (7.0, 7.3, 1.2, 1.1, 0.6),
    "no gap": (5.0, 5.0, 1.2, 1.2, 0.5), "a large gap": (3.0, 6.3, 1.2, 0.9, 0.2), "r = .9": (5.0, 5.4, 1.2, 1.2, 0.92),
    "a huge gap, one side narrow": (2.5, 6.6, 1.5, 0.7, 0.3), "a huge gap at the top": (3.0, 7.0, 1.3, 1.0, 0.1),
}  # fmt: skip
"""Mean perception and expectation, their deviations, their correlation, before they are cut to answers."""
APART = {
    "equal": (4.5, 1.2, 4.5, 1.2), "over": (5.2, 1.2, 4.5, 1.2), "70 % of customers 7": (6.2, 1.0, 7.0, 1.1),
    "88 % of customers 7": (5.0, 0.8, 7.6, 1.0), "far under": (3.0, 0.9, 6.5, 0.9), "managers alike": (4.0, 0.5, 4.3, 2.0),
    "managers unlike": (5.0, 1.8, 6.2, 0.8), "most managers 7": (7.8, 0.9, 6.6, 1.1), "all at the top": (7.6, 1.0, 7.6, 1.0),
}  # fmt: skip
"""Mean and deviation of managers and of customers."""
GROUPS = ((6, 30), (12, 400), (24, 370), (200, 370))


def cut(mean: float, sd: float) -> Array:
    """The chances of 1 … 7 of a normal variable rounded and held to the scale."""
    edges = np.concatenate([[-np.inf], ANSWERS[:-1] + 0.5, [np.inf]])
    return np.diff(special.ndtr((edges - mean) / sd))


def joint(p: float, e: float, sp: float, se: float, r: float) -> Array:
    """The chances of perception × expectation (49), by quadrature over what they have in common."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    common, own = np.sqrt(r), np.sqrt(1 - r)
    parts = (np.outer(cut(p + sp * common * x, sp * own), cut(e + se * common * x, se * own)) for x in nodes)
    return sum((w * part for w, part in zip(weights / weights.sum(), parts, strict=True)), np.zeros((7, 7))).ravel()


def paired(draws: int, rng: np.random.Generator) -> Iterator[tuple[str, str, Sized, float]]:
    p, e = (x.ravel() for x in np.meshgrid(ANSWERS, ANSWERS, indexing="ij"))
    for (name, shape), n in product(PAIRED.items(), SIZES):
        chances = joint(*shape)
        true = _paired(chances[None] * 1e9, p, e)
        drawn = rng.multinomial(n, chances, draws).astype(float)
        for kind, sized in _paired(drawn, p, e).items():
            yield kind, f"{name}, n = {n}", sized, float(true[kind].value[0])


def _paired(counts: Array, p: Array, e: Array) -> dict[str, Sized]:
    n = counts.sum(axis=1)
    (_, vp), (_, ve), (md, vd) = (_moments(counts, x) for x in (p, e, p - e))
    found = Paired(md, np.sqrt(vd), np.sqrt(vd / n), np.sqrt(vp), np.sqrt(ve), n)
    at = {k: counts[:, (p - e) == k].sum(axis=1) for k in range(-6, 7)}
    above, below = (np.stack([at[s * k] for k in range(1, 7)], axis=1) for s in (1, -1))
    signs = Signed(above, below, at[0])
    beside = standardised(found, LEVEL)
    return {"dz": beside["dz"], "dav": beside["dav"], "rank_biserial": rank_biserial(signs, LEVEL)}


def apart(draws: int, rng: np.random.Generator) -> Iterator[tuple[str, str, Sized, float]]:
    for (name, (m, sm, c, sc)), (n, k) in product(APART.items(), GROUPS):
        first, second = cut(m, sm), cut(c, sc)
        managers, customers = (rng.multinomial(s, x, draws).astype(float) for s, x in ((n, first), (k, second)))
        drawn = Apart(np.tile(ANSWERS, (draws, 1)), managers, customers)
        (ma, va), (mb, vb) = (_moments(x[None] * 1e9, ANSWERS) for x in (first, second))
        pooled = np.sqrt(((n - 1) * va[0] + (k - 1) * vb[0]) / (n + k - 2))
        truth = {"hedges_g": (ma[0] - mb[0]) / pooled, "cliff_delta": first @ np.sign(ANSWERS[:, None] - ANSWERS) @ second}
        for kind, method in (("hedges_g", hedges_g), ("cliff_delta", cliff_delta)):
            yield kind, f"{name}, {n} and {k}", method(drawn, LEVEL), float(truth[kind])


def _moments(counts: Array, x: Array) -> tuple[Array, Array]:
    n = counts.sum(axis=1)
    mean = counts @ x / n
    return mean, (counts @ x**2 - n * mean**2) / (n - 1)


def rates(draws: int, rng: np.random.Generator) -> Iterator[tuple[str, str, float, float]]:
    """Kind, where, the share of intervals that hold the truth of those that are given, and how many are given."""
    with np.errstate(invalid="ignore", divide="ignore"):
        for kind, where, sized, true in (*paired(draws, rng), *apart(draws, rng)):
            given = np.isfinite(sized.low)
            held = ((sized.low <= true) & (true <= sized.high))[given].mean() if given.any() else np.nan
            yield kind, where, float(held), float(given.mean())


if __name__ == "__main__":
    draws = int(sys.argv[1]) if sys.argv[1:] else 2_000
    for kind, where, held, given in rates(draws, np.random.default_rng(7)):
        print(f"{kind:14} {where:32} {held:.3f}  given {given:.2f}")
