"""Whole results against pingouin and R: what the document says, not what a function returns."""

from __future__ import annotations

import csv
from pathlib import Path

import pingouin
import pyarrow as pa
import pytest

from gaps.analyse import analyse
from gaps.results import Analysis, GapResult
from surveys.instrument import Dimension, Facet, Instrument, Item, Scale
from tests.study_of import customers, response_set, small_instrument, staff, study

ORACLES = Path(__file__).parents[3] / "shared/oracles"


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return small_instrument()


@pytest.fixture(scope="module")
def sets(instrument: Instrument) -> list:
    return [customers(instrument, 150, missing=0), staff(instrument, "manager", 20)]


@pytest.fixture(scope="module")
def analysis(instrument: Instrument, sets: list) -> Analysis:
    return analyse(study(*sets), instrument, sets, by=[])


def find(analysis: Analysis, gap: str, place: str) -> GapResult:
    return next(r for r in analysis.results if (r.gap, r.place, r.group) == (gap, place, {}))


def test_paired_gap_agrees_with_pingouin(analysis: Analysis, sets: list) -> None:
    frame = sets[0].frame.to_pandas().query("wave == '2026'")
    p, e = frame["perception.emp2"].to_numpy(float), frame["expectation.emp2"].to_numpy(float)
    r, t = find(analysis, "gap5", "emp2"), pingouin.ttest(p, e, paired=True)
    assert (r.tests[0].statistic, r.tests[0].p) == pytest.approx((t["T"].iloc[0], t["p_val"].iloc[0]), rel=1e-6)
    assert abs(r.effects[0].value) == pytest.approx(abs((p - e).mean()) / (p - e).std(ddof=1), rel=1e-9)
    assert r.effects[0].value * r.difference.value > 0, "an effect keeps its sign"


def test_two_groups_agree_with_pingouin(analysis: Analysis, sets: list) -> None:
    believed = sets[1].frame["belief.emp2"].drop_null().to_pandas().to_numpy(float)
    expected = sets[0].frame.to_pandas().query("wave == '2026'")["expectation.emp2"].dropna().to_numpy(float)
    r, t = find(analysis, "gap1", "emp2"), pingouin.ttest(believed, expected, correction=True)
    welch = r.tests[0]
    assert (welch.statistic, welch.df, welch.p) == pytest.approx((t["T"].iloc[0], t["dof"].iloc[0], t["p_val"].iloc[0]), rel=1e-6)
    assert r.effects[0].value == pytest.approx(pingouin.compute_effsize(believed, expected, eftype="hedges"), rel=5e-3)


def test_alpha_agrees_with_pingouin(analysis: Analysis, sets: list) -> None:
    frame = sets[0].frame.to_pandas().query("wave == '2026'")[[f"perception.emp{i}" for i in (1, 2, 3)]]
    found = next(r for r in analysis.reliability if (r.facet, r.dimension) == ("perception", "empathy"))
    assert found.alpha == pytest.approx(pingouin.cronbach_alpha(frame.astype(float))[0], rel=1e-9)
    one = next(r for r in analysis.reliability if (r.facet, r.dimension) == ("perception", "tangibles"))
    assert (one.alpha, one.notes) == (None, ("one_item",))


@pytest.mark.skipif(not ORACLES.exists(), reason="the stored oracles are not part of the project")
def test_alpha_agrees_with_r() -> None:
    """psych::alpha(attitude): seven items on 0 to 100, thirty departments."""
    rows = list(csv.DictReader((ORACLES / "attitude.csv").open()))
    names = [n for n in rows[0] if n and rows[0][n].isdigit()]
    instrument = Instrument(
        "attitude", "1", "", "", Scale(0, 100), 1.0, (Dimension("all"),), (Facet("perception", ("customer",)),),
        tuple(Item(f"a{i}", "all") for i in range(len(names))), (), {},
    )  # fmt: skip
    columns = {"wave": [""] * len(rows)}
    columns |= {f"perception.a{i}": pa.array([int(r[n]) for r in rows], pa.int8()) for i, n in enumerate(names)}
    s = response_set("attitude.csv", "customer", columns)
    assert len(names) == 7
    assert analyse(study(s), instrument, [s]).reliability[0].alpha == pytest.approx(0.843142769565, abs=1e-9)
