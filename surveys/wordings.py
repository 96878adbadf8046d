"""Headers and titles that hold words: the items' own texts in any language, whole, in a grid, or nearly so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from surveys.instrument import Facet, Instrument, Words
from surveys.likeness import Texts
from surveys.mapping import Place
from surveys.spelling import called, folded, sure_names

STEMS = {
    "expectation": ("expect", "ideal", "期望", "期待", "预期", "預期", "기대"),
    "perception": ("perce", "actual", "感知", "知覺", "实际", "實際", "인지"),
    "importance": ("importan", "重要"),
    "minimum": ("minim", "最低"),
    "desired": ("desire", "理想"),
    "belief": ("belie",),
}
"""Beginnings of words that name a facet in a sentence. `experience` does not: "from your experience" is asked for expectations."""
LEAST_LIKENESS, LEAST_MARGIN = 0.85, 0.08
"""How like an item's text a header must be to be taken for it, and how much less like any other place's."""
MOST_LIKENESS = 0.99
LEAST_LETTERS = {True: 14, False: 6}
"""Texts that are shorter differ too much by one letter; Latin letters (True) carry less than Chinese signs."""
PREFIX = re.compile(
    r"[\W_]*(?:(?:q|item|no|题|題)[\W_]*\d{1,4}(?:[._-]\d{1,4})*[\s.:：、)）\]】_-]+"
    r"|第?\s*\d{1,4}(?:[._-]\d{1,4})*\s*[题題.:：、)）\]】]+[\s.:：、]*)"
)
"""A question's number, which is no part of its text."""
BRACKETS = re.compile(r"(.*\S)\s*[\[(（［【](.+)[\])）］】]\W*", re.DOTALL)
GRID = re.compile(r"([^\[\]]*\S)\s*\[(.+)\]", re.DOTALL)
"""`question [row]`, whatever brackets the row holds."""
LONGEST = 1_000
"""Characters of a question with its row. What is longer is none, and would take time that grows with its square."""
SEPARATOR = re.compile(r"\s[-–—|/>]\s|[:：|/\n]|——")
ROW = re.compile(r"(?:sq|q|item|row|题|題)?0*(\d{1,4})")
WORD = re.compile(r"[^\W_]+")
NEGATIONS = frozenset({"not", "no", "never", "t", "without", "hardly", "cannot", "less"})
CJK_NEGATIONS = "不没沒无無未非勿"


