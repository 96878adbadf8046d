"""Exports made of the worked example's customers, as survey tools and analysts write them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat
import xlsxwriter

from surveys.catalogue import load

FACETS = {"expectation": "E", "perception": "P"}
ROWS = 60
OWN = {
    "StartDate": "2026-01-01 10:00:00", "EndDate": "2026-01-01 10:05:00", "Status": "IP Address", "IPAddress": "10.0.0.1",
    "Progress": "100", "Finished": "True", "RecordedDate": "2026-01-01 10:05:00",
}  # fmt: skip


def people(example: Path) -> list[dict[str, str]]:
    with (example / "customers.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))[:ROWS]


def codes(letter: str) -> list[str]:
    return [f"{letter}{n}" for n in range(1, 23)]


def both() -> list[str]:
    return codes("E") + codes("P")


def text(rows: Iterable[Sequence[object]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def qualtrics(example: Path) -> bytes:
    """Three header rows; two of the rows are previews. No header says what it asks; its question does."""
    words = load("servqual").words["en"]
    stems = {"expectation": "What do you expect of an excellent bank?", "perception": "How do you perceive our bank?"}
    headers = [*OWN, "ResponseId", "RecipientEmail", "branch", *(f"Q{n}" for n in range(1, 45))]
    items = [i.id for i in load("servqual").items]
    asked = [f"{stems[f]} - {words.items.get(f'{f}.{i}', words.items.get(i))}" for f in FACETS for i in items]
    rows: list[Sequence[object]] = [headers, [*headers[:-44], *asked], [json.dumps({"ImportId": h}) for h in headers]]
    for n, person in enumerate(people(example)):
        own = {**OWN, "Status": "Survey Preview" if n < 2 else OWN["Status"]}.values()
        rows.append([*own, f"R_{n}", f"p{n}@example.org", person["branch"], *(person[code] for code in both())])
    return text(rows)


def korean(example: Path) -> bytes:
    """CP949, and nothing but numbers in the headers of the two blocks."""
    rows: list[Sequence[object]] = [["번호", "지점", *(f"문1_{n}" for n in range(1, 23)), *(f"문2_{n}" for n in range(1, 23))]]
    rows += [[n, ("서울역", "부산")[n % 2], *(person[code] for code in both())] for n, person in enumerate(people(example))]
    return text(rows, "cp949")


def worded(example: Path, labels: Sequence[str]) -> bytes:
    """Words for numbers."""
    named = {str(n): label for n, label in enumerate(labels, start=1)}
    return text([both(), *([named.get(person[code], "") for code in both()] for person in people(example))])


def spss(example: Path, folder: Path) -> bytes:
    frame = pd.DataFrame([{code: person[code] for code in both()} for person in people(example)])
    numbers = frame.apply(pd.to_numeric, errors="coerce")
    labels = {"E1": {1.0: "Strongly disagree", 7.0: "Strongly agree"}}
    pyreadstat.write_sav(numbers, str(folder / "a.sav"), variable_value_labels=labels)
    return (folder / "a.sav").read_bytes()


def two_sheets(example: Path) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, letter in (("Expected", "E"), ("Perceived", "P")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["id", *codes(letter)])
            for n, person in enumerate(people(example), start=1):
                sheet.write_row(n, 0, [n, *(person[code] for code in codes(letter))])
    return out.getvalue()
