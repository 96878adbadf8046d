"""What a session looks at: the study, its analysis, the group chosen, and the findings in the language chosen.

Answers are read once, become an Analysis and are dropped. Analyses are cached under the SHA-256 of everything that went
in; what came from an upload is cached for its own session only.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import streamlit as st
from msgspec import Struct

from gaps.results import Analysis
from reports.blocks import Findings
from reports.view import Group
from reports.wording import Wording
from surveys.instrument import Instrument
from surveys.problems import InputError, Problem
from surveys.study import Study

if TYPE_CHECKING:
    from surveys.collect import Collected

ENVIRONMENT = "FIVEGAPS_STUDY"


class Opened(Struct, frozen=True):
    """An analysed study. `key` is the SHA-256 of its files and settings.

    An error among `problems` stopped one file and not the others.
    """

    key: str
    analysis: Analysis
    problems: tuple[Problem, ...] = ()


class Shown(Struct, frozen=True):
    """What a page gets to know: where it is, in which words, and what it may show of which group."""

    page: str
    words: Wording
    group: Group
    opened: Opened | None
    findings: Findings | None


def hand_over(shown: Shown) -> None:
    st.session_state["shown"] = shown


def shown() -> Shown:
    """What app.py handed to the page that runs now."""
    handed: Shown = st.session_state["shown"]
    return handed


def current() -> Opened | None:
    """The study of this session: the one it opened, else the one that the environment names."""
    if "opened" not in st.session_state:
        named = os.environ.get(ENVIRONMENT)
        st.session_state["opened"] = _open_named(Path(named)) if named else None
    opened: Opened | None = st.session_state["opened"]
    return opened


def refusal() -> tuple[Problem, ...]:
    """Why the study that the environment names could not be opened."""
    return tuple(st.session_state.get("refusal", ()))


def show(opened: Opened) -> NoReturn:
    """Make `opened` the study of this session, seen as a whole, and go to its first page."""
    st.session_state["opened"] = opened
    st.session_state["arriving"] = True
    st.session_state.pop("wave", None)
    st.session_state.pop("part", None)
    st.rerun()


def arriving() -> bool:
    """Whether a study has just been opened; true once."""
    return bool(st.session_state.pop("arriving", False))


def open_example() -> Opened:
    """The worked example, written to a folder that is gone when its analysis stands."""
    from surveys.example import write_example

    with tempfile.TemporaryDirectory() as folder:
        write_example(Path(folder))
        return open_file(Path(folder) / "study.yaml")


def open_file(path: Path) -> Opened:
    """The study of a study.yaml. InputError where nothing can go on."""
    from surveys.catalogue import load
    from surveys.study_file import read_study

    study = read_study(path)
    instrument = load(study.instrument, study.folder, study.scale)
    digest = sha256(path.read_bytes() + stamp(instrument).encode())
    for name in [name for source in study.sources for name in (source.file, source.structure) if name]:
        file = study.folder / name
        digest.update(sha256(file.read_bytes()).digest() if file.is_file() else name.encode())
    return _analysed(digest.hexdigest(), study, instrument)


@st.cache_resource(max_entries=4, show_spinner=False)
def _analysed(key: str, _study: Study, _instrument: Instrument) -> Opened:
    from surveys.collect import collect

    return _opened(key, _study, _instrument, collect(_study, _instrument))


def open_collected(key: str, study: Study, instrument: Instrument, collected: Collected) -> Opened:
    """A study of uploaded answers, which stay in this session. `key` stands for their bytes."""
    return _opened(sha256(f"{key} {study!r} {stamp(instrument)}".encode()).hexdigest(), study, instrument, collected)


def stamp(instrument: Instrument) -> str:
    """Stands for all that an instrument says, its words included."""
    return sha256(f"{instrument.digest} {instrument.words!r}".encode()).hexdigest()


def _opened(key: str, study: Study, instrument: Instrument, collected: Collected) -> Opened:
    """What could be read, analysed by every breakdown that the sources declare. InputError where nothing could be read."""
    from gaps.analyse import analyse

    if not collected.sets:
        raise InputError(*collected.problems)
    return Opened(key, analyse(study, instrument, collected.sets), collected.problems)


def findings(opened: Opened, language: str, group: Group) -> Findings:
    return _findings(opened.key, language, json.dumps(group, sort_keys=True), opened.analysis)


@st.cache_resource(max_entries=128, show_spinner=False, scope="session")
def _findings(key: str, language: str, group: str, _analysis: Analysis) -> Findings:
    from reports.findings import build

    return build(_analysis, Wording(language), json.loads(group))


def warm() -> None:
    """Analyse the study that the environment names before the first visitor comes; its problems wait for the page."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        with suppress(InputError):
            open_file(Path(named))


def _open_named(path: Path) -> Opened | None:
    try:
        return open_file(path)
    except InputError as error:
        st.session_state["refusal"] = error.problems
        return None
