"""One gap: its question, the answer, the dimensions, the items, what usually closes it, and the small print."""

from __future__ import annotations

from gaps.results import GapResult
from reports import beside, change, charts, names, notes, tables, tell
from reports.blocks import Block, Bullets, Heading, Lead, Notes, Paragraph, Section
from reports.cells import tone
from reports.sections import antecedents
from reports.view import View

LEVELS = ("overall", "dimension", "item")


def build(view: View, gap: str) -> Section:
    blocks = _measured(view, gap) if _has_results(view, gap) else _absent(view, gap)
    question = view.say_first(f"gap.{gap}.question", "gap.other.question", name=gap)
    return Section(gap, view.say_first(f"gap.{gap}.title", "gap.other.title", name=gap), (Heading(question), *blocks))


def says_nothing(view: View, gap: str) -> bool:
    """Whether there is neither a result of a gap nor anything of what lies behind it."""
    return not _has_results(view, gap) and not antecedents.blocks(view, gap)


def absent(view: View, gaps: list[str]) -> Section:
    """Which gaps are absent and why, a line for each reason, in place of a section each."""
    said = [(tell.absent(view, *alike), tell.remedy(view, *alike)) for alike in tell.alike(view, gaps)]
    lines = tuple(view.say("number.sentences").join(sentences) for sentences in said)
    return Section("absent", view.say("section.absent"), (Bullets(lines),))


def _has_results(view: View, gap: str) -> bool:
    return any(view.results(gap, level) for level in LEVELS)


def _absent(view: View, gap: str) -> tuple[Block, ...]:
    return Lead(tell.absent(view, gap), "plain"), Paragraph(tell.remedy(view, gap)), *antecedents.blocks(view, gap)


def _measured(view: View, gap: str) -> tuple[Block, ...]:
    headline = view.headline(gap)
    lead = (Lead(tell.gap(view, headline), tone(headline)),) if headline else ()
    if not any(_is_told(view, gap, level) for level in LEVELS):
        return (*lead, *notes.of_results(view, _told(view, gap)), *antecedents.blocks(view, gap))
    if view.brief:
        return (*lead, *_meaning(view, gap), *_in_brief(view, gap), *antecedents.blocks(view, gap), *_items(view, gap))
    return (
        *lead,
        *_meaning(view, gap),
        *_dimensions(view, gap),
        *_guidance(view, gap),
        *antecedents.blocks(view, gap),
        *_items(view, gap),
        *beside.blocks(view, gap),
    )


def _meaning(view: View, gap: str) -> tuple[Block, ...]:
    role = names.role(view, view.roles(gap)[0])
    meaning = view.say_first(f"gap.{gap}.meaning", f"gap.{view.kind(gap)}.meaning", role=role)
    said = tell.dimensions(view, gap), meaning if _explained(view, gap) else ""
    return tuple(Paragraph(s) for s in said if s)


def _explained(view: View, gap: str) -> bool:
    """In brief only the first gap of each design that has a number is: the others are measured in the same way."""
    told = ((g, view.headline(g)) for g in view.gaps if view.kind(g) == view.kind(gap))
    return not view.brief or next((g for g, r in told if r and r.verdict != "withheld"), None) == gap


def _dimensions(view: View, gap: str) -> tuple[Block, ...]:
    results = _told(view, gap)
    if not results:
        return ()
    return (
        Heading(view.say("heading.dimensions")),
        *_chart(view, gap),
        *tables.of_level(view, gap, "dimension"),
        *tables.of_overall(view, gap),
        *change.table(view, gap),
        *tables.of_shares(view, gap),
        *notes.of_results(view, results),
    )


def _in_brief(view: View, gap: str) -> tuple[Block, ...]:
    """The chart stands for its table; how people differ is shown of the customers' own gap only."""
    more = tables.of_shares(view, gap) if _is_customers(view, gap) else ()
    hint = (Paragraph(_hint(view, gap)),) if view.is_open(gap) and view.wording.has(f"gap.{gap}.hint") else ()
    return (*_chart(view, gap), *_small_print(view, gap), *more, *hint)


def _chart(view: View, gap: str) -> tuple[Block, ...]:
    """None where every dimension is withheld: it would be empty."""
    return charts.of_dimensions(view, gap) if _is_told(view, gap, "dimension") else ()


def _is_told(view: View, gap: str, level: str) -> bool:
    return any(r.verdict != "withheld" for r in view.results(gap, level))


def _small_print(view: View, gap: str) -> tuple[Notes, ...]:
    """The notes, and where the items are that this edition leaves out."""
    said = [item for block in notes.of_results(view, _told(view, gap)) for item in block.items]
    left_out = not _is_customers(view, gap) and _is_told(view, gap, "item")
    lines = (*said, *((view.say("items.elsewhere"),) if left_out else ()))
    return (Notes(lines),) if lines else ()


def _hint(view: View, gap: str) -> str:
    return view.say("number.sentences").join((view.say(f"gap.{gap}.hint"), view.say("guidance.general")))


def _told(view: View, gap: str) -> tuple[GapResult, ...]:
    headline = view.headline(gap)
    return ((headline,) if headline else ()) + view.results(gap, "dimension")


def _is_customers(view: View, gap: str) -> bool:
    return view.kind(gap) == "paired"


def _items(view: View, gap: str) -> tuple[Block, ...]:
    """In brief of the customers' own gap only."""
    found = () if view.brief and not _is_customers(view, gap) else tables.of_level(view, gap, "item")
    if not found:
        return ()
    heading = () if view.brief else (Heading(view.say("heading.items")),)
    return *heading, *found, *notes.of_results(view, view.results(gap, "item"))


def _guidance(view: View, gap: str) -> tuple[Block, ...]:
    """What usually closes this gap, said to be general guidance."""
    key = f"gap.{gap}.hint"
    if not view.wording.has(key):
        return ()
    return Heading(view.say("heading.guidance")), Paragraph(view.say(key)), Notes((view.say("guidance.general"),))
