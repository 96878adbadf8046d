"""Branches beside each other: how reliably their means differ, each mean drawn toward the others, and the ranks it may have.

Made of the branches' own printed results alone. A league table by raw means puts small branches at both ends: so each mean is
shrunken (Morris 1983), and no rank is given without the ranks that the pairs of Games and Howell leave open for all branches
together. The limits of shrunken means hold on average over branches, not for each: see docs/decisions/design.md.
"""

from __future__ import annotations

from math import fsum, sqrt

from msgspec import Struct
from scipy import special

from gaps.clusters import OneWay, Spread, design_effect, one_way
from gaps.comparisons import Member, compared_places, member
from gaps.drafts import Draft
from gaps.results import Comparison, GroupPair, Interval, UnitMean, Units
from surveys.instrument import Scale
from surveys.study import Study

FEWEST = 5
"""Below so many branches nobody can tell how far their true means lie apart."""
STAFF = ("manager", "employee")


class Shrunk(Struct, frozen=True):
    value: float
    se: float


def units(drafts: list[Draft], comparisons: list[Comparison], study: Study, scale: Scale) -> list[Units]:
    """One for each paired gap or rating and place (dimension or headline); `drafts` know already who is withheld."""
    told = {(c.gap, c.level, c.place): c for c in comparisons if c.breakdown == "unit"}
    places = [found for found in compared_places(drafts) if found[0].group.breakdown == "unit"]
    return [_units(d, told[d[0].spec.id, d[0].level, d[0].place], study, scale) for d in places]


def _units(drafts: list[Draft], compared: Comparison, study: Study, scale: Scale) -> Units:
    first, level = drafts[0], study.options.level
    members = [m for d in drafts if not d.withheld and (m := member(d)) is not None]
    table = one_way([Spread(m.n, m.mean, m.sd) for m in members])
    notes = ["groups_left_out"] if any(d.withheld for d in drafts) else []
    notes += ["few_units"] if len(members) < FEWEST else []
    reliable = reliability(table, level) if table else None
    notes += ["unit_means_unreliable"] if reliable and reliable.value < 0.7 else []
    drawn = shrink(members, table) if table and table.inside and len(members) >= FEWEST else [None] * len(members)
    staff = first.level == "dimension" and first.spec.design == "rating" and first.spec.minuend.role in STAFF
    return Units(
        first.spec.id, first.level, first.place, first.group.wave,
        tuple(
            UnitMean(m.value, m.n, m.mean, _interval(s, level), *_ranks(m.value, compared, len(members)),
                     agreement(m, scale) if staff else None)
            for m, s in zip(members, drawn, strict=True)
        ),
        None if table is None else table.icc, reliable,
        None if table is None else design_effect([m.n for m in members], table.icc),
        _by_population(drafts, members, study), tuple(notes),
    )  # fmt: skip


def reliability(table: OneWay, level: float) -> Interval | None:
    """ICC(2): the share of the variance of branch means that is not chance, from F (Shrout & Fleiss 1979); 0 at least.

    None where answers do not differ inside any branch. Checked against pingouin.intraclass_corr.
    """
    if not table.inside:
        return None
    f, q = table.between / table.inside, (1 + level) / 2
    low = f / float(special.fdtri(table.df_between, table.df_inside, q))
    high = f * float(special.fdtri(table.df_inside, table.df_between, q))
    value, lower, upper = (max(0.0, 1 - 1 / x) if x > 0 else 0.0 for x in (f, low, high))
    return Interval(value, lower, upper, level, "f_one_way")


def shrink(members: list[Member], table: OneWay) -> list[Shrunk]:
    """Empirical Bayes with Morris's allowance for not knowing how far the true means lie apart.

    Of k ≥ 5 branches inside which answers differ.
    """
    k = len(members)
    tau = max(0.0, (table.between - table.inside) / table.size)
    noise = [_noise(m, table.inside) for m in members]
    weights = [1 / (tau + v) for v in noise]
    total = fsum(weights)
    centre = fsum(w * m.mean for w, m in zip(weights, members, strict=True)) / total
    found = []
    for m, v, w in zip(members, noise, weights, strict=True):
        pull = (k - 3) / (k - 1) * v * w
        loose = 2 / (k - 3) * pull**2 * (m.mean - centre) ** 2
        found.append(Shrunk(m.mean + pull * (centre - m.mean), sqrt(v * (1 - pull * (1 - w / total)) + loose)))
    return found


def _noise(m: Member, inside: float) -> float:
    """The variance of a branch's mean by chance: everybody's spread, and the cost of its weights."""
    return inside / m.n * (m.se**2 * m.n / m.sd**2 if m.sd else 1.0)


def _ranks(unit: str, compared: Comparison, k: int) -> tuple[int | None, int | None]:
    """All ranks stay open where the branches are not found to differ; none is told where no test may decide it."""
    if compared.verdict == "undecided" and compared.pairs:
        return 1, k
    return ranks(unit, compared.pairs, k) if compared.verdict == "differ" else (None, None)


def ranks(unit: str, pairs: tuple[GroupPair, ...], k: int) -> tuple[int | None, int | None]:
    """The best and the worst rank that no pair rules out; 1 is the greatest mean. None where the pairs are not known."""
    if not pairs:
        return None, None
    above = sum(unit in (p.first, p.second) and _greater(p) not in (unit, None) for p in pairs)
    below = sum(_greater(p) == unit for p in pairs)
    return 1 + above, k - below


def _greater(p: GroupPair) -> str | None:
    if p.difference is None or p.difference.low <= 0 <= p.difference.high:
        return None
    return p.first if p.difference.value > 0 else p.second


def agreement(m: Member, scale: Scale) -> float:
    """r_wg (James, Demaree & Wolf 1984): 1 where all of a branch's staff rate alike, 0 as if they answered at random."""
    points = scale.span + 1
    return min(1.0, max(0.0, 1 - m.sd**2 / ((points * points - 1) / 12)))


def _by_population(drafts: list[Draft], members: list[Member], study: Study) -> Interval | None:
    """The stratified mean with its textbook standard error and finite-population correction; None unless all strata show."""
    population, level = study.population, study.options.level
    whole = len(members) == len(drafts) and all(m.value in population for m in members)
    if study.unit_is != "stratum" or not population or not whole or drafts[0].spec.minuend.role != "customer":
        return None
    total = sum(population[m.value] for m in members)
    parts = [(population[m.value] / total, m, m.se**2 * max(0.0, 1 - m.n / population[m.value])) for m in members]
    value, errors = fsum(w * m.mean for w, m, _ in parts), [w * w * v for w, _, v in parts]
    variance = fsum(errors)
    if not variance:
        return None
    df = variance**2 / fsum(e * e / (m.n - 1) for e, (_, m, _) in zip(errors, parts, strict=True))
    reach = float(special.stdtrit(df, (1 + level) / 2)) * sqrt(variance)
    return Interval(value, value - reach, value + reach, level, "t_stratified")


def _interval(s: Shrunk | None, level: float) -> Interval | None:
    if s is None:
        return None
    reach = float(special.ndtri((1 + level) / 2)) * s.se
    return Interval(s.value, min(s.value, round(s.value - reach, 8)), max(s.value, round(s.value + reach, 8)), level, "shrunk")
