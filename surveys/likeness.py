"""How like two texts are: Dice's coefficient of the pairs of neighbouring letters, without case, blanks and punctuation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from surveys.spelling import folded

LETTERS = re.compile(r"[^\W_]+")


class Texts:
    """Texts among which the nearest to another are found; their pairs of letters are looked up, not compared one by one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.sizes: list[int] = []
        self.where: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            found = pairs(text)
            self.sizes.append(len(found))
            for pair in found:
                self.where[pair].append(number)

    def nearest(self, text: str, least: float) -> list[tuple[float, int]]:
        """The likeness (0 nothing in common, 1 the same pairs) and number of those at least so like, the nearest first."""
        mine = pairs(text)
        shared = Counter(chain.from_iterable(self.where.get(pair, ()) for pair in mine))
        scores = ((2 * count / (len(mine) + self.sizes[number]), number) for number, count in shared.items())
        return sorted((found for found in scores if found[0] >= least), key=lambda found: (-found[0], found[1]))


def pairs(text: str) -> frozenset[str]:
    letters = "".join(LETTERS.findall(folded(text)))
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))
