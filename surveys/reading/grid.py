"""From rows of text cells to a header and columns: nothing is shifted, dropped or renamed without being said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from surveys.reading.refusal import RefusalError

MOST_COLUMNS = 2_000
MOST_CELLS = 2_000_000
MOST_TITLE_ROWS, FEWEST_HEADERS = 10, 3
"""How far down a header may begin, and how many cells it must have to be one under a title."""


class Grid(NamedTuple):
    """`rows` are the spreadsheet rows of the data; `ragged` those left out because their number of cells is not the header's.

    `facts` says what was guessed (encoding, delimiter, sheet); `problems` are the fields of Problems. `titles`, `labels` and
    `missing` are those of a TextTable.
    """

    header: list[str]
    columns: list[tuple[str, ...]]
    rows: list[int]
    ragged: list[int]
    facts: dict[str, Any]
    problems: list[dict[str, Any]]
    titles: list[str]
    labels: dict[int, dict[str, str]]
    missing: dict[int, list[str]]


def make_grid(numbered: Iterable[tuple[int, list[str]]], facts: dict[str, Any]) -> Grid:
    """The first row that holds anything but a title is the header. Raises RefusalError where no table is left."""
    header, title, rows = find_header(iter(numbered))
    fit = Fit(header)
    fitted = list(fit.rows(rows))
    while fitted and fitted[-1][0] > fit.last:
        fitted.pop()
    ragged = [number for number in fit.ragged if number <= fit.last]
    if not fitted and not ragged:
        raise RefusalError("no_rows")
    columns: list[tuple[str, ...]] = list(zip(*(cells for _, cells in fitted), strict=True)) if fitted else [()] * len(header)
    while not header[-1] and not any(cell.strip() for cell in columns[-1]):
        header.pop()
        columns.pop()
    numbers = [number for number, _ in fitted]
    return Grid(header, columns, numbers, ragged, facts, [*title, *header_problems(header, columns)], [], {}, {})


class Fit:
    """The rows as wide as the header, one by one; the numbers of the others are kept in `ragged`.

    Blank cells beyond the header are cut; cells missing under unnamed columns at the end are blank. Empty lines are no rows,
    nor are the blank ones after `last`, the last row that holds anything.
    """

    def __init__(self, header: list[str]) -> None:
        self.width, self.named = len(header), max(i for i, name in enumerate(header, start=1) if name)
        self.ragged: list[int] = []
        self.last = 0

    def rows(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        for number, cells in rows:
            if cells and (cells[0].strip() or any(map(str.strip, cells))):
                self.last = number
            if len(cells) > self.width and not any(cell.strip() for cell in cells[self.width :]):
                cells = cells[: self.width]
            if self.named <= len(cells) <= self.width:
                yield number, cells if len(cells) == self.width else cells + [""] * (self.width - len(cells))
            elif cells:
                self.ragged.append(number)


def find_header(
    rows: Iterator[tuple[int, list[str]]],
) -> tuple[list[str], list[dict[str, Any]], Iterator[tuple[int, list[str]]]]:
    """The header, what is said of a title above it, and the rows below. Raises RefusalError where there is none."""
    title, rest = _without_title(rows)
    return _header(rest), title, rest


def _without_title(rows: Iterator[tuple[int, list[str]]]) -> tuple[list[dict[str, Any]], Iterator[tuple[int, list[str]]]]:
    """Leading rows of one or two filled cells are a title where a much wider row follows; what is said of them, and the rest.

    The names of blocks right above that row (`Expectations`, `Perceptions`) belong to the headers.
    """
    seen: list[tuple[int, list[str]]] = []
    for number, cells in islice(rows, MOST_TITLE_ROWS):
        seen.append((number, cells))
        if len(_filled(cells)) >= FEWEST_HEADERS:
            break
    filled = [_filled(cells) for _, cells in seen]
    start = len(seen) - 2 if len(seen) > 1 and _names_blocks(filled[-2]) else len(seen) - 1
    titles = [seen[row][1][places[0]] for row, places in enumerate(filled[:start]) if places]
    widest = max((len(places) for places in filled[:start]), default=0)
    if not titles or len(filled[-1]) < max(FEWEST_HEADERS, 2 * widest + 1):
        return [], chain(seen, rows)
    return [note("title_rows", "information", seen[0][0], value=titles[0].strip()[:80])], chain(seen[start:], rows)


def _filled(cells: Sequence[str]) -> list[int]:
    return [place for place, cell in enumerate(cells) if cell.strip()]


def _names_blocks(filled: Sequence[int]) -> bool:
    """Two names, each over several columns."""
    return len(filled) == 2 and filled[1] - filled[0] >= FEWEST_HEADERS


def _header(rows: Iterator[tuple[int, list[str]]]) -> list[str]:
    for _, cells in rows:
        header = [cell.strip() for cell in cells]
        if len(header) > MOST_COLUMNS:
            raise RefusalError("too_many_columns", found=str(len(header)), limit=str(MOST_COLUMNS))
        if any(header):
            return header
    raise RefusalError("file_empty")


def header_problems(header: list[str], columns: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
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


def note(code: str, severity: str, row: int | None = None, count: int = 1, **values: str) -> dict[str, Any]:
    """The fields of a Problem that stops nothing."""
    return {"code": code, "severity": severity, "row": row, "count": count, "values": values}


def letters(place: int) -> str:
    """The spreadsheet's name of a column counted from 0: A, B, … Z, AA."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
