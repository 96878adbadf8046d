"""A printed correlation matrix: symmetric, ones on the diagonal, between −1 and 1, and possible as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gaps.audit.possible import Outcome
from gaps.audit.printed import Printed, number
from surveys.problems import Problem

LARGEST = 200
"""Rows of a matrix that somebody printed."""


def is_matrix(header: Sequence[str], columns: Sequence[Sequence[str | None]]) -> bool:
    """The first column names the others, in their order."""
    names = [(text or "").strip() for text in columns[0]] if columns else []
    return 1 < len(names) <= LARGEST and names == [text.strip() for text in header[1:]]


def check(header: Sequence[str], columns: Sequence[Sequence[str | None]], numbers: Sequence[int]) -> Iterator[Outcome]:
    """One half of the matrix may be blank."""
    size = len(header) - 1
    cells = [[number(columns[j + 1][i] or "") for j in range(size)] for i in range(size)]
    for i in range(size):
        for j in range(i + 1):
            here, there = cells[i][j], cells[j][i]
            if here is not None:
                yield _one(i, j, here, header, numbers)
            if i != j and here is not None and there is not None:
                same = here.meets(there.low, there.high)
                said = {"first": header[i + 1], "second": header[j + 1], "one": here.text, "other": there.text}
                yield None if same else Problem("audit_asymmetric", row=numbers[i], column=header[j + 1], values=said)
    yield from _possible(cells)


def _one(i: int, j: int, value: Printed, header: Sequence[str], numbers: Sequence[int]) -> Outcome:
    low, high = (1, 1) if i == j else (-1, 1)
    if value.low <= high and low <= value.high:
        return None
    code = "audit_diagonal" if i == j else "audit_r_range"
    return Problem(code, row=numbers[i], column=header[j + 1], values={"label": header[i + 1], "r": value.text})


def _possible(cells: list[list[Printed | None]]) -> Iterator[Outcome]:
    """No correlations of real answers have a negative eigenvalue; rounding moves none by more than the largest row of halves."""
    size = len(cells)
    found = [[cells[max(i, j)][min(i, j)] or cells[min(i, j)][max(i, j)] for j in range(size)] for i in range(size)]
    if any(found[i][j] is None for i in range(size) for j in range(size) if i != j):
        return
    middle, half = np.eye(size), np.zeros((size, size))
    for i, row in enumerate(found):
        for j, cell in enumerate(row):
            if i != j and cell is not None:
                middle[i, j], half[i, j] = float(cell.low + cell.high) / 2, float(cell.high - cell.low) / 2
    least = float(np.linalg.eigvalsh((middle + middle.T) / 2)[0])
    room = float(half.sum(1).max()) + 1e-9
    yield None if least >= -room else Problem("audit_not_possible", values={"least": f"{least:.2f}"})
