"""Two waves of one study held against each other: questions that the earlier export answered and the later one does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from surveys.instrument import ROLES
from surveys.joins import Read
from surveys.mapping_changes import listed, renamed
from surveys.problems import Problem
from surveys.spelling import same
from surveys.study import Study


def changed_between_waves(found: Sequence[Read], study: Study) -> Iterator[Problem]:
    """One problem for each role and wave, compared with the wave before it. Sources that hold several waves are left out."""
    waves = dict.fromkeys((*study.waves, *(read.source.wave for read in found)))
    for role in ROLES:
        asked = [[r for r in found if r.source.role == role and r.source.wave == wave] for wave in waves if wave]
        for before, now in pairwise(reads for reads in asked if reads):
            yield from _changed(before, now)


def _changed(before: Sequence[Read], now: Sequence[Read]) -> Iterator[Problem]:
    """What was lost, the headers that it may stand under now, and answers that were found under another header."""
    old, new = ({m.answer: same(m.header) for r in reads for m in r.found.matches} for reads in (before, now))
    gone = [header for answer, header in old.items() if answer not in new]
    others = [same(text) for r in now for text in r.found.unrecognised]
    moved = [f"{old[answer]} → {new[answer]}" for answer in old if answer in new and old[answer] != new[answer]]
    values = {"earlier": before[0].source.wave, "wave": now[0].source.wave}
    if gone:
        likely = [f"{text} → {other} ({score:.2f})" for text, other, score in renamed(gone, others)]
        lost = {"gone": listed(gone), "renamed": listed(likely)}
        yield Problem("wave_columns_lost", now[0].source.file, severity="warning", count=len(gone), values={**values, **lost})
    if moved:
        told = {**values, "renamed": listed(moved)}
        yield Problem("wave_columns_renamed", now[0].source.file, severity="information", count=len(moved), values=told)
