"""One gap: its question, the answer, the dimensions, the items, what usually closes it, and the small print."""

from __future__ import annotations

from gaps.results import GapResult
from reports import change, charts, notes, tables, tell
from reports.blocks import Block, Heading, Lead, Notes, Paragraph, Section
from reports.cells import tone
from reports.view import View

LEVELS = ("overall", "dimension", "item")


def build(view: View, gap: str) -> Section:
    blocks = _measured(view, gap) if any(view.results(gap, level) for level in LEVELS) else _absent(view, gap)
    question = view.say_first(f"gap.{gap}.question", "gap.other.question", name=gap)
    return Section(gap, view.say_first(f"gap.{gap}.title", "gap.other.title", name=gap), (Heading(question), *blocks))


def _absent(view: View, gap: str) -> tuple[Block, ...]:
    return Lead(tell.absent(view, gap), "plain"), Paragraph(tell.remedy(view, gap))


def _measured(view: View, gap: str) -> tuple[Block, ...]:
    headline = view.headline(gap)
    lead = (Lead(tell.gap(view, headline), tone(headline)),) if headline else ()
    return (*lead, *_meaning(view, gap), *_dimensions(view, gap), *_guidance(view, gap), *_items(view, gap))


def _meaning(view: View, gap: str) -> tuple[Block, ...]:
    said = tell.dimensions(view, gap), view.say_first(f"gap.{gap}.meaning", f"gap.{_design(view, gap)}.meaning")
    return tuple(Paragraph(s) for s in said if s)


def _dimensions(view: View, gap: str) -> tuple[Block, ...]:
    results = _headline(view, gap) + view.results(gap, "dimension")
    if not results:
        return ()
    return (
        Heading(view.say("heading.dimensions")),
        *charts.of_dimensions(view, gap),
        *tables.of_level(view, gap, "dimension"),
        *tables.of_overall(view, gap),
        *change.table(view, gap),
        *tables.of_shares(view, gap),
        *notes.of_results(view, results),
    )


def _headline(view: View, gap: str) -> tuple[GapResult, ...]:
    headline = view.headline(gap)
    return (headline,) if headline else ()


def _items(view: View, gap: str) -> tuple[Block, ...]:
    found = tables.of_level(view, gap, "item")
    if not found:
        return ()
    return Heading(view.say("heading.items")), *found, *notes.of_results(view, view.results(gap, "item"))


def _guidance(view: View, gap: str) -> tuple[Block, ...]:
    """What usually closes this gap, said to be general guidance."""
    key = f"gap.{gap}.hint"
    if not view.wording.has(key):
        return ()
    return Heading(view.say("heading.guidance")), Paragraph(view.say(key)), Notes((view.say("guidance.general"),))


def _design(view: View, gap: str) -> str:
    return str(view.spec(gap)["design"])
