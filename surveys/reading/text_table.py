"""What a guarded child found in a file, as a table of texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec import Struct, field

from surveys.problems import InputError, Problem
from surveys.reading.guard import Answer, ask, ask_parquet
from surveys.row_report import MOST_NAMED

TOO_LARGE = ("too_many_cells", "too_large", "memory")
"""Why a Parquet file stays with DuckDB."""


class TextTable(Struct, frozen=True):
    """A file as text: `columns` in the order of `header`, all strings, nothing interpreted.

    `rows` are the numbers a spreadsheet shows for the rows of `columns`; `ragged` those left out because they have more or
    fewer cells than the header. `encoding`, `confidence`, `delimiter` and `sheet` say what was guessed; `sheets` are the visible
    ones of the workbook that hold a table, the one read first.

    What the tool that wrote the file says beside its cells: `dialect` names the tool, `titles` holds the question's text of each
    column ("" where there is none; empty where no column has one), `labels` a column's position → a cell's text → its label,
    `missing` a position → the texts declared to mean "no answer", `excluded` rows left out by the tool's own rules (previews),
    `meta` the positions of the columns the tool adds by itself (times, addresses): neither answers nor segments.
    """

    name: str
    header: tuple[str, ...]
    columns: pa.Table
    rows: pa.Array
    ragged: tuple[int, ...] = ()
    encoding: str | None = None
    confidence: float | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    dialect: str = ""
    titles: tuple[str, ...] = ()
    labels: dict[int, dict[str, str]] = field(default_factory=dict)
    missing: dict[int, tuple[str, ...]] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    meta: frozenset[int] = frozenset()


def read_table(source: Path | bytes, name: str, **how: Any) -> TextTable:
    """The table in a file, asked for as `guard.ask` says. Raises InputError as it does, and where the file is hostile, damaged
    or no table."""
    return table_of(name, ask(source, name, **how))


def small_parquet(path: Path, name: str) -> TextTable | None:
    """A Parquet file as it would be read if it were uploaded; None where it is too large for that and stays with DuckDB."""
    answer = ask_parquet(path, name)
    return None if answer is None else table_if_small(name, answer)


def table_if_small(name: str, answer: Answer) -> TextTable | None:
    """The same from what the child said."""
    try:
        return table_of(name, answer)
    except InputError as error:
        if error.problems[0].code not in TOO_LARGE:
            raise
    return None


def table_of(name: str, answer: Answer) -> TextTable:
    """The table in what the child said. Raises InputError where it refused."""
    if isinstance(answer, dict):
        return _table(name, answer)
    lines = iter(answer.splitlines())
    found = json.loads(next(lines, b"{}"))
    return _table(name, {**found, "columns": [pa.array(json.loads(line), pa.string()) for line in lines]})


def _table(name: str, found: dict[str, Any]) -> TextTable:
    """What a child found, as a table. Raises InputError where it refused, or fell silent in the middle."""
    if "refused" in found:
        raise InputError(Problem(found["refused"], file=name, row=found["row"], values=found["values"]))
    header, columns = tuple(found.get("header", ())), found["columns"]
    if not header or len(columns) != len(header):
        raise InputError(Problem("crashed", file=name))
    return TextTable(
        name=name,
        header=header,
        columns=pa.table(columns, names=list(header)),
        rows=pa.array(found["rows"], pa.int32()),
        ragged=tuple(found["ragged"]),
        problems=(*(Problem(file=name, **p) for p in found["problems"]), *_ragged(name, found["ragged"])),
        titles=tuple(found.get("titles", ())),
        labels=dict(found.get("labels", ())),
        missing={place: tuple(texts) for place, texts in found.get("missing", ())},
        **found["facts"] | {"sheets": tuple(found["facts"].get("sheets", ()))},
    )


def _ragged(name: str, rows: list[int]) -> list[Problem]:
    named = [Problem("ragged_row", file=name, row=row, severity="warning") for row in rows[:MOST_NAMED]]
    if rest := rows[MOST_NAMED:]:
        named.append(Problem("ragged_more", file=name, row=rest[0], count=len(rest), severity="warning"))
    return named
