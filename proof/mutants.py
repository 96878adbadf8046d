"""Mutants: one wrong sign, divisor, side or rule at a time in a copy of the code. The tests must notice each of them.

A mutant replaces one text that stands exactly once in its file. It is killed where the tests named for it fail; the test that
killed it last time (`killers.json`) goes first, as most of the time is spent on tests that see nothing. One that no test notices
is listed as alive; one whose text is no longer there, or whose tests do not run, fails the proof, so that the list stays true.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from proof.mutant_list import MUTANTS, Mutant
from proof.progress import told

ROOT = Path(__file__).parents[1]
KILLERS = Path(__file__).with_name("killers.json")
LONGEST = 600
"""Seconds until a mutant that hangs counts as noticed."""


class Fate(Struct, frozen=True):
    """`killer` is the test that noticed the mutant, None where none did; `broken` what kept the tests from running."""

    mutant: Mutant
    killer: str | None
    broken: str = ""


def stale() -> list[Mutant]:
    """Mutants whose text does not stand exactly once in their file."""
    return [m for m in MUTANTS if (ROOT / m.file).read_text("utf-8").count(m.old) != 1]


def fates() -> Iterator[Fate]:
    hints = json.loads(KILLERS.read_text("utf-8")) if KILLERS.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        here = _copy(Path(folder) / "copy")
        gone = stale()
        _whole(here)
        for m in told("mutants", MUTANTS):
            yield Fate(m, None, "no longer in the code") if m in gone else _fate(m, here, hints.get(_name(m)))


def _whole(here: Path) -> None:
    """Raises RuntimeError where a test fails without any mutant: it would notice all of them."""
    nothing = replace(MUTANTS[0], tests=tuple(dict.fromkeys(t for m in MUTANTS for t in m.tests)))
    fate = _tested(nothing, here, nothing.tests)
    if fate.killer or fate.broken:
        raise RuntimeError(f"a test fails without any mutant: {fate.killer or fate.broken}")


def _name(m: Mutant) -> str:
    return f"{m.file}: {m.what}"


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


def _fate(m: Mutant, here: Path, hint: str | None) -> Fate:
    file = here / m.file
    whole = file.read_text("utf-8")
    file.write_text(whole.replace(m.old, m.new), "utf-8")
    try:
        first = _tested(m, here, (hint,)) if hint else None
        return first if first and first.killer else _tested(m, here, m.tests)
    finally:
        file.write_text(whole, "utf-8")


def _tested(m: Mutant, here: Path, tests: tuple[str, ...]) -> Fate:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=no", *tests]
    try:
        done = subprocess.run(command, cwd=here, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return Fate(m, f"{tests[0]}, without end")
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode == 0:
        return Fate(m, None)
    found = re.findall(r"(?m)^(?:FAILED|ERROR) (\S+?::\w+)", said)
    return Fate(m, found[-1]) if done.returncode == 1 and found else Fate(m, None, " ".join(said[-300:].split()) or "no tests")


def section(quick: bool) -> Iterator[str]:
    yield "## Mutants\n"
    if quick:
        yield f"{len(MUTANTS)} mutants are listed; they run in `make prove` only.\n"
        return
    found = list(fates())
    killers = {_name(f.mutant): f.killer for f in found if f.killer}
    KILLERS.write_text(json.dumps(killers, indent=0, ensure_ascii=False) + "\n", "utf-8")
    dead = sum(f.killer is not None for f in found)
    yield f"{dead} of {len(found)} wrong formulas were noticed by the tests ({dead / len(found):.0%}).\n"
    yield "| file | what is wrong | noticed by |\n| --- | --- | --- |"
    for f in found:
        noticed = f"`{f.killer.rpartition('/')[2]}`" if f.killer else "**did not run**" if f.broken else "**nobody**"
        yield f"| `{f.mutant.file}` | {f.mutant.what} | {noticed} |"
    if broken := [f for f in found if f.broken]:
        raise RuntimeError("; ".join(f"{_name(f.mutant)}: {f.broken}" for f in broken))
