"""A value of a workbook or a statistics file as the text that a person would have typed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from surveys.reading.refusal import RefusalError

LONGEST_CELL = 32_767


def as_text(cell: Any) -> str:
    """7.0 is "7"; a day is ISO; TRUE as a spreadsheet shows it; "" for nothing. Raises RefusalError for a cell too long."""
    match cell:
        case str():
            if len(cell) > LONGEST_CELL:
                raise RefusalError("cell_too_long", limit=str(LONGEST_CELL))
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else "" if cell != cell else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case timedelta() | int():
            return str(cell)
    return ""
