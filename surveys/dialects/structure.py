"""What a LimeSurvey structure file says about the columns of an export: their questions, and what their codes mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from surveys.dialects.base import cells
from surveys.problems import InputError, Problem
from surveys.reading.guard import TextTable

STRUCTURE = "limesurvey_structure"


@dataclass(frozen=True)
class Asked:
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
    for header, question, code, label in _rows(structure):
        _, labels = columns.setdefault(header, (question, {}))
        if code:
            labels[code] = label
    return {header: Asked(question, labels) for header, (question, labels) in columns.items()}


def _rows(structure: TextTable) -> Iterator[tuple[str, ...]]:
    return zip(*(cells(structure, i) for i in range(4)), strict=True)
