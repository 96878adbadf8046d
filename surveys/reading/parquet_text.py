"""A Parquet file as text, inside the guarded child: what was uploaded, and what is small. A large one stays with DuckDB."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from surveys.reading.cells import as_text
from surveys.reading.grid import MOST_CELLS, MOST_COLUMNS, Grid, header_problems
from surveys.reading.refusal import RefusalError


def read_parquet_text(data: bytes) -> Grid:
    """Rows are numbered from 1; each is kept. Raises RefusalError for a damaged, a large or an empty file."""
    import pyarrow as pa  # 0.1 s
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        rows, names = file.metadata.num_rows, file.schema_arrow.names
        if len(names) > MOST_COLUMNS:
            raise RefusalError("too_many_columns", found=str(len(names)), limit=str(MOST_COLUMNS))
        if rows * len(names) > MOST_CELLS:
            raise RefusalError("too_many_cells", found=f"{rows} × {len(names)}", limit=f"{MOST_CELLS:,}")
        columns = [texts(column.combine_chunks()) for column in file.read(use_threads=False).columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault
    header = [name.strip() for name in names]
    if not any(header) or not rows:
        raise RefusalError("no_rows")
    return Grid(header, columns, [*range(1, rows + 1)], [], {}, header_problems(header, columns), [], {}, {})


def texts(column: Any) -> tuple[str, ...]:
    """Each different value becomes text once; lists and records, which cannot be told apart so, one by one."""
    import pyarrow as pa

    if pa.types.is_nested(column.type):
        return tuple(text(cell) for cell in column.to_pylist())
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    told = [*map(text, encoded.dictionary.to_pylist()), ""]
    return tuple(told[place] for place in encoded.indices.fill_null(len(told) - 1).to_pylist())


def text(cell: Any) -> str:
    """As a person would have typed it."""
    match cell:
        case Decimal():
            return f"{cell.normalize():f}"
        case bytes():
            return cell.decode("utf-8", "replace")
        case list() | dict():
            return as_text(str(cell))
    return as_text(cell)
