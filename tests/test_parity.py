"""One number, one form, everywhere.

1. Every number that the terminal prints of the worked example stands in the PDF, in the workbook and on the screen: for the
   organisation in three languages, and for one branch.
2. Every gap, mean, interval and count that is printed is the rounding of a number in analysis.json.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pypdfium2
import pytest
from msgspec import Struct
from msgspec.structs import astuple, replace
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import groups, state
from gaps.results import Analysis
from reports import numbers, pdf, plain, workbook
from reports.blocks import Arrow, Findings, Missing, Number, Span, Table
from reports.findings import build
from reports.view import Edition, Group
from reports.wording import Wording
from surveys.example import write_example

ROOT = Path(__file__).resolve().parents[1]
NUMBER = re.compile(r"(?:[<>] ?)?[+−]?(?:\d+(?:,\d{3})*(?:\.\d+)?%?|\.\d+)")
TRACK = re.compile(r"\d+ [·○●◉]+ \d+")
"""The drawn lines of the plain charts begin and end with the ends of the scale, which are an axis elsewhere."""
VIEWS = [("en", ""), ("zh-Hans", ""), ("zh-Hant", ""), ("zh-Hans", "Station Square")]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parity")
    write_example(folder)
    return folder / "study.yaml"


@pytest.fixture(scope="module")
def analysis(study: Path) -> Analysis:
    """The analysis as a report gets it: from its JSON. The dashboard's is the same object, analysed once."""
    return Analysis.from_json(state.open_file(study).analysis.to_json())


def told(language: str, branch: str, analysis: Analysis, edition: Edition = "full") -> Findings:
    return build(analysis, Wording(language), _group(branch), edition)


def _group(branch: str) -> Group:
    return {"unit": branch} if branch else {}


def printed(findings: Findings) -> set[str]:
    return tokens(TRACK.sub("", plain.render(findings)))


def tokens(text: str) -> set[str]:
    return {token.replace(" ", "") for token in NUMBER.findall(text)}


# ---- 1. every surface ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("edition", ["brief", "full"])
@pytest.mark.parametrize(("language", "branch"), VIEWS)
def test_every_number_stands_in_the_pdf(analysis: Analysis, language: str, branch: str, edition: Edition) -> None:
    findings = told(language, branch, analysis, edition)
    pages = pypdfium2.PdfDocument(pdf.render(findings))
    text = "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\u200b", "").replace("\ufffe", "")
    wanted = printed(findings)
    assert len(wanted) > 200
    found = tokens(text) | _joined(text)
    assert wanted - found == set()


def _joined(text: str) -> set[str]:
    """The numbers of a text whose lines were broken inside a word: digests, and names with digits."""
    return tokens(re.sub(r"(?<=\w)\s*\r?\n\s*(?=\w)", "", text))


