"""Problems on the screen: what, where and what to do, in the reader's language; never a traceback."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.markdown import literal
from reports.problems import place, remedy, what
from reports.wording import Wording
from surveys.problems import Problem, Severity

MARKS: dict[Severity, str] = {"error": ":red[▼]", "warning": ":orange[○]", "information": ":gray[–]"}
MOST_PLACES = 12
"""Places named one by one before the rest is only counted."""


def show(problems: Iterable[Problem], words: Wording) -> None:
    """Errors first; what is wrong in the same way at several places is said once."""
    alike: dict[tuple[Severity, str, str], list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: list(MARKS).index(p.severity)):
        said = problem.severity, what(problem, words), remedy(problem, words)
        alike.setdefault(said, []).append(problem)
    for (severity, fault, help_), found in alike.items():
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"{MARKS[severity]} **{literal(fault)}**")
            st.markdown(literal(help_))
            _places(found, words)


def _places(found: list[Problem], words: Wording) -> None:
    named = [literal(where) for problem in found if (where := place(problem, words))]
    if len(named) > MOST_PLACES:
        named[MOST_PLACES:] = [literal(words.say("dashboard.problems.more", count=len(named) - MOST_PLACES))]
    if named:
        st.caption("  \n".join(named))
