"""Delimited text: delimiter and quotes are found by trying them on the first rows; cells stay text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple, TextIO

from surveys.reading.cells import LONGEST_CELL
from surveys.reading.encoding import Decoded, decode, words_beyond
from surveys.reading.grid import MOST_COLUMNS, Grid, make_grid, note
from surveys.reading.quotes import Quotes, find_quotes
from surveys.reading.refusal import RefusalError

DELIMITERS = ",;\t|"
RARE_DELIMITERS = ":^~\x1f "
"""Taken only where they divide every row into the same number of cells, three at least, and none of the usual ones does."""
TRIED_ROWS = 50
SEPARATOR_LINE = re.compile(r"sep=(.)[ \t]*\r?\n|sep=(.)\r", re.I)
"""What spreadsheets take for an instruction in the first line."""
HEAD = 2_000_000
"""Characters in which the first rows are looked for."""
WIDEST = 20 * MOST_COLUMNS
"""Cells that no row has, not even one with many blank ones at its end."""
SAMPLE = 200


class Layout(NamedTuple):
    """How a text is divided into cells. `skipped` characters at its beginning are an instruction, one row long."""

    delimiter: str
    quotes: Quotes
    skipped: int = 0


def read_delimited(data: bytes, encoding: str = "", delimiter: str = "") -> Grid:
    """Raises RefusalError for bytes that are no text, broken quotes and cells that are too long."""
    decoded = decode(data, encoding)
    text = decoded.text.replace("\r\r\n", "\n") if "\r\r\n" in decoded.text else decoded.text
    if "\0" in text:
        raise RefusalError("nul_bytes", row=text[: text.index("\0")].count("\n") + 1)
    layout = find_layout(text, delimiter)
    facts = {"encoding": decoded.encoding, "confidence": decoded.confidence, "delimiter": layout.delimiter}
    grid = make_grid(records(io.StringIO(text, newline=""), layout), facts)
    grid.problems.extend(about_characters(decoded))
    return grid


def find_layout(text: str, delimiter: str = "") -> Layout:
    """`delimiter` overrules what the first line and the first rows say."""
    said = SEPARATOR_LINE.match(text)
    skipped = said.end() if said else 0
    head = text[skipped : skipped + HEAD]
    chosen = delimiter or (said and (said[1] or said[2])) or find_delimiter(head)
    return Layout(chosen, find_quotes(head, chosen), skipped)


def find_delimiter(text: str) -> str:
    """The delimiter that makes most rows as wide as the first; the wider one where two agree. A comma if none divides."""
    best = max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))
    if _fit(text, best)[1]:
        return best
    return next((delimiter for delimiter in RARE_DELIMITERS if _divides_all(text, delimiter)), DELIMITERS[0])


def _fit(text: str, delimiter: str) -> tuple[float, int]:
    widths = _widths(text, delimiter)
    if not widths or widths[0] == 1:
        return 0.0, 0
    # Rows may end in blank cells, so a row that is narrower but still divided counts as fitting a little.
    whole = sum(width == widths[0] for width in widths)
    divided = sum(1 < width < widths[0] for width in widths)
    return (whole + divided / 2) / len(widths), widths[0]


def _divides_all(text: str, delimiter: str) -> bool:
    widths = _widths(text, delimiter)
    return len(widths) > 1 and len(set(widths)) == 1 and widths[0] > 2


def _widths(text: str, delimiter: str) -> list[int]:
    """How many cells the first rows have, without the blank ones at their ends; none where the quotes break."""
    widths = []
    try:
        layout = Layout(delimiter, find_quotes(text, delimiter))
        for _, cells in islice(records(io.StringIO(text, newline=""), layout), TRIED_ROWS):
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                widths.append(len(cells))
    except RefusalError:
        return []
    return widths


def records(stream: TextIO, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Each row that is no empty line, with its number as a spreadsheet shows it: a cell with line breaks is still one row."""
    csv.field_size_limit(LONGEST_CELL)
    stream.seek(0)
    stream.read(layout.skipped)
    first = 2 if layout.skipped else 1
    number = first - 1
    try:
        reader = csv.reader(stream, delimiter=layout.delimiter, strict=True, **layout.quotes.options())
        for number, cells in enumerate(reader, start=first):
            if len(cells) > WIDEST:
                raise RefusalError("too_many_columns", row=number, found=str(len(cells)), limit=str(MOST_COLUMNS))
            if cells:
                yield number, cells
    except csv.Error as fault:
        if "field limit" in str(fault):
            raise RefusalError("cell_too_long", row=number + 1, limit=str(LONGEST_CELL)) from fault
        raise RefusalError("broken_quotes", row=number + 1) from fault
    except (TypeError, ValueError) as fault:
        if isinstance(fault, UnicodeError):
            raise
        raise RefusalError("delimiter_unusable", delimiter=layout.delimiter) from fault


def about_characters(decoded: Decoded) -> list[dict[str, Any]]:
    """What must be said about the characters: guessed, unsure, lost before, or converted twice before."""
    problems: list[dict[str, Any]] = []
    name, sample = decoded.encoding, decoded.sample
    if decoded.rivals or decoded.confidence == 0.0:
        others = " · ".join(f"{rival}: {text}" for rival, text in decoded.rivals) or "–"
        problems.append(note("encoding_unsure", "warning", encoding=name, sample=sample, others=others))
    elif decoded.confidence is not None:
        problems.append(note("encoding_guessed", "information", encoding=name, confidence=f"{decoded.confidence:.2f}"))
    if lost := decoded.text.count("\ufffd"):
        problems.append(note("characters_lost", "warning", count=lost))
    if twice := _twice(decoded.text):
        problems.append(note("encoding_twice", "warning", seen=twice[0], meant=twice[1]))
    return problems


def _twice(text: str) -> tuple[str, str] | None:
    """A word whose letters are the bytes of UTF-8, as "ZÃ¼rich" is, and what it was; most words must be so."""
    if text.isascii():
        return None
    words = words_beyond(text[:HEAD])[:SAMPLE]
    found = [(word, meant) for word in words if (meant := _undone(word))]
    return found[0] if 2 * len(found) > len(words) else None


def _undone(word: str) -> str | None:
    for encoding in ("cp1252", "latin-1"):
        try:
            return word.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return None
