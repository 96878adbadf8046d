"""Files made to do harm: each is read, or refused in a line with a remedy, and nobody ever sees a traceback."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

import cli

PLACES = [f"{facet}_{item}" for facet in ("expectation", "perception") for item in ("tan1", "tan2", "tan3", "tan4", "rel1")]
ORDERS = "\x1b[31m\x1b]0;title\x07\u202e\u009b2J"
"""What a terminal would obey: a colour, a window's title, the direction of writing, an erased screen."""


def run(*arguments: object) -> Result:
    """What the command line says; an exception that it lets out fails the test."""
    found = CliRunner().invoke(cli.cli, [str(a) for a in arguments])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def answers(path: Path, unit: str = "North", header: str = "note", cell: str = "5") -> Path:
    rows = [",".join(["unit", *PLACES, f'"{header}"'])] + [",".join([unit, *["5"] * 9, cell, "x"]) for _ in range(8)]
    path.write_text("\n".join(rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("whole")
    run("analyse", answers(folder / "a.csv"), "-o", folder / "a.json")
    found: dict[str, Any] = json.loads((folder / "a.json").read_text("utf-8"))
    return found


# ---- the terminal ----------------------------------------------------------------------------------------------------
def obeyed(text: str) -> set[str]:
    return {c for c in text if c in "\x1b\x07\u202e\u009b\t\r"}


def test_cells_headers_and_names_give_a_terminal_no_orders(tmp_path: Path) -> None:
    bad = answers(tmp_path / "a.csv", unit=ORDERS, header=f"{ORDERS}\nfake line", cell=f"{ORDERS}9")
    study = tmp_path / "study.yaml"
    study.write_text(json.dumps({"title": ORDERS, ORDERS: 1, "sources": [{"file": f"{ORDERS}.csv", "role": ORDERS}]}), "utf-8")
    for command in (["check", bad], ["check", study], ["report", tmp_path / ORDERS, "-o", tmp_path / "a.txt"]):
        said = run(*command).output
        assert said.strip() and not obeyed(said), said
    run("analyse", bad, "-o", tmp_path / "a.json")
    run("report", tmp_path / "a.json", "-o", tmp_path / "a.txt")
    printed = (tmp_path / "a.txt").read_text("utf-8")
    assert "North" not in printed and "\ufffd" in printed and not obeyed(printed)


def test_a_header_of_two_lines_stays_in_the_line_of_its_problem(tmp_path: Path) -> None:
    file = answers(tmp_path / "a.csv")
    study = tmp_path / "study.yaml"
    study.write_text(json.dumps({"sources": [{"file": file.name, "unit": "no\nsuch"}]}), "utf-8")
    assert len(run("check", study).output.strip().splitlines()) == 1


# ---- an analysis by somebody else ------------------------------------------------------------------------------------
WRONG: dict[str, Any] = {
    "number as text": ("results", 0, "minuend", "n", "many"),
    "text as number": ("study", "title", 10**400),
    "a mean that cannot be": ("results", 0, "minuend", "mean", 1e308),
    "no number at all": ("results", 0, "minuend", "mean", float("nan")),
    "a list for an object": ("provenance", "sources", [[]]),
    "an object for a list": ("instrument", "gaps", {}),
    "a truth for a word": ("instrument", "words", "en", "items", {"tan1": True}),
    "a scale of one point": ("instrument", "scale", {"low": 1, "high": 1}),
    "half a character": ("study", "organisation", "\ud800"),
    "nothing": ("quality", None),
}


@pytest.mark.parametrize("ending", [".txt", ".xlsx", ".pdf", ".json"])
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_strange_analysis_is_printed_or_refused(
    wrong: tuple[Any, ...], ending: str, analysis: dict[str, Any], tmp_path: Path
) -> None:
    *path, key, value = wrong
    changed = json.loads(json.dumps(analysis))
    place = changed
    for step in path:
        place = place[step]
    place[key] = value
    (tmp_path / "a.json").write_text(json.dumps(changed), "utf-8")
    said = run("report", tmp_path / "a.json", "-o", tmp_path / f"o{ending}")
    assert said.exit_code in (0, 1) and len(said.output.strip().splitlines()) == 1


@pytest.mark.parametrize("text", ["", "[]", "[" * 100_000, "{}", "\x00", '{"schema": "fivegaps/analysis/1"}', "1" * 5_000])
def test_what_is_no_analysis_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    said = run("report", tmp_path / "a.json", "-o", tmp_path / "a.txt")
    assert said.exit_code == 1 and "is not an analysis" in said.output and not (tmp_path / "a.txt").exists()


# ---- files of answers ------------------------------------------------------------------------------------------------
def test_a_parquet_file_without_rows_is_refused(tmp_path: Path) -> None:
    pyarrow.parquet.write_table(pa.table({p: pa.array([], pa.int8()) for p in PLACES}), tmp_path / "a.parquet")
    said = run("check", tmp_path / "a.parquet")
    assert said.exit_code == 1 and len(said.output.strip().splitlines()) == 1 and "no table" in said.output


@pytest.mark.parametrize("value", [[5], {"a": 5}], ids=["list", "record"])
def test_a_parquet_column_of_lists_or_records_is_refused(value: Any, tmp_path: Path) -> None:
    columns = {p: pa.array([5] * 8, pa.int8()) for p in PLACES} | {PLACES[0]: pa.array([value] * 8)}
    pyarrow.parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    said = run("check", tmp_path / "a.parquet")
    assert said.exit_code == 1 and PLACES[0] in said.output


STUDIES = {
    "a tag that runs a program": "title: !!python/object/apply:os.system ['true']",
    "a day that is none": "date: !!timestamp x",
    "a number of many digits": "title: 0x" + "f" * 50_000,
    "a level of many digits": "options: {level: " + "9" * 400 + "}",
    "a target of many digits": "targets: {gap2: " + "9" * 400 + "}",
    "a name too long for a file": "instrument: " + "b" * 5_000,
    "a list inside itself": "waves: &a [*a]",
    "a billion waves": "x: &x [1, 1, 1, 1, 1, 1, 1, 1, 1]\nwaves: &y [*x, *x, *x, *x, *x, *x, *x, *x, *x]",
    "brackets without end": "title: " + "[" * 5_000,
}


@pytest.mark.parametrize("text", STUDIES.values(), ids=STUDIES.keys())
def test_a_study_that_means_harm_is_refused(text: str, tmp_path: Path) -> None:
    file = answers(tmp_path / "a.csv")
    (tmp_path / "study.yaml").write_text(f"sources: [{{file: {file.name}}}]\n{text}\n", "utf-8")
    said = run("check", tmp_path / "study.yaml")
    assert said.exit_code == 1 and said.output.strip()


def test_a_study_of_very_many_keys_is_read_at_once(tmp_path: Path) -> None:
    keys = ", ".join(f"label {i}: 1" for i in range(30_000))
    (tmp_path / "study.yaml").write_text(f"sources: [{{file: a.csv, role: customer, labels: {{{keys}}}}}]", "utf-8")
    began = time.process_time()
    assert "not there" in run("check", tmp_path / "study.yaml").output
    assert time.process_time() - began < 6


def test_a_source_with_a_name_too_long_is_missing(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("sources: [{file: " + "a" * 5_000 + "}]", "utf-8")
    assert "not there" in run("check", tmp_path / "study.yaml").output


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "not there" in run("check", tmp_path / "a.csv").output


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_column_with_a_name_for_everybody_is_no_column_of_branches(ending: str, tmp_path: Path) -> None:
    columns = {"unit": [f"n{i}" for i in range(2_001)], **{p: ["5"] * 2_001 for p in PLACES}}
    file = tmp_path / f"a{ending}"
    if ending == ".csv":
        file.write_text("\n".join([",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]), "utf-8")
    else:
        pyarrow.parquet.write_table(pa.table(columns), file)
    study = tmp_path / "study.yaml"
    study.write_text(json.dumps({"sources": [{"file": file.name, "role": "customer", "unit": "unit"}]}), "utf-8")
    said = run("check", study)
    assert said.exit_code == 1 and "2,001 different names" in said.output
