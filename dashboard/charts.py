"""The charts of Findings as Plotly figures (plain dictionaries). Raw numbers place the marks, printed texts stand beside.

A chart is laid out in pixels from top to bottom, every row with its words above its marks, so that the same drawing
reads on a desk and on a phone: nothing needs a wide margin.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from dashboard.markdown import plotly_literal
from dashboard.tones import FIRST, INK, LINE, LOOKS, PAPER, SECOND, SOFT
from reports.blocks import GapChart, Mark, Missing, Number, Span, Trend

Figure = dict[str, Any]
FONT = "Source Sans, sans-serif"
LINE_HEIGHT, HEAD, FOOT = 19, 56, 34
STRIP = {"means": 34, "rating": 50}
"""Heights in pixels: a line of words, the legend, the axis; the strip of a row in which its marks lie."""
WRAP = 42
"""Width of a row's words in Latin letters; a Chinese character counts two."""


def gap_chart(block: GapChart) -> Figure:
    """Both means on the instrument's scale, and beside them the gap with its interval around zero."""
    rated, strip = block.kind == "rating", STRIP[block.kind]
    tops, height = _layout(block.rows, strip)
    figure = _empty(height, (0, 1) if rated else (0, 0.58))
    figure["layout"]["xaxis"] |= {
        "range": [block.low - 0.35, block.high + 0.35],
        "tickvals": list(range(block.low, block.high + 1)),
    }
    if not rated:
        figure["layout"]["xaxis2"] = _axis((0.64, 1)) | {"range": _around_zero(block.rows), "nticks": 5, "showgrid": False}
    figure["layout"]["annotations"] = [*_legend(block)]
    for top, row in zip(tops, block.rows, strict=True):
        y = top + _words_height(row) + strip * (0.56 if rated else 0.38)
        figure["layout"]["annotations"] += [*_words(row, top, with_interval=not rated)]
        figure["layout"]["shapes"] += [_zero_line(y)] if isinstance(row.difference, Number) and not rated else []
        figure["data"] += _rating(row, y) if rated else [*_means(row, y), *_difference(row, y)]
    return figure


def trend(block: Trend) -> Figure:
    """One line over the waves with the interval at each; a withheld wave is a break in the line."""
    figure = _empty(260, (0, 1))
    figure["layout"]["xaxis"] |= {
        "type": "category",
        "range": [-0.45, len(block.waves) - 0.55],
        "showgrid": False,
        "tickfont": {"size": 13, "color": INK},
    }
    figure["layout"]["yaxis"] = _axis((0, 1)) | {"zeroline": True, "zerolinecolor": INK, "zerolinewidth": 1, "nticks": 5}
    figure["layout"]["margin"] = {"l": 40, "r": 8, "t": 40, "b": 32}
    figure["layout"]["annotations"] = [_note(block.label, "left", 1.14, color=SOFT) | {"yref": "paper", "xshift": -40}]
    waves = [plotly_literal(wave) for wave in block.waves]
    for wave, value, span in zip(waves, block.values, block.intervals, strict=True):
        if isinstance(value, Number) and isinstance(span, Span):
            figure["data"].append(_whisker([wave, wave], [span.low, span.high], FIRST, "x"))
            figure["layout"]["annotations"].append(_above(wave, span.high, value.text))
    figure["data"].append(_trend_line(block, waves))
    return figure


def _trend_line(block: Trend, waves: list[str]) -> Figure:
    numbers = [value if isinstance(value, Number) else None for value in block.values]
    hover = [_trend_hover(block, i) for i in range(len(waves))]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": waves,
        "y": [number and number.value for number in numbers],
        "line": {"color": FIRST, "width": 2},
        "marker": {"color": [LOOKS[n.tone].colour if n and n.tone != "plain" else FIRST for n in numbers], "size": 11},
        "hovertext": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _above(wave: str, y: float, text: str) -> Figure:
    words = {"text": f"<b>{plotly_literal(text)}</b>", "font": {"size": 14, "color": INK}}
    return words | {"x": wave, "y": y, "yshift": 12, "showarrow": False}


