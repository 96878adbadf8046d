"""Analyses made by hand: small, complete enough for every sentence, and free of any computation under test."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from gaps.results import (
    Absent,
    Analysis,
    Decision,
    Effect,
    Equivalence,
    GapResult,
    Interval,
    Rating,
    Reliability,
    Shares,
    SideResult,
    Test,
)

DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
ITEMS = tuple(
    (f"{short}{i}", dimension)
    for short, dimension, size in zip(("tan", "rel", "res", "ass", "emp"), DIMENSIONS, (4, 5, 4, 4, 5), strict=True)
    for i in range(1, size + 1)
)
SIDES = {
    "gap1": ("independent", ("belief", "manager"), ("expectation", "customer")),
    "gap2": ("rating", ("standard", "manager"), None),
    "gap3": ("rating", ("delivery", "employee"), None),
    "gap4": ("rating", ("promise", "employee"), None),
    "gap5": ("paired", ("perception", "customer"), ("expectation", "customer")),
    "gap6": ("independent", ("belief", "employee"), ("expectation", "customer")),
    "gap7": ("independent", ("belief", "employee"), ("belief", "manager")),
}
NAMES = {
    "en": ("Tangibles", "Reliability", "Responsiveness", "Assurance", "Empathy"),
    "zh-Hans": ("有形性", "可靠性", "响应性", "保证性", "移情性"),
    "zh-Hant": ("有形性", "可靠性", "回應性", "保證性", "關懷性"),
}
ITEM_NAME = {"en": "Statement {0}", "zh-Hans": "陈述 {0}", "zh-Hant": "陳述 {0}"}
TITLES = {"en": "Service quality", "zh-Hans": "服务质量问卷", "zh-Hant": "服務品質問卷"}
N = {"customer": 412, "manager": 24, "employee": 180}
VALUES = {"shortfall": -0.93, "exceeds": 0.64, "meets": -0.04, "undecided": -0.21}
CYCLE = ("meets", "shortfall", "shortfall", "undecided", "shortfall")


def interval(value: float, half: float, method: str = "near_answer", level: float = 0.95) -> Interval:
    return Interval(value, value - half, value + half, level, method)


def gap_result(gap: str, level: str, place: str, verdict: str, shift: float = 0.0, **changes: Any) -> GapResult:
    """A result with this verdict; `shift` keeps neighbours apart. A withheld one has no numbers at all."""
    design, minuend, subtrahend = SIDES[gap]
    bare = GapResult(
        gap, level, place, {}, design, None, None,
        SideResult(minuend[0]), subtrahend and SideResult(subtrahend[0]), verdict=verdict,
    )
    if verdict == "withheld":
        return replace(bare, notes=("withheld",), **changes)
    return replace(_rated(bare, shift) if design == "rating" else _compared(bare, shift), **changes)


def _compared(bare: GapResult, shift: float) -> GapResult:
    value, half = VALUES[bare.verdict or "undecided"] + shift, 0.30 if bare.verdict == "undecided" else 0.12
    _, minuend, subtrahend = SIDES[bare.gap]
    paired = bare.design == "paired"
    return replace(
        bare,
        n=N["customer"] if paired else None,
        left_out=7 if paired else None,
        minuend=SideResult(minuend[0], 5.9 + value, 1.31, N[minuend[1]]),
        subtrahend=SideResult(subtrahend[0], 5.9, 0.97, N[subtrahend[1]]),
        difference=interval(value, half),
        decision=_decision(bare),
        equivalence=Equivalence(0.3, value - half * 0.8, value + half * 0.8, 0.01),
        tests=(Test("t_paired" if paired else "t_welch", "mean_difference_is_zero", -15.2, 411.0, _decision(bare).p),),
        effects=(Effect("d_av" if paired else "hedges_g", value / 1.2, value / 1.2 - 0.1, value / 1.2 + 0.1),),
        shares=_shares() if paired else None,
    )


def _decision(bare: GapResult) -> Decision:
    p = {"shortfall": 0.00002, "exceeds": 0.004, "meets": 0.4321, "undecided": 0.1615}[bare.verdict or "undecided"]
    return Decision("near_answer", p, min(1.0, p * 5), f"{bare.gap}/{bare.level}")


def _rated(bare: GapResult, shift: float) -> GapResult:
    _, minuend, _ = SIDES[bare.gap]
    no_target = bare.verdict is None
    value = VALUES[bare.verdict or "undecided"] + shift
    mean = interval(5.0 + value, 0.25)
    return replace(
        bare,
        n=N[minuend[1]],
        left_out=2,
        minuend=SideResult(minuend[0], mean.value, 1.4, N[minuend[1]]),
        subtrahend=None if no_target else SideResult("target", 5.0),
        difference=None if no_target else interval(value, 0.25),
        decision=None if no_target else _decision(bare),
        rating=Rating(mean, 3, mean.value + 0.2),
        notes=("no_target",) if no_target else (),
    )


def _shares() -> Shares:
    return Shares(interval(0.642, 0.04, "wilson"), interval(0.2, 0.03, "wilson"), interval(0.158, 0.03, "wilson"))


def of_gap(gap: str, verdict: str | None = "shortfall", **changes: Any) -> list[GapResult]:
    """The overall result with this verdict, dimensions of every kind below it, and items where the gap has them."""
    overall = [gap_result(gap, "overall", "mean_of_dimensions", verdict or "", **changes)] if verdict else []
    cycle: tuple[str | None, ...] = CYCLE
    if verdict is None:
        overall = [_rated(replace(gap_result(gap, "overall", "mean_of_dimensions", "withheld"), verdict=None), 0.0)]
        cycle = (None,) * 5
    dims = [_at(gap, "dimension", d, v, -0.11 * i) for i, (d, v) in enumerate(zip(DIMENSIONS, cycle, strict=True))]
    if SIDES[gap][0] == "rating":
        return overall + dims
    verdicts = dict(zip(DIMENSIONS, CYCLE, strict=True))
    return overall + dims + [_at(gap, "item", i, verdicts[d], -0.01 * k) for k, (i, d) in enumerate(ITEMS)]


def _at(gap: str, level: str, place: str, verdict: str | None, shift: float) -> GapResult:
    if verdict is None:
        return _rated(replace(gap_result(gap, level, place, "withheld"), verdict=None), shift)
    return gap_result(gap, level, place, verdict, shift)


def results() -> list[GapResult]:
    """All seven gaps, three waves and three branches of which one is really behind and one too small."""
    found = of_gap("gap1", "undecided") + of_gap("gap2") + of_gap("gap3", "meets") + of_gap("gap4", None)
    found += of_gap("gap5") + of_gap("gap6", "exceeds") + of_gap("gap7", "withheld")
    for wave, shift in (("2024-autumn", -0.4), ("2025-spring", -0.35), ("2025-autumn", 0.0)):
        found.append(gap_result("gap5", "overall", "mean_of_dimensions", "shortfall", shift, group={"wave": wave}))
    for unit, verdict, shift in (("Northgate", "shortfall", -0.6), ("Old Town", "meets", 0.0), ("Pier", "withheld", 0)):
        found.append(gap_result("gap5", "overall", "mean_of_dimensions", verdict, shift, group={"unit": unit}))
    found.append(gap_result("gap5", "dimension", "reliability", "shortfall", -1.0, group={"unit": "Northgate"}))
    for age, verdict in (("18-29", "undecided"), ("30-49", "shortfall")):
        group = {"segment": {"age_group": age}}
        found.append(gap_result("gap5", "overall", "mean_of_dimensions", verdict, group=group))
    return found


def changes(verdict: str = "exceeds", notes: tuple[str, ...] = ()) -> tuple[GapResult, ...]:
    """Gap 5 moved since the wave before: overall by this verdict; reliability better, empathy worse."""
    value = {"exceeds": 0.5, "shortfall": -0.5, "meets": 0.12, "undecided": 0.25}
    dimensions = ("dimension", "reliability", "exceeds"), ("dimension", "empathy", "shortfall")
    places = ("overall", "mean_of_dimensions", verdict), *dimensions
    group = {"wave": "2025-autumn", "since": "2025-spring"}
    return tuple(
        replace(
            gap_result("gap5", level, place, v, group=group, notes=notes if level == "overall" else ()),
            design="independent",
            minuend=SideResult("2025-autumn", -0.93, None, 412),
            subtrahend=SideResult("2025-spring", -0.93 - value[v], None, 400),
            difference=interval(value[v], 0.1, "near_answer_mover"),
        )
        for level, place, v in places
    )


def instrument(words: bool = True) -> dict[str, Any]:
    facets = {"expectation": "E", "perception": "P", "belief": "B", "standard": "S", "delivery": "D", "promise": "M"}
    return {
        "id": "sample", "version": "1.0", "licence": "CC0-1.0", "reference": "", "digest": "ab12cd34" * 8,
        "scale": {"low": 1, "high": 7}, "margin": 0.3, "dimensions": list(DIMENSIONS),
        "items": [{"id": i, "dimension": d, "reversed": []} for i, d in ITEMS],
        "facets": [
            {"id": f, "roles": ["customer"], "code": c, "by": "item", "none": False, "total": None}
            for f, c in facets.items()
        ],
        "gaps": [{"id": g, "design": d, "minuend": _side(m), "subtrahend": _side(s)} for g, (d, m, s) in SIDES.items()],
        "words": {language: _words(language) for language in NAMES} if words else {},
    }  # fmt: skip


def _side(side: tuple[str, str] | None) -> dict[str, str] | None:
    return side and {"facet": side[0], "role": side[1]}


def _words(language: str) -> dict[str, Any]:
    items = {i: ITEM_NAME[language].format(i[-4:]) for i, _ in ITEMS}
    names = dict(zip(DIMENSIONS, NAMES[language], strict=True))
    return {"title": TITLES[language], "dimensions": names, "items": items, "record": "Written for the tests."}


def analysis(
    found: list[GapResult] | None = None,
    absent: tuple[Absent, ...] = (),
    moved: tuple[GapResult, ...] | None = None,
    **study: Any,
) -> Analysis:
    """The whole document; `study` replaces parts of its description."""
    about = {
        "title": "Tellers and counters", "organisation": "Harbour Bank", "date": "2026-06-01",
        "waves": ["2024-autumn", "2025-spring", "2025-autumn"], "wave": "2025-autumn",
        "units": ["Northgate", "Old Town", "Pier"], "segments": {"age_group": ["18-29", "30-49"]},
        "unit_is": "stratum", "targets": {"gap2": 5, "gap3": 5}, "roles": dict(N),
    }  # fmt: skip
    return Analysis(
        study={**about, **study},
        instrument=instrument(),
        provenance={
            "tool": "Five Gaps", "version": "0.1.0",
            "instrument": {"id": "sample", "version": "1.0", "digest": "ab12cd34" * 8},
            "options": {
                "level": 0.95, "correction": "holm", "smallest_gap": 0.3,
                "minimum_group": {"customer": 5, "manager": 5, "employee": 10},
            },
            "sources": [
                _source(1, "customer", 1230, {"no_answers": 12, "duplicate_id": 6}, 2400),
                _source(2, "manager", 24, {}, None),
            ],
        },
        quality={
            "missing": [{"facet": "expectation", "role": "customer", "share": 0.034}],
            "ceiling": [{"item": "rel1", "facet": "expectation", "share_at_top": 0.61, "sd": 0.48}],
            "problems": [{"code": "not_on_scale", "count": 20}, {"code": "not_on_scale_more", "count": 14}],
            "response": [{"role": "customer", "invited": 2400, "used": 412, "rate": 412 / 2400}],
            "points": None,
        },
        reliability=(
            Reliability("expectation", "customer", "reliability", 5, 1204, 0.874),
            Reliability("expectation", "customer", "tangibles", 4, None, None, ("withheld",)),
        ),
        results=tuple(results() if found is None else found),
        absent=absent,
        changes=changes() if moved is None else moved,
    )  # fmt: skip


def _source(index: int, role: str, read: int, excluded: dict[str, int], invited: int | None) -> dict[str, Any]:
    rows = {"read": read, "used": read - sum(excluded.values()), "excluded": excluded}
    return {"source": index, "role": role, "rows": rows, "invited": invited, "counts_digest": f"{index}f3e2d1c" * 8}
