"""What a LimeSurvey structure file says about the columns of an export: their questions, and what their codes mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from surveys.dialects.base import cells
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable

STRUCTURE = "limesurvey_structure"
NUMBERED = re.compile(r" \((\d{1,4})\)$")


class Asked(Struct, frozen=True):
    """A column's question, and the labels of its codes."""

    question: str
    labels: Mapping[str, str]


def described(table: TextTable, structure: TextTable) -> TextTable:
    """The table with the questions and labels that the structure has for its headers; what the table says itself stays.

    Raises InputError where the structure is none, or is that of another survey.
    """
    if structure.dialect != STRUCTURE:
        raise InputError(Problem("structure_none", structure.name))
    known = asked(structure)
    found = {i: known[text] for i, text in enumerate(table.header) if text in known}
    if not found:
        raise InputError(Problem("structure_other", structure.name, values={"file": table.name}))
    own = table.titles or ("",) * len(table.header)
    titles = tuple(title or (found[i].question if i in found else "") for i, title in enumerate(own))
    labels = {i: dict(column.labels) for i, column in found.items() if column.labels}
    return replace(table, titles=titles, labels=labels | table.labels)


def asked(structure: TextTable) -> dict[str, Asked]:
    """The columns of the survey by header."""
    columns: dict[str, tuple[str, dict[str, str]]] = {}
    for header, question, code, label, _ in _rows(structure):
        _, labels = columns.setdefault(header, (question, {}))
        if code and label:
            labels[code] = label
    return {header: Asked(question, labels) for header, (question, labels) in columns.items()}


def _rows(structure: TextTable) -> Iterator[tuple[str, ...]]:
    return zip(*(cells(structure, i) for i in range(5)), strict=True)


def unanswered(structure: TextTable) -> tuple[TextTable, dict[int, str]]:
    """The export that nobody has answered yet: its columns and questions, with every answer that can be given below them.

    And the group of questions that each column stands in.
    """
    columns: dict[str, tuple[str, str, list[str]]] = {}
    for header, question, code, label, group in _rows(structure):
        columns.setdefault(header, (question, group, []))[2].append(_answer(code, label))
    longest = max(len(given) for _, _, given in columns.values())
    arrays = [pa.array([*given, *[""] * (longest - len(given))], pa.string()) for _, _, given in columns.values()]
    table = replace(
        structure,
        header=tuple(columns),
        columns=pa.table(arrays, names=list(columns)),
        rows=pa.array(range(1, longest + 1), pa.int32()),
        dialect="limesurvey",
        titles=tuple(question for question, _, _ in columns.values()),
        problems=(),
    )
    return table, {i: group for i, (_, group, _) in enumerate(columns.values())}


def _answer(code: str, label: str) -> str:
    """The number that is counted, as far as there is one."""
    number = NUMBERED.search(label)
    return number[1] if number else code if code.isdecimal() else label
