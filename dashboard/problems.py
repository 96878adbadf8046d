"""Problems on the screen: what, where and what to do, in the reader's language; never a traceback."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.markdown import literal
from reports.wording import Wording
from surveys.problems import Problem

MARKS = {"error": ":red[▼]", "warning": ":orange[○]", "information": ":gray[–]"}


def show(problems: Iterable[Problem], words: Wording) -> None:
    """Each problem in a box of its own place: the sentence, the place, the remedy. Errors first."""
    order = list(MARKS)
    for problem in sorted(problems, key=lambda p: order.index(p.severity)):
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"{MARKS[problem.severity]} **{literal(_said(problem, words, 'what'))}**")
            if problem.file:
                st.caption(literal(place(problem, words)))
            st.markdown(literal(_said(problem, words, "remedy")))


def place(problem: Problem, words: Wording) -> str:
    """File, row and column, as far as they are known, and how often."""
    key = {(False, False): "file", (True, False): "row", (False, True): "column", (True, True): "cell"}
    kind = key[problem.row is not None, problem.column is not None]
    where = words.say(f"place.{kind}", file=problem.file, row=problem.row, column=problem.column)
    return words.say("place.repeated", place=where, count=problem.count) if problem.count > 1 else where


def _said(problem: Problem, words: Wording, part: str) -> str:
    return words.say(f"problem.{problem.code}.{part}", **problem.values)
