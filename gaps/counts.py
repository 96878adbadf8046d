"""Counts first: the answers of one response set become tables of exact integers.

Everything after costs the same for five hundred respondents and for a hundred million. One narwhals expression reads Arrow,
pandas, DuckDB and Spark frames (`pieces`), and the same arithmetic counts the pieces wherever they are. A table is a set of
cells `(a, b, c)`, each with three integers: how many respondents (`n`), the sum of their weights (`w`) and of their squared
weights (`w2`). Weights are integers, round(w * 10 000), so that no sum depends on an order. Moments take the same form: then
`n`, `w`, `w2` are the sums of an integer value, of weight times value and of squared weight times value.

kind    basis or gap   place        a                    b                  c
rows    ""             ""           0                    0                  0
pair    gap            item         subtrahend           minuend            0
value   facet          place        answer               0                  0
score   facet          dimension    pattern of answers   their sum          0
pairs   gap            dimension    pattern of pairs     subtrahend's sum   minuend's sum
whole   gap / part     ""           how many pairs       sum of the part    0
overall basis or gap   ""           score · FINE         0                  0
cross   basis          d1|d2        0                    which moment       0
alpha   facet          dim|items    0                    which product      0
gap_alpha gap          dim|items    0                    which product      0
given   facet          dimension    0                    which moment       0
zone    level          place        where it lies        over the minimum   width
points  gap / part     un-/weighted total of points      sum of the part    0

`alpha` and `gap_alpha` count respondents only. `given`: 0 those who gave points to a dimension, 1 the points.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from os import cpu_count

import pyarrow as pa
from msgspec.structs import replace

from gaps.cells import Cells, Counted, Key, Name, at_weight_one
from gaps.counter import Counter
from gaps.frequencies import NOTHING
from gaps.pieces import SPARK, pieces, read
from surveys.instrument import Instrument
from surveys.responses import ResponseSet

THREADS = min(2, cpu_count() or 1)
"""So many pieces are counted at a time, each in some 100 MB of memory, while one more waits."""

__all__ = ["NOTHING", "Cells", "Counted", "Key", "Name", "at_weight_one", "count"]


def count(
    responses: ResponseSet,
    instrument: Instrument,
    keysets: list[tuple[str, ...]],
    progress: Callable[[float], None] = lambda share: None,
) -> Counted:
    """All tables of a response set, once by each set of keys (columns of its frame such as `wave`, `unit`, `segment.age`), and
    the products behind reliability by the first key of all, the wave.

    `progress` is told the share that was read. Raises ValueError where an answer is not on the scale.
    """
    keys = tuple(dict.fromkeys(k for keyset in keysets for k in keyset))
    frame = read(responses, instrument, keys)
    asked = replace(responses, frame=None, screened=None)
    if frame.implementation in SPARK:
        from gaps.spark import count_in_spark  # whoever has no Spark need not wait for it

        return count_in_spark(frame, lambda: Counter(instrument, asked, keys, keysets)).counted()
    counter = Counter(instrument, asked, keys, keysets)
    _count_all(counter, _told(pieces(frame), responses.rows.used, progress))
    return counter.counted()


def _told(batches: Iterable[pa.RecordBatch], rows: int, progress: Callable[[float], None]) -> Iterator[pa.RecordBatch]:
    read = 0
    for batch in batches:
        progress(read / max(rows, 1))
        read += batch.num_rows
        yield batch


def _count_all(counter: Counter, batches: Iterable[pa.RecordBatch]) -> None:
    """By several threads: numpy's loops let the others work, and so does DuckDB, which reads on meanwhile."""
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for batch in batches:
            waiting.append(pool.submit(counter.add, batch))
            if len(waiting) > THREADS:
                waiting.popleft().result()
        for each in waiting:
            each.result()
