"""SurveyMonkey: questions in the first row, blank where they go on, and answer options or grid rows in the second."""

from __future__ import annotations

import re

from surveys.dialects.base import Dialect, below, distinct, filled, named, positions, question, row, values
from surveys.reading.text_table import TextTable

RESPONDENT = (
    "Respondent ID", "RespondentID", "Befragten-ID", "ID du répondant", "ID de encuestado", "ID del encuestado",
    "受访者 ID", "受訪者 ID", "受访者ID", "受訪者ID",
)
META = (
    *RESPONDENT, "Collector ID", "CollectorID", "Start Date", "StartDate", "End Date", "EndDate", "IP Address", "Email Address",
    "First Name", "Last Name", "LastName", "Custom Data 1", "Custom Data", "Date Created", "Date Modified",
    "收集器 ID", "开始日期", "结束日期", "IP 地址", "电子邮件地址", "開始日期", "結束日期", "IP 位址", "電子郵件地址",
    "名字", "姓氏",
)
WHOLE = {
    "response", "open-ended response", "antwort", "offene antwort", "réponse", "respuesta", "respuesta abierta",
    "回复", "开放式回复", "开放式回答", "回應", "開放式回應", "",
}
"""Second headers of a question that fills one column."""
NUMBER = re.compile(r"\d{6,}")


def recognise(table: TextTable) -> bool:
    """The respondents' column is blank in the second row and holds long numbers below it."""
    found = sorted(positions(table, RESPONDENT))
    second = row(table, 0)
    if not found or not second or second[found[0]]:
        return False
    numbers = values(table, found[0])
    return bool(numbers) and all(NUMBER.fullmatch(text) for text in numbers) and any(second)


def tidy(table: TextTable) -> TextTable:
    second = row(table, 0)
    parts = ["" if part.casefold() in WHOLE else " ".join(part.split()) for part in second]
    headers = distinct([question(" ".join(stem.split()), part) for stem, part in zip(filled(table.header), parts, strict=True)])
    titles = [header if part else "" for header, part in zip(headers, parts, strict=True)]
    return named(below(table, 1), headers, titles, positions(table, META))


SURVEYMONKEY = Dialect("surveymonkey", recognise, tidy)
