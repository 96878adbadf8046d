"""A mapping that was saved with an earlier wave, held against the headers of a new export: what is gone, renamed, new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from surveys.instrument import Instrument
from surveys.likeness import Texts
from surveys.problems import Problem
from surveys.spelling import same
from surveys.study import Source

LIKE, CLEAR = 0.75, 0.08
"""How like a header that is gone a new one must be to be named as the same one renamed, and how much more than the next."""
MOST_SHOWN = 8


class Changes(Struct, frozen=True):
    """Headers the mapping names that are `gone`; of these, those probably `renamed` (old, new, likeness); `new` ones."""

    gone: tuple[str, ...]
    renamed: tuple[tuple[str, str, float], ...]
    new: tuple[str, ...]


def mapping_changes(saved: Source, header: Sequence[str], instrument: Instrument, known: Iterable[str] = ()) -> Changes:
    """The differences between a saved source and a file's headers. `known` are headers the earlier file had besides.

    Without `known`, every header that the saved source does not name counts as new.
    """
    named = _named(saved, instrument)
    there = {same(text) for text in header if text}
    gone = [text for text in dict.fromkeys(map(same, (*named, *known))) if text not in there]
    before = {same(text) for text in (*named, *known)}
    new = [text for text in dict.fromkeys(same(text) for text in header if text) if text not in before]
    return Changes(tuple(gone), tuple(renamed(gone, new)), tuple(new))


def mapping_problem(changes: Changes, file: str) -> Problem:
    """The differences in one problem."""
    pairs = [f"{old} → {new} ({score:.2f})" for old, new, score in changes.renamed]
    values = {"gone": listed(changes.gone), "renamed": listed(pairs), "new": listed(changes.new)}
    return Problem("mapping_changed", file, count=len(changes.gone), values=values)


def _named(saved: Source, instrument: Instrument) -> list[str]:
    """Every header a source names; a block by its ends."""
    facets = {facet.id for facet in instrument.facets}
    ends = [end for key, text in saved.columns.items() if key in facets for end in text.split("..")]
    single = [text for key, text in saved.columns.items() if key not in facets]
    others = [text for text in (saved.id, saved.unit, saved.weight, saved.wave_column, saved.duration) if text]
    return [*single, *ends, *others, *saved.segments, *saved.ignore]


def renamed(gone: Sequence[str], new: Sequence[str]) -> Iterable[tuple[str, str, float]]:
    """Each header that is gone with the new one it is clearly like, and how like."""
    others = Texts(new)
    for old in gone:
        (score, first), *rest = others.nearest(old, LIKE - CLEAR)[:2] or [(0.0, 0)]
        if score >= LIKE and all(score - second >= CLEAR for second, _ in rest):
            yield old, new[first], round(score, 2)


def listed(texts: Sequence[str]) -> str:
    """The first of them, as a sentence names them."""
    shown = [text[:60] for text in texts[:MOST_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(texts) > MOST_SHOWN else [])]) or "-"
