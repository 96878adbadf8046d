"""The first guess at an unknown file, to be shown and corrected: whose answers, which columns, what else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from surveys.columns import match_columns
from surveys.doubts.personal import contact, personal
from surveys.instrument import ROLES, Instrument
from surveys.mapping import ColumnMapping
from surveys.reading.text_table import TextTable
from surveys.source_columns import columns_of
from surveys.spelling import folded, spelling
from surveys.study import Source
from surveys.texts import group, texts_of

NAMES = {
    "id": (
        "id", "respondent", "respondent id", "response id", "case", "caseid", "编号", "序号", "受访者", "編號", "序號", "受訪者",
    ),
    "unit": ("unit", "branch", "site", "location", "store", "office", "网点", "分行", "支行", "门店", "分店", "門市", "據點"),
    "wave": ("wave", "period", "round", "调查期", "期次", "波次", "調查期"),
    "duration": (
        "duration", "duration (in seconds)", "duration in seconds", "time taken", "interviewtime", "interview time", "total time",
        "所用时间", "答题时长", "作答時間", "填答時間", "答題時間",
    ),
    "weight": ("weight", "weights", "w", "wt", "weighting", "权重", "權重", "加权", "加權"),
}
"""Common names of the columns that are no answers."""
WHO = {
    "customer": re.compile(r"(?<![a-z])(?:customers?|clients?|guests?)(?![a-z])|客户|客戶|顾客|顧客"),
    "manager": re.compile(r"(?<![a-z])(?:managers?|management|supervisors?)(?![a-z])|经理|經理|管理者|管理层|管理層|主管"),
    "employee": re.compile(r"(?<![a-z])(?:employees?|staff|front ?-?line)(?![a-z])|员工|員工|职员|職員|一线|一線|第一線"),
}
"""Whom the name of a file speaks of."""
FEWEST_VALUES, MOST_VALUES = 2, 12
"""How many different values a column may have to be proposed as a segment."""
MOST_SEGMENTS = 8
"""More columns of few values than these are questions whose headers were not recognised."""
OPEN_QUESTION = re.compile(
    r"(?<![a-z])(?:comments?|suggestions?|suggest|feedback|remarks?|reasons?|notes?|opinions?|why|explain|explanation|describe|specify|"
    r"verbatims?|improve|improvements?|anything else|tell us|open[- ]ended|free text|other)(?![a-z])|"
    "建议|建議|意见|意見|备注|備註|备註|留言|评论|評論|反馈|反饋|回饋|回馈|原因|理由|说明|說明|补充|補充|其他|其它|改进|改進|改善|想法|感想|心得|请注明|請註明"
)
"""Headers of questions that are answered in free words, where people name others and themselves."""
MOST_WORDS, MOST_SIGNS = 6, 15
"""A longer text is a sentence, and no name of a group; Chinese is counted by its signs."""
CJK = re.compile(r"[\u3400-\u9fff]")
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def guess_source(table: TextTable, instrument: Instrument) -> tuple[Source, ColumnMapping]:
    """The source as the headers suggest it; the role is the one that recognises most columns, customers first."""
    source = guess_headers(table.name, table.header, instrument, table.titles)
    mapping = columns_of(table.header, source, instrument, table.titles)
    return replace(source, segments=guess_segments(table, mapping)), mapping


def guess_headers(file: str, header: Sequence[str], instrument: Instrument, titles: Sequence[str] = ()) -> Source:
    """What the headers alone suggest: no segments."""
    found = {key: text for key in NAMES if (text := _named(header, key)) is not None}
    return Source(
        file=file,
        role=guess_role(header, instrument, titles, file),
        wave_column=found.get("wave"),
        id=found.get("id"),
        unit=found.get("unit"),
        weight=found.get("weight"),
        duration=found.get("duration"),
    )


def guess_role(header: Sequence[str], instrument: Instrument, titles: Sequence[str] = (), file: str = "") -> str:
    """The role that recognises most columns; of several as good the one that the file's name tells, else customers."""
    found = {role: len(match_columns(header, instrument, role, titles=titles).matches) for role in ROLES}
    named = [role for role, words in WHO.items() if words.search(folded(file.replace("_", " ")))]
    return max(ROLES, key=lambda role: (found[role], named == [role]))


def preview(table: TextTable, rows: int = 5) -> list[dict[str, str]]:
    """The first rows as text, for the page on which columns are mapped. A repeated header gets its number."""
    names = [text if table.header.index(text) == i else f"{text} ({i + 1})" for i, text in enumerate(table.header)]
    columns = [column.slice(0, rows).to_pylist() for column in table.columns.columns]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _named(header: Sequence[str], key: str) -> str | None:
    """The only header with a common name for the key."""
    known = {_plain(name) for name in NAMES[key]}
    found = [text for text in header if _plain(text) in known and text]
    return found[0] if len(found) == 1 else None


def _plain(header: str) -> str:
    """Its spelling; whole where it has none, so that no two headers are alike for their question marks alone."""
    return spelling(header) or folded(header)


def guess_segments(table: TextTable, mapping: ColumnMapping) -> tuple[str, ...]:
    """The columns left over that hold few different texts, each of them more than once on average, and no free words."""
    found = tuple(header for header in mapping.unrecognised if _is_segment(table, header))
    return found if len(found) <= MOST_SEGMENTS else ()


def _is_segment(table: TextTable, header: str) -> bool:
    position = table.header.index(header)
    if table.header.count(header) > 1 or position in table.meta:
        return False
    texts = texts_of(table.columns.column(position))
    values = {name for text in texts.distinct if (name := group(text))}
    if all(NUMBER.fullmatch(value) for value in values):
        return False  # rather an answer: a page that took it for a segment would hide it from the mapping
    if not FEWEST_VALUES <= len(values) <= min(MOST_VALUES, len(table.rows) // 2):
        return False
    asked = (header, *table.titles[position : position + 1])
    if any(map(_is_open, asked)) or any(map(_is_sentence, values)):
        return False
    return not (personal(header, values) or any(map(contact, values)))


def _is_open(question: str) -> bool:
    return OPEN_QUESTION.search(folded(question.replace("_", " "))) is not None


def _is_sentence(text: str) -> bool:
    return len(text.split()) > MOST_WORDS or len(CJK.findall(text)) > MOST_SIGNS
