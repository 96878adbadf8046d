"""Printed results again from the raw answers, by plain loops over respondents: random small studies with holes and weights.

Nothing of `gaps` is used for the second computation. A study goes the way of a user's: CSV files, study.yaml, analysis.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from gaps.analyse import analyse
from gaps.results import Analysis
from proof.brute_gaps import RATED, TARGETS, Check, complete, families, independent, paired, pairs_of, rated, scores_of, value
from proof.brute_sums import Row, alpha, correlation, groups_apart, mean, position, zone
from proof.progress import told
from surveys.catalogue import load
from surveys.collect import collect
from surveys.instrument import Instrument
from surveys.study_file import read_study

SEED, STUDIES, CLOSE = 20260601, 24, 1e-7
NEAR = 1e-9
LIES: dict[str, Callable[[float, float], bool]] = {
    "below": lambda over, wide: over < -NEAR, "above": lambda over, wide: over > wide + NEAR,
    "inside": lambda over, wide: -NEAR <= over <= wide + NEAR,
}  # fmt: skip
MOVED = {"M": -2.0, "D": 1.0}
"""The least that is wanted lies lower than what is perceived, what is desired higher."""
CODES = {"expectation": "E", "perception": "P", "belief": "B"}


# ---- studies -----------------------------------------------------------------------------------------------------------
def people(rng: Random, count: int, codes: dict[str, int], points: int, weighted: bool, top: int) -> list[Row]:
    """`codes` maps a column's letter to how many columns it has; one answer in eight is missing, most are high."""
    found = []
    for _ in range(count):
        row: Row = {"branch": rng.choice("ABCDEF"), "w": rng.randint(1, 4) if weighted else 1}
        mood = rng.gauss(0.7 * top, 0.15 * top)
        for code, many in codes.items():
            level = mood + MOVED.get(code, 0.0) * (top == 9)
            for i in range(1, many + 1):
                row[f"{code}{i}"] = None if rng.random() < 0.125 else min(top, max(1, round(rng.gauss(level, 0.2 * top))))
        cuts = sorted(rng.randint(0, 100) for _ in range(4))
        if points and rng.random() < 0.8:
            row |= {f"W{i + 1}": b - a for i, (a, b) in enumerate(zip([0, *cuts], [*cuts, 100], strict=True))}
        for code in set(codes) & {"S", "D", "M"} if points == 0 else ():
            row |= {f"{code}{i}": "none" for i in range(1, 6) if rng.random() < 0.15}
        found.append(row)
    return found


