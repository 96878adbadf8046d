"""Each method of the table beside another program, or a plain second route, on seeded answers: the worst difference.

Ten tables each of 12, 60 and 400 respondents on a 7-point scale: spread out, at the ceiling, with many ties. Stored results of R
stand in the tests where they are at hand; here every number can be made again anywhere.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
from msgspec import Struct
from scipy import special, stats

from gaps import bca, comparisons, near_answer, rank_groups, studentized_range, zones
from gaps.aligned import apart, signed
from gaps.alpha import alpha_of
from gaps.distribution import Distribution, moments
from gaps.estimates import StudentMean, difference, holm, student, t_test, welch, wilson
from gaps.inference import Question, by_near_answer, by_two_groups, wider
from gaps.omega import omega_total
from gaps.permutation import permutation
from gaps.scores import gathered
from gaps.signed import rank_biserial, sign_test, wilcoxon_pratt
from gaps.standardised import Paired, factor, standardised
from gaps.two_groups import cliff_delta, hedges_g
from surveys.instrument import Scale

Array = np.ndarray
SEED = 20260601
SIZES = (12, 60, 400)


class Opinion(Struct, frozen=True):
    """`error` is the worst absolute difference over all tables and quantities."""

    method: str
    against: str
    error: float


def answers() -> Iterator[tuple[Array, Array]]:
    """Expectation and perception of the same respondents."""
    rng = np.random.default_rng(SEED)
    for n in SIZES:
        for centre, spread in ((5.5, 1.2), (6.6, 0.8), (4.0, 2.0), (6.9, 1.5), (5.0, 0.5)) * 2:
            common = rng.normal(0, 0.6, n)
            e = np.clip((rng.normal(centre, spread, n) + common).round(), 1, 7).astype(int)
            p = np.clip((rng.normal(centre - 0.6, spread, n) + common).round(), 1, 7).astype(int)
            yield e, p


def table(x: Array) -> Distribution:
    return gathered(np.array(x, int), np.ones((len(x), 3), int), 1)


def worst(differences: Iterator[float]) -> float:
    return max((abs(d) for d in differences if not math.isnan(d)), default=math.nan)


# ---- one sample and pairs ----
def _gaps() -> Iterator[Array]:
    yield from (p - e for e, p in answers() if (p - e).std() > 0)


def t_paired() -> Iterator[float]:
    for d in _gaps():
        s, test = student(moments(table(d))), stats.ttest_1samp(d, 0)
        low, high = test.confidence_interval(0.95)
        if s:
            found = t_test("t_paired", s)[0]
            yield from (found.statistic - test.statistic, found.p - test.pvalue)
            yield from (a - b for a, b in zip(s.limits(0.95), (low, high), strict=True))


def t_one_sample() -> Iterator[float]:
    for _, p in answers():
        s = student(moments(table(p)))
        if s:
            yield t_test("t_one_sample", s, 5.0)[0].p - stats.ttest_1samp(p, 5).pvalue


def wilcoxon() -> Iterator[float]:
    for d in _gaps():
        test = stats.wilcoxon(d, zero_method="pratt", correction=False, method="asymptotic")
        yield wilcoxon_pratt(signed([table(d)]))[1][0] - test.pvalue


def sign() -> Iterator[float]:
    for d in _gaps():
        above, below = int((d > 0).sum()), int((d < 0).sum())
        yield sign_test(signed([table(d)]))[1][0] - stats.binomtest(above, above + below).pvalue


def wilson_share() -> Iterator[float]:
    for d in _gaps():
        k, n = int((d < 0).sum()), len(d)
        theirs, ours = stats.binomtest(k, n).proportion_ci(method="wilson"), wilson(k, n, 0.95)
        yield from (ours.low - theirs.low, ours.high - theirs.high)


def biserial() -> Iterator[float]:
    import pingouin

    for d in list(_gaps())[:20]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = float(pingouin.wilcoxon(d.astype(float), zero_method="wilcox")["RBC"].iloc[0])
        yield rank_biserial(signed([table(d)]), 0.95).value[0] - theirs


def _pairs() -> Iterator[tuple[Array, Array, Paired]]:
    for e, p in answers():
        d, n = p - e, len(e)
        if d.std() and e.std() and p.std():
            sd = np.array([d.std(ddof=1)])
            minuend, subtrahend = (np.array([x.std(ddof=1)]) for x in (p, e))
            yield e, p, Paired(np.array([d.mean()]), sd, sd / math.sqrt(n), minuend, subtrahend, np.array([float(n)]))


def standardised_z() -> Iterator[float]:
    for e, p, pair in _pairs():
        found, n, t = standardised(pair, 0.95)["dz"], len(e), float(stats.ttest_rel(p, e).statistic)
        yield found.value[0] - t / math.sqrt(n)
        yield stats.nct.sf(t, n - 1, found.low[0] * math.sqrt(n)) - 0.025
        yield stats.nct.cdf(t, n - 1, found.high[0] * math.sqrt(n)) - 0.025


def standardised_av() -> Iterator[float]:
    import pingouin

    for e, p, pair in _pairs():
        yield abs(standardised(pair, 0.95)["dav"].value[0]) - abs(pingouin.compute_effsize(p, e, paired=True, eftype="cohen"))


def exact_factor() -> Iterator[float]:
    """Against the gamma functions of the standard library, where they do not overflow."""
    for df in (4, 11, 59, 300):
        yield factor(np.array([float(df)]))[0] - math.gamma(df / 2) / (math.sqrt(df / 2) * math.gamma((df - 1) / 2))


def bca_limits() -> Iterator[float]:
    """In units of the standard error: SciPy draws 20,000 times, so that a few hundredths are its own noise."""
    for d in list(_gaps())[:20:4]:
        x, counts = np.unique(d.astype(float), return_counts=True)
        theirs = stats.bootstrap((d,), np.mean, n_resamples=20_000, method="BCa", rng=1, batch=2_000).confidence_interval
        ours = bca.bca_mean(x, counts.astype(float), 1.0, 0.95)
        if ours:
            yield from ((a - b) / (d.std(ddof=1) / math.sqrt(len(d))) for a, b in zip(ours, theirs, strict=True))


def fieller() -> Iterator[float]:
    """The t test that the limits invert: at each of them p is .05."""
    rng = np.random.default_rng(SEED)
    for n in SIZES:
        width = rng.integers(1, 4, n)
        over = np.clip(rng.normal(1, 1.5, n).round(), -3, 4).astype(int)
        found = zones.fieller([(0, int(x), int(y), [1, 1, 1]) for x, y in zip(over, width, strict=True)], 0.95)
        if found:
            yield from (stats.ttest_1samp(over - limit * width, 0).pvalue - 0.05 for limit in (found.low, found.high))


# ---- two groups ----
def _two() -> Iterator[tuple[Array, Array]]:
    """A few managers against many customers."""
    for (_, few), (many, _) in pairwise(answers()):
        if few[:14].std() and many.std():
            yield few[:14], many


def t_welch() -> Iterator[float]:
    for a, b in _two():
        s: StudentMean | None = welch(moments(table(a)), moments(table(b)))
        test = stats.ttest_ind(a, b, equal_var=False)
        if s:
            yield from (t_test("t_welch", s)[0].p - test.pvalue, s.df - test.df)


def standardised_g() -> Iterator[float]:
    import pingouin

    for a, b in _two():
        df, n, m = len(a) + len(b) - 2, len(a), len(b)
        d = pingouin.compute_effsize(a, b, eftype="cohen")
        corrected = d * math.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) / math.sqrt(df / 2)
        yield abs(hedges_g(apart([(table(a), table(b))]), 0.95).value[0]) - abs(corrected) if n + m else 0.0


def cliff() -> Iterator[float]:
    for a, b in _two():
        yield cliff_delta(apart([(table(a), table(b))]), 0.95).value[0] - float(np.sign(a[:, None] - b[None]).mean())


def permuted() -> Iterator[float]:
    for a, b in list(_two())[3:12:4]:
        values, at = np.unique(np.concatenate([a, b]), return_inverse=True)
        first, second = (np.bincount(x, minlength=len(values)).astype(float) for x in (at[: len(a)], at[len(a) :]))
        found = permutation(values.astype(float), first, second)
        test = stats.permutation_test(
            (a, b), lambda x, y, axis: stats.ttest_ind(x, y, equal_var=False, axis=axis).statistic,
            n_resamples=9_999, vectorized=True, rng=np.random.default_rng(1),
        )  # fmt: skip
        if found:
            yield found[1] - test.pvalue


# ---- the printed interval ----
def beta_law() -> Iterator[float]:
    """Where only two answers are given the law is a Beta: its limits by SciPy."""
    for low, high in ((3, 7), (1, 11), (0, 12), (40, 20), (2, 398)):
        ours = near_answer.interval([0, 1], [low, high], [1, 1])
        if low:
            yield ours[0] - stats.beta.ppf(0.025, high, low + 1)
        yield ours[1] - (stats.beta.ppf(0.975, high + 1, low) if low else 1.0)


def mover() -> Iterator[float]:
    """The two groups' own limits put together by hand."""
    flat, x = near_answer.spread(7, 1), np.arange(1.0, 8)
    for a, b in _two():
        one, two = (near_answer.Means(x, np.bincount(v, minlength=8)[1:].astype(float), flat) for v in (a, b))
        (l1,), (u1,), (l2,), (u2,) = *one.limits(0.95), *two.limits(0.95)
        low, high = near_answer.Difference(one, two).limits(0.95)
        m1, m2 = a.mean(), b.mean()
        yield low[0] - (m1 - m2 - math.hypot(m1 - l1, u2 - m2))
        yield high[0] - (m1 - m2 + math.hypot(u1 - m1, m2 - l2))


