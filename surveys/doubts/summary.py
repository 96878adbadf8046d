"""A row of totals or means under the answers: it is nobody's, but looks like a respondent where the means are whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from surveys.cells import WHOLE, fold, strip
from surveys.texts import shown

LAST = 3
LABELS = frozenset({
    "total", "totals", "grand total", "sum", "sums", "mean", "means", "average", "averages", "avg", "median", "count", "summe",
    "mittelwert", "gesamt", "合计", "总计", "小计", "共计", "平均", "平均值", "均值", "平均分", "总分",
    "合計", "總計", "小計", "平均數", "總分",
})  # fmt: skip
ODD, LIKE = 0.2, 0.6
"""Of the row's answers, the share off the scale, or the share equal to the mean of its column, that makes it a summary."""


@dataclass(frozen=True)
class Summary:
    """Rows (by position) with the label they bear: those that certainly are no respondents, and those that only may be."""

    certain: dict[int, str]
    likely: dict[int, str]


def summaries(
    columns: Sequence[pa.ChunkedArray], answers: Mapping[int, pa.Array], rows: int
) -> Summary:
    """The last rows that say in a column without answers that they are totals. `answers` are codes by column's position."""
    found: dict[bool, dict[int, str]] = {True: {}, False: {}}
    for row in range(max(0, rows - LAST), rows):
        texts = {i: column[row].as_py() for i, column in enumerate(columns)}
        labels = [text for i, text in texts.items() if i not in answers and fold(strip(text)).rstrip(":：") in LABELS]
        if labels:
            found[_adds_up(row, texts, answers)][row] = shown(labels[0])
    return Summary(found[True], found[False])


def _adds_up(row: int, texts: Mapping[int, str], answers: Mapping[int, pa.Array]) -> bool:
    given = [i for i in answers if strip(texts[i])]
    odd = sum(not answers[i][row].is_valid for i in given)
    whole = [i for i in given if WHOLE.fullmatch(fold(strip(texts[i]))) and answers[i][row].is_valid]
    like = sum(abs(_mean(answers[i], row) - answers[i][row].as_py()) <= 0.5 for i in whole)
    return bool(given) and (odd >= ODD * len(given) or like >= LIKE * len(whole))


def _mean(codes: pa.Array, row: int) -> float:
    values = np.asarray(codes.slice(0, row).drop_null())
    return float(values.mean()) if len(values) else 0.0
