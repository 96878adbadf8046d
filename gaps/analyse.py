"""From response sets to the Analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from gaps import zones
from gaps.changes import change_drafts
from gaps.clusters import Likeness, likeness
from gaps.comparisons import comparisons
from gaps.constructs import begin_constructs, construct_drafts, constructs
from gaps.design import by_design
from gaps.drafts import Draft, Group
from gaps.evidence import Evidence, Progress, Tables, breakdowns, groups_in_memory
from gaps.few_apart import few_apart, mark
from gaps.few_none import hide_few
from gaps.gap_reliability import gap_reliabilities
from gaps.paired import paired_drafts
from gaps.permuted import Permuted
from gaps.provenance import provenance
from gaps.quality import quality
from gaps.reliability import reliabilities
from gaps.results import Absent, Analysis, GapResult
from gaps.second_process import SecondProcess
from gaps.sensitivity import careless, sensitivity
from gaps.units import units
from gaps.unpaired import FacetScores, independent_drafts, rating_drafts
from gaps.verdicts import begin, finish
from gaps.withholding import least
from surveys.instrument import ROLES, GapSpec, Instrument, Side, to_plain
from surveys.responses import ResponseSet
from surveys.study import Study


class Found(NamedTuple):
    """The drafts of the gaps, those of the constructs behind them, and the gaps that are absent."""

    drafts: list[Draft]
    behind: list[Draft]
    absent: list[Absent]

    def named(self, group: Group) -> Found:
        """The same of another group, which is the same people."""
        drafts, behind = ([replace(d, group=group, notes=[*d.notes]) for d in part] for part in self[:2])
        return Found(drafts, behind, [replace(a, group=group.label) for a in self.absent])


def analyse(
    study: Study,
    instrument: Instrument,
    sets: Iterable[ResponseSet],
    by: Iterable[str] | None = None,
    progress: Progress = lambda what, done: None,
) -> Analysis:
    """Every gap that the data support, in every group.

    `by` names breakdowns (`wave`, `unit`, a segment's header, or several joined by `+` for a crossing); None takes all that the
    data have, uncrossed. `progress` is told the id of what is done and the share of it. Raises ValueError where `by` names what
    no response set has.
    """
    sets = tuple(sets)
    options, broken_down = study.options, breakdowns(sets, by)
    margin = float(options.smallest_gap if options.smallest_gap is not None else instrument.margin)
    with SecondProcess() as solver:
        solver.start(groups_in_memory(sets, broken_down))
        evidence = Evidence(study, instrument, sets, broken_down, progress)
        solver.start(len(evidence.groups))
        permuted = Permuted(solver)
        drafts, behind, absent = of_groups(evidence, evidence.groups, permuted.begin)
        alike = _alike(evidence, drafts)
        by_design(drafts, evidence, alike)
        progress("estimate", 0.0)
        whole = evidence.everybody()
        asked = [(role, whole.get(role, {}), options.minimum_group.get(role, 5)) for role in ROLES]
        later = begin(drafts, options, margin, instrument, solver, permuted)
        of_behind = begin_constructs(evidence, behind, margin, solver)
        compared = comparisons(drafts, options.level, study.unit_is == "cluster")
        ranked = tuple(units(drafts, compared, study, instrument.scale))
        reliable = tuple(r for a in asked for r in reliabilities(instrument, *a, options.level))
        reliable_gaps = tuple(r for a in asked for r in gap_reliabilities(instrument, *a))
        made = provenance(study, instrument, sets, evidence.counted, margin)
        seen = quality(instrument, sets, whole, options.minimum_group) | careless(sets)
        results = later()
        explained = tuple(constructs(evidence, behind, of_behind(), whole))
    changes = finish(list(change_drafts(drafts, evidence.waves)), options, margin, instrument)

    def again(kept: tuple[ResponseSet, ...]) -> list[GapResult]:
        alone = Evidence(study, instrument, kept, [], progress)
        found = of_groups(alone, alone.groups).drafts
        by_design(found, alone, alike)
        return finish(found, options, margin, instrument)

    return Analysis(
        study=evidence.describe(),
        instrument=to_plain(instrument),
        provenance=made,
        quality=seen,
        reliability=reliable,
        gap_reliability=reliable_gaps,
        results=tuple(results),
        changes=tuple(changes),
        sensitivity=tuple(sensitivity(instrument, sets, results, options, again)),
        comparisons=tuple(compared),
        units=ranked,
        zones=tuple(zones.of_groups(evidence, results)),
        constructs=explained,
        absent=tuple(absent),
    )


def of_groups(
    evidence: Evidence, groups: list[Group], first: Callable[[list[Draft]], None] = lambda drafts: None
) -> Found:
    """What is found in the groups. The latest wave is the same people as everybody, who are not looked at twice.

    `first` is told the drafts of the first group before those of the others are made.
    """
    found: dict[int, Found] = {}
    whole = Found([], [], [])
    for i, group in enumerate(groups):
        evidence.progress("group", i / len(groups))
        tables = evidence.tables(group)
        same = found.get(id(tables))
        of_group = found[id(tables)] = _of_group(evidence, group, tables) if same is None else same.named(group)
        whole.drafts.extend(of_group.drafts)
        whole.behind.extend(of_group.behind)
        whole.absent.extend(of_group.absent)
        if i == 0:
            first(of_group.drafts)
    hide_few(whole.drafts)
    return whole


def _of_group(evidence: Evidence, group: Group, tables: dict[str, Tables]) -> Found:
    scores = cache(lambda side: FacetScores(side.facet, side.role, evidence.instrument, tables[side.role]))
    of_gaps = [_drafts(spec, evidence, group, tables, scores) for spec in evidence.instrument.gaps]
    return Found(
        [d for found in of_gaps if isinstance(found, list) for d in found],
        list(construct_drafts(evidence.instrument, tables, group)),
        [found for found in of_gaps if isinstance(found, Absent)],
    )


def _alike(evidence: Evidence, drafts: list[Draft]) -> Likeness:
    """How alike answers from one branch are; only asked of a sample of branches."""
    if evidence.study.unit_is != "cluster":
        return {}
    told = any(d.group.breakdown == "unit" for d in drafts)
    alone = drafts if told else of_groups(evidence, evidence.branch_groups()).drafts
    return likeness(alone, evidence.study.options, evidence.instrument)


def _drafts(
    spec: GapSpec, evidence: Evidence, group: Group, tables: dict[str, Tables], scores: Callable[[Side], FacetScores]
) -> list[Draft] | Absent:
    """The drafts of a gap in a group, or why there are none."""
    instrument, level = evidence.instrument, evidence.study.options.level
    sides = [s for s in (spec.minuend, spec.subtrahend) if s]
    for side in sides:
        if side.role not in {s.role for s in evidence.sets}:
            return Absent(spec.id, "no_role", group.label, {"role": side.role})
        answers = {a for s in evidence.sets if s.role == side.role for a in s.answers}
        if not any(a.startswith(f"{side.facet}.") for a in answers):
            return Absent(spec.id, "no_facet", group.label, {"facet": side.facet, "role": side.role})
        if not tables.get(side.role):
            reason = "no_wave_answers" if set(group.label) <= {"wave"} else "not_by_group"
            return Absent(spec.id, reason, group.label, {"role": side.role, "wave": group.wave})
    if spec.design == "paired":
        found = paired_drafts(spec, instrument, tables[spec.minuend.role], group, level)
    elif spec.design == "rating":
        found = rating_drafts(spec, instrument, tables[spec.minuend.role], group, evidence.study.targets.get(spec.id))
    else:
        found = independent_drafts(spec, instrument, scores(sides[0]), scores(sides[-1]), group)
        for side in sides:
            few = few_apart(side.facet, side.role, instrument, tables[side.role], least(side.role, evidence.study.options))
            mark(found, side.facet, few, instrument)
    return found or Absent(spec.id, "no_pairs", group.label, {"role": spec.minuend.role})
