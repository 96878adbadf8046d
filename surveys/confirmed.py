"""Warnings that somebody looked at and found to be right: named in the study, they inform from then on and warn no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from surveys.problems import Problem
from surveys.study import Source


def confirmed(problems: Iterable[Problem], sources: Sequence[Source]) -> tuple[Problem, ...]:
    """The problems; those that the study confirms of their file are information and say so."""
    return tuple(
        replace(problem, severity="information", confirmed=True) if problem.confirmable and _names(problem, sources) else problem
        for problem in problems
    )


def _names(problem: Problem, sources: Sequence[Source]) -> bool:
    """Of sources that were joined, one that confirms it is enough."""
    files = {problem.file, *problem.file.split(" + ")}
    return any(source.file in files and problem.kind in source.confirmed for source in sources)
