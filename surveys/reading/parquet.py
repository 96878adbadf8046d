"""Parquet, by path only: the columns stay with DuckDB, and a million rows are checked in two passes without being loaded.

No text of the file or the study ever becomes SQL: names and values are bound as columns and constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb
from duckdb import CaseExpression, ColumnExpression, ConstantExpression, Expression, FunctionExpression

from surveys.coding import Code, Coding, coding, zero_based
from surveys.instrument import Instrument
from surveys.many_groups import refuse_many
from surveys.mapping import ColumnMapping, Match
from surveys.problems import InputError, Problem, Severity
from surveys.reading.parquet_rows import ID, NULL, ROW, Relation, checked_points, keep_rows, weight
from surveys.responses import ResponseSet
from surveys.source_columns import absent_places, map_source
from surveys.spelling import same
from surveys.study import Source
from surveys.texts import label, shown

BLANK = Code(None, "blank")
"""What NaN is."""
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

    Problems of cells and rows are counts without row numbers. Raises InputError as the other readers do.
    """
    try:
        relation = duckdb.connect().read_parquet(str(path), file_row_number=source.id is not None)
        return _response_set(relation, source, instrument, tuple(waves))
    except duckdb.Error as fault:
        raise InputError(Problem("unreadable", source.file, values={"detail": type(fault).__name__})) from fault


def _response_set(relation: Relation, source: Source, instrument: Instrument, waves: tuple[str, ...]) -> ResponseSet:
    if not relation.limit(1).fetchall():
        raise InputError(Problem("no_rows", source.file))
    mapping = map_source(relation.columns, source, instrument)
    labels = _label_headers(relation.columns, source)
    _check_weight(relation, source)
    wanted = [*(m.header for m in mapping.matches), *labels.values()]
    _refuse_nested(relation, wanted, source)
    seen = _histograms(relation, wanted)
    refuse_many({name: len(seen[header]) for name, header in labels.items()}, source)
    problems = [*mapping.problems, *absent_places(mapping, source, instrument)]
    answers = _answers(mapping, source, instrument, seen, problems)
    texts = {name: _label(header, seen[header], source, problems) for name, header in labels.items()}
    typed = relation.select(*(e.alias(name) for name, e in _columns(relation, source, texts, answers).items()))
    typed = checked_points(typed, source, instrument, tuple(answers), problems)
    kept, rows = keep_rows(typed, tuple(answers), source, waves, problems)
    return ResponseSet(
        source=source.file,
        role=source.role,
        frame=kept,
        answers=tuple(answers),
        rows=rows,
        units=source.unit is not None,
        weighted=source.weight is not None,
        segments=source.segments,
        invited=source.invited,
        problems=tuple(problems),
        matches=mapping.matches,
        unrecognised=mapping.unrecognised,
    )


def _label_headers(header: Sequence[str], source: Source) -> dict[str, str]:
    """The names that wave, unit and segments get in the frame, with the file's header of each."""
    wanted = {"wave": source.wave_column, "unit": source.unit, **{f"segment.{text}": text for text in source.segments}}
    return {name: _exact(header, text) for name, text in wanted.items() if text is not None}


def _exact(header: Sequence[str], wanted: str) -> str:
    return next(text for text in header if same(text) == same(wanted))


def _check_weight(relation: Relation, source: Source) -> None:
    if source.weight is not None:
        header = _exact(relation.columns, source.weight)
        kind = str(relation.types[relation.columns.index(header)])
        if not kind.startswith(NUMBERS):
            raise InputError(Problem("weight_not_numbers", source.file, column=header, values={"kind": kind}))


def _refuse_nested(relation: Relation, headers: Iterable[str], source: Source) -> None:
    """An answer or a name is one value; a column of lists, maps or records holds none."""
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    for header in headers:
        if kinds[header].endswith("]") or kinds[header].startswith(NESTED):
            raise InputError(Problem("unreadable", source.file, column=header, values={"detail": shown(kinds[header])}))


