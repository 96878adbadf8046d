"""The answers of a large Parquet file: each different value is looked at once, and DuckDB gives every row its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
from duckdb import CaseExpression, ColumnExpression, ConstantExpression, Expression, FunctionExpression
from msgspec import Struct, field
from numpy.typing import NDArray

from surveys.coding import Code, Coding, zero_based
from surveys.doubts.lost import Fates, refuse_lost
from surveys.doubts.seen import BLANK
from surveys.doubts.strange_cells import Strange
from surveys.hearing import MOST_DIFFERENT, facet_codings
from surveys.instrument import Instrument
from surveys.mapping import ColumnMapping, Match
from surveys.problems import Problem, Severity
from surveys.reading.parquet_rows import NULL, Relation
from surveys.reading.parquet_text import text
from surveys.reading.text_table import TextTable
from surveys.row_report import RowReport
from surveys.study import Source
from surveys.texts import shown

Histogram = Mapping[Any, int]
SAID: Mapping[str, tuple[str, Severity]] = {
    "not_on_scale": ("not_on_scale_counted", "warning"),
    "no_answer": ("no_answer_counted", "information"),
    "full_width": ("full_width", "information"),
}
"""By what a text is: the problem that counts such texts."""


class Counted(Struct, frozen=True):
    """The different values of a column as text, and how often each stands there."""

    values: tuple[Any, ...]
    distinct: tuple[str, ...]
    counts: NDArray[np.int64]

    def first(self, chosen: Sequence[bool]) -> None:
        """Nobody knows in which row."""


class Coded(Struct, frozen=True):
    """By answer: its int8 expression, the codes of its texts, and how often each code stands there, at code − BLANK.

    `strange` are the texts that are no answers.
    """

    expressions: dict[str, Expression] = field(default_factory=dict)
    codes: dict[str, dict[str, int]] = field(default_factory=dict)
    counts: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    strange: dict[str, Strange] = field(default_factory=dict)


def histograms(relation: Relation, headers: Iterable[str]) -> dict[str, Histogram]:
    """How often each value of each column was seen, in one pass. Nulls are no values; NaN is one here."""
    names = list(dict.fromkeys(headers))
    counted = [FunctionExpression("histogram", ColumnExpression(name)).alias(f"h{i}") for i, name in enumerate(names)]
    found = relation.aggregate(counted).fetchall()[0]
    return {name: histogram or {} for name, histogram in zip(names, found, strict=True)}


def coded(
    head: TextTable,
    mapping: ColumnMapping,
    source: Source,
    instrument: Instrument,
    seen: Mapping[str, Histogram],
    report: RowReport,
) -> Coded:
    """The answers of every recognised column, by the same rules as those of a table of text. `head` holds the first rows."""
    answers = Coded()
    numbers: set[str] = set()
    fates = Fates()
    facets = instrument.facets_of(source.role)
    told = {f.id: [(m, _counted(m, seen[m.header], report)) for m in mapping.matches if m.facet == f.id] for f in facets}
    for facet in facets:
        codings = facet_codings(head, told, facet.id, source, instrument, report)
        for (match, texts), how in zip(told[facet.id], codings, strict=True):
            _add(match, texts, how, answers, report)
        if facet.total is None:
            for how, (_, texts) in zip(codings, told[facet.id], strict=True):
                numbers |= how.numbers(texts.distinct)
                fates.add(facet.id, map(how, texts.distinct), texts)
    refuse_lost(fates, told, head.labels, instrument, report, answers.strange)
    report.found.extend(zero_based(numbers, instrument, source.file))
    return answers


def _counted(match: Match, histogram: Histogram, report: RowReport) -> Counted:
    """A column of everything under the sun is said and holds no answers."""
    texts = tuple(text(value) for value in histogram)
    counts = np.array([*histogram.values()], np.int64)
    if len(texts) <= MOST_DIFFERENT:
        return Counted(tuple(histogram), texts, counts)
    values = {"different": str(len(texts)), "value": shown(texts[0])}
    report.found.append(Problem("column_no_answers", report.file, None, match.header, "warning", int(counts.sum()), values))
    return Counted((), (), np.zeros(0, np.int64))


def _add(match: Match, texts: Counted, how: Coding, answers: Coded, report: RowReport) -> None:
    codes = [how(told) for told in texts.distinct]
    answers.expressions[match.answer] = _expression(match, texts.values, codes)
    answers.codes[match.answer] = {t: code.value for t, code in zip(texts.distinct, codes, strict=True) if code.value is not None}
    counts = answers.counts[match.answer] = np.zeros(256, np.int64)
    for code, told, count in zip(codes, texts.distinct, texts.counts.tolist(), strict=True):
        if code.value is not None:
            counts[code.value - BLANK] += count
        if code.kind == "not_on_scale":
            before = answers.strange.get(told, Strange(0, 0, match.header))
            answers.strange[told] = Strange(before.count + count, 0, before.column)
    report.found.extend(_problems(match, texts, codes, how, report.file))


def _expression(match: Match, values: Sequence[Any], codes: Sequence[Code]) -> Expression:
    """The column itself where each value is its own code; otherwise a case for each value that has a code."""
    column = ColumnExpression(match.header)
    if values and all(code.value is not None and value == code.value for value, code in zip(values, codes, strict=True)):
        return column.cast("TINYINT")
    cases = [
        (column == ConstantExpression(value), ConstantExpression(code.value))
        for value, code in zip(values, codes, strict=True) if code.value is not None
    ]  # fmt: skip
    if not cases:
        return NULL.cast("TINYINT")
    first, *others = cases
    return reduce(lambda case, more: case.when(*more), others, CaseExpression(*first)).otherwise(NULL).cast("TINYINT")


def _problems(match: Match, texts: Counted, codes: Sequence[Code], how: Coding, file: str) -> Iterable[Problem]:
    """One problem for each way in which values are no answers, or written otherwise, with the most frequent of them."""
    for kind, (code, severity) in SAID.items():
        found = [(n, told) for n, told, c in zip(texts.counts.tolist(), texts.distinct, codes, strict=True) if c.kind == kind]
        if found:
            values = {"low": str(how.low), "high": str(how.high), "value": shown(max(found)[1])}
            yield Problem(code, file, None, match.header, severity, sum(n for n, _ in found), values)
