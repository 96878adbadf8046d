"""A second process for the near-answer method, on the processor that the first leaves idle: an analysis ends a tenth sooner.

Arrays go there and come back as bytes, a line of JSON before them says how many. Numbers are the same wherever they are solved;
where the process is not to be had, or ends before its time, they are solved here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from gaps.solving import Array, Asked

ROOT = Path(__file__).resolve().parent
FLOAT = "<f8"


class SecondProcess:
    """A solver (`gaps.solving.Solver`); it ends with its `with`."""

    def __init__(self) -> None:
        try:
            self.process: subprocess.Popen[bytes] | None = subprocess.Popen(
                [sys.executable, "-P", "-m", "second_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        except OSError:
            self.process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self.process:
            self.process.kill()
            self.process.communicate()

    def __call__(self, asked: Sequence[Asked]) -> Callable[[], list[Array]]:
        from gaps.solving import here

        try:
            if not asked or self.process is None or self.process.stdin is None:
                return here(asked)
            send(self.process.stdin, asked)
        except OSError:
            return here(asked)
        return partial(self._answers, asked)

    def _answers(self, asked: Sequence[Asked]) -> list[Array]:
        from gaps.solving import here

        try:
            if self.process is None or self.process.stdout is None:
                return here(asked)()
            return [_array(self.process.stdout, [6, len(each.first.values)]) for each in asked]
        except (OSError, EOFError):
            return here(asked)()


def send(out: IO[bytes], asked: Sequence[Asked]) -> None:
    """Everything that is asked, all shapes and numbers first."""
    parts = [[array for tables in (each.first, each.second) if tables for array in tables] for each in asked]
    head = [
        {"shapes": [a.shape for a in arrays], "levels": each.levels, "margin": each.margin}
        for each, arrays in zip(asked, parts, strict=True)
    ]
    out.write(json.dumps(head).encode() + b"\n")
    out.writelines(array.astype(FLOAT).tobytes() for arrays in parts for array in arrays)
    out.flush()


def received(source: IO[bytes]) -> Iterator[Asked]:
    """What was sent, once; nothing where nobody asks any more."""
    from gaps.solving import Asked, Tables

    for told in json.loads(source.readline() or b"[]"):
        arrays = [_array(source, shape) for shape in told["shapes"]]
        second = Tables(*arrays[3:]) if len(arrays) > 3 else None
        yield Asked(Tables(*arrays[:3]), second, tuple(told["levels"]), told["margin"])


def _array(source: IO[bytes], shape: Sequence[int]) -> Any:
    """Raises EOFError where the other process has ended."""
    import numpy as np

    count = int(np.prod(shape))
    data = source.read(8 * count)
    if len(data) < 8 * count:
        raise EOFError
    return np.frombuffer(data, FLOAT).reshape(shape)


def main() -> None:
    """Answers until nobody asks any more."""
    import startup

    startup.special_functions_alone()
    from gaps.solving import solved

    while asked := [*received(sys.stdin.buffer)]:
        answers = [solved(each).astype(FLOAT).tobytes() for each in asked]  # nobody reads while there is more to solve
        sys.stdout.buffer.writelines(answers)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
