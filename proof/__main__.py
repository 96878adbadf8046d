"""`python -m proof [--quick] [part …]` writes docs/validation.md: every part, or only those named."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from proof import coverage, degenerate, methods, mutants, nist, reproducible

PAGE = Path(__file__).parents[1] / "docs/validation.md"
HEAD = """# Validation

Every method that a report may print, what it was checked against, and how far it can be trusted. `make prove` writes this page;
a number on it was measured by the code beside it, on synthetic data, NIST's sets, or stored results of R.
"""
PARTS: dict[str, Callable[[bool], Iterator[str]]] = {
    "methods": methods.section,
    "nist": nist.section,
    "coverage": coverage.section,
    "mutants": mutants.section,
    "degenerate": degenerate.section,
    "reproducible": reproducible.section,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller grid and no mutants, to standard output only")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in options.parts or PARTS:
        began = time.monotonic()
        text = "\n".join(PARTS[name](options.quick))
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        if options.quick:
            print(text, flush=True)
        else:
            PAGE.write_text(placed(PAGE.read_text("utf-8") if PAGE.exists() else HEAD, name, text), "utf-8")


def placed(page: str, name: str, text: str) -> str:
    """The page with one part put in its place, the parts in their order."""
    found = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- /\1 -->", page, flags=re.S)) | {name: text}
    body = (f"<!-- {part} -->\n{found[part]}\n<!-- /{part} -->\n" for part in PARTS if part in found)
    return "\n".join((HEAD, *body))


if __name__ == "__main__":
    main()
