"""A table of text becomes a response set: every cell is an answer, a known way of giving none, or a named problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from surveys.arrow import arrow
from surveys.coding import Coding, zero_based
from surveys.columns import find_header
from surveys.doubts.durations import durations
from surveys.doubts.look import doubts
from surveys.doubts.lost import Fates, refuse_lost
from surveys.doubts.seen import seen
from surveys.doubts.strange_cells import Strange
from surveys.doubts.summary import Summary, summaries
from surveys.hearing import facet_codings, read_texts
from surveys.instrument import Instrument
from surveys.many_groups import named_groups, refuse_many
from surveys.mapping import ColumnMapping, Match
from surveys.people import personal_columns, refuse_contacts, refuse_personal
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable
from surveys.responses import ResponseSet, Rows
from surveys.row_report import RowReport
from surveys.rows import RowFacts, choose
from surveys.source_columns import absent_places, map_source
from surveys.study import Source
from surveys.texts import POINTS_TOLERANCE, Mask, Texts, group, label, shown, texts_of, weight


def response_set(table: TextTable, source: Source, instrument: Instrument, waves: Sequence[str] = ()) -> ResponseSet:
    """The answers of a table. `waves` are the study's; with none given every wave is taken.

    Raises InputError where a column the study names is absent or names people, where no column is recognised, or where most of
    the answers do not count.
    """
    mapping = map_source(table.header, source, instrument, table.titles)
    refuse_personal(table, source)
    known = [*table.problems, *mapping.problems, *absent_places(mapping, source, instrument)]
    report = RowReport(source.file, table.rows, known)
    strange: dict[str, Strange] = {}
    answers = _answers(table, mapping, source, instrument, report, strange)
    labels = _labels(table, source, report)
    different = {name: column.unique().drop_null() for name, column in labels.items()}
    refuse_many({name: len(several) for name, several in different.items()}, source)
    refuse_contacts({name: several.to_pylist() for name, several in different.items()}, source)
    weights = _weights(table, source)
    summary = _summary(table, mapping, answers)
    report.forget("not_on_scale", summary.certain)
    kept = choose(_row_facts(table, source, waves, answers, labels, weights, summary), report)
    weighted = {} if weights is None else {"weight": weights}
    took = None if source.duration is None else durations(_named(table, source.duration), source.duration, report)
    timed = {} if took is None else {"seconds": took}
    frame = pa.table({**labels, **weighted, **timed, **answers}).filter(arrow(kept.keep))
    looked = seen(instrument, source, report, frame, np.flatnonzero(kept.keep), tuple(answers))
    names = {header: frame[name].unique().drop_null().to_pylist() for name, header in named_groups(source).items()}
    report.found.extend(doubts(looked, strange, {header: several for header, several in names.items() if header != source.id}))
    report.found.extend(personal_columns(table, mapping, source))
    ragged = {"ragged_row": len(table.ragged)} if table.ragged else {}
    return ResponseSet(
        source=source.file,
        role=source.role,
        frame=frame,
        answers=tuple(answers),
        rows=Rows(len(table.rows) + len(table.ragged), frame.num_rows, {**ragged, **kept.excluded}),
        units=source.unit is not None,
        weighted=source.weight is not None,
        segments=source.segments,
        invited=source.invited,
        problems=tuple(report.found),
        matches=mapping.matches,
        unrecognised=mapping.unrecognised,
        timed=took is not None,
    )


def _summary(table: TextTable, mapping: ColumnMapping, answers: Mapping[str, pa.Array]) -> Summary:
    at = {match.position: answers[match.answer] for match in mapping.matches}
    return summaries(table.columns.columns, at, len(table.rows))


def _answers(
    table: TextTable,
    mapping: ColumnMapping,
    source: Source,
    instrument: Instrument,
    report: RowReport,
    strange: dict[str, Strange],
) -> dict[str, pa.Array]:
    """The int8 column of every recognised answer, in the instrument's order. Cells that are none are added to `strange`."""
    columns: dict[str, pa.Array] = {}
    numbers: set[str] = set()
    fates = Fates()
    read = {
        facet.id: [(match, read_texts(table, match, report)) for match in mapping.matches if match.facet == facet.id]
        for facet in instrument.facets_of(source.role)
    }
    for facet in instrument.facets_of(source.role):
        codings = facet_codings(table, read, facet.id, source, instrument, report)
        found = {m.answer: _coded(m, texts, how, report, strange) for (m, texts), how in zip(read[facet.id], codings, strict=True)}
        if facet.total is None:
            for how, (_, texts) in zip(codings, read[facet.id], strict=True):
                numbers |= how.numbers(texts.distinct)
                fates.add(facet.id, map(how, texts.distinct), texts)
        elif found:
            found = _checked_points(facet.id, facet.total, found, report)
        columns |= found
    refuse_lost(fates, read, table.labels, instrument, report, strange)
    report.found.extend(zero_based(numbers, instrument, source.file))
    return columns


