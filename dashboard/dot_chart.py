"""One number a row with its interval on one axis, each row with its words above its marks, as in `gap_chart.py`."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from msgspec import Struct

from dashboard.markdown import plotly_literal
from dashboard.plot import Figure, axis, bold, dots, empty, lines, note, soft
from dashboard.tones import BAND, FIRST, LOOKS, SECOND, SOFT
from dashboard.wrapping import broken
from reports.blocks import Dot, DotChart, Number, Span
from reports.monospace import width

LINE_HEIGHT, STRIP, HEAD, FOOT = 19, 24, 40, 34
"""Heights in pixels: a line of words, the marks of a row, the legend, the axis."""
ROOM = 50
"""Letters beside each other for which a phone has room: a longer name has its numbers below it."""


class Row(Struct, frozen=True):
    """A row in its place: its words begin at `top`, its numbers stand on `beside`, its marks lie on `y`."""

    dot: Dot
    top: float
    beside: float
    y: float


def dot_chart(block: DotChart) -> Figure:
    rows, height = _rows(block)
    pad = (block.high - block.low) * 0.06
    across = axis(range=[block.low - pad, block.high + pad], **_ticks(block))
    down = {"range": [height, 0], "visible": False, "fixedrange": True}
    figure = empty(height + FOOT, margin={"l": 0, "r": 0, "t": 0, "b": FOOT}, xaxis=across, yaxis=down)
    legend = [note(line, "left", 12 + n * LINE_HEIGHT) for n, line in enumerate(_legend(block))]
    figure["layout"]["annotations"] = [*legend, *(words for row in rows for words in _words(row))]
    figure["layout"]["shapes"] = [*_uprights(rows, block)]
    figure["data"] = [*_marks(rows, near=(block.high - block.low) * 0.09)]
    return figure


def _ticks(block: DotChart) -> Figure:
    """Half points of a short axis of differences, whole points of any other."""
    parts = 2 if block.signed and block.high - block.low <= 4 else 1
    values = [n / parts for n in range(ceil(block.low * parts), floor(block.high * parts) + 1)]
    words = [f"{v:+g}".replace("-", "−") if v else "0" for v in values] if block.signed else [f"{v:g}" for v in values]
    return {"tickvals": values, "ticktext": words}


def _rows(block: DotChart) -> tuple[list[Row], int]:
    """The rows from top to bottom, and the height of all, in pixels."""
    top, rows = HEAD + (len(_legend(block)) - 1) * LINE_HEIGHT, []
    for dot in block.rows:
        name = broken(dot.label)
        last = top + (len(name) - 1) * LINE_HEIGHT
        below = LINE_HEIGHT if width(name[-1]) + width(" ".join(_printed(dot))) > ROOM else 0
        rows.append(Row(dot, top, last + below, last + below + LINE_HEIGHT + STRIP * 0.36))
        top = last + below + LINE_HEIGHT + STRIP
    return rows, top


# ---- words -----------------------------------------------------------------------------------------------------------
def _legend(block: DotChart) -> list[str]:
    """One line, or one for each sign where a phone has no room for all."""
    signs = ((FIRST, "⬤", block.label), (BAND, "■■", block.band_label), (SECOND, "│", block.line_label))
    said = [(colour, sign, words) for colour, sign, words in signs if words]
    parts = [f'<span style="color:{colour}">{sign}</span> {plotly_literal(words)}' for colour, sign, words in said]
    return parts if sum(width(words) + 4 for *_, words in said) > ROOM else ["&nbsp;&nbsp;&nbsp;".join(parts)]


def _words(row: Row) -> Iterator[Figure]:
    for number, line in enumerate(broken(row.dot.label)):
        yield note(bold(line), "left", row.top + 10 + number * LINE_HEIGHT)
    value, *others = _printed(row.dot)
    yield note("&nbsp; ".join([bold(value), *(soft(text) for text in others)]), "right", row.beside + 10)


def _printed(dot: Dot) -> list[str]:
    interval = [dot.interval.text] if isinstance(dot.interval, Span) else []
    return [dot.value.text, *([dot.beside] if dot.beside else []), *interval]


# ---- marks -----------------------------------------------------------------------------------------------------------
def _uprights(rows: list[Row], block: DotChart) -> Iterator[Figure]:
    """Zero, and what all are compared with: beside each row only, so that they never run through words."""
    for row in rows:
        if block.signed:
            yield _upright(row, 0.0, SOFT)
        if block.line:
            yield _upright(row, block.line.value, SECOND)


def _upright(row: Row, x: float, colour: str) -> Figure:
    place = {"xref": "x", "yref": "y", "x0": x, "x1": x, "y0": row.y - 11, "y1": row.y + 11}
    return {"type": "line", "layer": "below", "line": {"color": colour, "width": 1.5}} | place


def _marks(rows: list[Row], near: float) -> Iterator[Figure]:
    """`near` is how far the printed end of a band reaches."""
    bands = [(row, row.dot.band) for row in rows if row.dot.band]
    yield lines([(low.value, row.y, high.value, row.y) for row, (low, high) in bands], BAND, 12)
    for end, sign in ((0, -1), (1, 1)):
        yield _ends([(row, band[end], *_printed_at(row.dot, band[end].value, sign, near)) for row, band in bands])
    known = [(row, row.dot.value) for row in rows if isinstance(row.dot.value, Number)]
    for colour in dict.fromkeys(_colour(value) for _, value in known):
        own = [(row, value) for row, value in known if _colour(value) == colour]
        spans = [(row.dot.interval, row.y) for row, _ in own if isinstance(row.dot.interval, Span)]
        yield lines([(span.low, y, span.high, y) for span, y in spans], colour, 2.5)
        places = [value.value for _, value in own], [row.y for row, _ in own]
        yield dots(*places, colour, mode="markers", hovertext=[_hover(row.dot) for row, _ in own], marker={"size": 12})


def _ends(ends: list[tuple[Row, Number, float, str]]) -> Figure:
    """The printed end of each band, beside a place on the axis."""
    places = [x for *_, x, _ in ends], [row.y for row, *_ in ends]
    text, sides = [plotly_literal(end.text) for _, end, *_ in ends], [f"middle {side}" for *_, side in ends]
    look = {"size": 12, "color": SOFT}
    return dots(*places, BAND, mode="text", hoverinfo="skip", text=text, textposition=sides, textfont=look)


def _printed_at(dot: Dot, end: float, sign: int, near: float) -> tuple[float, str]:
    """Past an interval that reaches out of the band (`sign` is 1 on the right); inside the band where the dot lies outside it."""
    outside, inside = ("right", "left") if sign > 0 else ("left", "right")
    if not isinstance(dot.value, Number):
        return end, outside
    reach = (dot.interval.low, dot.interval.high) if isinstance(dot.interval, Span) else (dot.value.value, dot.value.value)
    nearest, farthest = sorted(reach, key=lambda x: sign * x)
    if sign * dot.value.value <= sign * end:
        return (farthest if sign * farthest > sign * end else end), outside
    return end, inside if sign * nearest < sign * end + near else outside


def _hover(dot: Dot) -> str:
    said = (*broken(dot.label), *_printed(dot))
    return "<br>".join(plotly_literal(line) for line in said)


def _colour(value: Number) -> str:
    return FIRST if value.tone == "plain" else LOOKS[value.tone].colour
