"""SPSS files (SAV, ZSAV, POR) by ReadStat: codes as text, with the labels and the missing codes that the file declares."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from surveys.reading.cells import as_text
from surveys.reading.grid import MOST_CELLS, MOST_COLUMNS, Grid, make_grid
from surveys.reading.refusal import RefusalError

MARKS = (b"$FL2", b"$FL3")
DAY_ZERO = datetime(1582, 10, 14)
"""SPSS counts seconds from the first day of the Gregorian calendar."""
DAYS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR")
MOMENTS = ("DATETIME", "YMDHMS")
TIMES = ("TIME", "DTIME", "MTIME")


def read_sav(data: bytes, encoding: str = "") -> Grid:
    """Rows are numbered as SPSS shows its cases, from 1. Raises RefusalError for a damaged, a large or an empty file."""
    import pyreadstat  # 0.2 s

    options: dict[str, Any] = {"output_format": "dict", "disable_datetime_conversion": True}
    portable = not data.startswith(MARKS)
    reader = pyreadstat.read_por if portable else pyreadstat.read_sav
    options |= {} if portable else {"user_missing": True, "encoding": encoding or None}
    try:
        _check_size(reader(io.BytesIO(data), metadataonly=True, **options)[1])
        columns, facts = reader(io.BytesIO(data), row_limit=MOST_CELLS, **options)
    except pyreadstat.ReadstatError as fault:
        if "encoding" in str(fault):
            raise RefusalError("encoding_unknown", encoding=encoding or "?") from fault
        raise RefusalError("unreadable", detail=str(fault)[:80]) from fault
    return _grid(columns, facts)


def _check_size(facts: Any) -> None:
    width, rows = len(facts.column_names), facts.number_rows or 0
    if width > MOST_COLUMNS:
        raise RefusalError("too_many_columns", found=str(width), limit=str(MOST_COLUMNS))
    if width * rows > MOST_CELLS:
        raise RefusalError("too_many_cells", found=f"{rows} × {width}", limit=f"{MOST_CELLS:,}")


def _grid(columns: Mapping[str, list[Any]], facts: Any) -> Grid:
    names: list[str] = facts.column_names
    if not names:
        raise RefusalError("no_rows")
    if None in names or len(columns) < len(names):
        raise RefusalError("unreadable", detail="names")
    texts = [_texts(columns[name], facts.original_variable_types.get(name) or "") for name in names]
    numbered = enumerate(map(list, zip(*texts, strict=True)), start=1)
    grid = make_grid([(0, names), *numbered], {"encoding": facts.file_encoding, "dialect": "spss"})
    for place, name in enumerate(names):
        _declare(grid, place, columns[name], facts.variable_value_labels.get(name), facts.missing_ranges.get(name))
    titles = [title or "" for title in facts.column_labels]
    grid.titles.extend(titles if any(titles) else [])
    return grid


def _texts(values: list[Any], kind: str) -> list[str]:
    """`kind` is SPSS's format with its width, such as F8.2 or DATE11."""
    form = kind.rstrip("0123456789.")
    if form in DAYS:
        return [_moment(value, days=True) for value in values]
    if form in MOMENTS:
        return [_moment(value, days=False) for value in values]
    if form in TIMES:
        return [_time(value) for value in values]
    return [as_text(value) for value in values]


def _moment(value: Any, days: bool) -> str:
    """ISO; the plain number where it is no day between the years 1 and 9999."""
    if not isinstance(value, (int, float)) or value != value:
        return as_text(value)
    try:
        moment = DAY_ZERO + timedelta(seconds=value)
    except OverflowError:
        return as_text(float(value))
    return moment.date().isoformat() if days else moment.isoformat(" ")


def _time(value: Any) -> str:
    """Hours, minutes and seconds; hours may exceed a day, and a sign may stand before them."""
    if not isinstance(value, (int, float)) or value != value or abs(value) > 1e12:
        return as_text(value)
    minutes, seconds = divmod(abs(value), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{'-' if value < 0 else ''}{hours:02d}:{minutes:02d}:{as_text(round(float(seconds), 6)).zfill(2)}"


def _declare(grid: Grid, place: int, values: list[Any], labels: Mapping[Any, str] | None, ranges: Any) -> None:
    """Value labels, and the codes declared missing: those named, and those seen that lie in a range."""
    if labels:
        grid.labels[place] = {as_text(code): text for code, text in labels.items()}
    if not ranges:
        return
    bounds = [(part["lo"], part["hi"]) for part in ranges]
    named = [low for low, high in bounds if low == high]
    seen = {v for v in values if isinstance(v, float) and any(_within(v, *bound) for bound in bounds if bound[0] != bound[1])}
    grid.missing[place] = list(dict.fromkeys(as_text(code) for code in [*named, *sorted(seen)]))


def _within(value: float, low: Any, high: Any) -> bool:
    return isinstance(low, (int, float)) and isinstance(high, (int, float)) and low <= value <= high
