"""The same analysis, byte for byte, whatever counts the answers and in whatever order they come."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from msgspec.structs import asdict, replace

import gaps.pieces
from gaps.analyse import analyse
from gaps.counts import count
from gaps.exact import grams
from gaps.provenance import counts_digest
from surveys.example import write_example
from surveys.instrument import Facet, GapSpec, Side
from surveys.responses import ResponseSet, Rows
from tests.study_of import customers, small_instrument, staff, study

ROOT = Path(__file__).parents[2]


def to_pandas(table: pa.Table) -> Any:
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def to_duckdb(threads: int) -> Callable[[pa.Table], Any]:
    return lambda table: duckdb.connect(config={"threads": threads}).from_arrow(table)


def shuffled(table: pa.Table) -> pa.Table:
    return table.take(np.random.default_rng(4).permutation(table.num_rows))


ENGINES = {
    "pandas": to_pandas, "duckdb with one thread": to_duckdb(1), "duckdb with two": to_duckdb(2), "arrow": lambda t: t,
}  # fmt: skip


def bytes_of(sets: list[ResponseSet]) -> str:
    return analyse(study(*sets, targets={"gap2": 5, "gap3": 5}), small_instrument(), sets).to_json()


@pytest.mark.parametrize("weighted", [False, True], ids=["unweighted", "weighted"])
def test_same_bytes_from_every_engine_order_and_thread_count(weighted: bool) -> None:
    instrument = small_instrument()
    sets = [customers(instrument, 200, weighted=weighted), staff(instrument, "manager", 15), staff(instrument, "employee", 40)]
    expected = bytes_of(sets)
    for name, engine in ENGINES.items():
        moved = [replace(s, frame=engine(shuffled(s.frame))) for s in sets]
        assert bytes_of(moved) == expected, name


def test_the_same_bytes_from_floats_with_nan() -> None:
    """What an analyst's pandas frame holds: floats, NaN where nothing was answered."""
    s = customers(small_instrument(), 150)
    frame = s.frame.to_pandas()
    assert frame["perception.emp1"].dtype == float
    assert bytes_of([replace(s, frame=frame)]) == bytes_of([s])


def test_how_many_are_counted_at_a_time_changes_nothing(monkeypatch: Any) -> None:
    s = customers(small_instrument(), 300, weighted=True, missing=0.1)
    keys = [("wave", "unit"), ("wave", "segment.age")]
    column = s.frame.schema.get_field_index("weight")
    heavy = replace(s, frame=s.frame.set_column(column, "weight", pa.array([5 * 10**6, *[10**4] * 299], pa.int64())))
    whole = [counts_digest(count(x, small_instrument(), keys)) for x in (s, heavy)]
    monkeypatch.setattr(gaps.pieces, "ROWS", 37)
    assert [counts_digest(count(x, small_instrument(), keys)) for x in (s, heavy)] == whole


