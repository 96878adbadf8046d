"""A real survey end to end: every number of the stored reference is met to 1e-9; a synthetic twin covers the path everywhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pypdfium2
import pytest
from scipy import stats
from streamlit.testing.v1 import AppTest

from gaps.analyse import analyse
from gaps.results import Analysis, GapResult
from reports import pdf
from reports.findings import build
from reports.wording import Wording
from surveys.catalogue import load
from surveys.collect import collect
from surveys.study_file import read_study
from tests import kiosk

ROOT = Path(__file__).parents[2]
REAL = ROOT / "../shared/data/kiosk-korea"


def run(study_path: Path) -> Analysis:
    study = read_study(study_path)
    instrument = load(study.instrument, study.folder)
    collected = collect(study, instrument)
    assert not [p for p in collected.problems if p.severity == "error"]
    return analyse(study, instrument, collected.sets)


def result(analysis: Analysis, level: str, place: str) -> GapResult:
    return next(r for r in analysis.results if (r.level, r.place, r.group) == (level, place, {}))


def numbers(r: GapResult) -> dict[str, float]:
    t = next(t for t in r.tests if t.method == "t_paired")
    return {
        "gap_resp": r.difference.value, "gap_sd": t.statistic and r.difference.value / t.statistic * r.n**0.5,
        "E_mean_resp": r.subtrahend.mean, "P_mean_resp": r.minuend.mean, "t": t.statistic, "t_p": t.p,
        "dz": r.effects[0].value, "n_resp": r.n,
    }  # fmt: skip


@pytest.mark.skipif(not REAL.exists(), reason="the real kiosk survey is not part of the project")
def test_meets_the_reference_of_the_real_survey(tmp_path: Path) -> None:
    listed = list(csv.DictReader((REAL / "columns.csv").open(encoding="utf-8")))
    facets = {"E": "expectation", "P": "perception"}
    columns = {f"{facets[c['role']]}.k{c['item']}": c["header"] for c in listed if c["role"] in facets}
    path = kiosk.write_study(tmp_path, "kiosk.csv", (REAL / "kiosk_raw_cp949.csv").read_bytes(), columns)
    analysis = run(path)
    rows = analysis.provenance["sources"][0]["rows"]
    assert rows == {"read": 211, "used": 207, "excluded": {"no_answers": 4}}
    reference = [r for r in csv.DictReader((REAL / "reference.csv").open()) if r["sample"].startswith("raw csv (rows")]
    assert len(reference) == 32
    for row in reference:
        found = numbers(result(analysis, row["level"], place(row)))
        for key, value in found.items():
            assert value == pytest.approx(float(row[key]), rel=1e-9, abs=1e-12), (row["name"], key)


def place(row: dict[str, str]) -> str:
    if row["level"] == "overall":
        return "mean_of_items"
    if row["level"] == "item":
        return f"k{row['name']}"
    members = {tuple(items): name for name, items in kiosk.DIMENSIONS.items()}
    inside = row["name"].split("(")[-1].split(" ")[-1].strip(")")
    first, _, last = inside.partition("-")
    items = tuple(range(int(first), int(last) + 1)) if last else tuple(int(i) for i in inside.split(","))
    return members[items]


def test_meets_a_second_route_on_the_twin(tmp_path: Path) -> None:
    content, columns, answers = kiosk.twin()
    analysis = run(kiosk.write_study(tmp_path, "twin.csv", content, columns))
    assert analysis.provenance["sources"][0]["rows"] == {"read": 64, "used": 60, "excluded": {"no_answers": 4}}
    places = {("item", f"k{i}"): (i,) for i in kiosk.ORDER} | {("dimension", d): i for d, i in kiosk.DIMENSIONS.items()}
    for (level, name), items in (places | {("overall", "mean_of_items"): tuple(kiosk.ORDER)}).items():
        e, p = ([sum(answers[f, i][r] for i in items) / len(items) for r in range(60)] for f in ("expectation", "perception"))
        test = stats.ttest_rel(p, e)
        found = numbers(result(analysis, level, name))
        assert found["t"] == pytest.approx(test.statistic, rel=1e-9)
        assert found["t_p"] == pytest.approx(test.pvalue, rel=1e-9)
        assert found["gap_resp"] == pytest.approx(sum(p) / 60 - sum(e) / 60, rel=1e-9, abs=1e-12)


def test_the_twin_reaches_the_pdf_and_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An instrument without words, and no managers or employees: what is there is shown, what is not is said."""
    content, columns, _ = kiosk.twin()
    path = kiosk.write_study(tmp_path, "twin.csv", content, columns)
    analysis = run(path)
    headline = f"−{abs(result(analysis, 'overall', 'mean_of_dimensions').difference.value):.2f}"
    document = pypdfium2.PdfDocument(pdf.render(build(analysis, Wording("zh-Hant"), edition="brief")))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert headline in text and "control" in text
    monkeypatch.setenv("FIVEGAPS_STUDY", str(path))
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not page.exception
    assert any(headline in m.value.replace("\\", "") for m in page.markdown)
