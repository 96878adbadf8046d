"""Groups compared from their tables, against pingouin and SciPy on all the respondents."""

from __future__ import annotations

import json
from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pingouin as pg
import pytest
from msgspec.structs import asdict, replace
from scipy import stats

from gaps import rank_groups, studentized_range
from gaps.analyse import analyse
from gaps.comparisons import Member, explained, welch_anova
from gaps.distribution import moments
from gaps.letters import letters
from gaps.results import Analysis, Comparison
from tests.study_of import customers, response_set, small_instrument, study
from tests.tables import build

LEVEL = 0.95


def answered(seed: int, sizes: tuple[int, ...] = (9, 31, 60, 14)) -> dict[str, list[int]]:
    rng = Random(seed)
    return {f"g{i}": [min(7, max(1, round(rng.gauss(5 + 0.4 * i, 1 + 0.3 * i)))) for _ in range(n)] for i, n in enumerate(sizes)}


def table(answers: list[int]) -> Any:
    return build({v: [answers.count(v)] * 3 for v in sorted(set(answers))}, 1)


def people(groups: dict[str, list[int]], instrument: Any) -> Any:
    """Customers whose expectation is always 7, so that the gap of each item is the answer minus 7; a gap of one item."""
    rows = [(name, x) for name, xs in groups.items() for x in xs]
    columns: dict[str, Any] = {"wave": [""] * len(rows), "segment.age": [name for name, _ in rows]}
    for item in instrument.items:
        columns |= {f"expectation.{item.id}": [7] * len(rows), f"perception.{item.id}": [x for _, x in rows]}
    return response_set("c.csv", "customer", columns, segments=("age",))


def compare(groups: dict[str, list[int]], place: str = "tangibles", **more: Any) -> Comparison:
    s = people(groups, small_instrument())
    analysis = analyse(study(s, **more), small_instrument(), [s])
    assert Analysis.from_json(analysis.to_json()) == analysis
    return next(c for c in analysis.comparisons if c.gap == "gap5" and c.place == place)


@pytest.mark.parametrize("seed", range(3))
def test_welch_games_howell_and_kruskal_agree_with_pingouin_and_scipy(seed: int) -> None:
    groups = answered(seed)
    found = compare(groups)
    frame = pd.DataFrame([(g, x) for g, xs in groups.items() for x in xs], columns=["g", "x"])
    theirs = pg.welch_anova(frame, dv="x", between="g").iloc[0]
    decides, ours, ranks = found.tests
    assert (decides.method, decides.p > ours.p) == ("welch_one_more", True)
    p = "p_unc" if "p_unc" in theirs.index else "p-unc"
    assert (ours.statistic, ours.df1, ours.df2, ours.p) == pytest.approx((theirs["F"], 3, theirs["ddof2"], theirs[p]), rel=1e-7)
    h = stats.kruskal(*groups.values())
    assert (ranks.statistic, ranks.p) == pytest.approx((h.statistic, h.pvalue), rel=1e-7)
    explained_by = pg.anova(frame, dv="x", between="g", effsize="n2", detailed=True).iloc[0]
    assert found.effects[0].value == pytest.approx(explained_by["n2"], rel=1e-9)
    pairs = pg.pairwise_gameshowell(frame, dv="x", between="g")
    assert len(found.pairs) == len(pairs)
    for ours_, (_, row) in zip(found.pairs, pairs.iterrows(), strict=True):
        assert (ours_.first, ours_.second) == (row["A"], row["B"])
        assert ours_.difference.value == pytest.approx(row["diff"], abs=1e-12)
        assert ours_.p == pytest.approx(row["pval"], abs=1e-8)
        reach = stats.studentized_range.isf(1 - LEVEL, 4, row["df"]) / np.sqrt(2) * row["se"]
        assert ours_.difference.high - ours_.difference.value == pytest.approx(reach, abs=1e-7)


