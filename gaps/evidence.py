"""The cells of all response sets, and the tables of any group of them: by wave, unit, segment, or crossed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from math import prod
from typing import Any

import narwhals as nw
import numpy as np

from gaps.counts import Cells, Counted, Name, at_weight_one, count
from gaps.drafts import Group
from gaps.exact import dense
from gaps.strata import ROLE, Strata, people, people_by_wave, strata, weighted
from gaps.tables import NOBODY, Table, select
from gaps.withholding import least
from surveys.instrument import Instrument
from surveys.responses import ResponseSet
from surveys.study import Study

Progress = Callable[[str, float], None]
Tables = dict[Name, Table]


def breakdowns(sets: tuple[ResponseSet, ...], by: Iterable[str] | None) -> list[tuple[str, ...]]:
    """Each breakdown as the key columns it crosses."""
    known = {"wave": "wave"} | ({"unit": "unit"} if any(s.units for s in sets) else {})
    known |= {h: f"segment.{h}" for s in sets for h in s.segments}
    wanted = list(known) if by is None else list(dict.fromkeys(by))
    unknown = sorted({part for b in wanted for part in b.split("+")} - known.keys())
    if unknown:
        raise ValueError(", ".join(unknown))
    return [tuple(known[part] for part in b.split("+")) for b in wanted]


def groups_in_memory(sets: tuple[ResponseSet, ...], by: list[tuple[str, ...]]) -> int:
    """How many groups there are at least, as far as frames in memory tell before they are counted."""
    frames = [frame for frame in (nw.from_native(s.frame) for s in sets) if isinstance(frame, nw.DataFrame)]
    columns = {c for c, *more in by if not more}
    try:
        return 1 + sum(max((frame[c].n_unique() for frame in frames if c in frame.columns), default=0) for c in columns)
    except TypeError:  # a column of something that cannot be compared before it is text
        return 1


class Evidence:
    """The cells of all response sets, and the tables of any group of them."""

    def __init__(
        self, study: Study, instrument: Instrument, sets: tuple[ResponseSet, ...], by: list[tuple[str, ...]], progress: Progress
    ) -> None:
        self.study, self.instrument, self.sets, self.by, self.progress = study, instrument, sets, by, progress
        self.by_branch = bool(study.population) or study.unit_is == "cluster"
        self.counted: list[Counted] = []
        self.made: dict[tuple[object, ...], dict[str, Tables]] = {}
        for i, s in enumerate(sets):
            cells, products = count(s, instrument, keysets(s, by, self.by_branch), partial(self._told, i))
            beside = not s.weighted and any(other.weighted for other in sets if other.role == s.role)
            self.counted.append(Counted([at_weight_one(c) for c in cells] if beside else cells, products))
        self.cells = [counted.cells for counted in self.counted]
        self.waves = waves(study, self.cells)
        self.latest = self.waves[-1] if self.waves else ""
        self.groups = list(self._groups())
        self.strata, self.weighted = self._stratified()

    def _told(self, place: int, share: float) -> None:
        self.progress("count", (place + share) / len(self.sets))

    def tables(self, group: Group, as_answered: bool = False) -> dict[str, Tables]:
        """By role, the tables of a group. A source without a wave belongs to the latest.

        Where the study declares its branches' populations, answers count by them in every group but a branch, unless they are
        wanted `as_answered`.
        """
        cells = self.cells if as_answered or "unit" in group.label else self.weighted
        where = self._where(group)
        asked = (cells is self.weighted, *sorted(where.items()))
        if asked not in self.made:
            self.made[asked] = {role: self._select(role, cells, where) for role in dict.fromkeys(s.role for s in self.sets)}
        return self.made[asked]

    def everybody(self) -> dict[str, Tables]:
        """By role, the tables of everybody as they answered, with the products behind reliability; these are there and empty where
        nobody answered all items."""
        found = self.tables(self.groups[0], as_answered=True)
        return {role: tables and tables | self._products(role) for role, tables in found.items()}

    def _products(self, role: str) -> Tables:
        parts = [counted.products for s, counted in zip(self.sets, self.counted, strict=True) if s.role == role]
        return {name: NOBODY for part in parts for name in part.names} | select(parts, self._where(self.groups[0]))

    def _select(self, role: str, cells: list[list[Cells]], where: dict[str, tuple[str, ...]]) -> Tables:
        parts = [_covering(c, set(where)) for s, c in zip(self.sets, cells, strict=True) if s.role == role]
        return select((p for p in parts if p is not None), where)

    def branches(self, role: str, group: Group) -> dict[str, int]:
        """Respondents of a group by branch, "" where none was named."""
        where, found = self._where(group), Counter[str]()
        for s, parts in zip(self.sets, self.cells, strict=True):
            cells = _covering(parts, {*where, "unit"} if s.units else set(where))
            if s.role == role and cells is not None:
                found.update(people(cells, where))
        return dict(found)

    def branch_groups(self) -> list[Group]:
        return [Group({"unit": unit}, "unit", self.latest) for unit in self._single("unit")]

    def _where(self, group: Group) -> dict[str, tuple[str, ...]]:
        where: dict[str, tuple[str, ...]] = {c: (v,) for c, v in _columns(group.label).items() if c != "wave"}
        return where | {"wave": (group.wave, "") if group.wave == self.latest else (group.wave,)}

    def _stratified(self) -> tuple[dict[str, Strata], list[list[Cells]]]:
        """The strata of each wave, and the cells with customers weighted by them."""
        study = self.study
        if not study.population or study.unit_is != "stratum":
            return {}, self.cells
        smallest = [_covering(c, {"unit"} if s.units else set()) for s, c in zip(self.sets, self.cells, strict=True)]
        asked = [c for s, c in zip(self.sets, smallest, strict=True) if s.role == ROLE and c is not None]
        few, heard = least(ROLE, study.options), people_by_wave(asked, self.latest)
        by_wave = {wave: strata(study.population, n, few) for wave, n in heard.items()}
        if not any(s.known for s in by_wave.values()):
            return by_wave, self.cells
        return by_wave, [
            [weighted(c, by_wave, self.latest) for c in cells] if s.role == ROLE else cells
            for s, cells in zip(self.sets, self.cells, strict=True)
        ]

    def _groups(self) -> Iterator[Group]:
        yield Group({}, "", self.latest)
        for columns in self.by:
            for values in self._values(columns):
                label = _label(columns, values)
                if columns != ("wave",) or len(self.waves) > 1:
                    yield Group(label, "+".join(columns), label.get("wave", self.latest))

    def _values(self, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The combinations that occur, waves in the study's order, the rest by their text."""
        found: set[tuple[str, ...]] = set()
        for parts in self.cells:
            cells = _covering(parts, set(columns))
            if cells is not None:
                keys = [cells.keys[c] for c in columns]
                sizes = [len(k.values) for k in keys]
                present, _ = dense(np.ravel_multi_index([k.codes for k in keys], sizes), prod(sizes))
                codes = np.unravel_index(present, sizes)
                rows = zip(*([k.values[i] for i in c] for k, c in zip(keys, codes, strict=True)), strict=True)
                found |= {v for v in rows if all(v)}
        order = {w: i for i, w in enumerate(self.waves)}
        return sorted(found, key=lambda v: [order.get(x, 0) if c == "wave" else 0 for c, x in zip(columns, v, strict=True)] + [*v])

    def _single(self, column: str) -> list[str]:
        return [v for (v,) in self._values((column,))]

    def describe(self) -> dict[str, Any]:
        """What a report must know of the study beside its numbers."""
        s = self.study
        single = [c[0] for c in self.by if len(c) == 1]
        segments = {c.removeprefix("segment."): self._single(c) for c in single if c.startswith("segment.")}
        return {
            "title": s.title, "organisation": s.organisation, "date": s.date, "waves": list(self.waves), "wave": self.latest,
            "units": self._single("unit") if "unit" in single else [], "segments": segments,
            "unit_is": s.unit_is, "targets": dict(s.targets), "population": dict(s.population), "staff": dict(s.staff),
            "roles": {role: t["rows", "", ""].n for role, t in self.tables(self.groups[0]).items() if t},
        }  # fmt: skip


