"""The Analysis as a document, and what it says of the worked example and of awkward answers."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pyarrow as pa
import pytest
from msgspec.structs import replace
from scipy import stats

from gaps import near_answer
from gaps.analyse import analyse
from gaps.results import FAMILY, Analysis, GapResult, OtherVersionError
from surveys.catalogue import load
from surveys.collect import collect
from surveys.example import write_example
from surveys.example.model import truth
from surveys.responses import ResponseSet
from surveys.study import Options
from surveys.study_file import read_study
from tests.study_of import customers, response_set, small_instrument, study

SCHEMA = json.loads((Path(__file__).parents[2] / "gaps/analysis.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    s = read_study(folder / "study.yaml")
    instrument = load(s.instrument, s.folder)
    return analyse(s, instrument, collect(s, instrument).sets)


def find(analysis: Analysis, gap: str, level: str, place: str, **group: Any) -> GapResult:
    return next(r for r in analysis.results if (r.gap, r.level, r.place, r.group) == (gap, level, place, group))


def test_the_document_follows_its_schema_and_reads_back(example: Analysis) -> None:
    text = example.to_json()
    jsonschema.validate(json.loads(text), SCHEMA)
    assert Analysis.from_json(text) == Analysis.from_json(Analysis.from_json(text).to_json())
    assert Analysis.from_json(text).to_json() == text
    with pytest.raises(ValueError, match="not a"):
        Analysis.from_json('{"schema": "something/else"}')


def _changed(body: dict[str, Any], *path: Any, value: Any = None) -> str:
    """The document with one entry put in, or left out where there is no value."""
    body = deepcopy(body)
    *way, last = path
    inside = body
    for step in way:
        inside = inside[step]
    if value is None:
        del inside[last]
    else:
        inside[last] = value
    return json.dumps(body)


def test_a_document_that_was_changed_is_not_read_as_if_it_were_whole(example: Analysis) -> None:
    body = json.loads(example.to_json())
    for key in body.keys() - {"schema"}:
        with pytest.raises(OtherVersionError):
            Analysis.from_json(_changed(body, key))
    for path in (("results", 0, "notes"), ("results", 0, "difference"), ("results", 0, "difference", "low")):
        with pytest.raises(OtherVersionError):
            Analysis.from_json(_changed(body, *path))
    for path, value in (
        (("schema",), f"{FAMILY}0"), (("news",), 1), (("results", 0, "news"), 1), (("results", 0, "n"), "12"),
        (("results", 0, "difference", "news"), 1), (("results", 0, "difference", "low"), 5.0),
    ):  # fmt: skip
        with pytest.raises(OtherVersionError):
            Analysis.from_json(_changed(body, *path, value=value))
    for text in ("", "[]", "1", '{"schema": 1}', "{}", json.dumps(body | {"quality": float("nan")})):
        with pytest.raises(ValueError, match=r"."):
            Analysis.from_json(text)


def test_nothing_is_written_that_does_not_come_back(example: Analysis) -> None:
    spoilt = (
        replace(example, quality={"share": float("nan")}), replace(example, quality={"pair": (1, 2)}),
        replace(example, results=(replace(example.results[0], shortcut=float("inf")),)),
    )  # fmt: skip
    for analysis in spoilt:
        with pytest.raises(ValueError, match="JSON cannot say"):
            analysis.to_json()
    taken = replace(example, quality={"share": np.float64(0.25), "n": np.int64(3)})
    assert json.loads(taken.to_json())["quality"] == {"share": 0.25, "n": 3}


def test_the_example_recovers_its_truth(example: Analysis) -> None:
    known = truth()
    for dimension, gap in known["gap5"]["2026-spring"].items():
        interval = find(example, "gap5", "dimension", dimension).difference
        assert interval.low - 0.1 < gap < interval.high + 0.1, dimension
    verdicts = {d: find(example, "gap5", "dimension", d).verdict for d in known["gap5"]["2026-spring"]}
    assert verdicts == {d: "meets" if d == "tangibles" else "shortfall" for d in verdicts}
    worst = min((r for r in example.results if r.place == "mean_of_dimensions" and "unit" in r.group and r.gap == "gap5"),
                key=lambda r: r.difference.value)  # fmt: skip
    assert worst.group == {"unit": "Station Square"}
    better = {(c.place, c.verdict) for c in example.changes if c.group["wave"] == "2026-spring" and c.level == "dimension"}
    assert {("reliability", "exceeds"), ("responsiveness", "exceeds"), ("empathy", "meets")} <= better
    assert {r.gap for r in example.results if r.group == {}} == {f"gap{i}" for i in range(1, 8)}


def test_small_groups_are_withheld_whole(example: Analysis) -> None:
    """Three managers a branch: nothing of them may be seen, nor told apart by the corrected p of the others."""
    by_branch = [r for r in example.results if r.gap in ("gap1", "gap2", "gap7") and "unit" in r.group]
    assert by_branch
    for r in by_branch:
        assert r.verdict == "withheld" and r.notes == ("withheld",)
        numbers = (r.n, r.left_out, r.minuend.mean, r.minuend.sd, r.minuend.n, r.difference, r.decision, r.shares, r.rating)
        assert numbers == (None,) * 9 and r.tests == r.effects == ()


def test_a_withheld_branch_does_not_follow_from_the_others() -> None:
    """Of 3, 20, 30 and 40 customers the 3 are withheld, and the 20 with them: else 93 less 90 would show the 3."""
    instrument, sizes = small_instrument(), {"tiny": 3, "small": 20, "middle": 30, "large": 40}
    s = customers(instrument, sum(sizes.values()), missing=0)
    columns = {c: s.frame[c] for c in s.frame.column_names} | {
        "wave": ["2026"] * sum(sizes.values()), "unit": [u for u, n in sizes.items() for _ in range(n)]
    }  # fmt: skip
    analysis = run(instrument, response_set("c.csv", "customer", columns, units=True))
    seen = {r.group["unit"]: r.verdict == "withheld" for r in analysis.results if "unit" in r.group and r.place == "emp1"}
    assert seen == {"tiny": True, "small": True, "middle": False, "large": False}


def test_headline_is_the_respondents_t_or_wider_when_answers_are_complete() -> None:
    """The near-answer limits are made by hand: every score's own value, and 200,000 respondents who answer at random."""
    instrument = small_instrument()
    s = customers(instrument, 60, missing=0)
    r = find(run(instrument, s), "gap5", "overall", "mean_of_dimensions", wave="2026")
    frame = s.frame.to_pandas().query("wave == '2026'")
    gaps = {i.id: frame[f"perception.{i.id}"] - frame[f"expectation.{i.id}"] for i in instrument.items}
    each = [sum(gaps[i] for i in instrument.items_of(d.id)) / len(instrument.items_of(d.id)) for d in instrument.dimensions]
    test = stats.ttest_1samp(sum(each) / len(each), 0)
    assert (r.tests[0].statistic, r.tests[0].p, r.n) == (pytest.approx(test.statistic), pytest.approx(test.pvalue), len(frame))
    random = np.random.default_rng(1).integers(1, 8, (2, 200_000, 6)).mean(2)
    at_random = np.unique(np.round((random[0] - random[1]) * 6) / 6, return_counts=True)
    values = np.concatenate([np.round(sum(each) / len(each), 9), at_random[0]])
    counts, spread = (np.r_[np.ones(60)[: len(frame)], np.zeros(len(at_random[0]))], np.r_[np.zeros(len(frame)), at_random[1]])
    wide = near_answer.interval(np.r_[values, -6, 6], np.r_[counts, 0, 0], np.r_[spread, 1e-9, 1e-9])
    low, high = test.confidence_interval()
    assert (r.difference.low, r.difference.high) == pytest.approx((min(low, wide[0]), max(high, wide[1])), abs=0.005)
    assert r.difference.low <= low + 1e-8 and r.difference.high >= high - 1e-8 and r.decision.p >= test.pvalue - 1e-9


