"""How the numbers were made, in short plain sentences, and what somebody needs to make them again."""

from __future__ import annotations

from typing import Any

from gaps.results import GapResult
from reports import names, numbers
from reports.blocks import Block, Bullets, Heading, Section, Table, Text
from reports.view import View


def build(view: View) -> Section:
    five = ("gaps",) if _is_five(view) else ()
    blocks: tuple[Block, ...] = (
        Heading(view.say("heading.how")),
        Bullets(_how(view)),
        Heading(view.say("heading.limits")),
        Bullets(tuple(view.say(f"limits.{k}") for k in ("sampling", *five, "significance", "cause"))),
        Heading(view.say("heading.provenance")),
        _provenance(view),
    )
    return Section("method", view.say("section.method"), blocks)


def _how(view: View) -> tuple[str, ...]:
    measured = {view.kind(gap) for gap in {r.gap for r in view.analysis.results}}
    designs: list[str] = [d for d in ("paired", "within", "independent", "rating") if d in measured]
    five = _is_five(view)
    return (
        view.say("how.sign"),
        *(view.say("how.paired_other" if design == "paired" and not five else f"how.{design}") for design in designs),
        view.say("how.scores" if view.analysis.instrument.get("dimensions") else "how.scores_items"),
        *_intervals(view),
        _correction(view),
        *_verdicts(view, designs),
        *_targets(view),
        *_branches(view),
        *((view.say("how.change"),) if len(view.waves) > 1 else ()),
        view.say("how.minimum", **{role: view.minimum(role) for role in ("customer", "manager", "employee")}),
    )


def _is_five(view: View) -> bool:
    """Whether the instrument asks for gap 5, and the sentences about the five gaps have something to speak of."""
    return "gap5" in view.gaps


def _verdicts(view: View, designs: list[str]) -> tuple[str, ...]:
    margin, error = numbers.plain(view.margin), numbers.confidence(view.error)
    narrow = numbers.confidence(round(2 * view.level - 1, 12))
    rating = view.say("how.verdict_rating", level=numbers.confidence(view.level), margin=margin)
    own = numbers.plain(float(view.analysis.instrument["margin"]))
    values = {"margin": margin, "error": error, "narrow": narrow}
    decided = view.say("how.verdict", **values) if margin == own else view.say("how.verdict_set", own=own, **values)
    return decided, *((rating,) if "rating" in designs else ())


def _branches(view: View) -> tuple[str, ...]:
    study = view.analysis.study
    kind = str(study.get("unit_is") or "stratum") if study.get("units") else "alone"
    counted = any("population_weighted" in r.notes for r in view.analysis.results)
    staff = any("staff_counted" in r.notes for r in view.analysis.results)
    cases = {"population": counted, "staff": staff, "groups": bool(view.analysis.comparisons)}
    said = [kind, *(key for key, holds in cases.items() if holds)]
    return tuple(view.say(f"how.{key}") for key in said)


def _intervals(view: View) -> tuple[str, ...]:
    """One sentence for each way an interval of this analysis was made."""
    methods = dict.fromkeys(m for r in (*view.analysis.results, *view.analysis.changes) for m in _methods(r))
    said = (view.say_first(f"interval.{m}", "interval.other", code=m, level=_level(view)) for m in methods)
    return tuple(dict.fromkeys(said))


def _methods(r: GapResult) -> list[str]:
    shares = [r.shares.below] if r.shares else []
    found = [r.difference, r.rating.mean if r.rating else None, *shares]
    return [interval.method for interval in found if interval]


def _correction(view: View) -> str:
    code = str(view.analysis.provenance["options"].get("correction") or "none")
    return view.say_first(f"correction.{code}", "correction.other", code=code)


def _targets(view: View) -> tuple[str, ...]:
    targets: dict[str, float] = view.analysis.study.get("targets") or {}
    if not targets:
        return ()
    named = [view.say("target.one", name=names.gap_label(view, g), target=numbers.plain(t)) for g, t in targets.items()]
    return (view.say("how.targets", targets=view.listed(named)),)


def _level(view: View) -> str:
    return numbers.confidence(view.level)


def _provenance(view: View) -> Table:
    made: dict[str, Any] = view.analysis.provenance
    instrument = made["instrument"]
    rows = [
        ("tool", names.program(view)),
        ("instrument", names.instrument(view)),
        ("version", f"{instrument['id']} {instrument['version']}"),
        ("digest", instrument["digest"]),
        ("licence", str(view.analysis.instrument.get("licence") or "")),
        ("reference", names.reference(view)),
        ("translation", names.translation_record(view)),
    ]
    digests = [(view.say("made.counts", number=s["source"]), s["counts_digest"] or view.say("made.few")) for s in made["sources"]]
    named = [(view.say(f"made.{key}"), value) for key, value in rows if value.strip("-")]
    body = tuple((Text(name), Text(value)) for name, value in named + digests)
    columns = view.say("column.what"), view.say("column.value")
    return Table("method.provenance", columns, body, "ll", view.say("table.provenance"))
