"""The zone of tolerance counted: of each respondent where the perception lies between the least and the most that is wished for.

An instrument has a zone where it has both gaps around it, `mss` (perceived − desired) and `msa` (perceived − minimum).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gaps.bases import coarse, enough
from gaps.exact import Array
from gaps.frequencies import Axes, Frequency
from gaps.pieces import Piece
from surveys.instrument import Instrument
from surveys.responses import ResponseSet

BELOW, INSIDE, ABOVE, INVERTED = range(4)
"""Where the perception lies; INVERTED where the minimum is above what is desired, so that there is no zone."""
ALL_ITEMS = "mean_of_items"
Facets = tuple[str, str, str]


def zone_facets(instrument: Instrument) -> Facets | None:
    """The facets of the minimum, of what is desired and of what is perceived; None where an instrument has no zone."""
    sides = {g.id: (g.subtrahend, g.minuend) for g in instrument.gaps if g.id in ("msa", "mss") and g.subtrahend}
    if len(sides) < 2:
        return None
    (least, perceived), (most, _) = sides["msa"], sides["mss"]
    return (least.facet, most.facet, perceived.facet) if least and most else None


def zone_frequencies(instrument: Instrument, responses: ResponseSet) -> Iterator[Frequency]:
    """`zone` by level and place: where the perception lies, perceived − minimum and desired − minimum over `coarse(items)`, of
    respondents who answered all three for half of the items or more."""
    facets = zone_facets(instrument)
    if facets is None or responses.role != next(g.minuend.role for g in instrument.gaps if g.id == "mss"):
        return
    asked = tuple(i.id for i in instrument.items if {f"{f}.{i.id}" for f in facets} <= set(responses.answers))
    yield from (_zone("item", item, (item,), 1, facets, instrument) for item in asked)
    for dimension in instrument.dimensions:
        items = instrument.items_of(dimension.id)
        if inside := tuple(i for i in items if i in asked):
            yield _zone("dimension", dimension.id, inside, len(items), facets, instrument)
    if asked:
        yield _zone("overall", ALL_ITEMS, asked, len(instrument.items), facets, instrument)


def _zone(level: str, place: str, items: tuple[str, ...], size: int, facets: Facets, instrument: Instrument) -> Frequency:
    den = coarse(size)
    reach = 2 * instrument.scale.span * den + 1

    def codes(piece: Piece) -> Array:
        answered, over, width = (np.zeros(piece.rows, np.int64) for _ in range(3))
        for item in items:
            least, most, perceived = (piece.digits(f, item) for f in facets)
            here = (least > 0) & (most > 0) & (perceived > 0)
            answered += here
            over += (perceived - least) * here
            width += (most - least) * here
        kept = answered >= enough(len(items))
        lies = np.where(width < 0, INVERTED, np.where(over < 0, BELOW, np.where(over > width, ABOVE, INSIDE)))
        scores = (_score(x, answered, den) + reach // 2 for x in (over, width))
        return np.where(kept, (lies * reach + next(scores)) * reach + next(scores), -1)

    def axes(codes: Array) -> Axes:
        return codes // reach**2, codes // reach % reach - reach // 2, codes % reach - reach // 2

    return Frequency(("zone", level, place), 4 * reach * reach, codes, axes)


def _score(total: Array, answered: Array, den: int) -> Array:
    """The mean of the answered as the nearest integer over `den`."""
    count = np.maximum(answered, 1)
    return np.asarray((2 * total * den + count) // (2 * count))
