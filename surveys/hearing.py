"""The columns of one facet heard together: what their words mean, and the coding of each that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from surveys.cells import fold, plain_number, strip
from surveys.coding import Coding, coding, folded
from surveys.instrument import Instrument
from surveys.labels import Heard, Spoken, anchors, parts, spoken
from surveys.mapping import Match
from surveys.problems import Problem
from surveys.reading.text_table import TextTable
from surveys.row_report import RowReport
from surveys.study import Source
from surveys.texts import Texts, Told, shown, texts_of

MOST_DIFFERENT = 2_000
"""A column with more different texts than this holds no answers on a scale."""
WORDY = 0.5
MOST_SHOWN = 10


def read_texts(table: TextTable, match: Match, report: RowReport) -> Texts:
    """The texts of a matched column; a column of everything under the sun is said and read as blank."""
    texts = texts_of(table.columns.column(match.position))
    if len(texts.distinct) <= MOST_DIFFERENT:
        return texts
    given = np.flatnonzero(texts.where([bool(text) for text in texts.distinct]))
    values = {"different": str(len(texts.distinct)), "value": shown(texts.at(given[0]))}
    report.counted("column_no_answers", given, match.header, "warning", **values)
    return Texts(("",), np.zeros_like(texts.index))


def facet_codings(
    table: TextTable,
    columns: Mapping[str, Sequence[tuple[Match, Told]]],
    facet_id: str,
    source: Source,
    instrument: Instrument,
    report: RowReport,
) -> list[Coding]:
    """The coding of each column of one facet (`columns` by facet). What words do not tell for certain is one problem."""
    facet = instrument.facet(facet_id)
    mine = columns[facet_id]
    missing = [(*source.missing, *table.missing.get(match.position, ())) for match, _ in mine]
    if facet.total is not None or not mine:
        return [coding(instrument, facet, m.place, gone) for (m, _), gone in zip(mine, missing, strict=True)]
    alike = [f for f in columns if anchors(instrument, instrument.facet(f)) == anchors(instrument, facet)]
    said = spoken(
        instrument,
        facet,
        [_heard(table, source, *column) for column in mine],
        beside=[_heard(table, source, *column) for other in alike for column in columns[other]],
        declared=source.labels,
        wordy=_wordy([texts for _, texts in mine]),
    )
    codings = [
        coding(instrument, facet, m.place, gone, said, table.labels.get(m.position))
        for (m, _), gone in zip(mine, missing, strict=True)
    ]
    _tell(said, facet_id, mine, codings, instrument, report)
    return codings


def _heard(table: TextTable, source: Source, match: Match, texts: Told) -> Heard:
    gone = folded((*source.missing, *table.missing.get(match.position, ())))
    cells = {key for text in texts.distinct if (key := fold(strip(text))) and key not in gone and plain_number(key) not in gone}
    labels = table.labels.get(match.position, {})
    return Heard(sorted(cells), {cell: text for cell, text in labels.items() if plain_number(fold(strip(cell))) not in gone})


def _wordy(columns: Sequence[Told]) -> bool:
    """Whether most of the cells that are not blank are words alone."""
    words = filled = 0
    for texts in columns:
        for text, count in zip(texts.distinct, texts.counts.tolist(), strict=True):
            key = fold(strip(text))
            filled += count if key else 0
            words += count if key and parts(key)[0] is None else 0
    return words > WORDY * filled


def _tell(
    said: Spoken, facet: str, columns: Sequence[tuple[Match, Told]], codings: Sequence[Coding], instrument: Instrument,
    report: RowReport,
) -> None:  # fmt: skip
    ends = {"facet": facet, "low": str(instrument.scale.low), "high": str(instrument.scale.high)}
    if said.trouble:
        first, column, count = None, columns[0][0].header, 0
        for (match, texts), how in zip(columns, codings, strict=True):
            unclear = [how(text).kind == "unclear" for text in texts.distinct]
            if any(unclear) and not count:
                row, column = texts.first(unclear), match.header
                first = None if row is None else report.number(row)
            count += int(texts.counts[np.array(unclear, np.bool_)].sum())
        if count:
            values = {**ends, "labels": _list(said.words), "points": str(instrument.scale.span + 1)}
            report.found.append(Problem(said.trouble, report.file, first, column, "warning", count, values))
    elif said.unnamed:
        values = {**ends, "labels": _list(said.unnamed)}
        report.found.append(Problem("labels_unnamed", report.file, None, columns[0][0].header, "warning", 1, values))
    elif (said.start, said.step) != (0, 1):
        code = "labels_downwards" if said.step < 0 else "labels_shifted"
        values = {**ends, "first": str((instrument.scale.low - said.start) * said.step)}
        report.found.append(Problem(code, report.file, None, columns[0][0].header, "information", 1, values))


def _list(labels: Sequence[str]) -> str:
    return ", ".join([*map(shown, labels[:MOST_SHOWN]), *(["…"] if len(labels) > MOST_SHOWN else [])])
