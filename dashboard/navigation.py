"""The pages and their addresses. Every address that any study can have is known at any time, so a bookmark is answered in words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import streamlit as st

from dashboard import state
from reports.blocks import Findings
from reports.findings import GAPS
from reports.wording import Wording

PAGES = Path(__file__).parent / "pages"
SECTIONS = ("overview", *GAPS, "zones", "groups", "quality", "method")
"""The sections that findings can have: each is the address of its page."""
HOME = "home"
"""The name of the page at the bare address, which shows what the first page of the menu shows."""


def navigation(found: Findings | None, words: Wording) -> Any:
    """The page to run: a page for each section of the findings, and those that open a study or carry it away."""
    start, upload = (_page(name, f"{name}.py", words.say(f"dashboard.{name}.page")) for name in ("start", "upload"))
    if found is None:
        others = [_page(name, "start.py") for name in (*SECTIONS, "downloads")]
        return st.navigation([*_at_home("start", "start.py", start.title), upload, *others])
    first, *further = [(section.id, section.title) for section in found.sections]
    sections = [*_at_home(first[0], "section.py", first[1]), *(_page(name, "section.py", title) for name, title in further)]
    absent = [_page(name, "section.py") for name in SECTIONS if name not in dict([first, *further])]
    downloads = _page("downloads", "downloads.py", words.say("dashboard.downloads.page"))
    menu = {words.say("dashboard.results"): [*sections, downloads, *absent], words.say("dashboard.studies"): [start, upload]}
    page = st.navigation(menu, expanded=True)
    if state.arriving() and page in (start, upload):
        st.switch_page(sections[0])
    return page


def _page(name: str, file: str, title: str = "", default: bool = False, hidden: bool = False) -> Any:
    """A page without a title is not in the menu."""
    seen: Literal["hidden", "visible"] = "hidden" if hidden or not title else "visible"
    return st.Page(PAGES / file, title=title or "Five Gaps", url_path=name, default=default, visibility=seen)


def _at_home(name: str, file: str, title: str) -> Iterable[Any]:
    """The first page stands at the bare address and at its own; the menu holds the one that is open."""
    named = urlsplit(st.context.url or "").path.rstrip("/").endswith(f"/{name}")
    yield _page(HOME, file, title, default=True, hidden=named)
    yield _page(name, file, title, hidden=not named)
