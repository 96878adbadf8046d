"""The zone of tolerance from its counts: how wide it is, where the perception lies in it, and for how many.

The width is desired − minimum. The position is (perceived − minimum) / (desired − minimum), 0 at the minimum and 1 at what is
desired: a ratio of means, not a mean of ratios, with Fieller's limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from msgspec import Struct
from msgspec.structs import replace
from scipy import special

from gaps.bases import coarse
from gaps.clusters import allowance
from gaps.counts import Name
from gaps.drafts import Draft, Group
from gaps.estimates import StudentMean, wilson
from gaps.evidence import Evidence
from gaps.results import GapResult, Interval, SideResult, Zone
from gaps.scores import rows_of
from gaps.tables import Table
from gaps.withholding import least, withhold
from gaps.zone_clusters import Alike, Rows, likeness, thinned
from gaps.zone_tables import ABOVE, ALL_ITEMS, BELOW, INSIDE, INVERTED, zone_facets
from surveys.instrument import GapSpec

LEAST = 10
"""Of fewer respondents the coverage of the limits was not measured, and no width or position is given."""
FEW = 3
"""Of fewer people than this nobody is told how many gave one answer."""


class Spot(Struct):
    """The counted zone of one group at one place. `safe` is whether it may be shown. In a sample of branches answers count for
    less, for the width (`wide`) by its own likeness, and there may be `notes`."""

    group: Group
    level: str
    place: str
    rows: Rows
    safe: bool
    wide: Rows | None = None
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return int(sum(sums[0] for *_, sums in self.rows))


def of_groups(evidence: Evidence, results: list[GapResult]) -> Iterator[Zone]:
    """The zones of every group; none where the instrument has no zone."""
    instrument, options = evidence.instrument, evidence.study.options
    role = next((g.minuend.role for g in instrument.gaps if g.id == "mss"), "")
    sizes = {"item": {i.id: 1 for i in instrument.items}, "overall": {ALL_ITEMS: len(instrument.items)}}
    sizes["dimension"] = {d.id: len(instrument.items_of(d.id)) for d in instrument.dimensions}
    spots: list[Spot] = []
    for group in evidence.groups if zone_facets(instrument) else ():
        spots += _spots(evidence.tables(group).get(role, {}), group, results)
    if spots:
        _withhold(spots, evidence)
    if evidence.study.unit_is == "cluster":
        _allow(spots, evidence, role)
    for s in spots:
        if s.safe:
            yield _zone(s, coarse(sizes[s.level][s.place]), options.level)
        else:
            yield Zone(s.level, s.place, s.group.label, None, notes=("withheld",))


def _spots(tables: dict[Name, Table], group: Group, results: list[GapResult]) -> Iterator[Spot]:
    """One for each place that has a zone. It is unsafe wherever one of its two gaps is withheld."""
    own = [r for r in results if r.group == group.label and r.gap in ("mss", "msa")]
    shown = {(r.level, r.place, r.gap) for r in own if r.verdict != "withheld"}
    for (kind, where, place), table in tables.items():
        rows = [(a, b, c, sums) for (a, b, c), sums in rows_of(table)] if kind == "zone" else []
        if rows:
            yield Spot(group, where, place, rows, {(where, place, gap) for gap in ("mss", "msa")} <= shown)


def _withhold(spots: list[Spot], evidence: Evidence) -> None:
    """Fewer people answer all three sides than a gap's two: so zones are withheld among themselves as gaps are."""
    mss = next(g.minuend for g in evidence.instrument.gaps if g.id == "mss")
    spec, side = GapSpec("zone", "rating", mss), SideResult(mss.facet)
    drafts = [
        Draft(spec, s.level, s.place, s.group, s.n, replace(side, n=s.n), None, withheld=not s.safe) for s in spots
    ]
    withhold(drafts, evidence.study.options, evidence.instrument)
    for s, d in zip(spots, drafts, strict=True):
        s.safe = not d.withheld


