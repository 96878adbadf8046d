"""The worked example: an invented bank whose true gaps are known, drawn from a seed. Its answers are synthetic."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from random import Random

from surveys.catalogue import load
from surveys.example import people
from surveys.example.model import truth

__all__ = ["FILES", "truth", "write_example"]

SEED = 20260601
DOCUMENTS = ("study.yaml", "README.txt")
ANSWERS = {
    "customers.csv": (people.CUSTOMER_HEADERS, people.customers),
    "managers.csv": (people.MANAGER_HEADERS, people.managers),
    "employees.csv": (people.EMPLOYEE_HEADERS, people.employees),
}
STATEMENTS = {"managers.csv": "antecedents_manager", "employees.csv": "antecedents_employee"}
"""The facet whose statements stand in the last columns of a file."""
FILES = (*DOCUMENTS, *ANSWERS)
"""The names of all files of the example."""


def write_example(folder: Path, seed: int = SEED) -> list[Path]:
    """Write the study and its three files of answers; the same bytes for the same seed. Files of these names are replaced.

    `surveys.example.model` documents how the answers came about, and its `truth` what an analysis should find.
    """
    folder.mkdir(parents=True, exist_ok=True)
    instrument = load("servqual")
    paths = [_copy(name, folder) for name in DOCUMENTS]
    for n, (name, (headers, rows)) in enumerate(ANSWERS.items()):
        rng = Random(seed + n)  # noqa: S311 - repeatable on purpose; nothing here is secret
        answers = rows(rng, instrument.scale)
        if facet := STATEMENTS.get(name):
            own = Random(seed + 100 + n)  # noqa: S311 - a stream of its own, so that no other answer depends on it
            answers = ([*row, *people.statements(own, instrument, facet)] for row in answers)
            headers = [*headers, *people.statement_headers(instrument, facet)]
        paths.append(_write(folder / name, headers, answers))
    return paths


def _copy(name: str, folder: Path) -> Path:
    path = folder / name
    path.write_bytes((Path(__file__).parent / name).read_bytes())
    return path


def _write(path: Path, headers: list[str], rows: Iterable[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)
    return path
