"""A YAML file of a few kilobytes neither ends the process that reads it nor keeps it busy: each is refused at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.catalogue import library, load
from surveys.problems import InputError
from surveys.yaml_checks import Checker, read_yaml

MERGES = "a: &a0 {x: 1}\n" + "".join(f"b{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))
WILD = {
    "nested flow": ("title: x\nsources: " + "[" * 400_000, 2),
    "nested block": ("- " * 400_000, 1),
    "merged again and again": (MERGES, 2),
    "a number in base sixty": ("title: x\ninvited: 1" + ":59" * 300_000, 2),
}


@pytest.mark.parametrize("name", WILD)
def test_what_no_study_needs_is_refused_at_its_line(name: str, tmp_path: Path) -> None:
    text, line = WILD[name]
    (tmp_path / "study.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read_yaml(tmp_path / "study.yaml", Checker("study.yaml"))
    assert [(p.code, p.row) for p in refused.value.problems] == [("instrument_not_plain", line)]


def test_every_instrument_of_the_library_is_plain() -> None:
    assert all(load(name).items for name in library())
