"""Blocks of numbered headers (`Q10_1 … Q10_22`) that say nothing of their meaning: found, and mapped when somebody says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.spelling import same

NUMBER = re.compile(r"\d{1,4}")
SHORTEST = 3
RANGE = ".."


class Block(Struct, frozen=True):
    """Headers that differ only in a number that counts up by one, in that order."""

    headers: tuple[str, ...]

    @property
    def range(self) -> str:
        """As study.yaml writes it: `Q10_1..Q10_22`."""
        return f"{self.headers[0]}{RANGE}{self.headers[-1]}"


def numbered_blocks(headers: Sequence[str]) -> tuple[Block, ...]:
    """The blocks among these headers, the longest first; each header stands in one block at most."""
    runs = [run for at in (-1, -2) for run in _runs(headers, at) if len(run) >= SHORTEST]
    used: set[str] = set()
    blocks = []
    for run in sorted(runs, key=len, reverse=True):
        if used.isdisjoint(run):
            used |= set(run)
            blocks.append(Block(tuple(run)))
    return tuple(blocks)


def blocks_of(headers: Sequence[str], lengths: Collection[int]) -> tuple[Block, ...]:
    """The blocks of one of these lengths; one that is a multiple (`Q1..Q44`) is cut into blocks of the greatest that divides it."""
    found = []
    for block in numbered_blocks(headers):
        size = max((length for length in lengths if length >= SHORTEST and len(block.headers) % length == 0), default=0)
        found += [Block(block.headers[i : i + size]) for i in range(0, len(block.headers), size)] if size else []
    return tuple(found)


def block_columns(
    header: Sequence[str], block: str, facet_id: str, instrument: Instrument, file: str = ""
) -> dict[str, str] | Problem:
    """`first..last` as a mapping from the facet's answers, in the instrument's order, to headers.

    Numbered headers are taken by their numbers, wherever they stand; others as they stand between the two ends. A Problem
    where an end is not there or the block has another length than the facet.
    """
    places = instrument.places(instrument.facet(facet_id))
    found = _between(header, block)
    if found is None:
        return Problem("block_absent", file, column=block, values={"facet": facet_id})
    if len(found) != len(places):
        values = {"facet": facet_id, "found": str(len(found)), "places": str(len(places))}
        return Problem("block_length", file, column=block, values=values)
    return {f"{facet_id}.{place}": text for place, text in zip(places, found, strict=True)}


def _between(header: Sequence[str], block: str) -> list[str] | None:
    known = {same(text): i for i, text in reversed([*enumerate(header)])}
    parts = block.split(RANGE)
    for cut in range(1, len(parts)):
        first, last = (same(RANGE.join(half)) for half in (parts[:cut], parts[cut:]))
        if first in known and last in known:
            numbered = _numbered(first, last)
            if numbered is None:
                return list(header[known[first] : known[last] + 1]) or None
            return [header[known[text]] for text in numbered if text in known]
    return None


def _numbered(first: str, last: str) -> list[str] | None:
    """All headers from the first to the last, if these differ in one number only."""
    for one, other in zip(NUMBER.finditer(first), NUMBER.finditer(last), strict=False):
        head, tail = first[: one.start()], first[one.end() :]
        if one[0] != other[0] and last[: other.start()] == head and last[other.end() :] == tail:
            width = len(one[0]) if one[0].startswith("0") else 0
            return [f"{head}{n:0{width}}{tail}" for n in range(int(one[0]), int(other[0]) + 1)]
    return None


def _runs(headers: Sequence[str], at: int) -> list[list[str]]:
    """Runs over the last number of the headers, or over the one before it."""
    runs: dict[str, list[list[str]]] = {}
    ends: dict[str, int] = {}
    for text in headers:
        numbers = [*NUMBER.finditer(text)]
        if len(numbers) < -at:
            continue
        found = numbers[at]
        template, number = f"{text[: found.start()]}#{text[found.end() :]}", int(found[0])
        if ends.get(template) == number - 1:
            runs[template][-1].append(text)
        else:
            runs.setdefault(template, []).append([text])
        ends[template] = number
    return [run for several in runs.values() for run in several]
