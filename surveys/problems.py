"""A problem found in what somebody gave us: a code, a place and the values its sentence needs. The words live elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True)
class Problem:
    """`code` is the id of the sentence `problem.<code>`; `row` counts as a spreadsheet does (the header is row 1).

    `values` fill the sentence. `count` is how many cells or rows the problem stands for; `row` is then the first.
    An `error` stops the analysis of its file; a `warning` excludes a cell or a row, or doubts something that counts;
    `information` does neither.
    """

    code: str
    file: str = ""
    row: int | None = None
    column: str | None = None
    severity: Severity = "error"
    count: int = 1
    values: dict[str, str] = field(default_factory=dict)


class InputError(Exception):
    """Raised where nothing can go on; carries the problems to show. Never shown as a traceback."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.code} {p.file} {p.values}" for p in problems))
        self.problems = problems
