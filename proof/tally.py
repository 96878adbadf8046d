"""How often intervals held the truth and verdicts were wrong, trial by trial, with the standard error of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from statistics import median

from gaps.results import GapResult
from proof.trials import Design, tried

PROMISED, LEAST, ONE_SIDE = 0.925, 0.88, 0.05
"""The target: so much in 95 % of the cells, nowhere less than the second, and no more misses than the third on either side."""
Key = tuple[str, str]
"""Gap and level."""


class Tally:
    """Of one kind of result, trial by trial: how many intervals were seen, and how many lay above or below the truth.

    Results of one trial hang together; so the standard error is that of trials.
    """

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int]] = []
        self.widths: list[float] = []
        self.wrong = 0
        """In how many trials one gap of the family or more was given a direction that it does not have."""

    def add(self, results: list[GapResult], truth: float) -> None:
        given = [r.difference for r in results if r.difference]
        above, below = sum(truth < d.low - 1e-9 for d in given), sum(truth > d.high + 1e-9 for d in given)
        self.rows.append((len(given), above, below))
        self.widths += [d.high - d.low for d in given]
        self.wrong += any(_wrong(r, truth) for r in results)

    @property
    def seen(self) -> int:
        return sum(n for n, _, _ in self.rows)

    @property
    def trials(self) -> int:
        return sum(n > 0 for n, _, _ in self.rows)

    @property
    def covered(self) -> float:
        return 1 - sum(a + b for _, a, b in self.rows) / max(self.seen, 1)

    @property
    def error(self) -> float:
        """The standard error of `covered`; never nought, as a coverage of 1 is not certain either."""
        missed = 1 - self.covered
        off = sqrt(sum((a + b - missed * n) ** 2 for n, a, b in self.rows)) / max(self.seen, 1)
        return max(off, 1 / max(self.seen, 1))

    @property
    def side(self) -> float:
        return max(sum(a for _, a, _ in self.rows), sum(b for _, _, b in self.rows)) / max(self.seen, 1)


def _wrong(r: GapResult, truth: float) -> bool:
    return (r.verdict == "shortfall" and truth >= -1e-9) or (r.verdict == "exceeds" and truth <= 1e-9)


def tallies(design: Design, trials: int) -> dict[tuple[str, str], Tally]:
    """By gap and level; of the overall scores the headline alone."""
    found: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for results in tried(design, trials):
        families: dict[tuple[str, str], list[GapResult]] = defaultdict(list)
        for r in results:
            if r.level != "overall" or r.place == "mean_of_dimensions":
                families[r.gap, r.level].append(r)
        for (gap, level), family in families.items():
            found[gap, level].add(family, design.truth(gap))
    return dict(found)


def percent(wrong: int, trials: int) -> str:
    """A share of trials with its standard error."""
    share = wrong / max(trials, 1)
    return f"{share:.3f} ±{max(sqrt(share * (1 - share) / max(trials, 1)), 1 / max(trials, 1)):.3f}"


def printed(t: Tally | None) -> str:
    return f"{t.covered:.3f} ±{t.error:.3f}" if t and t.seen else "none"


def width(t: Tally | None) -> str:
    return f"{median(t.widths):.2f}" if t and t.widths else ""


def summary(cells: Sequence[Mapping[Key, Tally]], key: Key, what: str) -> Iterator[str]:
    """How many cells keep the promise, which is the least, and how many break it by more than chance."""
    found = [t[key] for t in cells if key in t and t[key].seen]
    least, side = min(found, key=lambda t: t.covered), max(t.side for t in found)
    good = sum(t.covered >= PROMISED for t in found)
    surely = sum(t.covered + 2 * t.error < PROMISED for t in found)
    yield (
        f"* {what}: {good} of {len(found)} cells reach {PROMISED}, {surely} {'is' if surely == 1 else 'are'} below it by more than "
        f"two standard errors; the least is {printed(least)}, the most misses on one side {side:.3f}. "
        f"{judged(good / len(found), least.covered, side)}"
    )


def judged(good: float, least: float, side: float) -> str:
    """Whether point estimates keep what was promised, and if not, what they miss."""
    missed = {
        f"{PROMISED} in 95 % of the cells": good < 0.95, f"no cell below {LEAST}": least < LEAST,
        f"at most {ONE_SIDE:.0%} on either side": side > ONE_SIDE,
    }  # fmt: skip
    reasons = ", ".join(what for what, holds in missed.items() if holds)
    return f"The target is missed in: {reasons}." if reasons else "The target is met."
