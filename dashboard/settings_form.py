"""What the analysis must know beforehand besides the answers: which branches these are, and which gap is too small to matter."""

from __future__ import annotations

from math import isclose

import streamlit as st
from msgspec.structs import replace

from dashboard.markdown import literal
from reports import numbers
from reports.wording import Wording
from surveys.instrument import Instrument
from surveys.study import Study
from surveys.study_file import UNIT_KINDS

LEAST, STEP = 0.01, 0.1
"""Points of the scale."""


def ask_branches(study: Study, words: Wording) -> Study:
    """Whether the branches are all there are, asked where a column holds branches; else what the saved study says stays."""
    if not has_branches(study):
        return study
    chosen: str = st.radio(
        words.say("dashboard.settings.branches"),
        UNIT_KINDS,
        UNIT_KINDS.index(study.unit_is),
        format_func=lambda kind: words.say(f"dashboard.settings.branches_{kind}"),
        help=words.say("dashboard.settings.branches_about"),
        key=f"unit_is.{study.unit_is}",
        persist_state="session",
    )
    return replace(study, unit_is=chosen)


def ask_margin(study: Study, instrument: Instrument, words: Wording) -> Study:
    """The smallest gap that matters; the study names it only where it is not the questionnaire's own."""
    own, said, span = float(instrument.margin), study.options.smallest_gap, float(instrument.scale.span)
    before = own if said is None else said
    chosen = st.number_input(
        words.say("dashboard.settings.margin"),
        min(LEAST, before),
        max(span, before),
        before,
        step=STEP,
        help=words.say("dashboard.settings.margin_about", own=numbers.plain(own)),
        key=f"margin.{own}.{span}.{said}",
        persist_state="session",
    )
    if chosen == before:
        return study
    return replace(study, options=replace(study.options, smallest_gap=None if isclose(chosen, own) else float(chosen)))


def show(study: Study, instrument: Instrument, words: Wording) -> None:
    """The settings as they will be used, in a line below what will be analysed."""
    margin = study.options.smallest_gap or instrument.margin
    said = [words.say("dashboard.settings.margin_is", margin=numbers.plain(margin))]
    if has_branches(study):
        said.insert(0, words.say(f"dashboard.settings.branches_are_{study.unit_is}"))
    st.caption(literal(" ".join(said)))


def has_branches(study: Study) -> bool:
    return any(source.unit for source in study.sources)
