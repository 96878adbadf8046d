"""`python -m proof [--quick] [part …]` writes docs/validation.md: every part, or only those named, two at a time.

Each part is a process of its own and its section is written as soon as it ends, so that nothing is lost when another fails; the
exit code then says so. A run that was broken off goes on with the parts that it names as missing.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/validation.md"
HEAD = """# Validation

Every method that a report may print, what it was checked against, and how far it can be trusted. `make prove` writes this page;
a number on it was measured by the code beside it, on synthetic data, NIST's sets, or stored results of R.
± is the Monte Carlo standard error.
"""
AT_ONCE = 2
PARTS = {
    "methods": 1, "nist": 0.2, "brute": 1, "coverage": 7, "studies": 15, "clusters": 12, "sizes": 18, "beside": 3, "mutants": 9,
    "fuzz": 4, "degenerate": 0.2, "reproducible": 0.5,
}  # fmt: skip
"""In the order of the page, each with the minutes that it takes one quiet processor, for the order of work and the time left."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a small share of each part, to standard output only")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    wanted = options.parts or list(PARTS)
    sys.exit(_alone(wanted[0], options.quick) if options.alone else _all(wanted, options.quick))


# ---- one part, in this process -----------------------------------------------------------------------------------------
def _alone(name: str, quick: bool) -> int:
    """Prints the section; whatever was written before a fault is kept."""
    try:
        for line in import_module(f"proof.{name}").section(quick):
            print(line, flush=True)
    except Exception as fault:  # which one is what the page tells
        print(f"\n**This part failed: {type(fault).__name__}: {fault}**")
        return 1
    print(f"\n*{time.process_time() + sum(os.times()[2:4]):.0f} s of processor time.*")
    return 0


# ---- all of them, as processes -----------------------------------------------------------------------------------------
def _all(names: list[str], quick: bool) -> int:
    began, left, failed = time.monotonic(), dict.fromkeys(names), []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(_process, name, quick): name for name in sorted(names, key=lambda n: -PARTS[n])}
        for done in as_completed(running):
            name = running[done]
            text, good = done.result()
            del left[name]
            failed += [] if good else [name]
            if quick:
                print(text, flush=True)
            else:
                _write(placed(PAGE.read_text("utf-8") if PAGE.exists() else HEAD, name, text))
            rest = sum(PARTS[n] for n in left) / AT_ONCE
            print(f"{name}: {'done' if good else 'FAILED'}; about {rest:.0f} min left for {', '.join(left) or 'nothing'}",
                  file=sys.stderr, flush=True)  # fmt: skip
    if not quick and set(names) == PARTS.keys():
        page = PAGE.read_text("utf-8")
        _write(placed(page, "run", _told(time.monotonic() - began, page)))
    print(f"failed: {', '.join(failed)}" if failed else "every part is done", file=sys.stderr)
    return 1 if failed else 0


def _process(name: str, quick: bool) -> tuple[str, bool]:
    """The section, and whether the part came to a good end."""
    command = [sys.executable, "-m", "proof", "--alone", *(["--quick"] if quick else []), name]
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(command, cwd=PAGE.parents[1], env=os.environ | one, stdout=subprocess.PIPE, check=False)
    text = done.stdout.decode("utf-8").rstrip("\n")
    if done.returncode not in (0, 1):
        text += f"\n\n**This part ended with code {done.returncode}.**"
    return text, done.returncode == 0


def _told(seconds: float, page: str) -> str:
    """How long it took, beside the processor time of its parts: on a busy machine the one says little."""
    busy = sum(int(part) for part in re.findall(r"^\*(\d+) s of processor time\.\*$", page, re.MULTILINE))
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas", "pingouin", "pyarrow", "duckdb"))
    return (
        f"The whole took {seconds / 60:.0f} minutes ({busy / 60:.0f} of processor time), {AT_ONCE} parts at a time, on "
        f"{datetime.now(UTC):%Y-%m-%d}, on {os.cpu_count()} processors ({platform.system()}, {platform.machine()}), "
        f"Python {platform.python_version()}, {packages}."
    )


def _write(page: str) -> None:
    beside = PAGE.with_suffix(".part")
    beside.write_text(page, "utf-8")
    beside.replace(PAGE)


def placed(page: str, name: str, text: str) -> str:
    """The page with one part put in its place, the parts in their order."""
    found = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- /\1 -->", page, flags=re.S)) | {name: text}
    order: Iterable[str] = ("run", *PARTS)
    body = (f"<!-- {part} -->\n{found[part]}\n<!-- /{part} -->\n" for part in order if part in found)
    return "\n".join((HEAD, *body))


if __name__ == "__main__":
    main()
