"""The tests and effects beside the decision, each against another program or a plain second route.

1. Signs and ranks: R's coin, SciPy, pingouin; the sign kept; nobody who differs is no test.
2. Standardised differences: R's effectsize, SciPy's noncentral t; dav by its definition.
3. Two groups: R, all pairs of people, SciPy.
4. The bootstrap of a mean: SciPy's.
5. Limits cover what they promise, hold the estimate, and turn over with the sides.
6. In a document every method is in the table, nothing is NaN, and weights are not ignored in silence.
"""

from __future__ import annotations

import csv
import json
import math
import re
from itertools import combinations
from pathlib import Path
from warnings import catch_warnings, simplefilter

import numpy as np
import pingouin
import pytest
from msgspec.structs import replace
from scipy import stats

from gaps.aligned import Apart, Signed, apart, signed
from gaps.analyse import analyse
from gaps.bca import bca_mean
from gaps.distribution import Distribution
from gaps.methods import METHODS
from gaps.permutation import _welch, permutation
from gaps.scores import gathered
from gaps.signed import rank_biserial, sign_test, wilcoxon_pratt
from gaps.standardised import Paired, factor, noncentral, standardised
from gaps.two_groups import cliff_delta, hedges_g
from surveys.mapping import Match
from surveys.problems import Problem
from tests.study_of import customers, small_instrument, staff, study

SHARED = Path(__file__).parents[3] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the stored oracles are not part of the project")


def distribution(values: list[int], den: int = 1) -> Distribution:
    return gathered(np.array(values), np.ones((len(values), 3), int), den)


def one(values: list[int], den: int = 1) -> Signed:
    return signed([distribution(values, den)])


def paired(x: np.ndarray, y: np.ndarray) -> Paired:
    d, n = x - y, len(x)
    spread = (a.std(ddof=1) for a in (d, x, y))
    sd, m, s = (np.array([v]) for v in spread)
    return Paired(np.array([d.mean()]), sd, sd / math.sqrt(n), m, s, np.array([float(n)]))


@pytest.fixture(scope="module")
def oracle() -> dict[tuple[str, str], float]:
    rows = csv.DictReader((SHARED / "oracles/r_oracles.csv").open())
    return {(r["id"], r["quantity"]): float(r["value"]) for r in rows if re.fullmatch(r"[-+.\deE]+", r["value"])}


@pytest.fixture(scope="module")
def sleep() -> tuple[list[int], list[int]]:
    rows = list(csv.DictReader((SHARED / "oracles/sleep.csv").open()))
    return tuple([round(float(r["extra"]) * 10) for r in rows if r["group"] == g] for g in "12")


# ---- 1. signs and ranks ----------------------------------------------------------------------------------------------
@needs_shared
def test_wilcoxon_agrees_with_r(oracle: dict, sleep: tuple) -> None:
    z, p = wilcoxon_pratt(one([a - b for a, b in zip(*sleep, strict=True)], 10))
    assert (z[0], p[0]) == pytest.approx([oracle["coin_wilcoxsign_sleep_Pratt", k] for k in "Zp"], abs=1e-9)


def test_signs_and_ranks_agree_with_scipy_and_pingouin() -> None:
    rng = np.random.default_rng(5)
    for n in (5, 40, 400):
        x = np.clip(rng.normal(-0.4, 1.3, n).round(), -6, 6).astype(int)
        s = one(x.tolist())
        test = stats.wilcoxon(x, zero_method="pratt", correction=False, method="asymptotic")
        assert wilcoxon_pratt(s)[1][0] == pytest.approx(test.pvalue, rel=1e-9)
        above, below = int((x > 0).sum()), int((x < 0).sum())
        assert sign_test(s)[0][0] == above
        assert sign_test(s)[1][0] == pytest.approx(stats.binomtest(above, above + below).pvalue, rel=1e-9)
        with catch_warnings():
            simplefilter("ignore")
            found = pingouin.wilcoxon(x.astype(float), zero_method="wilcox")["RBC"].iloc[0]
        assert rank_biserial(s, 0.95).value[0] == pytest.approx(found, abs=1e-9)
        assert rank_biserial(one((-x).tolist()), 0.95).value[0] == pytest.approx(-found, abs=1e-9)


