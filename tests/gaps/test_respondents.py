"""The counted numbers against the plain route: every respondent's score in an array, missing answers, forms and weights and all."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from msgspec.structs import replace
from scipy import stats

from gaps.analyse import analyse
from gaps.results import Analysis, GapResult
from surveys.instrument import Dimension, Item
from surveys.responses import ResponseSet
from tests.study_of import customers, small_instrument, staff, study

INSTRUMENT = small_instrument()
ITEMS = [i.id for i in INSTRUMENT.items]
Array = np.ndarray[Any, Any]


def test_a_source_that_asks_fewer_items_is_added_item_by_item() -> None:
    sets = [customers(INSTRUMENT, 150, seed=3, missing=0.15), without(customers(INSTRUMENT, 150, seed=4, missing=0.15), "emp1")]
    analysis = analyse(study(*sets), INSTRUMENT, sets, by=[])
    for dimension in ("tangibles", "reliability", "empathy"):
        scores = centred(column_of(sets, "perception", dimension) - column_of(sets, "expectation", dimension))
        r = find(analysis, "gap5", dimension)
        assert (r.n, r.difference.value) == ((~np.isnan(scores)).sum(), pytest.approx(np.nanmean(scores), rel=1e-9))
    alpha = next(a for a in analysis.reliability if (a.facet, a.dimension) == ("perception", "empathy"))
    whole = column_of(sets[:1], "perception", "empathy")
    whole = whole[~np.isnan(whole).any(axis=1)]
    assert alpha.n == len(whole)
    assert alpha.alpha == pytest.approx(1.5 * (1 - whole.var(axis=0, ddof=1).sum() / whole.sum(axis=1).var(ddof=1)), rel=1e-9)


def test_an_item_that_nobody_answered_leaves_the_others_where_they_were() -> None:
    managers = staff(INSTRUMENT, "manager", 40)
    gaps = [[None if (row + j) % 7 == 0 else 5 + j % 2 for row in range(40)] for j in range(3)]
    answers = {f"belief.emp{j + 1}": gaps[j] if j else [None] * 40 for j in range(3)}
    kept = {c: managers.frame[c] for c in managers.frame.column_names}
    blank = replace(managers, frame=pa.table(kept | {c: pa.array(a, pa.int8()) for c, a in answers.items()}))
    sets = [customers(INSTRUMENT, 60), blank]
    believed = find(analyse(study(*sets), INSTRUMENT, sets, by=[]), "gap1", "empathy").minuend
    assert believed.mean == pytest.approx(5.5, abs=1e-9)


def test_a_source_without_weights_weighs_one_each_beside_one_with_weights() -> None:
    sets = [customers(INSTRUMENT, 80, seed=5, weighted=True, missing=0), customers(INSTRUMENT, 80, seed=6, missing=0)]
    frames = [s.frame.to_pandas().query("wave == '2026'") for s in sets]
    gaps = np.concatenate([(f["perception.emp1"] - f["expectation.emp1"]).to_numpy(float) for f in frames])
    weights = np.concatenate([frames[0]["weight"].to_numpy(float), np.full(len(frames[1]), 10_000.0)])
    for order in (sets, sets[::-1]):
        r = find(analyse(study(*order), INSTRUMENT, order, by=[]), "gap5", "emp1")
        assert r.difference.value == pytest.approx(np.average(gaps, weights=weights), rel=1e-12)


@pytest.mark.parametrize("missing", [0, 0.02])
def test_long_dimensions_take_weights(missing: float) -> None:
    """Nine and twelve items, weights from 0.2 to 4: sums stay exact, and the headline is the respondents' own."""
    dimensions = {"nine": 9, "twelve": 12}
    instrument = replace(
        INSTRUMENT, dimensions=tuple(Dimension(d) for d in dimensions), gaps=(INSTRUMENT.gaps[2],),
        items=tuple(Item(f"{d}{j}", d) for d, size in dimensions.items() for j in range(size)),
    )  # fmt: skip
    s = customers(instrument, 600, weighted=True, missing=missing)
    r = find(analyse(study(s), instrument, [s], by=[]), "gap5", "mean_of_dimensions")
    frame = s.frame.to_pandas().query("wave == '2026'")
    gaps = {i.id: (frame[f"perception.{i.id}"] - frame[f"expectation.{i.id}"]).to_numpy(float) for i in instrument.items}
    w, n = frame["weight"].to_numpy(float), len(frame)
    score = sum(centred(np.stack([gaps[i] for i in instrument.items_of(d)], axis=1), w) for d in dimensions) / 2
    mean = np.average(score, weights=w)
    se = np.sqrt(n / (n - 1) * (w**2 * (score - mean) ** 2).sum()) / w.sum()
    assert (r.n, r.difference.value) == (n, pytest.approx(mean, rel=1e-9))
    assert r.tests[0].statistic == pytest.approx(mean / se, rel=2e-3 if missing else 1e-9)


