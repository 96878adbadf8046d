"""Whether the groups of a breakdown differ: Welch's analysis of variance with the pairs of Games and Howell, and ranks beside.

Only groups that may be shown take part, by the moments and tables that their own results are made of; so a comparison tells
nothing that they do not. Welch's F with one more respondent in each group decides, corrected over the places of its family
(Holm), and only where the groups are large enough for their skewness: see docs/decisions/design.md. Pairs are corrected for all
pairs of one place; letters are given only where the groups are found to differ, as no pair should say more than they all do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from math import fsum, sqrt

from msgspec import Struct
from msgspec.structs import replace
from scipy import special

from gaps import rank_groups, studentized_range
from gaps.distribution import Distribution, moments
from gaps.drafts import HEADLINE, Draft, told_overall
from gaps.estimates import holm, steady
from gaps.letters import letters
from gaps.one_way import squares_of_moments, squares_of_tables
from gaps.results import Comparison, Effect, GroupMean, GroupPair, Interval, Omnibus

NEAR = 1e-6
MOST = 20
"""Of more groups than this the pairs are not listed."""
SMALL, SKEWED = 20, 100.0
"""The test may decide where every group has at least SMALL and at least SKEWED · skewness² respondents; what its size is there,
and elsewhere: docs/decisions/design.md."""


class Member(Struct, frozen=True):
    """A shown group's mean with its standard error. `shape` is the table behind it, `scores` the same where it is the printed
    mean's own, `ranked` (plain) that for ranks; None where there is none."""

    value: str
    n: int
    mean: float
    sd: float
    se: float
    scores: Distribution | None = None
    ranked: Distribution | None = None
    shape: Distribution | None = None


class WelchF(Struct, frozen=True):
    """Welch's F (1951) with its degrees of freedom."""

    f: float
    df1: int
    df2: float

    @property
    def p(self) -> float:
        return float(special.fdtrc(self.df1, self.df2, self.f))


def comparisons(drafts: list[Draft], level: float, clustered: bool) -> list[Comparison]:
    """One for each paired gap or rating, place (dimension or headline) and uncrossed breakdown; waves are told by `changes`.

    `drafts` know already who is withheld. In a sample of branches (`clustered`) the people of a segment are not independent,
    and only branches are compared.
    """
    found = [_comparison(d, level, clustered) for d in compared_places(drafts)]
    families: dict[str, list[int]] = defaultdict(list)
    for i, c in enumerate(found):
        if c.verdict:
            families[c.family].append(i)
    for members in families.values():
        for i, p in zip(members, holm([found[i].tests[0].p for i in members]), strict=True):
            first, *beside = found[i].tests
            verdict = "differ" if p <= 1 - level else "undecided"
            found[i] = replace(found[i], tests=(replace(first, p_adjusted=steady(p)), *beside), verdict=verdict)
    return [c if c.verdict == "differ" else _unlettered(c) for c in found]


def _unlettered(c: Comparison) -> Comparison:
    return replace(c, groups=tuple(replace(g, letters="") for g in c.groups))


def compared_places(drafts: list[Draft]) -> Iterator[list[Draft]]:
    """The drafts of all groups of a breakdown, for each breakdown and place that is compared: dimensions and the headline."""
    overall = told_overall(drafts)
    places: dict[tuple[str, str, str, str], list[Draft]] = defaultdict(list)
    for d in drafts:
        wanted = d.level == "dimension" or d.place == overall[d.spec.id]
        if wanted and d.spec.design != "independent" and compared(d.group.breakdown):
            places[d.group.breakdown, d.spec.id, d.level, d.place].append(d)
    yield from places.values()


def compared(breakdown: str) -> bool:
    return breakdown == "unit" or (breakdown.startswith("segment.") and "+" not in breakdown)


def _comparison(drafts: list[Draft], level: float, clustered: bool) -> Comparison:
    first = drafts[0]
    members = [m for d in drafts if not d.withheld and (m := member(d)) is not None]
    notes = ["groups_left_out"] if any(d.withheld for d in drafts) else []
    bare = Comparison(
        first.spec.id, first.level, first.place, first.group.wave, first.group.breakdown,
        tuple(GroupMean(m.value, m.n, m.mean, "") for m in members), first.family,
    )  # fmt: skip
    if clustered and first.group.breakdown != "unit":
        return replace(bare, notes=(*notes, "cluster_no_comparison"))
    if len(members) < 2:
        return replace(bare, notes=(*notes, "one_group"))
    if not any(m.sd for m in members) and len({m.mean for m in members}) == 1:
        return replace(bare, notes=(*notes, "all_tied"))
    return _compared(bare, members, notes, level)


