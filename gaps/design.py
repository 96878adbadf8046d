"""What the study declares of its branches and its staff, applied to the drafts: populations, or a sample of branches."""

from __future__ import annotations

from gaps.clusters import Likeness, allow
from gaps.drafts import Draft
from gaps.evidence import Evidence
from gaps.staff import correct, left_aside
from gaps.strata import ROLE


def by_design(drafts: list[Draft], evidence: Evidence, alike: Likeness) -> None:
    """Makes a sample of branches count its branches, and notes how populations were used.

    `alike` is empty unless the branches are a sample.
    """
    study = evidence.study
    if study.unit_is == "cluster":
        allow(drafts, alike, evidence.branches, study.options)
        left_aside(drafts, study.staff, evidence.latest)
    else:
        correct(drafts, study.staff, evidence.latest)
    for d in drafts if study.population else []:
        roles = {s.role for s in (d.spec.minuend, d.spec.subtrahend) if s}
        if "unit" not in d.group.label and ROLE in roles:
            found = evidence.strata.get(d.group.wave)
            if found and found.known:
                d.ranked = None  # signs and ranks count people: beside shares of customers they would give small branches away
            d.notes += _population(evidence, d.group.wave)


def _population(evidence: Evidence, wave: str) -> tuple[str, ...]:
    if evidence.study.unit_is != "stratum":
        return ("population_needs_strata",)
    found = evidence.strata.get(wave)
    return found.notes if found else ()
