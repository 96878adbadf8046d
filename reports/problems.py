"""A problem in words: what is wrong, where, and what to do, for every surface that shows one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reports.wording import Wording
from surveys.mapping import Match
from surveys.problems import Problem

_BREAKS = re.compile(r"[\r\n]+")


def what(problem: Problem, wording: Wording) -> str:
    return wording.say(f"problem.{problem.code}.what", **problem.values)


def remedy(problem: Problem, wording: Wording) -> str:
    """Of a name that is like no other it is not said which is the closest."""
    key = f"problem.{problem.code}.remedy"
    alone = problem.values.get("closest") == "" and wording.has(f"{key}_alone")
    return wording.say(f"{key}_alone" if alone else key, **problem.values)


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


def mapping(matches: Iterable[Match], unrecognised: Iterable[str], wording: Wording) -> Iterator[str]:
    """Which column was taken for which answer, how surely and why, a line each; then the others."""
    for match in matches:
        header, why = " ".join(match.header.split()), wording.say(f"mapping.reason.{match.reason}")
        yield wording.say("mapping.line", header=header, answer=match.answer, confidence=f"{match.confidence:.2f}", reason=why)
    for text in unrecognised:
        yield wording.say("mapping.unrecognised", header=" ".join(text.split()))
