"""The guards over a large Parquet file: its first rows, its last ones, and every so many-th respondent, as tables in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression
from msgspec.structs import replace
from numpy.typing import NDArray

from surveys.dialects.recognise import PLAIN, TOOLS, tidied
from surveys.doubts.look import doubts
from surveys.doubts.seen import BLANK, seen
from surveys.doubts.summary import LAST, Summary, summary
from surveys.instrument import Instrument
from surveys.mapping import ColumnMapping
from surveys.problems import InputError, Problem
from surveys.reading.parquet_cells import Coded
from surveys.reading.parquet_rows import ID, ROW, Relation
from surveys.reading.parquet_text import texts
from surveys.reading.text_table import TextTable
from surveys.row_report import RowReport
from surveys.study import Source

FIRST = 2_000
"""Rows that are looked at for personal data and for the form of the table."""
MOST = 100_000
"""Respondents whose answers are looked at side by side; of more, every so many-th."""


def head_of(relation: Relation, name: str) -> TextTable:
    """The first rows, as text."""
    return _as_text(relation.limit(FIRST), name)


def form_of(head: TextTable, source: Source) -> Iterator[Problem]:
    """A large file is read as a plain table; that it looks like the export of a tool, or like a long table, is said."""
    try:
        found = PLAIN if source.dialect == PLAIN else tidied(head).dialect
    except InputError:
        return
    if found != PLAIN:
        yield Problem("large_parquet_form", head.name, severity="warning", values={"form": TOOLS.get(found, found)})


def totals_of(
    relation: Relation, rows: int, mapping: ColumnMapping, coded: Coded, problems: list[Problem]
) -> Summary:
    """The rows of sums or means among the last ones, counted from 0; their cells no longer count among the `problems`."""
    first = max(0, rows - LAST)
    table = _as_text(relation.limit(LAST, first), "")
    found: dict[bool, dict[int, str]] = {True: {}, False: {}}
    answers = {match.position: match.answer for match in mapping.matches}
    for n in range(rows - first):
        told = [column[n].as_py() for column in table.columns.columns]
        own = {i: coded.codes[answer].get(told[i]) for i, answer in answers.items()}
        if said := summary(told, own, lambda i: _mean(coded.counts[answers[i]])):
            found[said[1]][first + n] = said[0]
            odd = {table.header[i] for i in answers if said[1] and told[i] in coded.strange}
            problems[:] = [left for problem in problems for left in _but_one(problem, odd)]
    return Summary(found[True], found[False])


def _but_one(problem: Problem, columns: Collection[str]) -> list[Problem]:
    """The problem without one cell off the scale in each of these columns; nothing where it was the only one."""
    if problem.code != "not_on_scale_counted" or problem.column not in columns:
        return [problem]
    return [replace(problem, count=problem.count - 1)] if problem.count > 1 else []


def guards(
    kept: Relation,
    rows: int,
    source: Source,
    instrument: Instrument,
    coded: Coded,
    names: Mapping[str, Sequence[str]],
    found: list[Problem],
) -> None:
    """Adds what is doubtful about the `rows` that count, as for a table of text, to the problems found before.

    What can be counted is of all respondents; what needs their answers side by side is of every so many-th, and that is said.
    """
    step = -(-rows // MOST) or 1
    frame = kept.filter(ColumnExpression(ROW) % ConstantExpression(step) == ConstantExpression(0)).to_arrow_table()
    report = RowReport(source.file, pa.compute.add(frame[ROW], 1), found)
    frame = frame.drop_columns([name for name in (ID, ROW) if name in frame.column_names])
    looked = seen(instrument, source, report, frame, np.arange(len(frame)), tuple(coded.counts))
    if step > 1:
        values = {"looked": f"{len(frame):,}", "rows": f"{rows:,}"}
        found.append(Problem("guards_sampled", source.file, severity="information", values=values))
        looked = replace(looked, counts=np.stack([*coded.counts.values()]), step=step)
    found.extend(doubts(looked, coded.strange, names))


def _mean(counts: NDArray[np.int64]) -> float:
    codes = np.arange(len(counts)) + BLANK
    given = counts * (codes >= 0)
    return float((given * codes).sum() / max(given.sum(), 1))


def _as_text(relation: duckdb.DuckDBPyRelation, name: str) -> TextTable:
    table = relation.to_arrow_table()
    header = tuple(text for text in table.column_names if text != ROW)
    columns = [pa.array(texts(table[text].combine_chunks()), pa.string()) for text in header]
    return TextTable(name, header, pa.table(columns, names=list(header)), pa.array(range(1, len(table) + 1), pa.int32()))
