"""Sources that ask the same people different things are joined respondent by respondent: expectations in one file, perceptions
in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from surveys.doubts.look import doubts_between
from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.responses import ResponseSet, Rows
from surveys.study import Source

SEGMENT = "segment."
ID = "id"
WEIGHTLESS = "weight_unusable"


class Read(Struct, frozen=True):
    """A source of the study with what was read of it; `name` is that of all files joined so far."""

    source: Source
    found: ResponseSet
    name: str


def read_of(source: Source, found: ResponseSet) -> Read:
    """`found` was read with the id kept. That some rows have none is no blank label."""
    problems = tuple(p for p in found.problems if (p.code, p.column) != ("label_blank", source.id))
    name = f"{source.file} [{source.sheet}]" if source.sheet else source.file
    return Read(source, replace(found, problems=problems), name)


def partnered(source: Source, sources: Sequence[Source]) -> bool:
    """Whether another source may hold other answers of the same people."""
    return source.id is not None and sum(_alike(source, other) for other in sources) > 1


def _alike(one: Source, other: Source) -> bool:
    same_wave = one.wave == other.wave and (one.wave_column is None) == (other.wave_column is None)
    return other.id is not None and one.role == other.role and same_wave


def with_id(source: Source) -> Source:
    """The source with its id kept among the segments, so that it can be joined."""
    if source.id is None or source.id in source.segments:
        return source
    return replace(source, segments=(*source.segments, source.id))


def join_all(read: Sequence[Read], instrument: Instrument) -> tuple[list[ResponseSet], list[Problem]]:
    """The response sets in the study's order, those of the same people joined, and what is to be said of it.

    Sources of one role and wave with an id are joined where none of their answers is asked in both; otherwise, or where no
    respondent stands in both, they stay apart. A respondent of only one of them is kept as partly answered.
    """
    groups: list[Read] = []
    problems: list[Problem] = []
    for each in read:
        at = next((i for i, first in enumerate(groups) if _complementary(first, each)), None)
        joined, said = (None, []) if at is None else _joined(groups[at], each, instrument)
        problems += said
        if at is None or joined is None:
            groups.append(each)
        else:
            groups[at] = joined
    return [_without_id(each) for each in groups], problems


def _complementary(first: Read, second: Read) -> bool:
    return (
        first.source.id is not None
        and _alike(first.source, second.source)
        and not set(first.found.answers) & set(second.found.answers)
    )


def _joined(first: Read, second: Read, instrument: Instrument) -> tuple[Read | None, list[Problem]]:
    left, right = _table(first), _table(second)
    place = {key: row for row, key in enumerate(_keys(right)) if key is not None}
    matched = [place.get(key) if key is not None else None for key in _keys(left)]
    both = sum(row is not None for row in matched)
    names = {"first": first.name, "second": second.name}
    if not both:
        return None, [Problem("join_none", second.source.file, severity="warning", values=names)]
    met = set(matched)
    rest = [row for row in range(right.num_rows) if row not in met]
    left = left.take(pa.array([*range(left.num_rows), *[None] * len(rest)], pa.int64()))
    right = right.take(pa.array([*matched, *rest], pa.int64()))
    joined = _read(first, second, left, right, both, instrument)
    lost = left.num_rows - joined.found.rows.used
    counts = {"both": both, "only_first": len(matched) - both, "only_second": len(rest)}
    said = Problem("joined", first.source.file, severity="information", values=names | {k: str(n) for k, n in counts.items()})
    weightless = [Problem("weight_unusable_counted", second.source.file, severity="warning", count=lost)] if lost else []
    doubtful = doubts_between(joined.found, instrument)
    return joined, [said, *_differences(first, second, left, right), *weightless, *doubtful]


def _table(read: Read) -> pa.Table:
    """The frame, with the id of every respondent in the column `id`."""
    frame = nw.from_native(read.found.frame)
    table = (frame.collect("pyarrow") if isinstance(frame, nw.LazyFrame) else frame).to_native()
    return table.append_column(ID, table.column(f"{SEGMENT}{read.source.id}"))


def _keys(table: pa.Table) -> list[tuple[str, str] | None]:
    """Wave and id of each respondent; None without an id."""
    pairs = zip(table.column("wave").to_pylist(), table.column(ID).to_pylist(), strict=True)
    return [None if who is None else (wave, who) for wave, who in pairs]


def _read(first: Read, second: Read, left: pa.Table, right: pa.Table, both: int, instrument: Instrument) -> Read:
    one, other = first.found, second.found
    segments = tuple(dict.fromkeys((*one.segments, *(name for name in other.segments if name != second.source.id))))
    names = ["wave", "unit", *(f"{SEGMENT}{name}" for name in segments), "weight", "seconds", *_ordered(one, other, instrument)]
    known = {*left.column_names, *right.column_names}
    table = pa.table({name: _either(left, right, name) for name in names if name in known})
    who = f"{SEGMENT}{first.source.id}"
    table = table.set_column(table.column_names.index(who), who, _either(left, right, ID))
    weighted = one.weighted or other.weighted
    usable = table.filter(pc.is_valid(table.column("weight"))) if weighted else table
    excluded = Counter(one.rows.excluded) + Counter(other.rows.excluded) + Counter({WEIGHTLESS: table.num_rows - usable.num_rows})
    found = replace(
        one,
        source=f"{first.name} + {second.name}",
        frame=usable,
        answers=_ordered(one, other, instrument),
        rows=Rows(one.rows.read + other.rows.read - both, usable.num_rows, dict(+excluded)),
        units=one.units or other.units,
        weighted=weighted,
        segments=segments,
        invited=max((n for n in (one.invited, other.invited) if n is not None), default=None),
        problems=(*one.problems, *other.problems),
        timed=one.timed or other.timed,
        matches=(*one.matches, *other.matches),
        unrecognised=(*one.unrecognised, *other.unrecognised),
    )
    return Read(first.source, found, found.source)


def _ordered(one: ResponseSet, other: ResponseSet, instrument: Instrument) -> tuple[str, ...]:
    """The answers of both in the instrument's order."""
    every = (f"{facet.id}.{place}" for facet in instrument.facets for place in instrument.places(facet))
    return tuple(name for name in every if name in (*one.answers, *other.answers))


