"""Files with bytes changed, lost, doubled and moved, through the guarded reader: read or refused, never a fault or a long wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from benchmarks.fuzz import FULL, KINDS, SECONDS, run
from proof.progress import told

SHARE = 500


def section(quick: bool) -> Iterator[str]:
    count = SHARE // 10 if quick else FULL
    tried: Counter[str] = Counter()
    slowest: dict[str, float] = dict.fromkeys(KINDS, 0.0)
    seen: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    bad: dict[str, dict[int, str]] = {kind: {} for kind in KINDS}
    for kind, first in told("fuzz", list(product(KINDS, range(0, count, SHARE)))):
        found = run(kind, first, min(SHARE, count - first))
        tried[kind] += found.tried
        slowest[kind] = max(slowest[kind], found.slowest)
        seen[kind].update(found.seen)
        bad[kind] |= found.bad
    yield "## Broken files\n"
    yield f"Mutants of good files through the reader's guarded child. A fault is an exception that nobody foresaw, or {SECONDS} s"
    yield "of silence; a child that a foreign library kills is what the guard is for.\n"
    yield "| format | tried | read | refused with a reason | child killed | faults | slowest |\n|" + " --- |" * 7
    for kind in KINDS:
        refused = sum(n for what, n in seen[kind].items() if what.startswith("refused"))
        counts = f"{tried[kind]:,} | {seen[kind]['read']:,} | {refused:,} | {seen[kind]['died']} | {len(bad[kind])}"
        yield f"| {kind.upper()} | {counts} | {slowest[kind]:.1f} s |"
    if faults := {f"{kind} {seed}: {what}" for kind in KINDS for seed, what in bad[kind].items()}:
        raise RuntimeError("; ".join(sorted(faults)[:5]))
