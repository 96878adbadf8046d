"""The classical tests and the effect sizes of a gap, in a table of their own beside the decision."""

from __future__ import annotations

from collections.abc import Sequence

from gaps.results import Effect, GapResult
from reports import cells, names, numbers
from reports.blocks import Block, Cell, Heading, Missing, Notes, Number, Span, Table, Text
from reports.view import View

TESTS = {"paired": ("t_paired", "wilcoxon_pratt", "sign"), "independent": ("t_welch", "permutation")}
EFFECTS = {"paired": ("hedges_gz", "hedges_gav", "rank_biserial"), "independent": ("hedges_g", "cliff_delta")}
LEVELS = ("overall", "dimension", "item")


def blocks(view: View, gap: str) -> tuple[Block, ...]:
    """For gaps that are differences; one row a place, p uncorrected, and under the table what each test asks."""
    design = str(view.spec(gap)["design"])
    results = [r for level in LEVELS for r in view.results(gap, level)]
    if design not in TESTS or not any(r.tests or r.effects for r in results):
        return ()
    shown = tuple(t for t in TESTS[design] if any(t == made.method for r in results for made in r.tests))
    notes = (*(view.say(f"beside.null.{t}") for t in shown), view.say(f"beside.effects.{design}"), *_of_points(view, results))
    return Heading(view.say("beside.heading")), _table(view, gap, results, shown, EFFECTS[design]), Notes(notes)


def _table(view: View, gap: str, results: Sequence[GapResult], tests: Sequence[str], effects: Sequence[str]) -> Table:
    kinds = [k for k in effects if any(k == e.kind for r in results for e in r.effects)]
    pairs = [(view.say(f"beside.effect.{k}"), view.say("column.interval")) for k in kinds]
    columns = (view.say("beside.part"), *(view.say(f"beside.test.{t}") for t in tests), *(c for pair in pairs for c in pair))
    rows = tuple(_row(view, r, tests, kinds) for r in results)
    caption = view.say("beside.table", name=names.gap_label(view, gap))
    return Table(f"{gap}.beside", columns, rows, "l" + "r" * (len(columns) - 1), caption)


def _row(view: View, r: GapResult, tests: Sequence[str], kinds: Sequence[str]) -> tuple[Cell, ...]:
    p = {t.method: t.p for t in r.tests}
    made = {e.kind: e for e in r.effects}
    absent = cells.missing(view, r)
    found = (Number(p[t], numbers.p_value(p[t], view.error)) if t in p else absent for t in tests)
    sizes = (cell for k in kinds for cell in _effect(view, made.get(k), absent))
    return Text(names.place(view, r.level, r.place, r.minuend.facet)), *found, *sizes


def _effect(view: View, e: Effect | None, absent: Missing) -> tuple[Cell, Cell]:
    if e is None:
        return absent, absent
    value = Number(e.value, numbers.signed(e.value))
    if e.low is None or e.high is None:
        return value, Missing(cells.NONE, view.say("beside.no_interval"))
    return value, Span(e.low, e.high, numbers.interval(e.low, e.high, view.wording))


def _of_points(view: View, results: Sequence[GapResult]) -> tuple[str, ...]:
    """Of the points-weighted score: its bootstrap interval, and what the shortcut would have said."""
    said = []
    for r in results:
        for e in r.effects:
            if e.kind == "mean_bca" and e.low is not None and e.high is not None:
                interval = numbers.interval(e.low, e.high, view.wording)
                said.append(view.say("beside.bca", place=names.place(view, r.level, r.place), interval=interval))
        if r.shortcut is not None:
            said.append(view.say("beside.shortcut", place=names.place(view, r.level, r.place), value=numbers.signed(r.shortcut)))
    return tuple(said)