def wider_of_two() -> Iterator[float]:
    """Both intervals by other routes, and of each end the one that reaches further, inside the scale."""
    scale, x = Scale(1, 7), np.arange(1.0, 8)
    for _, p in answers():
        q, s = Question(table(p), scale), student(moments(table(p)))
        near = near_answer.interval(x, np.bincount(p, minlength=8)[1:].astype(float), near_answer.spread(7, 1))
        if s:
            ours, t = wider(by_near_answer([q], 0.95, 0.3)[0], s, q, None, 0.95, 0.3), stats.ttest_1samp(p, 0).confidence_interval()
            yield from (ours.low - min(near[0], max(1.0, t.low)), ours.high - max(near[1], min(7.0, t.high)))


def wider_of_two_groups() -> Iterator[float]:
    flat, x = near_answer.spread(7, 1), np.arange(1.0, 8)
    for a, b in _two():
        (m, q), (n, other) = ((moments(table(v)), Question(table(v), Scale(1, 7))) for v in (a, b))
        one, two = (near_answer.Means(x, np.bincount(v, minlength=8)[1:].astype(float), flat) for v in (a, b))
        near, t = near_answer.Difference(one, two).limits(0.95), stats.ttest_ind(a, b, equal_var=False).confidence_interval()
        s = difference(student(m), student(n))
        if s:
            ours = wider(by_two_groups([(q, other)], 0.95, 0.3)[0], s, q, other, 0.95, 0.3)
            yield from (ours.low - min(near[0][0], max(-6.0, t.low)), ours.high - max(near[1][0], min(6.0, t.high)))


