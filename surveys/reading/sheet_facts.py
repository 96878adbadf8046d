"""What a sheet holds and calamine does not say: hidden rows and columns, errors of formulas, formulas never computed."""

from __future__ import annotations

import io
import zipfile

from msgspec import Struct, field

Cell = tuple[int, int]
"""The row as a spreadsheet counts it, and the column counted from 0."""
MOST_COLUMNS = 2_000
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
"""How binary workbooks number errors."""


class SheetFacts(Struct, frozen=True):
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    uncached: list[Cell] = field(default_factory=list)


def look(data: bytes, kind: str, sheet: str, place: int) -> SheetFacts | None:
    """Of the sheet of this name, at this place among all, in a workbook that was checked before. None where it is not found."""
    if kind == "XLS":
        from surveys.reading.xls_facts import xls_facts

        return xls_facts(data, place)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if kind == "ODS":
            from surveys.reading.ods_facts import ods_facts

            return ods_facts(archive, sheet)
        if kind == "XLSB":
            from surveys.reading.xlsb_facts import xlsb_facts

            return xlsb_facts(archive, sheet)
        from surveys.reading.xlsx_facts import xlsx_facts

        return xlsx_facts(archive, sheet)
