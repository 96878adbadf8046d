"""A first instrument for a questionnaire that is not in the library: what its own columns say of items, dimensions and facets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from surveys.dimension_schemes import LEAST, meant, names, tokens
from surveys.instrument import Facet, Scale
from surveys.likert import label_key, readings
from surveys.problems import InputError, Problem
from surveys.reading.guard import TextTable
from surveys.schemes import LEADING
from surveys.spelling import folded
from surveys.texts import texts_of
from surveys.wordings import STEMS, key, question_parts, without_number

EXPECTED = (Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P"))
ZONED = (Facet("minimum", ("customer",), "M"), Facet("desired", ("customer",), "D"), Facet("perception", ("customer",), "P"))
USUAL = tuple(Scale(*ends) for ends in ((1, 5), (1, 7), (1, 9), (1, 10), (0, 10)))
QUESTION = ("q", "item", "no", "sq")
CODE = re.compile(r"(\d{1,2})(?:[.,]0+)?")
SHORT = re.compile(r"([a-z])([a-z]+)")


@dataclass(frozen=True)
class Asked:
    """What one column asks: a facet of the item that `key` names; `text` is the item's wording, where the file has it."""

    position: int
    facet: str
    key: tuple[str, int]
    text: str = ""


@dataclass(frozen=True)
class Drafted:
    """`items` in the order of the file, as dimension ("" for none), number and wording; `columns` by facet and item's key.

    `names` are those of dimensions, as far as the file has them.
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
    return Drafted(facets, items, columns, _scale(table, columns.values()))


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
    told += _texts(table, facets, {one.position for one in told})
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


def _texts(table: TextTable, facets: Iterable[Facet], told: Collection[int]) -> list[Asked]:
    """Questions that name a facet, with the item's own text in a grid's row or beside them.

    An item has the number before its text where all have one, once a facet; otherwise texts that are the same are one item.
    """
    known = {facet.id: (facet.id, *STEMS.get(facet.id, ())) for facet in facets}
    rows: dict[int, tuple[str, str]] = {}
    for position, header in enumerate(table.header):
        for text in (table.titles[position] if table.titles else "", header):
            said = {(facet, row) for question, row in question_parts(text) if (facet := _mentioned(question, known))}
            if len(said) == 1 and position not in told:
                rows.setdefault(position, said.pop())
    numbers = _leading(rows) or _same(rows)
    return [Asked(i, facet, ("", numbers[i]), " ".join(without_number(row).split())) for i, (facet, row) in rows.items()]


def _leading(rows: Mapping[int, tuple[str, str]]) -> dict[int, int]:
    found = {i: LEADING.match(folded(row)) for i, (_, row) in rows.items()}
    numbers = {i: int(number[1]) for i, number in found.items() if number}
    once = len({(rows[i][0], number) for i, number in numbers.items()}) == len(rows)
    return numbers if once else {}


def _same(rows: Mapping[int, tuple[str, str]]) -> dict[int, int]:
    known: dict[str, int] = {}
    return {i: known.setdefault(key(row) or folded(row), len(known) + 1) for i, (_, row) in rows.items()}


def _mentioned(question: str, known: Mapping[str, Sequence[str]]) -> str | None:
    words = folded(question)
    named = [facet for facet, stems in known.items() if any(stem in words for stem in stems)]
    return named[0] if len(named) == 1 else None


def _scale(table: TextTable, positions: Iterable[int]) -> Scale | None:
    """The shortest usual scale that holds every whole number up to ten, or the one whose words these are; None for neither."""
    texts = {text.strip() for i in positions for text in texts_of(table.columns.column(i)).distinct} - {""}
    numbers = {int(found[1]) for text in texts if (found := CODE.fullmatch(text))}
    used = [code for code in numbers if code <= USUAL[-1].high]
    if used:
        return next((scale for scale in USUAL if scale.low <= min(used) and max(used) <= scale.high), None)
    told = readings({label_key(text) for text in texts})
    lengths = {length for length, steps in told if len(set(steps.values())) == length} or {length for length, _ in told}
    return Scale(1, lengths.pop()) if len(lengths) == 1 else None


def abbreviates(short: str, words: Iterable[str]) -> str | None:
    """The one word that begins with these letters."""
    found = [word for word in words if len(short) >= LEAST and folded(word).startswith(short)]
    return found[0] if len(found) == 1 else None
