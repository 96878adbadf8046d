"""What staff believe of customers' expectations, headed as the expectations are: `Expect_1` in a file of managers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from surveys.claims import Claims
from surveys.instrument import Instrument
from surveys.mapping import Match
from surveys.problems import Problem

BELIEF, EXPECTATION = "belief", "expectation"


def guessed(
    instrument: Instrument, role: str, headers: Mapping[int, str], titles: Mapping[int, str], file: str
) -> tuple[list[Match], list[Problem]]:
    """The columns that claim a place of the role. Where it has beliefs and no expectations, and no column claims a belief,
    those that claim an expectation hold the belief.
    """
    own = Claims(instrument, role, headers, titles, file)
    matches = own.matches()
    asked = {facet.id for facet in instrument.facets_of(role)}
    both = {facet.id for facet in instrument.facets} >= {BELIEF, EXPECTATION}
    if both and BELIEF in asked and EXPECTATION not in asked and all(match.facet != BELIEF for match in matches):
        borrowed = Claims(_with_expectations(instrument, role), role, headers, titles, file)
        found = borrowed.matches()
        if any(match.facet == EXPECTATION for match in found):
            return [replace(m, facet=BELIEF) if m.facet == EXPECTATION else m for m in found], borrowed.problems
    return matches, own.problems


def _with_expectations(instrument: Instrument, role: str) -> Instrument:
    """The instrument that asks the role for expectations instead of beliefs."""
    facets = [replace(f, roles=(role,)) if f.id == EXPECTATION else f for f in instrument.facets if f.id != BELIEF]
    return replace(instrument, facets=tuple(facets))
