"""How good the data are: rows and what became of them, who answered, what is missing, the ceiling, the reliability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports import names, numbers
from reports.blocks import Block, Cell, Heading, Missing, Notes, Number, Paragraph, Section, Table, Text
from reports.cells import NONE
from reports.sections import careless, reliability
from reports.view import View

AT_TOP = 0.5
"""From this share of highest answers on, an item is said to stand at the ceiling."""


def build(view: View) -> Section:
    missing = () if view.brief else _missing(view)
    answers = (*missing, *_ceiling(view), *careless.blocks(view), *reliability.blocks(view))
    return Section("quality", view.say("section.quality"), (*_rows(view), *_response(view), *answers, *_problems(view)))


def _table(view: View, key: str, columns: tuple[str, ...], rows: Sequence[tuple[Cell, ...]], align: str) -> Table:
    heads = tuple(view.say(f"column.{c}") for c in columns)
    return Table(f"quality.{key}", heads, tuple(rows), align, view.say(f"table.{key}"))


def _count(n: int) -> Number:
    return Number(n, numbers.count(n))


def _share(view: View, share: float | None) -> Cell:
    return Missing(NONE, view.say("why.not_given")) if share is None else Number(share, numbers.percent(share))


# ---- rows ------------------------------------------------------------------------------------------------------------
def _rows(view: View) -> tuple[Block, ...]:
    sources: list[dict[str, Any]] = view.analysis.provenance.get("sources") or []
    read, used = (sum(s["rows"][k] for s in sources) for k in ("read", "used"))
    key = "data.rows" if read > used else "data.all_rows"
    said = view.say(key, read=numbers.count(read), used=numbers.count(used), left=numbers.count(read - used))
    answer = Heading(view.say("heading.rows")), Paragraph(said)
    if view.brief and read == used:
        return answer
    rows = [_source_row(view, s) for s in sources]
    return *answer, _table(view, "rows", ("source", "role", "read", "used", "left_out", "why"), rows, "llrrrl")


def _source_row(view: View, source: dict[str, Any]) -> tuple[Cell, ...]:
    rows, excluded = source["rows"], source["rows"]["excluded"]
    reasons = [view.say("excluded.row", reason=_reason(view, code), n=numbers.count(n)) for code, n in excluded.items()]
    return (
        Text(view.say("data.source", number=source["source"])),
        Text(names.role(view, source["role"])),
        _count(rows["read"]),
        _count(rows["used"]),
        _count(sum(excluded.values())),
        Text(view.say("number.list_long").join(reasons) if reasons else NONE),
    )


def _reason(view: View, code: str) -> str:
    return view.say_first(f"excluded.{code}", "excluded.other", code=code)


def _response(view: View) -> tuple[Block, ...]:
    asked = [r for r in view.analysis.quality.get("response") or () if r.get("invited")]
    if not asked:
        return ()
    rows = [(Text(names.role(view, r["role"])), _count(r["invited"]), _count(r["used"]), _share(view, r["rate"])) for r in asked]
    table = _table(view, "response", ("role", "invited", "used", "rate"), rows, "lrrr")
    return (table,) if view.brief else (table, Notes((view.say("data.response"),)))  # in brief the method's limits say it


# ---- answers ---------------------------------------------------------------------------------------------------------
def _missing(view: View) -> tuple[Block, ...]:
    found = view.analysis.quality.get("missing") or ()
    rows = [(Text(names.facet(view, m["facet"])), Text(names.role(view, m["role"])), _share(view, m["share"])) for m in found]
    if not rows:
        return ()
    table = _table(view, "missing", ("facet", "role", "share"), rows, "llr")
    return Heading(view.say("heading.missing")), table, *_no_opinion(view)


def _no_opinion(view: View) -> tuple[Block, ...]:
    """Who said that they have no opinion is counted apart from who said nothing."""
    found = view.analysis.quality.get("no_opinion") or ()
    named = [(names.facet(view, m["facet"]), names.role(view, m["role"]), numbers.percent(m["share"])) for m in found]
    said = tuple(view.say("beside.no_opinion", facet=facet, role=role, share=share) for facet, role, share in named)
    return (Notes(said),) if said else ()


def _ceiling(view: View) -> tuple[Block, ...]:
    """Of the wishes only: there the gap loses its meaning."""
    wishes = {s["facet"] for s in (view.spec(gap).get("subtrahend") for gap in view.gaps) if s}
    asked = [c for c in view.analysis.quality.get("ceiling") or () if c["facet"] in wishes and c.get("role") in (None, "customer")]
    found = [c for c in asked if c["share_at_top"] >= AT_TOP]
    if not found:
        return ()
    heading = Heading(view.say("heading.ceiling"))
    if view.brief:
        return heading, Paragraph(_ceiling_sentences(view, found, len(asked)))
    table = _table(view, "ceiling", ("item", "facet", "at_top", "sd"), [_ceiling_row(view, c) for c in found], "llrr")
    return heading, Paragraph(view.say("data.ceiling")), table


def _ceiling_sentences(view: View, found: list[dict[str, Any]], total: int) -> str:
    items = view.say("number.list_long").join(names.item(view, c["item"], c["facet"]) for c in found)
    which = view.say("data.ceiling_items", count=len(found), total=total, items=items)
    return view.say("number.sentences").join((which, view.say("data.ceiling")))


def _ceiling_row(view: View, c: dict[str, Any]) -> tuple[Cell, ...]:
    sd = c.get("sd")
    return (
        Text(names.item(view, c["item"], c["facet"])),
        Text(names.facet(view, c["facet"])),
        _share(view, c["share_at_top"]),
        Missing(NONE, view.say("why.not_given")) if sd is None else Number(sd, numbers.plain(sd)),
    )


def _problems(view: View) -> tuple[Block, ...]:
    """Every code once: `<code>_more` counts those beyond the ones named row by row, `<code>_counted` those of large files."""
    found: dict[tuple[str, bool], int] = {}
    for p in view.analysis.quality.get("problems") or ():
        kind = str(p["code"]).removesuffix("_more").removesuffix("_counted"), bool(p.get("confirmed"))
        found[kind] = found.get(kind, 0) + int(p["count"])
    rows = [(Text(_problem(view, *kind)), _count(n)) for kind, n in found.items()]
    if not rows:
        return ()
    return Heading(view.say("heading.problems")), _table(view, "problems", ("problem", "count"), rows, "lr")


def _problem(view: View, code: str, confirmed: bool) -> str:
    said = view.say_first(f"problem_short.{code}", "problem_short.other", code=code)
    return view.say("confirmed.short", problem=said) if confirmed else said
