"""The files dropped, sorted by what they are: tables of answers, structures of surveys, an own instrument, the study of an
earlier wave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from dashboard import own_instrument, reading_form, saved_study, uploads, yaml_files
from dashboard.own_instrument import Own
from reports.wording import Wording
from surveys.dialects.structure import STRUCTURE, asked
from surveys.instrument import Instrument
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable
from surveys.study import Source, Study


class Files(Struct, frozen=True):
    """`structures` by the name of their file; `key` stands for the bytes of all files; `problems` are those of YAML files."""

    tables: tuple[uploads.Upload, ...]
    structures: dict[str, TextTable]
    study: Study | None = None
    own: Own = field(default_factory=Own)
    problems: tuple[Problem, ...] = ()
    key: str = ""


class Sheet(Struct, frozen=True):
    """One table to be asked about: a sheet of a workbook, or "" for the only table of a file."""

    upload: uploads.Upload
    sheet: str


def sorted_out(files: Iterable[tuple[str, bytes]]) -> Files:
    received = uploads.received(files)
    written, others, problems = _yaml(received)
    studies = [part for part in written if yaml_files.kind(part) == yaml_files.STUDY]
    own = own_instrument.read_once(tuple(part for part in written if part not in studies))
    structures = {upload.name: table for upload in others if (table := uploads.read(upload).table) and table.dialect == STRUCTURE}
    study: Study | None = None
    for part in studies[-1:]:  # the last one dropped is meant
        try:
            study = saved_study.study_of(part.name, part.data)
        except InputError as error:
            problems += error.problems
    tables = tuple(upload for upload in others if upload.name not in structures)
    return Files(tables, structures, study, own, (*problems, *own.problems), " ".join(upload.digest for upload in received))


def _yaml(received: Sequence[uploads.Upload]) -> tuple[list[uploads.Upload], list[uploads.Upload], list[Problem]]:
    """YAML files, those in a zip included; the others; and why a zip was not opened."""
    written: list[uploads.Upload] = []
    others: list[uploads.Upload] = []
    problems: list[Problem] = []
    for upload in received:
        try:
            parts = (upload,) if upload.name.lower().endswith(yaml_files.SUFFIXES) else yaml_files.unpacked(upload)
        except InputError as error:
            problems += error.problems
            continue
        if parts is None:
            others.append(upload)
        else:
            written += parts
    return written, others, problems


def tables(files: Files, instrument: Instrument, words: Wording) -> Iterator[Sheet]:
    """The tables to ask about; of a workbook with several sheets those that are chosen."""
    for upload in files.tables:
        saved = tuple(s.sheet for s in files.study.sources if s.file == upload.name) if files.study else ()
        for sheet in reading_form.ask_sheets(upload, saved, instrument, words):
            yield Sheet(upload, sheet)


def saved_for(files: Files, one: Sheet) -> Source | None:
    """The source of the dropped study that a table continues."""
    table = uploads.read(one.upload, sheet=one.sheet).table
    header = table.header if table else ()
    return saved_study.source_for(files.study, one.upload.name, one.sheet, header) if files.study else None


def structure_for(files: Files, table: TextTable) -> str:
    """The file of the structure that describes a column of the table, "" for none."""
    headers = set(table.header)
    return next((name for name, structure in files.structures.items() if headers & asked(structure).keys()), "")
