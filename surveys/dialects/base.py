"""What a dialect is, and the few things that are done to a table to make it plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import replace

from surveys.problems import InputError, Problem
from surveys.reading.grid import letters
from surveys.reading.text_table import TextTable
from surveys.texts import Mask, texts_of


class Dialect(Struct, frozen=True):
    """How one tool writes its tables.

    `recognise` looks at headers and first rows, never at the file's name. `tidy` gives the same answers with one header row:
    codes (or, without codes, whole texts) in `header`, `question [row]` in `titles`, the tool's own columns in `meta`, and
    the rows that the tool itself marks as no answers left out by name. Raises InputError where no row is left.
    A `strict` one makes nothing of a table that it does not recognise.
    """

    id: str
    recognise: Callable[[TextTable], bool]
    tidy: Callable[[TextTable], TextTable]
    strict: bool = False


def row(table: TextTable, number: int) -> tuple[str, ...]:
    """The texts of a row of data, counted from 0; nothing where there is no such row."""
    if number >= len(table.rows):
        return ()
    return tuple(column[number].as_py().strip() for column in table.columns.columns)


def cells(table: TextTable, position: int) -> list[str]:
    return [text.strip() for text in table.columns.column(position).to_pylist()]


def values(table: TextTable, position: int) -> set[str]:
    """The different texts of a column that are not blank."""
    return {text.strip() for text in texts_of(table.columns.column(position)).distinct} - {""}


def where(table: TextTable, position: int, of: Callable[[str], bool]) -> Mask:
    """The rows whose text, without case and surrounding blanks, is so. Each different text is asked about once."""
    texts = texts_of(table.columns.column(position))
    return texts.where([of(text.strip().casefold()) for text in texts.distinct])


def positions(table: TextTable, names: Collection[str]) -> frozenset[int]:
    """Where a header is one of the names, without regard to case and surrounding blanks."""
    known = {name.casefold() for name in names}
    return frozenset(i for i, text in enumerate(table.header) if " ".join(text.casefold().split()) in known)


def below(table: TextTable, rows: int) -> TextTable:
    """The table without its first rows of data, which were further headers."""
    return kept(table, np.arange(len(table.rows)) >= rows)


def kept(table: TextTable, keep: Mask) -> TextTable:
    if not keep.any():
        raise InputError(Problem("no_rows", table.name))
    mask = pa.array(keep)
    return replace(table, columns=table.columns.filter(mask), rows=table.rows.filter(mask))


class Reason(Struct, frozen=True):
    """Why a tool's own rules leave rows out: the code of the problem, and whether it marks each row."""

    code: str
    marked: Mask


def without(table: TextTable, *reasons: Reason) -> TextTable:
    """The table without the rows marked, each left out for the first reason that marks it and counted under its code."""
    keep = np.ones(len(table.rows), np.bool_)
    excluded, problems = dict(table.excluded), list(table.problems)
    for reason in reasons:
        rows = np.flatnonzero(keep & reason.marked)
        if len(rows):
            keep[rows] = False
            excluded[reason.code] = excluded.get(reason.code, 0) + len(rows)
            first = table.rows[int(rows[0])].as_py()
            problems.append(Problem(reason.code, table.name, first, severity="warning", count=len(rows)))
    if not keep.any():
        raise InputError(*problems, Problem("no_rows", table.name))
    return replace(kept(table, keep), excluded=excluded, problems=tuple(problems))


def named(table: TextTable, header: Sequence[str], titles: Sequence[str] = (), meta: Iterable[int] = ()) -> TextTable:
    """The table under new headers. What was said about blank or repeated headers is dropped where it is no longer so."""
    return replace(
        table,
        header=tuple(header),
        columns=table.columns.rename_columns(list(header)),
        titles=tuple(titles) if any(titles) else (),
        meta=table.meta | frozenset(meta),
        problems=tuple(problem for problem in table.problems if _still(problem, header)),
    )


def _still(problem: Problem, header: Sequence[str]) -> bool:
    if problem.code == "blank_header":
        return any(letters(i) == problem.column for i, text in enumerate(header) if not text)
    return problem.code != "duplicate_header" or list(header).count(problem.column or "") > 1


def filled(header: Sequence[str]) -> list[str]:
    """Blank headers get the one to their left, as merged cells mean it."""
    full: list[str] = []
    for text in header:
        full.append(text or (full[-1] if full else ""))
    return full


def question(stem: str, part: str) -> str:
    """The one form in which titles hold a question and the row of its grid."""
    return f"{stem} [{part}]" if stem and part else stem or part


def distinct(names: Sequence[str]) -> list[str]:
    """Repeated names get the number of their repetition, so that each can be named in a study."""
    times: Counter[str] = Counter()

    def each() -> Iterator[str]:
        for name in names:
            times[name] += 1
            yield name if times[name] == 1 or not name else f"{name} ({times[name]})"

    return list(each())


def stems(titles: Sequence[str], groups: Sequence[str], between: str) -> list[str]:
    """`question - row` becomes `question [row]` where several neighbours of one group begin with the same question."""
    starts: dict[str, str] = {}
    for group in {group for group, n in Counter(groups).items() if group and n > 1}:
        members = [title for title, of in zip(titles, groups, strict=True) if of == group]
        starts[group] = _shared(members, between)
    return [
        question(title[: len(start) - len(between)].strip(), title[len(start) :].strip()) if start else title
        for title, start in ((title, starts.get(group, "")) for title, group in zip(titles, groups, strict=True))
    ]


def _shared(texts: Sequence[str], between: str) -> str:
    """What all begin with, up to and with the last separator; nothing where they share no whole question."""
    low, high = min(texts), max(texts)
    length = next((i for i, pair in enumerate(zip(low, high, strict=False)) if pair[0] != pair[1]), min(len(low), len(high)))
    end = low[:length].rfind(between)
    return low[: end + len(between)] if end > 0 else ""
