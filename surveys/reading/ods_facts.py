"""What the XML of an ODS sheet says beside its values."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator

from surveys.reading.sheet_facts import MOST_COLUMNS, SheetFacts

SPACE = b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
INSIDE = rb"\b((?:[^<>\"]++|\"[^<\"]*+\")*+)>"
"""The attributes of a tag; a formula among them may hold any sign but `<`, at which the search for an end that is missing ends."""
SHEET, COLUMN, CELL = (
    re.compile(b"<table:" + name + INSIDE) for name in (b"table(?![-\\w])", b"table-column", b"(?:covered-)?table-cell")
)  # fmt: skip
NAME = re.compile(rb"\stable:name=\"([^\"]*)\"")
HIDDEN = re.compile(rb"\stable:visibility=\"(?:collapse|filter)\"")
ERROR = re.compile(rb"<text:p\b[^<>]*>\s*(#(?:N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!)|Err:\d{3})\s*</text:p>")


def ods_facts(archive: zipfile.ZipFile, sheet: str) -> SheetFacts | None:
    """None where the sheet is not found. Rows that hold nothing are not counted as hidden.

    Of rows that are repeated only the first is looked at: answers do not repeat so.
    """
    xml = archive.read("content.xml") if "content.xml" in archive.namelist() else b""
    tag = next((tag for tag in SHEET.finditer(xml) if _name(tag[1]) == sheet), None)
    if tag is None or SPACE not in xml:
        return None
    head, *rows = re.split(rb"<table:table-row(?=[\s/>])", xml[tag.end() : xml.find(b"</table:table>", tag.end())])
    facts = SheetFacts(hidden_columns=[*_hidden_columns(head)])
    number = 1
    for row in rows:
        inside, _, cells = row.partition(b">")
        if HIDDEN.search(inside) and b"value-type" in cells:
            facts.hidden_rows.append(number)
        if b"formula" in cells or b'"error"' in cells:
            _look_at(cells, number, facts)
        number += _times(inside, b"rows")
    return facts


def _name(inside: bytes) -> str:
    found = NAME.search(inside)
    return html.unescape(found[1].decode("utf-8", "replace")) if found else ""


def _hidden_columns(head: bytes) -> Iterator[int]:
    column = 0
    for tag in COLUMN.finditer(head):
        times = _times(tag[1], b"columns")
        if HIDDEN.search(tag[1]):
            yield from range(column, min(column + times, MOST_COLUMNS))
        column += times


def _look_at(cells: bytes, row: int, facts: SheetFacts) -> None:
    tags = [*CELL.finditer(cells)]
    column = 0
    for n, tag in enumerate(tags):
        inside, times = tag[1], _times(tag[1], b"columns")
        has_formula = b" table:formula=" in inside
        if has_formula or b'value-type="error"' in inside:
            said = cells[tag.end() : tags[n + 1].start() if n + 1 < len(tags) else len(cells)]
            places = [(row, column + n) for n in range(min(times, MOST_COLUMNS))]
            if error := ERROR.search(said):
                facts.errors.update(dict.fromkeys(places, error[1].decode()))
            elif has_formula and b"value-type=" not in inside and b"<text:p" not in said:
                facts.uncached.extend(places)
        column += times


def _times(inside: bytes, what: bytes) -> int:
    found = re.search(rb"\stable:number-" + what + rb"-repeated=\"(\d{1,7})\"", inside)
    return int(found[1]) if found else 1
