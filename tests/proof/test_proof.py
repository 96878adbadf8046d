"""The short part of `make prove`: what can be proven in a minute is proven at every change.

1. NIST's sets are met; every method of the table and of the schema agrees with its second opinion; none is without one.
2. Random studies give the same numbers by plain loops; the trials of whole studies are what an analysis of each would be.
3. Tests that decide keep their size in a few cells of the grid.
4. Degenerate input gives reasons, never a number that is none.
5. The mutants' texts still stand in the code, and there are enough of them.
6. The validation page has a row for every method that a report may print, and all its parts; a part that fails stops no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest
from msgspec.structs import replace

from gaps.analyse import analyse
from gaps.methods import METHODS
from proof import __main__ as runner
from proof import brute, degenerate, methods, mutants, nist, size_cells, sizes, trials
from proof.__main__ import PAGE, PARTS, placed
from proof.second_opinions import opinions
from surveys.catalogue import load
from surveys.collect import collect
from surveys.example import write_example
from surveys.study import Source, Study
from surveys.study_file import read_study


@pytest.mark.skipif(not nist.available(), reason="NIST's data sets are not part of the project")
def test_nist_sets_are_met_to_the_last_digits() -> None:
    found = list(nist.agreements())
    assert len({a.name for a in found}) == 20
    assert [a for a in found if a.digits < 14.5] == []


def test_every_method_agrees_with_its_second_opinion() -> None:
    assert methods.far(opinions()) == []


@pytest.mark.parametrize("make", [brute.of_five_gaps, brute.of_zones])
def test_printed_results_follow_from_the_raw_answers_by_plain_loops(make: object, tmp_path: Path) -> None:
    found = list(make(Random(7), tmp_path, True))
    both = [(what, ours, plain) for what, ours, plain in found if ours is not None and plain is not None]
    assert len(both) > 500
    assert [x for x in both if abs(x[1] - x[2]) > brute.CLOSE] == []


def test_trials_counted_together_are_what_each_would_be_alone() -> None:
    design = trials.Design(0, "70 % sevens", "about 5", trials.HOLES, True, 3, branches=6, sizes=(5, 12), icc=0.2)
    study = Study((Source("proof.csv"),), unit_is="cluster")
    sets = trials.drawn(design, 2, np.random.default_rng(5))
    for number, found in enumerate(trials.solved(study, sets)):
        own = [replace(s, frame=s.frame.filter(_trial(s.frame, number)), segments=()) for s in sets]
        alone = analyse(study, trials.instrument(), own, by=[]).results
        assert [(r.gap, r.place, r.difference, r.equivalence, r.verdict) for r in found] == [
            (r.gap, r.place, r.difference, r.equivalence, r.verdict) for r in alone
        ]


def _trial(frame: object, number: int) -> object:
    import pyarrow.compute as pc

    return pc.equal(frame["segment.trial"], f"{number:04}")


@pytest.mark.parametrize("make", [size_cells.paired, size_cells.equivalence, size_cells.rating, size_cells.change])
def test_what_decides_keeps_its_size(make: object) -> None:
    """Of a true null no more than 5 % are rejected; chance may add three standard errors."""
    found = [sizes.rate(cell, 300) for cell in make()[::7]]
    assert [r for r in found if r.share > 0.05 + 3 * r.error] == []


def test_a_population_is_tilted_to_the_mean_that_is_wanted() -> None:
    values, share = np.arange(1, 8), np.array(trials.SHARES["88 % sevens"])
    assert size_cells.tilted(values, share, 5.0) @ values == pytest.approx(5.0)


@pytest.mark.parametrize("name", degenerate.INPUTS)
def test_degenerate_input_gives_reasons_and_no_nonsense(name: str, tmp_path: Path) -> None:
    found = degenerate.outcome(name, tmp_path)
    assert found.nonsense == ()
    assert found.codes and found.said


def test_the_mutants_are_those_of_the_code() -> None:
    assert mutants.stale() == []
    assert len(mutants.MUTANTS) >= 60
    assert all((mutants.ROOT / t).is_file() for m in mutants.MUTANTS for t in m.tests)


def test_no_method_is_printed_that_the_page_does_not_know(tmp_path: Path) -> None:
    page, known = PAGE.read_text("utf-8"), methods.printable()
    assert METHODS.keys() <= known and methods.missing(page, known | methods.BESIDE.keys() | methods.TRIED.keys()) == set()
    assert methods.missing(page, {"t", "made_up"}) == {"made_up"}
    write_example(tmp_path)
    study = read_study(tmp_path / "study.yaml")
    instrument = load(study.instrument, tmp_path)
    document = json.loads(analyse(study, instrument, collect(study, instrument).sets).to_json())
    schema = json.loads(methods.SCHEMA.read_text("utf-8"))
    jsonschema.validate(document, schema)
    document["results"][0]["difference"]["method"] = "made_up"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_the_page_is_whole_and_says_that_all_went_well() -> None:
    page = PAGE.read_text("utf-8")
    assert [part for part in PARTS if f"<!-- {part} -->" not in page] == []
    dead, of = map(int, re.search(r"(\d+) of (\d+) wrong formulas", page).groups())
    assert dead / of >= 0.95 and of >= 60
    assert "**" not in page, "a part failed, a mutant lived, or two digests differ"


def test_a_part_of_the_page_is_replaced_in_its_place() -> None:
    page = placed("", "nist", "first")
    page = placed(page, "methods", "table")
    page = placed(page, "nist", "second")
    assert "first" not in page and page.index("table") < page.index("second")


def test_a_part_that_fails_keeps_what_it_wrote(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def section(quick: bool) -> Iterator[str]:
        yield "one line"
        raise OSError("no room")

    monkeypatch.setattr(runner, "import_module", lambda name: SimpleNamespace(section=section))
    assert runner._alone("nist", True) == 1
    assert capsys.readouterr().out.startswith("one line\n\n**This part failed: OSError: no room**")
