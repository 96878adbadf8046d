"""The PDF and the picture.

1. Every text of the findings is found in the PDF, in three languages, and every block type is drawn.
2. The document is tagged PDF/UA-1 and PDF/A-2a, says its language and title, and every figure says what it shows.
3. The same findings give the same bytes; the date comes from the findings or is the epoch.
4. What somebody typed is printed as it stands: never read as markup, cleaned of what no font can draw, cut where it is endless.
5. The picture for the screen is one small SVG that needs no font and no other file.
"""

from __future__ import annotations

import io
import sys
import typing
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from msgspec import Struct
from msgspec.structs import asdict, replace

from reports import fonts
from reports.blocks import (
    Block,
    Findings,
    GapChart,
    Heading,
    Lead,
    Missing,
    Notes,
    Number,
    Paragraph,
    Section,
    Table,
    Text,
    Trend,
    Verdict,
)
from reports.pdf import render
from reports.picture import svg

sys.path.insert(0, str(Path(__file__).parent))
from sample_findings import LANGUAGES, picture, sample

NOT_PRINTED = {"id", "gap", "kind", "align", "alt", "tone", "language", "day", "between", "sentence", "why"}
HOSTILE = '#panic("x") $x^2$ *b* _i_ `r` <label> @ref \\ // /* [c] {d} == #{1+1}'


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_printed(language: str) -> None:
    printed = _squeezed(_text(render(sample(language))))
    missing = [t for t in _texts(sample(language)) if _squeezed(t) not in printed]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_of_a_missing_number_is_printed_once_below_its_table(language: str) -> None:
    table = next(b for s in sample(language).sections for b in s.blocks if isinstance(b, Table) and b.id == "alpha")
    reason = next(c.why for row in table.rows for c in row if isinstance(c, Missing))
    printed = _squeezed(_text(render(_document(table))))
    assert printed.count(_squeezed(reason)) == 1


