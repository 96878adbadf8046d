"""More exports of the same people: LimeSurvey, KoboToolbox and ODK, Wenjuanxing, SPSS, and tables of no tool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat

from tests.surveys.exports import ASKED, ASKED_ZH, ITEMS, ITEMS_ZH, LABELS, LABELS_ZH, PEOPLE, labelled, text, workbook


def limesurvey_dual() -> bytes:
    """Codes alone, an array with a dual scale, and one who never pressed the last button."""
    header = ["id", "submitdate", "lastpage", "startlanguage", *(f"Q1[SQ00{n}][{s}]" for n in (1, 2, 3) for s in (1, 2))]
    rows = [[n, "2026-03-01 10:00:00", 3, "en", *(c for pair in zip(e, p, strict=True) for c in pair)]
            for n, (_, _, e, p) in enumerate(PEOPLE)]
    return text([header, *rows, [99, "", 1, "en", 5, 5, "", "", "", ""]])


def limesurvey_codes() -> bytes:
    """The same array with the answer codes of LimeSurvey, which only the structure explains."""
    header = ["id", "submitdate", "lastpage", "startlanguage", *(f"Q1[SQ00{n}][{s}]" for n in (1, 2, 3) for s in (1, 2))]
    rows = [[n, "2026-03-01 10:00:00", 3, "en", *(f"A{c}" for pair in zip(e, p, strict=True) for c in pair)]
            for n, (_, _, e, p) in enumerate(PEOPLE)]
    return text([header, *rows])


def limesurvey_structure() -> bytes:
    """The structure of that survey as LimeSurvey exports it: tables of rows, texts as HTML, labels of both scales."""
    def table(name: str, rows: Iterable[dict[str, object]]) -> str:
        cells = ("".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) for row in rows)
        return f"<{name}><rows>{''.join(f'<row>{row}</row>' for row in cells)}</rows></{name}>"

    parts = [{"qid": 10 + n, "parent_qid": 1, "type": "T", "title": f"SQ00{n}", "question": f"{item} ", "scale_id": 0}
             for n, item in enumerate(ITEMS.values(), start=1)]
    answers = [{"qid": 1, "code": f"A{n}", "answer": f"<p>{label}</p>", "scale_id": scale}
               for scale in (0, 1) for n, label in enumerate(LABELS, start=1)]
    heads = [{"qid": 1, "attribute": f"dualscale_header{side}", "value": ASKED[f]} for side, f in (("A", "E"), ("B", "P"))]
    question = {"qid": 1, "parent_qid": 0, "type": "1", "title": "Q1", "question": "<div>Our&nbsp;office</div>"}
    tables = table("answers", answers) + table("questions", [question]) + table("subquestions", parts)
    tables += table("question_attributes", heads)
    head = "<?xml version='1.0' encoding='UTF-8'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>"
    return f"{head}{tables}</document>".encode()


def limesurvey_dual_texts() -> bytes:
    """The array once more, with its texts: row and scale stand in brackets one after the other."""
    scales = ((1, "What you expect"), (2, "What you perceive"))
    items = list(enumerate(ITEMS.values(), start=1))
    asked = [f"Q1[SQ00{n}][{s}]. Our office [{item}][{scale}]" for n, item in items for s, scale in scales]
    rows = [[n, "2026-03-01 10:00:00", *(c for pair in zip(e, p, strict=True) for c in pair)]
            for n, (_, _, e, p) in enumerate(PEOPLE)]
    return text([["id. Response ID", "submitdate. Date submitted", *asked], *rows])


def limesurvey_texts() -> bytes:
    """Codes and texts in the headers, labels in the cells."""
    header = ["id. Response ID", "submitdate. Date submitted", "branch. Which branch?",
              *(f"{f}[SQ00{n}]. {ASKED[f]} [{item}]" for f in "EP" for n, item in enumerate(ITEMS.values(), start=1))]
    rows = [[int(who), "2026-03-01 10:00:00", branch, *labelled(e), *labelled(p)] for who, branch, e, p in PEOPLE]
    return text([header, *rows], ";")


def kobo() -> bytes:
    """Groups, a tick-all question with a column for each option, and two submissions that were not approved."""
    names = [f"{group}/{f}{n}" for group, f in (("wishes", "E"), ("visit", "P")) for n in (1, 2, 3)]
    header = ["start", "end", "branch", *names, "visit/why", "visit/why/E1", "visit/why/post", "_id", "_uuid", "_submission_time",
              "_validation_status", "_submitted_by", "_index"]

    def row(n: int, branch: str, answers: Sequence[int], state: str) -> list[object]:
        own = [900 + n, f"u-{n}", "2026-03-01", state, "", n]
        return ["2026-03-01T10:00", "2026-03-01T10:05", branch, *answers, "E1 post", 1, 1, *own]

    rows = [row(n, branch, [*e, *p], "Approved" if n % 2 else "") for n, (_, branch, e, p) in enumerate(PEOPLE)]
    return text([header, *rows, *(row(n, "North", [1] * 6, "Not Approved") for n in (20, 21))], ";")


def kobo_labels() -> bytes:
    """A workbook with labels in headers and cells."""
    header = ["start", "Which branch?", *(f"{ASKED[f]}/{item}" for f in "EP" for item in ITEMS.values()), "_id", "_uuid", "_index"]
    rows = [["2026-03-01T10:00", branch, *labelled((*e, *p)), n, f"u-{n}", n] for n, (_, branch, e, p) in enumerate(PEOPLE)]
    return workbook({"Office": [header, *rows]})


def odk_central() -> bytes:
    header = ["SubmissionDate", "branch", *(f"wishes-E{n}" for n in (1, 2, 3)), *(f"visit-P{n}" for n in (1, 2, 3)),
              "meta-instanceID", "KEY", "SubmitterID", "ReviewState", "FormVersion"]
    rows = [["2026-03-01", branch, *e, *p, f"uuid:{n}", f"uuid:{n}", 4, "", 1] for n, (_, branch, e, p) in enumerate(PEOPLE)]
    return text([header, *rows, ["2026-03-01", "North", *[1] * 6, "uuid:x", "uuid:x", 4, "rejected", 1]])


def wenjuanxing(coded: bool = False) -> bytes:
    """Numbered questions after the tool's own columns; somebody skipped everything."""
    own = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    asked = [f"{q}、{ASKED_ZH[f]}—{item}" for q, f in ((2, "E"), (3, "P")) for item in ITEMS_ZH.values()]
    header = [*own, "1、网点 ", *asked, "总分"]
    sheet = ["2026/3/1 10:00:00", "88秒", "微信", "N/A", "192.0.2.7(北京)"]
    rows = [[n, *sheet, branch, *((*e, *p) if coded else labelled((*e, *p), LABELS_ZH)), 20]
            for n, (_, branch, e, p) in enumerate(PEOPLE, start=1)]
    skipped: list[object] = ["-3" if coded else "(跳过)"] * 6
    rows.append([13, *sheet, "North", *skipped, 0])
    return workbook({"Sheet1": [header, *rows]})


