"""The five-gap picture for the screen: the same drawing as in the report, as an SVG that carries its own letters.

Boxes of the model, by id, as `FiveGaps.boxes` names them: `customer` and `organisation` (the two halves); `word_of_mouth`,
`personal_needs`, `past_experience` (what forms the expectation); `expected`, `perceived`; `delivery`, `communications`,
`standards`, `understanding`. A gap that is not among the arrows is drawn dashed without words; any further one stands below.
"""

from __future__ import annotations

import re

from reports.blocks import FiveGaps
from reports.pdf import compile_typst, picture_data

_DEFAULTS = (' fill-rule="nonzero"', ' x="0" y="0"', ' stroke-dashoffset="0"')


def svg(block: FiveGaps, language: str) -> str:
    """The picture as SVG text, 500 points wide on a transparent ground; scale it by its width."""
    drawn = compile_typst("screen.typ", language, picture_data(block), "svg").decode()
    return _slim(drawn)


def _slim(drawn: str) -> str:
    """The same drawing in two thirds of the letters: short ids, hundredths of a point, no attribute that says the default."""
    for default in _DEFAULTS:
        drawn = drawn.replace(default, "")
    ids = {found: f"g{i}" for i, found in enumerate(dict.fromkeys(re.findall(r'id="(g[0-9A-F]{32})"', drawn)))}
    drawn = re.sub(r"g[0-9A-F]{32}", lambda found: ids[found[0]], drawn)
    return re.sub(r"-?\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), drawn)
