"""SERVQUAL's questions asked on another scale than seven points."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

import cli
from surveys.catalogue import load
from surveys.collect import collect
from surveys.instrument import Scale
from surveys.problems import InputError
from surveys.reading.parquet import read_parquet
from surveys.study import Source, Study
from surveys.study_file import read_study, write_study

WORDS = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")


def survey(path: Path, spoken: bool) -> Path:
    """40 people whose expectations run from 3 to 5, perceptions from 1 to 5; a level of the person and one of chance."""
    rows = ["id," + ",".join(f"E{n}" for n in range(1, 23)) + "," + ",".join(f"P{n}" for n in range(1, 23))]
    rng = Random(1)
    for person in range(40):
        codes = [min(5, 3 + person % 3 + rng.randint(0, 1)) for _ in range(22)]
        codes += [1 + person % 4 + rng.randint(0, 1) for _ in range(22)]
        rows.append(",".join([str(person), *(WORDS[code - 1] if spoken else str(code) for code in codes)]))
    path.write_text("\n".join(rows), "utf-8")
    return path


@pytest.mark.parametrize("spoken", [False, True])
def test_five_points_need_one_line_of_the_study(tmp_path: Path, spoken: bool) -> None:
    path = survey(tmp_path / "five.csv", spoken)
    study = Study((Source(path.name),), scale=Scale(1, 5), folder=tmp_path)
    instrument = load("servqual", scale=study.scale)
    found = collect(study, instrument)
    assert [p.code for p in found.problems] == []
    codes = found.sets[0].frame.to_pydict()
    assert set(codes["expectation.tan1"]) == {3, 4, 5} and set(codes["perception.tan2"]) == {1, 2, 3, 4, 5}
    assert instrument.margin == pytest.approx(0.2)
    assert instrument.digest != load("servqual").digest == load("servqual", scale=Scale(1, 7)).digest


def test_the_ends_keep_their_words() -> None:
    asked = load("servqual", scale=Scale(0, 10))
    for language, words in asked.words.items():
        own = load("servqual").words[language].anchors
        assert words.anchors["0"] == own["1"] and words.anchors["10"] == own["7"] and "7" not in words.anchors
        assert words.anchors["standard.none"] == own["standard.none"] and words.anchors["standard.10"] == own["standard.7"]


def test_the_study_file_keeps_the_scale_and_refuses_what_is_none(tmp_path: Path) -> None:
    survey(tmp_path / "five.csv", False)
    path = tmp_path / "study.yaml"
    study = Study((Source("five.csv"),), scale=Scale(1, 5), folder=tmp_path)
    write_study(study, path)
    assert read_study(path) == replace(study, folder=path.parent)
    path.write_text(path.read_text("utf-8").replace("low: 1", "low: 5"), "utf-8")
    with pytest.raises(InputError) as refused:
        read_study(path)
    assert [p.code for p in refused.value.problems] == ["study_scale"]


def test_the_command_line_says_what_to_write(tmp_path: Path) -> None:
    path = survey(tmp_path / "five.csv", False)
    doubt = CliRunner().invoke(cli.cli, ["check", str(path)])
    assert doubt.exit_code == 1 and "scale: {low: 1, high: 5}" in doubt.output
    assert CliRunner().invoke(cli.cli, ["check", str(path), "--scale", "1-5"]).exit_code == 0
    refused = CliRunner().invoke(cli.cli, ["check", str(path), "--scale", "five"])
    assert refused.exit_code == 1 and "five" in refused.output


def test_an_analysis_of_what_a_wrong_scale_leaves_is_refused(tmp_path: Path) -> None:
    """Also where DuckDB counts; with the scale that was asked, it is made."""
    path, made = survey(tmp_path / "five.csv", True), tmp_path / "a.json"
    asked = ["analyse", str(path), "-o", str(made)]
    refused = CliRunner().invoke(cli.cli, asked)
    assert refused.exit_code == 1 and "(100%)" in refused.output and "--scale 1-5" in refused.output and not made.exists()
    assert CliRunner().invoke(cli.cli, [*asked, "--scale", "1-5"]).exit_code == 0 and made.exists()
    header, *lines = (line.split(",") for line in path.read_text("utf-8").splitlines())
    pq.write_table(pa.table(dict(zip(header, zip(*lines, strict=True), strict=True))), tmp_path / "five.parquet")
    with pytest.raises(InputError) as lost:
        read_parquet(tmp_path / "five.parquet", Source("five.parquet"), load("servqual"))
    assert lost.value.problems[0].code == "answers_lost" and lost.value.problems[0].values["closest"] == "1-5"


def test_a_scale_that_loses_a_part_is_warned_of_with_the_one_that_the_answers_show(tmp_path: Path) -> None:
    path = survey(tmp_path / "five.csv", False)
    path.write_text(re.sub(r",([45])\b", lambda found: f",{2 * int(found[1])}", path.read_text("utf-8")), "utf-8")
    said = CliRunner().invoke(cli.cli, ["check", str(path)]).output.splitlines()
    assert "are not on the scale from 1 to 7" in said[0] and "--scale 1-10" in said[0]
