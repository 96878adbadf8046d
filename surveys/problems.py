"""A problem found in what somebody gave us: a code, a place and the values its sentence needs. The words live elsewhere."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Severity = Literal["error", "warning", "information"]
CONFIRMABLE = (
    "answers_empty", "blocks_found", "codes_unused", "columns_by_likeness", "columns_by_pairs", "dimension_unscored",
    "facets_swapped", "hidden_rows", "invited_fewer", "item_negative", "item_negative_turned", "labels_unnamed", "merged_cells",
    "merged_header", "names_alike", "no_answers", "one_side", "places_absent", "row_repeated", "rows_alike", "scale_shorter",
    "scale_zero_based", "scales_unequal", "sheet_was_hidden", "summary_row", "summary_row_likely", "wave_columns_lost",
)  # fmt: skip
"""Warnings of what may be as it should be. That a cell or a row could not be read is never confirmed away."""


class Problem(Struct, frozen=True):
    """`code` is the id of the sentence `problem.<code>`; `row` counts as a spreadsheet does (the header is row 1).

    `values` fill the sentence. `count` is how many cells or rows the problem stands for; `row` is then the first.
    An `error` stops the analysis of its file; a `warning` excludes a cell or a row, or doubts something that counts;
    `information` does neither. `confirmed` was a warning, which the study says is as it should be.
    """

    code: str
    file: str = ""
    row: int | None = None
    column: str | None = None
    severity: Severity = "error"
    count: int = 1
    values: dict[str, str] = field(default_factory=dict)
    confirmed: bool = False

    @property
    def kind(self) -> str:
        """The code under which it is counted and confirmed, whether it names rows or counts them."""
        return self.code.removesuffix("_more").removesuffix("_counted")

    @property
    def confirmable(self) -> bool:
        """Whether it is a warning that somebody may confirm."""
        return self.severity == "warning" and self.kind in CONFIRMABLE


class InputError(Exception):
    """Raised where nothing can go on; carries the problems to show. Never shown as a traceback."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.code} {p.file} {p.values}" for p in problems))
        self.problems = problems
