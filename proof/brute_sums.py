"""The sums behind proof/brute.py, as a textbook writes them. A pair is a value and its weight."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

Row = dict[str, Any]
Pairs = list[tuple[float, float]]
NORMAL = 1.959963984540054


def mean(pairs: Pairs) -> float:
    return sum(w * x for x, w in pairs) / sum(w for _, w in pairs)


def sd(pairs: Pairs) -> float | None:
    n, centre = len(pairs), mean(pairs)
    if n < 2:
        return None
    return sqrt(sum(w * (x - centre) ** 2 for x, w in pairs) / sum(w for _, w in pairs) * n / (n - 1))


def wilson(pairs: Pairs, lies: Callable[[float], bool]) -> tuple[float, float, float]:
    """A share with its limits; with weights the number is the effective one."""
    n = sum(w for _, w in pairs) ** 2 / sum(w * w for _, w in pairs)
    p, z = sum(w for x, w in pairs if lies(x)) / sum(w for _, w in pairs), NORMAL
    middle, reach = (p + z * z / 2 / n) / (1 + z * z / n), z * sqrt(p * (1 - p) / n + z * z / 4 / n**2) / (1 + z * z / n)
    return p, middle - reach, middle + reach


def holm(p: list[float]) -> list[float]:
    """Of each p the greatest product up to its rank."""
    ordered = sorted(p)
    return [max(min(1.0, (len(p) - k) * q) for k, q in enumerate(ordered) if q <= one) for one in p]


def covariance(x: list[float], y: list[float]) -> float:
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / (len(x) - 1)


def correlation(x: list[float], y: list[float]) -> float:
    return covariance(x, y) / sqrt(covariance(x, x) * covariance(y, y))


def alpha(table: list[list[float]]) -> float:
    k, totals = len(table[0]), [sum(one) for one in table]
    own = sum(covariance(list(column), list(column)) for column in zip(*table, strict=True))
    return k / (k - 1) * (1 - own / covariance(totals, totals))


def groups_apart(groups: list[list[float]]) -> tuple[float, float, float, list[float]]:
    """ICC(1), ICC(2) (0 at least), the design effect, and the means drawn toward each other (Morris 1983)."""
    k, n, sizes = len(groups), sum(map(len, groups)), [len(g) for g in groups]
    means, whole = [sum(g) / len(g) for g in groups], sum(map(sum, groups)) / n
    between = sum(m * (c - whole) ** 2 for m, c in zip(sizes, means, strict=True)) / (k - 1)
    inside = sum((x - c) ** 2 for g, c in zip(groups, means, strict=True) for x in g) / (n - k)
    size = (n - sum(m * m for m in sizes) / n) / (k - 1)
    icc = (between - inside) / (between + (size - 1) * inside)
    tau = max(0.0, (between - inside) / size)
    weights = [1 / (tau + inside / m) for m in sizes]
    centre = sum(w * c for w, c in zip(weights, means, strict=True)) / sum(weights)
    drawn = [c + (k - 3) / (k - 1) * inside / m * w * (centre - c) for c, m, w in zip(means, sizes, weights, strict=True)]
    effect = 1 + (sum(m * m for m in sizes) / n - 1) * max(0.0, icc)
    return icc, max(0.0, 1 - inside / between), effect, drawn


def zone(rows: list[Row], items: list[int]) -> list[tuple[float, float, float]]:
    """Perceived − minimum, desired − minimum and the weight of everyone who answered all three for half of the items."""
    found = []
    for x in rows:
        full = [(x[f"M{i}"], x[f"D{i}"], x[f"P{i}"]) for i in items if None not in (x[f"M{i}"], x[f"D{i}"], x[f"P{i}"])]
        if 2 * len(full) >= len(items):
            found.append((sum(p - m for m, _, p in full) / len(full), sum(d - m for m, d, _ in full) / len(full), x["w"]))
    return found


def position(found: list[tuple[float, float, float]]) -> float:
    return sum(o * k for o, _, k in found) / sum(w * k for _, w, k in found)
