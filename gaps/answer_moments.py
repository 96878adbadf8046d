"""The sums of products of one dimension's answers, from which reliability follows: what is counted, and how it is read back.

An answer x is taken from the middle of the scale, so that sums stay small; of those who answered all J items. q is a
respondent's sum of squared answers, t the sum of the answers. Sums up to the fourth order make the spread of alpha itself
computable without a look at any respondent.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, reduce
from itertools import combinations_with_replacement
from math import comb, lcm
from operator import add
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import astuple

from surveys.instrument import Instrument

Array = np.ndarray[Any, Any]


class AnswerMoments(Struct, frozen=True):
    """Sums over `n` respondents. The last three have some shape S, `x`, `qx`, `xtt` have S + (J,), `xx` has S + (J, J).

    S is () for counted sums (exact: Python's integers and fractions in arrays of objects); a simulation passes many samples of
    one size at once.
    """

    n: Any
    x: Array
    xx: Array
    qx: Array
    xtt: Array
    qq: Any
    qtt: Any
    tttt: Any

    @property
    def items(self) -> int:
        return int(self.x.shape[-1])

    def whole(self) -> AnswerMoments:
        """Sums that are fractions, all times the least number that makes whole ones of them; of samples, as they are."""
        if self.x.dtype != object:
            return self
        least = lcm(*(value.denominator for sums in astuple(self) for value in np.ravel(sums)))
        return AnswerMoments(*(_numerators(sums, least) for sums in astuple(self)))

    def with_share_of(self, other: AnswerMoments, weight: Fraction) -> AnswerMoments:
        """These respondents and `weight` of the others."""
        exact = self.x.dtype == object
        shares = (weight * theirs for theirs in astuple(other))
        return AnswerMoments(*(m + (s if exact else np.asarray(s, float)) for m, s in zip(astuple(self), shares, strict=True)))


def middle(instrument: Instrument) -> int:
    """Where answers are counted from, so that sums of their fourth powers stay small."""
    return (instrument.scale.low + instrument.scale.high) // 2


def products(answers: list[Any]) -> dict[int, Any]:
    """The expressions to add up, by number, in the order in which `moments_of` reads them; the first counts respondents."""
    one = answers[0] * 0 + 1
    q, t = reduce(add, (x * x for x in answers)), reduce(add, answers)
    pairs = [x * y for x, y in combinations_with_replacement(answers, 2)]
    tt = t * t
    return dict(enumerate([one, *answers, *pairs, *(q * x for x in answers), *(tt * x for x in answers), q * q, q * tt, tt * tt]))


def moments_of(sums: dict[int, int], items: int) -> AnswerMoments:
    """The moments from the sums of `products`; a sum that is absent is zero."""
    found = [sums.get(i, 0) for i in range(4 + 3 * items + items * (items + 1) // 2)]
    n, x, rest = found[0], found[1 : 1 + items], found[1 + items :]
    xx = np.zeros((items, items), object)
    for (j, k), value in zip(combinations_with_replacement(range(items), 2), rest, strict=False):
        xx[j, k] = xx[k, j] = value
    *vectors, qq, qtt, tttt = rest[items * (items + 1) // 2 :]
    return AnswerMoments(n, _exact(x), xx, _exact(vectors[:items]), _exact(vectors[items:]), qq, qtt, tttt)


def _exact(values: list[int]) -> Array:
    return np.array(values, object)


def _numerators(sums: Any, denominator: int) -> Any:
    if isinstance(sums, np.ndarray):
        return np.array([_numerators(value, denominator) for value in sums.flat], object).reshape(sums.shape)
    return sums.numerator * (denominator // sums.denominator)


class GapMoments(Struct, frozen=True):
    """Sums over respondents who answered all items of a dimension on both sides of a gap: `minuend` and `subtrahend` (J,) of
    each item; of the squares and the products of matching items; of the squares and the product of both sums."""

    n: int
    minuend: tuple[int, ...]
    subtrahend: tuple[int, ...]
    squares: tuple[int, int, int]
    totals: tuple[int, int, int]


def gap_moments_of(sums: dict[int, int], items: int) -> GapMoments:
    """From numbered sums: respondents, each item of the minuend, of the subtrahend, Σ m², Σ s², Σ m·s over items, and of totals."""
    n, *rest = (sums.get(i, 0) for i in range(7 + 2 * items))
    minuend, subtrahend, last = tuple(rest[:items]), tuple(rest[items : 2 * items]), rest[2 * items :]
    return GapMoments(n, minuend, subtrahend, (last[0], last[1], last[2]), (last[3], last[4], last[5]))


# ---- imagined respondents --------------------------------------------------------------------------------------------
@cache
def uniform_respondent(low: int, high: int, items: int, alike: bool) -> AnswerMoments:
    """Expected sums of one respondent whose answers are uniformly random on low … high.

    `alike`: the same answer to every item; otherwise each answer has nothing to do with the others.
    """
    power = [Fraction(sum(v**k for v in range(low, high + 1)), high - low + 1) for k in range(5)]
    if alike:
        joint = {(a, b): items ** (a + b) * power[2 * a + b] for a in range(3) for b in range(5 - 2 * a)}
    else:
        joint = _independent(power, items)
    between = (joint[0, 2] - joint[1, 0]) / (items * (items - 1))
    xx = np.full((items, items), between, object)
    np.fill_diagonal(xx, joint[1, 0] / items)
    each = [np.full(items, joint[key] / items, object) for key in ((0, 1), (1, 1), (0, 3))]
    return AnswerMoments(1, each[0], xx, each[1], each[2], joint[2, 0], joint[1, 2], joint[0, 4])


def _independent(power: list[Fraction], items: int) -> dict[tuple[int, int], Fraction]:
    """E[q^a t^b] for a sum of independent answers, item by item."""
    keys = [(a, b) for a in range(3) for b in range(5 - 2 * a)]
    joint = {key: Fraction(key == (0, 0)) for key in keys}
    for _ in range(items):
        joint = {
            (a, b): sum(
                (comb(a, i) * comb(b, k) * joint[i, k] * power[2 * (a - i) + b - k] for i in range(a + 1) for k in range(b + 1)),
                Fraction(0),
            )
            for a, b in keys
        }
    return joint
