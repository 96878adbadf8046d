"""Columns that name people: recognised by header and by content, never offered as groups and never stored."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from surveys.cells import fold

Kind = Literal["name", "email", "phone", "ip", "address", "number"]
HEADERS: dict[Kind, tuple[str, ...]] = {
    "name": (
        "name", "full name", "first name", "last name", "surname", "given name", "family name", "your name", "customer name",
        "respondent name", "contact name", "recipient first name", "recipient last name", "vorname", "nachname", "nom", "nombre",
        "姓名", "名字", "您的姓名", "客户姓名", "顾客姓名", "顧客姓名", "联系人", "聯絡人",
    ),
    "email": (
        "email", "e mail", "mail", "email address", "e mail address", "your email", "recipient email", "邮箱", "电子邮箱",
        "电子邮件", "邮件", "電子郵件", "電子信箱", "信箱",
    ),
    "phone": (
        "phone", "telephone", "tel", "mobile", "cell", "cell phone", "phone number", "mobile number", "mobile phone", "telefon",
        "handy", "电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "電話", "手機", "手機號碼", "聯絡電話",
    ),
    "ip": ("ip", "ip address", "来自ip", "ip地址", "ip位址"),
    "address": (
        "address", "street", "street address", "home address", "postal address", "location latitude", "location longitude",
        "latitude", "longitude", "地址", "住址", "通讯地址", "通訊地址",
    ),
    "number": (
        "ssn", "passport", "passport number", "date of birth", "birthday", "account number", "身份证", "身份证号", "身分證",
        "身分證字號", "出生日期", "生日", "微信", "微信号", "qq", "qq号", "openid", "line id",
    ),
}  # fmt: skip
CONTENT: dict[Kind, re.Pattern[str]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}"),
    "ip": re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:[(（].*)?|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}"),
    "phone": re.compile(
        r"\+\d[\d\s().-]{7,}|0\d{1,4}[\s/-]\d[\d\s-]{4,}|\(\d{2,4}\)\s*\d[\d\s-]{5,}|1[3-9]\d{9}|09\d{8}|\d{3}-\d{3,4}-\d{4}"
    ),
    "number": re.compile(r"\d{17}[\dx]|[a-z][12]\d{8}"),
}
INSIDE: dict[Kind, re.Pattern[str]] = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone": re.compile(
        r"(?<![\d./:-])(?!\d{1,2}[\s-]\d{1,2}[\s-]\d{4}(?!\d))(?:\+\d[\d\s().-]{7,}|0\d{1,4}[\s/-]\d[\d\s-]{4,}|0[1-9]\d{8,9}"
        r"|\(\d{2,4}\)\s*\d[\d\s-]{5,}|1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|\d{3}[\s.-]\d{3,4}[\s.-]\d{4})(?!\d)"
    ),
}  # fmt: skip
"""The same among other words; a day such as 01-05-2026 is no number to call."""
FEWEST_DIGITS = 8
MOST_LOOKED_AT, LONGEST = 200, 100
MOST_CELLS = 0.5
FEW_NAMES = 12
"""A column with this few different cells is a group whatever its header says: "phone" may hold "Android" and "iPhone"."""
_LETTERS = re.compile(r"[\W_]+")
_BY_HEADER = {_LETTERS.sub("", name): kind for kind, names in HEADERS.items() for name in names}


def personal(header: str, cells: Iterable[str]) -> Kind | None:
    """What kind of personal data a column holds, by its distinct cells or by its header; None for any other column."""
    given = [text for cell in cells if (text := fold(cell[:LONGEST]))][:MOST_LOOKED_AT]
    for kind, pattern in CONTENT.items():
        if given and sum(pattern.fullmatch(text) is not None for text in given) > MOST_CELLS * len(given):
            return kind
    if inside := next((found for found in map(contact, given) if found), None):
        return inside
    named = _BY_HEADER.get(_LETTERS.sub("", fold(header)))
    repeated = len(given) <= FEW_NAMES and named in ("phone", "address", "number")
    return None if repeated and given else named


def contact(text: str) -> Kind | None:
    """How to reach somebody, if the text says so anywhere: `please call Ms Li, 138-0013-8000`."""
    told = fold(text)
    for kind, pattern in INSIDE.items():
        if any(kind == "email" or sum(map(str.isdigit, said[0])) >= FEWEST_DIGITS for said in pattern.finditer(told)):
            return kind
    return None
