"""Is this zip safe to open? Counted before and while inflating, so that a small file cannot fill the memory."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from surveys.reading.grid import MOST_CELLS
from surveys.reading.refusal import RefusalError

MOST_ENTRIES = 2_000
MOST_INFLATED = 200_000_000
HIGHEST_RATIO = 100
SMALL = 1_000_000
"""Bytes inflated under which a high ratio harms nobody."""
CHUNK = 1_000_000
REFERENCE = re.compile(rb"<(?:\w+:)?c[^>]{0,80}?\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
LONGEST_TAG = 128
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError, EOFError, LookupError, NotImplementedError, OSError,
           RuntimeError, ValueError)  # fmt: skip
"""What the zip module raises over a damaged archive."""


def check_sizes(archive: zipfile.ZipFile) -> None:
    """Raises RefusalError for too many entries, too much inside, or an entry that is packed suspiciously well."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise RefusalError("zip_bomb", reason=f"{len(entries)} > {MOST_ENTRIES}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise RefusalError("encrypted")
    inflated = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if inflated > MOST_INFLATED:
        raise RefusalError("zip_bomb", reason=f"{inflated // 1_000_000} MB > {MOST_INFLATED // 1_000_000} MB")
    if inflated > SMALL and inflated / packed > HIGHEST_RATIO:
        raise RefusalError("zip_bomb", reason=f"{inflated // packed} : 1 > {HIGHEST_RATIO} : 1")


def check_sheets(archive: zipfile.ZipFile) -> None:
    """Raises RefusalError for a sheet whose used range is too large, and for a document type (entities, outside references)."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            is_sheet = entry.filename.startswith("xl/worksheets/")
            _check_part(archive, entry, is_sheet)


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, is_sheet: bool) -> None:
    rows = columns = cells = 0
    for chunk in _chunks(archive, entry):
        if b"<!DOCTYPE" in chunk:
            raise RefusalError("zip_bomb", reason="DOCTYPE")
        if is_sheet and (found := REFERENCE.findall(chunk)):
            letters, digits = map(set, zip(*found, strict=True))
            cells += len(found)
            rows, columns = max(rows, *map(int, digits)), max(columns, *map(_column, letters))
        if max(cells, rows * columns) > MOST_CELLS:
            raise RefusalError("too_many_cells", found=f"{rows} × {columns}", limit=f"{MOST_CELLS:,}")


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces, each beginning with the end of the last, so that no tag is cut in two unseen."""
    inflated, tail = 0, b""
    with archive.open(entry) as part:
        while piece := part.read(CHUNK):
            inflated += len(piece)
            if inflated > MOST_INFLATED:
                raise RefusalError("zip_bomb", reason=f"> {MOST_INFLATED // 1_000_000} MB")
            yield tail + piece
            tail = piece[-LONGEST_TAG:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
