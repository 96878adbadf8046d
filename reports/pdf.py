"""Findings as a PDF for print and for screen readers: tagged, PDF/UA-1 and PDF/A-2a, the same bytes for the same findings.

Python only turns blocks into plain data; the page is drawn by `report.typ`, which reads these data and never text as markup.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, assert_never

import typst

from reports.blocks import (
    Arrow,
    Block,
    Bullets,
    Cell,
    Dot,
    DotChart,
    Findings,
    FiveGaps,
    GapChart,
    Heading,
    KeyFigure,
    KeyFigures,
    Lead,
    Mark,
    Missing,
    Notes,
    Number,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    Trend,
    Verdict,
)
from reports.fonts import ems, fonts, printable, shortened

FOLDER = Path(__file__).parent
Plain = dict[str, Any]
MARKS = "abcdefghijklmnopqrstuvwxyz"
"""Footnotes of a table are letters: a digit beside a number would be read, and copied, as a part of it."""
PARTS = {"overview": "answer", "groups": "behind", "quality": "behind", "method": "behind"}
LONG = 5
"""From so many gaps with a chart on the parts of a report begin on pages of their own."""
_IN_A_SENTENCE, _IN_A_CELL, _IN_A_TITLE, _IN_A_LABEL, _IN_A_CHIP = 3000, 600, 160, 90, 30
"""The most characters printed in each place: a name typed by somebody must not push everything else off the page."""


def render(findings: Findings) -> bytes:
    """The PDF of the findings. No clock is read: its date is the findings' own, or absent."""
    return compile_typst("report.typ", findings.language, report(findings), "pdf")


def compile_typst(template: str, language: str, data: Plain, kind: Literal["pdf", "svg"]) -> bytes:
    """One template of this folder with its data, as a PDF or as the SVG of its only page.

    All goes in as one input: of several typst mixes the order, and would set the same page anew.
    """
    drawn = json.dumps({"language": language, **data}, ensure_ascii=False)
    return typst.compile(
        FOLDER / template,
        root=FOLDER,
        font_paths=fonts(drawn),
        format=kind,
        pdf_standards=["a-2a", "ua-1"] if kind == "pdf" else None,
        sys_inputs={"data": drawn},
    )


def report(findings: Findings) -> Plain:
    """Findings as plain data for the template."""
    opening = _opening(findings.sections)
    return {
        "title": _title(findings.title),
        "name": _title(findings.title or findings.organisation or "Five Gaps"),
        "subtitle": _title(findings.subtitle),
        "organisation": _title(findings.organisation),
        "date": _title(findings.date),
        "day": _day(findings.day),
        "footer": _title(findings.footer),
        "sections": [
            {"title": _title(section.title), "opens": section in opening, "blocks": [block_data(b) for b in section.blocks]}
            for section in findings.sections
        ],
    }


def _opening(sections: Sequence[Section]) -> list[Section]:
    """The sections that begin a page: the first gap, and the first that is looked up; in a short report none, as pages would
    stay half empty."""
    parts = {part: [*inside] for part, inside in groupby(sections, lambda s: PARTS.get(s.id, "gaps"))}
    charts = [s for s in parts.get("gaps", ()) if any(isinstance(b, GapChart) for b in s.blocks)]
    return [inside[0] for inside in parts.values()][1:] if len(charts) >= LONG else []


def block_data(block: Block) -> Plain:
    """One block as plain data; `kind` tells the template what to draw."""
    match block:
        case Heading(text):
            return {"kind": "heading", "text": _title(text)}
        case Lead(text, tone):
            return {"kind": "lead", "text": _sentence(text), "tone": tone}
        case Paragraph(text):
            return {"kind": "paragraph", "text": _sentence(text)}
        case Bullets(items):
            return {"kind": "bullets", "items": [_sentence(i) for i in items]}
        case KeyFigures(figures):
            return {"kind": "key_figures", "figures": [_key_figure(f) for f in figures]}
        case FiveGaps():
            return {"kind": "five_gaps", **picture_data(block)}
        case GapChart():
            return {"kind": "gap_chart", **_gap_chart(block)}
        case DotChart():
            return {"kind": "dot_chart", **_dot_chart(block)}
        case Trend():
            return {"kind": "trend", **_trend(block)}
        case Table():
            return {"kind": "table", **_table(block)}
        case Notes(items):
            return {"kind": "notes", "items": [_sentence(i) for i in items]}
        case _ as never:
            assert_never(never)


def picture_data(block: FiveGaps) -> Plain:
    """The five-gap picture as plain data; `picture.typ` draws it for the page and for the screen."""
    return {
        "arrows": [_arrow(a) for a in block.arrows],
        "boxes": {box: _label(words) for box, words in block.boxes.items()},
        **_words(block),
    }


