"""Workbooks (XLSX, XLSM, XLS, XLSB, ODS) by calamine: one sheet, each cell as the text a person would have typed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from typing import Any

from surveys.reading.cells import LONGEST_CELL, as_text
from surveys.reading.grid import MOST_CELLS, Grid, letters, make_grid, note
from surveys.reading.refusal import RefusalError
from surveys.reading.sheet_facts import Cell, SheetFacts, look
from surveys.reading.zipped import DAMAGED, check_sheets, check_sizes

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
PARTS = {"xl/workbook.xml": "XLSX", "xl/workbook.bin": "XLSB", "content.xml": "ODS", "word/document.xml": "DOCX"}
READ = ("XLSX", "XLSB", "ODS")
Row = tuple[int, list[str]]


def read_workbook(data: bytes, sheet: str = "") -> Grid:
    """The sheet named, else the first visible one with a header and a row under it.

    Raises RefusalError for an unsafe, protected or damaged workbook, for one without a table and for a sheet that is not there.
    """
    if data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise RefusalError("encrypted")
    kind = "XLS" if data.startswith(OLE) else _checked_kind(data)
    import python_calamine as calamine  # only after the checks

    try:
        workbook = calamine.load_workbook(io.BytesIO(data))
        sheets = [s for s in workbook.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
        visible = [s.name for s in sheets if s.visible == calamine.SheetVisibleEnum.Visible]
        name, others, problems = _choose(workbook, sheet, [s.name for s in sheets], visible)
        facts = look(data, kind, name, [s.name for s in workbook.sheets_metadata].index(name))
        grid = _read(workbook.get_sheet_by_name(name), facts or SheetFacts(), {"sheet": name, "sheets": [name, *others]})
    except calamine.PasswordError as fault:
        raise RefusalError("encrypted") from fault
    except (calamine.CalamineError, *DAMAGED) as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault
    unseen = [] if facts else [note("sheet_unexplained", "warning", format=kind)]
    grid.problems.extend([*problems, *unseen])
    return grid


def _checked_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            kind = next((kind for mark, kind in PARTS.items() if mark in names), "ZIP")
            if kind not in READ:
                raise RefusalError("format_unsupported", format=kind)
            check_sizes(archive)
            check_sheets(archive)
            return kind
    except DAMAGED as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault


def _choose(
    workbook: Any, wanted: str, names: list[str], visible: list[str]
) -> tuple[str, list[str], list[dict[str, Any]]]:
    """The sheet to read, the other visible ones that hold a table, and what to say about the choice."""
    if wanted and wanted not in names:
        raise RefusalError("sheet_absent", sheet=wanted, known=", ".join(names))
    filled = [name for name in names if _rows(workbook, name) > 1]
    if not filled:
        raise RefusalError("no_rows")
    shown, hidden = ([name for name in filled if (name in visible) is seen] for seen in (True, False))
    chosen = wanted or [*shown, *hidden][0]
    others, unseen = ([name for name in kind if name != chosen] for kind in (shown, hidden))
    problems = []
    if others and not wanted:
        problems.append(note("sheet_chosen", "information", sheet=chosen, others=", ".join(others)))
    if unseen:
        problems.append(note("sheet_hidden", "information", sheet=chosen, others=", ".join(unseen)))
    if chosen in hidden and not wanted:
        problems.append(note("sheet_was_hidden", "warning", sheet=chosen))
    return chosen, others, problems


def _rows(workbook: Any, name: str) -> int:
    """How many rows a sheet reaches over."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        found = f"{sheet.total_height} × {sheet.total_width}"
        raise RefusalError("too_many_cells", found=found, limit=f"{MOST_CELLS:,}")
    return int(sheet.height)


def _read(sheet: Any, facts: SheetFacts, about: dict[str, Any]) -> Grid:
    """Errors, which calamine leaves blank, are put back as a spreadsheet shows them; what was never computed is blank."""
    texts = _Texts()
    rows = [texts.row(row) for row in sheet.to_python(skip_empty_area=False)]
    _reach(rows, facts.errors)
    for (row, column), text in [*facts.errors.items(), *((cell, "") for cell in facts.uncached)]:
        if row <= len(rows) and column < len(rows[row - 1]):
            rows[row - 1][column] = text
    start = next((i for i, row in enumerate(rows) if any(row)), len(rows))
    grid = make_grid(list(enumerate(rows, start=1))[start:], about)
    merged = sheet.merged_cell_ranges or []
    grid.problems.extend([*_merged(merged, grid), *_said(facts)])
    return grid


def _reach(rows: list[list[str]], cells: Collection[Cell]) -> None:
    """Makes room for cells outside the range that calamine saw. Raises RefusalError where that is too much."""
    last, width = max((row for row, _ in cells), default=0), max((column + 1 for _, column in cells), default=0)
    before = max(map(len, rows), default=0)
    if last <= len(rows) and width <= before:
        return
    if max(last, len(rows)) * max(width, before) > MOST_CELLS:
        raise RefusalError("too_many_cells", found=f"{last} × {width}", limit=f"{MOST_CELLS:,}")
    rows += [[] for _ in range(len(rows), last)]
    for row in rows:
        row += [""] * (max(width, before) - len(row))


class _Texts(dict[float, str]):
    """Numbers as text, each computed once."""

    def __missing__(self, number: float) -> str:
        return self.setdefault(number, as_text(number))

    def row(self, cells: list[Any]) -> list[str]:
        return [
            self[cell] if type(cell) is float else cell if type(cell) is str and len(cell) <= LONGEST_CELL else as_text(cell)
            for cell in cells
        ]


def _merged(ranges: list[Any], grid: Grid) -> list[dict[str, Any]]:
    """Cells joined beside or under a header, and cells joined among the answers: only the first one holds the text."""
    first = grid.rows[0] if grid.rows else 0
    head = [r for r in ranges if r[0][0] + 1 < first and r[0][1] != r[1][1]]
    body = [r for r in ranges if r[1][0] + 1 >= first]
    problems = []
    if head:
        where = f"{letters(head[0][0][1])}–{letters(head[0][1][1])}"
        problems.append(note("merged_header", "warning", row=head[0][0][0] + 1, count=len(head), places=where))
    if body:
        problems.append(note("merged_cells", "warning", row=body[0][0][0] + 1, count=len(body)))
    return problems


def _said(facts: SheetFacts) -> list[dict[str, Any]]:
    problems = []
    if facts.hidden_rows:
        problems.append(note("hidden_rows", "warning", row=facts.hidden_rows[0], count=len(facts.hidden_rows)))
    if facts.hidden_columns:
        places = ", ".join(letters(place) for place in facts.hidden_columns[:20])
        problems.append(note("hidden_columns", "information", count=len(facts.hidden_columns), places=places))
    if facts.errors:
        (row, column), value = next(iter(facts.errors.items()))
        where = f"{letters(column)}{row}"
        problems.append(note("formula_error", "warning", row=row, count=len(facts.errors), place=where, value=value))
    if facts.uncached:
        row, column = facts.uncached[0]
        problems.append(note("formula_empty", "warning", row=row, count=len(facts.uncached), place=f"{letters(column)}{row}"))
    return problems

