"""Qualtrics: one to three header rows (codes, questions, import ids), and previews, spam and unfinished rows to leave out."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from surveys.dialects.base import Dialect, Reason, below, cells, named, positions, row, stems, where, without
from surveys.reading.text_table import TextTable
from surveys.texts import Mask

META = (
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId",
    "ResponseID", "ResponseSet", "Name", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
    "ExternalDataReference", "EmailAddress", "LocationLatitude", "LocationLongitude", "LocationAccuracy", "DistributionChannel",
    "UserLanguage", "Q_RecaptchaScore", "Q_RelevantIDDuplicate", "Q_RelevantIDDuplicateScore", "Q_RelevantIDFraudScore",
    "Q_RelevantIDLastStartDate", "Q_BallotBoxStuffing",
)
TIMING = re.compile(r".*_(First Click|Last Click|Page Submit|Click Count|DO(_\d+)?)$")
OWN = {"startdate", "enddate", "status", "progress", "finished", "recordeddate", "responseid", "responseset", "distributionchannel"}
RARE = {"recordeddate", "responseid", "responseset", "distributionchannel"}
"""Three of its own columns make an export, if one of them is spelt as no other tool does."""
IMPORT = re.compile(r'\{\s*"ImportId"\s*:')
RESPONSE = re.compile(r"R_\w{10,}|FS_\w{10,}")
DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b.*")
LEGACY = re.compile(r"V\d+")
GRID = re.compile(r"(.+)_\d+(_TEXT)?")
PREVIEW, SPAM = 0b11, 0b1000
"""Bits of a numeric Status: previews and tests; spam."""
PREVIEW_WORDS = (
    "survey preview", "survey test", "vorschau", "aperçu", "vista previa", "anteprima", "visualização",
    "voorbeeld", "podgląd", "просмотр",
    "预览", "測試", "测试", "預覽", "プレビュー", "미리",
)
UNFINISHED = {
    "0", "false", "no", "falsch", "nein", "faux", "non", "falso", "onwaar", "nee", "fałsz", "nie", "ложь", "нет",
    "假", "否", "错误", "錯誤", "偽", "いいえ", "거짓", "아니요",
}


def recognise(table: TextTable) -> bool:
    if _is_import(row(table, 1)) or _is_import(row(table, 0)):
        return True
    return any(len(own) > 2 and own & RARE for own in (_own(table), _legacy(table)))


def _is_import(texts: tuple[str, ...]) -> bool:
    return any(texts) and all(IMPORT.match(text) for text in texts if text)


def _own(table: TextTable) -> set[str]:
    return {text.casefold() for text in table.header} & OWN


def _legacy(table: TextTable) -> set[str]:
    """The older export calls its own columns V1, V2, … and names them in the second row."""
    own = {text.casefold() for name, text in zip(table.header, row(table, 0), strict=False) if LEGACY.fullmatch(name)}
    return own & OWN


def tidy(table: TextTable) -> TextTable:
    rows = _header_rows(table)
    texts = row(table, 0) if rows and not _is_import(row(table, 0)) else ("",) * len(table.header)
    codes = [text if text and LEGACY.fullmatch(code) else code for code, text in zip(table.header, texts, strict=True)]
    plain = named(below(table, rows) if rows else table, codes)
    meta = positions(plain, META) | {i for i, code in enumerate(codes) if TIMING.fullmatch(code)}
    asked = enumerate(zip(codes, texts, strict=True))
    titles = ["" if i in meta or text == code else " ".join(text.split()) for i, (code, text) in asked]
    titles = stems(titles, [_grid(code) for code in codes], " - ")
    return without(named(plain, codes, titles, meta), *_reasons(plain))


def _header_rows(table: TextTable) -> int:
    """How many rows of data are headers: down to the import ids, or to the first that holds a response's id or day."""
    for number in (1, 0):
        if _is_import(row(table, number)):
            return number + 1
    first = [name.casefold() for name in (row(table, 0) if _legacy(table) else table.header)]
    for name, form in (("responseid", RESPONSE), ("startdate", DAY), ("recordeddate", DAY)):
        if name in first:
            found = cells(table, first.index(name))[:3]
            return next((number for number, text in enumerate(found) if form.fullmatch(text)), 0)
    return 1 if _legacy(table) else 0


def _grid(code: str) -> str:
    match = GRID.fullmatch(code)
    return match[1] if match else ""


def _reasons(table: TextTable) -> tuple[Reason, ...]:
    """Finished decides where it is given, else Progress."""
    silent = _marked(table, "Finished", lambda text: not text)
    early = _marked(table, "Progress", lambda text: text.isdecimal() and int(text) < 100)
    return (
        Reason("preview", _marked(table, "Status", _is_preview)),
        Reason("spam", _marked(table, "Status", lambda text: bool(_bits(text) & SPAM) or "spam" in text)),
        Reason("unfinished", _marked(table, "Finished", UNFINISHED.__contains__) | (silent & early)),
    )


def _marked(table: TextTable, name: str, of: Callable[[str], bool]) -> Mask:
    """The rows of which this is so; a column that was not exported is blank."""
    found = sorted(positions(table, (name,)))
    return where(table, found[0], of) if found else np.full(len(table.rows), of(""))


def _is_preview(status: str) -> bool:
    return bool(_bits(status) & PREVIEW) or any(words in status for words in PREVIEW_WORDS)


def _bits(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0


QUALTRICS = Dialect("qualtrics", recognise, tidy)