def _coded(match: Match, texts: Texts, how: Coding, report: RowReport, strange: dict[str, Strange]) -> pa.Array:
    """The codes of one column. Cells not on the scale are named; other ways to write an answer, or none, are counted."""
    codes = {text: how(text) for text in texts.distinct}

    def rows(kind: str) -> NDArray[np.intp]:
        return np.flatnonzero(texts.where([code.kind == kind for code in codes.values()]))

    bounds = {"low": str(how.low), "high": str(how.high)}
    _collect(off := rows("not_on_scale"), match, texts, report, strange)
    report.listed("not_on_scale", off, lambda row: {**bounds, "value": shown(texts.at(row))}, match.header)
    if len(wide := rows("full_width")):
        report.counted("full_width", wide, match.header, "information", value=shown(texts.at(wide[0])))
    if len(without := rows("no_answer")):
        report.counted("no_answer", without, match.header, "information", value=shown(texts.at(without[0])))
    return texts.take(lambda text: codes[text].value, pa.int8())


def _collect(rows: NDArray[np.intp], match: Match, texts: Texts, report: RowReport, strange: dict[str, Strange]) -> None:
    """The texts of these rows, counted over all columns."""
    which, first, counts = np.unique(texts.index[rows], return_index=True, return_counts=True)
    for number, at, count in zip(which.tolist(), first.tolist(), counts.tolist(), strict=True):
        text, row = texts.distinct[number], report.number(rows[at])
        before = strange.get(text, Strange(0, row, match.header))
        strange[text] = Strange(before.count + count, min(before.row, row), before.column if before.row <= row else match.header)


def _checked_points(facet: str, total: int, columns: Mapping[str, pa.Array], report: RowReport) -> dict[str, pa.Array]:
    """Points that miss their total a little are kept as they are and named; a row that misses it by more loses them."""
    given = np.any([np.asarray(column.is_valid()) for column in columns.values()], axis=0)
    sums = np.sum([np.asarray(column.fill_null(0)).astype(np.int64) for column in columns.values()], axis=0)
    off = np.where(given, np.abs(sums - total), 0)
    refused: Mask = off * 100 > POINTS_TOLERANCE * total

    def values(row: int) -> dict[str, str]:
        return {"facet": facet, "total": str(total), "sum": str(sums[row])}

    report.listed("points_sum", np.flatnonzero((off > 0) & ~refused), values)
    report.listed("points_refused", np.flatnonzero(refused), values)
    return {name: _without(column, refused) for name, column in columns.items()}


def _without(column: pa.Array, rows: Mask) -> pa.Array:
    return arrow(np.asarray(column.fill_null(0)), np.asarray(column.is_valid()) & ~rows)


def _labels(table: TextTable, source: Source, report: RowReport) -> dict[str, pa.Array]:
    """Wave, unit and segments as text. `N/A` names no group; else nothing is interpreted: `NA` is Namibia, `007` no number."""
    columns = {"wave": _wave(table, source)}
    wanted = [("unit", source.unit)] if source.unit is not None else []
    for name, header in [*wanted, *((f"segment.{header}", header) for header in source.segments)]:
        texts = _named(table, header)
        columns[name] = texts.take(group, pa.string())
        blank = np.flatnonzero(np.asarray(columns[name].is_null()))
        report.counted("label_blank", blank, header, "information")
    return columns


def _wave(table: TextTable, source: Source) -> pa.Array:
    if source.wave_column is None:
        return pa.repeat(pa.scalar(source.wave), len(table.rows))
    return _named(table, source.wave_column).take(lambda text: label(text) or "", pa.string())


def _weights(table: TextTable, source: Source) -> pa.Array | None:
    """round(w * 10 000) by exact decimals; null where the text is no positive number."""
    if source.weight is None:
        return None
    comma = table.delimiter in (";", "\t")
    return _named(table, source.weight).take(lambda text: weight(text, comma), pa.int64())


def _row_facts(
    table: TextTable,
    source: Source,
    waves: Sequence[str],
    answers: Mapping[str, pa.Array],
    labels: Mapping[str, pa.Array],
    weights: pa.Array | None,
    summary: Summary,
) -> RowFacts:
    given = np.any([np.asarray(column.is_valid()) for column in answers.values()], axis=0)
    return RowFacts(
        unanswered=~given,
        summary=summary,
        wave=texts_of(labels["wave"]),
        waves=waves,
        unusable=np.zeros(len(table.rows), np.bool_) if weights is None else np.asarray(weights.is_null()),
        weights=None if source.weight is None else _named(table, source.weight),
        ids=None if source.id is None else _ids(_named(table, source.id)),
        wave_header=source.wave_column,
        weight_header=source.weight,
    )


def _ids(texts: Texts) -> Texts:
    return texts_of(texts.take(lambda text: label(text) or "", pa.string()))


def _named(table: TextTable, header: str) -> Texts:
    found = find_header(table.header, header, "", table.name)
    if isinstance(found, Problem):
        raise InputError(found)
    return texts_of(table.columns.column(found[0]))
