"""A large text file named by its path: read by a guarded child in pieces, which come back as Arrow with the share done."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa

from own_process import command
from surveys.problems import InputError, Problem
from surveys.reading.grid import header_problems
from surveys.reading.guard import failed

MEMORY = 4_000_000_000
"""Of address space, a part of which is only reserved."""
SECONDS = 120
MOST_NARROW = 127
TEXTS = pa.dictionary(pa.int32(), pa.string())
WAYS = ("plain", "careful")
Done = Callable[[float], None]
CHILD = "from surveys.reading.stream import main; main()"


def read_pieces(path: Path, name: str, how: tuple[str, str], progress: Done | None = None) -> dict[str, Any]:
    """What a child says of a small file, with Arrow arrays as columns: header, columns, rows, ragged, facts, problems, refused.

    `how` are an encoding and a delimiter that overrule the content. Raises InputError where the child dies.
    """
    for way in WAYS:
        found = _ask(path, name, [way, *how], progress or (lambda _: None))
        if "careful" not in found:
            return found
    raise InputError(Problem("crashed", file=name))


def _ask(path: Path, name: str, how: list[str], progress: Done) -> dict[str, Any]:
    try:
        with _child(path, name, how) as out:
            found: dict[str, Any] = json.loads(out.readline())
            if "header" not in found:
                return found
            chunks = _chunks(out, progress)
            found |= json.loads(out.readline())
    except (pa.ArrowException, OSError, ValueError) as fault:
        raise failed(fault, name) from fault
    return found if "refused" in found or "careful" in found else _finished(found, chunks)


@contextmanager
def _child(path: Path, name: str, how: list[str]) -> Iterator[IO[bytes]]:
    """What a new child writes; the child ends with the block. InputError where it took too long."""
    child = subprocess.Popen(  # noqa: S603 - our own module, no shell; the path is one argument
        command(CHILD, str(MEMORY), str(SECONDS), str(path.resolve()), *how),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system"},
    )  # fmt: skip
    clock = Timer(SECONDS, child.kill)
    try:
        clock.start()
        with child:
            yield cast(IO[bytes], child.stdout)
            child.kill()
    except (pa.ArrowException, OSError, ValueError) as fault:
        if not clock.is_alive():
            raise InputError(Problem("timed_out", file=name, values={"seconds": str(SECONDS)})) from fault
        raise
    finally:
        clock.cancel()
        child.kill()


def _chunks(out: IO[bytes], progress: Done) -> list[list[pa.Array]]:
    """For each column its pieces, with indices of one byte where these suffice; the row numbers last."""
    reader = pa.ipc.open_stream(out)
    chunks: list[list[pa.Array]] = [[] for _ in reader.schema.names]
    while True:
        try:
            batch, metadata = reader.read_next_batch_with_custom_metadata()
        except StopIteration:
            return chunks
        batch.validate(full=True)
        for kept, column in zip(chunks, batch.columns, strict=True):
            kept.append(_narrow(column) if isinstance(column, pa.DictionaryArray) else pa.concat_arrays([column]))
        progress(float(metadata[b"done"]))


def _narrow(column: pa.DictionaryArray) -> pa.DictionaryArray:
    kind = pa.int8() if len(column.dictionary) <= MOST_NARROW else pa.int32()
    return pa.DictionaryArray.from_arrays(column.indices.cast(kind), column.dictionary)


def _joined(pieces: list[pa.Array]) -> pa.DictionaryArray:
    """One column with one dictionary."""
    if not pieces:
        return pa.array([], TEXTS)
    known = sum(len(piece.dictionary) for piece in pieces)
    if known > MOST_NARROW and len({text for piece in pieces for text in _few(piece)}) > MOST_NARROW:
        pieces = [piece.cast(TEXTS) for piece in pieces]
    return pa.chunked_array(pieces).unify_dictionaries().combine_chunks()


def _few(piece: pa.DictionaryArray) -> list[str]:
    """The texts of a piece, as many as it takes to see that they are many."""
    few: list[str] = piece.dictionary.slice(0, MOST_NARROW + 1).to_pylist()
    return few


def _finished(found: dict[str, Any], chunks: list[list[pa.Array]]) -> dict[str, Any]:
    """One dictionary a column; without the blank rows at the end, and without columns there that have no name and no text."""
    header: list[str] = found["header"]
    numbers = np.concatenate([np.zeros(0, np.int32), *(np.asarray(piece) for piece in chunks.pop())])
    columns = [_joined(chunks.pop(0)) for _ in header]
    filled = np.flatnonzero(np.any([_filled(column) for column in columns], axis=0)) if len(numbers) else np.zeros(0, np.int64)
    last = max(found.pop("last"), int(numbers[filled[-1]]) if len(filled) else 0)
    keep = int(np.searchsorted(numbers, last, side="right"))
    columns = [column.slice(0, keep) for column in columns]
    if not keep and not found["ragged"]:
        return {"refused": "no_rows", "row": None, "values": {}}
    while not header[-1] and not _filled(columns[-1]).any():
        header.pop()
        columns.pop()
    texts = [[] if text else column.to_pylist() for text, column in zip(header, columns, strict=True)]
    found["problems"] += header_problems(header, texts)
    found["ragged"] = [row for row in found["ragged"] if row <= last]
    return {**found, "columns": columns, "rows": numbers[:keep]}


def _filled(column: pa.DictionaryArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows hold more than blanks."""
    texts = np.array([bool(text.strip()) for text in column.dictionary.to_pylist()], np.bool_)
    return texts[np.asarray(column.indices)] if len(texts) else np.zeros(len(column), np.bool_)
