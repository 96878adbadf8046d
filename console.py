"""What the command line says: lines in the reader's language, progress, and how a command ends that cannot go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
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


def serious(problems: Iterable[Problem]) -> list[Problem]:
    """Those that cost an answer, a row or a file."""
    return [p for p in problems if p.severity != "information"]


class Progress:
    """Lines on standard error, once the work has taken a second."""

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
        path.write_bytes(content)
    except OSError as error:
        fail(wording, "cannot_write", file=path, reason=error.strerror)
    tell(wording.say("cli.written", file=path))
