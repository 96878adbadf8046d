"""What the reader is told.

1. Numbers are printed by one rule: half up on the shortest decimal, a true minus sign, never a minus before zero.
2. Every verdict of every gap has its sentence in every language, with the verdict as its tone.
3. What is absent, withheld or unknown is said, and a withheld result shows no number.
4. A group selects its own results.
5. Every code that a real analysis writes has words.
"""

from __future__ import annotations

import re
import sys
from itertools import chain, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gaps.analyse import analyse
from gaps.results import Absent, Analysis, Equivalence, GapResult, Interval
from reports import numbers
from reports.blocks import (
    Bullets,
    Findings,
    FiveGaps,
    GapChart,
    KeyFigures,
    Lead,
    Missing,
    Notes,
    Number,
    Paragraph,
    Section,
    Table,
)
from reports.findings import build
from reports.plain import render
from reports.wording import Wording
from surveys.catalogue import load
from surveys.collect import collect
from surveys.example import write_example
from surveys.study_file import read_study

sys.path.insert(0, str(Path(__file__).parent))
import sample_analysis as sample

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
VERDICTS = ("shortfall", "exceeds", "meets", "undecided", "withheld")


def findings(language: str = "en", group: dict[str, Any] | None = None, **changes: Any) -> Findings:
    return build(sample.analysis(**changes), Wording(language), group)


def section(found: Findings, name: str) -> Section:
    return next(s for s in found.sections if s.id == name)


def blocks(part: Section, kind: type) -> list[Any]:
    return [b for b in part.blocks if isinstance(b, kind)]


def lead(part: Section) -> Lead:
    return blocks(part, Lead)[0]


# ---- 1. numbers ------------------------------------------------------------------------------------------------------
@given(st.integers(-7000, 7000))
def test_halves_round_away_from_zero(thousandths: int) -> None:
    """Against whole numbers: three decimals to two, for every value on the scale and its mirror."""
    rounded = (abs(thousandths) + 5) // 10
    digits = f"{rounded // 100}.{rounded % 100:02}"
    sign = "" if rounded == 0 else "−" if thousandths < 0 else "+"
    assert numbers.signed(thousandths / 1000) == sign + digits
    assert numbers.plain(thousandths / 1000) == sign.replace("+", "") + digits


def test_a_limit_is_printed_on_its_side_of_what_decides() -> None:
    """A rating from 5.002 is above a target of 5.00, and one from 5 exactly is not; nor is a gap from +0.004 zero."""
    rated = sample.gap_result("gap2", "overall", "mean_of_dimensions", "exceeds")
    for low, printed in ((5.002, "5.002 to 5.34"), (5.0, "5.00 to 5.34"), (4.6998, "4.6998 to 5.34")):
        r = replace(rated, rating=replace(rated.rating, mean=Interval(5.17, low, 5.34, 0.95, "near_answer")))
        found = section(findings(found=[r]), "gap2")
        assert printed in lead(found).text and r.subtrahend.mean == 5
    bare = sample.gap_result("gap5", "overall", "mean_of_dimensions", "exceeds")
    r = replace(bare, difference=Interval(0.2, 0.004, 0.3, 0.95, "near_answer"))
    assert "+0.004 to +0.30" in lead(section(findings(found=[r]), "gap5")).text


def test_shares_p_values_and_counts_in_print() -> None:
    assert [numbers.percent(s) for s in (0, 0.001, 0.005, 0.645, 0.994, 0.999, 1)] == [
        "0%",
        "<1%",
        "1%",
        "65%",
        "99%",
        ">99%",
        "100%",
    ]
    assert [numbers.p_value(p) for p in (0, 0.0004, 0.0005, 0.012, 0.9994, 1)] == [
        "< .001",
        "< .001",
        ".001",
        ".012",
        ".999",
        "> .999",
    ]
    near_the_bound = {0.0496: ".0496", 0.0504: ".0504", 0.05: ".050", 0.04999996: ".04999996", 0.0494: ".049", 0.05 + 1e-12: ".050"}
    assert [*map(numbers.p_value, near_the_bound)] == [*near_the_bound.values()]
    assert [numbers.p_value(p, 0.0001) for p in (0.0003, 0.00004)] == [".0003", "< .0001"]
    assert numbers.count(1204) == "1,204"
    assert numbers.printed_date("2026-06-01", Wording("en")) == "1 June 2026"
    assert numbers.printed_date("Whitsun", Wording("en")) == "Whitsun"


