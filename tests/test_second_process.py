"""A second process that solves what the first asks.

1 it gives the bytes that are found here, for means and for differences, more than once
2 where it is not to be had, or ends, the answers are found here
3 nothing is left running
"""

from __future__ import annotations

import os
import signal
import subprocess

import numpy as np
import pytest

import second_process
from gaps.near_answer import spread
from gaps.solving import Asked, Tables, here
from second_process import SecondProcess

rng = np.random.default_rng(20260601)


def tables(rows: int, sides: int = 1) -> Tables:
    values = np.arange(6 * sides + 1.0)
    return Tables(np.tile(values, (rows, 1)), rng.multinomial(40, rng.dirichlet(values + 1), rows).astype(float), spread(7, sides))


ASKED = [
    Asked(tables(30, 2), None, (0.95, 0.9), 0.3),
    Asked(tables(9), tables(9), (0.95, 0.9), 0.3),
    Asked(tables(1), tables(1, 2), (0.99, 0.98), 0.1),
]


def same(found: list[np.ndarray], expected: list[np.ndarray]) -> bool:
    return [f.tobytes() for f in found] == [e.tobytes() for e in expected]


def test_it_gives_what_is_found_here() -> None:  # 1, 3
    with SecondProcess() as solver:
        process = solver.process
        assert process
        for asked in (ASKED, ASKED[:1], ASKED * 400):  # the last is more than a pipe holds, there and back
            begun = solver(asked)
            assert begun.__class__.__name__ == "partial"
            assert same(begun(), here(asked)())
        assert process.poll() is None
    assert process.poll() is not None


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are ended otherwise here")
@pytest.mark.parametrize("when", ["before", "between"])
def test_answers_are_found_here_where_it_ends(when: str) -> None:  # 2
    with SecondProcess() as solver:
        assert solver.process
        begun = solver(ASKED) if when == "between" else None
        os.kill(solver.process.pid, signal.SIGKILL)
        solver.process.wait()
        assert same((begun or solver(ASKED))(), here(ASKED)())


def test_answers_are_found_here_where_it_cannot_begin(monkeypatch: pytest.MonkeyPatch) -> None:  # 2
    def refuse(*args: object, **more: object) -> None:
        raise OSError

    monkeypatch.setattr(second_process.subprocess, "Popen", refuse)
    with SecondProcess() as solver:
        assert same(solver(ASKED)(), here(ASKED)())


def test_it_ends_when_nobody_asks_any_more() -> None:  # 3
    process = SecondProcess().process
    assert process
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    process.stdout.close()
    assert isinstance(process, subprocess.Popen)
