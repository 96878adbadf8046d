"""One cell → one code: what a text means as an answer to a facet. The scale is a contract; nothing is rounded or guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from surveys.instrument import NO_STANDARD, Facet, Instrument
from surveys.problems import Problem

Kind = Literal["answer", "blank", "missing", "no_answer", "full_width", "label", "not_on_scale"]
WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?")
NO_ANSWER = frozenset({
    "n/a", "na", "n.a.", "#n/a", "-", "–", "—", "not applicable", "无", "無", "不适用", "不適用", "不知道",
})
NO_STANDARDS = frozenset({
    "none", "no standard", "no standards", "no standards exist", "无标准", "没有标准", "無標準", "沒有標準",
})
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


@dataclass(frozen=True)
class Code:
    """`value` is None wherever no answer is counted. `kind` says what the text was."""

    value: int | None
    kind: Kind


@dataclass(frozen=True)
class Coding:
    """How the texts of one column become codes between `low` and `high`; `labels` and `missing` are folded texts."""

    low: int
    high: int
    reversed: bool
    none: bool
    labels: dict[str, int]
    missing: frozenset[str]

    def __call__(self, text: str) -> Code:
        stripped = strip(text)
        key = fold(stripped)
        if not key:
            return Code(None, "blank")
        if key in self.missing or plain_number(key) in self.missing:
            return Code(None, "missing")
        if number := WHOLE.fullmatch(key):
            wide = not stripped.isascii() and "−" not in stripped
            return self._scaled(int(number[1]), "full_width" if wide else "answer")
        if self.none and (key in NO_STANDARDS or self.labels.get(key) == NO_STANDARD):
            return Code(NO_STANDARD, "label")
        if key in self.labels:
            return self._scaled(self.labels[key], "label")
        return Code(None, "no_answer" if key in NO_ANSWER else "not_on_scale")

    def numbers(self, texts: Iterable[str]) -> set[str]:
        """The texts as plain numbers, on the scale or not, without the declared missing codes."""
        return {plain_number(fold(strip(text))) for text in texts} - self.missing

    def _scaled(self, value: int, kind: Kind) -> Code:
        if not self.low <= value <= self.high:
            return Code(None, "not_on_scale")
        return Code(self.low + self.high - value if self.reversed else value, kind)


def coding(instrument: Instrument, facet: Facet, place: str, missing: Iterable[str]) -> Coding:
    """The coding of one answer column.

    Constant-sum facets take 0 to their total and have no labels; nothing given to a place is an answer there, so a declared
    missing code 0 does not reach them.
    """
    scale = instrument.scale
    constant_sum = facet.total is not None
    turned = any(item.id == place and facet.id in item.reversed for item in instrument.items)
    return Coding(
        low=scale.low if facet.total is None else 0,
        high=scale.high if facet.total is None else facet.total,
        reversed=turned and not constant_sum,
        none=facet.none,
        labels={} if constant_sum else _labels(instrument, facet),
        missing=frozenset(plain_number(fold(strip(code))) for code in missing) - ({"0"} if constant_sum else set()),
    )


def _labels(instrument: Instrument, facet: Facet) -> dict[str, int]:
    """The labels of the facet's scale in all languages; a label that two codes share means neither."""
    labels: dict[str, set[int]] = {}
    for words in instrument.words.values():
        for code, text in _anchors(words.anchors, facet).items():
            labels.setdefault(fold(text), set()).add(NO_STANDARD if code == "none" else int(code))
    return {text: codes.pop() for text, codes in labels.items() if len(codes) == 1}


def _anchors(anchors: dict[str, str], facet: Facet) -> dict[str, str]:
    """The facet's own anchors (`facet.code`) where it has any, else those of the whole instrument, by code."""
    own = {key.removeprefix(f"{facet.id}."): text for key, text in anchors.items() if key.startswith(f"{facet.id}.")}
    return own or {key: text for key, text in anchors.items() if "." not in key}


def zero_based(numbers: set[str], instrument: Instrument, file: str) -> list[Problem]:
    """A scale exported from 0: answers one below the lowest code, and nobody at the highest. Said; nothing is shifted."""
    low, high = instrument.scale.low, instrument.scale.high
    if str(low - 1) not in numbers or str(high) in numbers:
        return []
    values = {"low": str(low), "high": str(high), "below": str(low - 1), "top": str(high - 1)}
    return [Problem("scale_zero_based", file, severity="warning", values=values)]


def strip(text: str) -> str:
    """Without blanks of any kind, invisible characters and the apostrophe that spreadsheets put before text."""
    return text.strip().strip(INVISIBLE).strip().lstrip("'’").strip()


def fold(text: str) -> str:
    """Compatibility characters (full-width digits), case, minus signs and runs of blanks made equal."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").casefold().split())


def plain_number(text: str) -> str:
    """"99.0" and "99" are the same code; any other text is itself."""
    number = WHOLE.fullmatch(text)
    return str(int(number[1])) if number else text