def _allow(spots: list[Spot], evidence: Evidence, role: str) -> None:
    """Makes the zones of more than one branch count their branches."""
    withheld = {(s.level, s.place, s.group.label["unit"]) for s in spots if s.group.breakdown == "unit" and not s.safe}
    alike, level, fewest = likeness(evidence, role, withheld), evidence.study.options.level, least(role, evidence.study.options)
    people = {id(g): evidence.branches(role, g) for g in evidence.groups if "unit" not in g.label}
    for s in spots:
        if id(s.group) in people:
            width, most = (allowance(people[id(s.group)], icc, fewest) for icc in alike.get((s.level, s.place), Alike()))
            if width is None or most is None:
                s.notes = ("few_clusters",)
            elif most.df is None:
                s.notes = ("cluster_unknown",)
            else:
                s.wide, s.rows = thinned(s.rows, width, level), thinned(s.rows, most, level)


def _zone(s: Spot, den: int, level: float) -> Zone:
    inverted = int(sum(sums[0] for lies, *_, sums in s.rows if lies == INVERTED))
    few = "few_clusters" in s.notes
    width = None if few or s.n < LEAST else _mean(s.wide or s.rows, den)
    position = None if few or s.n < LEAST else fieller(s.rows, level)
    undefined = position is None and not few
    notes = (*s.notes, *(("zone_undefined",) if undefined else ()), *(("zone_inverted",) if inverted else ()))
    below, inside, above = (None, None, None) if few else _shares(s.rows, level)
    return Zone(
        s.level, s.place, s.group.label, s.n, _student(width, level), position, below, inside, above,
        inverted=None if 0 < inverted < FEW else inverted, notes=notes,
    )  # fmt: skip


def _student(s: StudentMean | None, level: float) -> Interval | None:
    if s is None:
        return None
    low, high = s.limits(level)
    return Interval(s.value, min(round(low, 8), s.value), max(round(high, 8), s.value), level, "t")


def _mean(rows: Rows, den: int) -> StudentMean | None:
    """The width with its error; None where everybody's is the same."""
    n, weight = (sum(sums[k] for *_, sums in rows) for k in (0, 1))
    value = sum(sums[1] * y for _, _, y, sums in rows) / weight
    spread = _spread(rows, 0.0, 1.0, value) * n / (n - 1)
    return StudentMean(value / den, sqrt(spread) / weight / den, n - 1) if spread else None


def fieller(rows: Rows, level: float) -> Interval | None:
    """The ratio of the means of perceived − minimum and desired − minimum (Fieller 1954).

    Its limits are the ratios that the data do not refute by a t test of mean(over) − ratio · mean(width) = 0. None where the
    width is not clearly more than zero, as then no ratio is refuted. With sampling weights the errors are linearised. Measured
    on 9-point answers (n = 10 to 400; in the middle, at the ceiling, a narrow zone): the limits cover 93.8 to 96.4 %.
    """
    n, weight = (sum(sums[k] for *_, sums in rows) for k in (0, 1))
    over, width = (sum(sums[1] * row[k] for *row, sums in rows) / weight for k in (1, 2))
    scale = n / (n - 1) / weight**2
    vxx, vyy, both = (_spread(rows, a, b, a * over + b * width) * scale for a, b in ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0)))
    vxy, t = (both - vxx - vyy) / 2, float(special.stdtrit(n - 1, (1 + level) / 2))
    a, b, c = width**2 - t * t * vyy, over * width - t * t * vxy, over**2 - t * t * vxx
    if width <= 0 or a <= 0:
        return None
    reach = sqrt(max(0.0, b * b - a * c))
    value = over / width
    return Interval(value, min(round((b - reach) / a, 8), value), max(round((b + reach) / a, 8), value), level, "fieller")


def _spread(rows: Rows, a: float, b: float, mean: float) -> float:
    """Σ w² (a · over + b · width − mean)²."""
    return float(sum(sums[2] * (a * x + b * y - mean) ** 2 for _, x, y, sums in rows))


def _shares(rows: Rows, level: float) -> list[Interval | None]:
    """Of those who have a zone, the shares below, inside and above it; with weights the sample is the effective one."""
    held = [(lies, sums) for lies, *_, sums in rows if lies != INVERTED]
    weight, squares = (sum(sums[k] for _, sums in held) for k in (1, 2))
    if not weight:
        return [None, None, None]
    parts = [sum(sums[1] for lies, sums in held if lies == wanted) for wanted in (BELOW, INSIDE, ABOVE)]
    return [wilson(part / squares * weight, weight / squares * weight, level) for part in parts]
