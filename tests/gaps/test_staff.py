"""Staff of whom it is declared how many there are: the finite-population correction, only there and only then."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from gaps.analyse import analyse
from gaps.inference import Question, by_near_answer
from gaps.results import Analysis, GapResult
from gaps.staff import unseen
from reports.findings import build
from reports.plain import render
from reports.wording import Wording
from surveys.problems import InputError
from surveys.study_file import read_study, write_study
from tests.study_of import customers, small_instrument, staff, study
from tests.tables import build as distribution

INSTRUMENT = small_instrument()
SETS = customers(INSTRUMENT, 120), staff(INSTRUMENT, "manager", 20), staff(INSTRUMENT, "employee", 40)


def made(**declared: int) -> Analysis:
    return analyse(study(*SETS, staff=declared, targets={"gap2": 5}), INSTRUMENT, SETS)


def at(analysis: Analysis, gap: str, place: str, **group: str) -> GapResult:
    return next(r for r in analysis.results if (r.gap, r.place, r.group) == (gap, place, group))


def width(r: GapResult) -> float:
    return r.difference.high - r.difference.low


def test_only_declared_staff_are_corrected_and_only_in_the_whole() -> None:
    plain, counted = made(), made(manager=25)
    headline = "gap1", "mean_of_dimensions"
    for gap, place in (("gap1", "emp1"), ("gap1", "empathy"), ("gap2", "empathy"), ("gap7", "emp1"), headline):
        a, b = at(plain, gap, place), at(counted, gap, place)
        assert b.difference.value == a.difference.value and width(b) < width(a)
        assert "staff_counted" in b.notes and "staff_counted" not in a.notes
        assert (b.decision.p <= 0.05) == (not b.difference.low <= 0 <= b.difference.high)
    assert at(plain, "gap5", "emp1") == at(counted, "gap5", "emp1")
    before = [[r for r in a.results if r.group.get("wave") == "2025" or "unit" in r.group] for a in (plain, counted)]
    assert before[0] == before[1] != []


def test_a_rating_of_all_but_a_few_is_known_nearly_to_the_last() -> None:
    plain, half = (at(a, "gap2", "mean_of_dimensions") for a in (made(), made(manager=40)))
    assert width(half) == pytest.approx(width(plain) * sqrt(unseen(40, plain.n)), rel=1e-6)
    whole, n = at(made(), "gap2", "empathy"), at(made(), "gap2", "empathy").n
    assert width(at(made(manager=n), "gap2", "empathy")) == pytest.approx(width(whole) / sqrt(n), rel=1e-6)


def test_limits_hold_where_all_but_two_at_the_ceiling_were_asked() -> None:
    """28 of 30 people, 88 % sevens: without the one more who is unseen 8 of 100 intervals miss below."""
    rng, x, limits = np.random.default_rng(5), np.arange(1, 8), Counter[bool]()
    people = rng.multinomial(30, (0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.88), size=1500)
    asked = [rng.multivariate_hypergeometric(p, 28) for p in people]
    tables = (distribution({int(v): (int(k),) * 3 for v, k in zip(x, n, strict=True) if k}, 1) for n in asked)
    questions = [Question(table, INSTRUMENT.scale, left=unseen(30, 28)) for table in tables]
    for p, e in zip(people, by_near_answer(questions, 0.95, 0.3), strict=True):
        limits[e.low - 1e-9 <= p @ x / 30 <= e.high + 1e-9] += 1
    assert limits[False] < 0.04 * 1500


def test_more_answers_than_people_correct_nothing_and_are_said() -> None:
    r = at(made(manager=10), "gap2", "empathy")
    assert "staff_exceeded" in r.notes and width(r) == width(at(made(), "gap2", "empathy"))
    assert [unseen(*x) for x in ((None, 9), (10, 5), (10, 10), (10, 11))] == [1.0, 0.6, 0.1, 1.0]


def test_in_a_sample_of_branches_it_is_said_that_nothing_is_corrected() -> None:
    plain, counted = (
        analyse(study(*SETS, staff=declared, unit_is="cluster"), INSTRUMENT, SETS) for declared in ({}, {"manager": 25})
    )
    noted = "staff_needs_strata"
    for a, b in zip(plain.results, counted.results, strict=True):
        assert (a.difference, a.verdict) == (b.difference, b.verdict) and noted not in a.notes
        whole = b.gap != "gap5" and set(b.group) <= {"wave"} and b.group.get("wave") != "2025" and b.verdict != "withheld"
        assert (noted in b.notes) == whole
    for language in ("en", "zh-Hans", "zh-Hant"):
        wording = Wording(language)
        assert wording.say(f"note.{noted}.all")[:20] in render(build(counted, wording)).replace("\n", "")


def test_it_is_told_in_every_language() -> None:
    for language in ("en", "zh-Hans", "zh-Hant"):
        wording = Wording(language)
        assert wording.say("how.staff")[:20] in render(build(made(manager=25), wording)).replace("\n", "")
        assert wording.say("how.staff")[:20] not in render(build(made(), wording)).replace("\n", "")


def test_the_study_file_knows_managers_and_employees_only(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("E1,P1\n5,5\n", "utf-8")
    file = tmp_path / "study.yaml"
    file.write_text("sources: [{file: c.csv}]\nstaff: {manager: 24, employee: 180}\n", "utf-8")
    found = read_study(file)
    assert found.staff == {"manager": 24, "employee": 180}
    write_study(found, file)
    assert read_study(file).staff == found.staff
    for wrong in ("{customer: 5}", "{manager: 0}", "24"):
        file.write_text(f"sources: [{{file: c.csv}}]\nstaff: {wrong}\n", "utf-8")
        with pytest.raises(InputError):
            read_study(file)
