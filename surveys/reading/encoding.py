"""Which characters the bytes of a text file stand for: its mark, strict Unicode, or the only reading that is written language.

Where another reading is nearly as plausible, it is named beside the best, so that a person can decide.
"""

from __future__ import annotations

import codecs
import re
from math import exp, inf
from typing import NamedTuple

from surveys.reading.refusal import RefusalError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)
WITHOUT_MARK = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
SAMPLE = 20_000
"""Bytes of different lines beyond ASCII that are compared."""
WORD = re.compile(r"(?:[^\s,;\"]|\xa0)+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CLEAR = 7.7
"""By how much the best reading's logarithm must exceed the next one's; by less it is asked."""
LEAST = {"w": -10.0, "": -5.5}
"""The least mean logarithm of a character's frequency in written language: of East Asia, elsewhere."""
MIXED = 0.1
"""The share of broken characters up to which a file is UTF-8 with damage rather than something else."""
MOST_RIVALS = 3
BEYOND = bytes(range(128, 256))
FEW = 8
"""Bytes beyond ASCII, up to which valid UTF-8 is doubted."""


class Decoded(NamedTuple):
    """`confidence`, from 0 to 1, is None where nothing was guessed. `rivals` maps other possible encodings to a sample of each."""

    text: str
    encoding: str
    confidence: float | None = None
    sample: str = ""
    rivals: tuple[tuple[str, str], ...] = ()


class Reading(NamedTuple):
    """A sample's words as one encoding reads them, and how plausible they are."""

    score: float
    encoding: str
    words: str
    written: bool


def words_beyond(text: str) -> list[str]:
    """The different words that hold more than ASCII."""
    return [word for word in dict.fromkeys(WORD.findall(text)) if not word.isascii()]


def is_encoding(name: str) -> bool:
    """Whether text can be read in it."""
    try:
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True


def decode(data: bytes, encoding: str = "") -> Decoded:
    """`encoding` overrules the content. Raises RefusalError where the bytes are no text or fit no encoding."""
    if encoding:
        return Decoded(_strict(data, encoding).removeprefix("\ufeff"), encoding)
    for mark, name in MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data, name), name)
    if b"\0" in data:
        return _without_mark(data)
    if b"\x1b$B" in data and data.isascii():
        return Decoded(_strict(data, "iso2022_jp"), "iso2022_jp")
    try:
        return _doubted(data, data.decode("utf-8"))
    except UnicodeDecodeError as fault:
        _refuse_mixed(data, fault.start)
        return _guess(data)


def _doubted(data: bytes, text: str) -> Decoded:
    """Valid UTF-8 is no accident, except where a word or two could be one, are no language, and another reading is."""
    if not 0 < len(data) - len(data.translate(None, BEYOND)) <= FEW:
        return Decoded(text, "utf-8")
    words = " ".join(words_beyond(text))
    plain = _reading(words, "utf-8")
    rivals = [] if plain.written else [r for r in _readings(data) if r.written and r.score > plain.score]
    if not rivals:
        return Decoded(text, "utf-8")
    return Decoded(text, "utf-8", 0.0, words[:40], tuple((r.encoding, r.words[:40]) for r in rivals[:MOST_RIVALS]))


def _without_mark(data: bytes) -> Decoded:
    """Unicode of two or four bytes: the reading in which most is ASCII (delimiters, digits, line ends) and nothing is a control."""
    readings: list[tuple[int, str, str]] = []
    for name in WITHOUT_MARK:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        ascii_characters = len(text.encode("ascii", "ignore"))
        if not CONTROL.search(text) and (4 * ascii_characters > len(text) or _is_written(text)):
            readings.append((ascii_characters, name, text))
    if readings:
        _, name, text = max(readings)
        return Decoded(text, name)
    raise RefusalError("nul_bytes", row=data[: data.index(b"\0")].count(b"\n") + 1)


def _is_written(text: str) -> bool:
    return _reading(" ".join(words_beyond(text[:SAMPLE])), "utf-8").written


def _refuse_mixed(data: bytes, first: int) -> None:
    broken, beyond = damage(data)
    if broken <= MIXED * beyond:
        raise RefusalError("encoding_mixed", row=data[:first].count(b"\n") + 1)


def damage(data: bytes) -> tuple[int, int]:
    """How many characters are broken if this is UTF-8, and how many there are beyond ASCII."""
    text = data.decode("utf-8", "replace")
    return text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))


def _guess(data: bytes) -> Decoded:
    readings = _readings(data)
    for best in readings:
        try:
            text = data.decode(best.encoding)
        except UnicodeDecodeError:
            continue
        others = [r for r in readings if r is not best and r.score > best.score - CLEAR]
        margin = min((abs(best.score - r.score) for r in readings if r is not best), default=inf)
        rivals = tuple((r.encoding, r.words[:40]) for r in others[:MOST_RIVALS])
        confidence = round(1 / (1 + exp(-min(margin, 50.0))), 4) if best.written else 0.0
        return Decoded(text, best.encoding, confidence, best.words[:40], rivals)
    raise RefusalError("encoding_unknown", encoding=", ".join(r.encoding for r in readings[:MOST_RIVALS]) or "?")


def _readings(data: bytes) -> list[Reading]:
    """Every text that the lines beyond ASCII can be, the most plausible first."""
    from surveys.reading.letters import ENCODINGS  # few files need it

    lines = b"\n".join(dict.fromkeys(line for line in data.splitlines() if not line.isascii()))
    sample = lines if len(lines) <= SAMPLE else lines[: lines.rindex(b"\n", 0, SAMPLE) if b"\n" in lines[:SAMPLE] else SAMPLE]
    found: dict[str, Reading] = {}
    for encoding in ENCODINGS:
        try:
            words = " ".join(words_beyond(sample.decode(encoding)))
        except UnicodeDecodeError:
            continue
        reading = _reading(words, encoding)
        if reading.score > -inf and (words not in found or found[words].score < reading.score):
            found[words] = reading
    return sorted(found.values(), key=lambda reading: -reading.score)


def _reading(words: str, encoding: str) -> Reading:
    from surveys.reading.letters import CHARACTERS
    from surveys.reading.plausible import likelihood

    score, language, mean = likelihood(words, encoding)
    return Reading(score, encoding, words, mean > LEAST["w" if language in CHARACTERS else ""])


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError) as fault:
        raise RefusalError("encoding_unknown", encoding=encoding) from fault
