"""Answers that are not on the scale, by the hundred: another scale was asked, and the rest would speak for nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from surveys.cells import fold, plain_number, strip
from surveys.coding import Code
from surveys.doubts.strange_cells import MISSING_CODES
from surveys.instrument import Instrument, Scale
from surveys.mapping import Match
from surveys.problems import InputError, Problem
from surveys.row_report import RowReport
from surveys.shown_scale import Answered, shown_scale
from surveys.texts import Told

MOST = 0.5
"""A file of which more of the answers than this are lost is not used."""
MANY = 0.1
"""The share of a facet's answers off the scale that is said."""
FEWEST = 20
"""Fewer lost answers are named one by one and need no more."""
Labels = Mapping[int, Mapping[str, str]]
Columns = Mapping[str, Sequence[tuple[Match, Told]]]
"""The columns of each facet."""


class Fates(Struct):
    """How many answers of each facet on the scale count, and how many do not: off the scale, or words nobody knows."""

    counted: Counter[str] = field(default_factory=Counter)
    off: Counter[str] = field(default_factory=Counter)
    unclear: Counter[str] = field(default_factory=Counter)

    def add(self, facet: str, codes: Iterable[Code], texts: Told) -> None:
        """The texts of a column, with the code of each. What looks like a code for "no answer" is no answer that is lost."""
        for code, text, times in zip(codes, texts.distinct, texts.counts.tolist(), strict=True):
            if code.value is not None:
                self.counted[facet] += times
            elif code.kind == "unclear":
                self.unclear[facet] += times
            elif code.kind == "not_on_scale" and plain_number(fold(strip(text))) not in MISSING_CODES:
                self.off[facet] += times


def refuse_lost(fates: Fates, columns: Columns, labels: Labels, instrument: Instrument, report: RowReport) -> None:
    """Says of which facets many answers are off the scale. `labels` are the file's own, by the position of their column.

    Raises InputError where more answers are lost than count: what is left would be some people's view of some questions.
    """
    lost = fates.off.total() + fates.unclear.total()
    given = lost + fates.counted.total()
    if lost >= FEWEST and lost > MOST * given:
        values = _values(lost, given, instrument.scale) | _other(columns, labels, instrument)
        raise InputError(Problem("answers_lost", report.file, values=values), *report.found)
    for facet, off in fates.off.items():
        given = off + fates.counted[facet] + fates.unclear[facet]
        if off >= max(FEWEST, MANY * given):
            values = {"facet": facet, **_values(off, given, instrument.scale), **_other(columns, labels, instrument)}
            report.found.insert(0, Problem("answers_off_scale", report.file, None, None, "warning", 1, values))


def _values(lost: int, given: int, scale: Scale) -> dict[str, str]:
    share = {"lost": f"{lost:,}", "given": f"{given:,}", "share": f"{100 * lost / given:.0f}"}
    return {**share, "low": str(scale.low), "high": str(scale.high)}


def _other(columns: Columns, labels: Labels, instrument: Instrument) -> dict[str, str]:
    """The scale that the answers show, where it is another one than the instrument's."""
    rated = [of for facet, of in columns.items() if instrument.facet(facet).total is None]
    scale = shown_scale([Answered(texts, labels.get(match.position, {})) for match, texts in of] for of in rated)
    if scale is None or scale == instrument.scale:
        return {"closest": ""}
    return {"first": str(scale.low), "last": str(scale.high), "closest": f"{scale.low}-{scale.high}"}
