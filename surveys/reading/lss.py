"""A LimeSurvey structure file (.lss): which columns an export has, what each asks, and what its answer codes mean."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from surveys.reading.grid import Grid, make_grid
from surveys.reading.refusal import RefusalError

HEADER = ["column", "question", "code", "label", "group"]
"""One row for each code of a column; one with a blank code for a column whose answers have none."""
TAG = re.compile(r"<(/?\w*+)[^<>]*+>")
UNSEEN = ("script", "style")
DUAL, ARRAYS = "1", frozenset("1ABCEFHKMPQ;:")
"""Types of questions with a column for each of their parts; the first has two."""
POINTS = {"5": 5, "A": 5, "B": 10}
"""Types whose codes count from 1 and have no labels."""
Row = dict[str, str]


def read_lss(data: bytes) -> Grid:
    """Raises RefusalError for a damaged file, one with a DTD (it could grow without end) and one without questions."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusalError("unreadable", detail="DTD")
    try:
        document = Xml.fromstring(data)  # noqa: S314 - in the guarded child, and without a DTD nothing expands
    except Xml.ParseError as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault
    columns = [(header, text, labels or {"": ""}, group) for header, text, labels, group in _columns(document)]
    rows = [[header, text, code, label, group] for header, text, labels, group in columns for code, label in labels.items()]
    return make_grid(enumerate([HEADER, *rows], start=1), {"dialect": "limesurvey_structure"})


def _columns(document: Xml.Element) -> Iterator[tuple[str, str, dict[str, str], str]]:
    """Header, question, labels and group of each column, in the file's order."""
    texts = _texts(document, "question_l10ns", "qid", "question")
    answers = _answers(document)
    heads = {(row["qid"], row["attribute"]): row.get("value", "") for row in _rows(document, "question_attributes")}
    questions = [row for row in _rows(document, "questions") if row.get("parent_qid", "0") == "0"]
    inside = [row for row in _rows(document, "questions") if row.get("parent_qid", "0") != "0"]
    parts = _by_question(_first_language([*_rows(document, "subquestions"), *inside]))
    groups = _texts(document, "group_l10ns", "gid", "group_name") | _texts(document, "groups", "gid", "group_name")
    for row in _first_language(questions):
        qid, name, kind = row["qid"], row.get("title", ""), row.get("type", "")
        group, points = _plain(groups.get(row.get("gid", ""), "")), {str(n): "" for n in range(1, POINTS.get(kind, 0) + 1)}
        stem = _text(row, texts)
        own = parts.get(qid, [])
        if not own or kind not in ARRAYS:
            yield name, stem, answers.get((qid, "0"), points), group
            continue
        scales = (("0", "A"), ("1", "B")) if kind == DUAL else (("0", ""),)
        for part in own:
            for number, side in scales:
                head = _plain(heads.get((qid, f"dualscale_header{side}"), "")) or stem
                text = _text(part, texts)
                header = f"{name}[{part.get('title', '')}]" + (f"[{int(number) + 1}]" if side else "")
                yield header, f"{head} [{text}]" if head else text, answers.get((qid, number), points), group


def _by_question(parts: list[Row]) -> dict[str, list[Row]]:
    """The parts of each question on its first scale."""
    found: dict[str, list[Row]] = {}
    for part in parts:
        if part.get("scale_id", "0") == "0":
            found.setdefault(part.get("parent_qid", ""), []).append(part)
    return found


def _text(row: Row, texts: dict[str, str]) -> str:
    return _plain(row.get("question", "") or texts.get(row["qid"], ""))


def _rows(document: Xml.Element, section: str) -> list[Row]:
    return [{cell.tag: cell.text or "" for cell in row} for row in document.iterfind(f"./{section}/rows/row")]


def _first_language(rows: list[Row]) -> list[Row]:
    """Each question once: older files repeat it in every language, the survey's own first."""
    return list({row["qid"]: row for row in reversed(rows) if "qid" in row}.values())[::-1]


def _texts(document: Xml.Element, section: str, key: str, text: str) -> dict[str, str]:
    """The texts of newer files, which keep them apart by language."""
    return {row[key]: row[text] for row in reversed(_rows(document, section)) if key in row and text in row}


def _answers(document: Xml.Element) -> dict[tuple[str, str], dict[str, str]]:
    """By question and scale, the codes and their labels, in the order of the questionnaire.

    Where each answer has its own assessment value, that stands behind the label: `agree (6)`.
    """
    texts = _texts(document, "answer_l10ns", "aid", "answer")
    found: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for row in sorted(_rows(document, "answers"), key=lambda row: _whole(row.get("sortorder", ""))):
        label = _plain(row.get("answer", "") or texts.get(row.get("aid", ""), ""))
        if label:
            of = found.setdefault((row.get("qid", ""), row.get("scale_id", "0")), {})
            of.setdefault(row.get("code", ""), (label, row.get("assessment_value", "")))
    return {of: _assessed(labels) for of, labels in found.items()}


def _assessed(labels: dict[str, tuple[str, str]]) -> dict[str, str]:
    values = {value for _, value in labels.values()}
    told = len(values) == len(labels) > 1 and all(value.removeprefix("-").isdecimal() for value in values)
    return {code: f"{label} ({value})" if told and not code.isdecimal() else label for code, (label, value) in labels.items()}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _plain(text: str) -> str:
    """Without tags, what scripts and styles hold, and entities, in one line."""
    seen, end, hidden = [], 0, False
    for tag in TAG.finditer(text):
        if not hidden:
            seen.append(text[end : tag.start()])
        name = tag[1].casefold()
        hidden = name in UNSEEN or (hidden and name.removeprefix("/") not in UNSEEN)
        end = tag.end()
    return " ".join(html.unescape(" ".join([*seen, *([] if hidden else [text[end:]])])).split())
