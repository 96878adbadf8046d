"""The tables of one group: the cells of all response sets of a role, restricted to some key values and added up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gaps.counts import Cells, Name
from gaps.exact import ascending


@dataclass(frozen=True)
class Table:
    """Sorted distinct cells `at` (k, 3) with the sums n, w, w2 in `sums` (k, 3)."""

    at: np.ndarray[Any, Any]
    sums: np.ndarray[Any, Any]

    @property
    def n(self) -> int:
        return int(self.sums[:, 0].sum())

    @property
    def weighted(self) -> bool:
        return bool((self.sums[:, 0] != self.sums[:, 1]).any())


def select(parts: Iterable[Cells], where: Mapping[str, Collection[str]]) -> dict[Name, Table]:
    """Add up the cells whose keys have one of the wanted values; a part that lacks a wanted key gives nothing.

    A table that was counted and holds nobody is there and empty; without any cell at all there are no tables.
    """
    ids: dict[Name, int] = {}
    table, at, sums = [], [], []
    for cells in parts:
        if not set(where) <= set(cells.keys):
            continue
        chosen = np.ones(len(cells.table), bool)
        for key, wanted in where.items():
            chosen &= np.array([value in wanted for value in cells.keys[key].values], bool)[cells.keys[key].codes]
        kept = np.flatnonzero(chosen)
        to_global = np.array([ids.setdefault(name, len(ids)) for name in cells.names], np.int64)
        table.append(to_global[cells.table[kept]])
        at.append(cells.at[kept])
        sums.append(cells.sums[kept])
    if not table:
        return {}
    return _added(tuple(ids), np.concatenate(table), np.concatenate(at), np.concatenate(sums))


def _added(names: tuple[Name, ...], table: Any, at: Any, sums: Any) -> dict[Name, Table]:
    if not len(table):
        return {}
    order = ascending(table, *at.T)
    table, at, sums = table[order], at[order], sums[order]
    fresh = np.ones(len(table), bool)
    fresh[1:] = (table[1:] != table[:-1]) | (at[1:] != at[:-1]).any(axis=1)
    starts = np.flatnonzero(fresh)
    table, at, sums = table[starts], at[starts], np.add.reduceat(sums, starts, axis=0)
    edges = np.searchsorted(table, np.arange(len(names) + 1))
    spans = zip(names, edges[:-1], edges[1:], strict=True)
    return {name: Table(at[low:high], sums[low:high]) for name, low, high in spans}
