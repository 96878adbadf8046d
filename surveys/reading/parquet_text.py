"""An uploaded Parquet file as text, inside the guarded child. A file named by its path stays with DuckDB instead."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from surveys.reading.cells import as_text
from surveys.reading.grid import MOST_CELLS, MOST_COLUMNS, Grid, make_grid
from surveys.reading.refusal import RefusalError


def read_parquet_text(data: bytes) -> Grid:
    """Rows are numbered from 1. Raises RefusalError for a damaged, a large or an empty file."""
    import pyarrow as pa  # 0.1 s
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        rows, names = file.metadata.num_rows, file.schema_arrow.names
        if len(names) > MOST_COLUMNS:
            raise RefusalError("too_many_columns", found=str(len(names)), limit=str(MOST_COLUMNS))
        if rows * len(names) > MOST_CELLS:
            raise RefusalError("too_many_cells", found=f"{rows} × {len(names)}", limit=f"{MOST_CELLS:,}")
        columns = [column.to_pylist() for column in file.read(use_threads=False).columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault
    if not columns or not rows:
        raise RefusalError("no_rows")
    cells = [[_text(cell) for cell in column] for column in columns]
    return make_grid([(0, names), *enumerate(map(list, zip(*cells, strict=True)), start=1)], {})


def _text(cell: Any) -> str:
    match cell:
        case Decimal():
            return f"{cell.normalize():f}"
        case bytes():
            return cell.decode("utf-8", "replace")
        case list() | dict():
            return as_text(str(cell))
    return as_text(cell)
