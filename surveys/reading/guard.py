"""Reading a file without trusting it: the parsing happens in a child process with limits, and only text comes back.

A hostile file may crash, hang or fill the child; the parent says so as a Problem and reads the next one. The child's
answer is JSON, a line a column, so that nothing executable ever comes back and the child starts in 0.03 s. Neither side of it
loads anything heavy: files can be asked for before the rest of the program is there.
"""

from __future__ import annotations

import errno
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from own_process import command
from surveys.files import is_there
from surveys.problems import InputError, Problem
from surveys.reading.formats import is_text

UPLOAD_LIMIT = 25_000_000
PATH_LIMIT = 250_000_000
"""Bytes of a file that is uploaded, and of one that the command line names."""
PARQUET = b"PAR1"
LARGE = 20_000_000
"""Bytes from which a text file named by its path is read in pieces."""
MEMORY = 1_500_000_000
SECONDS, UPLOAD_SECONDS = 30, 10
"""Of the clock, and of the processor for what was uploaded: two million cells take six; a busy machine may wait longer."""
NO_ROOM = (errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""What starting a process says where there are too many of them, too many open files or too little memory."""
OUT_OF_TIME = -24
"""What ends with SIGXCPU returns this."""
CHILD = "from surveys.reading.child import main; main()"
Answer = bytes | dict[str, Any]
"""What a child said of a file, JSON a line; of a large text the same as one object with Arrow columns."""


def is_parquet(path: Path) -> bool:
    """By content, not by name. What is no file (a pipe could keep us waiting) is none."""
    if not is_there(path):
        return False
    try:
        with path.open("rb") as file:
            return file.read(4) == PARQUET
    except OSError:
        return False


def ask(
    source: Path | bytes,
    name: str,
    *,
    encoding: str = "",
    sheet: str = "",
    delimiter: str = "",
    limit: int = UPLOAD_LIMIT,
    memory: int = MEMORY,
    seconds: int = SECONDS,
    progress: Callable[[float], None] | None = None,
) -> Answer:
    """What a child says of a text file, a workbook, Parquet or an SPSS file, given as a path or as its bytes.

    `limit` and `memory` are bytes. `encoding`, `sheet` and `delimiter` overrule what the content suggests. `progress` hears the
    share of a large file read. Raises InputError with one coded problem where the file is missing or too large, or the child dies.
    """
    _check_size(source, name, limit)
    if isinstance(source, Path) and _is_large_text(source):
        from surveys.reading.large import read_pieces

        return read_pieces(source, name, (encoding, delimiter), progress)
    return _ask_child(source, name, memory, seconds, (encoding, sheet, delimiter))


def ask_parquet(path: Path, name: str) -> Answer | None:
    """The same of a Parquet file, read as if it were uploaded; None where it is larger than that and stays with DuckDB."""
    return ask(path, name) if path.stat().st_size <= UPLOAD_LIMIT else None


def _is_large_text(path: Path) -> bool:
    if path.stat().st_size < LARGE:
        return False
    with path.open("rb") as file:
        return is_text(file.read(1_000))


def _check_size(source: Path | bytes, name: str, limit: int) -> None:
    if isinstance(source, Path) and not is_there(source):
        raise InputError(Problem("file_missing", file=name))
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > limit:
        values = {"size": f"{size / 1e6:.1f}", "limit": f"{limit / 1e6:g}"}
        raise InputError(Problem("too_large", file=name, values=values))


def failed(fault: Exception, name: str) -> InputError:
    """Of a child that was not heard to its end. Where the system has no room for it, the file may be as it should."""
    return InputError(Problem("no_process" if getattr(fault, "errno", None) in NO_ROOM else "crashed", file=name))


def _ask_child(source: Path | bytes, name: str, memory: int, seconds: int, how: tuple[str, ...]) -> bytes:
    path = str(source.resolve()) if isinstance(source, Path) else "-"
    processor = seconds if isinstance(source, Path) else min(seconds, UPLOAD_SECONDS)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell; the path is one argument
            command(CHILD, str(memory), str(processor), path, *how),
            input=b"" if isinstance(source, Path) else source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as fault:
        raise InputError(Problem("timed_out", file=name, values={"seconds": str(seconds)})) from fault
    except (OSError, ValueError) as fault:  # what somebody decided about the file cannot be an argument
        raise failed(fault, name) from fault
    if done.returncode == OUT_OF_TIME:
        raise InputError(Problem("timed_out", file=name, values={"seconds": str(processor)}))
    if done.returncode != 0:
        raise InputError(Problem("crashed", file=name))
    return done.stdout
