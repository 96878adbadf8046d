"""What a column is taken for, how sure that is, and why: the model of a mapping from headers to answers."""

from __future__ import annotations

from msgspec import Struct

from surveys.problems import Problem

CONFIDENCE = {
    "explicit": 1.0, "block": 1.0, "id": 1.0, "number": 0.9, "text": 0.9, "grid": 0.9, "numbered": 0.8, "pair": 0.6,
}  # fmt: skip
"""By reason: the study names the header, or the block it stands in; it holds facet and id; it holds facet and number; it is
the item's own text; a question that names the facet and a row that is the item; it names the facet and is numbered
like the items, through or by dimension; it is numbered twice, by item and by facet. A `likeness` has its own score."""

Place = tuple[str, str]
"""A facet and an item or dimension in it."""


class Match(Struct, frozen=True):
    """`position` counts the columns of the file from 0; `reason` is a key of CONFIDENCE, or `likeness` with its `score`."""

    header: str
    position: int
    facet: str
    place: str
    reason: str
    score: float | None = None

    @property
    def answer(self) -> str:
        return f"{self.facet}.{self.place}"

    @property
    def confidence(self) -> float:
        return CONFIDENCE[self.reason] if self.score is None else self.score


class ColumnMapping(Struct, frozen=True):
    """`matches` in the instrument's order; `unrecognised` in the file's; problems are those of the columns alone."""

    matches: tuple[Match, ...]
    unrecognised: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
