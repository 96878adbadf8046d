"""The zone of tolerance, against a plain computation on the respondents.

1. Width, position (Fieller), shares and inversions of items, dimensions and all items, with missing answers and with weights.
2. No position where the width is not clearly more than nothing; no number of one or two people.
3. A zone is withheld with its gaps; an instrument without one has none.
4. It is told in every language, with the gaps mss and msa.
"""

from __future__ import annotations

from random import Random

import numpy as np
import pyarrow as pa
import pytest
from scipy import optimize, stats

from gaps.analyse import analyse
from gaps.results import Analysis, Zone
from reports.findings import build
from reports.plain import render
from reports.wording import Wording
from surveys.catalogue import load
from surveys.instrument import LANGUAGES, Instrument
from surveys.responses import ResponseSet
from tests.study_of import customers, response_set, small_instrument, study

FACETS = ("minimum", "desired", "perception")


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load("servqual3")


def answered(instrument: Instrument, n: int, weighted: bool = False, width: float = 2.2, seed: int = 4) -> ResponseSet:
    rng = Random(seed)
    level = [rng.gauss(0, 0.7) for _ in range(n)]
    columns: dict[str, object] = {"wave": ["2026"] * n, "unit": [rng.choice("AB") for _ in range(n)]}
    if weighted:
        columns["weight"] = [rng.randint(4_000, 30_000) for _ in range(n)]
    for facet, centre in zip(FACETS, (5.6, 5.6 + width, 6.3), strict=True):
        for item in instrument.items:
            drawn = [min(9, max(1, round(centre + x + rng.gauss(0, 1)))) for x in level]
            columns[f"{facet}.{item.id}"] = pa.array([None if rng.random() < 0.08 else x for x in drawn], pa.int8())
    return response_set("three.csv", "customer", columns, units=True, weighted=weighted)


def plainly(s: ResponseSet, items: tuple[str, ...]) -> tuple[np.ndarray, ...]:
    """Of those who answered all three for half of the items: minimum, desired and perceived means, and the weights."""
    frame = s.frame.to_pandas()
    m, d, p = (frame[[f"{f}.{i}" for i in items]].to_numpy(float) for f in FACETS)
    here = np.isfinite(m + d + p)
    kept = here.sum(axis=1) >= (len(items) + 1) // 2
    means = [np.where(here, x, 0).sum(axis=1)[kept] / here.sum(axis=1)[kept] for x in (m, d, p)]
    return *means, (frame["weight"].to_numpy(float) if "weight" in frame else np.ones(len(frame)))[kept]


def find(analysis: Analysis, place: str) -> Zone:
    return next(z for z in analysis.zones if z.place == place and not z.group)


# ---- 1 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("weighted", [False, True])
def test_zones_agree_with_a_plain_computation(instrument: Instrument, weighted: bool) -> None:
    s = answered(instrument, 160, weighted)
    analysis = analyse(study(s), instrument, [s], by=[])
    places = {"rel1": ("rel1",), "empathy": instrument.items_of("empathy"), "mean_of_items": tuple(i.id for i in instrument.items)}
    for place, items in places.items():
        z, (m, d, p, w) = find(analysis, place), plainly(s, items)
        x, y, n = p - m, d - m, len(w)
        near = 1e-9 if len(items) < 7 else 2e-3  # scores of many items are rounded by 1/24 of a point of one item at most
        assert z.n == n
        assert z.width.value == pytest.approx(np.average(y, weights=w), abs=near)
        assert z.position.value == pytest.approx(np.average(x, weights=w) / np.average(y, weights=w), abs=near)
        held = y > -1e-9
        kinds = x < -1e-9, (x > -1e-9) & (x < y + 1e-9), (x > y + 1e-9) & (x > -1e-9)
        lies = [np.average(k[held], weights=w[held]) for k in kinds]
        assert [z.below.value, z.inside.value, z.above.value] == pytest.approx(lies, abs=1e-9)
        assert (z.inverted or 0) == ((~held).sum() if (~held).sum() > 2 else 0)
        for limit, side in ((z.position.low, -1), (z.position.high, 1)):
            assert limit == pytest.approx(_limit(x, y, w, side), abs=max(near, 1e-6)), "refuted by a t test at exactly 5 %"
        if not weighted:
            t = stats.ttest_1samp(y, 0).confidence_interval()
            assert (z.width.low, z.width.high) == pytest.approx((t.low, t.high), abs=max(near, 1e-7))


def _limit(x: np.ndarray, y: np.ndarray, w: np.ndarray, side: int) -> float:
    """The ratio whose t (linearised with weights) is the quantile, found by bisection."""
    n, value = len(x), np.average(x, weights=w) / np.average(y, weights=w)

    def t(ratio: float) -> float:
        e = x - ratio * y
        mean = np.average(e, weights=w)
        return abs(mean) / np.sqrt(n / (n - 1) * (w**2 * (e - mean) ** 2).sum() / w.sum() ** 2) - stats.t.ppf(0.975, n - 1)

    return optimize.brentq(t, value, value + side * 2)


