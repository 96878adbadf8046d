"""Respondents in memory, some at a time, from any frame that narwhals reads.

One narwhals expression says what is read of each: the keys as text, the weight, and every answer as an integer of eight bits.
Arrow and pandas frames are one piece after another; DuckDB and Spark compute while the pieces are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from gaps.bases import Basis, enough, highest, lowest
from gaps.exact import Array
from surveys.instrument import NO_STANDARD, Instrument
from surveys.responses import ResponseSet

SPARK = (nw.Implementation.PYSPARK, nw.Implementation.PYSPARK_CONNECT)
ROWS = 1 << 17
"""Respondents counted at a time: few enough for little memory, many enough for the work between two pieces to be small."""
SQUARED = 2**31
"""The square of a smaller integer fits 64 bits; those of larger weights are Python's integers."""


def read(responses: ResponseSet, instrument: Instrument, keys: tuple[str, ...]) -> Any:
    """The narwhals frame of what is counted, under plain names as a header may hold anything: k0, k1 … (text, "" where blank),
    w (int64, where there are weights), a0, a1 … (int8, one less than the lowest answer where absent)."""
    frame, name = _named(nw.from_native(responses.frame))
    weight = [nw.col(name["weight"]).cast(nw.Int64).alias("w")] if responses.weighted else []
    places = {name[a]: f"a{i}" for i, a in enumerate(responses.answers)}
    alike: dict[int, list[str]] = defaultdict(list)  # one expression for many columns: narwhals takes its time for each
    for a in responses.answers:
        alike[lowest(instrument, a.partition(".")[0]) - 1].append(name[a])
    return frame.select(
        *(nw.col(name[k]).cast(nw.String).fill_null("").alias(f"k{i}") for i, k in enumerate(keys)),
        *weight,
        *(nw.col(*same).fill_null(none).cast(nw.Int8).name.map(places.__getitem__) for none, same in alike.items()),
    )


def _named(frame: Any) -> tuple[Any, dict[str, str]]:
    """The frame, and under which name each column is found: Spark takes a dot in a name for a field of a record."""
    if frame.implementation not in SPARK:
        return frame, {c: c for c in frame.columns}
    plain_names = {c: f"c{i}" for i, c in enumerate(frame.columns)}
    return nw.from_native(frame.to_native().toDF(*plain_names.values())), plain_names


def pieces(frame: Any) -> Iterator[pa.RecordBatch]:
    """What `read` gives, in record batches."""
    if not isinstance(frame, nw.LazyFrame):
        yield from frame.to_arrow().combine_chunks().to_batches(ROWS)
    elif frame.implementation.is_duckdb():
        yield from frame.to_native().to_arrow_reader(ROWS)
    else:
        yield from frame.collect("pyarrow").to_native().to_batches(ROWS)


class Piece:
    """Some respondents: their weights and squared weights, and their answers as digits, 0 where absent, 1 for the lowest.

    Raises ValueError for an answer that the facet cannot have.
    """

    def __init__(self, batch: pa.RecordBatch, instrument: Instrument, responses: ResponseSet) -> None:
        self.instrument, self.rows = instrument, batch.num_rows
        self.weights: tuple[Array, ...] = ()
        if responses.weighted:
            w = plain(batch["w"])
            self.weights = (w, w * w if w.max(initial=0) < SQUARED else w.astype(object) ** 2)
        self._answers = {a: batch[f"a{i}"] for i, a in enumerate(responses.answers)}
        self._digits: dict[str, Array] = {}
        self._sums: dict[tuple[str, str], Block] = {}

    def digits(self, facet: str, place: str) -> Array:
        """The answers of a facet to an item or dimension as digits (rows,), int16."""
        name = f"{facet}.{place}"
        if name not in self._digits:
            low, high = lowest(self.instrument, facet), highest(self.instrument, facet)
            found = np.frombuffer(self._answers[name].buffers()[1], np.int8, self.rows, self._answers[name].offset)
            if self.rows and (found.min() < low - 1 or found.max() > high):
                raise ValueError(f"an answer that is not on the scale: {name}")
            self._digits[name] = found.astype(np.int16) - np.int16(low - 1)
        return self._digits[name]

    def block(self, basis: Basis, name: str, places: tuple[str, ...]) -> Block:
        """The places of one basis that belong together, kept for other tables."""
        if (basis.id, name) not in self._sums:
            self._sums[basis.id, name] = Block(self, basis, places)
        return self._sums[basis.id, name]


