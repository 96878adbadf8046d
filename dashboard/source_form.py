"""The card of one uploaded table: how it was read, who answered, what its columns mean, and the first rows to check it by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st
from msgspec import Struct
from msgspec.structs import replace

from dashboard import corrections, draft_form, label_form, mapping_form, problems, reading_form, saved_study, uploads
from dashboard.corrections import NOTHING, SERVICE, SEVERAL, SINGLE
from dashboard.markdown import literal
from dashboard.upload_files import Files, Sheet, saved_for, structure_for
from reports.problems import upload_remedy
from reports.wording import Wording
from surveys.dialects.structure import described
from surveys.guess import preview
from surveys.instrument import ROLES, Instrument
from surveys.problems import Problem
from surveys.reading.text_table import TextTable
from surveys.spelling import same
from surveys.study import Source


class Asked(Struct, frozen=True):
    """A table with the source that says what it means; both are None where it could not be read. `problems` say why, or how
    it differs from the study of an earlier wave.
    """

    table: TextTable | None = None
    source: Source | None = None
    problems: tuple[Problem, ...] = ()


def ask(one: Sheet, files: Files, instrument: Instrument, words: Wording) -> Asked:
    """Show what was guessed about a table, or what the study of an earlier wave says, and return it as corrected."""
    with st.container(border=True):
        title = words.say("dashboard.upload.sheet_of", file=one.upload.name, sheet=one.sheet) if one.sheet else one.upload.name
        st.subheader(literal(title), anchor=False)
        saved = saved_for(files, one)
        how, reading = reading_form.ask(one.upload, one.sheet, saved or Source(one.upload.name), words)
        if reading.table is None:
            st.markdown(words.say("dashboard.upload.unreadable", file=literal(one.upload.name)))
            problems.show(reading.problems, words, upload_remedy)
            return Asked(problems=reading.problems)
        structure = structure_for(files, reading.table)
        table = described(reading.table, files.structures[structure]) if structure else reading.table
        guess = uploads.guess(one.upload, table, instrument)
        said: tuple[Problem, ...] = ()
        if saved:
            guess, said = saved_study.fitted(saved, one.upload.name, table, instrument)
            problems.show(said, words, upload_remedy)
        ways = {name: getattr(how, name) for name in ("file", "encoding", "sheet", "delimiter", "dialect")}
        return Asked(table, _source(one, table, replace(guess, **ways, structure=structure), files, instrument, words), said)


def _source(one: Sheet, table: TextTable, guess: Source, files: Files, instrument: Instrument, words: Wording) -> Source:
    asked = hash((table.header, table.dialect, instrument.items, instrument.facets))
    key = f"{one.upload.digest}.{one.upload.name}.{one.sheet}.{instrument.id}.{asked}"
    headers = list({same(text): text for text in reversed(table.header) if text}.values())[::-1]
    source = _role(guess, key, words)
    key = f"{key}.{source.role}"
    for name in SERVICE:
        st.session_state.setdefault(f"{name}.{key}", _start(name, guess, headers))
    source = label_form.told(key, _services(source, key))
    before = uploads.mapped(one.upload, table, _with_blocks(source, key), instrument)
    source = _as_corrected(_with_blocks(source, key), before, key)
    mapped = uploads.mapped(one.upload, table, source, instrument)
    label_form.ask(key, mapped, instrument, words)
    if files.study is None and files.own.instrument is None and source.role == "customer":
        draft_form.offer(one.upload, table, source, len(mapped.columns.matches), instrument, words)
    _tabs(key, headers, mapped, instrument, words)
    return source


def _role(guess: Source, key: str, words: Wording) -> Source:
    """Who answered, and when."""
    left, right = st.columns(2)
    role = left.selectbox(
        words.say("dashboard.upload.role"),
        ROLES,
        ROLES.index(guess.role) if guess.role in ROLES else 0,
        format_func=lambda role: words.say(f"dashboard.role.{role}"),
        key=f"role.{key}",
    )
    wave = right.text_input(words.say("dashboard.upload.wave"), guess.wave, key=f"wave.{key}", placeholder="2026")
    return replace(guess, role=role, wave=wave.strip())


def _start(name: str, guess: Source, headers: list[str]) -> Any:
    found: Any = getattr(guess, name)
    return [text for text in found if text in headers] if name == SEVERAL else found if found in headers else None


def _services(source: Source, key: str) -> Source:
    """The source with wave, branch, weight, number and segments as their boxes say."""
    chosen = {name: st.session_state[f"{name}.{key}"] for name in SERVICE}
    wave = "" if chosen["wave_column"] else source.wave
    return replace(source, **{**chosen, SEVERAL: tuple(chosen[SEVERAL])}, wave=wave)


def _with_blocks(source: Source, key: str) -> Source:
    """The source with the blocks that were mapped; what it said of the same facets before is gone."""
    blocks = corrections.of(key).blocks
    columns = {answer: text for answer, text in source.columns.items() if answer.split(".")[0] not in blocks}
    return replace(source, columns=columns | blocks)


def _as_corrected(source: Source, before: uploads.Mapped, key: str) -> Source:
    """The source with single meanings as they were corrected. A column that has another use is no answer."""
    taken = {source.wave_column, source.unit, source.weight, source.id, source.duration, *source.segments}
    said = corrections.of(key).meanings
    meanings = {h: None if m == NOTHING else m for h, m in said.items() if m not in SERVICE and h not in taken}
    return corrections.corrected(source, before.columns, meanings)


def _tabs(key: str, headers: list[str], mapped: uploads.Mapped, instrument: Instrument, words: Wording) -> None:
    """What the columns mean, the groups they make, and the first rows."""
    beyond = [(text, title) for text, title in _texts(mapped.table) if not (text + title).isascii()]
    found = len(mapped.columns.matches)
    said = words.say("dashboard.upload.mapping", mapped=found, columns=len(headers))
    st.markdown(f":{'green' if found else 'orange'}-badge[{literal(said)}]")
    if not found:
        st.info(words.say("dashboard.upload.nothing_found"), icon=":material/info:")
    names = [
        words.say("dashboard.upload.columns"),
        words.say("dashboard.upload.groups"),
        words.say("dashboard.upload.preview"),
        *([words.say("dashboard.upload.beyond", count=len(beyond))] if beyond else []),
    ]
    tabs = st.tabs(names)
    with tabs[0]:
        mapping_form.show(key, headers, mapped, instrument, words)
        mapping_form.ask_block(key, headers, mapped, instrument, words)
    with tabs[1]:
        _groups(key, headers, words)
    with tabs[2]:
        st.caption(words.say("dashboard.upload.preview_about"))
        st.dataframe(preview(_without(mapped.table, mapped.personal)), hide_index=True)
    if beyond:
        with tabs[3]:
            st.caption(words.say("dashboard.upload.beyond_about"))
            named = (words.say("dashboard.upload.header"), words.say("dashboard.upload.question"))
            st.dataframe([dict(zip(named, pair, strict=True)) for pair in beyond], hide_index=True)


def _without(table: TextTable, positions: Collection[int]) -> TextTable:
    kept = [place for place in range(len(table.header)) if place not in positions]
    return replace(table, header=tuple(table.header[place] for place in kept), columns=table.columns.select(kept))


def _texts(table: TextTable) -> Sequence[tuple[str, str]]:
    return list(zip(table.header, table.titles or ("",) * len(table.header), strict=True))


def _groups(key: str, headers: list[str], words: Wording) -> None:
    """Boxes for the columns that are no answers."""
    st.caption(words.say("dashboard.upload.groups_about"))
    none = words.say("dashboard.upload.none")
    places = st.columns(3)
    for number, name in enumerate(SINGLE):
        places[number % 3].selectbox(
            words.say(f"dashboard.upload.{name}"),
            [None, *headers],
            format_func=lambda header: none if header is None else header,
            key=f"{name}.{key}",
            placeholder=none,
            on_change=corrections.redraw,
            args=(key,),
            persist_state="session",
        )
    st.multiselect(
        words.say("dashboard.upload.segments"),
        headers,
        placeholder=words.say("dashboard.upload.choose"),
        key=f"{SEVERAL}.{key}",
        on_change=corrections.redraw,
        args=(key,),
        persist_state="session",
    )
