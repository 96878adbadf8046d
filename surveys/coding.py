"""One cell → one code: what a text means as an answer to a facet. The scale is a contract; nothing is rounded or guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct, field

from surveys.cells import fold, plain_number, strip
from surveys.instrument import NO_STANDARD, Facet, Instrument
from surveys.labels import NO_ANSWER, NO_STANDARDS, Spoken, anchors, parts
from surveys.likert import label_key
from surveys.problems import Problem

Kind = Literal["answer", "blank", "missing", "no_answer", "full_width", "label", "unclear", "not_on_scale"]


class Code(Struct, frozen=True):
    """`value` is None wherever no answer is counted. `kind` says what the text was."""

    value: int | None
    kind: Kind


class Coding(Struct, frozen=True):
    """How the texts of one column become codes between `low` and `high`.

    `spoken` is what labels and numbers mean in this facet, `given` the file's own labels of cells; `missing` are folded texts.
    """

    low: int
    high: int
    reversed: bool
    none: bool
    spoken: Spoken
    missing: frozenset[str]
    given: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> Code:
        stripped = strip(text)
        key = fold(stripped)
        if not key:
            return Code(None, "blank")
        if key in self.missing or plain_number(key) in self.missing:
            return Code(None, "missing")
        number, said = parts(key)
        given = self.given.get(plain_number(key), "")
        if given and number is None:
            number, said = parts(fold(given))
            given = said
        if label := given or said:
            found = self._label(label)
            beside = given or label_key(label) in self.spoken.unnamed
            if found or not beside or number is None:
                return found or Code(None, "not_on_scale")
        if number is None or self.spoken.mute:
            return Code(None, "unclear")
        wide = not stripped.isascii() and "−" not in stripped and not given
        return self._scaled(self.spoken.start + self.spoken.step * number, "full_width" if wide else "answer")

    def _label(self, label: str) -> Code | None:
        """What a label means; None where it is not known."""
        folded, key = fold(label), label_key(label)
        if folded in self.missing:
            return Code(None, "missing")
        if self.none and (folded in NO_STANDARDS or self.spoken.codes.get(key) == NO_STANDARD):
            return Code(NO_STANDARD, "label")
        if folded in NO_ANSWER:
            return Code(None, "no_answer")
        if self.spoken.trouble:
            return Code(None, "unclear")
        return self._scaled(self.spoken.codes[key], "label") if key in self.spoken.codes else None

    def numbers(self, texts: Iterable[str]) -> set[str]:
        """The texts as plain numbers, on the scale or not, without the declared missing codes; none where labels say more."""
        if (self.spoken.start, self.spoken.step) != (0, 1):
            return set()
        return {plain_number(fold(strip(text))) for text in texts} - self.missing

    def _scaled(self, value: int, kind: Kind) -> Code:
        if not self.low <= value <= self.high:
            return Code(None, "not_on_scale")
        return Code(self.low + self.high - value if self.reversed else value, kind)


def coding(
    instrument: Instrument,
    facet: Facet,
    place: str,
    missing: Iterable[str],
    spoken: Spoken | None = None,
    given: Mapping[str, str] | None = None,
) -> Coding:
    """The coding of one answer column; without `spoken`, labels are the instrument's anchors only.

    Constant-sum facets take 0 to their total and have no labels; nothing given to a place is an answer there, so a declared
    missing code 0 does not reach them.
    """
    scale = instrument.scale
    constant_sum = facet.total is not None
    codes = Spoken({} if constant_sum else anchors(instrument, facet)) if spoken is None else spoken
    return Coding(
        low=scale.low if facet.total is None else 0,
        high=scale.high if facet.total is None else facet.total,
        reversed=not constant_sum and instrument.is_reversed(facet.id, place),
        none=facet.none,
        spoken=codes,
        missing=folded(missing) - ({"0"} if constant_sum else set()),
        given={plain_number(fold(strip(cell))): text for cell, text in (given or {}).items()},
    )


def folded(codes: Iterable[str]) -> frozenset[str]:
    """Declared missing codes as cells are compared with them."""
    return frozenset(plain_number(fold(strip(code))) for code in codes)


def zero_based(numbers: set[str], instrument: Instrument, file: str) -> list[Problem]:
    """A scale exported from 0: answers one below the lowest code, and nobody at the highest. Said; nothing is shifted."""
    low, high = instrument.scale.low, instrument.scale.high
    if str(low - 1) not in numbers or str(high) in numbers:
        return []
    values = {"low": str(low), "high": str(high), "below": str(low - 1), "top": str(high - 1)}
    return [Problem("scale_zero_based", file, severity="warning", values=values)]