@pytest.mark.parametrize(("language", "branch"), VIEWS)
def test_every_number_is_shown_in_the_workbook(analysis: Analysis, language: str, branch: str) -> None:
    findings = told(language, branch, analysis)
    book = openpyxl.load_workbook(BytesIO(workbook.render(findings)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    spreadsheet = _beside("reports/test_workbook.py")
    text = "\n".join(spreadsheet._shown(cell) for cell in cells)
    assert sum(cell.data_type == "n" for cell in cells) > 200
    assert printed(findings) - tokens(text) == set()


@pytest.mark.parametrize(("language", "branch"), VIEWS)
def test_every_number_is_on_the_screen(
    analysis: Analysis, study: Path, monkeypatch: pytest.MonkeyPatch, language: str, branch: str
) -> None:
    monkeypatch.setenv(state.ENVIRONMENT, str(study))
    screen = _beside("dashboard/conftest.py")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["language"] = language
    app.run()
    if branch:
        app.sidebar.selectbox(key="part").set_value(json.dumps(_group(branch))).run()
    findings = told(language, branch, analysis)
    for section in findings.sections:
        app._page_hash = calc_hash(section.id)
        app.run()
        assert not app.exception
        text = "\n".join(screen._plain(said) for said in screen._said(app))
        alone = replace(findings, title="", subtitle="", organisation="", date="", footer="", sections=(section,))
        assert section.title in text
        assert printed(alone) - tokens(text) == set(), section.id


def test_the_branch_is_one_that_the_screen_offers(analysis: Analysis) -> None:
    assert json.dumps(_group(VIEWS[-1][1])) in groups.parts(analysis, "2026-spring")


def _beside(path: str) -> ModuleType:
    """The helpers of another test file: there is one way to read a spreadsheet's cell and one to read a page."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, Path(__file__).parent / path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- 2. from the JSON ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "branch"), VIEWS)
def test_what_is_printed_is_the_rounding_of_the_json(analysis: Analysis, language: str, branch: str) -> None:
    """Shares of people and counts of gaps are made for the reader; all else stands in the JSON as it is."""
    known = set(_numbers(json.loads(analysis.to_json())))
    wording = Wording(language)
    cells = list(_cells(told(language, branch, analysis)))
    values = [cell for cell in cells if isinstance(cell, Number) and "." in cell.text]
    spans = [cell for cell in cells if isinstance(cell, Span)]
    assert len(values) > 300 and len(spans) > 100
    assert [n for n in values if n.value not in known] == []
    bare = {n: re.sub(" [a-z]+$", "", n.text.strip("()")) for n in values}  # letters of like groups, brackets
    assert [n for n, text in bare.items() if text not in _forms(n.value)] == []
    assert [s for s in spans if not {s.low, s.high} <= known] == []
    forms = ("signed", "plain", "percent")
    places = [s for s in spans if isinstance(s.low, int)]  # of the order of branches
    assert [s for s in places if s.text != wording.say("number.interval", low=str(s.low), high=str(s.high))] == []
    spans = [s for s in spans if not isinstance(s.low, int)]
    targets = analysis.provenance["options"]["targets"].values()
    bounds = ((), (0.0,), *((float(t), round(t - 0.3, 9)) for t in targets))  # what a limit is printed on its side of
    ways = [(form, bound) for form in forms for bound in bounds]
    assert [s for s in spans if s.text not in {numbers.interval(s.low, s.high, wording, *way) for way in ways}] == []


@pytest.mark.parametrize("gap", ["gap1", "gap5", "gap6"])
@pytest.mark.parametrize("level", ["dimension", "item"])
def test_no_number_stands_in_the_row_of_another(analysis: Analysis, gap: str, level: str) -> None:
    results = [r for r in analysis.results if (r.gap, r.level, r.group) == (gap, level, {})]
    tables = {part.id: part for part in _parts(told("en", "", analysis)) if isinstance(part, Table)}
    rows = tables[f"{gap}.{level}"].rows
    words = analysis.instrument["words"]["en"]
    named = {text: place for kind in ("dimensions", "items") for place, text in words[kind].items()}
    assert {named[row[0].text] for row in rows} == {r.place for r in results}
    for result in results:
        row = next(row for row in rows if named[row[0].text] == result.place)
        values = {cell.value for cell in row if isinstance(cell, Number)}
        assert result.difference and result.subtrahend
        assert values >= {result.minuend.mean, result.subtrahend.mean, result.difference.value}
        assert (result.difference.low, result.difference.high) in {(c.low, c.high) for c in row if isinstance(c, Span)}


def test_the_picture_carries_the_headlines(analysis: Analysis) -> None:
    results = {(r.gap, r.place): r for r in analysis.results if not r.group and r.level == "overall"}
    arrows = [a for a in _parts(told("en", "", analysis)) if isinstance(a, Arrow)]
    assert {a.gap for a in arrows} >= {"gap1", "gap2", "gap3", "gap4", "gap5"}
    for arrow in arrows:
        result = results[arrow.gap, "mean_of_dimensions"]
        shown = result.rating.mean if result.rating else result.difference
        assert shown and not isinstance(arrow.value, Missing)
        assert isinstance(arrow.value, Number) and arrow.value.value == shown.value


def _forms(value: float) -> set[str]:
    return {numbers.signed(value), numbers.plain(value), numbers.p_value(value), numbers.reliability(value)}


def _cells(thing: Any) -> Iterator[Number | Span]:
    yield from (part for part in _parts(thing) if isinstance(part, (Number, Span)))


def _parts(thing: Any) -> Iterator[Any]:
    """Everything inside findings."""
    yield thing
    if isinstance(thing, tuple):
        for part in thing:
            yield from _parts(part)
    elif isinstance(thing, Struct):
        for part in astuple(thing):
            yield from _parts(part)


def _numbers(node: Any) -> Iterator[float]:
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, list):
        for inside in node:
            yield from _numbers(inside)
    elif isinstance(node, (int, float)):
        yield float(node)