def spss(path: Path) -> bytes:
    """Value labels, a declared missing code, and what an analyst computed beside the answers."""
    people = [[int(who), *e, *p] for who, _, e, p in PEOPLE]
    data = pd.DataFrame([*people, [99, *[9] * 6]], columns=["nr", "E1", "E2", "E3", "P1", "P2", "P3"])
    data["RE1"], data["E_mean"], data["ZP1"] = 6 - data["E1"], data[["E1", "E2", "E3"]].mean(axis=1), 0.5
    labels = {float(n): label for n, label in enumerate(LABELS, start=1)}
    items = dict.fromkeys(data.columns[1:7], labels)
    titles = {f"{f}{n}": f"{ASKED[f]} {item}" for f in "EP" for n, item in enumerate(ITEMS.values(), start=1)}
    missing = {name: [9] for name in items}
    pyreadstat.write_sav(data, str(path), column_labels=titles, variable_value_labels=items, missing_ranges=missing)
    return path.read_bytes()


def two_headers() -> bytes:
    """A workbook whose first header row is merged over the blocks."""
    second = ["respondent", "branch", 1, 2, 3, 1, 2, 3]
    rows = [[who, branch, *e, *p] for who, branch, e, p in PEOPLE]
    first = ["", "", "Expectation", "", "", "Perception", "", ""]
    return workbook({"Answers": [first, second, *rows]}, [(2, 4, "Expectation"), (5, 7, "Perception")])


def long_table() -> bytes:
    """A row for each answer, in no order; one answer stands twice with two values, one names nobody."""
    rows = [[who, branch, facet, item, code] for who, branch, e, p in PEOPLE
            for facet, codes in (("expectation", e), ("perception", p)) for item, code in zip(ITEMS, codes, strict=True)]
    rows = [row for start in range(5) for row in rows[start::5]]
    return text([["respondent", "branch", "facet", "item", "value"], *rows, ["", "North", "expectation", "find", 1]])
