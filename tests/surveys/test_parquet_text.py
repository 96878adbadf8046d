"""An uploaded Parquet file is read in the guarded child, as the text that a person would have typed."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from surveys.problems import InputError
from surveys.reading.text_table import read_table

COLUMNS = {
    "E1": [7, 1, None],
    "P1": [5.0, 2.5, float("nan")],
    "branch": ["北區", "", None],
    "weight": [Decimal("1.50"), Decimal("100"), Decimal("0.01")],
    "day": [date(2026, 1, 2), None, None],
}
SAID = [["7", "1", ""], ["5", "2.5", ""], ["北區", "", ""], ["1.5", "100", "0.01"], ["2026-01-02", "", ""]]


@pytest.fixture
def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(COLUMNS), out)
    return out.getvalue()


def test_numbers_days_and_blanks_are_what_a_person_would_type(parquet: bytes) -> None:
    table = read_table(parquet, "a.parquet")
    assert table.header == tuple(COLUMNS)
    assert [column.to_pylist() for column in table.columns.columns] == SAID


def test_a_damaged_file_is_refused(parquet: bytes) -> None:
    for damaged in (parquet[:-9], parquet[:80] + b"\xff" * 40 + parquet[120:], parquet.replace(b"E1", b"\xff\xfe")):
        with pytest.raises(InputError) as refused:
            read_table(damaged, "a.parquet")
        assert refused.value.problems[0].code in ("unreadable", "crashed", "memory", "no_rows")