def _histograms(relation: Relation, headers: Iterable[str]) -> dict[str, dict[Any, int]]:
    """How often each value of each column was seen, in one pass. Nulls are no values; NaN is one here."""
    names = list(dict.fromkeys(headers))
    counted = [FunctionExpression("histogram", ColumnExpression(name)).alias(f"h{i}") for i, name in enumerate(names)]
    found = relation.aggregate(counted).fetchall()[0]
    return {name: histogram or {} for name, histogram in zip(names, found, strict=True)}


def _answers(
    mapping: ColumnMapping,
    source: Source,
    instrument: Instrument,
    seen: Mapping[str, Mapping[Any, int]],
    problems: list[Problem],
) -> dict[str, Expression]:
    """An int8 expression for every recognised answer; the values not on the scale are counted."""
    expressions: dict[str, Expression] = {}
    numbers: set[str] = set()
    for match in mapping.matches:
        facet = instrument.facet(match.facet)
        how = coding(instrument, facet, match.place, source.missing)
        codes = {value: BLANK if value != value else how(str(value)) for value in seen[match.header]}
        expressions[match.answer] = _coded(match, codes)
        _report(match, codes, seen[match.header], how, source, problems)
        if facet.total is None:
            numbers |= how.numbers(str(value) for value in codes)
    problems.extend(zero_based(numbers, instrument, source.file))
    return expressions


def _coded(match: Match, codes: Mapping[Any, Code]) -> Expression:
    """The column itself where each value is its own code; otherwise a case for each value that has a code."""
    column = ColumnExpression(match.header)
    if all(code.value is not None and value == code.value for value, code in codes.items()):
        return column.cast("TINYINT")
    cases = [(column == ConstantExpression(v), ConstantExpression(c.value)) for v, c in codes.items() if c.value is not None]
    if not cases:
        return NULL.cast("TINYINT")
    first, *others = cases
    return reduce(lambda case, more: case.when(*more), others, CaseExpression(*first)).otherwise(NULL).cast("TINYINT")


def _report(
    match: Match, codes: Mapping[Any, Code], counts: Mapping[Any, int], how: Coding, source: Source, problems: list[Problem]
) -> None:
    """One problem for the values not on the scale and one for the words that mean no answer, each with its most frequent."""
    bounds = {"low": str(how.low), "high": str(how.high)}
    for kind, code in (("not_on_scale", "not_on_scale_counted"), ("no_answer", "no_answer_counted")):
        values = {value: counts[value] for value, found in codes.items() if found.kind == kind}
        if values:
            often = shown(str(max(values, key=lambda value: values[value])))
            severity: Severity = "warning" if kind == "not_on_scale" else "information"
            n = sum(values.values())
            problems.append(Problem(code, source.file, None, match.header, severity, n, {**bounds, "value": often}))


def _label(header: str, counts: Mapping[Any, int], source: Source, problems: list[Problem]) -> Expression:
    """The column as text; in one spelling where that is not so already."""
    text = ColumnExpression(header).cast("VARCHAR")
    if all(label(str(value)) == str(value) for value in counts):
        return text
    composed = FunctionExpression("nfc_normalize", text)
    joined = FunctionExpression("regexp_replace", composed, *map(ConstantExpression, (r"[\s\p{Z}]+", " ", "g")))
    trimmed = FunctionExpression("trim", joined)
    return CaseExpression(trimmed == ConstantExpression(""), NULL).otherwise(trimmed)


def _columns(
    relation: Relation, source: Source, texts: Mapping[str, Expression], answers: Mapping[str, Expression]
) -> dict[str, Expression]:
    columns = {"wave": ConstantExpression(source.wave).cast("VARCHAR"), **texts}
    if source.weight is not None:
        columns["weight"] = weight(ColumnExpression(_exact(relation.columns, source.weight)))
    if source.id is not None:
        columns[ID] = ColumnExpression(_exact(relation.columns, source.id)).cast("VARCHAR")
        columns[ROW] = ColumnExpression(ROW)
    return {**columns, **answers}
