"""Columns that somebody computed from the answers: totals, means, differences, z-scores and reversed copies are no items."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from surveys.spelling import folded

COMPUTED = {
    "total", "totals", "sum", "sums", "mean", "means", "average", "avg", "score", "scores", "index", "gap", "gaps", "diff",
    "difference", "differences", "delta", "sd", "std", "stdev", "variance",
}
"""Words that make a short header a computed one."""
ENDINGS = (
    "合计", "总计", "总和", "总分", "均值", "平均", "平均值", "平均分", "得分", "差距", "差值", "差异", "标准差", "方差",
    "合計", "總計", "總和", "總分", "平均數", "缺口", "差異", "標準差", "變異數",
)
"""The same in Chinese, where words are not divided."""
STANDARDISED = re.compile(r"(z[ _-]?scores?)\b.*")
DIFFERENCE = re.compile(r"[a-z]{1,12}[ _]?\d{1,3}\s*[-−–]\s*[a-z]{1,12}[ _]?\d{1,3}")
"""`P1-E1`."""
COPIES = (
    re.compile(r"(?:r|rev|reversed|inv|z)[_. -]?(?P<of>[a-z].*\d)"),
    re.compile(r"(?P<of>.*\d)[_. -]?(?:r|rev|reversed|inv|recoded)"),
)
"""What makes a header a copy of a numbered one, where that one stands in the file too: `rincome` is the respondent's income."""
WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS = 4
"""A header of more words is a question, whatever its words."""


def derived(header: Sequence[str], titles: Sequence[str] = ()) -> tuple[int, ...]:
    """The positions of headers that look computed. SPSS says so in the title of a z-score."""
    names = [folded(text) for text in header]
    known = set(names)
    said = {i for i, title in enumerate(titles) if STANDARDISED.fullmatch(folded(title))}
    return tuple(i for i, name in enumerate(names) if i in said or _looks_computed(name, known))


def _looks_computed(name: str, known: Collection[str]) -> bool:
    if STANDARDISED.fullmatch(name) or DIFFERENCE.fullmatch(name):
        return True
    if any(match["of"] in known for form in COPIES if (match := form.fullmatch(name))):
        return True
    words = WORD.findall(name)
    return len(words) <= MOST_WORDS and any(word in COMPUTED or word.endswith(ENDINGS) for word in words)
