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
    "expectation": ("expected", "expect", "期望", "期待", "预期", "預期"),
    "perception": ("perceived", "感知", "知覺"),
    "standard": ("服务标准", "服務標準", "标准", "標準"),
    "delivery": ("deliver", "delivered", "执行", "執行", "传递", "傳遞"),
    "promise": ("promised", "承诺", "承諾"),
    "specified": ("standard", "服务标准", "服務標準", "标准", "標準"),
    "delivered": ("deliver", "delivery", "执行", "執行", "传递", "傳遞"),
    "promised": ("promise", "承诺", "承諾"),
}
LOOSE = {
    "expectation": ("exp", "ideal"),
    "perception": (
        "perceive", "perc", "perf", "actual", "experience", "experienced", "performance", "实际", "實際", "感受", "体验", "體驗",
    ),
}  # fmt: skip
"""Names that other questions bear as well: with a number alone they count only in a block beside one of the other facet."""
KIND = (
    "(?:services?|quality|level|score|rating|experience|值|度|得分|分数|分數|服务|服務|质量|品质|品質|水平|水準|感受|感知|体验|體驗)?"
)
"""What may follow a facet's name, which others bear then as well: `Expected quality 5`, `期望值5`, `实际感受5`."""
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
            for name in sure_names(facet):
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
    long = [folded(name) for name in sure_names(facet) if name != facet.code]
    return folded(facet.code) not in TOKEN.findall(text) and not any(name in text for name in long)


def names_of(facet: Facet) -> tuple[str, ...]:
    """The names and the letter that stand for a facet in short headers."""
    return *sure_names(facet), *LOOSE.get(facet.id, ())


def sure_names(facet: Facet) -> tuple[str, ...]:
    """Those that nothing else is called by."""
    return tuple(name for name in (facet.id, f"{facet.id}s", facet.code, *SYNONYMS.get(facet.id, ())) if name)


def number_in(header: str, facet: Facet, loose: bool = False) -> int | None:
    """The number that a short header gives beside the facet's name: `E5`, `Q5_E`, `expectation q5`; beside any, if `loose`."""
    found = _numbered(facet, loose).fullmatch(spelling(header) or "")
    return int(found[1] or found[2]) if found else None


def called(question: str, facet: Facet) -> bool:
    """Whether a question is nothing but a name of the facet: `Expectations`, `Experienced quality`. A letter is no such name."""
    text = spelling(question) or ""
    return len(text) > 1 and re.fullmatch(_names(facet, True), text) is not None


@cache
def _numbered(facet: Facet, loose: bool) -> re.Pattern[str]:
    names = _names(facet, loose)
    return re.compile(rf"(?:{names})q?(\d{{1,4}})|q(\d{{1,4}})(?:{names})")


@cache
def _names(facet: Facet, loose: bool) -> str:
    known = [spelling(name) or name for name in (names_of(facet) if loose else sure_names(facet))]
    return "|".join(re.escape(name) + (KIND if loose and len(name) > 1 else "") for name in known)
