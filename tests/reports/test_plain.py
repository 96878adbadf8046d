"""The plain rendering.

1. Columns stand under each other whatever the script: widths are counted in cells of a terminal.
2. Nothing is lost: every text and number of the findings is there, and every absent number has its reason.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import astuple

from reports.blocks import Missing, Number, Span
from reports.findings import build
from reports.monospace import pad, width, wrap
from reports.plain import WIDTH, render
from reports.wording import Wording

sys.path.insert(0, str(Path(__file__).parent))
import sample_analysis as sample

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
WORDS = st.text(alphabet="ab cd，。構面差距(95%)−. ", max_size=60)


def cells_of(thing: Any, kinds: tuple[type, ...]) -> list[Any]:
    """Every cell of these kinds, wherever it stands."""
    if isinstance(thing, kinds):
        return [thing]
    if isinstance(thing, tuple | list):
        return [c for part in thing for c in cells_of(part, kinds)]
    return [c for part in astuple(thing) for c in cells_of(part, kinds)] if isinstance(thing, Struct) else []


def test_a_wide_character_takes_two_cells_and_a_combining_mark_none() -> None:
    assert [width(t) for t in ("gap", "差距", "差距 5", "e\u0301", "−0.93")] == [3, 4, 6, 1, 5]
    assert pad("差距", 8, "r") == "    差距" and pad("差距", 7, "c") == " 差距  "


@given(WORDS, st.integers(8, 40))
def test_wrapping_keeps_the_text_and_the_width(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    too_long = [line for line in lines if width(line) > cells]
    assert all(not re.search(r"\S\s+\S", line) for line in too_long)


def test_no_line_ends_with_a_mark_that_opens() -> None:
    for text in ("差距为零时“符合期望”", "缺口為零時「符合期望」", "全部网点（八个）"):
        assert all(line[-1] not in "“「（" for cells in range(6, 20) for line in wrap(text, cells))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_of_a_table_stand_under_each_other(language: str) -> None:
    """The verdict column of the dimensions begins at one cell in all rows, counted here in a second way."""
    found = build(sample.analysis(), Wording(language))
    table = next(b for s in found.sections if s.id == "gap5" for b in s.blocks if getattr(b, "id", "") == "gap5.dimension")
    lines = render(found).splitlines()
    caption = lines.index(table.caption)
    rows = [
        next(line for line in lines[caption:] if line.startswith(r[0].text + " ") and line.endswith(r[-1].text)) for r in table.rows
    ]
    starts = {
        sum(2 if east_asian_width(c) in "WF" else 1 for c in line[: -len(r[-1].text)])
        for line, r in zip(rows, table.rows, strict=True)
    }
    assert len(rows) == 5 and len(starts) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_printed_and_every_absence_explained(language: str) -> None:
    found = build(sample.analysis(), Wording(language))
    text = re.sub(r"\s", "", render(found))
    absences = {c.why for c in cells_of(found.sections, (Missing,))}
    printed = {c.text for c in cells_of(found.sections, (Number, Span))}
    assert len(printed) > 100 and len(absences) > 2
    assert {t for t in printed | absences if re.sub(r"\s", "", t) not in text} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_keep_to_the_width(language: str) -> None:
    lines = render(build(sample.analysis(), Wording(language))).splitlines()
    assert max(width(line) for line in lines if line.startswith(("▶", "•", "*", "   "))) <= WIDTH
