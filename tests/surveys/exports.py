"""A small export of each survey tool, made by us: the same twelve people, written as each tool writes them.

`PEOPLE` is the truth. What a tool adds around it (previews, further header rows, its own columns) is made up in its manner.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat
import xlsxwriter

from surveys.instrument import Facet, GapSpec, Instrument, Item, Scale, Side, Words

ITEMS = {
    "find": "The counters are easy to find",
    "clear": "Staff answer questions clearly",
    "day": "Letters arrive on the day announced",
}
ITEMS_ZH = {"find": "柜台容易找到", "clear": "员工清楚地回答问题", "day": "信件在说好的日子寄到"}
LABELS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
LABELS_ZH = ("非常不同意", "不同意", "一般", "同意", "非常同意")
ASKED = {"E": "What do you expect of an excellent office?", "P": "How do you perceive our office?"}
ASKED_ZH = {"E": "您对优秀办事处的期望", "P": "您对本办事处的感知"}
PEOPLE = tuple(
    (f"{n:03d}", "North" if n % 3 else "South", (4 + n % 2, 5 - n % 3, 3 + n % 3), (1 + n % 4, 2 + n % 3, 1 + n % 5))
    for n in range(1, 13)
)
"""Id, branch, expectations, perceptions."""
TRUTH = sorted((*expected, *perceived) for _, _, expected, perceived in PEOPLE)
Rows = Iterable[Sequence[object]]


def office() -> Instrument:
    """Three items, expected and perceived, on a scale of five labels, in two languages."""
    facets = (Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P"))
    gap = GapSpec("gap5", "paired", Side("perception", "customer"), Side("expectation", "customer"))
    words = {
        language: Words(language, "Office", {}, dict(items), anchors={str(n): text for n, text in enumerate(labels, start=1)})
        for language, items, labels in (("en", ITEMS, LABELS), ("zh-Hans", ITEMS_ZH, LABELS_ZH))
    }
    return Instrument("office", "1", "-", "-", Scale(1, 5), 0.2, (), facets, tuple(Item(i) for i in ITEMS), (gap,), words)


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def workbook(sheets: dict[str, list[Sequence[object]]], merged: Iterable[tuple[int, int, str]] = ()) -> bytes:
    """`merged` are first and last column of header cells that span several, with their text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for first, last, title in merged:
                sheet.merge_range(0, first, 0, last, title)
    return out.getvalue()


def labelled(codes: Iterable[int], labels: Sequence[str] = LABELS) -> list[str]:
    return [labels[code - 1] for code in codes]


def plain() -> bytes:
    header = ["respondent", "branch", *(f"{f}{n}" for f in "EP" for n in (1, 2, 3))]
    return text([header, *([who, branch, *e, *p] for who, branch, e, p in PEOPLE)])


QUALTRICS = (
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId",
    "DistributionChannel", "UserLanguage",
)  # fmt: skip


def qualtrics(status: str = "IP Address", preview: str = "Survey Preview", true: str = "True", false: str = "False") -> bytes:
    """Three header rows; two previews, one spam and three unfinished rows among the answers."""
    grids = ((1, ASKED["E"]), (2, ASKED["P"]))
    asked = [(f"Q{q}_{n}", f"{stem} - {item}") for q, stem in grids for n, item in enumerate(ITEMS.values(), start=1)]

    def row(n: int, state: str, progress: int, done: str, answers: Sequence[object]) -> list[object]:
        day = f"2026-03-{n + 1:02d} 10:00:00"
        return [day, day, state, "192.0.2.7", progress, 300, done, day, f"R_{n:015d}", "anonymous", "EN", "North", *answers]

    rows = [row(n, status, 100, true, [*e, *p]) for n, (_, _, e, p) in enumerate(PEOPLE)]
    rows += [row(20, preview, 100, true, [5] * 6), row(21, preview, 100, false, [5] * 6), row(22, "Spam", 100, true, [1] * 6)]
    rows += [row(n, status, 40, false, [5, 5, "", "", "", ""]) for n in (23, 24, 25)]
    codes = [*QUALTRICS, "branch", *(code for code, _ in asked)]
    titles = [*(f"Titel {code}" for code in QUALTRICS), "Which branch?", *(title for _, title in asked)]
    return text([codes, titles, [json.dumps({"ImportId": code}) for code in codes], *rows[:5], *rows[12:], *rows[5:12]])


