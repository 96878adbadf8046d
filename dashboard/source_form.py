"""The form of one uploaded file: who answered, which columns mean what, and the first rows to check it by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import problems, uploads
from dashboard.markdown import literal
from reports.wording import Wording
from surveys.guess import guess_source, preview
from surveys.instrument import ROLES, Instrument
from surveys.mapping import ColumnMapping
from surveys.reading.guard import TextTable
from surveys.study import Source

NOTHING = "-"
"""The meaning of a column that is no answer: an empty cell would read "None" in every language."""


def ask(upload: uploads.Upload, instrument: Instrument, words: Wording) -> Source | None:
    """Show what was guessed about a file and return it as corrected. None where the file could not be read."""
    with st.container(border=True):
        st.subheader(literal(upload.name), anchor=False)
        if upload.table is None:
            st.markdown(words.say("dashboard.upload.unreadable", file=literal(upload.name)))
            problems.show(upload.problems, words)
            return None
        problems.show(upload.problems, words)
        key = f"{upload.digest}.{upload.name}.{instrument.id}"
        source = _source(upload.table, guess_source(upload.table, instrument)[0], key, words)
        found = uploads.mapping(upload.table, source, instrument)
        source = _mapping(upload.table, source, found, instrument, key, words)
        _preview(upload.table, words)
    return source


def _source(table: TextTable, guess: Source, key: str, words: Wording) -> Source:
    """Role, wave, branch, weight, number and segments, each as guessed until it is changed."""
    headers = [header for header in dict.fromkeys(table.header) if header]
    left, middle, right = st.columns(3)
    role = left.selectbox(
        words.say("dashboard.upload.role"),
        ROLES,
        ROLES.index(guess.role) if guess.role in ROLES else 0,
        format_func=lambda role: words.say(f"dashboard.role.{role}"),
        key=f"role.{key}",
    )
    wave_column = _header(middle, "wave_column", headers, guess.wave_column, key, words)
    wave = right.text_input(words.say("dashboard.upload.wave"), key=f"wave.{key}", disabled=wave_column is not None)
    unit = _header(left, "unit", headers, guess.unit, key, words)
    weight = _header(middle, "weight", headers, guess.weight, key, words)
    respondent = _header(right, "id", headers, guess.id, key, words)
    segments = st.multiselect(
        words.say("dashboard.upload.segments"),
        headers,
        [header for header in guess.segments if header in headers],
        placeholder=words.say("dashboard.upload.choose"),
        key=f"segments.{key}",
    )
    return replace(
        guess,
        role=role,
        wave="" if wave_column else wave.strip(),
        wave_column=wave_column,
        unit=unit,
        weight=weight,
        id=respondent,
        segments=tuple(segments),
    )


def _header(place: Any, field: str, headers: list[str], guess: str | None, key: str, words: Wording) -> str | None:
    none = words.say("dashboard.upload.none")
    chosen: str | None = place.selectbox(
        words.say(f"dashboard.upload.{field}"),
        [None, *headers],
        headers.index(guess) + 1 if guess in headers else 0,
        format_func=lambda header: none if header is None else header,
        key=f"{field}.{key}",
    )
    return chosen


def _mapping(
    table: TextTable, source: Source, found: ColumnMapping, instrument: Instrument, key: str, words: Wording
) -> Source:
    """The table of columns: what each means, and why it is thought so. Its changes go into the source's own mapping."""
    names = {NOTHING: words.say("dashboard.upload.none"), **uploads.answers(instrument, source.role, words)}
    by_header = {match.header: match for match in found.matches}
    headers = [*by_header, *dict.fromkeys(found.unrecognised)]
    reasons = [by_header[h].reason if h in by_header else "none" for h in headers]
    summary = words.say("dashboard.upload.mapping", mapped=len(by_header), columns=len(headers))
    with st.expander(summary, expanded=bool(found.unrecognised)):
        st.caption(words.say("dashboard.upload.mapping_about"))
        edited = st.data_editor(
            {
                "header": headers,
                "meaning": [by_header[h].answer if h in by_header else NOTHING for h in headers],
                "reason": [words.say(f"mapping.reason.{reason}") for reason in reasons],
            },
            column_config={
                "header": st.column_config.TextColumn(words.say("dashboard.upload.header"), disabled=True),
                "meaning": st.column_config.SelectboxColumn(
                    words.say("dashboard.upload.meaning"),
                    options=list(names),
                    format_func=lambda place: names[str(place)],
                    width="large",
                ),
                "reason": st.column_config.TextColumn(words.say("dashboard.upload.reason"), disabled=True),
            },
            hide_index=True,
            key=f"mapping.{key}.{source.role}.{words.language}",
        )
    problems.show(found.problems, words)
    meanings = [None if meaning == NOTHING else meaning for meaning in edited["meaning"]]
    return uploads.corrected(source, found, dict(zip(headers, meanings, strict=True)))


def _preview(table: TextTable, words: Wording) -> None:
    with st.expander(words.say("dashboard.upload.preview")):
        st.caption(words.say("dashboard.upload.preview_about"))
        st.dataframe(preview(table), hide_index=True)