def _compared(bare: Comparison, members: list[Member], notes: list[str], level: float) -> Comparison:
    ranks = _ranked(members)
    welch = welch_anova(members)
    tests, verdict = [], None
    if welch is None:
        notes.append("zero_variance_groups")
    else:
        decides = welch_anova(with_one_more(members)) or welch
        for method, test in (("welch_one_more", decides), ("welch_anova", welch)):
            tests.append(Omnibus(method, "means_equal", test.f, test.df1, test.df2, steady(test.p)))
        verdict = "undecided" if _decidable(members) else None
        notes += [] if verdict else ["welch_unproven"]
    if ranks and ranks.statistic is not None:
        tests.append(Omnibus("kruskal_wallis", "same_distribution", ranks.statistic, ranks.df, None, steady(ranks.p)))
    listed = len(members) <= MOST
    pairs = _pairs(members, ranks, level) if listed else ()
    marks = letters([m.mean for m in members], _apart(pairs, members, level)) if pairs else [""] * len(members)
    return replace(
        bare, groups=tuple(replace(g, letters=mark) for g, mark in zip(bare.groups, marks, strict=True)),
        tests=tuple(tests), effects=explained(members), pairs=pairs, verdict=verdict,
        notes=tuple(notes) if listed else (*notes, "too_many_groups"),
    )  # fmt: skip


def member(d: Draft) -> Member | None:
    """What a group's own result says of it; None where its spread is unknown."""
    value = str(d.group.label.get("unit") or next(iter(d.group.label.get("segment", {}).values()), ""))
    shape = d.question.distribution if d.question else None
    if d.question is not None and d.place != HEADLINE:
        m = moments(d.question.distribution, d.question.shift)
        return None if m.sd is None or m.se is None else Member(value, m.n, m.mean, m.sd, m.se, shape, d.ranked, shape)
    if d.student is None:
        return None
    effective = d.student.df + 1  # the headline's spread is known by its error alone, and its error by who counts
    return Member(value, d.n, d.student.value, d.student.se * sqrt(effective), d.student.se, shape=shape)


def _ranked(members: list[Member]) -> rank_groups.Ranked | None:
    tables = [m.ranked for m in members if m.ranked is not None]
    return rank_groups.ranked(tables) if len(tables) == len(members) else None


def welch_anova(members: list[Member]) -> WelchF | None:
    """None where a group has no spread. Checked against pingouin.welch_anova."""
    if not all(m.se for m in members):
        return None
    k, weights = len(members), [1 / m.se**2 for m in members]
    total = fsum(weights)
    centre = fsum(w * m.mean for w, m in zip(weights, members, strict=True)) / total
    between = fsum(w * (m.mean - centre) ** 2 for w, m in zip(weights, members, strict=True)) / (k - 1)
    loose = fsum((1 - w / total) ** 2 / (m.n - 1) for w, m in zip(weights, members, strict=True))
    return WelchF(between / (1 + 2 * (k - 2) / (k * k - 1) * loose), k - 1, (k * k - 1) / (3 * loose))


def with_one_more(members: list[Member]) -> list[Member]:
    """Every group with one respondent more who answers as all groups together do.

    It draws the means together by a part in n + 1 and lends each group something of the spread of all, so that small groups
    that agree by chance are not taken for certain. Weighted groups count for as many as their standard error says.
    """
    sizes = [_effective(m) for m in members]
    total = fsum(sizes)
    centre = fsum(n * m.mean for n, m in zip(sizes, members, strict=True)) / total
    squares = [((n - 1) * m.sd**2, n * (m.mean - centre) ** 2) for n, m in zip(sizes, members, strict=True)]
    spread = fsum(within + between for within, between in squares) / (total - 1)
    found = []
    for m, n, (within, between) in zip(members, sizes, squares, strict=True):
        variance = (within + spread + between / (n + 1)) / n
        mean = (n * m.mean + centre) / (n + 1)
        found.append(Member(m.value, max(2, int(n + NEAR)), mean, sqrt(variance), sqrt(variance / (n + 1))))
    return found