# ---- groups ----
def _groups() -> Iterator[list[Array]]:
    every = [p for _, p in answers()]
    yield from ([every[i], every[i + 10], every[i + 20]] for i in range(10) if min(every[j].std() for j in (i, i + 10, i + 20)) > 0)


def _members(groups: list[Array]) -> list[comparisons.Member]:
    found = [(str(i), table(x), moments(table(x))) for i, x in enumerate(groups)]
    return [comparisons.Member(name, m.n, m.mean, m.sd or 0.0, m.se or 0.0, t) for name, t, m in found]


def welch_anova() -> Iterator[float]:
    import pandas as pd
    import pingouin

    for groups in _groups():
        data = pd.DataFrame({"y": np.concatenate(groups).astype(float), "g": np.repeat(list("abc"), [len(x) for x in groups])})
        theirs, ours = pingouin.welch_anova(data, dv="y", between="g"), comparisons.welch_anova(_members(groups))
        if ours:
            yield from (ours.f - float(theirs["F"].iloc[0]), ours.p - float(theirs.filter(like="unc").iloc[0, 0]))


def welch_one_more() -> Iterator[float]:
    """By numpy from all answers: each group's mean and squares with one more who answers as everybody does, then Welch by
    `welch_anova`, which pingouin checks."""
    for groups in _groups():
        every, members = np.concatenate(groups), []
        for x in groups:
            n, mean = len(x), (x.sum() + every.mean()) / (len(x) + 1)
            around = ((x - mean) ** 2).sum() + (every.mean() - mean) ** 2 + every.var(ddof=1)
            members.append(comparisons.Member("", n, mean, 0.0, math.sqrt(around / n / (n + 1))))
        theirs, ours = comparisons.welch_anova(members), comparisons.welch_anova(comparisons.with_one_more(_members(groups)))
        if theirs and ours:
            yield from (theirs.f - ours.f, theirs.df2 - ours.df2, theirs.p - ours.p)


def explained() -> Iterator[float]:
    """Eta squared by pingouin's analysis of variance, omega squared from its table."""
    import pandas as pd
    import pingouin

    for groups in _groups():
        data = pd.DataFrame({"y": np.concatenate(groups).astype(float), "g": np.repeat(list("abc"), [len(x) for x in groups])})
        table = pingouin.anova(data, dv="y", between="g", detailed=True, effsize="n2")
        (between, within), df, mean = table["SS"], table["DF"].iloc[0], table["MS"].iloc[1]
        found = {e.kind: e.value for e in comparisons.explained(_members(groups))}
        yield found["eta_squared"] - between / (between + within)
        yield found["omega_squared"] - max(0.0, (between - df * mean) / (between + within + mean))


