"""Long words in lines, because Plotly breaks none itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

WIDEST = 42
"""Width of a line in Latin letters, for which a phone has room; a Chinese character counts two."""


def broken(text: str) -> list[str]:
    """`text` in lines of at most WIDEST letters, parted at spaces or between Chinese characters.

    >>> broken("When something is promised by a certain time, it is done")
    ['When something is promised by a certain', 'time, it is done']
    """
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and _width(lines[-1] + piece.rstrip()) > WIDEST:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """What must stay together: a word with its space, a Chinese character with the punctuation after it."""
    piece = ""
    for letter, after in zip(text, [*text[1:], " "], strict=True):
        piece += letter
        if letter == " " or (_wide(letter) and unicodedata.category(after)[0] != "P"):
            yield piece
            piece = ""
    yield piece


def _width(text: str) -> int:
    return sum(2 if _wide(letter) else 1 for letter in text)


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
