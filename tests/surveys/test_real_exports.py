"""Requirements of reading what people really have: each export becomes a checked response set with a study of a few lines.

The truth of each is counted by pandas from the raw file. The instruments are made here; none of the data is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest
import yaml

from surveys.catalogue import load
from surveys.collect import Collected, collect
from surveys.dialects.structure import asked
from surveys.reading.text_table import read_table
from surveys.study_file import read_study

DATA = Path(__file__).parents[3] / "shared/data"
AGREE = ("Strongly disagree", "Disagree", "Neither agree or disagree", "Agree", "Strongly agree")

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real exports are not here")


def read(
    folder: Path, file: str, facets: Mapping[str, str], items: Mapping[str, str], anchors: Mapping[str, list[str]], **source: Any
) -> Collected:
    """What is collected of a file of DATA by an instrument with these facets (id: letter), items (id: text) and labels."""
    high = len(next(iter(anchors.values())))
    structure = {
        "id": "ours", "version": "1", "licence": "-", "reference": "-", "scale": {"low": 1, "high": high}, "gaps": {},
        "facets": {facet: {"role": "customer"} | ({"code": code} if code else {}) for facet, code in facets.items()},
        "items": [{"id": item} for item in items],
    }
    labels = {facet: {n: text for n, text in enumerate(texts, start=1) if text} for facet, texts in anchors.items()}
    words = {"language": "en", "title": "Ours", "items": dict(items), "facet_anchors": labels}
    (folder / "ours").mkdir(exist_ok=True)
    for name, tree in (("ours/instrument.yaml", structure), ("ours/en.yaml", words)):
        (folder / name).write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    (folder / Path(file).name).write_bytes((DATA / file).read_bytes())
    study = {"instrument": "ours", "sources": [{"file": Path(file).name, **source}]}
    (folder / "study.yaml").write_text(yaml.safe_dump(study, allow_unicode=True), "utf-8")
    wanted = read_study(folder / "study.yaml")
    return collect(wanted, load(wanted.instrument, folder))


def counts(found: Collected) -> dict[str, dict[int, int]]:
    """How often each code was given, by answer."""
    (one,) = found.sets
    return {name: tally(pd.Series(one.frame.column(name).to_pylist(), dtype="float")) for name in one.answers}


def tally(codes: pd.Series) -> dict[int, int]:
    return codes.dropna().astype(int).value_counts().to_dict()


def raw(file: str, **options: Any) -> pd.DataFrame:
    return pd.read_csv(DATA / file, dtype=str, keep_default_na=False, **options)


def coded(column: pd.Series, labels: list[str]) -> dict[int, int]:
    known = {label.casefold(): n for n, label in enumerate(labels, start=1)}
    return tally(column.str.strip().str.casefold().map(known))


def said(found: Collected) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize("file", ["qualtRics_sample.csv", "qualtRics_sample_legacy.csv"])
def test_qualtrics(tmp_path: Path, file: str) -> None:
    """One response below three header rows, in German, and below two."""
    columns = {"perception.choice": "Q1"}
    found = read(tmp_path, f"qualtrics-three-header-rows/{file}", {"perception": "P"}, {"choice": "Multiple choice"},
                 {"perception": ["no", "", "yes"]}, columns=columns)  # fmt: skip
    assert (found.sets[0].rows.read, found.sets[0].rows.used) == (1, 1)
    assert counts(found) == {"perception.choice": {2: 1}}
    assert found.problems[0].values == {"tool": "Qualtrics"}


def test_surveymonkey(tmp_path: Path) -> None:
    """Fourteen figures under one question, in labels; the answer that somebody does not know them is none."""
    file = "surveymonkey-two-header-rows/StarWars.csv"
    table = raw(file, encoding="latin-1", header=None)
    figures = dict(enumerate(table.iloc[1, 15:29]))
    labels = ["Very unfavorably", "Somewhat unfavorably", "Neither favorably nor unfavorably (neutral)", "Somewhat favorably",
              "Very favorably"]  # fmt: skip
    items = {f"figure{n}": name for n, name in figures.items()}
    found = read(tmp_path, file, {"view": ""}, items, {"view": labels}, encoding="cp1252", missing=["Unfamiliar (N/A)"])
    assert counts(found) == {f"view.figure{n}": coded(table.iloc[2:, 15 + n], labels) for n in figures}
    answered = table.iloc[2:, 15:29].apply(lambda cells: cells.isin(labels).any(), axis=1)
    rows = found.sets[0].rows
    assert (rows.read, rows.used, rows.excluded) == (len(table) - 2, answered.sum(), {"no_answers": (~answered).sum()})


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_google_forms(tmp_path: Path, ending: str) -> None:
    """Two grids with labels of their own."""
    quality = ["Horrible", "Bad", "OK", "Good", "Excellent"]
    importance = ["Not Important", "Slightly important", "Somewhat important", "Very important", "Critical"]
    table = raw("google-forms/spack_2022_responses.csv", encoding="utf-8-sig")
    headers = [text for text in table.columns if "overall quality" in text]
    items = {f"q{n}": header[header.index("[") + 1 : -1] for n, header in enumerate(headers)}
    found = read(tmp_path, f"google-forms/spack_2022_responses.{ending}", {"view": ""}, items, {"view": quality})
    assert counts(found) == {f"view.q{n}": coded(table[header], quality) for n, header in enumerate(headers)}
    rest = {f"feature{n}": h[h.index("[") + 1 : -1] for n, h in enumerate(h for h in table.columns if h.startswith("Rank these"))}
    found = read(tmp_path, f"google-forms/spack_2022_responses.{ending}", {"view": ""}, rest, {"view": importance})
    wanted = [coded(table[h], importance) for h in table.columns if h.startswith("Rank these")]
    assert list(counts(found).values()) == wanted and len(wanted) == 16
    assert found.sets[0].rows.used == len(table) == 182


@pytest.mark.parametrize("country", ["nl", "de"])
def test_limesurvey(tmp_path: Path, country: str) -> None:
    """Codes and texts in the headers, labels with uneven capitals; the items are found by their texts."""
    file = f"limesurvey-rse/rse2017_{country}_public_data.csv"
    table = raw(file)
    headers = [text for text in table.columns if "[aff" in text]
    items = {header.split("[")[1].split("]")[0]: header.split("[")[2][:-1] for header in headers}
    found = read(tmp_path, file, {"view": ""}, items, {"view": list(AGREE)})
    assert len(items) == {"nl": 4, "de": 9}[country]
    assert counts(found) == {f"view.{i}": coded(table[h], list(AGREE)) for i, h in zip(items, headers, strict=True)}
    blank = int((table[headers] == "").all(axis=1).sum())
    assert (found.sets[0].rows.read, found.sets[0].rows.excluded) == (len(table), {"no_answers": blank})


def test_a_limesurvey_structure(tmp_path: Path) -> None:
    """All columns of the survey's export with their questions and labels; as a source of answers it is refused by name."""
    file = DATA / "limesurvey-rse/uk_core_survey.lss"
    columns = asked(read_table(file, file.name))
    assert len(columns) == 160
    assert columns["likertagree2[affSat1]"].question.endswith("[I find real enjoyment in my job]")
    assert columns["likertagree2[affSat1]"].labels["A5"] == "Strongly Agree"
    assert columns["socio1"].question == "In which country do you work?"
    found = read(tmp_path, "limesurvey-rse/uk_core_survey.lss", {"view": ""}, {"x": "X"}, {"view": list(AGREE)})
    assert said(found) == ["structure_only"]


