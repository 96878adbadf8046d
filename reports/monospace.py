"""Text on a grid of equal cells, where an East Asian character is two cells wide: width, padding, wrapping."""

from __future__ import annotations

import re
from itertools import chain
from unicodedata import combining, east_asian_width

NOT_FIRST = "，。、；：！？）」』》”’％…,.;:!?)"
"""What must not begin a line."""
NOT_LAST = "（「『《“‘("
"""What must not end one."""


def width(text: str) -> int:
    """Cells the text takes. Combining marks take none."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, cells: int, align: str = "l") -> str:
    """`text` filled with spaces to `cells`; `align` is l, r or c."""
    free = max(0, cells - width(text))
    left = {"l": 0, "r": free, "c": free // 2}[align]
    return " " * left + text + " " * (free - left)


def wrap(text: str, cells: int, indent: str = "") -> list[str]:
    """Lines of at most `cells`, each after the first indented; a longer single word keeps its line to itself."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line.strip() and width((line + piece).rstrip()) > cells:
            lines.append(line.rstrip())
            line = indent + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a word with its spaces, and after each wide character with what must follow it."""
    words = re.findall(r"\S+\s*|\s+", text)
    return list(chain.from_iterable(_split_wide(word) for word in words))


def _split_wide(word: str) -> list[str]:
    pieces: list[str] = []
    for c in word:
        wide_before = bool(pieces) and width(pieces[-1][-1]) == 2
        breakable = (width(c) == 2 or wide_before) and c not in NOT_FIRST and not c.isspace()
        if pieces and (not breakable or pieces[-1][-1] in NOT_LAST):
            pieces[-1] += c
        else:
            pieces.append(c)
    return pieces
