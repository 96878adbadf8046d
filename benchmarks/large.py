"""A large synthetic survey as Parquet: customers × 44 answers with 40 branches and some missing answers, from a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_AT_ONCE = 250_000
ITEMS, BRANCHES, MISSING = 22, 40, 0.07


def write(path: Path, rows: int, seed: int = 7) -> None:
    """Columns branch, E1…E22, P1…P22 (int8, 7 % null), written in row groups so that memory stays small."""
    rng = np.random.default_rng(seed)
    writer = None
    for start in range(0, rows, ROWS_AT_ONCE):
        table = _chunk(rng, min(ROWS_AT_ONCE, rows - start))
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def _chunk(rng: np.random.Generator, rows: int) -> pa.Table:
    person = rng.normal(0, 0.5, rows)
    branch = rng.integers(0, BRANCHES, rows)
    columns = {"branch": pa.array(np.char.add("branch-", branch.astype(str)))}
    for letter, centre in (("E", 6.2), ("P", 5.4)):
        for i in range(1, ITEMS + 1):
            answer = np.clip(np.round(centre + person + rng.normal(0, 0.9, rows)), 1, 7).astype(np.int8)
            columns[f"{letter}{i}"] = pa.array(answer, mask=rng.random(rows) < MISSING)
    return pa.table(columns)
