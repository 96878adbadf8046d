"""What has been counted so far of one response set: pieces come in, in any order and number, and cells come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Lock

import numpy as np
import pyarrow as pa
from msgspec import Struct, field

from gaps.bases import Basis, facet_bases, paired_gaps, points_columns, scored_bases
from gaps.cells import Cells, Counted, Key, Name
from gaps.exact import Array, Sums, added, dense, merged, narrowed, tally
from gaps.frequencies import Frequency, everybody, frequencies
from gaps.gap_sums import GapSums
from gaps.moments import answer_products, asked, cross_names, cross_parts, cross_products, points_sums, products_of
from gaps.overall_scores import overall_scores
from gaps.pieces import Piece, plain
from gaps.zone_tables import zone_frequencies
from surveys.instrument import Instrument
from surveys.responses import ResponseSet

SOME = 8
"""So many pieces' sums of a table are kept before they are added up."""


class Moment(Struct, frozen=True):
    """Tables of sums that are no frequencies: for each code the name of its table and its number there."""

    names: tuple[tuple[Name, int], ...]
    sums: Callable[[Piece, Array, int], Sums]


class Groups(Struct):
    """The groups met so far by some key columns (places among all of them), numbered as they come."""

    keys: tuple[str, ...]
    columns: tuple[int, ...]
    found: dict[tuple[str, ...], int] = field(default_factory=dict)

    def of(self, keys: list[tuple[list[str], Array]]) -> Array:
        """The number of each respondent's group, from the values and codes of all key columns."""
        mine = [keys[c] for c in self.columns]
        space, code = 1, mine[0][1] * 0
        for values, codes in mine:
            code, space = code * len(values) + codes, space * len(values)
        present, place = dense(code, space)
        combined = np.unravel_index(present, [len(values) for values, _ in mine])
        texts = zip(*([values[i] for i in c.tolist()] for (values, _), c in zip(mine, combined, strict=True)), strict=True)
        return np.array([self.found.setdefault(t, len(self.found)) for t in texts], np.int64)[place]


class Counter:
    """Counts a response set by some sets of keys, each a tuple of columns of its frame, the first of which is the wave."""

    def __init__(
        self, instrument: Instrument, responses: ResponseSet, keys: tuple[str, ...], keysets: list[tuple[str, ...]]
    ) -> None:
        self.instrument, self.responses, self.keys = instrument, responses, keys
        self.measures = 3 if responses.weighted else 1
        self.groups = [Groups(k, tuple(keys.index(c) for c in k)) for k in [*keysets, keys[:1]]]
        self.tables = list(tables_of(instrument, responses))
        self.products = list(products_behind(instrument, responses))
        many = [*[len(self.tables)] * len(keysets), len(self.products)]
        self.sums: list[list[list[Sums]]] = [[[] for _ in range(tables)] for tables in many]
        self.lock = Lock()

    def add(self, batch: pa.RecordBatch) -> None:
        """Counts some respondents more. Several threads may do so at the same time."""
        piece = Piece(batch, self.instrument, self.responses)
        if not piece.rows:
            return
        keys = [_coded(batch[f"k{i}"]) for i in range(len(self.keys))]
        with self.lock:
            *groups, waves = [(g.of(keys), len(g.found)) for g in self.groups]
        for i, table in enumerate(self.tables):
            codes = table.codes(piece) if isinstance(table, Frequency) else None
            for (group, many), sums in zip(groups, self.sums[:-1], strict=True):
                if isinstance(table, Frequency) and codes is not None:
                    self.keep(sums[i], tally(group, many, codes, table.space, piece.weights))
                elif isinstance(table, Moment):
                    self.keep(sums[i], table.sums(piece, group, many))
        for product, parts in zip(self.products, self.sums[-1], strict=True):
            self.keep(parts, product.sums(piece, *waves))

    def keep(self, parts: list[Sums], found: Sums) -> None:
        with self.lock:
            parts.append(found)
            if len(parts) >= SOME:
                parts[:] = [added(parts)]

    def counted(self) -> Counted:
        """All tables by each set of keys."""
        *groups, waves = self.groups
        *by_keys, products = [[added(parts) if parts else _none(self.measures) for parts in sums] for sums in self.sums]
        told = [zip(self.tables, found, strict=True) for found in by_keys]
        behind: list[tuple[Moment | GapSums, Sums]] = [*zip(self.products, products, strict=True)]
        behind += self._of_gaps(groups[0], waves, by_keys[0])
        return Counted([self._cells(*each) for each in zip(groups, told, strict=True)], self._cells(waves, behind))

    def _of_gaps(self, groups: Groups, waves: Groups, found: list[Sums]) -> Iterator[tuple[GapSums, Sums]]:
        """What follows by wave from the frequencies that were counted by groups."""
        wave = np.array([waves.found[texts[:1]] for texts in groups.found], np.int64)
        counted = {t.name: (t, sums) for t, sums in zip(self.tables, found, strict=True) if isinstance(t, Frequency)}
        for gap in paired_gaps(self.instrument, self.responses) if len(wave) else ():
            for block in gap.minuend.blocks(self.instrument).items():
                behind = GapSums(gap, *block)
                yield behind, behind.sums(counted, self.instrument, wave, self.measures)

    def _cells(self, groups: Groups, tables: Iterable[tuple[Frequency | Moment | GapSums, Sums]]) -> Cells:
        names: list[Name] = []
        rows = [_numbered(_none(self.measures), iter(()), names)]
        for table, found in tables:
            if isinstance(table, Frequency):
                rows.append(_frequency(table, found, len(names)))
                names.append(table.name)
            else:
                rows.append(_numbered(found, iter(table.names), names))
        columns = [np.concatenate(x) for x in zip(*rows, strict=True)]
        whole = narrowed(columns[3]) if self.measures == 3 else columns[3].repeat(3, axis=1)
        return Cells(tuple(names), _keys(groups, columns[1]), columns[0], columns[2], whole)


