"""How cells with delimiters inside are quoted: by double quotes that are doubled inside, unless the first rows say otherwise."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

LOOKED_AT = 20_000
"""Characters of the beginning."""


class Quotes(NamedTuple):
    mark: str = '"'
    backslash: bool = False

    def options(self) -> dict[str, Any]:
        """What the csv module is told."""
        if self.backslash:
            return {"quotechar": self.mark, "escapechar": "\\", "doublequote": False}
        return {"quotechar": self.mark}


DOUBLE = Quotes()


def find_quotes(text: str, delimiter: str) -> Quotes:
    """Single quotes where cells begin and end with them and none with double ones; backslashes where they stand before quotes."""
    start = text[:LOOKED_AT]
    edge = re.escape(delimiter)
    singles = len(re.findall(rf"(?:^|{edge})'(?:[^'\r\n]|'')*'(?={edge}|\r|\n|$)", start, re.M))
    apostrophes = len(re.findall(rf"(?:^|{edge})'", start, re.M))
    doubles = len(re.findall(rf'(?:^|{edge})"', start, re.M))
    mark = "'" if singles > 1 and not doubles and singles == apostrophes else '"'
    return Quotes(mark, _backslash(start, mark, edge))


def _backslash(start: str, mark: str, edge: str) -> bool:
    r"""Whether \" stands inside a cell: not at its end, where a path such as "C:\" may stand."""
    return bool(re.search(rf"\\{mark}(?!{edge}|\r|\n|$|{mark})", start))
