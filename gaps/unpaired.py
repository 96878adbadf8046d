"""Gaps between independent groups (1, 6, 7) and ratings against a target (2 to 4)."""

from __future__ import annotations

from collections.abc import Iterator

from gaps.counts import Name
from gaps.distribution import Distribution, answers, margin, moments, rows_of, scores
from gaps.drafts import Draft, Group, side
from gaps.estimates import difference, student, t_test, welch
from gaps.few_none import FEW
from gaps.inference import Question
from gaps.results import SideResult
from gaps.rollup import Scored, mean_of_dimensions, overall_question, scored
from gaps.tables import Table
from surveys.instrument import NO_STANDARD, GapSpec, Instrument

Tables = dict[Name, Table]
Places = dict[tuple[str, str], Distribution]
"""(level, place) to the distribution of a facet's score there."""


def facet_places(facet: str, instrument: Instrument, tables: Tables) -> tuple[Places, dict[str, Scored]]:
    """A facet's own answers on items and dimensions, whoever else was or was not asked, and the dimensions' moments."""
    asked = {i.id: answers_of(facet, i.id, instrument, tables) for i in instrument.items}
    items = {i: d for i, d in asked.items() if d is not None}
    places: Places = {("item", i): d for i, d in items.items() if d.size}
    by_dimension = {}
    for dimension in instrument.dimensions:
        members = instrument.items_of(dimension.id)
        rows = [(p, s, sums) for (p, s, _), sums in rows_of(tables.get(("score", facet, dimension.id)))]
        means = [moments(items[i]).mean if i in items and items[i].size else None for i in members]
        centred, plain = scores(rows, sum(i in items for i in members), means)
        if centred.size:
            places["dimension", dimension.id] = centred
            by_dimension[dimension.id] = scored(centred, plain, len(members))
    return places, by_dimension


def _pair_axis(facet: str, instrument: Instrument) -> Iterator[tuple[str, int]]:
    for gap in instrument.gaps:
        if gap.design == "paired" and gap.subtrahend:
            yield from ((gap.id, axis) for axis, s in enumerate((gap.subtrahend, gap.minuend)) if s.facet == facet)


def answers_of(facet: str, place: str, instrument: Instrument, tables: Tables) -> Distribution | None:
    """A facet's answers at a place, from its own table or from one side of its pair; None where it was not asked."""
    for gap, axis in _pair_axis(facet, instrument):
        if ("pair", gap, place) in tables:
            return margin(tables["pair", gap, place], axis)
    return answers(tables["value", facet, place]) if ("value", facet, place) in tables else None


def independent_drafts(
    spec: GapSpec, instrument: Instrument, minuend: Tables, subtrahend: Tables, group: Group
) -> list[Draft]:
    """Two groups of different people: places that both answered."""
    if spec.subtrahend is None:
        return []
    (a, a_scored), (b, b_scored) = (
        facet_places(s.facet, instrument, t) for s, t in ((spec.minuend, minuend), (spec.subtrahend, subtrahend))
    )
    apart = {d.id for d in instrument.dimensions if _answered(a, d.id, instrument) != _answered(b, d.id, instrument)}
    drafts = [_difference(spec, where, group, a[where], b[where], instrument) for where in a if where in b]
    for draft in drafts:
        if draft.level == "dimension" and draft.place in apart:
            _incomparable(draft)
    if a_scored and a_scored.keys() == b_scored.keys():
        answered = [sum(level == "item" for level, _ in places) for places in (a, b)]
        headline = _headline(spec, group, (a_scored, b_scored), (minuend, subtrahend), answered, instrument)
        for draft in headline if apart else ():
            _incomparable(draft)
        drafts += headline
    return drafts


def _headline(
    spec: GapSpec, group: Group, dimensions: tuple[dict[str, Scored], dict[str, Scored]], tables: tuple[Tables, Tables],
    answers: list[int], instrument: Instrument,
) -> list[Draft]:  # fmt: skip
    """The means of both sides' dimension means, each of so many answers; nothing where a side has no mean."""
    facets = [s.facet for s in (spec.minuend, spec.subtrahend) if s]
    means = [mean_of_dimensions(f, d, t) for f, d, t in zip(facets, dimensions, tables, strict=True)]
    found = [(m, *overall_question(f, m, t, instrument.scale, k))
             for f, m, t, k in zip(facets, means, tables, answers, strict=True) if m]  # fmt: skip
    if len(found) < 2:
        return []
    (m, q, mine), (s, other, theirs) = found
    t = difference(mine, theirs) or welch(m, s)
    return [Draft(
        spec, "overall", "mean_of_dimensions", group, m.n + s.n, min(m.n, s.n), side(facets[0], m), side(facets[1], s),
        question=other and q, other=q and other, student=t, method="t_welch", moments=(m, s),
        weighted=any(x["rows", "", ""].weighted for x in tables), notes=[] if t else ["zero_variance"],
    )]  # fmt: skip


def _answered(places: Places, dimension: str, instrument: Instrument) -> set[str]:
    return {i for i in instrument.items_of(dimension) if ("item", i) in places}


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
        spec, *where, group, m.n + s.n, min(m.n, s.n), side(spec.minuend.facet, m), side(spec.subtrahend.facet, s),  # type: ignore[union-attr]
        question=Question(a, instrument.scale), other=Question(b, instrument.scale),
        student=t, method="t_welch", moments=(m, s), weighted=a.weighted or b.weighted,
        notes=[] if t else ["zero_variance"],
    )  # fmt: skip


def rating_drafts(spec: GapSpec, instrument: Instrument, tables: Tables, group: Group, target: float | None) -> list[Draft]:
    """Ratings by dimension and their mean. "No standards exist" counts as the worst answer; the mean without it beside."""
    facet, worst = spec.minuend.facet, instrument.scale.low
    places = [d.id for d in instrument.dimensions if ("value", facet, d.id) in tables and tables["value", facet, d.id].n]
    drafts, by_dimension = [], {}
    for place in places:
        table = tables["value", facet, place]
        d = answers(table, {NO_STANDARD: worst})
        m = moments(d)
        by_dimension[place] = scored(d, d, 1)
        drafts.append(_rating(spec, "dimension", place, group, target))
        drafts[-1].n = drafts[-1].smallest = m.n
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
        overall.n = overall.smallest = m_all.n
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
    return Draft(spec, level, place, group, 0, 0, SideResult(spec.minuend.facet), beside, target=target, notes=notes)


def _none(table: Table) -> tuple[int | None, float | None]:
    """How many said that no standards exist, and the mean of the others; nothing of one or two people."""
    codes = answers(table)
    none = sum(n for v, n in zip(codes.values, codes.n, strict=True) if v == NO_STANDARD)
    weight = sum(w for v, w in zip(codes.values, codes.w, strict=True) if v != NO_STANDARD)
    total = sum(v * w for v, w in zip(codes.values, codes.w, strict=True) if v != NO_STANDARD)
    return (None, None) if 0 < none < FEW else (none, total / weight if weight else None)
