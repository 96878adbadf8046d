"""A process of our own runs what is installed, wherever that is, and finds what the one that started it finds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import own_process

ROOT = Path(own_process.__file__).parent
ALL_THREE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from gaps import second_process
from gaps.solving import Asked
from surveys.reading import guard, large
assert guard.__file__.startswith(sys.argv[1])
file = Path(sys.argv[2])
assert json.loads(guard.ask(file, file.name).splitlines()[0])["header"] == ["a", "b"]
assert large.read_pieces(file, file.name, ("", ""))["header"] == ["a", "b"]
with second_process._started() as process:
    assert second_process._answer(process, second_process.json.encode(Asked())) == b'{"estimates":[],"permuted":[]}\\n'
"""


def test_no_code_of_the_working_directory_is_run_where_the_root_has_a_separator_of_paths(tmp_path: Path) -> None:
    root = tmp_path / f"a{os.pathsep}b"
    for room in ("surveys", "gaps"):
        shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("own_process.py", "startup.py"):
        shutil.copy(ROOT / file, root)
    shutil.copytree(root, tmp_path / "b")
    for file in (tmp_path / "b").rglob("*.py"):
        file.write_text(f"open({str(tmp_path / 'run')!r}, 'w')", "utf-8")
    (tmp_path / "answers.csv").write_text("a,b\n1,2\n", "utf-8")
    command = [sys.executable, "-P", "-c", ALL_THREE, str(root), str(tmp_path / "answers.csv")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert not (tmp_path / "run").exists()
    assert done.returncode == 0, done.stderr


def test_it_finds_libraries_of_whoever_started_it_but_nothing_of_the_working_directory(tmp_path: Path) -> None:
    for folder, module in (("libraries", "theirs"), ("here", "stray"), ("libraries", "startup")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{module}.py").touch()
    code = "import importlib.util, sys, startup, theirs; print(importlib.util.find_spec('stray'), startup.__file__, sys.argv[1:])"
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "libraries")}
    command = own_process.command(code, "one", "two")
    said = subprocess.run(command, cwd=tmp_path / "here", env=environment, capture_output=True, text=True, check=True).stdout
    assert said.split(" ", 2) == ["None", str(ROOT / "startup.py"), "['one', 'two']\n"]
