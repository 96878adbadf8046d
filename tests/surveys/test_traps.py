"""Sixty traps and more: small files that mean something else than they seem to, each with the only answers that are right.

Every line of the table is a file and what must come of it: the codes that are counted (None where nothing may be), the
problems that must be named, or the refusal. A cell that says something and is counted as nothing must be named by a problem:
that is checked for all of them. Being asked is right; being silently wrong is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from msgspec import Struct, field
from msgspec.structs import replace

from reports.wording import Wording, languages
from surveys.catalogue import load
from surveys.exports import answers_of
from surveys.instrument import NO_STANDARD, Scale
from surveys.problems import InputError
from surveys.reading.text_table import TextTable, read_table
from surveys.responses import ResponseSet
from surveys.study import Source

SERVQUAL = load("servqual")
FIVE = replace(SERVQUAL, scale=Scale(1, 5), words={})
REVERSED = replace(
    SERVQUAL, items=tuple(replace(item, reversed=("perception",)) if item.id == "rel2" else item for item in SERVQUAL.items)
)
ENGLISH = SERVQUAL.words["en"].items
SEVEN = (
    "Strongly disagree", "Disagree", "Slightly disagree", "Neither agree or disagree", "Somewhat Agree", "agree ", "Strongly Agree",
)
OF_FIVE = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
SHIFTED = {str(n): text for n, text in enumerate(SEVEN)}
DOWNWARDS = {"1": "Strongly agree", "7": "Strongly disagree"}

Columns = dict[str, Sequence[str]]
Given = str | Columns | TextTable


class Trap(Struct, frozen=True):
    """`codes` are those of the answer `of`; `said` must be among the problems, `silent` must not; `left_out` counts rows."""

    name: str
    given: Given
    codes: Sequence[Any] | None = None
    said: tuple[str, ...] = ()
    of: str = "expectation.tan1"
    refused: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    left_out: dict[str, int] | None = None
    source: dict[str, Any] = field(default_factory=dict)
    instrument: Any = SERVQUAL
    waves: tuple[str, ...] = ()


def table_of(columns: Columns, **more: Any) -> TextTable:
    arrays = [pa.array(texts, pa.string()) for texts in columns.values()]
    rows = pa.array(range(2, len(arrays[0]) + 2))
    return TextTable("answers.csv", tuple(columns), pa.table(arrays, names=list(columns)), rows, **more)


def cells(*texts: str) -> Columns:
    """One column of expectation beside one of perception that is never in doubt."""
    return {"E1": texts, "P1": ["4"] * len(texts)}


def labelled(texts: Sequence[str], labels: dict[str, str], **more: Any) -> TextTable:
    """The same as a file that says itself what its codes mean."""
    return replace(table_of(cells(*texts)), labels={0: labels}, **more)


def people(n: int, seed: int = 1, low: tuple[int, int] = (5, 1), high: tuple[int, int] = (7, 7)) -> Columns:
    """Whole questionnaires of n different people, expectation and perception between their own bounds."""
    rng = Random(seed)
    bounds = dict(zip("EP", zip(low, high, strict=True), strict=True))
    mood = {facet: [rng.uniform(*bounds[facet]) for _ in range(n)] for facet in "EP"}

    def answer(facet: str, i: int) -> str:
        return str(min(bounds[facet][1], max(bounds[facet][0], round(mood[facet][i] + rng.gauss(0, 0.8)))))

    return {f"{facet}{k}": [answer(facet, i) for i in range(n)] for facet in "EP" for k in range(1, 23)}


def with_row(columns: Columns, row: dict[str, str]) -> Columns:
    return {header: [*texts, row.get(header, "")] for header, texts in columns.items()}


def mean_row(columns: Columns) -> dict[str, str]:
    return {h: str(round(sum(map(int, texts)) / len(texts))) for h, texts in columns.items() if h[0] in "EP"}


def renamed(columns: Columns, name: Callable[[str, int], str]) -> Columns:
    return {name(header[0], int(header[1:])): texts for header, texts in columns.items()}


CROWD = people(40)
FIRST = [int(text) for text in CROWD["E1"]]
SWAPPED = {f"{'P' if header[0] == 'E' else 'E'}{header[1:]}": texts for header, texts in CROWD.items()}
SIXTY = people(60)
TURNED = {**SIXTY, "P6": [str(8 - int(text)) for text in SIXTY["P6"]]}
SUMS = {"E1": ["5"] * 4, "P1": ["5"] * 4, **{f"W{n}": ["20", "19" if n == 1 else "20", "12", "20%"] for n in range(1, 6)}}
GAPS = {f"Q{n + 11}_{k}": CROWD[f"{'EP'[k - 1]}{n}"] for n in range(1, 23) for k in (1, 2)}
GRID = {
    f"{question} [{text}]": CROWD[f"{facet}{n}"]
    for facet, question in (("E", "What do you expect of an excellent bank?"), ("P", "How did you perceive our bank?"))
    for n, text in enumerate((ENGLISH[item.id] for item in SERVQUAL.items), start=1)
}
SIX = {"E1": ["5"] * 6, "P1": ["4"] * 6}
WAVES = {**SIX, "when": ["1", "1", "", "3", "2", "2"]}
PEOPLE = {**SIX, "Name": ["Ada", "Bo", "Cy", "Di", "Ed", "Flo"], "contact": [f"p{n}@example.org" for n in range(6)]}

DOUBTS = ("facets_swapped", "item_negative", "scale_shorter", "scales_unequal", "codes_unused", "rows_alike", "row_repeated")

TRAPS = (
    # ---- numbers that are written otherwise --------------------------------------------------------------------------
    Trap("whole numbers with a decimal point", cells("5.0", "5.000", "06"), [5, 5, 6]),
    Trap("whole numbers with a decimal comma", cells("5,0", "6,00"), [5, 6]),
    Trap("halves are not rounded", cells("5.5", "5,5", "4.99"), [None] * 3, ("not_on_scale",)),
    Trap("a comma with three noughts may be thousands", cells("5,000", "5"), [None, 5], ("not_on_scale",)),
    Trap("full-width digits", cells("５", "７"), [5, 7], ("full_width",)),
    Trap("Arabic-Indic and Devanagari digits", cells("٥", "५"), [5, 5], ("full_width",)),
    Trap("blanks, no-break blanks, invisible signs", cells(" 6 ", "6\u00a0", "\u200b6\ufeff"), [6, 6, 6]),
    Trap("the apostrophe of spreadsheets", cells("'6", "’7"), [6, 7]),
    Trap("Chinese numerals", cells("五", "七"), [None] * 2, ("labels_unknown",)),
    Trap("Roman numerals", cells("VII", "5", "5"), [None, 5, 5], ("not_on_scale",)),
    Trap("number words", cells("seven", "six"), [None] * 2, ("labels_unknown",)),
    Trap("powers", cells("1e0", "3", "3"), [None, 3, 3], ("not_on_scale",)),
    Trap("percent signs", cells("5%", "5", "5"), [None, 5, 5], ("not_on_scale",)),
    Trap("fractions", cells("½", "5", "5"), [None, 5, 5], ("not_on_scale",)),
    Trap("two answers in one cell", cells("5;6", "5|6", "4-5"), [None] * 3, ("not_on_scale",)),
    Trap("units after the number", cells("5分", "6 points", "7 stars"), [5, 6, 7]),
    Trap("stars", cells("★★★★☆", "5", "5"), [None, 5, 5], ("not_on_scale",)),
    Trap("emoji", cells("😀", "5", "5"), [None, 5, 5], ("not_on_scale",)),
    Trap("a sign before the number", cells("+5", "−5", "-5"), [5, None, None], ("not_on_scale",)),
    Trap("forty digits", cells("5" * 40, "5"), [None, 5], ("not_on_scale",)),
    # ---- cells that a program made -----------------------------------------------------------------------------------
    Trap("days made of 3-5", cells("3-May", "Mar-05", "5"), [None, None, 5], ("not_on_scale", "dates_as_answers")),
    Trap("days in ISO form", cells("2026-05-03", "2026-05-03 00:00:00"), [None] * 2, ("dates_as_answers",)),
    Trap("days in Chinese", cells("5月3日", "5", "5"), [None, 5, 5], ("dates_as_answers",)),
    Trap("times", cells("05:00", "5"), [None, 5], ("dates_as_answers",)),
    Trap("the number of a day", cells("45782", "5"), [None, 5], ("not_on_scale",)),
    Trap("errors of a formula", cells("#REF!", "#DIV/0!", "5", "5", "5"), [None, None, 5, 5, 5], ("not_on_scale",)),
    Trap("#N/A is no answer", cells("#N/A", "5"), [None, 5], ("no_answer",)),
    Trap("truth values", cells("TRUE", "FALSE"), [None] * 2, ("labels_unknown",)),
    Trap("the header once more among the rows", {"E1": ["5", "E1", "6"], "P1": ["4", "P1", "4"]}, [5, 6], ("not_on_scale",),
         left_out={"no_answers": 1}),
    Trap("a column of 2,500 different numbers is no answer", cells(*map(str, range(2500))), [None] * 2500, ("column_no_answers",)),
    # ---- no answer ---------------------------------------------------------------------------------------------------
    Trap("ways to say no answer", cells("N/A", "NA", "-", "不适用", "Don't know"), [None] * 5, ("no_answer",)),
    Trap("99 is a code", cells("99", "99", "5"), [None, None, 5], ("not_on_scale", "missing_codes")),
    Trap("-1 and -99 are codes", cells("-1", "-99", "5"), [None, None, 5], ("not_on_scale", "missing_codes")),
    Trap("a declared code is no answer", cells("99", "99.0", "5"), [None, None, 5], ("declared",), source={"missing": ("99",)}),
    Trap("one above the scale is a slip", cells("8", "5"), [None, 5], ("not_on_scale",), silent=("missing_codes",)),
    Trap("the file labels a code as no answer", labelled(("7", "6"), {"7": "Don't know"}), [None, 6], ("no_answer",)),
    Trap("the file declares a code missing", labelled(("9", "6"), {}, missing={0: ("9",)}), [None, 6], ("declared",)),
    Trap("no standards exist is not 0", {"S1": ["none", "0", "7"], "B1": ["5"] * 3}, [NO_STANDARD, None, 7], ("not_on_scale",),
         "standard.tangibles", source={"role": "manager"}),
    Trap("none means nothing where standards are not asked", cells("none", "5", "5"), [None, 5, 5], ("not_on_scale",)),
    # ---- words -------------------------------------------------------------------------------------------------------
    Trap("seven words for seven codes", cells(*SEVEN), [1, 2, 3, 4, 5, 6, 7]),
    Trap("the same in Chinese, in both scripts",
         cells("非常不同意", "不同意", "有点不同意", "一般", "有點同意", "同意", "非常同意"), [1, 2, 3, 4, 5, 6, 7]),
    Trap("capitals and uneven blanks", cells("STRONGLY  agree", " strongly disagree"), [7, 1]),
    Trap("agree alone is 4 of 5 or 6 of 7", cells("Agree", "Agree"), [None] * 2, ("labels_unclear",)),
    Trap("agree where the study says what it is", cells("Agree", "Agree"), [6, 6], source={"labels": {"agree": 6}}),
    Trap("words of a five-point scale", cells(*OF_FIVE), [None] * 5, ("labels_other_length",)),
    Trap("words of a five-point scale on one", cells(*OF_FIVE), [1, 2, 3, 4, 5], instrument=FIVE),
    Trap("a slip in words, where all others fill the scale", cells(*SEVEN * 20, "banana"), [*range(1, 8)] * 20 + [None],
         ("not_on_scale",), silent=("labels_unknown",)),
    Trap("a slip in words, where the others leave the scale open", cells(*SEVEN[3:] * 40, "banana"),
         refused=("labels_unknown", "answers_lost")),
    Trap("one word nobody knows", cells(*SEVEN, "banana"), [None] * 8, ("labels_unknown",)),
    Trap("number and word together", cells("1 - Strongly disagree", "4", "7 = strongly agree"), [1, 4, 7]),
    Trap("word and number in brackets", cells("Strongly agree (7)", "非常不同意（1）"), [7, 1]),
    Trap("five numbered words on seven points", cells(*(f"{n} {text}" for n, text in enumerate(OF_FIVE, 1))), [None] * 5,
         ("labels_other_length",)),
    Trap("1 is agreement, as the cells say", cells("1 - strongly agree", "2", "7 - strongly disagree"), [7, 6, 1],
         ("labels_downwards",)),
    Trap("1 is agreement, as the file says", labelled(("1", "2", "7"), DOWNWARDS), [7, 6, 1], ("labels_downwards",)),
    Trap("0 to 6, as the file says", labelled(("0", "6", "3"), SHIFTED), [1, 7, 4], ("labels_shifted",)),
    Trap("0 to 6, and the file says nothing", cells("0", "6", "3"), [None, 6, 3], ("scale_zero_based",)),
    Trap("numbers and words that contradict", cells("1 - strongly agree", "7 - strongly agree"), [None] * 2,
         ("labels_contradict",)),
    Trap("labels in a language nobody knows", labelled(("1", "7"), {"1": "stimme zu", "7": "stimme nicht zu"}), [1, 7],
         ("labels_unnamed",)),
    Trap("numbers with words at the ends that nobody knows", {f"E{n}": ["1 - not a bit", "7 - wholly", "4"] for n in (1, 2)},
         [1, 7, 4], ("labels_unnamed",)),
    Trap("a number with a remark", {"E1": ["5 - but slow", "6"], "E2": ["5", "6 - mostly"]}, [None, 6], ("not_on_scale",)),
    Trap("satisfaction downwards in words", cells("Very satisfied", "Satisfied", "Slightly satisfied", "Neutral",
         "Slightly dissatisfied", "Dissatisfied", "Very dissatisfied"), [7, 6, 5, 4, 3, 2, 1]),
    # ---- points ------------------------------------------------------------------------------------------------------
    Trap("points of 99 are kept and said, of 60 refused", SUMS, [20, 19, None, None],
         ("points_sum", "points_refused", "not_on_scale"), "points.tangibles"),
    # ---- headers -----------------------------------------------------------------------------------------------------
    Trap("perception before expectation", {"P1": ["2"], "E1": ["6"]}, [6]),
    Trap("pairs of item and facet are used and said", GAPS, FIRST, ("columns_by_pairs",)),
    Trap("questions with rows", GRID, FIRST),
    Trap("items counted from 0", {f"{h[0]}{int(h[1:]) - 1}": texts for h, texts in CROWD.items()}, FIRST),
    Trap("more items than the instrument has", {f"E{n}": ["5", "6"] for n in range(1, 31)},
         refused=("nothing_recognised", "numbering_unclear")),
    Trap("numbered blocks that name no facet", {f"Q1_{n}": ["5", "6"] for n in range(1, 23)},
         refused=("nothing_recognised", "blocks_found")),
    Trap("one header twice", "E1,E1,E2,P2\n5,6,5,4\n", refused=("ambiguous_column", "duplicate_header")),
    Trap("an item's text that two facets share", {ENGLISH["tan1"]: ["5"], "E2": ["5"]}, [5], ("column_unclear",),
         "expectation.tan2"),
    Trap("an item's text denied", {ENGLISH["perception.tan1"].replace("are up", "are not up"): ["5"], "P2": ["5"]}, [5],
         of="perception.tan2", silent=("columns_by_likeness",)),
    Trap("header and question contradict", replace(table_of(cells("5")), titles=(ENGLISH["perception.tan1"], "")), [4],
         ("column_contradicts",), "perception.tan1"),
    Trap("totals and gaps beside the items", {**CROWD, "E_total": ["130"] * 40, "Gap1": ["-1"] * 40, "mean P": ["5"] * 40}, FIRST),
    Trap("a column the study names and the file has not", cells("5"), refused=("column_absent", "mapping_changed"),
         source={"columns": {"expectation.tan1": "Q1 old"}}),
    # ---- blocks that are something else ------------------------------------------------------------------------------
    Trap("expectation and perception exchanged", SWAPPED, [int(text) for text in CROWD["P1"]], ("facets_swapped",)),
    Trap("no alarm where nothing is wrong", CROWD, FIRST, silent=DOUBTS),
    Trap("perception on another scale than expectation", people(40, low=(4, 1), high=(7, 5)), said=("scales_unequal",)),
    Trap("five points on an instrument of seven", people(40, low=(2, 1), high=(5, 5)), said=("scale_shorter",)),
    Trap("words of five points on an instrument of seven", {h: [OF_FIVE[int(x) - 1] for x in v] for h, v in
         people(40, low=(2, 1), high=(5, 5)).items()}, refused=("answers_lost", "labels_other_length")),
    Trap("a slider to a hundred", {h: [str(14 * int(x)) for x in v] for h, v in CROWD.items()}, refused=("answers_lost",)),
    Trap("ten points on an instrument of seven", people(40, low=(3, 1), high=(10, 10)), said=("answers_off_scale", "not_on_scale")),
    Trap("codes for no answer are no other scale", {h: [x if int(x) > 5 else "99" for x in v] for h, v in CROWD.items()},
         said=("missing_codes",), silent=("answers_off_scale",)),
    Trap("words coded 1, 2, 3, 4, 7", {h: [{"5": "7", "6": "7"}.get(x, x) for x in v] for h, v in people(40, low=(1, 1)).items()},
         said=("codes_unused",)),
    Trap("an item turned already", TURNED, said=("item_negative",)),
    Trap("a reversed item that the file has turned", SIXTY, said=("item_negative_turned",), silent=("item_negative",),
         instrument=REVERSED),
    Trap("a dimension nobody answered", {**CROWD, **{f"{f}{n}": [""] * 40 for f in "EP" for n in range(1, 5)}}, [None] * 40,
         ("answers_empty",)),
    Trap("a dimension of which each answered one item", {**CROWD, **{f"P{n}": [str(5) if i % 4 == n - 1 else "" for i in range(40)]
         for n in range(1, 5)}}, FIRST, ("dimension_unscored",)),
    # ---- rows --------------------------------------------------------------------------------------------------------
    Trap("a row of sums", with_row({"id": [str(n) for n in range(40)], **CROWD}, {"id": "Total", **dict.fromkeys(CROWD, "210")}),
         FIRST, ("summary_row",), silent=("not_on_scale",), left_out={"summary_row": 1}),
    Trap("a row of whole means", with_row({"id": [str(n) for n in range(40)], **CROWD}, {"id": "平均", **mean_row(CROWD)}), FIRST,
         ("summary_row",), left_out={"summary_row": 1}),
    Trap("a respondent pasted twice", {h: [*texts, texts[3]] for h, texts in CROWD.items()}, [*FIRST, FIRST[3]], ("row_repeated",)),
    Trap("one row many times", {h: [*texts, *[texts[0]] * 40] for h, texts in CROWD.items()}, [*FIRST, *[FIRST[0]] * 40],
         ("rows_alike",)),
    Trap("one id twice in a wave", {**SIX, "id": list("aabcde")}, [5] * 5, ("duplicate_id",), left_out={"duplicate_id": 1},
         source={"id": "id"}),
    Trap("one id in two waves", {**SIX, "id": list("abcabc"), "when": list("111222")}, [5] * 6, silent=("duplicate_id",),
         source={"id": "id", "wave_column": "when", "wave": ""}, waves=("1", "2")),
    Trap("007 and 7 are two people", {**SIX, "id": ["007", "7", "07", "7.0", "A", "a"]}, [5] * 6, silent=("duplicate_id",),
         source={"id": "id"}),
    Trap("no wave, and one of another study", WAVES, [5] * 4, ("wave_unknown",), left_out={"wave_unknown": 2},
         source={"wave_column": "when", "wave": ""}, waves=("1", "2")),
    Trap("weights below 0, words and noughts", {**SIX, "w": ["1", "-1", "0", "x", "2.5", "1"]}, [5] * 3, ("weight_unusable",),
         left_out={"weight_unusable": 3}, source={"weight": "w"}),
    Trap("a decimal comma in a file of semicolons", "E1;P1;w\n5;4;0,5\n6;4;1,25\n", [5_000, 12_500], of="weight",
         source={"weight": "w"}),
    Trap("thousands in a file of commas", 'E1,P1,w\n5,4,"1,250"\n6,4,1\n', [10_000], ("weight_unusable",), of="weight",
         source={"weight": "w"}, left_out={"weight_unusable": 1}),
    Trap("a column of durations that holds none", {**SIX, "took": ["short", "long", "", "short", "5", "?"]}, [5] * 6,
         ("duration_unread",), source={"duration": "took"}),
    Trap("a column of durations that is blank", {**SIX, "took": [""] * 6}, [5] * 6, ("duration_unread",),
         source={"duration": "took"}),
    Trap("durations of which some are missing", {**SIX, "took": ["125", "2:05", "", "2分5秒", "?", ""]},
         [125, 125, None, 125, None, None], ("declared",), "seconds", silent=("duration_unread",), source={"duration": "took"}),
    # ---- names -------------------------------------------------------------------------------------------------------
    Trap("NA is Namibia, 007 no number", {**SIX, "u": ["NA", "007", "None", "1.0", "TRUE", "null"]},
         ["NA", "007", "None", "1.0", "TRUE", "null"], of="unit", source={"unit": "u"}),
    Trap("what means no answer names no branch", {**SIX, "u": ["N/A", "不知道", "n.a.", "无", " - ", "North"]},
         [None, None, None, "无", None, "North"], ("label_blank",), of="unit", source={"unit": "u"}),
    Trap("a branch in three spellings", {**SIX, "u": ["North End", "north end", "NORTH-END", "South", "South", " South "]},
         ["North End", "north end", "NORTH-END", "South", "South", "South"], ("names_alike",), of="unit", source={"unit": "u"}),
    Trap("people's names stay behind", PEOPLE, [5] * 6, ("personal_unused",)),
    Trap("no groups of people's names", PEOPLE, refused=("personal_group",), source={"segments": ("Name",)}),
    Trap("no groups of addresses, whatever their header", PEOPLE, refused=("personal_group",), source={"unit": "contact"}),
    Trap("no groups of texts in which a telephone number stands",
         {**SIX, "Note": ["good", "call Ms Li 138 0013 8000", *["good"] * 4]}, refused=("personal_group",),
         source={"segments": ("Note",)}),
    Trap("no branches of texts in which an address stands", {**SIX, "u": [*["North"] * 5, "write to li.na@example.org, please"]},
         refused=("personal_group",), source={"unit": "u"}),
    Trap("days, numbers and ranges are no telephone numbers", {**SIX, "u": ["01-05-2026", "2026-01-05 10:00", "18-29",
         "Store 0123 456", "10,000 - 20,000", "020-100"]}, source={"unit": "u"}, silent=("personal_group",)),
    Trap("a channel called phone is a group", {**SIX, "Phone": ["Android", "iPhone"] * 3}, ["Android", "iPhone"] * 3,
         of="segment.Phone", source={"segments": ("Phone",)}),
)


def read(trap: Trap) -> ResponseSet:
    """As the command line would: through the guarded child, the tool's form and the columns, to codes."""
    given = trap.given
    if not isinstance(given, TextTable):
        given = read_table(given.encode() if isinstance(given, str) else csv(given), "answers.csv")
    return answers_of(given, Source(**{"file": "answers.csv", "wave": "1", **trap.source}), trap.instrument, trap.waves)


