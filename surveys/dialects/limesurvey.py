"""LimeSurvey: headers of codes (`Q1[SQ001]`), of codes and texts (`Q1[SQ001]. Question [row]`), or of texts alone.

An array with a dual scale writes each row twice, `Q1[SQ001][1]` and `Q1[SQ001][2]`: the natural form of an expectation and
a perception.
"""

from __future__ import annotations

import re

from surveys.dialects.base import Dialect, Reason, named, positions, values, where, without
from surveys.reading.text_table import TextTable

CODE = r"[A-Za-z]\w*(?:\[[^\[\]]{1,40}\]){0,3}"
CODED = re.compile(rf"({CODE})\. (.*)", re.DOTALL)
DUAL = re.compile(r"([^\[\]]*)\[(.+)\]\s?\[([^\[\]]*)\]")
"""`Question [row][scale]`: which of the two scales it is belongs to the question."""
PART = re.compile(r"[A-Za-z]\w*(?:\[[^\[\]]{1,40}\]){1,3}")
META = (
    "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl",
    "Response ID", "Date submitted", "Last page", "Start language", "Date started", "Date last action", "IP address",
    "Referrer URL",
    "Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Datum gestartet", "Datum letzte Aktivität", "IP-Adresse",
    "答复 ID", "提交日期", "最后一页", "初始语言", "回覆 ID", "提交的日期", "最後一頁", "起始語言",
)
TIMING = re.compile(r"interviewtime|groupTime\d+")
SUBMITTED = ("submitdate", "Date submitted", "Datum Abgeschickt", "提交日期", "提交的日期")
OWN = (("submitdate", "startlanguage"), ("lastpage", "startlanguage"), ("Date submitted", "Start language"),
       ("Last page", "Start language"), ("Datum Abgeschickt", "Start-Sprache"), ("Letzte Seite", "Start-Sprache"),
       ("提交日期", "初始语言"), ("提交的日期", "起始語言"))
FEWEST = 3


def recognise(table: TextTable) -> bool:
    """Its own columns are there, or most headers begin with a code, a full stop and a text."""
    codes = {text.casefold() for text in _codes(table)}
    if any(all(name.casefold() in codes for name in pair) for pair in OWN):
        return True
    headers = [text for text in table.header if text]
    coded = [text for text in headers if CODED.fullmatch(text)]
    parts = [text for text in coded if "[" in text.split(". ", 1)[0]]
    return len(coded) >= FEWEST and bool(parts) and len(coded) * 3 > len(headers) * 2


def _codes(table: TextTable) -> list[str]:
    return [match[1] if (match := CODED.fullmatch(text)) else text for text in table.header]


def tidy(table: TextTable) -> TextTable:
    codes = _codes(table)
    texts = [" ".join(match[2].split()) if (match := CODED.fullmatch(text)) else _text(text) for text in table.header]
    titles = [f"{match[1].strip()} {match[3]} [{match[2]}]".strip() if (match := DUAL.fullmatch(text)) else text for text in texts]
    plain = named(table, codes)
    meta = positions(plain, META) | {i for i, code in enumerate(codes) if TIMING.fullmatch(code)}
    titles = ["" if i in meta else title for i, title in enumerate(titles)]
    return without(named(plain, codes, titles, meta), *_unfinished(plain))


def _text(header: str) -> str:
    """A header of text alone is its own title; one that is only a code has none."""
    return header if " " in header and not PART.fullmatch(header) else ""


def _unfinished(table: TextTable) -> tuple[Reason, ...]:
    """Rows that were never submitted. A column of days that is blank throughout says nothing."""
    found = sorted(positions(table, SUBMITTED))
    if not found or not values(table, found[0]):
        return ()
    return (Reason("unfinished", where(table, found[0], lambda text: not text)),)


LIMESURVEY = Dialect("limesurvey", recognise, tidy)
