"""Requirement: of 1,600 awkward files none kills or halts the parent, and what is known to be in one is what is read.

The files are read as mutants are (benchmarks/fuzz.py): by the child's own code, under its limits, in forked processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from surveys.reading.text_table import read_table

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "../shared/badinput"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the collection of awkward files is not here")


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.fuzz", "--folder", str(FOLDER.resolve())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_no_file_harms_the_parent(found: dict[str, Any]) -> None:
    assert found["tried"] > 1_600 and found["bad"] == {}
    assert found["slowest"] < 10 and found["grown"] <= 200


def test_only_files_made_to_kill_kill_the_child(found: dict[str, Any]) -> None:
    died = [name for name, said in found["files"].items() if said == "died"]
    assert [name for name in died if not name.startswith(("generated/", "poi-hostile/"))] == []


def cells(path: Path) -> list[list[str]]:
    table = read_table(path, path.name)
    return [list(table.header), *map(list, zip(*(column.to_pylist() for column in table.columns.columns), strict=True))]


@pytest.mark.parametrize("name", [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf", "quotes_and_newlines",
    "simple", "simple_crlf", "utf8",
])  # fmt: skip
def test_cells_are_those_that_the_collection_states(name: str) -> None:
    header, *rows = cells(FOLDER / f"csv-spectrum/csvs/{name}.csv")
    stated = json.loads((FOLDER / f"csv-spectrum/json/{name}.json").read_text("utf-8"))
    assert [dict(zip(header, row, strict=True)) for row in rows] == stated


@pytest.mark.parametrize(("folder", "names"), [
    ("frictionless/data", ("table.csv", "table.xlsx", "table.xls", "table.ods")),
    ("csvkit/examples", ("test_utf16_big.csv", "test_utf16_little.csv")),
    ("csvkit/examples", ("test_utf8.csv", "test_utf8_bom.csv")),
    ("csvkit/examples", ("dummy.csv", "dummy.tsv", "dummy.xlsx")),
])  # fmt: skip
def test_the_same_table_in_other_formats_has_the_same_cells(folder: str, names: tuple[str, ...]) -> None:
    tables = [cells(FOLDER / folder / name) for name in names]
    assert len(tables[0]) > 1 and all(table == tables[0] for table in tables)
