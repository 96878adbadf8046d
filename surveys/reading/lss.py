"""A LimeSurvey structure file (.lss): which columns an export has, what each asks, and what its answer codes mean."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from surveys.reading.grid import Grid, make_grid
from surveys.reading.refusal import RefusalError

HEADER = ["column", "question", "code", "label"]
"""One row for each code of a column; one with a blank code for a column whose answers have none."""
TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
DUAL, ARRAYS = "1", frozenset("1ABCEFHKMPQ;:")
"""Types of questions with a column for each of their parts; the first has two."""
Row = dict[str, str]


def read_lss(data: bytes) -> Grid:
    """Raises RefusalError for a damaged file, one with a DTD (it could grow without end) and one without questions."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise RefusalError("unreadable", detail="DTD")
    try:
        document = Xml.fromstring(data)  # noqa: S314 - in the guarded child, and without a DTD nothing expands
    except Xml.ParseError as fault:
        raise RefusalError("unreadable", detail=type(fault).__name__) from fault
    columns = [(header, text, labels or {"": ""}) for header, text, labels in _columns(document)]
    rows = [[header, text, code, label] for header, text, labels in columns for code, label in labels.items()]
    return make_grid(enumerate([HEADER, *rows], start=1), {"dialect": "limesurvey_structure"})


def _columns(document: Xml.Element) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Header, question and labels of each column, in the file's order."""
    texts = _texts(document, "question_l10ns", "qid", "question")
    answers = _answers(document)
    heads = {(row["qid"], row["attribute"]): row.get("value", "") for row in _rows(document, "question_attributes")}
    questions = [row for row in _rows(document, "questions") if row.get("parent_qid", "0") == "0"]
    parts = [*_rows(document, "subquestions"), *(row for row in _rows(document, "questions") if row not in questions)]
    for row in _first_language(questions):
        qid, name, kind = row["qid"], row.get("title", ""), row.get("type", "")
        stem = _text(row, texts)
        own = [part for part in _first_language(parts) if part.get("parent_qid") == qid and part.get("scale_id", "0") == "0"]
        if not own or kind not in ARRAYS:
            yield name, stem, answers.get((qid, "0"), {})
            continue
        scales = (("0", "A"), ("1", "B")) if kind == DUAL else (("0", ""),)
        for part in own:
            for number, side in scales:
                head = _plain(heads.get((qid, f"dualscale_header{side}"), "")) or stem
                text = _text(part, texts)
                header = f"{name}[{part.get('title', '')}]" + (f"[{int(number) + 1}]" if side else "")
                yield header, f"{head} [{text}]" if head else text, answers.get((qid, number), {})


def _text(row: Row, texts: dict[str, str]) -> str:
    return _plain(row.get("question", "") or texts.get(row["qid"], ""))


def _rows(document: Xml.Element, section: str) -> list[Row]:
    return [{cell.tag: cell.text or "" for cell in row} for row in document.iterfind(f"./{section}/rows/row")]


def _first_language(rows: list[Row]) -> list[Row]:
    """Each question once: older files repeat it in every language, the survey's own first."""
    return list({row["qid"]: row for row in reversed(rows) if "qid" in row}.values())[::-1]


def _texts(document: Xml.Element, section: str, key: str, text: str) -> dict[str, str]:
    """The texts of newer files, which keep them apart by language."""
    return {row[key]: row.get(text, "") for row in reversed(_rows(document, section)) if key in row}


def _answers(document: Xml.Element) -> dict[tuple[str, str], dict[str, str]]:
    """By question and scale, the codes and their labels."""
    texts = _texts(document, "answer_l10ns", "aid", "answer")
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in _rows(document, "answers"):
        label = _plain(row.get("answer", "") or texts.get(row.get("aid", ""), ""))
        if label:
            found.setdefault((row.get("qid", ""), row.get("scale_id", "0")), {}).setdefault(row.get("code", ""), label)
    return found


def _plain(text: str) -> str:
    """Without tags and entities, in one line."""
    return " ".join(html.unescape(TAG.sub(" ", text)).split())
