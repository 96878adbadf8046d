"""Data quality in numbers: what was missing, what stood at the top of the scale, who answered of those invited."""

from __future__ import annotations

from collections import Counter
from typing import Any

from gaps.counts import Name
from gaps.distribution import moments
from gaps.few_apart import few_apart
from gaps.tables import Table
from gaps.unpaired import answers_of
from surveys.instrument import ROLES, Instrument
from surveys.responses import ResponseSet

Tables = dict[Name, Table]


def quality(
    instrument: Instrument, sets: tuple[ResponseSet, ...], whole: dict[str, Tables], minimum: dict[str, int]
) -> dict[str, Any]:
    """Of the latest wave, except "no opinion", problems and response rates, which are of everything read."""
    return {
        "missing": [row for role, tables in whole.items() for row in _missing(instrument, role, tables, minimum.get(role, 5))],
        "no_opinion": [row for role in ROLES for row in _no_opinion(instrument, role, sets, minimum.get(role, 5))],
        "ceiling": [row for role, tables in whole.items() for row in _ceiling(instrument, role, tables, minimum.get(role, 5))],
        "problems": [
            {"code": code, "count": n, **({"confirmed": True} if known else {})}
            for (code, known), n in sorted(_problems(sets).items())
        ],
        "response": [
            {"role": s.role, "invited": s.invited, "used": s.rows.used, "rate": s.rows.used / s.invited}
            for s in sets
            if s.invited
        ],
    }


def _problems(sets: tuple[ResponseSet, ...]) -> Counter[tuple[str, bool]]:
    """By code, those that the analyst confirmed apart from the others."""
    found: Counter[tuple[str, bool]] = Counter()
    for s in sets:
        for p in s.problems:
            found[p.kind, p.confirmed] += p.count
    return found


def _missing(instrument: Instrument, role: str, tables: Tables, minimum: int) -> list[dict[str, Any]]:
    """The share of cells without an answer, by facet."""
    rows = []
    people = tables["rows", "", ""].n if tables else 0
    for facet in instrument.facets_of(role):
        asked = answers_of(facet.id, role, instrument.places(facet), instrument, tables).values()
        if asked and people >= minimum:
            rows.append({"facet": facet.id, "role": role, "share": 1 - sum(d.size for d in asked) / (people * len(asked))})
    return rows


def _no_opinion(instrument: Instrument, role: str, sets: tuple[ResponseSet, ...], minimum: int) -> list[dict[str, Any]]:
    """The share of cells that say "no opinion" or the like, by facet: no answer, but not missing either."""
    rows = []
    own = [s for s in sets if s.role == role]
    for facet in instrument.facets_of(role):
        asked = [(s, {m.header for m in s.matches if m.facet == facet.id}) for s in own]
        cells = sum(s.rows.read * len(headers) for s, headers in asked)
        said = sum(p.count for s, headers in asked for p in s.problems if p.code == "no_answer" and p.column in headers)
        if said and sum(s.rows.read for s, headers in asked if headers) >= minimum:
            rows.append({"facet": facet.id, "role": role, "share": said / cells})
    return rows


def _ceiling(instrument: Instrument, role: str, tables: Tables, minimum: int) -> list[dict[str, Any]]:
    """The share of answers at the top of the scale, and their spread, by item."""
    rows = []
    for facet in instrument.facets_of(role):
        places = instrument.places(facet) if facet.by == "item" else ()
        few = few_apart(facet.id, role, instrument, tables, minimum)
        for place, d in answers_of(facet.id, role, places, instrument, tables).items():
            if d.size >= minimum and place not in few:
                top = sum(w for v, w in zip(d.values, d.w, strict=True) if v == instrument.scale.high) / sum(d.w)
                rows.append({"item": place, "facet": facet.id, "role": role, "share_at_top": top, "sd": moments(d).sd})
    return rows
