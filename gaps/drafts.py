"""A draft: everything about one gap at one place in one group except what needs its family (corrected p, verdict)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from math import fsum
from typing import Any

from msgspec import Struct, field

from gaps.distribution import Distribution, Moments
from gaps.estimates import StudentMean, wilson
from gaps.inference import Estimate, Question
from gaps.results import Effect, Interval, Shares, SideResult, Test
from surveys.instrument import GapSpec

HEADLINE, OF_ITEMS = "mean_of_dimensions", "mean_of_items"
"""The place where a gap is told overall; the second where its items have no dimensions."""
FAR = -2.0
"""Two points below what is wished for, or more, is far below."""
NEAR = 1e-9


class Group(Struct, frozen=True, dict=True):
    """Whom a result speaks of: the JSON `label`, the breakdown it belongs to, and its wave."""

    label: dict[str, Any]
    breakdown: str
    wave: str

    @cached_property
    def people(self) -> tuple[str, frozenset[tuple[str, str]]]:
        """The wave, and each column with the value that the group has in it."""
        label: dict[str, Any] = {k: v for k, v in self.label.items() if k not in ("wave", "segment")}
        segments = {f"segment.{header}": value for header, value in self.label.get("segment", {}).items()}
        return self.wave, frozenset((label | segments).items())


class Draft(Struct):
    """`question` is asked of the near-answer method, `other` is its second group; `student` decides where no table exists.

    What stands beside the decision is made of `moments` (minuend, subtrahend and difference, or both groups), of `ranked` (the
    plain scores) and of `bootstrapped` (the scores behind a mean without a printed table).
    """

    spec: GapSpec
    level: str
    place: str
    group: Group
    n: int
    minuend: SideResult
    subtrahend: SideResult | None
    left_out: int | None = None
    question: Question | None = None
    other: Question | None = None
    ranked: Distribution | None = None
    moments: tuple[Moments, ...] = ()
    bootstrapped: Distribution | None = None
    weighted: bool = False
    student: StudentMean | None = None
    method: str = "t"
    target: float | None = None
    none: int | None = 0
    without_none: float | None = None
    shortcut: float | None = None
    estimate: Estimate | None = None
    tests: tuple[Test, ...] = ()
    effects: tuple[Effect, ...] = ()
    shares: Shares | None = None
    notes: list[str] = field(default_factory=list)
    withheld: bool = False
    apart: tuple[str, ...] = ()
    """Facets of which a few people's answers would follow from their mean here and that of a paired gap."""

    @property
    def family(self) -> str:
        """One gap, level, wave and breakdown variable; the roll-ups of the overall level each stand alone."""
        level = f"{self.level}.{self.place}" if self.level == "overall" else self.level
        return f"{self.spec.id}/{level}/{self.group.wave}/{self.group.breakdown or 'all'}"


def side(facet: str, m: Moments | None) -> SideResult:
    return SideResult(facet) if m is None else SideResult(facet, m.mean, m.sd, m.n)


def shares_of(d: Distribution, level: float) -> Shares:
    """Shares of respondents below, at and above zero, and far below; with weights they are weighted, and the sample effective."""
    people, values = d.effective(), d.floats()
    far, below, above = values < FAR + NEAR, values < -NEAR, values > NEAR
    total, *parts = (fsum(people[held].tolist()) for held in (slice(None), below, ~(below | above), above, far))
    return Shares(*(_share(part, total, level) for part in parts))


def _share(part: float, total: float, level: float) -> Interval:
    return wilson(min(part, total), total, level)


def told_overall(drafts: Iterable[Draft]) -> dict[str, str]:
    """The place where each gap is told overall."""
    drafts = list(drafts)
    return {d.spec.id: OF_ITEMS for d in drafts} | {d.spec.id: HEADLINE for d in drafts if d.place == HEADLINE}