# ---- what is counted -------------------------------------------------------------------------------------------------
def tables_of(instrument: Instrument, responses: ResponseSet) -> Iterator[Frequency | Moment]:
    """All tables of a response set by groups."""
    yield from frequencies(instrument, responses)
    yield from zone_frequencies(instrument, responses)
    yield from overall_scores(instrument, responses)
    yield everybody()
    yield from (_given(column) for column in points_columns(instrument, responses).values())
    for basis in scored_bases(instrument, responses):
        yield from _cross((basis,), (basis.id,), instrument)
    for gap in paired_gaps(instrument, responses):
        yield from _cross((gap.minuend, gap.subtrahend), cross_parts(gap), instrument)


def products_behind(instrument: Instrument, responses: ResponseSet) -> Iterator[Moment]:
    """The tables behind the reliability of answers."""
    for basis in facet_bases(instrument, responses):
        for name, places in basis.blocks(instrument).items() if basis.by != "dimension" else ():
            yield _alpha(basis, name, places)


def _alpha(basis: Basis, name: str, places: tuple[str, ...]) -> Moment:
    table = ("alpha", basis.id, asked(basis, name, places))
    names = tuple((table, b) for b in range(products_of(len(places))))
    return Moment(names, lambda piece, group, groups: answer_products(piece, basis, name, places, group, groups))


def _given(column: str) -> Moment:
    facet, _, dimension = column.partition(".")
    names = tuple((("given", facet, dimension), b) for b in range(2))
    return Moment(names, lambda piece, group, groups: points_sums(piece, column, group, groups))


def _cross(bases: tuple[Basis, ...], ids: tuple[str, ...], instrument: Instrument) -> Iterator[Moment]:
    names = tuple((name, b) for name in cross_names(bases, ids, instrument) for b in range(4))
    if names:
        yield Moment(names, lambda piece, group, groups: cross_products(piece, bases, group))


# ---- what comes out --------------------------------------------------------------------------------------------------
def _frequency(table: Frequency, found: Sums, number: int) -> tuple[Array, Array, Array, Array]:
    if table.fold:
        found = merged([Sums(found.group, found.code % table.fold, found.sums)])
    at = np.stack(table.axes(found.code), axis=1).astype(np.int64)
    return np.full(len(found.code), number), found.group, at, found.sums


def _numbered(found: Sums, codes: Iterator[tuple[Name, int]], names: list[Name]) -> tuple[Array, Array, Array, Array]:
    """Rows of moments, zeros too; their tables' names are added to the names."""
    entries, start = list(codes), len(names)
    names += dict.fromkeys(name for name, _ in entries)
    place = {name: i for i, name in enumerate(names[start:], start)}
    table, number = (np.array([*x], np.int64) for x in ([place[name] for name, _ in entries], [b for _, b in entries]))
    b = number[found.code]
    return table[found.code], found.group, np.stack([b * 0, b, b * 0], axis=1), found.sums


def _none(measures: int) -> Sums:
    return Sums(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, measures), np.int64))


def _coded(column: pa.Array) -> tuple[list[str], Array]:
    encoded = column.cast(pa.string()).dictionary_encode()
    return encoded.dictionary.to_pylist(), plain(encoded.indices)


def _keys(groups: Groups, group: Array) -> dict[str, Key]:
    keys = {}
    for i, name in enumerate(groups.keys):
        texts = [t[i] for t in groups.found]
        values = sorted(set(texts))
        place = {v: j for j, v in enumerate(values)}
        keys[name] = Key(tuple(values), np.array([place[t] for t in texts], np.int64)[group])
    return keys
