"""What the numbers of a row say of each other: perception, expectation and gap; the three standard deviations; the signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import sqrt

from gaps.audit.possible import Outcome
from gaps.audit.printed import Printed, outward
from gaps.audit.rows import Row
from surveys.problems import Problem

SLACK = 1e-9
"""Of roots, which are not exact."""


def check(rows: Sequence[Row]) -> Iterator[Outcome]:
    turned = expectation_first(rows)
    if turned is not None:
        yield turned
    for row in rows:
        yield from _difference(row, turned is not None)
        yield from _spreads(row)
    yield from _signs(rows)


def expectation_first(rows: Sequence[Row]) -> Problem | None:
    """A table of which every gap is E − P, and not every one could be P − E: said once, for it is no error."""
    found = [values for row in rows if (values := row.get("mean_p", "mean_e", "gap"))]
    if len(found) < 2 or not all(_fits(e, p, gap) for p, e, gap in found) or all(_fits(p, e, gap) for p, e, gap in found):
        return None
    return Problem("audit_expectation_first", severity="information")


def _fits(minuend: Printed, subtrahend: Printed, gap: Printed) -> bool:
    return gap.meets(minuend.low - subtrahend.high, minuend.high - subtrahend.low)


def _difference(row: Row, turned: bool) -> Iterator[Outcome]:
    values = row.get("mean_p", "mean_e", "gap")
    if values is None:
        return
    p, e, gap = values
    minuend, subtrahend = (e, p) if turned else (p, e)
    if _fits(minuend, subtrahend, gap):
        yield None
        return
    said = {"p": p.text, "e": e.text, "gap": gap.text}
    ends = outward(minuend.low - subtrahend.high, minuend.high - subtrahend.low, gap.decimals)
    yield row.problem("gap_sign" if _fits(subtrahend, minuend, gap) else "gap", "gap", **said, **ends)


def spread_of_gap(row: Row) -> tuple[float, float] | None:
    """The least and the greatest standard deviation (n − 1) that the gap can have, from its own, or from both sides and r."""
    if "sd_gap" in row.values:
        return spread(row, "sd_gap")
    sides = _from_sides(row)
    return sides and (sides[0], sides[1] * divisor(row))


def spread(row: Row, sd: str) -> tuple[float, float]:
    """A standard deviation over n − 1, of one that may have been printed over n."""
    low, high = row.values[sd].floats
    return max(0.0, low), high * divisor(row)


def divisor(row: Row) -> float:
    """By how much a standard deviation over n − 1 is larger than one over n, at most; n may be told by df alone."""
    told = [row.n - 1.0] if row.n and row.n > 1 else []
    told += [df for df in row.values["df"].floats[:1] if df >= 0.5] if "df" in row.values else []
    return sqrt(1 + 1 / min(told)) if told else 1.0


def _from_sides(row: Row) -> tuple[float, float] | None:
    """s² = sE² + sP² − 2·r·sE·sP, convex in sE and in sP, so the greatest lies at a corner and the least on an edge."""
    sides = row.get("sd_e", "sd_p")
    if sides is None or min(s.high for s in sides) < 0:
        return None
    (e_low, e_high), (p_low, p_high) = ((max(0.0, a), b) for a, b in (s.floats for s in sides))
    r_low, r_high = row.values["r"].floats if "r" in row.values else (-1.0, 1.0)
    r_low, r_high = max(-1.0, r_low), min(1.0, r_high)
    if r_low > r_high:
        return None

    def square(e: float, p: float, r: float) -> float:
        return max(0.0, e * e + p * p - 2 * r * e * p)

    edges = [(e, min(max(r_high * e, p_low), p_high)) for e in (e_low, e_high)]
    edges += [(min(max(r_high * p, e_low), e_high), p) for p in (p_low, p_high)]
    most = max(square(e, p, r_low) for e in (e_low, e_high) for p in (p_low, p_high))
    return sqrt(min(square(e, p, r_high) for e, p in edges)), sqrt(most)


def _spreads(row: Row) -> Iterator[Outcome]:
    sides, gap = _from_sides(row), row.values.get("sd_gap")
    if sides is None or gap is None:
        return
    low, high = gap.floats
    if low <= sides[1] * divisor(row) + SLACK and sides[0] <= high * divisor(row) + SLACK:
        yield None
    else:
        code = "sd_gap_r" if "r" in row.values else "sd_gap"
        said = {name: row.values[name].text for name in ("sd_gap", "sd_e", "sd_p", "r") if name in row.values}
        yield row.problem(code, "sd_gap", **said, **outward(*sides, gap.decimals))


def _signs(rows: Sequence[Row]) -> Iterator[Outcome]:
    """t goes with the gap, or against it, or has no sign, in the whole table."""
    found = [(row, _sign(row.values["t"]) * _sign(row.values["gap"])) for row in rows if row.get("t", "gap")]
    clear = [(row, sign) for row, sign in found if sign]
    if not clear or all(row.values["t"].low >= 0 for row, _ in clear):
        return
    usual = 1 if Counter(sign for _, sign in clear)[1] * 2 >= len(clear) else -1
    for row, sign in clear:
        yield None if sign == usual else row.problem("t_sign", "t", t=row.values["t"].text, gap=row.values["gap"].text)


def _sign(value: Printed) -> int:
    return (value.low > Fraction(0)) - (value.high < Fraction(0))