# ---- 2 ---------------------------------------------------------------------------------------------------------------
def test_a_zone_of_no_width_has_no_position(instrument: Instrument) -> None:
    s = answered(instrument, 40, width=0.0)
    found = [z for z in analyse(study(s), instrument, [s], by=[]).zones if z.level == "item"]
    undefined = [z for z in found if z.position is None]
    assert undefined and all("zone_undefined" in z.notes and z.width and z.width.low <= 0 for z in undefined)
    assert all(z.inverted is None or z.inverted == 0 or z.inverted > 2 for z in found)
    assert any("zone_inverted" in z.notes for z in found)


# ---- 3 ---------------------------------------------------------------------------------------------------------------
def test_a_zone_is_withheld_with_its_gaps_and_other_instruments_have_none(instrument: Instrument) -> None:
    s = answered(instrument, 12)
    analysis = analyse(study(s), instrument, [s])
    hidden = {(r.level, r.place, str(r.group)) for r in analysis.results if r.verdict == "withheld"}
    assert hidden
    for z in analysis.zones:
        if (z.level, z.place, str(z.group)) in hidden:
            assert (z.n, z.width, z.position, z.below, z.inverted, z.notes) == (None, None, None, None, None, ("withheld",))
    small = small_instrument()
    assert analyse(study(customers(small, 30)), small, [customers(small, 30)], by=[]).zones == ()


# ---- 4 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(instrument: Instrument, language: str) -> None:
    s = answered(instrument, 60)
    analysis = Analysis.from_json(analyse(study(s), instrument, [s], by=[]).to_json())
    findings = build(analysis, Wording(language))
    assert [x.id for x in findings.sections][:4] == ["overview", "mss", "msa", "zones"]
    text = render(findings)
    z = find(analysis, "mean_of_items")
    assert f"{z.position.value:.2f}" in text and "mss" not in text and "msa" not in text
    assert not [name for name in ("Gap 5", "差距 5", "缺口 5", "five gaps", "五个差距", "五個缺口") if name in text]
    assert "zones" in [x.id for x in build(analysis, Wording(language), edition="brief").sections]


def test_the_zone_of_a_few_does_not_follow_from_those_of_the_other_branches(instrument: Instrument) -> None:  # 3
    rng, branches = Random(3), ["A"] * 12 + ["B"] * 20 + ["C"] * 25
    columns: dict[str, object] = {"wave": ["2026"] * len(branches), "unit": branches}
    skipped = {"minimum": range(4), "desired": range(4, 8)}  # four of A answered all three, eight each pair of two
    for facet in FACETS:
        for item in instrument.items:
            given = [None if i in skipped.get(facet, ()) else rng.randint(3, 7) for i in range(len(branches))]
            columns[f"{facet}.{item.id}"] = pa.array(given, pa.int8())
    s = response_set("three.csv", "customer", columns, units=True)
    found = analyse(study(s), instrument, [s])
    shown = {(r.group.get("unit"), r.gap) for r in found.results if r.place == "tangibles" and r.verdict != "withheld"}
    assert {("A", "mss"), ("A", "msa")} <= shown
    assert {z.group.get("unit"): z.n for z in found.zones if z.place == "tangibles"} == {None: 49, "A": None, "B": None, "C": 25}


def test_nor_does_that_of_a_crossing(instrument: Instrument) -> None:  # 3
    for seed in (1, 5):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(25, 70))
        columns: dict[str, object] = {
            "wave": ["2026"] * n, "unit": rng.choice(list("ABC"), n, p=[0.6, 0.25, 0.15]).tolist(),
            "segment.sex": rng.choice(["f", "m"], n, p=[0.7, 0.3]).tolist(),
        }  # fmt: skip
        for facet in FACETS:
            for item in instrument.items[:6]:
                given = [None if rng.random() < 0.2 else int(rng.integers(1, 10)) for _ in range(n)]
                columns[f"{facet}.{item.id}"] = pa.array(given, pa.int8())
        s = response_set("three.csv", "customer", columns, units=True, segments=("sex",))
        found = analyse(study(s), instrument, [s], by=["unit", "sex", "unit+sex"]).zones
        seen = {(z.level, z.place, *_group(z)): z.n for z in found}
        for (level, place, unit, sex), whole in seen.items():
            for parts in ([(unit, x) for x in "fm"] if not sex else [], [(x, sex) for x in "ABC"] if not unit else []):
                left = (whole or 0) - sum(seen.get((level, place, *part)) or 0 for part in parts)
                assert not whole or not left or left >= 5, (seed, level, place, unit, sex, left)


def _group(z: Zone) -> tuple[str, str]:
    return z.group.get("unit", ""), z.group.get("segment", {}).get("sex", "")
