"""What is set for the whole study before anybody looks at the numbers: questionnaire, title, targets."""

from __future__ import annotations

import streamlit as st

from dashboard.markdown import literal
from reports.wording import Wording
from surveys.catalogue import library, load
from surveys.instrument import Instrument
from surveys.study import Source, Study


def ask_instrument(words: Wording) -> Instrument:
    """An instrument of the library."""
    known = {name: load(name) for name in library()}
    chosen = st.selectbox(
        words.say("dashboard.upload.instrument"),
        list(known),
        format_func=lambda name: known[name].words[words.language].title if words.language in known[name].words else name,
        key="instrument",
    )
    return known[chosen]


def ask_study(sources: tuple[Source, ...], instrument: Instrument, words: Wording) -> Study:
    """The study of these sources. A rating without a target gets no verdict, so targets are asked for here."""
    title = st.text_input(words.say("dashboard.upload.study_title"), key="study_title").strip()
    rated = [gap.id for gap in instrument.gaps if gap.design == "rating"]
    targets: dict[str, float] = {}
    if rated:
        with st.expander(words.say("dashboard.upload.targets")):
            for column, gap in zip(st.columns(len(rated)), rated, strict=True):
                target = column.number_input(
                    literal(words.say("dashboard.upload.target", gap=words.say(f"gap.{gap}.label"))),
                    float(instrument.scale.low),
                    float(instrument.scale.high),
                    value=None,
                    step=0.5,
                    key=f"target.{gap}",
                )
                targets |= {} if target is None else {gap: target}
    return Study(sources=sources, title=title, instrument=instrument.id, targets=targets)