def test_the_test_that_decides_is_welchs_of_groups_with_one_of_everybody_added_to_each() -> None:
    """By hand from all the answers. Its size is in the proof."""
    groups = answered(4)
    everybody = np.concatenate(list(groups.values()))
    members = []
    for xs in groups.values():
        n, mean = len(xs), (sum(xs) + everybody.mean()) / (len(xs) + 1)
        around = ((np.array(xs) - mean) ** 2).sum() + (everybody.mean() - mean) ** 2 + everybody.var(ddof=1)
        members.append(Member("", n, mean, 0.0, np.sqrt(around / n / (n + 1))))
    by_hand, found = welch_anova(members), compare(groups).tests[0]
    assert (found.statistic, found.df1, found.df2, found.p) == pytest.approx((by_hand.f, 3, by_hand.df2, by_hand.p), rel=1e-7)


def test_letters_and_ranks_follow_the_decision() -> None:
    """Pairs may lie apart where all groups together do not, or where nobody may decide: then no letter says so."""
    apart = {g: [max(1, x - 2 * (g == "g0")) for x in xs] for g, xs in answered(3, (150, 150, 150, 150)).items()}
    found = compare(apart)
    assert found.verdict == "differ" and all(g.letters for g in found.groups)
    same = compare({"g": answered(3, (150,))["g0"], "h": answered(9, (150,))["g0"]})
    assert same.verdict == "undecided" and not any(g.letters for g in same.groups)
    lopsided = compare({"a": [7] * 38 + [2] * 2, "b": [7] * 20 + [6, 3] * 10})
    assert lopsided.verdict is None and lopsided.pairs[0].p < 0.05 and not any(g.letters for g in lopsided.groups)


def test_the_studentized_range_agrees_with_scipy_and_with_r() -> None:
    for k in (2, 3, 8, 20):
        for df in (4.7, 30.0, 900.0):
            q = np.array([0.5, 2.0, 3.5, 6.0])
            assert studentized_range.tail(q, k, df) == pytest.approx(stats.studentized_range.sf(q, k, df), abs=1e-10)
            limit = stats.studentized_range.isf(0.05, k, df)
            assert studentized_range.quantile(0.05, k, [df])[0] == pytest.approx(limit, abs=1e-7)
    # R 4: ptukey(3.5, 4, 20, lower.tail = FALSE); qtukey(.95, 3, 10); two means are Student's t
    assert studentized_range.tail([3.5], 4, 20)[0] == pytest.approx(0.0949584505485567, abs=1e-10)
    assert studentized_range.quantile(0.05, 3, [10])[0] == pytest.approx(3.87677674919156, abs=1e-7)
    assert studentized_range.tail([2.0 * np.sqrt(2)], 2, 11)[0] == pytest.approx(2 * stats.t.sf(2, 11), abs=1e-12)
    many = np.linspace(5, 400, 60)
    one_by_one = [studentized_range.quantile(0.05, 6, [d])[0] for d in many]
    assert studentized_range.quantile(0.05, 6, many) == pytest.approx(one_by_one, abs=1e-9)


def test_dunns_p_is_that_of_everybodys_ranks() -> None:
    groups = answered(5)
    found = rank_groups.ranked([table(xs) for xs in groups.values()])
    ranks = stats.rankdata(np.concatenate(list(groups.values())))
    sizes = [len(xs) for xs in groups.values()]
    parts = np.split(ranks, np.cumsum(sizes)[:-1])
    raw = {}
    for i, j in combinations(range(4), 2):
        z = (parts[i].mean() - parts[j].mean()) / np.sqrt(ranks.var(ddof=1) * (1 / sizes[i] + 1 / sizes[j]))
        raw[i, j] = 2 * stats.norm.sf(abs(z))
    adjusted = pg.multicomp(list(raw.values()), method="holm")[1]
    assert list(rank_groups.dunn(found).values()) == pytest.approx(adjusted, rel=1e-9)


def test_omega_squared_takes_chance_away() -> None:
    """Groups alike: η² is what chance makes of k groups, ω² is none."""
    rng = np.random.default_rng(3)
    found = []
    for _ in range(300):
        groups = [table(list(rng.integers(1, 8, 12))) for _ in range(5)]
        members = [Member("", m.n, m.mean, m.sd, m.se) for m in (moments(g) for g in groups)]
        found.append([e.value for e in explained(members)])
    eta, omega = np.mean(found, axis=0)
    assert eta == pytest.approx(4 / 59, abs=0.01) and omega < 0.02