# ---- 2. sentences ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("gap", "verdict", "language"), list(product(sample.SIDES, VERDICTS, LANGUAGES)))
def test_every_verdict_of_every_gap_is_told(gap: str, verdict: str, language: str) -> None:
    found = findings(language, found=sample.of_gap(gap, verdict))
    opening = lead(section(found, gap))
    assert opening.tone == verdict
    result = sample.gap_result(gap, "overall", "mean_of_dimensions", verdict)
    if verdict != "withheld":
        shown = result.rating.mean if result.rating else result.difference
        assert shown is not None
        written = numbers.plain if result.rating else numbers.signed
        assert all(written(x) in opening.text for x in (shown.value, shown.low, shown.high))
        assert verdict != "meets" or "0.30" in opening.text, "the margin says why what is not the target meets it"


@pytest.mark.parametrize(("gap", "language"), list(product(("gap2", "gap3", "gap4"), LANGUAGES)))
def test_a_rating_without_target_has_no_verdict(gap: str, language: str) -> None:
    part = section(findings(language, found=sample.of_gap(gap, None)), gap)
    assert lead(part).tone == "plain"
    assert Wording(language).say("note.no_target.all") in chain(*(b.items for b in blocks(part, Notes)))


def test_opposite_verdicts_of_a_belief_are_both_called_errors() -> None:
    """Gap 1: above is no good news, and the page says so whichever way it goes."""
    said = {v: lead(section(findings(found=sample.of_gap("gap1", v)), "gap1")).text for v in ("shortfall", "exceeds")}
    assert said["shortfall"].startswith("Managers under-estimate")
    assert said["exceeds"].startswith("Managers over-estimate")
    overview = section(findings(found=sample.of_gap("gap1", "exceeds")), "overview")
    assert any("Gap 1 usually closes" in item for b in blocks(overview, Bullets) for item in b.items)


DIMENSION_CASES = {
    "paired": ["all_short", "some_short", "some_short_some_meet", "one_short", "one_short_some_meet", "all_meet",
               "some_exceed", "some_meet", "none_known"],
    "rating": ["all_short", "some_short", "some_short_some_meet", "one_short", "one_short_some_meet", "all_meet",
               "some_exceed", "some_meet", "none_known"],
    "independent": ["both", "under", "over", "all_meet", "none_known"],
}  # fmt: skip
VERDICTS_OF = {
    "all_short": "sssss", "some_short": "ssuuu", "some_short_some_meet": "ssmuu", "one_short": "suuue",
    "one_short_some_meet": "smuuu", "all_meet": "mmmmm", "some_exceed": "eemuu", "some_meet": "mmuuu",
    "none_known": "uuuuu", "both": "seuum", "under": "suuum", "over": "euumm",
}  # fmt: skip
LETTER = {"s": "shortfall", "e": "exceeds", "m": "meets", "u": "undecided"}


@pytest.mark.parametrize(
    ("gap", "case", "language"),
    [(g, c, lang) for g, (d, _, _) in sample.SIDES.items() for c in DIMENSION_CASES[d] for lang in LANGUAGES],
)
def test_every_mix_of_dimensions_is_told(gap: str, case: str, language: str) -> None:
    """The sentence is the one of its case: everything that stands before its first placeholder is found on the page."""
    letters = zip(sample.DIMENSIONS, VERDICTS_OF[case], strict=True)
    dims = [sample.gap_result(gap, "dimension", d, LETTER[v], -0.01 * i) for i, (d, v) in enumerate(letters)]
    overall = sample.gap_result(gap, "overall", "mean_of_dimensions", "undecided")
    text = "\n".join(p.text for p in blocks(section(findings(language, found=[overall, *dims]), gap), Paragraph))
    wording, design = Wording(language), sample.SIDES[gap][0]
    key = next(k for k in (f"dimensions.{gap}.{case}", f"dimensions.{design}.{case}") if wording.has(k))
    template = sentence_parts(key, language)
    assert all(part in text for part in template)


