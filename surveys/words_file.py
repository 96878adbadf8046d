"""<language>.yaml → Words: what respondents and readers see of an instrument in one language, checked against its ids."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct

from surveys.instrument import Instrument, Words
from surveys.yaml_checks import Checker, read_yaml

KEYS = (
    "language", "title", "record", "anchors", "facet_anchors", "facets",
    "dimensions", "dimension_facets", "items", "item_facets", "constructs", "statements",
)  # fmt: skip


def read_words(path: Path, file: str, language: str, instrument: Instrument) -> Words:
    """The words of one language. Titles, dimensions and items must be complete; wordings of a facet are complete or absent.

    `file` is its name in problems. InputError carries all problems found.
    """
    checker = Checker(file)
    tree = checker.mapping(read_yaml(path, checker), path.name, KEYS)
    words = _Reader(checker, instrument).words(tree, language)
    checker.raise_if_any()
    return words


class _Reader(Struct, frozen=True):
    checker: Checker
    instrument: Instrument

    def words(self, tree: dict[str, Any], language: str) -> Words:
        self.checker.choice(tree.get("language"), "language", (language,))
        items = [item.id for item in self.instrument.items]
        dimensions = [dimension.id for dimension in self.instrument.dimensions]
        asked = [facet.id for facet in self.instrument.facets]
        return Words(
            language=language,
            title=self.checker.text(tree.get("title"), "title"),
            record=self.checker.text(tree["record"], "record") if "record" in tree else "",
            dimensions=self.texts(tree.get("dimensions", {}), "dimensions", dimensions)
            | self.by_facet(tree.get("dimension_facets", {}), "dimension_facets", dimensions, "dimension"),
            items=self.texts(tree.get("items", {}), "items", items)
            | self.by_facet(tree.get("item_facets", {}), "item_facets", items, "item"),
            facets=self.texts(tree["facets"], "facets", asked) if "facets" in tree else {},
            anchors=(self.anchors(tree["anchors"], "anchors", none=False) if "anchors" in tree else {})
            | self.facet_anchors(tree.get("facet_anchors", {})),
            constructs=self.texts(tree.get("constructs", {}), "constructs", [c.id for c in self.instrument.constructs]),
            statements=self.texts(tree.get("statements", {}), "statements", [s.id for s in self.instrument.statements]),
        )

    def texts(self, value: Any, place: str, ids: Iterable[str]) -> dict[str, str]:
        """One text for each id: none missing, none unknown."""
        tree = self.checker.mapping(value, place, ids)
        return {key: self.checker.text(tree.get(key), f"{place}.{key}") for key in ids}

    def by_facet(self, value: Any, place: str, ids: Iterable[str], by: str) -> dict[str, str]:
        """Wordings of their own in some facets, keyed `facet.id`."""
        tree = self.checker.mapping(value, place, [f.id for f in self.instrument.facets if f.by == by])
        blocks = {facet: self.texts(block, f"{place}.{facet}", ids) for facet, block in tree.items()}
        return {f"{facet}.{key}": text for facet, block in blocks.items() for key, text in block.items()}

    def facet_anchors(self, value: Any) -> dict[str, str]:
        tree = self.checker.mapping(value, "facet_anchors", [f.id for f in self.instrument.facets])
        blocks = {
            facet.id: self.anchors(tree[facet.id], f"facet_anchors.{facet.id}", none=facet.none)
            for facet in self.instrument.facets
            if facet.id in tree
        }
        return {f"{facet}.{key}": text for facet, block in blocks.items() for key, text in block.items()}

    def anchors(self, value: Any, place: str, none: bool) -> dict[str, str]:
        """Both ends of the scale, whatever lies between, and `none` where that answer is allowed."""
        low, high = self.instrument.scale.low, self.instrument.scale.high
        tree = {str(key): text for key, text in self.checker.mapping(value, place).items()}
        known = [str(answer) for answer in range(low, high + 1)] + ["none"] * none
        self.checker.mapping(tree, place, known)
        needed = [str(low), str(high)] + ["none"] * none
        return {key: self.checker.text(tree.get(key), f"{place}.{key}") for key in known if key in tree or key in needed}
