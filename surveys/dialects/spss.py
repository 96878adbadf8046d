"""SPSS: the reader has put labels, question texts and declared missing values beside the cells; nothing is left to be moved."""

from __future__ import annotations

from msgspec.structs import replace

from surveys.dialects.base import Dialect, named, positions
from surveys.problems import Problem
from surveys.reading.text_table import TextTable

META = ("filter_$",)


def recognise(table: TextTable) -> bool:
    return table.dialect == "spss" or bool(table.labels or table.missing)


def tidy(table: TextTable) -> TextTable:
    plain = named(table, table.header, table.titles, positions(table, META))
    said = Problem("dialect_spss", table.name, severity="information", values={"labels": str(len(table.labels))})
    return replace(plain, problems=(said, *plain.problems))


SPSS = Dialect("spss", recognise, tidy, strict=True)
