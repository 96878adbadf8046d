"""How far a gap moved between two waves, from the two intervals alone."""

from __future__ import annotations

from math import hypot

from gaps.results import Interval


def moved(old: Interval, new: Interval) -> Interval:
    """New minus old for two independent estimates of the same level, by the method of variance estimates recovery.

    Each limit takes from the two intervals the arms that point its way, so that their asymmetry is kept. Where the same
    people answered in both waves and answered alike, the interval is wider than it need be. Source: Zou and Donner,
    Statistics in Medicine 27 (2008), 1693-1702.
    """
    value = new.value - old.value
    low = value - hypot(new.value - new.low, old.high - old.value)
    high = value + hypot(new.high - new.value, old.value - old.low)
    return Interval(value, low, high, new.level, "mover")


def case(change: Interval, margin: float) -> str:
    """`better`, `worse`, each with `_little` where it stays inside ±margin; `unchanged`; else `unclear`."""
    little = -margin < change.low and change.high < margin
    if change.low > 0 or change.high < 0:
        return ("better" if change.low > 0 else "worse") + ("_little" if little else "")
    return "unchanged" if little else "unclear"
