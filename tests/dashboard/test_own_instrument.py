"""1. An own instrument, as a zip or as its files, is used at once. 2. What is saved opens on the command line.
3. Every fault is named. 4. A zip is opened only as far as it is harmless, and a name in it is never a path.
5. It is drafted from a file of answers that tells its items.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import own_instrument, saved_study, yaml_files
from dashboard.uploads import Upload, received
from gaps.analyse import analyse
from reports.wording import Wording
from surveys.catalogue import load
from surveys.collect import collect
from surveys.problems import InputError
from surveys.study import Source, Study
from surveys.study_file import read_study

STRUCTURE = b"""
id: cafe
version: "1"
licence: CC0
reference: none
scale: {low: 1, high: 5}
dimensions: [taste]
facets:
  expectation: {role: customer, code: E}
  perception: {role: customer, code: P}
items:
  - {id: hot, dimension: taste}
  - {id: strong, dimension: taste}
gaps:
  gap5: {design: paired, minuend: {facet: perception, role: customer}, subtrahend: {facet: expectation, role: customer}}
"""
WORDS = """
language: zh-Hans
title: 咖啡馆
dimensions: {taste: 口味}
items: {hot: 咖啡是热的, strong: 咖啡够浓}
""".encode()
ANSWERS = b"E1,E2,P1,P2\n" + b"5,4,3,4\n4,5,4,2\n5,5,2,3\n" * 10
PARTS = {"instrument.yaml": STRUCTURE, "zh-Hans.yaml": WORDS}


def zipped(files: dict[str, bytes]) -> Upload:
    return received([("own.zip", yaml_files.packed(files))])[0]


def drop(app: AppTest, files: dict[str, bytes]) -> AppTest:
    app.file_uploader(key="uploaded").set_value([(name, data, "text/plain") for name, data in files.items()]).run()
    assert not app.exception, app.exception
    return app


def test_a_questionnaire_is_drafted_from_a_file(
    start: AppTest, visit: Callable, words_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:  # 5
    saved: list[Study] = []
    monkeypatch.setattr(saved_study, "offer", lambda study, own, words: saved.append(study))
    asked = ["An excellent café: should it have this?", "And ours?"]
    head = ",".join(f"{question} [{item}]" for question in asked for item in ("hot coffee", "strong coffee"))
    page = drop(visit(start.run(), "upload"), {"café.csv": head.encode() + ANSWERS.removeprefix(b"E1,E2,P1,P2")})
    draft = next(button for button in page.button if button.label == Wording("en").say("dashboard.draft.button"))
    draft.click().run()
    assert not page.exception and page.selectbox(key="instrument").value == own_instrument.FOLDER
    assert Wording("en").say("dashboard.upload.instrument_about", items=2, dimensions=0, low=1, high=5, facets=2) in words_of(page)
    page.button(key="analyse").click().run()
    assert not page.exception
    assert saved[-1].scale is None, "the scale is the questionnaire's own"
    shown = words_of(visit(page, "gap5"))
    assert "strong coffee" in shown and "\u22121.67" in shown, "(3 + 4 + 2) / 3 - (5 + 4 + 5) / 3 of each"


@pytest.mark.parametrize("files", [PARTS, {"coffee.zip": yaml_files.packed({f"x/y/{n}": d for n, d in PARTS.items()})}])
def test_it_is_used_at_once(start: AppTest, visit: Callable, words_of: Callable, files: dict[str, bytes]) -> None:  # 1
    start.query_params["language"] = "zh-Hans"
    page = drop(visit(start.run(), "upload"), files | {"answers.csv": ANSWERS})
    words = Wording("zh-Hans")
    assert page.selectbox(key="instrument").value == own_instrument.FOLDER
    assert words.say("dashboard.upload.instrument_about", items=2, dimensions=1, low=1, high=5, facets=2) in words_of(page)
    page.button(key="analyse").click().run()
    assert not page.exception and page.title[0].value == words.say("section.overview")
    assert "咖啡是热的" in words_of(visit(page, "gap5"))


def test_what_is_saved_opens_on_the_command_line(tmp_path: Path) -> None:  # 2
    own = own_instrument.read(received(PARTS.items()))
    assert own.instrument is not None
    saved = saved_study.with_own(Study((Source("answers.csv"),), instrument=own_instrument.FOLDER), own)
    with zipfile.ZipFile(io.BytesIO(yaml_files.packed(saved))) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "answers.csv").write_bytes(ANSWERS)
    study = read_study(tmp_path / "study.yaml")
    read = load(study.instrument, study.folder)
    assert read == own.instrument
    found = analyse(study, read, collect(study, read).sets)
    overall = next(r for r in found.results if r.place == "mean_of_dimensions")
    assert overall.difference is not None and overall.difference.value == pytest.approx((9 - 14) / 3)
    first, *others = yaml_files.unpacked(zipped(saved)) or ()
    assert yaml_files.kind(first) == yaml_files.STUDY
    assert saved_study.study_of(first.name, first.data).instrument == own_instrument.FOLDER
    assert own_instrument.read(others) == own


def test_every_fault_is_named() -> None:  # 3
    faulty = {"instrument.yaml": STRUCTURE.replace(b"high: 5", b"high: 1").replace(b"code: P", b"code: E")}
    assert faults(faulty) == {"instrument_scale_order", "instrument_duplicate_code"}
    assert faults({"zh-Hans.yaml": WORDS}) == {"words_alone"}
    assert faults(PARTS | {"fr.yaml": b"language: fr\ntitle: x\n"}) == {"instrument_unknown_value"}
    assert faults(PARTS | {"en.yaml": b"language: en\ntitle: x\nitems: {hot: a}\n"}) == {"instrument_missing"}
    assert faults({"instrument.yaml": STRUCTURE + b"#" * yaml_files.LARGEST}) == {"yaml_too_large"}


def faults(files: dict[str, bytes]) -> set[str]:
    own = own_instrument.read(received(files.items()))
    assert own.instrument is None and not own.files
    return {problem.code for problem in own.problems}


def test_a_zip_is_opened_only_as_far_as_it_is_harmless(tmp_path: Path) -> None:  # 4
    many = {f"{n}.txt": b"" for n in range(2_001)} | PARTS
    assert refused(many) == "yaml_zip"
    assert refused(PARTS | {"big.bin": bytes(60_000_000)}) == "yaml_zip"
    assert refused({"instrument.yaml": b"# " + b"".join(b"%x " % (n * n) for n in range(200_000))}) == "yaml_too_large"
    assert yaml_files.unpacked(zipped({"xl/workbook.xml": b"<a/>"})) is None, "a workbook is read as one"
    outside = {"../../instrument.yaml": STRUCTURE, "../../zh-Hans.yaml": WORDS, "__MACOSX/._instrument.yaml": b"\0"}
    parts = yaml_files.unpacked(zipped(outside)) or ()
    assert [part.name for part in parts] == ["instrument.yaml", "zh-Hans.yaml"]
    assert own_instrument.read(parts).instrument is not None


def refused(files: dict[str, bytes]) -> str:
    with pytest.raises(InputError) as error:
        yaml_files.unpacked(zipped(files))
    return error.value.problems[0].code


def test_an_upload_is_shown_without_its_answers() -> None:
    assert "Mary" not in repr(received([("a.csv", b"name,salary\nMary,1")]))