def sentence_parts(key: str, language: str) -> list[str]:
    from string import Formatter

    from reports.wording import sentences

    return [literal for literal, *_ in Formatter().parse(sentences(language)[key]) if literal.strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_answers_names_the_worst_and_compares_the_waves(language: str) -> None:
    overview = section(findings(language), "overview")
    opening = lead(overview)
    assert opening.tone == "shortfall" and "2025-autumn" in opening.text and "−0.93" in opening.text
    second = blocks(overview, Paragraph)[0].text
    assert sample.NAMES[language][4] in second and "−1.37" in second
    assert overview.blocks.index(opening) == 0
    moved = next(p.text for p in blocks(overview, Paragraph) if "2025-spring" in p.text)
    assert "+0.50" in moved and "+0.40" in moved and "+0.60" in moved
    figure = blocks(overview, KeyFigures)[0].figures[0]
    assert "2025-spring" in figure.label and figure.value.text == "+0.50" and "+0.40" in figure.detail


@pytest.mark.parametrize("language", LANGUAGES)
def test_dimensions_that_a_closed_gap_hides_are_named_in_the_summary(language: str) -> None:
    """The worst two and how many more; of beliefs those too high as well; nothing of a gap that is open, nor of the first."""
    def hidden(gap: str, whole: str, verdicts: str, shift: float = -0.1) -> list[GapResult]:
        dims = zip(sample.DIMENSIONS, verdicts, strict=True)
        found = [sample.gap_result(gap, "dimension", d, LETTER[v], shift * i) for i, (d, v) in enumerate(dims)]
        return [sample.gap_result(gap, "overall", "mean_of_dimensions", whole), *found]

    found = [*hidden("gap5", "meets", "mmmms"), *hidden("gap1", "meets", "emmmm"), *hidden("gap2", "shortfall", "sssmm")]
    found += [*hidden("gap3", "meets", "sssms"), *hidden("gap4", "exceeds", "emmmm")]
    overview = section(findings(language, found=found), "overview")
    words, names = Wording(language), sample.NAMES[language]
    said = [p.text for p in blocks(overview, Paragraph) if words.say("gap.gap3.label") in p.text]
    assert len(said) == 1, said
    assert all(part in said[0] for part in (names[4], "−1.33", names[2], "−1.13"))
    assert words.say("figure.and_more", names="", count=2) in said[0] and "−1.03" not in said[0]
    assert words.say("gap.gap1.label") in said[0] and "+0.64" in said[0]
    assert not any(words.say(f"gap.{gap}.label") in said[0] for gap in ("gap2", "gap4", "gap5"))


@pytest.mark.parametrize("group", [{}, {"unit": "Northgate"}, {"wave": "2025-spring"}])
def test_the_picture_stands_below_four_sentences_at_most(example: Analysis, group: dict[str, Any]) -> None:
    """A part of the organisation says besides that it is one."""
    for words in map(Wording, LANGUAGES):
        before = section(build(example, words, group), "overview").blocks
        above = before[: next(i for i, b in enumerate(before) if isinstance(b, FiveGaps))]
        told = [b.text for b in above if isinstance(b, Lead | Paragraph)]
        ends = sum(len(re.findall(r"[。！？]|[.!?](?:\s|$)", text)) for text in told)
        assert len(told) == ends <= 4 + bool(group)


@pytest.mark.parametrize(
    ("verdict", "notes", "said"),
    [("exceeds", (), "better"), ("shortfall", (), "worse"), ("meets", ("real_but_small",), "better_little"),
     ("meets", (), "unchanged"), ("undecided", (), "unclear")],
)  # fmt: skip
def test_a_change_is_told_by_its_verdict_and_size(verdict: str, notes: tuple[str, ...], said: str) -> None:
    moved = sample.changes(verdict, notes)
    for language in LANGUAGES:
        overview = section(findings(language, moved=moved), "overview")
        text = next(p.text for p in blocks(overview, Paragraph) if "2025-spring" in p.text)
        assert all(part in text for part in sentence_parts(f"change.gap5.{said}", language))
        assert sample.NAMES[language][1] in text.split("2025-spring")[1]


def test_a_change_by_dimension_shows_both_waves_and_the_move() -> None:
    table = next(t for t in blocks(section(findings(), "gap5"), Table) if t.id == "gap5.change")
    assert [c.text for c in table.rows[0]][:5] == ["Reliability", "−1.43", "−0.93", "+0.50", "+0.40 to +0.60"]
    assert [row[-1].text for row in table.rows] == ["better", "worse"]
    assert not [t for t in blocks(section(findings(group={"unit": "Northgate"}), "gap5"), Table) if t.id == "gap5.change"]


def test_the_branch_that_is_really_behind_is_named_and_the_small_one_is_not_judged() -> None:
    overview = section(findings(), "overview")
    said = next(p.text for p in blocks(overview, Paragraph) if "Northgate" in p.text)
    assert "Clearly behind the organisation as a whole: Northgate; clearly ahead of it: Old Town (" in said and "Pier" not in said
    chart = next(b for b in blocks(overview, GapChart) if b.rows[0].label.startswith("Northgate"))
    assert [m.label for m in chart.rows] == ["Northgate (n = 412)", "Old Town (n = 412)", "Pier"]
    assert isinstance(chart.rows[2].difference, Missing)
    assert any("a few people who name no branch" in p.text for p in blocks(overview, Paragraph))
    figure = next(f for b in blocks(overview, KeyFigures) for f in b.figures if f.label == "Branches clearly behind")
    assert (figure.value.text, figure.detail) == ("1 of 2", "Northgate (of 2 shown; 1 withheld)")
    part = lead(section(findings(group={"unit": "Pier"}), "overview")).text
    assert "too few others" in part, "a withheld branch need not be a small one"


def test_the_picture_always_shows_five_gaps_and_ratings_keep_their_own_unit() -> None:
    picture = blocks(section(findings(), "overview"), FiveGaps)[0]
    assert [a.gap for a in picture.arrows] == list(sample.SIDES)
    units = {a.gap: a.unit for a in picture.arrows}
    assert {units[g] for g in ("gap1", "gap5", "gap6", "gap7")} == {"points"}
    assert {units[g] for g in ("gap2", "gap3", "gap4")} == {"out of 7"}
    customers_only = sample.analysis(sample.of_gap("gap5"))
    customers_only.instrument["gaps"] = [g for g in customers_only.instrument["gaps"] if g["id"] == "gap5"]
    found = build(customers_only, Wording("en"))
    assert [a.gap for a in blocks(section(found, "overview"), FiveGaps)[0].arrows] == ["gap1", "gap2", "gap3", "gap4", "gap5"]
    assert [s.id for s in found.sections] == ["overview", "gap5", "quality", "method"]


# ---- 3. absent, withheld, unknown ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("reason", "values"),
    [("no_role", {"role": r}) for r in ("customer", "manager", "employee", "neighbour")]
    + [("no_facet", {"facet": "belief", "role": "manager"}), ("no_pairs", {"role": "customer"}), ("not_in_instrument", {}),
       ("no_wave_answers", {"role": "manager", "wave": "2025-spring"}), ("not_by_group", {}), ("never_heard_of", {})],
)  # fmt: skip
def test_an_absent_gap_says_why_and_what_to_do(reason: str, values: dict[str, str]) -> None:
    absent = (Absent("gap1", reason, {}, values),)
    said = set()
    for language in LANGUAGES:
        found = findings(language, found=sample.of_gap("gap5"), absent=absent)
        part = section(found, "gap1")
        assert lead(part).tone == "plain" and len(blocks(part, Paragraph)) == 1
        arrow = blocks(section(found, "overview"), FiveGaps)[0].arrows[0]
        assert isinstance(arrow.value, Missing) and arrow.value.why == arrow.sentence == lead(part).text
        said.add(lead(part).text)
    assert len(said) == len(LANGUAGES)
    assert reason != "never_heard_of" or all(reason in text for text in said)