def test_weighted_score_takes_each_respondents_own_points() -> None:
    instrument = small_instrument()
    s = customers(instrument, 80, missing=0)
    r = find(run(instrument, s), "gap5", "overall", "weighted", wave="2025")
    frame = s.frame.to_pandas().query("wave == '2025'").dropna(subset=["points.tangibles"])
    gaps = {i.id: frame[f"perception.{i.id}"] - frame[f"expectation.{i.id}"] for i in instrument.items}
    points = {d.id: frame[f"points.{d.id}"] for d in instrument.dimensions}
    means = {d: sum(gaps[i] for i in instrument.items_of(d)) / len(instrument.items_of(d)) for d in points}
    score = sum(points[d] * means[d] for d in points) / sum(points.values())
    assert (r.difference.value, r.n) == (pytest.approx(score.mean()), len(score))
    assert r.tests[0].p == pytest.approx(stats.ttest_1samp(score, 0).pvalue)
    assert "points_rescaled" in r.notes


def test_sampling_weights_move_the_mean_and_widen_the_error() -> None:
    instrument = small_instrument()
    s = customers(instrument, 120, weighted=True, missing=0)
    r = find(run(instrument, s), "gap5", "item", "emp1", wave="2026")
    frame = s.frame.to_pandas().query("wave == '2026'")
    x, w = (frame["perception.emp1"] - frame["expectation.emp1"]).to_numpy(float), frame["weight"].to_numpy(float)
    mean = np.average(x, weights=w)
    se = np.sqrt(len(x) / (len(x) - 1) * (w**2 * (x - mean) ** 2).sum()) / w.sum()
    assert (r.difference.value, r.n) == (pytest.approx(mean), len(x))
    assert r.tests[0].statistic == pytest.approx(mean / se)
    assert "wilcoxon_unweighted" in r.notes


