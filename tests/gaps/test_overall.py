"""The overall score's own table and its interval: against respondents in arrays, SciPy's t, and samples drawn at the ceiling."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from scipy import special, stats

from gaps.analyse import analyse
from gaps.counts import count
from gaps.distribution import moments
from gaps.estimates import StudentMean, student
from gaps.inference import Question, by_near_answer, by_two_groups, wider
from gaps.overall_scores import FINE
from gaps.results import GapResult
from gaps.scores import gathered, rows_of
from gaps.tables import select
from surveys.responses import ResponseSet
from tests.study_of import customers, small_instrument, staff, study
from tests.tables import build

INSTRUMENT = small_instrument()
Array = np.ndarray[Any, Any]


def gap_scores(s: ResponseSet, wave: str) -> tuple[Array, Array]:
    """Each respondent's mean gap of dimensions of which half was answered, NaN under half of the dimensions; and the weights."""
    frame = s.frame.to_pandas().query("wave == @wave")
    each = []
    for dimension in INSTRUMENT.dimensions:
        items = INSTRUMENT.items_of(dimension.id)
        gaps = np.stack([(frame[f"perception.{i}"] - frame[f"expectation.{i}"]).to_numpy(float) for i in items], 1)
        known = ~np.isnan(gaps)
        total = np.where(known, gaps, 0).sum(1) / np.maximum(known.sum(1), 1)
        each.append(np.where(known.sum(1) >= ceil(len(items) / 2), total, np.nan))
    scores, known = np.stack(each, 1), ~np.isnan(np.stack(each, 1))
    mean = np.where(known, scores, 0).sum(1) / np.maximum(known.sum(1), 1)
    return np.where(known.sum(1) >= 2, mean, np.nan), frame["weight"].to_numpy(float)


def headline(s: ResponseSet, gap: str = "gap5", *others: ResponseSet) -> GapResult:
    sets = [s, *others]
    found = analyse(study(*sets), INSTRUMENT, sets, by=[]).results
    return next(r for r in found if (r.gap, r.place) == (gap, "mean_of_dimensions"))


def test_every_respondents_overall_score_is_counted_once_on_the_grid() -> None:
    s = customers(INSTRUMENT, 400, weighted=True, missing=0.3)
    table = select(count(s, INSTRUMENT, [("wave",)]).cells, {"wave": ["2026"]})["overall", "gap5.difference", ""]
    scores, weights = gap_scores(s, "2026")
    wanted: dict[int, Array] = {}
    for score, w in zip(scores, weights, strict=True):
        if not np.isnan(score):
            step = floor(round(score * FINE * 2, 6) / 2 + 0.5)
            wanted[step] = wanted.get(step, np.zeros(3)) + np.array([1, w, w * w])
    assert {a: tuple(sums) for (a, _, _), sums in rows_of(table)} == {a: tuple(x) for a, x in wanted.items()}


def test_with_weights_it_is_never_narrower_than_students_on_effective_respondents() -> None:
    s = customers(INSTRUMENT, 30, weighted=True, missing=0, seed=8)
    r, (scores, w) = headline(s), gap_scores(s, "2026")
    n, effective = len(w), w.sum() ** 2 / (w**2).sum()
    mean = np.average(scores, weights=w)
    se = np.sqrt(n / (n - 1) * (w**2 * (scores - mean) ** 2).sum()) / w.sum()
    reach = stats.t.ppf(0.975, effective - 1) * se
    assert r.difference.value == pytest.approx(mean, abs=1e-9)
    assert r.difference.low <= mean - reach + 1e-7 and r.difference.high >= mean + reach - 1e-7
    assert r.decision.p >= 2 * stats.t.sf(abs(mean) / se, effective - 1) - 1e-9
    assert r.difference.method == r.decision.method == "near_answer_or_t"


def test_missing_answers_widen_it_and_do_not_move_it() -> None:
    """The table of those with two dimensions is moved to the headline's mean and counts for what makes up its error."""
    whole = customers(INSTRUMENT, 300, missing=0)
    r = headline(customers(INSTRUMENT, 300, missing=0.35))
    assert r.difference.low < r.difference.value < r.difference.high
    assert r.difference.high - r.difference.low > 1.1 * (headline(whole).difference.high - headline(whole).difference.low)
    two = headline(whole, "gap1", staff(INSTRUMENT, "manager", 12))
    assert two.difference.method == "near_answer_or_welch" and two.decision.p <= 1
    assert (two.decision.p <= 0.05) == (not two.difference.low <= 0 <= two.difference.high)


def test_managers_of_one_mind_are_not_taken_for_certain() -> None:
    """Twelve managers who all give the top answer: Welch's interval would have no part of theirs."""
    managers = staff(INSTRUMENT, "manager", 12)
    top = managers.frame
    for i, column in enumerate(top.column_names):
        if column.startswith("belief."):
            top = top.set_column(i, column, [[7] * 12])
    asked = customers(INSTRUMENT, 400, missing=0)
    r = headline(asked, "gap1", replace(managers, frame=top))
    scores = asked.frame.to_pandas().query("wave == '2026'")
    each = [scores[[f"expectation.{i}" for i in INSTRUMENT.items_of(d.id)]].mean(axis=1) for d in INSTRUMENT.dimensions]
    alone = stats.t.ppf(0.975, len(scores) - 1) * np.std(sum(each) / 3, ddof=1) / np.sqrt(len(scores))
    assert r.difference.value - r.difference.low > 1.5 * alone


