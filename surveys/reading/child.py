"""The child process: reads one file from standard input or a path, writes one JSON document a line, and may be killed.

The first line is what was found or why not; then comes a line for each column. Nothing heavy is imported.
"""

from __future__ import annotations

import gc
import json
import sys
from typing import Any, TextIO

from surveys.reading.formats import How, read
from surveys.reading.grid import Grid
from surveys.reading.refusal import RefusalError

MOST_TEXT = 100_000_000
"""Characters of all cells together. One text that a small workbook repeats in every cell would fill the parent."""


def main() -> None:
    memory, seconds, path, how = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], How(*sys.argv[4:])
    limit(memory, seconds)
    gc.disable()  # a short life of many small objects without cycles
    answer(_bytes(path), sys.stdout, how)


def answer(data: bytes, out: TextIO, how: How = How()) -> None:  # noqa: B008 - it is frozen
    """Writes the table of a file, or why there is none."""
    try:
        _write(out, _in_bounds(_read(data, how)))
    except RefusalError as refused:
        _say(out, {"refused": refused.code, "row": refused.row, "values": refused.values})


def limit(memory: int, seconds: int) -> None:
    """Address space, processor time and no core dump (it would hold answers), or less where the system allows less. Windows has
    only the parent's clock."""
    try:
        import resource
    except ImportError:
        return
    wanted = {resource.RLIMIT_AS: (memory, memory), resource.RLIMIT_CPU: (seconds, seconds + 1), resource.RLIMIT_CORE: (0, 0)}
    for what, (soft, hard) in wanted.items():
        allowed = resource.getrlimit(what)[1]
        most = hard if allowed == resource.RLIM_INFINITY else min(hard, allowed)
        resource.setrlimit(what, (min(soft, most), most))


def _read(data: bytes, how: How) -> Grid:
    try:
        return read(data, how)
    except MemoryError as fault:
        raise RefusalError("memory") from fault


def _in_bounds(grid: Grid) -> Grid:
    size = sum(sum(map(len, column)) for column in grid.columns)
    if size > MOST_TEXT:
        raise RefusalError("too_large", size=f"{size / 1e6:.1f}", limit=f"{MOST_TEXT / 1e6:g}")
    return grid


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    with open(path, "rb") as file:
        return file.read()


def _write(out: TextIO, grid: Grid) -> None:
    _say(out, {
        "header": grid.header, "rows": grid.rows, "ragged": grid.ragged, "facts": grid.facts, "problems": grid.problems,
        "titles": grid.titles, "labels": list(grid.labels.items()), "missing": list(grid.missing.items()),
    })
    for column in grid.columns:
        _say(out, column)


def _say(out: TextIO, document: Any) -> None:
    out.write(json.dumps(document) + "\n")
