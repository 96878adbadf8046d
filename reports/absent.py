"""Why numbers are absent, gathered from cells for the lines under a table."""

from __future__ import annotations

from collections.abc import Sequence

from reports.blocks import Cell, Missing


def reasons(cells: Sequence[Cell]) -> list[tuple[str, str]]:
    """Each reason once, after the marks that stand in the cells for it: ("<5 —", "Withheld: …")."""
    marks: dict[str, list[str]] = {}
    for cell in cells:
        if isinstance(cell, Missing) and cell.text not in marks.setdefault(cell.why, []):
            marks[cell.why].append(cell.text)
    return [(" ".join(texts), why) for why, texts in marks.items()]
