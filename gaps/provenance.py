"""The record of how the numbers were made: no clock, no path, no row number, no engine, so that the same answers give it again."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from gaps.counts import Cells
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
    """SHA-256 of the sorted cells of one source, as text: names, keys, places and sums."""
    lines = []
    for cells in parts:
        names = ["/".join(name) for name in cells.names]
        keys = [k.astype(str).tolist() for k in cells.keys.values()]
        keyed = zip(*keys, strict=True) if keys else iter([()] * len(cells.table))
        head = "+".join(cells.keys)
        rows = zip(cells.table.tolist(), keyed, cells.at.tolist(), cells.sums.tolist(), strict=True)
        lines += [f"{head}\t{names[t]}\t{k}\t{at}\t{sums}" for t, k, at, sums in rows if any(sums)]
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


def tool_version() -> str:
    """The installed version, or "checkout" where the package was never installed."""
    try:
        return version("fivegaps")
    except PackageNotFoundError:
        return "checkout"