def csv(columns: Columns) -> bytes:
    quoted = [[f'"{text}"' for text in (header, *texts)] for header, texts in columns.items()]
    return "".join(",".join(row) + "\n" for row in zip(*quoted, strict=True)).encode()


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_right_or_asked(trap: Trap) -> None:
    if trap.refused:
        with pytest.raises(InputError) as caught:
            read(trap)
        assert set(trap.refused) <= {problem.code for problem in caught.value.problems}
        return
    found = read(trap)
    said = {problem.code for problem in found.problems}
    if trap.codes is not None:
        assert found.frame[trap.of].to_pylist() == list(trap.codes)
    assert set(trap.said) - {"declared"} <= said
    assert said.isdisjoint(trap.silent)
    assert found.rows.excluded == (trap.left_out or {})
    assert found.rows.read == found.rows.used + sum(found.rows.excluded.values())
    for problem in found.problems:
        for language in languages():
            assert Wording(language).say(f"problem.{problem.code}.what", **problem.values)


def test_there_are_sixty_and_none_loses_an_answer_silently() -> None:
    assert len(TRAPS) >= 60 and len({trap.name for trap in TRAPS}) == len(TRAPS)
    for trap in TRAPS:
        lost = trap.left_out or (trap.codes is not None and None in trap.codes)
        assert trap.said or not lost, trap.name
