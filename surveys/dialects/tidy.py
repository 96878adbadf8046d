"""Long tables: a row for each answer, with columns for the respondent, the item, perhaps the facet, and the value."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from surveys.dialects.base import Dialect, cells, positions, question, values
from surveys.problems import InputError, Problem
from surveys.reading.grid import MOST_COLUMNS
from surveys.reading.text_table import TextTable

RESPONDENT = (
    "respondent", "respondent id", "respondent_id", "respondentid", "participant", "participant_id", "person", "subject", "case",
    "case_id", "id", "受访者", "受訪者", "受访者编号", "受訪者編號", "编号", "編號",
)
ITEM = ("item", "item_id", "question", "question_id", "variable", "statement", "题项", "題項", "题目", "題目", "问题", "問題")
FACET = ("facet", "aspect", "side", "block", "part", "kind", "type", "measure", "面向", "类型", "類型", "方面")
VALUE = ("value", "answer", "response", "rating", "score", "值", "回答", "答案", "评分", "評分", "得分", "分值")
WAVE = ("wave", "period", "round", "调查期", "期次", "波次", "調查期")
MOST_WIDE = 12
"""A table with more columns than these is no long one."""

Key = tuple[str, ...]


class Columns(Struct, frozen=True):
    """Where a long table holds what."""

    respondent: int
    item: int
    value: int
    facet: int | None
    waves: tuple[int, ...]

    @property
    def of_answers(self) -> set[int | None]:
        return {self.item, self.value, self.facet}


def recognise(table: TextTable) -> bool:
    """One column of each kind, some respondents in several rows, and more pairs of respondent and item than respondents."""
    found = _columns(table)
    if found is None or not 1 < len(values(table, found.item)) < MOST_COLUMNS:
        return False
    people, items = (cells(table, i) for i in (found.respondent, found.item))
    return len(set(people)) < len(set(zip(people, items, strict=True)))


def _columns(table: TextTable) -> Columns | None:
    single = [positions(table, names) for names in (RESPONDENT, ITEM, VALUE)]
    facet = positions(table, FACET)
    if len(table.header) > MOST_WIDE or any(len(found) != 1 for found in single) or len(facet) > 1:
        return None
    respondent, item, value = (min(found) for found in single)
    return Columns(respondent, item, value, min(facet, default=None), tuple(sorted(positions(table, WAVE))))


def tidy(table: TextTable) -> TextTable:
    """A row for each respondent and wave, in order of appearance, under the number of its first row.

    An answer given twice with two values is none, and is named; rows without a respondent are left out. A column that differs
    between the rows of a respondent says something of single answers: it is dropped, and named.
    """
    found = _columns(table)
    if found is None or not values(table, found.respondent):
        raise InputError(Problem("no_rows", table.name))
    keys = list(zip(cells(table, found.respondent), *(cells(table, i) for i in found.waves), strict=True))
    first: dict[Key, int] = {}
    for number, key in enumerate(keys):
        if key[0]:
            first.setdefault(key, number)
    answers, twice = _answers(table, found, keys)
    about = [i for i in range(len(table.header)) if i not in found.of_answers]
    same = [i for i in about if _same(cells(table, i), keys, first)]
    rows = list(first.values())
    columns = [table.columns.column(i).take(pa.array(rows)) for i in same]
    columns += [pa.array([given.get(key, "") for key in first], pa.string()) for given in answers.values()]
    header = [*(table.header[i] for i in same), *answers]
    blank = sum(not key[0] for key in keys)
    return replace(
        table,
        header=tuple(header),
        columns=pa.table(columns, names=header),
        rows=table.rows.take(pa.array(rows)),
        problems=(*table.problems, *_problems(table, [table.header[i] for i in about if i not in same], twice, keys, len(rows))),
        excluded=table.excluded | ({"no_respondent": blank} if blank else {}),
    )


def _answers(table: TextTable, found: Columns, keys: Sequence[Key]) -> tuple[dict[str, dict[Key, str]], list[int]]:
    """By name of the wide column, the answer of each respondent; and the rows that contradict an earlier one."""
    facets = [""] * len(keys) if found.facet is None else cells(table, found.facet)
    names = [_name(facet, item) if item else "" for facet, item in zip(facets, cells(table, found.item), strict=True)]
    answers: dict[str, dict[Key, str]] = {}
    twice: list[int] = []
    for number, (key, name, value) in enumerate(zip(keys, names, cells(table, found.value), strict=True)):
        given = answers.setdefault(name, {}) if name else {}
        if key[0] and value and given.setdefault(key, value) != value:
            twice.append(number)
    for number in twice:
        answers[names[number]][keys[number]] = ""
    return answers, twice


def _name(facet: str, item: str) -> str:
    """A code with its facet before it, a text as the row of a question."""
    return f"{facet} {item}".strip() if item.isascii() and " " not in item else question(facet, item)


def _same(texts: Sequence[str], keys: Sequence[Key], first: dict[Key, int]) -> bool:
    return all(not key[0] or text == texts[first[key]] for text, key in zip(texts, keys, strict=True))


def _problems(table: TextTable, dropped: Sequence[str], twice: Sequence[int], keys: Sequence[Key], people: int) -> list[Problem]:
    found = [Problem("long_table", table.name, severity="information", values={"rows": str(len(keys)), "people": str(people)})]
    found += [Problem("long_dropped", table.name, column=name, severity="information") for name in dropped]
    if twice:
        row = table.rows[twice[0]].as_py()
        found.append(Problem("long_repeated", table.name, row, severity="warning", count=len(twice)))
    if blank := [number for number, key in enumerate(keys) if not key[0]]:
        row = table.rows[blank[0]].as_py()
        found.append(Problem("no_respondent", table.name, row, severity="warning", count=len(blank)))
    return found


TIDY = Dialect("tidy", recognise, tidy, strict=True)
