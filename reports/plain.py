"""Findings as plain text for a terminal: sentences a hundred cells wide, tables as wide as they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from reports.absent import reasons
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
    Trend,
)
from reports.monospace import pad, width, wrap
from reports.terminal import harmless

WIDTH = 100
WIDEST_NAME = 44
TRACK = 31


def render(findings: Findings) -> str:
    """The whole text, ending in a newline."""
    about = [t for t in (findings.organisation, findings.title, findings.subtitle, findings.date) if t]
    parts = ["\n".join(about), *(_section(s) for s in findings.sections), findings.footer]
    return harmless("\n\n\n".join(parts) + "\n")


def _section(section: Section) -> str:
    rule = "═" * WIDTH
    return "\n\n".join(["\n".join([rule, section.title, rule]), *("\n".join(_block(b)) for b in section.blocks)])


def _block(block: Block) -> list[str]:
    match block:
        case Heading(text):
            return [text, "─" * width(text)]
        case Lead(text, _):
            return wrap(f"▶ {text}", WIDTH, "  ")
        case Paragraph(text):
            return wrap(text, WIDTH)
        case Bullets(items):
            return [line for item in items for line in wrap(f"• {item}", WIDTH, "  ")]
        case KeyFigures(figures):
            return _grid([(f.label, f.value.text, f.detail) for f in figures], "lrl") + _reasons([f.value for f in figures])
        case FiveGaps(arrows, _, caption, _):
            return [line for arrow in arrows for line in _arrow(arrow)] + wrap(caption, WIDTH)
        case GapChart():
            return _chart(block)
        case DotChart():
            return _dots(block)
        case Trend(waves, values, intervals, _, caption, _):
            rows = [(w, v.text, i.text) for w, v, i in zip(waves, values, intervals, strict=True)]
            return _grid(rows, "lrr") + _reasons([*values, *intervals]) + wrap(caption, WIDTH)
        case Table():
            return _table(block)
        case Notes(items):
            return [line for item in items for line in wrap(f"* {item}", WIDTH, "  ")]
        case _:
            assert_never(block)


def _arrow(a: Arrow) -> list[str]:
    """Name, number and verdict in one line; where there is no number, the sentence says why."""
    number = "" if isinstance(a.value, Missing) else f"{a.value.text} {a.unit}   {a.interval.text}"
    first = [pad(f"{a.gap.removeprefix('gap')}  {a.name}", 26), pad(number, 38), a.verdict.text]
    return ["".join(first).rstrip(), f"   {a.between}", *wrap(f"   {a.sentence}", WIDTH, "   "), ""]


def _chart(chart: GapChart) -> list[str]:
    """Each row a track from one end of the scale to the other: ● the minuend, ○ the subtrahend, ◉ both."""
    key = f"● {chart.minuend_label}   ○ {chart.subtrahend_label}"
    rows = [_chart_row(chart, m) for m in chart.rows]
    cells = [c for m in chart.rows for c in (m.minuend, m.subtrahend, m.difference, m.interval)]
    align = "lrrlrr" if chart.kind == "rating" else "lrlrrr"
    return [key, *_grid(rows, align), *_reasons(cells), *wrap(chart.caption, WIDTH)]


def _chart_row(chart: GapChart, m: Mark) -> tuple[str, ...]:
    """The interval stands beside what it belongs to: a rating, or the difference of two means."""
    track, interval = _track(m, chart.low, chart.high), m.interval.text
    if chart.kind == "rating":
        return m.label, m.minuend.text, interval, track, m.subtrahend.text, m.difference.text
    return m.label, m.minuend.text, track, m.subtrahend.text, m.difference.text, interval


def _track(mark: Mark, low: int, high: int) -> str:
    cells = ["·"] * TRACK
    for side, sign in ((mark.subtrahend, "○"), (mark.minuend, "●")):
        if isinstance(side, Number):
            at = round((side.value - low) / (high - low) * (TRACK - 1))
            cells[at] = "◉" if cells[at] == "○" else sign
    return f"{low} {''.join(cells)} {high}"


def _dots(chart: DotChart) -> list[str]:
    """Each row a track: ─ the interval, ░ the band, ● the number, ┆ what all are compared with."""
    rows = [(r.label, r.value.text, _dot_track(chart, r), r.interval.text, r.beside) for r in chart.rows]
    signs = (("●", chart.label), ("░", chart.band_label), ("┆", chart.line_label))
    key = "   ".join(f"{sign} {said}" for sign, said in signs if said)
    cells = [cell for r in chart.rows for cell in (r.value, r.interval)]
    return [key, *_grid(rows, "lrlrl"), *_reasons(cells), *wrap(chart.caption, WIDTH)]


def _dot_track(chart: DotChart, row: Dot) -> str:
    """What the band reaches from and to is printed at its ends."""
    def at(value: float) -> int:
        return min(TRACK - 1, max(0, round((value - chart.low) / (chart.high - chart.low) * (TRACK - 1))))

    cells = ["·"] * TRACK
    if chart.line:
        cells[at(chart.line.value)] = "┆"
    ends = [(low.value, high.value, "░") for low, high in (row.band,)] if row.band else []
    ends += [(row.interval.low, row.interval.high, "─")] if isinstance(row.interval, Span) else []
    for low, high, sign in ends:
        cells[at(low) : at(high) + 1] = sign * (at(high) + 1 - at(low))
    if isinstance(row.value, Number):
        cells[at(row.value.value)] = "●"
    band = (row.band[0].text, row.band[1].text) if row.band else ("", "")
    return f"{band[0]} {''.join(cells)} {band[1]}".strip()


def _table(table: Table) -> list[str]:
    cells = [cell for row in table.rows for cell in row]
    rows = [table.columns, *(tuple(c.text for c in row) for row in table.rows)]
    grid = _grid(rows, table.align)
    head = len(_grid_row(table.columns, _widths(rows, table.align), table.align))
    rule = "─" * max(width(line) for line in grid)
    return [*wrap(table.caption, WIDTH), *grid[:head], rule, *grid[head:], *_reasons(cells)]


def _reasons(cells: Sequence[Cell]) -> list[str]:
    return [line for marks, why in reasons(cells) for line in wrap(f"{marks}   {why}", WIDTH, "   ")]


# ---- grids -----------------------------------------------------------------------------------------------------------
def _grid(rows: Sequence[tuple[str, ...]], align: str) -> list[str]:
    widths = _widths(rows, align)
    return [line for row in rows for line in _grid_row(row, widths, align)]


def _widths(rows: Sequence[tuple[str, ...]], align: str) -> list[int]:
    """As wide as the widest cell; text no wider than `WIDEST_NAME`, numbers' heads wrapped to the numbers' width."""
    widths = []
    for column, letter in zip(zip(*rows, strict=True), align, strict=True):
        body = max((width(text) for text in column[1:]), default=0)
        head = max(width(line) for line in wrap(column[0], 12))
        widths.append(min(WIDEST_NAME, max(map(width, column))) if letter == "l" else max(body, head))
    return widths


def _grid_row(row: tuple[str, ...], widths: list[int], align: str) -> list[str]:
    wrapped = [wrap(text, w) for text, w in zip(row, widths, strict=True)]
    height = max(map(len, wrapped))
    lines = ([*cell, *[""] * (height - len(cell))] for cell in wrapped)
    return [
        "  ".join(pad(text, w, a) for text, w, a in zip(line, widths, align, strict=True)).rstrip()
        for line in zip(*lines, strict=True)
    ]
