"""Headers that name facet, dimension and number, and blocks that hold two facets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveys.blocks import blocks_of
from surveys.catalogue import load
from surveys.columns import match_columns
from surveys.instrument import Instrument

SPELLINGS: dict[str, Callable[[str, str, int, int], str]] = {
    "EXP_TAN1": lambda facet, dimension, own, through: f"{facet[:3].upper()}_{dimension[:3].upper()}{own}",
    "E_Tangibles_1": lambda facet, dimension, own, through: f"{facet[0].upper()}_{dimension.capitalize()}_{own:02}",
    "tangibles1Expe": lambda facet, dimension, own, through: f"{dimension}{own}{facet[:4].capitalize()}",
    "Q17 Assur (expectation)": lambda facet, dimension, own, through: f"Q{through} {dimension[:5].capitalize()} ({facet})",
}


@pytest.fixture(scope="module")
def servqual() -> Instrument:
    return load("servqual")


def written(spell: Callable[[str, str, int, int], str], servqual: Instrument) -> dict[str, str]:
    """Header → answer, perceptions first and items backwards: the order of the columns tells nothing."""
    own = [int(item.id[-1]) for item in servqual.items]
    return {
        spell(facet, item.dimension or "", own[n], n + 1): f"{facet}.{item.id}"
        for facet in ("perception", "expectation")
        for n, item in reversed([*enumerate(servqual.items)])
    }


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_facet_dimension_and_number(servqual: Instrument, spell: Callable[[str, str, int, int], str]) -> None:
    header = written(spell, servqual)
    mapping = match_columns(["id", "age", *header], servqual, "customer")
    assert {match.header: match.answer for match in mapping.matches} == header
    assert mapping.problems == ()


def test_a_dimension_that_lacks_a_number_says_nothing(servqual: Instrument) -> None:
    """Whether it is the last item that was not asked, or the second, cannot be known."""
    header = [text for text in written(SPELLINGS["EXP_TAN1"], servqual) if text != "EXP_TAN4"]
    found = {match.facet for match in match_columns(header, servqual, "customer").matches}
    assert found == {"perception"}


def test_a_block_of_two_facets_is_cut(servqual: Instrument) -> None:
    header = [f"Q{n}" for n in range(1, 45)]
    assert [block.range for block in blocks_of(header, {22, 5})] == ["Q1..Q22", "Q23..Q44"]
    assert blocks_of(header[:43], {22}) == ()
