"""Reading a file without trusting it: the parsing happens in a child process with limits, and only text comes back.

A hostile file may crash, hang or fill the child; the parent says so as a Problem and reads the next one. The child's
answer is JSON, a line a column, so that nothing executable ever comes back and the child starts in 0.04 s.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec import Struct, field

from surveys.files import is_there
from surveys.problems import InputError, Problem
from surveys.reading.formats import is_text
from surveys.row_report import MOST_NAMED

UPLOAD_LIMIT = 25_000_000
PATH_LIMIT = 250_000_000
"""Bytes of a file that is uploaded, and of one that the command line names."""
PARQUET = b"PAR1"
LARGE = 20_000_000
"""Bytes from which a text file named by its path is read in pieces."""
MEMORY = 1_500_000_000
SECONDS, UPLOAD_SECONDS = 30, 10
"""Of the clock, and of the processor for what was uploaded: two million cells take six; a busy machine may wait longer."""
OUT_OF_TIME = -24
"""What ends with SIGXCPU returns this."""
ROOT = Path(__file__).resolve().parents[2]


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


def is_parquet(path: Path) -> bool:
    """By content, not by name. What is no file (a pipe could keep us waiting) is none."""
    if not is_there(path):
        return False
    try:
        with path.open("rb") as file:
            return file.read(4) == PARQUET
    except OSError:
        return False


def read_table(
    source: Path | bytes,
    name: str,
    *,
    encoding: str = "",
    sheet: str = "",
    delimiter: str = "",
    limit: int = UPLOAD_LIMIT,
    memory: int = MEMORY,
    seconds: int = SECONDS,
    progress: Callable[[float], None] | None = None,
) -> TextTable:
    """The table in a text file, a workbook or an SPSS file, given as a path or as its bytes. `limit` and `memory` are bytes.

    `encoding`, `sheet` and `delimiter` overrule what the content suggests. `progress` hears the share of a large file read.
    Raises InputError with one coded problem where the file is missing, too large, hostile, damaged or no table.
    """
    _check_size(source, name, limit)
    if isinstance(source, Path) and _is_large_text(source):
        from surveys.reading.large import read_pieces

        return _table(name, read_pieces(source, name, (encoding, delimiter), progress))
    return table_of(name, _ask_child(source, name, memory, seconds, (encoding, sheet, delimiter)))


def small_parquet(path: Path, name: str) -> TextTable | None:
    """A Parquet file as it would be read if it were uploaded; None where it is too large for that and stays with DuckDB."""
    if path.stat().st_size > UPLOAD_LIMIT:
        return None
    try:
        return read_table(path, name)
    except InputError as error:
        if error.problems[0].code not in ("too_many_cells", "too_large", "memory"):
            raise
    return None


def table_of(name: str, answer: bytes) -> TextTable:
    """The table in what the child wrote. Raises InputError where it refused."""
    lines = iter(answer.splitlines())
    found = json.loads(next(lines, b"{}"))
    return _table(name, {**found, "columns": [pa.array(json.loads(line), pa.string()) for line in lines]})


def _is_large_text(path: Path) -> bool:
    if path.stat().st_size < LARGE:
        return False
    with path.open("rb") as file:
        return is_text(file.read(1_000))


def _check_size(source: Path | bytes, name: str, limit: int) -> None:
    if isinstance(source, Path) and not is_there(source):
        raise InputError(Problem("file_missing", file=name))
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > limit:
        values = {"size": f"{size / 1e6:.1f}", "limit": f"{limit / 1e6:g}"}
        raise InputError(Problem("too_large", file=name, values=values))


def _ask_child(source: Path | bytes, name: str, memory: int, seconds: int, how: tuple[str, ...]) -> bytes:
    path = str(source.resolve()) if isinstance(source, Path) else "-"
    processor = seconds if isinstance(source, Path) else min(seconds, UPLOAD_SECONDS)
    command = [sys.executable, "-P", "-m", "surveys.reading.child", str(memory), str(processor), path, *how]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell; the path is one argument
            command,
            input=b"" if isinstance(source, Path) else source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    except subprocess.TimeoutExpired as fault:
        raise InputError(Problem("timed_out", file=name, values={"seconds": str(seconds)})) from fault
    except (OSError, ValueError) as fault:  # what somebody decided about the file cannot be an argument
        raise InputError(Problem("crashed", file=name)) from fault
    if done.returncode == OUT_OF_TIME:
        raise InputError(Problem("timed_out", file=name, values={"seconds": str(processor)}))
    if done.returncode != 0:
        raise InputError(Problem("crashed", file=name))
    return done.stdout


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
