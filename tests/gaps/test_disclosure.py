"""An attacker who has the analysis, knows how large every group is, and solves for what was withheld.

Every mean printed is an equation; groups add up to their whole, items to their dimension, dimensions to the headline. Only
relations that truly hold in the data are used. A cell below the minimum must not be determined by all of them together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from msgspec.structs import replace

import gaps.verdicts
from gaps.analyse import analyse
from surveys.responses import ResponseSet
from tests.study_of import response_set, small_instrument, study

Cell = tuple[Any, ...]
"""Role, facet, basis, level, place and group of a mean."""
LEAST = {"customer": 5, "manager": 5, "employee": 10}
INSTRUMENT = small_instrument()
MEMBERS = {d.id: INSTRUMENT.items_of(d.id) for d in INSTRUMENT.dimensions}


def people(role: str, sizes: dict[str | None, int], seed: int, missing: float) -> ResponseSet:
    """Random answers of a role; branches by size (None: nobody's), ages and regions at random."""
    rng = Random(seed)
    units = [unit for unit, n in sizes.items() for _ in range(n)]
    columns: dict[str, Any] = {
        "wave": ["2026"] * len(units),
        "unit": units,
        "segment.age": [rng.choices(["young", "old", "oldest", None], [20, 20, 2, 1])[0] for _ in units],
    }
    for facet in INSTRUMENT.facets_of(role):
        for place in INSTRUMENT.places(facet) if facet.total is None else ():
            answers = [None if rng.random() < missing else rng.randint(1, 7) for _ in units]
            columns[f"{facet.id}.{place}"] = pa.array(answers, pa.int8())
    return response_set(f"{role}.csv", role, columns, units=True, segments=("age",))


def studied(seed: int, missing: float) -> dict[str, Any]:
    rng = Random(seed)
    sets = []
    for role, usual in (("customer", (3, 4, 6, 8, 15, 30)), ("manager", (1, 2, 5, 7)), ("employee", (4, 9, 10, 14))):
        sizes: dict[str | None, int] = {u: rng.choice(usual) for u in ("A", "B", "C", "D", "E")[: rng.randint(3, 5)]}
        sets.append(people(role, sizes | {None: rng.choice([0, 0, 1, 3, 6])}, rng.randint(0, 999), missing))
    found: dict[str, Any] = json.loads(analyse(study(*sets), INSTRUMENT, sets).to_json())
    return found


def means(analysis: dict[str, Any]) -> dict[Cell, tuple[float, int]]:
    """Every mean with its n, by cell."""
    specs = {g.id: g for g in INSTRUMENT.gaps}
    found = {}
    for r in analysis["results"]:
        spec = specs[r["gap"]]
        for side, value in ((spec.minuend, r["minuend"]), (spec.subtrahend, r["subtrahend"])):
            if side is not None and value is not None and value["mean"] is not None:
                columns = {k: v for k, v in r["group"].items() if k not in ("wave", "segment")} | r["group"].get("segment", {})
                basis = r["gap"] if r["design"] == "paired" else ""
                cell = side.role, side.facet, basis, r["level"], r["place"], frozenset(columns.items())
                found[cell] = value["mean"], value["n"]
    return found


def relations(true: dict[Cell, tuple[float, int]]) -> Iterator[dict[Cell, float]]:
    """Coefficients of sums that are zero, whole less parts. Who is in no group is a cell of its own, `rest`."""
    groups: dict[tuple[Cell, frozenset[str]], list[Cell]] = defaultdict(list)
    alike: dict[Any, list[Cell]] = defaultdict(list)
    for cell, (mean, n) in true.items():
        role, facet, _, level, place, group = cell
        for one in group:
            groups[(*cell[:-1], group - {one}), frozenset(c for c, _ in group)].append(cell)
        alike[role, facet, level, place if level != "overall" else "", group, n, mean].append(cell)
    for (whole, columns), parts in groups.items():
        rest = true[whole][1] - sum(true[c][1] for c in parts)
        others = {("rest", whole, columns): -rest} if rest > 0 else {}
        yield {whole: true[whole][1], **{c: -true[c][1] for c in parts}, **others}
    for cell in true:
        *side, level, place, group = cell
        dimensions = {(*side, "dimension", d, group): len(items) for d, items in MEMBERS.items()}
        items = [(*side, "item", i, group) for i in MEMBERS.get(place, [i.id for i in INSTRUMENT.items])]
        if (level == "dimension" or place == "mean_of_items") and all(c in true for c in items):
            yield {cell: len(items), **dict.fromkeys(items, -1)}
        if level == "overall" and all(c in true for c in dimensions):
            weights = dimensions if place == "mean_of_items" else dict.fromkeys(dimensions, 1)
            yield {cell: sum(weights.values()), **{c: -k for c, k in weights.items()}}
    for first, *others_ in alike.values():  # the same people and the same mean under another basis or name
        yield from ({first: 1, other: -1} for other in others_)


def holds(relation: dict[Cell, float], true: dict[Cell, tuple[float, int]]) -> bool:
    return any(c[0] == "rest" for c in relation) or abs(sum(k * true[c][0] for c, k in relation.items())) < 1e-6


def determined(shown: dict[Cell, tuple[float, int]], true: dict[Cell, tuple[float, int]]) -> set[Cell]:
    """The cells below the minimum that follow from what is shown."""
    holding = [r for r in relations(true) if holds(r, true)]
    unknown = {c: i for i, c in enumerate(dict.fromkeys(c for r in holding for c in r if c not in shown))}
    secret = {c for c in unknown if c[0] != "rest" and true[c][1] < LEAST[c[0]]}
    secret |= {c for r in holding for c, k in r.items() if c[0] == "rest" and -k < LEAST[c[1][0]]}
    rows = np.zeros((len(holding), len(unknown)))
    for row, relation in zip(rows, holding, strict=True):
        for cell, k in relation.items():
            if cell in unknown:
                row[unknown[cell]] = k
    _, sizes, turned = np.linalg.svd(rows / np.abs(rows).max(axis=1, initial=1.0, keepdims=True))
    free = turned[int((sizes > 1e-9).sum()) :]
    return {c for c in secret if np.abs(free[:, unknown[c]]).max(initial=0.0) < 1e-7}


@pytest.mark.parametrize("missing", [0.0, 0.15], ids=["complete", "missing"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_cell_below_the_minimum_follows_from_the_rest(seed: int, missing: float, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = means(studied(seed, missing))
    with monkeypatch.context() as open_:
        open_.setattr(gaps.verdicts, "withhold", lambda *_: None)
        true = means(studied(seed, missing))
    small = {c for c, (_, n) in true.items() if n < LEAST[c[0]]}
    assert small and shown.keys() < true.keys()
    assert not small & shown.keys()
    assert determined(shown, true) == set()


def test_the_attacker_finds_what_the_minimum_alone_leaves_open(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as open_:
        open_.setattr(gaps.verdicts, "withhold", lambda *_: None)
        true = means(studied(1, 0.0))
    shown = {c: v for c, v in true.items() if v[1] >= LEAST[c[0]]}
    assert len(determined(shown, true)) > 10


def test_what_one_person_said_of_standards_does_not_follow_from_the_other_groups() -> None:
    columns: dict[str, Any] = {"wave": ["2026"] * 20, "unit": ["A"] * 10 + ["B"] * 10}
    for dimension in INSTRUMENT.dimensions:
        said = [-1 if i in (0, 1, 2, 12) else 5 for i in range(20)]
        columns[f"standard.{dimension.id}"] = pa.array(said, pa.int8())
    managers = response_set("managers.csv", "manager", columns, units=True)
    found = [r for r in analyse(study(managers), INSTRUMENT, [managers]).results if r.gap == "gap2" and r.level == "dimension"]
    told = {(r.group.get("unit"), r.rating.none, r.rating.mean_without_none) for r in found if r.rating}
    assert told == {(None, 4, 5.0), ("A", None, None), ("B", None, None)}


def test_branches_that_one_gap_withholds_and_another_tells_do_not_hide_the_smallest() -> None:
    """Six branches have too few managers for gap 1, but only two too few customers for gap 5. Those two exchange people: nothing
    that is printed of gap 1 may move, as it would speak of the two alone."""
    managers = people("manager", dict.fromkeys(("A", "B", "C", "D", "E", "F"), 2) | {"G": 8, "H": 8}, 3, 0.0)
    customers = people("customer", {"A": 3, "B": 6} | dict.fromkeys(("C", "D", "E", "F", "G", "H"), 15), 4, 0.0)
    unit = customers.frame["unit"].to_pylist()
    unit[0], unit[8] = unit[8], unit[0]
    others = replace(customers, frame=customers.frame.set_column(1, "unit", pa.array(unit)))
    told = [analyse(study(c, managers, unit_is="cluster"), INSTRUMENT, [c, managers], by=["unit"]) for c in (customers, others)]
    hidden = {r.group.get("unit") for r in told[0].results if r.gap == "gap5" and r.verdict == "withheld"}
    assert hidden == {"A", "B"} and unit[0] != unit[8]
    assert told[0].results == told[1].results


@pytest.mark.parametrize("few", [1, 4, 5])
def test_a_second_source_of_a_few_people_does_not_follow_from_what_the_first_alone_says(few: int) -> None:
    """They were asked for expectations only, which gap 5 tells without them; from five on they are a group that can be shown."""
    first, managers = people("customer", {"A": 30, "B": 30}, 1, 0.0), people("manager", {"A": 12}, 2, 0.0)
    asked = people("customer", {"B": few}, 3, 0.0)
    kept = [c for c in asked.frame.column_names if not c.startswith(("perception.", "points."))]
    second = response_set("b.csv", "customer", {c: asked.frame[c] for c in kept}, units=True, segments=("age",))
    sets = (first, second, managers, people("employee", {"A": 20}, 4, 0.0))
    analysis = json.loads(analyse(study(*sets), INSTRUMENT, sets, ["unit"]).to_json())
    shown = means(analysis)
    both = {c: (shown[c], shown[(*c[:2], "gap5", *c[3:])]) for c in shown if c[:3] == ("customer", "expectation", "")}
    assert {a[1] - b[1] for a, b in both.values()} <= {0, 5}
    assert {a[1] - b[1] for c, (a, b) in both.items() if not c[-1]} == ({5} if few == 5 else set())
    assert {c[0] for c in shown if c[2] == ""} >= {"manager", "employee"}, "what the few have no part in is shown"
    told = {c["item"] for c in analysis["quality"]["ceiling"] if c["facet"] == "expectation"}
    reliable = {r["dimension"] for r in analysis["reliability"] if r["facet"] == "expectation" and r["n"] is not None}
    assert bool(told) == bool(reliable) == (few == 5)
