"""Requirement: Parquet by path has the same guards at any size: read as text where it is small, counted by DuckDB where not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from reports.problems import what
from reports.wording import Wording, languages
from surveys import ahead
from surveys.bare_file import study_of_file
from surveys.catalogue import load
from surveys.collect import Collected, collect
from surveys.problems import InputError
from surveys.reading import parquet_guards
from surveys.reading.parquet import read_parquet
from surveys.reading.text_table import read_table, small_parquet
from surveys.study import Source, Study

SERVQUAL = load("servqual")
WORDS = (
    "Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree", "Agree", "Strongly agree",
)
ROWS = 400
SAME = {"not_on_scale", "not_on_scale_more", "no_answers", "no_answer", "duplicate_id", "duplicate_id_more"}
"""Named by rows in the one and counted in the other."""


def columns() -> dict[str, list[Any]]:
    """Perception above expectation, one item against the others, words, codes for nothing, days, a total, people's names."""
    chance = Random(5)
    base = [chance.randint(2, 4) for _ in range(ROWS)]
    found: dict[str, list[Any]] = {
        "id": [f"r{n}" for n in range(ROWS - 1)] + ["r7"],
        "branch": ["North", "north", "South", " South "] * (ROWS // 4),
        "who": [f"person{n}@example.org" for n in range(ROWS)],
        "secs": [300.4 + n for n in range(ROWS)],
        "note": [""] * (ROWS - 2) + ["Total", ""],
    }
    for n in range(1, 23):
        found[f"E{n}"] = [str(min(7, b + chance.randint(0, 1))) for b in base]
        found[f"P{n}"] = [WORDS[min(6, b + chance.randint(1, 2))] for b in base]
    found["branch"][5] = "n/a"
    found["E3"] = [str(8 - int(code)) for code in found["E2"]]
    found["E5"][:9] = ["99"] * 9
    found["E6"][4:6] = ["3-May", "５"]
    found["E7"] = [""] * ROWS
    found["E8"][3] = "n/a"
    for n in range(2, 23):
        found[f"E{n}"][-2], found[f"P{n}"][-2] = f"{600 + n}", ""
    return found


def collected(folder: Path, monkeypatch: pytest.MonkeyPatch, large: bool, source: Source) -> Collected:
    if large:
        monkeypatch.setattr(ahead, "ask_parquet", lambda path, name: None)
    return collect(Study((source,), folder=folder), SERVQUAL)


def said(found: Collected) -> Counter[tuple[str, str | None]]:
    """Code and column of each problem, whichever way cells and rows are named."""
    codes = [(p.code.removesuffix("_counted"), p.column) for p in found.problems]
    return Counter((code.removesuffix("_more"), column) for code, column in {*codes} if (code, column)) if codes else Counter()


def sentences(found: Collected) -> set[tuple[int, str]]:
    return {(p.count, what(p, Wording("en"))) for p in found.problems if p.code in EXPECTED - SAME}


def rows(found: Collected) -> Counter[str]:
    frame = nw.from_native(found.sets[0].frame).lazy().collect("pyarrow").to_native()
    return Counter(map(str, frame.to_pylist()))


SOURCE = Source("a.parquet", id="id", unit="branch", duration="secs")
EXPECTED = {
    "facets_swapped", "item_negative", "missing_codes", "dates_as_answers", "summary_row", "names_alike", "personal_unused",
    "full_width", "answers_empty", "duplicate_id", "not_on_scale", "no_answer",
}


def test_a_large_file_has_the_guards_of_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table(columns()), tmp_path / "a.parquet")
    small = collected(tmp_path, monkeypatch, False, SOURCE)
    large = collected(tmp_path, monkeypatch, True, SOURCE)
    assert {code for code, _ in said(small)} >= EXPECTED
    assert said(large) == said(small)
    assert sentences(large) == sentences(small)
    assert large.sets[0].rows == small.sets[0].rows
    assert rows(large) == rows(small)
    for language in languages():
        assert all(what(problem, Wording(language)) for problem in large.problems)


def test_of_very_many_every_so_many_th_is_compared_and_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_guards, "MOST", 150)
    found = columns()
    found["E7"][1] = "4"  # one answer, which the sample of every third row does not hold
    pq.write_table(pa.table(found), tmp_path / "a.parquet")
    large = collected(tmp_path, monkeypatch, True, SOURCE)
    codes = {problem.code for problem in large.problems}
    assert {"facets_swapped", "item_negative", "guards_sampled", "names_alike", "personal_unused"} <= codes
    assert not codes & {"answers_empty", "row_repeated"}
    assert next(p.values for p in large.problems if p.code == "guards_sampled") == {"looked": "133", "rows": "398"}


@pytest.mark.parametrize(("changed", "source", "code"), [
    ({"who": None}, replace(SOURCE, segments=("who",)), "personal_group"),
    ({"where": [*["North"] * (3 * ROWS - 1), "ring 020 7946 0958"]}, replace(SOURCE, segments=("where",)), "personal_group"),
    ({"secs": ["5 minutes"] * ROWS}, SOURCE, "duration_not_numbers"),
    ({"P1": [f"text {n}" for n in range(2_001)]}, Source("a.parquet"), "column_no_answers"),
    ({"P1": ["qualtrics"] * 30, "StartDate": ["2026-01-01"] * 30, "EndDate": ["x"] * 30, "ResponseId": ["R_1"] * 30,
      "Finished": ["1"] * 30, "DistributionChannel": ["anonymous"] * 30}, Source("a.parquet"), "large_parquet_form"),
])  # fmt: skip
def test_what_only_a_look_at_the_cells_tells(
    changed: dict[str, Sequence[str] | None], source: Source, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    length = max(len(cells or ()) for cells in changed.values()) or ROWS
    cells = {name: (list(whole) * (length // ROWS + 1))[:length] for name, whole in columns().items()}
    pq.write_table(pa.table(cells | {name: [*given] for name, given in changed.items() if given}), tmp_path / "a.parquet")
    found = collected(tmp_path, monkeypatch, True, source)
    assert code in {problem.code for problem in found.problems}


def test_by_path_and_by_upload_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns()), path)
    named, uploaded = small_parquet(path, "a.parquet"), read_table(path.read_bytes(), "a.parquet")
    assert named is not None and named.columns.equals(uploaded.columns) and named.rows.equals(uploaded.rows)
    source = study_of_file(path, SERVQUAL).sources[0]
    assert (source.id, source.unit, source.segments) == ("id", "branch", ())


def test_what_is_too_large_for_text_stays_with_duckdb(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({f"E{n}": pa.array([5] * 100_000, pa.int8()) for n in range(1, 23)}), path)
    assert small_parquet(path, "a.parquet") is None
    found = collect(study_of_file(path, SERVQUAL), SERVQUAL)
    assert found.sets[0].rows.used == 100_000 and not isinstance(found.sets[0].frame, pa.Table)


@pytest.mark.parametrize("header", ["E1", "when"])
def test_a_date_beyond_the_calendar_refuses_the_file(header: str, tmp_path: Path) -> None:
    days: dict[str, Any] = {header: pa.array([2**31 - 1] * ROWS, pa.date32())}
    pq.write_table(pa.table(columns() | days), tmp_path / "answers.parquet")
    with pytest.raises(InputError) as refused:
        read_parquet(tmp_path / "answers.parquet", Source("answers.parquet", ignore=("who",)), SERVQUAL)
    assert refused.value.problems[0].code == "unreadable"
