"""Ten million customers × 44 answers by 40 branches from Parquet: each part of counting beside a bare scan of the same columns.

    python -m benchmarks ten_million            (python -m benchmarks.ten_million ROWS for fewer)

One process, each part between two scans, so that ratios hold on a machine whose speed drifts; two threads. A ratio of wall time
holds only while nothing else runs: the load is printed first.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from msgspec.structs import replace

from benchmarks import large
from gaps.analyse import analyse
from gaps.counts import count
from surveys.catalogue import load
from surveys.instrument import Instrument
from surveys.reading.parquet import read_parquet
from surveys.responses import ResponseSet
from surveys.study import Source, Study

THREADS = 2
KEYS: list[tuple[str, ...]] = [("wave", "unit")]
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
    print(
        f"{what:40} {own[0]:6.1f} s, {own[1]:6.1f} s of processors; scans {before[0]:.1f} and {after[0]:.1f} s, "
        f"{before[1]:.1f} and {after[1]:.1f} s of processors: {wall:.2f} × wall, {cpu:.2f} × processors; peak {peak} MB",
        flush=True,
    )


def without_dimensions(instrument: Instrument) -> Instrument:
    """The same items, of which only the item tables can be counted."""
    return replace(instrument, dimensions=(), items=tuple(replace(i, dimension=None) for i in instrument.items))


def read(file: Path, instrument: Instrument) -> ResponseSet:
    return read_parquet(file, Source(file.name, unit="branch"), instrument)


def after_counting(folder: Path, rows: int, instrument: Instrument) -> float:
    """Processor seconds of an analysis without branches, from the moment at which everybody is counted."""
    file = folder / f"{rows}.parquet"
    if not file.exists():
        large.write(file, rows)
    source = Source(file.name)
    responses = read_parquet(file, source, instrument)
    counted: list[float] = []

    def told(what: str, done: float) -> None:
        if what == "group" and not counted:
            counted.append(time.process_time())

    analyse(Study((source,)), instrument, [responses], by=[], progress=told)
    return time.process_time() - counted[0]


def measure(folder: Path, rows: int = 10_000_000) -> None:
    instrument, file = load("servqual"), folder / f"{rows}.parquet"
    large.write(file, rows)
    print(f"{rows:,} × 44; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the first scan", flush=True)
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
