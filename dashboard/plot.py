"""The parts of every chart, as plain Plotly dictionaries: an empty figure, axes, words, dots and lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.markdown import plotly_literal
from dashboard.tones import INK, LINE, PAPER, SOFT

Figure = dict[str, Any]
FONT = "Source Sans, sans-serif"


def empty(height: int, *, margin: dict[str, int], **axes: Figure) -> Figure:
    """A figure without marks: no toolbar, no zoom that a finger could start by chance, no ground of its own."""
    layout = {
        "height": height,
        "margin": margin,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": INK},
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": LINE, "font": {"family": FONT, "size": 13, "color": INK}},
        "showlegend": False,
        "dragmode": False,
        "annotations": [],
        "shapes": [],
    }
    return {"data": [], "layout": layout | axes}


def axis(**more: Any) -> Figure:
    plain = {"gridcolor": "#edf0f4", "zeroline": False, "fixedrange": True, "tickfont": {"size": 12, "color": SOFT}}
    return plain | more


def note(html: str, side: str, y: float, *, color: str = INK, **more: Any) -> Figure:
    """Words at the left or right edge of the drawing, `y` on its vertical axis."""
    place = {"xref": "paper", "x": 0 if side == "left" else 1, "xanchor": side, "yref": "y", "y": y, "yanchor": "middle"}
    return {"text": html, **place, "showarrow": False, "align": side, "font": {"size": 13, "color": color}} | more


def dots(x: Sequence[Any], y: Sequence[float | None], colour: str | list[str], **more: Any) -> Figure:
    """Marks that lie over the axes' ends where they must. `more` may bring printed words, never a template."""
    marker = {"color": colour, "size": 13, "line": {"color": PAPER, "width": 1.5}}
    own = {"x": list(x), "y": list(y), "marker": marker | more.pop("marker", {}), "textfont": {"size": 12, "color": INK}}
    return {"type": "scatter", "mode": "markers+text", "hoverinfo": "text", "cliponaxis": False} | own | more


def lines(ends: Sequence[tuple[Any, Any, Any, Any]], colour: str, width: float, **more: Any) -> Figure:
    """Separate strokes, each from (x, y) to (x, y), as one trace."""
    x = [value for a, _, b, _ in ends for value in (a, b, None)]
    y = [value for _, a, _, b in ends for value in (a, b, None)]
    stroke = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": stroke, "hoverinfo": "skip"} | more


def soft(text: str) -> str:
    return f'<span style="color:{SOFT}">{plotly_literal(text)}</span>'


def bold(text: str) -> str:
    return f"<b>{plotly_literal(text)}</b>"
