"""Which header means which answer: by the study's own mapping, by short codes, by ids, by the instrument's texts.

A header that could mean two places means none; two headers that claim one place are both left out and named.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.instrument import Facet, Instrument, Words
from surveys.problems import Problem

CONFIDENCE = {"explicit": 1.0, "id": 1.0, "number": 0.9, "text": 0.8}
"""By reason: the study names the header; it holds facet and id; it holds facet and number; it is the item's own text."""
SYNONYMS = {
    "expectation": ("expected", "期望", "期待"),
    "perception": ("perceived", "感知", "知覺"),
}
TOKEN = re.compile(r"[^\W\d_]+|\d+")
SEPARATORS = re.compile(r"[\s_.\-]*")

Place = tuple[str, str]
"""A facet and an item or dimension in it."""


@dataclass(frozen=True)
class Match:
    """`position` counts the columns of the file from 0; `reason` is a key of CONFIDENCE."""

    header: str
    position: int
    facet: str
    place: str
    reason: str

    @property
    def answer(self) -> str:
        return f"{self.facet}.{self.place}"

    @property
    def confidence(self) -> float:
        return CONFIDENCE[self.reason]


@dataclass(frozen=True)
class ColumnMapping:
    """`matches` in the instrument's order; `unrecognised` in the file's; problems are those of the columns alone."""

    matches: tuple[Match, ...]
    unrecognised: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def match_columns(
    header: Sequence[str],
    instrument: Instrument,
    role: str,
    explicit: Mapping[str, str] | None = None,
    *,
    file: str = "",
    taken: Collection[str] = (),
) -> ColumnMapping:
    """The columns of a file as answers of a role. `explicit` maps `facet.place` to a header and wins over any guess.

    `taken` are headers that mean something else (unit, wave, …) and are not looked at.
    """
    named, problems = _explicit(header, instrument, role, explicit or {}, file)
    places = {(m.facet, m.place) for m in named}
    used = {same(h) for h in taken} | {same(m.header) for m in named}
    guess = _Guesser(instrument, role)
    guessed = [
        Match(text, position, *place, reason)
        for position, text in enumerate(header)
        if same(text) not in used and (found := guess(text)) is not None
        for place, reason in [found]
        if place not in places
    ]
    matches, ambiguous = _one_each([*named, *guessed], file)
    return ColumnMapping(_ordered(matches, instrument), _others(header, matches, taken), (*problems, *ambiguous))


def same(header: str) -> str:
    """Headers are the same when only line breaks, runs of blanks or the composition of characters differ."""
    return " ".join(unicodedata.normalize("NFC", header).split())


def find_header(header: Sequence[str], wanted: str, key: str, file: str) -> tuple[int, ...] | Problem:
    """The positions of a header the study names, or the problem that it is not there (with the closest one)."""
    found = tuple(position for position, text in enumerate(header) if same(text) == same(wanted))
    if found:
        return found
    closest = difflib.get_close_matches(same(wanted), [same(text) for text in header if text], n=1, cutoff=0)
    return Problem("column_absent", file, column=wanted, values={"entry": key, "closest": closest[0] if closest else "?"})


def _explicit(
    header: Sequence[str], instrument: Instrument, role: str, explicit: Mapping[str, str], file: str
) -> tuple[list[Match], list[Problem]]:
    known = {f"{f.id}.{p}": (f.id, p) for f in instrument.facets_of(role) for p in instrument.places(f)}
    matches: list[Match] = []
    problems: list[Problem] = []
    for answer, wanted in explicit.items():
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


class _Guesser:
    """Header → place and reason, from the spellings and texts that mean exactly one place for the role."""

    def __init__(self, instrument: Instrument, role: str) -> None:
        facets = instrument.facets_of(role)
        self.spelled = _unique(_spellings(instrument, facets))
        self.texts = _unique(_texts(instrument, facets))

    def __call__(self, header: str) -> tuple[Place, str] | None:
        key = spelling(header)
        return (self.spelled.get(key) if key else None) or self.texts.get(_folded(header))


def spelling(header: str) -> str | None:
    """The header without case, separators and leading zeros; two numbers never run together. None if it holds more.

    >>> spelling("E01") == spelling("e_1") == spelling("E 1"), spelling("E1.1") == spelling("E11")
    (True, False)
    """
    folded = _folded(header)
    if not all(SEPARATORS.fullmatch(between) for between in TOKEN.split(folded)):
        return None
    tokens = [token.lstrip("0") or "0" if token.isdecimal() else token for token in TOKEN.findall(folded)]
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(tokens))


def _spellings(instrument: Instrument, facets: Sequence[Facet]) -> Iterator[tuple[str, Place, str]]:
    for facet in facets:
        for number, place in enumerate(instrument.places(facet), start=1):
            for name in (facet.id, f"{facet.id}s", facet.code, *SYNONYMS.get(facet.id, ())):
                for text, reason in _forms(name, place, number) if name else ():
                    yield spelling(text) or text, (facet.id, place), reason


def _forms(name: str, place: str, number: int) -> list[tuple[str, str]]:
    by_id = [f"{name}_{place}", f"{place}_{name}"]
    by_number = [f"{name}_{number}", f"q{number}_{name}", f"{name}_q{number}"]
    return [(text, "id") for text in by_id] + [(text, "number") for text in by_number]


def _texts(instrument: Instrument, facets: Sequence[Facet]) -> Iterator[tuple[str, Place, str]]:
    for words in instrument.words.values():
        for facet in facets:
            for place in instrument.places(facet):
                if text := _wording(words, facet, place):
                    yield _folded(text), (facet.id, place), "text"


def _wording(words: Words, facet: Facet, place: str) -> str:
    texts = words.items if facet.by == "item" else words.dimensions
    return texts.get(f"{facet.id}.{place}", texts.get(place, ""))


def _unique(spelled: Iterator[tuple[str, Place, str]]) -> dict[str, tuple[Place, str]]:
    """Only what means one place; of two reasons for the same place the better one."""
    found: dict[str, dict[Place, str]] = defaultdict(dict)
    for key, place, reason in spelled:
        found[key].setdefault(place, reason)
    return {key: next(iter(places.items())) for key, places in found.items() if len(places) == 1}


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


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


def _ordered(matches: list[Match], instrument: Instrument) -> tuple[Match, ...]:
    order = [f"{facet.id}.{place}" for facet in instrument.facets for place in instrument.places(facet)]
    rank = {answer: number for number, answer in enumerate(order)}
    return tuple(sorted(matches, key=lambda match: rank[match.answer]))


def _others(header: Sequence[str], matches: list[Match], taken: Collection[str]) -> tuple[str, ...]:
    used = {match.position for match in matches}
    known = {same(text) for text in taken}
    return tuple(text for i, text in enumerate(header) if text and i not in used and same(text) not in known)
