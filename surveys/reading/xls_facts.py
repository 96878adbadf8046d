"""What the records of an XLS sheet (BIFF5 and BIFF8) say beside its values ([MS-XLS] 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from surveys.reading.compound import stream
from surveys.reading.sheet_facts import ERRORS, MOST_COLUMNS, SheetFacts

SHEET, ROW, COLUMNS, BOOLEAN_OR_ERROR, FORMULA, BEGIN, END = 0x85, 0x0208, 0x7D, 0x0205, 0x0006, 0x0809, 0x0A
HIDDEN_ROW = 0x20
ERROR, BLANK = 2, 3
ALWAYS = 1
"""A formula to be computed anew whenever the file is opened."""
EMPTY_TEXT = b"\x17\x00"
"""The text "" in a formula."""


def xls_facts(data: bytes, place: int) -> SheetFacts | None:
    """Of the sheet at this place among all. None where it is not found.

    A cell of a formula always holds some value. Programs that do not compute write a blank text, or 0 and ask for it to be
    computed when the file is opened: such cells are taken for uncomputed, unless the formula itself holds a blank text.
    """
    book = stream(data, ("Workbook", "Book"))
    if book is None:
        return None
    sheets = [struct.unpack_from("<I", body)[0] for kind, body in _records(book, 0) if kind == SHEET and len(body) >= 4]
    if place >= len(sheets):
        return None
    facts = SheetFacts()
    for kind, body in _records(book, sheets[place]):
        if kind in READ and len(body) >= READ[kind]:
            _look_at(kind, body, facts)
    return facts


READ = {ROW: 16, COLUMNS: 10, BOOLEAN_OR_ERROR: 8, FORMULA: 16}
"""The records that are looked at, and how long each is at least."""


def _look_at(kind: int, body: bytes, facts: SheetFacts) -> None:
    if kind == ROW:
        if body[12] & HIDDEN_ROW:
            facts.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
        return
    if kind == COLUMNS:
        first, last, _, _, flags = struct.unpack_from("<5H", body)
        if flags & 1:
            facts.hidden_columns.extend(range(first, min(last + 1, MOST_COLUMNS)))
        return
    row, column = struct.unpack_from("<HH", body)
    cell = row + 1, column
    if kind == BOOLEAN_OR_ERROR:
        if body[7]:
            facts.errors[cell] = ERRORS.get(body[6], "#N/A")
    elif body[12:14] == b"\xff\xff":
        if body[6] == ERROR:
            facts.errors[cell] = ERRORS.get(body[8], "#N/A")
        elif body[6] == BLANK and EMPTY_TEXT not in body[16:]:
            facts.uncached.append(cell)
    elif body[6:14] == bytes(8) and body[14] & ALWAYS:
        facts.uncached.append(cell)


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of the part that begins here, without those of parts inside it (charts)."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
            if depth <= 0:
                return
        elif depth <= 1:
            yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length
