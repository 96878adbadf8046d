"""Requirement: errors, uncomputed formulas and hidden rows are said of XLS, XLSB and ODS as they are of XLSX."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import partial
from pathlib import Path
from random import Random
from time import process_time

import pytest

from surveys.reading.compound import stream
from surveys.reading.ods_facts import SPACE
from surveys.reading.sheet_facts import look
from surveys.reading.text_table import read_table
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


@pytest.mark.parametrize("shifts", [(9, 6), (7, 7), (16, 16)])
def test_sectors_that_follow_themselves_make_nothing_longer_than_the_file(shifts: tuple[int, int]) -> None:
    """Every sector names itself or the first, the table its own sectors over and over, and the small stream is its own end."""
    size = 1 << shifts[0]
    data = bytearray(size * 40)
    struct.pack_into("<HH", data, 30, *shifts)
    struct.pack_into("<I4xIII", data, 48, 1, 4096, 0, 1)
    struct.pack_into("<109I", data, 76 - 8, 0, 1, *[0] * 107)
    for at, (name, kind) in enumerate((("Root Entry", 5), ("Book", 2))):
        start = 2 * size + 128 * at if size >= 256 else 2 * size
        data[start : start + 2 * len(name)] = name.encode("utf-16-le")
        struct.pack_into("<HB", data, start + 64, 2 * len(name) + 2, kind)
        struct.pack_into("<II", data, start + 116, 1, 100)
    struct.pack_into(f"<{size // 4}I", data, size, *[1] * (size // 4))
    found = stream(bytes(data), ("Book",))
    assert found is None or len(found) <= len(data)


def test_tags_that_never_end_cost_no_time_in_ods() -> None:
    archive = zipped({"content.xml": SPACE + b'<table:table table:name="A">' + b'<table:table-column "' * 100_000})
    began = process_time()
    assert look(archive, "ODS", "A", 0) is not None
    assert process_time() - began < 2


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
