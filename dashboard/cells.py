"""A cell of Findings as Markdown: its printed form and nothing else, a verdict as coloured mark and word."""

from __future__ import annotations

from typing import assert_never

from dashboard.markdown import held, literal, unbroken
from dashboard.tones import LOOKS
from reports.blocks import Cell, Missing, Number, Span, Text, Tone, Verdict


def printed(cell: Cell, tone: Tone = "plain") -> str:
    """The cell's own words. `tone` colours a number that carries none of its own."""
    match cell:
        case Text(text):
            return held(text)
        case Span():
            return unbroken(cell.text)
        case Number():
            return coloured(unbroken(cell.text), cell.tone if cell.tone != "plain" else tone)
        case Verdict():
            return f":{LOOKS[cell.tone].name}-badge[{marked(cell.tone, cell.text)}]"
        case Missing():
            return coloured(literal(cell.text), "withheld")
        case _:
            assert_never(cell)


def coloured(markdown: str, tone: Tone) -> str:
    return markdown if tone == "plain" or not markdown else f":{LOOKS[tone].name}[{markdown}]"


def marked(tone: Tone, text: str) -> str:
    """`text` behind the mark of its verdict, so that no meaning hangs on colour alone."""
    return f"{LOOKS[tone].mark} {literal(text)}".strip()
