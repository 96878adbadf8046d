"""A questionnaire of one's own drafted from a dropped file, offered where the chosen one recognises less of it."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st
from msgspec.structs import replace

from dashboard import own_instrument, saved_study
from dashboard.markdown import literal
from dashboard.uploads import Upload, received
from dashboard.yaml_files import SUFFIXES
from reports.problems import what
from reports.wording import Wording
from surveys.draft import Drafted, draft
from surveys.draft_files import STUDY, Wordings, draft_source, draft_texts, unknown_scale
from surveys.instrument import Instrument
from surveys.problems import InputError
from surveys.reading.text_table import TextTable
from surveys.study import Source, Study

KEY = "drafted"
"""What the session keeps: the digest of the file, and the files drafted from it by name."""
BY_HAND = (*SUFFIXES, ".zip")


def with_drafted(dropped: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The dropped files with those drafted from one of them, unless an instrument or a study was dropped since."""
    digest, drafted = st.session_state.get(KEY, ("", {}))
    there = any(upload.digest == digest for upload in received(dropped)) if drafted else False
    by_hand = any(name.lower().endswith(BY_HAND) for name, _ in dropped)
    return [*dropped, *drafted.items()] if there and not by_hand else dropped


def offer(upload: Upload, table: TextTable, source: Source, found: int, instrument: Instrument, words: Wording) -> None:
    """A button, where the file asks for more than the `found` columns that the instrument recognises."""
    drafted = _drafted(f"{upload.digest} {source.sheet} {source.encoding} {source.delimiter} {source.dialect}", table)
    if drafted is None or len(drafted.columns) <= found:
        return
    said = words.say("dashboard.draft.offer", items=len(drafted.items), facets=len(drafted.facets), found=found)
    doubts = [what(problem, words) for problem in unknown_scale(drafted, upload.name)]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(literal(" ".join((said, *doubts))))
        st.button(
            words.say("dashboard.draft.button"),
            help=words.say("dashboard.draft.about"),
            icon=":material/edit_note:",
            type="primary",
            key=f"draft.{upload.digest}.{source.sheet}",
            on_click=_use,
            args=(upload, table, source, drafted, words),
        )


@st.cache_resource(max_entries=32, show_spinner=False, scope="session")
def _drafted(key: str, _table: TextTable) -> Drafted | None:
    try:
        return draft(_table)
    except InputError:
        return None


def _use(upload: Upload, table: TextTable, source: Source, drafted: Drafted, words: Wording) -> None:
    """Keeps the instrument, and a study that says which of its items each column is, as if they had been dropped."""
    title = PurePath(upload.name).stem
    texts = draft_texts(drafted, Wordings(words.language, title, words.say("draft.record"), words.say("draft.item", n="{n}")))
    files = {name: text.encode() for name, text in texts.items()}
    own = own_instrument.read(received(files.items()))
    if own.instrument is None:
        raise InputError(*own.problems)
    ways = {name: getattr(source, name) for name in ("file", "encoding", "sheet", "delimiter", "dialect", "structure")}
    meant = replace(draft_source(table, drafted, own.instrument), **ways)
    study = Study((meant,), title=title, instrument=own_instrument.FOLDER)
    st.session_state[KEY] = (upload.digest, {**files, STUDY: saved_study.study_text(study).encode()})
    st.session_state["study_title"] = st.session_state.get("study_title") or title
