"""What the guards look at: the codes of the rows that count, as one matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct
from numpy.typing import NDArray

from surveys.instrument import Facet, Instrument
from surveys.row_report import RowReport
from surveys.study import Source

BLANK = -128
"""No answer, in a matrix of int8 that holds codes of a scale, points and NO_STANDARD."""


class Seen(Struct, frozen=True):
    """One source. `codes` has a row for each row of `frame`, at `rows` of the file, and a column for each of `answers`.

    `counts` says how often each code stands in each of `answers`, at code − BLANK. Of a large Parquet file `frame` is every
    `step`-th respondent, while `counts` are of all.
    """

    instrument: Instrument
    role: str
    report: RowReport
    frame: pa.Table
    rows: NDArray[np.intp]
    answers: tuple[str, ...]
    codes: NDArray[np.int8]
    counts: NDArray[np.int64]
    missing: frozenset[str] = frozenset()
    """Codes that the study declares to be no answer."""
    step: int = 1

    def columns_of(self, facet: Facet, places: Iterable[str]) -> list[int]:
        """The columns of a facet's places, as far as they were answered, in that order."""
        at = {name: number for number, name in enumerate(self.answers)}
        return [at[name] for place in places if (name := f"{facet.id}.{place}") in at]

    def facets(self) -> tuple[Facet, ...]:
        """The facets of the role that are answered on the scale."""
        return tuple(facet for facet in self.instrument.facets_of(self.role) if facet.total is None)


def seen(
    instrument: Instrument, source: Source, report: RowReport, frame: pa.Table, rows: NDArray[np.intp], answers: Sequence[str]
) -> Seen:
    """The rows of a frame that count, which stand at `rows` of the file."""
    codes = np.full((frame.num_rows, len(answers)), BLANK, np.int8, order="F")
    for number, name in enumerate(answers):
        codes[:, number] = frame[name].combine_chunks().fill_null(BLANK)
    counts = np.stack([np.bincount(column.view(np.uint8) ^ 128, minlength=256) for column in codes.T])
    return Seen(instrument, source.role, report, frame, rows, tuple(answers), codes, counts, frozenset(source.missing))
