"""A printed number as the interval of all numbers that are printed so."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from math import isfinite

from msgspec import Struct

NUMBER = re.compile(r"([<>≤≥=]?)([+-]?)(\d*)(?:[.](\d*))?(?:[eE]([+-]?\d{1,2}))?(%?)")
MOST_DECIMALS = 12
LONGEST = 25
"""Characters of a printed number; beyond them nobody has rounded."""
SIGNS = str.maketrans("−–—‐‑﹣－＜＞％．", "-------<>%.")
GREATEST = 10**12
"""No mean, sum or count of people is larger."""


class Printed(Struct, frozen=True):
    """`text` as it stands in the table; the true number lies in low … high, both included (halves are rounded either way)."""

    text: str
    low: Fraction
    high: Fraction
    decimals: int = 0

    @property
    def floats(self) -> tuple[float, float]:
        return float(self.low), float(self.high)

    def meets(self, low: Fraction, high: Fraction) -> bool:
        return self.low <= high and low <= self.high


def number(text: str) -> Printed | None:
    """None where the text is no number. A comma is a decimal comma; stars and daggers of significance are left out."""
    found = NUMBER.fullmatch(_plain(text).replace(",", ".") if text.count(",") <= 1 else "x")
    if found is None or not (found[3] or found[4]) or len(text) > LONGEST:
        return None
    relation, sign, whole, part, power, percent = found.groups()
    shift = int(power or 0) - (2 if percent else 0)
    value = Fraction(int((whole or "") + (part or ""))) * Fraction(10) ** (shift - len(part or ""))
    half = Fraction(10) ** (shift - len(part or "")) / 2
    value = -value if sign == "-" else value
    low, high = value - half, value + half
    if relation in ("<", "≤"):
        low, high = Fraction(0), value
    elif relation in (">", "≥"):
        low, high = value, Fraction(GREATEST)
    if low > high or max(abs(low), abs(high)) > GREATEST:
        return None
    return Printed(text.strip(), low, high, max(0, len(part or "") - shift))


def whole(text: str) -> Printed | None:
    """A count, exact; a comma, a space or an apostrophe may separate thousands."""
    plain = re.sub(r"(?<=\d)[,  '’](?=\d{3}(\D|$))", "", _plain(text))
    return Printed(text.strip(), Fraction(int(plain)), Fraction(int(plain))) if re.fullmatch(r"\d{1,12}", plain) else None


def probability(text: str) -> Printed | None:
    """A p value; `p < .001`, and `.000`, which is what some programs print below .0005."""
    found = number(re.sub(r"^\s*[pP]\s*", "", text))
    if found is None or found.low > 1 or found.high < 0:
        return None
    return Printed(found.text, max(found.low, Fraction(0)), min(found.high, Fraction(1)), found.decimals)


def share(text: str) -> Printed | None:
    """A confidence level: 95, 95 % or .95, exact."""
    found = number(text)
    if found is None:
        return None
    middle = (found.low + found.high) / 2
    middle = middle / 100 if middle > 1 else middle
    return Printed(found.text, middle, middle) if 0 < middle < 1 else None


def _plain(text: str) -> str:
    return re.sub(r"(?<=[<>≤≥=+-])\s+|\s+(?=%)|[\s*†‡]+$|^\s+", "", text.translate(SIGNS))


# ---- printed back ----------------------------------------------------------------------------------------------------
def like(value: Fraction | float, decimals: int) -> str:
    """A value with so many decimals, for the sentence that says what would fit; never -0."""
    text = f"{Decimal(repr(float(value))):.{min(decimals, MOST_DECIMALS)}f}"
    return _signed(text)


def outward(low: float | Fraction, high: float | Fraction, decimals: int) -> dict[str, str]:
    """The least and the greatest value as printed with so many decimals, rounded outward, so that nothing possible is denied."""
    return {"low": _rounded(float(low), decimals, ROUND_FLOOR), "high": _rounded(float(high), decimals, ROUND_CEILING)}


def _rounded(value: float, decimals: int, way: str) -> str:
    if not isfinite(value):
        return "∞"
    with localcontext(prec=400):
        text = f"{Decimal(repr(value)).quantize(Decimal(1).scaleb(-min(decimals, MOST_DECIMALS)), rounding=way):f}"
    return _signed(text)


def _signed(text: str) -> str:
    """With a minus sign, and none before nothing but zeros."""
    return text.replace("-", "−") if text.strip("-0.") else text.lstrip("-")
