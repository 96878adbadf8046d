"""How often the interval of Cronbach's alpha holds the truth, beside Feldt's: `python -m benchmarks.alpha_coverage [draws]`.

A population is a one-factor model cut into the answers 1 to 7, with ceilings from none to 88 % sevens; its alpha is exact (by
quadrature over the factor). Each cell draws `draws` samples (2,000 unless told otherwise) with a seeded generator.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy import special

from gaps.alpha import limits, spread
from gaps.answer_moments import AnswerMoments

Array = NDArray[np.float64]

SHARES = {
    "even": (0.03, 0.07, 0.15, 0.25, 0.25, 0.15, 0.10),
    "70 % sevens": (0.01, 0.01, 0.02, 0.03, 0.08, 0.15, 0.70),
    "88 % sevens": (0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.88),
    "90 % sixes": (0.01, 0.01, 0.01, 0.01, 0.01, 0.90, 0.05),
}
LOADINGS = {
    "2 × .7": (0.7,) * 2, "3: .9 .7 .5": (0.9, 0.7, 0.5), "4 × .4": (0.4,) * 4, "5 × .5": (0.5,) * 5, "5 × .8": (0.8,) * 5,
    "9 × .8": (0.8,) * 9,
}  # fmt: skip
SIZES = (10, 20, 30, 50, 100, 300)
LEVEL = 0.95


def thresholds(shares: tuple[float, ...]) -> Array:
    return np.asarray(special.ndtri(np.cumsum(shares)[:-1]), float)


def true_alpha(shares: tuple[float, ...], loadings: tuple[float, ...]) -> float:
    """Of the whole population: given the factor the answers are independent."""
    factor, weight = hermegauss(101)
    weight = weight / weight.sum()
    cuts, load = thresholds(shares), np.array(loadings)[:, None, None]
    below = special.ndtr((cuts - load * factor[:, None]) / np.sqrt(1 - load**2))
    share = np.diff(np.concatenate([np.zeros_like(below[..., :1]), below, np.ones_like(below[..., :1])], -1), axis=-1)
    answers = np.arange(1.0, 8)
    given, squares = share @ answers, share @ answers**2
    mean = given @ weight
    covariance = (given * weight) @ given.T - np.outer(mean, mean)
    np.fill_diagonal(covariance, squares @ weight - mean**2)
    items = len(loadings)
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def draw(shares: tuple[float, ...], loadings: tuple[float, ...], n: int, draws: int, rng: np.random.Generator) -> Array:
    """Answers from the middle of the scale, shape (draws, n, items)."""
    load = np.array(loadings)
    latent = load * rng.standard_normal((draws, n, 1)) + np.sqrt(1 - load**2) * rng.standard_normal((draws, n, len(load)))
    return np.asarray(np.searchsorted(thresholds(shares), latent).astype(float) - 3, float)


def sums(x: Array) -> AnswerMoments:
    """What the counting adds up, for many samples at once."""
    q, t = (x * x).sum(-1), x.sum(-1)
    vectors = x.sum(1), np.einsum("rnj,rnk->rjk", x, x), np.einsum("rn,rnj->rj", q, x), np.einsum("rn,rnj->rj", t * t, x)
    return AnswerMoments(x.shape[1], *vectors, (q * q).sum(-1), (q * t * t).sum(-1), (t**4).sum(-1))


def feldt(alpha: Array, n: int, items: int) -> tuple[Array, Array]:
    low, high = (special.fdtri(n - 1, (n - 1) * (items - 1), p) for p in ((1 + LEVEL) / 2, (1 - LEVEL) / 2))
    return 1 - (1 - alpha) * low, 1 - (1 - alpha) * high


def cells(draws: int) -> Iterator[tuple[str, list[float]]]:
    """Samples in which nobody differs have no alpha and are left out."""
    rng = np.random.default_rng(20260601)
    for shape, shares in SHARES.items():
        for name, loadings in LOADINGS.items():
            truth = true_alpha(shares, loadings)
            for n in SIZES:
                x = draw(shares, loadings, n, draws, rng)
                m = sums(x[np.ptp(x.sum(-1), axis=1) > 0])
                alpha = np.asarray(spread(m).alpha, float)
                found = judged(truth, feldt(alpha, n, m.items), limits(m, -3, 3, LEVEL), alpha)
                yield f"{shape} | {name} | {truth:.3f} | {n}", found


def judged(truth: float, old: Any, new: Any, alpha: Array) -> list[float]:
    """Coverage of Feldt's interval and of ours, misses of ours above and below the truth, median widths."""
    low, high = np.minimum(new[0], alpha), np.maximum(new[1], alpha)
    above, below = float((low > truth).mean()), float((high < truth).mean())
    covered = float(((old[0] <= truth) & (truth <= old[1])).mean())
    return [covered, 1 - above - below, above, below, float(np.median(old[1] - old[0])), float(np.median(high - low))]


def summary(found: dict[str, list[float]]) -> Iterator[str]:
    """Over all items and loadings: the mean and the worst coverage, the worst side, and the width beside Feldt's."""
    yield "| answers | n | Feldt: mean | worst | ours: mean | worst | worst side | width, times Feldt's |"
    yield "|" + " --- |" * 8
    for shape in SHARES:
        for n in SIZES:
            rows = np.array([v for label, v in found.items() if label.startswith(f"{shape} |") and label.endswith(f"| {n}")])
            sides, wide = rows[:, 2:4].max(), np.median(rows[:, 5] / rows[:, 4])
            values = rows[:, 0].mean(), rows[:, 0].min(), rows[:, 1].mean(), rows[:, 1].min(), sides
            yield f"| {shape} | {n} | " + " | ".join(f"{v:.3f}" for v in values) + f" | {wide:.2f} |"
    ours = np.array([v[1] for v in found.values()])
    yield f"{np.mean(ours >= 0.925):.1%} of the {len(ours)} cells at .925 or more; the worst {ours.min():.3f}"


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| answers | items and loadings | alpha | n | Feldt | ours | misses low end | misses high end | width Feldt | ours |")
    print("|" + " --- |" * 10)
    found = {}
    for label, values in cells(draws):
        found[label] = values
        print("| " + " | ".join([label, *(f"{v:.3f}" for v in values)]) + " |", flush=True)
    print("\n".join(summary(found)))


if __name__ == "__main__":
    main()
