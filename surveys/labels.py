"""What the words in a facet's columns mean, looked at together: the instrument's anchors, the file's labels, common scales."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

from surveys.cells import WHOLE, fold, plain_number, strip
from surveys.instrument import NO_STANDARD, Facet, Instrument, Scale
from surveys.likert import known_labels, label_key, readings

NUMBER_FIRST = re.compile(r"([+-]?\d{1,3}) ?(?:[-–—=:.、,)\]|/] ?| )([^\W\d].*)", re.DOTALL)
NUMBER_LAST = re.compile(r"[(\[] ?([+-]?\d{1,3}) ?[)\]]$|[-–—=:|] ?([+-]?\d{1,3})$")
UNIT = re.compile(r"([+-]?\d{1,3})\s*(?:分|点|點|星|颗星|顆星|points?|stars?|pts?)")
NO_ANSWER = frozenset({
    "n/a", "na", "n.a.", "#n/a", "-", "–", "—", "not applicable", "don't know", "do not know", "no answer", "prefer not to say",
    "refused", "no opinion", "unable to judge", "unable to say", "unable to answer", "unable to rate", "don’t know",
    "does not apply", "doesn't apply", "doesn’t apply", "does not apply to me", "not applicable to me", "not observed",
    "cannot say", "can't say", "can’t say", "cannot judge", "cannot tell", "cannot answer", "cannot rate", "skipped", "skip",
    "no response", "not answered", "no experience", "prefer not to answer", "declined to answer", "don't remember", "无意见",
    "無意見", "没有意见", "沒有意見", "无", "無", "不适用", "不適用", "不知道", "不清楚", "拒答", "未回答", "不适用于我",
    "不適用於我", "未观察到", "未觀察到", "没有观察到", "沒有觀察到", "无法判断", "無法判斷", "无法评价", "無法評價", "无法回答",
    "無法回答", "无法作答", "無法作答", "拒绝回答", "拒絕回答", "不想回答", "不愿回答", "不願回答", "未填写", "未填寫", "未作答",
    "跳过", "跳過", "(跳过)", "(跳過)", "(空)",
})  # fmt: skip
NO_STANDARDS = frozenset({
    "none", "no standard", "no standards", "no standards exist", "无标准", "没有标准", "無標準", "沒有標準",
})  # fmt: skip
Trouble = Literal["labels_other_length", "labels_unclear", "labels_unknown", "labels_contradict"]
Pair = tuple[int | None, str, bool]
"""A number or none, a label (as `label_key` writes it), and whether the file itself says that they belong together."""


class Heard(Struct, frozen=True):
    """The distinct cells of one column, folded and without those declared missing, and the file's labels of cells."""

    cells: Collection[str]
    labels: Mapping[str, str]


class Spoken(Struct, frozen=True):
    """How a facet's labels and numbers become codes.

    `codes` maps labels to codes on the scale. A number n means `start` + `step` · n: 0 and 1, unless the file's labels say that
    it counts from elsewhere or downwards. With `trouble` no label is used, and no number where `mute` is true. `words` are the
    labels the trouble is about; `unnamed` labels beside numbers that are not known, so that the numbers are taken as they are.
    """

    codes: Mapping[str, int]
    start: int = 0
    step: int = 1
    trouble: Trouble | None = None
    mute: bool = False
    words: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()


def parts(cell: str) -> tuple[int | None, str]:
    """A folded cell as a number and a label: `7`, `7 - strongly agree`, `strongly agree (7)`, `agree`, `5分`."""
    if whole := WHOLE.fullmatch(cell) or UNIT.fullmatch(cell):
        return int(whole[1]), ""
    if found := NUMBER_FIRST.fullmatch(cell):
        return int(found[1]), found[2]
    if (found := NUMBER_LAST.search(cell)) and any(sign.isalpha() for sign in cell[: found.start()]):
        return int(found[1] or found[2]), cell[: found.start()].rstrip()
    return None, cell


