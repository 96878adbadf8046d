"""Paired gaps (gap 5): both facets from the same respondent, on items, dimensions and overall."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from msgspec.structs import replace

from gaps.bases import common
from gaps.counts import Name
from gaps.distribution import Distribution, Moments, moments
from gaps.drafts import Draft, Group, shares_of, side
from gaps.estimates import student
from gaps.inference import Question
from gaps.rollup import Scored, mean_of_dimensions, overall_question, scored
from gaps.scores import Block, gathered, pairs, rows_of, scores, totals
from gaps.tables import NOBODY, Table
from surveys.instrument import GapSpec, Instrument

Three = tuple[Distribution, Distribution, Distribution]
PARTS = ("minuend", "subtrahend", "difference")
WISHES = ("expectation", "desired", "importance")
"""What customers wish for: at the top of the scale it leaves nothing to the gap but the perception."""
FEW = 15
"""Of fewer people a correlation says nothing."""
NEAR = 1e-9


def paired_drafts(spec: GapSpec, instrument: Instrument, tables: dict[Name, Table], group: Group, level: float) -> list[Draft]:
    """Every draft of a paired gap in one group; empty where nobody answered both facets of any item."""
    asked = {i.id: tables["pair", spec.id, i.id] for i in instrument.items if ("pair", spec.id, i.id) in tables}
    items = {i: three for i, three in zip(asked, pairs([*asked.values()]), strict=True) if three[2].size}
    if not items:
        return []
    rows = tables[("rows", "", "")].n
    drafts = [_draft(spec, "item", i, group, three, three[2], rows, instrument, level) for i, three in items.items()]
    by_dimension: dict[str, list[Scored]] = {}
    members = {d.id: instrument.items_of(d.id) for d in instrument.dimensions}
    for (dimension, inside), three in zip(
        members.items(), scores([_block(spec, *each, items, tables) for each in members.items()]), strict=True
    ):
        (m, s, d), (_, _, plain) = zip(*three, strict=True)
        if d.size:
            drafts.append(_draft(spec, "dimension", dimension, group, (m, s, d), plain, rows, instrument, level))
            drafts[-1].notes += _roll_note(moments(d).mean, moments(plain).mean)
            by_dimension[dimension] = [scored(*both, len(inside)) for both in three]
    drafts += _headline(spec, by_dimension, tables, group, rows, instrument, len(items))
    drafts += _all_items(spec, items, tables, group, rows, instrument, level)
    means = {k: three[2].moments.mean for k, three in by_dimension.items()}
    return drafts + list(_by_points(spec, instrument, tables, group, rows, len(items), _shortcut(means, tables)))


def _draft(
    spec: GapSpec, level: str, place: str, group: Group, three: Three, plain: Distribution, rows: int,
    instrument: Instrument, confidence: float, shift: tuple[float, float, float] = (0.0, 0.0, 0.0),
) -> Draft:  # fmt: skip
    m, s, d = (moments(x, by) for x, by in zip(three, shift, strict=True))
    t = student(d)
    notes = ["zero_variance"] if t is None else []
    if level != "overall" and _facet(spec) in WISHES:
        notes += _ceiling(three[1], (m, s, d), instrument.scale.high)
    return Draft(
        spec, level, place, group, d.n, side(spec.minuend.facet, m), side(_facet(spec), s), rows - d.n,
        question=Question(three[2], instrument.scale, 2, shift[2]), ranked=plain, moments=(m, s, d), weighted=plain.weighted,
        shares=shares_of(plain, confidence), notes=notes,
    )  # fmt: skip


def _facet(spec: GapSpec) -> str:
    return spec.subtrahend.facet if spec.subtrahend else "target"


def _ceiling(wished: Distribution, three: tuple[Moments, Moments, Moments], top: int) -> list[str]:
    """Half of the wishes or more at the top of the scale, hardly any spread in them, or a gap that goes along with the
    perception (r of .85 or more): then the gap is the perception in disguise."""
    at_top = sum(w for v, w in zip(wished.floats().tolist(), wished.w, strict=True) if v > top - NEAR) / sum(wished.w)
    m, s, d = (x.sd for x in three)
    alike = m and d and s is not None and wished.size >= FEW and (d * d + m * m - s * s) / (2 * d * m) >= 0.85
    return ["expectation_ceiling"] if at_top >= 0.5 or (s is not None and s < 0.5) or alike else []


def _roll_note(centred: float, plain: float) -> list[str]:
    return ["rollups_differ"] if abs(centred - plain) > 0.05 else []


def _block(
    spec: GapSpec, dimension: str, members: tuple[str, ...], items: dict[str, Three], tables: dict[Name, Table]
) -> Block:
    """A dimension's minuend, subtrahend and difference."""
    table = tables.get(("pairs", spec.id, dimension), NOBODY)
    pattern, wished, given = table.at.T
    asked = sum(("pair", spec.id, i) in tables for i in members)
    means = [[moments(items[i][part]).mean if i in items else None for i in members] for part in range(3)]
    return Block(pattern, (given, wished, given - wished), table.sums, asked, means)


