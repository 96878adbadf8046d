"""The columns of one source of the study: the answers, and those the study names as unit, wave, weight, id or segment."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.blocks import blocks_of
from surveys.columns import find_header, match_columns
from surveys.instrument import Instrument
from surveys.mapping import ColumnMapping
from surveys.mapping_changes import mapping_changes, mapping_problem
from surveys.problems import InputError, Problem
from surveys.study import Source


def map_source(
    header: Sequence[str], source: Source, instrument: Instrument, titles: Sequence[str] = ()
) -> ColumnMapping:
    """The columns of a source. Raises InputError for headers the study names that are not there, and for nothing found."""
    named = service_headers(source)
    found = [(key, find_header(header, wanted, key, source.file), wanted) for key, wanted in named]
    mapping = columns_of(header, source, instrument, titles)
    errors = [
        *(where for _, where, _ in found if isinstance(where, Problem)),
        *(
            Problem("column_repeated", source.file, column=wanted, count=len(where), values={"entry": key})
            for key, where, wanted in found
            if key != "ignore" and not isinstance(where, Problem) and len(where) > 1
        ),
        *(problem for problem in mapping.problems if problem.severity == "error"),
    ]
    if any(problem.code in ("column_absent", "block_absent") for problem in errors) and source.columns:
        errors.append(mapping_problem(mapping_changes(source, header, instrument), source.file))
    if errors:
        raise InputError(*errors)
    if not mapping.matches:
        nothing = _nothing_recognised(header, source, instrument)
        raise InputError(nothing, *mapping.problems, *_blocks(mapping, source, instrument))
    return mapping


def columns_of(header: Sequence[str], source: Source, instrument: Instrument, titles: Sequence[str] = ()) -> ColumnMapping:
    """The mapping as the source's own entries and the guess say, whatever is wrong with it."""
    taken = [wanted for _, wanted in service_headers(source)]
    return match_columns(header, instrument, source.role, source.columns, file=source.file, taken=taken, titles=titles)


def service_headers(source: Source) -> list[tuple[str, str]]:
    """The study's key and the header of every column that is no answer."""
    single = {"id": source.id, "unit": source.unit, "wave": source.wave_column, "weight": source.weight,
              "duration": source.duration}
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
    return [*problems, *_blocks(mapping, source, instrument)]


def _blocks(mapping: ColumnMapping, source: Source, instrument: Instrument) -> list[Problem]:
    """Blocks of numbered headers, as many as items, where nothing of a facet was found: somebody can say which of them it is."""
    found = {match.facet for match in mapping.matches}
    absent = [facet.id for facet in instrument.facets_of(source.role) if facet.id not in found and facet.by == "item"]
    blocks = blocks_of(mapping.unrecognised, {len(instrument.items)})
    if not blocks or not absent:
        return []
    ranges = [block.range for block in blocks]
    values = {"blocks": ", ".join(ranges), "facets": ", ".join(absent), "example": f"{absent[0]}: {ranges[0]}"}
    return [Problem("blocks_found", source.file, severity="warning", count=len(blocks), values=values)]


def _nothing_recognised(header: Sequence[str], source: Source, instrument: Instrument) -> Problem:
    seen = [" ".join(text.split())[:40] for text in header if text]
    expected = [f"{f.code or f.id + '_'}1…{len(instrument.places(f))}" for f in instrument.facets_of(source.role)]
    values = {
        "role": source.role,
        "seen": ", ".join(seen[:8]),
        "expected": ", ".join(expected) or "-",
    }
    return Problem("nothing_recognised", source.file, values=values)