@pytest.mark.parametrize("gap", sample.SIDES)
def test_a_withheld_gap_shows_no_number_anywhere(gap: str) -> None:
    """Not the gap, not a mean, not n: where all is withheld only the sentence is there, else every number of what is withheld is
    Missing, whatever the block."""
    results = [sample.gap_result(gap, "overall", "mean_of_dimensions", "withheld")]
    results += [sample.gap_result(gap, "dimension", d, "withheld") for d in sample.DIMENSIONS]
    alone = section(findings(found=results, moved=()), gap)
    assert blocks(alone, Lead) and not [b for b in alone.blocks if isinstance(b, Table | GapChart)]
    results += [sample.gap_result(gap, "item", "rel1", "meets")]
    part = section(findings(found=results, moved=()), gap)
    assert not blocks(part, GapChart)
    cells = [c for t in blocks(part, Table) if t.id == f"{gap}.dimension" for row in t.rows for c in row]
    assert not [c for c in cells if isinstance(c, Number)]
    assert all(c.why for c in cells if isinstance(c, Missing))
    assert {c.text for c in cells if isinstance(c, Missing)} == {"—"}, "a withheld group need not be a small one"


def test_notes_name_their_places_and_unknown_codes_are_not_swallowed() -> None:
    first, *others = sample.of_gap("gap5")
    marked = [replace(r, notes=("may_be_small", "brand_new_code")) if r.place == "empathy" else r for r in others]
    text = "\n".join(chain(*(b.items for b in blocks(section(findings(found=[first, *marked]), "gap5"), Notes))))
    assert "reaches inside ±0.30 points: Empathy." in text
    assert "“brand_new_code” for: Empathy." in text


