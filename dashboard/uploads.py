"""Uploaded files: read in the guarded child, kept in this session's memory, their columns guessed and corrected."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import streamlit as st

from reports.wording import Wording
from surveys.collect import Collected, collect_tables
from surveys.dialects.recognise import tidied
from surveys.exports import prepared
from surveys.instrument import Instrument
from surveys.mapping import ColumnMapping
from surveys.problems import InputError, Problem
from surveys.reading.guard import TextTable, read_table
from surveys.source_columns import columns_of
from surveys.study import Source, Study
from surveys.study_file import write_study


@dataclass(frozen=True)
class Upload:
    """One uploaded file. `table` is None where it could not be read; `problems` then say why."""

    name: str
    digest: str
    table: TextTable | None
    problems: tuple[Problem, ...] = ()


def read_all(files: Iterable[tuple[str, bytes]]) -> tuple[Upload, ...]:
    """Every file on its own: one that cannot be read does not touch the others. A repeated name gets a number."""
    found: list[Upload] = []
    for given, data in files:
        name = _free(file_name(given), {upload.name for upload in found})
        found.append(_read(sha256(data).hexdigest(), name, data))
    return tuple(found)


def file_name(given: str) -> str:
    """The last part of a name: what a browser sends is a label, never a path."""
    return given.replace("\\", "/").rsplit("/", 1)[-1] or "upload"


def _free(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    numbered = (f"{stem or suffix}-{number}{dot if stem else ''}{suffix if stem else ''}" for number in range(2, 1000))
    return name if name not in taken else next(other for other in numbered if other not in taken)


@st.cache_resource(max_entries=32, show_spinner=False, scope="session")
def _read(digest: str, name: str, _data: bytes) -> Upload:
    try:
        table = tidied(read_table(_data, name))
    except InputError as error:
        return Upload(name, digest, None, error.problems)
    return Upload(name, digest, table, table.problems)


def mapping(table: TextTable, source: Source, instrument: Instrument) -> ColumnMapping:
    """The columns as the source's own mapping and the guess say, for the role and the headers chosen."""
    table, source = prepared(table, source, instrument)
    return columns_of(table.header, source, instrument, table.titles)


def corrected(source: Source, found: ColumnMapping, meanings: Mapping[str, str | None]) -> Source:
    """The source with the meanings that differ from the guess written down. `meanings` maps headers to `facet.place`, or to
    nothing: what was guessed to be an answer is then left out."""
    guessed = {match.header: match.answer for match in found.matches}
    changed = {answer: header for header, answer in meanings.items() if answer and guessed.get(header) != answer}
    cleared = {header for header, answer in meanings.items() if not answer and header in guessed}
    kept = {answer: header for answer, header in source.columns.items() if header not in cleared}
    return replace(source, columns={**kept, **changed}, ignore=tuple(dict.fromkeys((*source.ignore, *sorted(cleared)))))


def check(tables: Mapping[str, TextTable], study: Study, instrument: Instrument, key: str) -> Collected:
    """The answers and every problem found in them, once for the same files and settings."""
    return _checked(f"{key} {study!r} {instrument.digest}", tables, study, instrument)


@st.cache_resource(max_entries=2, show_spinner=False, scope="session")
def _checked(key: str, _tables: Mapping[str, TextTable], _study: Study, _instrument: Instrument) -> Collected:
    return collect_tables(_tables, _study, _instrument)


def answers(instrument: Instrument, role: str, words: Wording) -> dict[str, str]:
    """What a column can be an answer to: `facet.place` and its words."""
    spoken = instrument.words.get(words.language) or next(iter(instrument.words.values()), None)
    named: dict[str, str] = {}
    for facet in instrument.facets_of(role):
        said = words.say(f"facet.{facet.id}") if words.has(f"facet.{facet.id}") else facet.id
        for place in instrument.places(facet):
            texts = (spoken.items if facet.by == "item" else spoken.dimensions) if spoken else {}
            text = texts.get(f"{facet.id}.{place}", texts.get(place, ""))
            named[f"{facet.id}.{place}"] = " · ".join(part for part in (said, place, text) if part)
    return named


def offer_study(study: Study, words: Wording) -> None:
    """The study with its mapping as study.yaml, for the next wave."""
    st.download_button(
        words.say("dashboard.upload.save"),
        study_text(study),
        "study.yaml",
        "application/yaml",
        key="save_study",
        help=words.say("dashboard.upload.save_about"),
        on_click="ignore",
        width="stretch",
    )


def study_text(study: Study) -> str:
    """What `write_study` writes. It holds the mapping and the settings, not one answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.yaml"
        write_study(study, path)
        return path.read_text("utf-8")
