"""Words of answers that nobody knows for certain: listed, and their codes asked."""

from __future__ import annotations

import streamlit as st
from msgspec.structs import replace

from dashboard import corrections, uploads
from dashboard.markdown import literal
from reports.wording import Wording
from surveys.instrument import Instrument
from surveys.open_labels import open_labels
from surveys.study import Source

MOST_WORDS = 40
"""More different words than these are no scale."""
NO_ANSWER = "missing"
BESIDE = 3


def told(key: str, source: Source) -> Source:
    """The source with what was said about the words asked for so far."""
    chosen = {word: st.session_state.get(_box(key, word)) for word in corrections.of(key).words}
    labels = {word: code for word, code in chosen.items() if isinstance(code, int)}
    missing = [word for word, code in chosen.items() if code == NO_ANSWER]
    return replace(source, labels={**source.labels, **labels}, missing=tuple(dict.fromkeys((*source.missing, *missing))))


def ask(key: str, mapped: uploads.Mapped, instrument: Instrument, words: Wording) -> None:
    """A box for every word that is open, and for those of which something was said before."""
    asked = corrections.of(key)
    found = open_labels(mapped.table, mapped.source, instrument, mapped.columns)
    said = [word for word in asked.words if st.session_state.get(_box(key, word)) is not None]
    asked.words = tuple(dict.fromkeys((*said, *found)))[:MOST_WORDS]
    if not asked.words:
        return
    names: dict[int | str | None, str] = {None: words.say("dashboard.upload.labels.open")}
    names |= {code: _code(code, instrument, words) for code in range(instrument.scale.low, instrument.scale.high + 1)}
    names |= {NO_ANSWER: words.say("dashboard.upload.labels.missing")}
    with st.container(border=True):
        st.markdown(f"**{literal(words.say('dashboard.upload.labels.title', count=len(found)))}**")
        st.caption(words.say("dashboard.upload.labels.about"))
        columns = st.columns(BESIDE)
        for number, word in enumerate(asked.words):
            columns[number % BESIDE].selectbox(
                literal(word), list(names), format_func=names.__getitem__, key=_box(key, word), persist_state="session"
            )


def _box(key: str, word: str) -> str:
    return f"label.{key}.{word}"


def _code(code: int, instrument: Instrument, words: Wording) -> str:
    spoken = instrument.words.get(words.language)
    text = spoken.anchors.get(str(code), "") if spoken else ""
    return f"{code} – {text}" if text else str(code)
