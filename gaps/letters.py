"""Letters that say which groups differ: two groups that share a letter were not told apart (Piepho 2004)."""

from __future__ import annotations

from string import ascii_lowercase

Pair = tuple[int, int]


def letters(means: list[float], apart: set[Pair]) -> list[str]:
    """The letters of each group, `a` beginning with the greatest mean. `apart` holds the pairs i < j that differ.

    Every pair that differs shares no letter, every other pair at least one. From one letter for all, each difference splits
    the letters that hold both; a letter within another is dropped.
    """
    columns = [frozenset(range(len(means)))]
    for i, j in sorted(apart):
        split = [c - {out} for c in columns if {i, j} <= c for out in (i, j)]
        columns = _widest([c for c in columns if not {i, j} <= c] + split)
    rank = {group: place for place, group in enumerate(sorted(range(len(means)), key=lambda g: (-means[g], g)))}
    ordered = sorted(columns, key=lambda c: sorted(rank[g] for g in c))
    return ["".join(_name(k) for k, c in enumerate(ordered) if g in c) for g in range(len(means))]


def _widest(columns: list[frozenset[int]]) -> list[frozenset[int]]:
    distinct = list(dict.fromkeys(columns))
    return [c for c in distinct if not any(c < other for other in distinct)]


def _name(place: int) -> str:
    """a … z, then a2 … z2."""
    turn, letter = divmod(place, 26)
    return ascii_lowercase[letter] + (str(turn + 1) if turn else "")
