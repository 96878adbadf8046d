"""Counts first: the answers of one response set become tables of exact integers.

Everything after costs the same for five hundred respondents and for a hundred million. One narwhals expression serves Arrow,
pandas, DuckDB and Spark. A table is a set of cells `(a, b, c)`, each with three integers: how many respondents (`n`), the sum
of their weights (`w`) and of their squared weights (`w2`). Weights are integers, round(w * 10 000), so that no sum depends on
an order. Moments take the same form: then `n`, `w`, `w2` are the sums of an integer value, of weight times value and of
squared weight times value.

kind    basis or gap   place        a                    b                  c
rows    ""             ""           0                    0                  0
pair    gap            item         subtrahend           minuend            0
value   facet          place        answer               0                  0
score   facet          dimension    pattern of answers   their sum          0
pairs   gap            dimension    pattern of pairs     subtrahend's sum   minuend's sum
whole   gap / part     ""           how many pairs       sum of the part    0
cross   basis          d1|d2        0                    which moment       0
alpha   facet          dim|items    0                    which product      0
gap_alpha gap          dim|items    0                    which product      0
points  gap / part     un-/weighted total of points      sum of the part    0
given   facet          dimension    0                    which moment       0
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from gaps.bases import coarse, facet_bases, paired_gaps, total_of, wanted_alone
from gaps.moments import alpha_tables, cross_tables, in_blocks, parts, points_tables, with_complete, with_scores
from surveys.instrument import Instrument
from surveys.responses import ResponseSet

Name = tuple[str, str, str]
"""What a table is about: its kind, its basis or gap, its place."""
INTEGERS = ("n", "w", "w2")
AXES = ("a", "b", "c")
ONE = 10_000
"""How a weight of one is stored."""
NOTHING = -99
"""Stands for an absent answer inside a cell of kind `pair`."""
SETTLE_BELOW = 2_000_000
"""So many respondents' blocks fit in memory (about 100 bytes each)."""


@dataclass(frozen=True)
class Part:
    """Some rows of cells as they come out of a scan: the keys' texts, and the integers by their names."""

    texts: dict[str, pa.ChunkedArray]
    integers: dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class Key:
    """A column of text: its distinct values in order ("" where blank), and each row's place among them."""

    values: tuple[str, ...]
    codes: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Cells:
    """The tables of one response set by some keys, as columns of equal length.

    `names[table]` says what each row's table is.
    """

    names: tuple[Name, ...]
    keys: dict[str, Key]
    table: np.ndarray[Any, Any]
    at: np.ndarray[Any, Any]
    """Shape (rows, 3): a, b, c."""
    sums: np.ndarray[Any, Any]
    """Shape (rows, 3): n, w, w2."""


def count(responses: ResponseSet, instrument: Instrument, keysets: list[tuple[str, ...]]) -> list[Cells]:
    """All tables of a response set, once by each set of keys (columns of its frame such as `wave`, `unit`, `segment.age`).

    Raises OverflowError where weights are so large that a sum might not fit 64 bits.
    """
    plain = {k: f"key{i}" for i, k in enumerate(dict.fromkeys(k for keyset in keysets for k in keyset))}
    frame = keyed(responses, instrument, plain)
    blocks = with_scores(_settled(in_blocks(frame, tuple(plain.values()), instrument, responses), responses), instrument, responses)
    measures = INTEGERS if responses.weighted else INTEGERS[:1]
    scans = [
        Scan(frame, dict(answer_tables(instrument, responses))),
        Scan(blocks, dict(block_tables(instrument, responses)) | dict(points_tables(instrument, responses))),
    ]
    wide = [
        Scan(with_complete(frame, instrument, responses), dict(alpha_tables(instrument, responses))),
        Scan(blocks, dict(cross_tables(instrument, responses))),
    ]
    return [_count(scans, wide, {k: plain[k] for k in keyset}, measures) for keyset in keysets]


@dataclass(frozen=True)
class Scan:
    """Tables to be made of one frame, each with the expressions of its cells or moments."""

    frame: Any
    tables: dict[Name, Any]


