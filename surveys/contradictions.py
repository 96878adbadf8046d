"""Where a study contradicts its instrument: known before any answer is read."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.study import Study


def contradictions(study: Study, instrument: Instrument) -> list[Problem]:
    """Targets that could have no effect or never be met, and codes for "no answer" that are answers."""
    return [*_targets(study, instrument), *_missing(study, instrument)]


def _targets(study: Study, instrument: Instrument) -> Iterator[Problem]:
    ratings = [gap.id for gap in instrument.gaps if gap.design == "rating"]
    scale = instrument.scale
    for gap, target in study.targets.items():
        if gap not in ratings:
            yield Problem("target_without_rating", values={"gap": gap, "known": ", ".join(ratings) or "-"})
        elif not scale.low <= target <= scale.high:
            ends = {"low": str(scale.low), "high": str(scale.high)}
            yield Problem("target_off_scale", values={"gap": gap, "value": f"{target:g}", **ends})


def _missing(study: Study, instrument: Instrument) -> Iterator[Problem]:
    low, high = instrument.scale.low, instrument.scale.high
    answers = {str(code) for code in range(low, high + 1)}
    for source in study.sources:
        if both := [code for code in source.missing if code in answers]:
            yield Problem("missing_on_scale", source.file, values={"codes": ", ".join(both), "low": str(low), "high": str(high)})