def test_the_example_of_the_readme_runs() -> None:
    code = (ROOT / "README.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    found = next(r for r in names["analysis"].results if (r.level, r.place) == ("item", "tan1") and not r.group)
    assert (found.gap, found.n, found.difference.value) == ("gap5", 39, pytest.approx(-0.5, abs=0.1))


def test_an_answer_that_is_not_on_the_scale_is_refused() -> None:
    s = customers(small_instrument(), 20)
    column = pa.array([8, *s.frame["perception.tan1"].to_pylist()[1:]], pa.int8())
    frame = s.frame.set_column(s.frame.schema.get_field_index("perception.tan1"), "perception.tan1", column)
    with pytest.raises(ValueError, match=r"perception\.tan1"):
        analyse(study(s), small_instrument(), [replace(s, frame=frame)])


def test_sums_beyond_64_bits_stay_exact() -> None:
    """Weights of 200,000 answers a head: squared weights times squared scores need more than 64 bits."""
    rows, weight = 400, 2_000_000_000
    z, w = np.array([np.full(rows, 420.0), np.arange(rows) % 7]), np.full(rows, weight)
    for starts in (np.array([0]), np.arange(0, rows, 10)):
        found = grams(z, starts, (w, w * w))[..., 2].sum(axis=0)
        assert found[0, 0] == rows * 420**2 * weight**2 > 2**63
        assert found[0, 1] == 420 * int((np.arange(rows) % 7).sum()) * weight**2


def test_what_else_is_counted_changes_no_result() -> None:
    sets = [customers(small_instrument(), 200)]
    instrument = small_instrument()
    apart, crossed = (analyse(study(*sets), instrument, sets, by) for by in (["unit"], ["unit", "age", "unit+age"]))
    assert apart.results == crossed.results[: len(apart.results)]
    assert apart.reliability == crossed.reliability


def test_one_answer_changes_the_digest() -> None:
    instrument = small_instrument()
    first = customers(instrument, 50)
    column = first.frame["perception.tan1"].to_pylist()
    column[0] = 1 if column[0] != 1 else 2
    changed = first.frame.set_column(
        first.frame.schema.get_field_index("perception.tan1"), "perception.tan1", pa.array(column, pa.int8())
    )
    one, other = (analyse(study(s), instrument, [s]).provenance for s in (first, replace(first, frame=changed)))
    assert one["sources"][0]["counts_digest"] != other["sources"][0]["counts_digest"]


def test_how_many_people_a_weight_stands_for_changes_no_result() -> None:
    """Expansion weights of survey offices: millions of people a head, whose squares do not fit 64 bits."""
    s = customers(small_instrument(), 50, weighted=True)
    column, light = s.frame.schema.get_field_index("weight"), s.frame["weight"].to_numpy()
    assert light.std() > 0
    sets = [replace(s, frame=s.frame.set_column(column, "weight", pa.array(light * k, pa.int64()))) for k in (1, 2**22)]
    one, other = (analyse(study(s), small_instrument(), [s]) for s in sets)
    for a, b in zip(one.results, other.results, strict=True):
        if a.level != "overall":
            assert a == b
        elif a.difference:
            assert asdict(a.difference) == pytest.approx(asdict(b.difference), abs=1e-7)


def test_the_same_bytes_whatever_the_order_of_hashes(tmp_path: Path) -> None:
    """Sets of text come in another order in every process: no document may show it."""
    write_example(tmp_path)
    made = set()
    for seed in ("1", "2", "3"):
        command = [
            sys.executable,
            str(ROOT / "cli.py"),
            "analyse",
            str(tmp_path / "study.yaml"),
            "-o",
            str(tmp_path / f"{seed}.json"),
        ]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True)
        made.add((tmp_path / f"{seed}.json").read_bytes())
    assert len(made) == 1


def test_no_digest_is_given_of_answers_that_could_be_tried_one_after_the_other() -> None:
    instrument = small_instrument()
    sets = customers(instrument, 50), staff(instrument, "manager", 4), staff(instrument, "employee", 40)
    sources = analyse(study(*sets), instrument, sets).provenance["sources"]
    assert [s["counts_digest"] is None for s in sources] == [False, True, False]
    one = replace(sets[0], answers=("perception.tan1",))
    assert analyse(study(one), instrument, [one]).provenance["sources"][0]["counts_digest"] is not None, "50 people, 140 bits"
    few = customers(instrument, 9)
    few = replace(few, answers=("perception.tan1",))
    assert analyse(study(few), instrument, [few]).provenance["sources"][0]["counts_digest"] is None


def test_of_whom_nobody_answered_all_items_reliability_is_withheld_and_not_missing() -> None:
    instrument = small_instrument()
    s = staff(instrument, "manager", 40)
    frame = s.frame
    for answer in ("belief.rel1", "belief.emp1", "belief.tan1"):
        frame = frame.set_column(frame.column_names.index(answer), answer, pa.nulls(40, pa.int8()))
    sets = customers(instrument, 60), replace(s, frame=frame)
    found = {(r.role, r.dimension): r.notes for r in analyse(study(*sets), instrument, sets).reliability if r.facet == "belief"}
    assert {role for role, _ in found} == {"manager"} and ("withheld",) in found.values()