def _count(scans: list[Scan], wide: list[Scan], named: dict[str, str], measures: tuple[str, ...]) -> Cells:
    keys = tuple(named.values())
    names: list[Name] = []
    parts: list[Part] = []
    for scan in scans:
        found = [_scan(scan.frame, keys, measures, len(names) + i, axes) for i, axes in enumerate(scan.tables.values())]
        parts += [_cells(_arrow(nw.concat(found, how="vertical")), keys, measures)] if found else []
        names += scan.tables
    for scan in wide:
        parts += _moments(scan.frame, keys, measures, list(scan.tables.values()), len(names)) if scan.tables else []
        names += scan.tables
    column = {c: np.concatenate([p.integers[c] for p in parts]) for c in ("table", *AXES, *measures)}
    sums = np.stack([column[m if m in measures else "n"] for m in INTEGERS], axis=1)
    at = np.stack([column[x] for x in AXES], axis=1)
    coded = {name: _key([chunk for p in parts for chunk in p.texts[k].chunks]) for name, k in named.items()}
    return Cells(tuple(names), coded, column["table"], at, sums)


def _settled(frame: Any, responses: ResponseSet) -> Any:
    """Blocks are read by many scans: of a lazy frame that is not too long they are made once and kept, for DuckDB to read."""
    if not isinstance(frame, nw.LazyFrame) or responses.rows.used > SETTLE_BELOW:
        return frame
    import duckdb

    return nw.from_native(duckdb.connect().from_arrow(_arrow(frame)))


def at_weight_one(cells: Cells) -> Cells:
    """The cells of a source without weights beside one with weights: everybody weighs one. Raises OverflowError as `count`."""
    if np.abs(cells.sums).max(initial=0) >= 2**63 // ONE**2:
        raise OverflowError("too many answers for exact weighted sums")
    return replace(cells, sums=cells.sums * np.array([1, ONE, ONE**2], np.int64))


def keyed(responses: ResponseSet, instrument: Instrument, keys: dict[str, str]) -> Any:
    """The frame with keys without nulls, under plain names as a header may hold anything, 32-bit answers, and the weights."""
    weight = nw.col("weight").cast(nw.Int64) if responses.weighted else nw.lit(1, nw.Int64)
    frame = nw.from_native(responses.frame).select(
        *(nw.col(k).cast(nw.String).fill_null("").alias(name) for k, name in keys.items()),
        *(nw.col(c).cast(nw.Int32) for c in responses.answers),
        weight.alias("w"),
    )
    if responses.weighted:
        _refuse_overflow(frame, instrument)
    return frame.with_columns(w2=nw.col("w") * nw.col("w"))


def answer_tables(instrument: Instrument, responses: ResponseSet) -> Iterator[tuple[Name, tuple[Any, ...]]]:
    """Name and cell columns of the frequency tables that need single answers."""
    zero = nw.lit(0, nw.Int32)
    paired = paired_gaps(instrument, responses)
    inside = {f"{b.facet}.{p}" for gap in paired for b in (gap.minuend, gap.subtrahend) for p in b.places}
    for gap in paired:
        for item in gap.minuend.places:
            answers = (nw.col(f"{side.facet}.{item}").fill_null(NOTHING) for side in (gap.subtrahend, gap.minuend))
            yield ("pair", gap.id, item), (*answers, zero)
    for basis in facet_bases(instrument, responses):
        for place in basis.places:
            if f"{basis.facet}.{place}" not in inside:
                yield ("value", basis.id, place), (nw.col(f"{basis.facet}.{place}"), zero, zero)
        if basis.by == "item" and not wanted_alone(instrument, basis.facet):
            for block, places in basis.blocks(instrument).items():
                yield ("score", basis.id, block), (basis.pattern(places), basis.total(places), zero)


def block_tables(instrument: Instrument, responses: ResponseSet) -> Iterator[tuple[Name, tuple[Any, ...]]]:
    """Name and cell columns of the frequency tables that blocks suffice for."""
    zero = nw.lit(0, nw.Int32)
    for basis in facet_bases(instrument, responses):
        if basis.by == "item" and wanted_alone(instrument, basis.facet):
            for block in basis.blocks(instrument):
                yield ("score", basis.id, block), (*(nw.col(f"{basis.id}:{x}:{block}") for x in ("pattern", "sum")), zero)
    for gap in paired_gaps(instrument, responses):
        m, s = gap.minuend, gap.subtrahend
        for block in m.blocks(instrument):
            sums = (nw.col(f"{b.id}:sum:{block}") for b in (s, m))
            yield ("pairs", gap.id, block), (nw.col(f"{m.id}:pattern:{block}"), *sums)
        inside = parts(m, instrument)
        answered = total_of(nw.col(f"{m.id}:answered:{d}").cast(nw.Int32) for d in inside)
        totals = {side.id: total_of(nw.col(f"{side.id}:sum:{d}").cast(nw.Int32) for d in inside) for side in (m, s)}
        for part, total in (totals | {f"{gap.id}.difference": totals[m.id] - totals[s.id]}).items():
            yield ("whole", part, ""), (answered, total, zero)


