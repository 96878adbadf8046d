"""What a file is, by its content and never by its name."""

from __future__ import annotations

from surveys.reading.delimited import read_delimited
from surveys.reading.grid import Grid
from surveys.reading.refusal import RefusalError
from surveys.reading.xlsx import read_xlsx

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
PARQUET = b"PAR1"
UNSUPPORTED = {b"$FL2": "SPSS", b"$FL3": "SPSS", b"%PDF": "PDF", b"{\\rtf": "RTF", b"\x1f\x8b": "GZIP", PARQUET: "Parquet"}


def read(data: bytes) -> Grid:
    """Raises RefusalError for a format that is not read, and whatever the reader of the format raises."""
    if not data.strip():
        raise RefusalError("file_empty")
    if data.startswith(ZIP):
        return read_xlsx(data)
    if data.startswith(OLE):
        raise _ole(data)
    for mark, name in UNSUPPORTED.items():
        if data.startswith(mark):
            raise RefusalError("format_unsupported", format=name)
    if data[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise RefusalError("format_unsupported", format="HTML/XML")
    return read_delimited(data)


def _ole(data: bytes) -> RefusalError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return RefusalError("encrypted")
    return RefusalError("legacy_xls")
