"""Text on the screen is text: Streamlit parses Markdown in nearly everything it shows, Plotly parses HTML."""

from __future__ import annotations

import re
from html import escape

JOINER = "\u2060"
"""Word joiner: invisible, of no width. It breaks the patterns that Streamlit replaces after Markdown has been read."""
NO_BREAK = "\u00a0"
SHORT = 14
"""Letters that every column of a table has room for."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_REPLACED_LATER = re.compile(r"(?<=[:@])(?=\S)|(?<=\bwww)(?=\.)|(?<=[<>=~-])(?=[<>=-])", re.IGNORECASE)
_BREAKS = re.compile(r"(?<=-)(?=\w)|(?<=[\u3001-\u9fff\uff00-\uffef])(?=[\u3001-\u9fff\uff00-\uffef])")
_BLANK = re.compile(r"[\x00-\x1f\x7f\s]+")


def literal(text: str) -> str:
    """`text` as Markdown that shows it letter by letter.

    Every ASCII punctuation mark gets a backslash. Addresses, emoji names and arrows (`->`, `>=`) are looked for in the
    text that results, where a backslash no longer helps: a word joiner parts them. Line breaks become spaces.
    """
    parted = _REPLACED_LATER.sub(JOINER, _BLANK.sub(" ", text))
    return _PUNCTUATION.sub(r"\\\1", parted)


def held(text: str) -> str:
    """`literal` text for a narrow column: a short text stays on one line, a long one keeps its first Chinese letters together."""
    if len(text) <= SHORT:
        return unbroken(text)
    return literal(_BREAKS.sub(JOINER, text[:8]) + text[8:])


def unbroken(text: str) -> str:
    """`literal` text that no column breaks."""
    return literal(_BREAKS.sub(JOINER, text)).replace(" ", NO_BREAK)


def plotly_literal(text: str) -> str:
    """`text` for a Plotly label, where tags and `$…$` would be interpreted."""
    return escape(_BLANK.sub(" ", text)).replace("$", "&#36;")