def cell_data(cell: Cell, mark: Callable[[str], str] = lambda why: "") -> Plain:
    """One cell as plain data; `mark` gives the footnote sign for the reason of a missing number."""
    match cell:
        case Text(text):
            return {"kind": "text", "text": _cell_text(text)}
        case Number(value, text, tone):
            return {"kind": "number", "value": value, "text": _cell_text(text), "tone": tone}
        case Span(low, high, text):
            return {"kind": "span", "low": low, "high": high, "text": _cell_text(text)}
        case Verdict(tone, text):
            return {"kind": "verdict", "tone": tone, "text": shortened(printable(text), _IN_A_CHIP)}
        case Missing(text, why):
            return {"kind": "missing", "text": _cell_text(text), "why": _cell_text(why), "mark": mark(why)}
        case _ as never:
            assert_never(never)


def _key_figure(figure: KeyFigure) -> Plain:
    return {
        "label": _label(figure.label),
        "value": cell_data(figure.value),
        "detail": _label(figure.detail),
        "tone": figure.tone,
    }


def _arrow(arrow: Arrow) -> Plain:
    return {
        "gap": arrow.gap,
        "number": arrow.gap.removeprefix("gap"),
        "name": _label(arrow.name),
        "between": _label(arrow.between),
        "value": cell_data(arrow.value),
        "interval": cell_data(arrow.interval),
        "unit": _label(arrow.unit),
        "verdict": cell_data(arrow.verdict),
    }


def _gap_chart(block: GapChart) -> Plain:
    return {
        "chart": block.kind,
        "rows": [_mark(row) for row in block.rows],
        "low": block.low,
        "high": block.high,
        "minuend_label": _label(block.minuend_label),
        "subtrahend_label": _label(block.subtrahend_label),
        "difference_label": _label(block.difference_label),
        **_words(block),
    }


def _mark(row: Mark) -> Plain:
    return {
        "label": _label(row.label),
        "name": _label(row.name),
        "minuend": cell_data(row.minuend),
        "subtrahend": cell_data(row.subtrahend),
        "difference": cell_data(row.difference),
        "interval": cell_data(row.interval),
        "verdict": cell_data(row.verdict),
    }


def _dot_chart(block: DotChart) -> Plain:
    return {
        "rows": [_dot(row) for row in block.rows],
        "low": block.low,
        "high": block.high,
        "label": _label(block.label),
        "band_label": _label(block.band_label),
        "line": cell_data(block.line) if block.line else None,
        "line_label": _label(block.line_label),
        "signed": block.signed,
        **_words(block),
    }


def _dot(row: Dot) -> Plain:
    return {
        "label": _label(row.label),
        "value": cell_data(row.value),
        "interval": cell_data(row.interval),
        "beside": _label(row.beside),
        "band": [cell_data(end) for end in row.band] if row.band else None,
    }


def _trend(block: Trend) -> Plain:
    return {
        "waves": [_label(w) for w in block.waves],
        "values": [cell_data(v) for v in block.values],
        "intervals": [cell_data(i) for i in block.intervals],
        "label": _label(block.label),
        **_words(block),
    }


def _table(block: Table) -> Plain:
    """The reasons of missing numbers become footnotes, one a reason, in the order in which they are met."""
    marks: dict[str, str] = {}

    def mark(why: str) -> str:
        return marks.setdefault(why, MARKS[len(marks) % len(MARKS)]) if why else ""

    rows = [[cell_data(c, mark) for c in row] for row in block.rows]
    return {
        "columns": [_label(c) for c in block.columns],
        "ems": [_ems(title, [row[i] for row in rows]) for i, title in enumerate(block.columns)],
        "rows": rows,
        "align": list(block.align),
        "caption": _sentence(block.caption),
        "notes": [{"mark": sign, "text": _sentence(why)} for why, sign in marks.items()],
    }


def _ems(title: str, cells: list[Plain]) -> Plain:
    """How wide a column is by its longest cell, by its title and by the title's longest word, in ems."""
    body = max((ems(c["text"]) + (1.4 if c["kind"] == "verdict" else 0) for c in cells), default=0.0)
    return {"body": body, "title": ems(_label(title)), "word": max((ems(w) for w in _label(title).split()), default=0.0)}


def _words(block: FiveGaps | GapChart | DotChart | Trend) -> Plain:
    return {"caption": _sentence(block.caption), "alt": _sentence(block.alt)}


def _day(text: str) -> list[int]:
    """Year, month and day for the document's properties. PDF/A demands a date; the epoch stands for an unknown one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date(1970, 1, 1)
    return [day.year, day.month, day.day]


def _sentence(text: str) -> str:
    return shortened(printable(text), _IN_A_SENTENCE)


def _cell_text(text: str) -> str:
    return shortened(printable(text), _IN_A_CELL)


def _label(text: str) -> str:
    return shortened(printable(text), _IN_A_LABEL)


def _title(text: str) -> str:
    return shortened(printable(text), _IN_A_TITLE)
