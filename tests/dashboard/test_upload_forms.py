"""What an analyst corrects on the upload page is what is analysed: exports as tools write them, driven without a browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from dashboard import problems, saved_study
from dashboard.corrections import corrected
from dashboard.frame import AUTONYMS
from dashboard.markdown import literal
from reports.wording import Wording
from surveys.instrument import Scale
from surveys.mapping import ColumnMapping, Match
from surveys.problems import InputError, Problem
from surveys.study import Source, Study
from tests.dashboard import made

EN = Wording("en")
LABELS = ("Nope", "Hardly", "A bit", "So so", "Rather", "Much", "Totally yes")


@pytest.fixture
def upload(start: AppTest, visit: Callable) -> AppTest:
    return visit(start.run(), "upload")


def drop(app: AppTest, **files: bytes) -> AppTest:
    """Files by their names, a double underscore for the dot."""
    named = [(name.replace("__", "."), data, "application/octet-stream") for name, data in files.items()]
    app.file_uploader(key="uploaded").set_value(named).run()
    assert not app.exception, app.exception
    return app


def mapped(app: AppTest) -> list[int]:
    """How many columns of each table are answers, as its card says."""
    return [int(found[1]) for said in app.markdown if (found := re.search(r"\[(\d+) of \d+ columns are answers", said.value))]


def summary(app: AppTest) -> dict[str, str]:
    return app.dataframe[-1].value.to_dict("records")[0]


def box(app: AppTest, beginning: str):
    return next(b for b in app.selectbox if str(b.key).startswith(beginning))


def button(app: AppTest, beginning: str):
    return next(b for b in app.button if str(b.key).startswith(beginning))


@pytest.mark.parametrize("language", AUTONYMS)
def test_a_qualtrics_export_is_read_as_its_tool_means_it(
    start: AppTest, visit: Callable, example: Path, words_of: Callable, language: str
) -> None:
    start.query_params["language"] = language
    page = drop(visit(start.run(), "upload"), export__csv=made.qualtrics(example))
    words = Wording(language)
    said = words_of(page)
    assert "Qualtrics" in said and words.say("dashboard.upload.title") in said
    row = summary(page)
    assert row[words.say("dashboard.summary.used")] == words.say("dashboard.summary.of", part=made.ROWS - 2, whole=made.ROWS)
    assert words.say("excluded.preview") in row[words.say("dashboard.summary.left_out")]
    shown = [frame.value for frame in page.dataframe]
    assert not any("example.org" in str(frame.to_dict()) or "10.0.0.1" in str(frame.to_dict()) for frame in shown)


def test_numbered_blocks_are_mapped_in_one_action_each_and_saved(upload: AppTest, example: Path) -> None:
    drop(upload, korea__csv=made.korean(example))
    assert mapped(upload) == [0] and upload.button(key="analyse").disabled
    button(upload, "map.").click().run()
    assert mapped(upload) == [22]
    assert (box(upload, "first.").value, box(upload, "facet.").value) == ("문2_1", "perception")
    button(upload, "map.").click().run()
    assert mapped(upload) == [44]
    upload.button(key="analyse").click().run()
    assert not upload.exception
    assert upload.title[0].value == EN.say("section.overview")


def test_a_role_that_the_questionnaire_does_not_ask_has_no_answers(upload: AppTest, example: Path) -> None:
    upload.selectbox(key="instrument").set_value("servqual3").run()
    drop(upload, korea__csv=made.korean(example))
    box(upload, "role.").set_value("manager").run()
    assert not upload.exception and mapped(upload) == [0] and upload.button(key="analyse").disabled


def test_words_nobody_knows_are_asked_and_then_counted(upload: AppTest, example: Path) -> None:
    drop(upload, words__csv=made.worded(example, LABELS))
    assert upload.button(key="analyse").disabled
    codes = {label.lower(): code for code, label in enumerate(LABELS, start=1)}
    for asked in [b for b in upload.selectbox if str(b.key).startswith("label.")]:
        asked.set_value(codes[asked.label])
    upload.run()
    assert not upload.exception
    assert summary(upload)["Respondents used"] == f"{made.ROWS} of {made.ROWS}"


def test_a_wrong_encoding_is_asked_and_overruled(upload: AppTest) -> None:
    data = ("城,E1,P1\n" + "x,5,4\n" * 30).encode("gb18030")
    drop(upload, city__csv=data)
    assert upload.warning[0].value
    assert box(upload, "encoding.").value == ""
    box(upload, "encoding.").set_value("gb18030").run()
    assert not upload.exception and not upload.warning
    assert any("城" in frame.value.columns for frame in upload.dataframe)


def test_an_spss_file_and_a_workbook_of_two_sheets(upload: AppTest, example: Path, tmp_path: Path, words_of: Callable) -> None:
    drop(upload, a__sav=made.spss(example, tmp_path))
    assert "SPSS" in words_of(upload) and mapped(upload) == [44]
    drop(upload, two__xlsx=made.two_sheets(example))
    assert mapped(upload) == [22, 22]
    assert summary(upload)["Questions found"] == "44 of 49" and "+" in summary(upload)["File"]


def test_the_study_of_an_earlier_wave_is_used_and_the_differences_are_named(
    upload: AppTest, example: Path, words_of: Callable
) -> None:
    columns = {"expectation": "문1_1..문1_22", "perception": "문2_1..문2_22"}
    old = Source("2025.csv", wave="2025", unit="지점", id="번호", columns=columns, segments=("나이",))
    saved = saved_study.study_text(Study((old,), title="Before", waves=("2025",), targets={"gap2": 5.0}))
    drop(upload, korea__csv=made.korean(example), study__yaml=saved.encode())
    assert mapped(upload) == [44] and "나이" in words_of(upload)
    assert upload.text_input(key="study_title").value == "Before"
    next(t for t in upload.text_input if str(t.key).startswith("wave.")).set_value("2026").run()
    assert next(m for m in upload.multiselect if str(m.key).startswith("waves")).value == ["2025", "2026"]
    assert not upload.button(key="analyse").disabled


def test_a_study_that_points_elsewhere_reads_nothing(upload: AppTest, words_of: Callable, tmp_path: Path) -> None:
    study = yaml.safe_dump({"instrument": str(tmp_path), "sources": [{"file": "/etc/passwd"}]})
    drop(upload, study__yaml=study.encode())
    assert "root:" not in words_of(upload) and str(tmp_path) in words_of(upload)
    with pytest.raises(InputError):
        saved_study.study_of("study.yaml", b"sources: 3\n")


def test_a_wrong_scale_is_said_with_the_box_beside_it(upload: AppTest, example: Path, words_of: Callable) -> None:
    words = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
    header = [f"{facet}{n}" for facet in "EP" for n in range(1, 23)]
    rows = [",".join(words[(n + k) % 5] for k in range(44)) for n in range(40)]
    drop(upload, five__csv="\n".join([",".join(header), *rows]).encode())
    said = words_of(upload)
    assert upload.button(key="analyse").disabled and "(100%)" in said
    assert [w.value for w in upload.warning] == [literal(EN.say("dashboard.upload.left_out", files="five.csv"))]
    assert "from 1 to 5. If it is the one that was asked, choose it under “Scale of the answers”." in said
    assert "in the study" not in said and "--scale" not in said
    box(upload, "scale.").set_value(Scale(1, 5)).run()
    assert not upload.exception and summary(upload)["Respondents used"] == "40 of 40"
    assert "answered from 1 to 5" in words_of(upload) and not [b for b in upload.selectbox if str(b.key).startswith("label.")]


def test_what_the_branches_are_and_the_smallest_gap_are_asked_kept_and_used(
    upload: AppTest, example: Path, words_of: Callable, visit: Callable
) -> None:
    answers = (example / "customers.csv").read_bytes()
    drop(upload, customers__csv=answers)
    box(upload, "unit.").set_value(None).run()
    assert not [r for r in upload.radio if str(r.key).startswith("unit_is.")]
    box(upload, "unit.").set_value("branch").run()
    kind = next(r for r in upload.radio if str(r.key).startswith("unit_is."))
    assert kind.value == "stratum" and EN.say("dashboard.settings.branches_are_stratum") in words_of(upload)
    kind.set_value("cluster").run()
    next(n for n in upload.number_input if str(n.key).startswith("margin.")).set_value(0.5).run()
    said = words_of(upload)
    assert EN.say("dashboard.settings.branches_are_cluster") in said
    assert EN.say("dashboard.settings.margin_is", margin="0.50") in said
    upload.button(key="analyse").click().run()
    method = words_of(visit(upload, "method"))
    assert EN.say("how.cluster") in method and "±0.50 points, the smallest gap that matters by the study" in method


@pytest.mark.parametrize("smallest", [0.45, 1e-300, 99.0])
def test_settings_of_a_saved_study_stay_as_they_are(smallest: float) -> None:
    def page(smallest: float) -> None:
        import streamlit as st
        from msgspec.structs import replace

        from dashboard import settings_form
        from reports.wording import Wording
        from surveys.catalogue import load
        from surveys.study import Options, Source, Study

        study = Study((Source("a.csv", unit="branch"),), unit_is="cluster", options=Options(smallest_gap=smallest))
        asked = settings_form.ask_branches(settings_form.ask_margin(study, load("servqual"), Wording("en")), Wording("en"))
        bare = settings_form.ask_margin(replace(study, options=Options()), load("servqual"), Wording("en"))
        st.text(f"{asked == study} {bare.options == Options()}")

    shown = AppTest.from_function(page, kwargs={"smallest": smallest}).run()
    assert not shown.exception and shown.text[0].value == "True True"


def test_a_column_of_a_block_that_is_corrected_leaves_the_others_in_it() -> None:
    matches = tuple(Match(f"q{n}", n, "expectation", f"i{n}", "block") for n in range(3))
    source = Source("a.csv", columns={"expectation": "q0..q2"})
    found = corrected(source, ColumnMapping(matches, ("other",)), {"q1": None, "other": "expectation.i1"})
    assert found.columns == {"expectation.i0": "q0", "expectation.i2": "q2", "expectation.i1": "other"}
    assert found.ignore == ("q1",)


def test_no_cell_of_the_list_of_problems_begins_a_formula() -> None:
    hostile = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1"]
    found = [Problem("column_absent", name, column=name, values={"entry": name, "closest": name}) for name in hostile]
    rows = list(csv.reader(io.StringIO(problems.as_csv(found, EN).decode("utf-8-sig"))))
    assert len(rows) == len(hostile) + 1
    assert all(not cell.strip().startswith(("=", "+", "-", "@", "＝")) for row in rows for cell in row)
    assert [row[1] for row in rows[1:]] == [f"'{name}" for name in hostile]
