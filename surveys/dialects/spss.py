"""SPSS: the reader has put labels, question texts and declared missing values beside the cells; nothing is left to be moved."""

from __future__ import annotations

from surveys.dialects.base import Dialect, named, positions
from surveys.reading.guard import TextTable

META = ("filter_$",)


def recognise(table: TextTable) -> bool:
    return table.dialect == "spss" or bool(table.labels or table.missing)


def tidy(table: TextTable) -> TextTable:
    return named(table, table.header, table.titles, positions(table, META))


SPSS = Dialect("spss", recognise, tidy)
