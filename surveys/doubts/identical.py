"""Rows that are the same: somebody twice, or a file pasted several times."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from surveys.doubts.seen import BLANK, Seen
from surveys.problems import Problem

FEWEST_ANSWERS, FEWEST_CODES = 20, 4
"""A row with fewer answers or fewer different ones may be like another by chance: all sevens are common."""
FEWEST_COLUMNS, FEWEST_ALIKE, SHARE_ALIKE = 5, 30, 0.25


def identical(seen: Seen) -> Iterator[Problem]:
    """Rows with many different answers that repeat an earlier one in everything that was read; one pattern in a great part.

    Among some of the respondents only the latter can be seen.
    """
    if not len(seen.codes) or len(seen.answers) < FEWEST_COLUMNS:
        return
    prints = _prints(seen)
    _, first, which, counts = np.unique(prints, return_index=True, return_inverse=True, return_counts=True)
    often = int(counts.argmax())
    if counts[often] >= max(FEWEST_ALIKE, SHARE_ALIKE * len(prints)):
        row = seen.report.number(seen.rows[first[often]])
        values = {"share": f"{100 * counts[often] / len(prints):.0f}"}
        yield Problem("rows_alike", seen.report.file, row, None, "warning", int(counts[often]) * seen.step, values)
    if seen.step > 1:
        return
    later = np.flatnonzero(first[which] != np.arange(len(prints)))
    later = later[_telling(seen.codes[later])]
    before = {int(seen.rows[row]): int(seen.rows[first[which[row]]]) for row in later}
    seen.report.listed("row_repeated", seen.rows[later], lambda row: {"first": str(seen.report.number(before[row]))})


def _prints(seen: Seen) -> NDArray[np.uint64]:
    """A number for each row, the same for the same answers, branch, wave, segments and weight, and otherwise hardly ever."""
    prints = np.zeros(len(seen.codes), np.uint64)
    answers = [seen.codes[:, n].view(np.uint8).astype(np.uint64) for n in range(seen.codes.shape[1])]
    for part in [*answers, *(_numbered(seen, name) for name in seen.frame.column_names if name not in seen.answers)]:
        prints = (prints ^ part) * np.uint64(0x9E3779B97F4A7C15)
        prints ^= prints >> np.uint64(29)
    return prints


def _numbered(seen: Seen, name: str) -> NDArray[np.uint64]:
    encoded = seen.frame[name].combine_chunks().dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices).astype(np.uint64)


def _telling(codes: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Rows with enough answers and enough different ones."""
    given = (codes != BLANK).sum(axis=1)
    ordered = np.sort(codes, axis=1)
    different = (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1) + 1 - (ordered[:, 0] == BLANK)
    return np.asarray((given >= FEWEST_ANSWERS) & (different >= FEWEST_CODES))
