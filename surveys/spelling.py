"""Short headers: a facet's name or letter with the id or the number of an item, in any of the usual spellings."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache

from surveys.instrument import Facet, Instrument
from surveys.mapping import Place

SYNONYMS = {
    "expectation": ("expected", "期望", "期待"),
    "perception": ("perceived", "感知", "知覺"),
}
TOKEN = re.compile(r"[^\W\d_]+|\d+")
SEPARATORS = re.compile(r"[\s_.\-]*")


def same(header: str) -> str:
    """Headers are the same when only line breaks, runs of blanks or the composition of characters differ."""
    return " ".join(unicodedata.normalize("NFC", header).split())


@lru_cache(8192)
def folded(text: str) -> str:
    """Compatibility characters, case and runs of blanks made equal."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(8192)
def spelling(header: str) -> str | None:
    """The header without case, separators and leading zeros; two numbers never run together. None if it holds more.

    >>> spelling("E01") == spelling("e_1") == spelling("E 1"), spelling("E1.1") == spelling("E11")
    (True, False)
    """
    text = folded(header)
    if not all(SEPARATORS.fullmatch(between) for between in TOKEN.split(text)):
        return None
    tokens = [token.lstrip("0") or "0" if token.isdecimal() else token for token in TOKEN.findall(text)]
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(tokens))


def ids(instrument: Instrument, facets: Sequence[Facet]) -> dict[str, Place]:
    """Every spelling of a facet's name with the id of one of its places. A spelling that means two places means none."""
    spelled: dict[str, set[Place]] = defaultdict(set)
    for facet in facets:
        for place in instrument.places(facet):
            for name in names_of(facet):
                for text in (f"{name}_{place}", f"{place}_{name}"):
                    spelled[spelling(text) or text].add((facet.id, place))
    return {text: places.pop() for text, places in spelled.items() if len(places) == 1}


def run_together(header: str, facet: Facet, place: str) -> bool:
    """Whether a facet's letter and the id of an item are one word, as in `prel1`: alone it may be another word, as is `pres04`.

    Not where it stands letter by letter as the instrument writes it: `Prel1`.
    """
    if header.strip() in (f"{facet.code}{place}", f"{place}{facet.code}"):
        return False
    text = folded(header)
    long = [folded(name) for name in names_of(facet) if name != facet.code]
    return folded(facet.code) not in TOKEN.findall(text) and not any(name in text for name in long)


def names_of(facet: Facet) -> tuple[str, ...]:
    """The names and the letter that stand for a facet in short headers."""
    return tuple(name for name in (facet.id, f"{facet.id}s", facet.code, *SYNONYMS.get(facet.id, ())) if name)


def number_in(header: str, facet: Facet) -> int | None:
    """The number that a short header gives beside the facet's name: `E5`, `Q5_E`, `expectation q5`."""
    found = _numbered(facet).fullmatch(spelling(header) or "")
    return int(found[1] or found[2]) if found else None


@cache
def _numbered(facet: Facet) -> re.Pattern[str]:
    names = "|".join(re.escape(spelling(name) or name) for name in names_of(facet))
    return re.compile(rf"(?:{names})q?(\d{{1,4}})|q(\d{{1,4}})(?:{names})")
