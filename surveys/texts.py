"""Columns of text: looked at once for each distinct text, so that 100,000 rows cost no Python loop."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

import numpy as np
import pyarrow as pa
from msgspec import Struct
from numpy.typing import NDArray

from surveys.arrow import arrow
from surveys.cells import fold, strip
from surveys.labels import NO_ANSWER

WEIGHT = re.compile(r"\d{1,12}(\.\d{1,30})?")
CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})")
SPOKEN = re.compile(
    r"(?:pt(?=\d))?(?:(\d{1,4}) ?(?:小时|小時|时|時|hours?|hrs?\.?|h)(?! ?\d+$))?"
    r" ?(?:(\d{1,6}) ?(?:分钟|分鐘|分|minutes?|mins?\.?|m))? ?(?:(\d{1,9}(?:[.,]\d+)?) ?(?:秒|seconds?|secs?\.?|s)?)?"
)
"""Hours, minutes and seconds. A bare number behind hours may be either of the others."""
LONGEST = 10**9
NAMES_TOO = frozenset({"na", "无", "無"})
"""What means no answer among answers, and in a column of groups Namibia, or those who have none."""
POINTS_TOLERANCE = 5
"""How far a row's points may be from their total, in percent of it, before they are refused."""
Mask = NDArray[np.bool_]


class Told(Protocol):
    """A column as its distinct texts, how often each stands there, and where they stand first, if that is known."""

    @property
    def distinct(self) -> tuple[str, ...]: ...

    @property
    def counts(self) -> NDArray[np.int64]: ...

    def first(self, chosen: Sequence[bool]) -> int | None: ...


class Texts(Struct, frozen=True):
    """A column as its distinct texts and, for each row, the index of its own."""

    distinct: tuple[str, ...]
    index: NDArray[np.int32]

    def take(self, of: Callable[[str], str | int | None], kind: pa.DataType) -> pa.Array:
        return pa.array([of(text) for text in self.distinct], kind).take(arrow(self.index))

    def where(self, chosen: Sequence[bool]) -> Mask:
        """The rows whose text is among the chosen distinct ones."""
        return np.asarray(chosen, dtype=np.bool_)[self.index] if self.distinct else np.zeros(0, np.bool_)

    def at(self, row: int) -> str:
        return self.distinct[int(self.index[row])]

    @property
    def counts(self) -> NDArray[np.int64]:
        return np.bincount(self.index, minlength=len(self.distinct))

    def first(self, chosen: Sequence[bool]) -> int | None:
        rows = np.flatnonzero(self.where(chosen))
        return int(rows[0]) if len(rows) else None


def texts_of(column: pa.Array | pa.ChunkedArray) -> Texts:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    encoded = column.dictionary_encode()
    texts, index = encoded.dictionary.to_pylist(), encoded.indices.to_numpy(zero_copy_only=False)
    used = np.bincount(index, minlength=len(texts)) > 0
    if used.all():
        return Texts(tuple(texts), index)
    places = np.cumsum(used, dtype=np.int32) - 1  # a column that came as a dictionary, from which rows were taken away
    return Texts(tuple(text for text, seen in zip(texts, used, strict=True) if seen), places[index])


def label(text: str) -> str | None:
    """A name in one spelling: composed characters, single blanks; None for a blank."""
    return " ".join(unicodedata.normalize("NFC", text).split()) or None


def group(text: str) -> str | None:
    """The name of a branch or a segment; None for a blank and for what means no answer, such as `N/A`."""
    return None if fold(text) in NO_ANSWER - NAMES_TOO else label(text)


def weight(text: str, decimal_comma: bool = False) -> int | None:
    """A positive weight times 10,000, rounded half up. A comma is a decimal sign only where the file's delimiter says so."""
    number = fold(strip(text))
    if decimal_comma and number.count(",") == 1 and "." not in number:
        number = number.replace(",", ".")
    if not WEIGHT.fullmatch(number):
        return None
    scaled = int((Decimal(number) * 10_000).to_integral_value(ROUND_HALF_UP))
    return scaled or None


def seconds(text: str) -> int | None:
    """How long something took: 125, 125.4, 125 seconds, 125秒, 2分5秒, 1h 5m, PT2M5S, 2:05 or 0:02:05; None for any other."""
    told = fold(strip(text))
    if clock := CLOCK.fullmatch(told):
        whole = [int(part or 0) for part in clock.groups()]
        return whole[0] * 3600 + whole[1] * 60 + whole[2]
    spoken = SPOKEN.fullmatch(told)
    if not told or not spoken:
        return None
    hours, minutes, part = (float((text or "0").replace(",", ".")) for text in spoken.groups())
    return min(round(hours * 3600 + minutes * 60 + part), LONGEST)


def shown(text: str) -> str:
    """A cell as a sentence may quote it: one line, short."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
