"""Large text without quotes and blank lines is divided by Arrow, three times as fast as cell by cell and to the same cells."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from surveys.reading.cells import LONGEST_CELL
from surveys.reading.encoding import MIXED, SAMPLE, damage
from surveys.reading.grid import Fit
from surveys.reading.refusal import RefusalError

BLOCK = 1 << 20
LONGEST_LINE = 1 << 22
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
"""The marks of Unicode of two and four bytes; the little ends begin alike."""
NOT_PLAIN = (b'"', b"\n\n", b"\n\r", b"\r\r")
TEXTS = pa.dictionary(pa.int32(), pa.string())


class NotPlainError(Exception):
    """Arrow would read other cells than the careful reader."""


class Overview(NamedTuple):
    """`telling` are bytes from which the encoding of the whole file can be found."""

    telling: bytes
    plain: bool


def look_over(path: str) -> Overview:
    """Goes once through the file. Raises RefusalError for zero bytes in what is no wide Unicode."""
    with open(path, "rb") as file:
        head = file.read(BLOCK)
        if head.startswith(WIDE) or b"\0" in head:
            return Overview(head, plain=False)
        file.seek(0)
        lines: dict[bytes, None] = {}
        plain, size, row, broken, beyond = True, 0, 1, 0, 0
        while block := file.read(BLOCK) + file.readline(LONGEST_LINE):
            if b"\0" in block:
                raise RefusalError("nul_bytes", row=row + block[: block.index(b"\0")].count(b"\n"))
            plain = plain and block[0] not in b"\r\n" and not any(mark in block for mark in NOT_PLAIN)
            row += block.count(b"\n")
            if not block.isascii():
                broken, beyond = (sum(pair) for pair in zip((broken, beyond), damage(block), strict=True))
            for line in block.splitlines(keepends=True) if size < SAMPLE and not block.isascii() else ():
                if size < SAMPLE and not line.isascii() and line not in lines:
                    lines[line] = None
                    size += len(line)
    if 0 < broken <= MIXED * beyond:
        raise RefusalError("encoding_mixed")
    return Overview(b"".join(lines), plain)


def plain_batches(path: str, delimiter: str, fit: Fit) -> Iterator[tuple[list[pa.Array], float]]:
    """Raises NotPlainError for what the careful reader is better at: rows to be mended, and anything that Arrow refuses."""

    def odd(row: Any) -> str:
        mended = list(fit.rows([(row.number, row.text.split(delimiter))]))
        return "error" if mended or not row.text.strip() else "skip"

    names = [str(place) for place in range(fit.width)]
    blocks, first = max(1, os.path.getsize(path) // LONGEST_LINE), 2
    try:
        with open(path, "rb") as file:
            reader = pyarrow.csv.open_csv(
                file,
                pyarrow.csv.ReadOptions(use_threads=False, block_size=LONGEST_LINE, column_names=names, skip_rows=1),
                pyarrow.csv.ParseOptions(delimiter=delimiter, quote_char=False, invalid_row_handler=odd),
                pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, TEXTS), strings_can_be_null=False),
            )
            for number, batch in enumerate(reader, start=1):
                _check_cells(batch)
                rows = _numbers(first, batch.num_rows, fit.ragged)
                first = int(rows[-1]) + 1 if batch.num_rows else first
                yield [*batch.columns, pa.array(rows, pa.int32())], min(1.0, number / blocks)
    except pa.ArrowInvalid as fault:
        raise NotPlainError from fault


def _numbers(first: int, count: int, without: list[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The numbers of the next rows, from `first` on, without those left out."""
    numbers = np.arange(first, first + count + len(without))
    return numbers[~np.isin(numbers, without)][:count]


def _check_cells(batch: pa.RecordBatch) -> None:
    longest = max(pc.max(pc.utf8_length(column.dictionary)).as_py() or 0 for column in batch.columns)
    if longest > LONGEST_CELL:
        raise RefusalError("cell_too_long", limit=str(LONGEST_CELL))