def spoken(
    instrument: Instrument, facet: Facet, columns: Iterable[Heard], *, beside: Iterable[Heard] = (),
    declared: Mapping[str, int] | None = None, wordy: bool = False, rare: Collection[str] = (),
) -> Spoken:  # fmt: skip
    """The meaning of the words in all columns of a facet. `wordy` says that most of their cells are words alone, `rare` are
    those that hardly any cell holds.

    `beside` are the columns of other facets with the same anchors: where a facet's own labels could belong to several scales,
    these may tell. `declared` are the study's own labels.
    """
    own = {label_key(text): code for text, code in (declared or {}).items()}
    known = {**anchors(instrument, facet), **own}
    columns = list(columns)
    pairs = {pair for column in columns for pair in _pairs(column) if _says_something(pair[1], known)}
    if {label for _, label, _ in pairs} <= known.keys():
        return _turned(known, pairs)
    if wordy and (told := _but_slips(pairs, known, rare, instrument.scale)):
        return told
    words = {label for _, label, _ in pairs if label not in own}
    found = _telling(words, pairs)
    if len({length for length, _ in found}) > 1:
        others = {p for column in beside for p in _pairs(column) if _says_something(p[1], known) and p[1] not in own}
        wider = _telling(words | {label for _, label, _ in others}, pairs | others)
        found = [(length, {word: steps[word] for word in words}) for length, steps in wider] or found
    beside_numbers = _beside_numbers(columns, instrument.scale) - known.keys()
    told = _decided(found, words, pairs, known, instrument.scale) if found else _unknown(known, pairs, wordy, beside_numbers)
    # A few words among numbers are slips, named cell by cell; the instrument's own anchors among them still count.
    return Spoken(known, unnamed=tuple(sorted(beside_numbers))) if told.trouble and not told.mute and not wordy else told


def _but_slips(pairs: set[Pair], known: Mapping[str, int], rare: Collection[str], scale: Scale) -> Spoken | None:
    """The meaning of the other words, where a rare one is unknown and the others fill a scale of the instrument's length."""
    slips = {label for number, label, _ in pairs if number is None and label in rare} - known_labels() - known.keys()
    others = {pair for pair in pairs if pair[1] not in slips}
    words = {label for _, label, _ in others}
    filled = [(length, steps) for length, steps in readings(words) if scale.span + 1 == length == len(set(steps.values()))]
    told = _decided(filled, words, others, known, scale) if slips and filled else None
    return None if told and told.trouble else told


def _decided(
    found: list[tuple[int, dict[str, int]]], words: set[str], pairs: set[Pair], known: Mapping[str, int], scale: Scale
) -> Spoken:
    """The codes, where every common scale that can be meant has the scale's length and gives the same ones."""
    lengths = {length for length, _ in found}
    codes = [{label: step + scale.low - 1 for label, step in steps.items()} for _, steps in found]
    if lengths == {scale.span + 1} and all(each == codes[0] for each in codes) and _agree(codes[0], known):
        return _turned({**known, **codes[0]}, pairs)
    trouble: Trouble = "labels_unclear" if scale.span + 1 in lengths else "labels_other_length"
    mute = any(number is not None for number, _, _ in pairs)
    return Spoken({}, trouble=trouble, mute=mute, words=tuple(sorted(words)))


def lengths(columns: Iterable[Heard]) -> set[int] | None:
    """How long the common scales are that the words of a facet's columns can belong to; None where these hold no words."""
    pairs = {pair for column in columns for pair in _pairs(column) if _says_something(pair[1], {})}
    return {length for length, _ in _telling({label for _, label, _ in pairs}, pairs)} if pairs else None


def says_nothing(text: str) -> bool:
    """Whether a label stands for no answer, or for "no standards exist"."""
    return label_key(text) in _silent() or fold(text) in NO_ANSWER


def _telling(words: set[str], pairs: set[Pair]) -> list[tuple[int, dict[str, int]]]:
    """The common scales that can be meant: those that numbers beside the labels confirm, or that the labels fill wholly."""
    found = readings(words)
    numbered = [(number, label) for number, label, _ in pairs if number is not None]
    confirmed = [(length, steps) for length, steps in found if numbered and all(steps.get(label) == n for n, label in numbered)]
    filled = [(length, steps) for length, steps in found if len(set(steps.values())) == length]
    return confirmed or filled or found


