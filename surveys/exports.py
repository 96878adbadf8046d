"""From a table as it was read to the response set of a source: the tool's own form undone, computed columns left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from surveys.answers import response_set
from surveys.columns import match_columns
from surveys.dialects.derived import derived
from surveys.dialects.recognise import read_as
from surveys.dialects.structure import described
from surveys.instrument import Instrument
from surveys.problems import InputError, Problem
from surveys.reading.text_table import TextTable
from surveys.responses import ResponseSet, Rows
from surveys.row_report import MOST_NAMED
from surveys.source_columns import service_headers
from surveys.spelling import same
from surveys.study import Source

SURE = ("explicit", "block", "id", "number", "text")
"""Reasons that outweigh a header's looks."""


def answers_of(
    table: TextTable, source: Source, instrument: Instrument, waves: Sequence[str] = (), structure: TextTable | None = None
) -> ResponseSet:
    """The checked answers of a source. Rows that the tool leaves out by its own rules are part of the account.

    Raises InputError where nothing can be read; its problems begin with what the table was recognised as.
    """
    table, source = prepared(table, source, instrument, structure)
    try:
        answers = response_set(table, source, instrument, waves)
    except InputError as error:
        raise InputError(*table.problems, *error.problems) from error
    read = answers.rows.read + sum(table.excluded.values())
    return replace(answers, rows=Rows(read, answers.rows.used, {**table.excluded, **answers.rows.excluded}))


def prepared(
    table: TextTable, source: Source, instrument: Instrument, structure: TextTable | None = None
) -> tuple[TextTable, Source]:
    """The table as its tool means it, and the source with the columns among `ignore` that are no answers by their looks."""
    table = read_as(table, source.dialect)
    if structure is not None:
        table = described(table, structure)
    source, said = without_computed(table.header, source, instrument, table.titles, table.meta)
    ignored = dict.fromkeys((*source.ignore, *_own(table, source)))
    return replace(table, problems=(*table.problems, *said)), replace(source, ignore=tuple(ignored))


def without_computed(
    header: Sequence[str], source: Source, instrument: Instrument, titles: Sequence[str] = (), meta: Collection[int] = ()
) -> tuple[Source, list[Problem]]:
    """The source with the headers among `ignore` that look computed, and a problem for each of them.

    Those that the study names, and those that surely belong to the instrument, are left alone.
    """
    named = _named(source)
    looks = [text for text in dict.fromkeys(header[i] for i in derived(header, titles) if i not in meta) if same(text) not in named]
    sure = {m.header for m in match_columns(looks, instrument, source.role).matches if m.reason in SURE} if looks else set()
    found = [text for text in looks if text not in sure]
    said = [Problem("derived_column", source.file, column=text, severity="information") for text in found[:MOST_NAMED]]
    return replace(source, ignore=(*source.ignore, *found)), said


def _own(table: TextTable, source: Source) -> tuple[str, ...]:
    """The tool's own columns, as far as the study does not name them and no question has the same header."""
    asked = {same(text) for i, text in enumerate(table.header) if i not in table.meta}
    own = dict.fromkeys(table.header[i] for i in sorted(table.meta))
    return tuple(text for text in own if same(text) not in asked | _named(source))


def _named(source: Source) -> set[str]:
    return {same(text) for text in (*(text for _, text in service_headers(source)), *source.columns.values())}
