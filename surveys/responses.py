"""The response set: the checked answers of one source, typed once, and the account of its rows."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from surveys.mapping import Match
from surveys.problems import Problem


class Rows(Struct, frozen=True):
    """Rows in = used + excluded by named reason, always."""

    read: int
    used: int
    excluded: dict[str, int] = field(default_factory=dict)


class Screened(Struct, frozen=True):
    """How many respondents answered as if careless, by each index and by two of them at least, and the frame without those.

    Nothing is ever dropped: `kept` serves to show the headline beside it.
    """

    flagged: int
    by_index: dict[str, int]
    kept: Any


class ResponseSet(Struct, frozen=True):
    """The answers of one source.

    `frame` is anything narwhals reads (an Arrow table for small files, a DuckDB relation for large ones) with the columns

    * `wave` (text, never null), `unit` (text, null where blank) when `units` is true,
    * `segment.<header>` (text, null where blank) for each of `segments`,
    * `weight` (int64, round(w * 10 000), positive) when `weighted` is true,
    * `seconds` (int32, null where unknown) when `timed` is true: how long the questionnaire took,
    * `<facet>.<item or dimension>` (int8, null where not answered; NO_STANDARD for "no standards exist"), reversed items
      already turned on the declared scale.

    `matches` say which column of the file became which answer, and why; `unrecognised` are the headers of the others.
    """

    source: str
    role: str
    frame: Any
    answers: tuple[str, ...]
    rows: Rows
    units: bool = False
    weighted: bool = False
    segments: tuple[str, ...] = ()
    invited: int | None = None
    problems: tuple[Problem, ...] = ()
    timed: bool = False
    screened: Screened | None = None
    unscreened: str = ""
    """Why nobody was screened although items were asked: `few_items`, `many_people`."""
    matches: tuple[Match, ...] = ()
    unrecognised: tuple[str, ...] = ()
