"""The columns of one source of the study: the answers, and those the study names as unit, wave, weight, id or segment."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.columns import ColumnMapping, find_header, match_columns
from surveys.instrument import Instrument
from surveys.problems import InputError, Problem
from surveys.study import Source


def map_source(header: Sequence[str], source: Source, instrument: Instrument) -> ColumnMapping:
    """The columns of a source. Raises InputError for headers the study names that are not there, and for nothing found."""
    named = service_headers(source)
    missing = [found for key, wanted in named if isinstance(found := find_header(header, wanted, key, source.file), Problem)]
    taken = [wanted for _, wanted in named]
    mapping = match_columns(header, instrument, source.role, source.columns, file=source.file, taken=taken)
    repeated = [
        Problem("column_repeated", source.file, column=wanted, count=len(found), values={"entry": key})
        for key, wanted in named
        if not isinstance(found := find_header(header, wanted, key, source.file), Problem) and len(found) > 1
    ]
    errors = [*missing, *repeated, *(p for p in mapping.problems if p.severity == "error")]
    if errors:
        raise InputError(*errors)
    if not mapping.matches:
        raise InputError(_nothing_recognised(header, source, instrument))
    return mapping


def service_headers(source: Source) -> list[tuple[str, str]]:
    """The study's key and the header of every column that is no answer."""
    single = {"id": source.id, "unit": source.unit, "wave": source.wave_column, "weight": source.weight}
    listed = {"segments": source.segments, "ignore": source.ignore}
    return [(k, h) for k, h in single.items() if h is not None] + [(k, h) for k, several in listed.items() for h in several]


def absent_places(mapping: ColumnMapping, source: Source, instrument: Instrument) -> list[Problem]:
    """Facets of which some columns were found and others not: they may be spelt otherwise in the file."""
    problems = []
    found = {match.answer for match in mapping.matches}
    for facet in instrument.facets_of(source.role):
        places = instrument.places(facet)
        absent = [place for place in places if f"{facet.id}.{place}" not in found]
        if absent and len(absent) < len(places):
            values = {"facet": facet.id, "found": str(len(places) - len(absent)), "absent": ", ".join(absent)}
            problems.append(Problem("places_absent", source.file, severity="warning", count=len(absent), values=values))
    return problems


def _nothing_recognised(header: Sequence[str], source: Source, instrument: Instrument) -> Problem:
    seen = [" ".join(text.split())[:60] for text in header if text]
    expected = [f"{f.code or f.id + '_'}1…{len(instrument.places(f))}" for f in instrument.facets_of(source.role)]
    values = {
        "role": source.role,
        "seen": ", ".join(seen[:8]) + (", …" if len(seen) > 8 else ""),
        "expected": ", ".join(expected) or "-",
    }
    return Problem("nothing_recognised", source.file, values=values)
