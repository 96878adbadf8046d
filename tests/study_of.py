"""Small helpers that make response sets and studies inside a test, so that a reader sees the answers."""

from __future__ import annotations

from random import Random

import pyarrow as pa

from surveys.instrument import Dimension, Facet, GapSpec, Instrument, Item, Scale, Side
from surveys.responses import ResponseSet, Rows
from surveys.study import Source, Study


def small_instrument() -> Instrument:
    """Three dimensions of one, two and three items; every design of gap."""
    sizes = {"tangibles": 1, "reliability": 2, "empathy": 3}
    expected, believed = Side("expectation", "customer"), Side("belief", "manager")
    return Instrument(
        id="small", version="1", licence="", reference="", scale=Scale(1, 7), margin=0.3, words={},
        dimensions=tuple(Dimension(d) for d in sizes),
        facets=(
            Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P"),
            Facet("belief", ("manager", "employee"), "B"), Facet("points", ("customer",), "W", "dimension", total=100),
            Facet("standard", ("manager",), "S", "dimension", none=True),
        ),
        items=tuple(Item(f"{d[:3]}{i + 1}", d) for d, size in sizes.items() for i in range(size)),
        gaps=(
            GapSpec("gap1", "independent", believed, expected), GapSpec("gap2", "rating", Side("standard", "manager")),
            GapSpec("gap5", "paired", Side("perception", "customer"), expected),
            GapSpec("gap7", "independent", Side("belief", "employee"), believed),
        ),
    )  # fmt: skip


def customers(instrument: Instrument, n: int, seed: int = 1, weighted: bool = False, missing: float = 0.05) -> ResponseSet:
    """Random customers of two waves, three branches (some blank) and two ages, with points, and with weights if asked."""
    rng = Random(seed)
    columns: dict[str, object] = {
        "wave": [rng.choice(["2025", "2026"]) for _ in range(n)],
        "unit": [rng.choice(["North", "South", "East", None]) for _ in range(n)],
        "segment.age": [rng.choice(["younger", "older"]) for _ in range(n)],
    }
    if weighted:
        columns["weight"] = [rng.randint(2_000, 40_000) for _ in range(n)]
    for facet, centre in (("expectation", 6.1), ("perception", 5.3)):
        for item in instrument.items:
            columns[f"{facet}.{item.id}"] = pa.array([_answer(rng, centre, missing) for _ in range(n)], pa.int8())
    size = len(instrument.dimensions)
    points = [rng.choice([(40, 35, 25), (20, 20, 60), (50, 30, 18), (None,) * 3]) for _ in range(n)]
    for i, dimension in enumerate(instrument.dimensions if size == 3 else ()):
        columns[f"points.{dimension.id}"] = pa.array([p[i] for p in points], pa.int8())
    return response_set("customers.csv", "customer", columns, units=True, weighted=weighted, segments=("age",))


def staff(instrument: Instrument, role: str, n: int, seed: int = 2) -> ResponseSet:
    """Random managers or employees of the latest wave, some of whom say that no standards exist."""
    rng = Random(seed)
    columns: dict[str, object] = {"wave": [""] * n}
    for facet in instrument.facets_of(role):
        for place in instrument.places(facet):
            answers = [-1 if facet.none and rng.random() < 0.1 else _answer(rng, 5, 0.03) for _ in range(n)]
            columns[f"{facet.id}.{place}"] = pa.array(answers, pa.int8())
    return response_set(f"{role}s.csv", role, columns)


def response_set(name: str, role: str, columns: dict, **more: object) -> ResponseSet:
    table = pa.table(columns)
    answers = tuple(c for c in table.column_names if "." in c and not c.startswith("segment."))
    return ResponseSet(name, role, table, answers, Rows(table.num_rows, table.num_rows), **more)


def study(*sets: ResponseSet, **more: object) -> Study:
    return Study(tuple(Source(s.source, s.role) for s in sets), title="A test", **more)


def _answer(rng: Random, centre: float, missing: float) -> int | None:
    return None if rng.random() < missing else min(7, max(1, round(rng.gauss(centre, 1.2))))
