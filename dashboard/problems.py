"""Problems on the screen: what, where and what to do, in the reader's language; never a traceback."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from dashboard.markdown import literal
from reports.problems import grade, place, remedy, upload_remedy, what
from reports.wording import Wording
from surveys.problems import Problem, Severity

MARKS: dict[Severity, str] = {"error": ":red[▼]", "warning": ":orange[○]", "information": ":gray[–]"}
COLUMNS = ("severity", "file", "row", "column", "count", "what", "remedy")
MOST_PLACES = 6
"""Places named one by one before the rest is only counted."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet program may take for the beginning of a formula."""


def show(problems: Iterable[Problem], words: Wording, help_for: Callable[[Problem, Wording], str] = remedy) -> None:
    """Errors first; what is wrong in the same way at several places is said once. `help_for` says what to do."""
    alike: dict[tuple[Severity, str, str], list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: list(MARKS).index(p.severity)):
        said = problem.severity, what(problem, words), help_for(problem, words)
        alike.setdefault(said, []).append(problem)
    for (severity, fault, help_), found in alike.items():
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"{MARKS[severity]} **{literal(fault)}**")
            st.markdown(literal(help_))
            _places(found, words)


def show_grouped(problems: Sequence[Problem], words: Wording) -> None:
    """All problems of uploaded files, a fold for each severity; what only informs is folded in."""
    for severity in MARKS:
        found = [problem for problem in problems if problem.severity == severity]
        if found:
            kinds = len({(what(p, words), upload_remedy(p, words)) for p in found})
            title = words.say(f"dashboard.problems.{severity}", count=kinds)
            with st.expander(f"{MARKS[severity]} {literal(title)}", expanded=severity != "information"):
                show(found, words, upload_remedy)


def offer(problems: Sequence[Problem], words: Wording) -> None:
    """All problems as a CSV file."""
    if problems:
        name, label = words.say("dashboard.problems.file"), words.say("dashboard.problems.download")
        data = as_csv(problems, words)
        st.download_button(label, data, name, "text/csv", key="save_problems", on_click="ignore", icon=":material/download:")


def as_csv(problems: Sequence[Problem], words: Wording) -> bytes:
    """A line a problem, for a spreadsheet: no cell of it begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([words.say(f"dashboard.problems.column.{name}") for name in COLUMNS])
    for p in sorted(problems, key=lambda p: list(MARKS).index(p.severity)):
        cells = (grade(p, words), p.file, p.row or "", p.column or "", p.count, what(p, words), remedy(p, words))
        writer.writerow([_harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _places(found: list[Problem], words: Wording) -> None:
    named = [literal(where) for problem in found if (where := place(problem, words))]
    if len(named) > MOST_PLACES:
        named[MOST_PLACES:] = [literal(words.say("dashboard.problems.more", count=len(named) - MOST_PLACES))]
    if named:
        st.caption("  \n".join(named))
