"""The record of how the numbers were made: no clock, no path, no row number, no engine, so that the same answers give it again."""

from __future__ import annotations

import json
from hashlib import sha256
from math import log2
from typing import Any

from gaps.counts import Counted
from gaps.version import tool_version
from gaps.withholding import least
from surveys.instrument import Instrument
from surveys.responses import ResponseSet
from surveys.study import Study

SAFE_BITS = 128
"""Fewer possibilities than that can be tried one after the other until the digest is met."""


def provenance(
    study: Study, instrument: Instrument, sets: tuple[ResponseSet, ...], counted: list[Counted], margin: float
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
                "invited": s.invited, "weighted": s.weighted,
                "counts_digest": None if _guessable(s, study, instrument) else counts_digest(own),
            }
            for i, (s, own) in enumerate(zip(sets, counted, strict=True), start=1)
        ],
    }  # fmt: skip


def _guessable(s: ResponseSet, study: Study, instrument: Instrument) -> bool:
    """Whether a digest would give answers away: those of too few people to be shown, or so few that all could be tried."""
    bits = s.rows.used * len(s.answers) * log2(instrument.scale.span + 1)
    return s.rows.used < least(s.role, study.options) or bits < SAFE_BITS


def counts_digest(counted: Counted) -> str:
    """SHA-256 of the sorted cells of one source: the tables' names, the keys' values, then the cells and their sums by column."""
    digest = sha256()
    for cells in (part.sorted for part in (*counted.cells, counted.products)):
        head = {"tables": cells.names, "keys": {name: key.values for name, key in cells.keys.items()}}
        digest.update(json.dumps(head, ensure_ascii=False).encode())
        kept = (cells.sums != 0).any(1)
        for column in (cells.table, *cells.at.T, *(key.codes for key in cells.keys.values()), *cells.sums.T):
            told = column[kept]
            digest.update(told.astype("<i8").data if told.dtype != object else str(told.tolist()).encode())
    return digest.hexdigest()
