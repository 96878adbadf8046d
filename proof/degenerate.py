"""Inputs that leave nothing to compute, from CSV text to every surface: a reason in words, never nan, inf or p = .000."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from gaps.analyse import analyse
from gaps.results import Analysis
from reports.findings import build
from reports.plain import render
from reports.wording import Wording, languages
from surveys.catalogue import load
from surveys.collect import collect
from surveys.problems import InputError
from surveys.study_file import read_study

ITEMS = 22
POINTS = [f"W{i}" for i in range(1, 6)]
HEADER = [*(f"E{i}" for i in range(1, ITEMS + 1)), *(f"P{i}" for i in range(1, ITEMS + 1))]
Row = dict[str, object]


class Outcome(Struct, frozen=True):
    """What came of one input: codes of notes, reasons and problems, the numbers that are none, and the sentences that say so."""

    name: str
    codes: tuple[str, ...]
    nonsense: tuple[str, ...]
    said: int


def varied(i: int) -> Row:
    return {h: 1 + (i * 7 + j * 3 + i * j) % 7 for j, h in enumerate(HEADER)}


def same(value: int) -> Row:
    return dict.fromkeys(HEADER, value)


def many(make: Callable[[int], Row], n: int = 12, **more: object) -> list[Row]:
    return [{**make(i), **more} for i in range(n)]


INPUTS: dict[str, list[Row]] = {
    "one row": many(varied, 1),
    "two rows": many(varied, 2),
    "one item": [{"E1": 6, "P1": 1 + i % 7} for i in range(12)],
    "everybody the same, no gap": many(lambda i: same(7)),
    "everybody the same, one gap": many(lambda i: {h: 7 if h[0] == "E" else 5 for h in HEADER}),
    "all missing": many(lambda i: dict.fromkeys(HEADER, "")),
    "all missing but one": [*many(lambda i: dict.fromkeys(HEADER, "")), varied(3)],
    "never a pair": many(lambda i: {h: 5 if (h[0] == "E") == (i % 2 == 0) else "" for h in HEADER}),
    "only expectations": many(lambda i: {h: v for h, v in varied(i).items() if h[0] == "E"}),
    "a group of nobody": [*many(varied, branch="North"), *many(lambda i: dict.fromkeys(HEADER, ""), branch="South")],
    "groups of one": [{**varied(i), "branch": f"B{i}"} for i in range(12)],
    "weights of zero": many(varied, w=0),
    "negative weights": many(varied, w=-1),
    "one weight far above all": [*many(varied, w=1), {**varied(5), "w": 50}],
    "points that do not add up": many(lambda i: varied(i) | dict.fromkeys(POINTS, 50)),
    "points of one dimension": many(lambda i: varied(i) | dict(zip(POINTS, (100, 0, 0, 0, 0), strict=True))),
    "points that nearly add up": many(lambda i: varied(i) | dict(zip(POINTS, (20, 20, 20, 20, 21), strict=True))),
    "nothing on the scale": many(lambda i: same(99)),
    "two thousand the same": many(lambda i: same(7), 2_000),
}


def outcome(name: str, folder: Path) -> Outcome:
    rows = INPUTS[name]
    headers = list(dict.fromkeys(h for row in rows for h in row))
    lines = [",".join(headers), *(",".join(str(row.get(h, "")) for h in headers) for row in rows)]
    (folder / "answers.csv").write_text("\n".join(lines) + "\n", "utf-8")
    keys = [f"{key}: {header}" for key, header in (("unit", "branch"), ("weight", "w")) if header in headers]
    (folder / "study.yaml").write_text("sources:\n- {" + ", ".join(["file: answers.csv", "role: customer", *keys]) + "}\n", "utf-8")
    study = read_study(folder / "study.yaml")
    instrument = load(study.instrument, folder)
    try:
        collected = collect(study, instrument)
    except InputError as refused:
        return Outcome(name, tuple(p.code for p in refused.problems), (), len(refused.problems))
    problems = [p.code for p in collected.problems]
    if not collected.sets:
        return Outcome(name, tuple(dict.fromkeys(problems)), (), len(problems))
    analysis = analyse(study, instrument, collected.sets)
    notes = [n for r in analysis.results for n in r.notes] + [a.reason for a in analysis.absent]
    texts = [render(build(analysis, Wording(language))) for language in languages()]
    wrong = [*nonsense(analysis), *(f"“{bad}” in the text" for t in texts for bad in ("nan", "inf ", "= .000") if bad in t.split())]
    return Outcome(name, tuple(dict.fromkeys(problems + notes)), tuple(wrong), sum(map(len, texts)))


def nonsense(analysis: Analysis) -> Iterator[str]:
    """Every number of the document that is none, and every p of exactly zero."""
    yield from _walk("", json.loads(analysis.to_json()))


def _walk(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(f"{path}.{key}", inner)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _walk(f"{path}[{i}]", inner)
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{path} is {value}"
    elif isinstance(value, (int, float)) and value == 0 and path.rpartition(".")[2] in ("p", "p_adjusted"):
        yield f"{path} is zero"


def section(quick: bool) -> Iterator[str]:
    yield "## Degenerate input\n"
    yield "Each input went from a CSV file through the analysis to the text in three languages. No number may be nan or infinite,"
    yield "no p zero.\n"
    yield "| input | what is said (codes) | numbers that are none |\n| --- | --- | --- |"
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for name in INPUTS:
            found = outcome(name, Path(folder))
            wrong += [name] if found.nonsense else []
            said = ", ".join(f"`{c}`" for c in found.codes[:8]) + (" …" if len(found.codes) > 8 else "")
            yield f"| {name} | {said or 'nothing to say'} | {'; '.join(found.nonsense[:3]) or 'none'} |"
    if wrong:
        raise RuntimeError(f"numbers that are none: {', '.join(wrong)}")
