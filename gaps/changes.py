"""How far a gap moved from one wave to the next, as a result of its own with its interval, decision and verdict."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec.structs import replace

from gaps.drafts import Draft, Group, told_overall
from gaps.estimates import difference
from gaps.results import SideResult


def change_drafts(drafts: list[Draft], waves: tuple[str, ...]) -> Iterator[Draft]:
    """New wave minus the one before, for paired gaps and ratings, on dimensions and in the headline.

    The respondents of two waves are taken to be different people: where the same people answered again and alike, the interval
    is wider than it need be. `exceeds` then means better, `shortfall` worse and `meets` practically the same.
    """
    overall = told_overall(drafts)
    at = {(d.spec.id, d.level, d.place, d.group.wave): d for d in drafts if d.group.breakdown == "wave" and not d.withheld}
    for before, now in pairwise(waves):
        for (gap, level, place, wave), new in at.items():
            old = at.get((gap, level, place, before))
            wanted = level == "dimension" or place == overall[gap]
            if wave == now and old is not None and wanted and _alike(old, new):
                yield _change(old, new)


def _alike(old: Draft, new: Draft) -> bool:
    """The same items were asked in both waves, of a gap that one group answers."""
    items = {d.question.distribution.items for d in (old, new) if d.question}
    return new.spec.design in ("paired", "rating") and len(items) <= 1


def _change(old: Draft, new: Draft) -> Draft:
    group = Group({"wave": new.group.wave, "since": old.group.wave}, "since", new.group.wave)
    student = difference(new.student, old.student)
    return Draft(
        replace(new.spec, design="independent"), new.level, new.place, group, new.n + old.n,
        _side(new), _side(old), question=new.question, other=old.question, student=student, method="t_welch",
        notes=["few_clusters"] if "few_clusters" in (*new.notes, *old.notes) else [],
    )  # fmt: skip


def _side(d: Draft) -> SideResult:
    """The gap (or rating) of one wave, under the wave's name."""
    e = d.estimate
    return SideResult(d.group.wave, None if e is None else e.value + (d.target or 0.0), None, d.n)
