"""One side of near-answer intervals: where the tail of the law has a given size, and where two such tails meet.

On the normal scale a tail is nearly straight, and `dirichlet` gives three derivatives with it: one look at a good first guess
is mostly enough. Limits are then within 1e-9 of the scale's reach of where many more looks would put them, tails within 1e-12.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import special

from gaps import dirichlet

Array = NDArray[np.float64]

NEAR = 1e-2  # from this near on the normal scale, a step by three derivatives leaves an error below its fourth power
TRUSTED = 1e-7  # of a tail: so little may hang on the third derivative where two tails meet
NEARER = 1e-5  # so near it must be for a step by one, of Newton's, where a handful of answers has no other


class Side(Struct, frozen=True, dict=True):
    """One end of the intervals: Dirichlet weights alpha (R, K) on values x (R, K), all turned so that the end is the lower."""

    x: Array
    alpha: Array
    mean: Array

    def tail(self, c: Array) -> dirichlet.Tail:
        """P(mean ≤ c) for c (R,)."""
        return dirichlet.tail(self.x, self.alpha, c)

    def quantile(self, q: Array) -> Array:
        """The limit (R,) below which the mean lies with probability q (R,); never beyond the sample mean."""
        first, again = _distinct(self.x, self.alpha, q[:, None])
        return np.minimum(_quantile(self.rows(first), q[first])[again], self.mean)

    def rows(self, chosen: Any) -> Side:
        return Side(self.x[chosen], self.alpha[chosen], self.mean[chosen])

    @staticmethod
    def joined(sides: Sequence[Side]) -> Side:
        """One below the other, as one long computation takes less time than several short ones."""
        x, alpha, mean = (np.concatenate([getattr(s, part) for s in sides]) for part in ("x", "alpha", "mean"))
        return Side(x, alpha, mean)

    @cached_property
    def bounds(self) -> tuple[Array, Array]:
        """The least and the greatest value with any weight."""
        used = self.alpha > 0
        return np.where(used, self.x, np.inf).min(1), np.where(used, self.x, -np.inf).max(1)

    @cached_property
    def moments(self) -> tuple[Array, Array, Array, Array]:
        """Centre, standard deviation, skewness and excess (both 0 where all weight is on one value) of the law."""
        total = self.alpha.sum(1)
        centre = (self.alpha * self.x).sum(1) / total
        off = self.x - centre[:, None]
        square = off * off  # powers with any other exponent take ten times as long
        second, third, fourth = ((self.alpha * power).sum(1) for power in (square, square * off, square * square))
        rising = np.cumprod([total + k for k in range(4)], axis=0)
        sd = np.sqrt(second / rising[1])
        unit = np.where(sd > 0, sd, 1)
        excess = (6 * fourth + 3 * second**2) / rising[3] / unit**4 - 3
        return centre, sd, 2 * third / rising[2] / unit**3, np.where(sd > 0, excess, 0)


def _distinct(*parts: Array) -> tuple[list[int], list[int]]:
    """The first row of each kind, and for each row the place of its kind among them: one group is a side of many questions."""
    places: dict[bytes, int] = {}
    again = [places.setdefault(row.tobytes(), len(places)) for row in np.hstack(parts)]
    firsts = dict(zip(reversed(again), reversed(range(len(again))), strict=True))
    return [firsts[place] for place in range(len(places))], again


def _quantile(side: Side, q: Array) -> Array:
    """Steps on the normal scale, where the tail is nearly straight, kept in a bracket; rows leave as they arrive."""
    low, high = (bound.copy() for bound in side.bounds)
    c, reach = _start(side, q, low, high), high - low
    goal = special.ndtri(q)
    rows = np.flatnonzero(high > low)
    for _ in range(60):
        law = Bent.of(side.rows(rows).tail(c[rows]))
        short = goal[rows] - law.z
        low[rows], high[rows] = np.where(short > 0, c[rows], low[rows]), np.where(short > 0, high[rows], c[rows])
        step = c[rows] + law.step(short)
        inside = (step >= low[rows]) & (step <= high[rows])
        c[rows] = np.where(inside, step, (low[rows] + high[rows]) / 2)
        arrived = inside & (np.abs(short) < law.near)
        rows = rows[~arrived & (high[rows] - low[rows] > 1e-12 * reach[rows])]
        if not len(rows):
            break
    return c


class Bent(NamedTuple):
    """Tails on the normal scale, z with Φ(z) = P(mean ≤ c), and the derivatives of z in c; all (R,)."""

    z: Array
    first: Array
    second: Array
    third: Array

    @staticmethod
    def of(law: dirichlet.Tail) -> Bent:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            z = special.ndtri(law.mass)
            height = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
            first = law.density / height
            second = law.slope / height + z * first**2
            third = law.bend / height + 3 * z * first * second + (1 - z * z) * first**3
        few = law.slope == 0
        return Bent(z, first, np.where(few, 0, second), np.where(few, 0, third))

    @property
    def near(self) -> Array:
        return np.where(self.second == 0, NEARER, NEAR)

    def plainer(self) -> Bent:
        """The same without the third derivative, to see how much hangs on it."""
        return self._replace(third=np.where(self.second == 0, self.third, 0))

    def step(self, short: Array) -> Array:
        """How far c must move for z to move by `short`."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            bend, twist = self.second / self.first, self.third / self.first
            t = short / self.first
            return np.asarray(t * (1 - t * bend / 2 + t * t * (3 * bend**2 - twist) / 6))

    def after(self, move: Array) -> tuple[Array, Array]:
        """z and its derivative where c has moved so far."""
        z = self.z + move * (self.first + move * (self.second / 2 + move * self.third / 6))
        return z, self.first + move * (self.second + move * self.third / 2)


