"""Requirements of common wordings.

1. Each scale can be told from its wordings alone when all its steps are there, whatever their case, blanks and punctuation.
2. Labels that fit scales of two lengths mean nothing until more of them are heard, in the facet or beside it.
3. What the study says of a label wins; a study says it, and a block of columns, in one line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.catalogue import load
from surveys.collect import collect
from surveys.instrument import Scale
from surveys.labels import Heard, parts, spoken
from surveys.likert import LADDERS, label_key, ladders, readings
from surveys.study import Source, Study
from surveys.study_file import read_study, write_study

SERVQUAL = load("servqual")
EXPECTATION = SERVQUAL.facet("expectation")
NAMES = [line.split("/")[0] for line in LADDERS]


def heard(*cells: str) -> list[Heard]:
    return [Heard([cell.casefold() for cell in cells], {})]


@pytest.mark.parametrize("line", LADDERS, ids=NAMES)
def test_a_whole_scale_is_told_from_any_wording_of_its_steps(line: str) -> None:  # 1
    steps = [step.split("/") for step in line.split("|")]
    assert all(len(words) == len(set(map(label_key, words))) for words in steps), "a wording stands twice in a step"
    for n in range(max(map(len, steps))):
        labels = [label_key(words[n % len(words)].upper() + " .") for words in steps]
        if len({text.isascii() for text in labels}) == 1:
            assert (len(steps), {text: k for k, text in enumerate(labels, 1)}) in readings(labels)


def test_no_whole_scale_has_two_readings_of_its_length() -> None:  # 1
    for ladder in ladders():
        for latin in (True, False):
            labels = [min((t for t in step if t.isascii() is latin), default="") for step in ladder.steps]
            if all(labels) and len(set(labels)) == len(labels):
                same = [codes for length, codes in readings(labels) if length == len(labels)]
                assert all(codes == same[0] for codes in same), labels


def test_labels_that_fit_two_lengths_wait_for_more() -> None:  # 2
    few = spoken(SERVQUAL, EXPECTATION, heard("Neutral", "Agree", "Strongly agree"), wordy=True)
    assert (few.trouble, dict(few.codes)) == ("labels_unclear", {})
    beside = heard("Strongly disagree", "Disagree", "Slightly disagree", "Neutral", "Slightly agree", "Agree", "Strongly agree")
    told = spoken(SERVQUAL, EXPECTATION, heard("Neutral", "Agree", "Strongly agree"), beside=beside, wordy=True)
    assert (told.trouble, told.codes["agree"], told.codes["neutral"]) == (None, 6, 4)


def test_an_unknown_word_is_named_where_it_stands(tmp_path: Path) -> None:  # 2
    words = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    rows = [f"{words[n % 5]},5" for n in range(10)]
    (tmp_path / "a.csv").write_text("\n".join(["E1,P1", *rows, "Quite agree,5", "Quite agree,5", *rows]))
    found = collect(Study((Source("a.csv"),), scale=Scale(1, 5), folder=tmp_path), load("servqual", scale=Scale(1, 5)))
    problem = next(p for p in found.problems if p.code == "labels_unknown")
    assert (problem.row, problem.column, problem.count, problem.values["lost"]) == (12, "E1", 2, "22")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("7", (7, "")), ("7 - strongly agree", (7, "strongly agree")), ("7=agree", (7, "agree")), ("7. agree", (7, "agree")),
        ("agree (7)", (7, "agree")), ("agree: 7", (7, "agree")), ("agree", (None, "agree")), ("5.5", (None, "5.5")),
        ("5分", (5, "")), ("2026-05-03", (None, "2026-05-03")), ("1e0", (None, "1e0")), ("", (None, "")),
    ],
)  # fmt: skip
def test_numbers_and_labels_in_one_cell(cell: str, expected: tuple[int | None, str]) -> None:  # 1
    assert parts(cell) == expected


def test_a_study_says_what_labels_and_blocks_mean(tmp_path: Path) -> None:  # 3
    rows = ["stimme zu,weiß nicht", "stimme gar nicht zu,stimme zu"]
    header = [f"Q{k}_{n}" for k in (10, 11) for n in range(1, 23)]
    (tmp_path / "a.csv").write_text("\n".join([",".join(header), *(",".join([row] * 22) for row in rows)]), "utf-8")
    (tmp_path / "study.yaml").write_text(
        "sources:\n- file: a.csv\n  columns: {expectation: Q11_1..Q11_22, perception: Q10_1..Q10_22}\n"
        "  labels: {Stimme zu: 7, Stimme gar nicht zu: 1}\n  missing: [weiß nicht]\n",
        "utf-8",
    )
    study = read_study(tmp_path / "study.yaml")
    (found,) = collect(study, SERVQUAL).sets
    at = {match.answer: match.header for match in found.matches}
    assert (at["expectation.tan1"], at["perception.emp5"]) == ("Q11_1", "Q10_22")
    meant = {"stimme zu": 7, "stimme gar nicht zu": 1, "weiß nicht": None}
    for answer in ("expectation.tan1", "perception.emp5"):
        cells = [",".join([row] * 22).split(",")[header.index(at[answer])] for row in rows]
        assert found.frame[answer].to_pylist() == [meant[cell] for cell in cells]
    write_study(study, tmp_path / "again.yaml")
    assert read_study(tmp_path / "again.yaml") == study
