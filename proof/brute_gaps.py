"""Gaps again from raw answers: gap 5 on items, dimensions and overall, gaps 1, 6 and 7, ratings, and what corrects their p."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from gaps.results import Analysis, Interval
from proof.brute_sums import Pairs, Row, holm, mean, sd, wilson

TARGETS = {"gap2": 5.0, "gap3": 4.5}
FACETS = {
    "gap1": ("B", "manager", "E", "customer"), "gap6": ("B", "employee", "E", "customer"),
    "gap7": ("B", "employee", "B", "manager"),
}  # fmt: skip
RATED = {"gap2": ("S", "manager"), "gap3": ("D", "employee"), "gap4": ("M", "employee")}
LEVELS = {"item": "items", "dimension": "scores of dimensions", "overall": "scores by points"}
SHARES: dict[str, Callable[[float], bool]] = {
    "below": lambda v: v < -1e-9, "equal": lambda v: abs(v) < 1e-9, "far_below": lambda v: v < -2 + 1e-9,
}  # fmt: skip
PARTS: dict[str, Callable[[float, float], float]] = {"P": lambda p, e: p, "E": lambda p, e: e, "D": lambda p, e: p - e}
Check = tuple[str, float | None, float | None]
"""What was compared, the product's number, and the one from the loops."""
Holes = list[list[float | None]]


def value(of: Interval | None) -> float | None:
    return None if of is None else of.value


def complete(table: Holes) -> list[list[float]]:
    """Those who answered everything."""
    return [[v for v in one if v is not None] for one in table if None not in one]


def pairs_of(rows: list[Row], items: list[int], part: str) -> Holes:
    """Of each respondent and item the perception, the expectation or the difference, where both were answered."""
    both = [[(x[f"P{i}"], x[f"E{i}"]) for i in items] for x in rows]
    return [[None if p is None or e is None else PARTS[part](p, e) for p, e in one] for one in both]


def scores_of(rows: list[Row], table: Holes, centred: bool) -> Pairs:
    """Score and weight of everyone with half of the items; answers are centred on the item means first, and the level put back."""
    given: dict[int, Pairs] = defaultdict(list)
    for one, x in zip(table, rows, strict=True):
        for j, v in enumerate(one):
            if v is not None:
                given[j].append((v, x["w"]))
    levels = {j: mean(pairs) for j, pairs in given.items() if centred}
    found = []
    for one, x in zip(table, rows, strict=True):
        own = [v - levels.get(j, 0.0) for j, v in enumerate(one) if v is not None]
        if 2 * len(own) >= len(one):
            found.append((sum(own) / len(own) + sum(levels.values()) / max(len(levels), 1), x["w"]))
    return found


def paired(r: Any, rows: list[Row], number: dict[str, int], places: dict[str, list[int]]) -> Iterator[Check]:
    dims = {part: [scores_of(rows, pairs_of(rows, items, part), True) for items in places.values()] for part in "PED"}
    if r.place == "mean_of_dimensions":
        for part, found in (("P", r.minuend.mean), ("E", r.subtrahend.mean), ("D", value(r.difference))):
            yield "headline", found, sum(map(mean, dims[part])) / 5
        yield "n", r.n, min(map(len, dims["D"]))
        return
    if r.place == "mean_of_items":
        means = [mean(scores_of(rows, pairs_of(rows, [i], "D"), False)) for i in number.values()]
        yield "mean of the items", value(r.difference), sum(means) / len(means)
        return
    if r.level == "overall":
        found = {part: _by_points(rows, places, part, r.place == "weighted") for part in "PED"}
        points = [mean([(x[f"W{k}"], x["w"]) for x in rows if f"W{k}" in x]) for k in range(1, 6)]
        short = sum(p * mean(d) for p, d in zip(points, dims["D"], strict=True)) / sum(points)
        yield "the spreadsheet's shortcut", r.shortcut, short if r.shortcut is not None else None
        plain = found["D"]
    else:
        items = [number[r.place]] if r.level == "item" else places[r.place]
        found = {part: scores_of(rows, pairs_of(rows, items, part), True) for part in "PED"}
        plain = scores_of(rows, pairs_of(rows, items, "D"), False)
    what = LEVELS[r.level]
    for part, side in (("P", r.minuend), ("E", r.subtrahend)):
        yield from ((what, side.mean, mean(found[part])), (f"{what}: sd", side.sd, sd(found[part])))
        yield "n", side.n, len(found[part])
    yield what, value(r.difference), mean(found["D"])
    yield "left out", r.left_out, len(rows) - len(found["D"])
    for name, lies in SHARES.items():
        if r.shares:
            share = getattr(r.shares, name)
            yield from zip(["shares"] * 3, (share.value, share.low, share.high), wilson(plain, lies), strict=True)


