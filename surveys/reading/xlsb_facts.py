"""What the records of an XLSB sheet say beside its values ([MS-XLSB] 2.1.4 and 2.4). Its formulas always hold their values."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from surveys.reading.sheet_facts import ERRORS, MOST_COLUMNS, SheetFacts
from surveys.reading.xlsx_facts import LARGEST_PART, part_of

ROW, ERROR, FORMULA_ERROR, COLUMNS, SHEET = 0, 3, 11, 60, 156
HIDDEN_ROW = 0x10
READ = {ROW: 12, ERROR: 9, FORMULA_ERROR: 9, COLUMNS: 18}
"""The records that are looked at, and how long each is at least."""
BOOK = "xl/workbook.bin"


def xlsb_facts(archive: zipfile.ZipFile, sheet: str) -> SheetFacts | None:
    """None where the sheet's part is not found."""
    if BOOK not in archive.namelist() or archive.getinfo(BOOK).file_size > LARGEST_PART:
        return None
    relations = dict(_sheet(body) for kind, body in _records(archive.read(BOOK)) if kind == SHEET)
    part = part_of(archive, "xl/_rels/workbook.bin.rels", relations.get(sheet, ""))
    if part not in archive.namelist():
        return None
    facts, row = SheetFacts(), 0
    for kind, body in _records(archive.read(part)):
        if kind not in READ or len(body) < READ[kind]:
            continue
        if kind == ROW:
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & HIDDEN_ROW:
                facts.hidden_rows.append(row)
        elif kind == COLUMNS:
            first, last = struct.unpack_from("<II", body)
            if body[16] & 1:
                facts.hidden_columns.extend(range(first, min(last + 1, MOST_COLUMNS)))
        elif row:
            facts.errors[row, struct.unpack_from("<I", body)[0]] = ERRORS.get(body[8], "#N/A")
    return facts


def _sheet(body: bytes) -> tuple[str, str]:
    """A sheet's name and the relation that leads to its part."""
    relation, at = _text(body, 8)
    return _text(body, at)[0], relation


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text and where it ends; its length stands before it."""
    size = 2 * int.from_bytes(body[at : at + 4], "little")
    return body[at + 4 : at + 4 + size].decode("utf-16-le", "replace"), at + 4 + size


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, longest: int) -> tuple[int, int]:
    """A number whose bytes hold seven bits each, the lowest first, and where it ends."""
    value = 0
    for n, byte in enumerate(data[at : at + longest]):
        value |= (byte & 0x7F) << 7 * n
        if byte < 0x80:
            return value, at + n + 1
    return value, at + longest
