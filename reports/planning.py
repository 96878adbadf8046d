"""A plan in words: how many answers a survey needs, and what a given number of answers can show."""

from __future__ import annotations

from typing import Any

from reports import numbers
from reports.blocks import Block, Bullets, Cell, Findings, Lead, Missing, Notes, Number, Paragraph, Section, Table, Text
from reports.wording import Wording

LEVELS = ("overall", "dimension", "item")


def build(planned: dict[str, Any], wording: Wording, instrument: str, low: int, high: int, branches: int | None) -> Findings:
    """The plan of `gaps.power.planned` on a scale from low to high, for so many branches where they are told."""
    plan = planned["plan"]
    said = {
        "sd": numbers.plain(plan["sd"]), "margin": numbers.plain(plan["margin"]), "gap": numbers.plain(plan["gap"]),
        "level": numbers.confidence(plan["level"]), "power": numbers.percent(plan["power"]), "places": plan["places"],
        "low": low, "high": high,
    }  # fmt: skip
    needed: dict[str, dict[str, int] | None] = planned["needed"]
    needs: tuple[Block, ...] = (
        Lead(wording.say("plan.lead", n=_overall(needed, "meets"), possible=_overall(needed, "meets_possible"), **said), "plain"),
        Paragraph(wording.say("plan.assumed", **said)),
        _needed(needed, wording, said),
        *_branches(needed, wording, branches),
    )
    notes = Bullets(tuple(wording.say(f"plan.note.{k}", **said) for k in ("widths", "corrected", "spread", "people")))
    parts: dict[str, tuple[Block, ...]] = {
        "needed": needs,
        "found": (_found(planned["found"], wording, said),),
        "two": (_two(planned["two"], wording, said), notes),
    }
    sections = tuple(Section(part, wording.say(f"plan.{part}"), blocks) for part, blocks in parts.items())
    return Findings(
        wording.language, wording.say("plan.title"), wording.say("plan.subtitle", **said), "", "", instrument, sections
    )


def _overall(needed: dict[str, dict[str, int] | None], what: str) -> str:
    found = needed[what]
    return "" if found is None else numbers.count(found["overall"])


def _needed(needed: dict[str, dict[str, int] | None], wording: Wording, said: dict[str, Any]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for what, levels in needed.items():
        counts: list[Cell] = [Number(n, numbers.count(n)) for n in (levels or {}).values()]
        nothing = [Missing("—", wording.say("plan.never"))] * len(LEVELS)
        rows.append((Text(wording.say(f"plan.goal.{what}", **said)), *(counts or nothing)))
    columns = (wording.say("plan.goal.head"), *(wording.say(f"plan.level.{level}") for level in LEVELS))
    return Table("plan.needed", columns, tuple(rows), "lrrr", wording.say("plan.needed_caption", **said))


def _branches(needed: dict[str, dict[str, int] | None], wording: Wording, branches: int | None) -> tuple[Notes, ...]:
    if branches is None:
        return ()
    totals = {w: numbers.count(branches * n["overall"]) for w in ("gap", "meets") if (n := needed[w])}
    return (Notes((wording.say("plan.branches", branches=branches, **totals),)),)


def _found(found: list[dict[str, Any]], wording: Wording, said: dict[str, Any]) -> Table:
    rows = tuple(
        (
            Number(f["n"], numbers.count(f["n"])), Number(f["gap"], numbers.plain(f["gap"])),
            Number(f["gap_together"], numbers.plain(f["gap_together"])),
            Number(f["meets"], numbers.percent(f["meets"])) if f["possible"] else Text(wording.say("plan.impossible")),
        )
        for f in found
    )  # fmt: skip
    columns = tuple(wording.say(f"plan.column.{k}", **said) for k in ("n", "gap", "gap_together", "meets"))
    return Table("plan.found", columns, rows, "rrrr", wording.say("plan.found_caption", **said))


def _two(two: list[dict[str, Any]], wording: Wording, said: dict[str, Any]) -> Table:
    rows = tuple(
        (Number(t["first"], numbers.count(t["first"])), Number(t["second"], numbers.count(t["second"])),
         Number(t["difference"], numbers.plain(t["difference"])))
        for t in two
    )  # fmt: skip
    columns = tuple(wording.say(f"plan.column.{k}") for k in ("first", "second", "difference"))
    return Table("plan.two", columns, rows, "rrr", wording.say("plan.two_caption", **said))
