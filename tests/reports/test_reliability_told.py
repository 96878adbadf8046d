"""The reliability of dimensions, items and gaps as a reader sees it: warnings where they are due and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from gaps.results import GapReliability, Interval, ItemReliability, Reliability
from reports.blocks import Missing, Notes, Number, Table
from reports.sections import reliability
from reports.view import Edition, View
from reports.wording import Wording

sys.path.insert(0, str(Path(__file__).parent))
import sample_analysis

GOOD = Reliability(
    "expectation", "customer", "empathy", 3, 300, 0.81, (), Interval(0.81, 0.77, 0.85, 0.95, "alpha_half_answer"), 0.82,
    by_item=(ItemReliability("emp1", 0.6, 0.75), ItemReliability("emp2", 0.7, 0.7), ItemReliability("emp3", 0.5, 0.8)),
)  # fmt: skip
TURNED = replace(
    GOOD, facet="perception", alpha=0.31, interval=None, omega=None,
    notes=("reliability_low", "no_omega", "item_reversed", "no_alpha_interval"),
    by_item=(ItemReliability("emp1", 0.6, None), ItemReliability("emp2", -0.2, 0.7)),
)  # fmt: skip
TWO = replace(GOOD, dimension="assurance", items=2, omega=None, split_half=0.64, notes=("few_items",), by_item=())
SMALL = Reliability("perception", "customer", "assurance", 2, None, None, ("withheld",))
GAP = GapReliability("gap5", "customer", "empathy", 3, 300, 0.52, 0.5, 0.81, 0.8, 0.66, ("reliability_low", "gap_less_reliable"))


def told(language: str, edition: Edition, *found: Reliability, gaps: tuple[GapReliability, ...] = ()) -> list[object]:
    analysis = replace(sample_analysis.analysis(), reliability=found, gap_reliability=gaps)
    return list(reliability.blocks(View(analysis, Wording(language), {}, edition)))


def notes(blocks: list[object]) -> str:
    return "\n".join(text for b in blocks if isinstance(b, Notes) for text in b.items)


@pytest.mark.parametrize("edition", ["brief", "full"])
def test_good_dimensions_carry_no_warning(edition: Edition) -> None:
    said = notes(told("en", edition, GOOD))
    assert not any(word in said for word in ("too little", "against", "less reliable", "Spearman"))


@pytest.mark.parametrize("edition", ["brief", "full"])
def test_every_warning_names_what_it_is_about(edition: Edition) -> None:
    said = notes(told("en", edition, GOOD, TURNED, TWO, SMALL, gaps=(GAP,))).split("\n")
    about = {"too little": "Empathy", "run against": "emp2", "With two items": "Assurance", "One common factor": "Empathy",
             "Fewer than 10": "Empathy", "Gap 5: the difference is less": "Empathy",
             "Gap 5: the differences are too": "Empathy"}  # fmt: skip
    for words, place in about.items():
        (line,) = [text for text in said if words in text]
        assert place.lower() in line.lower(), line
    assert not any("emp1" in text for text in said)


def test_the_full_edition_shows_intervals_items_and_gaps() -> None:
    tables = {b.id: b for b in told("en", "full", GOOD, TURNED, TWO, SMALL, gaps=(GAP,)) if isinstance(b, Table)}
    whole = tables["quality.reliability"]
    assert [c.text for c in whole.rows[0]][3:7] == ["300", "0.81", "0.77 to 0.85", "0.82"]
    small = whole.rows[-1]
    assert all(isinstance(c, Missing) for c in small[3:]) and small[3].text.startswith("<")
    assert len(tables["quality.item_reliability.expectation.customer"].rows) == 3
    assert [c.text for c in tables["quality.gap_reliability"].rows[0]][2:] == ["300", "0.52", "0.50", "0.81", "0.80", "0.66"]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_chinese_says_as_much(language: str) -> None:
    english = told("en", "full", GOOD, TURNED, TWO, SMALL, gaps=(GAP,))
    chinese = told(language, "full", GOOD, TURNED, TWO, SMALL, gaps=(GAP,))
    assert [type(b) for b in chinese] == [type(b) for b in english]
    assert notes(chinese).count("\n") == notes(english).count("\n") and "Empathy" not in notes(chinese)


@pytest.mark.parametrize(("alpha", "printed"), [(0.697, "0.697"), (0.69996, "0.69996"), (0.6949, "0.69"), (0.7, "0.70")])
@pytest.mark.parametrize("edition", ["brief", "full"])
def test_an_alpha_that_is_called_too_low_is_printed_below_the_bound(edition: Edition, alpha: float, printed: str) -> None:
    found = replace(GOOD, alpha=alpha, interval=None)
    tables = [b for b in told("en", edition, found, gaps=(replace(GAP, alpha=alpha),)) if isinstance(b, Table)]
    shown = [c.text for t in tables for row in t.rows for c in row if isinstance(c, Number) and c.value == alpha]
    assert len(shown) >= 1 and {*shown} == {printed}
