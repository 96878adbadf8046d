"""A column of very many names is no column of branches: each of them would be analysed, until memory ends."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.problems import InputError, Problem
from surveys.study import Source

MOST_GROUPS = 2_000
"""Different names in a column of branches, waves or segments; so many take minutes and a gigabyte."""


def refuse_many(names: Mapping[str, int], source: Source) -> None:
    """`names` are the numbers of different names by column: `unit`, `wave`, `segment.<header>`. Raises InputError."""
    headers = {"unit": source.unit, "wave": source.wave_column, **{f"segment.{text}": text for text in source.segments}}
    found = [(headers.get(column) or column, n) for column, n in names.items() if n > MOST_GROUPS]
    if found:
        raise InputError(*(
            Problem("too_many_groups", source.file, column=header, values={"found": f"{n:,}", "limit": f"{MOST_GROUPS:,}"})
            for header, n in found
        ))  # fmt: skip