def test_a_sample_of_branches_has_no_permutation_test() -> None:
    """The test is begun before the design takes it away."""
    instrument = small_instrument()
    s = customers(instrument, 200)
    units = pa.array([f"branch {i % 12}" for i in range(200)])
    s = replace(s, frame=s.frame.set_column(s.frame.column_names.index("unit"), "unit", units))
    sets = s, staff(instrument, "manager", 40)
    alone, sample = (analyse(study(*sets, unit_is=unit), instrument, sets).results for unit in ("stratum", "cluster"))
    whole = [[t.method for r in found if r.gap == "gap1" and not r.group for t in r.tests] for found in (alone, sample)]
    assert "permutation" in whole[0] and "permutation" not in whole[1]


def test_sources_of_one_role_that_ask_different_facets_are_added_up() -> None:
    """Expectations of those who were asked nothing else count beside one side of the others' pairs."""
    instrument = small_instrument()
    both, alone, managers = customers(instrument, 30), customers(instrument, 100, seed=5), staff(instrument, "manager", 20)
    alone = replace(alone, answers=tuple(a for a in alone.answers if not a.startswith("perception.")))
    given = [x for s in (both, alone) for x in s.frame.filter(pc.field("wave") == "2026")["expectation.tan1"].to_pylist() if x]
    for sets in ((both, alone, managers), (replace(both, frame=both.frame.slice(0, 0), rows=Rows(0, 0)), alone, managers)):
        found = {r.place: r for r in analyse(study(*sets), instrument, sets).results if r.gap == "gap1" and not r.group}
        assert found["tan1"].subtrahend == found["tangibles"].subtrahend
        if sets[0] is both:
            assert found["tan1"].subtrahend.n == len(given)
            assert found["tan1"].subtrahend.mean == pytest.approx(np.mean(given), rel=1e-14)


def test_a_facet_of_two_paired_gaps_is_counted_once_of_everybody_whichever_gap_a_source_asks() -> None:
    """Those who were not asked the other side of the first gap have tables of their own; of one item some were not asked it."""
    instrument = small_instrument()
    perceived, believed = Side("perception", "customer"), Side("belief", "manager")
    wished = GapSpec("wished", "paired", perceived, Side("wish", "customer"))
    gaps = (*instrument.gaps, wished, GapSpec("believed", "independent", believed, perceived))
    instrument = replace(instrument, facets=(*instrument.facets, Facet("wish", ("customer",), "D")), gaps=gaps)

    def asked(n: int, seed: int, *without: str) -> ResponseSet:
        found = customers(instrument, n, seed=seed)
        wishes = {f"wish.{i.id}": found.frame[f"perception.{i.id}"] for i in instrument.items}
        frame = pa.table({c: found.frame[c] for c in found.frame.column_names} | wishes)
        kept = tuple(a for a in (*found.answers, *wishes) if not a.startswith(without or "-"))
        return replace(found, frame=frame, answers=kept)

    everything, first, second, neither, in_part = (
        asked(40, 1), asked(60, 2, "wish"), asked(80, 3, "expectation"), asked(30, 4, "wish", "expectation"),
        asked(50, 5, "expectation.rel1", "expectation.emp"),
    )  # fmt: skip
    managers = staff(instrument, "manager", 20)
    for some in ((second, everything), (everything, first, second, neither, in_part), (second,)):
        analysis = analyse(study(*some, managers), instrument, (*some, managers), ())
        found = {r.place: r for r in analysis.results if r.gap == "believed" and not r.group}
        for item in ("tan1", "rel1", "emp2"):
            given = [x for s in some for x in s.frame.filter(pc.field("wave") == "2026")[f"perception.{item}"].to_pylist() if x]
            assert found[item].subtrahend.n == len(given)
            assert found[item].subtrahend.mean == pytest.approx(np.mean(given), rel=1e-14)
        assert found["tan1"].subtrahend == found["tangibles"].subtrahend
        (share,) = (row["share"] for row in analysis.quality["missing"] if row["facet"] == "perception")
        assert 0.02 < share < 0.08
