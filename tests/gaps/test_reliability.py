"""Reliability against R (script and numbers in tests/oracles), against every respondent counted one by one, and in silence."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from msgspec.structs import asdict, replace

from benchmarks import alpha_coverage
from gaps.alpha import HALF, alpha_of, limits, spread
from gaps.analyse import analyse
from gaps.answer_moments import moments_of, products, uniform_respondent
from gaps.omega import omega_total
from gaps.results import Analysis, Reliability
from surveys.instrument import Dimension, Facet, GapSpec, Instrument, Item, Scale, Side
from surveys.study import Options
from tests.study_of import customers, response_set, small_instrument, study

HERE = Path(__file__).parents[1] / "oracles"
SHARED = Path(__file__).parents[3] / "shared"
R = {r["quantity"]: float(r["value"]) for r in csv.DictReader((HERE / "reliability_expected.csv").open())}
ROWS = list(csv.DictReader((HERE / "reliability_data.csv").open()))
ITEMS = ("one", "two", "three", "four", "five")


def instrument(items: tuple[str, ...], low: int = 1, high: int = 7) -> Instrument:
    gap = GapSpec("gap5", "paired", Side("perception", "customer"), Side("expectation", "customer"))
    facets = Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P")
    return Instrument(
        "oracle", "1", "", "", Scale(low, high), 0.3, (Dimension("all"),), facets, tuple(Item(i, "all") for i in items), (gap,), {}
    )


def analysed(answers: dict[str, Any], items: tuple[str, ...] = ITEMS, low: int = 1, high: int = 7, **options: Any) -> Analysis:
    n = len(next(iter(answers.values())))
    s = response_set("data.csv", "customer", {"wave": [""] * n} | {k: pa.array(v, pa.int8()) for k, v in answers.items()})
    return analyse(study(s, options=Options(**options)), instrument(items, low, high), [s], by=[])


def of_r(items: tuple[str, ...] = ITEMS) -> Analysis:
    sides = (("P", "perception"), ("E", "expectation"))
    return analysed({f"{facet}.{i}": [int(r[f"{short}.{i}"]) for r in ROWS] for short, facet in sides for i in items}, items)


def facet(analysis: Analysis, name: str) -> Reliability:
    return next(r for r in analysis.reliability if r.facet == name)


@pytest.mark.parametrize("short,name,items", [("E", "expectation", 5), ("P", "perception", 5), ("P3", "perception", 3)])
def test_alpha_items_and_omega_agree_with_r(short: str, name: str, items: int) -> None:
    found = facet(of_r(ITEMS[:items]), name)
    assert found.alpha == pytest.approx(R[f"{short}.alpha"], abs=1e-11)
    assert [i.item_rest for i in found.by_item] == pytest.approx([R[f"{short}.item_rest.{i}"] for i in ITEMS[:items]], abs=1e-11)
    assert [i.alpha_without for i in found.by_item] == pytest.approx([R[f"{short}.without.{i}"] for i in ITEMS[:items]], abs=1e-11)
    assert found.omega == pytest.approx(R[f"{short}.omega"], abs=1e-6)
    assert found.interval is not None and found.interval.low < found.alpha < found.interval.high
    x = np.array([[int(r[f"{short[0]}.{i}"]) for i in ITEMS[:items]] for r in ROWS])
    assert float(spread(counted(x - 4)).variance) ** 0.5 == pytest.approx(R[f"{short}.error"], abs=1e-11)


def test_two_items_and_gaps_agree_with_r() -> None:
    two = facet(of_r(ITEMS[:2]), "perception")
    assert two.split_half == pytest.approx(R["split_half"], abs=1e-11)
    assert "few_items" in two.notes and two.omega is None
    (gap,) = of_r().gap_reliability
    found = (gap.alpha, gap.formula, gap.minuend, gap.subtrahend, gap.between)
    assert found == pytest.approx([R[q] for q in ("gap.alpha", "gap.formula", "P.alpha", "E.alpha", "gap.between")], abs=1e-11)
    assert set(gap.notes) == {"reliability_low"}, "not below the weaker of its sides"


def counted(x: np.ndarray[Any, Any]) -> Any:
    sums = products([x[:, j] for j in range(x.shape[1])])
    return moments_of({i: int(v.sum()) for i, v in sums.items()}, x.shape[1])


@pytest.mark.parametrize("alike", [True, False])
def test_half_an_imagined_respondent_is_that_many_rows(alike: bool) -> None:
    """Every answer the imagined respondent might give, each a row of its share of a half."""
    x = np.array([[int(r[f"P.{i}"]) for i in ITEMS[:3]] for r in ROWS[:40]]) - 4
    rows = [(v,) * 3 for v in range(-3, 4)] if alike else list(product(range(-3, 4), repeat=3))
    weights = np.r_[np.ones(40), np.full(len(rows), 0.5 / len(rows))]
    both, total = np.vstack([x, rows]).astype(float), weights.sum()
    d = both - weights @ both / total
    u, t = (d**2).sum(1), d.sum(1) ** 2
    parts, whole = weights @ u / total, weights @ t / total
    influence = 1.5 * (parts * t / whole**2 - u / whole)
    found = spread(counted(x).with_share_of(uniform_respondent(-3, 3, 3, alike), HALF))
    assert float(found.alpha) == pytest.approx(1.5 * (1 - parts / whole), abs=1e-12)
    assert float(found.variance) == pytest.approx(weights @ influence**2 / total / (total - 1), rel=1e-10)


@pytest.mark.parametrize("shape,n", [("even", 30), ("70 % sevens", 100), ("88 % sevens", 30), ("88 % sevens", 100)])
def test_the_interval_holds_the_truth_where_feldts_does_not(shape: str, n: int) -> None:
    shares, loadings = alpha_coverage.SHARES[shape], alpha_coverage.LOADINGS["5 × .8"]
    truth = alpha_coverage.true_alpha(shares, loadings)
    m = alpha_coverage.sums(alpha_coverage.draw(shares, loadings, n, 600, np.random.default_rng(7)))
    alpha = np.asarray(spread(m).alpha, float)
    old, ours, above, below, *_ = alpha_coverage.judged(truth, alpha_coverage.feldt(alpha, n, 5), limits(m, -3, 3, 0.95), alpha)
    assert ours > 0.94 and max(above, below) < 0.05
    assert shape == "even" or old < 0.85


@pytest.mark.parametrize("seed", range(3))
def test_respondents_missing_an_item_are_left_out_and_the_middle_does_not_matter(seed: int) -> None:
    s = customers(small_instrument(), 200, seed=seed, missing=0.1)
    found = analyse(study(s), small_instrument(), [s], by=[])
    frame = s.frame.to_pandas().query("wave == '2026'")
    x = frame[[f"perception.emp{j}" for j in (1, 2, 3)]].dropna().to_numpy(float)
    r = next(r for r in found.reliability if (r.facet, r.dimension) == ("perception", "empathy"))
    rest = [np.corrcoef(x[:, j], np.delete(x, j, 1).sum(1))[0, 1] for j in range(3)]
    assert (r.n, r.omega) == (len(x), pytest.approx(omega_total(np.cov(x.T)), abs=1e-7) if r.omega else None)
    assert [i.item_rest for i in r.by_item] == pytest.approx(rest, abs=1e-12)
    gap = next(g for g in found.gap_reliability if g.dimension == "empathy")
    columns = [f"{side}.emp{j}" for side in ("perception", "expectation") for j in (1, 2, 3)]
    both = frame[columns].dropna().to_numpy(float)
    d = both[:, :3] - both[:, 3:]
    assert (gap.n, gap.alpha) == (len(both), pytest.approx(1.5 * (1 - d.var(0).sum() / d.sum(1).var()), abs=1e-12))


def test_warnings() -> None:
    found = facet(of_r(), "perception")
    assert {"reliability_low", "item_reversed"} <= set(found.notes)
    assert facet(of_r(), "expectation").notes == ()
    few = analysed({f"perception.{i}": [4, 5, 6, 7, 5, 6, j] for j, i in enumerate(ITEMS, 1)})
    assert facet(few, "perception").interval is None and "no_alpha_interval" in facet(few, "perception").notes
    rng = np.random.default_rng(1)
    trait = rng.integers(2, 6, 80)
    go_together = {
        f"{side}.{i}": np.clip(trait + rng.integers(-1, 2, 80), 1, 7) for side in ("perception", "expectation") for i in ITEMS
    }
    assert "gap_less_reliable" in analysed(go_together).gap_reliability[0].notes


@pytest.mark.parametrize(
    "answers,note",
    [([5] * 20, "zero_variance"), ([5, 6, 7], "withheld"), ([None] * 20, "withheld"), ([7] * 19 + [6], None), ([1, 7] * 10, None)],
)
def test_degenerate_answers_give_a_reason_and_never_nan(answers: list[int | None], note: str | None) -> None:
    for items in (1, 2, 3, 5):
        names = ITEMS[:items]
        analysis = analysed({f"{side}.{i}": answers for side in ("perception", "expectation") for i in names}, names)
        r, gap = facet(analysis, "perception"), analysis.gap_reliability[0]
        expected = note if note == "withheld" or items > 1 else "one_item"
        assert (note is None and items > 1) or (expected in r.notes and r.alpha is None)
        assert (note is None and items > 1) or gap.alpha is None
        text = analysis.to_json()  # refuses nan and inf
        assert Analysis.from_json(text).to_json() == text
        if note is None and items > 1:
            assert r.alpha == 1 and r.interval is not None and r.interval.high == 1
            assert gap.notes == ("zero_variance",), "the gap of everybody is zero"


def test_nothing_of_fewer_than_the_minimum_group() -> None:
    s = customers(small_instrument(), 60)
    for minimum in (5, 40):
        found = analyse(study(s, options=Options(minimum_group={"customer": minimum})), small_instrument(), [s], by=[])
        for r in (*found.reliability, *found.gap_reliability):
            shown = {k: v for k, v in asdict(r).items() if k not in ("facet", "gap", "role", "dimension", "items", "notes")}
            assert (r.notes == ("withheld",)) == (r.n is None)
            assert (r.n or minimum) >= minimum and (r.n is not None or not any(shown.values()))


def test_weights_and_wide_scales_change_no_sum() -> None:
    s = customers(small_instrument(), 80, weighted=True)
    plain = replace(s, frame=s.frame.drop_columns("weight"), weighted=False)
    weighed, unweighed = (analyse(study(x), small_instrument(), [x], by=[]) for x in (s, plain))
    assert (weighed.reliability, weighed.gap_reliability) == (unweighed.reliability, unweighed.gap_reliability)
    wide = analysed(
        {f"perception.{i}": [(j * 37 + k * k * 11) % 101 for k in range(90)] for j, i in enumerate(ITEMS)}, low=0, high=100
    )
    x = np.array([[(j * 37 + k * k * 11) % 101 for j in range(5)] for k in range(90)], float)
    assert facet(wide, "perception").alpha == pytest.approx(1.25 * (1 - x.var(0).sum() / x.sum(1).var()), abs=1e-12)
    assert facet(wide, "perception").interval is not None


shared = pytest.mark.skipif(not SHARED.exists(), reason="the stored oracles are not part of the project")
REFERENCES = SHARED / "data/psychometric-references"


@shared
def test_the_scales_of_bfi_agree_with_psych_and_lavaan() -> None:
    data = list(csv.DictReader((REFERENCES / "bfi.csv").open())) if SHARED.exists() else []
    for row in csv.DictReader((REFERENCES / "reference.csv").open()):
        if row["dataset"] == "bfi":
            names = [i.lstrip("-") for i in row["items"].split()]
            whole = [d for d in data if all(d[i].isdigit() for i in names)]
            answers = {f"perception.{i}": [int(d[i]) for d in whole] for i in names}
            turned = [f"perception.{i[1:]}" for i in row["items"].split() if i.startswith("-")]
            found = facet(analysed(answers | {i: [7 - x for x in answers[i]] for i in turned}, tuple(names), 1, 6), "perception")
            assert (found.n, found.alpha) == (int(row["n_complete"]), pytest.approx(float(row["alpha_listwise"]), abs=1e-12))
            assert "item_reversed" not in found.notes
            if turned and row["scale"] == "agree":
                assert found.omega == pytest.approx(0.712128965485, abs=1e-6)
                assert "item_reversed" in facet(analysed(answers, tuple(names), 1, 6), "perception").notes


@shared
@pytest.mark.parametrize(
    "folder,file", [("psychometric-references", "HolzingerSwineford1939.csv"), ("babakus-boller-1992-simulated", "data.csv")]
)
def test_published_alphas_of_answers_that_are_no_whole_numbers(folder: str, file: str) -> None:
    data = list(csv.DictReader((SHARED / "data" / folder / file).open()))
    for row in csv.DictReader((SHARED / "data" / folder / "reference.csv").open()):
        if row.get("dataset", "HolzingerSwineford1939") == "HolzingerSwineford1939":
            first, last = re.findall(r"\d+", row["scale"])[:2] if "n_items" in row else (0, 0)
            names = row["items"].split() if "items" in row else [f"Q{i}" for i in range(int(first), int(last) + 1)]
            c = np.cov(np.array([[float(d[i]) for i in names] for d in data]).T)
            assert alpha_of(np.vectorize(Fraction, otypes=[object])(c)) == pytest.approx(float(row["alpha_listwise"]), abs=1e-12)
            assert 0.5 < (omega_total(c) or 0) < 0.95
