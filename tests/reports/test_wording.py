"""The words of the reports.

1. Every id exists in all languages, with the same placeholders, and no id is written twice.
2. Chinese is Chinese: the right characters of each script, full-width punctuation, no English left in what a reader sees.
3. A gap has one name.
4. One is one: no English sentence says "1 customers".
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from reports import names
from reports.findings import build
from reports.plain import render
from reports.view import View
from reports.wording import LOCALE, Wording, _flat, languages, sentences
from surveys.catalogue import library, load

sys.path.insert(0, str(Path(__file__).parent))
import sample_analysis

CHINESE = ("zh-Hans", "zh-Hant")
ONLY_TRADITIONAL = "個為這與數實際對應關術據無評義維測邊過還進遠選標準區間項題構顧報現設結論員總質產業務觀點處問錄頁讀檔"
ONLY_SIMPLIFIED = "个为这与数实际对应关术据无评义维测边过还进远选标准区间项题构顾报现设结论员总质产业务观点处问录页读档"
OTHER_WORDS = {
    "zh-Hans": ("答案", "份回答", "超出目标", "高于期望", "整个机构", "组织整体", "侧面", "所理解的", "员工的估计", "期望的判断"),
    "zh-Hant": ("答案", "份回答", "超出目標", "高於期望", "整個機構", "組織整體", "面向", "所理解的", "員工的估計", "期望的判斷"),
}
"""Words for things that have another name everywhere: an answer, a questionnaire, the whole, a facet, a belief."""
NEVER_ONE = {"limit", "seconds", "minimum", "customer", "manager", "employee"}
"""Limits and least sizes of groups, which are ours."""
NO_COUNT = {"margin", "sd", "gap", "points", "sum", "share", "mean", "value", "rating", "interval", "score", "p", "r"}
NO_COUNT |= {"file", "name", "level", "high", "cells", "confidence"}
"""Numbers that are printed with decimals, ends of a scale, and words."""
TOO_MANY = ("problem.too_many", "problem.guards_sampled")
VERBS = {"is", "was", "does", "has", "asks", "stands", "answers", "lies", "needs", "takes", "begins", "holds"}
MANY = {"people", "are", "were"}
LATIN_IN_CHINESE = {"p", "n", "α", "Cronbach", "Holm", "Wilson", "Welch", "Student", "Wilcoxon", "MOVER", "t", "servqual"}
LATIN_IN_CHINESE |= {"Cliff", "Hedges", "Pratt", "dz", "dav", "g"}
"""Names and symbols that Chinese readers of statistics know in Latin letters."""


def placeholders(sentence: str, counted: bool = True) -> set[str]:
    """The names of a sentence's values; `counted` with those that only decide between one and more."""
    return {name for _, name, spec, _ in Formatter().parse(sentence) if name is not None and (counted or "|" not in (spec or ""))}


def test_every_language_has_every_id_with_the_same_placeholders() -> None:
    assert set(languages()) == {"en", *CHINESE}
    english = sentences("en")
    for language in CHINESE:
        found = sentences(language)
        assert found.keys() == english.keys()
        assert {i for i in english if placeholders(found[i]) != placeholders(english[i], counted=False)} == set()


@pytest.mark.parametrize("language", ["en", *CHINESE])
def test_no_id_is_written_in_two_files(language: str) -> None:
    files = sorted((LOCALE / language).glob("*.toml"))
    ids = [i for file in files for i in _flat(tomllib.loads(file.read_text("utf-8")))]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


@pytest.mark.parametrize(("language", "foreign"), [("zh-Hans", ONLY_TRADITIONAL), ("zh-Hant", ONLY_SIMPLIFIED)])
def test_each_chinese_script_keeps_to_its_own_characters(language: str, foreign: str) -> None:
    assert {i: s for i, s in sentences(language).items() if set(s) & set(foreign)} == {}


@pytest.mark.parametrize(("language", "quotes"), [("zh-Hans", "「」『』"), ("zh-Hant", "“”‘")])
def test_chinese_punctuation_is_full_width_and_of_its_region(language: str, quotes: str) -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]")
    found = (LOCALE / language / "findings.toml").read_text("utf-8")
    assert half.findall(found) == []
    assert set(found) & set(quotes) == set()