def _either(left: pa.Table, right: pa.Table, name: str) -> pa.ChunkedArray:
    """What the first says, else the second. Times add up: the questionnaires were answered one after the other."""
    found = [table.column(name) for table in (left, right) if name in table.column_names]
    if name == "seconds" and len(found) > 1:
        found.insert(0, pc.add(*found))
    return pc.coalesce(*found)


def _differences(first: Read, second: Read, left: pa.Table, right: pa.Table) -> list[Problem]:
    """Groups and weights on which the two do not agree about a respondent."""
    problems = []
    for name in left.column_names:
        if name in right.column_names and name not in ("wave", ID, "seconds"):
            n = pc.sum(pc.fill_null(pc.not_equal(left.column(name), right.column(name)), False)).as_py() or 0
            if n and name != f"{SEGMENT}{first.source.id}":
                header = {"unit": first.source.unit, "weight": first.source.weight}.get(name, name.removeprefix(SEGMENT))
                values = {"first": first.name, "second": second.name, "column": str(header)}
                problems.append(Problem("join_differs", first.source.file, severity="warning", count=n, values=values))
    return problems


def _without_id(read: Read) -> ResponseSet:
    """The response set without the id that was kept for joining."""
    found, own = read.found, read.source.id
    if own is None or own in read.source.segments or own not in found.segments:
        return found
    frame = nw.from_native(found.frame).drop(f"{SEGMENT}{own}").to_native()
    return replace(found, frame=frame, segments=tuple(s for s in found.segments if s != own))
