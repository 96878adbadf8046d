"""What is set for the whole study before anybody looks at the numbers: questionnaire, title, waves, targets, and more settings."""

from __future__ import annotations

import streamlit as st
from msgspec.structs import replace

from dashboard import problems, settings_form
from dashboard.markdown import literal
from dashboard.own_instrument import FOLDER, Own, files_of
from dashboard.upload_files import Files
from dashboard.yaml_files import packed
from reports.wording import Wording
from surveys.asked_scale import RARER, USUAL
from surveys.catalogue import library, load, on_scale
from surveys.instrument import Instrument, Scale
from surveys.problems import Problem
from surveys.study import Source, Study


def ask_instrument(saved: Study | None, own: Own, words: Wording) -> Instrument:
    """The instrument that was uploaded, or one of the library. Nothing else of this computer is ever read."""
    known = ({FOLDER: own.instrument} if own.instrument else {}) | _library()
    _propose(saved, own, tuple(known))
    choice, scale, files = st.columns([4, 2, 1.4], vertical_alignment="bottom")
    name = choice.selectbox(
        words.say("dashboard.upload.instrument"),
        list(known),
        format_func=lambda name: _named(name, known[name], words),
        key="instrument",
    )
    files.download_button(
        words.say("dashboard.own.files"),
        lambda: packed({f"{FOLDER}/{file}": data for file, data in files_of(name, own).items()}),
        f"{name}.zip",
        "application/zip",
        help=words.say("dashboard.own.files_about"),
        on_click="ignore",
        key="save_instrument",
        width="stretch",
    )
    with scale:
        asked = on_scale(known[name], _ask_scale(known[name], saved, words))
    st.caption(literal(about(asked, words)))
    if saved and saved.instrument not in known and not own.instrument:
        values = {"name": saved.instrument, "known": ", ".join(known)}
        problems.show([Problem("instrument_not_found", severity="warning", values=values)], words)
    return asked


@st.cache_resource(show_spinner=False)
def _library() -> dict[str, Instrument]:
    return {name: load(name) for name in library()}


def _propose(saved: Study | None, own: Own, known: tuple[str, ...]) -> None:
    """What was dropped last decides: an own instrument, else that of the saved study. After that the box does."""
    wanted = FOLDER if own.instrument else saved.instrument if saved else None
    meant = f"{wanted} {own.key}"
    if st.session_state.get("instrument_of") != meant:
        st.session_state["instrument_of"] = meant
        if wanted in known:
            st.session_state["instrument"] = wanted
    if st.session_state.get("instrument") not in known:
        st.session_state["instrument"] = library()[0]


def _named(name: str, instrument: Instrument, words: Wording) -> str:
    return words.say("dashboard.own.title", title=title(instrument, words)) if name == FOLDER else title(instrument, words)


def _ask_scale(instrument: Instrument, saved: Study | None, words: Wording) -> Scale:
    """The scale that was asked: the questionnaire's own, that of the saved study, or one of the usual."""
    own = instrument.scale
    told = saved.scale if saved and saved.scale and saved.instrument == instrument.id else own
    choices = list(dict.fromkeys((own, told, *USUAL, *RARER)))
    chosen: Scale = st.selectbox(
        words.say("scale.label"),
        choices,
        choices.index(told),
        format_func=lambda scale: words.say("scale.own" if scale == own else "scale.other", low=scale.low, high=scale.high),
        key=f"scale.{instrument.id}.{told.low}-{told.high}",
    )
    return chosen


def title(instrument: Instrument, words: Wording) -> str:
    """In the reader's language, else in the first it has; its id where it came without words."""
    spoken = instrument.words.get(words.language) or next(iter(instrument.words.values()), None)
    return spoken.title if spoken else instrument.id


def about(instrument: Instrument, words: Wording) -> str:
    """How long it is, and on which scale."""
    return words.say(
        "dashboard.upload.instrument_about",
        items=len(instrument.items),
        dimensions=len(instrument.dimensions),
        low=instrument.scale.low,
        high=instrument.scale.high,
        facets=len(instrument.facets),
    )


def ask_study(sources: tuple[Source, ...], instrument: Instrument, files: Files, words: Wording) -> Study:
    """The study of these sources, with the settings of the saved one. A rating without a target gets no verdict, so targets
    are asked for here; a scale is named only where it is not the questionnaire's own.
    """
    study = files.study or Study(())
    chosen = st.session_state["instrument"]
    own = files.own.instrument if chosen == FOLDER else _library()[chosen]
    title, margin = st.columns([4, 2])
    name = title.text_input(words.say("dashboard.upload.study_title"), study.title, key="study_title").strip()
    with margin:
        study = settings_form.ask_margin(study, instrument, words)
    known = tuple(dict.fromkeys((*study.waves, *(source.wave for source in sources if source.wave)))) if study.waves else ()
    waves = tuple(_waves(known, words)) if known else ()
    study = settings_form.ask_branches(replace(study, sources=sources), words)
    return replace(
        study,
        title=name,
        instrument=chosen,
        scale=None if own and own.scale == instrument.scale else instrument.scale,
        waves=waves,
        targets=_targets(instrument, study, words),
    )


def _waves(known: tuple[str, ...], words: Wording) -> list[str]:
    """The waves in their order; rows of other waves are left out."""
    chosen: list[str] = st.multiselect(
        words.say("dashboard.upload.waves"),
        known,
        known,
        accept_new_options=True,
        help=words.say("dashboard.upload.waves_about"),
        key=f"waves.{known}",
    )
    return chosen


def _targets(instrument: Instrument, study: Study, words: Wording) -> dict[str, float]:
    rated = [gap.id for gap in instrument.gaps if gap.design == "rating"]
    targets: dict[str, float] = {}
    if rated:
        low, high = float(instrument.scale.low), float(instrument.scale.high)
        with st.expander(words.say("dashboard.upload.targets")):
            for column, gap in zip(st.columns(len(rated)), rated, strict=True):
                given = study.targets.get(gap)
                target = column.number_input(
                    literal(words.say("dashboard.upload.target", gap=words.say(f"gap.{gap}.label"))),
                    low,
                    high,
                    value=given if given is not None and low <= given <= high else None,
                    step=0.5,
                    key=f"target.{gap}",
                )
                targets |= {} if target is None else {gap: target}
    return targets
