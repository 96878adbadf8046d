"""The methods of the one table, each with its null, its source, its second opinion and the worst difference to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import gaps
from gaps.methods import ROWS
from proof.second_opinions import CHECKS, Opinion, opinions

CLOSE, DRAWN = 1e-6, 0.1
BY_DRAWING = ("permutation", "mean_bca")
"""Methods whose second opinion is itself drawn: they agree as well as it repeats itself."""
BESIDE = {
    "welch_anova": ("Welch 1951", "means_equal"), "welch_one_more": ("docs/decisions/design.md", "means_equal"),
    "kruskal_wallis": ("Kruskal and Wallis 1952", "same_distribution"),
    "games_howell": ("Games and Howell 1976", "means_equal"), "holm": ("Holm 1979", ""), "alpha": ("Cronbach 1951", ""),
    "omega": ("McDonald 1999", ""), "eta_squared": ("Fisher 1925", ""), "omega_squared": ("Hays 1963", ""),
}  # fmt: skip
"""What stands beside the gaps' own results: groups, corrections, reliability."""
TRIED = {
    "alpha_half_answer": ("docs/decisions/alpha.md", "R lavaan (tests/gaps/test_reliability.py)", ".936 to 1.00, 144 cells"),
    "f_one_way": ("Shrout and Fleiss 1979, ICC(1, k)", "pingouin (tests/gaps/test_units.py)", ""),
    "shrunk": ("Morris 1983", "trials (benchmarks/branches.py)", ".939 to 1.00, on average over branches"),
    "t_stratified": ("Cochran 1977", "R survey (tests/gaps/test_units.py)", ".848 to .970: stands beside, decides nothing"),
    "split_half": ("Spearman and Brown 1910", "R psych (tests/gaps/test_reliability.py)", ""),
    "gap_reliability": ("Peter, Churchill and Brown 1993", "R (tests/gaps/test_reliability.py)", ""),
}
"""Methods whose second opinion stands in the tests or in a trial of their own."""


SCHEMA = Path(gaps.__file__).with_name("analysis.schema.json")


def printable() -> set[str]:
    """Every method that may stand in a report: those of the table, and those that the schema of an analysis allows."""
    return {m.id for m in ROWS} | set(_allowed(json.loads(SCHEMA.read_text("utf-8"))["$defs"]))


def _allowed(schema: Any) -> Iterator[str]:
    """What `method` and `kind` may be. Raises ValueError where that is any text."""
    for key, value in schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ():
        if key in ("method", "kind") and isinstance(value, dict):
            if "enum" not in value:
                raise ValueError(f"the schema allows any {key}")
            yield from value["enum"]
        yield from _allowed(value)


def missing(page: str, wanted: set[str]) -> set[str]:
    """The methods without a row on the page."""
    return wanted - set(re.findall(r"(?m)^\| `(\w+)` \|", page))


def far(found: Iterable[Opinion]) -> list[str]:
    """Methods that are further from their second opinion than their kind allows, and those without one."""
    errors = {o.method: o.error for o in found}
    wanted = printable() - TRIED.keys() | BESIDE.keys()
    return [m for m in sorted(wanted) if not errors.get(m, 1.0) <= (DRAWN if m in BY_DRAWING else CLOSE)]


def section(quick: bool) -> Iterator[str]:
    yield "## Methods\n"
    yield "The worst absolute difference over thirty tables of 12, 60 and 400 answers, spread out, tied and at the ceiling.\n"
    yield "| method | null | source | second opinion | worst difference | coverage of its interval |\n|" + " --- |" * 6
    found = {o.method: o for o in opinions()}
    for m in ROWS:
        against, error = (CHECKS[m.id][0], f"{found[m.id].error:.1g}") if m.id in found else (m.checked, "in the tests")
        yield f"| `{m.id}` | {m.null.replace('_', ' ')} | {m.reference} | {against} | {error} | {m.covers} |"
    for name, (source, null) in BESIDE.items():
        yield f"| `{name}` | {null.replace('_', ' ')} | {source} | {found[name].against} | {found[name].error:.1g} | |"
    for name, (source, against, covers) in TRIED.items():
        yield f"| `{name}` | | {source} | {against} | in the tests | {covers} |"
    if apart := far(found.values()):
        raise RuntimeError(f"too far from a second opinion, or without one: {', '.join(apart)}")