def analysed(folder: Path, instrument: str, answers: dict[str, list[Row]], weighted: bool) -> tuple[Analysis, Instrument]:
    sources = []
    for role, rows in answers.items():
        headers = list(dict.fromkeys(h for row in rows for h in row if h != "w" or (weighted and role == "customer")))
        with (folder / f"{role}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headers, *(["" if row.get(h) is None else row.get(h) for h in headers] for row in rows)])
        sources.append(f"- {{file: {role}.csv, role: {role}, unit: branch{', weight: w' if 'w' in headers else ''}}}")
    targets = "targets: {" + ", ".join(f"{gap}: {t}" for gap, t in TARGETS.items()) + "}\n" if "manager" in answers else ""
    (folder / "study.yaml").write_text(f"instrument: {instrument}\n{targets}sources:\n" + "\n".join(sources) + "\n", "utf-8")
    study = read_study(folder / "study.yaml")
    model = load(study.instrument, study.folder)
    return analyse(study, model, collect(study, model).sets, by=["unit"]), model


def of_five_gaps(rng: Random, folder: Path, weighted: bool) -> Iterator[Check]:
    answers = {
        "customer": people(rng, 90, {"E": 22, "P": 22}, 5, weighted, 7),
        "manager": people(rng, 40, {"B": 22, "S": 5}, 0, False, 7),
        "employee": people(rng, 80, {"B": 22, "D": 5, "M": 5}, 0, False, 7),
    }
    a, model = analysed(folder, "servqual", answers, weighted)
    number = {item.id: i for i, item in enumerate(model.items, 1)}
    places = {d.id: [number[i] for i in model.items_of(d.id)] for d in model.dimensions}
    for r in a.results:
        if r.verdict != "withheld":
            rows = {role: [x for x in of if r.group.get("unit") in (None, x["branch"])] for role, of in answers.items()}
            if r.gap == "gap5":
                yield from paired(r, rows["customer"], number, places)
            elif r.gap in RATED:
                yield from rated(r, rows[RATED[r.gap][1]], list(places), RATED[r.gap][0])
            else:
                yield from independent(r, rows, number, places)
    yield from families(a)
    yield from _reliable(a, answers, places)
    if not weighted:
        yield from _branches(a, answers["customer"], places)


# ---- reliability, branches, zones --------------------------------------------------------------------------------------
def _reliable(a: Analysis, answers: dict[str, list[Row]], places: dict[str, list[int]]) -> Iterator[Check]:
    for r in a.reliability:
        table = [[x[f"{CODES[r.facet]}{i}"] for i in places[r.dimension]] for x in answers[r.role]]
        full = complete(table)
        yield from (("n", r.n, len(full)), ("alpha", r.alpha, alpha(full)))
        for j, item in enumerate(r.by_item):
            rest = [one[:j] + one[j + 1 :] for one in full]
            yield "alpha without an item", item.alpha_without, alpha(rest)
            yield "item against the rest", item.item_rest, correlation([one[j] for one in full], [sum(one) for one in rest])
    for g in a.gap_reliability:
        both = pairs_of(answers["customer"], places[g.dimension], "D")
        yield "alpha of gaps", g.alpha, alpha(complete(both))


def _branches(a: Analysis, customers: list[Row], places: dict[str, list[int]]) -> Iterator[Check]:
    for u in a.units:
        if u.gap == "gap5" and u.level == "dimension":
            by = {m.unit: [x for x in customers if x["branch"] == m.unit] for m in u.units}
            scores = [scores_of(rows, pairs_of(rows, places[u.place], "D"), True) for rows in by.values()]
            icc, reliable, effect, drawn = groups_apart([[v for v, _ in of] for of in scores])
            yield from (("ICC", u.icc, icc), ("design effect", u.design_effect, effect))
            yield "reliability of branches", value(u.reliability), reliable
            yield from (("shrunken means", value(m.shrunk), d) for m, d in zip(u.units, drawn, strict=True))


def of_zones(rng: Random, folder: Path, weighted: bool) -> Iterator[Check]:
    rows = people(rng, 80, {"M": 22, "D": 22, "P": 22}, 5, weighted, 9)
    a, model = analysed(folder, "servqual3", {"customer": rows}, weighted)
    number = {item.id: i for i, item in enumerate(model.items, 1)}
    for z in a.zones:
        if z.n is not None and z.level != "overall":
            items = [number[z.place]] if z.level == "item" else [number[i] for i in model.items_of(z.place)]
            own = [x for x in rows if z.group.get("unit") in (None, x["branch"])]
            found = zone(own, items)
            yield from (("n", z.n, len(found)), ("zone: width", value(z.width), mean([(w, k) for _, w, k in found])))
            yield "zone: position", value(z.position), position(found) if z.position else None
            for name, lies in LIES.items():
                share, held = getattr(z, name), [(1.0 if lies(o, w) else 0.0, k) for o, w, k in found if w > -NEAR]
                yield "zone: shares", value(share), mean(held)


# ---- all of it ---------------------------------------------------------------------------------------------------------
def checks(studies: int) -> Iterator[Check]:
    for k in told("brute", range(studies)):
        with tempfile.TemporaryDirectory() as folder:
            make = of_zones if k % 4 == 3 else of_five_gaps
            yield from make(Random(f"{SEED} {k}"), Path(folder), k % 2 == 0)


def section(quick: bool) -> Iterator[str]:
    found: dict[str, list[float]] = defaultdict(list)
    absent: dict[str, int] = defaultdict(int)
    studies = 4 if quick else STUDIES
    for what, ours, plain in checks(studies):
        if ours is None or plain is None:
            absent[what] += 1
        else:
            found[what].append(abs(ours - plain))
    yield "## By hand\n"
    yield f"{sum(map(len, found.values())):,} printed results of {studies} random studies (gaps 1 to 7, weights in half of them,"
    yield "one answer in eight missing, six branches; every fourth with a zone of tolerance), from raw answers by plain loops.\n"
    yield "| result | compared | worst difference | not printed |\n| --- | --- | --- | --- |"
    for what in sorted(found):
        yield f"| {what} | {len(found[what]):,} | {max(found[what]):.1g} | {absent[what] or ''} |"
    if far := [what for what, errors in found.items() if max(errors) > CLOSE]:
        raise RuntimeError(f"further apart than {CLOSE}: {', '.join(far)}")
