"""Customers of whom only one side of their gap was read: managers and employees are asked the same items, on that side alone."""

from __future__ import annotations

from collections.abc import Iterator

from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.responses import ResponseSet


def one_side(found: ResponseSet, instrument: Instrument) -> Iterator[Problem]:
    """Says which side it is, where customers answered one side of a paired gap and of no paired gap both."""
    asked = {answer.partition(".")[0] for answer in found.answers}
    pairs = [{gap.minuend.facet, gap.subtrahend.facet} for gap in instrument.gaps if gap.design == "paired" and gap.subtrahend]
    there = [pair & asked for pair in pairs]
    alone = sorted({facet for facets in there for facet in facets})
    if found.role == "customer" and alone and all(len(facets) < 2 for facets in there):
        yield Problem("one_side", found.source, severity="warning", values={"facets": ", ".join(alone)})
