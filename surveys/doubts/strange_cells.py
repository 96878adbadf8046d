"""Cells that are no answers but look like something well known: codes for "no answer", and days that a spreadsheet made.

The cells themselves are named elsewhere; this says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from surveys.cells import fold, plain_number, strip
from surveys.instrument import Scale
from surveys.problems import Problem

MISSING_CODES = frozenset(
    f"{sign}{code}" for sign in ("", "-") for code in ("77", "88", "96", "97", "98", "99", "777", "888", "999", "9999")
) | {"-1", "-2", "-3", "-7", "-8", "-9"}
OFTEN_MISSING = {"8": 3, "9": 3, "0": 3}
"""Codes that can be slips; how often they must stand there to look like a code."""
MONTH = "jan|feb|mar|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez"
DAY = re.compile(
    rf"\d{{1,4}}[-./ ]?(?:{MONTH})[a-z]*[-./ ]?\d{{0,4}}|(?:{MONTH})[a-z]*[-./ ]\d{{1,4}}"
    r"|\d{4}-\d{1,2}-\d{1,2}(?:[ t]\d{1,2}:\d{2}.*)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}/\d{1,2}"
    r"|\d{1,2}月\d{1,2}日?|\d{1,2}:\d{2}(?::\d{2})?"
)


class Strange(Struct, frozen=True):
    """A text that is no answer: how often it stands in the answers, and the first row (0 where none is known) and column of it."""

    count: int
    row: int
    column: str


def lone_code(codes: Iterable[str], scale: Scale) -> set[str]:
    """The one code off the scale, but codes that surely mean "no answer", where it is a usual one for that too: 0, 8 and 9
    beside seven points, 0, 6 and 9 beside five.
    """
    others = {*codes} - MISSING_CODES
    return others if len(others) == 1 and others <= {str(scale.low - 1), str(scale.high + 1), "9"} else set()


def strange_cells(cells: Mapping[str, Strange], file: str, zero_based: bool, scale: Scale) -> Iterator[Problem]:
    """`cells` by their text. A 0 is no missing code where the whole scale seems to begin there."""
    found = {text: plain_number(fold(strip(text))) for text in cells}
    often = OFTEN_MISSING | dict.fromkeys(lone_code(found.values(), scale), 3)
    codes = [
        text for text, number in found.items()
        if number in MISSING_CODES or cells[text].count >= often.get(number, cells[text].count + 1)
        if not (zero_based and number == "0")
    ]  # fmt: skip
    days = [text for text in cells if DAY.fullmatch(fold(strip(text)))]
    for code, texts in (("missing_codes", codes), ("dates_as_answers", days)):
        if texts:
            first = min((cells[text] for text in texts), key=lambda cell: (cell.row, cell.column))
            values = {"cells": ", ".join(dict.fromkeys(found[text] if code == "missing_codes" else text for text in texts[:8]))}
            count = sum(cells[text].count for text in texts)
            yield Problem(code, file, first.row or None, first.column, "information", count, values)
