"""Large Parquet files, by path only: the columns stay with DuckDB, and a million rows are checked without being loaded.

No text of the file or the study ever becomes SQL: names and values are bound as columns and constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
from duckdb import CaseExpression, ColumnExpression, ConstantExpression, Expression, FunctionExpression

from surveys.instrument import Instrument
from surveys.many_groups import named_groups, refuse_many
from surveys.mapping import ColumnMapping
from surveys.people import personal_columns, refuse_contacts, refuse_personal
from surveys.problems import InputError, Problem
from surveys.reading.parquet_cells import Histogram, coded, histograms
from surveys.reading.parquet_guards import form_of, guards, head_of, totals_of
from surveys.reading.parquet_rows import ID, NULL, ROW, Relation, checked_points, keep_rows, seconds, weight, without_own
from surveys.responses import ResponseSet
from surveys.row_report import RowReport
from surveys.source_columns import absent_places, map_source
from surveys.spelling import same
from surveys.study import Source
from surveys.texts import group, label, shown

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE", "DECIMAL")
NESTED = ("STRUCT", "MAP", "UNION")


def parquet_header(path: Path, name: str) -> list[str]:
    """The names of the columns. InputError where the file is damaged."""
    try:
        return list(duckdb.connect().read_parquet(str(path)).columns)
    except duckdb.Error as fault:
        raise InputError(Problem("unreadable", name, values={"detail": type(fault).__name__})) from fault


def read_parquet(path: Path, source: Source, instrument: Instrument, waves: Sequence[str] = ()) -> ResponseSet:
    """The response set of a Parquet file; its frame is a lazy relation that is computed anew by whoever reads it.

    The guards are those of a table of text, except that cells which are no answers are counted and not named by their rows.
    Raises InputError as the other readers do.
    """
    try:
        relation = duckdb.connect().read_parquet(str(path), file_row_number=True)
        return _response_set(relation, source, instrument, tuple(waves))
    except (duckdb.Error, pa.ArrowException, OverflowError) as fault:  # a date beyond the calendar among them
        raise InputError(Problem("unreadable", source.file, values={"detail": type(fault).__name__})) from fault


def _response_set(relation: Relation, source: Source, instrument: Instrument, waves: tuple[str, ...]) -> ResponseSet:
    size = int(relation.aggregate("count(*)").fetchall()[0][0])
    if not size:
        raise InputError(Problem("no_rows", source.file))
    head = head_of(relation, source.file)
    mapping = map_source(head.header, source, instrument)
    refuse_personal(head, source)
    groups = {name: _exact(head.header, text) for name, text in named_groups(source).items()}
    found: list[Problem] = [*form_of(head, source), *mapping.problems, *absent_places(mapping, source, instrument)]
    timed = _check_numbers(relation, source, found)
    seen = _histograms(relation, mapping, groups, source)
    refuse_many({name: len(seen[header]) for name, header in groups.items()}, source)
    refuse_contacts({name: map(str, seen[header]) for name, header in groups.items()}, source)
    answers = coded(head, mapping, source, instrument, seen, RowReport(source.file, head.rows, found))
    labels = {name: _label(header, seen[header], size, source, found) for name, header in groups.items()}
    columns = {**_columns(relation, source, labels, timed), **answers.expressions}
    typed = relation.select(*(expression.alias(name) for name, expression in columns.items()))
    typed = checked_points(typed, source, instrument, tuple(answers.expressions), found)
    totals = totals_of(relation, size, mapping, answers, found)
    kept, rows = keep_rows(typed, tuple(answers.expressions), source, waves, totals, found)
    names = {text: sorted({name for v in seen[text] if (name := group(str(v)))}) for text in groups.values() if text != source.id}
    guards(kept, rows.used, source, instrument, answers, names, found)
    found.extend(personal_columns(head, mapping, source))
    return ResponseSet(
        source=source.file,
        role=source.role,
        frame=without_own(kept),
        answers=tuple(answers.expressions),
        rows=rows,
        units=source.unit is not None,
        weighted=source.weight is not None,
        segments=source.segments,
        invited=source.invited,
        problems=tuple(found),
        matches=mapping.matches,
        unrecognised=mapping.unrecognised,
        timed=timed,
    )


def _exact(header: Sequence[str], wanted: str) -> str:
    return next(text for text in header if same(text) == same(wanted))


def _check_numbers(relation: Relation, source: Source, problems: list[Problem]) -> bool:
    """Refuses weights that are no numbers; whether there are durations that are: others are said and not used."""
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    named = {"weight": source.weight, "duration": source.duration}
    wanted = {key: _exact(relation.columns, text) for key, text in named.items() if text is not None}
    other = {key: header for key, header in wanted.items() if not kinds[header].startswith(NUMBERS)}
    if header := other.get("weight"):
        raise InputError(Problem("weight_not_numbers", source.file, column=header, values={"kind": kinds[header]}))
    if header := other.get("duration"):
        problems.append(Problem("duration_not_numbers", source.file, None, header, "warning", values={"kind": kinds[header]}))
    return "duration" in wanted.keys() - other.keys()


def _histograms(relation: Relation, mapping: ColumnMapping, groups: Mapping[str, str], source: Source) -> dict[str, Histogram]:
    wanted = [*(match.header for match in mapping.matches), *groups.values()]
    _refuse_nested(relation, wanted, source)
    return histograms(relation, wanted)


def _refuse_nested(relation: Relation, headers: Iterable[str], source: Source) -> None:
    """An answer or a name is one value; a column of lists, maps or records holds none."""
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    for header in headers:
        if kinds[header].endswith("]") or kinds[header].startswith(NESTED):
            raise InputError(Problem("unreadable", source.file, column=header, values={"detail": shown(kinds[header])}))


def _label(header: str, counts: Histogram, rows: int, source: Source, problems: list[Problem]) -> Expression:
    """The column as text; in one spelling where that is not so already. Blank ones are counted, and those that mean no answer."""
    text = ColumnExpression(header).cast("VARCHAR")
    spelled = {value: (label if header == source.wave_column else group)(str(value)) for value in counts}
    if blank := rows - sum(counts[value] for value, name in spelled.items() if name):
        problems.append(Problem("label_blank", source.file, None, header, "information", blank))
    if all(name == str(value) for value, name in spelled.items()):
        return text
    composed = FunctionExpression("nfc_normalize", text)
    joined = FunctionExpression("regexp_replace", composed, *map(ConstantExpression, (r"[\s\p{Z}]+", " ", "g")))
    trimmed = FunctionExpression("trim", joined)
    none = [ConstantExpression(""), *(ConstantExpression(label(str(value)) or "") for value, name in spelled.items() if not name)]
    return CaseExpression(trimmed.isin(*none), NULL).otherwise(trimmed)


def _columns(relation: Relation, source: Source, labels: Mapping[str, Expression], timed: bool) -> dict[str, Expression]:
    """The expressions of all columns but the answers, with those of ours."""
    columns = {"wave": ConstantExpression(source.wave).cast("VARCHAR"), **labels}
    if source.weight is not None:
        columns["weight"] = weight(ColumnExpression(_exact(relation.columns, source.weight)))
    if timed and source.duration is not None:
        columns["seconds"] = seconds(ColumnExpression(_exact(relation.columns, source.duration)))
    if source.id is not None:
        columns[ID] = ColumnExpression(_exact(relation.columns, source.id)).cast("VARCHAR")
    return {**columns, ROW: ColumnExpression(ROW)}
