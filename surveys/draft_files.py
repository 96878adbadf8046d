"""A drafted instrument as files: instrument.yaml, the words of one language, and a study.yaml that uses it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from surveys.catalogue import load
from surveys.dialects.recognise import tidied
from surveys.dialects.structure import STRUCTURE as STRUCTURE_OF_SURVEY
from surveys.dialects.structure import unanswered
from surveys.draft import Drafted, abbreviates, draft, grouped
from surveys.guess import guess_segments, guess_source
from surveys.instrument import Instrument, Scale
from surveys.problems import Problem
from surveys.reading.guard import PATH_LIMIT
from surveys.reading.text_table import TextTable, read_table
from surveys.source_columns import columns_of
from surveys.study import Source, Study
from surveys.study_file import write_study

GAPS = {
    "perception": {"gap5": ("perception", "expectation")},
    "minimum": {"mss": ("perception", "desired"), "msa": ("perception", "minimum")},
}
"""The gaps of an instrument by the first of its facets, as minuend and subtrahend."""
SCALE = Scale(1, 7)
"""Where the answers do not show one; then that is said."""
STUDY, STRUCTURE = "study.yaml", "instrument.yaml"


class Wordings(Struct, frozen=True):
    """How the language calls what the file does not name: `title` of the instrument, `record`, `item` with a place for {n}."""

    language: str
    title: str
    record: str
    item: str


def write_draft(path: Path, folder: Path, words: Wordings) -> tuple[Instrument, list[Problem]]:
    """Writes the files into the folder, which may not hold any of them yet.

    Gives the instrument as it reads them back, and what of it could not be known. The structure of a LimeSurvey survey (.lss)
    gives an instrument before anybody has answered, and no study.

    Raises InputError where the file cannot be read or holds no two facets of the same items; OSError from writing.
    """
    table = read_table(path, path.name, limit=PATH_LIMIT)
    is_structure = table.dialect == STRUCTURE_OF_SURVEY
    table, groups = unanswered(table) if is_structure else (tidied(table), {})
    drafted = grouped(draft(table), groups)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in draft_texts(drafted, words).items():
        (folder / name).write_text(text, "utf-8")
    instrument = load(str(folder.resolve()))
    if not is_structure:
        source = replace(draft_source(table, drafted, instrument), file=os.path.relpath(path.resolve(), folder.resolve()))
        write_study(Study((source,), title=words.title, instrument=".", folder=folder), folder / STUDY)
    return instrument, unknown_scale(drafted, path.name)


def unknown_scale(drafted: Drafted, file: str) -> list[Problem]:
    """That the answers show no scale, where they show none."""
    ends = {"low": str(SCALE.low), "high": str(SCALE.high)}
    return [Problem("draft_scale", file, severity="warning", values=ends)] if drafted.scale is None else []


def draft_texts(drafted: Drafted, words: Wordings) -> dict[str, str]:
    """The instrument's files by name: its structure, and its words in one language."""
    dimensions = _dimensions(drafted)
    trees = {STRUCTURE: _structure(drafted, dimensions), f"{words.language}.yaml": _words(drafted, dimensions, words)}
    return {name: yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120) for name, tree in trees.items()}


def _dimensions(drafted: Drafted) -> dict[str, tuple[str, str]]:
    """What stands before the numbers → id and name of the dimension; nothing where all items have the same before them."""
    found = dict.fromkeys(letters for letters, _ in drafted.items)
    known = {d: load("servqual").words["en"].dimensions[d] for d in load("servqual").words["en"].dimensions if "." not in d}
    named = {letters: abbreviates(letters, known) for letters in found}
    return {
        letters: (letters, drafted.names.get(letters) or (known[named[letters] or ""] if named[letters] else letters.capitalize()))
        for letters in found
        if letters and len(found) > 1
    }


def _item(key: tuple[str, int]) -> str:
    return f"{key[0] or 'item'}{key[1]}"


def _structure(drafted: Drafted, dimensions: dict[str, tuple[str, str]]) -> dict[str, Any]:
    first = "minimum" if drafted.facets[0].id == "minimum" else "perception"
    side = {facet.id: {"facet": facet.id, "role": "customer"} for facet in drafted.facets}
    scale = drafted.scale or SCALE
    return {
        "id": "draft",
        "version": "0.1",
        "licence": "-",
        "reference": "-",
        "scale": {"low": scale.low, "high": scale.high},
        **({"dimensions": [dimension for dimension, _ in dimensions.values()]} if dimensions else {}),
        "facets": {facet.id: {"role": "customer", "code": facet.code} for facet in drafted.facets},
        "items": [
            {"id": _item(key), **({"dimension": dimensions[key[0]][0]} if key[0] in dimensions else {})} for key in drafted.items
        ],
        "gaps": {
            gap: {"design": "paired", "minuend": side[minuend], "subtrahend": side[subtrahend]}
            for gap, (minuend, subtrahend) in GAPS[first].items()
        },
    }


def _words(drafted: Drafted, dimensions: dict[str, tuple[str, str]], words: Wordings) -> dict[str, Any]:
    names = {letters: name for letters, (_, name) in dimensions.items()}
    return {
        "language": words.language,
        "title": words.title,
        "record": words.record,
        **({"dimensions": dict(dimensions.values())} if dimensions else {}),
        "items": {
            _item(key): text or (f"{names[key[0]]} {key[1]}" if key[0] in names else words.item.format(n=key[1]))
            for key, text in drafted.items.items()
        },
    }


def draft_source(table: TextTable, drafted: Drafted, instrument: Instrument) -> Source:
    """The columns of a facet are named one by one where the instrument does not recognise all of them as they were drafted."""
    source, mapping = guess_source(table, instrument)
    recognised = {(match.facet, match.place, match.position) for match in mapping.matches}
    wanted = {(facet, _item(key), position) for (facet, key), position in drafted.columns.items()}
    unsure = {facet for facet, _, _ in wanted - recognised}
    columns = {f"{facet}.{_item(key)}": table.header[i] for (facet, key), i in drafted.columns.items() if facet in unsure}
    source = replace(source, role="customer", weight=None, columns=columns, segments=())
    return replace(source, segments=guess_segments(table, columns_of(table.header, source, instrument, table.titles)))
