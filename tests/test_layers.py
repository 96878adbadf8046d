"""The house keeps its order: each room imports only what the data have already passed through."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("surveys", "gaps", "reports", "dashboard")
MODEL = {"surveys.instrument", "surveys.mapping", "surveys.responses", "surveys.study", "surveys.problems"}
ALLOWED = {
    "surveys": {"surveys"},
    "gaps": {"gaps", *MODEL},
    "reports": {"reports", "gaps.results", "surveys.problems", "surveys.mapping", "surveys.instrument"},
    "dashboard": {"dashboard", "reports", "gaps", "surveys"},
}
TOP = ("app.py", "cli.py", "console.py")
FILES = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))] + [ROOT / name for name in TOP]


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{a.name}" for a in node.names}
    return found


def within(name: str, allowed: set[str]) -> bool:
    return any(name == a or name.startswith(f"{a}.") for a in allowed)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    own = {name for name in imports(path) if name.split(".")[0] in ROOMS}
    if room in ALLOWED:
        assert {n for n in own if not within(n, ALLOWED[room])} == set()
    if room not in ("dashboard", "app.py"):
        assert not {n for n in imports(path) if within(n, {"streamlit"})}


def test_reports_cannot_leak_an_answer() -> None:
    for path in (ROOT / "reports").rglob("*.py"):
        assert not {n for n in imports(path) if within(n, {"surveys.responses", "surveys.reading"})}, path


def test_estimates_need_numpy_and_scipy_only() -> None:
    outside = {n.split(".")[0] for n in imports(ROOT / "gaps/estimates.py")} - {"gaps", "__future__"}
    assert outside <= {"numpy", "scipy", "math", "msgspec", "itertools"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_unsafe_is_used(path: Path) -> None:
    text = path.read_text("utf-8").replace("st.html(SCROLLED)", "")  # a rule of style, the same for everybody
    for word in ("unsafe_allow_html", "st.html(", "pickle", "joblib", "shell=True", "yaml.load(", "eval(", "exec("):
        assert word not in text, word


def test_the_entrance_stays_small() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) <= 40