def _headline(
    spec: GapSpec,
    dimensions: dict[str, list[Scored]],
    tables: dict[Name, Table],
    group: Group,
    rows: int,
    instrument: Instrument,
    answers: int,
) -> Iterator[Draft]:
    """The mean of the printed dimension means, of so many `answers` altogether."""
    m, s, d = (
        mean_of_dimensions(f"{spec.id}.{part}", {k: v[i] for k, v in dimensions.items()}, tables) for i, part in enumerate(PARTS)
    )
    if m and s and d:
        q, t = overall_question(f"{spec.id}.difference", d, tables, instrument.scale, answers, 2)
        yield Draft(
            spec, "overall", "mean_of_dimensions", group, d.n, side(spec.minuend.facet, m), side(_facet(spec), s), rows - d.n,
            question=q, student=t, moments=(m, s, d), weighted=tables["rows", "", ""].weighted,
            notes=[] if t else ["zero_variance"],
        )  # fmt: skip


def _all_items(
    spec: GapSpec,
    items: dict[str, Three],
    tables: dict[Name, Table],
    group: Group,
    rows: int,
    instrument: Instrument,
    level: float,
) -> Iterator[Draft]:
    """The mean of the item means; the spread is that of the respondents' means over all the items they answered."""
    count = sum(1 for kind, gap, _ in tables if kind == "pair" and gap == spec.id)
    plain = [totals(tables.get(("whole", f"{spec.id}.{part}", ""), NOBODY), count) for part in PARTS]
    if plain[2].size:
        whole = all(d.den for d in plain) and all(three[2].size == plain[2].size for three in items.values())
        means = [sum(moments(three[i]).mean for three in items.values()) / len(items) for i in range(3)]
        shift = tuple(0.0 if whole else mean - moments(d).mean for mean, d in zip(means, plain, strict=True))
        three = (plain[0], plain[1], plain[2])
        draft = _draft(spec, "overall", "mean_of_items", group, three, plain[2], rows, instrument, level, shift)  # type: ignore[arg-type]
        draft.notes += _roll_note(shift[2], 0.0)
        draft.student = student(draft.moments[2], plain[2])
        yield draft


def _shortcut(means: dict[str, float], tables: dict[Name, Table]) -> float | None:
    """The dimensions' mean gaps times their mean points; None unless every dimension has both."""
    given = {name[2]: {b: s[1] for (_, b, _), s in rows_of(t)} for name, t in tables.items() if name[0] == "given"}
    if not means or means.keys() != given.keys() or not all(g.get(0) for g in given.values()):
        return None
    points = {k: g.get(1, 0) / g[0] for k, g in given.items()}
    total = fsum(points.values())
    return fsum(means[k] * points[k] for k in means) / total if total else None


def _by_points(
    spec: GapSpec, instrument: Instrument, tables: dict[Name, Table], group: Group, rows: int, answers: int, shortcut: float | None
) -> Iterator[Draft]:
    """Each respondent's dimensions weighted by that respondent's points, and unweighted on the same people beside it."""
    for place in ("weighted", "unweighted"):
        found = [_points(tables.get(("points", f"{spec.id}.{part}", place), NOBODY), place, instrument) for part in PARTS]
        if found[2].size:
            m, s, d = (moments(x) for x in found)
            t = student(d, found[2])
            given = {*tables["points", f"{spec.id}.difference", place].at[:, 0].tolist()}
            rescaled = place == "weighted" and not given <= {f.total for f in instrument.facets}
            yield Draft(
                spec, "overall", place, group, d.n, side(spec.minuend.facet, m), side(_facet(spec), s), rows - d.n,
                question=Question(replace(found[2], items=answers), instrument.scale, 2) if t else None,
                student=t, moments=(m, s, d), bootstrapped=found[2], weighted=found[2].weighted,
                shortcut=shortcut if place == "weighted" else None,
                notes=(["points_rescaled"] if rescaled else []) + ([] if t else ["zero_variance"]),
            )  # fmt: skip


def _points(table: Table, place: str, instrument: Instrument) -> Distribution:
    """Exact where every total is the same; points that do not add up to the total declared are rescaled."""
    total, x, _ = table.at.T
    den = common(instrument)
    if place == "unweighted":
        return gathered(x, table.sums, den * len(instrument.dimensions))
    if len(total) and (total == total[0]).all():
        return gathered(x, table.sums, den * int(total[0]))
    return gathered(x / (den * total), table.sums, 0)