def without(s: ResponseSet, item: str) -> ResponseSet:
    """The same people, of whom the item was never asked."""
    dropped = [f"expectation.{item}", f"perception.{item}"]
    return replace(s, frame=s.frame.drop_columns(dropped), answers=tuple(a for a in s.answers if a not in dropped))


def column_of(sets: list[ResponseSet], facet: str, dimension: str) -> Array:
    """Answers of the latest wave (people, items of the dimension), NaN where missing or not asked."""
    parts = []
    for s in sets:
        frame = s.frame.to_pandas().query("wave == '2026'")
        names = [f"{facet}.{i}" for i in INSTRUMENT.items_of(dimension)]
        parts.append(np.stack([frame[n].to_numpy(float) if n in frame else np.full(len(frame), np.nan) for n in names], axis=1))
    return np.concatenate(parts)


def centred(answers: Array, weights: Array | None = None) -> Array:
    """Each person's mean after every item is moved to the mean of the items; NaN under half of the items."""
    w = (~np.isnan(answers)) * (np.ones(len(answers)) if weights is None else weights)[:, None]
    means = (np.nan_to_num(answers) * w).sum(axis=0) / w.sum(axis=0)
    moved = answers - means + means.mean()
    enough = (~np.isnan(answers)).sum(axis=1) >= ceil(answers.shape[1] / 2)
    return np.where(enough, np.nanmean(np.where(enough[:, None], moved, 0), axis=1), np.nan)


def find(analysis: Analysis, gap: str, place: str) -> GapResult:
    return next(r for r in analysis.results if (r.gap, r.place, r.group) == (gap, place, {}))


def test_the_mean_of_items_is_that_of_all_who_answered_each() -> None:
    """Three people answer one item only: they count there, although they have no score over all items."""
    s = customers(INSTRUMENT, 60, missing=0)
    lost = [c for c in s.answers if c.startswith(("perception.emp", "perception.rel"))]
    frame = s.frame.to_pandas().astype(dict.fromkeys(lost, "float64"))
    frame.loc[frame.index[frame["wave"] == "2026"][:3], lost] = np.nan
    columns = {c: pa.array(frame[c], pa.int8(), from_pandas=True) if c in s.answers else s.frame[c] for c in s.frame.column_names}
    analysis = analyse(study(s), INSTRUMENT, [replace(s, frame=pa.table(columns))], by=[])
    each = [find(analysis, "gap5", i).difference.value for i in ITEMS]
    assert find(analysis, "gap5", "mean_of_items").difference.value == pytest.approx(sum(each) / len(each), rel=1e-12)


def test_wilcoxon_is_given_without_weights_and_says_so() -> None:
    plain, weighted = customers(INSTRUMENT, 60, missing=0), customers(INSTRUMENT, 60, missing=0, weighted=True)
    found = find(analyse(study(weighted), INSTRUMENT, [weighted], by=[]), "gap5", "emp1")
    frame = weighted.frame.to_pandas().query("wave == '2026'")
    test = stats.wilcoxon(frame["perception.emp1"] - frame["expectation.emp1"], zero_method="pratt", method="asymptotic")
    assert found.tests[1].p == pytest.approx(test.pvalue, rel=1e-9) and "wilcoxon_unweighted" in found.notes
    assert "wilcoxon_unweighted" not in find(analyse(study(plain), INSTRUMENT, [plain], by=[]), "gap5", "emp1").notes