def _scan(frame: Any, keys: tuple[str, ...], measures: tuple[str, ...], table: int, axes: tuple[Any, ...]) -> Any:
    """One grouped scan: a frequency table by the keys, without the rows that lack one of its axes."""
    cells = frame.select(*keys, *(x.alias(name) for x, name in zip(axes, AXES, strict=True)), *measures[1:])
    cells = cells.group_by(*keys, *AXES).agg(nw.len().alias("n"), *(nw.col(m).sum() for m in measures[1:]))
    cells = cells.drop_nulls(subset=list(AXES))
    integers = (nw.col(c).cast(nw.Int64) for c in (*AXES, *measures))
    return cells.select(*keys, nw.lit(table, nw.Int64).alias("table"), *integers)


def _moments(frame: Any, keys: tuple[str, ...], measures: tuple[str, ...], wide: list[dict[int, Any]], offset: int) -> list[Part]:
    """One wide grouped scan for all moments, handed out as cells."""
    values = [(offset + t, b, e) for t, cells in enumerate(wide) for b, e in cells.items()]
    frame = frame.select(*keys, "w", "w2", *(e.alias(f"n.{i}") for i, (_, _, e) in enumerate(values)))
    weighted = {f"{m}.{i}": nw.col(f"n.{i}").cast(nw.Int64) * nw.col(m) for i in range(len(values)) for m in measures[1:]}
    frame = frame.with_columns(*(e.alias(name) for name, e in weighted.items())) if weighted else frame
    rows = _arrow(frame.group_by(*keys).agg(*(nw.col(f"{m}.{i}").sum() for i in range(len(values)) for m in measures)))
    nothing = np.zeros(rows.num_rows, np.int64)
    texts = {k: rows[k] for k in keys}
    found = [{m: _integers(rows[f"{m}.{i}"]) for m in measures} for i in range(len(values))]
    places = ({"table": nothing + table, "a": nothing, "b": nothing + b, "c": nothing} for table, b, _ in values)
    return [Part(texts, place | sums) for place, sums in zip(places, found, strict=True)]


def _cells(rows: pa.Table, keys: tuple[str, ...], measures: tuple[str, ...]) -> Part:
    return Part({k: rows[k] for k in keys}, {c: _integers(rows[c]) for c in ("table", *AXES, *measures)})


def _arrow(frame: Any) -> pa.Table:
    return frame.collect("pyarrow").to_native() if isinstance(frame, nw.LazyFrame) else frame.to_arrow()


def _key(chunks: list[pa.Array]) -> Key:
    column = pa.chunked_array([c.cast(pa.string()) for c in chunks], pa.string()).combine_chunks()
    coded = (column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column).dictionary_encode()
    found = coded.dictionary.to_pylist()
    values = sorted(found)
    place = {v: i for i, v in enumerate(values)}
    return Key(tuple(values), np.array([place[v] for v in found], np.int64)[_plain(coded.indices)])


def _integers(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """As int64; as Python integers where they need more (DuckDB adds in 128 bits)."""
    if pa.types.is_integer(column.type):
        return _plain(column.fill_null(0).combine_chunks())
    whole = [int(v or 0) for v in column.to_pylist()]
    return np.array(whole, dtype=np.int64 if all(abs(v) < 2**63 for v in whole) else object)


def _plain(column: pa.Array) -> np.ndarray[Any, Any]:
    """The memory of an integer column without nulls, as int64. (`to_numpy` would import pandas for it.)"""
    whole = column.cast(pa.int64())
    return np.frombuffer(whole.buffers()[1], np.int64, len(whole), whole.offset * 8) if len(whole) else np.empty(0, np.int64)


def _refuse_overflow(frame: Any, instrument: Instrument) -> None:
    """Engines that add in 64 bits wrap around in silence; those that are lazy here (DuckDB, Spark) do not."""
    if isinstance(frame, nw.LazyFrame):
        return
    squares = sum(w * w for w in frame["w"].to_list())
    sizes = (len(instrument.items_of(d.id)) for d in instrument.dimensions)
    score = max(abs(instrument.scale.low), abs(instrument.scale.high), 1) * max((coarse(k) for k in sizes), default=1)
    if squares * score * score >= 2**63:
        raise OverflowError("weights too large for exact sums")
