"""Estimates against other programs: R (stored numbers), SciPy, NIST's certified values, and a plain second route."""

from __future__ import annotations

import csv
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from gaps.distribution import Distribution, moments
from gaps.estimates import difference, holm, student, t_test, welch, wilson
from gaps.results import Interval
from gaps.scores import Block, gathered, scores

SHARED = Path(__file__).parents[3] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the stored oracles are not part of the project")


def distribution(values: list[Any], den: int = 1) -> Distribution:
    return gathered(np.array(values), np.ones((len(values), 3), int), den)


@pytest.fixture(scope="module")
def oracle() -> dict[tuple[str, str], float]:
    rows = csv.DictReader((SHARED / "oracles/r_oracles.csv").open())
    return {(r["id"], r["quantity"]): float(r["value"]) for r in rows if re.fullmatch(r"[-+.\deE]+", r["value"])}


@pytest.fixture(scope="module")
def sleep() -> tuple[list[int], list[int]]:
    rows = list(csv.DictReader((SHARED / "oracles/sleep.csv").open()))
    return tuple([round(float(r["extra"]) * 10) for r in rows if r["group"] == g] for g in "12")


@needs_shared
def test_paired_t_agrees_with_r(oracle: dict, sleep: tuple) -> None:
    d = distribution([a - b for a, b in zip(*sleep, strict=True)], 10)
    s = student(moments(d))
    t = t_test("t_paired", s)[0]
    assert t.statistic == pytest.approx(oracle["t_paired_sleep", "t"], abs=1e-9)
    assert t.p == pytest.approx(oracle["t_paired_sleep", "p"], abs=1e-9)
    assert s.limits(0.95) == pytest.approx((oracle["t_paired_sleep", "lo"], oracle["t_paired_sleep", "hi"]), abs=1e-9)


@needs_shared
def test_welch_agrees_with_r(oracle: dict, sleep: tuple) -> None:
    a, b = (moments(distribution(x, 10)) for x in sleep)
    s = welch(a, b)
    assert (s.value / s.se, s.df, s.p()) == pytest.approx([oracle["t_welch_sleep", k] for k in ("t", "df", "p")], abs=1e-9)
    assert s.limits(0.95) == pytest.approx((oracle["t_welch_sleep", "lo"], oracle["t_welch_sleep", "hi"]), abs=1e-9)


@needs_shared
def test_the_difference_of_two_means_is_the_first_minus_the_second_by_welch(oracle: dict, sleep: tuple) -> None:
    found = difference(*(student(moments(distribution(x, 10))) for x in sleep))
    assert (found.value / found.se, found.df) == pytest.approx([oracle["t_welch_sleep", k] for k in ("t", "df")], abs=1e-9)


def test_tests_agree_with_scipy() -> None:
    rng = np.random.default_rng(5)
    for n in (5, 40, 400):
        x = np.clip(rng.normal(-0.4, 1.3, n).round(), -6, 6).astype(int)
        if not x.any():
            continue
        d = distribution(x.tolist())
        s = student(moments(d))
        assert s.p() == pytest.approx(stats.ttest_1samp(x, 0).pvalue, rel=1e-9)
        tost = max(stats.ttest_1samp(x, -0.3, alternative="greater").pvalue, stats.ttest_1samp(x, 0.3, alternative="less").pvalue)
        assert s.p_equivalent(0.3) == pytest.approx(tost, rel=1e-9)
        share = stats.binomtest(int((x < 0).sum()), n).proportion_ci(method="wilson")
        found = wilson(int((x < 0).sum()), n, 0.95)
        assert (found.low, found.high) == pytest.approx((share.low, share.high), abs=1e-12)


def test_holm_agrees_with_a_published_example() -> None:
    """Benjamini and Hochberg (1995), the first five and the last of fifteen p; adjusted values from R."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
    assert holm(p)[:5] == pytest.approx([0.0015, 0.0056, 0.0247, 0.114, 0.2211])
    assert holm(p[::-1]) == holm(p)[::-1]


HEADLESS = {"Lew": ("-177.435", "277.332168044316"), "Lottery": ("518.958715596330", "291.699727470969")}
"""NIST's certified mean and standard deviation of the two sets that are stored without their headers."""