def qualtrics_coded() -> bytes:
    """The same with numeric values throughout, in German."""
    return qualtrics(status="0", preview="1", true="1", false="0").replace(b",Spam,", b",8,")


def qualtrics_legacy() -> bytes:
    """Two header rows, and V1, V2, … for its own columns."""
    own = ["ResponseID", "ResponseSet", "IPAddress", "StartDate", "EndDate", "Finished", "Status"]
    rows = [[f"R_{n:015d}", "Default", "192.0.2.7", "2014-03-01 10:00:00", "2014-03-01 10:09:00", 1, 0, *e, *p, ""]
            for n, (_, _, e, p) in enumerate(PEOPLE)]
    rows.append(["R_00000000000000x", "Default", "192.0.2.7", "2014-03-01 10:00:00", "", 0, 0, *[5] * 6, ""])
    header = [*(f"V{n}" for n in range(1, 8)), *(f"{f}{n}" for f in "EP" for n in (1, 2, 3)), ""]
    return b"\xef\xbb\xbf" + text([header, [*own, *(f"{ASKED[f]} - {i}" for f in "EP" for i in ITEMS.values()), ""], *rows])


def surveymonkey() -> bytes:
    """Questions once, their rows below; labels in the cells."""
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    first = [*own, "Which branch?", ASKED["E"], "", "", ASKED["P"], "", ""]
    second = ["", "", "", "", "", "Response", *ITEMS.values(), *ITEMS.values()]
    rows = [[f"1129930{who}", "4042", "03/01/2026 10:00", "03/01/2026 10:04", "192.0.2.7", branch, *labelled(e), *labelled(p)]
            for who, branch, e, p in PEOPLE]
    return text([first, second, *rows])


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


def limesurvey_texts() -> bytes:
    """Codes and texts in the headers, labels in the cells."""
    header = ["id. Response ID", "submitdate. Date submitted", "branch. Which branch?",
              *(f"{f}[SQ00{n}]. {ASKED[f]} [{item}]" for f in "EP" for n, item in enumerate(ITEMS.values(), start=1))]
    rows = [[int(who), "2026-03-01 10:00:00", branch, *labelled(e), *labelled(p)] for who, branch, e, p in PEOPLE]
    return text([header, *rows], ";")


def google_forms() -> bytes:
    """Grids, with labels whose capitals and blanks differ from ours."""
    header = ["Timestamp", "Which branch?", *(f"{ASKED[f]} [{item}]" for f in "EP" for item in ITEMS.values()), "Anything else?"]
    rows = [[f"3/{n + 1}/2026 14:12:5{n % 10}", branch, *(" " + s.title() for s in labelled((*e, *p))), "Thanks, all fine"]
            for n, (_, branch, e, p) in enumerate(PEOPLE)]
    return b"\xef\xbb\xbf" + text([header, *rows])


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


def odk_central() -> bytes:
    header = ["SubmissionDate", "branch", *(f"wishes-E{n}" for n in (1, 2, 3)), *(f"visit-P{n}" for n in (1, 2, 3)),
              "meta-instanceID", "KEY", "SubmitterID", "ReviewState", "FormVersion"]
    rows = [["2026-03-01", branch, *e, *p, f"uuid:{n}", f"uuid:{n}", 4, "", 1] for n, (_, branch, e, p) in enumerate(PEOPLE)]
    return text([header, *rows, ["2026-03-01", "North", *[1] * 6, "uuid:x", "uuid:x", 4, "rejected", 1]])


def microsoft_forms() -> bytes:
    """A workbook; the sentences are asked twice, so that their second column ends in a 2."""
    own = ["ID", "Start time", "Completion time", "Email", "Name"]
    header = [*own, "Which branch?", *ITEMS.values(), *(f"{item}2" for item in ITEMS.values())]
    rows = [[n, "3/1/26 10:00:00", "3/1/26 10:04:00", "anonymous", "", branch, *labelled(e), *labelled(p)]
            for n, (_, branch, e, p) in enumerate(PEOPLE, start=1)]
    return workbook({"Sheet1": [header, *rows]})


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
