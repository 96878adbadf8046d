"""Findings in memory: what is said, in which order, as closed block and cell types. Every surface is one match over them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Tone = Literal["shortfall", "exceeds", "meets", "undecided", "withheld", "plain"]
"""The verdict a thing carries, or `plain`. Surfaces choose colours and marks by tone, never by a number."""


# ---- cells -----------------------------------------------------------------------------------------------------------
class Text(Struct, frozen=True):
    text: str


class Number(Struct, frozen=True):
    """A number: the raw value for machines, and its printed form. Surfaces that show text show `text` and nothing else."""

    value: float
    text: str
    tone: Tone = "plain"


class Span(Struct, frozen=True):
    """An interval, printed as one text."""

    low: float
    high: float
    text: str


class Verdict(Struct, frozen=True):
    tone: Tone
    text: str


class Missing(Struct, frozen=True):
    """An absent number; `text` is short (a dash, "<5"), `why` the sentence."""

    text: str
    why: str


Cell = Text | Number | Span | Verdict | Missing


# ---- blocks ----------------------------------------------------------------------------------------------------------
class Heading(Struct, frozen=True):
    text: str


class Lead(Struct, frozen=True):
    """The answer, large. One whole sentence."""

    text: str
    tone: Tone


class Paragraph(Struct, frozen=True):
    text: str


class Bullets(Struct, frozen=True):
    items: tuple[str, ...]


class KeyFigure(Struct, frozen=True):
    label: str
    value: Cell
    detail: str
    tone: Tone


class KeyFigures(Struct, frozen=True):
    figures: tuple[KeyFigure, ...]


class Arrow(Struct, frozen=True):
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


class FiveGaps(Struct, frozen=True):
    """The five gaps drawn as the model is known. `boxes` maps the id of each box of the model to its words."""

    arrows: tuple[Arrow, ...]
    boxes: dict[str, str]
    caption: str
    alt: str


class Mark(Struct, frozen=True):
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


class GapChart(Struct, frozen=True):
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


class Dot(Struct, frozen=True):
    """One row of a dot chart: a number with its interval. `beside` is printed with them; `band` is where it is to lie."""

    label: str
    value: Number | Missing
    interval: Span | Missing
    beside: str = ""
    band: tuple[Number, Number] | None = None


class DotChart(Struct, frozen=True):
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


class Trend(Struct, frozen=True):
    """One line over waves: the difference with its interval at each wave."""

    waves: tuple[str, ...]
    values: tuple[Number | Missing, ...]
    intervals: tuple[Span | Missing, ...]
    label: str
    caption: str
    alt: str


class Table(Struct, frozen=True):
    """`align` has one letter a column: l, r or c. `folded` means that a screen shows it on demand: a chart has told it."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: str
    caption: str
    folded: bool = False


class Notes(Struct, frozen=True):
    """Small print that belongs to what stands above it."""

    items: tuple[str, ...]


Block = Heading | Lead | Paragraph | Bullets | KeyFigures | FiveGaps | GapChart | DotChart | Trend | Table | Notes


class Section(Struct, frozen=True):
    """A page of the dashboard, a section of the report, a sheet of the workbook."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class Findings(Struct, frozen=True):
    """`date` is printed; `day` is the same in ISO form for a document's properties, empty where it is unknown."""

    language: str
    title: str
    subtitle: str
    organisation: str
    date: str
    footer: str
    sections: tuple[Section, ...]
    day: str = ""
