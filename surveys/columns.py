"""Which header means which answer: by the study's own mapping, by short codes, by ids, by the instrument's texts.

A header that could mean two places means none; two headers that claim one place are both left out and named. What is less
than certain is used and said, or not used and said.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from surveys.blocks import block_columns
from surveys.borrowed import guessed
from surveys.instrument import Instrument
from surveys.likeness import Texts
from surveys.mapping import ColumnMapping, Match
from surveys.problems import Problem
from surveys.spelling import same

ASSUMED = {"pair": "columns_by_pairs", "likeness": "columns_by_likeness"}
"""Reasons that are said, so that somebody confirms them."""
MOST_SHOWN = 8
FAR = 0.3
"""Below this likeness no header is the closest to one that is not there."""


def match_columns(
    header: Sequence[str],
    instrument: Instrument,
    role: str,
    explicit: Mapping[str, str] | None = None,
    *,
    file: str = "",
    taken: Collection[str] = (),
    titles: Sequence[str] = (),
) -> ColumnMapping:
    """The columns of a file as answers of a role. `explicit` maps `facet.place` to a header, or a facet to a block
    `first..last` of headers, and wins over any guess.

    `taken` are headers that mean something else (unit, wave, …) and are not looked at; `titles` the questions' texts.
    """
    named, problems = _explicit(header, instrument, role, explicit or {}, file)
    places = {(m.facet, m.place) for m in named}
    used = {same(text) for text in taken} | {same(match.header) for match in named}
    free = {position: text for position, text in enumerate(header) if same(text) not in used}
    claimed, unclear = guessed(instrument, role, free, {i: titles[i] for i in free if i < len(titles)}, file)
    matches, ambiguous = _one_each([*named, *(match for match in claimed if (match.facet, match.place) not in places)], file)
    found = (*problems, *unclear, *ambiguous, *_assumed(matches, file))
    return ColumnMapping(_ordered(matches, instrument), _others(header, matches, taken), found)


def find_header(header: Sequence[str], wanted: str, key: str, file: str) -> tuple[int, ...] | Problem:
    """The positions of a header the study names, or the problem that it is not there (with the closest one, "" where none is)."""
    found = tuple(position for position, text in enumerate(header) if same(text) == same(wanted))
    if found:
        return found
    closest = [same(header[n]) for _, n in Texts(header).nearest(wanted, FAR)[:1]]
    return Problem("column_absent", file, column=wanted, values={"entry": key, "closest": closest[0] if closest else ""})


def _explicit(
    header: Sequence[str], instrument: Instrument, role: str, explicit: Mapping[str, str], file: str
) -> tuple[list[Match], list[Problem]]:
    facets = {facet.id: facet for facet in instrument.facets_of(role)}
    known = {f"{f.id}.{p}": (f.id, p) for f in facets.values() for p in instrument.places(f)}
    matches: list[Match] = []
    problems: list[Problem] = []
    for answer, wanted in explicit.items():
        if answer in facets:
            block = block_columns(header, wanted, answer, instrument, file)
            if isinstance(block, Problem):
                problems.append(block)
            else:
                matches += [Match(header[i], i, *known[a], "block") for a, text in block.items() for i in _at(header, text)]
            continue
        if answer not in known:
            closest = difflib.get_close_matches(answer, known, n=1, cutoff=0)
            values = {"answer": answer, "role": role, "closest": closest[0] if closest else "?"}
            problems.append(Problem("mapping_unknown", file, column=wanted, values=values))
            continue
        found = find_header(header, wanted, f"columns.{answer}", file)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            matches += [Match(header[position], position, *known[answer], "explicit") for position in found]
    return matches, problems


def _at(header: Sequence[str], wanted: str) -> list[int]:
    return [position for position, text in enumerate(header) if same(text) == same(wanted)]


def _one_each(matches: list[Match], file: str) -> tuple[list[Match], list[Problem]]:
    """Places and columns claimed once. The others are problems; none of their columns is used."""
    by_answer: dict[str, list[Match]] = defaultdict(list)
    by_column: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        by_answer[match.answer].append(match)
        by_column[match.position].append(match)
    good = [m for m in matches if len(by_answer[m.answer]) == 1 and len(by_column[m.position]) == 1]
    problems = [
        Problem("ambiguous_column", file, column=claims[0].header, count=len(claims),
                values={"answer": answer, "headers": " | ".join(same(m.header) for m in claims)})
        for answer, claims in by_answer.items() if len(claims) > 1
    ] + [
        Problem("column_mapped_twice", file, column=claims[0].header, count=len(claims),
                values={"answers": ", ".join(m.answer for m in claims)})
        for claims in by_column.values() if len(claims) > 1
    ]
    return good, problems


def _assumed(matches: Sequence[Match], file: str) -> list[Problem]:
    """One problem for each way of guessing that needs somebody's yes, with the first columns it found."""
    problems = []
    for reason, code in ASSUMED.items():
        found = [match for match in matches if match.reason == reason]
        if found:
            shown = "; ".join(f"{same(m.header)[:60]} → {m.answer} ({m.confidence:.2f})" for m in found[:MOST_SHOWN])
            values = {"columns": shown + ("; …" if len(found) > MOST_SHOWN else "")}
            problems.append(Problem(code, file, None, None, "warning", len(found), values))
    return problems


def _ordered(matches: list[Match], instrument: Instrument) -> tuple[Match, ...]:
    order = [f"{facet.id}.{place}" for facet in instrument.facets for place in instrument.places(facet)]
    rank = {answer: number for number, answer in enumerate(order)}
    return tuple(sorted(matches, key=lambda match: rank[match.answer]))


def _others(header: Sequence[str], matches: list[Match], taken: Collection[str]) -> tuple[str, ...]:
    used = {match.position for match in matches}
    known = {same(text) for text in taken}
    return tuple(text for i, text in enumerate(header) if text and i not in used and same(text) not in known)
