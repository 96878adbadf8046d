"""From rows of text cells to a header and columns: nothing is shifted, dropped or renamed without being said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from surveys.reading.refusal import RefusalError

MOST_COLUMNS = 2_000
LONGEST_CELL = 32_767


@dataclass(frozen=True)
class Grid:
    """`rows` are the spreadsheet rows of the data; `ragged` those left out because their number of cells is not the header's.

    `facts` says what was guessed (encoding, delimiter, sheet); `problems` are the fields of Problems.
    """

    header: list[str]
    columns: list[tuple[str, ...]]
    rows: list[int]
    ragged: list[int]
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)


def make_grid(numbered: Iterable[tuple[int, list[str]]], facts: dict[str, Any]) -> Grid:
    """The first row that holds anything is the header. Raises RefusalError where no table is left."""
    rows = iter(numbered)
    header = _header(rows)
    kept, numbers, ragged = _rows(rows, header)
    if not kept and not ragged:
        raise RefusalError("no_rows")
    columns: list[tuple[str, ...]] = list(zip(*kept, strict=True)) if kept else [()] * len(header)
    while not header[-1] and not any(cell.strip() for cell in columns[-1]):
        header.pop()
        columns.pop()
    return Grid(header, columns, numbers, ragged, facts, _header_problems(header, columns))


def _header(rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    for _, cells in rows:
        header = [cell.strip() for cell in cells]
        if len(header) > MOST_COLUMNS:
            raise RefusalError("too_many_columns", found=str(len(header)), limit=str(MOST_COLUMNS))
        if any(header):
            return header
    raise RefusalError("file_empty")


def _rows(rows: Iterator[tuple[int, list[str]]], header: list[str]) -> tuple[list[list[str]], list[int], list[int]]:
    """The rows as wide as the header, their numbers, and the numbers of the others.

    Blank cells beyond the header are cut; cells missing under unnamed columns at the end are blank. Empty lines and blank
    rows at the end are no rows.
    """
    width, named = len(header), max(i for i, name in enumerate(header, start=1) if name)
    kept: list[list[str]] = []
    numbers: list[int] = []
    ragged: list[int] = []
    last = 0
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            last = number
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            cells = cells[:width]
        if named <= len(cells) <= width:
            kept.append(cells if len(cells) == width else cells + [""] * (width - len(cells)))
            numbers.append(number)
        elif cells:
            ragged.append(number)
    while numbers and numbers[-1] > last:
        numbers.pop()
        kept.pop()
    return kept, numbers, [number for number in ragged if number <= last]


def _header_problems(header: list[str], columns: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = []
    for place, (name, cells) in enumerate(zip(header, columns, strict=True)):
        held = 0 if name else sum(1 for cell in cells if cell.strip())
        if held:
            problems.append({"code": "blank_header", "column": letters(place), "count": held, "severity": "warning"})
    for name, times in Counter(header).items():
        if name and times > 1:
            where = ", ".join(letters(i) for i, other in enumerate(header) if other == name)
            problems.append({
                "code": "duplicate_header", "column": name, "count": times, "severity": "warning",
                "values": {"places": where},
            })
    return problems


def letters(place: int) -> str:
    """The spreadsheet's name of a column counted from 0: A, B, … Z, AA."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
