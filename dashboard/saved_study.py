"""A study.yaml of an earlier wave: its mapping and settings are used again, and what the new files have otherwise is named."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st
from msgspec.structs import replace

from dashboard.own_instrument import FOLDER, Own
from dashboard.yaml_files import packed
from reports.wording import Wording
from surveys.blocks import block_columns
from surveys.instrument import Instrument
from surveys.mapping_changes import mapping_changes, mapping_problem
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable
from surveys.source_columns import service_headers
from surveys.spelling import same
from surveys.study import Source, Study
from surveys.study_file import read_settings, write_study

LARGEST = 1_000_000
"""Bytes of a study file."""


def study_of(name: str, data: bytes) -> Study:
    """The study of an uploaded study.yaml, whether its files are there or not. Raises InputError."""
    if len(data) > LARGEST:
        values = {"size": f"{len(data) / 1e6:.1f}", "limit": f"{LARGEST / 1e6:g}"}
        raise InputError(Problem("too_large", name, values=values))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.yaml"
        path.write_bytes(data)
        try:
            return replace(read_settings(path), folder=Path())
        except InputError as error:
            raise InputError(*(replace(problem, file=name) for problem in error.problems)) from error


def source_for(study: Study, file: str, sheet: str, header: tuple[str, ...]) -> Source | None:
    """The source of the study that a table continues: that of its name, else the one with most of its headers."""
    there = {same(text) for text in header}

    def fits(source: Source) -> tuple[bool, int]:
        named = [text for _, text in service_headers(source)] + [*source.columns.values()]
        return Path(source.file).name == file and source.sheet in ("", sheet), sum(same(text) in there for text in named)

    best = max(study.sources, key=fits, default=None)
    return best if best is not None and any(fits(best)) else None


def fitted(saved: Source, file: str, table: TextTable, instrument: Instrument) -> tuple[Source, tuple[Problem, ...]]:
    """The saved source without the headers that are gone, and the differences as one warning where there are any.

    Another file is another wave: its name is asked, unless a column holds it.
    """
    facets = {facet.id for facet in instrument.facets}
    blocks = [block_columns(table.header, text, key, instrument) for key, text in saved.columns.items() if key in facets]
    inside = [text for block in blocks if isinstance(block, dict) for text in block.values()]
    changes = mapping_changes(saved, table.header, instrument, inside)
    gone = set(changes.gone)

    def there(header: str | None) -> str | None:
        return None if header is None or same(header) in gone else header

    columns = {
        answer: text for answer, text in saved.columns.items()
        if not gone & ({*map(same, text.split(".."))} if answer in facets else {same(text)})
    }  # fmt: skip
    source = replace(
        saved,
        columns=columns,
        segments=tuple(filter(there, saved.segments)),
        ignore=tuple(filter(there, saved.ignore)),
        wave=saved.wave if Path(saved.file).name == file else "",
        file=file,
        id=there(saved.id),
        unit=there(saved.unit),
        weight=there(saved.weight),
        duration=there(saved.duration),
        wave_column=there(saved.wave_column),
    )
    said = (replace(mapping_problem(changes, file), severity="warning"),) if gone else ()
    return source, said


def offer(study: Study, own: Own, words: Wording) -> None:
    """The study with its mapping as study.yaml, for the next wave; with an own instrument as a zip of both."""
    whole = study.instrument == FOLDER
    name, kind = ("study.zip", "application/zip") if whole else ("study.yaml", "application/yaml")
    st.download_button(
        words.say("dashboard.own.save" if whole else "dashboard.upload.save"),
        packed(with_own(study, own)) if whole else study_text(study),
        name,
        kind,
        key="save_study",
        help=words.say("dashboard.own.save_about" if whole else "dashboard.upload.save_about"),
        on_click="ignore",
        width="stretch",
    )


def with_own(study: Study, own: Own) -> dict[str, bytes]:
    """study.yaml and the folder that it names, as the command line reads them."""
    beside = {f"{FOLDER}/{name}": data for name, data in own.files.items()}
    return {"study.yaml": study_text(study).encode()} | beside


def study_text(study: Study) -> str:
    """What `write_study` writes. It holds the mapping and the settings, not one answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.yaml"
        write_study(study, path)
        return path.read_text("utf-8")
