"""The record of how the numbers were made: no clock, no path, no row number, no engine, so that the same answers give it again."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from gaps.counts import Cells
from gaps.exact import ascending
from surveys.instrument import Instrument
from surveys.responses import ResponseSet
from surveys.study import Study


def provenance(
    study: Study, instrument: Instrument, sets: tuple[ResponseSet, ...], cells: list[list[Cells]], margin: float
) -> dict[str, Any]:
    options = study.options
    return {
        "tool": "fivegaps",
        "version": tool_version(),
        "instrument": {"id": instrument.id, "version": instrument.version, "digest": instrument.digest},
        "options": {
            "level": options.level, "correction": options.correction, "smallest_gap": margin,
            "minimum_group": dict(options.minimum_group), "targets": dict(study.targets), "unit_is": study.unit_is,
        },
        "sources": [
            {
                "source": i, "role": s.role, "rows": {"read": s.rows.read, "used": s.rows.used, "excluded": dict(s.rows.excluded)},
                "invited": s.invited, "weighted": s.weighted, "counts_digest": counts_digest(parts),
            }
            for i, (s, parts) in enumerate(zip(sets, cells, strict=True), start=1)
        ],
    }  # fmt: skip


def counts_digest(parts: list[Cells]) -> str:
    """SHA-256 of the sorted cells of one source: the tables' names, the keys' values, then every cell with its sums."""
    digest = sha256()
    for cells in parts:
        head = {"tables": cells.names, "keys": {name: key.values for name, key in cells.keys.items()}}
        digest.update(json.dumps(head, ensure_ascii=False).encode())
        n, w, w2 = cells.sums.T
        counted = np.flatnonzero((n != 0) | (w != 0) | (w2 != 0))
        columns = [column[counted] for column in (cells.table, *(key.codes for key in cells.keys.values()), *cells.at.T)]
        ordered = np.column_stack([*columns, cells.sums[counted]])[ascending(*columns)]
        digest.update(ordered.astype("<i8").tobytes() if ordered.dtype != object else str(ordered.tolist()).encode())
    return digest.hexdigest()


def tool_version() -> str:
    """The installed version, or "checkout" where the package was never installed.

    It stands in the name of the folder that every installer leaves; importlib.metadata says the same, and takes 0.03 s to load.
    """
    folders = (folder.name for entry in sys.path for folder in Path(entry).glob("fivegaps-*.dist-info"))
    return next((name.removeprefix("fivegaps-").removesuffix(".dist-info") for name in folders), "checkout")
