"""Targets that a study sets: each must belong to a rating of its instrument and lie on its scale."""

from __future__ import annotations

from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.study import Study


def target_problems(study: Study, instrument: Instrument) -> list[Problem]:
    """The targets that could never be met or would have no effect."""
    ratings = [gap.id for gap in instrument.gaps if gap.design == "rating"]
    low, high = instrument.scale.low, instrument.scale.high
    problems = []
    for gap, target in study.targets.items():
        if gap not in ratings:
            problems.append(Problem("target_without_rating", values={"gap": gap, "known": ", ".join(ratings) or "-"}))
        elif not low <= target <= high:
            values = {"gap": gap, "value": f"{target:g}", "low": str(low), "high": str(high)}
            problems.append(Problem("target_off_scale", values=values))
    return problems