@pytest.mark.parametrize("seed", range(30))
def test_letters_are_shared_exactly_by_groups_not_told_apart(seed: int) -> None:
    rng = Random(seed)
    means = [rng.random() for _ in range(7)]
    apart = {pair for pair in combinations(range(7), 2) if rng.random() < 0.4}
    marks = letters(means, apart)
    for i, j in combinations(range(7), 2):
        assert (not set(marks[i]) & set(marks[j])) == ((i, j) in apart)
    assert "a" in marks[max(range(7), key=means.__getitem__)] and all(marks)


def test_groups_that_are_withheld_take_no_part() -> None:
    """What is told is the same as if they had not been asked, but for the note."""
    groups = answered(1)
    whole = compare(groups | {"few": [1, 2, 3], "fewer": [1, 7, 7, 1]})
    assert "groups_left_out" in whole.notes
    assert {g.value for g in whole.groups} == set(groups)
    alone = compare(groups)
    assert (whole.tests, whole.pairs, whole.groups) == (alone.tests, alone.pairs, alone.groups)


@pytest.mark.parametrize(
    ("groups", "note"),
    [
        ({"a": [4, 5, 6] * 4}, "one_group"),
        ({"a": [6] * 12, "b": [6] * 12}, "all_tied"),
        ({"a": [6] * 12, "b": [5] * 12}, "zero_variance_groups"),
        ({"a": [6] * 12, "b": [4, 5, 6] * 4}, "zero_variance_groups"),
        ({"a": [7] * 11 + [2], "b": [7] * 10 + [6, 3]}, "welch_unproven"),
        ({f"g{i:02}": [3, 4, 5, 6, 7] * 3 for i in range(21)}, "too_many_groups"),
    ],
)
def test_what_cannot_be_compared_is_said(groups: dict[str, list[int]], note: str) -> None:
    found = compare(groups)
    assert note in found.notes
    assert found.verdict is None or note == "too_many_groups"
    json.dumps([asdict(t) for t in found.tests], allow_nan=False)


def test_the_headline_and_the_dimensions_are_families_of_their_own() -> None:
    s = customers(small_instrument(), 400, missing=0.0)
    found = analyse(study(s), small_instrument(), [s]).comparisons
    assert {c.breakdown for c in found} == {"unit", "segment.age"}
    for family in {c.family for c in found}:
        members = [c for c in found if c.family == family]
        assert len(members) == (3 if "/dimension/" in family else 1)
        raw = [c.tests[0].p for c in members]
        assert [c.tests[0].p_adjusted for c in members] == pytest.approx(pg.multicomp(raw, method="holm")[1], rel=1e-7)


def test_items_without_dimensions_are_compared_over_all_of_them() -> None:
    whole = small_instrument()
    bare = replace(whole, dimensions=(), items=tuple(replace(item, dimension=None) for item in whole.items))
    groups = answered(0)
    s = people(groups, bare)
    (found,) = (c for c in analyse(study(s), bare, [s]).comparisons if c.gap == "gap5")
    theirs = pg.welch_anova(pd.DataFrame([(g, x) for g, xs in groups.items() for x in xs], columns=["g", "x"]), dv="x", between="g")
    assert found.place == "mean_of_items" and found.tests[1].statistic == pytest.approx(theirs["F"].iloc[0], rel=1e-7)
    assert {g.value: g.n for g in found.groups} == {g: len(xs) for g, xs in groups.items()}


def test_in_a_sample_of_branches_only_branches_are_compared() -> None:
    s = customers(small_instrument(), 400)
    found = analyse(study(s, unit_is="cluster"), small_instrument(), [s]).comparisons
    assert all(("cluster_no_comparison" in c.notes) == (c.breakdown != "unit") for c in found)
    assert all(not c.tests for c in found if c.breakdown != "unit")


def test_no_spread_has_no_f() -> None:
    assert welch_anova([Member("", 9, 5.0, 0.0, 0.0), Member("", 9, 4.0, 1.0, 0.3)]) is None


