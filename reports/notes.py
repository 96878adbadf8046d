"""Note codes as small print: one whole sentence a code, naming the places it belongs to unless it belongs to all."""

from __future__ import annotations

from collections.abc import Sequence

from gaps.results import GapResult
from reports import cells, names, numbers
from reports.blocks import Notes
from reports.view import View


def of_results(view: View, results: Sequence[GapResult]) -> tuple[Notes, ...]:
    """The notes of all these results of one gap, each once. A code without a sentence is named as it is."""
    codes = dict.fromkeys(code for r in results for code in _codes(r))
    said = tuple(_note(view, code, results) for code in codes)
    return (Notes(said),) if said else ()


def _codes(r: GapResult) -> tuple[str, ...]:
    """The analysis's own notes; one for a verdict that seems to contradict the interval printed beside it, and one where the
    intervals are so wide that no gap at all could have been found to meet."""
    if r.verdict != "undecided" or r.difference is None or r.design == "rating":
        return r.notes
    clear = not r.difference.low <= 0 <= r.difference.high
    wide = r.equivalence is not None and r.equivalence.high - r.equivalence.low >= 2 * r.equivalence.margin
    return (*r.notes, *(("not_after_correction",) if clear else ()), *(("meets_out_of_reach",) if wide else ()))


def _note(view: View, code: str, results: Sequence[GapResult]) -> str:
    which = "all" if all(code in _codes(r) for r in results) else "some"
    places = [names.place(view, r.level, r.place, r.minuend.facet) for r in results if code in _codes(r)]
    return view.say_first(
        f"note.{code}.{which}",
        f"note.other.{which}",
        places=view.listed(tuple(dict.fromkeys(places))),
        code=code,
        margin=numbers.plain(view.margin),
        meets=cells.word(view, results[0].gap, "meets"),
    )
