"""Questions in words, for a draft: which facet a question names, and which item is meant by its row or its number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from surveys.instrument import Facet
from surveys.reading.text_table import TextTable
from surveys.schemes import LEADING
from surveys.spelling import called, folded
from surveys.wordings import GRID, LONGEST, STEMS, key, question_parts, without_number

HINTS = ("excellent", "should", "outstanding", "应该", "應該", "优秀", "優秀", "卓越")
"""What questions about expectations say that do not call them so."""
NUMBERED = re.compile(r"(.*\S)\s+(?:q|item|no\.?|题|題)?\s*(\d{1,3})", re.DOTALL | re.IGNORECASE)
"""A block's question with the number of an item below it."""
Part = tuple[str, str]
"""A question and its row."""


class Asked(Struct, frozen=True):
    """What one column asks: a facet of the item that `key` names; `text` is the item's wording, where the file has it."""

    position: int
    facet: str
    key: tuple[str, int]
    text: str = ""


def asked_in_words(table: TextTable, facets: Sequence[Facet], told: Collection[int]) -> list[Asked]:
    """The columns, but those in `told`, whose questions name a facet, with the item's own text in a grid's row or beside them.

    An item has the number before its text where all have one, once a facet; otherwise texts that are the same are one item.
    """
    said_by = {i: [*table.titles[i : i + 1], header] for i, header in enumerate(table.header) if i not in told}
    texts = {i: [text for text in said if len(text) <= LONGEST] for i, said in said_by.items()}
    rows: dict[int, Part] = {}
    for position, said in texts.items():
        for text in said:
            found = {(facet, row) for question, row in _parts(text) if (facet := _mentioned(question, facets))}
            if len(found) == 1:
                rows.setdefault(position, found.pop())
    if {facet.id for facet in facets} == {"expectation", "perception"}:
        rows = _asked_twice(texts, facets) | rows
    numbers = _leading(rows) or _same(rows)
    return [Asked(i, facet, ("", numbers[i]), _wording(row)) for i, (facet, row) in rows.items()]


def _parts(text: str) -> list[Part]:
    numbered = NUMBERED.fullmatch(text)
    return [*question_parts(text), *([(numbered[1], numbered[2])] if numbered else [])]


def _mentioned(question: str, facets: Sequence[Facet]) -> str | None:
    words = folded(question)
    named = [f.id for f in facets if any(stem in words for stem in (f.id, *STEMS.get(f.id, ()))) or called(question, f)]
    return named[0] if len(named) == 1 else None


def _asked_twice(texts: Mapping[int, Sequence[str]], facets: Sequence[Facet]) -> dict[int, Part]:
    """Two questions over the same rows of which one alone says that it is about expectations, or about perceptions."""
    asked: dict[str, dict[int, str]] = defaultdict(dict)
    for position, said in texts.items():
        whole = next((found for text in said if (found := GRID.fullmatch(text) or NUMBERED.fullmatch(text))), None)
        if whole:
            asked[whole[1]][position] = whole[2]
    alike: dict[frozenset[str], list[str]] = defaultdict(list)
    for question, rows in asked.items():
        if len(rows) > 1:
            alike[frozenset(map(_row_key, rows.values()))].append(question)
    pairs = [_either(questions, facets) for questions in alike.values() if len(questions) == 2]
    return {i: (facet, row) for pair in pairs for question, facet in pair.items() for i, row in asked[question].items()}


def _either(questions: Sequence[str], facets: Sequence[Facet]) -> dict[str, str]:
    """Which of two questions is about which facet; nothing where neither or both say the same."""
    named = {question: _mentioned(question, facets) for question in questions}
    if not any(named.values()):
        named = {q: "expectation" if any(hint in folded(q) for hint in HINTS) else None for q in questions}
    first, second = questions
    other = {"expectation": "perception", "perception": "expectation"}
    found = {first: named[first] or other.get(named[second] or ""), second: named[second] or other.get(named[first] or "")}
    whole = {question: facet for question, facet in found.items() if facet}
    return whole if len(set(whole.values())) == 2 else {}


def _leading(rows: Mapping[int, Part]) -> dict[int, int]:
    found = {i: LEADING.match(folded(row)) for i, (_, row) in rows.items()}
    numbers = {i: int(number[1]) for i, number in found.items() if number}
    once = len({(rows[i][0], number) for i, number in numbers.items()}) == len(rows)
    return numbers if once else {}


def _same(rows: Mapping[int, Part]) -> dict[int, int]:
    known: dict[str, int] = {}
    return {i: known.setdefault(_row_key(row), len(known) + 1) for i, (_, row) in rows.items()}


def _row_key(row: str) -> str:
    return key(row) or folded(row)


def _wording(row: str) -> str:
    """A row that is only a number has no words of its own."""
    return "" if row.strip().isdecimal() else " ".join(without_number(row).split())
