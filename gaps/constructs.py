"""What lies behind gaps 1 to 4: constructs of statements that managers and employees agree or disagree with.

A construct is scored like a dimension, by the mean of its statements, turned so that high is favourable. There is no target and
no verdict. Alpha is given for everybody only. The same rules withhold as for a rating.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gaps.alpha import alpha_of, covariances
from gaps.answer_moments import Array, moments_of
from gaps.clusters import Likeness, likeness
from gaps.design import by_design
from gaps.distribution import moments
from gaps.drafts import Draft, Group, side
from gaps.evidence import Evidence, Tables
from gaps.inference import Question
from gaps.permuted import Permuted
from gaps.reliability import USABLE, fullest, item_reliability
from gaps.results import Construct, GapResult
from gaps.scores import Block, scores
from gaps.second_process import Solver
from gaps.tables import NOBODY
from gaps.unpaired import answers_of, means_of
from gaps.verdicts import begin
from gaps.withholding import least
from surveys import instrument as model


def begin_constructs(evidence: Evidence, drafts: list[Draft], margin: float, solver: Solver) -> Callable[[], list[GapResult]]:
    """Sets about the results of drafts of constructs; what is returned waits for them."""
    by_design(drafts, evidence, _alike(evidence, drafts))
    return begin(drafts, evidence.study.options, margin, evidence.instrument, solver, Permuted())


def constructs(
    evidence: Evidence, drafts: list[Draft], results: list[GapResult], whole: dict[str, Tables]
) -> Iterator[Construct]:
    """Every construct that was asked about, by role, in every group. `whole` are everybody's tables, as answered."""
    for d, result in zip(drafts, results, strict=True):
        shown = result.verdict != "withheld" and not d.group.label
        alpha, notes = _alpha(evidence, d, whole.get(d.spec.minuend.role, {})) if shown else (None, ())
        yield _construct(evidence, d, result, alpha, notes)


def construct_drafts(instrument: model.Instrument, tables: dict[str, Tables], group: Group) -> Iterator[Draft]:
    """Ratings without a target, one score a respondent; none where nobody has a score. `tables` are those of the group."""
    asked = [(c, role) for c in instrument.constructs for role in instrument.facet(c.facet).roles]
    found = scores([_block(instrument, construct, role, tables.get(role, {})) for construct, role in asked])
    for (construct, role), ((d, _),) in zip(asked, found, strict=True):
        if d.size:
            spec = model.GapSpec(construct.id, "rating", model.Side(construct.facet, role))
            shown, question = side(construct.facet, moments(d)), Question(d, instrument.scale)
            yield Draft(spec, "construct", construct.id, group, d.size, shown, None, question=question,
                        weighted=d.weighted)  # fmt: skip


def _block(instrument: model.Instrument, construct: model.Construct, role: str, tables: Tables) -> Block:
    members = _members(instrument, construct.id)
    given = answers_of(construct.facet, role, members, instrument, tables)
    table = tables.get(("score", construct.facet, construct.id), NOBODY)
    (pattern, total, _), known = table.at.T, means_of(given)
    return Block(pattern, (total,), table.sums, len(given), ([known.get(s) for s in members],))


def _members(instrument: model.Instrument, construct: str) -> tuple[str, ...]:
    return tuple(s.id for s in instrument.statements if s.construct == construct)


def _alike(evidence: Evidence, drafts: list[Draft]) -> Likeness:
    """How alike answers from one branch are; only asked of a sample of branches."""
    if evidence.study.unit_is != "cluster":
        return {}
    groups = [] if any(d.group.breakdown == "unit" for d in drafts) else evidence.branch_groups()
    alone = [d for g in groups for d in construct_drafts(evidence.instrument, evidence.tables(g), g)]
    return likeness(alone or drafts, evidence.study.options, evidence.instrument)


def _alpha(evidence: Evidence, draft: Draft, tables: Tables) -> tuple[float | None, tuple[str, ...]]:
    """Alpha of those who answered all statements, with the notes of reliability."""
    side, minimum = draft.spec.minuend, least(draft.spec.minuend.role, evidence.study.options)
    found = fullest("alpha", side.facet, draft.place, _members(evidence.instrument, draft.place), tables)
    if found is None or len(found[0]) < 2:
        return None, ("one_item",)
    m = moments_of(found[1], len(found[0]))
    if m.n < minimum:
        return None, ("alpha_withheld",)
    products = covariances(m)
    alpha = alpha_of(products)
    return (None, ("zero_variance",)) if alpha is None else (alpha, tuple(_notes(alpha, found[0], products)))


def _notes(alpha: float, statements: tuple[str, ...], products: Array) -> Iterator[str]:
    if alpha < USABLE:
        yield "reliability_low"
    if len(statements) < 3:
        yield "few_items"
    rest = (item_reliability(s, j, products).item_rest for j, s in enumerate(statements))
    if any(r is not None and r < 0 for r in rest):
        yield "item_reversed"


def _construct(evidence: Evidence, draft: Draft, r: GapResult, alpha: float | None, notes: tuple[str, ...]) -> Construct:
    """The result as a construct, with how many of its statements were asked."""
    role, instrument = draft.spec.minuend.role, evidence.instrument
    found = next(c for c in instrument.constructs if c.id == r.place)
    answers = {a for s in evidence.sets if s.role == role for a in s.answers}
    asked = sum(f"{found.facet}.{s}" in answers for s in _members(instrument, found.id))
    mean = None if r.rating is None else r.rating.mean
    said = (*(note for note in r.notes if note != "cluster_tests_left_out"), *notes)  # a construct has no tests to leave out
    return Construct(found.id, found.gap, found.facet, role, r.group, asked, r.n, mean, r.minuend.sd, alpha, said)
