"""What the XML of an XLSX sheet says beside its values."""

from __future__ import annotations

import posixpath
import re
import zipfile
from xml.etree import ElementTree

from surveys.reading.sheet_facts import MOST_COLUMNS, Cell, SheetFacts

LARGEST_PART = 5_000_000
"""Bytes of the list of sheets; a longer one is not looked at."""
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\shidden=\"(?:1|true)\")[^>]*\sr=\"(\d{1,7})\"")
HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*\shidden=\"(?:1|true)\")[^>]*>")
BOUND = re.compile(rb"\s(min|max)=\"(\d{1,5})\"")
ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\st=\"e\")[^>]*\sr=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>(#[^<]{1,20})<",
    re.S,
)
UNCACHED = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\st=\"str\")[^>]*\sr=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)


def xlsx_facts(archive: zipfile.ZipFile, sheet: str) -> SheetFacts | None:
    """None where the sheet's part is not found."""
    book = _xml(archive, "xl/workbook.xml")
    ids = [] if book is None else [e.get(RELATION) for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == sheet]
    part = part_of(archive, "xl/_rels/workbook.xml.rels", ids[0] or "") if ids else ""
    return _facts(archive.read(part)) if part in archive.namelist() else None


def part_of(archive: zipfile.ZipFile, relations: str, relation: str) -> str:
    """The name of the part that a relation of the workbook leads to; "" where there is none."""
    tree = _xml(archive, relations)
    tags = [] if tree is None else [e for e in tree.iter() if e.tag.endswith("}Relationship") and e.get("Id") == relation]
    target = tags[0].get("Target", "") if tags else ""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else ""


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in archive.namelist() or archive.getinfo(name).file_size > LARGEST_PART:
        return None
    try:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 - a document type was refused before
    except ElementTree.ParseError:
        return None


def _facts(xml: bytes) -> SheetFacts:
    hidden = b" hidden=" in xml
    errors = ERROR.findall(xml) if b't="e"' in xml else []
    return SheetFacts(
        hidden_rows=[int(row) for row in HIDDEN_ROW.findall(xml)] if hidden else [],
        hidden_columns=_columns(HIDDEN_COLUMN.findall(xml)) if hidden else [],
        errors={_cell(letters, row): text.decode("utf-8", "replace") for letters, row, text in errors},
        uncached=[_cell(*place) for place in UNCACHED.findall(xml)] if b"<f" in xml or b":f" in xml else [],
    )


def _columns(tags: list[bytes]) -> list[int]:
    found: list[int] = []
    for tag in tags:
        bounds = {key: int(value) for key, value in BOUND.findall(tag)}
        if b"min" in bounds and b"max" in bounds:
            found += range(bounds[b"min"] - 1, min(bounds[b"max"], MOST_COLUMNS))
    return found


def _cell(letters: bytes, row: bytes) -> Cell:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return int(row), place - 1
