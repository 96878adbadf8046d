"""The workbook.

1. A number is a number, and a spreadsheet shows it as every other surface prints it.
2. Every number of the plain text stands in the workbook.
3. Text is never a formula or a link, and the same findings give the same bytes.
"""

from __future__ import annotations

import re
import sys
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import numbers
from reports.blocks import Section
from reports.findings import build
from reports.number_format import number_format
from reports.plain import render as plain
from reports.wording import Wording
from reports.workbook import render, sheet_names

sys.path.insert(0, str(Path(__file__).parent))
import sample_analysis as sample

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "http://example.org", '=HYPERLINK("http://x","y")')


def displayed(value: float, form: str) -> str:
    """What a spreadsheet shows: sections for positive, negative and zero, literals in quotes, fifteen digits, halves up."""
    sections = form.split(";")
    index = (1 if value < 0 else 2 if value == 0 else 0) if len(sections) > 1 else 0
    pattern = sections[min(index, len(sections) - 1) if index < len(sections) else 0]
    literals = re.findall(r'"([^"]*)"', pattern)
    body = re.sub(r'"[^"]*"', "", pattern)
    if not body:
        return "".join(literals)
    scaled = Decimal(f"{abs(value):.15g}") * (100 if body.endswith("%") else 1)
    places = len(body.rstrip("%").split(".")[1]) if "." in body else 0
    shown = f"{scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):{',' if ',' in body else ''}f}"
    return (
        "".join(literals)
        + (shown[1:] if body.startswith(".") and shown.startswith("0") else shown)
        + ("%" if body.endswith("%") else "")
    )


def shown(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(BytesIO(content))
    return [_shown(cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def _shown(cell: Any) -> str:
    return displayed(cell.value, cell.number_format) if cell.data_type == "n" else str(cell.value)


@given(st.integers(-7_000, 7_000).map(lambda n: n / 1000))
def test_a_gap_is_shown_as_it_is_printed(value: float) -> None:
    assert displayed(value, number_format(numbers.signed(value))) == numbers.signed(value)


@pytest.mark.parametrize("text", ["+0.50", "−0.93", "0.00", "5.43", "1,204", "412", "0", "64%", ".012"])
def test_the_usual_numbers_have_real_formats(text: str) -> None:
    value = float(text.replace("−", "-").replace(",", "").rstrip("%")) / (100 if text.endswith("%") else 1)
    assert f'"{text}"' != number_format(text) and displayed(value, number_format(text)) == text


@pytest.mark.parametrize(("value", "text"), [(0.00001, "< .001"), (0.9999, "> .999"), (0.001, "<1%"), (-0.0001, "0.00")])
def test_bounds_and_rounded_zeros_keep_their_print(value: float, text: str) -> None:
    assert displayed(value, number_format(text)) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_plain_text_is_in_the_workbook(language: str) -> None:
    found = build(sample.analysis(), Wording(language))
    token = re.compile(r"(?:[<>] ?)?[+−]?(?:\d[\d,]*(?:\.\d+)?%?|\.\d+)")
    book = set(token.findall("\n".join(shown(render(found)))))
    printed = set(token.findall(plain(found)))
    assert len(printed) > 150
    assert printed - book == set()


def test_numbers_are_stored_with_full_precision() -> None:
    book = openpyxl.load_workbook(BytesIO(render(build(sample.analysis(), Wording("en")))))
    values = [c.value for row in book["Gap 5 · Customer"].iter_rows() for c in row if c.data_type == "n" and c.value is not None]
    assert -0.93 + -1.0 * 0.11 in values and 0.642 in values


def test_text_never_becomes_a_formula_or_a_link() -> None:
    analysis = sample.analysis(
        title=HOSTILE[0], organisation=HOSTILE[3], waves=list(HOSTILE[:3]), wave=HOSTILE[2], units=list(HOSTILE)
    )
    for word, item in zip(HOSTILE, analysis.instrument["items"], strict=False):
        analysis.instrument["words"]["en"]["items"][item["id"]] = word
    content = render(build(analysis, Wording("en")))
    with zipfile.ZipFile(BytesIO(content)) as file:
        sheets = [file.read(n).decode() for n in file.namelist() if n.startswith("xl/worksheets/")]
        assert not [s for s in sheets if "<f>" in s or "hyperlink" in s.lower()]
    cells = [c for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.iter_rows() for c in row]
    assert {c.data_type for c in cells if c.value in HOSTILE} == {"s"}
    assert sum(c.value == "=1+1" for c in cells) > 1


def test_the_same_findings_give_the_same_bytes() -> None:
    assert render(build(sample.analysis(), Wording("zh-Hant"))) == render(build(sample.analysis(), Wording("zh-Hant")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_sheet_for_every_section(language: str) -> None:
    found = build(sample.analysis(), Wording(language))
    assert (
        openpyxl.load_workbook(BytesIO(render(found))).sheetnames
        == sheet_names(found.sections)
        == [s.title for s in found.sections]
    )


def test_sheet_names_are_legal_and_unique_whatever_the_title() -> None:
    titles = ["a" * 40, "A" * 40, "x/y?", "[]", "'q'", "gap: 1", "gap: 1"]
    names = sheet_names(Section(f"s{i}", t, ()) for i, t in enumerate(titles))
    assert len({n.casefold() for n in names}) == len(titles)
    assert all(0 < len(n) <= 31 and not set(n) & set("[]:*?/\\") and n.strip("'") == n for n in names)
