"""Requirements of workbooks: what a sheet hides, merges or never computed is said, and another sheet can be named."""

from __future__ import annotations

import io

import openpyxl
import pytest

from surveys.dialects.recognise import tidied
from surveys.problems import InputError
from surveys.reading.text_table import read_table


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "answers"
    for row in (["Survey of 2026"], [], ["id", "E1", "P1", "sum"], [1, 7, "#DIV/0!", "=B4+C4"], [2, 6, 5, 11], [3, 6, 5, 11]):
        sheet.append(row)
    sheet["C4"].data_type = "e"
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A6:A7")
    for name, state in (("manager", "visible"), ("old", "hidden")):
        other = book.create_sheet(name)
        other.append(["id", "E1"])
        other.append([9, 1])
        other.sheet_state = state
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_a_sheet_hides_is_said() -> None:
    table = read_table(workbook(), "a.xlsx")
    assert (table.header, table.rows.to_pylist()) == (("id", "E1", "P1", "sum"), [4, 5, 6])
    assert table.columns.column(2).to_pylist() == ["#DIV/0!", "5", "5"]
    assert table.columns.column(3).to_pylist() == ["", "11", "11"]
    said = {p.code: (p.row, p.count, p.values) for p in table.problems}
    assert said == {
        "title_rows": (1, 1, {"value": "Survey of 2026"}),
        "merged_cells": (6, 1, {}),
        "hidden_rows": (5, 1, {}),
        "hidden_columns": (None, 1, {"places": "B"}),
        "formula_error": (4, 1, {"place": "C4", "value": "#DIV/0!"}),
        "formula_empty": (4, 1, {"place": "D4"}),
        "sheet_chosen": (None, 1, {"sheet": "answers", "others": "manager"}),
        "sheet_hidden": (None, 1, {"sheet": "answers", "others": "old"}),
    }


def test_another_sheet_can_be_named() -> None:
    assert read_table(workbook(), "a.xlsx").sheets == ("answers", "manager")
    for name in ("manager", "old"):
        table = read_table(workbook(), "a.xlsx", sheet=name)
        assert (table.sheet, table.columns.column(0).to_pylist()) == (name, ["9"])
    with pytest.raises(InputError, match="sheet_absent"):
        read_table(workbook(), "a.xlsx", sheet="none")


@pytest.mark.parametrize(("text", "cells"), [
    ("sep=|\r\na|b,c\r\n1|2,3\r\n", (("a", "b,c"), ["1", "2,3"])),
    ("'a','b,c'\n'1','it''s, so'\n'2','x'\n", (("a", "b,c"), ["1", "it's, so"])),
    ('a,b\n"he said \\"so, so\\"",2\n', (("a", "b"), ['he said "so, so"', "2"])),
    ('a,b\n"C:\\",2\n', (("a", "b"), ["C:\\", "2"])),
    ("a:b:c\n1:2:3\n", (("a", "b", "c"), ["1", "2", "3"])),
    ("time,E1\n10:20:30,5\n", (("time", "E1"), ["10:20:30", "5"])),
])  # fmt: skip
def test_delimiters_and_quotes_are_seen(text: str, cells: tuple[tuple[str, ...], list[str]]) -> None:
    table = read_table(text.encode(), "a.csv")
    assert (table.header, [column[0].as_py() for column in table.columns.columns]) == cells


def test_a_title_and_the_names_of_blocks_above_the_headers() -> None:
    """As survey tools print a report: a title, pairs of facts, blocks named in merged cells, numbered questions below."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ["Customer survey of Harbour Bank"], ["Made on", "2 May"], [],
        ["", "", "Expectations", *[""] * 21, "Perceptions"], ["no", "branch", *range(1, 23), *range(1, 23)],
        *([n, "North", *[6] * 22, *[5] * 22] for n in range(9)),
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("C4:X4")
    sheet.merge_cells("Y4:AT4")
    out = io.BytesIO()
    book.save(out)
    table = tidied(read_table(out.getvalue(), "a.xlsx"))
    assert table.header[1:4] == ("branch", "Expectations 1", "Expectations 2") and table.header[-1] == "Perceptions 22"
    assert (table.rows.to_pylist(), [p.code for p in table.problems]) == ([*range(6, 15)], ["two_headers", "title_rows"])


@pytest.mark.parametrize("text", ["id,score\n1,2\n2,3\n", "E1,P1\n7,6,\n6,6,\n", "a,b\n1,2,3,4\n1,2,3,4\n"])
def test_narrow_headers_are_no_title(text: str) -> None:
    assert len(read_table(text.encode(), "a.csv").header) == 2
