"""The files dropped, sorted by what they are: tables of answers, structures of surveys, the study of an earlier wave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashboard import reading_form, saved_study, uploads
from reports.wording import Wording
from surveys.dialects.structure import STRUCTURE, asked
from surveys.instrument import Instrument
from surveys.problems import InputError, Problem
from surveys.reading.guard import TextTable
from surveys.study import Source, Study


@dataclass(frozen=True)
class Files:
    """`structures` by the name of their file; `key` stands for the bytes of all files; `problems` are those of the study file."""

    tables: tuple[uploads.Upload, ...]
    structures: dict[str, TextTable]
    study: Study | None = None
    problems: tuple[Problem, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class Sheet:
    """One table to be asked about: a sheet of a workbook, or "" for the only table of a file."""

    upload: uploads.Upload
    sheet: str


def sorted_out(files: Iterable[tuple[str, bytes]]) -> Files:
    received = uploads.received(files)
    studies = [upload for upload in received if upload.is_study]
    others = [upload for upload in received if not upload.is_study]
    structures = {upload.name: table for upload in others if (table := uploads.read(upload).table) and table.dialect == STRUCTURE}
    study: Study | None = None
    problems: tuple[Problem, ...] = ()
    for upload in studies[-1:]:  # the last one dropped is meant
        try:
            study = saved_study.study_of(upload.name, upload.data)
        except InputError as error:
            problems = error.problems
    tables = tuple(upload for upload in others if upload.name not in structures)
    key = " ".join(upload.digest for upload in received)
    return Files(tables, structures, study, problems, key)


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