def _effective(m: Member) -> float:
    """As many unweighted respondents as would give the same standard error."""
    return (m.sd / m.se) ** 2 if m.se else float(m.n)


def explained(members: list[Member]) -> tuple[Effect, ...]:
    """The share of all variance that lies between the groups: in the sample (η²), and corrected for chance (ω², from 0)."""
    k, n = len(members), sum(m.n for m in members)
    between, inside = squares(members)
    noise = inside / (n - k)
    omega = (between - (k - 1) * noise) / (between + inside + noise)
    return Effect("eta_squared", between / (between + inside), None, None), Effect("omega_squared", max(0.0, omega), None, None)


def squares(members: list[Member]) -> tuple[float, float]:
    """The sums of squares between and within the groups; exact where their scores are unweighted integers on one denominator."""
    exact = [m.scores for m in members if m.scores and m.scores.den and not m.scores.weighted]
    whole = len(exact) == len(members) and len({d.den for d in exact}) == 1
    found = squares_of_tables(exact) if whole else squares_of_moments([(m.n, m.mean, m.sd) for m in members])
    return found.between, found.within


def _pairs(members: list[Member], ranks: rank_groups.Ranked | None, level: float) -> tuple[GroupPair, ...]:
    """Games and Howell (1976): limits that hold for all pairs together. Checked against pingouin.pairwise_gameshowell."""
    index = list(combinations(range(len(members)), 2))
    by_ranks = rank_groups.dunn(ranks) if ranks else {}
    known = [(i, j) for i, j in index if members[i].se or members[j].se]
    gaps_, errors, df = zip(*(_between(members[i], members[j]) for i, j in known), strict=True) if known else ((), (), ())
    k = len(members)
    tails = studentized_range.tail([abs(g) / e * sqrt(2) for g, e in zip(gaps_, errors, strict=True)], k, df).tolist()
    reach = (studentized_range.quantile(1 - level, k, df) / sqrt(2)).tolist() if known else []
    told: dict[rank_groups.Pair, tuple[Interval, float]] = {
        pair: (Interval(g, min(g, round(g - q * e, 8)), max(g, round(g + q * e, 8)), level, "games_howell"), steady(p))
        for pair, g, e, q, p in zip(known, gaps_, errors, reach, tails, strict=True)
    }

    def told_of(at: rank_groups.Pair) -> GroupPair:
        difference, p = told.get(at, (None, None))
        return GroupPair(members[at[0]].value, members[at[1]].value, difference, p, _steady(by_ranks.get(at)))

    return tuple(told_of(at) for at in index)


def _between(a: Member, b: Member) -> tuple[float, float, float]:
    """Difference, standard error, and the degrees of freedom of Welch and Satterthwaite."""
    va, vb = a.se**2, b.se**2
    return a.mean - b.mean, sqrt(va + vb), (va + vb) ** 2 / (va**2 / (a.n - 1) + vb**2 / (b.n - 1))


def _apart(pairs: tuple[GroupPair, ...], members: list[Member], level: float) -> set[tuple[int, int]]:
    index = combinations(range(len(members)), 2)
    return {at for at, pair in zip(index, pairs, strict=True) if pair.p is not None and pair.p <= 1 - level}


def _decidable(members: list[Member]) -> bool:
    """Whether the test keeps its size."""
    skewed = skewness([m.shape for m in members if m.shape])
    return all(_effective(m) + NEAR >= max(SMALL, SKEWED * skewed**2) for m in members)


def skewness(groups: list[Distribution]) -> float:
    """The third standardised moment about the groups' own means; 0 without spread."""
    second = third = total = 0.0
    for d in groups:
        x, n = d.floats(), d.effective()
        off = x - float((n * x).sum() / n.sum())
        second, third, total = second + float((n * off**2).sum()), third + float((n * off**3).sum()), total + float(n.sum())
    return third / total / (second / total) ** 1.5 if second > 0 else 0.0


def _steady(p: float | None) -> float | None:
    return None if p is None else steady(p)
