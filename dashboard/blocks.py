"""Findings on the screen: one match over the blocks. Nothing is computed here and no sentence is written."""

from __future__ import annotations

from typing import assert_never

import streamlit as st

from dashboard.cells import coloured, marked, printed
from dashboard.markdown import held, literal
from dashboard.tones import LOOKS
from reports.absent import reasons
from reports.blocks import (
    Arrow,
    Block,
    Bullets,
    DotChart,
    FiveGaps,
    GapChart,
    Heading,
    KeyFigure,
    KeyFigures,
    Lead,
    Missing,
    Notes,
    Paragraph,
    Section,
    Table,
    Trend,
)

WIDE = 6
"""A table with more columns is set small, so that its names keep room beside its numbers."""
LONG = 12
"""A table with more rows is folded."""


SCROLLED = '<style>[data-testid="stMarkdownContainer"]:has(> table) {overflow-x: auto}</style>'
"""A table wider than the screen scrolls by itself; otherwise the whole page would, and its text with it."""


def draw_section(section: Section, language: str) -> None:
    st.html(SCROLLED)
    st.title(literal(section.title), anchor=False)
    for block in section.blocks:
        draw(block, language)


def draw(block: Block, language: str) -> None:
    """Draw one block where Streamlit stands. `language` picks the typeface of the five-gap picture."""
    match block:
        case Heading(text):
            st.subheader(literal(text), anchor=False)
        case Lead(text, tone):
            st.header(f"{coloured(LOOKS[tone].mark, tone)} {literal(text)}".strip(), anchor=False)
        case Paragraph(text):
            st.markdown(literal(text))
        case Bullets(items):
            st.markdown("\n".join(f"- {literal(item)}" for item in items))
        case KeyFigures(figures):
            _key_figures(figures)
        case FiveGaps():
            _five_gaps(block, language)
        case GapChart():
            from dashboard.gap_chart import gap_chart

            _figure(gap_chart(block), block.caption, block.alt)
        case DotChart():
            from dashboard.dot_chart import dot_chart

            with st.expander(literal(block.caption)) if block.folded else st.container():
                _figure(dot_chart(block), "" if block.folded else block.caption, block.alt)
        case Trend():
            from dashboard.trend_chart import trend_chart

            _figure(trend_chart(block), block.caption, block.alt)
        case Table():
            _table(block)
        case Notes(items):
            st.caption("  \n".join(literal(item) for item in items))
        case _:
            assert_never(block)


def _key_figures(figures: tuple[KeyFigure, ...]) -> None:
    row = st.container(horizontal=True)
    for figure in figures:
        with row.container(border=True, height="stretch", gap="xxsmall"):
            st.caption(literal(figure.label))
            st.header(printed(figure.value, figure.tone), anchor=False)
            st.caption(marked(figure.tone, figure.detail))
            if isinstance(figure.value, Missing):
                st.caption(literal(figure.value.why))


def _five_gaps(block: FiveGaps, language: str) -> None:
    st.image(_picture(repr(block), language, block), width="stretch", alt=block.alt)
    st.caption(literal(block.caption))
    for arrow in block.arrows:
        _arrow(arrow)


@st.cache_resource(max_entries=64, show_spinner=False)
def _picture(key: str, language: str, _block: FiveGaps) -> str:
    """The picture, drawn once for all that says the same: `key` is the whole block in text."""
    from reports.picture import svg

    return svg(_block, language)


def _arrow(arrow: Arrow) -> None:
    name, verdict = st.columns([3, 1], vertical_alignment="center")
    number = arrow.gap.removeprefix("gap")
    name.markdown(
        f"**{literal(f'{number}  {arrow.name}')}** :small[:gray[{literal(arrow.between)}]]  \n{literal(arrow.sentence)}"
    )
    verdict.markdown(f"**{printed(arrow.value, arrow.verdict.tone)}** {printed(arrow.verdict)}")


def _figure(figure: dict[str, object], caption: str, alt: str) -> None:
    st.plotly_chart(figure, theme=None, config={"displayModeBar": False, "scrollZoom": False}, alt=alt)
    if caption:
        st.caption(literal(caption))


def _table(block: Table) -> None:
    """A Markdown table: plain HTML in the page, read by screen readers, aligned, and fast. A long one, or one that a chart
    has told, is folded under its caption, so that what follows it is seen.
    """
    below = [f"{marks} {why}" for marks, why in reasons([cell for row in block.rows for cell in row])]
    folded = bool(block.caption) and (block.folded or len(block.rows) > LONG)
    with st.expander(literal(block.caption)) if folded else st.container():
        _rows(block)
        if said := ([block.caption] if block.caption and not folded else []) + below:
            st.caption("  \n".join(literal(text) for text in said))


def _rows(block: Table) -> None:
    rule = {"l": ":--", "r": "--:", "c": ":-:"}
    words = [[held(c) for c in block.columns], *([printed(cell) for cell in row] for row in block.rows)]
    if len(block.columns) > WIDE:
        words = [[f":small[{word}]" for word in line] for line in words]
    lines = [words[0], [rule[a] for a in block.align], *words[1:]]
    st.markdown("\n".join("| " + " | ".join(line) + " |" for line in lines))
