"""Both means of every row, and beside them the gap with its interval; or ratings against their target.

Raw numbers place the marks, printed texts stand beside them. The chart is laid out in pixels from top to bottom, every
row with its words above its marks, so that the same drawing reads on a desk and on a phone: nothing needs a wide margin.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dashboard.markdown import plotly_literal
from dashboard.plot import Figure, axis, bold, dots, empty, lines, note, soft
from dashboard.tones import FIRST, INK, LINE, LOOKS, PAPER, SOFT
from dashboard.wrapping import broken
from reports.blocks import GapChart, Mark, Missing, Number, Span

LINE_HEIGHT, HEAD, FOOT = 19, 56, 34
STRIP = {"means": 34, "rating": 50}
"""Heights in pixels: a line of words, the legend, the axis; the strip of a row in which its marks lie."""
RING = {"size": 15, "color": PAPER, "line": {"color": FIRST, "width": 2.5}}
UPRIGHT = {"symbol": "line-ns", "size": 11, "line": {"color": INK, "width": 3}}
"""A mean that is compared with, and a target: as in the PDF."""


class Row(Struct, frozen=True):
    """A row in its place: its words begin at `top`, its marks lie on `y`."""

    mark: Mark
    top: float
    y: float


def gap_chart(block: GapChart) -> Figure:
    rows, height = _rows(block)
    scale = axis(
        range=[block.low - 0.35, block.high + 0.35],
        tickvals=list(range(block.low, block.high + 1)),
        domain=[0, 1] if block.kind == "rating" else [0, 0.58],
    )
    down = {"range": [height, 0], "visible": False, "fixedrange": True}
    figure = empty(height + FOOT, margin={"l": 0, "r": 0, "t": 0, "b": FOOT}, xaxis=scale, yaxis=down)
    figure["layout"]["annotations"] = [*_legend(block), *(words for row in rows for words in _words(row, block))]
    if block.kind == "rating":
        figure["data"] = [*_ratings(rows)]
    else:
        figure["layout"]["xaxis2"] = axis(range=_around_zero(block), domain=[0.64, 1], nticks=5, showgrid=False)
        figure["layout"]["shapes"] = [_zero(row) for row in rows if isinstance(row.mark.difference, Number)]
        figure["data"] = [*_means(rows), *_differences(rows)]
    return figure


# ---- places ----------------------------------------------------------------------------------------------------------
def _rows(block: GapChart) -> tuple[list[Row], int]:
    """The rows from top to bottom, and the height of all, in pixels."""
    strip, top, rows = STRIP[block.kind], HEAD, []
    for mark in block.rows:
        words = max(2, len(_names(mark))) * LINE_HEIGHT
        rows.append(Row(mark, top, top + words + strip * (0.56 if block.kind == "rating" else 0.38)))
        top += words + strip
    return rows, top


def _around_zero(block: GapChart) -> list[float]:
    ends = [0.0]
    for row in block.rows:
        ends += [row.difference.value] if isinstance(row.difference, Number) else []
        ends += [row.interval.low, row.interval.high] if isinstance(row.interval, Span) else []
    pad = 0.08 * ((max(ends) - min(ends)) or 1)
    return [min(ends) - pad, max(ends) + pad]


def _zero(row: Row) -> Figure:
    """Zero beside one row only, so that it never runs through words."""
    place = {"xref": "x2", "yref": "y", "x0": 0, "x1": 0, "y0": row.y - 10, "y1": row.y + 10}
    return {"type": "line", "line": {"color": SOFT, "width": 1}} | place


# ---- words -----------------------------------------------------------------------------------------------------------
def _legend(block: GapChart) -> Iterator[Figure]:
    colour, sign = (INK, "┃") if block.kind == "rating" else (FIRST, "◯")
    first = f'<span style="color:{FIRST}">⬤</span> {plotly_literal(block.minuend_label)}'
    second = f'<span style="color:{colour}">{sign}</span> {plotly_literal(block.subtrahend_label)}'
    yield note(f"{first}&nbsp;&nbsp;&nbsp;{second}", "left", 12)
    yield note(soft(block.difference_label), "right", 32)


def _words(row: Row, block: GapChart) -> Iterator[Figure]:
    """The row's name on the left; on the right its verdict as mark and word, and below it the printed gap."""
    for number, line in enumerate(_names(row.mark)):
        yield note(line, "left", row.top + 10 + number * LINE_HEIGHT)
    look = LOOKS[row.mark.verdict.tone]
    yield note(bold(f"{look.mark} {row.mark.verdict.text}"), "right", row.top + 10, color=look.colour)
    gap = bold(row.mark.difference.text)
    if block.kind == "means" and isinstance(row.mark.interval, Span):
        gap += f"&nbsp; {soft(row.mark.interval.text)}"
    yield note(gap, "right", row.top + 10 + LINE_HEIGHT)


