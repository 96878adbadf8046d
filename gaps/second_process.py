"""The near-answer estimates of many groups, and the permutation tests, made by a second process while this one does the rest.

Of twenty groups they take 0.4 of the time after counting. Threads gain nothing: beside Python's own work each of numpy's
short computations waits for the lock. What crosses over is tables of counts one way and what was found the other, as JSON; numbers
come back as they were. Whatever becomes of the second process, the answer is the same, only later.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from msgspec import Struct, json

from gaps.aligned import on_common_values
from gaps.distribution import Distribution
from gaps.inference import Estimate, Question, by_near_answer, by_two_groups
from gaps.permutation import permutation

ROOT = Path(__file__).resolve().parents[1]
BEGIN = "import startup; startup.special_functions_alone(); import gaps.second_process as this; this.main()"
COMMAND = (sys.executable, "-P", "-c", BEGIN)
MANY = 6
"""Groups from which it gains time: with four it does not, with nine an eighth (benchmarks/README.md)."""
SECONDS = 600


Pair = tuple[Distribution, Distribution]


class Asked(Struct, frozen=True):
    """Means of one group each and differences of two, to be estimated at a level with a margin; samples for permutation tests."""

    means: list[Question] = []
    pairs: list[tuple[Question, Question]] = []
    level: float = 0.0
    margin: float = 0.0
    permuted: list[Pair] = []

    def answered_by(self, found: Found) -> bool:
        """Whether there is something for each."""
        return found.sizes() == (len(self.means), len(self.pairs), len(self.permuted))


class Found(Struct, frozen=True):
    """What was asked, each in its order: estimates; t and p of a permutation test, or nothing where it says nothing."""

    means: list[Estimate]
    pairs: list[Estimate]
    permuted: list[tuple[float, float] | None]

    def sizes(self) -> tuple[int, int, int]:
        return len(self.means), len(self.pairs), len(self.permuted)


Later = Callable[[], Found]
Solver = Callable[[Asked], Later]
"""Sets about what is asked; what it returns waits for what was found."""


def solve(asked: Asked) -> Found:
    return Found(
        by_near_answer(asked.means, asked.level, asked.margin),
        by_two_groups(asked.pairs, asked.level, asked.margin),
        [*map(permuted, asked.permuted)],
    )


def permuted(pair: Pair) -> tuple[float, float] | None:
    return permutation(*on_common_values(*pair))


def here(asked: Asked) -> Later:
    """The solver of this process."""
    return lambda: solve(asked)


@contextmanager
def solver_for(groups: int) -> Iterator[Solver]:
    """A second process where there are groups enough and a processor for it. It starts now, to be ready when it is asked, and
    ends with the block."""
    process = _started() if groups >= MANY and _processors() > 1 else None
    if process is None:
        yield here
        return
    with process:
        with ThreadPoolExecutor(1) as pool:
            try:
                yield partial(_there, process, pool)
            finally:
                process.kill()
        with suppress(OSError):  # what it has not read
            process.stdin.close()  # type: ignore[union-attr]


def _processors() -> int:
    """How many this process may use, as far as the system says."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started() -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(  # noqa: S603 - our own module, no shell, no arguments
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
    except OSError:
        return None


def _there(process: subprocess.Popen[bytes], pool: ThreadPoolExecutor, asked: Asked) -> Later:
    """One thing after the other is asked, a line each, and answered by a line."""
    try:
        answering = pool.submit(_answer, process, json.encode(asked))
    except (TypeError, RuntimeError):  # what JSON cannot say, and no thread to be had
        return here(asked)

    def later() -> Found:
        try:
            found = json.decode(answering.result(SECONDS), type=Found)
        except (OSError, ValueError):  # a wait too long among them
            process.kill()
            return solve(asked)
        return found if asked.answered_by(found) else solve(asked)

    return later


def _answer(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    asked, told = process.stdin, process.stdout
    if asked is None or told is None:
        raise OSError
    asked.write(line + b"\n")
    asked.flush()
    return told.readline()


def main() -> None:
    gc.disable()  # a short life of many small objects and no cycles worth looking for
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.encode(solve(json.decode(line, type=Asked))) + b"\n")
        sys.stdout.flush()
    os._exit(0)  # nothing is left to be put in order
