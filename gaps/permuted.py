"""The permutation tests of an analysis, set about as soon as the samples are drafted: a second process has nothing to do yet."""

from __future__ import annotations

from collections.abc import Iterable

from gaps.beside import test_of
from gaps.drafts import Draft
from gaps.second_process import Later, Solver, here
from gaps.solving import Asked, Pair, permuted


class Permuted:
    """Of differences of two whole samples without weights only: the test draws at random and takes its time."""

    def __init__(self, solver: Solver = here) -> None:
        self.solver = solver
        self.begun: list[tuple[list[Pair], Later]] = []

    def begin(self, drafts: Iterable[Draft]) -> None:
        """Sets about the tests of these drafts. What becomes of them until the tests are added does not matter."""
        pairs = [pair for pair in map(_pair, drafts) if pair]
        self.begun.append((pairs, self.solver(Asked(permuted=pairs))))

    def add_to(self, drafts: Iterable[Draft]) -> None:
        """Fills in the tests; one that was not begun with the same samples is made now."""
        found = {_key(pair): test for pairs, later in self.begun for pair, test in zip(pairs, later().permuted, strict=True)}
        for d in drafts:
            if pair := _pair(d):
                test = found[_key(pair)] if _key(pair) in found else permuted(pair)
                d.tests += (test_of("permutation", *test),) if test else ()


def _pair(d: Draft) -> Pair | None:
    if d.weighted or d.group.label or not (d.question and d.other) or len(d.moments) != 2:  # none where a design took them away
        return None
    return d.question.distribution, d.other.distribution


def _key(pair: Pair) -> tuple[int, int]:
    return id(pair[0]), id(pair[1])
