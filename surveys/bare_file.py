"""One data file without a study.yaml: the study that its headers make of it."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from surveys.dialects.recognise import tidied
from surveys.guess import guess_headers, guess_source
from surveys.instrument import Instrument
from surveys.problems import InputError, Problem
from surveys.reading.guard import PATH_LIMIT, is_parquet
from surveys.reading.text_table import read_table, small_parquet
from surveys.study import Study


def study_of_file(path: Path, instrument: Instrument) -> Study:
    """The study of one bare data file, by its headers: role, id, unit, wave and segments; weights only when named.

    Raises InputError where the file cannot be read, or has a name that no document can hold.
    """
    try:
        path.name.encode()
    except UnicodeEncodeError as fault:
        raise InputError(Problem("file_name", file=path.name)) from fault
    table = small_parquet(path, path.name) if is_parquet(path) else read_table(path, path.name, limit=PATH_LIMIT)
    if table is None:
        from surveys.reading.parquet import parquet_header  # DuckDB is 0.2 s that others need not wait for

        source = guess_headers(path.name, parquet_header(path, path.name), instrument)
    else:
        source, _ = guess_source(tidied(table), instrument)
    return Study((replace(source, weight=None),), title=path.stem, instrument=instrument.id, folder=path.parent)
