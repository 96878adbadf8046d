"""How a verdict looks on the screen: its colour and its mark. The same as in the PDF (`reports/theme.typ`).

The theme in `.streamlit/config.toml` gives these colours the names that Streamlit's Markdown knows; a test compares all three.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from reports.blocks import Tone

ColourName = Literal["red", "violet", "green", "orange", "gray"]


class Look(NamedTuple):
    """`name` is the theme's colour in `.streamlit/config.toml`, `colour` its value, `mark` the sign before the word."""

    name: ColourName
    colour: str
    mark: str


LOOKS: dict[Tone, Look] = {
    "shortfall": Look("red", "#b8400e", "▼"),
    "exceeds": Look("violet", "#67389a", "▲"),
    "meets": Look("green", "#0b6b60", "●"),
    "undecided": Look("orange", "#76611f", "?"),
    "withheld": Look("gray", "#5a6676", "–"),
    "plain": Look("gray", "#5a6676", ""),
}

INK = "#18212f"
SOFT = "#5a6676"
LINE = "#d9dfe7"
PAPER = "#ffffff"
FIRST = "#27407a"
SECOND = "#7d90bb"
"""What is shown, and what all rows of a chart are compared with."""
BAND = "#d3dcee"
"""Where a number is to lie."""
