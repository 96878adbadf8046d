"""From the study's files to response sets: every file is read, and one that cannot be read does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import partial

import narwhals as nw
from msgspec import Struct
from msgspec.structs import replace

from surveys.ahead import Asked, Progress, ask_ahead
from surveys.confirmed import confirmed
from surveys.contradictions import contradictions
from surveys.doubts.one_side import one_side
from surveys.exports import answers_of, without_computed
from surveys.instrument import Instrument
from surveys.joins import Read, join_all, partnered, read_of, with_id
from surveys.problems import InputError, Problem
from surveys.reading.guard import is_parquet
from surveys.reading.text_table import TextTable, table_if_small, table_of
from surveys.responses import ResponseSet
from surveys.screening.flags import screened
from surveys.study import Options, Source, Study
from surveys.wave_changes import changed_between_waves

Reading = Callable[[], ResponseSet]
"""What a source holds; raises InputError where it cannot be read."""


class Collected(Struct, frozen=True):
    """The sources that could be read, in the study's order, and the problems of all of them, errors included.

    There are no sources where the study contradicts its instrument. Sources of the same people are one set; `unread` names
    the files of which nothing is in the sets.
    """

    sets: tuple[ResponseSet, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...] = ()


def collect(
    study: Study, instrument: Instrument, progress: Progress | None = None, asked: Iterable[Future[Asked]] | None = None
) -> Collected:
    """Understands the files of a study, which were `asked` for already, or are now.

    `progress` hears the name of a file, from any thread, and the share of all files that is done.
    """
    futures = ask_ahead(study, progress) if asked is None else asked

    def understand(source: Source, future: Future[Asked]) -> ResponseSet:
        return _understood(study, source, future.result(), instrument)

    def readings(sources: list[Source]) -> Iterator[Reading]:
        return (partial(understand, *each) for each in zip(sources, futures, strict=True))

    return _collect(study, instrument, progress, readings)


def collect_tables(tables: Mapping[str, TextTable], study: Study, instrument: Instrument) -> Collected:
    """The same for files that were read before, so that a changed mapping costs no new reading.

    Their keys are those of `table_key`.
    """

    def read(source: Source) -> ResponseSet:
        return answers_of(tables[table_key(source)], source, instrument, study.waves, tables.get(source.structure))

    return _collect(study, instrument, None, lambda sources: (partial(read, source) for source in sources))


def table_key(source: Source) -> str:
    """The name under which `collect_tables` looks for a source's table: the file, and its sheet where the study names one."""
    return f"{source.file}#{source.sheet}" if source.sheet else source.file


def _understood(study: Study, source: Source, asked: Asked, instrument: Instrument) -> ResponseSet:
    path = study.folder / source.file
    read = table_if_small if is_parquet(path) else table_of
    table = None if asked.answer is None else read(source.file, asked.answer)
    if table is not None:
        structure = None if asked.structure is None else table_of(source.structure, asked.structure)
        return answers_of(table, source, instrument, study.waves, structure)
    from surveys.reading.parquet import parquet_header, read_parquet  # DuckDB is 0.2 s that others need not wait for

    source, said = without_computed(parquet_header(path, source.file), source, instrument)
    found = read_parquet(path, source, instrument, study.waves)
    return replace(found, problems=(*said, *found.problems))


def _told(found: ResponseSet, source: Source, options: Options) -> Iterator[Problem]:
    """The problems of a source. Blank branches or groups of fewer people than are shown may hide a whole one with them."""
    least = options.minimum_group.get(source.role, 5)
    for problem in found.problems:
        if problem.code == "label_blank" and any(n < least for n in _blank(found, source, problem)):
            yield replace(problem, code="label_blank_few", severity="warning", values={"minimum": str(least)})
        else:
            yield problem


def _blank(found: ResponseSet, source: Source, problem: Problem) -> list[int]:
    """Of how many people, by wave, the label is blank and the answers are used."""
    column = "unit" if problem.column == source.unit else f"segment.{problem.column}"
    nameless = nw.from_native(found.frame).lazy().filter(nw.col(column).is_null())
    counted: list[int] = nameless.group_by("wave").agg(nw.len().alias("n")).collect()["n"].to_list()
    return counted


def _invited(found: ResponseSet) -> list[Problem]:
    """More rows than people invited: one of the two cannot be."""
    if found.invited is None or found.rows.read <= found.invited:
        return []
    values = {"invited": f"{found.invited:,}", "read": f"{found.rows.read:,}"}
    return [Problem("invited_fewer", found.source, severity="warning", values=values)]


def _collect(
    study: Study,
    instrument: Instrument,
    progress: Progress | None,
    readings: Callable[[list[Source]], Iterable[Reading]],
) -> Collected:
    found: list[Read] = []
    wrong = contradictions(study, instrument)
    problems: list[Problem] = [*wrong]
    wanted = [with_id(source) if partnered(source, study.sources) else source for source in study.sources]
    for number, (source, reading) in enumerate(zip(study.sources, readings(wanted), strict=True)):
        if progress:
            progress(source.file, number / len(study.sources))
        try:
            found.append(read_of(source, reading()))
            problems += _told(found[-1].found, source, study.options)
        except InputError as error:
            problems += [problem if problem.file else replace(problem, file=source.file) for problem in error.problems]
    problems += changed_between_waves(found, study)
    joined, said = join_all(found, instrument)
    alone = [tuple(one_side(each, instrument)) for each in joined]
    problems += [problem for each in alone for problem in each]
    joined = [
        replace(each, problems=confirmed((*each.problems, *more), study.sources)) for each, more in zip(joined, alone, strict=True)
    ]
    sets = [screened(each, instrument) for each in joined]
    problems += [*said, *(problem for each in sets for problem in _invited(each))]
    if progress:
        progress("", 1.0)
    unread = tuple(source.file for source in study.sources if wrong or all(source is not each.source for each in found))
    return Collected(() if wrong else tuple(sets), confirmed(problems, study.sources), unread)
