"""One line over the waves with the interval at each; a withheld wave is a break in the line."""

from __future__ import annotations

from dashboard.markdown import plotly_literal
from dashboard.plot import Figure, axis, bold, dots, empty, lines, note, soft
from dashboard.tones import FIRST, INK, LOOKS
from reports.blocks import Number, Span, Tone, Trend

HEIGHT, LEFT = 260, 40


def trend_chart(block: Trend) -> Figure:
    waves = [plotly_literal(wave) for wave in block.waves]
    across = axis(
        type="category", range=[-0.45, len(waves) - 0.55], showgrid=False, tickfont={"size": 13, "color": INK}
    )
    up = axis(zeroline=True, zerolinecolor=INK, zerolinewidth=1, nticks=5, rangemode="tozero")
    figure = empty(HEIGHT, margin={"l": LEFT, "r": 8, "t": 40, "b": 32}, xaxis=across, yaxis=up)
    figure["data"] = [lines(_intervals(block, waves), FIRST, 2.5), _line(block, waves)]
    label = note(soft(block.label), "left", 1.14, yref="paper", xshift=-LEFT)
    figure["layout"]["annotations"] = [label, *_printed(block, waves)]
    return figure


def _intervals(block: Trend, waves: list[str]) -> list[tuple[str, float, str, float]]:
    return [(w, span.low, w, span.high) for w, span in zip(waves, block.intervals, strict=True) if isinstance(span, Span)]


def _line(block: Trend, waves: list[str]) -> Figure:
    values = [value.value if isinstance(value, Number) else None for value in block.values]
    tones: list[Tone] = [value.tone if isinstance(value, Number) else "plain" for value in block.values]
    colours = [FIRST if tone == "plain" else LOOKS[tone].colour for tone in tones]
    hover = [
        "<br>".join(plotly_literal(part) for part in (wave, value.text, span.text) if part)
        for wave, value, span in zip(block.waves, block.values, block.intervals, strict=True)
    ]
    line = {"color": FIRST, "width": 2}
    return dots(waves, values, colours, mode="lines+markers", line=line, hovertext=hover, marker={"size": 11})


def _printed(block: Trend, waves: list[str]) -> list[Figure]:
    """The printed value above the upper end of its interval; of a withheld wave the mark of what is missing."""
    words = []
    for wave, value, span in zip(waves, block.values, block.intervals, strict=True):
        top = {"y": span.high, "yshift": 12} if isinstance(span, Span) else {"yref": "paper", "y": 0.5}
        font = {"size": 14, "color": INK}
        words.append({"text": bold(value.text), "x": wave, "xref": "x", "showarrow": False, "font": font} | top)
    return words
