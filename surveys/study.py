"""The study: which files, which role and wave each one is, and the options set before anybody looked at the numbers."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field

from surveys.instrument import Scale


class Source(Struct, frozen=True):
    """One file of answers. `wave_column` names the header that holds the wave; otherwise `wave` is its name."""

    file: str
    role: str = "customer"
    wave: str = ""
    wave_column: str | None = None
    id: str | None = None
    unit: str | None = None
    weight: str | None = None
    duration: str | None = None
    """The header that holds how long the questionnaire took."""
    segments: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    labels: dict[str, int] = field(default_factory=dict)
    """What the words of answers mean, where neither the instrument nor a common scale says it."""
    invited: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    """Headers that are no answers although they look like some."""
    confirmed: tuple[str, ...] = ()
    """Codes of warnings that somebody looked at and found to be right."""
    encoding: str = ""
    sheet: str = ""
    delimiter: str = ""
    dialect: str = ""
    """How the file is to be read, where its content should not decide ("" lets it)."""
    structure: str = ""
    """A file beside it that says what its columns ask and what its codes mean (LimeSurvey's .lss)."""


class Options(Struct, frozen=True):
    """Set beforehand. `smallest_gap` is the margin on the instrument's scale; None takes the instrument's own."""

    level: float = 0.95
    correction: str = "holm"
    smallest_gap: float | None = None
    minimum_group: dict[str, int] = field(default_factory=lambda: {"customer": 5, "manager": 5, "employee": 10})


class Study(Struct, frozen=True):
    """What `study.yaml` says. `folder` is where relative paths start; `instrument` a library id or a folder."""

    sources: tuple[Source, ...]
    title: str = ""
    organisation: str = ""
    instrument: str = "servqual"
    scale: Scale | None = None
    """On which scale the questions were asked, where it was not the instrument's own."""
    waves: tuple[str, ...] = ()
    date: str = ""
    unit_is: str = "stratum"
    population: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    """How many managers and employees there are, where the results are to speak of these very people."""
    targets: dict[str, float] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    folder: Path = Path()
