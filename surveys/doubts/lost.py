"""Answers that are not on the scale, by the hundred: another scale was asked, and the rest would speak for nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from surveys.cells import fold, strip
from surveys.coding import Code
from surveys.doubts.strange_cells import MISSING_CODES, Strange, lone_code, strange_cells
from surveys.instrument import Instrument, Scale
from surveys.labels import parts
from surveys.mapping import Match
from surveys.problems import InputError, Problem, Severity
from surveys.row_report import RowReport
from surveys.shown_scale import Answered, shown_scale
from surveys.texts import Told

MOST = 0.5
"""A facet of a gap of which more of the answers than this are lost is not used, nor is its file."""
MANY = 0.1
"""The share of a facet's answers off the scale that is said."""
FEWEST = 20
"""Fewer lost answers are named one by one and need no more."""
Labels = Mapping[int, Mapping[str, str]]
Columns = Mapping[str, Sequence[tuple[Match, Told]]]
"""The columns of each facet."""


class Fate(Struct):
    """How many answers of a facet count, and how many do not: off the scale by what they say, or words nobody knows."""

    counted: Counter[int] = field(default_factory=Counter)
    off: Counter[str] = field(default_factory=Counter)
    unclear: int = 0

    def add(self, codes: Iterable[Code], texts: Told) -> None:
        """The texts of a column, with the code of each."""
        for code, text, times in zip(codes, texts.distinct, texts.counts.tolist(), strict=True):
            if code.value is not None:
                self.counted[code.value] += times
            elif code.kind == "unclear":
                self.unclear += times
            elif code.kind == "not_on_scale":
                self.off[_said(text)] += times


class Fates(Struct):
    """By facet, of those on the scale."""

    of: defaultdict[str, Fate] = field(default_factory=lambda: defaultdict(Fate))

    def add(self, facet: str, codes: Iterable[Code], texts: Told) -> None:
        self.of[facet].add(codes, texts)


class Loss(Struct, frozen=True):
    """What a facet loses, and the scale that its answers show, if it is another one than the instrument's."""

    facet: str
    off: int
    unclear: int
    given: int
    shown: Scale | None

    @property
    def lost(self) -> int:
        return self.off + self.unclear

    @property
    def fits(self) -> bool:
        """Whether it was answered on the instrument's scale."""
        return self.given > 0 and self.shown is None and self.lost < MANY * self.given


def refuse_lost(
    fates: Fates, columns: Columns, labels: Labels, instrument: Instrument, report: RowReport, strange: Mapping[str, Strange]
) -> None:
    """Says of which facets many answers are off the scale. `labels` are the file's own, by the position of their column;
    `strange` the cells that are no answers.

    Raises InputError where a facet that a gap needs, or the whole file, loses more answers than count: what is left would be
    some people's view of some questions.
    """
    losses = [_loss(facet, fate, columns[facet], labels, instrument.scale) for facet, fate in fates.of.items()]
    most = sum(loss.lost for loss in losses) > MOST * sum(loss.given for loss in losses)
    needed = {side.facet for gap in instrument.gaps for side in (gap.minuend, gap.subtrahend) if side}
    fitting = next((loss.facet for loss in losses if loss.fits), "")
    shared = _shown([columns[loss.facet] for loss in losses if loss.lost], labels) if any(loss.shown for loss in losses) else None
    refused, said = [], []
    for loss in losses:
        values = {"low": str(instrument.scale.low), "high": str(instrument.scale.high), **_named(loss.shown if fitting else shared)}
        values |= {"other": fitting} if fitting and loss.shown else {}
        if loss.lost >= FEWEST and loss.lost > MOST * loss.given and (most or loss.facet in needed):
            refused.append(_problem("answers_lost", "error", loss, loss.lost, values, report.file))
        elif loss.off >= max(FEWEST, MANY * loss.given):
            said.append(_problem("answers_off_scale", "warning", loss, loss.off, values, report.file))
    if any(problem.values["closest"] == "1-10" and "other" not in problem.values for problem in (*refused, *said)):
        said.append(Problem("scale_from_zero", report.file, severity="information"))
    if refused:
        silent = {text: cell for text, cell in strange.items() if not any(_on(_said(text), loss.shown) for loss in losses)}
        raise InputError(*refused, *said, *strange_cells(silent, report.file, False, instrument.scale), *report.found)
    report.found[:0] = said


def _named(scale: Scale | None) -> dict[str, str]:
    """The scale to be advised, if there is one."""
    if scale is None:
        return {"closest": ""}
    return {"first": str(scale.low), "last": str(scale.high), "closest": f"{scale.low}-{scale.high}"}


def _problem(code: str, severity: Severity, loss: Loss, lost: int, values: dict[str, str], file: str) -> Problem:
    """Another scale is one for the study only where no `other` facet was answered on the study's."""
    share = {"facet": loss.facet, "lost": f"{lost:,}", "given": f"{loss.given:,}", "share": f"{100 * lost / loss.given:.0f}"}
    return Problem("answers_other_scale" if "other" in values else code, file, None, None, severity, 1, share | values)


def _shown(facets: Sequence[Sequence[tuple[Match, Told]]], labels: Labels) -> Scale | None:
    return shown_scale([Answered(texts, labels.get(match.position, {})) for match, texts in columns] for columns in facets)


def _loss(facet: str, fate: Fate, columns: Sequence[tuple[Match, Told]], labels: Labels, scale: Scale) -> Loss:
    """A code for "no answer" is no answer that is lost, unless it lies on the scale that the others show."""
    shown = _shown([columns], labels) if fate.off or fate.unclear else None
    other = shown if shown != scale and _shows(fate, shown) else None
    silent = {code for code in MISSING_CODES if not _on(code, other)} | (set() if other else lone_code(fate.off, scale))
    off = sum(times for code, times in fate.off.items() if code not in silent)
    return Loss(facet, off, fate.unclear, off + fate.unclear + fate.counted.total(), other)


def _shows(fate: Fate, shown: Scale | None) -> bool:
    """Whether several answers off the instrument's scale lie on this one, or answers at all its points, or it was told in words."""
    off = {int(code) for code in fate.off if _on(code, shown)}
    every = shown is not None and {*off, *fate.counted} >= {*range(shown.low, shown.high + 1)}
    return len(off) > 1 or (bool(off) and every) or not (fate.off or fate.counted)


def _on(code: str, scale: Scale | None) -> bool:
    return scale is not None and code.isdecimal() and scale.low <= int(code) <= scale.high


def _said(cell: str) -> str:
    number, word = parts(fold(strip(cell)))
    return word if number is None else str(number)
