"""A problem in words: what is wrong, where, and what to do, for every surface that shows one."""

from __future__ import annotations

import re

from reports.wording import Wording
from surveys.problems import Problem

_BREAKS = re.compile(r"[\r\n]+")


def what(problem: Problem, wording: Wording) -> str:
    return wording.say(f"problem.{problem.code}.what", **problem.values)


def remedy(problem: Problem, wording: Wording) -> str:
    return wording.say(f"problem.{problem.code}.remedy", **problem.values)


def place(problem: Problem, wording: Wording) -> str:
    """File, row and column, as far as they are known, and of how many; empty where nothing is known."""
    if not problem.file:
        return ""
    kind = {(False, False): "file", (True, False): "row", (False, True): "column", (True, True): "cell"}
    key = kind[problem.row is not None, problem.column is not None]
    where = wording.say(f"place.{key}", file=problem.file, row=problem.row, column=problem.column)
    if problem.count == 1:
        return where
    return wording.say("place.counted" if problem.row is None else "place.repeated", place=where, count=problem.count)


def line(problem: Problem, wording: Wording) -> str:
    """The whole problem in one line, for a terminal: a header may hold line breaks."""
    where = place(problem, wording)
    key = "place.line" if where else "place.line_nowhere"
    said = wording.say(key, place=where, what=what(problem, wording), remedy=remedy(problem, wording))
    return _BREAKS.sub(" ", said)
