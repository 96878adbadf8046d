"""In a real Chromium: start, open the example, change the language, upload a file, correct its columns, read a gap,
download the PDF.

The uploaded file names its branches as an attacker would: they must stand on the page letter by letter.
"""

from __future__ import annotations

import csv
import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.wording import Wording
from tests.dashboard import made

pytestmark = pytest.mark.browser
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<img src=x onerror=alert(1)>", "[link](http://x)", "$x$ and $y$", ":red[a] :smile:", "**b** www.x.org", "a -> b >= c",
    "{x} %{y} <b>z</b>", "~~s~~ `c` | d",
)  # fmt: skip

if not CHROMIUM.exists():
    pytest.skip(f"there is no Chromium at {CHROMIUM}: the dashboard was not driven in a browser", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: no browser test")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    environment = {name: value for name, value in os.environ.items() if name != "FIVEGAPS_STUDY"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert server.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(url, timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        yield chromium
        chromium.close()


def test_example_language_gap_and_report(address: str, browser, tmp_path: Path) -> None:
    english, asked = Wording("en"), []
    page = _visit(browser, f"{address}/gap1", asked)
    assert english.say("dashboard.address.no_study") in page.inner_text("[data-testid=stMain]")
    assert page.get_by_role("dialog").count() == 0, "an address that a study can have is never said to be unknown"
    page.get_by_role("button", name=english.say("dashboard.start.example.button")).click()
    _see(page, english.say("gap.gap1.title"))
    page.get_by_role("link", name=english.say("section.overview"), exact=True).click()
    _see(page, english.say("section.overview"))
    page.locator("[data-testid=stImage] img").wait_for()
    assert page.locator("[data-testid=stImage] img").evaluate("image => image.naturalWidth") > 0

    page.locator(".st-key-language").get_by_text("繁體", exact=True).click()
    chinese = Wording("zh-Hant")
    _see(page, chinese.say("section.overview"))
    assert "language=zh-Hant" in page.url

    page.get_by_role("link", name=chinese.say("gap.gap5.title")).click()
    _see(page, chinese.say("gap.gap5.title"))
    page.locator(".js-plotly-plot .scatterlayer").first.wait_for()
    assert chinese.say("gap.gap5.question") in page.inner_text("[data-testid=stMain]")
    assert "language=zh-Hant" in page.url

    page.get_by_role("link", name=chinese.say("dashboard.downloads.page"), exact=True).click()
    _see(page, chinese.say("dashboard.downloads.title"))
    with page.expect_download() as download:
        page.locator(".st-key-download_pdf button").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    elsewhere = [url for url in asked if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert asked and not elsewhere, "nothing but this computer is asked for anything"


def test_upload_with_hostile_names(address: str, browser, example: Path) -> None:
    page = _visit(browser, f"{address}/upload")
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    file = {"name": "hostile.csv", "mimeType": "text/csv", "buffer": _with_hostile_branches(example / "customers.csv")}
    page.set_input_files("input[type=file]", [file])
    page.locator(".st-key-analyse button").click()
    _see(page, Wording("en").say("section.overview"))
    chart = page.locator(".js-plotly-plot", has_text="onerror")
    chart.wait_for()
    for name in HOSTILE:
        assert name in _letters(chart.text_content()), name
    for name in HOSTILE[:4]:
        _choose(page, "part", name)
        _see_beside(page, name)
    assert page.locator("[data-testid=stMain] a, [data-testid=stMarkdown] img, .katex").count() == 0
    assert not alerts


def test_a_meaning_is_corrected_in_the_table_of_columns(address: str, browser, example: Path) -> None:
    """A column that nothing recognises becomes an item, and another one the branch."""
    words = Wording("zh-Hans")
    page = _visit(browser, f"{address}/upload?language=zh-Hans")
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    rows = [["where?", "<img src=x onerror=alert(1)>", *made.both()[1:]]]
    rows += [[str(n % 2 + 1), *(person[code] for code in made.both())] for n, person in enumerate(made.people(example))]
    page.set_input_files("input[type=file]", [{"name": "a.csv", "mimeType": "text/csv", "buffer": made.text(rows)}])
    _see_said(page, words.say("dashboard.upload.mapping", mapped=43, columns=45))
    _mean(page, 1, "tan1")
    _see_said(page, words.say("dashboard.upload.mapping", mapped=44, columns=45))
    _mean(page, 0, words.say("dashboard.upload.unit_is"))
    page.get_by_role("tab", name=words.say("dashboard.upload.groups")).click()
    page.locator("[class*=st-key-unit] input[value='where?']").wait_for()
    _see_said(page, words.say("dashboard.upload.mapping", mapped=44, columns=45))
    page.locator(".st-key-analyse button").click()
    _see(page, words.say("section.overview"))
    assert not alerts


def _see_said(page, text: str) -> None:
    page.locator("[data-testid=stMarkdown]", has_text=text).wait_for()


def _mean(page, row: int, meaning: str) -> None:
    """Choose a meaning in a row of the table, which is drawn on a canvas: 35 pixels a row, the meaning right of the header."""
    table = page.locator("[data-testid=stDataFrame]").first
    table.locator("canvas").first.wait_for()
    page.wait_for_timeout(1_000)
    table.click(position={"x": 300, "y": 35 * (row + 1) + 17})
    page.keyboard.press("Enter")
    page.locator("#portal input").wait_for()
    page.keyboard.type(meaning)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")


def _visit(browser, url: str, asked: list[str] | None = None):
    """A new page at `url`; every address that it asks for is put into `asked`."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page.on("request", lambda request: None if asked is None else asked.append(request.url))
    page.set_default_timeout(20_000)
    page.goto(url)
    page.locator("h1").wait_for()
    return page


def _see(page, title: str) -> None:
    page.locator("h1", has_text=title).wait_for()


def _choose(page, key: str, name: str) -> None:
    """Choose an option of a select box. A page that is still being drawn may close its list: then it is opened again."""
    option = page.get_by_role("option", name=name)
    for _ in range(20):
        if not option.is_visible():
            page.locator(f".st-key-{key} button[aria-haspopup=listbox]").click()
            page.wait_for_timeout(300)
        if option.is_visible():
            option.click()
            return
    raise AssertionError(name)


def _see_beside(page, name: str) -> None:
    """The sidebar names the group shown; invisible word joiners apart, letter by letter."""
    beside = page.locator("[data-testid=stSidebarUserContent] [data-testid=stMarkdown]").first
    for _ in range(100):
        if name in _letters(beside.inner_text()):
            return
        page.wait_for_timeout(100)
    raise AssertionError((name, beside.inner_text()))


def _with_hostile_branches(customers: Path) -> bytes:
    rows = list(csv.DictReader(io.StringIO(customers.read_text("utf-8"))))
    named = dict(zip(sorted({row["branch"] for row in rows}), HOSTILE, strict=True))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows({**row, "branch": named[row["branch"]]} for row in rows)
    return out.getvalue().encode()


def _letters(text: str) -> str:
    return text.replace("\u2060", "").replace("\u00a0", " ")
