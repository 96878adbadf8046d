"""Requirements of matching columns.

1. Every accepted spelling means the place it names; two numbers never run together, and a number out of range means nothing.
2. A role is asked only its own facets.
3. The study's own mapping wins, whatever the header; what it names wrongly is an error that names the closest.
4. Two headers for one place, or two places for one header: none is used, and it is said.
5. An item's text is recognised where only one facet has it.
6. Numbers, pairs, grids, titles and near texts are recognised where they mean one thing; what was assumed is said.
7. A block means a facet only when somebody says so; a changed export is compared with the saved mapping.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from cli import cli
from reports.problems import remedy
from reports.wording import Wording, languages
from surveys.blocks import block_columns, numbered_blocks
from surveys.catalogue import load
from surveys.columns import match_columns
from surveys.instrument import Facet, Instrument, Words
from surveys.mapping import ColumnMapping
from surveys.mapping_changes import mapping_changes
from surveys.problems import InputError, Problem
from surveys.source_columns import map_source
from surveys.study import Source


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


def test_a_letter_and_an_id_in_one_word_count_where_many_headers_are_so(servqual: Instrument) -> None:  # 1
    header = [f"{letter}{item.id}" for letter in "ep" for item in servqual.items]
    assert answers(match_columns(header, servqual, "customer")) == [
        f"{facet}.{item.id}" for facet in ("expectation", "perception") for item in servqual.items
    ]


PAIRS = (
    ("exp", "perf"),
    ("Expect", "Experience"), ("Expected", "Experienced"), ("Exp", "Perc"), ("Ideal", "Actual"), ("Expectation", "Performance"),
    ("Expected quality", "Experienced quality"), ("Expected service", "Perceived service"), ("期望", "实际"), ("期望", "實際"),
    ("期待", "感受"), ("预期", "体验"), ("預期", "體驗"), ("期望值", "感知值"), ("期望度", "實際感受"), ("期望服务", "实际服务"),
)
CHINESE = {"tangibles": "有形性", "reliability": "可靠性", "responsiveness": "响应性", "assurance": "保证性", "empathy": "移情性"}
SCHEMES: dict[str, Callable[[str, int, str, str], str]] = {
    "{name}5": lambda name, n, item, _: f"{name}{n}",
    "{name}_05": lambda name, n, item, _: f"{name}_{n:02}",
    "Q5 {name}": lambda name, n, item, _: f"Q{n} {name}",
    "{name}-dimension5": lambda name, n, item, dimension: f"{name}-{dimension}{item[-1]}",
    "{name} [text]": lambda name, n, item, _: f"{name} [{load('servqual').words['zh-Hant'].items[item]}]",
}


@pytest.mark.parametrize("spell", SCHEMES.values(), ids=SCHEMES)
@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
def test_facets_by_the_names_that_surveys_give_them(
    servqual: Instrument, pair: tuple[str, str], spell: Callable[[str, int, str, str], str]
) -> None:
    wanted, header = [], []
    for facet, name in zip(("expectation", "perception"), pair, strict=True):
        for n, item in enumerate(servqual.items, start=1):
            dimension = str(item.dimension)
            header.append(spell(name, n, item.id, dimension.capitalize() if name.isascii() else CHINESE[dimension]))
            wanted.append(f"{facet}.{item.id}")
    assert answers(match_columns(["id", "age", *header], servqual, "customer")) == wanted


@pytest.mark.parametrize(
    "header",
    [
        ["Experience 1", "Experience 2"], ["Performance_1"], ["体验1", "感受1"], ["实际年龄"], ["Years of experience"], ["exp"],
        ["Actual 1"], ["Experience [1]"], ["Overall experience"], ["期望薪资"], ["Experiment 1"], ["1. 您的实际居住地"],
    ],
    ids="/".join,
)
def test_no_facet_by_a_name_that_other_questions_bear(servqual: Instrument, header: list[str]) -> None:
    assert answers(match_columns(header, servqual, "customer")) == []


@pytest.mark.parametrize(
    "more",
    [
        [f"perceived_quality_{n}" for n in range(1, 5)], ["expected level 1"], ["Expected rating 1", "期望值 2"],
        [f"Perceived quality {n}" for n in range(1, 23)],
    ],
    ids=lambda more: more[0],
)
def test_letters_win_over_names_with_a_word_behind_them(servqual: Instrument, more: list[str]) -> None:
    whole = [f"{letter}{n}" for letter in "EP" for n in range(1, 23)]
    mapping = match_columns([*whole, *more], servqual, "customer")
    assert ([m.header for m in mapping.matches], mapping.problems) == (whole, ())


@pytest.mark.parametrize("more", [[f"experience_{n}" for n in range(1, 12)], [f"Perceived quality {n}" for n in range(1, 5)]])
def test_a_name_that_others_bear_counts_only_beside_as_many_of_the_other_facet(servqual: Instrument, more: list[str]) -> None:
    whole = [f"E{n}" for n in range(1, 23)]
    assert [m.header for m in match_columns([*whole, *more], servqual, "customer").matches] == whole
    alone = [f"exp{n}" for n in range(1, 23)]
    assert match_columns([*alone, *more], servqual, "customer").matches == ()
    beside = [*whole, *(f"experience_{n}" for n in range(1, 23))]
    assert [m.header for m in match_columns(beside, servqual, "customer").matches] == beside


@pytest.mark.parametrize(
    "question",
    [
        "Going by your experiences as a guest of hotels, picture the kind of hotel whose service would be excellent",
        "Think of your experience with the best banks there are",
        "From your experience, how much should a good bank have of this?",
        "根据您的体验，最好的酒店是怎样的",
        "就您的感受而言，優秀的飯店應該如何",
        "And your experience with us?",
    ],
)
def test_a_sentence_that_speaks_of_experience_names_no_facet(servqual: Instrument, question: str) -> None:
    """Expectations are asked for from experience as well; a sentence that names them does."""
    rows = [servqual.words["en"].items[item.id] for item in servqual.items]
    assert answers(match_columns([f"{question} [{row}]" for row in rows], servqual, "customer")) == []
    named = [f"{question} What do you expect? [{row}]" for row in rows]
    assert answers(match_columns(named, servqual, "customer")) == [f"expectation.{item.id}" for item in servqual.items]


def test_two_thousand_strange_headers_cost_no_minutes(servqual: Instrument) -> None:  # 1
    header = [f"Q{n}. {' '.join(f'word{n * k % 97}' for k in range(1, 15))}" for n in range(2_000)]
    began = time.process_time()
    assert match_columns(header, servqual, "customer").matches == ()
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "header",
    [
        "pres04", "PRES04", "Pres04", "pres4",
        "E0", "E23", "E1_1", "E1.1", "E", "5", "E5?", "E5 comment", "XE5", "rel1", "E_rel9", "", "E" + "9" * 5_000,
    ],
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
    (like_no_other,) = match_columns(["E2"], servqual, "customer", {"expectation.tan1": "duration in seconds"}).problems
    assert "nothing in the file is like it" in remedy(like_no_other, Wording("en"))
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


# ---- 6. schemes that only show together -------------------------------------------------------------------------------
NUMBERS = range(1, 23)


def words_of(instrument: Instrument, language: str, facet: str = "") -> list[str]:
    texts = instrument.words[language].items
    return [texts[f"{facet}.{item.id}" if facet else item.id] for item in instrument.items]


def reasons(mapping: ColumnMapping) -> set[tuple[str, str]]:
    return {(match.facet, match.reason) for match in mapping.matches}


def test_numbers_that_run_through_from_elsewhere_are_the_items_in_order(servqual: Instrument) -> None:
    for header in ([f"E{n - 1}" for n in NUMBERS], [f"Q{n + 11}_E" for n in NUMBERS]):
        mapping = match_columns(header, servqual, "customer")
        assert [(m.header, m.place) for m in mapping.matches] == list(zip(header, (i.id for i in servqual.items), strict=True))
    for last in (6, 30):
        first = 0 if last == 6 else 1
        unclear = match_columns([f"E{n}" for n in range(first, last + 1)], servqual, "customer")
        assert (answers(unclear), [p.code for p in unclear.problems]) == ([], ["numbering_unclear"])


@pytest.mark.parametrize("form", ["Q{n}_{k}", "Q5[SQ{n:03}][{k}]", "v.{n}.{k}"])
def test_pairs_are_used_and_said(servqual: Instrument, form: str) -> None:
    header = [form.format(n=n + 11, k=k) for n in NUMBERS for k in (1, 2)]
    mapping = match_columns(header, servqual, "customer")
    assert [m.header for m in mapping.matches] == header[::2] + header[1::2]
    assert {m.confidence for m in mapping.matches} == {0.6}
    assert [(p.code, p.severity, p.count) for p in mapping.problems] == [("columns_by_pairs", "warning", 44)]
    assert answers(match_columns(header[:-1], servqual, "customer")) == [], "an incomplete block is no scheme"
    other = [text.replace("Q", "R").replace("v", "w") for text in header]
    assert answers(match_columns([*header, *other], servqual, "customer")) == [], "nor are two"


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("form", ["{q} [{row}]", "{q} - {row}", "{row} ({q})", "{q}：{row}", "{row} | {q}"])
def test_a_question_that_names_the_facet_and_rows_that_are_the_items(servqual: Instrument, language: str, form: str) -> None:
    questions = [servqual.words[language].facets["expectation"], {"en": "What did you perceive?"}.get(language, "实际感受/感知")]
    header = [form.format(q=question, row=row) for question in questions for row in words_of(servqual, language)]
    mapping = match_columns(header, servqual, "customer")
    assert [m.header for m in mapping.matches] == header
    assert reasons(mapping) == {("expectation", "grid"), ("perception", "grid")}


def test_rows_without_a_facet_are_asked_about(servqual: Instrument) -> None:
    mapping = match_columns(words_of(servqual, "en"), servqual, "customer")
    assert answers(mapping) == []
    assert [p.code for p in mapping.problems] == ["column_unclear"] * 22
    assert len(answers(match_columns(words_of(servqual, "en"), servqual, "manager"))) == 22, "managers are asked one facet"


def test_titles_say_what_headers_do_not_and_nothing_where_the_two_differ(servqual: Instrument) -> None:
    titles = words_of(servqual, "zh-Hant", "perception")
    mapping = match_columns([f"V{n}" for n in NUMBERS], servqual, "customer", titles=titles)
    assert reasons(mapping) == {("perception", "text")} and len(mapping.matches) == 22
    against = match_columns(["E1", "E2"], servqual, "customer", titles=[titles[0], ""])
    assert (answers(against), [p.code for p in against.problems]) == (["expectation.tan2"], ["column_contradicts"])


def test_a_slip_is_forgiven_with_a_score_and_a_denial_is_not(servqual: Instrument) -> None:
    (text,) = words_of(servqual, "en", "perception")[:1]
    mapping = match_columns([text.replace("technology", "tecnology")], servqual, "customer")
    ((answer, score),) = [(m.answer, m.confidence) for m in mapping.matches]
    assert answer == "perception.tan1" and 0.9 < score < 1
    assert [(p.code, p.severity) for p in mapping.problems] == [("columns_by_likeness", "warning")]
    assert answers(match_columns([text.replace("are up", "are not up")], servqual, "customer")) == []


def test_long_numbered_headers_that_name_the_facet() -> None:
    """The form of the Korean survey: the same numbers for several questionnaires, the facet in brackets."""
    facets = (Facet("expectation", ("customer",), "E"), Facet("perception", ("customer",), "P"))
    instrument = replace(load("servqual"), facets=facets, words={})
    kinds = ("기대 설문", "인지 설문", "카노")
    header = [f"{n}-{k}. 키오스크는 {n}번째로,\n정확해야 한다. ({kind})" for n in NUMBERS for k, kind in enumerate(kinds, 1)]
    mapping = match_columns(header, instrument, "customer")
    assert [m.position for m in mapping.matches] == [*range(0, 66, 3), *range(1, 66, 3)]
    assert reasons(mapping) == {("expectation", "numbered"), ("perception", "numbered")}


# ---- 7. blocks and changed exports ------------------------------------------------------------------------------------
def test_a_block_is_mapped_in_order_when_somebody_says_so(servqual: Instrument) -> None:
    header = ["age", *(f"Q10_{n}" for n in NUMBERS), *(f"Q11_{n}" for n in NUMBERS)]
    assert [(b.range, len(b.headers)) for b in numbered_blocks(header)] == [("Q10_1..Q10_22", 22), ("Q11_1..Q11_22", 22)]
    blocks = {"expectation": "Q11_1..Q11_22", "perception": "Q10_1..Q10_22"}
    mapping = match_columns(header, servqual, "customer", blocks)
    assert [m.header for m in mapping.matches] == header[23:] + header[1:23]
    assert reasons(mapping) == {("expectation", "block"), ("perception", "block")}
    short = match_columns(header, servqual, "customer", {"expectation": "Q10_1..Q10_21", "perception": "Q12_1..Q12_22"})
    assert [(p.code, p.severity) for p in short.problems] == [("block_length", "error"), ("block_absent", "error")]


def test_a_block_of_texts_goes_by_place_and_numbers_by_number(servqual: Instrument) -> None:
    texts = [f"statement {chr(96 + n)}" for n in NUMBERS]
    found = block_columns(["id", *texts, "end"], f"{texts[0]}..{texts[-1]}", "expectation", servqual)
    assert not isinstance(found, Problem) and list(found.values()) == texts
    shuffled = [f"x{n:02}" for n in reversed(NUMBERS)]
    found = block_columns(shuffled, "x01..x22", "expectation", servqual)
    assert not isinstance(found, Problem) and list(found.values()) == shuffled[::-1]


def test_a_changed_export_is_compared_with_the_saved_mapping(servqual: Instrument) -> None:
    columns = {"expectation.tan1": "Q12 Expected", "expectation.tan2": "Q13 other"}
    saved = Source("a.csv", unit="branch", duration="seconds", columns=columns)
    changes = mapping_changes(saved, ["branch", "seconds", "Q12: expected", "Q77", "E3"], servqual)
    assert changes.gone == ("Q12 Expected", "Q13 other")
    assert [(old, new) for old, new, _ in changes.renamed] == [("Q12 Expected", "Q12: expected")]
    assert changes.new == ("Q12: expected", "Q77", "E3")
    with pytest.raises(InputError) as caught:
        map_source(["branch", "seconds", "Q12: expected", "Q77"], saved, servqual)
    assert [p.code for p in caught.value.problems] == ["column_absent", "column_absent", "mapping_changed"]


def test_unknown_blocks_are_named_as_a_question(servqual: Instrument) -> None:
    header = [f"Q{k}_{n}" for k in (10, 11) for n in NUMBERS]
    with pytest.raises(InputError) as caught:
        map_source(header, Source("a.csv"), servqual)
    assert [p.code for p in caught.value.problems] == ["nothing_recognised", "blocks_found"]
    assert caught.value.problems[1].values["example"] == "expectation: Q10_1..Q10_22"


def test_the_command_line_prints_the_mapping_with_confidence_and_reason(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("E1,rel1_P,branch colour\n5,4,red\n6,4,blue\n")
    for language in languages():
        lines = CliRunner().invoke(cli, ["check", str(tmp_path / "a.csv"), "--mapping", "--language", language]).output.splitlines()
        reason = [Wording(language).say(f"mapping.reason.{reason}") for reason in ("number", "id")]
        assert [line for line in lines if "→" in line] == [
            Wording(language).say("mapping.line", header="E1", answer="expectation.tan1", confidence="0.90", reason=reason[0]),
            Wording(language).say("mapping.line", header="rel1_P", answer="perception.rel1", confidence="1.00", reason=reason[1]),
            Wording(language).say("mapping.unrecognised", header="branch colour"),
        ]
