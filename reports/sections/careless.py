"""Answers that look careless: how many, by which signs, and whether the findings hold without them."""

from __future__ import annotations

from typing import Any

from gaps.results import Interval, Sensitivity
from reports import names, numbers
from reports.blocks import Block, Cell, Heading, Missing, Notes, Number, Paragraph, Table, Text
from reports.cells import NONE, TONES, span
from reports.view import View


def blocks(view: View) -> tuple[Block, ...]:
    """In brief only where somebody was flagged, and without the table."""
    screened: list[dict[str, Any]] = view.analysis.quality.get("screening") or []
    why = [_unscreened(view, u) for u in view.analysis.quality.get("unscreened") or ()]
    if view.brief and all(s["flagged"] == 0 for s in screened):
        return ()
    if not screened:
        return (Heading(view.say("heading.screening")), Paragraph(view.say("number.sentences").join(why))) if why else ()
    said = view.say("number.sentences").join([*(_flagged(view, s) for s in screened), *why])
    heading = Heading(view.say("heading.screening")), Paragraph(said)
    held = Paragraph(_held(view)) if view.analysis.sensitivity else None
    if view.brief:
        return (*heading, held) if held else heading
    table = (held, _table(view)) if held else ()
    return *heading, *table, Notes((_signs(view, screened),))


def _flagged(view: View, s: dict[str, Any]) -> str:
    case = "few" if s["flagged"] is None else "some" if s["flagged"] else "none"
    many = {} if s["flagged"] is None else {"flagged": numbers.count(s["flagged"])}
    return view.say(f"screening.{case}", role=names.role(view, s["role"]), screened=numbers.count(s["screened"]), **many)


def _unscreened(view: View, u: dict[str, str]) -> str:
    return view.say(f"unscreened.{u['reason']}", role=names.role(view, u["role"]))


def _signs(view: View, screened: list[dict[str, Any]]) -> str:
    """The signs that were looked for, each with how many showed it in all roles together."""
    signs = sorted({sign for s in screened for sign in s["by_index"]})
    return view.say("screening.rule", signs=view.say("number.list_long").join(_sign(view, screened, sign) for sign in signs))


def _sign(view: View, screened: list[dict[str, Any]], sign: str) -> str:
    found = [s["by_index"][sign] for s in screened if sign in s["by_index"]]
    known = [n for n in found if n is not None]
    words = view.say_first(f"sign.{sign}", "sign.other", code=sign)
    return words if len(known) < len(found) else view.say("screening.sign", sign=words, n=numbers.count(sum(known)))


def _held(view: View) -> str:
    """Whether a verdict is another one without the flagged."""
    changed = [s for s in view.analysis.sensitivity if s.verdict != s.verdict_without]
    if not changed:
        return view.say("screening.same")
    named = view.say("number.list_long").join(
        view.say("screening.place", gap=names.gap_label(view, s.gap), place=names.place(view, s.level, s.place)) for s in changed
    )
    return view.say("screening.changed", places=named)


def _table(view: View) -> Table:
    columns = ("gap", "part", "with_all", "interval", "n", "without", "interval", "n")
    rows = tuple(_row(view, s) for s in view.analysis.sensitivity)
    heads = tuple(view.say(f"column.{c}") for c in columns)
    return Table("quality.screening", heads, rows, "llrrrrrr", view.say("table.screening"))


def _row(view: View, s: Sensitivity) -> tuple[Cell, ...]:
    sides = (s.difference, s.n, s.verdict), (s.without, s.n_without, s.verdict_without)
    names_of = Text(names.gap_label(view, s.gap)), Text(names.place(view, s.level, s.place))
    return (*names_of, *(cell for side in sides for cell in _side(view, *side)))


def _side(view: View, difference: Interval | None, n: int | None, verdict: str | None) -> tuple[Cell, ...]:
    if difference is None or n is None:
        return (Missing(NONE, view.say("why.not_given")),) * 3
    value = Number(difference.value, numbers.signed(difference.value), TONES.get(verdict or "", "plain"))
    return value, span(view, difference, "signed"), Number(n, numbers.count(n))