def test_swapping_the_facets_flips_the_sign_and_keeps_the_p() -> None:
    instrument = small_instrument()
    s = customers(instrument, 60)
    names = [
        c.replace("expectation", "?").replace("perception", "expectation").replace("?", "perception") for c in s.frame.column_names
    ]
    swapped = replace(s, frame=s.frame.rename_columns(names))
    for a, b in zip(run(instrument, s).results, run(instrument, swapped).results, strict=True):
        if a.verdict != "withheld" and a.gap == "gap5":
            assert a.difference.value == pytest.approx(-b.difference.value, abs=1e-12)
            assert (a.difference.low, a.difference.high) == pytest.approx((-b.difference.high, -b.difference.low), abs=1e-9)
            assert a.decision.p == pytest.approx(b.decision.p, abs=1e-9)


def test_pairs_count_only_together_and_rows_add_up() -> None:
    instrument = small_instrument()
    r = find(run(instrument, customers(instrument, 60, missing=0.3)), "gap5", "item", "emp1", wave="2026")
    assert r.minuend.n == r.subtrahend.n == r.n
    assert r.minuend.mean - r.subtrahend.mean == pytest.approx(r.difference.value)
    shares = r.shares
    assert shares.below.value + shares.equal.value + shares.above.value == pytest.approx(1)


def rated(answers: list[int]) -> Analysis:
    instrument = small_instrument()
    columns: dict[str, Any] = {"wave": [""] * len(answers)}
    columns |= {f"standard.{d.id}": pa.array(answers, pa.int8()) for d in instrument.dimensions}
    return run(instrument, response_set("m.csv", "manager", columns))


