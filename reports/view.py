"""One analysis, read in one language for one group: the place where results and their words are looked up."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from msgspec import Struct, field

from gaps.results import Absent, Analysis, GapResult
from reports.wording import Wording

Group = dict[str, Any]
Edition = Literal["full", "brief"]
"""`full` is everything; `brief` is what an executive reads on paper."""

HEADLINES = ("mean_of_dimensions", "mean_of_items")
RATED = ("gap2", "gap3", "gap4")
"""Gaps whose own sentences speak of a rating."""
OPPOSITE_ERRORS = ("gap1", "gap6", "gap7")
"""Gaps between two beliefs: above is as wrong as below."""


class View(Struct, frozen=True, dict=True):
    """`group` is {} for the latest wave; a group that names the latest wave means the same."""

    analysis: Analysis
    wording: Wording
    group: Group = field(default_factory=dict)
    edition: Edition = "full"

    @property
    def brief(self) -> bool:
        return self.edition == "brief"

    def say(self, key: str, **values: Any) -> str:
        return self.wording.say(key, **values)

    def say_first(self, *keys: str, **values: Any) -> str:
        """The first of `keys` that has a sentence: the special one before the general one."""
        return self.wording.say(next((k for k in keys if self.wording.has(k)), keys[-1]), **values)

    def listed(self, names: list[str] | tuple[str, ...]) -> str:
        return self.say("number.list").join(names)

    # ---- results -----------------------------------------------------------------------------------------------------
    @property
    def latest(self) -> str:
        return str(self.analysis.study.get("wave") or "")

    @property
    def waves(self) -> tuple[str, ...]:
        return tuple(self.analysis.study.get("waves") or ())

    @property
    def part(self) -> bool:
        """Whether a branch or segment is spoken of."""
        return bool(self.group.keys() - {"wave"})

    @property
    def wave(self) -> str:
        """The wave spoken of; empty where the study names none."""
        return str(self.group.get("wave") or self.latest)

    def results(self, gap: str, level: str, group: Group | None = None) -> tuple[GapResult, ...]:
        """The results of a gap at a level in a group (this view's, if none is named), in the analysis's order."""
        wanted = self.group if group is None else group
        at_level = self._by_level.get((gap, level), [])
        exact = tuple(r for r in at_level if r.group == wanted)
        return exact or tuple(r for r in at_level if self._dated(r.group) == self._dated(wanted))

    @cached_property
    def _by_level(self) -> dict[tuple[str, str], list[GapResult]]:
        found: dict[tuple[str, str], list[GapResult]] = {}
        for result in self.analysis.results:
            found.setdefault((result.gap, result.level), []).append(result)
        return found

    def spoken_of(self, group: Group) -> bool:
        """Whether this is the view's own group."""
        return self._dated(group) == self._dated(self.group)

    def headline(self, gap: str, group: Group | None = None) -> GapResult | None:
        overall = {r.place: r for r in self.results(gap, "overall", group)}
        return next((overall[place] for place in HEADLINES if place in overall), None)

    def is_open(self, gap: str) -> bool:
        """Shown to fall short; a belief that is too high is an open gap as well."""
        headline = self.headline(gap) if gap in self.gaps else None
        return headline is not None and headline.verdict in self.errors(gap)

    def errors(self, gap: str) -> tuple[str, ...]:
        """The verdicts that show a gap to be open."""
        return ("shortfall", "exceeds") if gap in OPPOSITE_ERRORS else ("shortfall",)

    def absent(self, gap: str) -> Absent | None:
        """Why a gap is not there: the reason given for this group, else for everything."""
        reasons = [a for a in self.analysis.absent if a.gap == gap]
        here = [a for a in reasons if self._dated(a.group) == self._dated(self.group)]
        return next(iter(here or [a for a in reasons if not a.group]), None)

    def _dated(self, group: Group) -> Group:
        return {"wave": self.latest, **group} if self.latest else group

    # ---- the instrument ----------------------------------------------------------------------------------------------
    @property
    def gaps(self) -> tuple[str, ...]:
        return tuple(g["id"] for g in self.analysis.instrument["gaps"])

    def spec(self, gap: str) -> dict[str, Any]:
        """The gap as the instrument defines it; KeyError where it does not."""
        found = next((g for g in self.analysis.instrument["gaps"] if g["id"] == gap), None)
        if found is None:
            raise KeyError(gap)
        return dict(found)

    def kind(self, gap: str) -> str:
        """How a gap is spoken of: by its design, or as `within` where staff answer both sides themselves."""
        spec = self.spec(gap)
        staff = spec["design"] == "paired" and spec["minuend"]["role"] != "customer"
        return "within" if staff else str(spec["design"])

    def roles(self, gap: str) -> tuple[str, ...]:
        """Who answers for a gap: one role, or the two of an independent one, the minuend's first."""
        spec = self.spec(gap)
        sides = [s for s in (spec["minuend"], spec.get("subtrahend")) if s]
        return tuple(dict.fromkeys(s["role"] for s in sides))

    def minimum(self, role: str) -> int:
        return int(self.analysis.provenance["options"]["minimum_group"].get(role, 5))

    @property
    def scale(self) -> tuple[int, int]:
        scale = self.analysis.instrument["scale"]
        return int(scale["low"]), int(scale["high"])

    @property
    def margin(self) -> float:
        """The smallest gap that matters, as set beforehand."""
        chosen = self.analysis.provenance["options"].get("smallest_gap")
        return float(self.analysis.instrument["margin"] if chosen is None else chosen)

    @property
    def level(self) -> float:
        """Of the intervals, as set beforehand."""
        return float(self.analysis.provenance["options"]["level"])

    @property
    def error(self) -> float:
        """The share of wrong decisions that is accepted: 5% beside 95%."""
        return round(1 - self.level, 12)
