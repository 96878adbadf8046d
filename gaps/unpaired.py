"""Gaps between independent groups (1, 6, 7) and ratings against a target (2 to 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from gaps.bases import side_of_pairs
from gaps.counts import Name
from gaps.distribution import Distribution, Moments, moments
from gaps.drafts import Draft, Group, side
from gaps.estimates import StudentMean, difference, student, t_test, welch
from gaps.few_none import FEW
from gaps.inference import Question
from gaps.results import SideResult
from gaps.rollup import mean_of_dimensions, overall_question, scored
from gaps.scores import Block, answers, margins, scores
from gaps.tables import NOBODY, Table
from surveys.instrument import NO_STANDARD, GapSpec, Instrument

Tables = dict[Name, Table]


class FacetScores(Struct, frozen=True, dict=True):
    """A facet as one role answered it, whoever else was or was not asked; looked at once for all gaps that have it."""

    facet: str
    role: str
    instrument: Instrument
    tables: Tables

    @cached_property
    def items(self) -> dict[str, Distribution]:
        """Of every item that was asked; one that nobody answered has no values."""
        return answers_of(self.facet, self.role, [i.id for i in self.instrument.items], self.instrument, self.tables)

    @cached_property
    def answered(self) -> list[str]:
        return [i for i, d in self.items.items() if d.size]

    @cached_property
    def dimensions(self) -> dict[str, tuple[Distribution, Distribution]]:
        """Centred and plain scores of every dimension that has some."""
        known, dimensions = means_of(self.items), [d.id for d in self.instrument.dimensions]
        found = scores([self._block(d, self.instrument.items_of(d), known) for d in dimensions])
        return {dimension: both for dimension, (both,) in zip(dimensions, found, strict=True) if both[0].size}

    @cached_property
    def places(self) -> dict[tuple[str, str], Distribution]:
        """(level, place) to the distribution of the scores there."""
        items = {("item", i): self.items[i] for i in self.answered}
        return items | {("dimension", d): centred for d, (centred, _) in self.dimensions.items()}

    @cached_property
    def headline(self) -> tuple[Moments, Question | None, StudentMean | None] | None:
        """The mean of the dimension means, of so many items as were answered."""
        scales = {d: scored(*both, len(self.instrument.items_of(d))) for d, both in self.dimensions.items()}
        m = mean_of_dimensions(self.facet, scales, self.tables)
        return (m, *overall_question(self.facet, m, self.tables, self.instrument.scale, len(self.answered))) if m else None

    def answered_of(self, dimension: str) -> set[str]:
        return set(self.answered) & set(self.instrument.items_of(dimension))

    def _block(self, dimension: str, members: tuple[str, ...], known: dict[str, float]) -> Block:
        table = self.tables.get(("score", self.facet, dimension), NOBODY)
        pattern, total, _ = table.at.T
        return Block(pattern, (total,), table.sums, sum(i in self.items for i in members), ([known.get(i) for i in members],))


def answers_of(
    facet: str, role: str, places: Sequence[str], instrument: Instrument, tables: Tables
) -> dict[str, Distribution]:
    """A facet's answers at those of the places where it was asked: from one side of pairs, and from tables of their own, which are
    those of sources that do not ask the other side."""
    side = side_of_pairs(facet, role, instrument)
    found = {place: [*_answers_at(place, facet, side, tables)] for place in places}
    asked = {place: tables for place, tables in found.items() if tables}
    return dict(zip(asked, margins([*asked.values()]), strict=True))


def means_of(answered: dict[str, Distribution]) -> dict[str, float]:
    """Of the places that somebody answered."""
    return {place: moments(d).mean for place, d in answered.items() if d.size}


def _answers_at(place: str, facet: str, side: tuple[str, int] | None, tables: Tables) -> Iterator[tuple[Table, int]]:
    if side and ("pair", side[0], place) in tables:
        yield tables["pair", side[0], place], side[1]
    if ("value", facet, place) in tables:
        yield tables["value", facet, place], 0


def independent_drafts(
    spec: GapSpec, instrument: Instrument, minuend: FacetScores, subtrahend: FacetScores, group: Group
) -> list[Draft]:
    """Two groups of different people: places that both answered."""
    a, b = minuend, subtrahend
    apart = {d.id for d in instrument.dimensions if a.answered_of(d.id) != b.answered_of(d.id)}
    drafts = [
        _difference(spec, where, group, a.places[where], b.places[where], instrument) for where in a.places if where in b.places
    ]
    for draft in drafts:
        if draft.level == "dimension" and draft.place in apart:
            _incomparable(draft)
    if a.dimensions and a.dimensions.keys() == b.dimensions.keys():
        headline = _headline(spec, group, a, b)
        for draft in headline if apart else ():
            _incomparable(draft)
        drafts += headline
    return drafts


def _headline(spec: GapSpec, group: Group, a: FacetScores, b: FacetScores) -> list[Draft]:
    """The means of both sides' dimension means; nothing where a side has no mean."""
    if a.headline is None or b.headline is None:
        return []
    (m, q, mine), (s, other, theirs) = a.headline, b.headline
    t = difference(mine, theirs) or welch(m, s)
    return [Draft(
        spec, "overall", "mean_of_dimensions", group, m.n + s.n, side(a.facet, m), side(b.facet, s),
        question=other and q, other=q and other, student=t, method="t_welch", moments=(m, s),
        weighted=any(x.tables["rows", "", ""].weighted for x in (a, b)), notes=[] if t else ["zero_variance"],
    )]  # fmt: skip


