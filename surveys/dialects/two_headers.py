"""Workbooks with two header rows: a block's name over several columns, merged or repeated, and its questions below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from surveys.dialects.base import Dialect, below, distinct, filled, named, question, row, values
from surveys.dialects.surveymonkey import SURVEYMONKEY
from surveys.problems import Problem
from surveys.reading.text_table import TextTable
from surveys.texts import shown

NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
CODE = re.compile(r"[A-Za-z]{1,12}[_.\- ]?\d{1,3}")
MERGED = "merged_header"
"""Merged names of blocks are what two header rows look like: nothing is to be mended."""
MOST_LABELS = 12
FEWEST = 3
"""How many columns a block has at least."""


def recognise(table: TextTable) -> bool:
    """There is a block, and the row below the headers names the columns of each block: no two alike, none an answer."""
    second = row(table, 0)
    blocks = list(_blocks(table.header))
    if not any(second) or not blocks or len(table.rows) < 2 or SURVEYMONKEY.recognise(table):
        return False
    return all(_named(table, second, block) for block in blocks)


def _blocks(header: Sequence[str]) -> Iterator[list[int]]:
    """Neighbouring columns under one name. Columns without any name before them are no block."""
    position = 0
    for name, members in groupby(filled(header)):
        columns = [position + i for i, _ in enumerate(members)]
        position += len(columns)
        if name and len(columns) >= FEWEST:
            yield columns


def _named(table: TextTable, second: Sequence[str], block: Sequence[int]) -> bool:
    names = [second[i] for i in block]
    if not all(names) or len(set(names)) < len(names):
        return False
    if all(name.isdecimal() for name in names):
        return [int(name) for name in names] == list(range(int(names[0]), int(names[0]) + len(names)))
    if any(NUMBER.fullmatch(name) for name in names):
        return False
    answers = below(table, 1)
    return all(second[i] not in (found := values(answers, i)) and _answered(found, len(answers.rows)) for i in block)


def _answered(found: set[str], rows: int) -> bool:
    """Whether a column holds answers: numbers, or few texts, some of them again and again. Remarks and names are none."""
    return all(NUMBER.fullmatch(text) for text in found) or len(found) <= min(MOST_LABELS, rows - 1)


def tidy(table: TextTable) -> TextTable:
    """A column is called as the second row calls it; with its block's name before it where several are called so."""
    second = [" ".join(name.split()) for name in row(table, 0)]
    stems = filled(table.header)
    headers = distinct([_header(stem, name, second.count(name)) for stem, name in zip(stems, second, strict=True)])
    whole = [question(stem, name) if stem and name else "" for stem, name in zip(stems, second, strict=True)]
    plain = named(below(table, 1), headers, ["" if title == text else title for title, text in zip(whole, headers, strict=True)])
    said = Problem("two_headers", table.name, severity="information", values={"example": shown(headers[-1])})
    return replace(plain, problems=(said, *(problem for problem in plain.problems if problem.code != MERGED)))


def _header(stem: str, name: str, times: int) -> str:
    if name.isdecimal() or (CODE.fullmatch(name) and times > 1):
        return f"{stem} {name}".strip()
    return name if name and times == 1 else question(stem, name)


TWO_HEADERS = Dialect("two_headers", recognise, tidy)
