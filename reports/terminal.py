"""Text for a terminal, which obeys some characters: colours, titles, the direction of writing."""

from __future__ import annotations

import re

_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
UNSAFE = "\ufffd"


def harmless(text: str) -> str:
    """`text` with line feeds, and the replacement character for every other control, direction mark and lone surrogate."""
    return _OBEYED.sub(UNSAFE, text)
