"""A small export of each survey tool, made by us: the same twelve people, written as each tool writes them.

`PEOPLE` is the truth. What a tool adds around it (previews, further header rows, its own columns) is made up in its manner.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

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


def google_forms() -> bytes:
    """Grids, with labels whose capitals and blanks differ from ours."""
    header = ["Timestamp", "Which branch?", *(f"{ASKED[f]} [{item}]" for f in "EP" for item in ITEMS.values()), "Anything else?"]
    rows = [[f"3/{n + 1}/2026 14:12:5{n % 10}", branch, *(" " + s.title() for s in labelled((*e, *p))), "Thanks, all fine"]
            for n, (_, branch, e, p) in enumerate(PEOPLE)]
    return b"\xef\xbb\xbf" + text([header, *rows])


def microsoft_forms() -> bytes:
    """A workbook; the sentences are asked twice, so that their second column ends in a 2."""
    own = ["ID", "Start time", "Completion time", "Email", "Name"]
    header = [*own, "Which branch?", *ITEMS.values(), *(f"{item}2" for item in ITEMS.values())]
    rows = [[n, "3/1/26 10:00:00", "3/1/26 10:04:00", "anonymous", "", branch, *labelled(e), *labelled(p)]
            for n, (_, branch, e, p) in enumerate(PEOPLE, start=1)]
    return workbook({"Sheet1": [header, *rows]})