def keysets(responses: ResponseSet, by: list[tuple[str, ...]], by_branch: bool = False) -> list[tuple[str, ...]]:
    """The key columns to count a response set by: the wave (and the branch) with each breakdown whose columns it has."""
    have = {"wave", *(("unit",) if responses.units else ()), *(f"segment.{h}" for h in responses.segments)}
    always = ("wave", "unit") if by_branch and responses.units else ("wave",)
    wanted = [tuple(dict.fromkeys((*always, *columns))) for columns in by if set(columns) <= have]
    return [k for k in dict.fromkeys(wanted) if k != always] or [always]


def waves(study: Study, cells: list[list[Cells]]) -> tuple[str, ...]:
    """The waves that have answers, in the study's order; else in the order of the sources, by name within one."""
    seen = [w for parts in cells for w in parts[0].keys["wave"].values if w]
    return tuple(w for w in dict.fromkeys((*study.waves, *seen)) if w in seen)


def _covering(parts: list[Cells], columns: set[str]) -> Cells | None:
    """The smallest cells that have all the columns."""
    able = [c for c in parts if columns <= set(c.keys)]
    return min(able, key=lambda c: (len(c.keys), len(c.table)), default=None)


def _label(columns: tuple[str, ...], values: tuple[str, ...]) -> dict[str, Any]:
    label: dict[str, Any] = {}
    for column, value in zip(columns, values, strict=True):
        if column.startswith("segment."):
            label.setdefault("segment", {})[column.removeprefix("segment.")] = value
        else:
            label[column] = value
    return label


def _columns(label: dict[str, Any]) -> dict[str, str]:
    return {c: v for c, v in label.items() if c != "segment"} | {f"segment.{h}": v for h, v in label.get("segment", {}).items()}