def test_wenjuanxing(tmp_path: Path) -> None:
    """The export in texts and the one in codes are of the same people; what has no code in the texts is named."""
    share = ["没有投入", "10%左右", "20%左右", "30%左右", "40%左右", "50%左右", "超过50%"]
    texts, codes = (f"wenjuanxing-xls/[问卷星数据]800_800_{n}.xls" for n in (0, 2))
    both = [read(tmp_path, file, {"view": ""}, {"share": "爱好投入占收入比重"}, {"view": share}) for file in (texts, codes)]
    truth = pd.read_excel(DATA / codes, engine="calamine")["7、爱好投入占收入比重 "]
    assert counts(both[0]) == counts(both[1]) == {"view.share": tally(truth)}
    assert both[0].sets[0].rows.used == 800
    none = read(tmp_path, texts, {"view": "V"}, {"x": "等候时间短"}, {"view": share})
    assert none.sets == () and said(none) == ["dialect", "nothing_recognised"]


def test_spss(tmp_path: Path) -> None:
    """Labels and missing codes as the file declares them."""
    file = "spss-sav/gss2010_subset.sav"
    names = ["confinan", "conbus", "conclerg", "coneduc", "confed", "conlabor"]
    columns = {f"view.{name}": name for name in names}
    labels = ["A GREAT DEAL", "ONLY SOME", "HARDLY ANY"]
    found = read(tmp_path, file, {"view": ""}, {n: f"Trust {n}" for n in names}, {"view": labels}, columns=columns)
    data, _ = pyreadstat.read_sav(DATA / file, usecols=names, apply_value_formats=False)
    assert counts(found) == {f"view.{name}": tally(data[name]) for name in names}
    assert found.sets[0].rows.used == int(data.notna().any(axis=1).sum())