def _start(side: Side, q: Array, low: Array, high: Array) -> Array:
    """A first guess: Cornish and Fisher's where the law is nearly straight, else that of a Beta law."""
    centre, sd, skew, excess = side.moments
    z = special.ndtri(q)
    start = centre + sd * (z + (z * z - 1) * skew / 6 + (z**3 - 3 * z) * excess / 24 - (2 * z**3 - 5 * z) * skew**2 / 36)
    bent = (np.abs(skew) > 0.4) & (high > low)
    start[bent] = _beta(q[bent], centre[bent], sd[bent], low[bent], high[bent])
    reach = high - low
    return np.asarray(np.clip(start, low + 1e-9 * reach, high - 1e-9 * reach))


def _beta(q: Array, centre: Array, sd: Array, low: Array, high: Array) -> Array:
    """The quantile of the Beta law on low … high with this mean and standard deviation."""
    share = (centre - low) / (high - low)
    size = np.maximum(share * (1 - share) * ((high - low) / sd) ** 2 - 1, 1e-3)
    return np.asarray(low + (high - low) * special.betaincinv(share * size, (1 - share) * size, q))


def meeting(first: Side, second: Side, far: Array) -> Array:
    """The tail q at which both limits lie together `far` below their means: (mean − limit)² + (mean − limit)² = far².

    With the limits at mean − far·cos t and mean − far·sin t one tail grows in t, the other falls: steps in a bracket, each to
    where the laws would meet that bend as these do here. The meeting lies between the two wherever one looks, so the least of
    the larger and the greatest of the smaller enclose it, also where a tail leaps; from a half on it says nothing, and is a half.
    """
    low, high = np.zeros(len(far)), np.full(len(far), np.pi / 2)
    least, most = np.zeros(len(far)), np.ones(len(far))
    t, rows = np.arctan2(second.moments[1], np.maximum(first.moments[1], 1e-300)), np.arange(len(far))
    for _ in range(60):
        d, at = far[rows], t[rows]
        c, e = first.mean[rows] - d * np.cos(at), second.mean[rows] - d * np.sin(at)
        one, two = _two_tails(first.rows(rows), second.rows(rows), c, e)
        short = one.mass < two.mass
        low[rows], high[rows] = np.where(short, at, low[rows]), np.where(short, high[rows], at)
        least[rows] = np.maximum(least[rows], np.minimum(one.mass, two.mass))
        most[rows] = np.minimum(most[rows], np.maximum(one.mass, two.mass))
        a, b = Bent.of(one), Bent.of(two)
        step, meet = _met(a, b, d, at)
        rough = _met(a.plainer(), b.plainer(), d, at)[1]
        inside = (step >= low[rows]) & (step <= high[rows]) & (meet >= least[rows]) & (meet <= most[rows])
        t[rows] = np.where(inside, step, (low[rows] + high[rows]) / 2)
        with np.errstate(invalid="ignore"):  # both may be beyond all numbers
            near = np.abs(a.z - b.z) < np.minimum(a.near, b.near)
            arrived = inside & near & (np.abs(meet - rough) < TRUSTED)
        least[rows], most[rows] = np.where(arrived, meet, least[rows]), np.where(arrived, meet, most[rows])
        apart = (most[rows] - least[rows] > dirichlet.LEAST) & (high[rows] - low[rows] > 1e-15)
        rows = rows[~arrived & apart & (least[rows] < 0.5) & (most[rows] > dirichlet.LEAST)]
        if not len(rows):
            break
    return np.minimum(most, 0.5)


def _met(a: Bent, b: Bent, far: Array, t: Array) -> tuple[Array, Array]:
    """Where two laws that bend so meet, by Newton from t, and the tail there."""
    place = t
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(3):
            one, rise = a.after(far * (np.cos(t) - np.cos(place)))
            two, fall = b.after(far * (np.sin(t) - np.sin(place)))
            place = place - (one - two) / (rise * far * np.sin(place) + fall * far * np.cos(place))
        one, _ = a.after(far * (np.cos(t) - np.cos(place)))
    return place, special.ndtr(one)


def _two_tails(first: Side, second: Side, c: Array, d: Array) -> tuple[dirichlet.Tail, dirichlet.Tail]:
    """P(first ≤ c) and P(second ≤ d), in one computation where both have as many values."""
    if first.x.shape[1] != second.x.shape[1]:
        return first.tail(c), second.tail(d)
    both = Side.joined((first, second)).tail(np.concatenate([c, d]))
    return both.rows(slice(len(c))), both.rows(slice(len(c), None))