def test_the_published_example_of_pingouin() -> None:
    """x and y of pingouin's own tests, with one zero difference: r = −0.378788."""
    x = np.array([20, 22, 19, 20, 22, 18, 24, 20, 19, 24, 26, 13])
    y = np.array([38, 37, 33, 29, 14, 12, 20, 22, 17, 25, 26, 16])
    assert rank_biserial(one((x - y).tolist()), 0.95).value[0] == pytest.approx(-0.378788, abs=1e-6)


def test_nobody_who_differs_is_no_test_and_all_below_is_certain_of_nothing() -> None:
    same = one([0] * 20)
    assert all(math.isnan(v[0]) for v in (*wilcoxon_pratt(same), sign_test(same)[1], rank_biserial(same, 0.95).value))
    extreme = rank_biserial(one([-1] * 6 + [-2] * 6), 0.95)
    assert extreme.value[0] == extreme.low[0] == -1 and -0.9 < extreme.high[0] < 0


# ---- 2. standardised differences -------------------------------------------------------------------------------------
@needs_shared
def test_dz_agrees_with_r(oracle: dict, sleep: tuple) -> None:
    both = standardised(paired(*(np.array(x) / 10 for x in sleep)), 0.95)
    found, corrected = both["dz"], both["hedges_gz"]
    assert found.value[0] == pytest.approx(oracle["effectsize_pkg_paired_sleep", "cohens_d"], abs=1e-9)
    assert found.low[0] == pytest.approx(oracle["effectsize_pkg_paired_sleep", "lo"], abs=2e-3), "R searches coarsely"
    assert corrected.value[0] / found.value[0] == pytest.approx(math.gamma(4.5) / (math.sqrt(4.5) * math.gamma(4)), rel=1e-12)


def test_limits_of_dz_and_dav_fulfil_their_definition() -> None:
    rng = np.random.default_rng(3)
    e = np.clip(rng.normal(5.5, 1.2, 25).round(), 1, 7)
    p = np.clip(0.5 * e + rng.normal(2.2, 1.0, 25).round(), 1, 7)
    of, d = standardised(paired(p, e), 0.95), p - e
    t, n, r = d.mean() / d.std(ddof=1) * 5, 25, np.corrcoef(p, e)[0, 1]
    unit = math.sqrt((p.var(ddof=1) + e.var(ddof=1)) / 2)
    for found, df, scale in ((of["dz"], n - 1, 5), (of["dav"], n - 1, t / (d.mean() / unit))):
        assert stats.nct.sf(t, df, found.low[0] * scale) == pytest.approx(0.025, abs=1e-6)
        assert stats.nct.cdf(t, df, found.high[0] * scale) == pytest.approx(0.025, abs=1e-6)
    assert of["dav"].value[0] == pytest.approx(d.mean() / unit, rel=1e-12)
    theirs = pingouin.compute_effsize(p, e, paired=True, eftype="cohen")
    assert abs(of["dav"].value[0]) == pytest.approx(abs(theirs), rel=1e-9)
    assert of["hedges_gav"].value[0] == pytest.approx(d.mean() / unit * factor(np.array([48 / (1 + r * r)]))[0], rel=1e-12)


def test_limits_of_very_large_samples_join_those_of_large_ones() -> None:
    df, t = np.array([99_999.0, 100_001.0]), np.array([-221.0, -221.0])
    for limit in noncentral(t, df, 0.95):
        assert limit[0] / 316 == pytest.approx(limit[1] / 316, abs=1e-5)


# ---- 3. two groups ---------------------------------------------------------------------------------------------------
@needs_shared
def test_hedges_g_agrees_with_r(oracle: dict, sleep: tuple) -> None:
    sides = apart([tuple(distribution(x, 10) for x in sleep)])
    assert hedges_g(sides, 0.95).value[0] == pytest.approx(oracle["effectsize_pkg_indep_sleep", "hedges_g"], abs=1e-9)


