"""instrument.yaml → Instrument: the structure of a questionnaire, read completely, with every fault named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from surveys.instrument import (
    ROLES,
    Construct,
    Design,
    Dimension,
    Facet,
    GapSpec,
    Instrument,
    Item,
    Role,
    Scale,
    Side,
    Statement,
)
from surveys.instrument_rules import check
from surveys.yaml_checks import Checker, read_yaml

KEYS = ("id", "version", "licence", "reference", "scale", "margin", "dimensions", "facets", "items", "gaps", "constructs")
BY = ("item", "dimension", "statement")
DESIGNS = ("paired", "independent", "rating")
GAPS = (*(f"gap{n}" for n in range(1, 8)), "mss", "msa")
"""`mss` (superiority) is perceived − desired, `msa` (adequacy) perceived − minimum."""


def read_instrument(path: Path, file: str) -> Instrument:
    """The instrument without words and digest. `file` is its name in problems. InputError carries all problems found."""
    checker = Checker(file)
    tree = checker.mapping(read_yaml(path, checker), "instrument.yaml", KEYS)
    instrument = _Reader(checker).instrument(tree)
    check(instrument, checker)
    checker.raise_if_any()
    return instrument


class _Reader(Struct, frozen=True):
    checker: Checker

    def instrument(self, tree: dict[str, Any]) -> Instrument:
        scale = self.scale(tree.get("scale"))
        facets = self.facets(tree.get("facets"))
        return Instrument(
            **{key: self.checker.text(tree.get(key), key) for key in ("id", "version", "licence", "reference")},
            scale=scale,
            margin=self.margin(tree.get("margin"), scale),
            dimensions=self.dimensions(tree.get("dimensions")),
            facets=facets,
            items=self.items(tree.get("items"), tuple(f.id for f in facets if f.by == "item")),
            gaps=self.gaps(tree.get("gaps")),
            words={},
            constructs=self.constructs(tree.get("constructs", {})),
            statements=self.statements(tree.get("constructs", {})),
        )

    def scale(self, value: Any) -> Scale:
        tree = self.checker.mapping(value, "scale", ("low", "high"))
        return Scale(*(self.checker.whole(tree.get(key), f"scale.{key}") for key in ("low", "high")))

    def margin(self, value: Any, scale: Scale) -> float:
        """The smallest gap that matters; 5 % of the scale's range where the file names none."""
        if value is None:
            return scale.span / 20
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < scale.span:
            self.checker.problem("margin", margin=value, span=scale.span)
            return scale.span / 20
        return float(value)

    def dimensions(self, value: Any) -> tuple[Dimension, ...]:
        if value is None or value == []:
            return ()
        entries = self.checker.entries(value, "dimensions")
        self.checker.ids(entries, "dimensions")
        return tuple(Dimension(entry) for entry in entries if isinstance(entry, str))

    def facets(self, value: Any) -> tuple[Facet, ...]:
        tree = self.checker.mapping(value, "facets")
        if value == {}:
            self.checker.problem("missing", place="facets")
        self.checker.ids(tree, "facets")
        return tuple(self.facet(str(key), body) for key, body in tree.items())

    def facet(self, facet_id: str, body: Any) -> Facet:
        place = f"facets.{facet_id}"
        tree = self.checker.mapping(body, place, ("role", "code", "by", "none", "total"))
        by = tree.get("by", "item")
        return Facet(
            facet_id,
            roles=self.roles(tree.get("role"), f"{place}.role"),
            code=self.checker.text(tree["code"], f"{place}.code") if "code" in tree else "",
            by=by if self.checker.choice(by, f"{place}.by", BY) else "item",
            none=self.checker.flag(tree.get("none", False), f"{place}.none"),
            total=self.checker.whole(tree["total"], f"{place}.total") if "total" in tree else None,
        )

    def roles(self, value: Any, place: str) -> tuple[Role, ...]:
        entries = self.checker.entries(value if isinstance(value, list) else [value], place)
        return tuple(entry for entry in entries if self.checker.choice(entry, place, ROLES))

    def items(self, value: Any, item_facets: tuple[str, ...]) -> tuple[Item, ...]:
        entries = self.checker.entries(value, "items")
        items = tuple(self.item(entry, f"items.{n}", item_facets) for n, entry in enumerate(entries, 1))
        self.checker.ids([item.id for item in items if item.id], "items")
        return items

    def item(self, body: Any, place: str, item_facets: tuple[str, ...]) -> Item:
        tree = self.checker.mapping(body, place, ("id", "dimension", "reversed"))
        dimension = tree.get("dimension")
        return Item(
            self.checker.text(tree.get("id"), f"{place}.id") if tree else "",
            dimension=None if dimension is None else self.checker.text(dimension, f"{place}.dimension"),
            reversed=self.reversed(tree.get("reversed", False), f"{place}.reversed", item_facets),
        )

    def reversed(self, value: Any, place: str, item_facets: tuple[str, ...]) -> tuple[str, ...]:
        """`true` turns the item in every facet answered per item; a list names the facets."""
        if isinstance(value, list):
            return tuple(entry for entry in value if self.checker.choice(entry, place, item_facets))
        return item_facets if self.checker.flag(value, place) else ()

    def constructs(self, value: Any) -> tuple[Construct, ...]:
        tree = self.checker.mapping(value, "constructs")
        self.checker.ids(tree, "constructs")
        return tuple(self.construct(str(key), body) for key, body in tree.items())

    def construct(self, construct_id: str, body: Any) -> Construct:
        place = f"constructs.{construct_id}"
        tree = self.checker.mapping(body, place, ("gap", "facet", "statements"))
        gap = tree["gap"] if self.checker.choice(tree.get("gap"), f"{place}.gap", GAPS) else ""
        return Construct(construct_id, gap, self.checker.text(tree.get("facet"), f"{place}.facet"))

    def statements(self, value: Any) -> tuple[Statement, ...]:
        """All statements, construct by construct; `constructs` has named what is wrong with their tree."""
        trees = {str(key): body for key, body in value.items() if isinstance(body, dict)} if isinstance(value, dict) else {}
        found = tuple(s for construct, body in trees.items() for s in self.of_construct(construct, body.get("statements")))
        self.checker.ids([s.id for s in found if s.id], "statements")
        return found

    def of_construct(self, construct: str, value: Any) -> Iterator[Statement]:
        for n, body in enumerate(self.checker.entries(value, f"constructs.{construct}.statements"), 1):
            place = f"constructs.{construct}.statements.{n}"
            tree = self.checker.mapping(body, place, ("id", "reversed"))
            turned = self.checker.flag(tree.get("reversed", False), f"{place}.reversed")
            yield Statement(self.checker.text(tree.get("id"), f"{place}.id") if tree else "", construct, turned)

    def gaps(self, value: Any) -> tuple[GapSpec, ...]:
        tree = self.checker.mapping(value, "gaps", GAPS)
        found = (self.gap(str(key), body) for key, body in tree.items())
        return tuple(gap for gap in found if gap is not None)

    def gap(self, gap_id: str, body: Any) -> GapSpec | None:
        place = f"gaps.{gap_id}"
        tree = self.checker.mapping(body, place, ("design", "minuend", "subtrahend"))
        known = self.checker.choice(tree.get("design"), f"{place}.design", DESIGNS)
        minuend = self.side(tree.get("minuend"), f"{place}.minuend")
        subtrahend = self.side(tree["subtrahend"], f"{place}.subtrahend") if "subtrahend" in tree else None
        if not known or minuend is None or ("subtrahend" in tree and subtrahend is None):
            return None
        return GapSpec(gap_id, cast(Design, tree["design"]), minuend, subtrahend)

    def side(self, body: Any, place: str) -> Side | None:
        tree = self.checker.mapping(body, place, ("facet", "role"))
        facet = self.checker.text(tree.get("facet"), f"{place}.facet")
        known = self.checker.choice(tree.get("role"), f"{place}.role", ROLES)
        return Side(facet, cast(Role, tree["role"])) if facet and known else None
