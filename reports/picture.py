"""The five-gap picture for the screen: the same drawing as in the report, as an SVG that carries its own letters.

Boxes of the model, by id, as `FiveGaps.boxes` names them: `customer` and `organisation` (the two halves); `word_of_mouth`,
`personal_needs`, `past_experience` (what forms the expectation); `expected`, `perceived`; `delivery`, `communications`,
`standards`, `understanding`. All five gaps are among the arrows, measured or not; others stand below the picture.
"""

from __future__ import annotations

from reports.blocks import FiveGaps
from reports.pdf import compile_typst, picture_data


def svg(block: FiveGaps, language: str) -> str:
    """The picture as SVG text, about 500 points wide on a transparent ground; scale it by its width."""
    return compile_typst("screen.typ", {"language": language, **picture_data(block)}, "svg").decode()
