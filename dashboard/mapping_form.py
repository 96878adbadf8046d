"""The table of columns: what each means, how sure that is and why; and blocks of columns mapped at once."""

from __future__ import annotations

import re
from typing import Literal

import streamlit as st

from dashboard import corrections, uploads
from dashboard.corrections import NOTHING, SERVICE
from dashboard.markdown import literal
from reports.problems import what
from reports.wording import Wording
from surveys.blocks import RANGE, SHORTEST, block_columns, blocks_of
from surveys.instrument import Instrument
from surveys.problems import Problem
from surveys.source_columns import service_headers
from surveys.spelling import same

ROW, MOST_HEIGHT = 35, 530
"""Pixels of a row of the table, and of the whole table before it scrolls."""
WIDTHS = {
    True: {"header": 120, "question": 170, "meaning": 260, "sure": 55, "reason": 170},
    False: {"header": 170, "question": 0, "meaning": 360, "sure": 55, "reason": 190},
}
"""Pixels of each column, with questions and without; together they fit the page."""
GRID = re.compile(r"(.+?) \[(.+)\]", re.DOTALL)
SERVICE_OF = {"wave": "wave_column"}
"""Where an entry of study.yaml has another name than the field of a Source."""


def answers(instrument: Instrument, role: str, words: Wording) -> dict[str, str]:
    """What a column can be an answer to: `facet.place` and its words."""
    spoken = instrument.words.get(words.language) or next(iter(instrument.words.values()), None)
    named: dict[str, str] = {}
    for facet in instrument.facets_of(role):
        for place in instrument.places(facet):
            texts = spoken.of(facet) if spoken else {}
            text = texts.get(f"{facet.id}.{place}", texts.get(place, ""))
            named[f"{facet.id}.{place}"] = " · ".join(part for part in (facet_name(facet.id, words), place, text) if part)
    return named


def facet_name(facet: str, words: Wording) -> str:
    return words.say(f"facet.{facet}") if words.has(f"facet.{facet}") else facet


def show(key: str, headers: list[str], mapped: uploads.Mapped, instrument: Instrument, words: Wording) -> None:
    """Draw the table. What is changed in it is among the corrections when the page runs again."""
    st.caption(words.say("dashboard.upload.mapping_about"))
    names = {
        NOTHING: words.say("dashboard.upload.nothing"),
        **{name: words.say(f"dashboard.upload.{name}_is") for name in SERVICE},
        **answers(instrument, mapped.source.role, words),
    }
    rows = _rows(headers, mapped, words)
    titled = any(row["question"] for row in rows)
    column = st.column_config
    named = {name: words.say(f"dashboard.upload.{name}") for name in ("header", "question", "meaning", "sure", "reason")}
    st.data_editor(
        {name: [row[name] for row in rows] for name in named},
        column_order=[name for name in named if titled or name != "question"],
        column_config={
            **{name: column.TextColumn(named[name], disabled=True, width=WIDTHS[titled][name]) for name in named},
            "meaning": column.SelectboxColumn(
                named["meaning"],
                options=list(names),
                format_func=lambda place: names.get(str(place), str(place)),
                required=True,
                width=WIDTHS[titled]["meaning"],
            ),
        },
        hide_index=True,
        height=min(ROW * (len(rows) + 1) + 3, MOST_HEIGHT),
        key=corrections.editor(key),
        on_change=corrections.changed,
        args=(key, headers),
    )


def _rows(headers: list[str], mapped: uploads.Mapped, words: Wording) -> list[dict[str, str]]:
    """What each header is taken for. The first of columns with the same header speaks for all."""
    places = {same(text): place for place, text in reversed(list(enumerate(mapped.table.header)))}
    matches = {match.position: match for match in mapped.columns.matches}
    services = {same(header): SERVICE_OF.get(name, name) for name, header in service_headers(mapped.source) if name != "ignore"}
    rows: list[dict[str, str]] = []
    for header in headers:
        place = places[same(header)]
        match, service = matches.get(place), services.get(same(header))
        why = f"mapping.reason.{match.reason}" if match else f"dashboard.upload.why.{service or _why_not(header, place, mapped)}"
        rows.append({
            "header": header,
            "question": _question(mapped.table.titles[place]) if mapped.table.titles else "",
            "meaning": match.answer if match else service or NOTHING,
            "sure": f"{100 * match.confidence:.0f}%" if match else "",
            "reason": words.say(why),
        })
    return rows


def _question(title: str) -> str:
    """The row of a grid before the question that all its rows share: in a narrow column only the beginning is seen."""
    found = GRID.fullmatch(title)
    return f"{found[2]} · {found[1]}" if found else title


def _why_not(header: str, place: int, mapped: uploads.Mapped) -> str:
    if place in mapped.personal:
        return "personal"
    if place in mapped.table.meta:
        return "tool"
    if any(problem.code == "derived_column" and problem.column == header for problem in mapped.table.problems):
        return "computed"
    return "left_out" if header in mapped.source.ignore else "unknown"


def ask_block(key: str, headers: list[str], mapped: uploads.Mapped, instrument: Instrument, words: Wording) -> None:
    """One action for a whole block: from this column to that one it is this facet, in the instrument's order."""
    known = {match.facet for match in mapped.columns.matches}
    facets = sorted((facet.id for facet in instrument.facets_of(mapped.source.role)), key=known.__contains__)
    if len(headers) < SHORTEST or not facets:
        return
    lengths = {len(instrument.places(instrument.facet(facet))) for facet in facets}
    blocks = blocks_of(mapped.columns.unrecognised, lengths)
    ends = (blocks[0].headers[0], blocks[0].headers[-1]) if blocks else (headers[0], headers[-1])
    look: Literal["primary", "secondary"] = "primary" if blocks else "secondary"
    with st.popover(words.say("dashboard.upload.block.title"), icon=":material/view_week:", type=look):
        st.caption(words.say("dashboard.upload.block.about"))
        left, right = st.columns(2)
        first = left.selectbox(words.say("dashboard.upload.block.first"), headers, headers.index(ends[0]), key=f"first.{key}")
        last = right.selectbox(words.say("dashboard.upload.block.last"), headers, headers.index(ends[1]), key=f"last.{key}")
        facet = left.selectbox(
            words.say("dashboard.upload.block.facet"),
            facets,
            format_func=lambda name: words.say(
                "dashboard.upload.block.places", facet=facet_name(name, words), count=len(instrument.places(instrument.facet(name)))
            ),
            key=f"facet.{key}",
        )
        found = block_columns(mapped.table.header, f"{first}{RANGE}{last}", facet, instrument, mapped.source.file)
        if isinstance(found, Problem):
            st.caption(literal(what(found, words)))
        right.space("small")
        right.button(
            words.say("dashboard.upload.block.map"),
            disabled=isinstance(found, Problem),
            key=f"map.{key}",
            on_click=corrections.map_block,
            args=(key, facet, f"{first}{RANGE}{last}", {} if isinstance(found, Problem) else found),
            width="stretch",
        )
