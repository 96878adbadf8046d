"""All guards over one source, in the order in which somebody would ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveys.doubts.alike import alike
from surveys.doubts.identical import identical
from surveys.doubts.negative import negative
from surveys.doubts.scales import scales
from surveys.doubts.seen import Seen
from surveys.doubts.strange_cells import Strange, strange_cells
from surveys.doubts.swapped import swapped
from surveys.problems import Problem


def doubts(seen: Seen, strange: Mapping[str, Strange], headers: Mapping[str, str]) -> Iterator[Problem]:
    """`strange` are the cells that are no answers; `headers` the file's own header of each column of names in the frame.

    Rows that repeat others go to the report of rows.
    """
    zero = any(problem.code == "scale_zero_based" for problem in seen.report.found)
    yield from strange_cells(strange, seen.report.file, zero)
    yield from scales(seen)
    yield from swapped(seen)
    yield from negative(seen)
    yield from identical(seen)
    for name, header in headers.items():
        names = seen.frame[name].unique().drop_null().to_pylist()
        yield from alike((name for name in names if name), seen.report.file, header)
