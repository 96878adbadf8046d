"""Requirements of the worked example.

1. The same bytes for the same seed, on every machine and Python version.
2. The counts that were promised, in the form the instrument expects, and visibly synthetic.
3. An analysis finds the documented truth: each estimate lies within four standard errors of its true value.
4. The example is not easy: missing answers, "no standards exist", a ceiling on expectations.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from math import sqrt
from pathlib import Path
from statistics import fmean, variance

import pytest
import yaml

from surveys.catalogue import load
from surveys.example import model, truth, write_example
from surveys.example.draw import latent_mean, observed_mean
from surveys.instrument import Construct

Rows = list[dict[str, str]]
INSTRUMENT = load("servqual")
DIMENSIONS = [d.id for d in INSTRUMENT.dimensions]
TRUTH = truth()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    return folder


def read(folder: Path, name: str) -> Rows:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def customers(folder: Path) -> Rows:
    return read(folder, "customers.csv")


@pytest.fixture(scope="module")
def managers(folder: Path) -> Rows:
    return read(folder, "managers.csv")


@pytest.fixture(scope="module")
def employees(folder: Path) -> Rows:
    return read(folder, "employees.csv")


def numbers(dimension: str) -> list[int]:
    return [n for n, item in enumerate(INSTRUMENT.items, 1) if item.dimension == dimension]


def mean_and_error(rows: Rows, columns: Iterable[str], minus: str = "") -> tuple[float, float]:
    """The mean of the columns' means and its standard error, by the slow and plain road: people are the unit.

    With `minus`, the first letter of each column is replaced by it and that answer subtracted, where both are given.
    """
    total, influence = 0.0, [0.0] * len(rows)
    columns = list(columns)
    for column in columns:
        other = minus + column[1:] if minus else ""
        answered = {i: r for i, r in enumerate(rows) if r[column] and r.get(other, "0")}
        given = {i: int(r[column]) - int(r.get(other, "0")) for i, r in answered.items()}
        mean = fmean(given.values())
        total += mean / len(columns)
        for i, value in given.items():
            influence[i] += (value - mean) / len(given) / len(columns)
    return total, sqrt(sum(x * x for x in influence))


def near(found: tuple[float, float], true: float) -> bool:
    return abs(found[0] - true) < 4 * found[1]


# ---- 1, 2 ------------------------------------------------------------------------------------------------------------
def test_the_same_seed_writes_the_same_bytes_and_another_does_not(folder: Path, tmp_path: Path) -> None:
    paths = write_example(tmp_path / "again")
    assert all((folder / p.name).read_bytes() == p.read_bytes() for p in paths)
    other = write_example(tmp_path / "other", seed=1)
    assert sum((folder / p.name).read_bytes() != p.read_bytes() for p in other) == 3


def test_the_bytes_are_the_published_ones(folder: Path) -> None:
    """Only the standard library draws; a different digest on another machine or Python would break every golden."""
    digest = sha256(b"".join((folder / f"{role}s.csv").read_bytes() for role in ("customer", "manager", "employee")))
    assert digest.hexdigest() == "7a430a7f05feea0dacf08e5f20e00eb8a978b5d1cea56802cb7318ddb081ec7c"


def test_the_promised_people_answer(customers: Rows, managers: Rows, employees: Rows) -> None:
    assert Counter(r["wave"] for r in customers) == dict.fromkeys(model.WAVES, 400)
    assert {r["branch"] for r in customers} == {r["branch"] for r in managers} == {r["branch"] for r in employees}
    assert len(model.CUSTOMERS) == 8
    assert (len(managers), len(employees)) == (24, 180)
    respondents = [r["respondent"] for r in customers + managers + employees]
    assert len(set(respondents)) == len(respondents)
    assert all(name.startswith("synthetic-") for name in respondents)


def test_headers_are_the_instruments_codes(customers: Rows, managers: Rows, employees: Rows) -> None:
    for role, rows in (("customer", customers), ("manager", managers), ("employee", employees)):
        wanted = [f"{f.code}{n}" for f in INSTRUMENT.facets_of(role) for n in range(1, len(INSTRUMENT.places(f)) + 1)]
        assert [h for h in rows[0] if h[0].isupper()] == wanted


def test_the_study_describes_the_files_beside_it(folder: Path, customers: Rows) -> None:
    study = yaml.safe_load((folder / "study.yaml").read_text("utf-8"))
    assert load(study["instrument"]).id == INSTRUMENT.id
    assert tuple(study["waves"]) == model.WAVES
    for source in study["sources"]:
        rows = read(folder, source["file"])
        assert {source["id"], source["unit"], *source.get("segments", [])} <= set(rows[0])
        assert source["invited"] >= len(rows)
    assert "synthetic" in study["title"]
    assert "fictional" in study["organisation"]


# ---- 3 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("wave", model.WAVES)
def test_gap_5_of_each_wave_is_recovered(customers: Rows, wave: str, dimension: str) -> None:
    found = mean_and_error([r for r in customers if r["wave"] == wave], [f"P{n}" for n in numbers(dimension)], minus="E")
    assert near(found, TRUTH["gap5"][wave][dimension])


@pytest.mark.parametrize("branch", model.CUSTOMERS)
def test_gap_5_of_each_branch_is_recovered(customers: Rows, branch: str) -> None:
    rows = [r for r in customers if r["branch"] == branch and r["wave"] == model.LATEST]
    for dimension in DIMENSIONS:
        found = mean_and_error(rows, [f"P{n}" for n in numbers(dimension)], minus="E")
        assert near(found, TRUTH["gap5_by_branch"][branch][dimension])


def test_the_story_that_is_told_is_in_the_data(customers: Rows) -> None:
    """Against sampling error, not by luck: one branch worse, one dimension fine within 0.3, one wave better."""

    def gap(dimension: str, **where: str) -> tuple[float, float]:
        rows = [r for r in customers if all(r[k] == v for k, v in where.items())]
        return mean_and_error(rows, [f"P{n}" for n in numbers(dimension)], minus="E")

    tangibles, error = gap("tangibles", wave=model.LATEST)
    assert abs(tangibles) + 1.645 * error < 0.3
    for dimension, gained in model.IMPROVEMENT.items():
        after, before = gap(dimension, wave=model.LATEST), gap(dimension, wave=model.WAVES[1])
        assert near((after[0] - before[0], sqrt(after[1] ** 2 + before[1] ** 2)), gained)
        assert after[0] - before[0] > 2 * sqrt(after[1] ** 2 + before[1] ** 2)
    worst, typical = (gap("reliability", wave=model.LATEST, branch=b) for b in ("Station Square", "Old Market"))
    assert worst[0] - typical[0] < -3 * sqrt(worst[1] ** 2 + typical[1] ** 2)
    assert TRUTH["gap5_by_branch"]["Station Square"]["reliability"] == pytest.approx(-0.9 - 0.9)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_beliefs_recover_gaps_1_6_and_7(customers: Rows, managers: Rows, employees: Rows, dimension: str) -> None:
    latest = [r for r in customers if r["wave"] == model.LATEST]
    expected = mean_and_error(latest, [f"E{n}" for n in numbers(dimension)])
    manager, employee = (mean_and_error(rows, [f"B{n}" for n in numbers(dimension)]) for rows in (managers, employees))
    for gap, left, right in (("gap1", manager, expected), ("gap6", employee, expected), ("gap7", employee, manager)):
        assert near((left[0] - right[0], sqrt(left[1] ** 2 + right[1] ** 2)), TRUTH[gap][dimension])


@pytest.mark.parametrize(("gap", "letter"), [("gap2", "S"), ("gap3", "D"), ("gap4", "M")])
def test_ratings_recover_gaps_2_to_4(managers: Rows, employees: Rows, gap: str, letter: str) -> None:
    for n, dimension in enumerate(DIMENSIONS, 1):
        given = [r[f"{letter}{n}"] for r in (managers if letter == "S" else employees) if r[f"{letter}{n}"]]
        values = [1 if answer == "none" else int(answer) for answer in given]
        assert near((fmean(values), sqrt(variance(values) / len(values))), TRUTH[gap][dimension])


@pytest.mark.parametrize("construct", INSTRUMENT.constructs, ids=lambda construct: construct.id)
def test_statements_recover_the_constructs(managers: Rows, employees: Rows, construct: Construct) -> None:
    facet = INSTRUMENT.facet(construct.facet)
    places = INSTRUMENT.places(facet)
    rows = managers if facet.roles == ("manager",) else employees
    scores = []
    for row in rows:
        given = {p: row[f"A{places.index(p) + 1}"] for p in INSTRUMENT.blocks(facet)[construct.id]}
        turned = [8 - int(a) if INSTRUMENT.is_reversed(facet.id, p) else int(a) for p, a in given.items() if a]
        scores += [fmean(turned)] if turned else []
    assert near((fmean(scores), sqrt(variance(scores) / len(scores))), TRUTH["constructs"][construct.id])


@pytest.mark.parametrize("mean", [1.2, 4.0, 6.5])
def test_a_latent_mean_gives_the_observed_mean_it_was_made_for(mean: float) -> None:
    assert observed_mean(latent_mean(mean, 0.9, 1, 7), 0.9, 1, 7) == pytest.approx(mean, abs=1e-9)


# ---- 4 ---------------------------------------------------------------------------------------------------------------
def test_expectations_meet_a_ceiling_but_not_a_total_one(customers: Rows) -> None:
    sevens = [fmean(r[f"E{n}"] == "7" for r in customers if r[f"E{n}"]) for n in range(1, 23)]
    assert sum(0.45 <= share <= 0.6 for share in sevens) >= 6
    assert max(sevens) < 0.65


def test_answers_are_missing_and_some_people_give_up(customers: Rows) -> None:
    blanks = [fmean(not r[f"{letter}{n}"] for letter in "EP" for n in range(1, 23)) for r in customers]
    assert 0.03 < fmean(blanks) < 0.06
    assert 5 <= sum(share > 0.4 for share in blanks) <= 40


def test_some_say_that_no_standards_exist(managers: Rows, employees: Rows) -> None:
    for rows, letters in ((managers, "S"), (employees, "DM")):
        assert any(r[f"{letter}{n}"] == "none" for r in rows for letter in letters for n in range(1, 6))


def test_points_are_whole_and_add_up_to_a_hundred_or_are_left_out(customers: Rows) -> None:
    blocks = [[r[f"W{n}"] for n in range(1, 6)] for r in customers]
    given = [[int(p) for p in block] for block in blocks if all(block)]
    assert all(sum(block) == 100 and min(block) >= 0 for block in given)
    assert all(not any(block) for block in blocks if not all(block))
    assert 0.9 < len(given) / len(blocks) < 1
    assert abs(fmean(block[1] for block in given) - model.POINTS["reliability"]) < 2
