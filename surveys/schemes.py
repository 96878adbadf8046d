"""Ways of numbering that only show when all headers are seen together: one number a facet, or an item's and a facet's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from surveys.instrument import Facet, Instrument
from surveys.mapping import Place
from surveys.spelling import folded, number_in

NUMBER = re.compile(r"\d{1,4}")
LEADING = re.compile(r"[\W_]*(?:q|no|题|題|第)?[\W_]*(\d{1,4})(?!\d)")


class Numbered(Struct, frozen=True):
    """`claims` are positions with the place each of them says; `unclear` facets whose numbers cannot be those of their items."""

    claims: tuple[tuple[int, Place, str], ...]
    unclear: dict[str, tuple[int, ...]]


def by_number(headers: Mapping[int, str], instrument: Instrument, facets: Iterable[Facet]) -> Numbered:
    """`E1…E22`: the facet's items in order. Numbers that run through from elsewhere (`E0…E21`) mean the same, if complete.

    Other numbers (`E0…E5`, `E1…E30`) leave open where counting begins or which items were asked: none of them is used.
    """
    claims: list[tuple[int, Place, str]] = []
    unclear: dict[str, tuple[int, ...]] = {}
    facets = [*facets]
    numbers = _numbers(headers, {facet: len(instrument.places(facet)) for facet in facets})
    for facet in facets:
        places = instrument.places(facet)
        found = numbers[facet]
        first = _first(set(found.values()), len(places))
        if first is None:
            unclear[facet.id] = tuple(sorted(set(found.values())))
            continue
        reason = "number" if first == 1 else "numbered"
        claims += [(i, (facet.id, places[n - first]), reason) for i, n in found.items() if first <= n < first + len(places)]
    return Numbered(tuple(claims), unclear)


def _numbers(headers: Mapping[int, str], facets: Mapping[Facet, int]) -> dict[Facet, dict[int, int]]:
    """The numbers beside each facet's name. Beside a name that others bear too they count only where half of the facet's places
    are there, beside as many numbers of another facet: `exp1…exp22` by `perf1…perf22`. `facets` with how many places they have.
    """
    sure = {facet: _beside_name(headers, facet, loose=False) for facet in facets}
    loose = {facet: {} if sure[facet] else _beside_name(headers, facet, loose=True) for facet in facets}
    blocks = {facet: numbers for facet, numbers in loose.items() if numbers and 2 * len({*numbers.values()}) >= facets[facet]}
    lengths = {facet: len({*numbers.values()}) for facet, numbers in (sure | blocks).items()}
    paired = {f: numbers for f, numbers in blocks.items() if any(lengths[f] == n for other, n in lengths.items() if other != f)}
    return sure | paired


def _beside_name(headers: Mapping[int, str], facet: Facet, loose: bool) -> dict[int, int]:
    return {i: number for i, text in headers.items() if (number := number_in(text, facet, loose)) is not None}


def _first(numbers: set[int], places: int) -> int | None:
    """The number of the first place: 1, unless the numbers are one whole run that begins elsewhere. None if that is unclear."""
    if len(numbers) < 2 or numbers <= set(range(1, places + 1)):
        return 1
    if len(numbers) == places == max(numbers) - min(numbers) + 1:
        return min(numbers)
    whole = numbers >= set(range(1, places + 1))
    return 1 if whole and not numbers & {0, places + 1} else None


def by_facet_and_number(
    said: Mapping[int, str], texts: Mapping[int, str], instrument: Instrument, facets: Iterable[Facet]
) -> dict[int, Place]:
    """Long headers that begin with a number and name a facet (`said`, by position), if each item's number is there once."""
    claims: dict[int, Place] = {}
    for facet in facets:
        numbers = {i: int(n[1]) for i in said if said[i] == facet.id and (n := LEADING.match(folded(texts[i])))}
        places = instrument.places(facet)
        if len(places) > 1 and sorted(numbers.values()) == list(range(1, len(places) + 1)):
            claims |= {i: (facet.id, places[number - 1]) for i, number in numbers.items()}
    return claims


def by_pairs(headers: Mapping[int, str], instrument: Instrument, facets: Sequence[Facet]) -> dict[int, Place]:
    """`Q12_1`, `Q12_2`, `Q13_1`, …: the first number runs through the items, the second through the facets of items.

    Which facet is meant by which number is assumed from the instrument's order. Nothing where two such blocks are there.
    """
    asked = [facet for facet in facets if facet.by == "item"]
    groups: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for position, text in headers.items():
        numbers = [*NUMBER.finditer(text)]
        if len(numbers) >= 2:
            item, facet = numbers[-2:]
            template = f"{text[: item.start()]}#{text[item.end() : facet.start()]}#{text[facet.end() :]}"
            groups[folded(template)][position] = (int(item[0]), int(facet[0]))
    whole = [group for group in groups.values() if _complete(group, len(instrument.items), len(asked))]
    if len(asked) < 2 or len(whole) != 1:
        return {}
    first = min(item for item, _ in whole[0].values())
    return {i: (asked[f - 1].id, instrument.items[n - first].id) for i, (n, f) in whole[0].items()}


def _complete(group: Mapping[int, tuple[int, int]], items: int, facets: int) -> bool:
    first = min(item for item, _ in group.values())
    every = sorted((first + i, f) for i in range(items) for f in range(1, facets + 1))
    return items > 1 and sorted(group.values()) == every
