"""Requirements of matching columns.

1. Every accepted spelling means the place it names; two numbers never run together, and a number out of range means nothing.
2. A role is asked only its own facets.
3. The study's own mapping wins, whatever the header; what it names wrongly is an error that names the closest.
4. Two headers for one place, or two places for one header: none is used, and it is said.
5. An item's text is recognised where only one facet has it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.catalogue import load
from surveys.columns import ColumnMapping, match_columns
from surveys.instrument import Instrument, Words


@pytest.fixture(scope="module")
def servqual() -> Instrument:
    return load("servqual")


def answers(mapping: ColumnMapping) -> list[str]:
    return [match.answer for match in mapping.matches]


@pytest.mark.parametrize(
    "header",
    [
        "E5", "e5", "E05", "e_5", "E-5", "E.5", "E 5", "expectation_5", "Expectation 05", "expectations5", "expected_5", "期望5",
        "Ｅ５", "expectation.rel1", "E.rel1", "E_rel1", "Erel1", "rel1_E", "REL1 Expectation", "Q5_E", "q05-e", "E_Q5",
    ],
)
def test_spellings_of_one_place(servqual: Instrument, header: str) -> None:  # 1
    assert answers(match_columns([header], servqual, "customer")) == ["expectation.rel1"]


@pytest.mark.parametrize(
    "header", ["E0", "E23", "E1_1", "E1.1", "E", "5", "E5?", "E5 comment", "XE5", "rel1", "E_rel9", "", "E" + "9" * 5_000]
)
def test_what_only_looks_like_one(servqual: Instrument, header: str) -> None:  # 1
    mapping = match_columns([header], servqual, "customer")
    assert (answers(mapping), mapping.unrecognised) == ([], (header,) if header else ())


def test_dimensions_and_roles(servqual: Instrument) -> None:  # 2
    header = ["E1", "B1", "S2", "standard.reliability", "D_empathy", "M5", "W3", "points_empathy"]
    del header[3]
    by_role = {role: answers(match_columns(header, servqual, role)) for role in ("customer", "manager", "employee")}
    assert by_role == {
        "customer": ["expectation.tan1", "points.responsiveness", "points.empathy"],
        "manager": ["belief.tan1", "standard.reliability"],
        "employee": ["belief.tan1", "delivery.empathy", "promise.empathy"],
    }
    assert answers(match_columns(["standard.reliability"], servqual, "manager")) == ["standard.reliability"]


def test_all_columns_are_found_in_the_instruments_order(servqual: Instrument) -> None:  # 1
    header = [f"{letter}{number}" for number in range(22, 0, -1) for letter in "PE"]
    places = [item.id for item in servqual.items]
    expected = [f"{facet}.{place}" for facet in ("expectation", "perception") for place in places]
    mapping = match_columns(header, servqual, "customer")
    assert answers(mapping) == expected
    assert all(header[match.position] == match.header for match in mapping.matches)


def test_an_explicit_mapping_wins(servqual: Instrument) -> None:  # 3
    header = ["1-1. 키오스크는,\n정확해야  한다.", "E1", "E2"]
    mapping = match_columns(header, servqual, "customer", {"expectation.tan1": "1-1. 키오스크는, 정확해야 한다."})
    assert [(m.answer, m.position, m.reason) for m in mapping.matches] == [
        ("expectation.tan1", 0, "explicit"), ("expectation.tan2", 2, "number"),
    ]
    assert (mapping.unrecognised, mapping.problems) == (("E1",), ())


def test_wrong_mappings_are_errors_with_the_closest_as_remedy(servqual: Instrument) -> None:  # 3
    explicit = {"expectation.tan1": "Q12_1", "expectation.tam2": "E2", "standard.reliability": "E3"}
    mapping = match_columns(["Q12-1", "E2", "E3"], servqual, "customer", explicit)
    said = [(p.code, p.severity, p.column, p.values["closest"]) for p in mapping.problems]
    assert said[:2] == [
        ("column_absent", "error", "Q12_1", "Q12-1"), ("mapping_unknown", "error", "E2", "expectation.tan2"),
    ]
    assert said[2][:3] == ("mapping_unknown", "error", "E3"), "customers are not asked about standards"


def test_ambiguous_columns_are_not_used(servqual: Instrument) -> None:  # 4
    mapping = match_columns(["E1", "e_01", "P1", "P2", "P2"], servqual, "customer")
    assert answers(mapping) == ["perception.tan1"]
    assert mapping.unrecognised == ("E1", "e_01", "P2", "P2")
    assert [(p.code, p.values["answer"], p.values["headers"]) for p in mapping.problems] == [
        ("ambiguous_column", "expectation.tan1", "E1 | e_01"), ("ambiguous_column", "perception.tan2", "P2 | P2"),
    ]
    twice = match_columns(["a"], servqual, "customer", {"expectation.tan1": "a", "perception.tan1": "a"})
    assert (answers(twice), [p.code for p in twice.problems]) == ([], ["column_mapped_twice"])


def test_headers_that_mean_something_else_are_not_answers(servqual: Instrument) -> None:
    mapping = match_columns(["W1", "E1"], servqual, "customer", taken=["W1"])
    assert (answers(mapping), mapping.unrecognised) == (["expectation.tan1"], ())


def test_item_texts_only_where_the_facet_is_clear(servqual: Instrument) -> None:  # 5
    own = {"tan1": "The rooms are clean.", "perception.tan2": "Its staff look neat.", "expectation.tan2": "Staff should look neat."}
    words = Words("en", "t", {}, own)
    instrument = replace(servqual, words={"en": words})
    header = ["the rooms are\nclean.", "Its staff  look neat.", "Staff should look neat."]
    mapping = match_columns(header, instrument, "customer")
    assert answers(mapping) == ["expectation.tan2", "perception.tan2"]
    assert {match.reason for match in mapping.matches} == {"text"}
    assert answers(match_columns(header, instrument, "manager")) == ["belief.tan1"], "managers are asked one facet only"
