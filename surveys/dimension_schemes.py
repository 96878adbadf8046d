"""Short headers that name a facet, a dimension and a number in it: `EXP_TAN1`, `E_Reliability_1`, `Empathy3 perceived`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from surveys.instrument import Facet, Instrument
from surveys.mapping import Place
from surveys.spelling import LOOSE, folded, sure_names
from surveys.wordings import STEMS

TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+|\d{1,4}")
LEAST = 3
"""An abbreviation has as many letters."""
MOST = 8
"""A header of more words and numbers is a sentence."""


def by_dimension(headers: Mapping[int, str], instrument: Instrument, facets: Iterable[Facet]) -> dict[int, Place]:
    """The items of facets whose headers count every dimension from 1 to its last item, or run through all items, once each."""
    asked = [facet for facet in facets if facet.by == "item"]
    facet_names, dimension_names = names(asked), _dimensions(instrument)
    found: dict[str, dict[int, tuple[str, int]]] = defaultdict(dict)
    for position, header in headers.items():
        said = tokens(header)
        numbers = [int(token) for token in said if token.isdecimal()]
        if len(numbers) != 1 or len(said) > MOST:
            continue
        facet = meant(said, facet_names)
        if facet and (dimension := meant(said, dimension_names)):
            found[facet][position] = (dimension, numbers[0])
    own, through = _numbers(instrument)
    claims: dict[int, Place] = {}
    for facet, columns in found.items():
        for places in (own, through):
            if sorted(columns.values()) == sorted(places):
                claims |= {position: (facet, places[place]) for position, place in columns.items()}
    return claims


def _numbers(instrument: Instrument) -> tuple[dict[tuple[str, int], str], dict[tuple[str, int], str]]:
    """Items by dimension and number: counted in each dimension, and through the whole instrument."""
    own: dict[tuple[str, int], str] = {}
    counted: dict[str, int] = defaultdict(int)
    for item in instrument.items:
        if item.dimension:
            counted[item.dimension] += 1
            own[item.dimension, counted[item.dimension]] = item.id
    through = {(item.dimension, n): item.id for n, item in enumerate(instrument.items, start=1) if item.dimension}
    return own, through


def tokens(header: str) -> list[str]:
    """Runs of letters, cut where capitals begin, and numbers."""
    return [folded(token) for token in TOKEN.findall(header)]


def meant(tokens: Sequence[str], names: Mapping[str, Sequence[str]]) -> str | None:
    """The one thing that tokens name whole, or by a beginning of it; None where they name two, or none."""
    found = {of for token in tokens for of in (_whole(token, names) or _begun(token, names))}
    return next(iter(found)) if len(found) == 1 else None


def _whole(token: str, names: Mapping[str, Sequence[str]]) -> set[str]:
    """`exp` names expectations alone, although experience begins so too."""
    return {of for of, known in names.items() if token in known or token in LOOSE.get(of, ())}


def _begun(token: str, names: Mapping[str, Sequence[str]]) -> set[str]:
    """Chinese has no blanks between words: a token may begin with a name."""
    return {of for of, known in names.items() if any(_begins(token, name) for name in known)}


def _begins(token: str, name: str) -> bool:
    return token.startswith(name) if not name.isascii() else len(token) >= LEAST and name.startswith(token)


def names(facets: Iterable[Facet]) -> dict[str, list[str]]:
    """What stands for each facet in short headers, also by its beginning."""
    return {facet.id: [folded(name) for name in (*sure_names(facet), *_stems(facet))] for facet in facets}


def _stems(facet: Facet) -> Iterator[str]:
    yield from STEMS.get(facet.id, ())
    yield from (name for name in LOOSE.get(facet.id, ()) if not name.isascii())


def _dimensions(instrument: Instrument) -> dict[str, list[str]]:
    words = instrument.words.values()
    return {d.id: [folded(name) for name in (d.id, *(w.dimensions.get(d.id, d.id) for w in words))] for d in instrument.dimensions}