def test_groups_that_answered_different_items_are_compared_item_by_item_only() -> None:
    """Managers were not asked one of three items; the mean of the other two is not what customers' mean of three is."""
    managers = staff(INSTRUMENT, "manager", 30)
    fewer = replace(managers, frame=managers.frame.drop_columns(["belief.emp1"]))
    fewer = replace(fewer, answers=tuple(a for a in managers.answers if a != "belief.emp1"))
    sets = [customers(INSTRUMENT, 80), fewer]
    analysis = analyse(study(*sets), INSTRUMENT, sets, by=[])
    for place in ("empathy", "mean_of_dimensions"):
        r = find(analysis, "gap1", place)
        assert (r.difference, r.decision, r.verdict, r.tests, r.notes) == (None, None, None, (), ("items_differ",))
    assert find(analysis, "gap1", "reliability").difference and find(analysis, "gap1", "emp2").difference


def test_what_nobody_answered_counts_for_nobody_on_the_customers_side_of_gap_1() -> None:
    """The customers' side comes from the pairs' table, where a missing answer has a code of its own."""
    instrument = small_instrument()
    sets = [customers(instrument, 150, missing=0.3), staff(instrument, "manager", 20)]
    latest = sets[0].frame.to_pandas().query("wave == '2026'")
    found = {r.place: r for r in analyse(study(*sets), instrument, sets, by=[]).results if (r.gap, r.level) == ("gap1", "item")}
    for item in instrument.items:
        answers = latest[f"expectation.{item.id}"].dropna()
        assert found[item.id].subtrahend.n == len(answers) < len(latest)
        assert found[item.id].subtrahend.mean == pytest.approx(answers.mean(), abs=1e-12)


def test_the_headline_is_the_plain_mean_of_the_dimensions_however_many_answered_each() -> None:
    instrument = small_instrument()
    sets = [customers(instrument, 200, missing=0.35)]
    found = [r for r in analyse(study(*sets), instrument, sets, by=[]).results if r.gap == "gap5"]
    parts = [r for r in found if r.level == "dimension"]
    headline = next(r for r in found if r.place == "mean_of_dimensions")
    assert len({r.n for r in parts}) > 1
    assert headline.difference.value == pytest.approx(np.mean([r.difference.value for r in parts]), abs=1e-12)


def test_equivalence_looks_at_the_ninety_percent_interval_and_roll_ups_that_differ_are_said() -> None:
    instrument = small_instrument()
    frame = customers(instrument, 300, missing=0.0)
    hard = frame.frame.to_pandas()
    skipped = np.arange(len(hard)) % 2 == 0
    hard["perception.emp1"] = np.where(skipped, np.nan, 4)
    hard["expectation.emp1"] = 5
    for item in ("emp2", "emp3"):
        hard[f"perception.{item}"] = hard[f"expectation.{item}"] = 6
    table = pa.Table.from_pandas(hard, preserve_index=False)
    columns = {c: table[c].cast(pa.int8()) if "." in c and not c.startswith("segment.") else table[c] for c in table.column_names}
    responses = replace(frame, frame=pa.table(columns))
    found = {r.place: r for r in analyse(study(responses), instrument, [responses], by=[]).results if r.gap == "gap5"}
    assert found["empathy"].difference.value == pytest.approx(-1 / 3, abs=1e-9), "centred; the plain half rule says −1/6"
    assert "rollups_differ" in found["empathy"].notes and "rollups_differ" not in found["reliability"].notes
    r = found["rel1"]
    assert r.difference.low < r.equivalence.low < r.equivalence.high < r.difference.high
