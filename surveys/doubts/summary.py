"""A row of totals or means under the answers: it is nobody's, but looks like a respondent where the means are whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
from msgspec import Struct

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


class Summary(Struct, frozen=True):
    """Rows (by position) with the label they bear: those that certainly are no respondents, and those that only may be."""

    certain: dict[int, str]
    likely: dict[int, str]


def summaries(
    columns: Sequence[pa.ChunkedArray], answers: Mapping[int, pa.Array], rows: int
) -> Summary:
    """The last rows that say in a column without answers that they are totals. `answers` are codes by column's position."""
    found: dict[bool, dict[int, str]] = {True: {}, False: {}}
    for row in range(max(0, rows - LAST), rows):
        codes = {i: column[row].as_py() for i, column in answers.items()}
        said = summary([column[row].as_py() for column in columns], codes, partial(_mean, answers, row))
        if said:
            found[said[1]][row] = said[0]
    return Summary(found[True], found[False])


def summary(texts: Sequence[str], codes: Mapping[int, int | None], mean: Callable[[int], float]) -> tuple[str, bool] | None:
    """The word by which a row says that it holds totals, and whether its answers bear that out; None where it says nothing.

    `codes` are its answers by position in `texts`, None where these are none; `mean` is that of the rows above.
    """
    labels = [text for i, text in enumerate(texts) if i not in codes and fold(strip(text)).rstrip(":：") in LABELS]
    if not labels:
        return None
    given = {i: code for i, code in codes.items() if strip(texts[i])}
    odd = sum(code is None for code in given.values())
    whole = {i: code for i, code in given.items() if code is not None and WHOLE.fullmatch(fold(strip(texts[i])))}
    like = sum(abs(mean(i) - code) <= 0.5 for i, code in whole.items())
    return shown(labels[0]), bool(given) and (odd >= ODD * len(given) or like >= LIKE * len(whole))


def _mean(answers: Mapping[int, pa.Array], row: int, position: int) -> float:
    values = np.asarray(answers[position].slice(0, row).drop_null())
    return float(values.mean()) if len(values) else 0.0
