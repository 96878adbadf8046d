"""Requirement: no change of a file's bytes kills or halts the parent, or raises what our code did not foresee.

500 mutants of each format here, 20,000 by `python -m benchmarks.fuzz --full`. Each is read by the child's own code in a process
forked for it (see benchmarks/fuzz.py), which is why this runs in an interpreter of its own, without threads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "sav"])
def test_mutated_files_are_read_or_refused(kind: str) -> None:
    command = [sys.executable, "-m", "benchmarks.fuzz", kind, "--count", "500"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["bad"] == {} and done.returncode == 0
    assert sum(found["seen"].values()) == found["tried"] == 500
    assert found["seen"]["read"] > 20 and len(found["seen"]) > 3, "the mutants are neither all harmless nor all hopeless"
