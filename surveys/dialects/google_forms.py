"""Google Forms: a time first, then whole questions; the rows of a grid stand in brackets behind its question."""

from __future__ import annotations

import re

from surveys.dialects.base import Dialect, named, positions, values
from surveys.reading.text_table import TextTable

TIME = (
    "Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Carimbo de data/hora", "Informazioni cronologiche", "Tijdstempel",
    "Sygnatura czasowa", "Отметка времени", "Cap waktu", "Zaman damgası",
    "时间戳记", "时间戳", "時間戳記", "タイムスタンプ", "타임스탬프",
)
META = (
    *TIME, "Email Address", "Username", "Score", "E-Mail-Adresse", "Adresse e-mail", "Dirección de correo electrónico",
    "Nombre de usuario", "电子邮件地址", "電子郵件地址", "用户名", "使用者名稱", "メールアドレス", "이메일 주소", "总分", "總分",
)
BEFORE = 3
"""Its own columns stand before the first question; later ones of these names are questions."""
MOMENT = re.compile(r"\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}日?\D.*\d{1,2}[:.]\d{2}.*")
GRID = re.compile(r".*\[[^\[\]].*\]")


def recognise(table: TextTable) -> bool:
    """Google's word for the time comes first with nothing but moments below; then a grid, or half of the headers are questions.

    A time in the first column alone is what many a sheet has.
    """
    if 0 not in positions(table, TIME):
        return False
    moments = values(table, 0)
    asked = [text for text in table.header[1:] if text.endswith(("?", "？", ".", "。")) or " " in text]
    questions = any(map(GRID.fullmatch, table.header[1:])) or (asked and 2 * len(asked) >= len(table.header) - 1)
    return bool(moments and questions) and all(MOMENT.fullmatch(text) for text in moments)


def tidy(table: TextTable) -> TextTable:
    titles = [text if GRID.fullmatch(text) else "" for text in table.header]
    return named(table, table.header, titles, {i for i in positions(table, META) if i < BEFORE})


GOOGLE_FORMS = Dialect("google_forms", recognise, tidy)
