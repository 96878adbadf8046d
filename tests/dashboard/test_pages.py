"""1. Every page runs in every language. 2. Every number of the plain rendering stands on the screen.
3. A filter changes the group, never the words' source. 4. The theme's colours are those of the verdicts, and legible.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from streamlit.testing.v1 import AppTest

from dashboard import state
from dashboard.navigation import SECTIONS
from dashboard.tones import LOOKS
from reports import plain
from reports.findings import build
from reports.wording import Wording

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
NUMBER = re.compile(r"[−+]?\d+(?:[.,]\d+)*%?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_every_number_of_the_plain_text(
    opened: AppTest, example: Path, visit: Callable, words_of: Callable, language: str
) -> None:
    opened.query_params["language"] = language
    opened.run()
    findings = build(state.open_file(example / "study.yaml").analysis, Wording(language), {})
    assert len(findings.sections) >= 9
    for number, section in enumerate(findings.sections):
        page = words_of(visit(opened, section.id))
        alone = replace(findings, title="", subtitle="", organisation="", date="", footer="", sections=(section,))
        wanted = set(NUMBER.findall(_without_tracks(plain.render(alone))))
        lost = wanted - set(NUMBER.findall(page))
        assert not lost, (section.id, language, lost)
        assert wanted or number, "the overview has numbers"
        assert section.title in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["start", "upload", "downloads"])
def test_the_other_pages_run(opened: AppTest, visit: Callable, language: str, address: str) -> None:
    opened.query_params["language"] = language
    page = visit(opened.run(), address)
    assert page.title[0].value == Wording(language).say(f"dashboard.{address}.title")


def test_a_branch_is_shown_when_it_is_chosen(opened: AppTest, visit: Callable, words_of: Callable, example: Path) -> None:
    analysis = state.open_file(example / "study.yaml").analysis
    branch = analysis.study["units"][0]
    page = visit(opened.run(), "gap5")
    page.sidebar.selectbox(key="part").set_value(f'{{"unit": "{branch}"}}').run()
    lead = build(analysis, Wording("en"), {"unit": branch}).sections[5].blocks[1]
    assert lead.text in words_of(page)
    assert branch in _badge(page), "on a phone the filter is out of sight"
    assert branch in words_of(visit(page, "downloads"))
    assert Wording("en").say("dashboard.scope.whole") in _badge(visit(page, "quality"))


def _badge(page: AppTest) -> str:
    return next(found.value for found in page.main.markdown if "-badge[" in found.value)


def test_without_a_study_there_is_a_start_page(start: AppTest) -> None:
    page = start.run()
    assert not page.exception
    assert page.title[0].value == Wording("en").say("dashboard.start.title")


@pytest.mark.parametrize("address", [*SECTIONS, "downloads"])
def test_an_address_of_results_without_a_study_says_so(start: AppTest, visit: Callable, address: str) -> None:
    page = visit(start.run(), address)
    assert page.info[0].value == Wording("en").say("dashboard.address.no_study")
    assert page.title[0].value == Wording("en").say("dashboard.start.title")


def test_a_section_that_the_study_has_not_is_answered_by_the_first(opened: AppTest, visit: Callable, example: Path) -> None:
    found = {section.id for section in build(state.open_file(example / "study.yaml").analysis, Wording("en")).sections}
    assert found <= set(SECTIONS), "a section without an address of its own"
    page = visit(opened.run(), next(name for name in SECTIONS if name not in found))
    assert page.info[0].value == Wording("en").say("dashboard.address.absent")
    assert page.title[0].value == Wording("en").say("section.overview")


def test_a_study_that_cannot_be_opened_is_explained(
    start: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words_of: Callable
) -> None:
    monkeypatch.setenv(state.ENVIRONMENT, str(tmp_path / "nowhere.yaml"))
    page = start.run()
    assert not page.exception
    assert Wording("en").say("problem.file_missing.what") in words_of(page)


def test_a_source_that_could_not_be_read_is_named_on_the_results(
    opened: AppTest, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words_of: Callable
) -> None:
    shutil.copytree(example, tmp_path, dirs_exist_ok=True)
    (tmp_path / "managers.csv").write_bytes(b"")
    monkeypatch.setenv(state.ENVIRONMENT, str(tmp_path / "study.yaml"))
    page = opened.run()
    assert not page.exception
    assert Wording("en").say("problem.file_empty.what") in words_of(page)
    assert page.title[0].value == Wording("en").say("section.overview")


def test_the_example_opens_from_the_start_page(start: AppTest, words_of: Callable) -> None:
    start.run().button(key="open_example").click().run()
    assert not start.exception
    assert "Harbour Bank" in words_of(start)


def test_theme_and_verdicts_have_the_same_colours() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    printed = (ROOT / "reports" / "theme.typ").read_text("utf-8")
    for tone, look in LOOKS.items():
        if tone != "plain":
            assert theme[f"{look.name}Color"] == theme[f"{look.name}TextColor"] == look.colour
            assert f'{tone}: (ink: rgb("{look.colour}")' in printed or f"{tone}: (ink: muted" in printed
    assert len(theme["chartCategoricalColors"]) >= 10


def test_text_stands_out_from_its_paper() -> None:
    """WCAG 2 asks 4.5 : 1 of text. A verdict stands on white and on its badge, a caption is the text's colour at 60 %."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for look in LOOKS.values():
        for paper in (theme["backgroundColor"], theme[f"{look.name}BackgroundColor"]):
            assert _contrast(_channels(look.colour), _channels(paper)) >= 4.5, (look.name, paper)
    for paper in (theme["backgroundColor"], theme["sidebar"]["backgroundColor"]):
        faded = [0.6 * ink + 0.4 * white for ink, white in zip(_channels(theme["textColor"]), _channels(paper), strict=True)]
        assert _contrast(faded, _channels(paper)) >= 4.5, paper


def _channels(colour: str) -> list[float]:
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _contrast(ink: list[float], paper: list[float]) -> float:
    dark, light = sorted((_luminance(ink), _luminance(paper)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[float]) -> float:
    linear = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _without_tracks(text: str) -> str:
    """The drawn lines of the plain charts begin and end with the ends of the scale, which a chart's axis shows."""
    return re.sub(r"\d+ [·○●◉]+ \d+", "", text)
