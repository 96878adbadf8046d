"""The instrument: what is asked, of whom, on which scale, and which gaps follow from it. Structure only, no words."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field, json

Role = Literal["customer", "manager", "employee"]
Design = Literal["paired", "independent", "rating"]
ROLES: tuple[Role, ...] = ("customer", "manager", "employee")
LANGUAGES: tuple[str, ...] = ("en", "zh-Hans", "zh-Hant")
NO_STANDARD = -1
"""How "no standards exist" is stored among the integer answers of a rating facet."""


class Scale(Struct, frozen=True):
    """A closed range of integer answers."""

    low: int
    high: int

    @property
    def span(self) -> int:
        return self.high - self.low


class Dimension(Struct, frozen=True):
    id: str


class Item(Struct, frozen=True):
    """One statement. `reversed` names the facets in which a high answer is a bad one."""

    id: str
    dimension: str | None = None
    reversed: tuple[str, ...] = ()


class Facet(Struct, frozen=True):
    """What is asked about an item or a dimension, or a block of statements of its own.

    `code` is the letter of short headers (`E` in `E1…E22`). `by` says whether there is one answer per item, per dimension
    or per statement. `none` allows the answer "no standards exist". `total` makes the facet a constant-sum block (100 points).
    """

    id: str
    roles: tuple[Role, ...]
    code: str = ""
    by: Literal["item", "dimension", "statement"] = "item"
    none: bool = False
    total: int | None = None


class Construct(Struct, frozen=True):
    """What lies behind a gap, asked by statements in a facet of their own. High is favourable: it goes with a small gap."""

    id: str
    gap: str
    facet: str


class Statement(Struct, frozen=True):
    """One statement of a construct. Agreeing with a `reversed` one is unfavourable; it is turned before it is counted."""

    id: str
    construct: str
    reversed: bool = False


class Side(Struct, frozen=True):
    """One side of a gap: a facet as answered by a role."""

    facet: str
    role: Role


class GapSpec(Struct, frozen=True):
    """A gap is minuend minus subtrahend. A rating has no subtrahend: it is compared with a target set beforehand."""

    id: str
    design: Design
    minuend: Side
    subtrahend: Side | None = None


class Words(Struct, frozen=True):
    """The words of an instrument in one language.

    `dimensions`, `items` and `anchors` map ids (of items: also `facet.item` where a facet has its own wording) to text;
    `facets` maps a facet to its instruction, `constructs` and `statements` their ids to a name and a sentence; `record` says
    who translated, from what and how it was checked.
    """

    language: str
    title: str
    dimensions: dict[str, str]
    items: dict[str, str]
    facets: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    record: str = ""
    constructs: dict[str, str] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)

    def of(self, facet: Facet) -> dict[str, str]:
        """The texts of a facet's places."""
        return {"item": self.items, "dimension": self.dimensions, "statement": self.statements}[facet.by]


class Instrument(Struct, frozen=True):
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
    constructs: tuple[Construct, ...] = ()
    statements: tuple[Statement, ...] = ()

    def facet(self, facet_id: str) -> Facet:
        return next(f for f in self.facets if f.id == facet_id)

    def places(self, facet: Facet) -> tuple[str, ...]:
        """The ids that have an answer in this facet: items, dimensions or its statements, in the instrument's order."""
        if facet.by == "statement":
            own = {c.id for c in self.constructs if c.facet == facet.id}
            return tuple(s.id for s in self.statements if s.construct in own)
        return tuple(p.id for p in (self.items if facet.by == "item" else self.dimensions))

    def items_of(self, dimension: str) -> tuple[str, ...]:
        return tuple(i.id for i in self.items if i.dimension == dimension)

    def blocks(self, facet: Facet) -> dict[str, tuple[str, ...]]:
        """The places that one score is made of, by dimension (of items) or construct (of statements)."""
        if facet.by == "statement":
            own = [c.id for c in self.constructs if c.facet == facet.id]
            return {c: tuple(s.id for s in self.statements if s.construct == c) for c in own}
        return {d.id: (d.id,) if facet.by == "dimension" else self.items_of(d.id) for d in self.dimensions}

    def is_reversed(self, facet: str, place: str) -> bool:
        """Whether a high answer is a bad one here."""
        if self.facet(facet).by == "statement":
            return any(s.id == place and s.reversed for s in self.statements)
        return any(i.id == place and facet in i.reversed for i in self.items)

    def facets_of(self, role: str) -> tuple[Facet, ...]:
        return tuple(f for f in self.facets if role in f.roles)


def to_plain(instrument: Instrument) -> dict[str, Any]:
    """The instrument, words included, as a plain JSON object: what an analysis carries so that reports need no library."""
    plain: dict[str, Any] = json.decode(json.encode(instrument))
    return plain