def _trend_hover(block: Trend, i: int) -> str:
    parts = (block.waves[i], block.values[i].text, block.intervals[i].text)
    return "<br>".join(plotly_literal(part) for part in parts if part)


def _layout(rows: tuple[Mark, ...], strip: int) -> tuple[list[int], int]:
    """Where each row begins, and the height of all, in pixels."""
    tops, top = [], HEAD
    for row in rows:
        tops.append(top)
        top += _words_height(row) + strip
    return tops, top


def _words_height(row: Mark) -> int:
    """A row has at least two lines of words: the verdict and the printed gap stand on the right, one below the other."""
    return max(2, len(_wrapped(row))) * LINE_HEIGHT


def _empty(height: int, domain: tuple[float, float]) -> Figure:
    layout = {
        "height": height + FOOT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": FOOT},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": INK},
        "showlegend": False,
        "shapes": [],
        "annotations": [],
        "dragmode": False,
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": LINE, "font": {"family": FONT, "size": 13, "color": INK}},
        "xaxis": _axis(domain),
        "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
    }
    return {"data": [], "layout": layout}


def _axis(domain: tuple[float, float]) -> Figure:
    return {
        "domain": list(domain),
        "gridcolor": "#EDF0F3",
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 12, "color": SOFT},
        "ticklabelposition": "outside",
    }


def _around_zero(rows: tuple[Mark, ...]) -> list[float]:
    ends = [0.0]
    for row in rows:
        ends += [row.difference.value] if isinstance(row.difference, Number) else []
        ends += [row.interval.low, row.interval.high] if isinstance(row.interval, Span) else []
    pad = 0.08 * ((max(ends) - min(ends)) or 1)
    return [min(ends) - pad, max(ends) + pad]


def _zero_line(y: float) -> Figure:
    """Zero beside one row only, so that it never runs through words."""
    line = {"color": SOFT, "width": 1}
    return {"type": "line", "xref": "x2", "yref": "y", "x0": 0, "x1": 0, "y0": y - 11, "y1": y + 11, "line": line}


def _legend(block: GapChart) -> Iterator[Figure]:
    first = f'<span style="color:{FIRST}">⬤</span> {plotly_literal(block.minuend_label)}'
    sign = "◆" if block.kind == "rating" else "⬤"
    second = f'<span style="color:{SECOND}">{sign}</span> {plotly_literal(block.subtrahend_label)}'
    yield _note("", "left", 12, html=f"{first}&nbsp;&nbsp;&nbsp;{second}")
    yield _note(block.difference_label, "right", 32, color=SOFT)


def _words(row: Mark, top: float, *, with_interval: bool) -> Iterator[Figure]:
    """The row's name on the left; on the right its verdict as mark and word, and below it the printed gap."""
    look = LOOKS[row.verdict.tone]
    for i, line in enumerate(_wrapped(row)):
        yield _note("", "left", top + 10 + i * LINE_HEIGHT, html=line)
    word = f"<b>{look.mark} {plotly_literal(row.verdict.text)}</b>"
    yield _note("", "right", top + 10, html=word, color=look.colour)
    gap = f"<b>{plotly_literal(row.difference.text)}</b>"
    if with_interval and isinstance(row.interval, Span):
        gap += f'&nbsp; <span style="color:{SOFT}">{plotly_literal(row.interval.text)}</span>'
    yield _note("", "right", top + 10 + LINE_HEIGHT, html=gap)


def _wrapped(row: Mark) -> list[str]:
    """The row's words as lines of HTML: the label, and the full wording where it says more."""
    if row.name in ("", row.label):
        return [f"<b>{plotly_literal(line)}</b>" for line in _broken(row.label)]
    named = [plotly_literal(line) for line in _broken(f"{row.label}\n{row.name}")]
    return [f"<b>{line}</b>" if i == 0 else line for i, line in enumerate(named)]


