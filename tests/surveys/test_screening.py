"""Careless answering: the indices against R's package careless, the flags on people made by hand, the findings beside."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from msgspec.structs import replace

from gaps.analyse import analyse
from reports.findings import build
from reports.plain import render
from reports.wording import Wording
from surveys.catalogue import load
from surveys.collect import collect
from surveys.instrument import Instrument
from surveys.responses import ResponseSet
from surveys.screening.flags import screened
from surveys.screening.indices import distance, even_odd, longest_run, spread
from surveys.study_file import read_study, write_study
from surveys.texts import seconds
from tests.study_of import response_set, study

ORACLES = Path(__file__).parents[3] / "shared/oracles"


@pytest.mark.skipif(not ORACLES.is_dir(), reason="R's numbers of the careless data set are not here")
def test_the_indices_are_those_of_the_package_careless() -> None:
    answers = np.array([[float(x) for x in row] for row in list(csv.reader((ORACLES / "careless_dataset.csv").open()))[1:]])
    rows = list(csv.DictReader((ORACLES / "careless_expected.csv").open()))
    r = {name: np.array([float(row[name]) if row[name] not in ("", "NA") else np.nan for row in rows]) for name in rows[0]}
    halves = even_odd([answers[:, i : i + 5] for i in range(0, 50, 5)])
    for ours, theirs in ((longest_run(answers), r["longstr"]), (spread(answers), r["irv"]), (distance(answers), r["mahad_dsq"]),
                         (-halves, r["evenodd"])):  # fmt: skip
        np.testing.assert_allclose(ours, theirs, atol=1e-9)


def test_the_indices_of_people_with_gaps_in_their_answers() -> None:
    nan = np.nan
    answers = np.array([[1, 1, nan, 1, 1, 1.0], [2, 2, 2, 3, nan, nan], [nan] * 6])
    assert longest_run(answers).tolist() == [3, 3, 0]
    assert spread(answers)[:2].tolist() == [0, 0.5]
    assert np.isnan(spread(answers)[2])
    assert np.isnan(distance(answers)).all()


INSTRUMENT = load("servqual")
ITEMS = [i.id for i in INSTRUMENT.items]


def people(*rows: tuple[list[int], list[int]], honest: int = 80, seconds: list[int] | None = None) -> ResponseSet:
    """Honest people with varied, consistent answers, and the given ones (expectations, perceptions) at the end."""
    rng = np.random.default_rng(7)
    level = rng.integers(-1, 2, (honest, 1)) + rng.integers(-1, 2, (honest, 5))[:, np.repeat(range(5), (4, 5, 4, 4, 5))]
    e = np.clip(6 + rng.integers(0, 2, (honest, 22)), 1, 7)
    p = np.clip(4 + level + rng.integers(0, 2, (honest, 22)), 1, 7)
    every = [(list(map(int, a)), list(map(int, b))) for a, b in zip(e, p, strict=True)] + list(rows)
    columns: dict[str, object] = {"wave": [""] * len(every)}
    for side, facet in enumerate(("expectation", "perception")):
        columns |= {f"{facet}.{item}": pa.array([row[side][j] for row in every], pa.int8()) for j, item in enumerate(ITEMS)}
    timed = {} if seconds is None else {"seconds": pa.array([300] * honest + seconds, pa.int32())}
    return response_set("c.csv", "customer", columns | timed, timed=bool(timed))


def flagged(responses: ResponseSet, instrument: Instrument = INSTRUMENT) -> int:
    found = screened(responses, instrument).screened
    return -1 if found is None else found.flagged


def test_a_row_of_sevens_is_honest_and_two_signs_are_needed() -> None:
    varied = [1, 7, 2, 6] * 5 + [3, 5]
    delighted = [7] * 22, [7] * 22
    wishes_only = [7] * 22, [5, 6] * 11
    copied = varied, varied
    assert flagged(people(delighted, wishes_only)) == 0
    base = flagged(people())
    assert flagged(people(copied, seconds=[400])) <= base + 1
    assert flagged(people(copied, copied, seconds=[20, 20])) == base + 2
    assert flagged(people(([7] * 22, [3] * 22), seconds=[15])) == base + 1


def test_few_items_or_too_many_people_are_not_screened() -> None:
    few = replace(INSTRUMENT, items=INSTRUMENT.items[:5])
    short = people()
    some = screened(replace(short, answers=tuple(a for a in short.answers if a.endswith(("tan1", "tan2")))), few)
    many = screened(replace(short, rows=replace(short.rows, used=10**6)), INSTRUMENT)
    nobody = screened(replace(short, rows=replace(short.rows, used=0)), INSTRUMENT)
    assert [(s.screened, s.unscreened) for s in (some, many, nobody)] == [(None, "few_items"), (None, "many_people"), (None, "")]


def test_it_is_said_that_a_short_instrument_was_not_screened() -> None:
    few = replace(INSTRUMENT, items=INSTRUMENT.items[:5])
    short = people()
    asked = tuple(a for a in short.answers if a.split(".")[1] in ITEMS[:5])
    sets = (screened(replace(short, answers=asked, frame=short.frame.select(["wave", *asked])), few),)
    analysis = analyse(study(*sets), few, sets)
    assert analysis.quality["unscreened"] == [{"role": "customer", "reason": "few_items"}]
    for language in ("en", "zh-Hans", "zh-Hant"):
        words = Wording(language)
        said = words.say("unscreened.few_items", role=words.say("role.customer"))
        assert "".join(said.split()) in "".join(render(build(analysis, words)).split())


def careless_study(n: int) -> tuple[ResponseSet, ...]:
    varied = [1, 7, 2, 6] * 5 + [3, 5]
    responses = people(*[(varied, varied)] * n, seconds=[10] * n)
    return (screened(responses, INSTRUMENT),)


def test_the_headline_stands_with_and_without_them_and_nobody_is_dropped() -> None:
    sets = careless_study(12)
    analysis = analyse(study(*sets), INSTRUMENT, sets)
    beside = {(s.gap, s.place): s for s in analysis.sensitivity}["gap5", "mean_of_dimensions"]
    plain = people(*[], seconds=[])
    alone = next(r for r in analyse(study(plain), INSTRUMENT, [plain]).results if r.place == "mean_of_dimensions" and not r.group)
    everybody = next(r for r in analysis.results if r.place == "mean_of_dimensions" and not r.group)
    assert (beside.n, beside.n_without) == (92, 80)
    assert everybody.n == 92 and beside.difference == everybody.difference
    assert beside.without == alone.difference
    for language in ("en", "zh-Hans", "zh-Hant"):
        text = render(build(analysis, Wording(language)))
        assert Wording(language).say("heading.screening") in text and "92" in text


def test_two_numbers_never_say_what_a_few_flagged_people_answered() -> None:
    sets = careless_study(4)
    analysis = analyse(study(*sets), INSTRUMENT, sets)
    assert analysis.sensitivity == ()
    assert analysis.quality["screening"][0]["flagged"] == 4
    assert analyse(study(*careless_study(2)), INSTRUMENT, careless_study(2)).quality["screening"][0]["flagged"] is None


def test_an_overall_gap_does_not_say_what_a_few_flagged_people_answered_in_one_dimension() -> None:
    (whole,) = careless_study(12)
    places = [whole.frame.column_names.index(f"{facet}.tan{i}") for facet in ("expectation", "perception") for i in range(1, 5)]
    frame = whole.frame
    flagged = [i for i in range(frame.num_rows) if i >= frame.num_rows - 12]
    for place in places:
        held = frame.column(place).to_pylist()
        kept = [None if i in flagged[3:] else value for i, value in enumerate(held)]
        frame = frame.set_column(place, frame.column_names[place], pa.array(kept, pa.int8()))
    sets = (replace(whole, frame=frame),)
    told = {(s.level, s.place) for s in analyse(study(*sets), INSTRUMENT, sets).sensitivity if s.gap == "gap5"}
    assert ("dimension", "reliability") in told and ("dimension", "tangibles") not in told
    assert not any(level == "overall" for level, _ in told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("125", 125), ("125.4", 125), ("125,4", 125), ("125秒", 125), ("2分5秒", 125), ("2:05", 125), ("0:02:05", 125), ("3 min", 180),
     ("125 seconds", 125), ("1h 5m", 3900), ("PT3M5S", 185), ("PT1H", 3600), ("2 hours 3 minutes", 7380), ("1小时2分3秒", 3723),
     ("1h30", None), ("PT", None), ("h", None), ("", None), ("-5", None), ("soon", None), ("1e5", None)],
)  # fmt: skip
def test_how_long_it_took_is_read_as_tools_write_it(text: str, expected: int | None) -> None:
    assert seconds(text) == expected


def test_the_study_names_the_column_of_durations(tmp_path: Path) -> None:
    header = [f"{letter}{i}" for letter in "EP" for i in range(1, 23)]
    rows = [[str(1 + (r * 7 + c * 3 + r * c) % 7) for c in range(44)] + ["0:09:30"] for r in range(30)]
    rows += [["6"] * 22 + ["5"] * 22 + ["12 s"]] * 6
    lines = [",".join([*header, "took"]), *map(",".join, rows)]
    (tmp_path / "c.csv").write_text("\n".join(lines), "utf-8")
    (tmp_path / "study.yaml").write_text("sources: [{file: c.csv, role: customer, duration: took}]\n", "utf-8")
    s = read_study(tmp_path / "study.yaml")
    (found,) = collect(s, INSTRUMENT).sets
    assert found.timed and found.screened.by_index["fast"] == 6 and found.screened.flagged == 6
    write_study(s, tmp_path / "again.yaml")
    assert read_study(tmp_path / "again.yaml") == s
