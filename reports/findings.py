"""From an Analysis to what the reader is told. Here numbers become text and verdicts become sentences; nowhere after."""

from __future__ import annotations

from gaps.results import Analysis
from reports import names, numbers
from reports.blocks import Findings, Section
from reports.sections import gap, groups, method, overview, quality, zones
from reports.view import Edition, Group, View
from reports.wording import Wording

GAPS = ("gap1", "gap2", "gap3", "gap4", "gap5", "gap6", "gap7")
ROLES = ("customer", "manager", "employee")


def build(analysis: Analysis, wording: Wording, group: Group | None = None, edition: Edition = "full") -> Findings:
    """The findings in one language.

    `group` selects what they speak of, by exact match with the results' own: {} or None for the latest wave,
    {"unit": …}, {"wave": …}, {"segment": {header: value}}. What the analysis does not hold for it is said to be absent.
    The brief `edition` is the printed report: the gap of the answer first, charts in place of their tables, and gaps that are
    not measured together.
    """
    view = View(analysis, wording, group or {}, edition)
    return Findings(
        language=wording.language,
        title=analysis.study.get("title") or view.say("report.title"),
        subtitle=_subtitle(view),
        organisation=analysis.study.get("organisation") or "",
        date=numbers.printed_date(analysis.study.get("date") or "", wording),
        footer=_footer(view),
        day=analysis.study.get("date") or "",
        sections=_sections(view),
    )


def _sections(view: View) -> tuple[Section, ...]:
    first = overview.leading(view) if view.brief else None
    in_order = [g for g in dict.fromkeys((first, *GAPS, *view.gaps)) if g and g in view.gaps]
    absent = [g for g in in_order if view.brief and gap.says_nothing(view, g)]
    gaps = [*(gap.build(view, g) for g in in_order if g not in absent), *((gap.absent(view, absent),) if absent else ())]
    return overview.build(view), *gaps, *zones.build(view), *groups.build(view), quality.build(view), method.build(view)


def _subtitle(view: View) -> str:
    """The group or the wave, and of the latest wave how many answered in each role."""
    parts = [names.scope(view)] if view.group else []
    if view.latest and view.wave == view.latest:
        parts.append(view.say("scope.wave", wave=view.latest))
    if not view.group:
        roles = view.analysis.study.get("roles") or {}
        parts += [view.say(f"answers.{role}", n=numbers.count(roles[role])) for role in ROLES if roles.get(role)]
    return view.say("number.separator").join(p for p in parts if p)


def _footer(view: View) -> str:
    instrument = view.analysis.instrument
    return view.say(
        "report.footer", tool=names.program(view), instrument=instrument["id"], instrument_version=instrument["version"]
    )
