"""What the command line says: lines in the reader's language, progress, and how a command ends that cannot go on."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import click

from reports import problems as told
from reports.terminal import harmless
from reports.wording import Wording
from surveys.problems import InputError, Problem

QUIET_FOR = 1.0
"""Seconds before progress is worth a line."""


def tell(text: str, err: bool = False) -> None:
    """Every line goes this way: names and cells come from files, and a terminal would obey what stands in them."""
    click.echo(harmless(text), err=err)


def fail(wording: Wording, fault: str, **values: Any) -> NoReturn:
    tell(wording.say(f"cli.fault.{fault}", **values), err=True)
    sys.exit(1)


def show(problems: Iterable[Problem], wording: Wording, every: bool = False) -> None:
    for line in told.lines(problems, wording, every):
        tell(line, err=True)


def refuse(error: InputError, wording: Wording) -> NoReturn:
    show(error.problems, wording)
    sys.exit(1)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Ends the command in one line, where that can be written, if the system refuses it room on a disk, memory or a process.

    An interruption, of which DuckDB makes an error of its own, and a closed pipe are left to click, which ends quietly.
    """
    try:
        yield
    except (MemoryError, OSError, RuntimeError) as fault:
        if str(fault) == "Query interrupted":
            raise click.Abort from fault
        reason = _refusal(fault)
        if not reason:
            raise
        sys.stdout = StringIO()  # what it still holds could not be written at the end either
        with suppress(OSError):
            fail(Wording(language), "system" if _lacks(fault) else "refused", reason=reason)
        sys.stderr = StringIO()
        sys.exit(1)


def _refusal(fault: Exception) -> str:
    """In the words of the system. Empty for a closed pipe, and for what is a fault of the program."""
    if isinstance(fault, OSError):
        return "" if fault.errno == errno.EPIPE else fault.strerror or str(fault)
    if isinstance(fault, MemoryError):
        return os.strerror(errno.ENOMEM)
    return os.strerror(errno.EAGAIN) if str(fault) == "can't start new thread" else ""


def _lacks(fault: Exception) -> bool:
    """Whether there is too little of something, which others may have."""
    scarce = (errno.ENOSPC, errno.EDQUOT, errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE)
    return not isinstance(fault, OSError) or fault.errno in scarce


def serious(problems: Iterable[Problem]) -> list[Problem]:
    """Those that cost an answer, a row or a file."""
    return [p for p in problems if p.severity != "information"]


class Progress:
    """Lines on standard error, once the work has taken a second. Where they cannot be written it goes on without."""

    def __init__(self, wording: Wording) -> None:
        self.wording, self.began, self.told = wording, time.monotonic(), ""

    def file(self, name: str, done: float) -> None:
        if name:
            self._say("cli.progress.read_share", file=name, percent=f"{10 * int(10 * done)}%")

    def step(self, what: str, done: float) -> None:
        self._say(f"cli.progress.{what}", percent=f"{10 * int(10 * done)}%")

    def _say(self, key: str, **values: str) -> None:
        """Every tenth of the way is told once."""
        line = self.wording.say(key, **values)
        if line != self.told and time.monotonic() - self.began > QUIET_FOR:
            with suppress(OSError):
                tell(line, err=True)
            self.told = line


def writable(path: Path, wording: Wording, *read: Path) -> None:
    """Refuses, before anything is computed, an output whose folder is not there or which is a file that is read."""
    if not path.parent.is_dir():
        fail(wording, "no_folder", file=path, folder=path.parent)
    if path.resolve() in {file.resolve() for file in read}:
        fail(wording, "own_source", file=path)


def write(path: Path, content: bytes, wording: Wording) -> None:
    try:
        _write_whole(path, content)
    except OSError as error:
        fail(wording, "cannot_write", file=path, reason=error.strerror)
    tell(wording.say("cli.written", file=path))


def _write_whole(path: Path, content: bytes) -> None:
    """All of it, or what was there stays: nobody shall read half a document. A device or a pipe is written to as it is."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    target = path.resolve()
    beside = target.with_name(f".fivegaps-{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
