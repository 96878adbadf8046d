"""Plans against pingouin, simulations and the plan's own numbers turned round."""

from __future__ import annotations

import numpy as np
import pingouin as pg
import pytest
from click.testing import CliRunner
from scipy import stats

from cli import cli
from gaps.power import (
    Plan,
    difference_found,
    gap_found,
    least_to_meet,
    pairs_for_gap,
    pairs_to_meet,
    planned,
    power_of_gap,
    power_to_meet,
)  # fmt: skip
from reports.wording import Wording

PLAN = Plan(1.3, 0.3)


@pytest.mark.parametrize("n", [3, 10, 30, 200, 5000])
@pytest.mark.parametrize("d", [0.05, 0.3, 0.8])
def test_power_of_a_gap_is_pingouins(n: int, d: float) -> None:
    for level in (0.95, 0.99):
        theirs = pg.power_ttest(d=d, n=n, alpha=1 - level, contrast="paired")
        assert power_of_gap(n, 1.3 * d, Plan(1.3, 0.3, level)) == pytest.approx(theirs, abs=1e-9)


def test_numbers_of_answers_are_the_known_ones() -> None:
    """science.md: 89.15 for d = .3 at 80 %, so 90; d = .5 with 30 gives 75 %. `meets` at sd 1.3 within ±.3 from 53."""
    assert pairs_for_gap(0.3, Plan(1.0, 0.3)) == int(np.ceil(pg.power_ttest(d=0.3, power=0.8, contrast="paired"))) == 90
    assert power_of_gap(30, 0.5, Plan(1.0, 0.3)) == pytest.approx(0.7540, abs=1e-4)
    assert least_to_meet(PLAN) == 53
    assert pairs_to_meet(PLAN) in (162, 163), "the power at 162 is .7994"
    assert power_to_meet(162, 0, PLAN) == pytest.approx(0.79945, abs=1e-5)


@pytest.mark.parametrize(("n", "gap"), [(20, 0.0), (60, 0.0), (162, 0.0), (200, 0.15), (200, -0.25)])
def test_power_to_meet_is_that_of_a_simulation(n: int, gap: float) -> None:
    rng = np.random.default_rng(n)
    means, spreads = rng.normal(gap, 1.3 / np.sqrt(n), 400_000), 1.3 * np.sqrt(rng.chisquare(n - 1, 400_000) / (n - 1))
    reach = stats.t.ppf(0.95, n - 1) * spreads / np.sqrt(n)
    inside = float(((means - reach > -0.3) & (means + reach < 0.3)).mean())
    assert power_to_meet(n, gap, PLAN) == pytest.approx(inside, abs=0.003)


def test_the_least_number_is_where_an_interval_about_zero_just_fits() -> None:
    for n, fits in ((52, False), (53, True)):
        assert (stats.t.ppf(0.95, n - 1) * 1.3 / np.sqrt(n) < 0.3) is np.bool_(fits)


def test_what_a_number_finds_and_the_number_that_finds_it_agree() -> None:
    for n in (2, 5, 10, 50, 400, 100_000):
        for plan in (PLAN, PLAN.corrected(22)):
            gap = gap_found(n, plan)
            assert power_of_gap(n, gap, plan) == pytest.approx(0.8, abs=1e-6)
            assert pairs_for_gap(gap * 1.0001, plan) <= n < pairs_for_gap(gap * 0.98, plan) + 1
    assert pairs_to_meet(PLAN, 0.3) is None
    assert pairs_for_gap(0.3, PLAN) < pairs_for_gap(0.3, PLAN.corrected(5))


def test_few_against_many_is_simulated() -> None:
    found = difference_found(12, 400, PLAN)
    rng = np.random.default_rng(1)
    a, b = rng.normal(found, 1.3, (20_000, 12)), rng.normal(0, 1.3, (20_000, 400))
    assert float((stats.ttest_ind(a, b, axis=1).pvalue < 0.05).mean()) == pytest.approx(0.8, abs=0.01)


def test_the_levels_are_allowed_for_and_nothing_impossible_is_planned() -> None:
    needed = planned(PLAN, 0.3, 5)["needed"]
    assert needed["meets_possible"]["overall"] <= needed["meets_possible"]["dimension"] <= needed["meets_possible"]["item"]
    for bad in (Plan(0.0, 0.3), Plan(1.3, -1.0), Plan(1.3, float("nan"))):
        with pytest.raises(ValueError, match="positive"):
            planned(bad, 0.3, 5)
    with pytest.raises(ValueError, match="no number"):
        planned(Plan(1.3, 0.3), 1e-9, 5)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_plan_is_told_in_every_language(language: str) -> None:
    run = CliRunner().invoke(cli, ["plan", "--language", language, "--branches", "8", "-n", "53"])
    assert run.exit_code == 0 and " 53 " in run.output and "{" not in run.output and "18.96" not in run.output
    assert run.output.count(Wording(language).say("plan.title")) == 1
    assert CliRunner().invoke(cli, ["plan", "--sd", "0"]).exit_code == 1
