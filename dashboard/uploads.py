"""Uploaded files: read in the guarded child, kept in this session's memory, and what follows from them, computed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import streamlit as st
from msgspec import Struct

from dashboard.state import stamp
from surveys.collect import Collected, collect_tables
from surveys.dialects.recognise import read_as
from surveys.dialects.structure import STRUCTURE
from surveys.exports import prepared
from surveys.guess import guess_source
from surveys.instrument import Instrument
from surveys.mapping import ColumnMapping
from surveys.people import kind_of
from surveys.problems import InputError, Problem
from surveys.reading.encoding import words_beyond
from surveys.reading.formats import OLE, PARQUET, PORTABLE, SAV, ZIP
from surveys.reading.letters import ENCODINGS
from surveys.reading.text_table import TextTable, read_table
from surveys.source_columns import columns_of
from surveys.study import Source, Study

SAMPLE_LINES, SAMPLE = 40, 32
"""Lines beyond ASCII from which a sample of an encoding is taken, and the letters shown of it."""


class Upload(Struct, frozen=True):
    """One uploaded file. `digest` is the SHA-256 of its bytes."""

    name: str
    digest: str
    data: bytes

    def __repr__(self) -> str:
        """Without the answers, wherever it may be shown."""
        return f"Upload({self.name!r}, {len(self.data)} bytes)"

    @property
    def kind(self) -> str:
        """What it is by its content, as `dashboard.reading.kind.<kind>` names it."""
        if self.data.startswith((ZIP, OLE)):
            return "workbook"
        if self.data.startswith(SAV) or PORTABLE in self.data[:500]:
            return "spss"
        return "parquet" if self.data.startswith(PARQUET) else "text"


class Reading(Struct, frozen=True):
    """What became of one table of a file: `table`, as its tool means it, is None where it could not be read; `problems` say why."""

    table: TextTable | None
    problems: tuple[Problem, ...] = ()


def received(files: Iterable[tuple[str, bytes]]) -> tuple[Upload, ...]:
    """The files under names of their own: a repeated name gets a number."""
    found: list[Upload] = []
    for given, data in files:
        name = _free(file_name(given), {upload.name for upload in found})
        found.append(Upload(name, sha256(data).hexdigest(), data))
    return tuple(found)


def file_name(given: str) -> str:
    """The last part of a name: what a browser sends is a label, never a path."""
    return given.replace("\\", "/").rsplit("/", 1)[-1] or "upload"


def _free(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    numbered = (f"{stem or suffix}-{number}{dot if stem else ''}{suffix if stem else ''}" for number in range(2, 1000))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def read(upload: Upload, encoding: str = "", sheet: str = "", delimiter: str = "", dialect: str = "") -> Reading:
    """One table of the file. Each file is read on its own: one that cannot be read does not touch the others."""
    return _read(upload.digest, upload.name, encoding, sheet, delimiter, dialect, upload.data)


@st.cache_resource(max_entries=64, show_spinner=False, scope="session")
def _read(digest: str, name: str, encoding: str, sheet: str, delimiter: str, dialect: str, _data: bytes) -> Reading:
    try:
        table = read_table(_data, name, encoding=encoding, sheet=sheet, delimiter=delimiter)
        return Reading(table if table.dialect == STRUCTURE else read_as(table, dialect))
    except InputError as error:
        return Reading(None, error.problems)


@st.cache_data(max_entries=16, show_spinner=False, scope="session")
def encodings(digest: str, _data: bytes) -> dict[str, str]:
    """The encodings in which a text can be read, each with a sample of its words. None of plain ASCII, which all read alike."""
    lines = list(dict.fromkeys(line for line in _data[:2_000_000].splitlines() if not line.isascii()))[:SAMPLE_LINES]
    found = {}
    for name in dict.fromkeys(("utf-8", *ENCODINGS)):
        try:
            text = b"\n".join(lines).decode(name)
        except UnicodeDecodeError:
            continue
        found[name] = " ".join(words_beyond(text))[:SAMPLE]
    return {name: words for name, words in found.items() if words}


def guess(upload: Upload, table: TextTable, instrument: Instrument) -> Source:
    """What the table's columns seem to be."""
    return _guess(f"{upload.digest} {upload.name} {_way(table)} {stamp(instrument)}", table, instrument)


@st.cache_resource(max_entries=32, show_spinner=False, scope="session")
def _guess(key: str, _table: TextTable, _instrument: Instrument) -> Source:
    return guess_source(_table, _instrument)[0]


class Mapped(Struct, frozen=True):
    """The table and the source as `prepared` has them (computed and own columns among `ignore`), and what its columns are.

    `personal` are the positions of columns that name people.
    """

    table: TextTable
    source: Source
    columns: ColumnMapping
    personal: frozenset[int]


def mapped(upload: Upload, table: TextTable, source: Source, instrument: Instrument) -> Mapped:
    """The columns as the source's own mapping and the guess say."""
    return _mapped(f"{upload.digest} {_way(table)} {source!r} {stamp(instrument)}", table, source, instrument)


@st.cache_resource(max_entries=64, show_spinner=False, scope="session")
def _mapped(key: str, _table: TextTable, _source: Source, _instrument: Instrument) -> Mapped:
    table, full = prepared(_table, _source, _instrument)
    columns = columns_of(table.header, full, _instrument, table.titles)
    others = set(range(len(table.header))) - {match.position for match in columns.matches}
    return Mapped(table, full, columns, frozenset(place for place in others if kind_of(table, place)))


def _way(table: TextTable) -> str:
    """How a table was read: the same bytes read otherwise are another table."""
    return f"{table.encoding} {table.sheet} {table.delimiter} {table.dialect} {hash(table.titles)}"


def check(tables: Mapping[str, TextTable], study: Study, instrument: Instrument, key: str) -> Collected:
    """The answers and every problem found in them, once for the same files (`key`) and settings."""
    return _checked(f"{key} {study!r} {stamp(instrument)}", tables, study, instrument)


@st.cache_resource(max_entries=2, show_spinner=False, scope="session")
def _checked(key: str, _tables: Mapping[str, TextTable], _study: Study, _instrument: Instrument) -> Collected:
    return collect_tables(_tables, _study, _instrument)
