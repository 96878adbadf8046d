"""One sheet of the workbook, written block by block from above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from math import ceil
from typing import Any, assert_never

from reports.absent import reasons
from reports.blocks import (
    Block,
    Bullets,
    Cell,
    Dot,
    DotChart,
    FiveGaps,
    GapChart,
    Heading,
    KeyFigures,
    Lead,
    Missing,
    Notes,
    Number,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    Tone,
    Trend,
    Verdict,
)
from reports.monospace import width
from reports.number_format import number_format

INK: dict[Tone, str] = {
    "shortfall": "#B8400E",
    "exceeds": "#67389A",
    "meets": "#0B6B60",
    "undecided": "#76611F",
    "withheld": "#5A6676",
    "plain": "#18212F",
}
"""The colours of the verdicts, as in the PDF and on the screen."""

SOFT, LINE, HEAD = "#5A6676", "#D9DFE7", "#EEF1F6"
FIRST_WIDTH, WIDTH, FEWEST_COLUMNS = 40, 15, 7
LONGEST_TEXT = 32_767
LINE_HEIGHT = 15

Row = Sequence[Cell]


class Formats:
    """The workbook's formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]


class Page:
    """A sheet and the row that is written next. The title stays in view."""

    def __init__(self, sheet: Any, formats: Formats, section: Section) -> None:
        self._sheet, self._formats, self._section = sheet, formats, section
        self._row = 0
        tables = [len(b.columns) for b in section.blocks if isinstance(b, Table)]
        self._columns = max([FEWEST_COLUMNS, *tables])
        sheet.set_column(0, 0, FIRST_WIDTH)
        sheet.set_column(1, self._columns - 1, WIDTH)
        sheet.freeze_panes(1, 1)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def title(self) -> None:
        self._sheet.set_row(0, 24)
        self._text(0, self._section.title, bold=True, font_size=16)
        self._row = 2

    def about(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._text(0, line, font_color=SOFT)
            self._row += 1
        self._row += 1

    def blocks(self) -> None:
        for block in self._section.blocks:
            self._block(block)
            self._row += 1

    def _block(self, block: Block) -> None:
        match block:
            case Heading(text):
                self._wide(text, bold=True, font_size=13)
            case Lead(text, tone):
                self._wide(text, bold=True, font_size=12, font_color=INK[tone])
            case Paragraph(text):
                self._wide(text)
            case Bullets(items):
                for item in items:
                    self._wide(f"• {item}")
            case KeyFigures(figures):
                self._rows((), [(Text(f.label), f.value, Text(f.detail)) for f in figures])
            case FiveGaps(arrows, _, caption, _):
                cells = [(Text(a.name), a.value, Text(a.unit), a.interval, a.verdict, Text(a.sentence)) for a in arrows]
                self._rows((), cells)
                self._wide(caption, font_color=SOFT)
            case GapChart():
                self._chart(block)
            case DotChart():
                self._dots(block)
            case Trend(waves, values, intervals, label, caption, _):
                self._rows(("", label), [(Text(w), v, i) for w, v, i in zip(waves, values, intervals, strict=True)])
                self._wide(caption, font_color=SOFT)
            case Table(_, columns, rows, align, caption, _):
                self._wide(caption, font_color=SOFT)
                self._rows(columns, rows, align)
            case Notes(items):
                for item in items:
                    self._wide(f"* {item}", font_color=SOFT)
            case _:
                assert_never(block)

    def _chart(self, chart: GapChart) -> None:
        """What the chart draws, as rows."""
        head = ("", chart.minuend_label, chart.subtrahend_label, chart.difference_label)
        rows = [(Text(m.name), m.minuend, m.subtrahend, m.difference, m.interval, m.verdict) for m in chart.rows]
        self._rows(head, rows)
        self._wide(chart.caption, font_color=SOFT)

    def _dots(self, chart: DotChart) -> None:
        ends = (chart.band_label, "") if chart.band_label else ()
        self._rows(("", *ends, chart.label, "", ""), [_dot(row, bool(ends)) for row in chart.rows])
        self._wide(chart.caption, font_color=SOFT)

    # ---- rows and cells ----------------------------------------------------------------------------------------------
    def _rows(self, head: Sequence[str], rows: Sequence[Row], align: str = "") -> None:
        """A table with its head, and under it why numbers are absent. Without `align` all but the first column hold numbers."""
        if head:
            self._head(head, align or "l" + "r" * (len(head) - 1))
        for row in rows:
            self._sheet.set_row(self._row, LINE_HEIGHT * _lines(row[0].text, FIRST_WIDTH))
            for column, cell in enumerate(row):
                self._cell(column, cell)
            self._row += 1
        for marks, why in reasons(list(chain.from_iterable(rows))):
            self._wide(f"{marks}   {why}", font_color=SOFT)

    def _head(self, head: Sequence[str], align: str) -> None:
        sides = {"l": "left", "r": "right", "c": "center"}
        for column, (text, letter) in enumerate(zip(head, align, strict=True)):
            self._text(column, text, bold=True, bg_color=HEAD, text_wrap=True, align=sides[letter])
        self._sheet.set_row(self._row, LINE_HEIGHT * max(_lines(t, WIDTH) for t in head))
        self._row += 1

    def _cell(self, column: int, cell: Cell) -> None:
        border = {"bottom": 1, "bottom_color": LINE}
        match cell:
            case Number(value, text, tone):
                style = self._formats.get(num_format=number_format(text), font_color=INK[tone], align="right", **border)
                self._sheet.write_number(self._row, column, value, style)
            case Verdict(tone, text):
                self._text(column, text, font_color=INK[tone], bold=True, align="left", **border)
            case Missing(text, _):
                self._text(column, text, font_color=SOFT, align="right", **border)
            case Span(_, _, text):
                self._text(column, text, align="right", **border)
            case Text(text):
                self._text(column, text, text_wrap=column == 0, **border)
            case _:
                assert_never(cell)

    def _text(self, column: int, text: str, **properties: Any) -> None:
        self._sheet.write_string(self._row, column, text[:LONGEST_TEXT], self._formats.get(**properties))

    def _wide(self, text: str, **properties: Any) -> None:
        """One text across all columns, as high as it needs."""
        style = self._formats.get(text_wrap=True, **properties)
        scale = properties.get("font_size", 11) / 11
        total = FIRST_WIDTH + WIDTH * (self._columns - 1)
        self._sheet.set_row(self._row, LINE_HEIGHT * scale * _lines(text, total / scale))
        self._sheet.merge_range(self._row, 0, self._row, self._columns - 1, "")
        self._sheet.write_string(self._row, 0, text[:LONGEST_TEXT], style)
        self._row += 1


def _dot(row: Dot, banded: bool) -> Row:
    ends: Row = (row.band or (Text(""), Text(""))) if banded else ()
    return Text(row.label), *ends, row.value, row.interval, Text(row.beside)


def _lines(text: str, cells: float) -> int:
    """About how many lines the text takes in a column, never none."""
    return max(1, ceil(width(text) * 1.05 / cells))
