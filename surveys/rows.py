"""Which rows count: each row is used, or left out for one named reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from surveys.doubts.summary import Summary
from surveys.row_report import RowReport
from surveys.texts import Mask, Texts, shown


class Kept(Struct, frozen=True):
    """The rows to keep, and how many were left out by reason."""

    keep: Mask
    excluded: dict[str, int]


class RowFacts(Struct, frozen=True):
    """What decides about rows. `unanswered` and `unusable` mark rows, `summary` names those of totals.

    `waves` are the study's, none for any.
    `weights` and `ids` are None where the study names no such column.
    """

    unanswered: Mask
    summary: Summary
    wave: Texts
    waves: Sequence[str]
    unusable: Mask
    weights: Texts | None
    ids: Texts | None
    wave_header: str | None
    weight_header: str | None


def choose(facts: RowFacts, report: RowReport) -> Kept:
    """Asked in this order: a row of totals, no answers, unknown wave, unusable weight, an id that came before in the same wave."""
    keep: Mask = np.ones(len(facts.unanswered), np.bool_)
    excluded: dict[str, int] = {}
    checks: tuple[tuple[str, Mask, Callable[[NDArray[np.intp]], None]], ...] = (
        ("summary_row", _totals(facts), lambda rows: _name_totals(facts, rows, report)),
        ("no_answers", facts.unanswered, lambda rows: report.counted("no_answers", rows, None, "warning")),
        ("wave_unknown", _unknown(facts), lambda rows: _name_waves(facts, rows, report)),
        ("weight_unusable", facts.unusable, lambda rows: _name_weights(facts, rows, report)),
    )
    for reason, mask, name in checks:
        rows = np.flatnonzero(keep & mask)
        if len(rows):
            name(rows)
            excluded[reason] = len(rows)
            keep[rows] = False
    likely = np.array([row for row in facts.summary.likely if keep[row]], np.intp)
    report.listed("summary_row_likely", likely, lambda row: {"label": facts.summary.likely[row]})
    repeated = _repeated(facts, keep)
    if repeated:
        rows = np.fromiter(repeated, np.intp, len(repeated))
        report.listed("duplicate_id", rows, lambda row: {"first": str(report.number(repeated[row]))})
        excluded["duplicate_id"] = len(repeated)
        keep[rows] = False
    return Kept(keep, excluded)


def _totals(facts: RowFacts) -> Mask:
    mask: Mask = np.zeros(len(facts.unanswered), np.bool_)
    mask[[*facts.summary.certain]] = True
    return mask


def _name_totals(facts: RowFacts, rows: NDArray[np.intp], report: RowReport) -> None:
    report.listed("summary_row", rows, lambda row: {"label": facts.summary.certain[row]})


def _unknown(facts: RowFacts) -> Mask:
    """A wave that is not among the study's, or a blank in the column of waves. A source without a wave is of the latest."""
    known = {*facts.waves, *({""} if facts.wave_header is None else ())}
    if facts.waves:
        return facts.wave.where([text not in known for text in facts.wave.distinct])
    return facts.wave.where([not text and facts.wave_header is not None for text in facts.wave.distinct])


def _name_waves(facts: RowFacts, rows: NDArray[np.intp], report: RowReport) -> None:
    known = ", ".join(facts.waves) or "-"
    report.listed("wave_unknown", rows, lambda row: {"value": shown(facts.wave.at(row)), "known": known}, facts.wave_header)


def _name_weights(facts: RowFacts, rows: NDArray[np.intp], report: RowReport) -> None:
    if (weights := facts.weights) is not None:
        report.listed("weight_unusable", rows, lambda row: {"value": shown(weights.at(row))}, facts.weight_header)


def _repeated(facts: RowFacts, keep: Mask) -> dict[int, int]:
    """Row → the row that had its id before, in the same wave and among the rows kept. Blank ids are nobody's."""
    if facts.ids is None:
        return {}
    rows = np.flatnonzero(keep & facts.ids.where([bool(text) for text in facts.ids.distinct]))
    who = facts.ids.index[rows].astype(np.int64) * len(facts.wave.distinct) + facts.wave.index[rows]
    _, first, which = np.unique(who, return_index=True, return_inverse=True)
    later = first[which] != np.arange(len(rows))
    return dict(zip(rows[later].tolist(), rows[first[which][later]].tolist(), strict=True))