def _names(mark: Mark) -> list[str]:
    """The row's words as lines of HTML: the label, and the full wording where it says more."""
    label = [bold(line) for line in broken(mark.label)]
    return label if mark.name in ("", mark.label) else label + [plotly_literal(line) for line in broken(mark.name)]


def _hover(row: Row) -> str:
    mark = row.mark
    said = (mark.name or mark.label, mark.minuend.text, mark.subtrahend.text, mark.difference.text, mark.interval.text)
    return "<br>".join(plotly_literal(line) for part in said if part for line in broken(part))


# ---- marks -----------------------------------------------------------------------------------------------------------
Pair = tuple[Row, Number | Missing, Number | Missing]


def _means(rows: list[Row]) -> Iterator[Figure]:
    """Dumbbells: a bar between both means, each with its printed value on the outer side. The second is a ring wider than the
    first, so that neither hides the other where they nearly coincide."""
    pairs: list[Pair] = [(row, row.mark.minuend, row.mark.subtrahend) for row in rows]
    bars = [(a.value, r.y, b.value, r.y) for r, a, b in pairs if isinstance(a, Number) and isinstance(b, Number)]
    yield lines(bars, LINE, 5)
    yield _side([(row, b, a) for row, a, b in pairs], "middle right", RING)
    yield _side(pairs, "middle left", {"size": 11})


def _side(pairs: list[Pair], alone: str, marker: Figure) -> Figure:
    """One side of every row. Its value is printed away from the other side's, and on the side `alone` where none is away."""
    known = [(row, own, other) for row, own, other in pairs if isinstance(own, Number)]
    return dots(
        [own.value for _, own, _ in known],
        [row.y for row, _, _ in known],
        FIRST,
        text=[plotly_literal(own.text) for _, own, _ in known],
        textposition=[_away(own, other, alone) for _, own, other in known],
        hovertext=[_hover(row) for row, _, _ in known],
        marker=marker,
    )


def _away(own: Number, other: Number | Missing, alone: str) -> str:
    if isinstance(other, Missing) or own.value == other.value:
        return alone
    return "middle left" if own.value < other.value else "middle right"


def _differences(rows: list[Row]) -> Iterator[Figure]:
    """The gaps with their intervals in the colours of their verdicts."""
    for colour in dict.fromkeys(_colour(row) for row in rows):
        yield lines([ends for row in rows if _colour(row) == colour for ends in _interval(row)], colour, 2.5, xaxis="x2")
    known = [(row, row.mark.difference.value) for row in rows if isinstance(row.mark.difference, Number)]
    places = [value for _, value in known], [row.y for row, _ in known]
    hover = [_hover(row) for row, _ in known]
    yield dots(*places, [_colour(row) for row, _ in known], mode="markers", hovertext=hover, xaxis="x2", marker={"size": 9})


def _ratings(rows: list[Row]) -> Iterator[Figure]:
    """Each rating with its interval, and the target set beforehand where there is one."""
    yield lines([ends for row in rows for ends in _interval(row)], FIRST, 2.5)
    targets = [(row, row.mark.subtrahend) for row in rows if isinstance(row.mark.subtrahend, Number)]
    yield dots(
        [target.value for _, target in targets],
        [row.y for row, _ in targets],
        INK,
        text=[plotly_literal(target.text) for _, target in targets],
        textposition="bottom center",
        hovertext=[_hover(row) for row, _ in targets],
        marker=UPRIGHT,
    )
    rated = [(row, row.mark.minuend) for row in rows if isinstance(row.mark.minuend, Number)]
    yield dots(
        [rating.value for _, rating in rated],
        [row.y for row, _ in rated],
        FIRST,
        text=[f"{bold(rating.text)}&nbsp; {soft(row.mark.interval.text)}" for row, rating in rated],
        textposition="top center",
        hovertext=[_hover(row) for row, _ in rated],
    )


def _interval(row: Row) -> list[tuple[float, float, float, float]]:
    span = row.mark.interval
    return [(span.low, row.y, span.high, row.y)] if isinstance(span, Span) else []


def _colour(row: Row) -> str:
    return LOOKS[row.mark.verdict.tone].colour
