"""The smallest XLS, XLSB and ODS workbooks with one sheet, byte by byte, for what no writer at hand can make.

All hold the same: a header `id E1 P1 sum`, three rows, the second of them hidden, as is column P1; an error in E1 of the first row
and one as the result of a formula in P1 of the third; a formula that nobody computed in the first row's `sum`.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

HEADER = ("id", "E1", "P1", "sum")
ROWS = (("1", "#N/A", "5", ""), ("2", "6", "5", "11"), ("3", "6", "#DIV/0!", "11"))
HIDDEN_ROW, HIDDEN_COLUMN = 1, 2
NUMBERS = {"#N/A": 0x2A, "#DIV/0!": 0x07}
END = 0xFFFFFFFE


def ods() -> bytes:
    spaces = {
        "office": "opendocument:xmlns:office:1.0", "table": "opendocument:xmlns:table:1.0", "text": "opendocument:xmlns:text:1.0",
    }  # fmt: skip
    named = "".join(f' xmlns:{short}="urn:oasis:names:tc:{name}"' for short, name in spaces.items())
    named += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    rows = [_ods_row(HEADER)] + [_ods_row(cells, n == HIDDEN_ROW) for n, cells in enumerate(ROWS)]
    empty = '<table:table-row table:visibility="filter" table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    sheet = f'<table:table table:name="A">{columns}<table:table-column/>{"".join(rows)}{empty}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest:manifest xmlns:manifest="{space}"/>'
    content = f"<office:document-content{named}>{body}</office:document-content>"
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_row(cells: tuple[str, ...], hidden: bool = False) -> str:
    def cell(text: str) -> str:
        if not text:
            return '<table:table-cell table:formula="of:=[.B2]+[.C2]"/>'
        if text in NUMBERS:
            error = 'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
            return f"<table:table-cell {error}><text:p>{text}</text:p></table:table-cell>"
        kind = f'"float" office:value="{text}"' if text.isdecimal() else '"string"'
        return f"<table:table-cell office:value-type={kind}><text:p>{text}</text:p></table:table-cell>"

    visibility = ' table:visibility="collapse"' if hidden else ""
    return f"<table:table-row{visibility}>{''.join(map(cell, cells))}</table:table-row>"


def xlsb() -> bytes:
    head = "<?xml version='1.0'?><Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relations = f"{head}<Relationship Id='rId1' Type='{kind}' Target='worksheets/sheet1.bin'/></Relationships>"
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("A")
    book = b"".join(_bin(*record) for record in ((131, b""), (143, b""), (156, bundle), (144, b""), (132, b"")))
    column = struct.pack("<IIIIH", HIDDEN_COLUMN, HIDDEN_COLUMN, 0, 0, 1)
    records = [(129, b""), (148, struct.pack("<4I", 0, 3, 0, 3)), (390, b""), (60, column), (391, b""), (145, b"")]
    records += [*_bin_rows(), (146, b""), (130, b"")]
    sheet = b"".join(_bin(*record) for record in records)
    return zipped({"xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": relations, "xl/worksheets/sheet1.bin": sheet})


def _bin_rows() -> Iterator[tuple[int, bytes]]:
    for row, cells in enumerate((HEADER, *ROWS)):
        yield 0, struct.pack("<IIHBBB", row, 0, 300, 0, 0x10 if row == HIDDEN_ROW + 1 else 0, 0) + struct.pack("<I", 0)
        for column, text in enumerate(cells):
            at = struct.pack("<II", column, 0)
            if text in NUMBERS:
                formula = struct.pack("<HI", 0, 0) + struct.pack("<I", 0)
                yield (3, at + bytes([NUMBERS[text]])) if row == 1 else (11, at + bytes([NUMBERS[text]]) + formula)
            elif text.isdecimal():
                yield 5, at + struct.pack("<d", float(text))
            elif text:
                yield 6, at + _wide(text)


def _bin(kind: int, body: bytes) -> bytes:
    kinds = [kind] if kind < 128 else [kind & 127 | 128, kind >> 7]
    sizes = [len(body)] if len(body) < 128 else [len(body) & 127 | 128, len(body) >> 7]
    return bytes([*kinds, *sizes]) + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xls(small: bool = False) -> bytes:
    """In a stream of its own sectors, or in the stream that small ones share."""
    bounds = b"\x00\x00" + bytes([1, 0]) + b"A"
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    size = len(begin) + 4 + 4 + len(bounds) + 4
    book = begin + _record(0x85, struct.pack("<I", size) + bounds) + _record(0x0A, b"") + b"".join(_xls_sheet())
    return _compound(book if small else book.ljust(4096, b"\0"))


def _xls_sheet() -> Iterator[bytes]:
    yield _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    yield _record(0x7D, struct.pack("<6H", HIDDEN_COLUMN, HIDDEN_COLUMN, 0, 0, 1, 0))
    for row, cells in enumerate((HEADER, *ROWS)):
        yield _record(0x0208, struct.pack("<6HI", row, 0, 4, 300, 0, 0, 0x20 if row == HIDDEN_ROW + 1 else 0))
        for column, text in enumerate(cells):
            yield _xls_cell(row, column, text)
    yield _record(0x0A, b"")


def _xls_cell(row: int, column: int, text: str) -> bytes:
    at = struct.pack("<HHH", row, column, 0)
    if text.isdecimal():
        return _record(0x0203, at + struct.pack("<d", float(text)))
    if text and text not in NUMBERS:
        return _record(0x0204, at + struct.pack("<HB", len(text), 0) + text.encode("latin-1"))
    if text == "#N/A":
        return _record(0x0205, at + bytes([NUMBERS[text], 1]))
    value = bytes([2, 0, NUMBERS[text], 0, 0, 0, 255, 255]) if text else bytes(8)
    return _record(0x0006, at + value + struct.pack("<HIH", 0 if text else 1, 0, 3) + b"\x1e\x01\x00")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """One stream called Workbook: the table, the directory, the table of small sectors, then the stream."""
    small = len(stream) < 4096
    sectors = -(-len(stream) // 512)
    chain = [n + 1 for n in range(3, 3 + sectors)]
    table = [0xFFFFFFFD, END, END, *chain[:-1], END]
    minis = -(-len(stream) // 64)
    mini = [n + 1 for n in range(minis - 1)] + [END] if small else []
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 2 if small else END, int(small), END, 0)
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    root = _entry("Root Entry", 5, 3 if small else END, sectors * 512 if small else 0, child=1)
    directory = root + _entry("Workbook", 2, 0 if small else 3, len(stream))
    parts = [_numbers(table), directory, _numbers(mini), stream]
    return head + b"".join(part.ljust(-(-len(part) // 512) * 512 or 512, b"\0") for part in parts)


def _entry(name: str, kind: int, first: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    nothing = 0xFFFFFFFF
    body = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, nothing, nothing, child)
    return (body + bytes(36) + struct.pack("<III", first, size, 0)).ljust(128, b"\0")


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers).ljust(512, b"\xff")


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
