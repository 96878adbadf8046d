"""How many say that no standards exist, among groups: the whole less the others must not tell of one or two people."""

from __future__ import annotations

from collections import defaultdict

from gaps.drafts import Draft

FEW = 3
"""Of fewer people than this nobody is told how many gave one answer."""


def hide_few(drafts: list[Draft]) -> None:
    """Where one or two people of a group, or of no group, said so, the number is told of the whole alone.

    Of all groups: that a number is missing would itself say that it is small.
    """
    ratings = [d for d in drafts if d.spec.design == "rating"]
    wholes = {(d.spec.id, d.place): d.none for d in ratings if not d.group.label}
    families: dict[tuple[str, str, str], list[Draft]] = defaultdict(list)
    for d in ratings:
        if d.group.label and d.group.breakdown != "wave":
            families[d.spec.id, d.group.breakdown, d.place].append(d)
    hidden = set()
    for (spec, breakdown, place), parts in families.items():
        whole, known = wholes.get((spec, place)), sum(d.none for d in parts if d.none is not None)
        if any(d.none is None for d in parts) or (whole is not None and 0 < whole - known < FEW):
            hidden.add((spec, breakdown))
    for (spec, breakdown, _), parts in families.items():
        for d in parts if (spec, breakdown) in hidden else ():
            d.none = d.without_none = None
            d.notes = d.notes if "none_counted" in d.notes else [*d.notes, "none_counted"]
