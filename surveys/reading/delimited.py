"""Delimited text: comma, semicolon, tab or bar, found by trying each on the first rows; cells stay text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from surveys.reading.encoding import decode
from surveys.reading.grid import LONGEST_CELL, Grid, make_grid
from surveys.reading.refusal import RefusalError

DELIMITERS = ",;\t|"
TRIED_ROWS = 50


def read_delimited(data: bytes) -> Grid:
    """Raises RefusalError for bytes that are no text, broken quotes and cells that are too long."""
    decoded = decode(data)
    text = decoded.text.replace("\r\r\n", "\n") if "\r\r\n" in decoded.text else decoded.text
    if "\0" in text:
        raise RefusalError("nul_bytes", row=text[: text.index("\0")].count("\n") + 1)
    delimiter = find_delimiter(text)
    facts = {"encoding": decoded.encoding, "confidence": decoded.confidence, "delimiter": delimiter}
    grid = make_grid(_records(text, delimiter), facts)
    if decoded.confidence is not None:
        values = {"encoding": decoded.encoding, "confidence": f"{decoded.confidence:.2f}"}
        grid.problems.append({"code": "encoding_guessed", "severity": "information", "values": values})
    return grid


def find_delimiter(text: str) -> str:
    """The delimiter that makes most rows as wide as the first; the wider one where two agree. A comma if none divides."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    widths = []
    try:
        for _, cells in islice(_records(text, delimiter), TRIED_ROWS):
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                widths.append(len(cells))
    except RefusalError:
        return 0.0, 0
    if not widths or widths[0] == 1:
        return 0.0, 0
    # Rows may end in blank cells, so a row that is narrower but still divided counts as fitting a little.
    whole = sum(width == widths[0] for width in widths)
    divided = sum(1 < width < widths[0] for width in widths)
    return (whole + divided / 2) / len(widths), widths[0]


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with its number as a spreadsheet shows it: a cell with line breaks is still one row."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as fault:
        if "field limit" in str(fault):
            raise RefusalError("cell_too_long", row=number + 1, limit=str(LONGEST_CELL)) from fault
        raise RefusalError("broken_quotes", row=number + 1) from fault