def drawn(n: int, draws: int, rng: np.random.Generator) -> Array:
    """Overall scores (draws, n) in 60ths of five items at the ceiling, two dimensions, one factor."""
    cuts = special.ndtri(np.cumsum((0.01, 0.01, 0.01, 0.02, 0.03, 0.04)))
    latent = np.sqrt(0.5) * rng.standard_normal((draws, n, 1)) + np.sqrt(0.5) * rng.standard_normal((draws, n, 5))
    x = 1 + np.searchsorted(cuts, latent)
    return np.asarray(np.rint(FINE * (x[..., :2].mean(-1) + x[..., 2:].mean(-1)) / 2), int)


@pytest.mark.parametrize("few", [8, 12])
def test_overall_scores_at_the_ceiling_hold_the_truth_where_students_do_not(few: int) -> None:
    """88 % sevens, alone and as 400 against few (error of a share .009): Student's holds it in three of four samples."""
    rng = np.random.default_rng(few)
    truth = drawn(1_000_000, 1, rng).mean() / FINE

    def question(scores: Array) -> Question:
        return Question(gathered(np.array(scores, int), np.ones((len(scores), 3), int), FINE, 5), INSTRUMENT.scale)

    alone = [question(x) for x in drawn(few, 600, rng)]
    many = [question(x) for x in drawn(400, 600, rng)]
    ours, textbook = [], []
    for q, e, d in zip(alone, by_near_answer(alone, 0.95, 0.3), by_two_groups(list(zip(alone, many, strict=True)), 0.95, 0.3),
                       strict=True):  # fmt: skip
        s = student(moments(q.distribution))
        found = wider(e, s, q, None, 0.95, 0.3) if s else e
        ours.append((found.low <= truth <= found.high, d.low <= 0 <= d.high))
        textbook.append(bool(s) and s.limits(0.95)[0] <= truth <= s.limits(0.95)[1])
    assert min(np.mean(ours, axis=0)) > 0.925 > 0.85 > np.mean(textbook)


def test_it_ends_where_the_scale_does() -> None:
    """Student's limits of one mean near the top pass it; the printed ones do not."""
    d = build({395: (1, 1, 1), 419: (1, 1, 1), 420: (9, 9, 9)}, FINE, 5)
    q, s = Question(d, INSTRUMENT.scale, null=5.0), student(moments(d))
    e = wider(by_near_answer([q], 0.95, 0.3)[0], s, q, None, 0.95, 0.3)
    assert s.limits(0.95)[1] > 7 and 1.9 < e.value < e.high == 2.0


def test_a_table_moved_to_the_headline_moves_its_limits_and_both_p_are_asked() -> None:
    d = build({-30: (3, 3, 3), 0: (6, 6, 6), 45: (7, 7, 7), 120: (1, 1, 1)}, FINE, 5)
    here, there = by_near_answer([Question(d, INSTRUMENT.scale, 2), Question(d, INSTRUMENT.scale, 2, shift=0.25)], 0.95, 0.3)
    assert (there.value, there.low, there.high) == pytest.approx((here.value + 0.25, here.low + 0.25, here.high + 0.25), abs=2e-8)
    for s in (StudentMean(here.value, 0.05, 9), StudentMean(here.value, 0.5, 9)):
        found = wider(here, s, Question(d, INSTRUMENT.scale, 2), None, 0.95, 0.3)
        p = max(here.p, s.p()), max(here.p_equivalent, s.p_equivalent(0.3))
        assert (found.p, found.p_equivalent) == pytest.approx(p, rel=1e-7)


def test_the_gaps_of_two_waves_may_lie_further_apart_than_two_answers() -> None:
    """Five people with gaps of −5.5 and −6 after five of +5.5 and +6: Student's limits of the change are not cut off at −6."""
    new, old = (Question(build({sign * 330: (3, 3, 3), sign * 360: (2, 2, 2)}, FINE, 5), INSTRUMENT.scale, 2) for sign in (-1, 1))
    s, e = StudentMean(-11.4, 0.2, 8), by_two_groups([(new, old)], 0.95, 0.3)[0]
    far = wider(replace(e, high=-11.0, low=-11.4), s, new, old, 0.95, 0.3)
    assert far.high == pytest.approx(s.limits(0.95)[1], abs=1e-8) and -12 < far.low == pytest.approx(s.limits(0.95)[0], abs=1e-8)


def test_items_without_dimensions_have_a_change_over_all_of_them() -> None:
    bare = replace(INSTRUMENT, dimensions=(), items=tuple(replace(item, dimension=None) for item in INSTRUMENT.items))
    s = customers(bare, 300)
    found = analyse(study(s), bare, [s])
    at = [r for r in found.results if (r.gap, r.place) == ("gap5", "mean_of_items") and set(r.group) == {"wave"}]
    waves = {r.group["wave"]: r.difference.value for r in at if r.difference}
    (change,) = (c for c in found.changes if c.gap == "gap5")
    before, now = (waves[name] for name in sorted(waves)[-2:])
    assert change.place == "mean_of_items" and change.difference
    assert change.difference.value == pytest.approx(now - before, abs=1e-12)