def test_the_sample_has_every_block_type() -> None:
    assert {type(b) for s in sample("en").sections for b in s.blocks} == set(typing.get_args(Block))


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-Hans", "zh-CN"), ("zh-Hant", "zh-TW")])
def test_the_document_meets_the_standards_of_access_and_archive(language: str, tag: str) -> None:
    with pikepdf.open(io.BytesIO(render(sample(language)))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == tag
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert len(pdf.Root.OutputIntents) == 1
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == sample(language).title
        elements = list(_elements(pdf.Root.StructTreeRoot))
    kinds = [kind for kind, _ in elements]
    assert kinds.count("Table") == 4
    assert kinds.count("TH") == 8 + 8 + 8 + 3
    assert {"H1", "H2", "L", "Caption"} <= set(kinds)
    described = [alt for kind, alt in elements if kind == "Figure"]
    assert len(described) == 6
    assert all(described)


def test_the_same_findings_give_the_same_bytes() -> None:
    assert render(sample("zh-Hant")) == render(sample("zh-Hant"))


@pytest.mark.parametrize(("day", "expected"), [("2026-06-01", "20260601"), ("spring", "19700101"), ("", "19700101")])
def test_the_date_is_that_of_the_findings(day: str, expected: str) -> None:
    with pikepdf.open(io.BytesIO(render(replace(_document(Paragraph("x")), day=day)))) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith(f"D:{expected}")


def test_a_report_without_any_words_around_it_is_still_made() -> None:
    assert render(Findings("en", "", "", "", "", "", ())).startswith(b"%PDF")


def test_typed_text_is_never_read_as_markup() -> None:
    chart = GapChart("means", (), 1, 7, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    table = Table("t", (HOSTILE,), ((Text(HOSTILE),),), "l", HOSTILE)
    printed = _squeezed(_text(render(_document(Heading(HOSTILE), Lead(HOSTILE, "plain"), chart, table))))
    assert printed.count(_squeezed(HOSTILE)) == 5  # the chart has no rows and is not drawn


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("good 😀 day", "good 〓 day"),
        ("ไทย", "〓〓〓"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\u0000b\ud800c\ue000d", "abc〓d"),
        ("Cafe\u0301\tone\ntwo", "Café one two"),
        ("−0.71 … ≥ 한국 Привет 差距", "−0.71 … ≥ 한국 Привет 差距"),
    ],
)
def test_text_is_cleaned_of_what_no_font_draws(typed: str, printed: str) -> None:
    assert fonts.printable(typed) == printed
    assert _squeezed(printed) in _squeezed(_text(render(_document(Paragraph(typed)))))


def test_the_fonts_are_read_as_another_program_reads_them() -> None:
    library = pytest.importorskip("fontTools.ttLib")
    known: set[int] = set()
    for file in (f for folder in (fonts.latin(), fonts.chinese()) for f in folder.glob("*.?t?")):
        font = library.TTCollection(file).fonts[0] if file.suffix == ".ttc" else library.TTFont(file)
        known |= font.getBestCmap().keys()
    assert {c for c in range(0x20, 0x30000) if fonts._covered(c)} == {c for c in known if 0x20 <= c < 0x30000}


def test_an_endless_name_is_cut_and_what_follows_is_still_there() -> None:
    name = "Branch" * 834
    missing = Missing("<5", name)
    table = Table("t", (name, "n"), ((Text(name), Number(412, "412")), (missing, Number(77, "77"))), "lr", name)
    trend = Trend((name, "now"), (missing, Number(-0.5, "−0.50")), (missing, missing), name, name, name)
    made = render(_document(Heading(name), Lead(name, "plain"), table, trend, Paragraph("The end.")))
    text = _text(made)
    assert all(t in text for t in ("412", "77", "−0.50", "The end."))
    assert len(pypdfium2.PdfDocument(made)) == 1


@pytest.mark.parametrize("lines", range(36, 60))
def test_notes_stand_on_the_page_of_their_table(lines: int) -> None:
    """Wherever on the page it comes to stand."""
    table = Table("t", ("head of the table",), ((Text("last row"),),), "l", "")
    notes = Notes(("first note",)), Notes(("second note", "third note"))
    made = pypdfium2.PdfDocument(render(_document(*(Paragraph("x") for _ in range(lines)), table, *notes)))
    pages = [page.get_textpage().get_text_range() for page in made]
    parts = ("head of the table", "last row", "first note", "second note", "third note")
    assert {sum(part in page for part in parts) for page in pages} <= {0, 5}


def test_an_absent_gap_says_why_in_the_picture() -> None:
    missing = next(a for a in picture("en").arrows if isinstance(a.value, Missing))
    assert _squeezed(missing.value.why) in _squeezed(_text(render(_document(picture("en")))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_for_the_screen_stands_alone(language: str) -> None:
    drawn = svg(picture(language), language)
    assert drawn == svg(picture(language), language)
    assert len(drawn.encode()) < 150_000
    root = ElementTree.fromstring(drawn)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"text", "image", "script", "foreignObject"}
    ids = {f"#{element.get('id')}" for element in root.iter() if element.get("id")}
    links = {value for element in root.iter() for key, value in element.items() if key.endswith("href")}
    assert links == ids


def test_the_picture_takes_its_colours_from_the_verdicts() -> None:
    whole = picture("en")
    met = tuple(replace(a, verdict=Verdict("meets", "meets")) for a in whole.arrows)
    shortfall = "#b8400e"
    assert shortfall in svg(whole, "en")
    assert shortfall not in svg(replace(whole, arrows=met), "en")


def test_a_picture_with_fewer_gaps_is_still_drawn() -> None:
    assert len(svg(replace(picture("en"), arrows=()), "en")) < len(svg(picture("en"), "en"))


def _document(*blocks: Block) -> Findings:
    return Findings("en", "Title", "", "", "", "", (Section("s", "Section", blocks),))


def _text(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def _squeezed(text: str) -> str:
    """Without white space, as lines break anywhere, and without case, as small titles stand in capitals."""
    return "".join(text.replace("\u200b", "").split()).casefold()


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        yield from thing.values()
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _texts(part)
    elif isinstance(thing, Struct):
        yield from (text for name, part in asdict(thing).items() if name not in NOT_PRINTED for text in _texts(part))


def _elements(node: Any) -> Iterator[tuple[str, str]]:
    """Kind and alternative text of every element of the structure tree."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)[1:], str(node.get("/Alt", ""))
        if "/K" in node:
            yield from _elements(node.K)


def test_the_large_font_is_opened_only_for_a_text_that_needs_it() -> None:
    assert set(fonts.fonts("“Gap 5” −0.71 … Привет").families()) == {"Source Sans 3"}
    assert any("CJK TC" in family for family in fonts.fonts("Branch 差").families())
