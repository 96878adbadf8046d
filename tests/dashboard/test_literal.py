"""What a user named is shown letter by letter: Streamlit's Markdown and Plotly's HTML never read it.

The real rendering is checked in Chromium (test_browser.py); here the rule itself.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from dashboard.dot_chart import dot_chart
from dashboard.gap_chart import gap_chart
from dashboard.markdown import held, literal, plotly_literal, unbroken
from dashboard.trend_chart import trend_chart
from reports.blocks import Dot, DotChart, GapChart, Mark, Missing, Number, Span, Trend, Verdict

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "[link](http://x)",
    "$x$ and $$y$$",
    ":red[a] :smile: :material/home:",
    "**b** _i_ `c` ~~d~~",
    "http://example.org www.example.org a@example.org",
    "a -> b -- c >= d <= e",
    "# heading | cell & &amp; \\",
    "1. list",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("shown", [literal, held, unbroken])
def test_markdown_has_no_unescaped_punctuation_and_keeps_every_letter(text: str, shown: Any) -> None:
    markdown = shown(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", markdown))
    read = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown)
    assert read.replace("\u2060", "").replace("\u00a0", " ") == text


@pytest.mark.parametrize("pattern", [r":\w+:", r"https?://", r"www\.", r"\w@\w", r"(^|\s)(->|--|>=|<=)(\s|$)"])
def test_no_pattern_is_left_that_streamlit_replaces_after_markdown(pattern: str) -> None:
    for text in HOSTILE:
        assert not re.search(pattern, literal(text).replace("\\", ""))


def test_line_breaks_and_controls_cannot_begin_a_block() -> None:
    assert literal("a\n# b\x00\r\n- c") == r"a \# b \- c"


@pytest.mark.parametrize("text", HOSTILE)
def test_charts_hold_no_markup_of_the_user(text: str) -> None:
    number = Number(5.0, text)
    mark = Mark(text, text, number, number, Number(-0.5, text), Span(-1, 0, text), Verdict("shortfall", text))
    held_back = Mark(text, text, *(Missing(text, text),) * 4, Verdict("withheld", text))
    for kind in ("means", "rating"):
        chart = gap_chart(GapChart(kind, (mark, held_back), 1, 7, text, text, text, text, text))
        _safe(chart)
    dots = (Dot(text, number, Span(4, 6, text), text, (number, number)), Dot(text, Missing(text, text), Missing(text, text)))
    _safe(dot_chart(DotChart(dots, 1, 7, text, text, text, text, number, text)))
    _safe(trend_chart(Trend((text,), (number,), (Span(4, 6, text),), text, text, text)))


def _safe(figure: dict[str, Any]) -> None:
    """Only our own tags, no dollar, nothing that a template would fill."""
    words = json.dumps(figure, ensure_ascii=False)
    assert "hovertemplate" not in words and "texttemplate" not in words
    for said in re.findall(r'"(?:[^"\\]|\\.)*"', words):
        said = json.loads(said)
        tags = set(re.findall(r"<(/?\w+)", said))
        assert tags <= {"b", "/b", "br", "span", "/span"}, said
        assert "$" not in said


def test_plotly_text_reads_back() -> None:
    for text in HOSTILE:
        assert html.unescape(plotly_literal(text)) == text
