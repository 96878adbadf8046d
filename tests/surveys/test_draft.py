"""An instrument drafted from the columns of a file: whatever the headers, the answers come back where they belong."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

import cli
from surveys.catalogue import load
from surveys.collect import collect
from surveys.draft import draft
from surveys.problems import InputError
from surveys.reading.text_table import TextTable
from surveys.study_file import read_study

ROOT = Path(__file__).resolve().parents[2]
KIOSK = ROOT.parent / "shared" / "data" / "kiosk-korea" / "kiosk_raw_cp949.csv"
ITEMS = [(dimension, n) for dimension, last in (("FOOD", 3), ("STAFF", 4)) for n in range(1, last + 1)]
TEXTS = ["hot food", "fresh food", "enough food", "glad staff", "quick staff", "staff who know", "staff who ask"]
SPELLINGS: dict[str, Callable[[str, int], str]] = {
    "EXP_FOOD1": lambda facet, n: f"{facet[:3].upper()}_{ITEMS[n][0]}{ITEMS[n][1]}",
    "STAFF2-p": lambda facet, n: f"{ITEMS[n][0]}{ITEMS[n][1]}-{facet[0]}",
    "ESTAFF2": lambda facet, n: f"{facet[0].upper()}{ITEMS[n][0]}{ITEMS[n][1]}",
    "E5": lambda facet, n: f"{facet[0].upper()}{n + 1}",
    "E5 of 3 to 9": lambda facet, n: f"{facet[0].upper()}{n + 3}",
    "grid": lambda facet, n: f"{'What do you expect' if facet == 'expectation' else 'How do you perceive it'}? [{TEXTS[n]}]",
    "only one question says it": lambda facet, n: (
        f"{'An excellent hotel: should it offer this?' if facet == 'expectation' else 'And your stay with us?'} [{TEXTS[n]}]"
    ),
    "expected from experience": lambda facet, n: (
        f"{'From your experiences, think of an excellent hotel' if facet == 'expectation' else 'And our hotel?'} [{TEXTS[n]}]"
    ),
    "numbers below a question": lambda facet, n: f"What guests {facet[:6]} of it (1-7) {n + 1}",
    "brackets": lambda facet, n: f"{n + 1}-{'12'[facet[0] == 'p']}. {TEXTS[n]}{'!' * (facet[0] == 'p')} ({facet})",
    "experience": lambda facet, n: f"{'Expected' if facet == 'expectation' else 'Experienced'} quality: {TEXTS[n]}",
    "felt": lambda facet, n: f"{'期待' if facet == 'expectation' else '感受'}{n + 1}",
    "Chinese": lambda facet, n: f"{n + 1}.{'期望' if facet == 'expectation' else '实际感受'}",
}


def written(path: Path, spell: Callable[[str, int], str]) -> Path:
    """Item n is answered by 1 + n % 5 as expected and by 5 − n % 5 as perceived, perceptions first."""
    cells = {spell("perception", n): 5 - n % 5 for n in range(7)} | {spell("expectation", n): 1 + n % 5 for n in range(7)}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "branch", *cells])
        writer.writerows([person, "AB"[person % 2], *cells.values()] for person in range(12))
    return path


def drafted(origin: Path | str, folder: Path) -> Result:
    return CliRunner().invoke(cli.cli, ["instruments", "--from", str(origin), "-o", str(folder)])


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_draft_reads_its_own_file(tmp_path: Path, spell: Callable[[str, int], str]) -> None:
    answers = written(tmp_path / "answers.csv", spell)
    made = drafted(answers, tmp_path / "own")
    assert made.exit_code == 0 and "7 items" in made.output, made.output
    study = read_study(tmp_path / "own" / "study.yaml")
    instrument = load(study.instrument, study.folder)
    assert (instrument.scale.low, instrument.scale.high, study.sources[0].unit) == (1, 5, "branch")
    answered = collect(study, instrument).sets[0].frame.to_pydict()
    for n, item in enumerate(instrument.items):
        assert set(answered[f"expectation.{item.id}"]) == {1 + n % 5}
        assert set(answered[f"perception.{item.id}"]) == {5 - n % 5}


def test_dimensions_scale_and_wordings_are_what_the_file_says(tmp_path: Path) -> None:
    drafted(written(tmp_path / "a.csv", SPELLINGS["EXP_FOOD1"]), tmp_path / "a")
    named = load(str(tmp_path / "a"))
    assert [(d.id, len(named.items_of(d.id))) for d in named.dimensions] == [("food", 3), ("staff", 4)]
    drafted(written(tmp_path / "b.csv", SPELLINGS["brackets"]), tmp_path / "b")
    assert [text.rstrip("!") for text in load(str(tmp_path / "b")).words["en"].items.values()] == TEXTS


def test_a_rare_code_apart_is_no_end_of_the_scale(tmp_path: Path) -> None:
    answers = written(tmp_path / "a.csv", SPELLINGS["E5"])
    answers.write_text(answers.read_text("utf-8") + "12,A" + ",5" * 13 + ",9\n", "utf-8")
    assert "asked on 1 to 5" in drafted(answers, tmp_path / "own").output
    assert read_study(tmp_path / "own" / "study.yaml").sources[0].unit == "branch"


@pytest.mark.parametrize(("codes", "scale"), [
    ("6", "1 to 5"), ("0", "1 to 5"), ("6" * 13, "1 to 7"), ("67" * 6, "1 to 7"), ("0" * 13, "0 to 10"),
])  # fmt: skip
def test_a_slip_beyond_the_end_does_not_choose_the_scale(tmp_path: Path, codes: str, scale: str) -> None:
    names = [f"{letter}{n}" for letter in "EP" for n in range(1, 6)]
    answers = [*"12345" * 400]
    answers[7 : 7 + len(codes)] = codes
    rows = [",".join(answers[at : at + 10]) for at in range(0, 2_000, 10)]
    (tmp_path / "a.csv").write_text("\n".join([",".join(names), *rows]), "utf-8")
    said = drafted(tmp_path / "a.csv", tmp_path / "own").output
    assert f"asked on {scale}; there are no dimensions yet" in said


AGREED = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
RATED = ("很差", "差", "一般", "好", "很好")
ANSWERS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "words and ways to say nothing": ((*AGREED, "N/A", "Don't know"), (*AGREED, "不适用"), "1 to 5"),
    "other words for each facet": (("非常不同意", "不同意", "一般", "同意", "非常同意"), RATED, "1 to 5"),
    "words behind numbers that count from 0": (tuple(f"{n} - {word}" for n, word in enumerate(AGREED)), AGREED, "1 to 5"),
    "seven words": (("Strongly disagree", "Disagree", "Somewhat disagree", "Neutral", "Somewhat agree", "Agree", "Strongly agree"),
                    ("完全不同意", "不同意", "有点不同意", "中立", "有点同意", "同意", "完全同意"), "1 to 7"),
    "words at the ends alone": (("Strongly disagree", "2", "3", "4", "5", "6", "Strongly agree"), ("2", "3", "6"), "1 to 7"),
    "a slider": (("0", "35", "72", "100"), ("12", "50", "88", "91"), "0 to 100"),
    "words nobody knows": (("not a bit", "somehow", "wholly"), ("not a bit", "somehow", "wholly"), ""),
    "a part of a scale": (AGREED[2:], AGREED[2:], ""),
    "two lengths": (AGREED, ("Strongly disagree", "Disagree", "Agree", "Strongly agree"), ""),
}


@pytest.mark.parametrize("expected, perceived, scale", ANSWERS.values(), ids=ANSWERS.keys())
def test_the_scale_is_the_one_that_the_answers_show_or_it_is_said(
    tmp_path: Path, expected: tuple[str, ...], perceived: tuple[str, ...], scale: str
) -> None:
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([f"{facet}{n}" for facet in "EP" for n in range(3)])
        writer.writerows([[expected[i % len(expected)]] * 3 + [perceived[i % len(perceived)]] * 3 for i in range(35)])
    said = drafted(tmp_path / "a.csv", tmp_path / "own").output
    assert f"asked on {scale or '1 to 7'}" in said
    assert ("do not show on which scale" in said) is (not scale)


@pytest.mark.parametrize("first", ["First, how is it?", "Think of your experience with the best banks there are", "就您的体验而言"])
def test_two_questions_of_which_none_says_what_it_asks(tmp_path: Path, first: str) -> None:
    path = written(tmp_path / "a.csv", lambda facet, n: f"{first if facet == 'expectation' else 'And how is ours?'} [{TEXTS[n]}]")
    assert "No two facets" in drafted(path, tmp_path / "own").output


@pytest.mark.parametrize("header", ["[" * 60_000, "a " + "[a " * 20_000, "a" + " " * 60_000 + "x"])
def test_a_header_longer_than_any_question_is_none(header: str) -> None:
    """It would take minutes: the time of the expressions for questions grows with the square of the length."""
    table = TextTable("a.csv", (header, f"{header}2"), pa.table({"0": ["1"], "1": ["2"]}), pa.array([2]))
    with pytest.raises(InputError, match="draft_nothing"):
        draft(table)


def test_nothing_is_guessed_and_nothing_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("id,Q1,Q2,Q3,Q4\n1,2,3,4,5\n", "utf-8")
    refused = drafted(path, tmp_path / "none")
    assert refused.exit_code == 1 and "No two facets" in refused.output and not (tmp_path / "none").exists()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "notes.txt").write_text("mine", "utf-8")
    for origin in (written(tmp_path / "a.csv", SPELLINGS["E5"]), "servqual"):
        kept = drafted(origin, tmp_path / "own")
        assert kept.exit_code == 1 and [p.name for p in (tmp_path / "own").iterdir()] == ["notes.txt"]


def test_a_copy_of_the_library_is_the_same_instrument(tmp_path: Path) -> None:
    drafted("servqual", tmp_path / "own")
    assert load(str(tmp_path / "own")) == load("servqual")


def test_the_manual_shows_a_whole_instrument(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "instruments.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "instrument.yaml").write_text(blocks[0], "utf-8")
    (tmp_path / "en.yaml").write_text(blocks[1], "utf-8")
    try:
        shown = load(str(tmp_path))
    except InputError as error:
        pytest.fail(str(error.problems))
    assert len(shown.items) == 4 and set(shown.words) == {"en"}


@pytest.mark.skipif(not KIOSK.exists(), reason="the Korean survey is not there")
def test_the_korean_survey_needs_one_command(tmp_path: Path) -> None:
    made = drafted(KIOSK, tmp_path / "own")
    study = read_study(tmp_path / "own" / "study.yaml")
    found = collect(study, load(study.instrument, study.folder)).sets[0]
    assert "24 items" in made.output and (found.rows.read, found.rows.used, len(found.answers)) == (211, 207, 48)
