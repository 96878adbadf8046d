"""What takes longest after counting, as one question and its answer: near-answer estimates and permutation tests.

Both are documents that JSON can hold, numbers come back as they were, so that a second process can answer; it runs this module and
loads nothing else.
"""

from __future__ import annotations

import os
import sys

from msgspec import Struct, json

from gaps.aligned import on_common_values
from gaps.distribution import Distribution
from gaps.inference import Asking, Estimate, estimates
from gaps.permutation import permutation

Pair = tuple[Distribution, Distribution]


class Asked(Struct, frozen=True):
    """Means and differences to be estimated at a level with a margin, and samples for permutation tests."""

    questions: list[Asking] = []
    level: float = 0.0
    margin: float = 0.0
    permuted: list[Pair] = []


class Found(Struct, frozen=True):
    """What was asked, each in its order: estimates; t and p of a permutation test, or nothing where it says nothing."""

    estimates: list[Estimate]
    permuted: list[tuple[float, float] | None]


def solve(asked: Asked) -> Found:
    return Found(estimates(asked.questions, asked.level, asked.margin), [*map(permuted, asked.permuted)])


def permuted(pair: Pair) -> tuple[float, float] | None:
    return permutation(*on_common_values(*pair))


def main() -> None:
    """Answers every line that comes with a line."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.encode(solve(json.decode(line, type=Asked))) + b"\n")
        sys.stdout.flush()
    os._exit(0)  # nothing is left to be put in order
