"""Problems of a file's rows, named one by one up to a limit and then counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pyarrow as pa

from surveys.problems import Problem, Severity

MOST_NAMED = 20


@dataclass(frozen=True)
class RowReport:
    """`numbers` are the rows as a spreadsheet counts them; rows are given by their position in it."""

    file: str
    numbers: pa.Array
    found: list[Problem] = field(default_factory=list)

    def listed(
        self,
        code: str,
        rows: Iterable[int],
        values: Callable[[int], dict[str, str]],
        column: str | None = None,
    ) -> None:
        """A warning for each of the first rows, and one `<code>_more` for the others."""
        every = [int(row) for row in rows]
        for row in every[:MOST_NAMED]:
            self.found.append(Problem(code, self.file, self.number(row), column, "warning", values=values(row)))
        if rest := every[MOST_NAMED:]:
            first = self.number(rest[0])
            self.found.append(Problem(f"{code}_more", self.file, first, column, "warning", len(rest)))

    def counted(self, code: str, rows: Iterable[int], column: str | None, severity: Severity, **values: str) -> None:
        """One problem for all rows, if there are any; its row is the first."""
        every = [int(row) for row in rows]
        if every:
            self.found.append(Problem(code, self.file, self.number(every[0]), column, severity, len(every), values))

    def number(self, row: int) -> int:
        return int(self.numbers[row].as_py())