def test_what_customers_expect_is_not_called_a_wish() -> None:
    words = ("less than they expect", "wish"), ("低于期望", "愿"), ("低於期望", "願")
    for language, (expect, wish) in zip(LANGUAGES, words, strict=True):
        found = findings(language)
        assert any(expect in p.text for p in blocks(section(found, "gap5"), Paragraph))
        assert wish not in render(found)


def test_the_share_far_below_is_said_to_be_of_all() -> None:
    for language, of_all in zip(LANGUAGES, ("of all", "占全体", "占全體"), strict=True):
        table = next(t for t in blocks(section(findings(language), "gap5"), Table) if t.id == "gap5.shares")
        assert of_all in table.columns[3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_out_of_reach_is_called_what_the_gap_calls_it(language: str) -> None:
    for gap in ("gap5", "gap7"):
        wide = Equivalence(0.3, -0.4, 0.3, 0.2)
        results = [sample.gap_result(gap, "dimension", d, "undecided", equivalence=wide) for d in sample.DIMENSIONS]
        notes = [*chain(*(b.items for b in blocks(section(findings(language, found=results), gap), Notes)))]
        own = Wording(language).say("verdict.meets" if gap == "gap5" else "verdict.independent.meets")
        assert Wording(language).say("note.meets_out_of_reach.all", meets=own) in notes


@pytest.mark.parametrize(
    ("language", "reasons"),
    [("en", ("top of the scale", "hardly differ", "rises and falls with the perception")),
     ("zh-Hans", ("最高分", "几乎相同", "同升同降")), ("zh-Hant", ("最高分", "幾乎相同", "同升同降"))],
)  # fmt: skip
def test_the_note_on_expectations_holds_for_each_of_its_three_reasons(language: str, reasons: tuple[str, ...]) -> None:
    """The code tells not which of them it was (`gaps.paired._ceiling`)."""
    for which in ("all", "some"):
        said = Wording(language).say(f"note.expectation_ceiling.{which}", places="")
        assert all(reason in said for reason in reasons)


def test_an_instrument_without_words_speaks_by_its_ids() -> None:
    analysis = sample.analysis()
    analysis.instrument["words"] = {}
    text = render(build(analysis, Wording("zh-Hans")))
    assert "reliability" in text and "rel1" in text
    analysis.instrument["words"] = {"en": sample.instrument()["words"]["en"]}
    assert "Reliability" in render(build(analysis, Wording("zh-Hans")))


def test_nothing_measured_is_an_answer_too() -> None:
    found = findings(found=[])
    assert lead(section(found, "overview")).text == Wording("en").say("lead.nothing")
    assert not blocks(section(found, "overview"), KeyFigures)


# ---- 4. groups -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("group", "number"),
    [({"unit": "Northgate"}, "−1.53"), ({"wave": "2025-spring"}, "−1.28"), ({"wave": "2025-autumn"}, "−0.93"),
     ({"segment": {"age_group": "18-29"}}, "−0.21"), ({}, "−0.93")],
)  # fmt: skip
def test_a_group_selects_its_own_results(group: dict[str, Any], number: str) -> None:
    found = findings(group=group)
    assert number in lead(section(found, "overview")).text
    assert number in lead(section(found, "gap5")).text


