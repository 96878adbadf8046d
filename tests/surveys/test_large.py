"""Requirement: a large text file by path gives the same as the file read whole, whichever way it takes, and says how far it is."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from msgspec.structs import replace

from surveys.catalogue import load
from surveys.collect import collect
from surveys.problems import InputError
from surveys.reading import guard
from surveys.reading.text_table import TextTable, read_table
from surveys.responses import ResponseSet
from surveys.study import Source, Study

ROWS = 30_000
HEADER = "id,branch,E1,E2,P1,P2,remark,"


def lines(rows: int = ROWS) -> list[str]:
    return [f"{n:06},Filiale {n % 40},{n % 7 + 1},{n % 9},{(n * 3) % 7 + 1},{n % 5},,{' ' * (n % 2)}" for n in range(rows)]


def quoted(found: list[str]) -> list[str]:
    return [line.replace("Filiale 7,", '"Filiale ""7"",\nrear",') for line in found]


def spoilt(found: list[str]) -> list[str]:
    """Rows too long and too short, empty ones, one to be mended, and blank ones at the end."""
    return [*found[:100], "1,2,3", "", found[100] + ",x", found[101] + ", ,", *found[102:], ",,,,,,,", ",,,,,,,"]


FILES: dict[str, Callable[[], bytes]] = {
    "plain": lambda: "\n".join([HEADER, *lines()]).encode(),
    "left out": lambda: "\r\n".join([HEADER, *lines()[:50], "1,2", *lines()[50:]]).encode("utf-8-sig"),
    "quoted": lambda: "\n".join([HEADER, *quoted(lines())]).encode(),
    "spoilt": lambda: "\n".join([HEADER, *spoilt(lines())]).encode(),
    "encoded": lambda: "\n".join([HEADER, *lines()]).replace("Filiale", "Zweigstelle Köln-Süd").encode("cp1252"),
    "wide": lambda: "\n".join([HEADER, *lines()]).replace("Filiale", "分行").encode("utf-16"),
    "titled": lambda: "\n".join(["Survey of 2026", "", HEADER, *lines()]).encode(),
}


def both(data: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[TextTable, TextTable, list[float]]:
    path = folder / "a.csv"
    path.write_bytes(data)
    small = read_table(path, "a.csv")
    shares: list[float] = []
    monkeypatch.setattr(guard, "LARGE", 1)
    return small, read_table(path, "a.csv", progress=shares.append), shares


@pytest.mark.parametrize("name", FILES)
def test_both_ways_give_the_same_table(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large, shares = both(FILES[name](), tmp_path, monkeypatch)
    assert large.columns.column(0).type != small.columns.column(0).type, "it was read in pieces"
    assert large.columns.num_rows > ROWS - 10 and 0 < shares[0] <= 1
    texts = [column.cast(pa.string()).to_pylist() for column in large.columns.columns]
    assert texts == [column.to_pylist() for column in small.columns.columns]
    assert large.rows.to_pylist() == small.rows.to_pylist()
    assert replace(large, columns=None, rows=None) == replace(small, columns=None, rows=None)


@pytest.mark.parametrize(("data", "code"), [
    (b"E1,E2\n" + b"5,6\n" * 50_000 + b'5,"6\n', "broken_quotes"),
    (b"E1,E2\n" + b"5,6\n" * 50_000 + b"5,\0\n", "nul_bytes"),
    (b"E1,E2\n" + b"5,6\n" * 50_000 + b"5," + b"6" * 40_000 + b"\n", "cell_too_long"),
    ("E1,Ä\n5,ö\n".encode() * 20_000 + b"5,\xff\n", "encoding_mixed"),
    (b"\n" * 90_000, "file_empty"),
])  # fmt: skip
def test_a_large_file_is_refused_like_a_small_one(data: bytes, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LARGE", 1)
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError, match=code):
        read_table(tmp_path / "a.csv", "a.csv")


@pytest.mark.parametrize("large", [1, 10**9])
def test_a_file_for_which_no_process_can_be_had_is_not_taken_for_broken(
    large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_many(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(guard, "LARGE", large)
    monkeypatch.setattr("subprocess.Popen", too_many)
    (tmp_path / "a.csv").write_bytes(FILES["plain"]())
    with pytest.raises(InputError, match="no_process"):
        read_table(tmp_path / "a.csv", "a.csv")


def test_both_ways_give_the_same_responses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes(FILES["spoilt"]())
    study = Study((Source("a.csv", wave="1", id="id", unit="branch"),), folder=tmp_path)

    def collected() -> tuple[ResponseSet, object]:
        found = collect(study, load("servqual"))
        return replace(found.sets[0], frame=None), found.sets[0].frame.to_pydict()

    small = collected()
    monkeypatch.setattr(guard, "LARGE", 1)
    assert collected() == small and small[0].rows.used > ROWS - 10
