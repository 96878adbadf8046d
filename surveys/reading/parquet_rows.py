"""The rows of a large Parquet file: weights, points, and which rows count, as conditions that DuckDB evaluates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import cast

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
    SQLExpression,
)

from surveys.doubts.summary import Summary
from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.responses import Rows
from surveys.study import Source
from surveys.texts import POINTS_TOLERANCE

Relation = DuckDBPyRelation
NULL = ConstantExpression(None)
ID, ROW = "id", "file_row_number"
"""Columns of ours beside the documented ones; none of them can be the name of an answer, which holds a dot."""
UPWARD = 1 + 2**-51
"""Pushes a product that floating point left just under a half over it, as exact decimals would be rounded."""

CODES = {
    "no_answers": "no_answers_counted",
    "wave_unknown": "wave_unknown_counted",
    "weight_unusable": "weight_unusable_counted",
    "duplicate_id": "duplicate_id_counted",
}
"""The problem of each reason whose rows are only counted."""
GIVEN_IDS = "count(*) FILTER (trim(id) <> '')"
DIFFERENT_IDS = "count(DISTINCT (wave, trim(id))) FILTER (trim(id) <> '')"
FIRST_OF_ID = """
    SELECT * FROM typed
    QUALIFY coalesce(trim(id), '') = ''
         OR row_number() OVER (PARTITION BY wave, trim(id) ORDER BY file_row_number) = 1
"""


def weight(column: Expression) -> Expression:
    """round(w * 10 000), half up, as the text readers do; null where it is not a positive finite number."""
    scaled = column.cast("DOUBLE") * ConstantExpression(10_000.0 * UPWARD) + ConstantExpression(0.5)
    usable = (scaled >= ConstantExpression(1.0)) & (scaled < ConstantExpression(1e16))
    return CaseExpression(usable, FunctionExpression("floor", scaled).cast("BIGINT")).otherwise(NULL)


def seconds(column: Expression) -> Expression:
    """Whole seconds; null where there is no such number."""
    number = column.cast("DOUBLE")
    usable = (number >= ConstantExpression(0.0)) & (number < ConstantExpression(1e9))
    return CaseExpression(usable, FunctionExpression("round", number).cast("INTEGER")).otherwise(NULL)


def checked_points(
    typed: Relation, source: Source, instrument: Instrument, answers: tuple[str, ...], problems: list[Problem]
) -> Relation:
    """As for tables of text: points near their total are kept and counted, a row farther from it loses them."""
    for facet in instrument.facets_of(source.role):
        names = [name for name in answers if name.startswith(f"{facet.id}.")]
        if facet.total is None or not names:
            continue
        off, refused = _points_off(names, facet.total)
        counts = _count(typed, {"points_sum_counted": off & ~refused, "points_refused_counted": refused})
        values = {"facet": facet.id, "total": str(facet.total)}
        problems += [Problem(code, source.file, None, None, "warning", n, values) for code, n in counts.items() if n]
        if counts["points_refused_counted"]:
            typed = typed.select(*(_blanked(name, refused, names) for name in typed.columns))
    return typed


def _points_off(names: Sequence[str], total: int) -> tuple[Expression, Expression]:
    """Whether a row's points miss the total, and whether by too much. Rows without any points miss nothing."""
    columns = [ColumnExpression(name) for name in names]
    zero = ConstantExpression(0)
    values = (CaseExpression(column.isnull(), zero).otherwise(column.cast("INTEGER")) for column in columns)
    added = reduce(lambda left, right: left + right, values)
    given = reduce(or_, (column.isnotnull() for column in columns))
    allowed = total * POINTS_TOLERANCE // 100
    low, high = ConstantExpression(total - allowed), ConstantExpression(total + allowed)
    return given & (added != ConstantExpression(total)), given & ((added < low) | (added > high))


def _blanked(name: str, rows: Expression, names: Sequence[str]) -> Expression:
    column = ColumnExpression(name)
    return (CaseExpression(rows, NULL).otherwise(column).cast("TINYINT") if name in names else column).alias(name)


def keep_rows(
    typed: Relation, answers: Sequence[str], source: Source, waves: Sequence[str], totals: Summary, problems: list[Problem]
) -> tuple[Relation, Rows]:
    """The rows that count, and the account of all rows. No filter where none is needed."""
    reasons = _reasons(answers, source, waves, sorted(totals.certain))
    read = _rows(typed)
    found = {reason: _rows(typed.filter(condition)) for reason, condition in reasons.items()}
    excluded = {reason: n for reason, n in found.items() if n}
    if excluded:
        typed = typed.filter(~reduce(or_, (reasons[reason] for reason in excluded)))
    typed, repeated = _without_repeated(typed, source)
    if repeated:
        excluded["duplicate_id"] = repeated
    problems += [Problem(CODES[why], source.file, severity="warning", count=n) for why, n in excluded.items() if why in CODES]
    for code, named in (("summary_row", totals.certain), ("summary_row_likely", totals.likely)):
        problems += [Problem(code, source.file, row + 1, None, "warning", values={"label": said}) for row, said in named.items()]
    return typed, Rows(read, read - sum(excluded.values()), excluded)


def without_own(kept: Relation) -> Relation:
    """The documented columns alone."""
    return kept.select(*(ColumnExpression(name) for name in kept.columns if name not in (ID, ROW)))


def _reasons(answers: Sequence[str], source: Source, waves: Sequence[str], totals: Sequence[int]) -> dict[str, Expression]:
    """Why a row does not count; true for one reason at most, and never null."""
    unanswered = reduce(and_, (ColumnExpression(name).isnull() for name in answers))
    reasons = {"summary_row": ColumnExpression(ROW).isin(*map(ConstantExpression, totals))} if totals else {}
    reasons["no_answers"] = unanswered
    if source.wave_column is not None or (waves and source.wave):
        reasons["wave_unknown"] = _unknown_wave(waves)
    if source.weight is not None:
        reasons["weight_unusable"] = ColumnExpression("weight").isnull()
    exclusive: dict[str, Expression] = {}
    before: Expression = ConstantExpression(False)
    for reason, condition in reasons.items():
        exclusive[reason] = condition & ~before
        before = before | condition
    return exclusive


def _unknown_wave(waves: Sequence[str]) -> Expression:
    wave = ColumnExpression("wave")
    if not waves:
        return wave.isnull()
    return wave.isnull() | CaseExpression(wave.isnull(), ConstantExpression("")).otherwise(wave).isnotin(
        *map(ConstantExpression, waves)
    )


def _without_repeated(typed: Relation, source: Source) -> tuple[Relation, int]:
    """Without the rows whose id came before in the same wave, and how many these are. Blank ids are nobody's."""
    if source.id is None:
        return typed, 0
    given, different = typed.aggregate([SQLExpression(GIVEN_IDS), SQLExpression(DIFFERENT_IDS)]).fetchall()[0]
    if given == different:
        return typed, 0
    return cast(Relation, typed.query("typed", FIRST_OF_ID)), given - different


def _rows(relation: Relation) -> int:
    """How many rows. Of a filter DuckDB reads a column only where those before it left rows: few rows lack every answer."""
    return int(relation.aggregate("count(*)").fetchall()[0][0])


def _count(typed: Relation, conditions: Mapping[str, Expression]) -> dict[str, int]:
    """How many rows meet each condition, in one pass."""
    counted = [FunctionExpression("count_if", condition).alias(name) for name, condition in conditions.items()]
    return dict(zip(conditions, map(int, typed.aggregate(counted).fetchall()[0]), strict=True))
