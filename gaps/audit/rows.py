"""The rows of a published table: which column means what, and each cell as the interval of its rounding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from gaps.audit.printed import Printed, number, probability, share, whole
from surveys.problems import Problem

NUMBERS: dict[str, Callable[[str], Printed | None]] = {
    "n": whole, "items": whole, "mean": number, "sd": number, "mean_e": number, "sd_e": number, "mean_p": number, "sd_p": number,
    "gap": number, "sd_gap": number, "t": number, "df": number, "p": probability, "ci_low": number, "ci_high": number,
    "confidence": share, "scale_low": number, "scale_high": number, "r": number,
}  # fmt: skip
TEXTS = ("item", "dimension", "label", "level")
LEVELS = ("item", "dimension", "overall", "weighted")
BLANKS = ("", "-", "–", "—", "−", "/", "na", "n/a", "n.a.", ".", "ns", "n.s.")
OTHER_NAMES = {
    "name": "label", "place": "label", "e": "mean_e", "p_mean": "mean_p", "e_mean": "mean_e", "m": "mean", "expectation": "mean_e",
    "perception": "mean_p", "difference": "gap", "p_value": "p", "low": "ci_low", "high": "ci_high", "lower": "ci_low",
    "upper": "ci_high", "sd_difference": "sd_gap", "e_sd": "sd_e", "p_sd": "sd_p", "std": "sd", "conf": "confidence",
}  # fmt: skip


class Row(Struct, frozen=True):
    """`number` counts as a spreadsheet does. `level` is one of LEVELS, or "" where the table does not say."""

    number: int
    label: str
    level: str = ""
    dimension: str = ""
    values: dict[str, Printed] = field(default_factory=dict)

    def get(self, *names: str) -> tuple[Printed, ...] | None:
        """The values of all these columns, or None where one of them is absent."""
        found = tuple(self.values[name] for name in names if name in self.values)
        return found if len(found) == len(names) else None

    @property
    def n(self) -> int | None:
        return int(self.values["n"].low) if "n" in self.values else None

    @property
    def items(self) -> int | None:
        """How many answers of a respondent make one value; None where the table does not say."""
        if "items" in self.values:
            return int(self.values["items"].low)
        return 1 if self.level == "item" else None

    def problem(self, code: str, column: str, **values: str) -> Problem:
        """A contradiction."""
        return Problem(f"audit_{code}", row=self.number, column=column, values={"label": self.label, **values})

    def remark(self, code: str, column: str, **values: str) -> Problem:
        """What is no contradiction, but worth a word."""
        return replace(self.problem(code, column, **values), severity="information")


def meanings(header: Sequence[str]) -> dict[str, int]:
    """Column name → position; the first of two with the same meaning counts."""
    found: dict[str, int] = {}
    for position, text in enumerate(header):
        name = re.sub(r"[\s\-.]+", "_", text.strip().lower()).strip("_")
        name = OTHER_NAMES.get(name, name)
        if name in NUMBERS or name in TEXTS:
            found.setdefault(name, position)
    return found


def read_rows(header: Sequence[str], columns: Sequence[Sequence[str | None]], numbers: Sequence[int]) -> Iterator[Row | Problem]:
    """The rows, and a piece of information for each cell and column that could not be read and so was not checked."""
    place = meanings(header)
    for position, text in enumerate(header):
        if position not in place.values():
            yield Problem("audit_unknown_column", column=text, severity="information")
    for i, spreadsheet_row in enumerate(numbers):
        cells = {name: (columns[at][i] or "").strip() for name, at in place.items()}
        values, confidence = {}, cells.get("level", "")
        if confidence and confidence.lower() not in LEVELS and share(confidence):
            cells["confidence"], cells["level"] = confidence, ""
        for name, text in cells.items():
            if name in NUMBERS and text.lower() not in BLANKS:
                found = NUMBERS[name](text)
                if found is None:
                    column, said = header[place.get(name, place.get("level", 0))], {"text": text[:40]}
                    yield Problem("audit_unreadable", row=spreadsheet_row, column=column, severity="information", values=said)
                else:
                    values[name] = found
        yield _row(spreadsheet_row, cells, values)


def _row(number: int, cells: dict[str, str], values: dict[str, Printed]) -> Row:
    label = next((cells[name] for name in ("label", "item", "dimension") if cells.get(name)), "")
    level = cells.get("level", "").lower()
    level = level if level in LEVELS else "item" if cells.get("item") and not level else ""
    return Row(number, label or f"#{number}", level, cells.get("dimension", ""), values)
