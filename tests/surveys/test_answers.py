"""Requirements of typing answers.

1. A cell is an answer on the scale, a known way of giving none, or a named problem with its row; never something near.
2. Reversed items are turned on the declared scale; points keep their values or are refused.
3. Rows in = rows used + rows excluded by named reason, for any table.
4. Shuffled rows give the same rows.
5. Units and segments are names: nothing is interpreted. Weights are exact.
6. Parquet gives the same columns and counts as text.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from reports.wording import Wording
from surveys.answers import response_set
from surveys.catalogue import load
from surveys.coding import coding
from surveys.instrument import NO_STANDARD
from surveys.problems import InputError
from surveys.reading.parquet import read_parquet
from surveys.reading.text_table import TextTable
from surveys.responses import ResponseSet
from surveys.study import Source
from surveys.texts import weight

SERVQUAL = load("servqual")
CUSTOMER = Source("answers.csv", wave="2026")


def table(columns: dict[str, list[str]], **more: Any) -> TextTable:
    length = len(next(iter(columns.values())))
    arrays = [pa.array(cells, pa.string()) for cells in columns.values()]
    return TextTable("answers.csv", tuple(columns), pa.table(arrays, names=list(columns)), pa.array(range(2, length + 2)), **more)


def column(found: ResponseSet, name: str) -> list[Any]:
    values: list[Any] = found.frame[name].to_pylist()
    return values


def problems(found: ResponseSet) -> list[tuple[str, int | None, int]]:
    """Code, row and count of the problems of cells and rows; each must fill its sentences."""
    words = Wording("en")
    for problem in found.problems:
        words.say(f"problem.{problem.code}.what", **problem.values)
        words.say(f"problem.{problem.code}.remedy", **problem.values)
    return [(p.code, p.row, p.count) for p in found.problems if p.code != "places_absent"]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("7", 7, "answer"), (" 7\u00a0", 7, "answer"), ("7.0", 7, "answer"), ("7,00", 7, "answer"), ("'7", 7, "answer"),
        ("07", 7, "answer"), ("\u200b7\ufeff", 7, "answer"), ("７", 7, "full_width"),
        ("Strongly  Agree", 7, "label"), ("非常同意", 7, "label"),
        ("", None, "blank"), ("\u3000", None, "blank"),
        ("99", None, "missing"), ("99.0", None, "missing"), ("refused", None, "missing"),
        ("N/A", None, "no_answer"), ("-", None, "no_answer"), ("不適用", None, "no_answer"),
        ("0", None, "not_on_scale"), ("8", None, "not_on_scale"), ("-1", None, "not_on_scale"), ("−7", None, "not_on_scale"),
        ("5.5", None, "not_on_scale"), ("3-May", None, "not_on_scale"), ("none", None, "not_on_scale"),
        ("1e0", None, "not_on_scale"),
        ("VII", None, "not_on_scale"), ("5;6", None, "not_on_scale"), ("9" * 40, None, "not_on_scale"), ("½", None, "not_on_scale"),
    ],
)
def test_what_a_cell_means(text: str, value: int | None, kind: str) -> None:  # 1
    how = coding(SERVQUAL, SERVQUAL.facet("expectation"), "tan1", ("99", "Refused"))
    assert (how(text).value, how(text).kind) == (value, kind)


def test_no_standards_exist_is_an_answer_of_ratings_only() -> None:  # 1
    standard = coding(SERVQUAL, SERVQUAL.facet("standard"), "empathy", ())
    texts = ("none", "None", "无标准", "無標準", "There are no standards for this.")
    assert {standard(text).value for text in texts} == {NO_STANDARD}
    assert standard("-1").kind == "not_on_scale", "the stored code is not an accepted spelling"


def test_cells_that_are_no_answer_are_named_with_row_and_column() -> None:  # 1
    cells = ["5", "0", "3-May", "N/A", "", "9"] + ["8"] * 30 + ["5"] * 40
    found = response_set(table({"E1": cells, "P1": ["4"] * 76}), CUSTOMER, SERVQUAL)
    assert column(found, "expectation.tan1") == [5] + [None] * 35 + [5] * 40
    assert found.rows.used == 76
    assert ("no_answer", 5, 1) in problems(found)
    said = [p for p in found.problems if p.code.startswith("not_on_scale")]
    assert [(p.row, p.values.get("value")) for p in said[:3]] == [(3, "0"), (4, "3-May"), (7, "9")]
    assert [(p.code, p.row, p.count) for p in said[19:]] == [("not_on_scale", 24, 1), ("not_on_scale_more", 25, 13)]
    assert {(p.column, p.severity, p.file) for p in said} == {("E1", "warning", "answers.csv")}


def test_a_scale_that_counts_from_zero_is_said_and_not_shifted() -> None:  # 1
    from_zero = response_set(table({"E1": ["0", "6", "3"], "P1": ["1", "2", "0"]}), CUSTOMER, SERVQUAL)
    assert ("scale_zero_based", None, 1) in problems(from_zero)
    assert column(from_zero, "expectation.tan1") == [None, 6, 3]
    for cells, source in ((["0", "7", "3"], CUSTOMER), (["0", "6", "3"], replace(CUSTOMER, missing=("0",)))):
        found = response_set(table({"E1": cells, "P1": ["1", "2", "3"]}), source, SERVQUAL)
        assert "scale_zero_based" not in [p.code for p in found.problems]


def test_reversed_items_are_turned_on_the_declared_scale() -> None:  # 2
    items = (replace(SERVQUAL.items[0], reversed=("perception",)), *SERVQUAL.items[1:])
    turned = replace(SERVQUAL, items=items)
    found = response_set(table({"E1": ["1", "5"], "P1": ["2", "strongly agree"]}), CUSTOMER, turned)
    assert (column(found, "expectation.tan1"), column(found, "perception.tan1")) == ([1, 5], [6, 1])


def test_points_are_kept_or_refused_by_row() -> None:  # 2
    rows = [
        ("20",) * 5, ("22",) * 5, ("21", "21", "21", "20", "20"), ("100", "", "", "", ""), ("",) * 5,
        ("20.5", "20", "20", "20", "20"),
    ]
    points = {f"W{n}": [row[n - 1] for row in rows] for n in range(1, 6)}
    found = response_set(table({"E1": ["5"] * 6, "P1": ["5"] * 6, **points}), CUSTOMER, SERVQUAL)
    assert column(found, "points.tangibles") == [20, None, 21, 100, None, None]
    assert column(found, "points.empathy") == [20, None, 20, None, None, None]
    assert problems(found) == [("not_on_scale", 7, 1), ("points_sum", 4, 1), ("points_refused", 3, 1), ("points_refused", 7, 1)]
    assert found.rows.used == 6


def test_each_row_is_left_out_for_one_reason() -> None:  # 3
    cells = {
        "id": ["a", "a", "b", "c", "", "", "a", "d"], "when": ["1", "1", "3", "1", "1", "1", "2", ""],
        "w": ["1", "2", "x", "0", "1.00005", "0.5", "1e3", "1"], "E1": ["5", "6", "5", "5", "5", "5", "", "5"],
    }
    source = Source("answers.csv", wave_column="when", id="id", weight="w")
    found = response_set(table(cells, ragged=(12,)), source, SERVQUAL, ("1", "2"))
    assert found.rows.excluded == {"ragged_row": 1, "no_answers": 1, "wave_unknown": 2, "weight_unusable": 1, "duplicate_id": 1}
    assert (found.rows.read, found.rows.used) == (9, 3)
    assert column(found, "weight") == [10_000, 10_001, 5_000], "rounded half up, blank ids are nobody's"
    assert column(found, "wave") == ["1", "1", "1"]
    assert [code for code, _, _ in problems(found)] == [
        "no_answers", "wave_unknown", "wave_unknown", "weight_unusable", "duplicate_id",
    ]
    assert [(p.row, p.values) for p in found.problems if p.code == "duplicate_id"] == [(3, {"first": "2"})]


def test_names_are_not_interpreted() -> None:  # 5
    cells = {"branch": ["NA", "007", " Port\nLouis ", "", "1.0", "TRUE"], "E1": ["5"] * 6}
    found = response_set(table(cells), replace(CUSTOMER, unit="branch", segments=("branch",)), SERVQUAL)
    assert column(found, "unit") == ["NA", "007", "Port Louis", None, "1.0", "TRUE"]
    assert column(found, "segment.branch") == column(found, "unit")
    assert ("label_blank", 5, 1) in problems(found)


def test_the_columns_are_exactly_the_documented_ones() -> None:
    cells = {"u": ["x"], "w": ["1"], "age": ["old"], "other": ["?"], "P2": ["1"], "E1": ["5"]}
    found = response_set(table(cells), replace(CUSTOMER, unit="u", weight="w", segments=("age",)), SERVQUAL)
    kinds = {field.name: str(field.type) for field in found.frame.schema}
    assert kinds == {
        "wave": "string", "unit": "string", "segment.age": "string", "weight": "int64",
        "expectation.tan1": "int8", "perception.tan2": "int8",
    }
    assert (found.answers, found.units, found.weighted, found.segments) == (
        ("expectation.tan1", "perception.tan2"), True, True, ("age",),
    )
    assert {(p.values["facet"], p.count) for p in found.problems} == {("expectation", 21), ("perception", 21)}


def test_named_columns_must_be_there_once_and_something_must_be_recognised() -> None:
    source = replace(CUSTOMER, unit="brunch", weight="w", columns={"expectation.tan1": "Q1"})
    with pytest.raises(InputError) as caught:
        response_set(table({"branch": ["x"], "w": ["1"], "w ": ["2"], "P1": ["5"]}), source, SERVQUAL)
    assert [(p.code, p.column) for p in caught.value.problems] == [
        ("column_absent", "brunch"), ("column_repeated", "w"), ("column_absent", "Q1"), ("mapping_changed", None),
    ]
    with pytest.raises(InputError) as caught:
        response_set(table({"a": ["5"], "b": ["6"]}), CUSTOMER, SERVQUAL)
    (problem,) = caught.value.problems
    assert problem.code == "nothing_recognised"
    assert problem.values["seen"] == "a, b" and problem.values["expected"] == "E1…22, P1…22, W1…5"


@pytest.mark.parametrize(
    ("text", "comma", "expected"),
    [
        ("1", False, 10_000), ("0,75", True, 7_500), ("0,75", False, None), ("1,234", False, None), ("0.00005", False, 1),
        ("0.00004", False, None), ("1.00005", False, 10_001), ("-1", False, None), ("0", False, None), ("", False, None),
        ("nan", False, None), ("inf", False, None), ("１.５", False, 15_000), ("9" * 13, False, None), ("1.2.3", True, None),
    ],
)
def test_weights(text: str, comma: bool, expected: int | None) -> None:  # 5
    assert weight(text, comma) == expected


CELL = st.sampled_from(["1", "5", "7", "", "N/A", "8", "７", "99", "strongly agree", "x"])
ROW = st.tuples(
    st.sampled_from(["", "a", "b", "c"]), st.sampled_from(["1", "2", "", "3"]), st.sampled_from(["1", "0", "", "2.5"]), CELL, CELL
)
SOURCE = Source("answers.csv", id="id", wave_column="when", weight="w", missing=("99",))


def as_table(rows: list[tuple[str, ...]]) -> TextTable:
    return table({name: [row[n] for row in rows] for n, name in enumerate(("id", "when", "w", "E1", "P1"))})


@given(st.lists(ROW, min_size=1, max_size=9), st.sampled_from([(), ("1", "2")]))
@settings(deadline=None)
def test_rows_in_are_rows_used_and_excluded(rows: list[tuple[str, ...]], waves: tuple[str, ...]) -> None:  # 3
    found = response_set(as_table(rows), SOURCE, SERVQUAL, waves)
    assert found.rows.read == len(rows) == found.rows.used + sum(found.rows.excluded.values())
    assert found.frame.num_rows == found.rows.used
    assert all(n > 0 for n in found.rows.excluded.values())


@given(st.lists(ROW, min_size=1, max_size=9), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_rows_changes_nothing(rows: list[tuple[str, ...]], chance: random.Random) -> None:  # 4
    numbered = [(f"{row[0]}{n}", *row[1:]) for n, row in enumerate(rows)]
    shuffled = chance.sample(numbered, len(numbered))
    one, other = (response_set(as_table(order), SOURCE, SERVQUAL) for order in (numbered, shuffled))
    assert Counter(map(str, one.frame.to_pylist())) == Counter(map(str, other.frame.to_pylist()))
    assert (one.rows, one.frame.schema) == (other.rows, other.frame.schema)


def test_parquet_gives_the_same_as_text(tmp_path: Path) -> None:  # 6
    chance = random.Random(7)
    answers = ["1", "4", "7", "", "8"]
    cells = {
        "id": [str(n % 390) for n in range(400)],
        "when": chance.choices(["1", "2", "3"], k=400),
        "branch": chance.choices(["North", " South ", "", "NA"], k=400),
        "w": [str(Decimal(chance.randrange(-1, 300_000)) / 100_000) for _ in range(400)],
        **{name: chance.choices(answers, k=400) for name in ("E1", "P1", "E2", "P2")},
        **{f"W{n}": chance.choices(["20", "21"], [8, 2], k=400) for n in range(1, 6)},
    }
    cells["W1"][3], cells["when"][3], cells["w"][7], cells["when"][7] = "60", "1", "0", "2"
    names = ("id", "when", "branch")
    blank = {"P2": math.nan}
    typed = pa.table({k: v if k in names else [float(text) if text else blank.get(k) for text in v] for k, v in cells.items()})
    pyarrow.parquet.write_table(typed, tmp_path / "answers.dat")
    source = Source("answers.csv", wave_column="when", id="id", unit="branch", weight="w")
    text = response_set(table(cells), source, SERVQUAL, ("1", "2"))
    lazy = read_parquet(tmp_path / "answers.dat", source, SERVQUAL, ("1", "2"))
    frame = lazy.frame.to_arrow_table()
    assert (lazy.rows, lazy.answers, frame.schema) == (text.rows, text.answers, text.frame.schema)
    assert Counter(map(str, frame.to_pylist())) == Counter(map(str, text.frame.to_pylist()))
    assert set(lazy.rows.excluded) >= {"wave_unknown", "weight_unusable", "duplicate_id"}
    assert {code for code, _, _ in problems(lazy)} >= {"not_on_scale_counted", "points_sum_counted", "points_refused_counted"}


def test_parquet_takes_words_and_codes_and_refuses_what_it_cannot_type(tmp_path: Path) -> None:  # 6
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pa.table({"S1": ["none", "7", " 3", None, "x"], "w": ["1"] * 5, "a'\"b": ["5"] * 5}), path)
    managers = Source("a.parquet", role="manager", segments=("a'\"b",))
    found = read_parquet(path, managers, SERVQUAL)
    assert [row["standard.tangibles"] for row in found.frame.to_arrow_table().to_pylist()] == [NO_STANDARD, 7, 3]
    assert (found.rows.read, found.rows.excluded) == (5, {"no_answers": 2})
    with pytest.raises(InputError, match="weight_not_numbers"):
        read_parquet(path, replace(managers, weight="w"), SERVQUAL)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="unreadable"):
        read_parquet(path, managers, SERVQUAL)
