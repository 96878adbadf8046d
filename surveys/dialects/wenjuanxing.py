"""Wenjuanxing 问卷星: numbered questions after its own columns; skipped and blank answers are written in words or as −3 and −2."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from surveys.dialects.base import Dialect, named, positions, stems, values
from surveys.reading.text_table import TextTable

OWN = ("提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
META = ("序号", *OWN, "总分", "答题者", "微信昵称", "用户名", "自定义字段", "来自渠道")
NUMBERED = re.compile(r"(\d+)\s*[、.．]\s*(.+)", re.DOTALL)
OPTION = re.compile(r"第(\d+)题[(（](.+)[)）]", re.DOTALL)
BETWEEN = ("—", "：", ":")
NO_ANSWER = ("(跳过)", "（跳过）", "(空)", "（空）", "-3", "-2")


def recognise(table: TextTable) -> bool:
    """Its number of the answer sheet with two of its own columns, and a numbered question."""
    asked = any(NUMBERED.fullmatch(text) or OPTION.fullmatch(text) for text in table.header)
    return bool(positions(table, ("序号",))) and len(positions(table, OWN)) > 1 and asked


def tidy(table: TextTable) -> TextTable:
    """The headers stay as they are in the file; titles lose their numbers."""
    meta = positions(table, META) | {i for i, text in enumerate(table.header) if OPTION.fullmatch(text) and _ticked(table, i)}
    asked = {i: NO_ANSWER for i, text in enumerate(table.header) if i not in meta}
    return replace(named(table, table.header, _titles(table.header), meta), missing=asked | table.missing)


def _titles(header: Sequence[str]) -> list[str]:
    """The rows of a grid repeat its number and its question; a dash, in older exports a colon, stands before the row."""
    matches = [NUMBERED.fullmatch(text) or OPTION.fullmatch(text) for text in header]
    titles = [" ".join(match[2].split()) if match else "" for match in matches]
    for between in BETWEEN:
        groups = [match[1] if match and between in match[2] else "" for match in matches]
        if any(groups):
            return stems(titles, groups, between)
    return titles


def _ticked(table: TextTable, position: int) -> bool:
    """Whether a column holds the ticks of one option, and no answers to the row of a grid."""
    return values(table, position) <= {"0", "1"}


WENJUANXING = Dialect("wenjuanxing", recognise, tidy)
