"""The instrument: what is asked, of whom, on which scale, and which gaps follow from it. Structure only, no words."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Role = Literal["customer", "manager", "employee"]
Design = Literal["paired", "independent", "rating"]
ROLES: tuple[Role, ...] = ("customer", "manager", "employee")
LANGUAGES: tuple[str, ...] = ("en", "zh-Hans", "zh-Hant")
NO_STANDARD = -1
"""How "no standards exist" is stored among the integer answers of a rating facet."""


@dataclass(frozen=True)
class Scale:
    """A closed range of integer answers."""

    low: int
    high: int

    @property
    def span(self) -> int:
        return self.high - self.low


@dataclass(frozen=True)
class Dimension:
    id: str


@dataclass(frozen=True)
class Item:
    """One statement. `reversed` names the facets in which a high answer is a bad one."""

    id: str
    dimension: str | None = None
    reversed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facet:
    """What is asked about an item or a dimension.

    `code` is the letter of short headers (`E` in `E1…E22`). `by` says whether there is one answer per item or per
    dimension. `none` allows the answer "no standards exist". `total` makes the facet a constant-sum block (100 points).
    """

    id: str
    roles: tuple[Role, ...]
    code: str = ""
    by: Literal["item", "dimension"] = "item"
    none: bool = False
    total: int | None = None


@dataclass(frozen=True)
class Side:
    """One side of a gap: a facet as answered by a role."""

    facet: str
    role: Role


@dataclass(frozen=True)
class GapSpec:
    """A gap is minuend minus subtrahend. A rating has no subtrahend: it is compared with a target set beforehand."""

    id: str
    design: Design
    minuend: Side
    subtrahend: Side | None = None


@dataclass(frozen=True)
class Words:
    """The words of an instrument in one language.

    `dimensions`, `items` and `anchors` map ids (of items: also `facet.item` where a facet has its own wording) to text;
    `facets` maps a facet to its instruction; `record` says who translated, from what and how it was checked.
    """

    language: str
    title: str
    dimensions: dict[str, str]
    items: dict[str, str]
    facets: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    record: str = ""


@dataclass(frozen=True)
class Instrument:
    """The whole questionnaire as structure. `digest` is the SHA-256 of its canonical JSON; `words` by language."""

    id: str
    version: str
    licence: str
    reference: str
    scale: Scale
    margin: float
    dimensions: tuple[Dimension, ...]
    facets: tuple[Facet, ...]
    items: tuple[Item, ...]
    gaps: tuple[GapSpec, ...]
    words: dict[str, Words]
    digest: str = ""

    def facet(self, facet_id: str) -> Facet:
        return next(f for f in self.facets if f.id == facet_id)

    def places(self, facet: Facet) -> tuple[str, ...]:
        """The ids that have an answer in this facet: items or dimensions, in the instrument's order."""
        return tuple(p.id for p in (self.items if facet.by == "item" else self.dimensions))

    def items_of(self, dimension: str) -> tuple[str, ...]:
        return tuple(i.id for i in self.items if i.dimension == dimension)

    def facets_of(self, role: str) -> tuple[Facet, ...]:
        return tuple(f for f in self.facets if role in f.roles)


def to_plain(instrument: Instrument) -> dict[str, Any]:
    """The instrument, words included, as a plain JSON object: what an analysis carries so that reports need no library."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(instrument)))
    return plain
