"""Findings in memory: what is said, in which order, as closed block and cell types. Every surface is one match over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["shortfall", "exceeds", "meets", "undecided", "withheld", "plain"]
"""The verdict a thing carries, or `plain`. Surfaces choose colours and marks by tone, never by a number."""


# ---- cells -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Number:
    """A number: the raw value for machines, and its printed form. Surfaces that show text show `text` and nothing else."""

    value: float
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Span:
    """An interval, printed as one text."""

    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Verdict:
    tone: Tone
    text: str


@dataclass(frozen=True)
class Missing:
    """An absent number; `text` is short (a dash, "<5"), `why` the sentence."""

    text: str
    why: str


Cell = Text | Number | Span | Verdict | Missing


# ---- blocks ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Lead:
    """The answer, large. One whole sentence."""

    text: str
    tone: Tone


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class KeyFigure:
    label: str
    value: Cell
    detail: str
    tone: Tone


@dataclass(frozen=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Arrow:
    """One gap in the five-gap picture. `value` and `interval` are Missing where the data cannot support the gap.

    `unit` says what the number is ("points", "rating of 7"); `sentence` is the gap in one whole sentence.
    """

    gap: str
    name: str
    between: str
    value: Cell
    interval: Cell
    unit: str
    verdict: Verdict
    sentence: str


@dataclass(frozen=True)
class FiveGaps:
    """The five gaps drawn as the model is known. `boxes` maps the id of each box of the model to its words."""

    arrows: tuple[Arrow, ...]
    boxes: dict[str, str]
    caption: str
    alt: str


@dataclass(frozen=True)
class Mark:
    """One row of a chart: both means (None where not shown), the difference and its interval.

    The raw numbers place the marks; `*_text` is what is printed beside them. `name` is the place's full wording.
    """

    label: str
    name: str
    minuend: Number | Missing
    subtrahend: Number | Missing
    difference: Number | Missing
    interval: Span | Missing
    verdict: Verdict


@dataclass(frozen=True)
class GapChart:
    """Rows of paired means on the instrument's scale with the gap and its interval beside them.

    `kind` is `means` where both sides lie on the scale (gaps 1, 5, 6, 7) and `rating` where a rating faces a target
    (gaps 2 to 4; then `minuend` is the rating with `interval` its interval, and `subtrahend` the target).
    """

    kind: Literal["means", "rating"]
    rows: tuple[Mark, ...]
    low: int
    high: int
    minuend_label: str
    subtrahend_label: str
    difference_label: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Dot:
    """One row of a dot chart: a number with its interval. `beside` is printed with them; `band` is where it is to lie."""

    label: str
    value: Number | Missing
    interval: Span | Missing
    beside: str = ""
    band: tuple[Number, Number] | None = None


@dataclass(frozen=True)
class DotChart:
    """Rows of one number each on an axis from `low` to `high`, in the order of the table that holds them.

    `line` is what all are compared with. `signed` is whether the axis is one of differences, with a sign and a line at zero.
    `folded` means that a screen shows it on demand, under its caption. Labels are "" for what the chart does not have.
    """

    rows: tuple[Dot, ...]
    low: float
    high: float
    label: str
    caption: str
    alt: str
    band_label: str = ""
    line: Number | None = None
    line_label: str = ""
    signed: bool = False
    folded: bool = False


@dataclass(frozen=True)
class Trend:
    """One line over waves: the difference with its interval at each wave."""

    waves: tuple[str, ...]
    values: tuple[Number | Missing, ...]
    intervals: tuple[Span | Missing, ...]
    label: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Table:
    """`align` has one letter a column: l, r or c. `folded` means that a screen shows it on demand: a chart has told it."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: str
    caption: str
    folded: bool = False


@dataclass(frozen=True)
class Notes:
    """Small print that belongs to what stands above it."""

    items: tuple[str, ...]


Block = Heading | Lead | Paragraph | Bullets | KeyFigures | FiveGaps | GapChart | DotChart | Trend | Table | Notes


@dataclass(frozen=True)
class Section:
    """A page of the dashboard, a section of the report, a sheet of the workbook."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Findings:
    """`date` is printed; `day` is the same in ISO form for a document's properties, empty where it is unknown."""

    language: str
    title: str
    subtitle: str
    organisation: str
    date: str
    footer: str
    sections: tuple[Section, ...]
    day: str = ""
