"""A column that should say how long the questionnaire took, and mostly does not: then it says nothing about anybody."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from surveys.cells import strip
from surveys.row_report import RowReport
from surveys.texts import Texts, seconds

LEAST = 0.5
"""The share of the filled cells that must be durations."""


def durations(texts: Texts, header: str, report: RowReport) -> pa.Array | None:
    """The seconds of each row; None, and a warning, where most cells say none."""
    filled = texts.where([bool(strip(text)) for text in texts.distinct])
    told = texts.where([seconds(text) is not None for text in texts.distinct])
    if told.any() and told.sum() >= LEAST * filled.sum():
        return texts.take(seconds, pa.int32())
    values = {"read": f"{told.sum():,}", "people": f"{len(told):,}"}
    report.counted("duration_unread", np.flatnonzero(filled & ~told if filled.any() else ~told), header, "warning", **values)
    return None
