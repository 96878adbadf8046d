"""How likely a text is to be written language: the sum of the logarithms of its characters' frequencies, and of odd neighbours.

Only comparisons matter: the same bytes read in two encodings are two texts, and the one that a person might have written has
by far the larger sum. Characters of ASCII are the same in all encodings and count only as neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from math import log

from surveys.reading.letters import ALPHABETS, CHARACTERS, CJK_PUNCTUATION, LANGUAGES, PUNCTUATION, Characters, Language

CAPITAL, MARK, STRANGE_LETTER, STRANGE = 0.1, 0.03, 1e-5, 1e-6
"""A capital's share of its letter; all marks together; letters of other languages; signs that nobody types."""
OFTEN, USUAL, RARE, STRANGE_WIDE = 2.5e-3, 1e-4, 2e-6, 1e-8
"""One of the frequent characters of East Asia, one of the code chart's first level, one of its second, any other."""
ODD_NEIGHBOURS = log(1e-3)
UNUSUAL_ENCODING, LESS_USUAL = -9.0, -1.0
"""What it costs to find a language in an encoding that is not made for it, and each step down the list of those that are."""
ODD = re.compile(
    r"[al](?=u)|l(?=A)|c(?=C)|g(?=G)"  # a capital after a small letter
    r"|(?<=A)u(?=[al])"  # two capitals before a small letter
    r"|[alAu](?=[cCgGow])|[cCgGo](?=[alAu])|w(?=[lu])"  # two scripts in one word
    r"|(?:^|(?<= ))n|n(?: |$)"  # a blank that does not break beside one that does
    r"|(?<=[alAucCgGo])s(?=[alAucCgGo])|(?<=[lucCgGo])[dS](?=[lucCgGo])"  # a sign or a digit inside a word
)
FORBIDDEN = frozenset({"Cc", "Cn", "Co", "Cs"})


def likelihood(text: str, encoding: str) -> tuple[float, str, float]:
    """The best language's sum, its name, and its mean for a character beyond ASCII. (-inf, "", -inf) for what is no text."""
    counts = Counter(c for c in text if c > "\x7f")
    if not counts or any(unicodedata.category(c) in FORBIDDEN or c == "\ufffd" for c in counts):
        return -float("inf"), "", -float("inf")
    odd = len(ODD.findall(text.translate({ord(c): _kind(c) for c in set(text)}))) * ODD_NEIGHBOURS
    sums = {name: sum(n * _frequency(name, c) for c, n in counts.items()) for name in LANGUAGES}
    scores = {name: total + odd + _usual(name, encoding) for name, total in sums.items()}
    best = max(scores, key=lambda name: scores[name])
    return scores[best], best, (sums[best] + odd) / counts.total()


def _usual(language: str, encoding: str) -> float:
    encodings = LANGUAGES[language].encodings
    return LESS_USUAL * encodings.index(encoding) if encoding in encodings else UNUSUAL_ENCODING


@lru_cache(maxsize=100_000)
def _frequency(language: str, character: str) -> float:
    wide = CHARACTERS.get(language)
    return log(_wide(wide, character) if wide else _narrow(ALPHABETS[language], character))


def _narrow(language: Language, character: str) -> float:
    if (place := PUNCTUATION.find(character)) >= 0:
        return MARK / (place + 1)
    lower = character.lower() if len(character.lower()) == 1 else character
    place = language.letters.find(lower)
    if place < 0:
        return STRANGE_LETTER if character.isalpha() else STRANGE
    share = 1 / (place + 2) / sum(1 / (n + 2) for n in range(len(language.letters)))
    return share * (1 if character == lower else CAPITAL)


def _wide(language: Characters, character: str) -> float:
    if character in language.often or character in CJK_PUNCTUATION:
        return OFTEN
    if unicodedata.east_asian_width(character) not in "WF":
        return STRANGE
    try:
        lead = character.encode(language.charset)[0]
    except UnicodeEncodeError:
        return STRANGE_WIDE
    return USUAL if lead in language.leads else RARE


def _kind(character: str) -> str:
    """A letter for each kind of neighbour: ASCII a A, Latin l u, Cyrillic c C, Greek g G, other letters o, wide w.

    Signs are s, those of ASCII S, its digits d, the blank that does not break n; a blank is what may stand anywhere.
    """
    if character == "\xa0":
        return "n"
    if character <= "\x7f":
        kinds = "aA" if character.isalpha() else "d" if character.isdigit() else " S"
        return kinds[-1] if character in "@[\\]^`{|}~" else kinds[character.isupper() and kinds == "aA"]
    if not character.isalpha():
        return " " if character in "’‘´·" or unicodedata.category(character) == "Zs" else "s"
    name = unicodedata.name(character, "")
    for script, kinds in (("LATIN", "lu"), ("CYRILLIC", "cC"), ("GREEK", "gG")):
        if name.startswith(script):
            return kinds[character.isupper()]
    return "w" if unicodedata.east_asian_width(character) in "WF" else "o"
