"""Names of branches, waves and groups that differ only in capitals, blanks or punctuation, and so are counted apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from surveys.cells import fold
from surveys.problems import Problem

MOST_SHOWN = 3


def alike(names: Iterable[str], file: str, header: str | None) -> Iterator[Problem]:
    spelled: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        spelled["".join(sign for sign in fold(name) if sign.isalnum()) or name].append(name)
    several = [same for same in spelled.values() if len(same) > 1]
    if several:
        shown = "; ".join(" = ".join(f"“{name}”" for name in same) for same in several[:MOST_SHOWN])
        values = {"names": shown + ("; …" if len(several) > MOST_SHOWN else "")}
        yield Problem("names_alike", file, None, header, "warning", len(several), values)
