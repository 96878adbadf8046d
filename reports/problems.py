"""A problem in words: what is wrong, where, and what to do, for every surface that shows one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reports.numbers import count
from reports.wording import Wording
from surveys.mapping import Match
from surveys.problems import Problem

_BREAKS = re.compile(r"[\r\n]+")
FACETS = ("facet", "facets", "minuend", "subtrahend", "other", "answer", "answers", "first", "second")
"""Values that may name facets."""
WRITTEN = ("instrument_", "study_", "mapping_", "column_mapped", "ambiguous_")
"""Codes of problems with what somebody wrote, whose sentences repeat it letter by letter."""
MOST_ALIKE = 3
"""Places of the same problem that a terminal names one by one; more are put together."""


def what(problem: Problem, wording: Wording) -> str:
    return wording.say(f"problem.{problem.code}.what", **_spoken(problem, wording))


def _spoken(problem: Problem, wording: Wording) -> dict[str, str]:
    """The values of a sentence, with facets by the words of the reader's language. What is written into files keeps its ids."""
    if problem.code.startswith(WRITTEN):
        return problem.values
    return {key: _facets(text, wording) if key in FACETS else text for key, text in problem.values.items()}


def _facets(text: str, wording: Wording) -> str:
    """Facets and answers (`facet.item`), one or several."""
    return wording.say("number.list").join(_facet(name, wording) for name in text.split(", "))


def _facet(name: str, wording: Wording) -> str:
    facet, _, place = name.partition(".")
    if not wording.has(f"facet.{facet}"):
        return name
    said = wording.say(f"facet.{facet}")
    return wording.say("place.answer", facet=said, item=place) if place else said


def remedy(problem: Problem, wording: Wording) -> str:
    """Of a name or a scale that is like no other it is not said which is the closest. Of a warning that may be right, how to
    confirm it.
    """
    if problem.confirmed:
        return wording.say("confirmed.remedy")
    said = _first_said(problem, wording, f"problem.{problem.code}.remedy")
    return wording.say("confirmed.how", remedy=said, code=problem.kind) if problem.confirmable else said


def grade(problem: Problem, wording: Wording) -> str:
    """What it costs, in a word: an error a file, a warning answers or a look, an information nothing."""
    return wording.say(f"severity.{problem.severity}")


def upload_remedy(problem: Problem, wording: Wording) -> str:
    """The same where the upload page is at hand: by its own controls, where it has one for the problem."""
    if problem.confirmed:
        return wording.say("confirmed.remedy")
    said = _first_said(problem, wording, f"upload_remedy.{problem.kind}", f"problem.{problem.code}.remedy")
    return wording.say("upload_remedy.how", remedy=said) if problem.confirmable else said


def _first_said(problem: Problem, wording: Wording, *keys: str) -> str:
    """By the first of these that there is; by `<key>_alone` where nothing is close."""
    alone = [f"{key}_alone" for key in keys] if problem.values.get("closest") == "" else []
    key = next(key for pair in zip(alone or keys, keys, strict=True) for key in pair if wording.has(key))
    return wording.say(key, **problem.values)


def place(problem: Problem, wording: Wording) -> str:
    """File, row and column, as far as they are known, and of how many; empty where nothing is known."""
    if not problem.file:
        return ""
    kind = {(False, False): "file", (True, False): "row", (False, True): "column", (True, True): "cell"}
    key = kind[problem.row is not None, problem.column is not None]
    where = wording.say(f"place.{key}", file=problem.file, row=problem.row, column=problem.column)
    if problem.count == 1:
        return where
    return wording.say("place.counted" if problem.row is None else "place.repeated", place=where, count=count(problem.count))


def line(problem: Problem, wording: Wording) -> str:
    """The whole problem in one line, for a terminal: a header may hold line breaks."""
    return _said(place(problem, wording), problem, wording)


def _said(where: str, problem: Problem, wording: Wording) -> str:
    key = "place.line" if where else "place.line_nowhere"
    told = {"severity": grade(problem, wording), "what": what(problem, wording), "remedy": remedy(problem, wording)}
    said = wording.say(key, place=where, **told)
    return _BREAKS.sub(" ", said)


def lines(problems: Iterable[Problem], wording: Wording, every: bool) -> Iterator[str]:
    """Problems for a terminal, a line each; what is wrong in the same way at many places is one line, unless `every` is asked."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.file, what(problem, wording), remedy(problem, wording)), []).append(problem)
    folded = False
    for found in alike.values():
        if every or len(found) <= MOST_ALIKE:
            yield from (line(problem, wording) for problem in found)
        else:
            folded = True
            where = wording.say("place.alike", place=place(found[0], wording), count=count(len(found) - 1))
            yield _said(where, found[0], wording)
    if folded:
        yield wording.say("place.folded")


def mapping(
    matches: Iterable[Match], services: Iterable[tuple[str, str]], unrecognised: Iterable[str], wording: Wording
) -> Iterator[str]:
    """Which column was taken for which answer, how surely and why, a line each; then `services`, the columns that are used
    otherwise, with the study's key of each; then the others."""
    for match in matches:
        header, why = " ".join(match.header.split()), wording.say(f"mapping.reason.{match.reason}")
        yield wording.say("mapping.line", header=header, answer=match.answer, confidence=f"{match.confidence:.2f}", reason=why)
    for key, text in services:
        yield wording.say(f"mapping.service.{key}", header=" ".join(text.split()))
    for text in unrecognised:
        yield wording.say("mapping.unrecognised", header=" ".join(text.split()))
