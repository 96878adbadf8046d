"""From the study's files to response sets: every file is read, and one that cannot be read does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from surveys.answers import response_set
from surveys.contradictions import contradictions
from surveys.instrument import Instrument
from surveys.problems import InputError, Problem
from surveys.reading.guard import PATH_LIMIT, TextTable, is_parquet, read_table
from surveys.responses import ResponseSet
from surveys.screening.flags import screen
from surveys.study import Source, Study

AT_ONCE = 3
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Collected:
    """The sources that could be read, in the study's order, and the problems of all of them, errors included.

    There are no sources where the study contradicts its instrument.
    """

    sets: tuple[ResponseSet, ...]
    problems: tuple[Problem, ...]


def collect(study: Study, instrument: Instrument, progress: Progress | None = None) -> Collected:
    """Reads the files of a study. `progress` hears the name of each file and the share of files done before it."""
    return _collect(study, instrument, progress, lambda source: _from_path(study, source, instrument))


def collect_tables(tables: Mapping[str, TextTable], study: Study, instrument: Instrument) -> Collected:
    """The same for files that were read before, so that a changed mapping costs no new reading."""
    return _collect(study, instrument, None, lambda source: response_set(tables[source.file], source, instrument, study.waves))


def _from_path(study: Study, source: Source, instrument: Instrument) -> ResponseSet:
    path = study.folder / source.file
    if is_parquet(path):
        from surveys.reading.parquet import read_parquet  # DuckDB is 0.2 s that text files need not wait for

        return read_parquet(path, source, instrument, study.waves)
    return response_set(read_table(path, source.file, limit=PATH_LIMIT), source, instrument, study.waves)


def _invited(found: ResponseSet) -> list[Problem]:
    """More rows than people invited: one of the two cannot be."""
    if found.invited is None or found.rows.read <= found.invited:
        return []
    values = {"invited": str(found.invited), "read": str(found.rows.read)}
    return [Problem("invited_fewer", found.source, severity="warning", values=values)]


def _collect(
    study: Study, instrument: Instrument, progress: Progress | None, read: Callable[[Source], ResponseSet]
) -> Collected:
    sets: list[ResponseSet] = []
    wrong = contradictions(study, instrument)
    problems: list[Problem] = [*wrong]
    with ThreadPoolExecutor(AT_ONCE) as pool:  # most of the time is spent waiting for the guarded children
        for number, (source, reading) in enumerate([(source, pool.submit(read, source)) for source in study.sources]):
            if progress:
                progress(source.file, number / len(study.sources))
            try:
                found = reading.result()
            except InputError as error:
                problems += [problem if problem.file else replace(problem, file=source.file) for problem in error.problems]
            else:
                sets.append(replace(found, screened=screen(found, instrument)))
                problems += [*found.problems, *_invited(found)]
    if progress:
        progress("", 1.0)
    return Collected(() if wrong else tuple(sets), tuple(problems))
