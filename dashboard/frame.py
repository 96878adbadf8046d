"""What stands around every page: the language, the study's name and the filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import groups, state
from dashboard.markdown import literal
from gaps.results import Analysis
from reports.blocks import Findings
from reports.view import Group
from reports.wording import Wording

AUTONYMS = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
"""Every language by its own name, so that its readers find it from any other."""
SHORT_AUTONYMS = {**AUTONYMS, "zh-Hans": "简体", "zh-Hant": "繁體"}
"""The same where all three must stand in one line."""

WHOLE = ("groups", "quality", "method")
"""Sections that speak of the whole study whatever is chosen."""


def wording(place: DeltaGenerator) -> Wording:
    """The words of the language chosen, which the address remembers as `?language=`; at first the browser's own."""
    if "language" not in st.session_state:
        asked = st.query_params.get("language")
        before = st.session_state.get("spoken") or _spoken(st.context.locale or "")  # a change of page forgets its widgets
        st.session_state["language"] = asked if asked in AUTONYMS else before
    chosen = place.segmented_control(
        " / ".join(AUTONYMS.values()),
        list(SHORT_AUTONYMS),
        format_func=SHORT_AUTONYMS.__getitem__,
        required=True,
        key="language",
        label_visibility="collapsed",
    )
    language = chosen or "en"
    st.session_state["spoken"] = language
    if st.query_params.get("language") != language:
        st.query_params["language"] = language
    return Wording(language)


def _spoken(locale: str) -> str:
    """The language of a browser's locale: zh-TW, zh-HK, zh-MO and zh-Hant write traditional characters."""
    if not locale.lower().startswith("zh"):
        return "en"
    return "zh-Hant" if re.search(r"hant|tw|hk|mo", locale, re.IGNORECASE) else "zh-Hans"


def filters(place: DeltaGenerator, opened: state.Opened, words: Wording) -> Group:
    """The group chosen. The choices are the analysis's own groups: a filter never asks for a new number."""
    waves = _waves(opened.key, opened.analysis)
    wave = groups.latest(opened.analysis)
    with place:
        if len(waves) > 1:
            wave = _select(words.say("dashboard.filter.wave"), waves, wave, "wave", {w: w for w in waves})
        options = _parts(opened.key, wave, opened.analysis)
        if len(options) < 2:
            return groups.group(opened.analysis, wave, groups.WHOLE)
        names = {option: groups.label(option, words) for option in options}
        part = _select(words.say("dashboard.filter.group"), options, groups.WHOLE, "part", names)
    return groups.group(opened.analysis, wave, part)


@st.cache_resource(max_entries=16, show_spinner=False, scope="session")
def _waves(key: str, _analysis: Analysis) -> tuple[str, ...]:
    return groups.waves(_analysis)


@st.cache_resource(max_entries=16, show_spinner=False, scope="session")
def _parts(key: str, wave: str, _analysis: Analysis) -> tuple[str, ...]:
    return groups.parts(_analysis, wave)


def _select(label: str, options: tuple[str, ...], default: str, key: str, names: dict[str, str]) -> str:
    if st.session_state.get(key) not in options:
        st.session_state[key] = default
    return st.selectbox(label, options, format_func=names.__getitem__, key=key, persist_state="session")


def title(place: DeltaGenerator, found: Findings | None) -> None:
    """Whose study it is."""
    if found:
        place.markdown(f"**{literal(found.organisation or found.title)}**  \n:small[:gray[{literal(found.subtitle)}]]")


def scope(section: str, shown: state.Shown) -> None:
    """Above a page, whom it speaks of where that is not the whole: the filter itself may be out of sight."""
    if shown.group and shown.findings:
        whole = shown.words.say("dashboard.scope.whole")
        st.badge(whole if section in WHOLE else literal(shown.findings.subtitle), icon=":material/filter_alt:", color="primary")


@contextmanager
def spoken_failure(words: Wording) -> Iterator[None]:
    """A fault of the program is said in the reader's language too; what it was goes to the log and to nobody's screen."""
    try:
        yield
    except Exception:
        st.error(words.say("dashboard.failed"), icon=":material/error:")
        raise
