"""All guards over one source, in the order in which somebody would ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa

from surveys.doubts.alike import alike
from surveys.doubts.identical import identical
from surveys.doubts.negative import negative
from surveys.doubts.scales import scales
from surveys.doubts.seen import Seen, seen
from surveys.doubts.strange_cells import Strange, strange_cells
from surveys.doubts.swapped import swapped
from surveys.doubts.unanswered import unanswered
from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.responses import ResponseSet
from surveys.row_report import RowReport
from surveys.study import Source


def doubts(seen: Seen, strange: Mapping[str, Strange], names: Mapping[str, Iterable[str]]) -> Iterator[Problem]:
    """`strange` are the cells that are no answers; `names` those in the file's columns of branches, waves and segments, by header.

    Rows that repeat others go to the report of rows.
    """
    zero = any(problem.code == "scale_zero_based" for problem in seen.report.found)
    yield from strange_cells(strange, seen.report.file, zero, seen.instrument.scale)
    yield from unanswered(seen)
    yield from scales(seen)
    yield from swapped(seen)
    yield from negative(seen)
    yield from identical(seen)
    for header, several in names.items():
        yield from alike((name for name in several if name), seen.report.file, header)


def doubts_between(found: ResponseSet, instrument: Instrument) -> Iterator[Problem]:
    """What only shows when sources of the same people are joined; their rows have no numbers any more."""
    report = RowReport(found.source, pa.array([], pa.int32()))
    joined = seen(instrument, Source(found.source, found.role), report, found.frame, np.zeros(0, np.intp), found.answers)
    yield from swapped(joined)
    yield from (problem for problem in scales(joined) if problem.code == "scales_unequal")
