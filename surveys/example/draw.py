"""Random answers with a known mean, by the standard library only, so that every machine draws the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import cos, erf, exp, floor, log, pi, sqrt
from random import Random

STYLE, PERSON, WITHIN_DIMENSION = 0.15, 0.20, 0.25
"""Shares of an answer's variance: a person's way of answering anything, this facet, this dimension of it; the rest is chance."""


def normal(rng: Random) -> float:
    """A standard normal number (Box and Muller 1958)."""
    return sqrt(-2 * log(1 - rng.random())) * cos(2 * pi * rng.random())


def answer(latent: float, low: int, high: int) -> int:
    """A latent value rounded to the nearest answer of the scale."""
    return min(high, max(low, floor(latent + 0.5)))


@cache
def latent_mean(mean: float, sd: float, low: int, high: int) -> float:
    """The mean of a normal variable whose rounded, clipped answers have this mean; found by halving."""
    if not low < mean < high:
        raise ValueError(f"no latent mean gives {mean} on the scale {low} to {high}")
    below, above = low - 10 * sd, high + 10 * sd
    for _ in range(60):
        middle = (below + above) / 2
        below, above = (middle, above) if observed_mean(middle, sd, low, high) < mean else (below, middle)
    return (below + above) / 2


def observed_mean(latent: float, sd: float, low: int, high: int) -> float:
    """The mean of the rounded, clipped answers: `low` plus the probability of reaching each higher answer."""
    return low + sum(0.5 * (1 + erf((latent - (k - 0.5)) / (sd * sqrt(2)))) for k in range(low + 1, high + 1))


def latent_block(rng: Random, style: float, sizes: Sequence[int]) -> list[float]:
    """One person's standard normal deviations in one facet: one for each item, `sizes` items in each dimension."""
    person = normal(rng)
    chance = sqrt(1 - STYLE - PERSON - WITHIN_DIMENSION)
    deviations: list[float] = []
    for size in sizes:
        shared = sqrt(STYLE) * style + sqrt(PERSON) * person + sqrt(WITHIN_DIMENSION) * normal(rng)
        deviations += [shared + chance * normal(rng) for _ in range(size)]
    return deviations


def points(rng: Random, typical: Sequence[int], step: int = 5, total: int = 100) -> list[int]:
    """`total` points shared out in steps, around the typical division; the largest remainders get what rounding left."""
    wishes = [share * exp(0.35 * normal(rng)) for share in typical]
    steps = [wish / sum(wishes) * (total // step) for wish in wishes]
    given = [floor(s) for s in steps]
    by_remainder = sorted(range(len(steps)), key=lambda i: given[i] - steps[i])
    for i in by_remainder[: total // step - sum(given)]:
        given[i] += 1
    return [step * g for g in given]


def pick(rng: Random, shares: dict[str, float]) -> str:
    """A name, by its share; the shares sum to one."""
    left = rng.random()
    for name, share in shares.items():
        left -= share
        if left < 0:
            return name
    return name
