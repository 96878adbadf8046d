"""Requirement: a warning that is right can be confirmed in the study; it informs from then on, and is listed as confirmed."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

import cli
from reports.wording import Wording, languages
from surveys.problems import CONFIRMABLE, InputError
from surveys.study_file import read_study, write_study

HEADERS = [f"{letter}{n}" for letter in "EP" for n in range(1, 23)]


def study(folder: Path, confirmed: str = "", files: int = 1) -> Path:
    """A bank whose perception truly lies above expectation; in one file, or in two that are joined."""
    chance = Random(2)
    wishes, seen = (2, 3, 4, 5, 6, 7), (5, 6, 7, 7)
    rows = [
        [f"r{n}", *(str(chance.choice(wishes)) for _ in range(22)), *(str(chance.choice(seen)) for _ in range(22))]
        for n in range(60)
    ]
    for number, (first, last) in enumerate([(1, 45)] if files == 1 else [(1, 23), (23, 45)]):
        lines = [["id", *HEADERS[first - 1 : last - 1]], *([row[0], *row[first:last]] for row in rows)]
        (folder / f"{number}.csv").write_text("\n".join(map(",".join, lines)))
    sources = "".join(f"  - {{file: {number}.csv, id: id{confirmed}}}\n" for number in range(files))
    path = folder / "study.yaml"
    path.write_text(f"sources:\n{sources}")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.cli, [str(a) for a in arguments])


@pytest.mark.parametrize("files", [1, 2])
def test_a_confirmed_warning_no_longer_fails_the_check(tmp_path: Path, files: int) -> None:
    before = run("check", study(tmp_path, files=files))
    assert before.exit_code == 1 and "confirmed: [facets_swapped]" in before.output
    after = run("check", study(tmp_path, ", confirmed: [facets_swapped]", files))
    assert after.exit_code == 0, after.output
    assert Wording("en").say("confirmed.remedy") in after.output and "confirmed: [" not in after.output


def test_no_warning_makes_the_analysis_refuse_and_a_confirmed_one_is_listed_as_such(tmp_path: Path) -> None:
    for confirmed in ("", ", confirmed: [facets_swapped]"):
        path, out = study(tmp_path, confirmed), tmp_path / "a.json"
        out.unlink(missing_ok=True)
        assert run("analyse", path, "-o", out).exit_code == 0
        listed = json.loads(out.read_text())["quality"]["problems"]
        assert listed == [{"code": "facets_swapped", "count": 1, **({"confirmed": True} if confirmed else {})}]
    said = run("report", out, "--language", "zh-Hans", "-o", tmp_path / "r.txt")
    assert said.exit_code == 0, said.output
    assert "期望与感知可能对调（分析者已确认）" in (tmp_path / "r.txt").read_text("utf-8").replace("\n", "").replace(" ", "")


def test_the_study_keeps_what_is_confirmed_and_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    read = read_study(study(tmp_path, ", confirmed: [facets_swapped, rows_alike]"))
    assert read.sources[0].confirmed == ("facets_swapped", "rows_alike")
    write_study(read, tmp_path / "again.yaml")
    assert read_study(tmp_path / "again.yaml") == read
    with pytest.raises(InputError, match=r"unknown_value.*facets_swapped"):
        read_study(study(tmp_path, ", confirmed: [not_on_scale]"))


def test_every_warning_that_can_be_confirmed_has_its_words() -> None:
    for language in languages():
        words = Wording(language)
        assert [c for c in CONFIRMABLE if not (words.has(f"problem.{c}.remedy") and words.has(f"problem_short.{c}"))] == []


def test_a_sentence_names_facets_by_the_words_of_its_language(tmp_path: Path) -> None:
    output = run("check", study(tmp_path), "--language", "zh-Hans").output
    assert "“感知”高于“期望”" in output or ("“感知”" in output and "“期望”" in output)
    assert "expectation" not in output and "perception" not in output


@pytest.mark.parametrize("order, doubted", [("MDP", False), ("DMP", True), ("MPD", True)])
def test_more_than_the_least_that_is_acceptable_is_no_exchange(tmp_path: Path, order: str, doubted: bool) -> None:
    """Three columns of sixty people: minimum about 4, desired about 8, perceived between them; then two headers exchanged."""
    chance = Random(4)
    rows = [[str(min(9, max(1, round(chance.gauss(near, 2))))) for near in (4, 8, 6) for _ in range(22)] for _ in range(60)]
    headers = [f"{letter}{n}" for letter in order for n in range(1, 23)]
    (tmp_path / "0.csv").write_text("\n".join(map(",".join, [headers, *rows])))
    (tmp_path / "study.yaml").write_text("instrument: servqual3\nsources: [{file: 0.csv}]\n")
    result = run("check", tmp_path / "study.yaml")
    assert ("facets_swapped" in result.output) == doubted and result.exit_code == int(doubted), result.output
