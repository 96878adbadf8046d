"""The common wordings of answer scales in English and Chinese, lowest first, and which codes a set of labels can mean.

A label alone means little: "agree" is the fourth of five and the sixth of seven. So a set of labels is looked at together, and
means something only where every ladder that holds all of them gives them the same codes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache

from msgspec import Struct

WORD = re.compile(r"[^\W_]+")
NEUTRAL = (
    "neutral/neither agree nor disagree/neither disagree nor agree/neither/undecided/uncertain/no opinion/neither nor/"
    "一般/中立/不确定/不確定/普通/沒意見/没意见/無意見/无意见/既不同意也不反对/既不同意也不反對/说不清/說不清/不好说/不好說"
)
SOME_DIS = "somewhat disagree/slightly disagree/rather disagree/mildly disagree/tend to disagree/disagree somewhat"
SOME_A = "somewhat agree/slightly agree/rather agree/mildly agree/tend to agree/agree somewhat"
MOST_DIS = "strongly disagree/completely disagree/totally disagree/entirely disagree/fully disagree/disagree strongly"
MOST_A = "strongly agree/completely agree/totally agree/entirely agree/fully agree/agree strongly"
ZH_MOST_DIS = "非常不同意/完全不同意/很不同意/十分不同意/极不同意/極不同意/强烈反对/強烈反對/非常反对/非常反對"
ZH_MOST_A = "非常同意/完全同意/很同意/十分同意/极同意/極同意/强烈同意/強烈同意"
ZH_SOME_DIS = "比较不同意/比較不同意/有点不同意/有點不同意/稍不同意/略不同意/稍微不同意/有些不同意/不太同意"
ZH_SOME_A = "比较同意/比較同意/有点同意/有點同意/稍同意/略同意/稍微同意/有些同意"
ZH_MOST_OFF = "非常不满意/非常不滿意/很不满意/很不滿意/极不满意/極不滿意/完全不满意/完全不滿意/十分不满意/十分不滿意"
ZH_MOST_ON = "非常满意/非常滿意/很满意/很滿意/极满意/極滿意/完全满意/完全滿意/十分满意/十分滿意"
ZH_SOME_OFF = "比较不满意/比較不滿意/不太满意/不太滿意/有点不满意/有點不滿意/稍不满意/稍不滿意/略不满意/略不滿意"
ZH_SOME_ON = "比较满意/比較滿意/有点满意/有點滿意/稍满意/稍滿意/略满意/略滿意"
MEAN = "neutral/neither satisfied nor dissatisfied/neither dissatisfied nor satisfied/neither/一般/普通/中立/尚可"
ZH_UNFIT, ZH_FITTING = "非常不符合/完全不符合/很不符合/十分不符合", "非常符合/完全符合/很符合/十分符合"
ZH_SOME_UNFIT = "有点不符合/有點不符合/比较不符合/比較不符合/不太符合/稍不符合"
ZH_SOME_FIT = "有点符合/有點符合/比较符合/比較符合/稍符合/基本符合"
ZH_MIDDLE = "不确定/不確定/一般/普通/中立/说不清/說不清"

LADDERS = (
    # agreement
    f"{MOST_DIS}/{ZH_MOST_DIS}|disagree/不同意/反对/反對|{NEUTRAL}|agree/同意/赞同/贊同|{MOST_A}/{ZH_MOST_A}",
    f"{MOST_DIS}/{ZH_MOST_DIS}|{SOME_DIS}/{ZH_SOME_DIS}|{NEUTRAL}|{SOME_A}/{ZH_SOME_A}|{MOST_A}/{ZH_MOST_A}",
    f"{MOST_DIS}/{ZH_MOST_DIS}|disagree/moderately disagree/mostly disagree/不同意|{SOME_DIS}/{ZH_SOME_DIS}|{NEUTRAL}|"
    f"{SOME_A}/{ZH_SOME_A}|agree/moderately agree/mostly agree/同意|{MOST_A}/{ZH_MOST_A}",
    f"{MOST_DIS}/{ZH_MOST_DIS}|disagree/moderately disagree/mostly disagree/不同意|{SOME_DIS}/{ZH_SOME_DIS}|"
    f"{SOME_A}/{ZH_SOME_A}|agree/moderately agree/mostly agree/同意|{MOST_A}/{ZH_MOST_A}",
    f"{MOST_DIS}/{ZH_MOST_DIS}|disagree/不同意|agree/同意|{MOST_A}/{ZH_MOST_A}",
    f"{MOST_DIS}/{ZH_MOST_DIS}|{SOME_DIS}/{ZH_SOME_DIS}|{SOME_A}/{ZH_SOME_A}|{MOST_A}/{ZH_MOST_A}",
    f"{ZH_UNFIT}|不符合|{ZH_MIDDLE}|符合|{ZH_FITTING}",
    f"{ZH_UNFIT}|{ZH_SOME_UNFIT}|{ZH_MIDDLE}|{ZH_SOME_FIT}|{ZH_FITTING}",
    f"{ZH_UNFIT}|不符合|{ZH_SOME_UNFIT}|{ZH_MIDDLE}|{ZH_SOME_FIT}|符合|{ZH_FITTING}",
    # satisfaction
    f"very dissatisfied/extremely dissatisfied/completely dissatisfied/very unsatisfied/{ZH_MOST_OFF}|"
    f"dissatisfied/unsatisfied/不满意/不滿意|{MEAN}|satisfied/满意/滿意|"
    f"very satisfied/extremely satisfied/completely satisfied/{ZH_MOST_ON}",
    f"very dissatisfied/extremely dissatisfied/{ZH_MOST_OFF}|somewhat dissatisfied/slightly dissatisfied/{ZH_SOME_OFF}|{MEAN}|"
    f"somewhat satisfied/slightly satisfied/{ZH_SOME_ON}|very satisfied/extremely satisfied/{ZH_MOST_ON}",
    f"very dissatisfied/extremely dissatisfied/completely dissatisfied/{ZH_MOST_OFF}|"
    f"dissatisfied/moderately dissatisfied/mostly dissatisfied/不满意/不滿意|"
    f"somewhat dissatisfied/slightly dissatisfied/{ZH_SOME_OFF}|{MEAN}|somewhat satisfied/slightly satisfied/{ZH_SOME_ON}|"
    f"satisfied/moderately satisfied/mostly satisfied/满意/滿意|"
    f"very satisfied/extremely satisfied/completely satisfied/{ZH_MOST_ON}",
    # frequency
    "never/从不/從不/从来不/從來不/从未/從未|rarely/seldom/很少/甚少|sometimes/occasionally/有时/有時/有时候/偶尔/偶爾|"
    "often/frequently/经常/經常/常常/時常|always/总是/總是/一直",
    "never/从不/從不/从来不/從來不|rarely/seldom/偶尔/偶爾|sometimes/有时/有時/有时候|often/usually/经常/經常/常常|always/总是/總是/一直",
    "never/从不/從不|very rarely/almost never/几乎从不/幾乎從不/极少/極少|rarely/seldom/很少|"
    "sometimes/occasionally/有时/有時/偶尔/偶爾|often/frequently/经常/經常|"
    "very often/very frequently/usually/almost always/几乎总是/幾乎總是/通常|always/总是/總是",
    # importance
    "not important/not at all important/unimportant/very unimportant/完全不重要/非常不重要/很不重要|"
    "slightly important/of little importance/a little important/somewhat unimportant/不太重要/不重要|"
    "moderately important/somewhat important/neutral/一般/普通/中立|important/比较重要/比較重要/重要|"
    "very important/extremely important/非常重要/很重要/十分重要",
    "not important/not at all important|slightly important|moderately important/somewhat important|very important|"
    "extremely important/critical/essential",
    "very unimportant|unimportant|neutral|important|very important",
    "not at all important/非常不重要/完全不重要|low importance/of little importance/unimportant/不重要|"
    "slightly important/somewhat unimportant/slightly unimportant/比较不重要/比較不重要/有点不重要/有點不重要|neutral/一般/普通|"
    "moderately important/somewhat important/比较重要/比較重要/有点重要/有點重要|important/very important/重要|"
    "extremely important/非常重要",
    "very unimportant|unimportant|slightly unimportant/somewhat unimportant|neutral|slightly important/somewhat important|"
    "important|very important",
    # quality
    "very poor/very bad/terrible/很差/非常差/极差/極差|poor/bad/差/较差/較差/不好|fair/average/acceptable/ok/okay/一般/普通/尚可|"
    "good/好/较好/較好|very good/excellent/很好/非常好/极好/極好",
    "poor|fair|good|very good|excellent",
    "horrible|bad|ok|good|excellent",
    "very poor/很差/非常差|poor/差|below average/somewhat poor/fairly poor/较差/較差|average/fair/neutral/一般/普通|"
    "above average/somewhat good/fairly good/较好/較好|good/好|very good/excellent/很好/非常好",
)
"""One scale a line: steps between bars, wordings of one step between slashes."""


class Ladder(Struct, frozen=True):
    """The wordings of a scale's steps, lowest first."""

    steps: tuple[frozenset[str], ...]

    def steps_of(self, labels: Collection[str]) -> dict[str, int] | None:
        """The step of each label; None where one is unknown or two of one script share a step and so must differ elsewhere."""
        found: dict[str, int] = {}
        for label in labels:
            steps = [number for number, words in enumerate(self.steps, start=1) if label in words]
            if len(steps) != 1:
                return None
            found[label] = steps[0]
        scripts = [[step for label, step in found.items() if label.isascii() is latin] for latin in (True, False)]
        return found if all(len(set(steps)) == len(steps) for steps in scripts) else None


def readings(labels: Collection[str]) -> list[tuple[int, dict[str, int]]]:
    """Every scale that holds all these labels (as `label_key` writes them): its length, and their steps on it from 1."""
    return [(len(ladder.steps), steps) for ladder in ladders() if (steps := ladder.steps_of(labels)) is not None]


@cache
def ladders() -> tuple[Ladder, ...]:
    return tuple(
        Ladder(tuple(frozenset(map(label_key, step.split("/"))) for step in line.split("|"))) for line in LADDERS
    )


@cache
def known_labels() -> frozenset[str]:
    """Every wording of every step."""
    return frozenset().union(*(step for ladder in ladders() for step in ladder.steps))


def label_key(text: str) -> str:
    """A label without case, punctuation and uneven blanks; "neither … or …" and "neither … nor …" are one."""
    words = WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    return " ".join("nor" if word == "or" and words[0] == "neither" else word for word in words)
