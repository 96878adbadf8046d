"""What lies behind a gap: constructs rated by managers or employees, high is favourable. No target, so no verdict."""

from __future__ import annotations

from gaps.results import Construct
from reports import dots, names, numbers
from reports.blocks import Block, Cell, Heading, Missing, Notes, Number, Paragraph, Table, Text
from reports.cells import NONE, span
from reports.view import View

COLUMNS = ("construct", "statements", "n", "mean", "interval", "alpha")
NOTES = (
    "item_reversed", "reliability_low", "few_items", "one_item", "zero_variance", "alpha_withheld", "few_clusters",
    "cluster_unknown", "staff_counted", "staff_exceeded",
)  # fmt: skip


def blocks(view: View, gap: str) -> tuple[Block, ...]:
    """In brief one sentence, in full the tables as well; nothing where nobody was asked."""
    found = [c for c in view.analysis.constructs if c.gap == gap and view.spoken_of(c.group)]
    found = [c for c in found if c.group == view.group] or found
    if not found:
        return ()
    said = tuple(Paragraph(_lowest(view, own)) for own in _by_role(found))
    if view.brief:
        return said
    tables = (block for own in _by_role(found) for block in (*dots.of_constructs(view, gap, own), _table(view, gap, own)))
    notes = _notes(view, found)
    return Heading(view.say("antecedents.heading")), *said, *tables, *((Notes(notes),) if notes else ())


def _by_role(found: list[Construct]) -> list[list[Construct]]:
    return [[c for c in found if c.role == role] for role in dict.fromkeys(c.role for c in found)]


def _lowest(view: View, found: list[Construct]) -> str:
    """The lowest of a role's constructs, and those whose intervals reach down to its own."""
    known = [(c, c.mean) for c in found if c.mean]
    role = names.role(view, found[0].role)
    if not known:
        return view.say("antecedents.nothing", role=role)
    lowest, mean = min(known, key=lambda pair: pair[1].value)
    near = [names.construct(view, c.construct) for c, m in known if c is not lowest and m.low <= mean.high]
    return view.say(
        "antecedents.lowest_near" if near else "antecedents.lowest",
        role=role,
        place=names.construct(view, lowest.construct),
        mean=numbers.plain(mean.value),
        high=view.scale[1],
        level=numbers.confidence(mean.level),
        interval=numbers.interval(mean.low, mean.high, view.wording, "plain"),
        others=view.listed(near),
    )


def _table(view: View, gap: str, found: list[Construct]) -> Table:
    low, high = view.scale
    role = found[0].role
    caption = view.say("antecedents.table", name=names.gap_label(view, gap), role=names.role(view, role), low=low, high=high)
    columns = tuple(view.say_first(f"antecedents.column.{c}", f"column.{c}") for c in COLUMNS)
    return Table(f"{gap}.constructs.{role}", columns, tuple(_row(view, c) for c in found), "lrrrrr", caption, folded=True)


def _row(view: View, c: Construct) -> tuple[Cell, ...]:
    minimum, role = view.minimum(c.role), names.role(view, c.role)
    code = next((note for note in c.notes if view.wording.has(f"why.{note}")), "other")
    why = Missing(NONE, view.say(f"why.{code}", minimum=minimum, role=role))
    alpha = why if c.alpha is not None or c.notes else Missing(NONE, view.say("antecedents.whole_only"))
    return (
        Text(names.construct(view, c.construct)),
        Number(c.statements, numbers.count(c.statements)),
        Missing(f"<{minimum}", why.why) if c.n is None else Number(c.n, numbers.count(c.n)),
        why if c.mean is None else Number(c.mean.value, numbers.plain(c.mean.value)),
        why if c.mean is None else span(view, c.mean, "plain"),
        alpha if c.alpha is None else Number(c.alpha, numbers.reliability(c.alpha)),
    )


def _notes(view: View, found: list[Construct]) -> tuple[str, ...]:
    """Each note once, with the constructs that it is about."""
    about = {code: [names.construct(view, c.construct) for c in found if code in c.notes] for code in NOTES}
    return tuple(view.say(f"antecedents.note.{code}", places=view.listed(places)) for code, places in about.items() if places)