def kruskal() -> Iterator[float]:
    for groups in _groups():
        found, test = rank_groups.ranked([table(x) for x in groups]), stats.kruskal(*groups)
        yield from ((found.statistic or 0.0) - test.statistic, (found.p or 0.0) - test.pvalue)


def games_howell() -> Iterator[float]:
    for q, k, df in ((3.5, 3, 20.0), (4.2, 8, 60.0), (2.1, 5, 7.5)):
        yield float(studentized_range.tail(np.array([q]), k, np.array([df]))[0]) - stats.studentized_range.sf(q, k, df)


def holm_p() -> Iterator[float]:
    import pingouin

    rng = np.random.default_rng(SEED)
    for k in (3, 22):
        p = rng.beta(0.3, 2, k)
        yield from np.array(holm(p.tolist())) - pingouin.multicomp(p.tolist(), method="holm")[1]


# ---- reliability ----
def _block() -> Iterator[Array]:
    rng = np.random.default_rng(SEED)
    for n in (30, 300):
        yield np.clip((rng.normal(5, 1, (n, 1)) + rng.normal(0, 1, (n, 5))).round(), 1, 7)


def alpha() -> Iterator[float]:
    import pandas as pd
    import pingouin

    for x in _block():
        yield (alpha_of(_exact(x)) or 0.0) - pingouin.cronbach_alpha(pd.DataFrame(x))[0]


def _exact(x: Array) -> Array:
    """The covariances as fractions, as the counts give them."""
    n, sums = len(x), [int(v) for v in x.sum(axis=0)]
    products = [[int(v) for v in row] for row in x.T @ x]
    return np.array([[Fraction(n * products[i][j] - a * b, n * (n - 1)) for j, b in enumerate(sums)] for i, a in enumerate(sums)])


def omega() -> Iterator[float]:
    """A covariance made by one factor: its omega is known."""
    loading, own = np.array([0.9, 0.7, 0.8, 0.5, 0.6]), np.array([0.4, 0.6, 0.5, 0.9, 0.7])
    made = np.outer(loading, loading) + np.diag(own)
    yield (omega_total(made) or 0.0) - loading.sum() ** 2 / made.sum()


CHECKS: dict[str, tuple[str, Callable[[], Iterator[float]]]] = {
    "near_answer": ("SciPy's Beta law, tables of two values", beta_law),
    "near_answer_mover": ("the two groups' limits put together by hand", mover),
    "near_answer_or_t": ("both limits apart, Student's by SciPy", wider_of_two),
    "near_answer_or_welch": ("both limits apart, Welch's by SciPy", wider_of_two_groups),
    "t": ("SciPy ttest_1samp", t_paired),
    "t_paired": ("SciPy ttest_1samp", t_paired),
    "t_one_sample": ("SciPy ttest_1samp", t_one_sample),
    "t_welch": ("SciPy ttest_ind", t_welch),
    "wilson": ("SciPy binomtest", wilson_share),
    "wilcoxon_pratt": ("SciPy wilcoxon", wilcoxon),
    "sign": ("SciPy binomtest", sign),
    "permutation": ("SciPy permutation_test, 9,999 draws", permuted),
    "dz": ("SciPy ttest_rel; tails of its nct at both limits", standardised_z),
    "hedges_gz": ("the factor by gamma functions", exact_factor),
    "dav": ("pingouin", standardised_av),
    "hedges_gav": ("the factor by gamma functions", exact_factor),
    "rank_biserial": ("pingouin", biserial),
    "fieller": ("SciPy's t test at both limits", fieller),
    "mean_bca": ("SciPy bootstrap, 20,000 draws, in standard errors", bca_limits),
    "hedges_g": ("pingouin, exact factor", standardised_g),
    "cliff_delta": ("all pairs", cliff),
    "welch_anova": ("pingouin", welch_anova),
    "welch_one_more": ("numpy, from all answers and one more a group", welch_one_more),
    "eta_squared": ("pingouin", explained),
    "omega_squared": ("pingouin's table", explained),
    "kruskal_wallis": ("SciPy", kruskal),
    "games_howell": ("SciPy studentized_range", games_howell),
    "holm": ("pingouin", holm_p),
    "alpha": ("pingouin", alpha),
    "omega": ("a covariance made by one factor", omega),
}


def opinions() -> Iterator[Opinion]:
    for method, (against, differences) in CHECKS.items():
        yield Opinion(method, against, worst(differences()))
