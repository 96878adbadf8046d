"""From the study's files to response sets: every file is read, and one that cannot be read does not stop the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from surveys.confirmed import confirmed
from surveys.contradictions import contradictions
from surveys.exports import answers_of, without_computed
from surveys.instrument import Instrument
from surveys.joins import Read, join_all, partnered, read_of, with_id
from surveys.problems import InputError, Problem
from surveys.reading.guard import PATH_LIMIT, TextTable, is_parquet, read_table, small_parquet
from surveys.responses import ResponseSet
from surveys.screening.flags import screened
from surveys.study import Source, Study
from surveys.wave_changes import changed_between_waves

AT_ONCE = 3
Progress = Callable[[str, float], None]
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
    study: Study, instrument: Instrument, progress: Progress | None = None, meanwhile: Callable[[], object] = lambda: None
) -> Collected:
    """Reads the files of a study. `progress` hears the name of a file, from any thread, and the share of all files that is done.

    `meanwhile` is called once, while the first files are read in processes of their own.
    """
    places = {table_key(source): place for place, source in enumerate(study.sources)}

    def told(source: Source, share: float) -> None:
        if progress:
            progress(source.file, (places[table_key(source)] + share) / len(study.sources))

    def understand(loading: Future[Loaded]) -> ResponseSet:
        return _understood(study, loading.result(), instrument)

    def readings(sources: list[Source]) -> Iterator[Reading]:
        loadings = _ahead(sources, lambda source: _load(study, source, partial(told, source)), meanwhile)
        return (partial(understand, loading) for loading in loadings)

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


class Loaded(Struct, frozen=True):
    """A source's file as text, and that of its structure; no table where Parquet is too large for text."""

    source: Source
    table: TextTable | None
    structure: TextTable | None


def _ahead(
    sources: list[Source], load: Callable[[Source], Loaded], meanwhile: Callable[[], object]
) -> Iterator[Future[Loaded]]:
    """Some files are read while the one before them is understood. Threads only wait for the guarded children: those that
    understand would take turns, and each turn takes time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        left = iter(sources)
        waiting = deque(pool.submit(load, source) for source in islice(left, AT_ONCE))
        meanwhile()
        while waiting:
            yield waiting.popleft()
            waiting.extend(pool.submit(load, source) for source in islice(left, 1))


def _load(study: Study, source: Source, progress: Callable[[float], None]) -> Loaded:
    path = study.folder / source.file
    table = small_parquet(path, source.file) if is_parquet(path) else read_table(
        path, source.file, encoding=source.encoding, sheet=source.sheet, delimiter=source.delimiter,
        limit=PATH_LIMIT, progress=progress,
    )  # fmt: skip
    wanted = source.structure if table else ""
    return Loaded(source, table, read_table(study.folder / wanted, wanted, limit=PATH_LIMIT) if wanted else None)


def _understood(study: Study, loaded: Loaded, instrument: Instrument) -> ResponseSet:
    source = loaded.source
    if loaded.table is not None:
        return answers_of(loaded.table, source, instrument, study.waves, loaded.structure)
    from surveys.reading.parquet import parquet_header, read_parquet  # DuckDB is 0.2 s that others need not wait for

    path = study.folder / source.file
    source, said = without_computed(parquet_header(path, source.file), source, instrument)
    found = read_parquet(path, source, instrument, study.waves)
    return replace(found, problems=(*said, *found.problems))


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
            problems += found[-1].found.problems
        except InputError as error:
            problems += [problem if problem.file else replace(problem, file=source.file) for problem in error.problems]
    problems += changed_between_waves(found, study)
    joined, said = join_all(found, instrument)
    joined = [replace(each, problems=confirmed(each.problems, study.sources)) for each in joined]
    sets = [screened(each, instrument) for each in joined]
    problems += [*said, *(problem for each in sets for problem in _invited(each))]
    if progress:
        progress("", 1.0)
    unread = tuple(source.file for source in study.sources if wrong or all(source is not each.source for each in found))
    return Collected(() if wrong else tuple(sets), confirmed(problems, study.sources), unread)
