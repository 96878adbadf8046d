"""Rules of verdicts, withholding and warnings, one small case each: what a mutant of them once survived."""

from __future__ import annotations

import pyarrow as pa
import pytest
from msgspec.structs import replace

from gaps.analyse import analyse
from gaps.inference import Estimate, narrow
from gaps.results import GapResult, SideResult
from gaps.sensitivity import _safe
from gaps.verdicts import decide
from surveys.study import Options
from tests.study_of import customers, small_instrument, staff, study

INSTRUMENT = small_instrument()


def estimate(low: float, value: float, high: float) -> Estimate:
    return Estimate("t", value, low, high, low + 0.01, high - 0.01, 0.001, 0.2)


def test_a_rating_meets_its_target_by_its_interval_not_by_its_mean() -> None:
    assert decide(estimate(-0.5, -0.2, 0.1), 0.001, 0.05, 0.3, True)[0] == "undecided"
    assert decide(estimate(-0.29, -0.1, 0.1), 0.001, 0.05, 0.3, True)[0] == "meets"
    assert decide(estimate(-0.9, -0.6, -0.35), 0.001, 0.05, 0.3, True) == ("shortfall", ())


def test_a_gap_that_may_be_small_is_said_to_be() -> None:
    assert decide(estimate(-0.6, -0.4, -0.2), 0.001, 0.05, 0.3, False) == ("shortfall", ("may_be_small",))
    assert decide(estimate(-0.6, -0.5, -0.4), 0.001, 0.05, 0.3, False) == ("shortfall", ())
    assert narrow(0.95) == pytest.approx(0.9) and narrow(0.9) == pytest.approx(0.8)


def test_no_option_shows_a_group_of_four() -> None:
    frame = customers(INSTRUMENT, 60, missing=0.0)
    units = pa.array(["Tiny"] * 4 + ["Big"] * 56)
    table = frame.frame.set_column(frame.frame.column_names.index("unit"), "unit", units)
    table = table.set_column(table.column_names.index("wave"), "wave", pa.array(["2026"] * 60))
    sets = [replace(frame, frame=table)]
    options = Options(minimum_group={"customer": 2, "manager": 2, "employee": 2})
    results = analyse(study(*sets, options=options), INSTRUMENT, sets, by=["unit"]).results
    found = [r for r in results if r.group == {"unit": "Tiny"}]
    assert found and {r.verdict for r in found} == {"withheld"}


def test_each_side_of_a_gap_has_the_minimum_of_its_own_role() -> None:
    """Nine managers and 41 employees: both means are told anyway, by the gaps to what customers expect."""
    options = Options(minimum_group={"customer": 5, "manager": 5, "employee": 10})
    for managers, employees, shown in ((9, 41, True), (4, 41, False), (41, 9, False)):
        sets = [staff(INSTRUMENT, "manager", managers), staff(INSTRUMENT, "employee", employees)]
        found = [r for r in analyse(study(*sets, options=options), INSTRUMENT, sets, by=[]).results if r.gap == "gap7"]
        assert found and {r.verdict != "withheld" for r in found} == {shown}


def test_a_change_is_the_new_wave_minus_the_old_overall_too() -> None:
    sets = [customers(INSTRUMENT, 200)]
    analysis = analyse(study(*sets), INSTRUMENT, sets)
    overall = {r.group.get("wave"): r.difference.value for r in analysis.results if r.place == "mean_of_dimensions"}
    change = next(c for c in analysis.changes if c.place == "mean_of_dimensions")
    assert change.difference.value == pytest.approx(overall["2026"] - overall["2025"], abs=1e-12) != 0


def test_wishes_at_the_top_are_warned_of_from_one_half_on() -> None:
    frame = customers(INSTRUMENT, 100, missing=0.0)
    for share, warned in ((60, True), (30, False)):
        wishes = pa.array([7] * share + [3, 4, 5, 6, 5] * ((100 - share) // 5), pa.int8())
        table = frame.frame.set_column(frame.frame.column_names.index("expectation.emp1"), "expectation.emp1", wishes)
        table = table.set_column(table.column_names.index("wave"), "wave", pa.array(["2026"] * 100))
        sets = [replace(frame, frame=table)]
        r = next(r for r in analyse(study(*sets), INSTRUMENT, sets, by=[]).results if (r.gap, r.place) == ("gap5", "emp1"))
        assert ("expectation_ceiling" in r.notes) == warned


def test_two_results_are_shown_together_only_where_their_difference_is_of_enough_people() -> None:
    def result(n: int, beside: int = 50) -> GapResult:
        side = SideResult("belief", 5.0, 1.0, n)
        return GapResult("gap7", "dimension", "empathy", {}, "independent", n + beside, 0, side, replace(side, n=beside))

    assert _safe(result(50), result(50), (10, 5)) and _safe(result(50), result(40), (10, 5))
    assert not _safe(result(50), result(41), (10, 5))
    assert _safe(result(50), result(50, 45), (10, 5)), "each side has its own minimum"
    assert not _safe(result(50), result(50, 46), (10, 5))
