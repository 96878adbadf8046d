"""The one table of methods: every interval, test and effect that a result may carry.

Dispatch takes a test's null from here, the documentation its rows, and a test keeps every printed method on it. Words for
people stand in the locale files under the same ids. `checked` says against what, and where the check is.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal["interval", "test", "effect"]


class Method(Struct, frozen=True):
    """`null` is what a test puts to the question ("" for the others); `covers` what was measured of an interval."""

    id: str
    kind: Kind
    null: str
    reference: str
    checked: str
    covers: str = ""


PAIRED = "7-point populations of benchmarks/effect_coverage.py, n = 10 to 400"
APART = "where half the samples have one; pairs of 7-point populations, benchmarks/effect_coverage.py, 6 and 30 to 200 and 370"
ROWS = (
    Method("near_answer", "interval", "", "docs/decisions/intervals.md", "tests/gaps/test_near_answer.py"),
    Method("near_answer_mover", "interval", "", "docs/decisions/intervals.md", "tests/gaps/test_near_answer.py"),
    Method("near_answer_or_t", "interval", "", "docs/decisions/intervals.md", "tests/gaps/test_overall.py"),
    Method("near_answer_or_welch", "interval", "", "docs/decisions/intervals.md", "tests/gaps/test_overall.py"),
    Method("t", "interval", "", "Student 1908", "R t.test, NIST univariate sets"),
    Method("wilson", "interval", "", "Wilson 1927", "SciPy binomtest"),
    Method("fieller", "interval", "", "Fieller 1954", "the t test that it inverts", ".938 to .964: 9-point answers, n = 10 to 400"),
    Method("t_paired", "test", "mean_difference_zero", "Student 1908", "R t.test, pingouin"),
    Method("wilcoxon_pratt", "test", "symmetric_about_zero", "Pratt 1959", "R coin, SciPy"),
    Method("sign", "test", "as_many_above_as_below", "Arbuthnott 1710; Dixon and Mood 1946", "SciPy binomtest"),
    Method("t_welch", "test", "means_equal", "Welch 1947", "R t.test, pingouin"),
    Method("permutation", "test", "means_equal", "Janssen 1997; Chung and Romano 2013", "SciPy permutation_test"),
    Method("t_one_sample", "test", "mean_equals_target", "Student 1908", "R t.test"),
    Method("dz", "effect", "", "Cohen 1988; noncentral t", "R effectsize", f".924 to .994: {PAIRED}"),
    Method("hedges_gz", "effect", "", "Hedges 1981, exact factor, df n − 1", "R effectsize", "as dz"),
    Method("dav", "effect", "", "Cumming 2012; limits with df n − 1", "a second route", f".935 to .994: {PAIRED}"),
    Method("hedges_gav", "effect", "", "Hedges 1981, exact factor; Lakens 2013", "a second route", "as dav"),
    Method("rank_biserial", "effect", "", "Kerby 2014; Wilson with effective n", "pingouin", f".942 to .999: {PAIRED}"),
    Method("mean_bca", "effect", "", "Efron 1987, by exact convolution", "SciPy bootstrap"),
    Method("hedges_g", "effect", "", "Hedges 1981, exact factor", "R effectsize, pingouin", f".936 to .994: {APART}"),
    Method("cliff_delta", "effect", "", "Cliff 1996; DeLong 1988; Wilson", "brute force", f".943 to .996: {APART}"),
)
METHODS = {m.id: m for m in ROWS}
