"""Answers off the scale by the hundred: what the file is told, and that codes for "no answer" are no other scale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from msgspec import Struct

from surveys.catalogue import load
from surveys.collect import collect
from surveys.instrument import Scale
from surveys.problems import Problem
from surveys.study import Source, Study

Asked = Callable[[str, Random], object]
SAID = {"answers_lost", "answers_off_scale", "answers_other_scale", "scale_from_zero", "missing_codes"}


class Case(Struct, frozen=True):
    """An answer of either facet, and what is said of it: each problem with the scale it names (or the codes)."""

    name: str
    asked: Asked
    said: set[tuple[str, str, str]]
    used: bool
    scale: Scale = Scale(1, 7)


def within(low: int, high: int) -> Asked:
    return lambda _, rng: rng.randint(low, high)


def some(code: object, share: float, low: int = 1, high: int = 7) -> Asked:
    return lambda _, rng: code if rng.random() < share else rng.randint(low, high)


def both(code: str, scale: str) -> set[tuple[str, str, str]]:
    return {(code, facet, scale) for facet in ("expectation", "perception")}


CASES = [
    *(
        Case(f"{code} for no answer in {share:.0%}", some(code, share), {("missing_codes", "", str(code))}, True)
        for code in (8, 9, 0) for share in (0.15, 0.6)
    ),
    *(
        Case(f"{code} for no answer on five points", some(code, 0.6, 1, 5), {("missing_codes", "", str(code))}, True, Scale(1, 5))
        for code in (6, 9, 0)
    ),
    Case("one strange code is no scale", some(10, 0.2), both("answers_off_scale", ""), True),
    Case("most are one strange code", some(66, 0.6), both("answers_lost", ""), False),
    Case("several codes are one", within(2, 9), {*both("answers_off_scale", "1-9"), ("missing_codes", "", "8, 9")}, True),
    Case("ten points", within(6, 10), {*both("answers_lost", "1-10"), ("scale_from_zero", "", "")}, False),
    Case("eleven points, one facet never up to the end", lambda facet, rng: rng.randint(*(6, 10) if facet == "E" else (0, 9)),
         {("answers_lost", "expectation", "0-10"), ("answers_off_scale", "perception", "0-10")}, False),
    Case("a slider, answers such as 88 and 99 too", within(80, 100), both("answers_lost", "0-100"), False),
    Case("one facet on ten points", lambda facet, rng: rng.randint(*(1, 7) if facet == "E" else (6, 10)),
         {("answers_other_scale", "perception", "1-10")}, False),
    Case("some of one facet on ten points", lambda facet, rng: rng.randint(*(1, 7) if facet == "P" else (3, 9)),
         {("answers_other_scale", "expectation", "1-9"), ("missing_codes", "", "8, 9")}, True),
    Case("unknown words beside numbers on the scale", some("ask my wife", 0.6, 1, 5), both("answers_lost", ""), False),
    *(
        Case(f"{words} is no answer", some(words, 0.6), set(), True)
        for words in ("Does not apply to me", "not observed", "Cannot say", "skipped", "Don’t know", "无法判断", "無法評價")
    ),
    Case("codes for no answer beside them", lambda facet, rng: some("ask my wife", 0.7)(facet, rng) if rng.random() < 0.9 else 99,
         {*both("answers_lost", ""), ("missing_codes", "", "99")}, False),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_said_of_answers_off_the_scale(tmp_path: Path, case: Case) -> None:
    rng = Random(1)
    header = [f"{facet}{n}" for facet in "EP" for n in range(1, 23)]
    rows = [",".join(str(case.asked(name[0], rng)) for name in header) for _ in range(60)]
    (tmp_path / "a.csv").write_text("\n".join([",".join(header), *rows]), "utf-8")
    found = collect(Study((Source("a.csv"),), folder=tmp_path), load("servqual", scale=case.scale))
    assert {_shown(problem) for problem in found.problems if problem.code in SAID} == case.said
    assert bool(found.sets) is case.used
    if case.name.startswith("a slider"):
        assert {p.values["lost"] for p in found.problems if p.code == "answers_lost"} == {"1,320"}


def _shown(problem: Problem) -> tuple[str, str, str]:
    values = problem.values
    return problem.code, values.get("facet", ""), values.get("closest", values.get("cells", ""))