def test_no_standards_counts_as_the_worst_answer() -> None:
    analysis = rated([7, 7, 6, 7, 7, -1, -1, -1, 5])
    r = find(analysis, "gap2", "dimension", "empathy")
    assert (r.rating.mean.value, r.rating.none, r.rating.mean_without_none) == (42 / 9, 3, 6.5)
    assert r.verdict is None and {"no_target", "none_counted"} <= set(r.notes) and r.difference is None
    assert {a.gap: a.reason for a in analysis.absent} == {"gap1": "no_facet", "gap5": "no_role", "gap7": "no_role"}


def test_one_or_two_without_standards_are_counted_but_not_told() -> None:
    r = find(rated([7, 7, 6, 7, 7, -1, -1, 5]), "gap2", "dimension", "empathy")
    assert (r.rating.mean.value, r.rating.none, r.rating.mean_without_none) == (41 / 8, None, None)
    assert "none_counted" in r.notes


DEGENERATE = {
    "one row": [[6], [5]], "everyone the same": [[7] * 12, [7] * 12], "all missing": [[None] * 9, [None] * 9],
    "nobody twice": [[6, None] * 6, [None, 6] * 6], "all at the bottom": [[7] * 12, [1] * 12],
}  # fmt: skip


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_answers_give_reasons_not_nonsense(name: str) -> None:
    instrument, (e, p) = small_instrument(), DEGENERATE[name]
    columns: dict[str, Any] = {"wave": [""] * len(e)}
    for item in instrument.items:
        columns |= {f"expectation.{item.id}": pa.array(e, pa.int8()), f"perception.{item.id}": pa.array(p, pa.int8())}
    analysis = run(instrument, response_set("c.csv", "customer", columns))
    jsonschema.validate(json.loads(analysis.to_json()), SCHEMA)
    for r in analysis.results:
        assert r.verdict == "withheld" or r.notes or r.difference
        if r.difference:
            assert -6 <= r.difference.low <= r.difference.value <= r.difference.high <= 6
            assert r.difference.low < r.difference.high, "no interval has zero width"
            assert 0 < r.decision.p <= 1


def test_a_population_that_is_used_is_said_so() -> None:
    s = customers(small_instrument(), 60)
    analysis = analyse(study(s, population={"North": 9000, "South": 1000}), small_instrument(), [s])
    overall = [r for r in analysis.results if r.level == "overall" and r.verdict != "withheld"]
    assert {("population_weighted" in r.notes) != ("unit" in r.group) for r in overall} == {True}


def test_unknown_breakdown_is_named() -> None:
    with pytest.raises(ValueError, match="floor"):
        analyse(study(), small_instrument(), [customers(small_instrument(), 9)], by=["floor"])


def test_breakdowns_cross_only_when_asked() -> None:
    s = customers(small_instrument(), 200)
    plain = {tuple(r.group) for r in analyse(study(s), small_instrument(), [s]).results}
    assert plain == {(), ("wave",), ("unit",), ("segment",)}
    crossed = analyse(study(s), small_instrument(), [s], by=["unit+age"])
    assert {tuple(r.group) for r in crossed.results} == {(), ("unit", "segment")}


def test_the_verdict_follows_the_rule_of_the_interval() -> None:
    instrument = small_instrument()
    for r in run(instrument, customers(instrument, 300)).results:
        if r.difference is None or r.design == "rating":
            continue
        inside = r.equivalence.low > -0.3 and r.equivalence.high < 0.3
        assert (r.verdict == "meets") == inside
        assert (r.equivalence.p < 0.05) == inside
        assert (r.decision.p < 0.05) == (r.difference.low > 0 or r.difference.high < 0)
        if r.verdict in ("shortfall", "exceeds"):
            assert r.decision.p_adjusted <= 0.05 and (r.difference.value < 0) == (r.verdict == "shortfall")


def run(instrument: Any, *sets: ResponseSet) -> Analysis:
    return analyse(study(*sets, options=Options()), instrument, sets)
