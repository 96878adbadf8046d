"""The report's fonts, and text made printable with them: a character that no font has would stop the PDF."""

from __future__ import annotations

import mmap
import re
import struct
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib import import_module
from pathlib import Path

import typst

MISSING = "〓"
"""Printed for a character that no font has; typesetters call it geta."""
_DROPPED = {"Cf", "Cn", "Cs"}
FIRST_SQUARE = 0x2E80
"""From here on characters are as wide as high."""
_NARROW_OR_WIDE = dict.fromkeys(" .,:;'’|!()[]ijltfrI", 0.29) | dict.fromkeys("mwMW%", 0.85) | {"\u200b": 0.0}
_LONG_WORD = re.compile(r"[^\s\u2e80-\uffff]{25,}")
_LONGEST, _PIECE = 80, 24
_ZERO_WIDTH_SPACE = "\u200b"


@cache
def latin() -> Path:
    """Where Source Sans 3 lies."""
    return Path(str(import_module("fontpkg_source_sans_3").__file__)).parent / "files"


@cache
def chinese() -> Path:
    """Where Noto Sans CJK lies, for Chinese, Japanese and Korean: 32 MB, asked only where Source Sans has no such character."""
    return Path(str(import_module("manimgx_fonts_cjk").__file__)).parent


def fonts(text: str) -> typst.Fonts:
    """The fonts that a text needs; none of the machine's own, so that every machine prints the same page."""
    return _fonts(latin_alone=all(_in(latin(), ord(c)) for c in set(text)))


@cache
def _fonts(latin_alone: bool) -> typst.Fonts:
    paths = [str(folder) for folder in ([latin()] if latin_alone else [latin(), chinese()])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


@cache
def printable(text: str) -> str:
    """`text` composed (NFC), on one line, without direction marks, unknown characters as 〓, long words cut and breakable."""
    kept = "".join(_drawn(c) for c in unicodedata.normalize("NFC", text))
    return _LONG_WORD.sub(lambda word: _pieces(word[0]), kept)


def shortened(text: str, length: int) -> str:
    """The first `length` characters, with an ellipsis where something was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"


def ems(text: str) -> float:
    """About how wide a text is when set, in ems; a little too much rather than too little."""
    return sum(1.0 if ord(c) >= FIRST_SQUARE else _NARROW_OR_WIDE.get(c, 0.6 if c.isupper() else 0.5) for c in text)


def _pieces(word: str) -> str:
    """A column must be able to break a word; a digest of 64 letters is kept whole, a name of 5,000 is not."""
    word = shortened(word, _LONGEST)
    return _ZERO_WIDTH_SPACE.join(word[i : i + _PIECE] for i in range(0, len(word), _PIECE))


def _drawn(character: str) -> str:
    """PDF/A forbids private-use characters even where a font draws them."""
    if " " <= character <= "~":
        return character
    kind = unicodedata.category(character)
    if kind in ("Cc", "Zl", "Zp"):
        return " " if character.isspace() else ""
    if kind in _DROPPED:
        return ""
    return character if kind != "Co" and _covered(ord(character)) else MISSING


def _covered(point: int) -> bool:
    return _in(latin(), point) or _in(chinese(), point)


def _in(folder: Path, point: int) -> bool:
    starts, ends = _coverage(folder)
    i = bisect_right(starts, point) - 1
    return i >= 0 and point <= ends[i]


@cache
def _coverage(folder: Path) -> tuple[list[int], list[int]]:
    """First and last code points of the runs that the fonts of a folder cover, sorted and joined."""
    runs = sorted(run for file in sorted(folder.glob("*.?t?")) for run in _runs(file))
    starts: list[int] = []
    ends: list[int] = []
    for start, end in runs:
        if ends and start <= ends[-1] + 1:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _runs(file: Path) -> list[tuple[int, int]]:
    """The runs of code points in a font's character map, format 12 (OpenType specification, table `cmap`)."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        font = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
        tables = struct.unpack_from(">H", data, font + 4)[0]
        directory = struct.iter_unpack(">4sIII", data[font + 12 : font + 12 + 16 * tables])
        cmap = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
        maps = struct.unpack_from(">H", data, cmap + 2)[0]
        places = {offset for _, _, offset in struct.iter_unpack(">HHI", data[cmap + 4 : cmap + 4 + 8 * maps])}
        full = next(cmap + p for p in sorted(places) if struct.unpack_from(">H", data, cmap + p)[0] == 12)
        count = struct.unpack_from(">I", data, full + 12)[0]
        return [(a, b) for a, b, _ in struct.iter_unpack(">III", data[full + 16 : full + 16 + 12 * count])]
