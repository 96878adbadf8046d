"""The dashboard on the worked example, driven without a browser."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard import state
from surveys.example import write_example

ROOT = Path(__file__).resolve().parents[2]
ENTRANCE = str(ROOT / "app.py")


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    write_example(folder)
    return folder


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app without a study, not yet run."""
    monkeypatch.delenv(state.ENVIRONMENT, raising=False)
    return AppTest.from_file(ENTRANCE, default_timeout=60)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, example: Path) -> AppTest:
    """The app on the worked example, not yet run."""
    monkeypatch.setenv(state.ENVIRONMENT, str(example / "study.yaml"))
    return AppTest.from_file(ENTRANCE, default_timeout=60)


Visit = Callable[[AppTest, str], AppTest]


@pytest.fixture
def visit() -> Visit:
    """Go to a page by its address and let it run. All sections share one file, so the file alone does not name the page."""

    def go(app: AppTest, address: str) -> AppTest:
        app._page_hash = calc_hash(address)
        app.run()
        assert not app.exception, app.exception
        return app

    return go


@pytest.fixture
def words_of() -> Callable[[AppTest], str]:
    """What the page says, as a reader sees it: elements and the words in charts, without escapes and invisible letters."""
    return lambda app: "\n".join(_plain(text) for text in _said(app))


def _said(app: AppTest) -> Iterator[str]:
    for element in (*app.main, *app.sidebar):
        kind = element.type
        if kind == "plotly_chart":
            yield from _words_in(json.loads(element.proto.spec))
        elif hasattr(element, "value") and isinstance(element.value, str):
            yield element.value
        else:
            yield str(getattr(element, "label", ""))


def _words_in(node: Any, key: str = "") -> Iterator[str]:
    """Texts of a Plotly figure: never a coordinate."""
    if isinstance(node, dict):
        for name, inside in node.items():
            yield from _words_in(inside, name)
    elif isinstance(node, list):
        for inside in node:
            yield from _words_in(inside, key)
    elif isinstance(node, str) and key in ("text", "hovertext"):
        yield node


def _plain(text: str) -> str:
    bare = html.unescape(re.sub(r"</?[A-Za-z][^>]*>", " ", text))
    return bare.replace("\\", "").replace("\u2060", "").replace("\u00a0", " ")
