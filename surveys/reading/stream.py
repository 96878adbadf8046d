"""The child process for a large text file: reads it in pieces and writes them as Arrow, so that no process holds its text.

What it writes: a line of JSON (the header, or why there is none); Arrow record batches, each column by its distinct texts and
the row numbers last; a line of JSON (the rows left out, or why reading ended).
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, TextIO

import pyarrow as pa

from surveys.reading.child import limit
from surveys.reading.delimited import HEAD, about_characters, find_layout, records
from surveys.reading.encoding import decode
from surveys.reading.grid import Fit, find_header
from surveys.reading.plain_text import NotPlainError, look_over, plain_batches
from surveys.reading.refusal import RefusalError

ROWS_AT_ONCE = 20_000
TEXTS = pa.dictionary(pa.int32(), pa.string())


def main() -> None:
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    path, way, encoding, delimiter = sys.argv[3:]
    limit(memory, seconds)
    gc.disable()
    out = sys.stdout.buffer
    try:
        end = _send(path, encoding, delimiter, way == "careful", out)
    except NotPlainError:
        end = {"careful": True}
    except RefusalError as refused:
        end = {"refused": refused.code, "row": refused.row, "values": refused.values}
    except UnicodeError as fault:
        end = {"refused": "encoding_unknown", "row": None, "values": {"encoding": getattr(fault, "encoding", "?")}}
    _say(out, end)


def _send(path: str, encoding: str, delimiter: str, careful: bool, out: BinaryIO) -> dict[str, Any]:
    overview = look_over(path)
    decoded = decode(overview.telling, encoding)
    with open(path, encoding=decoded.encoding, newline="") as stream:
        head = stream.read(HEAD)
        layout = find_layout(head, delimiter)
        header, title, rows = find_header(records(stream, layout))
        facts = {"encoding": decoded.encoding, "confidence": decoded.confidence, "delimiter": layout.delimiter}
        _say(out, {"header": header, "facts": facts, "problems": [*title, *about_characters(decoded)]})
        fit = Fit(header)
        first = [cell.strip() for cell in head.partition("\n")[0].split(layout.delimiter)]
        plain = not careful and overview.plain and decoded.encoding.startswith("utf-8") and header == first
        schema = pa.schema([*((str(i), TEXTS) for i in range(fit.width)), ("row", pa.int32())])
        batches = plain_batches(path, layout.delimiter, fit) if plain else _batches(fit.rows(rows), stream, os.path.getsize(path))
        with pa.ipc.new_stream(out, schema) as writer:
            for columns, done in batches:
                writer.write_batch(pa.record_batch(columns, schema=schema), custom_metadata={"done": f"{done:.4f}"})
    return {"ragged": fit.ragged, "last": fit.last}


def _batches(rows: Iterator[tuple[int, list[str]]], stream: TextIO, size: int) -> Iterator[tuple[list[pa.Array], float]]:
    """The same cells as a small file would have, by the same reader."""
    raw: BinaryIO = stream.buffer
    while some := list(islice(rows, ROWS_AT_ONCE)):
        numbers = pa.array([number for number, _ in some], pa.int32())
        columns = zip(*(cells for _, cells in some), strict=True)
        yield [*(pa.array(column, pa.string()).dictionary_encode() for column in columns), numbers], raw.tell() / size


def _say(out: BinaryIO, document: Any) -> None:
    out.write(json.dumps(document).encode() + b"\n")
    out.flush()
