"""1. An unreadable file shows its problem and the next upload works. 2. The guess can be corrected and is saved.
3. A name is a label, never a path. 4. What one session uploads no other session sees.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from dashboard import state
from dashboard.corrections import corrected
from dashboard.saved_study import study_text
from dashboard.uploads import file_name
from reports.wording import Wording
from surveys.mapping import ColumnMapping, Match
from surveys.study import Source, Study
from tests.dashboard.conftest import ENTRANCE

CSV = "text/csv"


@pytest.fixture
def upload(start: AppTest, visit: Callable) -> AppTest:
    return visit(start.run(), "upload")


def drop(app: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    app.file_uploader(key="uploaded").set_value(list(files)).run()
    assert not app.exception, app.exception
    return app


def test_a_bad_file_is_explained_and_the_next_one_works(upload: AppTest, example: Path, words_of: Callable) -> None:
    drop(upload, ("customers.xlsx", b"PK\x03\x04 this is no workbook", "application/octet-stream"))
    said = words_of(upload)
    assert "customers.xlsx" in said
    assert any(Wording("en").say(f"problem.{code}.remedy") in said for code in ("unreadable", "crashed"))
    drop(upload, ("customers.csv", (example / "customers.csv").read_bytes(), CSV))
    upload.button(key="analyse").click().run()
    assert not upload.exception
    assert upload.title[0].value == Wording("en").say("section.overview")


def test_a_file_without_a_known_column_cannot_be_analysed(upload: AppTest, words_of: Callable) -> None:
    drop(upload, ("other.csv", b"colour,size\nred,1\nblue,2\n", CSV))
    assert "colour" in words_of(upload)
    assert upload.button(key="analyse").disabled


def test_three_files_of_three_roles_are_recognised(upload: AppTest, example: Path) -> None:
    names = ("customers.csv", "managers.csv", "employees.csv")
    drop(upload, *((name, (example / name).read_bytes(), CSV) for name in names))
    roles = [box.value for box in upload.selectbox if str(box.key).startswith("role.")]
    assert roles == ["customer", "manager", "employee"]


def test_the_study_that_is_saved_holds_what_was_guessed_and_corrected() -> None:
    source = Source("a.csv", wave_column="wave", unit="branch", columns={"expectation.tan1": "Q 1: [x]"})
    saved = yaml.safe_load(study_text(Study((source,), title="A = B: [x]", targets={"gap2": 5.0})))
    assert saved["title"] == "A = B: [x]" and saved["targets"] == {"gap2": 5}
    assert saved["sources"][0]["unit"] == "branch" and saved["sources"][0]["wave"] == {"column": "wave"}
    assert saved["sources"][0]["columns"] == {"expectation.tan1": "Q 1: [x]"}


def test_a_corrected_meaning_goes_into_the_mapping_and_a_guess_stays_a_guess() -> None:
    found = ColumnMapping((Match("E1", 0, "expectation", "tan1", "number"),), ("old",))
    kept = corrected(Source("a.csv"), found, {"E1": "expectation.tan1", "old": "perception.tan1", "other": None})
    assert kept.columns == {"perception.tan1": "old"}


@pytest.mark.parametrize("given", ["../../etc/passwd", "C:\\secret\\passwd", "/etc/passwd", "passwd"])
def test_a_name_is_never_a_path(given: str) -> None:
    assert file_name(given) == "passwd"


def test_the_same_name_twice_is_two_files(upload: AppTest) -> None:
    drop(upload, *((name, f"E1\n{row}\n".encode(), CSV) for row, name in enumerate(("a.csv", "x/a.csv", "a.csv"))))
    assert [part.value.replace("\\", "") for part in upload.subheader][:3] == ["a.csv", "a-2.csv", "a-3.csv"]


def test_what_one_session_uploads_no_other_sees(
    monkeypatch: pytest.MonkeyPatch, visit: Callable, words_of: Callable, example: Path
) -> None:
    """Two people drop files of the same name, one after the other, and each sees the own branches only."""
    monkeypatch.delenv(state.ENVIRONMENT, raising=False)
    sessions = [AppTest.from_file(ENTRANCE, default_timeout=60) for _ in range(3)]
    for number, session in enumerate(sessions[:2]):
        named = (example / "customers.csv").read_bytes().replace(b"Airport", f"Secret {number}".encode())
        drop(visit(session.run(), "upload"), ("customers.csv", named, CSV)).button(key="analyse").click().run()
        assert f"Secret {number}" in words_of(session)
    for number, session in enumerate(sessions):
        for address in ("overview", "groups", "upload"):
            said = words_of(visit(session.run(), address))
            assert not any(f"Secret {other}" in said for other in range(2) if other != number), (number, address)
