"""Cells: what counting gives, and all that is known of the respondents afterwards."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from gaps.exact import Array, ascending, run_starts, times

Name = tuple[str, str, str]
"""What a table is about: its kind, its basis or gap, its place."""
ONE = 10_000
"""How a weight of one is stored."""


class Key(Struct, frozen=True, dict=True):
    """A column of text: its distinct values in order ("" where blank), and each row's place among them."""

    values: tuple[str, ...]
    codes: Array

    def rows(self, wanted: Collection[str]) -> Array:
        """The numbers of the rows that have one of these values, in order."""
        order, spans_of = self._by_value
        spans = [order[spans_of[value]] for value in dict.fromkeys(wanted) if value in spans_of]
        return spans[0] if len(spans) == 1 else np.sort(np.concatenate([order[:0], *spans]))

    @cached_property
    def _by_value(self) -> tuple[Array, dict[str, slice]]:
        """All row numbers value by value, and where those of each are: a group's are found without a look at the others'."""
        edges = [0, *np.cumsum(np.bincount(self.codes, minlength=len(self.values))).tolist()]
        return np.argsort(self.codes, kind="stable"), dict(zip(self.values, map(slice, edges, edges[1:]), strict=True))


class Cells(Struct, frozen=True, dict=True):
    """The tables of one response set by some keys, as columns of equal length.

    `names[table]` says what each row's table is.
    """

    names: tuple[Name, ...]
    keys: dict[str, Key]
    table: Array
    at: Array
    """Shape (rows, 3): a, b, c."""
    sums: Array
    """Shape (rows, 3): n, w, w2."""

    @cached_property
    def sorted(self) -> Cells:
        """The same by table, cell and keys, so that every group of them is sorted as well."""
        order = ascending(self.table, *self.at.T, *(key.codes for key in self.keys.values()))
        keys = {name: Key(key.values, key.codes[order]) for name, key in self.keys.items()}
        return Cells(self.names, keys, self.table[order], self.at[order], self.sums[order])

    @cached_property
    def alike(self) -> bool:
        """Whether n, w and w2 are the same everywhere, as where nobody has a weight."""
        return bool((self.sums == self.sums[:, :1]).all())

    @cached_property
    def runs(self) -> Array:
        """Of sorted cells a number for each row: rows of the same table and cell have the same."""
        numbers = np.zeros(len(self.table), np.int64)
        numbers[run_starts(self.table, *self.at.T)] = 1
        return numbers.cumsum()


class Counted(NamedTuple):
    """All tables of a response set: by each set of keys, and by wave those that only everybody's reliability needs."""

    cells: list[Cells]
    products: Cells


def at_weight_one(cells: Cells) -> Cells:
    """The cells of a source without weights beside one with weights: everybody weighs one."""
    return replace(cells, sums=times(cells.sums, np.array([1, ONE, ONE**2], np.int64)))
