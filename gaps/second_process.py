"""The near-answer estimates of many groups, and the permutation tests, made by a second process while this one does the rest.

Of twenty groups they take half of the time after counting. Threads gain nothing: beside Python's own work each of numpy's
short computations waits for the lock. Whatever becomes of the second process, the answer is the same, only later.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain

from msgspec import json

from gaps.inference import together
from gaps.solving import Asked, Found, solve
from own_process import command

BEGIN = "import gc; gc.disable(); import startup; startup.special_functions_alone(); import gaps.solving as this; this.main()"
COMMAND = command(BEGIN)
"""Without a collector of garbage: it has a short life of many small objects, and no cycles worth looking for."""
MANY = 6
"""Groups from which it gains time: with four it does not, with nine a fourteenth (benchmarks/README.md)."""
SECONDS = 600
"""So long a part is waited for; then it is done here."""

Later = Callable[[], Found]
Solver = Callable[[Asked], Later]
"""Sets about what is asked; what it returns waits for what was found."""


def here(asked: Asked) -> Later:
    """The solver of this process."""
    return lambda: solve(asked)


class SecondProcess:
    """A solver that has a process of its own once there are groups enough, and a processor for it. It ends with the block."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.pool = ThreadPoolExecutor(1)

    def __enter__(self) -> SecondProcess:
        return self

    def __exit__(self, *why: object) -> None:
        if self.process:
            self.process.kill()
        self.pool.shutdown(cancel_futures=True)
        if self.process:
            with suppress(OSError), self.process:  # it has not read what is left
                pass

    def start(self, groups: int) -> None:
        """Starts it for so many groups, to be ready when it is asked."""
        if self.process is None and groups >= MANY and _processors() > 1:
            self.process = _started()

    def __call__(self, asked: Asked) -> Later:
        """Asked part by part. What has not been begun when it is waited for is done by this process."""
        if self.process is None:
            return here(asked)
        inside = together(asked.questions)
        parts = [Asked([asked.questions[i] for i in each], asked.level, asked.margin) for each in inside]
        later = [self._later(self.process, part) for part in (*parts, Asked(permuted=asked.permuted))]

        def found() -> Found:
            *of_parts, of_pairs = reversed([each() for each in reversed(later)])
            numbered = dict(zip(chain(*inside), chain(*(part.estimates for part in of_parts)), strict=True))
            return Found([numbered[i] for i in range(len(numbered))], of_pairs.permuted)

        return found

    def _later(self, process: subprocess.Popen[bytes], part: Asked) -> Later:
        try:
            answering = self.pool.submit(_answer, process, json.encode(part))
        except (TypeError, ValueError, RuntimeError):  # what JSON cannot say, and no thread to be had
            return here(part)

        def later() -> Found:
            if answering.cancel():
                return solve(part)
            try:
                found = json.decode(answering.result(SECONDS), type=Found)
            except (OSError, ValueError, RuntimeError, EOFError, MemoryError):  # a wait too long among them
                process.kill()
                return solve(part)
            sizes = (len(found.estimates), len(found.permuted))
            return found if sizes == (len(part.questions), len(part.permuted)) else solve(part)

        return later


def _answer(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    """A line there and a line back."""
    if process.stdin is None or process.stdout is None:
        raise OSError
    process.stdin.write(line + b"\n")
    process.stdin.flush()
    return process.stdout.readline()


def _processors() -> int:
    """How many this process may use, as far as the system says."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started() -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(  # noqa: S603 - our own module, no shell, no arguments
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
    except (OSError, RuntimeError, ValueError, MemoryError):
        return None
