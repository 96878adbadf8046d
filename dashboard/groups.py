"""Which groups an analysis has results for: what the filters offer, and nothing else."""

from __future__ import annotations

import json

from gaps.results import Analysis
from reports.view import Group
from reports.wording import Wording

WHOLE = "{}"
"""The whole organisation, as an option of the filter: groups without their wave, as JSON."""


def waves(analysis: Analysis) -> tuple[str, ...]:
    """The waves that have results, in the study's order."""
    newest = latest(analysis)
    found = {str(result.group.get("wave", newest)) for result in analysis.results}
    return tuple(wave for wave in analysis.study.get("waves") or () if wave in found)


def parts(analysis: Analysis, wave: str) -> tuple[str, ...]:
    """The groups inside a wave as options: the whole first, then in the analysis's order."""
    newest = latest(analysis)
    groups = (r.group for r in analysis.results if r.group.get("wave", newest) == wave)
    return tuple(dict.fromkeys([WHOLE, *(_option(group) for group in groups)]))


def group(analysis: Analysis, wave: str, part: str) -> Group:
    """The group of a wave and an option; the latest wave need not be named."""
    inside: Group = json.loads(part)
    return inside if wave in ("", latest(analysis)) else {"wave": wave, **inside}


def label(part: str, wording: Wording) -> str:
    """An option in words. The names of branches and segments are the study's own."""
    inside: Group = json.loads(part)
    names = [wording.say("dashboard.filter.unit", name=inside["unit"])] if "unit" in inside else []
    for header, value in (inside.get("segment") or {}).items():
        names.append(wording.say("dashboard.filter.segment", header=header, value=value))
    return " · ".join(names) or wording.say("dashboard.filter.whole")


def _option(found: Group) -> str:
    return json.dumps({key: value for key, value in found.items() if key != "wave"}, sort_keys=True, ensure_ascii=False)


def latest(analysis: Analysis) -> str:
    """The wave that results without a wave speak of; empty where the study names none."""
    return str(analysis.study.get("wave") or "")
