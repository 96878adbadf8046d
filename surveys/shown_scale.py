"""The scale that answers themselves show: by the words of a common scale, else by their numbers; nothing where neither tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from surveys.asked_scale import USUAL
from surveys.cells import fold, strip
from surveys.instrument import Scale
from surveys.labels import Heard, lengths, parts, says_nothing
from surveys.texts import Told

SLIDER = Scale(0, 100)
NEARLY = 0.9
"""How far up a slider somebody must have gone, and the share of the numbers that must lie on it."""
RARE = 0.05
"""Of all answers."""
HARDLY_ANY = 0.005
"""The share of the answers that chooses no longer scale: they are slips, or the check names each of them."""
MOST_WORDY = 0.5


class Answered(Struct, frozen=True):
    """A column: its texts, and the file's own labels of cells."""

    texts: Told
    labels: Mapping[str, str]


def shown_scale(facets: Iterable[Collection[Answered]]) -> Scale | None:
    """The scale of the columns of several facets: every facet's words must fit the same length.

    Words count where they stand in half of the cells or the file labels its codes with them; otherwise numbers do, as where
    the two ends alone are words.
    """
    facets = [list(columns) for columns in facets]
    numbers: Counter[int] = Counter()
    named = filled = 0
    for column in (column for columns in facets for column in columns):
        for text, times in zip(column.texts.distinct, column.texts.counts.tolist(), strict=True):
            key = fold(strip(text))
            number, word = parts(key)
            word = column.labels.get(strip(text), word)
            if not key or (word and says_nothing(word)):
                continue
            filled += times
            named += times if word else 0
            numbers.update({} if number is None else {number: times})
    if filled and named >= MOST_WORDY * filled:
        told = [found for columns in facets if (found := lengths([_heard(column) for column in columns])) is not None]
        common = set.intersection(*told) if told else set()
        if len(common) == 1:
            return Scale(1, common.pop())
    return _by_numbers(numbers) if numbers.total() > RARE * filled else None


def _heard(column: Answered) -> Heard:
    return Heard({key for text in column.texts.distinct if (key := fold(strip(text)))}, column.labels)


def _by_numbers(numbers: Mapping[int, int]) -> Scale | None:
    """The shortest usual scale that holds all but hardly any of the numbers up to ten, where these are most of them; or a slider
    that was used.
    """
    total = sum(numbers.values())
    small = {code: times for code, times in numbers.items() if 0 <= code <= USUAL[-1].high}
    if used := _but_apart(small) if 2 * sum(small.values()) >= total else set():
        held = {scale: sum(small[code] for code in used if scale.low <= code <= scale.high) for scale in USUAL}
        least = (1 - HARDLY_ANY) * sum(small[code] for code in used)
        return next((scale for scale in USUAL if held[scale] >= least), None)
    on_it = {code: times for code, times in numbers.items() if SLIDER.low <= code <= SLIDER.high}
    wide = on_it and max(on_it) >= NEARLY * SLIDER.high and sum(on_it.values()) >= NEARLY * total
    return SLIDER if wide else None


def _but_apart(numbers: Mapping[int, int]) -> set[int]:
    """The codes but a rare highest one that stands apart, such as 9 for "no answer": the check will name it."""
    *others, highest = sorted(numbers) or [0]
    apart = others and highest - others[-1] > 1 and numbers[highest] < RARE * sum(numbers.values())
    return set(others) if apart else set(numbers)