def _beside_numbers(columns: Collection[Heard], scale: Scale) -> set[str]:
    """Labels typed behind numbers in several columns, as `7 - absolutely`, and then also one of the scale's ends in a single one.

    None where a label has two numbers or a number two labels.
    """
    typed = [{(number, label) for number, label, of_file in _pairs(column) if label and not of_file} for column in columns]
    times = Counter(pair for found in typed for pair in found)
    usual = {pair for pair, n in times.items() if pair[0] is not None and n > 1}
    usual |= {pair for pair in times if usual and pair[0] in (scale.low, scale.high)}
    once = len({number for number, _ in usual}) == len({label for _, label in usual}) == len(usual)
    return {label for _, label in usual} if once else set()


def _unknown(known: Mapping[str, int], pairs: set[Pair], wordy: bool, beside_numbers: set[str]) -> Spoken:
    """No common scale holds all labels. Those that stand beside numbers leave the numbers as they are; others are listed."""
    own = sorted(beside_numbers | {label for n, label, of_file in pairs if of_file and n is not None and label not in known})
    typed = {label for number, label, of_file in pairs if not of_file or number is None} - known.keys()
    if typed and wordy:
        strange = typed - known_labels() or typed
        return Spoken({}, trouble="labels_unknown", words=tuple(sorted(strange)))
    turned = _turned(known, pairs)
    return turned if turned.trouble else Spoken(known, turned.start, turned.step, unnamed=tuple(own))


def _turned(codes: Mapping[str, int], pairs: set[Pair]) -> Spoken:
    """The labels' codes, and how numbers beside them count: as the scale, from elsewhere, or downwards."""
    points = sorted({(number, codes[label]) for number, label, _ in pairs if number is not None and label in codes})
    if all(number == code for number, code in points):
        return Spoken(codes)
    for step in (1, -1):
        starts = {code - step * number for number, code in points}
        if len(starts) == 1 and len(points) > 1:
            return Spoken(codes, starts.pop(), step)
    words = tuple(sorted({f"{number} = {label}" for number, label, _ in pairs if label in codes and number is not None}))
    return Spoken({}, trouble="labels_contradict", mute=True, words=words)


def _pairs(column: Heard) -> Iterator[Pair]:
    labels = {plain_number(fold(strip(cell))): text for cell, text in column.labels.items()}
    for cell, text in labels.items():
        number, said = parts(cell)[0], text
        if number is None:
            number, said = parts(fold(text))
        yield number, label_key(said), True
    for cell in column.cells:
        if plain_number(cell) not in labels:
            number, text = parts(cell)
            yield number, "" if fold(text) in NO_ANSWER else label_key(text), False


def _says_something(label: str, known: Mapping[str, int]) -> bool:
    return any(sign.isalpha() for sign in label) and label not in _silent() and known.get(label) != NO_STANDARD


@cache
def _silent() -> frozenset[str]:
    """The labels that stand for no answer."""
    return frozenset(map(label_key, (*NO_ANSWER, *NO_STANDARDS)))


def _agree(codes: Mapping[str, int], known: Mapping[str, int]) -> bool:
    return all(known.get(label, code) == code for label, code in codes.items())


def anchors(instrument: Instrument, facet: Facet) -> dict[str, int]:
    """The labels of the facet's scale in all languages; a label that two codes share means neither."""
    found: dict[str, set[int]] = {}
    for words in instrument.words.values():
        for code, text in _own(words.anchors, facet).items():
            found.setdefault(label_key(text), set()).add(NO_STANDARD if code == "none" else int(code))
    return {text: codes.pop() for text, codes in found.items() if len(codes) == 1}


def _own(texts: Mapping[str, str], facet: Facet) -> dict[str, str]:
    """The facet's own anchors (`facet.code`) where it has any, else those of the whole instrument, by code."""
    own = {key.removeprefix(f"{facet.id}."): text for key, text in texts.items() if key.startswith(f"{facet.id}.")}
    return own or {key: text for key, text in texts.items() if "." not in key}