def _broken(text: str) -> list[str]:
    """`text` in lines of at most WRAP letters, at spaces or between Chinese characters."""
    lines = [""]
    for paragraph in text.split("\n"):
        for piece in _pieces(paragraph):
            if lines[-1] and _width(lines[-1] + piece.rstrip()) > WRAP:
                lines.append("")
            lines[-1] += piece
        lines.append("")
    return [line.strip() for line in lines if line.strip()] or [""]


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for letter in text:
        wide = unicodedata.east_asian_width(letter) in "WF"
        piece += letter
        if letter == " " or (wide and unicodedata.category(letter)[0] == "L"):
            yield piece
            piece = ""
    yield piece


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _means(row: Mark, y: float) -> list[Figure]:
    """The dumbbell: a bar between both means, each with its printed value on the outer side."""
    sides = [(side, colour) for side, colour in ((row.minuend, FIRST), (row.subtrahend, SECOND)) if _drawn(side)]
    values = [side.value for side, _ in sides if isinstance(side, Number)]
    marks = [_whisker(values, [y] * len(values), LINE, "x", width=5)] if len(values) == 2 else []
    for side, colour in sides:
        if isinstance(side, Number):
            outer = "middle right" if side.value == max(values) and len(set(values)) > 1 else "middle left"
            marks.append(_dot(side, y, colour, outer, _hover(row)))
    return marks


def _rating(row: Mark, y: float) -> list[Figure]:
    """The rating with its interval, and the target set beforehand where there is one."""
    marks = []
    if isinstance(row.subtrahend, Number):
        marks.append(_dot(row.subtrahend, y, SECOND, "bottom center", _hover(row), symbol="diamond"))
    if isinstance(row.minuend, Number):
        words = f"<b>{plotly_literal(row.minuend.text)}</b>"
        if isinstance(row.interval, Span):
            marks.append(_whisker([row.interval.low, row.interval.high], [y, y], FIRST, "x"))
            words += f'&nbsp; <span style="color:{SOFT}">{plotly_literal(row.interval.text)}</span>'
        marks.append(_dot(row.minuend, y, FIRST, "top center", _hover(row), html=words))
    return marks


def _difference(row: Mark, y: float) -> list[Figure]:
    if not isinstance(row.difference, Number):
        return []
    colour = LOOKS[row.verdict.tone].colour
    dot = _dot(row.difference, y, colour, "middle right", _hover(row), axis="x2", size=9, html="")
    if isinstance(row.interval, Span):
        return [_whisker([row.interval.low, row.interval.high], [y, y], colour, "x2"), dot]
    return [dot]


def _drawn(side: Number | Missing) -> bool:
    return isinstance(side, Number)


def _hover(row: Mark) -> str:
    parts = (row.name or row.label, row.minuend.text, row.subtrahend.text, row.difference.text, row.interval.text)
    return "<br>".join(line for part in parts if part for line in map(plotly_literal, _broken(part)))


def _dot(
    number: Number,
    y: float,
    colour: str,
    position: str,
    hover: str,
    *,
    axis: str = "x",
    symbol: str = "circle",
    size: int = 13,
    html: str | None = None,
) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [number.value],
        "y": [y],
        "xaxis": axis,
        "text": [plotly_literal(number.text) if html is None else html],
        "textposition": position,
        "textfont": {"size": 12, "color": INK},
        "marker": {"color": colour, "size": size, "symbol": symbol, "line": {"color": PAPER, "width": 1.5}},
        "hovertext": [hover],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _whisker(x: list[Any], y: list[float], colour: str, axis: str, *, width: float = 2.5) -> Figure:
    line = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "xaxis": axis, "line": line, "hoverinfo": "skip"}


def _note(text: str, side: str, y: float, *, html: str = "", color: str = INK) -> Figure:
    """Words at the left or right edge of the drawing, `y` pixels from the top."""
    return {
        "text": html or plotly_literal(text),
        "xref": "paper",
        "x": 0 if side == "left" else 1,
        "xanchor": side,
        "yref": "y",
        "y": y,
        "yanchor": "middle",
        "showarrow": False,
        "align": side,
        "font": {"size": 13, "color": color},
    }
