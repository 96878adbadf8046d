"""Ten million customers × 44 answers by 40 branches from Parquet: each part of counting beside a bare scan of the same columns.

    python -m benchmarks ten_million            (python -m benchmarks.ten_million ROWS for fewer)

One process, each part in turn with the scan, so that ratios hold on a machine whose speed drifts; two threads.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from benchmarks import large
from gaps.analyse import analyse
from gaps.counts import count
from surveys.catalogue import load
from surveys.instrument import Instrument
from surveys.reading.parquet import read_parquet
from surveys.responses import ResponseSet
from surveys.study import Source, Study

THREADS = 2
KEYS = [("wave", "unit")]
FLAT = (500, 100_000)
SUMS = ", ".join(f"sum(E{i}), sum(P{i})" for i in range(1, large.ITEMS + 1))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def scan(file: Path) -> None:
    connection = duckdb.connect(config={"threads": THREADS})
    connection.read_parquet(str(file)).aggregate(f"branch, {SUMS}").fetchall()


def beside(what: str, file: Path, work: Callable[[], object]) -> None:
    """The work between two scans, as ratios of wall and processor seconds."""
    before, own, after = timed(lambda: scan(file)), timed(work), timed(lambda: scan(file))
    wall, cpu = (own[i] / ((before[i] + after[i]) / 2) for i in (0, 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:55} {own[0]:6.1f} s   {wall:5.2f} × the scan ({cpu:.2f} × its processor time)   peak {peak} MB", flush=True)


def without_dimensions(instrument: Instrument) -> Instrument:
    """The same items, of which only the item tables can be counted."""
    return replace(instrument, dimensions=(), items=tuple(replace(i, dimension=None) for i in instrument.items))


def read(file: Path, instrument: Instrument) -> ResponseSet:
    return read_parquet(file, Source(file.name, unit="branch"), instrument)


def after_counting(folder: Path, rows: int, instrument: Instrument) -> float:
    """Processor seconds of a whole analysis without branches, less those of its counting."""
    file = folder / f"{rows}.parquet"
    if not file.exists():
        large.write(file, rows)
    source = Source(file.name)
    responses = read_parquet(file, source, instrument)
    counting = timed(lambda: count(responses, instrument, [("wave",)]))[1]
    return timed(lambda: analyse(Study((source,)), instrument, [responses], by=[]))[1] - counting


def measure(folder: Path, rows: int = 10_000_000) -> None:
    instrument, file = load("servqual"), folder / f"{rows}.parquet"
    large.write(file, rows)
    responses = read(file, instrument)
    items = without_dimensions(instrument)
    beside("checking the file", file, lambda: read(file, instrument))
    beside("item tables", file, lambda: count(responses, items, KEYS))
    beside("with dimensions, overall, reliability", file, lambda: count(responses, instrument, KEYS))
    for size in (*FLAT, rows):
        print(f"after counting, {size:>11,} respondents {after_counting(folder, size, instrument):16.2f} s", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), int(sys.argv[1]))