def _incomparable(d: Draft) -> None:
    """The two sides answered different items here: the difference of their means would be that of the items."""
    d.question = d.other = d.student = None
    d.moments, d.notes = (), ["items_differ"]


def _difference(
    spec: GapSpec, where: tuple[str, str], group: Group, a: Distribution, b: Distribution, instrument: Instrument
) -> Draft:
    m, s = moments(a), moments(b)
    t = welch(m, s)
    return Draft(
        spec, *where, group, m.n + s.n, side(spec.minuend.facet, m), side(spec.subtrahend.facet, s),  # type: ignore[union-attr]
        question=Question(a, instrument.scale), other=Question(b, instrument.scale),
        student=t, method="t_welch", moments=(m, s), weighted=a.weighted or b.weighted,
        notes=[] if t else ["zero_variance"],
    )  # fmt: skip


def rating_drafts(spec: GapSpec, instrument: Instrument, tables: Tables, group: Group, target: float | None) -> list[Draft]:
    """Ratings by dimension and their mean. "No standards exist" counts as the worst answer; the mean without it beside."""
    facet, worst = spec.minuend.facet, instrument.scale.low
    target = None if target is None else float(target)
    places = [d.id for d in instrument.dimensions if ("value", facet, d.id) in tables and tables["value", facet, d.id].n]
    drafts, by_dimension = [], {}
    for place in places:
        table = tables["value", facet, place]
        d = answers(table, {NO_STANDARD: worst})
        m = moments(d)
        by_dimension[place] = scored(d, d, 1)
        drafts.append(_rating(spec, "dimension", place, group, target))
        drafts[-1].n = m.n
        drafts[-1].minuend = side(facet, m)
        drafts[-1].question = Question(d, instrument.scale, null=target or 0.0)
        drafts[-1].ranked = d
        drafts[-1].student = student(m)
        drafts[-1].tests = () if target is None else t_test("t_one_sample", student(m), target)
        drafts[-1].none, drafts[-1].without_none = _none(table)
        drafts[-1].notes += ["none_counted"] if drafts[-1].none != 0 else []
    m_all = mean_of_dimensions(facet, by_dimension, tables)
    if m_all:
        overall = _rating(spec, "overall", "mean_of_dimensions", group, target)
        overall.n = m_all.n
        overall.minuend = side(facet, m_all)
        overall.question, overall.student = overall_question(
            facet, m_all, tables, instrument.scale, len(by_dimension), null=target or 0.0
        )
        counts = [d.none for d in drafts]
        overall.none = None if None in counts else sum(n for n in counts if n)
        overall.notes += ["none_counted"] if overall.none != 0 else []
        drafts.append(overall)
    return [*drafts]


def _rating(spec: GapSpec, level: str, place: str, group: Group, target: float | None) -> Draft:
    beside = None if target is None else SideResult("target", target)
    notes = ["no_target"] if target is None else []
    return Draft(spec, level, place, group, 0, SideResult(spec.minuend.facet), beside, target=target, notes=notes)


def _none(table: Table) -> tuple[int | None, float | None]:
    """How many said that no standards exist, and the mean of the others; nothing of one or two people."""
    codes = answers(table)
    none = sum(n for v, n in zip(codes.values, codes.n, strict=True) if v == NO_STANDARD)
    weight = sum(w for v, w in zip(codes.values, codes.w, strict=True) if v != NO_STANDARD)
    total = sum(v * w for v, w in zip(codes.values, codes.w, strict=True) if v != NO_STANDARD)
    return (None, None) if 0 < none < FEW else (none, total / weight if weight else None)
