"""A first instrument for a questionnaire that is not in the library: what its own columns say of items, dimensions and facets."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from surveys.dimension_schemes import LEAST, meant, names, tokens
from surveys.draft_questions import Asked, asked_in_words
from surveys.instrument import Facet, Scale
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable
from surveys.shown_scale import Answered, shown_scale
from surveys.spelling import folded
from surveys.texts import texts_of

EXPECTED = (Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P"))
ZONED = (Facet("minimum", ("customer",), "M"), Facet("desired", ("customer",), "D"), Facet("perception", ("customer",), "P"))
QUESTION = ("q", "item", "no", "sq")
SHORT = re.compile(r"([a-z])([a-z]+)")


class Drafted(Struct, frozen=True):
    """`items` in the order of the file, as dimension ("" for none), number and wording; `columns` by facet and item's key.

    `names` are those of dimensions, as far as the file has them; `scale` is None where its answers do not show one.
    """

    facets: tuple[Facet, ...]
    items: dict[tuple[str, int], str]
    columns: dict[tuple[str, tuple[str, int]], int]
    scale: Scale | None
    names: dict[str, str] = field(default_factory=dict)


def draft(table: TextTable) -> Drafted:
    """The instrument behind a table: items that are asked in both facets of gap 5, or in all three of the zone of tolerance.

    Raises InputError where no two items are asked so.
    """
    found = [_pairs(table, facets) for facets in (ZONED, EXPECTED)]
    facets, asked = max(found, key=lambda drafted: len(drafted[1]))
    items = {one.key: "" for one in asked}
    items |= {one.key: one.text for one in asked if one.text}
    if len(items) < 2:
        raise InputError(Problem("draft_nothing", table.name))
    columns = {(one.facet, one.key): one.position for one in asked}
    return Drafted(facets, items, columns, _scale(table, asked))


def grouped(drafted: Drafted, groups: Mapping[int, str]) -> Drafted:
    """With a dimension for each group of questions, where each item is asked in one group and the groups are several.

    `groups` are those of the columns by position.
    """
    stands = {key: {groups.get(i, "") for (_, of), i in drafted.columns.items() if of == key} for key in drafted.items}
    names = dict.fromkeys(name for found in stands.values() for name in found)
    if len(names) < 2 or "" in names or any(len(found) > 1 or key[0] for key, found in stands.items()):
        return drafted
    short = {name: _identifier(name, n) for n, name in enumerate(names)}
    keys = {key: (short[next(iter(found))], key[1]) for key, found in stands.items()}
    return replace(
        drafted,
        items={keys[key]: text for key, text in drafted.items.items()},
        columns={(facet, keys[key]): i for (facet, key), i in drafted.columns.items()},
        names={short[name]: name for name in names},
    )


def _identifier(name: str, number: int) -> str:
    """The letters of a name as an id; a letter for the number where it has none or few."""
    letters = "".join(sign for sign in folded(name) if sign.isascii() and sign.isalpha())[:12]
    return letters if len(letters) >= LEAST else f"dimension{chr(ord('a') + number % 26)}"


def _pairs(table: TextTable, facets: tuple[Facet, ...]) -> tuple[tuple[Facet, ...], list[Asked]]:
    """The columns of items that every facet asks once."""
    told = _short(table.header, facets)
    told += asked_in_words(table, facets, {one.position for one in told})
    times = Counter((one.facet, one.key) for one in told)
    whole = {one.key for one in told if all(times[facet.id, one.key] == 1 for facet in facets)}
    return facets, [one for one in told if one.key in whole]


def _short(header: Sequence[str], facets: Iterable[Facet]) -> list[Asked]:
    """`EXP_TAN1`, `E1`, `tan1_e`, `ETAN1`: a facet, letters or none, and one number."""
    known = names(facets)
    found = []
    for position, text in enumerate(header):
        parts = [part for part in tokens(text) if part not in QUESTION]
        numbers = [int(part) for part in parts if part.isdecimal()]
        facet = meant(parts, known)
        if facet is None and len(parts) == 2 and (run := SHORT.fullmatch(parts[0])):
            facet = next((f.id for f in facets if folded(f.code) == run[1]), None)
            parts = [run[1], run[2], parts[1]]
        letters = [part for part in parts if not part.isdecimal() and meant([part], known) is None]
        if facet and len(numbers) == 1 and len(letters) <= 1:
            found.append(Asked(position, facet, ("".join(letters), numbers[0])))
    return found


def _scale(table: TextTable, asked: Iterable[Asked]) -> Scale | None:
    """The scale that the answers to the items show."""
    facets: dict[str, list[Answered]] = defaultdict(list)
    for one in asked:
        facets[one.facet].append(Answered(texts_of(table.columns.column(one.position)), table.labels.get(one.position, {})))
    return shown_scale(facets.values())


def abbreviates(short: str, words: Iterable[str]) -> str | None:
    """The one word that begins with these letters."""
    found = [word for word in words if len(short) >= LEAST and folded(word).startswith(short)]
    return found[0] if len(found) == 1 else None
