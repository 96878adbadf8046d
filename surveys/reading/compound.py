"""A stream of a compound file (the container of XLS): its sectors are chained by a table, small streams by one of their own.

[MS-CFB] 2.2 to 2.6. What is damaged ends a chain early; none is longer than the file, so none runs in circles.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

ENTRY = 128
IN_HEADER = 109
"""How many sectors of the table the header names itself."""
LAST = 0xFFFFFFFA
"""Numbers of sectors end below this."""
STREAM, ROOT = 2, 5


class Entry(NamedTuple):
    kind: int
    first: int
    size: int


def stream(data: bytes, names: tuple[str, ...]) -> bytes | None:
    """The first stream that has one of these names (capitals do not count); None where there is none or the file is damaged."""
    try:
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        first_entry, cutoff, first_small = struct.unpack_from("<I4xII", data, 48)
        if not (7 <= shift <= 16 and small_shift <= shift):
            return None
        table = _table(data, 1 << shift)
        entries = dict(_entries(_chain(data, table, first_entry, 1 << shift)))
        found = next((entries[name.upper()] for name in names if name.upper() in entries), None)
        if found is None:
            return None
        if found.size >= cutoff:
            return _chain(data, table, found.first, 1 << shift)[: found.size]
        root = next(entry for entry in entries.values() if entry.kind == ROOT)
        small = _chain(data, table, root.first, 1 << shift)
        small_table = _numbers(_chain(data, table, first_small, 1 << shift))
        return _chain(small, small_table, found.first, 1 << small_shift, start=0)[: found.size]
    except (struct.error, StopIteration):
        return None


def _table(data: bytes, size: int) -> tuple[int, ...]:
    """Which sector follows each sector."""
    sectors = [n for n in struct.unpack_from(f"<{IN_HEADER}I", data, 76) if n < LAST]
    more, seen = struct.unpack_from("<I", data, 68)[0], 0
    while more < LAST and seen <= len(data) // size and (named := _at(data, more, size)):
        sectors += [n for n in named[:-1] if n < LAST]
        more, seen = named[-1], seen + 1
    needed = len(data) // size * 4 // size + 1  # it has four bytes for each sector of the file
    return tuple(n for sector in sectors[:needed] for n in _at(data, sector, size))


def _at(data: bytes, sector: int, size: int) -> tuple[int, ...]:
    return _numbers(data[(sector + 1) * size : (sector + 2) * size])


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(data: bytes, table: tuple[int, ...], sector: int, size: int, start: int = 1) -> bytes:
    """The sectors from this one on, no more than there are; those of the file begin behind the header, which takes one's place."""
    parts, left = [], len(data) // size + 1
    while sector < len(table) and left:
        parts.append(data[(sector + start) * size : (sector + start + 1) * size])
        sector, left = table[sector], left - 1
    return b"".join(parts)


def _entries(directory: bytes) -> Iterator[tuple[str, Entry]]:
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        first, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        yield name.upper(), Entry(kind, first, size)