def test_hedges_g_of_very_unequal_groups_agrees_with_pingouin() -> None:
    rng = np.random.default_rng(11)
    a, b = rng.integers(4, 8, 12), rng.integers(1, 8, 90)
    found = hedges_g(apart([(distribution(a.tolist()), distribution(b.tolist()))]), 0.95).value[0]
    cohen = pingouin.compute_effsize(a.astype(float), b.astype(float), eftype="cohen")
    assert found == pytest.approx(cohen * factor(np.array([100.0]))[0], rel=1e-9)


def test_cliffs_delta_is_what_all_pairs_say() -> None:
    rng = np.random.default_rng(8)
    a, b = rng.integers(3, 8, 12), rng.integers(1, 8, 60)
    found = cliff_delta(apart([(distribution(a.tolist()), distribution(b.tolist()))]), 0.95)
    assert found.value[0] == pytest.approx(np.sign(a[:, None] - b[None]).mean(), abs=1e-12)
    assert found.low[0] < found.value[0] < found.high[0]


def test_a_permutation_is_welchs_t_and_its_p_agrees_with_scipy() -> None:
    """12 of 15: t of all 455 ways to choose the first group; then the p of 12 against 12."""
    a, b = [7] * 8 + [6] * 4, [4, 5, 6]
    answers = np.array(a + b, float)
    values, at = np.unique(answers, return_inverse=True)
    pool = np.bincount(at)
    for chosen in combinations(range(15), 12):
        inside = np.isin(np.arange(15), chosen)
        if answers[inside].std() + answers[~inside].std():
            t = float(stats.ttest_ind(answers[inside], answers[~inside], equal_var=False).statistic)
            assert _welch(values, np.bincount(at[inside], minlength=len(values))[None], pool)[0] == pytest.approx(t, rel=1e-9)
    b = b * 4
    values, at = np.unique(a + b, return_inverse=True)
    first, second = np.bincount(at[:12], minlength=4), np.bincount(at[12:], minlength=4)
    found = permutation(values.astype(float), first.astype(float), second.astype(float))
    test = stats.permutation_test(
        (a, b), lambda x, y, axis: stats.ttest_ind(x, y, equal_var=False, axis=axis).statistic,
        n_resamples=19_999, vectorized=True, rng=np.random.default_rng(1),
    )  # fmt: skip
    assert found[0] == pytest.approx(test.statistic, rel=1e-9) and found[1] == pytest.approx(test.pvalue, abs=0.003)
    assert permutation(values.astype(float), first.astype(float), second.astype(float)) == found, "the counts are the seed"
    assert permutation(values[:2].astype(float), np.array([11.0, 0]), np.array([5.0, 30])) is None


def test_the_permutation_test_keeps_its_size_where_spreads_are_unequal() -> None:
    """20 against 200 with the wider spread in the small group: Student's t would reject some 20 % of true nulls."""
    rng, values, rejected = np.random.default_rng(2), np.arange(1, 8.0), 0
    wide, narrow = np.array([3, 2, 1, 1, 1, 2, 3]) / 13, np.array([0, 0, 1, 3, 1, 0, 0]) / 5
    for _ in range(300):
        first, second = (rng.multinomial(n, p).astype(float) for n, p in ((20, wide), (200, narrow)))
        rejected += permutation(values, first, second)[1] <= 0.05
    assert rejected / 300 < 0.09


# ---- 4. bootstrap ----------------------------------------------------------------------------------------------------
def test_bca_agrees_with_scipy() -> None:
    rng = np.random.default_rng(4)
    for n in (20, 300):
        x = np.clip(rng.normal(-0.8, 1.4, n).round(), -6, 2)
        values, counts = np.unique(x, return_counts=True)
        theirs = stats.bootstrap((x,), np.mean, n_resamples=60_000, method="BCa", rng=1, batch=4_000).confidence_interval
        for step in (1.0, 0.0):
            found = bca_mean(values, counts.astype(float), step, 0.95)
            assert found == pytest.approx((theirs.low, theirs.high), abs=2 / n), step