@pytest.mark.parametrize("language", ["en", *CHINESE])
def test_what_to_do_on_the_upload_page_names_what_stands_there(language: str) -> None:
    said = sentences(language)
    there = {text for key, text in said.items() if key.startswith(("dashboard.", "scale."))}
    remedies = {key.removeprefix("upload_remedy."): text for key, text in said.items() if key.startswith("upload_remedy.")}
    named = {name for text in remedies.values() for pair in re.findall("“(.*?)”|「(.*?)」", text) for name in pair if name}
    assert len(named) > 8 and named <= there
    codes = {key.removesuffix("_alone") for key in remedies if key != "how"}
    assert {code for code in codes if f"problem.{code}.remedy" not in said} == set()


@pytest.mark.parametrize("language", CHINESE)
def test_no_english_is_left_in_a_chinese_report(language: str) -> None:
    """All data of this study are Chinese, so that any other Latin word is ours."""
    study = {"title": "调查", "organisation": "银行", "waves": ["春", "夏", "秋"], "wave": "秋", "units": [], "segments": {}}
    analysis = sample_analysis.analysis(**study)
    text = "\n".join(line for line in render(build(analysis, Wording(language))).splitlines() if not _of_the_data(line))
    words = set(re.findall(r"[A-Za-zα][A-Za-zα’]*", text))
    assert words - LATIN_IN_CHINESE == set()


@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize("name", library())
def test_where_an_instrument_comes_from_is_told_in_the_language_of_the_report(name: str, language: str) -> None:
    """Names of authors stay; what somebody wrote of an instrument of their own stays as it is."""
    analysis, instrument = sample_analysis.analysis(), load(name)
    analysis.instrument.update(id=name, reference=instrument.reference)
    assert names.reference(View(analysis, Wording("en"))) == instrument.reference
    told = names.reference(View(analysis, Wording(language)))
    authors = {"Parasuraman", "Zeithaml", "Berry", "Luk", "Layton", "servqual"}
    assert re.search("[\u4e00-\u9fff]", told) and set(re.findall("[A-Za-z]+", told)) <= authors
    assert set(re.findall(r"\d{4}", told)) == set(re.findall(r"\d{4}", instrument.reference))
    analysis.instrument["reference"] = "Our own."
    assert names.reference(View(analysis, Wording(language))) == "Our own."


def _of_the_data(line: str) -> bool:
    """Item texts of the sample, digests, versions and the instrument's own record."""
    return bool(re.search(r"(陈述|陳述) |Five Gaps|sample 1\.0|ab12cd34|f3e2d1c|CC0|Written for the tests", line))


@pytest.mark.parametrize("language", ["en", *CHINESE])
def test_a_gap_is_called_by_one_name(language: str) -> None:
    """In the picture, in the first sentences and over its own page."""
    said = Wording(language).say
    for gap in (f"gap.gap{number}" for number in range(1, 8)):
        assert said(f"{gap}.title") == f"{said(f'{gap}.label')} · {said(f'{gap}.name')}"


def test_one_is_one() -> None:
    """Every number of every sentence that may be 1 is; of the dimensions of a gap sentences are said from two on."""
    english, said = Wording("en"), {}
    for key, sentence in ((k, s) for k, s in sentences("en").items() if not k.startswith(TOO_MANY)):
        fixed = NEVER_ONE | NO_COUNT | ({"total"} if key.startswith("dimensions.") else set())
        said[key] = english.say(key, **{name: "x" if name in fixed else "1" for name in placeholders(sentence)})
    after = re.compile(r"(?<![\d.–-])1 (?:(?:more|other|different) )?([a-z]+)")
    words = {(key, word) for key, text in said.items() for word in after.findall(text)}
    assert len(words) > 50
    assert {(k, w) for k, w in words if w in MANY or (w.endswith("s") and w not in VERBS)} == set()
    assert english.say("cli.check.source", file="f", used="0", read="2", excluded="2", problems="0") == (
        "f: 0 of 2 rows are used, 2 excluded, 0 problems."
    )


@pytest.mark.parametrize("language", CHINESE)
def test_a_thing_has_one_name(language: str) -> None:
    said = sentences(language).items()
    assert [(key, word) for key, text in said for word in OTHER_WORDS[language] if word in text] == []
