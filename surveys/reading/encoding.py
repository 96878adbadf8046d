"""Which characters the bytes of a text file stand for: byte order mark, strict UTF-8, then chardet's guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from surveys.reading.refusal import RefusalError

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Decoded:
    """`confidence` is chardet's, from 0 to 1; None where nothing had to be guessed."""

    text: str
    encoding: str
    confidence: float | None = None


def decode(data: bytes) -> Decoded:
    """Raises RefusalError where the bytes are no text or fit no encoding."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data, encoding), encoding)
    if b"\0" in data:
        return _without_mark(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guess(data)


def _without_mark(data: bytes) -> Decoded:
    """UTF-16 without its mark: in survey exports nearly every second byte of the delimiters and digits is zero."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > len(data) // 8 and min(even, odd) == 0:
        encoding = "utf-16-le" if odd else "utf-16-be"
        return Decoded(_strict(data, encoding), encoding)
    raise RefusalError("nul_bytes", row=data[: data.index(b"\0")].count(b"\n") + 1)


def _guess(data: bytes) -> Decoded:
    import chardet  # 0.1 s, and needed for few files only

    telling = b"\n".join(line for line in data.split(b"\n") if not line.isascii())
    guess = chardet.detect(telling, encoding_era=chardet.EncodingEra.MODERN_WEB, prefer_superset=True)
    encoding, confidence = guess["encoding"], guess["confidence"]
    if not encoding or confidence is None:
        raise RefusalError("encoding_unknown", encoding="?")
    return Decoded(_strict(data, encoding), encoding, round(confidence, 4))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as fault:
        raise RefusalError("encoding_unknown", encoding=encoding) from fault