def test_bca_of_a_rare_answer_is_that_of_the_binomial_law() -> None:
    """One in twenty among 2,000: bias and acceleration by their formulas, the bootstrap by SciPy's binomial distribution."""
    n, k = 2_000, 100
    p, z = k / n, stats.norm.ppf([0.025, 0.975])
    bias = stats.norm.ppf(stats.binom.cdf(k - 1, n, p) + stats.binom.pmf(k, n, p) / 2)
    acceleration = (1 - 2 * p) / math.sqrt(p * (1 - p)) / (6 * math.sqrt(n))
    expected = stats.binom.ppf(stats.norm.cdf(bias + (bias + z) / (1 - acceleration * (bias + z))), n, p) / n
    found = bca_mean(np.array([0.0, 1.0]), np.array([float(n - k), float(k)]), 1.0, 0.95)
    assert found == pytest.approx(tuple(expected), abs=0.75 / n)


def test_bca_costs_the_same_for_any_number_and_becomes_normal() -> None:
    values, shares = np.arange(-3.0, 4.0), np.array([1, 2, 3, 6, 4, 3, 1]) / 20
    counts = shares * 20_000_000
    mean = float(values @ shares)
    reach = 1.959963984540054 * math.sqrt(float((values - mean) ** 2 @ shares) / counts.sum())
    assert bca_mean(values, counts, 1.0, 0.95) == pytest.approx((mean - reach, mean + reach), abs=reach * 1e-3)
    assert bca_mean(values, np.array([0, 0, 0, 20.0, 0, 0, 0]), 1.0, 0.95) is None


# ---- 5. coverage -----------------------------------------------------------------------------------------------------
def test_limits_cover_what_they_promise_at_the_ceiling() -> None:
    """1,500 samples each; the full grid is in the docstrings. A gap mostly below zero, and 12 managers against 300."""
    rng, runs = np.random.default_rng(6), 1_500
    sizes, below, above = np.arange(1, 4), np.array([0.3, 0.2, 0.1]), np.array([0.05, 0.01, 0.0])
    drawn = rng.multinomial(30, [*below, *above, 0.34], size=runs).astype(float)
    d, f = np.concatenate([-sizes, sizes]), np.concatenate([below, above])
    truth = float((f[:, None] * f * np.sign(d[:, None] + d)).sum() / f.sum() ** 2)
    found = rank_biserial(Signed(drawn[:, 3:6], drawn[:, :3], drawn[:, 6]), 0.95)
    assert 0.925 <= ((found.low <= truth) & (truth <= found.high)).mean() <= 1
    managers, expected, x = np.array([0.05, 0.25, 0.7]), np.array([0.3, 0.4, 0.3]), np.array([5.0, 6.0, 7.0])
    a, b = (rng.multinomial(n, p, size=runs).astype(float) for n, p in ((12, managers), (300, expected)))
    delta = float((managers[:, None] * expected * np.sign(x[:, None] - x)).sum())
    variance = (11 * (managers @ x**2 - (managers @ x) ** 2) + 299 * (expected @ x**2 - (expected @ x) ** 2)) / 310
    sides, g = Apart(np.tile(x, (runs, 1)), a, b), float(managers @ x - expected @ x) / math.sqrt(variance)
    for sized, true in ((cliff_delta(sides, 0.95), delta), (hedges_g(sides, 0.95), g)):
        given = np.isfinite(sized.low)
        assert given.mean() > 0.6 and ((sized.low <= true) & (true <= sized.high))[given].mean() >= 0.925


