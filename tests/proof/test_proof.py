"""The short part of `make prove`: what can be proven in a minute is proven at every change.

1. NIST's sets are met; every method of the table agrees with its second opinion; none is without one.
2. Degenerate input gives reasons, never a number that is none.
3. The mutants' texts still stand in the code, and there are enough of them.
4. The validation page names every method that the worked example prints, and what was measured of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gaps.analyse import analyse
from gaps.methods import METHODS
from proof import degenerate, methods, mutants, nist
from proof.__main__ import PAGE, PARTS, placed
from surveys.catalogue import load
from surveys.collect import collect
from surveys.example import write_example
from surveys.study_file import read_study


@pytest.mark.skipif(not nist.available(), reason="NIST's data sets are not part of the project")
def test_nist_sets_are_met_to_the_last_digits() -> None:
    found = list(nist.agreements())
    assert len({a.name for a in found}) == 20
    assert [a for a in found if a.digits < 14.5] == []


def test_every_method_agrees_with_its_second_opinion() -> None:
    assert methods.far() == []


@pytest.mark.parametrize("name", degenerate.INPUTS)
def test_degenerate_input_gives_reasons_and_no_nonsense(name: str, tmp_path: Path) -> None:
    found = degenerate.outcome(name, tmp_path)
    assert found.nonsense == ()
    assert found.codes and found.said


def test_the_mutants_are_those_of_the_code() -> None:
    assert mutants.stale() == []
    assert len(mutants.MUTANTS) >= 60
    assert all((mutants.ROOT / t).is_file() for m in mutants.MUTANTS for t in m.tests)


def test_no_method_is_printed_that_the_page_does_not_know(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    write_example(tmp_path)
    study = read_study(tmp_path / "study.yaml")
    instrument = load(study.instrument, tmp_path)
    document = analyse(study, instrument, collect(study, instrument).sets).to_json()
    printed = set(re.findall(r'"(?:method|kind)": "(\w+)"', document))
    assert len(printed) > 20
    assert {m for m in printed | METHODS.keys() if f"`{m}`" not in page} == set()
    assert [part for part in PARTS if f"<!-- {part} -->" not in page] == []
    dead, of = map(int, re.search(r"(\d+) of (\d+) wrong formulas", page).groups())
    assert dead / of >= 0.95 and of >= 60
    assert "**not the same**" not in page


def test_a_part_of_the_page_is_replaced_in_its_place() -> None:
    page = placed("", "nist", "first")
    page = placed(page, "methods", "table")
    page = placed(page, "nist", "second")
    assert "first" not in page and page.index("table") < page.index("second")
