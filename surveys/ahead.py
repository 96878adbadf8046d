"""The files of a study, asked for before they are needed: some are read while the ones before them are understood.

The threads only wait for the guarded children, and nothing heavy is loaded here: a command begins with this, and loads the rest
of the program while the first files are read.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from msgspec import Struct

from surveys.problems import InputError, Problem
from surveys.reading.guard import PATH_LIMIT, Answer, ask, ask_parquet, is_parquet
from surveys.study import Source, Study

AT_ONCE = 3
Progress = Callable[[str, float], None]


class Asked(Struct, frozen=True):
    """What a child said of a source's file, and of its structure. None of Parquet larger than an upload, and of a structure that
    is not named."""

    answer: Answer | None
    structure: Answer | None


def ask_ahead(study: Study, progress: Progress | None = None) -> Iterator[Future[Asked]]:
    """Of each source in turn, what its files hold. The first are being read when this returns.

    `progress` hears the name of a file, from any thread, and the share of all files that is done. A future raises InputError where
    its file cannot be read.
    """
    pool, total = ThreadPoolExecutor(AT_ONCE), len(study.sources)

    def ask_for(place: int, source: Source) -> Future[Asked]:
        def told(share: float) -> None:
            if progress:
                progress(source.file, (place + share) / total)

        return pool.submit(_ask, study.folder, source, told)

    left = (ask_for(*each) for each in enumerate(study.sources))
    return _in_turn(pool, deque(islice(left, AT_ONCE)), left)


def _in_turn(
    pool: ThreadPoolExecutor, waiting: deque[Future[Asked]], later: Iterator[Future[Asked]]
) -> Iterator[Future[Asked]]:
    with pool:
        while waiting:
            yield waiting.popleft()
            waiting.extend(islice(later, 1))


def _ask(folder: Path, source: Source, told: Callable[[float], None]) -> Asked:
    try:
        return _asked(folder, source, told)
    except OSError as fault:  # it was there a moment ago
        raise InputError(Problem("file_missing", file=source.file)) from fault


def _asked(folder: Path, source: Source, told: Callable[[float], None]) -> Asked:
    path = folder / source.file
    answer = ask_parquet(path, source.file) if is_parquet(path) else ask(
        path, source.file, encoding=source.encoding, sheet=source.sheet, delimiter=source.delimiter, limit=PATH_LIMIT, progress=told
    )  # fmt: skip
    wanted = source.structure if answer is not None else ""
    return Asked(answer, ask(folder / wanted, wanted, limit=PATH_LIMIT) if wanted else None)