def weighted_moments(x: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    mean = (w * x).sum() / w.sum()
    return mean, math.sqrt(len(x) / (len(x) - 1) * (w**2 * (x - mean) ** 2).sum()) / w.sum()


def test_weighted_mean_and_error_by_a_second_route() -> None:
    rng = np.random.default_rng(9)
    x, w = rng.integers(-6, 7, 80), rng.integers(2_000, 40_000, 80)
    d = gathered(x, np.stack([np.ones_like(w), w, w**2], axis=1), 1)
    mean, se = weighted_moments(x, w / 10_000)
    assert (moments(d).mean, moments(d).se) == pytest.approx((mean, se), rel=1e-12)
    same = gathered(x, np.tile([1, 20_000, 20_000**2], (len(x), 1)), 1)
    assert moments(same).se == pytest.approx(moments(distribution(x.tolist())).se, rel=1e-14)


@needs_shared
@pytest.mark.parametrize("name", ["Lew", "Lottery", "Mavro", "Michelso", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4", "PiDigits"])
def test_nist_univariate_sets_to_the_last_digit(name: str) -> None:
    text = (SHARED / f"nist/univariate/{name}.txt").read_text()
    header = (re.search(rf"{label}[^:]*:\s*([-\d.]+)", text) for label in ("Sample Mean", "Sample Standard Deviation"))
    mean, sd = (Decimal(v) for v in HEADLESS.get(name) or [found[1] for found in header])
    data = [Decimal(line.strip()) for line in text.split("---\n")[-1].split("\n") if re.fullmatch(r"\s*-?[\d.]+\s*", line)]
    assert len(data) > 2
    den = 10 ** max(-d.as_tuple().exponent for d in data)
    found = moments(distribution([int(d * den) for d in data], den))
    assert lre(found.mean, mean) >= 14.5
    assert lre(found.sd, sd) >= 14.5


def lre(found: float, certified: Decimal) -> float:
    error = abs(Decimal(found) - certified) / abs(certified)
    return 15.0 if error < Decimal("1e-15") else float(-error.log10())


def test_centring_undoes_what_a_skipped_item_does() -> None:
    """A hard item (gap −2) that 45 % skip: the plain half rule is far off, the centred score is not."""
    rng = np.random.default_rng(3)
    level = np.array([0.0, 0.0, 0.0, -2.0])
    rows = []
    for _ in range(20_000):
        x = np.round(level + rng.normal(0, 0.5) + rng.normal(0, 1, 4)).astype(int)
        pattern = 0b1111 if rng.random() > 0.45 else 0b0111
        rows.append((pattern, int(sum(x[j] for j in range(4) if pattern >> j & 1))))
    pattern, total = np.array(rows).T
    [[(centred, plain)]] = scores([Block(pattern, (total,), np.ones((len(rows), 3), int), 4, (level.tolist(),))])
    assert moments(centred).mean == pytest.approx(-0.5, abs=0.02)
    assert moments(plain).mean > -0.4


def test_an_estimate_outside_its_interval_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="outside"):
        Interval(1.0, 1.1, 1.2, 0.95, "t")


def test_scores_that_are_no_integers_have_the_spread_of_numpy() -> None:
    values = [0.25, -1.5, 0.1, 3.0, -0.75, 0.1]
    found = moments(distribution(values, 0))
    assert (found.mean, found.sd) == pytest.approx((np.mean(values), np.std(values, ddof=1)), rel=1e-14)
    assert found.se == pytest.approx(np.std(values, ddof=1) / math.sqrt(6), rel=1e-14)


def test_equivalence_looks_at_both_bounds() -> None:
    x = np.array([0, 0, 1, 0, -1, 1, 1, 0, 2, 1, 0, 1])
    s, turned = (student(moments(distribution((sign * x).tolist()))) for sign in (1, -1))
    above = stats.ttest_1samp(x, 0.6, alternative="less").pvalue
    assert s.p_equivalent(0.6) == pytest.approx(above, rel=1e-9) == pytest.approx(turned.p_equivalent(0.6), rel=1e-12)


def test_holm_never_falls() -> None:
    assert holm([0.041, 0.01, 0.04]) == pytest.approx([0.08, 0.03, 0.08])


def test_a_test_against_a_target_is_about_the_target() -> None:
    x = np.array([5, 6, 4, 7, 5, 6, 6])
    found = t_test("t_one_sample", student(moments(distribution(x.tolist()))), 5.0)[0]
    test = stats.ttest_1samp(x, 5)
    assert (found.statistic, found.p) == pytest.approx((test.statistic, test.pvalue), rel=1e-12)
