"""A whole table through every check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gaps.audit import differences, inference, matrix, possible, rollup
from gaps.audit.possible import Outcome
from gaps.audit.rows import Row, meanings, read_rows
from surveys.problems import Problem


class Audit(Struct, frozen=True):
    """`problems` in the order of the rows; those of severity `error` are contradictions. `checks` counts what was compared."""

    rows: int
    checks: int
    problems: tuple[Problem, ...]

    @property
    def contradictions(self) -> int:
        return sum(p.severity == "error" for p in self.problems)


def audit(file: str, header: Sequence[str], columns: Sequence[Sequence[str | None]], numbers: Sequence[int]) -> Audit:
    """The audit of a table of texts. `numbers` are its rows' numbers in a spreadsheet. Never raises for what a cell may hold."""
    if matrix.is_matrix(header, columns):
        notes: list[Problem] = []
        outcomes = list(matrix.check(header, columns, numbers))
    else:
        read = list(read_rows(header, columns, numbers))
        rows = [r for r in read if isinstance(r, Row)]
        notes = [p for p in read if isinstance(p, Problem)]
        outcomes = list(_checks(rows))
    found = [o for o in outcomes if o is not None]
    errors = sum(p.severity == "error" for p in found)
    place = meanings(header)
    found = [replace(p, column=header[place[p.column]]) if p.column in place else p for p in found]
    problems = sorted((*notes, *found), key=lambda p: p.row or 0)
    passed = len(outcomes) - len(found)
    return Audit(len(numbers), passed + errors, tuple(replace(p, file=file) for p in problems))


def _checks(rows: list[Row]) -> Iterator[Outcome]:
    for row in rows:
        yield from possible.check(row)
        yield from inference.check(row)
    yield from differences.check(rows)
    yield from rollup.check(rows)
