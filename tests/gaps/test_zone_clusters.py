"""The zone of tolerance in a sample of branches.

1. Limits allow for likeness within branches, by the plain analysis of variance; estimates and single branches stay.
2. Below five branches there are no limits and no shares, and the report says why.
3. Answers of no branch are taken for independent, which is said.
"""

from __future__ import annotations

from math import ceil, sqrt
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from gaps.analyse import analyse
from gaps.results import Analysis, Zone
from reports.findings import build
from reports.wording import Wording
from surveys.catalogue import load
from surveys.instrument import LANGUAGES, Instrument
from surveys.responses import ResponseSet
from tests.study_of import response_set, study

CENTRES = {"minimum": 4.0, "desired": 7.5, "perception": 6.0}


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load("servqual3")


def sampled(instrument: Instrument, branches: str | None, size: int = 12) -> ResponseSet:
    """Branches that differ in what they give and in what is expected of them; None names no branch."""
    rng, names = Random(6), branches or "ABCDEFGH"
    lifts = {(b, f): rng.gauss(0, 0.7) for b in names for f in CENTRES}
    units = [b for b in names for _ in range(size)]
    columns: dict[str, object] = {"wave": ["2026"] * len(units), "unit": units if branches else [None] * len(units)}
    for facet, centre in CENTRES.items():
        for item in instrument.items:
            drawn = [min(9, max(1, round(centre + lifts[b, facet] + rng.gauss(0, 1)))) for b in units]
            columns[f"{facet}.{item.id}"] = pa.array(drawn, pa.int8())
    return response_set("three.csv", "customer", columns, units=branches is not None)


def found(instrument: Instrument, s: ResponseSet, unit_is: str) -> Analysis:
    return analyse(study(s, unit_is=unit_is), instrument, [s])


def zone(analysis: Analysis, place: str, unit: str | None = None) -> Zone:
    return next(z for z in analysis.zones if z.place == place and z.group.get("unit") == unit)


def icc(x: np.ndarray, branches: int) -> float:
    groups = x.reshape(branches, -1)
    m = groups.shape[1]
    between, inside = m * groups.mean(axis=1).var(ddof=1), groups.var(axis=1, ddof=1).mean()
    return ceil(100 * (between - inside) / (between + (m - 1) * inside)) / 100


# ---- 1 ---------------------------------------------------------------------------------------------------------------
def test_limits_allow_for_branches(instrument: Instrument) -> None:
    s = sampled(instrument, "ABCDEFGH")
    cluster, plain = (found(instrument, s, kind) for kind in ("cluster", "stratum"))
    frame = s.frame.to_pandas()
    d, m, p = (frame[f"{f}.rel1"].to_numpy(float) for f in ("desired", "minimum", "perception"))
    width, n = d - m, len(d)
    allowed = stats.t.ppf(0.975, 7) / stats.norm.ppf(0.975)
    reach = stats.t.ppf(0.975, n - 1) * width.std(ddof=1) / sqrt(n) * sqrt(1 + 11 * icc(width, 8)) * allowed
    z, alone = zone(cluster, "rel1"), zone(plain, "rel1")
    assert (z.width.low, z.width.high) == pytest.approx((width.mean() - reach, width.mean() + reach), abs=1e-6)
    most = 1 + 11 * max(icc(x, 8) for x in (width, p - m, p - d))
    held = d >= m
    share, q = (p < m)[held].mean(), stats.norm.ppf(0.975)
    kept = held.sum() / most / allowed**2
    centre = (share + q * q / kept / 2) / (1 + q * q / kept)
    half = q * sqrt(share * (1 - share) / kept + q * q / kept**2 / 4) / (1 + q * q / kept)
    assert (z.below.low, z.below.high) == pytest.approx((centre - half, centre + half), abs=1e-6)
    for name in ("width", "position", "below", "inside", "above"):
        a, b = getattr(z, name), getattr(alone, name)
        assert a.value == pytest.approx(b.value, abs=1e-12) and a.high - a.low > 1.2 * (b.high - b.low)
    assert zone(cluster, "rel1", "C") == zone(plain, "rel1", "C")


# ---- 2 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_few_branches_have_no_limits(instrument: Instrument, language: str) -> None:
    analysis = found(instrument, sampled(instrument, "ABCD"), "cluster")
    whole = [z for z in analysis.zones if not z.group]
    assert whole and all(z.notes[0] == "few_clusters" and z.n for z in whole)
    assert all((z.width, z.position, z.below, z.inside, z.above) == (None,) * 5 for z in whole)
    wording = Wording(language)
    said = [b for x in build(analysis, wording).sections if x.id == "zones" for b in x.blocks]
    assert any(getattr(b, "text", None) == wording.say("zone.few_clusters") for b in said)


# ---- 3 ---------------------------------------------------------------------------------------------------------------
def test_answers_of_no_branch_are_told(instrument: Instrument) -> None:
    z = zone(found(instrument, sampled(instrument, None), "cluster"), "rel1")
    assert "cluster_unknown" in z.notes and z.width is not None


def test_branches_that_are_all_withheld_do_not_stop_the_analysis(instrument: Instrument) -> None:
    """Three branches of four tell nothing of how alike answers are; of all twelve people the zone has no limits."""
    analysis = found(instrument, sampled(instrument, "ABC", 4), "cluster")
    assert {z.notes for z in analysis.zones if z.group.get("unit")} == {("withheld",)}
    whole = zone(analysis, "rel1")
    assert (whole.n, whole.width, whole.position) == (12, None, None) and "few_clusters" in whole.notes