def _by_points(rows: list[Row], places: dict[str, list[int]], part: str, weighted: bool) -> Pairs:
    found = []
    for x in rows:
        own = [scores_of([x], pairs_of([x], items, part), False) if _half(x, items) else [] for items in places.values()]
        points = [p for k in range(1, 6) if (p := x.get(f"W{k}")) is not None]
        if all(own) and len(points) == 5:
            shares = [p / 100 for p in points] if weighted else [0.2] * 5
            found.append((sum(s * o[0][0] for s, o in zip(shares, own, strict=True)), x["w"]))
    return found


def _half(x: Row, items: list[int]) -> bool:
    return 2 * sum(x[f"P{i}"] is not None and x[f"E{i}"] is not None for i in items) >= len(items)


def independent(r: Any, rows: dict[str, list[Row]], number: dict[str, int], places: dict[str, list[int]]) -> Iterator[Check]:
    one, first, other, second = FACETS[r.gap]

    def own(code: str, role: str, items: list[int]) -> Pairs:
        return scores_of(rows[role], [[x[f"{code}{i}"] for i in items] for x in rows[role]], True)

    wanted = list(places.values()) if r.level == "overall" else [[number[r.place]] if r.level == "item" else places[r.place]]
    a, b = [own(one, first, items) for items in wanted], [own(other, second, items) for items in wanted]
    apart = sum(mean(x) - mean(y) for x, y in zip(a, b, strict=True)) / len(wanted)
    yield "gaps 1, 6, 7", value(r.difference), apart
    yield "n", r.n, min(map(len, a)) + min(map(len, b))
    if r.level != "overall":
        yield from (("gaps 1, 6, 7: sd", r.minuend.sd, sd(a[0])), ("gaps 1, 6, 7: sd", r.subtrahend.sd, sd(b[0])))


def rated(r: Any, rows: list[Row], dimensions: list[str], code: str) -> Iterator[Check]:
    wanted = dimensions if r.level == "overall" else [r.place]
    given = [[x[f"{code}{dimensions.index(d) + 1}"] for x in rows] for d in wanted]
    values = [[(1 if v == "none" else v, 1.0) for v in of if v is not None] for of in given]
    level, none = sum(map(mean, values)) / len(values), sum(of.count("none") for of in given)
    yield "gaps 2 to 4", r.rating and r.rating.mean.value, level
    if r.gap in TARGETS:
        yield "gaps 2 to 4, from the target", value(r.difference), level - TARGETS[r.gap]
    if r.level == "dimension" and r.rating and not 0 < none < 3:
        yield "no standards: how many", r.rating.none, none
        yield "no standards: the others", r.rating.mean_without_none, mean([(v, 1.0) for v in given[0] if v not in (None, "none")])


def families(a: Analysis) -> Iterator[Check]:
    found: dict[str, list[Any]] = defaultdict(list)
    for r in a.results:
        if r.decision:
            found[r.decision.family].append(r.decision)
    for members in found.values():
        yield from (("Holm's p", d.p_adjusted, p) for d, p in zip(members, holm([d.p for d in members]), strict=True))


