"""An instrument that was uploaded: instrument.yaml and its files of words, read as the command line reads a folder."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import streamlit as st
from msgspec import Struct, field

from dashboard.uploads import Upload
from dashboard.yaml_files import LARGEST, STRUCTURE, kind
from surveys.catalogue import LIBRARY, load
from surveys.instrument import LANGUAGES, Instrument
from surveys.problems import InputError, Problem

FOLDER = "instrument"
"""What study.yaml calls it: the folder beside it."""


class Own(Struct, frozen=True):
    """`files` are its parts by the names that the command line looks for; `instrument` is None where `problems` say why."""

    instrument: Instrument | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """Stands for its bytes."""
        return sha256(repr(sorted(self.files.items())).encode()).hexdigest() if self.files else ""


def read(parts: Iterable[Upload]) -> Own:
    """The instrument of these files; of two structures, or of two files of words in one language, the last is meant."""
    by_kind = {kind(part): part for part in parts}
    if not by_kind:
        return Own()
    problems = [
        Problem("yaml_too_large", part.name, values={"limit": f"{LARGEST / 1e6:g}"})
        for part in by_kind.values()
        if len(part.data) > LARGEST
    ]
    known = {"known": ", ".join(LANGUAGES), "place": "language"}
    strange = {language: part for language, part in by_kind.items() if language not in (STRUCTURE, *LANGUAGES)}
    problems += [Problem("instrument_unknown_value", p.name, values={"value": name, **known}) for name, p in strange.items()]
    if STRUCTURE not in by_kind:
        problems += [Problem("words_alone", part.name) for part in by_kind.values() if part not in strange.values()]
    if problems:
        return Own(problems=tuple(problems))
    return _loaded({f"{name}.yaml": part.data for name, part in by_kind.items()})


def read_once(parts: tuple[Upload, ...]) -> Own:
    """The same, read again only when the files change."""
    return _read_once(" ".join(f"{part.name} {part.digest}" for part in parts), parts)


@st.cache_resource(max_entries=8, show_spinner=False, scope="session")
def _read_once(key: str, _parts: tuple[Upload, ...]) -> Own:
    return read(_parts)


def _loaded(files: dict[str, bytes]) -> Own:
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / FOLDER
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        try:
            return Own(load(FOLDER, Path(base)), files)
        except InputError as error:
            return Own(problems=error.problems)


def files_of(name: str, own: Own) -> dict[str, bytes]:
    """The files of the own instrument (FOLDER) or of one of the library, to begin an own one with."""
    return own.files if name == FOLDER else {path.name: path.read_bytes() for path in sorted((LIBRARY / name).glob("*.yaml"))}
