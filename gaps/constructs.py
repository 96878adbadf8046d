"""What lies behind gaps 1 to 4: constructs of statements that managers and employees agree or disagree with.

A construct is scored like a dimension, by the mean of its statements, turned so that high is favourable. There is no target and
no verdict. Alpha is given for everybody only. The same rules withhold as for a rating.
"""

from __future__ import annotations

from collections.abc import Iterator

from gaps.clusters import Likeness, likeness
from gaps.design import by_design
from gaps.distribution import Distribution, moments, rows_of, scores
from gaps.drafts import Draft, Group, side
from gaps.evidence import Evidence, Tables
from gaps.inference import Question
from gaps.reliability import of_block
from gaps.results import Construct, GapResult
from gaps.unpaired import answers_of
from gaps.verdicts import finish
from surveys import instrument as model


def constructs(evidence: Evidence, margin: float) -> Iterator[Construct]:
    """Every construct that was asked about, by role, in every group."""
    study, instrument = evidence.study, evidence.instrument
    drafts = _drafts(evidence, evidence.groups)
    by_design(drafts, evidence, _alike(evidence, drafts))
    whole = evidence.tables(evidence.groups[0], as_answered=True)
    for draft, result in zip(drafts, finish(drafts, study.options, margin, instrument), strict=True):
        role, tables = draft.spec.minuend.role, whole.get(draft.spec.minuend.role, {})
        known = result.verdict != "withheld" and not draft.group.label
        alpha, notes = _alpha(evidence, draft, tables) if known else (None, ())
        yield _construct(instrument, role, _asked(evidence, draft), result, alpha, notes)


def _drafts(evidence: Evidence, groups: list[Group]) -> list[Draft]:
    return [
        draft
        for group in groups
        for role, tables in evidence.tables(group).items()
        for construct in evidence.instrument.constructs
        if role in evidence.instrument.facet(construct.facet).roles
        for draft in _draft(evidence.instrument, construct, role, tables, group)
    ]


def _draft(
    instrument: model.Instrument, construct: model.Construct, role: model.Role, tables: Tables, group: Group
) -> Iterator[Draft]:
    """A rating without a target, one score a respondent; nothing where nobody has a score."""
    d = _scores(instrument, construct, tables)
    if d.size:
        spec, m = model.GapSpec(construct.id, "rating", model.Side(construct.facet, role)), moments(d)
        question = Question(d, instrument.scale)
        found = side(construct.facet, m)
        yield Draft(spec, "construct", construct.id, group, d.size, d.size, found, None, question=question, weighted=d.weighted)


def _scores(instrument: model.Instrument, construct: model.Construct, tables: Tables) -> Distribution:
    members = _members(instrument, construct.id)
    given = [answers_of(construct.facet, s, instrument, tables) for s in members]
    means = [moments(d).mean if d is not None and d.size else None for d in given]
    rows = [(p, s, sums) for (p, s, _), sums in rows_of(tables.get(("score", construct.facet, construct.id)))]
    centred, _ = scores(rows, sum(d is not None for d in given), means)
    return centred


def _members(instrument: model.Instrument, construct: str) -> tuple[str, ...]:
    return tuple(s.id for s in instrument.statements if s.construct == construct)


def _alike(evidence: Evidence, drafts: list[Draft]) -> Likeness:
    """How alike answers from one branch are; only asked of a sample of branches."""
    if evidence.study.unit_is != "cluster":
        return {}
    return likeness([d for d in drafts if d.group.breakdown == "unit"] or _drafts(evidence, evidence.branch_groups()))


def _alpha(evidence: Evidence, draft: Draft, tables: Tables) -> tuple[float | None, tuple[str, ...]]:
    """Alpha of those who answered all statements, with the notes of reliability."""
    instrument, options, role = evidence.instrument, evidence.study.options, draft.spec.minuend.role
    members, minimum = _members(instrument, draft.place), options.minimum_group.get(role, 5)
    found = of_block(instrument, draft.spec.minuend.facet, role, draft.place, members, tables, minimum, options.level)
    if found is None:
        return None, ()
    return found.alpha, tuple("alpha_withheld" if code == "withheld" else code for code in found.notes)


def _asked(evidence: Evidence, draft: Draft) -> int:
    """How many of a construct's statements were asked."""
    answers = {a for s in evidence.sets if s.role == draft.spec.minuend.role for a in s.answers}
    return sum(f"{draft.spec.minuend.facet}.{s}" in answers for s in _members(evidence.instrument, draft.place))


def _construct(
    instrument: model.Instrument, role: str, asked: int, r: GapResult, alpha: float | None, notes: tuple[str, ...]
) -> Construct:
    found = next(c for c in instrument.constructs if c.id == r.place)
    mean = None if r.rating is None else r.rating.mean
    return Construct(found.id, found.gap, found.facet, role, r.group, asked, r.n, mean, r.minuend.sd, alpha, (*r.notes, *notes))
