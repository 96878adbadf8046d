"""Findings as a workbook: a sheet a section, numbers as numbers that show what every other surface prints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import xlsxwriter

from reports.blocks import Findings, Section
from reports.sheet import Formats, Page

CREATED = datetime(2000, 1, 1)
"""No clock is read: the same findings give the same bytes."""

LONGEST_NAME = 31


def render(findings: Findings) -> bytes:
    """An XLSX file. Text stays text: nothing in it is ever read as a formula or a link."""
    out = BytesIO()
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain_text})
    book.set_properties({"title": findings.title, "company": findings.organisation, "created": CREATED})
    formats = Formats(book)
    pages = [
        Page(book.add_worksheet(name), formats, section)
        for name, section in zip(sheet_names(findings.sections), findings.sections, strict=True)
    ]
    for number, page in enumerate(pages):
        page.title()
        page.about(_about(findings) if number == 0 else ())
        page.blocks()
    pages[-1].about((findings.footer,))
    book.close()
    return out.getvalue()


def _about(findings: Findings) -> tuple[str, ...]:
    return tuple(t for t in (findings.organisation, findings.title, findings.subtitle, findings.date) if t)


def sheet_names(sections: Iterable[Section]) -> list[str]:
    """The titles without what a sheet's name may not hold, at most 31 characters, no two alike whatever their case."""
    names: list[str] = []
    for section in sections:
        plain = re.sub(r"[\[\]:*?/\\]", " ", section.title).strip(" '") or section.id
        taken = {n.casefold() for n in names}
        endings = ["", *(f" {i}" for i in range(2, len(names) + 3))]
        candidates = (plain[: LONGEST_NAME - len(ending)].rstrip() + ending for ending in endings)
        names.append(next(c for c in candidates if c.casefold() not in taken))
    return names