# ---- 6. in a document ------------------------------------------------------------------------------------------------
def test_every_method_is_in_the_table_and_no_number_is_missing() -> None:
    instrument = small_instrument()
    sets = [customers(instrument, 120), staff(instrument, "manager", 20), staff(instrument, "employee", 40)]
    analysis = analyse(study(*sets), instrument, sets)
    made = {t.method for r in analysis.results for t in r.tests} | {e.kind for r in analysis.results for e in r.effects}
    assert made <= METHODS.keys()
    assert {m.id for m in METHODS.values() if m.kind != "interval"} - {"t_one_sample"} <= made
    assert all(METHODS[t.method].null == t.null for r in analysis.results for t in r.tests)
    json.loads(analysis.to_json(), parse_constant=lambda name: pytest.fail(name))
    for r in analysis.results:
        for e in r.effects:
            assert (e.low is None) == (e.high is None) and (e.low is None or e.low <= e.value <= e.high)
        if r.shares and r.shares.far_below:
            assert r.shares.far_below.value <= r.shares.below.value
    whole = {(r.gap, r.place): r for r in analysis.results if not r.group}
    d = whole["gap5", "emp1"]
    answers = sets[0].frame.to_pandas().query("wave == '2026'")
    gap = (answers["perception.emp1"] - answers["expectation.emp1"]).dropna()
    assert d.shares.far_below.value == pytest.approx((gap <= -2).mean(), abs=1e-12)


def test_weights_are_not_ignored_in_silence() -> None:
    instrument = small_instrument()
    sets = [customers(instrument, 150, weighted=True), staff(instrument, "manager", 20)]
    whole = {(r.gap, r.place): r for r in analyse(study(*sets), instrument, sets, by=[]).results}
    r = whole["gap5", "emp1"]
    frame = sets[0].frame.to_pandas().query("wave == '2026'")
    gap = (frame["perception.emp1"] - frame["expectation.emp1"]).astype(float)
    kept = gap.notna()
    x, w = gap[kept].to_numpy(), frame["weight"][kept].to_numpy(float)
    mean = np.average(x, weights=w)
    sd = math.sqrt(np.average((x - mean) ** 2, weights=w) * len(x) / (len(x) - 1))
    kinds = {e.kind: e for e in r.effects}
    assert kinds["dz"].value == pytest.approx(mean / sd, rel=1e-9) and kinds["dz"].low is None
    assert "rank_biserial" not in kinds and {"weighted_effects", "wilcoxon_unweighted"} <= set(r.notes)
    assert {t.method for t in whole["gap1", "emp1"].tests} == {"t_welch"}
    assert [e.kind for e in whole["gap1", "emp1"].effects] == ["hedges_g"]
    assert "weighted_effects" in whole["gap1", "emp1"].notes and whole["gap5", "mean_of_dimensions"].effects == ()


def test_the_shortcut_is_the_mean_gaps_times_the_mean_points() -> None:
    instrument = small_instrument()
    sets = [customers(instrument, 200, missing=0)]
    whole = {(r.gap, r.level, r.place): r for r in analyse(study(*sets), instrument, sets, by=[]).results}
    frame = sets[0].frame.to_pandas().query("wave == '2026'")
    points = {d.id: frame[f"points.{d.id}"].dropna().astype(float).mean() for d in instrument.dimensions}
    expected = sum(p * whole["gap5", "dimension", d].difference.value for d, p in points.items()) / sum(points.values())
    assert whole["gap5", "overall", "weighted"].shortcut == pytest.approx(expected, rel=1e-12)
    assert whole["gap5", "overall", "unweighted"].shortcut is None


def test_no_opinion_is_counted_apart_from_missing() -> None:
    instrument = small_instrument()
    s = customers(instrument, 60)
    said = Problem("no_answer", s.source, 2, "E1", "information", 6), Problem("no_answer", s.source, 3, "comment", "information", 9)
    matches = Match("E1", 0, "expectation", "tan1", "explicit"), Match("E2", 1, "expectation", "rel1", "explicit")
    found = replace(s, matches=matches, problems=said)
    quality = analyse(study(found), instrument, [found], by=[]).quality
    assert quality["no_opinion"] == [{"facet": "expectation", "role": "customer", "share": 6 / 120}]
    assert analyse(study(s), instrument, [s], by=[]).quality["no_opinion"] == []
