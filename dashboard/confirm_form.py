"""Warnings that somebody looked at and found to be right: a box for each, whose tick the study keeps."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from msgspec.structs import replace

from dashboard.markdown import literal
from reports.wording import Wording
from surveys.problems import CONFIRMABLE, Problem
from surveys.study import Source, Study


def ticked(study: Study) -> Study:
    """The study with the warnings that are ticked on the page; before anybody did so, with those it confirms itself."""
    return replace(study, sources=tuple(replace(source, confirmed=_codes(source)) for source in study.sources))


def ask(problems: Iterable[Problem], study: Study, words: Wording) -> None:
    """A box for each kind of warning that may be right, in each file."""
    found = dict.fromkeys((p.file, p.kind) for p in problems if p.confirmable or p.confirmed)
    if not found:
        return
    st.caption(words.say("dashboard.confirmed.about"))
    for file, code in found:
        said = words.say("dashboard.confirmed.box", problem=words.say(f"problem_short.{code}"), file=file)
        files = {file, *file.split(" + ")}
        known = any(source.file in files and code in source.confirmed for source in study.sources)
        st.checkbox(literal(said), known, key=_key(file, code))


def _codes(source: Source) -> tuple[str, ...]:
    return tuple(code for code in CONFIRMABLE if _is_ticked(source, code))


def _is_ticked(source: Source, code: str) -> bool:
    """As the boxes of its file say, or of the files it was joined with."""
    boxes = [k for k in st.session_state if isinstance(k, str) and k.startswith("confirm.") and k.endswith(f".{code}")]
    own = [k for k in boxes if source.file in k.removeprefix("confirm.").removesuffix(f".{code}").split(" + ")]
    return any(st.session_state[k] for k in own) if own else code in source.confirmed


def _key(file: str, code: str) -> str:
    return f"confirm.{file}.{code}"
