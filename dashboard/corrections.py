"""What an analyst corrected in the columns of one table, kept in the session until the table is gone."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from msgspec import Struct, field
from msgspec.structs import replace

from surveys.mapping import ColumnMapping
from surveys.study import Source

NOTHING = "-"
"""The meaning of a column that is no answer: an empty cell would read "None" in every language."""
SINGLE, SEVERAL = ("wave_column", "unit", "id", "weight", "duration"), "segments"
SERVICE = (*SINGLE, SEVERAL)
"""What a column can be besides an answer: entries of a Source, and keys of the select boxes that set them."""

BLOCK = ("first", "last", "facet")
"""The boxes of a block: its ends and what it is."""


class Corrections(Struct):
    """`meanings` maps headers to `facet.place` or NOTHING, `blocks` facets to `first..last`.

    `version` counts how often the table of columns was drawn anew; `words` are the labels whose codes were asked for.
    """

    meanings: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)
    version: int = 0
    words: tuple[str, ...] = ()


def of(key: str) -> Corrections:
    found: Corrections = st.session_state.setdefault(f"corrections.{key}", Corrections())
    return found


def editor(key: str) -> str:
    """The key of the table of columns. It has a new one whenever its own changes have been taken over."""
    return f"columns.{key}.{of(key).version}"


def changed(key: str, headers: list[str]) -> None:
    """A meaning was chosen in the table. Branch, weight and the like go to their select boxes, or leave them.

    The browser may forget or repeat what was changed in a table that is drawn again, so it is taken over at once.
    """
    rows = st.session_state.get(editor(key), {}).get("edited_rows", {})
    chosen = {headers[int(row)]: change["meaning"] for row, change in rows.items() if change.get("meaning")}
    for header, meaning in chosen.items():
        _served(key, header, meaning)
    of(key).meanings |= {header: meaning for header, meaning in chosen.items() if meaning not in SERVICE}
    if any(meaning in SERVICE for meaning in chosen.values()):
        redraw(key)


def redraw(key: str) -> None:
    """What is said elsewhere outweighs what was changed in the table before."""
    of(key).version += 1


def _served(key: str, header: str, meaning: str) -> None:
    for name in SINGLE:
        box = f"{name}.{key}"
        if meaning == name:
            st.session_state[box] = header
        elif st.session_state.get(box) == header:
            st.session_state[box] = None
    box = f"{SEVERAL}.{key}"
    others = [other for other in st.session_state.get(box, []) if other != header]
    st.session_state[box] = [*others, header] if meaning == SEVERAL else others


def map_block(key: str, facet: str, block: str, inside: Mapping[str, str]) -> None:
    """A block is a facet: what was said before about its columns and about the facet's answers no longer holds.

    `inside` maps the facet's answers to the block's headers.
    """
    redraw(key)
    kept = of(key)
    kept.blocks[facet] = block
    kept.meanings = {h: m for h, m in kept.meanings.items() if h not in inside.values() and m not in inside}
    for box in BLOCK:  # the next block is proposed
        st.session_state.pop(f"{box}.{key}", None)


def corrected(source: Source, found: ColumnMapping, meanings: Mapping[str, str | None]) -> Source:
    """The source with the meanings that differ from the guess written down. `meanings` maps headers to `facet.place`, or to
    nothing: what was guessed to be an answer is then left out. A block of which one column changes is written column by column.
    """
    guessed = {match.header: match.answer for match in found.matches}
    changed = {answer: header for header, answer in meanings.items() if answer and guessed.get(header) != answer}
    cleared = {header for header, answer in meanings.items() if not answer and header in guessed}
    touched = {*changed.values(), *cleared, *(match.header for match in found.matches if match.answer in changed)}
    broken = {m.facet for m in found.matches if m.reason == "block" and m.header in touched}
    blocks = {m.answer: m.header for m in found.matches if m.facet in broken and m.reason == "block"}
    columns = {key: header for key, header in (source.columns | blocks).items() if key not in broken and header not in touched}
    kept = tuple(header for header in source.ignore if header not in changed.values())
    return replace(source, columns={**columns, **changed}, ignore=tuple(dict.fromkeys((*kept, *sorted(cleared)))))
