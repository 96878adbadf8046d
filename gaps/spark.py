"""Counting where a Spark frame's rows are: every partition is counted by its worker, and the workers' exact sums are added up.

The workers need this package, as they run the same arithmetic; no answer leaves them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from gaps.counter import Counter
from gaps.exact import Sums, narrowed
from gaps.pieces import ROWS

SUM = pa.decimal128(38)
"""Wide enough for any sum of products of weights."""
SCHEMA = pa.schema([
    ("keyset", pa.int32()), ("table", pa.int32()), ("groups", pa.string()), ("code", pa.int64()),
    ("n", SUM), ("w", SUM), ("w2", SUM),
])  # fmt: skip
SPARK_SCHEMA = "keyset int, table int, groups string, code long, n decimal(38), w decimal(38), w2 decimal(38)"
WHAT = ("keyset", "table", "groups", "code")


def count_in_spark(frame: Any, counter: Callable[[], Counter]) -> Counter:
    """`frame` is what `pieces.read` gives of a Spark frame; `counter` makes an empty counter, here and on every worker."""
    counted = nw.from_native(frame.to_native().mapInArrow(_on_worker(counter), SPARK_SCHEMA))
    whole = counted.group_by(*WHAT).agg(nw.col("n", "w", "w2").sum()).collect("pyarrow").to_native()
    total = counter()
    _take(total, whole)
    return total


def _on_worker(counter: Callable[[], Counter]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def counted(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        mine = counter()
        for piece in _together(batches):
            mine.add(piece)
        yield from _sums_of(mine)

    return counted


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Spark's small batches as pieces of about ROWS respondents."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(b.num_rows for b in waiting) >= ROWS:
            yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()
            waiting = []
    if waiting:
        yield from pa.Table.from_batches(waiting).combine_chunks().to_batches()


def _sums_of(counter: Counter) -> Iterator[pa.RecordBatch]:
    for keyset, (groups, tables) in enumerate(zip(counter.groups, counter.sums, strict=True)):
        names = np.array([json.dumps(texts) for texts in groups.found], object)
        for table, parts in enumerate(tables):
            for found in parts:
                sums = found.sums if found.sums.shape[1] == 3 else found.sums.repeat(3, axis=1)
                columns = [names[found.group], found.code, *([int(x) for x in column] for column in sums.T)]
                same = [pa.array([value] * len(found.code), pa.int32()) for value in (keyset, table)]
                typed = [pa.array(c, field.type) for c, field in zip(columns, list(SCHEMA)[2:], strict=True)]
                yield pa.RecordBatch.from_arrays([*same, *typed], schema=SCHEMA)


def _take(counter: Counter, whole: pa.Table) -> None:
    keyset, table, code = (np.array(whole[c].to_pylist(), np.int64) for c in ("keyset", "table", "code"))
    texts = whole["groups"].to_pylist()
    sums = np.array([[int(x) for x in whole[c].to_pylist()] for c in ("n", "w", "w2")], object).T.reshape(-1, 3)
    narrow = sums[:, : counter.measures]
    for k, groups in enumerate(counter.groups):
        mine = keyset == k
        own_texts = [tuple(json.loads(texts[i])) for i in np.flatnonzero(mine)]
        number = np.array([groups.found.setdefault(t, len(groups.found)) for t in own_texts], np.int64)
        for i in np.unique(table[mine]).tolist():
            own = table[mine] == i
            counter.keep(counter.sums[k][i], Sums(number[own], code[mine][own], narrowed(narrow[mine][own])))
