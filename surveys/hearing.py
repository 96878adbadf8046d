"""The columns of one facet heard together: what their words mean, and the coding of each that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from surveys.cells import fold, plain_number, strip
from surveys.coding import Coding, coding, folded
from surveys.instrument import Instrument
from surveys.labels import Heard, Spoken, anchors, parts, spoken
from surveys.likert import label_key
from surveys.mapping import Match
from surveys.problems import Problem
from surveys.reading.text_table import TextTable
from surveys.row_report import RowReport
from surveys.study import Source
from surveys.texts import Texts, Told, shown, texts_of

MOST_DIFFERENT = 2_000
"""A column with more different texts than this holds no answers on a scale."""
WORDY = 0.5
SLIPS = 0.01
"""The share of a facet's cells up to which a word that nobody knows is a slip."""
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
    words, filled = _words([texts for _, texts in mine])
    said = spoken(
        instrument,
        facet,
        [_heard(table, source, *column) for column in mine],
        beside=[_heard(table, source, *column) for other in alike for column in columns[other]],
        declared=source.labels,
        wordy=sum(words.values()) > WORDY * filled,
        rare={word for word, times in words.items() if times <= SLIPS * filled},
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


def _words(columns: Sequence[Told]) -> tuple[Counter[str], int]:
    """How often each word stands alone in a cell, and how many cells are not blank."""
    words: Counter[str] = Counter()
    filled = 0
    for texts in columns:
        for text, count in zip(texts.distinct, texts.counts.tolist(), strict=True):
            key = fold(strip(text))
            filled += count if key else 0
            if key and parts(key)[0] is None:
                words[label_key(key)] += count
    return words, filled


def _tell(
    said: Spoken, facet: str, columns: Sequence[tuple[Match, Told]], codings: Sequence[Coding], instrument: Instrument,
    report: RowReport,
) -> None:  # fmt: skip
    ends = {"facet": facet, "low": str(instrument.scale.low), "high": str(instrument.scale.high)}
    if said.trouble:
        lost = [[how(text).kind == "unclear" for text in texts.distinct] for (_, texts), how in zip(columns, codings, strict=True)]
        named = [
            [gone and _unheard(text, said) for text, gone in zip(texts.distinct, which, strict=True)]
            for (_, texts), which in zip(columns, lost, strict=True)
        ]
        told = named if said.trouble == "labels_unknown" and any(map(any, named)) else lost
        if found := [(match, texts, which) for (match, texts), which in zip(columns, told, strict=True) if any(which)]:
            match, texts, which = found[0]
            row = texts.first(which)
            place = None if row is None else report.number(row)
            values = {**ends, "labels": _list(said.words), "points": str(instrument.scale.span + 1)}
            values["lost"] = f"{_cells(columns, lost):,}"
            report.found.append(Problem(said.trouble, report.file, place, match.header, "warning", _cells(columns, told), values))
    elif said.unnamed:
        values = {**ends, "labels": _list(said.unnamed)}
        report.found.append(Problem("labels_unnamed", report.file, None, columns[0][0].header, "warning", 1, values))
    elif (said.start, said.step) != (0, 1):
        code = "labels_downwards" if said.step < 0 else "labels_shifted"
        values = {**ends, "first": str((instrument.scale.low - said.start) * said.step)}
        report.found.append(Problem(code, report.file, None, columns[0][0].header, "information", 1, values))


def _unheard(text: str, said: Spoken) -> bool:
    """Whether a lost text is one of the unknown words, or no word: the others are lost because of it."""
    word = label_key(parts(fold(strip(text)))[1])
    return word in said.words or not any(map(str.isalpha, word))


def _cells(columns: Sequence[tuple[Match, Told]], chosen: Sequence[Sequence[bool]]) -> int:
    """How many cells hold a chosen text."""
    return sum(int(texts.counts[np.array(which, np.bool_)].sum()) for (_, texts), which in zip(columns, chosen, strict=True))


def _list(labels: Sequence[str]) -> str:
    return ", ".join([*map(shown, labels[:MOST_SHOWN]), *(["…"] if len(labels) > MOST_SHOWN else [])])
