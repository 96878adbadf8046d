"""Branches as strata and as a sample: against R's survey package, pingouin, and trials with a known truth."""

from __future__ import annotations

from math import sqrt
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pingouin as pg
import pytest
from scipy import stats

from gaps.analyse import analyse
from gaps.clusters import Allowance, Spread, design_effect, one_way, thinned
from gaps.comparisons import Member
from gaps.inference import Question, by_near_answer
from gaps.results import Analysis, GapResult, Units
from gaps.strata import SCALE, strata
from gaps.units import agreement, reliability, shrink
from surveys.instrument import Scale
from tests.study_of import customers, response_set, small_instrument, study
from tests.tables import build

GIVEN = {
    "North": [3, 4, 4, 5, 6, 2, 5, 4, 3, 6], "South": [6, 7, 5, 6, 7, 7, 4, 6], "East": [1, 2, 4, 3, 5, 2, 3, 4, 2, 1, 6, 3],
}  # fmt: skip
POPULATION = {"North": 40, "South": 200, "East": 25}
INSTRUMENT = small_instrument()


def people(groups: dict[str, list[int]], ages: list[str] | None = None) -> Any:
    """Customers who expect 7 of every item and perceive what is given."""
    rows = [(unit, x) for unit, xs in groups.items() for x in xs]
    columns: dict[str, Any] = {"wave": [""] * len(rows), "unit": [unit or None for unit, _ in rows]}
    columns["segment.age"] = ages or ["young", "old"] * (len(rows) // 2) + ["old"] * (len(rows) % 2)
    for item in INSTRUMENT.items:
        columns |= {f"expectation.{item.id}": [7] * len(rows), f"perception.{item.id}": [x for _, x in rows]}
    return response_set("c.csv", "customer", columns, units=True, segments=("age",))


def run(groups: dict[str, list[int]], **more: Any) -> Analysis:
    s = people(groups)
    found = analyse(study(s, **more), INSTRUMENT, [s])
    assert Analysis.from_json(found.to_json()) == found
    return found


def whole(analysis: Analysis, place: str = "tangibles", **group: Any) -> GapResult:
    return next(r for r in analysis.results if (r.gap, r.place, r.group) == ("gap5", place, group))


def units(analysis: Analysis, place: str = "tangibles") -> Units:
    return next(u for u in analysis.units if (u.gap, u.place) == ("gap5", place))


def branches(rng: Random, k: int, size: int, apart: float) -> dict[str, list[int]]:
    def one(centre: float) -> list[int]:
        return [min(7, max(1, round(rng.gauss(centre, 1.2)))) for _ in range(size)]

    return {f"B{i:02}": one(rng.gauss(5, apart)) for i in range(k)}


# ---- strata ----------------------------------------------------------------------------------------------------------
def test_the_stratified_mean_and_its_error_are_those_of_r() -> None:
    """R survey 4: svydesign(ids=~1, strata=~u, fpc=~N), svymean. Every level, and the weighted whole, has the same mean."""
    found = run(GIVEN, population=POPULATION)
    for place in ("tan1", "tangibles", "mean_of_dimensions", "mean_of_items"):
        assert whole(found, place).difference.value == pytest.approx(-1.55471698113208, abs=1e-9)
    told = units(found).weighted
    assert told.value == pytest.approx(-1.55471698113208, abs=1e-12)
    # Satterthwaite's df by hand, the standard error by R
    shares = {u: POPULATION[u] / 265 for u in GIVEN}
    parts = {u: shares[u] ** 2 * np.var(x, ddof=1) / len(x) * (1 - len(x) / POPULATION[u]) for u, x in GIVEN.items()}
    df = sum(parts.values()) ** 2 / sum(v * v / (len(GIVEN[u]) - 1) for u, v in parts.items())
    assert (told.high - told.value) / stats.t.ppf(0.975, df) == pytest.approx(0.286338504618555, abs=1e-10)


def test_the_headline_counts_the_share_that_was_not_asked() -> None:
    """Linearised, with each branch's finite-population correction: n/(n−1) · Σw²(1 − f)(x − mean)² / (Σw)², by R's arithmetic."""
    t = whole(run(GIVEN, population=POPULATION), "mean_of_dimensions")
    assert t.difference.value / t.tests[0].statistic == pytest.approx(0.318143674449552, rel=1e-7)
    assert t.difference.high - t.difference.value > 0.318143674449552 * stats.t.ppf(0.975, 29)


def test_groups_that_are_no_branch_count_by_population_too_and_branches_do_not() -> None:
    plain, weighted = run(GIVEN), run(GIVEN, population=POPULATION)
    assert whole(plain, unit="South").difference == whole(weighted, unit="South").difference
    ages = [whole(weighted, segment={"age": a}) for a in ("old", "young")]
    rows = [(u, x, i) for i, (u, x) in enumerate((u, x) for u, xs in GIVEN.items() for x in xs)]
    for r, odd in zip(ages, (1, 0), strict=True):
        kept = [(POPULATION[u] / len(GIVEN[u]), x - 7) for u, x, i in rows if i % 2 == odd]
        assert r.difference.value == pytest.approx(sum(w * x for w, x in kept) / sum(w for w, _ in kept), abs=1e-9)
        assert r.n == len(kept), "n counts people"


def test_no_count_of_people_stands_beside_shares_of_customers() -> None:
    """The number of negative signs of the whole and its weighted share would together tell those of two withheld branches."""
    for r in run(GIVEN | {"tiny": [7, 1, 2]}, population=POPULATION | {"tiny": 50}).results:
        if "unit" not in r.group and r.gap == "gap5":
            assert {t.method for t in r.tests} <= {"t_paired"}
            assert not any(e.kind == "rank_biserial" for e in r.effects)


def test_a_withheld_branch_is_never_alone_beside_the_weighted_whole() -> None:
    found = run(GIVEN | {"tiny": [7, 1, 2]}, population=POPULATION | {"tiny": 50})
    for place in ("tan1", "tangibles", "mean_of_dimensions"):
        hidden = [u for u in (*GIVEN, "tiny") if whole(found, place, unit=u).verdict == "withheld"]
        assert "tiny" in hidden and (len(hidden) > 1 or whole(found, place).verdict == "withheld")
        shown = {*GIVEN} - {*hidden}
        for c in found.comparisons:
            assert c.breakdown != "unit" or c.place != place or {g.value for g in c.groups} == shown
        for u in found.units:
            assert u.weighted is None and (u.place != place or {x.unit for x in u.units} == shown)


def test_whole_numbers_times_weights_do_not_tell_a_withheld_branch() -> None:
    """97 · a / 3 + 153 · b / 6 would have one solution in whole numbers; so both share a weight, and may exchange people."""
    groups = GIVEN | {"tiny": [7, 1, 2], "small": [3, 4, 4, 5, 6, 2]}
    other = GIVEN | {"tiny": [6, 5, 2], "small": [3, 4, 4, 1, 7, 2]}
    one, two = (run(g, population=POPULATION | {"tiny": 97, "small": 153}, unit_is="stratum") for g in (groups, other))
    told = [[r for r in a.results if "segment" not in r.group] for a in (one, two)]
    assert told[0] == told[1] and "population_pooled" in whole(one, "mean_of_dimensions").notes
    assert {r.group.get("unit") for r in told[0] if r.verdict == "withheld"} == {"tiny", "small"}


def test_what_the_population_leaves_open_is_said() -> None:
    def notes(groups: dict[str, list[int]], population: dict[str, int], **more: Any) -> set[str]:
        codes = {
            n for r in run(groups, population=population, **more).results if r.level == "overall" and not r.group for n in r.notes
        }
        return {c for c in codes if "population" in c}

    assert notes(GIVEN, POPULATION) == {"population_weighted"}
    assert notes(GIVEN, POPULATION | {"West": 9}) == {"population_weighted", "population_unheard"}
    nameless = {"population_weighted", "population_incomplete", "population_pooled"}
    assert notes(GIVEN | {"": [3, 4, 5]}, POPULATION) == nameless
    assert notes(GIVEN, POPULATION | {"East": 11}) == {"population_weighted", "population_exceeded"}
    assert notes(GIVEN, {"Elsewhere": 5}) == {"unit_population_ignored"}
    assert notes(GIVEN, POPULATION, unit_is="cluster") == {"population_needs_strata"}


def test_a_population_changes_nothing_where_it_is_the_sample_many_times_over() -> None:
    plain, weighted = (whole(run(GIVEN, population=p)) for p in ({}, {u: 10**6 * len(x) for u, x in GIVEN.items()}))
    assert plain.difference.value == pytest.approx(weighted.difference.value, abs=1e-9)
    assert (plain.difference.low, plain.difference.high) == pytest.approx(
        (weighted.difference.low, weighted.difference.high), abs=1e-5
    )


def test_weights_of_strata_with_sampling_weights_add_up_to_the_population() -> None:
    found = strata({"a": 30, "b": 10}, {"a": (5, 50_000), "b": (20, 150_000), "": (1, 10_000)})
    assert found.weight["a"] * 50_000 * 10 == pytest.approx(found.weight["b"] * 150_000 * 30, rel=1e-11)
    assert (found.weight["a"] * 50_000 + found.weight["b"] * 150_000) / SCALE == pytest.approx(200_000, rel=1e-9)
    assert found.square["a"] / found.weight["a"] ** 2 == pytest.approx(25 / 30)
    assert strata({"a": 30}, {"b": (4, 4)}).notes == ("unit_population_ignored",)


def test_weights_missing_answers_and_populations_go_together() -> None:
    s = customers(INSTRUMENT, 300, weighted=True)
    found = analyse(study(s, population={"North": 900, "South": 100, "East": 300}), INSTRUMENT, [s])
    for r in found.results:
        assert r.verdict == "withheld" or r.difference is None or r.difference.low < r.difference.high


# ---- a sample of branches --------------------------------------------------------------------------------------------
def test_icc_and_reliability_are_those_of_pingouin() -> None:
    groups = branches(Random(2), 9, 12, 0.6)
    table = one_way([Spread(12, float(np.mean(x)), float(np.std(x, ddof=1))) for x in groups.values()])
    frame = pd.DataFrame([(u, i, x) for u, xs in groups.items() for i, x in enumerate(xs)], columns=["u", "i", "x"])
    theirs = pg.intraclass_corr(frame, targets="u", raters="i", ratings="x")
    single, mean = (theirs[theirs["Type"].isin(names)].iloc[0] for names in (("ICC1", "ICC(1,1)"), ("ICC1k", "ICC(1,k)")))
    told = reliability(table, 0.95)
    assert table.icc == pytest.approx(single["ICC"], abs=1e-9)
    assert told.value == pytest.approx(mean["ICC"], abs=1e-9)
    ci = next(c for c in theirs.columns if c.startswith("CI95"))
    assert (told.low, told.high) == pytest.approx(tuple(mean[ci]), abs=0.006), "pingouin rounds its limits"


@pytest.mark.parametrize("small", [{"tiny": 4}, dict.fromkeys("abcdef", 4)])
def test_no_interval_depends_on_who_said_what_in_branches_that_are_withheld(small: dict[str, int]) -> None:
    """One branch of four (and the twelve withheld with it), or six of them: their people exchange answers and branches, and all
    that is printed of the whole stays as it was, to the last digit."""
    shown = branches(Random(7), 6, 20, 0.7)
    hidden = {"next": [2, 3, 2, 3, 1, 2, 3, 2, 4, 3, 2, 6]} | {u: [7, 6, 7, 5][:n] for u, n in small.items()}
    answers = [x for xs in hidden.values() for x in xs]
    Random(1).shuffle(answers)
    parts = iter(answers)
    other = {u: [next(parts) for _ in xs] for u, xs in hidden.items()}
    one, two = (run(shown | groups, unit_is="cluster") for groups in (hidden, other))
    told = [[r for r in a.results if "segment" not in r.group] for a in (one, two)]
    assert any(r.verdict == "withheld" for r in told[0]) and whole(one).difference is not None
    if len(small) == 1:
        assert told[0] == told[1]
    else:
        names = list(small)
        swapped = shown | hidden | {names[0]: [1, 2, 1, 2], names[1]: [4, 4, 5, 4]}
        exchanged = shown | hidden | {names[1]: [1, 2, 1, 2], names[0]: [4, 4, 5, 4]}
        assert run(swapped, unit_is="cluster").results == run(exchanged, unit_is="cluster").results


def test_intervals_of_a_sample_of_branches_are_as_wide_as_the_rule_says() -> None:
    """n* = n / deff · (z / t)²: the headline's is Student's on branches less one, with the ICC rounded up to hundredths, or wider,
    and not as wide as that of a single item."""
    groups = branches(Random(4), 8, 15, 0.7)
    alone, sampled = (whole(run(groups, unit_is=kind), "mean_of_dimensions") for kind in ("stratum", "cluster"))
    icc = one_way([Spread(15, float(np.mean(x)), float(np.std(x, ddof=1))) for x in groups.values()]).icc
    effect = design_effect([15] * 8, np.ceil(icc * 100) / 100)
    reach = alone.difference.value / alone.tests[0].statistic * sqrt(effect) * stats.t.ppf(0.975, 7)
    value, only = sampled.difference.value, whole(run(groups, unit_is="cluster"), "tan1").difference
    assert only.low <= sampled.difference.low <= value - reach + 1e-7
    assert only.high >= sampled.difference.high >= value + reach - 1e-7
    assert sampled.tests == () and "cluster_tests_left_out" in sampled.notes
    item = [whole(run(groups, unit_is=kind), "tan1") for kind in ("stratum", "cluster")]
    widths = [r.difference.high - r.difference.low for r in item]
    assert widths[1] / widths[0] == pytest.approx(sqrt(effect) * stats.t.ppf(0.975, 7) / 1.96, rel=0.1)
    assert (item[1].decision.p < 0.05) == (not item[1].difference.low <= 0 <= item[1].difference.high)


def test_with_fewer_than_five_branches_nothing_is_concluded() -> None:
    found = run(branches(Random(1), 4, 20, 0.5), unit_is="cluster")
    for r in found.results:
        if "unit" not in r.group:
            assert (r.difference, r.verdict, r.tests, r.shares) == (None, None, (), None) and "few_clusters" in r.notes
        else:
            assert r.difference is not None


def test_a_change_between_waves_of_few_branches_says_why_there_is_none() -> None:
    s = customers(INSTRUMENT, 200)
    found = analyse(study(s, unit_is="cluster"), INSTRUMENT, [s])
    assert found.changes and all(r.difference is None and "few_clusters" in r.notes for r in found.changes)


def test_a_sample_of_branches_without_the_breakdown_counts_them_all_the_same() -> None:
    s = people(branches(Random(4), 8, 15, 0.7))
    found = [analyse(study(s, unit_is="cluster"), INSTRUMENT, [s], by=by) for by in (None, ["age"])]
    assert whole(found[0]).difference == whole(found[1]).difference
    assert not found[1].units


def test_answers_that_name_no_branch_say_so() -> None:
    found = run({"": [3, 4, 5, 6, 7, 5, 4, 6]}, unit_is="cluster")
    assert "cluster_unknown" in whole(found).notes and whole(found).difference is not None


def test_coverage_over_samples_of_branches() -> None:
    """Twelve of very many branches that truly differ: taken for the whole the interval misses far too often, as a sample not."""
    rng = Random(8)
    truth = np.mean([x for xs in branches(rng, 20_000, 10, 0.6).values() for x in xs])
    plain, allowed = [], []
    for _ in range(250):
        sample = branches(rng, 12, 10, 0.6)
        answers = [x for xs in sample.values() for x in xs]
        counts = build({v: [answers.count(v)] * 3 for v in sorted(set(answers))}, 1)
        icc = one_way([Spread(10, float(np.mean(x)), float(np.std(x, ddof=1))) for x in sample.values()]).icc
        plain.append(Question(counts, Scale(1, 7)))
        allowed.append(thinned(plain[-1], Allowance(design_effect([10] * 12, icc), 11).share(0.95)))
    hits = [sum(e.low <= truth <= e.high for e in by_near_answer(q, 0.95, 0.3)) / 250 for q in (plain, allowed)]
    assert hits[0] < 0.88 and hits[1] >= 0.93


# ---- means and ranks -------------------------------------------------------------------------------------------------
def test_shrunken_means_hold_on_average_and_lie_nearer_to_the_truth() -> None:
    rng = np.random.default_rng(5)
    inside = near = raw = 0.0
    for _ in range(150):
        truth = rng.normal(5, 0.3, 12)
        samples = [rng.normal(t, 1.2, int(n)) for t, n in zip(truth, rng.integers(5, 50, 12), strict=True)]
        members = [Member("", len(x), x.mean(), x.std(ddof=1), x.std(ddof=1) / sqrt(len(x))) for x in samples]
        table = one_way([Spread(m.n, m.mean, m.sd) for m in members])
        for s, m, t in zip(shrink(members, table), members, truth, strict=True):
            inside += abs(s.value - t) <= 1.96 * s.se
            near, raw = near + (s.value - t) ** 2, raw + (m.mean - t) ** 2
    assert 0.93 <= inside / 1800 <= 0.98
    assert near < 0.8 * raw


def test_ranks_hold_the_raw_rank_and_open_only_where_pairs_say() -> None:
    groups = {f"B{i}": [min(7, 1 + i + j % 2) for j in range(30)] for i in range(5)} | {"B9": [1, 7] * 15}
    told = units(run(groups))
    ordered = sorted(told.units, key=lambda u: -u.mean)
    for place, u in enumerate(ordered, start=1):
        assert u.rank_low <= place <= u.rank_high
    sure = {u.unit: (u.rank_low, u.rank_high) for u in told.units}
    assert sure["B0"] == (5, 6) or sure["B0"][0] >= 5, "clearly below four others"
    assert sure["B9"][1] - sure["B9"][0] >= 2, "as wide as its answers"


def test_few_or_identical_branches_get_no_shrunken_mean() -> None:
    few = units(run(GIVEN))
    assert "few_units" in few.notes and all(u.shrunk is None for u in few.units)
    same = units(run({f"B{i}": [5] * 8 for i in range(6)}))
    assert (same.icc, same.reliability) == (0.0, None) and all(u.shrunk is None for u in same.units)
    alone = units(run({"B": [4, 5, 6, 7, 3]}))
    assert (alone.icc, alone.design_effect) == (None, None)


def test_branches_below_the_minimum_take_no_part() -> None:
    groups = branches(Random(3), 6, 20, 0.5)
    more, told = units(run(groups | {"tiny": [1, 7], "small": [1, 1, 1]})), units(run(groups))
    assert (more.units, more.icc, more.reliability) == (told.units, told.icc, told.reliability)
    assert "groups_left_out" in more.notes


def test_agreement_of_staff_is_none_at_random_and_one_in_unison() -> None:
    scale = Scale(1, 7)
    assert agreement(Member("", 70, 4.0, float(np.std(np.arange(1, 8))), 0.1), scale) == pytest.approx(0)
    assert agreement(Member("", 10, 4.0, 0.0, 0.0), scale) == 1
    assert agreement(Member("", 10, 4.0, 3.2, 1.0), scale) == 0


def test_shrunken_means_are_those_of_all_the_answers_by_numpy() -> None:
    """Morris (1983) written out with arrays, over random sets of unequal branches: the worst difference of forty."""
    rng = np.random.default_rng(5)
    for _ in range(40):
        xs = [rng.integers(1, 8, rng.integers(2, 40)) + rng.normal(0, 0.3) for _ in range(rng.integers(5, 25))]
        k, n, m = len(xs), np.array([len(x) for x in xs]), np.array([x.mean() for x in xs])
        inside = sum(((x - x.mean()) ** 2).sum() for x in xs) / (n.sum() - k)
        between = (n * (m - np.concatenate(xs).mean()) ** 2).sum() / (k - 1)
        tau = max(0.0, (between - inside) / ((n.sum() - (n**2).sum() / n.sum()) / (k - 1)))
        weight = 1 / (tau + inside / n)
        centre, pull = (weight * m).sum() / weight.sum(), (k - 3) / (k - 1) * inside / n * weight
        error = np.sqrt(inside / n * (1 - pull * (1 - weight / weight.sum())) + 2 / (k - 3) * (pull * (m - centre)) ** 2)
        members = [Member("", len(x), float(x.mean()), float(x.std(ddof=1)), float(x.std(ddof=1) / sqrt(len(x)))) for x in xs]
        table = one_way([Spread(len(x), float(x.mean()), float(x.std(ddof=1))) for x in xs])
        found = shrink(members, table)
        assert [s.value for s in found] == pytest.approx(m + pull * (centre - m), abs=1e-12)
        assert [s.se for s in found] == pytest.approx(error, abs=1e-12)
