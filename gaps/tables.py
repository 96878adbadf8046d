"""The tables of one group: the cells of all response sets of a role, restricted to some key values and added up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from msgspec import Struct

from gaps.cells import Cells, Name
from gaps.exact import Array, ascending, by_runs, run_starts


class Table(Struct, frozen=True):
    """Sorted distinct cells `at` (k, 3) with the sums n, w, w2 in `sums` (k, 3)."""

    at: Array
    sums: Array

    @property
    def n(self) -> int:
        return int(self.sums[:, 0].sum())

    @property
    def weighted(self) -> bool:
        return bool((self.sums[:, 0] != self.sums[:, 1]).any())

    def where(self, kept: Array) -> Table:
        return Table(self.at[kept], self.sums[kept])


NOBODY = Table(np.empty((0, 3), np.int64), np.empty((0, 3), np.int64))


def select(parts: Iterable[Cells], where: Mapping[str, Collection[str]]) -> dict[Name, Table]:
    """Add up the cells whose keys have one of the wanted values; a part that lacks a wanted key gives nothing.

    A table that was counted and holds nobody is there and empty; without any cell at all there are no tables.
    """
    chosen = [(cells, *_chosen(cells.sorted, where)) for cells in parts if set(where) <= set(cells.keys)]
    if not chosen or not sum(len(table) for _, table, _, _ in chosen):
        return {}
    if len(chosen) == 1:
        cells, table, at, sums = chosen[0]
        return _named(cells.names, table, at, sums)
    ids: dict[Name, int] = {}
    places = [np.array([ids.setdefault(name, len(ids)) for name in cells.names], np.int64) for cells, *_ in chosen]
    table = np.concatenate([place[part] for place, (_, part, _, _) in zip(places, chosen, strict=True)])
    at, sums = (np.concatenate(columns) for columns in zip(*(found[2:] for found in chosen), strict=True))
    order = ascending(table, *at.T)
    table, at, sums = table[order], at[order], sums[order]
    starts = run_starts(table, *at.T)
    return _named(tuple(ids), table[starts], at[starts], by_runs(sums, starts))


def _chosen(cells: Cells, where: Mapping[str, Collection[str]]) -> tuple[Array, Array, Array]:
    """Table, place and sums of the distinct cells among the wanted ones. The cells must be sorted."""
    kept = _rows(cells, where)
    starts = run_starts(cells.runs[kept])
    first = kept[starts]
    if cells.alike:  # one column tells all three
        return cells.table[first], cells.at[first], by_runs(cells.sums[kept, :1], starts).repeat(3, axis=1)
    return cells.table[first], cells.at[first], by_runs(cells.sums[kept], starts)


def _rows(cells: Cells, where: Mapping[str, Collection[str]]) -> Array:
    """The wanted cells in order, found by the key with the most values: a look at every cell for every branch would be
    quadratic."""
    if not where:
        return np.arange(len(cells.table))
    first, *others = sorted(where, key=lambda key: -len(cells.keys[key].values))
    kept = cells.keys[first].rows(where[first])
    for key in others:
        wanted = np.array([value in where[key] for value in cells.keys[key].values], bool)
        kept = kept[wanted[cells.keys[key].codes[kept]]]
    return kept


def _named(names: tuple[Name, ...], table: Array, at: Array, sums: Array) -> dict[Name, Table]:
    edges = np.searchsorted(table, np.arange(len(names) + 1)).tolist()
    return {name: Table(at[low:high], sums[low:high]) for name, low, high in zip(names, edges[:-1], edges[1:], strict=True)}
