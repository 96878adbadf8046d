"""The near-answer estimates of many groups, made by a second process while this one does the rest.

Of twenty groups they take a third of the time after counting. Threads gain nothing: beside Python's own work each of numpy's
short computations waits for the lock. What crosses over is tables of counts one way and estimates the other, as JSON; numbers
come back as they were. Whatever becomes of the second process, the answer is the same, only later.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from msgspec import Struct, json

from gaps.inference import Estimate, Question, by_near_answer, by_two_groups

ROOT = Path(__file__).resolve().parents[1]
BEGIN = "import startup; startup.special_functions_alone(); import gaps.second_process as this; this.main()"
COMMAND = (sys.executable, "-P", "-c", BEGIN)
MANY = 6
"""Groups from which it gains time: with four it does not, with nine an eighth (benchmarks/README.md)."""
SECONDS = 600


class Asked(Struct, frozen=True):
    """Means of one group each, and differences of two."""

    means: list[Question]
    pairs: list[tuple[Question, Question]]
    level: float
    margin: float


Later = Callable[[], list[Estimate]]
Solver = Callable[[Asked], Later]
"""Sets about what is asked; what it returns waits for the estimates of the means and then of the pairs, in their order."""


def solve(asked: Asked) -> list[Estimate]:
    of_one = by_near_answer(asked.means, asked.level, asked.margin)
    return of_one + by_two_groups(asked.pairs, asked.level, asked.margin)


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
    with process, ThreadPoolExecutor(1) as pool:
        try:
            yield partial(_there, process, pool)
        finally:
            process.kill()


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
    try:
        answering = pool.submit(process.communicate, json.encode(asked), SECONDS)
    except (TypeError, RuntimeError):  # what JSON cannot say, and no thread to be had
        return here(asked)

    def later() -> list[Estimate]:
        try:
            found = json.decode(answering.result()[0], type=list[Estimate])
        except (OSError, ValueError, subprocess.SubprocessError):
            return solve(asked)
        return found if len(found) == len(asked.means) + len(asked.pairs) else solve(asked)

    return later


def main() -> None:
    gc.disable()  # a short life of many small objects and no cycles worth looking for
    sys.stdout.buffer.write(json.encode(solve(json.decode(sys.stdin.buffer.read(), type=Asked))))
    sys.stdout.flush()
    os._exit(0)  # nothing is left to be put in order
