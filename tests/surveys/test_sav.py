"""Requirements of SPSS files.

1. Codes are text ("7", not "7.0"), days ISO, nothing is blanked; labels, titles and declared missing codes stand beside them.
2. A file that kills the library kills only the child, and the next file reads.
3. Real files have the cells that the library itself gives.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from surveys.problems import InputError
from surveys.reading.text_table import read_table

SHARED = Path(__file__).parents[2] / "../shared"
FRAME = pd.DataFrame({
    "id": [1.0, 2.0, 3.0, 4.0],
    "E1": [7.0, 99.0, float("nan"), -1.0],
    "w": [0.5, 1.25, 1.0, 100000.0],
    "unit": ["Zürich", "台北", "", "Łódź"],
    "day": [date(2026, 6, 1), date(1900, 1, 31), date(2026, 12, 31), None],
})


@pytest.mark.parametrize("packed", [False, True], ids=["sav", "zsav"])
def test_what_spss_declares_stands_beside_the_cells(packed: bool, tmp_path: Path) -> None:  # 1
    pyreadstat.write_sav(
        FRAME, tmp_path / "a.sav", compress=packed, column_labels=["", "期望：设备", "Weight", "Filiale", ""],
        variable_value_labels={"E1": {1.0: "不同意", 7.0: "同意", 99.0: "不知道"}},
        missing_ranges={"E1": [{"lo": 90, "hi": 99}, -1], "id": [88]},
    )  # fmt: skip
    table = read_table(tmp_path / "a.sav", "a.csv")
    assert dict(zip(table.header, (column.to_pylist() for column in table.columns.columns), strict=True)) == {
        "id": ["1", "2", "3", "4"],
        "E1": ["7", "99", "", "-1"],
        "w": ["0.5", "1.25", "1", "100000"],
        "unit": ["Zürich", "台北", "", "Łódź"],
        "day": ["2026-06-01", "1900-01-31", "2026-12-31", ""],
    }
    assert table.titles == ("", "期望：设备", "Weight", "Filiale", "")
    assert table.labels == {1: {"1": "不同意", "7": "同意", "99": "不知道"}}
    assert table.missing == {0: ("88",), 1: ("-1", "99")}
    assert (table.dialect, table.rows.to_pylist()) == ("spss", [1, 2, 3, 4])


def test_a_file_without_cases_and_one_cut_short_are_refused(tmp_path: Path) -> None:  # 2
    pyreadstat.write_sav(FRAME, tmp_path / "a.sav")
    whole = (tmp_path / "a.sav").read_bytes()
    with pytest.raises(InputError, match="unreadable"):
        read_table(whole[:300], "cut")
    pyreadstat.write_sav(FRAME.iloc[:0], tmp_path / "a.sav")
    with pytest.raises(InputError, match="no_rows"):
        read_table(tmp_path / "a.sav", "empty")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of awkward files is not here")
def test_files_that_kill_the_library_kill_only_the_child() -> None:  # 2
    killers = sorted((SHARED / "badinput/generated").glob("crash_sig11_*.sav"))
    assert killers
    for path in killers:
        with pytest.raises(InputError) as caught:
            read_table(path, path.name)
        assert caught.value.problems[0].code in ("crashed", "unreadable")
    assert len(read_table(b"E1,E2\n5,6\n", "next").rows) == 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of real files is not here")
@pytest.mark.parametrize("name", ["data/spss-sav/gss2010_subset.sav", "badinput/spss-haven/tests/testthat/spss/umlauts.sav"])
def test_real_files_have_the_cells_that_the_library_gives(name: str) -> None:  # 3
    frame, facts = pyreadstat.read_sav(SHARED / name, user_missing=True)
    table = read_table(SHARED / name, name)
    assert list(table.header) == list(frame.columns) and table.titles == tuple(facts.column_labels)
    for place, column in enumerate(table.header):
        expected = ["" if pd.isna(v) else str(v).removesuffix(".0") for v in frame[column]]
        assert table.columns.column(place).to_pylist() == expected, column
    assert set(table.labels) == {table.header.index(name) for name in facts.variable_value_labels}
    assert set(table.missing) == {table.header.index(name) for name in facts.missing_ranges}
