"""Requirements of joining sources of the same people.

Answers of the same people in two files or sheets are joined by their number, respondent by respondent; who stands in one only is
kept as partly answered, who stands twice is named, and sources that are not of the same people stay apart.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from surveys.collect import Collected, collect, collect_tables, table_key
from surveys.problems import Problem
from surveys.reading.text_table import read_table
from surveys.study import Source, Study
from tests.surveys import exports

OFFICE = exports.office()


def answers(found: Collected) -> list[tuple[int, ...]]:
    (one,) = found.sets
    assert one.answers == tuple(f"{f}.{i}" for f in ("expectation", "perception") for i in exports.ITEMS)
    return sorted(zip(*(one.frame.column(name).to_pylist() for name in one.answers), strict=True))


def codes(found: Collected) -> list[str]:
    return [problem.code for problem in found.problems]


def only(found: Collected, code: str) -> Problem:
    (problem,) = (problem for problem in found.problems if problem.code == code)
    return problem


def test_two_files_of_the_same_people(tmp_path: Path) -> None:
    wishes = [["who", "branch", "age", "E1", "E2", "E3"], *([who, b, "old", *e] for who, b, e, _ in exports.PEOPLE[:10])]
    visits = [["nr", "age", "P1", "P2", "P3"]]
    visits += [[who, "young" if who == "004" else "old", *p] for who, _, _, p in exports.PEOPLE[:1:-1]]
    visits += [["005", "old", 1, 1, 1], ["", "old", 5, 5, 5]]
    (tmp_path / "wishes.csv").write_bytes(exports.text(wishes))
    (tmp_path / "visits.csv").write_bytes(exports.text(visits))
    sources = (Source("wishes.csv", id="who", unit="branch", segments=("age",)), Source("visits.csv", id="nr", segments=("age",)))
    found = collect(Study(sources, folder=tmp_path), OFFICE)
    (one,) = found.sets
    assert (one.source, one.units, one.segments) == ("wishes.csv + visits.csv", True, ("age",))
    said = only(found, "joined").values
    assert (said["both"], said["only_first"], said["only_second"]) == ("8", "2", "3")
    assert only(found, "duplicate_id").file == "visits.csv"
    assert (one.rows.read, one.rows.used, one.rows.excluded) == (14, 13, {"duplicate_id": 1})
    assert only(found, "join_differs").count == 1
    rows = one.frame.to_pylist()
    for (_, branch, e, p), row in zip(exports.PEOPLE[:10], rows, strict=False):
        assert (row["unit"], tuple(row[f"expectation.{i}"] for i in exports.ITEMS)) == (branch, e)
        wanted = p if (branch, e, p) in [q[1:] for q in exports.PEOPLE[2:]] else (None, None, None)
        assert tuple(row[f"perception.{i}"] for i in exports.ITEMS) == wanted
    assert [row["expectation.find"] for row in rows[10:]] == [None] * 3
    assert sorted(row["perception.find"] for row in rows[10:]) == sorted([5, *(p[0] for *_, p in exports.PEOPLE[10:])])
    assert found.unread == ()


def test_two_sheets_of_one_workbook(tmp_path: Path) -> None:
    """The same headers in both: each sheet has a mapping of its own."""
    header = ["who", "Q1", "Q2", "Q3"]
    sheets = {
        "wishes": [header, *([who, *e] for who, _, e, _ in exports.PEOPLE)],
        "visit": [header, *([who, *p] for who, _, _, p in reversed(exports.PEOPLE))],
    }
    (tmp_path / "both.xlsx").write_bytes(exports.workbook(sheets))
    study = Study(
        (
            Source("both.xlsx", id="who", sheet="wishes", columns={"expectation": "Q1..Q3"}),
            Source("both.xlsx", id="who", sheet="visit", columns={"perception": "Q1..Q3"}),
        ),
        folder=tmp_path,
    )
    found = collect(study, OFFICE)
    assert answers(found) == exports.TRUTH
    assert found.sets[0].segments == () and only(found, "joined").values["both"] == "12"
    tables = {table_key(s): read_table(tmp_path / s.file, s.file, sheet=s.sheet) for s in study.sources}
    assert answers(collect_tables(tables, study, OFFICE)) == exports.TRUTH


def test_whoever_has_no_weight_is_left_out_by_name() -> None:
    wishes = exports.text([["who", "w", "E1", "E2", "E3"], *([who, 0.5, *e] for who, _, e, _ in exports.PEOPLE[:10])])
    visits = exports.text([["who", "P1", "P2", "P3"], *([who, *p] for who, _, _, p in exports.PEOPLE)])
    tables = {"a": read_table(wishes, "a"), "b": read_table(visits, "b")}
    found = collect_tables(tables, Study((Source("a", id="who", weight="w"), Source("b", id="who"))), OFFICE)
    assert found.sets[0].rows.excluded == {"weight_unusable": 2}
    assert only(found, "weight_unusable_counted").count == 2
    assert found.sets[0].frame["weight"].to_pylist() == [5_000] * 10


def test_a_third_file_in_parquet(tmp_path: Path) -> None:
    first = {"who": [who for who, *_ in exports.PEOPLE], "E1": [e[0] for _, _, e, _ in exports.PEOPLE], "E_total": [9] * 12}
    rest = [["who", "E2", "E3"], *([who, *e[1:]] for who, _, e, _ in exports.PEOPLE[::-1])]
    visits = [["who", "P1", "P2", "P3"], *([who, *p] for who, _, _, p in exports.PEOPLE)]
    pq.write_table(pa.table(first), tmp_path / "e1")
    (tmp_path / "rest").write_bytes(exports.text(rest))
    (tmp_path / "p").write_bytes(exports.text(visits))
    found = collect(Study(tuple(Source(name, id="who") for name in ("e1", "rest", "p")), folder=tmp_path), OFFICE)
    assert answers(found) == exports.TRUTH and found.sets[0].source == "e1 + rest + p"
    assert only(found, "derived_column").column == "E_total"


def test_files_of_other_people_stay_apart() -> None:
    wishes = exports.text([["who", "E1", "E2", "E3"], *([who, *e] for who, _, e, _ in exports.PEOPLE)])
    others = exports.text([["who", "P1", "P2", "P3"], *([f"x{who}", *p] for who, _, _, p in exports.PEOPLE)])
    tables = {"a": read_table(wishes, "a"), "b": read_table(others, "b")}
    found = collect_tables(tables, Study((Source("a", id="who"), Source("b", id="who"))), OFFICE)
    assert [s.rows.used for s in found.sets] == [12, 12] and only(found, "join_none")
    without = collect_tables(tables, Study((Source("a"), Source("b", id="who"))), OFFICE)
    assert len(without.sets) == 2 and "join_none" not in codes(without)
    waves = collect_tables(tables, Study((Source("a", id="who", wave="1"), Source("b", id="who", wave="2"))), OFFICE)
    assert len(waves.sets) == 2 and "join_none" not in codes(waves)
