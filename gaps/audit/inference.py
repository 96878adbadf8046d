"""What t, its degrees of freedom, p and the interval say of each other and of the estimate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import inf, sqrt

from scipy import special

from gaps.audit.differences import SLACK, spread, spread_of_gap
from gaps.audit.possible import Outcome
from gaps.audit.printed import Printed, outward
from gaps.audit.rows import Row

Range = tuple[float, float]
USUAL_LEVELS = (0.9, 0.95, 0.99)


def check(row: Row) -> Iterator[Outcome]:
    yield from _freedom(row)
    yield from _t(row)
    yield from _p(row)
    yield from _interval(row)
    yield from _zero(row)


def _freedom(row: Row) -> Iterator[Outcome]:
    """A paired t has n − 1; two groups of n each have up to 2n − 2."""
    if "df" in row.values and row.n:
        df = row.values["df"]
        if df.meets(Fraction(0), Fraction(2 * row.n - 2)):
            yield None
        else:
            yield row.problem("df", "df", df=df.text, n=str(row.n), low=str(row.n - 1), high=str(2 * row.n - 2))


def _t(row: Row) -> Iterator[Outcome]:
    made = t_range(row)
    if made is not None and "t" in row.values:
        t, value = row.values["t"], _estimate(row)
        low, high = size_of(t)
        if value is None or (low <= made[1] * (1 + SLACK) and made[0] <= high * (1 + SLACK) + SLACK):
            yield None
        else:
            code = "t" if _own_spread(row) else "t_sides"
            yield row.problem(code, "t", t=t.text, gap=value.text, n=str(row.n), **outward(*made, t.decimals))


def _estimate(row: Row) -> Printed | None:
    return row.values.get("gap")


def _own_spread(row: Row) -> bool:
    return "sd_gap" in row.values


def size_of(value: Printed) -> Range:
    """The least and the greatest absolute value."""
    low, high = value.floats
    return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))


def t_range(row: Row) -> Range | None:
    """The least and the greatest |t| = |gap|·√people / sd, on as many people as n, or as the degrees of freedom, say."""
    value, sd, people = _estimate(row), spread_of_gap(row), _people(row)
    if value is None or sd is None or people is None:
        return None
    (low, high), (least, most) = size_of(value), sd
    if most <= 0:
        return None
    return low * sqrt(people[0]) / most, high * sqrt(people[1]) / least if least > 0 else inf


def _people(row: Row) -> Range | None:
    """From n; where df speaks of fewer pairs than n, from either."""
    if row.n and row.n > 1:
        pairs = row.values["df"].floats[0] + 1 if "df" in row.values else row.n
        return max(2.0, min(float(row.n), pairs)), float(row.n)
    if "df" in row.values and row.values["df"].low >= 1:
        low, high = row.values["df"].floats
        return low + 1, high + 1
    return None


def freedoms(row: Row) -> list[float]:
    """The degrees of freedom as printed; else those of a paired t and of two groups."""
    if "df" in row.values:
        return [d for d in row.values["df"].floats if d > 0]
    return [row.n - 1.0, 2.0 * row.n - 2] if row.n and row.n > 1 else []


def _p(row: Row) -> Iterator[Outcome]:
    """A one-sided p is half as large, or, on the other side, one minus that: no contradiction, but worth a word."""
    freedom, p = freedoms(row), row.values.get("p")
    t = size_of(row.values["t"]) if "t" in row.values else t_range(row)
    if p is None or t is None or not freedom or (t[1] == inf and "t" not in row.values):
        return
    low, high = min(two_sided(t[1], d) for d in freedom), max(two_sided(t[0], d) for d in freedom)
    if _overlap(p, low, high):
        yield None
    elif _overlap(p, low / 2, high / 2) or _overlap(p, 1 - high / 2, 1 - low / 2):
        yield None
        yield row.remark("p_one_sided", "p", p=p.text)
    else:
        printed = row.values["t"].text if "t" in row.values else "–"
        code = "p" if "t" in row.values else "p_gap"
        yield row.problem(code, "p", p=p.text, t=printed, df=_freedom_text(row), **outward(low, high, max(3, p.decimals)))


def two_sided(t: float, df: float) -> float:
    return 2 * float(special.stdtr(df, -t))


def _overlap(p: Printed, low: float, high: float) -> bool:
    return p.floats[0] <= high * (1 + 1e-6) + 1e-12 and low * (1 - 1e-6) - 1e-12 <= p.floats[1]


def _freedom_text(row: Row) -> str:
    return row.values["df"].text if "df" in row.values else str((row.n or 0) - 1)


# ---- intervals -------------------------------------------------------------------------------------------------------
def _interval(row: Row) -> Iterator[Outcome]:
    """The estimate lies inside; a symmetric interval is as wide as its t, sd and n make it."""
    limits, value = row.get("ci_low", "ci_high"), row.values.get("gap") or row.values.get("mean")
    if limits is None:
        return
    low, high = limits
    if low.low > high.high:
        yield row.problem("interval_order", "ci_low", low=low.text, high=high.text)
        return
    if value is None:
        return
    said = {"value": value.text, "low": low.text, "high": high.text}
    if value.high < low.low or value.low > high.high:
        yield row.problem("interval_outside", "ci_low", **said)
        return
    yield None
    if value.meets((low.low + high.low) / 2, (low.high + high.high) / 2):
        yield from _width(row, value, low, high)
    else:
        yield row.remark("interval_centre", "ci_low", **said)


def _width(row: Row, value: Printed, low: Printed, high: Printed) -> Iterator[Outcome]:
    error, freedom = _error(row, value), freedoms(row)
    if error is None or not freedom:
        return
    half = float(high.low - low.high) / 2, float(high.high - low.low) / 2
    levels = [float(row.values["confidence"].low)] if "confidence" in row.values else list(USUAL_LEVELS)
    ranges = [_reach(error, freedom, level) for level in levels]
    if any(half[0] <= most * (1 + SLACK) + SLACK and least <= half[1] * (1 + SLACK) + SLACK for least, most in ranges):
        yield None
    else:
        best = min(ranges, key=lambda r: max(half[0] - r[1], r[0] - half[1]))
        decimals = max(low.decimals, high.decimals)
        yield row.problem("interval_width", "ci_low", low_end=low.text, high_end=high.text, **outward(*best, decimals))


def _reach(error: Range, freedom: list[float], level: float) -> Range:
    """Half the width, from the normal quantile to Student's."""
    tail = (1 + level) / 2
    return error[0] * float(special.ndtri(tail)), error[1] * max(float(special.stdtrit(d, tail)) for d in freedom)


def _error(row: Row, value: Printed) -> Range | None:
    """The standard error of the estimate: from its sd and n, else from the estimate and t."""
    people = _people(row)
    sd = spread_of_gap(row) if "gap" in row.values else spread(row, "sd") if "sd" in row.values else None
    if sd is not None and people is not None:
        return sd[0] / sqrt(people[1]), max(0.0, sd[1]) / sqrt(people[0])
    if "t" in row.values and "gap" in row.values:
        (low, high), (least, most) = size_of(value), size_of(row.values["t"])
        return (low / most if most else 0.0), (high / least if least else inf)
    return None


def _zero(row: Row) -> Iterator[Outcome]:
    """An interval that clearly holds zero and a p that is clearly below half its error (one-sided, too) do not go together."""
    limits = row.get("ci_low", "ci_high", "p", "gap")
    if limits is None:
        return
    low, high, p, _ = limits
    error = 1 - (float(row.values["confidence"].low) if "confidence" in row.values else USUAL_LEVELS[-1])
    holds_zero = low.high < 0 < high.low
    if holds_zero and p.floats[1] < error / 2 - SLACK:
        yield row.problem("interval_p", "p", p=p.text, low=low.text, high=high.text)
    elif holds_zero:
        yield None