def test_a_group_without_results_says_so_and_borrows_none() -> None:
    found = findings(group={"unit": "Northgate"})
    assert "not measured for this part" in lead(section(found, "gap3")).text
    assert not blocks(section(found, "gap3"), Table)
    assert "Old Town" not in render(found)


def test_a_study_of_one_wave_names_no_wave_and_draws_no_trend() -> None:
    found = findings(found=sample.of_gap("gap5"), waves=[], wave="")
    overview = section(found, "overview")
    assert lead(overview).text.startswith("Customers get less than they expect: gap 5 is −0.93 points on the 1–7 scale")
    assert "Is it getting better?" not in render(found)


# ---- 5. a real analysis ----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    study = read_study(folder / "study.yaml")
    instrument = load(study.instrument, folder)
    return analyse(study, instrument, collect(study, instrument).sets)


def test_every_code_of_the_worked_example_has_its_own_words(example: Analysis) -> None:
    wording = Wording("en")
    methods = {
        i.method
        for r in (*example.results, *example.changes)
        for i in (r.difference, r.rating and r.rating.mean, r.shares and r.shares.below)
        if i
    }
    codes = {f"note.{n}.{which}" for r in example.results for n in r.notes for which in ("all", "some")}
    codes |= {f"interval.{m}" for m in methods} | {
        f"absent.{a.reason}" for a in example.absent if not a.reason.startswith("no_role")
    }
    codes |= {f"problem_short.{p['code'].removesuffix('_more')}" for p in example.quality["problems"]}
    codes |= {f"overall.{r.place}" for r in example.results if r.level == "overall"}
    assert len(codes) > 10
    assert {c for c in codes if not wording.has(c)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", [{}, {"wave": "2025-autumn"}, {"unit": "Station Square"}, {"segment": {"channel": "phone"}}])
def test_the_worked_example_is_told_the_same_after_a_journey_as_json(
    example: Analysis, group: dict[str, Any], language: str
) -> None:
    travelled = Analysis.from_json(example.to_json())
    told = build(travelled, Wording(language), group)
    assert told == build(example, Wording(language), group)
    assert lead(section(told, "overview")).tone == "shortfall"


def test_the_worked_example_tells_what_was_put_into_it(example: Analysis) -> None:
    """Of its model: one branch really behind, tangibles really fine, the latest wave really better."""
    overview = section(build(example, Wording("en")), "overview")
    answer, inside, single, where, moved = [p.text for p in blocks(overview, Paragraph)]
    assert "shown to meet expectations: Tangibles" in answer and "gap 5 has improved" in moved
    assert "Gap 2 (Standards), Gap 4 (Communication)." in inside
    assert single == (
        "Some gaps are open in single dimensions, though not shown to be open as a whole: Gap 1 (Knowledge) in Empathy (−0.56); "
        "Gap 3 (Delivery) in Responsiveness (−0.98), Reliability (−0.65); Gap 7 (Shared view) in Empathy (+0.38)."
    )
    by_place = {(r.gap, r.place): i for i, r in enumerate(example.results) if not r.group}
    results, at = [*example.results], by_place["gap3", "reliability"]
    results[at] = replace(results[at], decision=replace(results[at].decision, p_adjusted=0.051))
    uncorrected = section(build(replace(example, results=tuple(results)), Wording("en")), "overview")
    assert "Gap 3 (Delivery) in Responsiveness (−0.98);" in blocks(uncorrected, Paragraph)[2].text
    assert "Clearly behind the organisation as a whole: Station Square (the intervals do not overlap)." in where
    figures = blocks(overview, KeyFigures)[0].figures
    assert [f.value.text for f in figures] == ["+0.12", "1 of 8", "75%", "400"]
    assert figures[1].detail == "Station Square" and figures[3].detail == "response rate 33% over all waves"