class Wordings:
    """The texts of a role's facets, with the ways to find them again."""

    def __init__(self, instrument: Instrument, facets: Sequence[Facet]) -> None:
        self.facets = facets
        self.places = {facet.id: instrument.places(facet) for facet in facets}
        self.rows: dict[str, dict[str, set[str]]] = {facet.id: defaultdict(set) for facet in facets}
        self.instructions: dict[str, set[str]] = defaultdict(set)
        self.sure = {facet.id: {folded(name) for name in sure_names(facet)} for facet in facets}
        self.stems = {facet.id: _stems((facet.id, *STEMS.get(facet.id, ()))) for facet in facets}
        meant: dict[str, set[Place]] = defaultdict(set)
        self.texts: dict[str, set[Place]] = defaultdict(set)
        for words in instrument.words.values():
            for facet in facets:
                if text := words.facets.get(facet.id):
                    self.instructions[key(text)].add(facet.id)
                for place in self.places[facet.id]:
                    own, general = (key(said) for said in (wording(words, facet, place), _general(words, facet, place)))
                    meant[own].add((facet.id, place))
                    for text in (own, general):
                        self.texts[text].add((facet.id, place))
                        self.rows[facet.id][text].add(place)
                    self.rows[facet.id][key(place)].add(place)
        self.whole = {text: next(iter(places)) for text, places in meant.items() if text and len(places) == 1}

    @cached_property
    def near(self) -> tuple[list[str], Texts]:
        """The texts that likeness compares; needed only where a header is not recognised otherwise."""
        texts = [text for text in self.texts if text]
        return texts, Texts(texts)

    def __call__(self, text: str) -> tuple[Place, str] | None:
        """The place whose text this is, or that a question and its row name together."""
        if place := self.whole.get(key(text)):
            return place, "text"
        found = {place for left, right in _halves(text) if (place := self._in_grid(left, right))}
        return (found.pop(), "grid") if len(found) == 1 else None

    def _in_grid(self, left: str, right: str) -> Place | None:
        """The facet one part names, and the item that is the other. Texts that belong to one facet only need no question."""
        for question, row in ((left, right), (right, left)):
            facet = self.facet_of(question)
            if facet and (place := self._row(facet, row, bare=folded(question) in self.sure[facet])):
                return facet, place
        return self.whole.get(key(right))

    def facet_of(self, text: str) -> str | None:
        """The one facet that a question names: by its instruction, its letter or name alone, or a word of the sentence."""
        exact = self.instructions.get(key(text), set())
        named = exact or {f.id for f in self.facets if folded(text) in self.sure[f.id] or called(text, f)}
        named = named or {facet for facet, stems in self.stems.items() if stems.search(folded(text))}
        return next(iter(named)) if len(named) == 1 else None

    def _row(self, facet: str, text: str, bare: bool) -> str | None:
        places = self.rows[facet].get(key(text), set())
        if len(places) == 1:
            return next(iter(places))
        number = ROW.fullmatch(folded(text)) if bare else None
        if number and 1 <= int(number[1]) <= len(self.places[facet]):
            return self.places[facet][int(number[1]) - 1]
        return None

    def nearest(self, text: str) -> list[tuple[float, Place]]:
        """The two places whose texts are most like this one, as far as they are near LEAST_LIKENESS, with their likeness.

        A text with another number of denials is never like this one; a slip apart is less than 1.
        """
        said = key(text)
        if len(said) < LEAST_LETTERS[said.isascii()]:
            return []
        texts, index = self.near
        best: dict[Place, float] = {}
        for score, number in index.nearest(said, LEAST_LIKENESS - LEAST_MARGIN):
            if _denials(texts[number]) == _denials(said):
                for place in self.texts[texts[number]]:
                    best.setdefault(place, min(score, MOST_LIKENESS))
        ranked = sorted(best.items(), key=lambda found: (-found[1], found[0]))[:2]
        return [(score, place) for place, score in ranked]


def wording(words: Words, facet: Facet, place: str) -> str:
    """The text of a place as the facet asks it."""
    texts = words.of(facet)
    return texts.get(f"{facet.id}.{place}", texts.get(place, ""))


def _general(words: Words, facet: Facet, place: str) -> str:
    return words.of(facet).get(place, "")


@lru_cache(8192)
def key(text: str) -> str:
    """Words without a number before them, case and punctuation."""
    return " ".join(WORD.findall(without_number(folded(text))))


def without_number(text: str) -> str:
    """The text of a question without the question's number before it."""
    numbered = PREFIX.match(text)
    return text[numbered.end() :] if numbered else text


def question_parts(text: str) -> Iterator[tuple[str, str]]:
    """Either part of a header such as `question [row]` as the question, with the other as its row."""
    for left, right in _halves(text):
        yield left, right
        yield right, left


def _halves(text: str) -> Iterator[tuple[str, str]]:
    if len(text) > LONGEST:
        return
    for form in (GRID, BRACKETS):
        if found := form.fullmatch(text):
            yield found[1], found[2]
    for found in SEPARATOR.finditer(text):
        yield text[: found.start()], text[found.end() :]


def _stems(stems: Sequence[str]) -> re.Pattern[str]:
    """Finds a word that begins with one of these; a Chinese or Korean one anywhere, as words have no blanks between them."""
    return re.compile("|".join(rf"(?<![^\W_]){re.escape(stem)}" if stem.isascii() else re.escape(stem) for stem in stems))


def _denials(text: str) -> int:
    return sum(word in NEGATIONS for word in text.split()) + sum(text.count(sign) for sign in CJK_NEGATIONS)
