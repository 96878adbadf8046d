"""What nobody answered: columns without a single answer, and dimensions no respondent answered enough of for a score."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.doubts.seen import BLANK, Seen
from surveys.problems import Problem

MOST_SHOWN = 10


def unanswered(seen: Seen) -> Iterator[Problem]:
    """A score needs half of a dimension's items, rounded up. Columns that are blank throughout are named once, together."""
    if not len(seen.codes):
        return
    given = seen.codes != BLANK
    empty = [name for name, n in zip(seen.answers, seen.counts[:, 1:].sum(axis=1).tolist(), strict=True) if not n]
    if empty:
        values = {"answers": ", ".join([*empty[:MOST_SHOWN], *(["…"] if len(empty) > MOST_SHOWN else [])])}
        yield Problem("answers_empty", seen.report.file, None, None, "warning", len(empty), values)
    for facet in seen.facets():
        for block, places in seen.instrument.blocks(facet).items():
            columns = seen.columns_of(facet, places)
            most = int(given[:, columns].sum(axis=1).max()) if columns else 0
            if 0 < most < (len(columns) + 1) // 2:
                values = {"facet": facet.id, "dimension": block, "most": str(most), "items": str(len(columns))}
                yield Problem("dimension_unscored", seen.report.file, None, None, "warning", 1, values)
