"""What a sheet's XML says and calamine does not: hidden rows and columns, errors of formulas, formulas never computed."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

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
Cell = tuple[int, int]
"""The row as a spreadsheet counts it, and the column counted from 0."""


@dataclass(frozen=True)
class SheetFacts:
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    uncached: list[Cell] = field(default_factory=list)


def look(data: bytes, sheet: str) -> SheetFacts:
    """Of one sheet of a workbook that was checked before; nothing where its part cannot be found."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = _part(archive, sheet)
        return _facts(archive.read(part)) if part in archive.namelist() else SheetFacts()


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    names = [name for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels") if name in archive.namelist()]
    if len(names) < 2 or any(archive.getinfo(name).file_size > LARGEST_PART for name in names):
        return ""
    try:
        book, relations = (ElementTree.fromstring(archive.read(name)) for name in names)  # noqa: S314 - no document type
    except ElementTree.ParseError:
        return ""
    ids = [e.get(RELATION) for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == sheet]
    targets = {e.get("Id"): e.get("Target", "") for e in relations.iter() if e.tag.endswith("}Relationship")}
    target = targets.get(ids[0], "") if ids else ""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/") if target else ""


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
            found += range(bounds[b"min"] - 1, min(bounds[b"max"], 2_000))
    return found


def _cell(letters: bytes, row: bytes) -> Cell:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return int(row), place - 1
