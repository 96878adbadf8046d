"""The near-answer interval and the law beneath it.

1 the law is the closed Beta law where there are two values, and agrees with quadrature where there are more
2 an estimate lies inside its interval; zero width only towards an end of the scale where every answer lies
3 the p and the tails are the interval read backwards, for one mean and for a difference
4 mirrored answers have mirrored limits; order of values and empty columns do not matter; higher levels reach further
5 with many smooth answers the interval is Student's
6 at the ceiling it keeps what Student's breaks
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from gaps import dirichlet
from gaps.near_answer import Difference, Means, interval, p_value, spread, tail

ITEM, FLAT = np.arange(1.0, 8), spread(7, 1)
GAP, TRIANGLE = np.arange(-6.0, 7), spread(7, 2)

answers = st.lists(st.integers(0, 30), min_size=7, max_size=7).filter(any)
gaps = st.lists(st.integers(0, 9), min_size=13, max_size=13).filter(any)


@pytest.mark.parametrize(("weights", "exact"), [((3.5, 7), 1e-13), ((0.25, 10.25), 1e-13), ((1.5, 99), 1e-13), ((1e5, 1), 1e-10)])
def test_two_values_give_the_beta_law(weights, exact):  # 1
    q = np.array([1e-12, 1e-4, 0.025, 0.3, 0.7, 0.999])
    c = special.betaincinv(weights[1], weights[0], q)
    c, q = c[c < 1 - 1e-9], q[c < 1 - 1e-9]
    law = dirichlet.tail(np.tile([0.0, 1.0], (len(c), 1)), np.tile(weights, (len(c), 1)), c)
    expected = special.betainc(weights[1], weights[0], c)
    assert np.abs(law.mass - expected).max() < exact
    assert np.abs(law.mass / expected - 1).max() < 1e-8
    assert np.allclose(law.density, stats.beta.pdf(c, weights[1], weights[0]), rtol=1e-7)


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 0, 0, 10], [3, 0, 1, 0, 0, 2, 4], [1, 2, 5, 9, 8, 4, 1], [0, 0, 0, 0, 0, 390, 10]])
def test_seven_values_agree_with_quadrature(counts):  # 1
    side = Means(ITEM, counts, FLAT).low
    for c in side.mean - np.array([0.02, 0.1, 0.3]):
        a, alpha = c - ITEM, side.alpha[0]

        def integrand(v, a=a, alpha=alpha):
            t = np.exp(v)
            return np.sin((alpha * np.arctan(t * a)).sum()) * np.exp(-0.5 * (alpha * np.log1p((t * a) ** 2)).sum())

        expected = 0.5 + sum(integrate.quad(integrand, v, v + 1, epsabs=1e-13)[0] for v in range(-40, 25)) / np.pi
        assert side.tail(np.array([c])).mass[0] == pytest.approx(expected, abs=1e-9)


def test_small_tails_keep_their_digits(monkeypatch):  # 1, where the saddle lies close to the end of the scale
    side = Means(GAP, [1, 3, 20, 66, 113, 88, 61, 12, 1, 0, 0, 0, 0], TRIANGLE).high
    places = np.array([-1.5, -1.4, -1.35, -1.25, -1.13, -0.6, 0.0])
    found = np.concatenate([side.tail(np.array([-c])).mass for c in places])
    monkeypatch.setattr(dirichlet, "STEP", dirichlet.STEP / 4)
    expected = np.concatenate([side.tail(np.array([-c])).mass for c in places])
    told = expected > dirichlet.LEAST
    assert (np.diff(expected) < 0).all() and expected[told].min() < 1e-10 and expected[-1] < 1e-38
    assert found[told] == pytest.approx(expected[told], rel=1e-4, abs=0)
    assert (found[~told] <= dirichlet.LEAST).all()


def narrow_scores():
    """Scores that nearly all lie on three of 49 values, with a random answer far from them: shapes of two very unlike scales."""
    rng = np.random.default_rng(5)
    shares = np.exp(-0.5 * ((np.arange(49) - rng.uniform(10, 40, (30, 1))) / rng.uniform(0.4, 1, (30, 1))) ** 2)
    return Means(np.arange(49.0), rng.multinomial(400, shares / shares.sum(1, keepdims=True)), spread(7, 8)).low


def test_nodes_are_set_as_near_as_needed(monkeypatch):  # 1, where one distance of nodes was wrong by 1e-6
    side = narrow_scores()
    centre, sd, *_ = side.moments
    for places in (centre, centre - 2 * sd, centre - 4 * sd, centre - 8 * sd):
        found = side.tail(places).mass
        with monkeypatch.context() as patch:
            patch.setattr(dirichlet, "STEP", dirichlet.STEP / 16)
            patch.setattr(dirichlet, "MOST", 16 * dirichlet.MOST)
            assert np.abs(found - side.tail(places).mass).max() < 1e-10


def test_derivatives_are_those_of_the_tail():  # 1, by differences
    side = narrow_scores()
    centre, sd, *_ = side.moments
    for places, h in ((centre + 0.5 * sd, 1e-4 * sd), (centre - 1.5 * sd, 1e-4 * sd)):
        up, at, down = side.tail(places + h), side.tail(places), side.tail(places - h)
        for found, of in (("density", "mass"), ("slope", "density"), ("bend", "slope")):
            difference = (getattr(up, of) - getattr(down, of)) / (2 * h)
            assert getattr(at, found) == pytest.approx(difference, rel=1e-4, abs=1e-4 * np.abs(difference).max())


def test_two_values_give_beta_limits():  # 1
    low, high = interval([0, 1], [3, 7], [1, 1])
    assert low == pytest.approx(special.betaincinv(7, 4, 0.025), abs=1e-10)
    assert high == pytest.approx(special.betaincinv(8, 3, 0.975), abs=1e-10)


def test_limits_have_the_tail_they_should():  # 3
    rng = np.random.default_rng(11)
    tables = [rng.multinomial(n, rng.dirichlet(np.full(13, d))) for n in (8, 30, 90, 400) for d in (0.3, 1, 3) for _ in range(10)]
    means = Means(GAP, tables, TRIANGLE)
    for level in (0.9, 0.95):
        low, high = means.limits(level)
        ends = np.concatenate([means.low.tail(low).mass[low < means.mean], means.high.tail(-high).mass[high > means.mean]])
        assert np.abs(special.ndtri(ends) - special.ndtri((1 - level) / 2)).max() < 1e-9


def test_two_groups_meet_where_their_tails_do():  # 3
    rng = np.random.default_rng(12)
    few, many = (rng.multinomial(n, rng.dirichlet(np.ones(7), 40)) for n in (14, 300))
    a, b = Means(ITEM, few, FLAT), Means(ITEM, many, FLAT)
    d = Difference(a, b)
    p = d.tail(0.0, "low")
    for q, mean, row in zip(p, d.mean, range(40), strict=True):
        if 1e-9 < q < 0.499:
            one = Means(ITEM, few[row], FLAT).limits(1 - 2 * q)[0][0]
            two = Means(ITEM, many[row], FLAT).limits(1 - 2 * q)[1][0]
            assert np.hypot(a.mean[row] - one, two - b.mean[row]) == pytest.approx(mean, abs=1e-8)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("weight", "null", "expected"),
    [(0.03, 0.293, 0.188163748), (0.03, 0.354, 0.099515577), (0.03, 0.475, 0.026777277), (0.03, 0.839, 0.000493548),
     (0.01, 0.232, 0.355614265), (0.01, 0.384, 0.075751478)],
)  # fmt: skip
def test_two_groups_meet_where_a_tail_leaps(weight, null, expected):  # 3, by halving the level of the interval
    few, many = Means(ITEM, [0, 0, 0, 0, 0, weight, 4.3], FLAT), Means(ITEM, [0, 0, 0.4, 0, 1.3, 2.35, 41.5], FLAT)
    d = Difference(few, many)
    found = d.tail(null, "high")[0]
    assert found == pytest.approx(expected, abs=1e-8)
    assert d.limits(1 - 2 * (found + 1e-8))[1][0] <= null <= d.limits(1 - 2 * (found - 1e-8))[1][0]


@pytest.mark.filterwarnings("error")
def test_nearly_all_weight_at_the_place_itself():  # 1, where hardly anything is left for the derivatives
    x = np.arange(1.0, -7, -1)
    alpha = np.array([0.07246297, 26.56305652, 0.2142857, 0.1785714, 0.1428571, 0.1071429, 0.0714286, 0.0357143])
    law = dirichlet.tail(x[None], alpha[None], np.array([0.0]))
    assert np.isfinite(law).all() and law.mass[0] == pytest.approx(0.95631996838, abs=1e-10)  # by quadrature


@settings(max_examples=40, deadline=None)
@given(gaps, st.sampled_from([0.2, 0.8, 0.95, 0.999]))
def test_the_estimate_lies_inside(counts, level):  # 2
    means = Means(GAP, counts, TRIANGLE)
    (low,), (high,), (mean,) = *means.limits(level), means.mean
    assert GAP[0] <= low <= mean <= high <= GAP[-1]
    if level > 0.5:
        assert low < mean or counts[0] == sum(counts)
        assert mean < high or counts[-1] == sum(counts)


@pytest.mark.parametrize("n", [0.3, 1, 2, 4.7, 5, 12, 400, 123.4, 100_000])
def test_all_answers_alike(n):  # 2, effective counts of weighted answers too
    every = Means(ITEM, n * np.eye(7), FLAT)
    low, high = every.limits(0.95)
    assert (low[1:] < ITEM[1:]).all() and low[0] == 1
    assert (high[:-1] > ITEM[:-1]).all() and high[-1] == 7
    assert np.allclose(every.low.tail(low).mass[1:], 0.025, rtol=1e-6)


@pytest.mark.parametrize(
    ("counts", "word"), [([0] * 7, "at least one answer"), ([-1] + [2] * 6, "negative"), ([np.nan] * 7, "finite")]
)
def test_what_is_no_table_is_refused(counts, word):  # 2
    with pytest.raises(ValueError, match=word):
        interval(ITEM, counts, FLAT)


def test_a_spread_must_reach_both_ends():  # 2
    with pytest.raises(ValueError, match="reach"):
        interval(ITEM, np.ones(7), [0, 1, 1, 1, 1, 1, 1])


@settings(max_examples=40, deadline=None)
@given(answers, st.floats(1, 7), st.sampled_from([0.6, 0.9, 0.95, 0.99]))
def test_p_is_the_interval_read_backwards(counts, null, level):  # 3
    low, high = interval(ITEM, counts, FLAT, level)
    if min(abs(null - low), abs(null - high)) > 1e-6:
        assert (p_value(ITEM, counts, FLAT, null) <= 1 - level) == (not low <= null <= high)
        assert (tail(ITEM, counts, FLAT, null, "low") <= (1 - level) / 2) == (null < low)
        assert (tail(ITEM, counts, FLAT, null, "high") <= (1 - level) / 2) == (null > high)
    mean = float(np.dot(ITEM, counts) / sum(counts))
    for limit in (low, high):
        if abs(limit - mean) > 1e-6:
            assert p_value(ITEM, counts, FLAT, limit) == pytest.approx(1 - level, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(answers, answers, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_a_difference_has_the_p_of_its_interval(few, many, level):  # 3
    d = Difference(Means(ITEM, few, FLAT), Means(ITEM, many, FLAT))
    (low,), (high,), (mean,) = *d.limits(level), d.mean
    assert low <= mean <= high
    if low < mean - 1e-6:
        assert d.p_value(low)[0] == pytest.approx(1 - level, abs=1e-6)
        assert d.tail(low, "low")[0] == pytest.approx((1 - level) / 2, abs=1e-6)
    if high > mean + 1e-6:
        assert d.p_value(high)[0] == pytest.approx(1 - level, abs=1e-6)
    assert d.p_value(mean)[0] == 1


def test_a_difference_is_squares_and_add():  # 3
    a, b = Means(ITEM, [0, 0, 1, 2, 4, 3, 2], FLAT), Means(ITEM, [0, 0, 0, 9, 40, 151, 200], FLAT)
    (low_a,), (high_a,), (low_b,), (high_b,) = *a.limits(0.9), *b.limits(0.9)
    (mean_a,), (mean_b,), (low,), (high,) = a.mean, b.mean, *Difference(a, b).limits(0.9)
    assert mean_a - mean_b - low == pytest.approx(np.sqrt((mean_a - low_a) ** 2 + (high_b - mean_b) ** 2))
    assert high - mean_a + mean_b == pytest.approx(np.sqrt((high_a - mean_a) ** 2 + (mean_b - low_b) ** 2))


@settings(max_examples=20, deadline=None)
@given(gaps)
def test_mirrored_answers_have_mirrored_limits(counts):  # 4
    low, high = interval(GAP, counts, TRIANGLE)
    assert interval(-GAP, counts, TRIANGLE) == (-high, -low)


@settings(max_examples=20, deadline=None)
@given(answers, st.permutations(range(7)))
def test_order_and_empty_columns_do_not_matter(counts, order):  # 4
    expected = interval(ITEM, counts, FLAT)
    order = list(order)
    assert interval(ITEM[order], np.array(counts)[order], FLAT) == pytest.approx(expected, abs=1e-8)
    padded = interval([*ITEM, 7, 7, 4], [*counts, 0, 0, 0], [*FLAT, 0, 0, 0])
    assert padded == pytest.approx(expected, abs=1e-8)


@settings(max_examples=20, deadline=None)
@given(answers)
def test_higher_levels_reach_further(counts):  # 4
    low, high = zip(*(interval(ITEM, counts, FLAT, level) for level in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)), strict=True)
    assert (np.diff(low) <= 0).all() and (np.diff(high) >= 0).all()


def test_many_smooth_answers_give_students_interval():  # 5
    counts = np.array([40, 160, 400, 560, 480, 260, 100])
    sd = np.sqrt(np.cov(ITEM, fweights=counts))
    half = stats.t.ppf(0.975, 1999) * sd / np.sqrt(2000)
    mean = counts @ ITEM / 2000
    assert interval(ITEM, counts, FLAT) == pytest.approx((mean - half, mean + half), abs=0.02 * half)


@pytest.mark.parametrize(("answers_", "points"), [(1, 7), (2, 7), (10, 5)])
def test_a_spread_is_how_random_answers_add_up(answers_, points):  # 1
    rng = np.random.default_rng(3)
    total = rng.integers(0, points, (200_000, answers_)).sum(1)
    drawn = np.bincount(total, minlength=answers_ * (points - 1) + 1) / len(total)
    assert np.abs(spread(points, answers_) - drawn).max() < 0.005


def test_at_the_ceiling_it_keeps_what_student_breaks():  # 6
    rng = np.random.default_rng(20260601)
    shares = np.array([0.01, 0.01, 0.01, 0.02, 0.03, 0.04, 0.88])
    tables = rng.multinomial(10, shares, size=400)
    truth, means = shares @ ITEM, tables @ ITEM / 10
    low, high = Means(ITEM, tables, FLAT).limits(0.95)
    half = stats.t.ppf(0.975, 9) * np.sqrt((tables @ ITEM**2 / 10 - means**2) / 9)
    assert np.mean((low <= truth) & (truth <= high)) > 0.94
    assert np.mean(np.abs(truth - means) <= half) < 0.80


@pytest.mark.parametrize("heavy", [10**14, 10**16, 10**18, 10**30])
def test_one_answer_that_outweighs_all_others_has_limits(heavy: int) -> None:
    for counts in ((2 / heavy, 3 / heavy, 1.0), (1.0, 3 / heavy, 2 / heavy)):
        found = Means([1, 4, 7], counts, spread(7, 1)[[0, 3, 6]])
        low, high = found.limits()
        assert 1 <= low[0] <= found.mean[0] <= high[0] <= 7