def test_plain_labels(tmp_path: Path) -> None:
    """A cleaned CSV of a course survey: short headers, labels, NA."""
    file = "carpentries-text-likert/longterm_2020_other_questions.csv"
    labels = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
    table = raw(file)
    headers = [text for text in table.columns if text.startswith("impact_")]
    block = {"view": f"{headers[0]}..{headers[-1]}"}
    found = read(tmp_path, file, {"view": ""}, {f"i{n}": text for n, text in enumerate(headers)}, {"view": labels}, columns=block)
    assert list(counts(found).values()) == [coded(table[header], labels) for header in headers]
    assert found.sets[0].rows.excluded == {"no_answers": int((table[headers] == "NA").all(axis=1).sum())}


def test_the_korean_survey_by_its_numbers_alone(tmp_path: Path) -> None:
    """Expectations and perceptions stand in turns, item 9 before item 8, in an old encoding: no mapping is needed."""
    file = "kiosk-korea/kiosk_raw_cp949.csv"
    labels = {facet: ["low", "", "", "", "", "", "high"] for facet in ("expectation", "perception")}
    items = {f"item{n}": f"Kiosk {n}" for n in range(1, 25)}
    found = read(tmp_path, file, {"expectation": "E", "perception": "P"}, items, labels)
    roles = raw("kiosk-korea/columns.csv").query("role in ('E', 'P')")
    table = raw(file, encoding="cp949")
    facets = {"E": "expectation", "P": "perception"}
    numbers = table.apply(pd.to_numeric, errors="coerce")
    wanted = {f"{facets[r.role]}.item{r.item}": tally(numbers.iloc[:, int(r.position)]) for r in roles.itertuples()}
    assert counts(found) == wanted and len(wanted) == 48
    assert found.sets[0].rows.excluded == {"no_answers": 4}


def test_standardised_scores_are_no_answers(tmp_path: Path) -> None:
    """What cannot become a response set is said: which facet, what stands in its cells, and that nobody is left."""
    labels = {"perception": ["low", "", "", "", "", "", "high"]}
    items = {f"item{n}": f"Item {n}" for n in range(1, 23)}
    found = read(tmp_path, "babakus-boller-1992-simulated/data.csv", {"perception": "P"}, items, labels,
                 columns={"perception": "Q1..Q22"})  # fmt: skip
    assert not found.sets and found.problems[0].code == "answers_lost"
    said_of = [problem for problem in found.problems if problem.severity == "warning" and problem.column == "Q1"]
    assert said_of and all(problem.row == 2 and problem.values for problem in said_of)
