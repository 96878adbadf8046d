"""The sums of products behind the reliability of a gap: they follow from tables that are counted anyway."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct

from gaps.answer_moments import middle
from gaps.bases import PairedGap
from gaps.cells import Name
from gaps.exact import Array, Sums
from gaps.frequencies import Frequency
from gaps.moments import asked, moments
from surveys.instrument import Instrument


class GapSums(Struct, frozen=True):
    """The table `gap_alpha` of one dimension, from its `pairs` table and the `pair` tables of its items."""

    gap: PairedGap
    block: str
    places: tuple[str, ...]

    @property
    def names(self) -> tuple[tuple[Name, int], ...]:
        table = ("gap_alpha", self.gap.id, asked(self.gap.minuend, self.block, self.places))
        return tuple((table, b) for b in range(7 + 2 * len(self.places)))

    def sums(self, counted: dict[Name, tuple[Frequency, Sums]], instrument: Instrument, wave: Array, measures: int) -> Sums:
        """By wave, in the order in which `answer_moments.gap_moments_of` reads them, of those who answered everything; `wave` says
        which one each counted group belongs to."""
        waves = int(wave.max(initial=-1)) + 1
        origin, kind = middle(instrument), np.int64
        table, found = counted["pairs", self.gap.id, self.block]
        pattern, s, m = table.axes(found.code)
        full = pattern == pattern.max(initial=0) if len(pattern) else pattern.astype(bool)
        full &= np.bitwise_count(pattern.astype(np.int64)) == len(self.places)
        k = len(self.places) * origin
        n, totals = found.sums[full, 0], (s[full] - k, m[full] - k)
        where = wave[found.group[full]]
        whole = [_by_wave(where, waves, n * x) for x in (1, totals[1] ** 2, totals[0] ** 2, totals[0] * totals[1])]
        each = [self._item(counted["pair", self.gap.id, item], origin, wave, waves) for item in self.places]
        squares = [sum((e[i] for e in each), np.zeros(waves, kind)) for i in (2, 3, 4)]
        values = np.stack([whole[0], *(e[0] for e in each), *(e[1] for e in each), *squares, *whole[1:]], axis=1)
        return moments(np.arange(waves), values[:, :, None].repeat(measures, axis=2))

    def _item(self, counted: tuple[Frequency, Sums], origin: int, wave: Array, waves: int) -> list[Array]:
        """Σ m, Σ s, Σ m², Σ s², Σ m·s of an item by wave."""
        table, found = counted
        kept = found.code >= table.fold
        s, m = (axis[kept] - origin for axis in table.axes(found.code)[:2])
        n, where = found.sums[kept, 0], wave[found.group[kept]]
        return [_by_wave(where, waves, n * x) for x in (m, s, m * m, s * s, m * s)]


def _by_wave(wave: Array, waves: int, values: Any) -> Array:
    total = np.zeros(waves, values.dtype)
    np.add.at(total, wave, values)
    return total
