"""What a visitor waits for: the headline in a fresh browser, and the change of a filter."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
HEADLINE = "text=/gap 5 was/"
BRANCH, WHOLE = "Station Square", "gap 5 was −0.52"
WATCH = """whole => {
  window.addEventListener("click", () => { window.clicked = performance.now() }, {capture: true, once: true})
  const look = () => {
    if (document.body.textContent.includes(whole)) return
    watcher.disconnect()
    requestAnimationFrame(() => { window.shown = performance.now() })
  }
  const watcher = new MutationObserver(look)
  watcher.observe(document.body, {subtree: true, childList: true, characterData: true})
}"""


def measure(study: Path, runs: int) -> dict[str, list[float]]:
    """Seconds of each of `runs` fresh browsers against one running server."""
    port = _free_port()
    command = [sys.executable, "-m", "dashboard.serve", "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"FIVEGAPS_STUDY": str(study)}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        _visit(port)
        visits = [_visit(port) for _ in range(runs)]
    finally:
        server.terminate()
        server.wait()
    return {"dashboard: headline in a fresh browser": [v[0] for v in visits], "dashboard: a filter change": [v[1] for v in visits]}


def _visit(port: int) -> tuple[float, float]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        began = time.perf_counter()
        page.goto(f"http://localhost:{port}")
        page.wait_for_selector(HEADLINE, timeout=60_000)
        headline = time.perf_counter() - began
        page.wait_for_timeout(2_000)
        found = headline, _filter(page)
        browser.close()
    return found


def _filter(page: Page) -> float:
    """From the click on another branch to the frame that shows the branch's own sentence, by the page's own clock: asking the page
    again and again from outside, and moving the mouse there, took a third of what was measured."""
    option = page.get_by_role("option", name=BRANCH)
    for _ in range(20):
        if not option.is_visible():
            page.locator(".st-key-part button[aria-haspopup=listbox]").click()
            page.wait_for_timeout(300)
        if option.is_visible():
            break
    page.evaluate(WATCH, WHOLE)
    option.click()
    page.wait_for_function("window.shown", timeout=30_000, polling=100)
    seconds: float = page.evaluate("(window.shown - window.clicked) / 1000")
    return seconds


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("localhost", 0))
        port: int = s.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("localhost", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")
