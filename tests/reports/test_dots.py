"""Dot charts say what their tables say: the same numbers in the same order, and nothing of a group that is withheld.

1. Groups: the mean that was compared, its letters, the interval of the group's own result; the small branch is absent.
2. The zone of tolerance: the bar and the dot are the means of the two gaps, the position is the table's; a withheld zone is empty.
3. What lies behind a gap: the means of the table that may be shown.
4. The marks on the screen stand where the numbers are.
"""

from __future__ import annotations

from random import Random
from typing import TypeVar

import pytest
from msgspec.structs import asdict, replace

from dashboard.dot_chart import dot_chart
from gaps.analyse import analyse
from gaps.results import Analysis, Comparison, Construct, Interval
from reports import dots, plain
from reports.blocks import Dot, DotChart, Missing, Notes, Number, Section, Span, Table, Text
from reports.findings import build
from reports.sections.antecedents import blocks
from reports.view import View
from reports.wording import Wording
from surveys.catalogue import load
from surveys.instrument import LANGUAGES
from tests.study_of import customers, response_set, small_instrument, study

T = TypeVar("T")
BRANCHES = {"North": 40, "South": 30, "Tiny": 3, "Wee": 4}


def section(analysis: Analysis, id: str, language: str = "en") -> Section:
    return next(s for s in build(analysis, Wording(language)).sections if s.id == id)


def of(kind: type[T], part: Section) -> list[T]:
    return [b for b in part.blocks if isinstance(b, kind)]


def words(text: str) -> str:
    return text.split(" (n")[0].split("（n")[0]


@pytest.fixture(scope="module")
def compared() -> Analysis:
    instrument = small_instrument()
    return analyse(study(customers(instrument, 240)), instrument, [customers(instrument, 240)], by=["unit"])


@pytest.fixture(scope="module")
def zoned() -> Analysis:
    instrument, rng = load("servqual3"), Random(3)
    branch = [name for name, n in BRANCHES.items() for _ in range(n)]
    columns: dict[str, object] = {"wave": ["2026"] * len(branch), "unit": branch}
    for facet, centre in (("minimum", 5.5), ("desired", 7.5), ("perception", 4.5)):
        columns |= {f"{facet}.{i.id}": [min(9, max(1, round(rng.gauss(centre, 1)))) for _ in branch] for i in instrument.items}
    s = response_set("three.csv", "customer", columns, units=True)
    return analyse(study(s), instrument, [s], by=["unit"])


# ---- 1 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_are_drawn_as_their_table_has_them(compared: Analysis, language: str) -> None:
    part = section(compared, "groups", language)
    chart, table = of(DotChart, part)[0], of(Table, part)[0]
    rows = [row for row in table.rows if row[0].text in ("East", "North", "South")]
    assert len(rows) == 3 and table.folded
    assert [words(dot.label) for dot in chart.rows] == [row[0].text for row in rows]
    assert [" ".join((d.value.text, d.beside)).strip() for d in chart.rows] == [row[2].text for row in rows]
    for dot in chart.rows:
        result = next(r for r in compared.results if r.level == "overall" and r.place == "mean_of_dimensions" and r.gap == "gap5"
                      and r.group in ({"unit": words(dot.label)}, {"wave": "2026", "unit": words(dot.label)}))  # fmt: skip
        assert result.difference and isinstance(dot.interval, Span)
        assert (dot.interval.low, dot.interval.high) == (result.difference.low, result.difference.high)
        assert chart.low <= dot.interval.low and dot.interval.high <= chart.high and words(dot.label) in chart.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_n_that_differs_between_the_columns_is_told_with_its_reason(compared: Analysis, language: str) -> None:
    """The chart and the order of the branches count the fewest."""
    said = Wording(language).say("groups.n")
    alike = replace(compared, comparisons=tuple(_of_all(c, 20) for c in compared.comparisons))
    assert not any(said in b.items for b in of(Notes, section(alike, "groups", language)))
    fewer = tuple(_of_all(c, 16 if c.level == "overall" else 17) for c in compared.comparisons)
    part = section(replace(compared, comparisons=fewer), "groups", language)
    table = next(b for b in part.blocks if isinstance(b, Table))
    assert {row[1] for row in table.rows if row[1].text} == {
        Span(16, 17, Wording(language).say("number.interval", low="16", high="17"))
    }
    below = part.blocks[part.blocks.index(table) + 1]
    assert isinstance(below, Notes) and below.items == (said,)


def _of_all(c: Comparison, n: int) -> Comparison:
    return replace(c, groups=tuple(replace(g, n=n) for g in c.groups))


def test_the_line_of_everybody_is_no_chosen_branch(compared: Analysis) -> None:
    chosen = build(compared, Wording("en"), {"unit": "East"})
    assert next(s for s in chosen.sections if s.id == "groups") == section(compared, "groups")


def test_a_group_too_small_to_show_is_in_no_chart(zoned: Analysis) -> None:
    charts = of(DotChart, section(zoned, "groups"))
    assert len(charts) == 2 and all([words(d.label) for d in c.rows] == ["North", "South"] for c in charts)
    assert not any(name in c.alt for c in charts for name in ("Tiny", "Wee"))


