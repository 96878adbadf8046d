"""What will be analysed: whose answers, from which files, how many rows of them count, and why others do not."""

from __future__ import annotations

import streamlit as st

from reports.wording import Wording
from surveys.collect import Collected
from surveys.instrument import Instrument
from surveys.responses import ResponseSet


def show(collected: Collected, instrument: Instrument, words: Wording) -> None:
    """A row for each response set. Sources of the same people stand in one row, joined by `+`."""
    if collected.sets:
        st.dataframe([_row(found, instrument, words) for found in collected.sets], hide_index=True, width="stretch")


def _row(found: ResponseSet, instrument: Instrument, words: Wording) -> dict[str, str]:
    facets = instrument.facets_of(found.role)
    asked = sum(len(instrument.places(facet)) for facet in facets)
    left_out = "; ".join(words.say("excluded.row", reason=reason(code, words), n=n) for code, n in found.rows.excluded.items())
    cells = {
        "source": found.source,
        "role": words.say(f"dashboard.role.{found.role}"),
        "recognised": words.say("dashboard.summary.of", part=len(found.answers), whole=asked),
        "used": words.say("dashboard.summary.of", part=found.rows.used, whole=found.rows.read),
        "left_out": left_out or "–",
    }
    return {words.say(f"dashboard.summary.{name}"): cell for name, cell in cells.items()}


def reason(code: str, words: Wording) -> str:
    return words.say(f"excluded.{code}") if words.has(f"excluded.{code}") else words.say("excluded.other", code=code)
