"""Printed forms of numbers, with the same digits in every language.

Rounding is half up, away from zero, on the shortest decimal that reads back as the same number (`half_up`); it happens
here and nowhere else.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reports.wording import Wording

MINUS = "\u2212"
DIGITS = 10
"""Decimals to which numbers that decide are told apart; p is known to no more."""
RELIABLE = 0.7
"""Below this reliability means are not to be compared, nor branches ranked; sentences call it 0.70."""


def half_up(value: float, digits: int) -> Decimal:
    """`value` to `digits` decimals, halves away from zero: 0.125 gives 0.13 and -0.125 gives -0.13."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def plain(value: float, digits: int = 2) -> str:
    """A mean, a rating, a standard deviation: 5.43. Never a minus before nothing but zeros."""
    rounded = half_up(value, digits)
    return (MINUS if rounded < 0 else "") + format(abs(rounded), f".{digits}f")


def reliability(value: float) -> str:
    """0.84, on its own side of the bound that stands beside it: 0.697, not 0.70."""
    return plain(value, _decimals(value, (RELIABLE,)))


def signed(value: float, digits: int = 2) -> str:
    """A gap: −0.93, +0.12, and 0.00 without a sign."""
    return ("+" if half_up(value, digits) > 0 else "") + plain(value, digits)


def percent(share: float) -> str:
    """A share as whole percent; what is there but rounds away is `<1%`, what is missing but rounds away `>99%`."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{half_up(share * 100, 0)}%"


def confidence(level: float) -> str:
    """A level that somebody set, as it was set: 95%, 97.5%, 99.9%."""
    return f"{(Decimal(repr(level)) * 100).normalize():f}%"


def p_value(p: float, error: float = 0.05) -> str:
    """Three decimals without the leading zero: .012; `< .001` and `> .999` at the ends.

    With as many more as keep it on its side of the share of errors that decides: .0496, not .050.
    """
    if p < min(0.0005, error):
        return f"< {min(Decimal('0.001'), Decimal(repr(error))):f}".replace("0.", ".")
    digits = _decimals(p, (error,), 3)
    return "> .999" if p >= 0.9995 else format(half_up(p, digits), f".{digits}f")[1:]


def count(n: int) -> str:
    return f"{n:,}"


def interval(low: float, high: float, wording: Wording, form: str = "signed", bounds: tuple[float, ...] = ()) -> str:
    """Both ends in the same form as their estimate (`signed`, `plain` or `percent`), as the language joins them; on
    their own side of the `bounds`."""
    if form == "percent":
        return wording.say("number.interval", low=percent(low), high=percent(high))
    write = {"signed": signed, "plain": plain}[form]
    return wording.say("number.interval", low=write(low, _decimals(low, bounds)), high=write(high, _decimals(high, bounds)))


def _decimals(value: float, bounds: tuple[float, ...], least: int = 2) -> int:
    """The `least`, or as many more as keep a value apart from a bound that it does not equal: 5.002 above 5.00."""
    exact, known = half_up(value, DIGITS), [half_up(b, DIGITS) for b in bounds]
    digits = range(least, DIGITS + 1)
    return next(d for d in digits if all(half_up(value, d).compare(b) == exact.compare(b) for b in known))


def printed_date(text: str, wording: Wording) -> str:
    """`2026-06-01` as the language writes it; anything that is no such date stays as it was given."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return wording.say("number.date", day=day.day, month=wording.say(f"month.{day.month}"), year=day.year)