@pytest.mark.parametrize("seed", range(2))
def test_weighted_groups_are_compared_by_their_linearised_errors(seed: int) -> None:
    """Every respondent by itself: weighted means, n/(n−1) · Σw²(x − mean)² / (Σw)², Welch's weights and degrees of freedom."""
    s = customers(small_instrument(), 500, seed=seed, weighted=True, missing=0)
    found = analyse(study(s), small_instrument(), [s]).comparisons
    told = next(c for c in found if (c.gap, c.place, c.breakdown) == ("gap5", "empathy", "unit"))
    frame = s.frame.to_pandas().query("wave == '2026'").dropna(subset=["unit"])
    items = ["emp1", "emp2", "emp3"]
    frame["x"] = sum(frame[f"perception.{i}"] - frame[f"expectation.{i}"] for i in items) / 3
    mean, variance, n = {}, {}, {}
    for g, rows in frame.groupby("unit"):
        w, x = rows["weight"].to_numpy(float), rows["x"].to_numpy(float)
        n[g], mean[g] = len(x), np.average(x, weights=w)
        variance[g] = len(x) / (len(x) - 1) * (w**2 * (x - mean[g]) ** 2).sum() / w.sum() ** 2
    assert {g.value: g.mean for g in told.groups} == pytest.approx(mean, rel=1e-9)
    weight = {g: 1 / v for g, v in variance.items()}
    total, k = sum(weight.values()), len(n)
    centre = sum(weight[g] * mean[g] for g in n) / total
    loose = sum((1 - weight[g] / total) ** 2 / (n[g] - 1) for g in n)
    f = sum(weight[g] * (mean[g] - centre) ** 2 for g in n) / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * loose)
    plain = next(t for t in told.tests if t.method == "welch_anova")
    p = stats.f.sf(f, k - 1, (k * k - 1) / 3 / loose)
    assert (plain.statistic, plain.p) == pytest.approx((f, p), rel=1e-7)


def test_a_weighted_headline_counts_as_many_as_its_weights_leave() -> None:
    """Respondents by themselves: what decides takes (Σw)²/Σw² for the size of a group, in the headline as in dimensions."""
    s = customers(small_instrument(), 240, weighted=True, missing=0)
    told = next(
        c for c in analyse(study(s), small_instrument(), [s], by=["unit"]).comparisons
        if (c.gap, c.place) == ("gap5", "mean_of_dimensions")
    )  # fmt: skip
    frame = s.frame.to_pandas().query("wave == '2026'").dropna(subset=["unit"])
    gaps = {i.id: frame[f"perception.{i.id}"] - frame[f"expectation.{i.id}"] for i in small_instrument().items}
    frame["x"] = (gaps["tan1"] + (gaps["rel1"] + gaps["rel2"]) / 2 + (gaps["emp1"] + gaps["emp2"] + gaps["emp3"]) / 3) / 3
    groups = []
    for _, rows in frame.groupby("unit"):
        w, x = rows["weight"].to_numpy(float), rows["x"].to_numpy(float)
        mean, n = np.average(x, weights=w), w.sum() ** 2 / (w**2).sum()
        groups.append((n, mean, n * len(x) / (len(x) - 1) * (w**2 * (x - mean) ** 2).sum() / w.sum() ** 2))
        assert n < 0.9 * len(x)
    size, means, variance = np.array(groups).T
    centre = (size * means).sum() / size.sum()
    spread = ((size - 1) * variance + size * (means - centre) ** 2).sum() / (size.sum() - 1)
    squares = (size - 1) * variance + spread + size / (size + 1) * (means - centre) ** 2
    moved, error = (size * means + centre) / (size + 1), squares / size / (size + 1)
    weight, k, df = 1 / error, len(size), np.floor(size) - 1
    between = (weight * (moved - (weight * moved).sum() / weight.sum()) ** 2).sum() / (k - 1)
    loose = ((1 - weight / weight.sum()) ** 2 / df).sum()
    decides = told.tests[0]
    assert decides.statistic == pytest.approx(between / (1 + 2 * (k - 2) / (k * k - 1) * loose), rel=1e-9)
    assert decides.df2 == pytest.approx((k * k - 1) / 3 / loose, rel=1e-9)
