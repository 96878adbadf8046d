"""Problems of a file's rows, named one by one up to a limit and then counted."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pyarrow as pa
from msgspec import Struct, field
from numpy.typing import NDArray

from surveys.problems import Problem, Severity

MOST_NAMED = 20


class RowReport(Struct, frozen=True):
    """`numbers` are the rows as a spreadsheet counts them; rows are given by their position in it."""

    file: str
    numbers: pa.Array
    found: list[Problem] = field(default_factory=list)

    def listed(
        self,
        code: str,
        rows: NDArray[np.intp],
        values: Callable[[int], dict[str, str]],
        column: str | None = None,
    ) -> None:
        """A warning for each of the first rows, and one `<code>_more` for the others."""
        for row in rows[:MOST_NAMED].tolist():
            self.found.append(Problem(code, self.file, self.number(row), column, "warning", values=values(row)))
        if len(rest := rows[MOST_NAMED:]):
            self.found.append(Problem(f"{code}_more", self.file, self.number(rest[0]), column, "warning", len(rest)))

    def counted(self, code: str, rows: NDArray[np.intp], column: str | None, severity: Severity, **values: str) -> None:
        """One problem for all rows, if there are any; its row is the first."""
        if len(rows):
            self.found.append(Problem(code, self.file, self.number(rows[0]), column, severity, len(rows), values))

    def forget(self, code: str, rows: Collection[int]) -> None:
        """Takes back what was named of single rows (by position) that turned out to be nobody's."""
        gone = {self.number(row) for row in rows}
        self.found[:] = [problem for problem in self.found if problem.code != code or problem.row not in gone]

    def number(self, row: int) -> int:
        return int(self.numbers[int(row)].as_py())
