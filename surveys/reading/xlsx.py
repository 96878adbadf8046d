"""XLSX by calamine: the first sheet that holds a table, each cell as the text a person would have typed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from surveys.reading.grid import LONGEST_CELL, Grid, make_grid
from surveys.reading.refusal import RefusalError
from surveys.reading.zipped import check_sheets, check_sizes


def read_xlsx(data: bytes) -> Grid:
    """Raises RefusalError for an unsafe or damaged workbook and for one without a table."""
    _check(data)
    import python_calamine as calamine  # only after the checks

    try:
        workbook = calamine.load_workbook(io.BytesIO(data))
        return _first_table(workbook)
    except calamine.PasswordError as fault:
        raise RefusalError("encrypted") from fault
    except calamine.CalamineError as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault


def _check(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise RefusalError("format_unsupported", format=_kind(names))
            check_sizes(archive)
            check_sheets(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault


def _kind(names: list[str]) -> str:
    marks = {"xl/workbook.bin": "XLSB", "content.xml": "ODS", "word/document.xml": "DOCX"}
    return next((kind for mark, kind in marks.items() if mark in names), "ZIP")


def _first_table(workbook: Any) -> Grid:
    """The first sheet with a header and a row under it; the others that hold something are named."""
    filled = [(name, rows) for name in workbook.sheet_names if len(rows := _sheet(workbook, name)) > 1]
    if not filled:
        raise RefusalError("no_rows")
    name, rows = filled[0]
    grid = make_grid(rows, {"sheet": name})
    if len(filled) > 1:
        values = {"sheet": name, "others": ", ".join(other for other, _ in filled[1:])}
        grid.problems.append({"code": "sheet_chosen", "severity": "information", "values": values})
    return grid


def _sheet(workbook: Any, name: str) -> list[tuple[int, list[str]]]:
    """Row number and cells of every row from the first that holds anything. Sheets of charts hold nothing."""
    sheet = workbook.get_sheet_by_name(name)
    cells = sheet.to_python(skip_empty_area=False)
    rows = [(number, [as_text(cell) for cell in row]) for number, row in enumerate(cells, start=1)]
    start = next((i for i, (_, row) in enumerate(rows) if any(row)), len(rows))
    return rows[start:]


def as_text(cell: Any) -> str:
    """7.0 is "7"; a day is ISO; TRUE as a spreadsheet shows it. Raises RefusalError for a cell that is too long."""
    match cell:
        case str():
            if len(cell) > LONGEST_CELL:
                raise RefusalError("cell_too_long", limit=str(LONGEST_CELL))
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case timedelta() | int():
            return str(cell)
    return ""