class Block:
    """Of each respondent: how many of some places are answered, which of them, and the sum of the answers."""

    def __init__(self, piece: Piece, basis: Basis, places: tuple[str, ...]) -> None:
        self.basis, self.places = basis, places
        self.instrument = piece.instrument
        self.low = lowest(piece.instrument, basis.facet)
        own = [piece.digits(basis.facet, p) for p in places]
        self.present = [d > 0 for d in own]
        if basis.partner:
            self.present = [here & (piece.digits(basis.partner, p) > 0) for here, p in zip(self.present, places, strict=True)]
        self.values = [self._value(d) * here for d, here in zip(own, self.present, strict=True)]
        self.rows = piece.rows
        self._scores: dict[int, tuple[Array, Array]] = {}

    def _value(self, digits: Array) -> Array:
        """Digits as they are scored: "no standards exist" is the worst answer."""
        if self.basis.none and not self.basis.partner:
            return np.where(digits == NO_STANDARD - self.low + 1, np.int16(self.basis.worst - self.low + 1), digits)
        return digits

    @cached_property
    def answered(self) -> Array:
        return _added(self.present, np.int16, self.rows)

    @cached_property
    def digit_sum(self) -> Array:
        """The sum of the digits: the sum of the answers is that plus (low − 1) for each."""
        kind = np.int16 if len(self.places) * 128 < 2**15 else np.int32
        return _added(self.values, kind, self.rows)

    @cached_property
    def total(self) -> Array:
        return self.digit_sum.astype(np.int64) + (self.low - 1) * self.answered.astype(np.int64)

    @cached_property
    def pattern(self) -> Array:
        """Which are answered, as the bits of the basis."""
        bits = [self.basis.bit(p) for p in self.places]
        kind: Any = np.int32 if max(bits) < 31 else np.int64
        return _added([here * kind(1 << bit) for here, bit in zip(self.present, bits, strict=True)], kind, self.rows)

    @cached_property
    def complete(self) -> Array:
        return np.asarray(self.answered == len(self.places))

    def score(self, fine: int) -> tuple[Array, Array]:
        """Whether half of the places are answered, and the mean of these as an integer over `fine` (0 where not)."""
        if fine not in self._scores:
            self._scores[fine] = self._scored(fine)
        return self._scores[fine]

    def _scored(self, fine: int) -> tuple[Array, Array]:
        least, most = enough(len(self.places)), len(self.places)
        factor = np.array([fine // a if a >= least else 0 for a in range(1, most + 1)], np.int64)
        if all(fine % a == 0 for a in range(least, most + 1)):
            return self.answered >= least, self.total * np.concatenate([[0], factor])[self.answered]
        kept = self.answered >= least
        return kept, np.where(kept, self.total * fine // np.maximum(self.answered, 1), 0)


def _added(terms: list[Array], kind: Any, rows: int) -> Array:
    total = np.zeros(rows, kind)
    for term in terms:
        np.add(total, term, out=total, casting="unsafe")
    return total


def plain(column: pa.Array) -> Array:
    """The memory of an integer column without nulls, as int64. (`to_numpy` would import pandas for it.)"""
    whole = column.cast(pa.int64())
    return np.frombuffer(whole.buffers()[1], np.int64, len(whole), whole.offset * 8) if len(whole) else np.empty(0, np.int64)
