"""Requirement: the export of a later wave is compared with that of the wave before it, though nobody saved a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from reports.problems import what
from reports.wording import Wording, languages
from surveys.catalogue import load
from surveys.collect import Collected, collect
from surveys.study import Source, Study

HEADERS = [f"{letter}{n}" for letter in "EP" for n in range(1, 23)]


def collected(folder: Path, *waves: Sequence[str], listed: tuple[str, ...] = ()) -> Collected:
    chance = Random(1)
    for number, header in enumerate(waves, start=1):
        rows = [[str(chance.randint(1, 7)) for _ in header] for _ in range(20)]
        (folder / f"{number}.csv").write_text("\n".join(map(",".join, [header, *rows])))
    sources = [Source(f"{number}.csv", wave=str(number)) for number in range(1, len(waves) + 1)]
    return collect(Study(tuple(reversed(sources)) if listed else tuple(sources), waves=listed, folder=folder), load("servqual"))


def changed(found: Collected) -> list[tuple[str, str, int, str]]:
    return [(p.code, p.file, p.count, p.values["renamed"]) for p in found.problems if p.code.startswith("wave_columns")]


@pytest.mark.parametrize("listed", [(), ("1", "2")])
def test_questions_that_a_later_wave_lost_are_named(tmp_path: Path, listed: tuple[str, ...]) -> None:
    found = collected(tmp_path, HEADERS, [*HEADERS[:-1], "P22 (new wording)"], listed=listed)
    assert changed(found) == [("wave_columns_lost", "2.csv", 1, "-")]
    said = next(p for p in found.problems if p.code == "wave_columns_lost")
    assert said.severity == "warning" and said.values["gone"] == "P22"
    assert all("P22" in what(said, Wording(language)) for language in languages())


def test_a_header_that_is_like_the_lost_one_is_proposed(tmp_path: Path) -> None:
    before = ["How friendly are the staff", *HEADERS]
    later = ["How friendly are our staff", *HEADERS]
    first = Source("1.csv", wave="1", columns={"expectation.tan1": before[0]})
    study = Study((first, Source("2.csv", wave="2")), folder=tmp_path)
    collected(tmp_path, before, [text for text in later if text != "E1"])
    [(code, _, _, renamed)] = changed(collect(study, load("servqual")))
    assert code == "wave_columns_lost" and renamed.startswith("How friendly are the staff → How friendly are our staff (0.")


def test_other_headers_of_the_same_questions_inform(tmp_path: Path) -> None:
    found = collected(tmp_path, HEADERS, ["Q1_E", *HEADERS[1:]], ["Q1_E", *HEADERS[1:]])
    assert changed(found) == [("wave_columns_renamed", "2.csv", 1, "E1 → Q1_E")]
