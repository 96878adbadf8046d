"""Microsoft Forms: a number, times, address and name, then whole questions; a repeated question gets a digit at its end."""

from __future__ import annotations

import re
from collections import Counter

from surveys.dialects.base import Dialect, named, question
from surveys.reading.text_table import TextTable

OWN = (
    ("id", "start time", "completion time"), ("id", "startzeit", "fertigstellungszeit"),
    ("id", "heure de début", "heure de fin"), ("id", "hora de inicio", "hora de finalización"),
    ("id", "ora di inizio", "ora di completamento"), ("id", "hora de início", "hora de conclusão"),
    ("id", "begintijd", "tijd van voltooien"), ("id", "開始時刻", "完了時刻"), ("id", "시작 시간", "완료 시간"),
    ("id", "开始时间", "完成时间"), ("序号", "开始时间", "完成时间"), ("id", "開始時間", "完成時間"),
    ("識別碼", "開始時間", "完成時間"),
)
"""The first three headers, by the language of who exports."""
META = (
    "Email", "Name", "Last modified time", "Total points", "Quiz feedback", "Grade posted time", "Language",
    "E-Mail", "E-Mail2", "Zeitpunkt der letzten Änderung", "Gesamtpunktzahl", "Adresse de messagerie", "Nom", "Correo electrónico",
    "Nombre",
    "电子邮件", "名称", "姓名", "上次修改时间", "总分", "電子郵件", "名稱", "上次修改時間", "總分",
    "メール", "名前", "전자 메일", "이름",
)
GRADES = ("Points - ", "Feedback - ", "Punkte – ", "Feedback – ", "得分 - ", "反馈 - ")
GRID = re.compile(r"(.{6,}?)\.(\S.*)")
"""`Question.Row`, where several rows have the question."""
REPEATED = re.compile(r"(.*\D)([2-9]|\d{2,})")


def recognise(table: TextTable) -> bool:
    return tuple(" ".join(text.casefold().split()) for text in table.header[:3]) in OWN


def tidy(table: TextTable) -> TextTable:
    headers = [" ".join(text.split()) for text in table.header]
    own = (0, 1, 2, *_own(headers)) if recognise(table) else ()
    meta = {*own, *(i for i, text in enumerate(headers) if text.startswith(GRADES))}
    shared = Counter(match[1] for text in headers if (match := GRID.fullmatch(text)))
    titles = ["" if i in meta else _title(text, headers, shared) for i, text in enumerate(headers)]
    return named(table, headers, titles, meta)


def _own(headers: list[str]) -> range:
    """The columns up to the first question: only there do words as common as Name mean the tool's own."""
    known = {name.casefold() for name in META}
    end = next((i for i, text in enumerate(headers) if i > 2 and text.casefold() not in known), len(headers))
    return range(3, end)


def _title(header: str, headers: list[str], shared: Counter[str]) -> str:
    """A sentence that is asked twice, as of the ideal and of the real, has the same text both times."""
    if (grid := GRID.fullmatch(header)) and shared[grid[1]] > 1:
        return question(grid[1], grid[2])
    match = REPEATED.fullmatch(header)
    return match[1] if match and len(match[1]) > 5 and match[1] in headers else ""


MICROSOFT_FORMS = Dialect("microsoft_forms", recognise, tidy)
