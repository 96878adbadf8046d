"""Requirement: errors, uncomputed formulas and hidden rows are said of XLS, XLSB and ODS as they are of XLSX."""

from __future__ import annotations

import io
import zipfile
from functools import partial
from pathlib import Path
from random import Random

import pytest

from surveys.reading.guard import read_table
from surveys.reading.sheet_facts import look
from tests.surveys.old_workbooks import HEADER, ROWS, ods, xls, xlsb, zipped

WRITERS = {"ODS": ods, "XLSB": xlsb, "XLS": xls, "XLS small": partial(xls, small=True)}
FOLDER = Path(__file__).parents[2] / "../shared/badinput"


@pytest.mark.parametrize("kind", WRITERS)
def test_what_a_cell_cannot_say_is_said(kind: str) -> None:
    table = read_table(WRITERS[kind](), "a")
    assert table.header == HEADER
    assert list(zip(*(column.to_pylist() for column in table.columns.columns), strict=True)) == [*ROWS]
    said = {p.code: (p.row, p.count, p.values) for p in table.problems}
    empty = {} if kind == "XLSB" else {"formula_empty": (2, 1, {"place": "D2"})}  # an XLSB formula always holds its value
    assert said == empty | {
        "hidden_rows": (3, 1, {}),
        "hidden_columns": (None, 1, {"places": "C"}),
        "formula_error": (2, 2, {"place": "B2", "value": "#N/A"}),
    }


@pytest.mark.parametrize("kind", WRITERS)
def test_the_facts_of_a_damaged_sheet_are_found_or_known_to_be_unknown(kind: str) -> None:
    whole, chance = WRITERS[kind](), Random(3)
    for _ in range(200):
        facts = look(spoilt(whole, chance), kind.split()[0], "A", 0)
        assert facts is None or all(row > 0 and column >= 0 for row, column in (*facts.errors, *facts.uncached))


def spoilt(data: bytes, chance: Random) -> bytes:
    """Some bytes changed, or the end cut off; of a zip those of one of its parts."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return changed(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([*parts])
    return zipped({**parts, name: changed(parts[name], chance)})


def changed(data: bytes, chance: Random) -> bytes:
    found = bytearray(data[: chance.randrange(1, len(data))] if chance.random() < 0.2 else data)
    for _ in range(chance.randint(1, 6)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the collection of awkward files is not here")
@pytest.mark.parametrize(("name", "place", "errors", "columns"), [
    ("poi-hostile/test-data/spreadsheet/MatrixFormulaEvalTestData.xls", 0, 246, []),
    ("poi-hostile/test-data/spreadsheet/DateTimeToNumberTestCases.xls", 1, 8, []),
    ("calamine-xlsx/tests/optional_records.xls", 0, 0, [21, 22, 23]),
])  # fmt: skip
def test_real_files_hold_what_xlrd_finds_in_them(name: str, place: int, errors: int, columns: list[int]) -> None:
    facts = look((FOLDER / name).read_bytes(), "XLS", "", place)
    assert facts is not None
    assert (len(facts.errors), [c for c in facts.hidden_columns if c < 24]) == (errors, columns)
