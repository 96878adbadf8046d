"""Branches as strata: each counts by its customers, where the study declares how many they are (`population`).

A customer of branch h stands for N_h / n_h others of its kind (post-stratification; Holt & Smith 1979), on every level and
in every group that is not a branch; so the parts still make the whole. The squared weights are multiplied by 1 − n_h / N_h, the
finite-population correction. Everything after treats the result as sampling weights. Checked against R's survey package.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from gaps.counts import Cells

ROLE = "customer"
SCALE = 10**12
"""How a weight of one is stored; the sums are exact integers of any size."""
UNSEEN = 100
"""At least one in so many is taken for unseen: the answers of everybody are still no proof to the last digit."""


class Strata(Struct, frozen=True):
    """The weight of a customer of each branch and its square times the share not asked, times SCALE and SCALE²."""

    weight: dict[str, int]
    square: dict[str, int]
    notes: tuple[str, ...]

    @property
    def known(self) -> bool:
        return bool(self.weight)


def strata(population: dict[str, int], people: dict[str, tuple[int, int]], least: int = 0) -> Strata:
    """From customers per branch and, per branch of the answers ("" where none is named), respondents and the sum of weights.

    Respondents of no branch of the population weigh one, the average. Without any respondent of one there are no strata.
    Branches with fewer than `least` respondents share one weight with the next smallest: whole numbers times weights of their own
    would tell to the last digit what each of them answered.
    """
    seen = {h: people[h] for h in population if people.get(h, (0, 0))[0]}
    if not seen:
        return Strata({}, {}, ("unit_population_ignored",))
    customers, weights = sum(population[h] for h in seen), sum(w for _, w in seen.values())
    factor = {h: _rounded(SCALE * population[h] * weights, customers * w) for h, (_, w) in seen.items()}
    square = {h: factor[h] ** 2 * _left(population[h], n) // (UNSEEN * population[h]) for h, (n, _) in seen.items()}
    together = _together({h: n for h, (n, _) in people.items() if n}, least)
    if together:
        shared = _rounded(sum(factor.get(h, SCALE) * people[h][1] for h in together), sum(people[h][1] for h in together))
        factor |= dict.fromkeys(together, shared)
        square |= dict.fromkeys(together, shared**2)
    found = {
        "population_weighted": True,
        "population_pooled": bool(together),
        "population_unheard": len(seen) < len(population),
        "population_incomplete": any(n for h, (n, _) in people.items() if h not in population),
        "population_exceeded": any(n > population[h] for h, (n, _) in seen.items()),
    }
    return Strata(factor, square, tuple(code for code, holds in found.items() if holds))


def _together(sizes: dict[str, int], least: int) -> list[str]:
    """The branches below the least and those who name none, with as many of the next smallest as make two, and `least`
    respondents; nothing where no branch is below."""
    if not any(n < least for n in sizes.values()):
        return []
    ordered = sorted(sizes, key=lambda h: (h != "", sizes[h], h))
    small = sum(h == "" or n < least for h, n in sizes.items())
    while small < len(ordered) and (small < 2 or sum(sizes[h] for h in ordered[:small]) < least):
        small += 1
    return ordered[:small]


def _left(population: int, asked: int) -> int:
    """UNSEEN times how many were not asked; where more answered than there are, the number is wrong and corrects nothing."""
    return UNSEEN * population if asked > population else max(UNSEEN * (population - asked), population)


def _rounded(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)


def people_by_wave(parts: Iterable[Cells], latest: str) -> dict[str, dict[str, tuple[int, int]]]:
    """Respondents and their weights by wave and branch, from the `rows` tables of customers' cells."""
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for cells in parts:
        rows = cells.table == cells.names.index(("rows", "", ""))
        for wave, unit, (n, w, _) in zip(*_keys(cells, rows, latest), cells.sums[rows].tolist(), strict=True):
            found[wave][unit][0] += n
            found[wave][unit][1] += w
    return {wave: {unit: (n, w) for unit, (n, w) in units.items()} for wave, units in found.items()}


def people(cells: Cells, where: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Respondents by branch ("" where none is named) among those whose keys have one of the wanted values."""
    kept = cells.table == cells.names.index(("rows", "", ""))
    for key, wanted in where.items():
        kept &= np.isin(cells.keys[key].codes, [i for i, value in enumerate(cells.keys[key].values) if value in wanted])
    found: dict[str, int] = defaultdict(int)
    for unit, n in zip(_keys(cells, kept, "")[1], cells.sums[kept, 0].tolist(), strict=True):
        found[unit] += n
    return dict(found)


def weighted(cells: Cells, by_wave: dict[str, Strata], latest: str) -> Cells:
    """The cells with every branch's sums multiplied, as Python's integers."""
    pairs = list(zip(*_keys(cells, np.ones(len(cells.table), bool), latest), strict=True))
    w = np.array([by_wave[wave].weight.get(unit, SCALE) for wave, unit in pairs], object)
    w2 = np.array([by_wave[wave].square.get(unit, SCALE**2) for wave, unit in pairs], object)
    sums: np.ndarray[Any, Any] = cells.sums.astype(object)
    return replace(cells, sums=np.stack([sums[:, 0], sums[:, 1] * w, sums[:, 2] * w2], axis=1))


def _keys(cells: Cells, rows: Any, latest: str) -> tuple[list[str], list[str]]:
    """The wave (a source without one belongs to the latest) and the branch of each row."""
    wave, unit = cells.keys["wave"], cells.keys.get("unit")
    waves = [wave.values[i] or latest for i in wave.codes[rows].tolist()]
    return waves, [""] * len(waves) if unit is None else [unit.values[i] for i in unit.codes[rows].tolist()]
