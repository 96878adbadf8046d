"""A column of very many names is no column of branches: each of them would be analysed, until memory ends."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.problems import InputError, Problem
from surveys.study import Source

MOST_GROUPS = 2_000
"""Different names in a column of branches, waves or segments; so many take minutes and a gigabyte."""


def named_groups(source: Source) -> dict[str, str]:
    """The columns of names in a frame (`unit`, `wave`, `segment.<header>`), with the file's own header of each."""
    headers = {"unit": source.unit, "wave": source.wave_column, **{f"segment.{text}": text for text in source.segments}}
    return {name: text for name, text in headers.items() if text is not None}


def refuse_many(names: Mapping[str, int], source: Source) -> None:
    """`names` are the numbers of different names by column: `unit`, `wave`, `segment.<header>`. Raises InputError."""
    headers = named_groups(source)
    found = [(headers.get(column, column), n) for column, n in names.items() if n > MOST_GROUPS]
    if found:
        raise InputError(*(
            Problem("too_many_groups", source.file, column=header, values={"found": f"{n:,}", "limit": f"{MOST_GROUPS:,}"})
            for header, n in found
        ))  # fmt: skip
