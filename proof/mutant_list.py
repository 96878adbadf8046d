"""The mutants by hand: what a tired person might type instead."""

# ruff: noqa: E501

from __future__ import annotations

from msgspec import Struct


class Mutant(Struct, frozen=True):
    """In `file` the text `old` becomes `new`; `what` is then wrong, and one of `tests` must notice."""

    file: str
    old: str
    new: str
    what: str
    tests: tuple[str, ...]


def _tests(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/gaps/test_{name}.py" for name in names)


OVER = _tests("overall")
EST, EFF, NEAR, AN = _tests("estimates", "second_opinion"), _tests("effects"), _tests("near_answer"), _tests("rules", "analysis", "respondents")
RESP, DISC, COMP, UNITS = _tests("respondents", "analysis"), _tests("rules", "disclosure", "analysis"), _tests("comparisons"), _tests("units")
REL, RULES = _tests("reliability"), _tests("rules")
MUTANTS = (
    # moments
    Mutant("gaps/distribution.py", "sd = sqrt(around / ((total * d.den) ** 2 * (n - 1)))", "sd = sqrt(around / ((total * d.den) ** 2 * n))", "the standard deviation divides by n", EST),
    Mutant("gaps/distribution.py", "sqrt(around / ((total * d.den) ** 2 * n * (n - 1))))", "sqrt(around / ((total * d.den) ** 2 * n * n)))", "the error divides by n twice", EST),
    Mutant("gaps/distribution.py", "mean = s1 / (total * d.den)", "mean = s1 / (total * d.den + 1)", "the mean divides by one too many", EST),
    Mutant("gaps/distribution.py", "spread = (q2 * total**2 - 2 * s1 * q1 * total + s1 * s1 * q0) * n", "spread = (q2 * total**2 - s1 * q1 * total + s1 * s1 * q0) * n", "the weighted error loses a factor two", EST),
    Mutant("gaps/distribution.py", "around = fsum(w * (v - mean) ** 2", "around = fsum(w * abs(v - mean)", "absolute for squared deviations", (*EST, *RESP)),
    Mutant("gaps/scores.py", "[t.at[:, 1] - t.at[:, 0] for t in both]", "[t.at[:, 0] - t.at[:, 1] for t in both]", "E − P for P − E on items", RESP),
    Mutant("gaps/scores.py", "table.where((table.at[:, :2] != NOTHING).all(1))", "table", "a missing answer counts as its code", RESP),
    Mutant("gaps/scores.py", "(table.where(table.at[:, axis] != NOTHING), axis)", "(Table(np.maximum(table.at, 0), table.sums), axis)", "missing counts as zero", RESP),
    Mutant("gaps/scores.py", "(level - np.array(missed))[at]", "0 * (level - np.array(missed))[at]", "scores with missing items are not centred", (*EST, *RESP)),
    Mutant("gaps/scores.py", "if p >> j & 1) / p.bit_count()", "if p >> j & 1) / items", "centring divides by all items", (*EST, *RESP)),
    Mutant("gaps/scores.py", "kept = answered >= enough(block.items)", "kept = answered > enough(block.items)", "half of the items is no longer enough", (*EST, *RESP)),
    Mutant("gaps/bases.py", "return ceil(items / 2)", "return items // 2", "half is rounded down", (*EST, *RESP)),
    # Student, Welch, Wilson, Holm
    Mutant("gaps/estimates.py", "special.stdtrit(self.df, (1 + level) / 2)", "special.ndtri((1 + level) / 2)", "normal for Student quantiles", EST),
    Mutant("gaps/estimates.py", "max(SMALLEST, 2 * special.stdtr(", "max(SMALLEST, special.stdtr(", "one tail for two", EST),
    Mutant("gaps/estimates.py", "return float(max(SMALLEST, special.stdtr(self.df, -below)", "return float(min(special.stdtr(self.df, -below)", "equivalence takes the smaller p", EST),
    Mutant("gaps/estimates.py", "(margin - self.value) / self.se", "(margin + self.value) / self.se", "equivalence tests one bound twice", EST),
    Mutant("gaps/estimates.py", "df = (va + vb) ** 2 / (va**2 / a.df + vb**2 / b.df)", "df = a.df + b.df", "Student's degrees of freedom for Welch's", EST),
    Mutant("gaps/estimates.py", "return StudentMean(a.mean - b.mean, sqrt(va + vb), df)", "return StudentMean(b.mean - a.mean, sqrt(va + vb), df)", "the two groups change sides", EST),
    Mutant("gaps/estimates.py", "z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))", "z * sqrt(p * (1 - p) / total)", "Wilson's reach is half Wald's", EST),
    Mutant("gaps/estimates.py", "min(1.0, (len(p) - rank) * p[i])", "min(1.0, len(p) * p[i])", "Bonferroni for Holm", EST),
    Mutant("gaps/estimates.py", "running = max(running, min(", "running = max(0.0, min(", "Holm's p may fall", EST),
    Mutant("gaps/estimates.py", "(s.value - against) / s.se", "s.value / s.se", "a test against a target forgets it", (*EST, *AN)),
    # signs and ranks
    Mutant("gaps/signed.py", "ranks = s.zero[:, None] + _ranks(s)", "ranks = _ranks(s)", "zeros are dropped before ranking", EFF),
    Mutant("gaps/signed.py", "(ranks * (s.above - s.below)).sum(axis=1) / np.sqrt", "(ranks * (s.below - s.above)).sum(axis=1) / np.sqrt", "the sign of Wilcoxon's z", EFF),
    Mutant("gaps/signed.py", "return z, 2 * special.ndtr(-np.abs(z))", "return z, special.ndtr(-np.abs(z))", "Wilcoxon's p has one tail", EFF),
    Mutant("gaps/signed.py", "2 * special.bdtr(np.minimum(above, below)", "2 * special.bdtr(np.maximum(above, below)", "the sign test counts the wrong side", EFF),
    Mutant("gaps/signed.py", "/ (differ * (differ + 1) / 2)", "/ (differ * differ / 2)", "the sum of ranks is n²/2", EFF),
    Mutant("gaps/signed.py", "- (s.both - 1) / 2", "- s.both / 2", "mid-ranks are half a rank too low", EFF),
    # standardised differences
    Mutant("gaps/standardised.py", "limits = noncentral(p.mean / p.se, p.n - 1, level)", "limits = noncentral(p.mean / p.se, p.n, level)", "dz has n degrees of freedom", EFF),
    Mutant("gaps/standardised.py", "np.sqrt((a * a + b * b) / 2)", "np.sqrt(a * b)", "dav takes the geometric mean", EFF),
    Mutant("gaps/standardised.py", "df = 2 * (p.n - 1) / (1 + np.clip(r, -1, 1) ** 2)", "df = p.n - 1", "dav has the degrees of freedom of dz", EFF),
    Mutant("gaps/standardised.py", "special.gammaln((df - 1) / 2)) / np.sqrt(df / 2)", "special.gammaln((df - 1) / 2)) / np.sqrt((df - 1) / 2)", "Hedges' factor is off", EFF),
    # two groups
    Mutant("gaps/two_groups.py", "(n - 1) * va + (m - 1) * vb) / (n + m - 2)", "n * va + m * vb) / (n + m)", "the pooled deviation divides by n + m", EFF),
    Mutant("gaps/two_groups.py", "np.where(sd > 0, (ma - mb) / sd, np.nan)", "np.where(sd > 0, (mb - ma) / sd, np.nan)", "the sign of Hedges' g", EFF),
    Mutant("gaps/two_groups.py", "(2 * below + counts) / size[:, None] - 1", "2 * below / size[:, None] - 1", "ties count as lower in Cliff's delta", EFF),
    Mutant("gaps/permutation.py", "(1 + as_far.sum()) / (DRAWS + 1)", "as_far.sum() / DRAWS / 2", "the permutation p has one tail", EFF),
    Mutant("gaps/permutation.py", "as_far = np.abs(_welch(", "as_far = -np.abs(_welch(", "permutations are counted on the wrong side", EFF),
    Mutant("gaps/bca.py", "bias = special.ndtri(float(np.interp(0.0, sums, below)))", "bias = special.ndtri(float(np.interp(0.0, sums, below))) + 0.3", "the bias correction is off", EFF),
    Mutant("gaps/bca.py", "acceleration = float(around**3 @ counts) / (6 * (n * variance) ** 1.5)", "acceleration = -float(around**3 @ counts) / (6 * (n * variance) ** 1.5) * 3", "the acceleration has the wrong sign", EFF),
    # the printed interval
    Mutant("gaps/near_answer.py", "near = np.where(x <= mean[:, None] + 1e-9 * reach, random, 0)", "near = np.where(x >= mean[:, None] - 1e-9 * reach, random, 0)", "the answer is added on the far side", NEAR),
    Mutant("gaps/near_answer.py", "MASS = 1.0", "MASS = 0.0001", "no answer is added", NEAR),
    Mutant("gaps/near_answer.py", "q = np.repeat([(1 - level) / 2 for level in levels]", "q = np.repeat([(1 - level) for level in levels]", "the interval has twice its error", NEAR),
    Mutant("gaps/near_answer.py", "return np.minimum(1, 2 * found[0]), found[1:]", "return np.minimum(1, found[0]), found[1:]", "the p of a mean has one tail", NEAR),
    Mutant("gaps/near_answer.py", "down = np.hypot(self.a.mean - a[:, 0], b[:, 1] - self.b.mean)", "down = np.hypot(self.a.mean - a[:, 0], self.b.mean - b[:, 0])", "MOVER takes the wrong limit of the second group", NEAR),
    Mutant("gaps/near_answer.py", "return np.minimum(1, 2 * found[:2].min(0)), found[2:]", "return np.minimum(1, 2 * found[:2].max(0)), found[2:]", "the p of a difference takes the larger tail", NEAR),
    Mutant("gaps/dirichlet.py", "np.cumprod(total - np.array([[1], [2], [3]]), axis=0)", "np.cumprod(total - np.array([[1], [2], [2]]), axis=0)", "the third derivative has the factor of the second", NEAR),
    Mutant("gaps/dirichlet.py", "doubtful = off * off / size * scale > ", "doubtful = off * off * off / size * scale > ", "tails are taken for surer than they are", NEAR),
    Mutant("gaps/near_side.py", "t * (1 - t * bend / 2 + t * t * (3 * bend**2 - twist) / 6)", "t * (1 - t * bend / 2 + t * t * (bend**2 - twist) / 6)", "a step takes the wrong third derivative", NEAR),
    Mutant("gaps/near_answer.py", "        total = np.convolve(total, flat)\n", "        pass\n", "a gap's random answer is flat, not triangular", NEAR),
    Mutant("gaps/inference.py", "return 2 * level - 1", "return level", "equivalence uses the 95 % interval", AN),
    Mutant("gaps/inference.py", "start, size = -scale.span if sides == 2 else scale.low, sides * scale.span * grid + 1", "start, size = -scale.span if sides == 2 else scale.low, scale.span * grid + 1", "a gap's scale is that of one answer", (*RESP, *AN)),
    Mutant("gaps/inference.py", "((q.shift - q.null, _mean(q), q.left) for q in questions)", "((-q.null, _mean(q), q.left) for q in questions)", "overall scores are not moved to the headline", OVER),
    Mutant("gaps/inference.py", "means + np.sqrt(left) * (", "means + left * (", "counted staff shrink the interval by the squared error", _tests("staff")),
    Mutant("gaps/inference.py", "low, narrow_low = (min(x, max(round(y, 8), least))", "low, narrow_low = (max(x, max(round(y, 8), least))", "the narrower limit of an overall score is taken", OVER),
    Mutant("gaps/inference.py", "max(a.p, steady(b.p))", "min(a.p, steady(b.p))", "the smaller p of an overall score is taken", OVER),
    Mutant("gaps/estimates.py", "max(1.0, share * m.n - 1)", "max(1.0, m.n - 1)", "weights leave Student's degrees of freedom alone", OVER),
    Mutant("gaps/staff.py", "(population - asked + 1) / population", "max(0.01, (population - asked) / population)", "no more staff are unseen than there are", _tests("staff")),
    Mutant("gaps/overall_scores.py", "+ (0.5 + NEAR))", ")", "overall scores are rounded down", OVER),
    Mutant("gaps/overall_scores.py", "np.where(answered >= enough(len(blocks)),", "np.where(answered >= 1,", "one dimension is an overall score", OVER),
    # roll-ups
    Mutant("gaps/rollup.py", "variance += 2 * _covariance(", "variance += _covariance(", "covariances of dimensions count once", RESP),
    Mutant("gaps/rollup.py", "se = sqrt(max(0.0, variance)) / len(parts)", "se = sqrt(max(0.0, variance))", "the error of the headline is not divided", RESP),
    Mutant("gaps/rollup.py", "sum(m.mean for m in parts) / len(parts)", "sum(m.mean * m.n for m in parts) / sum(m.n for m in parts)", "the headline weighs dimensions by their answers", RESP),
    Mutant("gaps/paired.py", "(given, wished, given - wished)", "(given, wished, wished - given)", "E − P for P − E in dimensions", RESP),
    Mutant("gaps/paired.py", "return [\"rollups_differ\"] if abs(centred - plain) > 0.05 else []", "return [\"rollups_differ\"] if abs(centred - plain) > 0.5 else []", "roll-ups may differ by half a point unsaid", RESP),
    Mutant("gaps/paired.py", "return gathered(x / (den * total), table.sums, 0)", "return gathered(x / (den * 100), table.sums, 0)", "points that do not add up are not rescaled", (*RESP, *AN)),
    Mutant("gaps/paired.py", "if at_top >= 0.5 or", "if at_top >= 0.95 or", "the ceiling is not warned of", (*EFF, *AN, "tests/reports/test_findings.py")),
    # independent groups and ratings
    Mutant("gaps/unpaired.py", "d = answers(table, {NO_STANDARD: worst})", "d = answers(table, {NO_STANDARD: 7})", "no standards counts as the best answer", AN),
    Mutant("gaps/unpaired.py", "return (None, None) if 0 < none < FEW else", "return (None, None) if none < 0 else", "one who says there are no standards is told of", AN),
    # verdicts
    Mutant("gaps/verdicts.py", "if -margin < e.narrow_low and e.narrow_high < margin:", "if -margin < e.narrow_low or e.narrow_high < margin:", "meets on one side only", AN),
    Mutant("gaps/verdicts.py", "return \"shortfall\" if e.value < 0 else \"exceeds\", _maybe_small", "return \"exceeds\" if e.value < 0 else \"shortfall\", _maybe_small", "shortfall and exceeds change places", AN),
    Mutant("gaps/verdicts.py", "if adjusted <= alpha:", "if e.p <= alpha:", "verdicts use the raw p", (*AN, *RESP)),
    Mutant("gaps/verdicts.py", "if e.low >= -margin:", "if e.value >= -margin:", "a rating meets its target by its mean alone", AN),
    Mutant("gaps/verdicts.py", "(\"may_be_small\",) if min(abs(e.low), abs(e.high)) < margin else ()", "()", "small gaps are not said to be small", AN),
    Mutant("gaps/verdicts.py", "return [_withheld(d) if d.withheld else", "return [_withheld(d) if False else", "small groups are shown", DISC),
    Mutant("gaps/estimates.py", "StudentMean(new.value - old.value, hypot(new.se, old.se), df)", "StudentMean(old.value - new.value, hypot(new.se, old.se), df)", "the difference of two means is turned", EST),
    Mutant("gaps/changes.py", "question=new.question, other=old.question", "question=old.question, other=new.question", "better and worse change places over time", (*RULES, *AN, *RESP)),
    # groups and units
    Mutant("gaps/comparisons.py", "between = fsum(w * (m.mean - centre) ** 2 for w, m in zip(weights, members, strict=True)) / (k - 1)", "between = fsum(w * (m.mean - centre) ** 2 for w, m in zip(weights, members, strict=True)) / k", "Welch's F divides by k", COMP),
    Mutant("gaps/comparisons.py", "fsum((1 - w / total) ** 2 / (m.n - 1)", "fsum((1 - w / total) / (m.n - 1)", "Welch's second degrees of freedom", COMP),
    Mutant("gaps/comparisons.py", "mean = (n * m.mean + centre) / (n + 1)", "mean = m.mean", "the respondent more leaves the means apart", COMP),
    Mutant("gaps/comparisons.py", "variance = (within + spread + between / (n + 1)) / n", "variance = (within + between / (n + 1)) / n", "the respondent more lends no spread", COMP),
    Mutant("gaps/comparisons.py", "return [c if c.verdict == \"differ\" else _unlettered(c) for c in found]", "return found", "letters do not follow the decision", COMP),
    Mutant("gaps/clusters.py", "return shown if len(branches) - len(shown) < FEWEST else", "return shown if len(branches) - len(shown) < 0 else", "withheld branches tell how alike answers are", UNITS),
    Mutant("gaps/clusters.py", "return 1 + (", "return 2 + (", "the design effect is one too large", UNITS),
    # reliability
    Mutant("gaps/alpha.py", "Fraction(items, items - 1) * (1 - Fraction(np.trace(c), whole))", "Fraction(items - 1, items) * (1 - Fraction(np.trace(c), whole))", "alpha's factor is upside down", REL),
    Mutant("gaps/omega.py", "return round(float(common / (common + own.sum())), 8)", "return round(float(common / (common + (own**2).sum())), 8)", "omega squares the own variances", REL),
    # withholding
    Mutant("gaps/withholding.py", "FLOOR = 5", "FLOOR = 1", "groups of two may be shown", DISC),
    Mutant("gaps/few_apart.py", "default=0) < least else", "default=0) < 1 else", "a second source of a few people is told apart", DISC),
    # power
    Mutant("gaps/sensitivity.py", "n == 0 or n >= fewest for n, fewest in zip", "n >= 0 for n, fewest in zip", "two numbers tell what a few flagged people answered", RULES),
)