# ---- 2 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_zone_is_drawn_from_the_two_gaps_and_its_own_table(zoned: Analysis, language: str) -> None:
    part = section(zoned, "zones", language)
    (whole, items), table = of(DotChart, part), of(Table, part)[0]
    assert (len(whole.rows), len(items.rows), items.folded) == (6, 22, True)
    said = {row[0].text: row for row in table.rows}
    sides = {gap: {r.place: r for r in zoned.results if r.gap == gap and not r.group} for gap in ("mss", "msa")}
    dimensions = load("servqual3").dimensions
    for dot, place in zip(whole.rows, ("mean_of_items", *(d.id for d in dimensions)), strict=True):
        above, below = sides["mss"][place], sides["msa"][place]
        assert above.subtrahend and below.subtrahend and dot.band and isinstance(dot.value, Number)
        assert [dot.band[0].value, dot.value.value, dot.band[1].value] == [
            below.subtrahend.mean, above.minuend.mean, above.subtrahend.mean,
        ]  # fmt: skip
        assert dot.value.tone == "shortfall" and said[dot.label][4].text in dot.beside
        assert dot.interval.text == said[dot.label][5].text and isinstance(dot.interval, Span)
        assert dot.interval.low < dot.value.value < dot.interval.high


def test_in_brief_the_chart_stands_for_the_table(zoned: Analysis) -> None:
    part = next(s for s in build(zoned, Wording("en"), edition="brief").sections if s.id == "zones")
    assert [len(c.rows) for c in of(DotChart, part)] == [6] and not of(Table, part)
    hidden = next(s for s in build(zoned, Wording("en"), {"unit": "Tiny"}, "brief").sections if s.id == "zones")
    assert not of(DotChart, hidden) and of(Table, hidden)


def test_a_zone_that_is_withheld_has_no_mark(zoned: Analysis) -> None:
    view = View(zoned, Wording("en"), {"unit": "Tiny"})
    hidden = [z for z in zoned.zones if z.group.get("unit") == "Tiny"]
    assert hidden and dots.of_zones(view, hidden) == ()
    mixed = dots.of_zones(view, [*hidden[:1], *(z for z in zoned.zones if not z.group)])[0]
    assert mixed.rows[0].band is None and isinstance(mixed.rows[0].value, Missing)


# ---- 3 ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_constructs_are_drawn_as_their_table_has_them(compared: Analysis, language: str) -> None:
    known = Construct("upward <b>", "gap1", "a", "manager", {}, 4, 12, Interval(3.1, 2.5, 3.7, 0.95, "t"), 1.0, 0.8)
    hidden = Construct("few", "gap1", "a", "manager", {}, 4, notes=("withheld",))
    analysis = Analysis(**{**asdict(compared), "constructs": (known, hidden)})
    drawn = Section("gap1", "", blocks(View(analysis, Wording(language)), "gap1"))
    (chart,), (table,) = of(DotChart, drawn), of(Table, drawn)
    assert [(dot.label, dot.value.text, dot.interval.text) for dot in chart.rows] == [
        (row[0].text, row[3].text, row[4].text) for row in table.rows if not isinstance(row[3], Missing)
    ]
    assert len(table.rows) == 2 and table.rows[1][0] == Text("few") and (chart.low, chart.high) == (1, 7)


# ---- 4 ---------------------------------------------------------------------------------------------------------------
def test_marks_stand_where_the_numbers_are() -> None:
    low, high = Number(4.9, "4.90"), Number(6.3, "6.30")
    nothing = Missing("—", "")
    rows = (Dot("A", Number(5.2, "5.20"), Span(5.0, 5.5, "5.00 to 5.50"), "ab", (low, high)), Dot("B", nothing, nothing))
    chart = DotChart(rows, 1, 7, "mean", "", "", "zone", Number(4.0, "4.00"), "all")
    figure = dot_chart(chart)
    drawn = [(trace["mode"], trace["x"]) for trace in figure["data"] if trace["x"]]
    assert drawn == [
        ("lines", [4.9, 6.3, None]), ("text", [4.9]), ("text", [6.3]), ("lines", [5.0, 5.5, None]), ("markers", [5.2]),
    ]  # fmt: skip
    assert {shape["x0"] for shape in figure["layout"]["shapes"]} == {4.0}
    track = plain._dot_track(chart, rows[0])
    assert track.startswith("4.90 ") and track.index("●") - track.index("·") == round((5.2 - 1) / 6 * 30)


PRINTED = [(5.0, 6.3, "right"), (6.2, 6.4, "right"), (6.5, 6.3, "left"), (6.95, 6.3, "right")]


@pytest.mark.parametrize(("value", "at", "side"), PRINTED)
def test_the_end_of_a_band_is_printed_where_no_mark_covers_it(value: float, at: float, side: str) -> None:
    band = Number(4.9, "4.90"), Number(6.3, "6.30")
    dot = Dot("A", Number(value, ""), Span(value - 0.1, value + 0.2, ""), "", band)
    ends = dot_chart(DotChart((dot,), 1, 7, "", "", ""))["data"][2]
    assert (ends["text"], ends["x"], ends["textposition"]) == (["6.30"], [at], [f"middle {side}"])
