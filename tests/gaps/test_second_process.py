"""A second process makes the estimates of many groups: the same numbers as this one's, and no harm where it dies."""

from __future__ import annotations

import sys
from threading import Event

import pytest

from gaps import second_process
from gaps.analyse import analyse
from gaps.distribution import Distribution
from gaps.inference import Question
from gaps.results import Analysis
from gaps.second_process import SecondProcess
from gaps.solving import Asked, Found, solve
from surveys.instrument import Scale
from tests.study_of import customers, small_instrument, staff, study

INSTRUMENT = small_instrument()
SETS = customers(INSTRUMENT, 120, weighted=True), staff(INSTRUMENT, "manager", 20), staff(INSTRUMENT, "employee", 40)
DEAD = {
    "it ends at once": "raise SystemExit(3)",
    "it never answers": "import time; time.sleep(60)",
    "it says something else": "import sys; sys.stdin.read(); print('[1]')",
    "it says too little": "import sys; sys.stdin.read(); print('{\"estimates\":[],\"permuted\":[]}', end='')",
}


def analysed() -> Analysis:
    return analyse(study(*SETS), INSTRUMENT, SETS)


@pytest.fixture(scope="module")
def alone() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second_process, "MANY", 10**9)
        return analysed().to_json()


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "_processors", lambda: 2)


@pytest.mark.usefixtures("two_processors")
def test_a_second_process_gives_the_same_bytes(alone: str) -> None:
    assert analysed().to_json() == alone


@pytest.fixture
def asked() -> Asked:
    heavy = Distribution((1, 4, 7), 1, (2, 3, 4), (2, 3, 10**30), (2, 3, 10**60))
    centred = Distribution((-0.1, 1 / 3), 0, (5, 6), (5, 6), (5, 6), 2)
    two = Question(centred, Scale(1, 7), 2, shift=0.1), Question(centred, Scale(1, 7), 2)
    drawn = [(Distribution((1, 4), 1, (9, n), (9, n), (9, n)), Distribution((2, 4), 1, (5, 9), (5, 9), (5, 9))) for n in (1, 9)]
    return Asked([two, (Question(heavy, Scale(1, 7), null=4.0), None), two], 0.95, 0.3, drawn)


@pytest.mark.usefixtures("two_processors")
def test_it_is_the_second_process_that_answers(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = solve(asked)
    assert [found is None for found in expected.permuted] == [True, False]
    monkeypatch.setattr(second_process, "solve", lambda asked: pytest.fail("this process has answered"))
    with SecondProcess() as solver:
        solver.start(second_process.MANY)
        later = solver(asked)
        solver.pool.submit(int).result()  # until all before it are done
        assert later() == expected


@pytest.mark.usefixtures("two_processors")
def test_what_the_second_process_has_not_begun_is_not_waited_for(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = Event()
    monkeypatch.setattr(second_process, "_answer", lambda *a: pytest.fail("the second process was asked"))
    with SecondProcess() as solver:
        solver.start(second_process.MANY)
        solver.pool.submit(busy.wait)
        assert solver(asked)() == solve(asked)
        busy.set()


@pytest.mark.usefixtures("two_processors")
def test_it_ends_with_an_analysis_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(second_process, "_started", lambda start=second_process._started: started.append(start()) or started[-1])

    def stop(what: str, share: float) -> None:
        if what == "estimate":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyse(study(*SETS), INSTRUMENT, SETS, None, stop)
    assert [process.returncode is None for process in started] == [False]


def test_few_groups_are_not_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", lambda *a, **k: pytest.fail("a process was started"))
    with SecondProcess() as solver:
        solver.start(second_process.MANY - 1)
        assert solver(Asked())() == Found([], [])


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize("body", DEAD.values(), ids=DEAD.keys())
def test_whatever_becomes_of_it_the_analysis_is_the_same(alone: str, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "COMMAND", (sys.executable, "-c", body))
    monkeypatch.setattr(second_process, "SECONDS", 3)
    assert analysed().to_json() == alone
