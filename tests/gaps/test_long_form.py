"""The long form: gaps 2 to 4 as the same managers' and employees' differences, from files to reports.

1. Each is decided as a paired gap; its means are those of the answers, whichever side another gap uses as well.
2. Nothing of it is a rating: no target, no "no standards exist", and gap 1 still uses the managers' beliefs alone.
3. Every sentence fits: in three languages the reports speak of differences, and the PDF is made.
4. Managers too few to be shown are withheld in gap 2.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from gaps.analyse import analyse
from gaps.results import Analysis, GapResult
from reports import pdf, plain
from reports.findings import build
from reports.wording import Wording
from surveys.catalogue import load
from surveys.collect import collect
from surveys.instrument import LANGUAGES
from surveys.study import Source, Study

ITEMS = 22
MEANS = {
    "customer": {"E": 5.8, "P": 5.0},
    "manager": {"B": 5.5, "S": 4.7},
    "employee": {"B": 5.8, "S": 4.9, "D": 4.9, "M": 6.0},
}
PEOPLE = {"customer": 80, "manager": 16, "employee": 60}
SIDES = {
    "gap2": ("manager", "S", "B"), "gap3": ("employee", "D", "S"), "gap4": ("employee", "D", "M"), "gap5": ("customer", "P", "E"),
}  # fmt: skip
SPOKEN = {
    "en": ("Standards ask less than managers believe", "what standards ask, employees say", "Promises outrun the service"),
    "zh-Hans": ("标准的要求低于管理者所认为的顾客期望", "实际提供的服务与标准的要求一致", "对外的承诺超过了实际提供的服务"),
    "zh-Hant": ("標準的要求低於管理者所認為的顧客期望", "實際提供的服務與標準的要求一致", "對外的承諾超過了實際提供的服務"),
}


def write(folder: Path, role: str, people: int) -> None:
    rng = Random(role)
    letters = MEANS[role]
    with (folder / f"{role}.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([f"{letter}{n}" for letter in letters for n in range(1, ITEMS + 1)])
        for _ in range(people):
            level = rng.gauss(0, 0.4)
            drawn = (min(7, max(1, round(mean + level + rng.gauss(0, 0.8)))) for mean in letters.values() for _ in range(ITEMS))
            rows.writerow(["" if rng.random() < 0.03 else answer for answer in drawn])


def analysed(folder: Path, people: dict[str, int]) -> Analysis:
    for role, n in people.items():
        write(folder, role, n)
    study = Study(tuple(Source(f"{role}.csv", role) for role in people), instrument="servqual-long", folder=folder)
    instrument = load("servqual-long")
    return analyse(study, instrument, collect(study, instrument).sets)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("long")


@pytest.fixture(scope="module")
def analysis(folder: Path) -> Analysis:
    return analysed(folder, PEOPLE)


def at(analysis: Analysis, gap: str, level: str, place: str) -> GapResult:
    return next(r for r in analysis.results if (r.gap, r.level, r.place, r.group) == (gap, level, place, {}))


@pytest.mark.parametrize("gap", SIDES)
def test_a_gap_is_the_difference_of_the_same_peoples_answers(analysis: Analysis, folder: Path, gap: str) -> None:
    role, first, second = SIDES[gap]
    answers = pd.read_csv(folder / f"{role}.csv")
    for n, item in enumerate(load("servqual-long").items, 1):
        found, both = at(analysis, gap, "item", item.id), answers[[f"{first}{n}", f"{second}{n}"]].dropna()
        assert found.design == "paired"
        assert found.n == len(both)
        assert found.difference is not None
        assert found.difference.value == pytest.approx((both.iloc[:, 0] - both.iloc[:, 1]).mean(), abs=1e-12)
        assert found.decision is not None
        assert found.decision.method == found.difference.method == "near_answer"


def test_the_verdicts_are_those_of_paired_gaps(analysis: Analysis) -> None:
    found = {gap: at(analysis, gap, "overall", "mean_of_dimensions") for gap in SIDES}
    assert {gap: r.verdict for gap, r in found.items()} == {
        "gap2": "shortfall", "gap3": "meets", "gap4": "shortfall", "gap5": "shortfall",
    }  # fmt: skip
    assert not any(r.rating for r in analysis.results)
    assert not {note for r in analysis.results for note in r.notes} & {"no_target", "none_counted", "expectation_ceiling"}


def test_gap_1_uses_every_managers_belief_whether_or_not_it_has_its_pair(analysis: Analysis, folder: Path) -> None:
    answers = pd.read_csv(folder / "manager.csv")
    found = at(analysis, "gap1", "item", "rel1").minuend
    assert (found.n, found.mean) == (answers["B5"].count(), pytest.approx(answers["B5"].mean(), abs=1e-12))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_speaks_of_differences_and_the_pdf_is_made(analysis: Analysis, language: str) -> None:
    wording = Wording(language)
    for edition in ("full", "brief"):
        findings = build(analysis, wording, edition=edition)  # type: ignore[arg-type]
        told = "".join(plain.render(findings).split())
        assert all("".join(said.split()) in told for said in SPOKEN[language])
        assert "".join(wording.say("gap.rating.meaning").split()) not in told
        assert "".join(wording.say("five_gaps.caption_within", low=1, high=7).split()) in told
    assert pdf.render(findings).startswith(b"%PDF")


def test_too_few_managers_are_withheld(tmp_path: Path) -> None:
    found = analysed(tmp_path, {"manager": 4, "employee": 30})
    assert {r.verdict for r in found.results if r.gap == "gap2"} == {"withheld"}
    assert at(found, "gap3", "overall", "mean_of_dimensions").verdict == "meets"
    for language in LANGUAGES:
        assert Wording(language).say("tell.within.gap2.withheld") in plain.render(build(found, Wording(language)))
