"""What a file is, by its content and never by its name."""

from __future__ import annotations

from typing import NamedTuple

from surveys.reading.delimited import read_delimited
from surveys.reading.grid import Grid
from surveys.reading.refusal import RefusalError

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
SAV = (b"$FL2", b"$FL3")
PARQUET = b"PAR1"
PORTABLE = b"ASCII SPSS PORT FILE"
UNSUPPORTED = {b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x1f\x8b": "GZIP"}
LSS = b"<LimeSurveyDocType>Survey<"
ANALYSIS = b'"schema":"fivegaps/analysis/'
MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")


class How(NamedTuple):
    """What somebody decided about a file; "" lets its content decide."""

    encoding: str = ""
    sheet: str = ""
    delimiter: str = ""


def is_text(head: bytes) -> bool:
    """Whether a file that begins so is read as delimited text."""
    other = head.startswith((ZIP, OLE, PARQUET, *SAV, *UNSUPPORTED)) or PORTABLE in head[:500]
    return not (other or _is_markup(head) or _is_analysis(head))


def _is_markup(head: bytes) -> bool:
    return head[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP)


def _is_analysis(head: bytes) -> bool:
    """Whether it is what an analysis writes, by whatever hand its blanks are set."""
    return b"".join(head[:500].split()).startswith(b"{" + ANALYSIS)


def read(data: bytes, how: How) -> Grid:
    """Raises RefusalError for a format that is not read, and whatever the reader of the format raises."""
    if not data.strip():
        raise RefusalError("file_empty")
    if data.startswith((ZIP, OLE)):
        from surveys.reading.workbook import read_workbook

        return read_workbook(data, how.sheet)
    if data.startswith(SAV) or PORTABLE in data[:500]:
        from surveys.reading.sav import read_sav

        return read_sav(data, how.encoding)
    if data.startswith(PARQUET):
        from surveys.reading.parquet_text import read_parquet_text

        return read_parquet_text(data)
    for mark, name in UNSUPPORTED.items():
        if data.startswith(mark):
            raise RefusalError("format_unsupported", format=name)
    if LSS in data[:500]:
        from surveys.reading.lss import read_lss

        return read_lss(data)
    if _is_analysis(data):
        raise RefusalError("is_analysis")
    if _is_markup(data):
        raise RefusalError("format_unsupported", format="HTML/XML")
    return read_delimited(data, how.encoding, how.delimiter)
