"""Mutants: one wrong sign, divisor, side or rule at a time in a copy of the code. The tests must notice each of them.

A mutant replaces one text that stands exactly once in its file. It is killed where the tests named for it fail. One that the
tests do not notice is listed as alive; one whose text is no longer there stops the proof, so that the list stays true.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from proof.mutant_list import MUTANTS, Mutant

ROOT = Path(__file__).parents[1]
AT_ONCE = 2
LONGEST = 900
"""Seconds until a mutant that hangs counts as noticed."""


@dataclass(frozen=True)
class Fate:
    mutant: Mutant
    killed: bool


def stale() -> list[Mutant]:
    """Mutants whose text does not stand exactly once in their file."""
    return [m for m in MUTANTS if (ROOT / m.file).read_text("utf-8").count(m.old) != 1]


def fates() -> Iterator[Fate]:
    with tempfile.TemporaryDirectory() as folder:
        copies = [_copy(Path(folder) / str(i)) for i in range(AT_ONCE)]
        free = list(copies)

        def run(mutant: Mutant) -> Fate:
            here = free.pop()
            try:
                return Fate(mutant, _killed(mutant, here))
            finally:
                free.append(here)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(run, MUTANTS)


def _copy(target: Path) -> Path:
    """The tracked files as they are now, without history or caches."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    shared = ROOT.parent / "shared"
    if shared.is_dir() and not (target.parent / "shared").exists():
        (target.parent / "shared").symlink_to(shared)
    return target


def _killed(mutant: Mutant, here: Path) -> bool:
    file = here / mutant.file
    whole = file.read_text("utf-8")
    file.write_text(whole.replace(mutant.old, mutant.new), "utf-8")
    try:
        command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *mutant.tests]
        done = subprocess.run(command, cwd=here, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(whole, "utf-8")
    if done.returncode not in (0, 1):
        raise RuntimeError(f"the tests did not run for {mutant.file}: {mutant.what}\n{done.stdout.decode()[-2000:]}")
    return done.returncode == 1


def section(quick: bool) -> Iterator[str]:
    yield "## Mutants\n"
    if old := stale():
        raise RuntimeError("no longer in the code: " + "; ".join(f"{m.file}: {m.what}" for m in old))
    if quick:
        yield f"{len(MUTANTS)} mutants are listed; they run in `make prove` only.\n"
        return
    found = list(fates())
    dead = sum(f.killed for f in found)
    yield f"{dead} of {len(found)} wrong formulas were noticed by the tests ({dead / len(found):.0%}).\n"
    yield "| file | what is wrong | noticed |\n| --- | --- | --- |"
    for f in found:
        yield f"| `{f.mutant.file}` | {f.mutant.what} | {'yes' if f.killed else '**no**'} |"
